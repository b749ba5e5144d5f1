// The parser itself, for parse_query and for completion, which asks what could have come where a text ends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "query/expression.h"
#include "query/token.h"

namespace errata {

// What may come at a place.
enum class Expected : std::uint8_t {
    operand,   // a column, a literal, `not`, an aggregate, an opening parenthesis
    follower,  // an operator, `and`, `or`, a closing parenthesis
    column,    // behind a dot: a column or a table
    table,     // of an aggregate
    missing,   // behind `is`
    with,      // behind `starts` and `ends`
};

struct Expectation {
    Expected what = Expected::operand;
    std::vector<std::string> path = {};  // before the dot
    std::vector<std::vector<std::string>> scopes =
        {};  // the tables of the aggregates around it, outermost first
    std::optional<Expression> compared =
        {};  // what stands to the left of the operator; nothing: no comparison
};

class Parser {
public:
    explicit Parser(std::string_view query) : query_(query) {}

    Result<Expression> parse();

    // What could have come where parse() met something else, or the end.
    const Expectation& expectation() const { return expectation_; }

private:
    // Each reads one level of the grammar; after an error (failed()) what they return means nothing.
    Expression condition();    // or
    Expression conjunction();  // and
    Expression negation();     // not
    Expression test();         // comparisons and other tests of two values
    Expression sum();
    Expression product();
    Expression factor();  // signs
    Expression primary();

    Expression comparison(Expression left);
    Expression membership(Expression left, bool negated, std::uint32_t at);
    Expression word_test(Expression left, ExpressionKind kind, bool negated, std::uint32_t at);
    Expression missing_test(Expression left, std::uint32_t at);
    Expression path_or_aggregate();
    Expression aggregate(Function function, std::uint32_t at);
    std::vector<std::string> path();

    bool failed() const { return error_.has_value(); }
    void fail(ErrorCode code, std::uint32_t at, std::string message, std::string remedy = {});
    void fail_expecting(Expected what, std::string_view words);
    bool take(std::string_view sign_or_word);  // and go on, if it is there
    void demand(std::string_view sign_or_word);
    void advance();
    bool enter();  // one level deeper; false where that is too deep
    void leave() { --depth_; }

    std::string_view query_;
    Token token_;  // the next one
    std::size_t depth_ = 0;
    std::optional<Error> error_;
    Expectation expectation_;
    std::vector<std::vector<std::string>> scopes_;
    std::vector<Expression> compared_;
};

}  // namespace errata
