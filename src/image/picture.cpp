#include "image/picture.h"

#include <format>
#include <memory>

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_NO_STDIO
#define STBI_NO_HDR
#define STBI_NO_LINEAR
#define STBI_NO_PIC
#define STBI_NO_FAILURE_STRINGS
#include <stb/stb_image.h>

namespace errata {

namespace {

constexpr std::uint64_t max_file_bytes = std::uint64_t{1} << 29U;

struct FreePixels {
    void operator()(stbi_uc* pixels) const { stbi_image_free(pixels); }
};

std::unexpected<Error> fail(const std::string& name, ErrorCode code, std::string message,
                            std::string remedy) {
    return std::unexpected(Error{
        .code = code, .message = std::move(message), .remedy = std::move(remedy), .file = name});
}

}  // namespace

Result<Picture> decode_picture(std::span<const char> bytes, const std::string& name) {
    if (bytes.empty()) {
        return fail(name, ErrorCode::empty, "the file is empty", "Export or copy the file again");
    }
    if (bytes.size() > max_file_bytes) {
        return fail(
            name, ErrorCode::too_large,
            std::format("the file has {} bytes, more than {}", bytes.size(), max_file_bytes),
            "Make the picture smaller");
    }
    const auto* const data = reinterpret_cast<const stbi_uc*>(bytes.data());
    const int size = static_cast<int>(bytes.size());
    int width = 0;
    int height = 0;
    int channels = 0;
    if (stbi_info_from_memory(data, size, &width, &height, &channels) == 0) {
        return fail(name, ErrorCode::wrong_kind, "this is no picture, or one far too large",
                    "Give JPEG, PNG, BMP, GIF, TGA, PNM or PSD files");
    }
    const std::uint64_t pixels =
        static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (pixels > max_picture_pixels) {
        return fail(name, ErrorCode::too_large,
                    std::format("the picture has {} x {} pixels, more than {}", width, height,
                                max_picture_pixels),
                    "Make the picture smaller");
    }
    // 2 channels are grey and alpha, 4 are colours and alpha.
    const int kept = channels < 3 ? 1 : 3;
    const std::unique_ptr<stbi_uc, FreePixels> decoded(
        stbi_load_from_memory(data, size, &width, &height, &channels, kept));
    if (!decoded) {
        return fail(name, ErrorCode::syntax, "the picture is broken or cut off",
                    "Export or copy the file again");
    }
    Picture picture = {.width = static_cast<std::uint32_t>(width),
                       .height = static_cast<std::uint32_t>(height),
                       .channels = static_cast<std::uint32_t>(kept),
                       .pixels = {}};
    picture.pixels.assign(decoded.get(),
                          decoded.get() + static_cast<std::size_t>(pixels) * picture.channels);
    return picture;
}

Result<Picture> read_picture(const ByteSource& source) {
    if (source.size() > max_file_bytes) {
        return fail(
            source.name(), ErrorCode::too_large,
            std::format("the file has {} bytes, more than {}", source.size(), max_file_bytes),
            "Make the picture smaller");
    }
    std::vector<char> bytes(static_cast<std::size_t>(source.size()));
    const auto read = source.read_at(0, bytes);
    if (!read) return std::unexpected(read.error());
    return decode_picture(std::span<const char>(bytes).first(*read), source.name());
}

Picture grey_of(const Picture& picture) {
    if (picture.channels == 1) return picture;
    Picture grey = {.width = picture.width, .height = picture.height, .channels = 1, .pixels = {}};
    grey.pixels.reserve(picture.pixels.size() / 3);
    for (std::size_t i = 0; i + 2 < picture.pixels.size(); i += 3) {
        const std::uint32_t sum = 19'595U * picture.pixels[i] + 38'470U * picture.pixels[i + 1] +
                                  7'471U * picture.pixels[i + 2] + 32'768U;
        grey.pixels.push_back(static_cast<std::uint8_t>(sum >> 16U));
    }
    return grey;
}

}  // namespace errata
