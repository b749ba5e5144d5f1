#include "query/text_evaluation.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "query/kernels.h"
#include "query/regex.h"

namespace errata {

namespace {

// The row of a column that stands beside a row of a table: its own, or its sample's.
class RowMap {
public:
    RowMap(const Bound& column, const ColumnSource& source, TableRef table) {
        if (column.table.table == Table::samples && table.table != Table::samples)
            sample_ = source.sample_of(table);
    }
    std::size_t operator()(std::size_t row) const { return sample_.empty() ? row : sample_[row]; }

private:
    std::span<const SampleSlot> sample_;
};

// The texts of a literal, a category or a text column, over the rows of a table.
class Texts {
public:
    Texts(const Bound& bound, ColumnSource& source, TableRef table)
        : literal_(bound.text),
          data_(bound.is_literal ? nullptr : &source.values(bound.column_table, *bound.column)),
          is_category_(bound.type == ColumnType::category),
          map_(bound, source, table) {}

    // Nothing where it is missing.
    std::optional<std::string_view> operator[](std::size_t row) const {
        if (!data_) return literal_;
        const std::size_t at = map_(row);
        if (is_category_) {
            const std::uint16_t code = data_->codes[at];
            if (code == no_code) return {};
            return data_->names[code];
        }
        if (data_->missing.size() > 0 && data_->missing[at]) return {};
        return data_->texts[at];
    }

private:
    std::string_view literal_;
    const ColumnData* data_;
    bool is_category_;
    RowMap map_;
};

constexpr std::size_t all_codes = 65'536;

// Rows whose code is marked; no_code is never marked.
BitSet rows_of_codes(const Bound& category, ColumnSource& source, TableRef table,
                     const std::vector<std::uint8_t>& marked) {
    const std::uint16_t* const codes =
        source.values(category.column_table, *category.column).codes.data();
    const RowMap map(category, source, table);
    return rows_where(source.rows(table),
                      [&, codes](std::size_t row) { return marked[codes[map(row)]] != 0; });
}

// Tests each name of a category once, or each row of a text.
template <typename Test>
BitSet rows_of_texts(const Bound& subject, bool negated, ColumnSource& source, TableRef table,
                     Test&& test) {
    if (subject.type == ColumnType::category) {
        const TextColumn& names = source.values(subject.column_table, *subject.column).names;
        std::vector<std::uint8_t> marked(all_codes);
        for (std::size_t i = 0; i < names.size(); ++i)
            marked[i] = test(names[i]) != negated ? 1 : 0;
        return rows_of_codes(subject, source, table, marked);
    }
    const Texts texts(subject, source, table);
    return rows_where(source.rows(table), [&](std::size_t row) {
        const auto text = texts[row];
        return text && test(*text) != negated;
    });
}

BitSet rows_with_member(const Bound& name, const Bound& set, bool negated, ColumnSource& source,
                        TableRef table) {
    const ColumnData& sets = source.values(set.column_table, *set.column);
    const RowMap set_map(set, source, table);
    const std::size_t rows = source.rows(table);
    if (name.is_literal) {
        const auto wanted = static_cast<std::uint16_t>(name.number);
        return rows_where(rows, [&](std::size_t row) {
            return std::ranges::contains(sets.sets[set_map(row)], wanted) != negated;
        });
    }
    // From the places in one list of names to those in the other; no_code where that has no such name.
    const ColumnData& category = source.values(name.column_table, *name.column);
    std::unordered_map<std::string_view, std::uint16_t> places;
    for (std::size_t i = 0; i < sets.names.size(); ++i)
        places.emplace(sets.names[i], static_cast<std::uint16_t>(i));
    std::vector<std::uint16_t> translated(category.names.size(), no_code);
    for (std::size_t i = 0; i < translated.size(); ++i) {
        if (const auto found = places.find(category.names[i]); found != places.end())
            translated[i] = found->second;
    }
    const RowMap name_map(name, source, table);
    return rows_where(rows, [&](std::size_t row) {
        const std::uint16_t code = category.codes[name_map(row)];
        return code != no_code &&
               std::ranges::contains(sets.sets[set_map(row)], translated[code]) != negated;
    });
}

}  // namespace

BitSet evaluate_text_equality(const Bound& a, const Bound& b, bool unequal, ColumnSource& source,
                              TableRef table) {
    if (a.is_literal && !b.is_literal) return evaluate_text_equality(b, a, unequal, source, table);
    if (b.is_literal && a.type == ColumnType::category) {
        const std::uint16_t* const codes = source.values(a.column_table, *a.column).codes.data();
        const auto wanted = static_cast<std::uint16_t>(b.number);
        const std::size_t rows = source.rows(table);
        if (!unequal)
            return rows_where(rows, [=](std::size_t row) { return codes[row] == wanted; });
        return rows_where(rows, [=](std::size_t row) {
            return (codes[row] != wanted) & (codes[row] != no_code);
        });
    }
    const Texts left(a, source, table);
    const Texts right(b, source, table);
    return rows_where(source.rows(table), [&](std::size_t row) {
        const auto x = left[row];
        const auto y = right[row];
        return x && y && (*x == *y) != unequal;
    });
}

BitSet evaluate_text_list(const Bound& one_of, ColumnSource& source, TableRef table) {
    std::unordered_set<std::string_view> wanted;
    for (std::size_t i = 1; i < one_of.children.size(); ++i) wanted.insert(one_of.children[i].text);
    return rows_of_texts(one_of.children[0], one_of.negated, source, table,
                         [&](std::string_view text) { return wanted.contains(text); });
}

BitSet evaluate_text_test(const Bound& test, ColumnSource& source, TableRef table) {
    const Bound& left = test.children[0];
    const Bound& right = test.children[1];
    if (test.kind == ExpressionKind::member)
        return rows_with_member(left, right, test.negated, source, table);
    if (left.type == ColumnType::set)
        return rows_with_member(right, left, test.negated, source, table);
    const std::string_view wanted = right.text;
    return rows_of_texts(left, test.negated, source, table, [&](std::string_view text) {
        switch (test.kind) {
            case ExpressionKind::starts: return text.starts_with(wanted);
            case ExpressionKind::ends: return text.ends_with(wanted);
            case ExpressionKind::matches: return test.regex->found_in(text);
            default: return text.contains(wanted);
        }
    });
}

BitSet evaluate_text_presence(const Bound& subject, ColumnSource& source, TableRef table) {
    return rows_of_texts(subject, false, source, table, [](std::string_view) { return true; });
}

}  // namespace errata
