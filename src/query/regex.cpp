#include "query/regex.h"

#include <re2/re2.h>

#include <format>
#include <utility>

namespace errata {

struct Regex::Compiled {
    re2::RE2 expression;
};

Regex::Regex(std::unique_ptr<Compiled> compiled) : compiled_(std::move(compiled)) {}
Regex::~Regex() = default;

Result<std::shared_ptr<const Regex>> Regex::compile(std::string_view pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    options.set_max_mem(std::int64_t{1} << 20);
    std::unique_ptr<Compiled> compiled(
        new Compiled{re2::RE2(re2::StringPiece(pattern.data(), pattern.size()), options)});
    const re2::RE2& expression = compiled->expression;
    if (!expression.ok()) {
        const bool too_large = expression.error_code() == re2::RE2::ErrorPatternTooLarge;
        return std::unexpected(Error{
            .code = too_large ? ErrorCode::too_large : ErrorCode::syntax,
            .message = std::format("the regular expression is not valid: {}", expression.error()),
            .remedy = "RE2's syntax is meant; a backslash in double quotes is written twice"});
    }
    return std::shared_ptr<const Regex>(new Regex(std::move(compiled)));
}

bool Regex::found_in(std::string_view text) const {
    return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()),
                                  compiled_->expression);
}

}  // namespace errata
