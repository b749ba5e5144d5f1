#include "query/bind.h"

#include <algorithm>
#include <format>
#include <optional>
#include <utility>

#include "query/parse.h"
#include "query/regex.h"
#include "query/resolve.h"
#include "query/token.h"
#include "query/units.h"

namespace errata {

namespace {

using Operands = std::vector<Bound>;

std::unexpected<Error> mismatch(const Expression& at, std::string message,
                                std::string remedy = {}) {
    return std::unexpected(Error{.code = ErrorCode::bad_value,
                                 .message = std::move(message),
                                 .remedy = std::move(remedy),
                                 .byte = at.at});
}

bool is_textual(const Bound& one) {
    return one.type == ColumnType::text || one.type == ColumnType::category;
}

// "a category", "an integer".
std::string with_article(ColumnType type) {
    return std::format("{} {}", type == ColumnType::integer ? "an" : "a", name_of(type));
}

// In backquotes, unless it has some of its own.
std::string shown(const Expression& expression) {
    std::string text = to_string(expression);
    return text.contains('`') ? text : std::format("`{}`", text);
}

// "`class` is a category"
std::string described(const Expression& expression, const Bound& bound) {
    return std::format("{} is {}", shown(expression), with_article(bound.type));
}

std::string unit_words(Unit unit) {
    return unit == Unit::fraction ? std::string("a fraction") : std::format("in {}", name_of(unit));
}

class Binder {
public:
    explicit Binder(const ColumnSource& source) : source_(source) {}

    Result<Bound> condition(const Expression& expression, TableRef scope);

private:
    Result<Bound> bind(const Expression& expression, TableRef scope);
    Result<Operands> bind_children(const Expression& expression, TableRef scope);

    Result<Bound> literal(const Expression& expression) const;
    Result<Bound> column(const Expression& expression, TableRef scope) const;
    Result<Bound> arithmetic(const Expression& expression, TableRef scope);
    Result<Bound> connective(const Expression& expression, TableRef scope);
    Result<Bound> comparison(const Expression& expression, TableRef scope);
    Result<Bound> one_of(const Expression& expression, TableRef scope);
    Result<Bound> range(const Expression& expression, TableRef scope);
    Result<Bound> membership(const Expression& expression, TableRef scope);
    Result<Bound> text_test(const Expression& expression, TableRef scope);
    Result<Bound> missing_test(const Expression& expression, TableRef scope);
    Result<Bound> aggregate(const Expression& expression, TableRef scope);

    // Whether the two may be compared; the names of categories among them become places.
    std::optional<Error> check_pair(const Expression& left, Bound& a, const Expression& right,
                                    Bound& b) const;
    std::optional<Error> check_numbers(const Expression& expression,
                                       const Operands& operands) const;
    std::optional<Error> place_name(const Bound& category, const Expression& at,
                                    Bound& literal) const;

