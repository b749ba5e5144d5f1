#include "query/parser.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

#include "query/parse.h"

namespace errata {

namespace {

constexpr std::array<std::pair<std::string_view, Operator>, 6> comparisons = {
    {{"==", Operator::equal},
     {"!=", Operator::unequal},
     {"<=", Operator::at_most},
     {">=", Operator::at_least},
     {"<", Operator::less},
     {">", Operator::greater}}};

constexpr std::array<std::pair<std::string_view, Function>, 7> functions = {
    {{"any", Function::any},
     {"all", Function::all},
     {"count", Function::count},
     {"min", Function::min},
     {"max", Function::max},
     {"mean", Function::mean},
     {"sum", Function::sum}}};

Expression node(ExpressionKind kind, std::uint32_t at) { return {.kind = kind, .at = at}; }

std::optional<Operator> comparison_of(const Token& token) {
    const auto found =
        std::ranges::find_if(comparisons, [&](const auto& one) { return token.is(one.first); });
    if (found == comparisons.end() || token.kind != TokenKind::sign) return {};
    return found->second;
}

// Whether two comparisons may follow one another: a < b <= c, a >= b > c.
bool go_together(Operator first, Operator second) {
    const auto rising = [](Operator one) {
        return one == Operator::less || one == Operator::at_most;
    };
    const auto falling = [](Operator one) {
        return one == Operator::greater || one == Operator::at_least;
    };
    return (rising(first) && rising(second)) || (falling(first) && falling(second));
}

// Operands of one kind lie side by side: a and (b and c) is a and b and c.
void append(Expression& joined, Expression&& operand) {
    if (operand.kind != joined.kind) {
        joined.children.push_back(std::move(operand));
        return;
    }
    for (Expression& child : operand.children) joined.children.push_back(std::move(child));
}

std::string shown(const Token& token) {
    if (token.kind == TokenKind::end) return "the end";
    if (token.kind == TokenKind::text) return quoted_text(token.text);
    if (token.kind == TokenKind::number) return number_text(token.number, token.unit);
    return std::format("`{}`", token.text);
}

}  // namespace

void Parser::fail(ErrorCode code, std::uint32_t at, std::string message, std::string remedy) {
    if (failed()) return;
    error_ =
        Error{.code = code, .message = std::move(message), .remedy = std::move(remedy), .byte = at};
}

void Parser::fail_expecting(Expected what, std::string_view words) {
    if (failed()) return;
    expectation_.what = what;
    expectation_.scopes = scopes_;
    if (!compared_.empty()) expectation_.compared = compared_.back();
    std::string remedy;
    std::string lower = token_.text;
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    });
    if (token_.kind == TokenKind::word && lower != token_.text && !is_plain_name(lower)) {
        remedy = std::format("Did you mean `{}`?", lower);
    }
    fail(ErrorCode::syntax, token_.at, std::format("expected {}, found {}", words, shown(token_)),
         std::move(remedy));
}

void Parser::advance() {
    if (failed()) return;
    auto next = next_token(query_, token_.end);
    if (!next) {
        error_ = std::move(next.error());
        return;
    }
    token_ = *std::move(next);
    if (!token_.closed) fail(ErrorCode::syntax, token_.at, "the closing quote is missing");
}

bool Parser::take(std::string_view sign_or_word) {
    if (failed() || !token_.is(sign_or_word)) return false;
    advance();
    return true;
}

void Parser::demand(std::string_view sign_or_word) {
    if (!take(sign_or_word)) fail_expecting(Expected::follower, std::format("`{}`", sign_or_word));
}

bool Parser::enter() {
    if (++depth_ > max_query_depth) {
        fail(ErrorCode::depth, token_.at,
             std::format("nested deeper than {} levels", max_query_depth),
             "Write it with fewer parentheses");
    }
    return !failed();
}

Result<Expression> Parser::parse() {
    advance();
    Expression root = condition();
    if (!failed() && token_.kind != TokenKind::end)
        fail_expecting(Expected::follower, "an operator, `and` or `or`");
    if (failed()) return std::unexpected(*std::move(error_));
    expectation_ = {.what = Expected::follower};
    return root;
}

Expression Parser::condition() {
    Expression first = conjunction();
    if (failed() || !token_.is("or")) return first;
    Expression joined = node(ExpressionKind::any_of, token_.at);
    append(joined, std::move(first));
    while (take("or")) append(joined, conjunction());
    return joined;
}

