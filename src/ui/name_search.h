// What a search field finds by name.
#pragma once

#include <algorithm>
#include <cctype>
#include <string_view>

namespace errata::ui {

// Whether `words` stand somewhere in `name`, letters of ASCII in either case. Nothing stands everywhere.
inline bool holds(std::string_view name, std::string_view words) {
    return !std::ranges::search(name, words,
                                [](char a, char b) {
                                    return std::tolower(static_cast<unsigned char>(a)) ==
                                           std::tolower(static_cast<unsigned char>(b));
                                })
                .empty() ||
           words.empty();
}

}  // namespace errata::ui
