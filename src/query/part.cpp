#include "query/part.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <utility>

#include "query/parse.h"
#include "query/token.h"

namespace errata {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string joined(const std::vector<std::string>& texts, std::string_view between) {
    std::string all;
    for (const std::string& text : texts) {
        if (!all.empty()) all += between;
        all += text;
    }
    return all;
}

// --- writing ----------------------------------------------------------------------------------------------

std::string text_of_range(const WrittenColumn& column, const NumberRange& range) {
    // A fraction is a number without a unit.
    const Unit unit = column.unit == Unit::fraction ? Unit::none : column.unit;
    const std::string_view below = range.closed ? "<=" : "<";
    const bool has_low = range.low > -infinity;
    if (has_low && range.high < infinity) {
        return std::format("{} <= {} {} {}", number_text(range.low, unit), column.name, below,
                           number_text(range.high, unit));
    }
    if (has_low) return std::format("{} >= {}", column.name, number_text(range.low, unit));
    if (range.high < infinity) {
        return std::format("{} {} {}", column.name, below, number_text(range.high, unit));
    }
    return std::format("{} is not missing", column.name);
}

void add_values(const WrittenColumn& column, const std::vector<std::string>& values,
                std::vector<std::string>& alternatives) {
    if (column.type == ColumnType::set || column.type == ColumnType::truth) {
        const bool is_set = column.type == ColumnType::set;
        for (const std::string& value : values) {
            alternatives.push_back(
                is_set ? std::format("{} contains {}", column.name, quoted_text(value))
                       : std::format("{} == {}", column.name, value));
        }
        return;
    }
    std::vector<std::string> texts;
    for (const std::string& value : values) texts.push_back(quoted_text(value));
    if (texts.size() == 1) {
        alternatives.push_back(std::format("{} == {}", column.name, texts[0]));
    } else if (!texts.empty()) {
        alternatives.push_back(std::format("{} in ({})", column.name, joined(texts, ", ")));
    }
}

// --- reading ----------------------------------------------------------------------------------------------

std::optional<double> number_of(const Expression& expression) {
    if (expression.kind == ExpressionKind::negative) {
        const auto number = number_of(expression.children[0]);
        return number ? std::optional(-*number) : std::nullopt;
    }
    if (expression.kind != ExpressionKind::number) return {};
    return expression.unit == Unit::percent ? expression.number / 100 : expression.number;
}

std::optional<std::string> value_of(const Expression& expression) {
    if (expression.kind == ExpressionKind::text) return expression.text;
    if (expression.kind == ExpressionKind::truth) return expression.number != 0 ? "true" : "false";
    return {};
}

class ChoiceReader {
public:
    explicit ChoiceReader(const WrittenColumn& column) : column_(column) {}

    std::optional<ColumnChoice> read(const Expression& part) {
        if (!column_.table.empty()) {
            const bool is_any = part.kind == ExpressionKind::aggregate &&
                                part.function == Function::any && part.children.size() == 1 &&
                                part.path == std::vector{column_.table};
            if (!is_any) return {};
        }
        const Expression& condition = column_.table.empty() ? part : part.children[0];
        if (condition.kind != ExpressionKind::any_of) {
            return read_one(condition) ? std::optional(choice_) : std::nullopt;
        }
        for (const Expression& one : condition.children) {
            if (!read_one(one)) return {};
        }
        return choice_;
    }

private:
    bool is_column(const Expression& expression) const {
        return expression.kind == ExpressionKind::column && to_string(expression) == column_.name;
    }

    bool read_one(const Expression& one) {
        switch (one.kind) {
            case ExpressionKind::comparison: return read_comparison(one);
            case ExpressionKind::one_of:
            case ExpressionKind::contains: return read_values(one);
            case ExpressionKind::range: return read_range(one);
            case ExpressionKind::missing:
                if (one.negated || !is_column(one.children[0])) return false;
                choice_.missing = true;
                return true;
            default: return false;
        }
    }

    // One range; several are more than a chart can show.
    bool set(const NumberRange& range) {
        if (choice_.range) return false;
        choice_.range = range;
        return true;
    }

    bool read_comparison(const Expression& one) {
        const std::vector<Expression>& operands = one.children;
        const std::vector<Operator>& operators = one.operators;
        if (operands.size() == 3) {
            const auto low = number_of(operands[0]);
            const auto high = number_of(operands[2]);
            const bool is_between =
                operators[0] == Operator::at_most &&
                (operators[1] == Operator::less || operators[1] == Operator::at_most);
            if (!low || !high || !is_between || !is_column(operands[1])) return false;
            return set({.low = *low, .high = *high, .closed = operators[1] == Operator::at_most});
        }
        if (operands.size() != 2 || !is_column(operands[0])) return false;
        if (const auto number = number_of(operands[1])) {
            switch (operators[0]) {
                case Operator::at_least: return set({.low = *number});
                case Operator::less: return set({.high = *number});
                case Operator::at_most: return set({.high = *number, .closed = true});
                case Operator::equal: return set({.low = *number, .high = *number, .closed = true});
                default: return false;
            }
        }
        auto value = value_of(operands[1]);
        if (!value || operators[0] != Operator::equal) return false;
        choice_.values.push_back(*std::move(value));
        return true;
    }

