// Label images: PNG files whose pixels are numbers of classes or segments, not colours.
//
// What it is for: semantic and panoptic maps. Values come out as they are stored: grey of 1 to 16 bits as it is, of a
// palette the index and not its colour, RGB as R + 256 G + 65536 B (panopticapi's ids). Alpha is no part of a value.
// What it does not do: know what values mean; decode photographs; gamma, scaling, transparency.
// Source of the format: PNG (ISO/IEC 15948), decoded by libspng.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "data/label_maps.h"

namespace errata {

// Larger images are an error: a few bytes may claim any size.
inline constexpr std::uint64_t max_label_pixels = std::uint64_t{1} << 28U;

struct LabelImage {
    std::uint32_t width = 0;  // pixels
    std::uint32_t height = 0;
    unsigned bits = 8;  // per value: 1, 2, 4, 8 or 16; of colours 24
    std::vector<LabelRun>
        runs;  // row by row from the top left, neighbours differ; they cover all pixels

    bool is_color() const { return bits == 24; }
};

// `name` is the file's, for errors: empty, wrong_kind (no PNG, colours of 16 bits), too_large, syntax (cut off, broken).
Result<LabelImage> decode_label_image(std::span<const char> png, const std::string& name);

// Reads the whole source; also its errors.
Result<LabelImage> read_label_image(const ByteSource& source);

}  // namespace errata
