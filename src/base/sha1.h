// SHA-1 (FIPS 180-4), of short texts.
//
// What it is for: agreeing with others who decide by it (ties of a majority vote).
// What it does not do: protect anything; SHA-1 is broken. Fingerprints are XXH3 (hash.h).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace errata {

std::array<std::uint8_t, 20> sha1(std::string_view text);

}  // namespace errata