    bool read_values(const Expression& one) {
        // A text that contains another is not that text.
        const bool is_part = one.kind == ExpressionKind::contains;
        if (one.negated || !is_column(one.children[0])) return false;
        if (is_part && column_.type != ColumnType::set) return false;
        for (std::size_t i = 1; i < one.children.size(); ++i) {
            auto value = value_of(one.children[i]);
            if (!value) return false;
            choice_.values.push_back(*std::move(value));
        }
        return true;
    }

    bool read_range(const Expression& one) {
        const auto low = number_of(one.children[1]);
        const auto high = number_of(one.children[2]);
        if (one.negated || !low || !high || !is_column(one.children[0])) return false;
        return set({.low = *low, .high = *high, .closed = true});
    }

    const WrittenColumn& column_;
    ColumnChoice choice_;
};

}  // namespace

std::vector<std::string> query_parts(std::string_view query) {
    const auto parsed = parse_query(query);
    if (!parsed) return {};
    std::vector<std::string> parts;
    const auto add = [&](const Expression& one) {
        std::string words = to_string(one);
        parts.push_back(one.kind == ExpressionKind::any_of ? "(" + words + ")" : words);
    };
    if (parsed->root.kind == ExpressionKind::all_of) {
        std::ranges::for_each(parsed->root.children, add);
    } else {
        add(parsed->root);
    }
    return parts;
}

std::string query_of_parts(const std::vector<std::string>& parts) {
    const auto whole = parse_query(joined(parts, " and "));
    return whole ? to_string(*whole) : std::string();
}

WrittenColumn written_column(const ColumnSource& source, const ColumnInfo& info, Table rows) {
    WrittenColumn column = {
        .name = quoted_name(info.name), .table = {}, .type = info.type, .unit = info.unit};
    if (info.table == rows) return column;
    if (info.table != Table::samples) {
        column.table = name_of(info.table);
    } else if (find_column(source, rows, info.name) != nullptr) {
        column.name = "samples." + column.name;
    }
    return column;
}

std::string part_of(const WrittenColumn& column, const ColumnChoice& choice) {
    std::vector<std::string> alternatives;
    if (choice.range) alternatives.push_back(text_of_range(column, *choice.range));
    add_values(column, choice.values, alternatives);
    if (choice.missing) alternatives.push_back(column.name + " is missing");
    if (alternatives.empty()) return {};
    const std::string condition = joined(alternatives, " or ");
    if (!column.table.empty()) return std::format("any({} where {})", column.table, condition);
    return alternatives.size() > 1 ? "(" + condition + ")" : condition;
}

std::optional<ColumnChoice> choice_of(std::string_view part, const WrittenColumn& column) {
    const auto parsed = parse_query(part);
    if (!parsed) return {};
    return ChoiceReader(column).read(parsed->root);
}

ColumnChoice choice_in(std::string_view query, const WrittenColumn& column) {
    for (const std::string& part : query_parts(query)) {
        if (auto choice = choice_of(part, column)) return *std::move(choice);
    }
    return {};
}

std::string with_choice(std::string_view query, const WrittenColumn& column,
                        const ColumnChoice& choice) {
    std::vector<std::string> parts = query_parts(query);
    const auto own = std::ranges::find_if(
        parts, [&](const std::string& part) { return choice_of(part, column).has_value(); });
    std::string part = part_of(column, choice);
    if (own == parts.end()) {
        if (!part.empty()) parts.push_back(std::move(part));
    } else if (part.empty()) {
        parts.erase(own);
    } else {
        *own = std::move(part);
    }
    return query_of_parts(parts);
}

std::string with_condition_switched(std::string_view query, std::string_view condition) {
    std::vector<std::string> parts = query_parts(query);
    const std::vector<std::string> own = query_parts(condition);
    const auto has = [&](const std::string& part) { return std::ranges::contains(parts, part); };
    if (std::ranges::all_of(own, has)) {
        std::erase_if(parts,
                      [&](const std::string& one) { return std::ranges::contains(own, one); });
        return query_of_parts(parts);
    }
    for (const std::string& one : own) {
        if (!has(one)) parts.push_back(one);
    }
    return query_of_parts(parts);
}

}  // namespace errata
