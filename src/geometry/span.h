// Spans of text: from one position up to another, in tokens or in characters (Unicode code points).
#pragma once

#include <algorithm>
#include <cstdint>

namespace errata {

// Half-open: begins at `begin`, ends before `end`. Files with inclusive ends are converted by their readers.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool operator==(const Span&) const = default;
    std::uint32_t length() const { return end > begin ? end - begin : 0; }
};

// What both have in common.
inline std::uint32_t intersection(Span a, Span b) {
    return Span{std::max(a.begin, b.begin), std::min(a.end, b.end)}.length();
}

// Intersection over union, 0 to 1.
inline double span_iou(Span a, Span b) {
    const std::uint32_t common = intersection(a, b);
    if (common == 0) return 0;
    return static_cast<double>(common) / static_cast<double>(a.length() + b.length() - common);
}

}  // namespace errata
