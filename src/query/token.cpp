#include "query/token.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <format>

namespace errata {

namespace {

constexpr std::array<std::string_view, 14> reserved = {
    "and",    "or",   "not",  "in",      "is",    "missing", "contains",
    "starts", "ends", "with", "matches", "where", "true",    "false"};

// Longer ones before those they begin with.
constexpr std::array<std::string_view, 17> signs = {
    "==", "!=", "<=", ">=", "..", "<", ">", "(", ")", ",", ".", "+", "-", "*", "/", "[", "]"};

constexpr std::array<std::pair<std::string_view, Unit>, 7> units = {{{"px2", Unit::square_pixels},
                                                                     {"px²", Unit::square_pixels},
                                                                     {"px", Unit::pixels},
                                                                     {"deg", Unit::degrees},
                                                                     {"°", Unit::degrees},
                                                                     {"%", Unit::percent},
                                                                     {"", Unit::none}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// Any character beyond ASCII may stand in a name.
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}
bool is_name_character(char c) { return is_letter(c) || is_digit(c); }

std::size_t word_end(std::string_view query, std::size_t at) {
    while (at < query.size() && is_name_character(query[at])) ++at;
    return at;
}

std::size_t digits_end(std::string_view query, std::size_t at) {
    while (at < query.size() && is_digit(query[at])) ++at;
    return at;
}

std::unexpected<Error> error_at(std::size_t at, std::string message, std::string remedy = {}) {
    return std::unexpected(Error{.code = ErrorCode::syntax,
                                 .message = std::move(message),
                                 .remedy = std::move(remedy),
                                 .byte = at});
}

// The unit behind a number, after space or none; not a longer word that begins like one.
std::pair<Unit, std::size_t> unit_at(std::string_view query, std::size_t at) {
    std::size_t begin = at;
    while (begin < query.size() && is_space(query[begin])) ++begin;
    for (const auto& [name, unit] : units) {
        if (name.empty() || !query.substr(begin).starts_with(name)) continue;
        const std::size_t end = begin + name.size();
        if (is_letter(name.front()) && word_end(query, begin) != end) continue;
        return {unit, end};
    }
    return {Unit::none, at};
}

Result<Token> number_token(std::string_view query, std::size_t at) {
    std::size_t end = digits_end(query, at);
    // "1..2" is a range of whole numbers.
    if (end + 1 < query.size() && query[end] == '.' && is_digit(query[end + 1]))
        end = digits_end(query, end + 1);
    if (end < query.size() && (query[end] == 'e' || query[end] == 'E')) {
        std::size_t digits = end + 1;
        if (digits < query.size() && (query[digits] == '+' || query[digits] == '-')) ++digits;
        if (const std::size_t behind = digits_end(query, digits); behind > digits) end = behind;
    }
    Token token = {.kind = TokenKind::number, .at = static_cast<std::uint32_t>(at)};
    fast_float::from_chars(query.data() + at, query.data() + end, token.number);
    if (!std::isfinite(token.number)) return error_at(at, "the number is too large");
    const auto [unit, behind] = unit_at(query, end);
    token.unit = unit;
    token.end = static_cast<std::uint32_t>(behind);
    if (behind < query.size() && is_name_character(query[behind])) {
        const std::string_view word = query.substr(behind, word_end(query, behind) - behind);
        return error_at(behind, std::format("{} is no unit", quoted_name(word)),
                        "Units are px, px2, deg and %");
    }
    return token;
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto push = [&](std::uint32_t byte) {
        text += static_cast<char>(static_cast<unsigned char>(byte));
    };
    if (code < 0x80) {
        push(code);
    } else if (code < 0x800) {
        push(0xC0U | (code >> 6U));
        push(0x80U | (code & 0x3FU));
    } else if (code < 0x10000) {
        push(0xE0U | (code >> 12U));
        push(0x80U | ((code >> 6U) & 0x3FU));
        push(0x80U | (code & 0x3FU));
    } else {
        push(0xF0U | (code >> 18U));
        push(0x80U | ((code >> 12U) & 0x3FU));
        push(0x80U | ((code >> 6U) & 0x3FU));
        push(0x80U | (code & 0x3FU));
    }
}

// What stands behind a backslash at `at`; how many bytes it takes, 0 where it is none that is known.
std::size_t read_escape(std::string_view query, std::size_t at, std::string& text) {
    if (at >= query.size()) return 0;
    constexpr std::string_view letters = "\"\\ntr";
    constexpr std::string_view meant = "\"\\\n\t\r";
    if (const std::size_t known = letters.find(query[at]); known != std::string_view::npos) {
        text += meant[known];
        return 1;
    }
    const std::size_t close = query.find('}', at);
    if (!query.substr(at).starts_with("u{") || close == std::string_view::npos || close - at > 8)
        return 0;
    std::uint32_t code = 0;
    const char* const first = query.data() + at + 2;
    const char* const last = query.data() + close;
    const auto [end, failed] = std::from_chars(first, last, code, 16);
    if (failed != std::errc() || end != last || code > 0x10FFFF ||
        (code >= 0xD800 && code < 0xE000))
        return 0;
    append_utf8(text, code);
    return close + 1 - at;
}

// "…" knows escapes, '…' and `…` hold what stands there.
Result<Token> quoted_token(std::string_view query, std::size_t at) {
    const char quote = query[at];
    Token token = {.kind = quote == '`' ? TokenKind::quoted : TokenKind::text,
                   .at = static_cast<std::uint32_t>(at)};
    std::size_t i = at + 1;
    for (; i < query.size() && query[i] != quote; ++i) {
        if (quote != '"' || query[i] != '\\') {
            token.text += query[i];
            continue;
        }
        const std::size_t taken = read_escape(query, i + 1, token.text);
        if (taken == 0) {
            return error_at(i, "a backslash stands before \", \\, n, t, r or u{hexadecimal} only",
                            "Write \\\\, or the text in single quotes");
        }
        i += taken;
    }
    token.closed = i < query.size();
    token.end = static_cast<std::uint32_t>(token.closed ? i + 1 : i);
    if (token.closed && token.kind == TokenKind::quoted && token.text.empty()) {
        return error_at(at, "a name has at least one character");
    }
    return token;
}

std::unexpected<Error> unknown_sign(std::string_view query, std::size_t at) {
    const std::string_view rest = query.substr(at);
    if (rest.starts_with('=')) return error_at(at, "`=` is no operator; did you mean `==`?");
    if (rest.starts_with('&')) return error_at(at, "`&` is no operator; did you mean `and`?");
    if (rest.starts_with('|')) return error_at(at, "`|` is no operator; did you mean `or`?");
    if (rest.starts_with('!'))
        return error_at(at, "`!` is no operator; did you mean `not` or `!=`?");
    return error_at(at, std::format("`{}` means nothing here", rest.substr(0, 1)));
}

}  // namespace

Result<Token> next_token(std::string_view query, std::size_t at) {
    while (at < query.size() && is_space(query[at])) ++at;
    Token token = {.at = static_cast<std::uint32_t>(at), .end = static_cast<std::uint32_t>(at)};
    if (at == query.size()) return token;
    const char c = query[at];
    const bool fraction = c == '.' && at + 1 < query.size() && is_digit(query[at + 1]);
    if (is_digit(c) || fraction) return number_token(query, at);
    if (c == '"' || c == '\'' || c == '`') return quoted_token(query, at);
    if (is_letter(c)) {
        const std::size_t end = word_end(query, at);
        token.kind = TokenKind::word;
        token.text = query.substr(at, end - at);
        token.end = static_cast<std::uint32_t>(end);
        return token;
    }
    const auto sign = std::ranges::find_if(
        signs, [&](std::string_view one) { return query.substr(at).starts_with(one); });
    if (sign == signs.end()) return unknown_sign(query, at);
    token.kind = TokenKind::sign;
    token.text = *sign;
    token.end = static_cast<std::uint32_t>(at + sign->size());
    return token;
}

bool is_plain_name(std::string_view name) {
    return !name.empty() && !is_digit(name.front()) &&
           std::ranges::all_of(name, is_name_character) && !std::ranges::contains(reserved, name);
}

std::string quoted_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (c == '\n') {
            out += "\\n";
        } else if (c == '\t') {
            out += "\\t";
        } else if (c == '\r') {
            out += "\\r";
        } else if (byte < 0x20 || byte == 0x7F) {
            out += std::format("\\u{{{:x}}}", byte);
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string quoted_name(std::string_view name) {
    return is_plain_name(name) ? std::string(name) : std::format("`{}`", name);
}

std::string number_text(double number, Unit unit) {
    if (unit == Unit::none) return std::format("{}", number);
    return std::format("{}{}{}", number, unit == Unit::percent ? "" : " ", name_of(unit));
}

}  // namespace errata
