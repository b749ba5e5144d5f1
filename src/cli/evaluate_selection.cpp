#include "cli/evaluate_selection.h"

#include <array>
#include <cstdio>
#include <format>
#include <memory>
#include <utility>
#include <vector>

#include "cli/command.h"
#include "cli/query_error.h"
#include "engine/columns.h"
#include "engine/subset.h"
#include "query/bind.h"
#include "query/evaluate.h"
#include "query/grouping.h"
#include "query/parse.h"

namespace errata::cli {

namespace {

constexpr std::array<Table, 3> tables = {Table::samples, Table::truth, Table::pred};

int usage_error(const std::string& message) {
    std::fputs(std::format("errata evaluate: {}. See errata evaluate --help.\n", message).c_str(),
               stderr);
    return exit_usage;
}

struct Selected {
    Table table = Table::samples;
    BitSet rows = {};
};

// Over the table that is named; else over the first of samples, objects and predictions that has all its columns.
Result<Selected> selected(const Query& query, const std::string& named, ColumnSource& source) {
    std::optional<Error> first;
    for (const Table table : tables) {
        if (!named.empty() && named != name_of(table)) continue;
        auto bound = bind(query.root, source, {.table = table});
        if (bound) {
            return Selected{.table = table, .rows = evaluate(*bound, source, {.table = table})};
        }
        if (!first) first = bound.error();
    }
    return std::unexpected(*first);
}

// The groups of a column by its name, or one that a query selects.
std::optional<int> add_groups(const std::string& by, ColumnSource& source, Table table,
                              std::vector<Group>& groups) {
    if (const ColumnInfo* const info = find_column(source, table, by)) {
        auto made = groups_of(source, {.table = table}, *info);
        if (!made) return print_query_error("--group-by", made.error(), by);
        for (RowGroup& one : *made) {
            groups.push_back({.key = std::move(one.query), .rows = std::move(one.rows)});
        }
        return {};
    }
    const auto query = parse_query(by);
    if (!query) return print_query_error("--group-by", query.error(), by);
    const auto bound = bind(query->root, source, {.table = table});
    if (!bound) return print_query_error("--group-by", bound.error(), by);
    groups.push_back(
        {.key = to_string(*query), .rows = evaluate(*bound, source, {.table = table})});
    return {};
}

// The evaluation of some samples, with its figures.
std::optional<int> restrict_to_samples(const RunJob& run, const BitSet& samples,
                                       Evaluation& evaluation) {
    Restrictable whole;
    if (const auto code = run(prepare_restrictions(evaluation, {}, whole))) return code;
    RestrictedFigures figures;
    if (const auto code =
            run(restrict(whole, {.to = Restricted::samples, .rows = &samples}, figures))) {
        return code;
    }
    Evaluation part =
        subset_of(evaluation, subset_rows(evaluation.dataset, evaluation.run, samples));
    part.summary = std::move(figures.figures);
    evaluation = std::move(part);
    return {};
}

std::optional<int> measure_groups(const EvaluateArguments& arguments, const RunJob& run,
                                  const Restrictable& whole, ColumnSource& source,
                                  const std::optional<Selected>& where,
                                  const std::optional<BootstrapOptions>& bootstrap,
                                  SelectionReport& report) {
    // Groups are of what is selected; of everything they are of samples.
    const Table table = where ? where->table : Table::samples;
    std::vector<Group> groups;
    for (const std::string& by : arguments.group_by) {
        if (const auto code = add_groups(by, source, table, groups)) return code;
    }
    report.groups.emplace();
    return run(group(whole,
                     {.to = restricted_to(table),
                      .groups = groups,
                      .within = where ? &where->rows : nullptr,
                      .bootstrap = bootstrap},
                     *report.groups));
}

}  // namespace

std::optional<int> select(const EvaluateArguments& arguments, const RunJob& run,
                          Evaluation& evaluation, Evaluation* other,
                          const std::optional<BootstrapOptions>& bootstrap,
                          SelectionReport& report) {
    auto columns =
        EvaluationColumns::make({{.name = "run", .evaluation = &evaluation}}, arguments.thresholds);
    if (!columns) {
        std::fputs((to_string(columns.error()) + "\n").c_str(), stderr);
        return exit_bad_input;
    }
    ColumnSource& source = (*columns)->columns();
    std::optional<Selected> where;
    if (!arguments.where.empty()) {
        const auto query = parse_query(arguments.where);
        if (!query) return print_query_error("--where", query.error(), arguments.where);
        auto chosen = selected(*query, arguments.where_rows, source);
        if (!chosen) return print_query_error("--where", chosen.error(), arguments.where);
        report = {.where = to_string(*query),
                  .to = restricted_to(chosen->table),
                  .rows = chosen->rows.count(),
                  .of = chosen->rows.size()};
        where = *std::move(chosen);
    }
    if (report.to != Restricted::samples && (arguments.has_analyses() || other != nullptr)) {
        return usage_error(
            std::format("--where selects {}: of these there are figures and --group-by alone",
                        id_of(report.to)));
    }
    Restrictable whole;
    if (!arguments.group_by.empty() || (where && report.to != Restricted::samples)) {
        if (const auto code = run(prepare_restrictions(evaluation, {}, whole))) return code;
    }
    if (!arguments.group_by.empty()) {
        if (const auto code =
                measure_groups(arguments, run, whole, source, where, bootstrap, report)) {
            return code;
        }
    }
    if (!where) return {};
    if (report.to == Restricted::samples) {
        columns->reset();
        if (other != nullptr) {
            if (const auto code = restrict_to_samples(run, where->rows, *other)) return code;
        }
        return restrict_to_samples(run, where->rows, evaluation);
    }
    RestrictedFigures figures;
    if (const auto code = run(restrict(whole, {.to = report.to, .rows = &where->rows}, figures))) {
        return code;
    }
    evaluation.summary = std::move(figures.figures);
    return {};
}

}  // namespace errata::cli
