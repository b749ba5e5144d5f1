// Pictures as JPEG bytes and back, through stb.
//
// What it is for: the demo's detector must see what the user sees, so it looks at decoded bytes.
// What it does not do: files; other formats. (src/image decodes users' images; this stays a pair
// with the writer, and its copy of stb is private to one translation unit.)
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "demo/scene.h"

namespace errata::demo {

// `quality` from 1 to 100; below 91 stb halves the chroma's resolution.
std::vector<std::uint8_t> jpeg_from_picture(const Picture& picture, int quality);
// An empty picture when the bytes are not a JPEG.
Picture picture_from_jpeg(std::span<const std::uint8_t> bytes);

}  // namespace errata::demo
