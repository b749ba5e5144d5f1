// Spans of text: from one position up to another, in tokens or in characters (Unicode code points).
#pragma once

#include <cstdint>

namespace errata {

// Half-open: begins at `begin`, ends before `end`. Files with inclusive ends are converted by their readers.
struct Span {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;

    bool operator==(const Span&) const = default;
    std::uint32_t length() const { return end > begin ? end - begin : 0; }
};

}  // namespace errata
