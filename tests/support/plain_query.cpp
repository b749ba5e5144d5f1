#include "support/plain_query.h"

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <variant>

namespace errata::test {

namespace {

struct Missing {};
using Names = std::set<std::string>;
using Value = std::variant<Missing, double, bool, std::string, Names>;

struct Place {
    ColumnSource& source;
    TableRef table;
    std::size_t row;
    std::size_t sample;
};

bool is_missing(const Value& value) { return std::holds_alternative<Missing>(value); }

Value number_or_missing(double number) {
    return std::isnan(number) ? Value(Missing()) : Value(number);
}

Value cell(ColumnSource& source, TableRef table, const ColumnInfo& info, std::size_t row) {
    const ColumnData& data = source.values(table, info);
    switch (info.type) {
        case ColumnType::number:
        case ColumnType::integer: return number_or_missing(data.numbers[row]);
        case ColumnType::truth:
            return data.truths[row] == 2 ? Value(Missing()) : Value(data.truths[row] == 1);
        case ColumnType::category:
            if (data.codes[row] == no_code) return Missing();
            return std::string(data.names[data.codes[row]]);
        case ColumnType::text:
            if (data.missing.size() > 0 && data.missing[row]) return Missing();
            return std::string(data.texts[row]);
        case ColumnType::set: break;
    }
    Names names;
    for (const std::uint16_t code : data.sets[row]) names.emplace(data.names[code]);
    return names;
}

Value column(const std::vector<std::string>& path, const Place& place) {
    std::uint32_t run = place.table.run;
    bool only_sample = false;
    for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        if (path[i] == "samples") only_sample = true;
        for (std::uint32_t r = 0; r < place.source.runs().size(); ++r) {
            if (place.source.runs()[r] == path[i]) run = r;
        }
    }
    if (!only_sample) {
        if (const ColumnInfo* const own =
                find_column(place.source, place.table.table, path.back())) {
            return cell(place.source, {place.table.table, run}, *own, place.row);
        }
    }
    return cell(place.source, {Table::samples, run},
                *find_column(place.source, Table::samples, path.back()), place.sample);
}

Value value_of(const Expression& e, const Place& place);

bool holds(const Expression& e, const Place& place) {
    const Value value = value_of(e, place);
    return std::holds_alternative<bool>(value) && std::get<bool>(value);
}

double number_of(const Value& value) {
    return is_missing(value) ? std::nan("") : std::get<double>(value);
}

Value arithmetic(const Expression& e, const Place& place) {
    double result = number_of(value_of(e.children[0], place));
    if (e.kind == ExpressionKind::negative) return number_or_missing(-result);
    for (std::size_t i = 1; i < e.children.size(); ++i) {
        const double next = number_of(value_of(e.children[i], place));
        switch (e.operators[i - 1]) {
            case Operator::plus: result += next; break;
            case Operator::minus: result -= next; break;
            case Operator::times: result *= next; break;
            default: result = next == 0 ? std::nan("") : result / next; break;
        }
    }
    return number_or_missing(result);
}

bool compared(Operator op, const Value& a, const Value& b) {
    if (is_missing(a) || is_missing(b)) return false;
    const auto test = [op](const auto& x, const auto& y) {
        switch (op) {
            case Operator::equal: return x == y;
            case Operator::unequal: return x != y;
            case Operator::less: return x < y;
            case Operator::at_most: return x <= y;
            case Operator::greater: return x > y;
            default: return x >= y;
        }
    };
    if (std::holds_alternative<double>(a)) return test(std::get<double>(a), std::get<double>(b));
    if (std::holds_alternative<bool>(a)) return test(std::get<bool>(a), std::get<bool>(b));
    return test(std::get<std::string>(a), std::get<std::string>(b));
}

bool tested(const Expression& e, const Place& place) {
    const Value left = value_of(e.children[0], place);
    if (is_missing(left)) return false;
    const Value right = value_of(e.children[1], place);
    if (is_missing(right)) return false;
    bool result = false;
    if (e.kind == ExpressionKind::one_of) {
        for (std::size_t i = 1; i < e.children.size(); ++i) {
            result = result || compared(Operator::equal, left, value_of(e.children[i], place));
        }
    } else if (e.kind == ExpressionKind::range) {
        const Value high = value_of(e.children[2], place);
        if (is_missing(high)) return false;
        result =
            compared(Operator::at_least, left, right) && compared(Operator::at_most, left, high);
    } else if (e.kind == ExpressionKind::member) {
        result = std::get<Names>(right).contains(std::get<std::string>(left));
    } else if (const Names* const names = std::get_if<Names>(&left)) {
        result = names->contains(std::get<std::string>(right));
    } else {
        const std::string& text = std::get<std::string>(left);
        const std::string& wanted = std::get<std::string>(right);
        if (e.kind == ExpressionKind::contains) result = text.find(wanted) != std::string::npos;
        if (e.kind == ExpressionKind::starts) result = text.substr(0, wanted.size()) == wanted;
        if (e.kind == ExpressionKind::ends) {
            result =
                text.size() >= wanted.size() && text.substr(text.size() - wanted.size()) == wanted;
        }
        if (e.kind == ExpressionKind::matches) result = re2::RE2::PartialMatch(text, wanted);
    }
    return result != e.negated;
}

Value aggregate(const Expression& e, const Place& place) {
    TableRef table = {.table = Table::truth, .run = place.table.run};
    std::string value;
    for (const std::string& name : e.path) {
        if (name == "pred") {
            table.table = Table::pred;
        } else if (name == "a") {
            table.run = 0;
        } else if (name == "b b") {
            table.run = 1;
        } else if (name != "truth") {
            value = name;
        }
    }
    std::size_t count = 0;
    std::size_t total = 0;
    std::vector<double> values;
    const auto samples = place.source.sample_of(table);
    for (std::size_t row = 0; row < samples.size(); ++row) {
        if (samples[row] != place.sample) continue;
        ++total;
        const Place object = {
            .source = place.source, .table = table, .row = row, .sample = place.sample};
        if (!e.children.empty() && !holds(e.children[0], object)) continue;
        ++count;
        if (value.empty()) continue;
        const double number = number_of(
            cell(place.source, table, *find_column(place.source, table.table, value), row));
        if (!std::isnan(number)) values.push_back(number);
    }
    switch (e.function) {
        case Function::any: return count > 0;
        case Function::all: return count == total;
        case Function::count: return static_cast<double>(count);
        default: break;
    }
    if (values.empty()) return e.function == Function::sum ? Value(0.0) : Value(Missing());
    if (e.function == Function::min) return std::ranges::min(values);
    if (e.function == Function::max) return std::ranges::max(values);
    double sum = 0;
    for (const double one : values) sum += one;
    return e.function == Function::sum ? sum : sum / static_cast<double>(values.size());
}

Value value_of(const Expression& e, const Place& place) {
    const auto is_true = [&](const Expression& child) { return holds(child, place); };
    switch (e.kind) {
        case ExpressionKind::number: return e.unit == Unit::percent ? e.number / 100 : e.number;
        case ExpressionKind::text: return e.text;
        case ExpressionKind::truth: return e.number != 0;
        case ExpressionKind::column: return column(e.path, place);
        case ExpressionKind::negative:
        case ExpressionKind::sum:
        case ExpressionKind::product: return arithmetic(e, place);
        case ExpressionKind::comparison:
            for (std::size_t i = 0; i < e.operators.size(); ++i) {
                if (!compared(e.operators[i], value_of(e.children[i], place),
                              value_of(e.children[i + 1], place))) {
                    return false;
                }
            }
            return true;
        case ExpressionKind::all_of: return std::ranges::all_of(e.children, is_true);
        case ExpressionKind::any_of: return std::ranges::any_of(e.children, is_true);
        case ExpressionKind::none_of: return std::ranges::none_of(e.children, is_true);
        case ExpressionKind::missing:
            return is_missing(value_of(e.children[0], place)) != e.negated;
        case ExpressionKind::aggregate: return aggregate(e, place);
        default: return tested(e, place);
    }
}

}  // namespace

bool plain_query(const Expression& condition, ColumnSource& source, TableRef table,
                 std::size_t row) {
    const std::size_t sample = table.table == Table::samples ? row : source.sample_of(table)[row];
    return holds(condition, {.source = source, .table = table, .row = row, .sample = sample});
}

}  // namespace errata::test
