// Units of what is computed: those that go together, and those that products and quotients have.
#pragma once

#include <optional>

#include "query/column.h"

namespace errata {

// The unit that both agree on; nothing where they do not. What has none goes with any.
inline std::optional<Unit> common_unit(Unit a, Unit b) {
    if (a == b || b == Unit::none) return a;
    if (a == Unit::none) return b;
    return {};
}

inline Unit product_of(Unit a, Unit b) {
    if (a == Unit::none || a == Unit::fraction) return b == Unit::none ? a : b;
    if (b == Unit::none || b == Unit::fraction) return a;
    return a == Unit::pixels && b == Unit::pixels ? Unit::square_pixels : Unit::none;
}

inline Unit quotient_of(Unit a, Unit b) {
    if (b == Unit::none || b == Unit::fraction) return a;
    return a == Unit::square_pixels && b == Unit::pixels ? Unit::pixels : Unit::none;
}

}  // namespace errata
