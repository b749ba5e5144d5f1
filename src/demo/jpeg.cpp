#include "demo/jpeg.h"

#include <cstddef>

#define STB_IMAGE_STATIC
#define STB_IMAGE_IMPLEMENTATION
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#include <stb/stb_image.h>

#define STB_IMAGE_WRITE_STATIC
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBI_WRITE_NO_STDIO
#include <stb/stb_image_write.h>

namespace errata::demo {

std::vector<std::uint8_t> jpeg_from_picture(const Picture& picture, int quality) {
    std::vector<std::uint8_t> bytes;
    const auto append = [](void* context, void* data, int size) {
        const auto* first = static_cast<const std::uint8_t*>(data);
        auto* out = static_cast<std::vector<std::uint8_t>*>(context);
        out->insert(out->end(), first, first + size);
    };
    stbi_write_jpg_to_func(append, &bytes, picture.width_px, picture.height_px, 3,
                           picture.rgb.data(), quality);
    return bytes;
}

Picture picture_from_jpeg(std::span<const std::uint8_t> bytes) {
    int width = 0;
    int height = 0;
    int channels = 0;
    stbi_uc* data = stbi_load_from_memory(bytes.data(), static_cast<int>(bytes.size()), &width,
                                          &height, &channels, 3);
    if (data == nullptr) return {};
    const std::size_t size = 3 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
    Picture picture{width, height, {data, data + size}};
    stbi_image_free(data);
    return picture;
}

}  // namespace errata::demo
