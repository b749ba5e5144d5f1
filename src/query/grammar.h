// The language on one page: what `errata query --help` prints, and the page's help shows.
#pragma once

#include <string_view>

namespace errata {

// Plain text, lines of at most 100 characters. Every example in it is a valid query of a detection task (the tests parse
// and bind them): the lines that begin with two spaces and stand under "Examples".
std::string_view query_grammar();

}  // namespace errata
