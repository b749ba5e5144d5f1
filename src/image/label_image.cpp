#include "image/label_image.h"

#include <spng.h>

#include <algorithm>
#include <cstring>
#include <format>
#include <memory>
#include <string_view>

namespace errata {

namespace {

// All rows of an interlaced image are held at once.
constexpr std::uint64_t max_interlaced_pixels = std::uint64_t{1} << 26U;
constexpr std::uint64_t max_file_bytes = std::uint64_t{1} << 29U;
// Of texts and colour profiles, which nobody here reads.
constexpr std::size_t max_chunk_bytes = std::size_t{1} << 24U;

struct FreeContext {
    void operator()(spng_ctx* context) const { spng_ctx_free(context); }
};
using Context = std::unique_ptr<spng_ctx, FreeContext>;

std::unexpected<Error> fail(const std::string& name, ErrorCode code, std::string message,
                            std::string remedy) {
    return std::unexpected(Error{
        .code = code, .message = std::move(message), .remedy = std::move(remedy), .file = name});
}

std::unexpected<Error> broken(const std::string& name, int status) {
    constexpr std::string_view remedy = "Export or copy the file again";
    if (status == SPNG_EMEM) {
        return fail(name, ErrorCode::too_large, "there is not enough memory for the image",
                    "Make the image smaller");
    }
    // Where a size has 32 bits, libspng finds rows too long by itself.
    if (status == SPNG_EOVERFLOW) {
        return fail(name, ErrorCode::too_large, "the image has too many pixels",
                    "Cut it into tiles");
    }
    if (status == SPNG_IO_EOF || status == SPNG_EIDAT_TOO_SHORT) {
        return fail(name, ErrorCode::syntax, "the PNG image is cut off", std::string(remedy));
    }
    return fail(name, ErrorCode::syntax,
                std::format("the PNG image is broken: {}", spng_strerror(status)),
                std::string(remedy));
}

// Values of one row, read from the bytes as libspng leaves them: packed below 8 bits, 16 bits in the machine's order.
class RowValues {
public:
    RowValues(const spng_ihdr& header) : depth_(header.bit_depth) {
        const unsigned type = header.color_type;
        const bool color =
            type == SPNG_COLOR_TYPE_TRUECOLOR || type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
        const bool alpha =
            type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA || type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
        used_ = color ? 3 : 1;
        step_ = (used_ + (alpha ? 1U : 0U)) * depth_ / 8;
    }

    unsigned bits() const { return used_ * depth_; }

    std::uint32_t at(const unsigned char* row, std::size_t x) const {
        if (depth_ < 8) {
            const std::size_t bit = x * depth_;
            const unsigned shift = 8U - depth_ - static_cast<unsigned>(bit % 8);
            return (static_cast<unsigned>(row[bit / 8]) >> shift) & ((1U << depth_) - 1U);
        }
        const unsigned char* const pixel = row + x * step_;
        if (depth_ == 16) {
            std::uint16_t value = 0;
            std::memcpy(&value, pixel, sizeof value);
            return value;
        }
        if (used_ == 1) return pixel[0];
        return pixel[0] + 256U * pixel[1] + 65'536U * pixel[2];
    }

