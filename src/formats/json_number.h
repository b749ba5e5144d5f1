// JSON numbers, exactly: correctly rounded doubles, integers of any size.
#pragma once

#include <cstdint>
#include <string_view>

#include "data/ids.h"

namespace errata {

enum class NumberKind : std::uint8_t {
    integer,      // fits std::int64_t; `real` holds it too, rounded
    big_integer,  // does not; `real` holds it rounded (infinite beyond 1e308)
    real,
    not_finite,  // NaN, Infinity or -Infinity as Python writes them, or beyond 1e308
    none,        // not a number
};

struct JsonNumber {
    NumberKind kind = NumberKind::none;
    std::int64_t integer = 0;
    double real = 0;
};

// `token` is the whole number, without spaces around it.
JsonNumber parse_json_number(std::string_view token);

// The id that a number's token stands for: an integer, or a real with an integer value (pandas writes
// 42.0). False when it is neither.
bool id_from_number(std::string_view token, SourceId& id);

}  // namespace errata
