// A small PNG writer: the files that label maps come in, whole or broken.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace errata::test {

// PNG's own numbers.
enum class PngColor : std::uint8_t {
    grey = 0,
    rgb = 2,
    palette = 3,
    grey_alpha = 4,
    rgb_alpha = 6
};

struct Png {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    PngColor color = PngColor::grey;
    unsigned bits = 8;  // per sample of a channel
    // Channels of all pixels, row by row; empty: a file that holds none.
    std::vector<std::uint32_t> samples;
    bool interlaced = false;
};

std::string png_bytes(const Png& png);

// One grey value of 8 bits per pixel, or an id as RGB.
std::string grey_png(std::uint32_t width, std::uint32_t height, std::vector<std::uint32_t> values);
std::string id_png(std::uint32_t width, std::uint32_t height,
                   const std::vector<std::uint32_t>& ids);

}  // namespace errata::test