    const ColumnSource& source_;
};

// What all kinds have in common: the table of an operation is that of its operands.
Bound operation(const Expression& expression, ColumnType type, Operands operands) {
    Bound bound = {
        .kind = expression.kind, .type = type, .is_literal = true, .negated = expression.negated};
    bound.operators = expression.operators;
    for (const Bound& one : operands) {
        if (one.is_literal) continue;
        if (bound.is_literal || one.table.table != Table::samples) bound.table = one.table;
        bound.is_literal = false;
    }
    bound.children = std::move(operands);
    return bound;
}

Result<Bound> Binder::condition(const Expression& expression, TableRef scope) {
    auto bound = bind(expression, scope);
    if (bound && bound->type != ColumnType::truth) {
        const std::string text = to_string(expression);
        const char* const example = is_numeric(bound->type) ? "> 0" : "== \"…\"";
        return mismatch(expression,
                        std::format("expected a condition; {}", described(expression, *bound)),
                        std::format("Compare it, as in `{} {}`", text, example));
    }
    return bound;
}

Result<Operands> Binder::bind_children(const Expression& expression, TableRef scope) {
    Operands operands;
    operands.reserve(expression.children.size());
    for (const Expression& child : expression.children) {
        auto bound = bind(child, scope);
        if (!bound) return std::unexpected(std::move(bound.error()));
        operands.push_back(*std::move(bound));
    }
    return operands;
}

Result<Bound> Binder::bind(const Expression& expression, TableRef scope) {
    switch (expression.kind) {
        case ExpressionKind::number:
        case ExpressionKind::text:
        case ExpressionKind::truth: return literal(expression);
        case ExpressionKind::column: return column(expression, scope);
        case ExpressionKind::negative:
        case ExpressionKind::sum:
        case ExpressionKind::product: return arithmetic(expression, scope);
        case ExpressionKind::comparison: return comparison(expression, scope);
        case ExpressionKind::all_of:
        case ExpressionKind::any_of:
        case ExpressionKind::none_of: return connective(expression, scope);
        case ExpressionKind::one_of: return one_of(expression, scope);
        case ExpressionKind::range: return range(expression, scope);
        case ExpressionKind::member: return membership(expression, scope);
        case ExpressionKind::contains:
        case ExpressionKind::starts:
        case ExpressionKind::ends:
        case ExpressionKind::matches: return text_test(expression, scope);
        case ExpressionKind::missing: return missing_test(expression, scope);
        case ExpressionKind::aggregate: return aggregate(expression, scope);
    }
    return mismatch(expression, "not an expression");
}

Result<Bound> Binder::literal(const Expression& expression) const {
    Bound bound = {.kind = expression.kind, .is_literal = true};
    bound.number = expression.number;
    bound.unit = expression.unit;
    bound.text = expression.text;
    if (expression.kind == ExpressionKind::text) bound.type = ColumnType::text;
    if (expression.kind == ExpressionKind::truth) bound.type = ColumnType::truth;
    if (expression.unit == Unit::percent) {
        bound.number = expression.number / 100;
        bound.unit = Unit::fraction;
    }
    return bound;
}

Result<Bound> Binder::column(const Expression& expression, TableRef scope) const {
    const auto found = resolve_column(expression, source_, scope);
    if (!found) return std::unexpected(found.error());
    Bound bound = {
        .kind = ExpressionKind::column, .type = found->info->type, .unit = found->info->unit};
    bound.table = rows_of(found->table);
    bound.column_table = found->table;
    bound.column = found->info;
    return bound;
}

std::optional<Error> Binder::check_numbers(const Expression& expression,
                                           const Operands& operands) const {
    for (std::size_t i = 0; i < operands.size(); ++i) {
        if (is_numeric(operands[i].type)) continue;
        const Expression& child = expression.children[i];
        return mismatch(child, std::format("expected a number; {}", described(child, operands[i])))
            .error();
    }
    return {};
}

Result<Bound> Binder::arithmetic(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    if (auto wrong = check_numbers(expression, *operands))
        return std::unexpected(*std::move(wrong));
    Unit unit = operands->front().unit;
    for (std::size_t i = 1; i < operands->size(); ++i) {
        const Unit next = (*operands)[i].unit;
        if (expression.kind == ExpressionKind::product) {
            unit = expression.operators[i - 1] == Operator::times ? product_of(unit, next)
                                                                  : quotient_of(unit, next);
            continue;
        }
        const auto common = common_unit(unit, next);
        if (!common) {
            return mismatch(
                expression.children[i],
                std::format("{} is {}, what is before it {}", shown(expression.children[i]),
                            unit_words(next), unit_words(unit)));
        }
        unit = *common;
    }
    Bound bound = operation(expression, ColumnType::number, *std::move(operands));
    bound.unit = unit;
    return bound;
}

Result<Bound> Binder::connective(const Expression& expression, TableRef scope) {
    Operands operands;
    for (const Expression& child : expression.children) {
        auto bound = condition(child, scope);
        if (!bound) return bound;
        operands.push_back(*std::move(bound));
    }
    return operation(expression, ColumnType::truth, std::move(operands));
}

std::optional<Error> Binder::place_name(const Bound& category, const Expression& at,
                                        Bound& literal) const {
    const TextColumn names = source_.names(category.column_table, *category.column);
    std::vector<std::string> all;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == literal.text) {
            literal.number = static_cast<double>(i);
            return {};
        }
        all.emplace_back(names[i]);
    }
    const std::string close = nearest(literal.text, all);
    return mismatch(at,
                    std::format(
                        "`{}` has no value {}{}", category.column->name, quoted_text(literal.text),
                        close.empty() ? "" : std::format("; did you mean {}?", quoted_text(close))))
        .error();
}

