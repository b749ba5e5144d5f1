#include "support/png_writer.h"

#include <zlib.h>

#include <stdexcept>
#include <utility>

namespace errata::test {

namespace {

void put_number(std::string& out, std::uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift);
}

void put_chunk(std::string& out, const std::string& type, const std::string& data) {
    put_number(out, static_cast<std::uint32_t>(data.size()));
    const std::string content = type + data;
    out += content;
    put_number(out,
               static_cast<std::uint32_t>(::crc32(0, reinterpret_cast<const Bytef*>(content.data()),
                                                  static_cast<uInt>(content.size()))));
}

unsigned channels_of(PngColor color) {
    if (color == PngColor::rgb) return 3;
    if (color == PngColor::rgb_alpha) return 4;
    return color == PngColor::grey_alpha ? 2 : 1;
}

// Every `step`-th pixel from the first on, as unfiltered rows.
struct Pass {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    std::uint32_t step_x = 1;
    std::uint32_t step_y = 1;
};

void put_pass(std::string& out, const Png& png, const Pass& pass) {
    if (pass.x >= png.width || png.samples.empty()) return;
    const unsigned channels = channels_of(png.color);
    for (std::uint32_t y = pass.y; y < png.height; y += pass.step_y) {
        out += '\0';
        unsigned bits = 0;
        unsigned count = 0;
        for (std::uint32_t x = pass.x; x < png.width; x += pass.step_x) {
            for (unsigned channel = 0; channel < channels; ++channel) {
                const std::uint32_t sample =
                    png.samples[(std::size_t{y} * png.width + x) * channels + channel];
                for (unsigned bit = png.bits; bit-- > 0;) {
                    bits = bits << 1U | ((sample >> bit) & 1U);
                    if (++count % 8 == 0) out += static_cast<char>(bits);
                }
            }
        }
        if (count % 8 != 0) out += static_cast<char>(bits << (8 - count % 8));
    }
}

}  // namespace

std::string png_bytes(const Png& png) {
    std::string out = "\x89PNG\r\n\x1A\n";
    std::string header;
    put_number(header, png.width);
    put_number(header, png.height);
    header += static_cast<char>(png.bits);
    header += static_cast<char>(png.color);
    header += std::string("\0\0", 2);
    header += png.interlaced ? '\1' : '\0';
    put_chunk(out, "IHDR", header);
    if (png.color == PngColor::palette) {
        std::string palette;
        // Colours that are not the index.
        for (unsigned i = 0; i < 1U << png.bits; ++i)
            palette += std::string(3, static_cast<char>(255 - i));
        put_chunk(out, "PLTE", palette);
    }
    std::string rows;
    if (png.interlaced) {
        for (const Pass& pass :
             {Pass{0, 0, 8, 8}, Pass{4, 0, 8, 8}, Pass{0, 4, 4, 8}, Pass{2, 0, 4, 4},
              Pass{0, 2, 2, 4}, Pass{1, 0, 2, 2}, Pass{0, 1, 1, 2}}) {
            put_pass(rows, png, pass);
        }
    } else {
        put_pass(rows, png, {});
    }
    uLongf size = compressBound(static_cast<uLong>(rows.size()));
    std::string packed(size, '\0');
    if (compress(reinterpret_cast<Bytef*>(packed.data()), &size,
                 reinterpret_cast<const Bytef*>(rows.data()),
                 static_cast<uLong>(rows.size())) != Z_OK) {
        throw std::runtime_error("zlib cannot pack");
    }
    packed.resize(size);
    put_chunk(out, "IDAT", packed);
    put_chunk(out, "IEND", "");
    return out;
}

std::string grey_png(std::uint32_t width, std::uint32_t height, std::vector<std::uint32_t> values) {
    return png_bytes({.width = width, .height = height, .samples = std::move(values)});
}

std::string id_png(std::uint32_t width, std::uint32_t height,
                   const std::vector<std::uint32_t>& ids) {
    Png png = {.width = width, .height = height, .color = PngColor::rgb, .samples = {}};
    for (const std::uint32_t id : ids) {
        png.samples.insert(png.samples.end(), {id & 255U, id >> 8U & 255U, id >> 16U & 255U});
    }
    return png_bytes(png);
}

}  // namespace errata::test