Expression Parser::conjunction() {
    Expression first = negation();
    if (failed() || !token_.is("and")) return first;
    Expression joined = node(ExpressionKind::all_of, token_.at);
    append(joined, std::move(first));
    while (take("and")) append(joined, negation());
    return joined;
}

Expression Parser::negation() {
    if (failed() || !token_.is("not")) return test();
    Expression negated = node(ExpressionKind::none_of, token_.at);
    if (enter()) {
        advance();
        negated.children.push_back(negation());
    }
    leave();
    return negated;
}

Expression Parser::test() {
    Expression left = sum();
    if (failed()) return left;
    const std::uint32_t at = token_.at;
    if (comparison_of(token_)) return comparison(std::move(left));
    if (take("is")) return missing_test(std::move(left), at);
    const bool negated = take("not");
    if (take("in")) return membership(std::move(left), negated, at);
    if (take("contains")) return word_test(std::move(left), ExpressionKind::contains, negated, at);
    if (take("matches")) return word_test(std::move(left), ExpressionKind::matches, negated, at);
    for (const auto& [word, kind] :
         {std::pair{"starts", ExpressionKind::starts}, std::pair{"ends", ExpressionKind::ends}}) {
        if (!take(word)) continue;
        if (!take("with")) fail_expecting(Expected::with, "`with`");
        return word_test(std::move(left), kind, negated, at);
    }
    if (negated)
        fail_expecting(Expected::follower,
                       "`in`, `contains`, `starts with`, `ends with` or `matches`");
    return left;
}

Expression Parser::comparison(Expression left) {
    Expression result = node(ExpressionKind::comparison, token_.at);
    compared_.push_back(left);
    result.children.push_back(std::move(left));
    for (auto next = comparison_of(token_); next && !failed(); next = comparison_of(token_)) {
        if (result.operators.size() == 2 ||
            (result.operators.size() == 1 && !go_together(result.operators[0], *next))) {
            fail(ErrorCode::syntax, token_.at, "these comparisons do not follow one another",
                 "Join them with `and`, or put one in parentheses");
        }
        result.operators.push_back(*next);
        advance();
        result.children.push_back(sum());
    }
    compared_.pop_back();
    return result;
}

// in (a, b), in a..b, in set
Expression Parser::membership(Expression left, bool negated, std::uint32_t at) {
    Expression result = node(ExpressionKind::one_of, at);
    result.negated = negated;
    compared_.push_back(left);
    result.children.push_back(std::move(left));
    const std::string_view closing = token_.is("[") ? "]" : ")";
    if (take("(") || take("[")) {
        do {
            result.children.push_back(sum());
        } while (take(","));
        demand(closing);
        // A bound in parentheses looks like a list of one at first: in (a + b)..c
        const bool is_bound = result.children.size() == 2 && closing == ")";
        if (!failed() && is_bound && token_.is("..")) result.kind = ExpressionKind::range;
    } else {
        result.children.push_back(factor());
        result.kind = token_.is("..") ? ExpressionKind::range : ExpressionKind::member;
    }
    if (result.kind == ExpressionKind::range && take("..")) result.children.push_back(factor());
    compared_.pop_back();
    return result;
}

Expression Parser::word_test(Expression left, ExpressionKind kind, bool negated, std::uint32_t at) {
    Expression result = node(kind, at);
    result.negated = negated;
    compared_.push_back(left);
    result.children.push_back(std::move(left));
    result.children.push_back(sum());
    compared_.pop_back();
    return result;
}

Expression Parser::missing_test(Expression left, std::uint32_t at) {
    Expression result = node(ExpressionKind::missing, at);
    result.children.push_back(std::move(left));
    result.negated = take("not");
    if (!take("missing"))
        fail_expecting(Expected::missing,
                       result.negated ? "`missing`" : "`missing` or `not missing`");
    return result;
}

Expression Parser::sum() {
    Expression first = product();
    if (failed() || !(token_.is("+") || token_.is("-"))) return first;
    Expression chain =
        first.kind == ExpressionKind::sum ? std::move(first) : node(ExpressionKind::sum, token_.at);
    if (chain.children.empty()) chain.children.push_back(std::move(first));
    while (!failed() && (token_.is("+") || token_.is("-"))) {
        chain.operators.push_back(token_.is("+") ? Operator::plus : Operator::minus);
        advance();
        chain.children.push_back(product());
    }
    return chain;
}

