#include "query/name_list.h"

#include <algorithm>

#include "query/token.h"

namespace errata {

std::vector<std::string> names_in(std::string_view list) {
    std::vector<std::string> names;
    std::size_t at = 0;
    while (true) {
        auto token = next_token(list, at);
        if (!token || token->kind == TokenKind::end) return names;
        at = token->end;
        if (token->kind == TokenKind::word || token->kind == TokenKind::quoted) {
            names.push_back(std::move(token->text));
        }
    }
}

std::string list_of(const std::vector<std::string>& names) {
    std::string list;
    for (const std::string& name : names) {
        if (!list.empty()) list += ", ";
        list += quoted_name(name);
    }
    return list;
}

std::string with_name_switched(std::string_view list, const std::string& name) {
    std::vector<std::string> names = names_in(list);
    if (std::erase(names, name) == 0) names.push_back(name);
    return list_of(names);
}

}  // namespace errata