    // Bytes per pixel, of 8 bits or more.
    std::size_t step() const { return step_; }

private:
    unsigned depth_;
    unsigned used_;     // channels that make the value
    std::size_t step_;  // bytes
};

void add_row(const RowValues& values, const unsigned char* row, std::uint32_t width,
             std::vector<LabelRun>& runs) {
    const std::size_t step = values.step();
    for (std::uint32_t x = 0; x < width;) {
        const std::uint32_t value = values.at(row, x);
        std::uint32_t end = x + 1;
        if (step > 0) {
            // The run goes on while bytes equal those one pixel before.
            const unsigned char* const next = row + end * step;
            const unsigned char* const last = row + width * step;
            const auto differs = std::mismatch(next, last, next - step).first;
            end = static_cast<std::uint32_t>(static_cast<std::size_t>(differs - row) / step);
        }
        if (!runs.empty() && runs.back().value == value) {
            runs.back().length += end - x;
        } else {
            runs.push_back({.value = value, .length = end - x});
        }
        x = end;
    }
}

}  // namespace

Result<LabelImage> decode_label_image(std::span<const char> png, const std::string& name) {
    if (png.empty()) {
        return fail(name, ErrorCode::empty, "the file is empty", "Export or copy the file again");
    }
    if (!std::string_view(png.data(), png.size()).starts_with("\x89PNG")) {
        return fail(name, ErrorCode::wrong_kind, "this is not a PNG image",
                    "Give label maps as PNG: other formats change the numbers");
    }
    const Context context(spng_ctx_new(0));
    if (!context) return broken(name, SPNG_EMEM);
    spng_set_chunk_limits(context.get(), max_chunk_bytes, max_chunk_bytes);
    spng_ihdr header = {};
    int status = spng_set_png_buffer(context.get(), png.data(), png.size());
    if (status == 0) status = spng_get_ihdr(context.get(), &header);
    if (status != 0) return broken(name, status);

    const std::uint64_t pixels = std::uint64_t{header.width} * header.height;
    const bool interlaced = header.interlace_method != SPNG_INTERLACE_NONE;
    const std::uint64_t most = interlaced ? max_interlaced_pixels : max_label_pixels;
    if (pixels > most) {
        return fail(name, ErrorCode::too_large,
                    std::format("the image has {} x {} pixels, more than {}{}", header.width,
                                header.height, most, interlaced ? " where it is interlaced" : ""),
                    "Cut it into tiles");
    }
    const RowValues values(header);
    if (values.bits() > 24) {
        return fail(name, ErrorCode::wrong_kind, "the image has colours of 16 bits",
                    "Give ids as colours of 8 bits: id = R + 256 G + 65536 B");
    }
    LabelImage image = {
        .width = header.width, .height = header.height, .bits = values.bits(), .runs = {}};

    std::size_t image_bytes = 0;
    status = spng_decoded_image_size(context.get(), SPNG_FMT_PNG, &image_bytes);
    if (status == 0) {
        status =
            spng_decode_image(context.get(), nullptr, 0, SPNG_FMT_PNG, SPNG_DECODE_PROGRESSIVE);
    }
    if (status != 0) return broken(name, status);
    const std::size_t row_bytes = image_bytes / header.height;
    // The passes of an interlaced image come back to rows again and again.
    std::vector<unsigned char> rows(interlaced ? image_bytes : row_bytes);
    while (status == 0) {
        spng_row_info place = {};
        status = spng_get_row_info(context.get(), &place);
        if (status != 0) break;
        unsigned char* const row = rows.data() + (interlaced ? place.row_num * row_bytes : 0);
        status = spng_decode_row(context.get(), row, row_bytes);
        const bool has_row = status == 0 || status == SPNG_EOI;
        if (has_row && !interlaced) add_row(values, row, header.width, image.runs);
    }
    if (status != SPNG_EOI) return broken(name, status);
    for (std::size_t y = 0; interlaced && y < header.height; ++y) {
        add_row(values, rows.data() + y * row_bytes, header.width, image.runs);
    }
    return image;
}

Result<LabelImage> read_label_image(const ByteSource& source) {
    if (source.size() > max_file_bytes) {
        return fail(
            source.name(), ErrorCode::too_large,
            std::format("the file has {} bytes, more than {}", source.size(), max_file_bytes),
            "Cut the image into tiles");
    }
    std::vector<char> bytes(static_cast<std::size_t>(source.size()));
    const auto read = source.read_at(0, bytes);
    if (!read) return std::unexpected(read.error());
    return decode_label_image(std::span<const char>(bytes).first(*read), source.name());
}

}  // namespace errata
