// Words cut to a width. Long names differ at both ends, so what is left out stands in the middle.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace errata::ui {

// `width_of` measures words as they will be drawn. At least two bytes of the name stay, whatever the width.
std::string cut_in_the_middle(std::string_view words, float max_width,
                              const std::function<float(std::string_view)>& width_of);

// A sentence, cut after a word: what is left of a number or a name must not look like another.
std::string cut_at_the_end(std::string_view words, float max_width,
                           const std::function<float(std::string_view)>& width_of);

// The start of the character (UTF-8) at or before a byte.
std::size_t character_start(std::string_view words, std::size_t byte);

}  // namespace errata::ui