std::optional<Error> Binder::check_pair(const Expression& left, Bound& a, const Expression& right,
                                        Bound& b) const {
    if (is_numeric(a.type) && is_numeric(b.type)) {
        if (common_unit(a.unit, b.unit)) return {};
        return mismatch(right, std::format("{} is {}, {} {}", shown(left), unit_words(a.unit),
                                           shown(right), unit_words(b.unit)))
            .error();
    }
    if (is_textual(a) && is_textual(b)) {
        if (a.type == ColumnType::category && b.is_literal) return place_name(a, right, b);
        if (b.type == ColumnType::category && a.is_literal) return place_name(b, left, a);
        return {};
    }
    if (a.type == ColumnType::truth && b.type == ColumnType::truth) return {};
    const bool has_set = a.type == ColumnType::set || b.type == ColumnType::set;
    return mismatch(right, std::format("{}, {}", described(left, a), described(right, b)),
                    has_set ? "A set is tested with `contains`" : "Compare values of one type")
        .error();
}

Result<Bound> Binder::comparison(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    for (std::size_t i = 0; i + 1 < operands->size(); ++i) {
        Bound& a = (*operands)[i];
        Bound& b = (*operands)[i + 1];
        const Operator op = expression.operators[i];
        if (auto wrong = check_pair(expression.children[i], a, expression.children[i + 1], b)) {
            return std::unexpected(*std::move(wrong));
        }
        if (a.type == ColumnType::set || b.type == ColumnType::set) {
            return mismatch(expression, described(expression.children[i], a),
                            "A set is tested with `contains`");
        }
        if (!is_numeric(a.type) && op != Operator::equal && op != Operator::unequal) {
            return mismatch(
                expression,
                std::format("only numbers have an order; {}", described(expression.children[i], a)),
                "Compare with `==` or `!=`");
        }
    }
    return operation(expression, ColumnType::truth, *std::move(operands));
}

Result<Bound> Binder::one_of(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    if (operands->front().type == ColumnType::set || operands->front().type == ColumnType::truth) {
        return mismatch(expression.children[0],
                        std::format("expected a number, category or text; {}",
                                    described(expression.children[0], operands->front())));
    }
    for (std::size_t i = 1; i < operands->size(); ++i) {
        if (!(*operands)[i].is_literal) {
            return mismatch(expression.children[i],
                            std::format("a list holds numbers and texts; {} is neither",
                                        shown(expression.children[i])));
        }
        if (auto wrong = check_pair(expression.children[0], operands->front(),
                                    expression.children[i], (*operands)[i])) {
            return std::unexpected(*std::move(wrong));
        }
    }
    return operation(expression, ColumnType::truth, *std::move(operands));
}

Result<Bound> Binder::range(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    if (auto wrong = check_numbers(expression, *operands))
        return std::unexpected(*std::move(wrong));
    for (std::size_t i = 1; i < operands->size(); ++i) {
        if (auto wrong = check_pair(expression.children[0], operands->front(),
                                    expression.children[i], (*operands)[i])) {
            return std::unexpected(*std::move(wrong));
        }
    }
    return operation(expression, ColumnType::truth, *std::move(operands));
}

