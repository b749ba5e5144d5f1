// Tokens: the words, numbers, texts and signs of a query.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "query/column.h"

namespace errata {

enum class TokenKind : std::uint8_t {
    end,
    word,    // score, and, größe
    quoted,  // `camera model`: a name whatever it is made of
    number,
    text,  // "cat", 'cat'
    sign,  // ( ) , . .. + - * / == != < <= > >=
};

struct Token {
    TokenKind kind = TokenKind::end;
    std::uint32_t at = 0;   // byte in the query
    std::uint32_t end = 0;  // one behind its last
    std::string text = {};  // the word or sign; of texts and names what they say, without quotes
    double number = 0;      // in the unit
    Unit unit = Unit::none;
    bool closed = true;  // false: a text or name whose closing quote is not there

    bool is(std::string_view sign_or_word) const {
        return (kind == TokenKind::word || kind == TokenKind::sign) && text == sign_or_word;
    }
};

// The token that begins at `at` or behind the space there. Errors: syntax.
Result<Token> next_token(std::string_view query, std::size_t at);

// Whether a name needs no backquotes: letters, digits and _, not beginning with a digit, and no word of the language.
bool is_plain_name(std::string_view name);

// As the language writes them: "…" with \" \\ \n \t \u{…}, `…`, and the shortest number that reads back the same.
std::string quoted_text(std::string_view text);
std::string quoted_name(std::string_view name);  // plain where it may be
std::string number_text(double number, Unit unit);

}  // namespace errata
