// Perceptual hashes: 64 bits that are alike where pictures look alike.
//
// What it is for: near duplicates (near_duplicates.h): the Hamming distance of two hashes says how much two pictures differ.
// Equal to the Python library imagehash (4.3): a hash here is its hexadecimal text as a number, first bit highest.
// What it does not do: see through crops and turns; tell flat pictures apart.
//
// All of the grey picture, scaled by Lanczos' filter:
//     average      8 x 8; whether a pixel is above the mean
//     difference   9 x 8; whether a pixel is above its left neighbour
//     perceptual   32 x 32, its discrete cosine transform (type II); whether one of the 8 x 8 lowest coefficients, the mean
//                  among them, is above their median. Where two lie within 1e-12 of the median, rounding decides.
// Sources: Krawetz 2011, "Looks Like It" (average, perceptual) and 2013, "Kind of Like That" (difference).
#pragma once

#include <cstdint>

#include "image/picture.h"

namespace errata {

// Pictures of any number of channels, at least one pixel.
std::uint64_t average_hash(const Picture& picture);
std::uint64_t difference_hash(const Picture& picture);
std::uint64_t perceptual_hash(const Picture& picture);

}  // namespace errata