// "cat" in classes, class in classes
Result<Bound> Binder::membership(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    Bound& one = operands->front();
    const Bound& set = operands->back();
    if (set.type != ColumnType::set) {
        return mismatch(expression.children[1],
                        std::format("expected a list, a range or a set; {}",
                                    described(expression.children[1], set)),
                        "Write `in (a, b)` or `in a..b`");
    }
    if (!is_textual(one)) {
        return mismatch(
            expression.children[0],
            std::format("expected a name of the set; {}", described(expression.children[0], one)));
    }
    if (one.is_literal) {
        if (auto wrong = place_name(set, expression.children[0], one))
            return std::unexpected(*std::move(wrong));
    } else if (one.type != ColumnType::category) {
        return mismatch(
            expression.children[0],
            std::format("expected a category; {}", described(expression.children[0], one)));
    }
    return operation(expression, ColumnType::truth, *std::move(operands));
}

Result<Bound> Binder::text_test(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    const Bound& subject = operands->front();
    Bound& wanted = operands->back();
    if (wanted.kind != ExpressionKind::text) {
        return mismatch(expression.children[1], std::format("expected a text in quotes, found {}",
                                                            shown(expression.children[1])));
    }
    if (subject.type == ColumnType::set && expression.kind == ExpressionKind::contains) {
        if (auto wrong = place_name(subject, expression.children[1], wanted))
            return std::unexpected(*std::move(wrong));
        return operation(expression, ColumnType::truth, *std::move(operands));
    }
    if (!is_textual(subject)) {
        return mismatch(expression.children[0],
                        std::format("expected a text or category; {}",
                                    described(expression.children[0], subject)));
    }
    Bound bound = operation(expression, ColumnType::truth, *std::move(operands));
    if (expression.kind == ExpressionKind::matches) {
        auto regex = Regex::compile(expression.children[1].text);
        if (!regex) {
            regex.error().byte = expression.children[1].at;
            return std::unexpected(std::move(regex.error()));
        }
        bound.regex = *std::move(regex);
    }
    return bound;
}

Result<Bound> Binder::missing_test(const Expression& expression, TableRef scope) {
    auto operands = bind_children(expression, scope);
    if (!operands) return std::unexpected(std::move(operands.error()));
    const Bound& subject = operands->front();
    const bool is_column = subject.kind == ExpressionKind::column;
    const Expression& child = expression.children[0];
    if (subject.type == ColumnType::set)
        return mismatch(child, std::format("{} is a set, which may be empty but is never missing",
                                           shown(child)));
    if (subject.is_literal || (!is_column && !is_numeric(subject.type))) {
        return mismatch(child, std::format("{} is never missing", shown(child)), "Test a column");
    }
    return operation(expression, ColumnType::truth, *std::move(operands));
}

Result<Bound> Binder::aggregate(const Expression& expression, TableRef scope) {
    const bool has_value = expression.function > Function::count;
    const auto over = resolve_objects(expression, source_, scope, has_value);
    if (!over) return std::unexpected(over.error());
    Operands operands;
    if (!expression.children.empty()) {
        auto where = condition(expression.children[0], over->table);
        if (!where) return where;
        operands.push_back(*std::move(where));
    }
    Bound bound = {.kind = expression.kind, .function = expression.function};
    bound.column_table = over->table;
    bound.column = over->info;
    if (over->info) {
        if (!is_numeric(over->info->type)) {
            return mismatch(expression,
                            std::format("expected a column of numbers; `{}` is {}",
                                        over->info->name, with_article(over->info->type)));
        }
        bound.unit = over->info->unit;
    }
    if (expression.function == Function::count) bound.type = ColumnType::integer;
    if (expression.function == Function::any || expression.function == Function::all)
        bound.type = ColumnType::truth;
    bound.children = std::move(operands);
    return bound;
}

}  // namespace

Result<Bound> bind(const Expression& expression, const ColumnSource& source, TableRef table) {
    return Binder(source).condition(expression, table);
}

}  // namespace errata
