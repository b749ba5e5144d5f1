#include "query/evaluate.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include "query/kernels.h"
#include "query/text_evaluation.h"

namespace errata {

namespace {

// Numbers over a table, or one for all its rows.
struct Numbers {
    Column<double> values;
    double constant = 0;
    bool is_constant = false;
};

// Truth values that may be missing; `known` is empty where none is.
struct Truths {
    BitSet values;
    BitSet known;
};

template <typename Test>
BitSet compared(std::size_t rows, const Numbers& a, const Numbers& b, Test test) {
    const double* const left = a.values.data();
    const double* const right = b.values.data();
    if (a.is_constant && b.is_constant) return BitSet(rows, test(a.constant, b.constant));
    if (b.is_constant) {
        return rows_where(rows,
                          [left, c = b.constant, test](std::size_t i) { return test(left[i], c); });
    }
    if (a.is_constant) {
        return rows_where(
            rows, [right, c = a.constant, test](std::size_t i) { return test(c, right[i]); });
    }
    return rows_where(rows, [left, right, test](std::size_t i) { return test(left[i], right[i]); });
}

// NaN, which stands for missing, is in none of these.
BitSet compare(std::size_t rows, Operator op, const Numbers& a, const Numbers& b) {
    switch (op) {
        case Operator::equal: return compared(rows, a, b, std::equal_to<double>());
        case Operator::less: return compared(rows, a, b, std::less<double>());
        case Operator::at_most: return compared(rows, a, b, std::less_equal<double>());
        case Operator::greater: return compared(rows, a, b, std::greater<double>());
        case Operator::at_least: return compared(rows, a, b, std::greater_equal<double>());
        default: return compared(rows, a, b, [](double x, double y) { return (x < y) | (x > y); });
    }
}

double applied(Operator op, double a, double b) {
    switch (op) {
        case Operator::plus: return a + b;
        case Operator::minus: return a - b;
        case Operator::times: return a * b;
        default: return b == 0 ? no_number : a / b;
    }
}

class Evaluator {
public:
    explicit Evaluator(ColumnSource& source) : source_(source) {}

    // Over the rows of `table`, which is the condition's own or one of objects where that is samples.
    BitSet condition(const Bound& bound, TableRef table);

private:
    BitSet own_condition(const Bound& bound, TableRef table);
    BitSet column(const Bound& bound);
    BitSet joined(const Bound& bound, TableRef table);
    BitSet comparison(const Bound& bound, TableRef table);
    BitSet pair(Operator op, const Bound& a, const Bound& b, TableRef table);
    BitSet one_of(const Bound& bound, TableRef table);
    BitSet range(const Bound& bound, TableRef table);
    BitSet missing(const Bound& bound, TableRef table);
    BitSet any_or_all(const Bound& bound);

    Truths truths(const Bound& bound, TableRef table);
    Numbers numbers(const Bound& bound, TableRef table);
    Numbers own_numbers(const Bound& bound, TableRef table);
    Numbers arithmetic(const Bound& bound, TableRef table);
    Numbers counted(const Bound& bound);
    Numbers summed(const Bound& bound);
    BitSet objects_where(const Bound& aggregate);

    // Of samples, as each object's own.
    BitSet of_objects(const BitSet& samples, TableRef table) const;

    const ColumnData& values(const Bound& bound) {
        return source_.values(bound.column_table, *bound.column);
    }
    bool must_be_handed_on(const Bound& bound, TableRef table) const {
        return !bound.is_literal && bound.table.table == Table::samples &&
               table.table != Table::samples;
    }