Expression Parser::product() {
    Expression first = factor();
    if (failed() || !(token_.is("*") || token_.is("/"))) return first;
    Expression chain = first.kind == ExpressionKind::product
                           ? std::move(first)
                           : node(ExpressionKind::product, token_.at);
    if (chain.children.empty()) chain.children.push_back(std::move(first));
    while (!failed() && (token_.is("*") || token_.is("/"))) {
        chain.operators.push_back(token_.is("*") ? Operator::times : Operator::over);
        advance();
        chain.children.push_back(factor());
    }
    return chain;
}

Expression Parser::factor() {
    if (failed() || !token_.is("-")) return primary();
    Expression negative = node(ExpressionKind::negative, token_.at);
    if (enter()) {
        advance();
        Expression operand = factor();
        if (operand.kind == ExpressionKind::number) {
            operand.number = -operand.number;
            operand.at = negative.at;
            negative = std::move(operand);
        } else {
            negative.children.push_back(std::move(operand));
        }
    }
    leave();
    return negative;
}

Expression Parser::primary() {
    if (failed()) return {};
    Expression literal = node(ExpressionKind::number, token_.at);
    if (token_.kind == TokenKind::number) {
        literal.number = token_.number;
        literal.unit = token_.unit;
        advance();
        return literal;
    }
    if (token_.kind == TokenKind::text) {
        literal.kind = ExpressionKind::text;
        literal.text = token_.text;
        advance();
        return literal;
    }
    if (token_.is("true") || token_.is("false")) {
        literal.kind = ExpressionKind::truth;
        literal.number = token_.is("true") ? 1 : 0;
        advance();
        return literal;
    }
    if (token_.is("(")) {
        Expression inner;
        if (enter()) {
            advance();
            inner = condition();
            demand(")");
        }
        leave();
        return inner;
    }
    if (token_.is("missing")) {
        fail(ErrorCode::syntax, token_.at, "`missing` is no value; it is tested with `is missing`");
        return {};
    }
    return path_or_aggregate();
}

Expression Parser::path_or_aggregate() {
    const bool is_name = token_.kind == TokenKind::quoted ||
                         (token_.kind == TokenKind::word && is_plain_name(token_.text));
    if (!is_name) {
        fail_expecting(Expected::operand, "a column or a value");
        return {};
    }
    const Token name = token_;
    const auto function =
        std::ranges::find_if(functions, [&](const auto& one) { return name.is(one.first); });
    if (function != functions.end()) {
        const auto next = next_token(query_, token_.end);
        if (next && next->is("(")) {
            advance();
            advance();
            return aggregate(function->second, name.at);
        }
    }
    Expression column = node(ExpressionKind::column, name.at);
    column.path = path();
    if (!failed() && token_.is("(")) {
        fail(ErrorCode::syntax, name.at, std::format("`{}` is no function", name.text),
             "There are any, all, count, min, max, mean and sum");
    }
    return column;
}

// The opening parenthesis is read.
Expression Parser::aggregate(Function function, std::uint32_t at) {
    Expression result = node(ExpressionKind::aggregate, at);
    result.function = function;
    if (enter()) {
        const bool is_name = token_.kind == TokenKind::quoted ||
                             (token_.kind == TokenKind::word && is_plain_name(token_.text));
        if (!is_name) fail_expecting(Expected::table, "`truth` or `pred`");
        result.path = path();
        if (take("where")) {
            scopes_.push_back(result.path);
            // What is compared outside is not what is compared inside.
            auto outside = std::exchange(compared_, {});
            result.children.push_back(condition());
            compared_ = std::move(outside);
            if (!failed()) scopes_.pop_back();
        }
        demand(")");
    }
    leave();
    return result;
}

// a.pred.score
std::vector<std::string> Parser::path() {
    std::vector<std::string> names;
    do {
        const bool is_name = token_.kind == TokenKind::quoted ||
                             (token_.kind == TokenKind::word && is_plain_name(token_.text));
        if (!is_name) {
            expectation_.path = names;
            fail_expecting(Expected::column, "a name");
        }
        if (failed()) return names;
        names.push_back(token_.text);
        advance();
        if (names.size() == 3 && token_.is(".")) {
            fail(ErrorCode::syntax, token_.at,
                 "a name has at most three parts: run, table and column");
        }
    } while (take("."));
    return names;
}

}  // namespace errata
