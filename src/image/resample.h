// Resampling: the same picture in another size.
//
// What it is for: hashes and statistics that others compute of pictures which Pillow has scaled: equal to Pillow's
// Image.resize of 8-bit pictures, byte for byte.
// What it does not do: cut; gamma; thumbnails for the page, which the browser makes.
// Formula: convolution, the filter widened where the picture shrinks; coefficients rounded to 22 bits; columns first, each
// pass rounded to 8 bits. Source: Pillow's documentation of filters and the resampling it describes.
#pragma once

#include <cstdint>

#include "image/picture.h"

namespace errata {

enum class ResamplingFilter : std::uint8_t {
    bicubic,   // a = -1/2, support of 2 pixels
    lanczos3,  // sinc windowed by a wider sinc, support of 3 pixels
};

// Width and height are at least 1. Linear in the pixels of both.
Picture resampled(const Picture& picture, std::uint32_t width, std::uint32_t height,
                  ResamplingFilter filter);

}  // namespace errata
