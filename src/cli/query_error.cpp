#include "cli/query_error.h"

#include <cstdio>
#include <format>

#include "cli/command.h"
#include "query/parse.h"

namespace errata::cli {

int print_query_error(std::string_view what, const Error& error, const std::string& query) {
    std::string text(what);
    const auto byte = static_cast<std::size_t>(error.byte.value_or(0));
    if (error.byte) text += std::format(", character {}", character_at(query, byte));
    text += std::format(": {}{}", error.message, error.message.ends_with('?') ? "" : ".");
    if (!error.remedy.empty())
        text += std::format(" {}{}", error.remedy, error.remedy.ends_with('?') ? "" : ".");
    if (error.byte && query.size() <= 200 && query.find('\n') == std::string::npos) {
        text +=
            std::format("\n  {}\n  {}^", query, std::string(character_at(query, byte) - 1, ' '));
    }
    std::fputs((text + "\n").c_str(), stderr);
    return exit_usage;
}

}  // namespace errata::cli
