// Pictures: photographs and drawings as pixels.
//
// What it is for: hashes (perceptual_hash.h) and quality statistics (image_quality.h) of JPEG, PNG, BMP, GIF (its first
// frame), TGA, PNM and PSD files. Palettes are looked up, samples of 16 bits lose their lower byte, alpha is dropped.
// What it does not do: WebP, AVIF; numbers of label images, which must not become colours (label_image.h); turn pictures by
// their EXIF orientation; draw.
// Decoded by stb_image.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"

namespace errata {

// Larger pictures are an error: a few bytes may claim any size.
inline constexpr std::uint64_t max_picture_pixels = std::uint64_t{1} << 28U;

// Row by row from the top left; of each pixel `channels` bytes: 1 (grey) or 3 (red, green, blue).
struct Picture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::uint32_t channels = 1;
    std::vector<std::uint8_t> pixels = {};

    bool operator==(const Picture&) const = default;
};

// `name` is the file's, for errors: empty, wrong_kind (none of these formats), too_large, syntax (cut off, broken).
Result<Picture> decode_picture(std::span<const char> bytes, const std::string& name);

// Reads the whole source; also its errors.
Result<Picture> read_picture(const ByteSource& source);

// (19595 R + 38470 G + 7471 B + 32768) >> 16, the grey that Pillow's convert("L") makes (ITU-R BT.601).
Picture grey_of(const Picture& picture);

}  // namespace errata
