#include "query/resolve.h"

#include <algorithm>
#include <array>
#include <format>
#include <optional>

#include "query/bind.h"
#include "query/token.h"

namespace errata {

namespace {

std::unexpected<Error> wrong(const Expression& at, std::string message, std::string remedy = {}) {
    return std::unexpected(Error{.code = ErrorCode::bad_value,
                                 .message = std::move(message),
                                 .remedy = std::move(remedy),
                                 .byte = at.at});
}

std::optional<Table> table_of(std::string_view name) {
    for (const Table table : {Table::samples, Table::truth, Table::pred}) {
        if (name == name_of(table)) return table;
    }
    return {};
}

std::optional<std::uint32_t> run_of(const ColumnSource& source, std::string_view name) {
    const auto runs = source.runs();
    const auto found = std::ranges::find(runs, name);
    if (found == runs.end()) return {};
    return static_cast<std::uint32_t>(found - runs.begin());
}

// A name without its prefixes.
struct Parts {
    std::optional<std::uint32_t> run = {};
    std::optional<Table> table = {};
    std::string_view name = {};  // "" where a table ends it
};

std::string did_you_mean(std::string_view name, const std::vector<std::string>& names) {
    const std::string close = nearest(name, names);
    return close.empty() ? std::string() : std::format("; did you mean `{}`?", close);
}

std::string quoted_names(std::span<const std::string> names) {
    std::string list;
    for (const std::string& name : names)
        list += std::format("{}`{}`", list.empty() ? "" : ", ", name);
    return list;
}

Result<Parts> split(const Expression& expression, const ColumnSource& source,
                    bool ends_with_column) {
    Parts parts;
    const std::size_t prefixes = expression.path.size() - (ends_with_column ? 1 : 0);
    if (ends_with_column) parts.name = expression.path.back();
    for (std::size_t i = 0; i < prefixes; ++i) {
        const std::string& word = expression.path[i];
        const bool is_last = i + 1 == prefixes;
        if (const auto table = table_of(word); table && is_last && !parts.table) {
            parts.table = table;
        } else if (const auto run = run_of(source, word); run && i == 0) {
            parts.run = run;
        } else {
            std::vector<std::string> known = {"samples", "truth", "pred"};
            known.insert(known.end(), source.runs().begin(), source.runs().end());
            return wrong(expression,
                         std::format("no table or run `{}`{}", word, did_you_mean(word, known)),
                         std::format("There are {}", quoted_names(known)));
        }
    }
    return parts;
}

// Which run's matches a column shows; all the same to columns that no run decides.
TableRef with_run(Table table, std::uint32_t run, const ColumnInfo& info) {
    const bool depends =
        table == Table::pred || (info.inputs & (from_run | from_iou | from_confidence)) != 0;
    return {.table = table, .run = depends ? run : 0};
}

std::unexpected<Error> no_column(const Expression& expression, std::string_view name,
                                 const ColumnSource& source, std::span<const Table> tables) {
    std::vector<std::string> known;
    for (const Table table : tables) {
        for (const ColumnInfo& info : source.columns(table)) known.push_back(info.name);
    }
    std::string remedy;
    for (const Table table : {Table::pred, Table::truth}) {
        if (!remedy.empty() || std::ranges::contains(tables, table)) continue;
        if (!find_column(source, table, name)) continue;
        remedy = std::format(
            "Each sample may have several in `{0}`: write any({0} where {1} …), or max({0}.{1})",
            name_of(table), name);
    }
    const std::string close = remedy.empty() ? did_you_mean(name, known) : std::string();
    return wrong(
        expression,
        std::format("no column `{}`{}{}", name,
                    tables.size() == 1 ? std::format(" of {}", name_of(tables[0])) : "", close),
        std::move(remedy));
}

}  // namespace

TableRef rows_of(TableRef table) {
    return {.table = table.table, .run = table.table == Table::pred ? table.run : 0};
}

Result<ResolvedColumn> resolve_column(const Expression& expression, const ColumnSource& source,
                                      TableRef scope) {
    const auto parts = split(expression, source, true);
    if (!parts) return std::unexpected(parts.error());
    const std::uint32_t run = parts->run.value_or(scope.run);
    // Objects of another table, or predictions of another run, are no part of this row.
    const bool is_own = parts->table ? *parts->table == scope.table : true;
    if (parts->table && *parts->table != Table::samples && !is_own) {
        return wrong(expression,
                     std::format("a row of {} has no one row of {}", name_of(scope.table),
                                 name_of(*parts->table)),
                     std::format("Write any({0} where …), count({0} where …) or max({0}.…)",
                                 name_of(*parts->table)));
    }
    std::vector<Table> tables;
    const bool other_predictions = scope.table == Table::pred && run != scope.run;
    if (is_own && !other_predictions) tables.push_back(scope.table);
    const bool may_be_sample = !parts->table || *parts->table == Table::samples;
    if (may_be_sample && scope.table != Table::samples) tables.push_back(Table::samples);
    if (tables.empty()) {
        return wrong(expression, std::format("a prediction of `{}` has no one prediction of `{}`",
                                             source.runs()[scope.run], source.runs()[run]));
    }
    for (const Table table : tables) {
        if (const ColumnInfo* const info = find_column(source, table, parts->name)) {
            return ResolvedColumn{.table = with_run(table, run, *info), .info = info};
        }
    }
    return no_column(expression, parts->name, source, tables);
}

Result<ResolvedColumn> resolve_objects(const Expression& expression, const ColumnSource& source,
                                       TableRef scope, bool has_value) {
    const bool is_table_alone = table_of(expression.path.back()).has_value();
    if (has_value && is_table_alone) {
        return wrong(expression, "expected a column to take the values of",
                     std::format("Name it, as in {}.score", expression.path.back()));
    }
    const auto parts = split(expression, source, has_value);
    if (!parts) return std::unexpected(parts.error());
    if (!parts->table || *parts->table == Table::samples) {
        return wrong(expression, "expected `truth` or `pred`, whose rows are many to a sample");
    }
    ResolvedColumn result = {
        .table = {.table = *parts->table, .run = parts->run.value_or(scope.run)}};
    if (*parts->table == Table::pred && source.runs().empty()) {
        return wrong(expression, "there are no predictions");
    }
    if (!has_value) return result;
    result.info = find_column(source, *parts->table, parts->name);
    if (!result.info) return no_column(expression, parts->name, source, std::array{*parts->table});
    return result;
}

}  // namespace errata
