// Numbers in words that people read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace errata {

// 1234567 as "1,234,567".
std::string grouped(std::uint64_t number);

// "1 image", "2,000 images". `several` is for plurals that do not end in s.
std::string counted(std::uint64_t number, std::string_view one, std::string_view several = {});

}  // namespace errata
