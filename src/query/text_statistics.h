// Lengths of texts in any script.
#pragma once

#include <cstddef>
#include <string_view>

namespace errata {

// Unicode code points. The text is UTF-8.
std::size_t characters_of(std::string_view text);

// Parts between white space (Unicode's White_Space). Scripts that write no spaces have long words.
std::size_t words_of(std::string_view text);

}  // namespace errata
