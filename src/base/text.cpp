#include "base/text.h"

#include <format>

namespace errata {

std::string grouped(std::uint64_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, ",");
    return digits;
}

std::string counted(std::uint64_t number, std::string_view one, std::string_view several) {
    if (number == 1) return std::format("1 {}", one);
    return several.empty() ? std::format("{} {}s", grouped(number), one)
                           : std::format("{} {}", grouped(number), several);
}

}  // namespace errata