    ColumnSource& source_;
};

BitSet Evaluator::of_objects(const BitSet& samples, TableRef table) const {
    const std::span<const SampleSlot> sample = source_.sample_of(table);
    return rows_where(sample.size(), [&](std::size_t row) { return samples[sample[row]]; });
}

BitSet Evaluator::condition(const Bound& bound, TableRef table) {
    if (!must_be_handed_on(bound, table)) return own_condition(bound, table);
    return of_objects(own_condition(bound, {}), table);
}

BitSet Evaluator::own_condition(const Bound& bound, TableRef table) {
    const std::size_t rows = source_.rows(table);
    switch (bound.kind) {
        case ExpressionKind::truth: return BitSet(rows, bound.number != 0);
        case ExpressionKind::column: return column(bound);
        case ExpressionKind::all_of:
        case ExpressionKind::any_of: return joined(bound, table);
        case ExpressionKind::none_of: return condition(bound.children[0], table).flip();
        case ExpressionKind::comparison: return comparison(bound, table);
        case ExpressionKind::one_of: return one_of(bound, table);
        case ExpressionKind::range: return range(bound, table);
        case ExpressionKind::member:
        case ExpressionKind::contains:
        case ExpressionKind::starts:
        case ExpressionKind::ends:
        case ExpressionKind::matches: return evaluate_text_test(bound, source_, table);
        case ExpressionKind::missing: return missing(bound, table);
        case ExpressionKind::aggregate: return any_or_all(bound);
        default: return BitSet(rows);
    }
}

BitSet Evaluator::column(const Bound& bound) {
    const std::span<const std::uint8_t> truths = values(bound).truths.span();
    return rows_where(truths.size(), [truths](std::size_t i) { return truths[i] == 1; });
}

BitSet Evaluator::joined(const Bound& bound, TableRef table) {
    BitSet result = condition(bound.children[0], table);
    for (std::size_t i = 1; i < bound.children.size(); ++i) {
        if (bound.kind == ExpressionKind::all_of) {
            result &= condition(bound.children[i], table);
        } else {
            result |= condition(bound.children[i], table);
        }
    }
    return result;
}

BitSet Evaluator::comparison(const Bound& bound, TableRef table) {
    BitSet result = pair(bound.operators[0], bound.children[0], bound.children[1], table);
    if (bound.operators.size() == 2) {
        result &= pair(bound.operators[1], bound.children[1], bound.children[2], table);
    }
    return result;
}

BitSet Evaluator::pair(Operator op, const Bound& a, const Bound& b, TableRef table) {
    if (is_numeric(a.type))
        return compare(source_.rows(table), op, numbers(a, table), numbers(b, table));
    if (a.type != ColumnType::truth)
        return evaluate_text_equality(a, b, op == Operator::unequal, source_, table);
    Truths left = truths(a, table);
    const Truths right = truths(b, table);
    left.values ^= right.values;
    if (op == Operator::equal) left.values.flip();
    if (left.known.size() > 0) left.values &= left.known;
    if (right.known.size() > 0) left.values &= right.known;
    return std::move(left.values);
}

Truths Evaluator::truths(const Bound& bound, TableRef table) {
    Truths result = {.values = condition(bound, table), .known = {}};
    if (bound.kind != ExpressionKind::column) return result;
    const std::span<const std::uint8_t> values = this->values(bound).truths.span();
    result.known =
        rows_where(values.size(), [values](std::size_t i) { return values[i] != no_truth; });
    if (must_be_handed_on(bound, table)) result.known = of_objects(result.known, table);
    return result;
}

BitSet Evaluator::one_of(const Bound& bound, TableRef table) {
    const Bound& subject = bound.children[0];
    if (!is_numeric(subject.type)) return evaluate_text_list(bound, source_, table);
    const std::size_t rows = source_.rows(table);
    const Numbers numbers = this->numbers(subject, table);
    std::vector<double> wanted;
    for (std::size_t i = 1; i < bound.children.size(); ++i) {
        // A literal may be a sum of literals, and that of a division by 0.
        const double one = this->numbers(bound.children[i], table).constant;
        if (one == one) wanted.push_back(one);
    }
    BitSet listed(rows);
    constexpr std::size_t few = 8;
    if (wanted.size() <= few || numbers.is_constant) {
        for (const double one : wanted) {
            listed |= compare(rows, Operator::equal, numbers,
                              {.values = {}, .constant = one, .is_constant = true});
        }
    } else {
        std::ranges::sort(wanted);
        const double* const values = numbers.values.data();
        // A search would find NaN, which is neither below nor above.
        listed = rows_where(rows, [&](std::size_t i) {
            return values[i] == values[i] && std::ranges::binary_search(wanted, values[i]);
        });
    }
    if (!bound.negated) return listed;
    return compare(rows, Operator::equal, numbers, numbers) -= listed;
}

BitSet Evaluator::range(const Bound& bound, TableRef table) {
    const std::size_t rows = source_.rows(table);
    const Numbers value = numbers(bound.children[0], table);
    const Numbers low = numbers(bound.children[1], table);
    const Numbers high = numbers(bound.children[2], table);
    if (!bound.negated) {
        return compare(rows, Operator::at_least, value, low) &=
               compare(rows, Operator::at_most, value, high);
    }
    // All three must be there for a value to lie outside.
    BitSet outside = compare(rows, Operator::less, value, low) |=
        compare(rows, Operator::greater, value, high);
    for (const Numbers& one : {value, low, high})
        outside &= compare(rows, Operator::equal, one, one);
    return outside;
}

BitSet Evaluator::missing(const Bound& bound, TableRef table) {
    const Bound& subject = bound.children[0];
    const std::size_t rows = source_.rows(table);
    BitSet present;
    if (is_numeric(subject.type)) {
        const Numbers numbers = this->numbers(subject, table);
        present = compare(rows, Operator::equal, numbers, numbers);
    } else if (subject.type == ColumnType::truth) {
        present = truths(subject, table).known;
    } else {
        present = evaluate_text_presence(subject, source_, table);
    }
    return bound.negated ? std::move(present) : std::move(present.flip());
}

Numbers Evaluator::numbers(const Bound& bound, TableRef table) {
    if (!must_be_handed_on(bound, table)) return own_numbers(bound, table);
    const Numbers samples = own_numbers(bound, {});
    if (samples.is_constant) return samples;
    const std::span<const SampleSlot> sample = source_.sample_of(table);
    std::vector<double> values(sample.size());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = samples.values[sample[i]];
    return {.values = Column<double>(std::move(values))};
}

Numbers Evaluator::own_numbers(const Bound& bound, TableRef table) {
    switch (bound.kind) {
        case ExpressionKind::number:
            return {.values = {}, .constant = bound.number, .is_constant = true};
        case ExpressionKind::column: return {.values = values(bound).numbers};
        case ExpressionKind::aggregate:
            return bound.function == Function::count ? counted(bound) : summed(bound);
        default: return arithmetic(bound, table);
    }
}

// -a, a + b - c, a * b / c
Numbers Evaluator::arithmetic(const Bound& bound, TableRef table) {
    Numbers first = numbers(bound.children[0], table);
    const std::size_t rows = source_.rows(table);
    const bool is_negative = bound.kind == ExpressionKind::negative;
    if (bound.is_literal) {
        if (is_negative) first.constant = -first.constant;
        for (std::size_t i = 1; i < bound.children.size(); ++i) {
            first.constant = applied(bound.operators[i - 1], first.constant,
                                     numbers(bound.children[i], table).constant);
        }
        return first;
    }
    std::vector<double> values(rows, first.constant);
    if (!first.is_constant) std::copy_n(first.values.data(), rows, values.data());
    if (is_negative) std::ranges::transform(values, values.begin(), std::negate<double>());
    for (std::size_t i = 1; i < bound.children.size(); ++i) {
        const Numbers next = numbers(bound.children[i], table);
        const Operator op = bound.operators[i - 1];
        for (std::size_t row = 0; row < rows; ++row) {
            values[row] =
                applied(op, values[row], next.is_constant ? next.constant : next.values[row]);
        }
    }
    return {.values = Column<double>(std::move(values))};
}

// All where there is no condition.
BitSet Evaluator::objects_where(const Bound& aggregate) {
    const TableRef objects = aggregate.column_table;
    if (aggregate.children.empty()) return BitSet(source_.rows(objects), true);
    return condition(aggregate.children[0], objects);
}

BitSet Evaluator::any_or_all(const Bound& bound) {
    BitSet objects = objects_where(bound);
    const std::span<const SampleSlot> sample = source_.sample_of(bound.column_table);
    const bool all = bound.function == Function::all;
    BitSet samples(source_.rows({}), all);
    if (all) objects.flip();
    objects.for_each([&](std::size_t row) { samples.set(sample[row], !all); });
    return samples;
}

Numbers Evaluator::counted(const Bound& bound) {
    const std::span<const SampleSlot> sample = source_.sample_of(bound.column_table);
    std::vector<double> counts(source_.rows({}));
    objects_where(bound).for_each([&](std::size_t row) { ++counts[sample[row]]; });
    return {.values = Column<double>(std::move(counts))};
}

Numbers Evaluator::summed(const Bound& bound) {
    const std::span<const SampleSlot> sample = source_.sample_of(bound.column_table);
    const Column<double> values = this->values(bound).numbers;
    const Function function = bound.function;
    std::vector<double> results(source_.rows({}), function == Function::sum ? 0 : no_number);
    std::vector<std::uint32_t> counts(results.size());
    objects_where(bound).for_each([&](std::size_t row) {
        const double value = values[row];
        if (value != value) return;
        double& result = results[sample[row]];
        const bool is_first = counts[sample[row]]++ == 0;
        if (is_first) {
            result = value;
        } else if (function == Function::min) {
            result = std::min(result, value);
        } else if (function == Function::max) {
            result = std::max(result, value);
        } else {
            result += value;
        }
    });
    if (function == Function::mean) {
        for (std::size_t i = 0; i < results.size(); ++i) results[i] /= counts[i];
    }
    return {.values = Column<double>(std::move(results))};
}

}  // namespace

BitSet evaluate(const Bound& condition, ColumnSource& source, TableRef table) {
    return Evaluator(source).condition(condition, table);
}

}  // namespace errata
