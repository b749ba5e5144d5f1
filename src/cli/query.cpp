// errata query: the samples, objects or predictions that a condition holds for.
#include <cstdio>
#include <format>
#include <memory>

#include "cli/command.h"
#include "cli/load.h"
#include "cli/query_error.h"
#include "cli/rows.h"
#include "query/bind.h"
#include "query/grammar.h"
#include "query/selection.h"

namespace errata::cli {

namespace {

struct Options {
    std::string query;
    LoadOptions load;
    std::string table = "samples";
    std::string format = "text";
    std::vector<std::string> columns;
    bool count = false;
    std::size_t limit = 0;
    std::size_t draw = 0;
    std::uint64_t seed = 1;
};

int usage_error(const std::string& message) {
    std::fputs(std::format("errata query: {}. See errata query --help.\n", message).c_str(),
               stderr);
    return exit_usage;
}

std::optional<TableRef> table_of(const std::string& name) {
    for (const Table table : {Table::samples, Table::truth, Table::pred}) {
        if (name == name_of(table)) return TableRef{.table = table};
    }
    return {};
}

// "b.pred" is the table of the run b.
Result<TableRef> table_named(const std::string& name, const ColumnSource& source) {
    const std::size_t dot = name.rfind('.');
    const auto table = table_of(dot == std::string::npos ? name : name.substr(dot + 1));
    if (!table) {
        return std::unexpected(
            Error{.code = ErrorCode::bad_value,
                  .message = std::format("--table {} is none of samples, truth and pred", name)});
    }
    if (dot == std::string::npos) return *table;
    const auto runs = source.runs();
    const auto run = std::ranges::find(runs, name.substr(0, dot));
    if (run == runs.end()) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = std::format("--table {} names no run", name)});
    }
    return TableRef{.table = table->table, .run = static_cast<std::uint32_t>(run - runs.begin())};
}

int print(const std::string& text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
        return exit_ok;
    std::fputs("standard output: cannot write the rows [io]. Check the disk or the pipe.\n",
               stderr);
    return exit_bad_input;
}

int print_rows(const Options& options, const Query& query, Selection selection,
               ColumnSource& source) {
    const bool is_json = options.format == "json";
    if (options.count && !is_json) return print(std::format("{}\n", selection.size()));
    RowsToPrint rows = {
        .selection = std::move(selection), .limit = options.limit, .names = {}, .columns = {}};
    if (!options.count) {
        rows.names =
            options.columns.empty() ? usual_columns(source, rows.selection.table) : options.columns;
        auto columns = columns_named(rows.names, source, rows.selection.table);
        if (!columns) return usage_error(std::format("--columns: {}", columns.error().message));
        rows.columns = *std::move(columns);
    }
    if (is_json) return print(rows_as_json(rows, to_string(query), source));
    return print(options.format == "csv" ? rows_as_csv(rows, source) : rows_as_text(rows, source));
}

int run_query(const Options& options) {
    const auto query = parse_query(options.query);
    if (!query) return print_query_error("query", query.error(), options.query);
    const auto loaded = Loaded::read(options.load);
    if (!loaded) {
        std::fputs((to_string(loaded.error()) + "\n").c_str(), stderr);
        return exit_bad_input;
    }
    DatasetColumns& source = (*loaded)->columns();
    const auto table = table_named(options.table, source);
    if (!table) return usage_error(table.error().message);
    if (table->table == Table::pred && source.runs().empty())
        return usage_error("--table pred needs --predictions");
    auto selection = select(*query, source, *table);
    if (!selection) return print_query_error("query", selection.error(), options.query);
    if (options.draw > 0) selection = drawn(*selection, options.draw, options.seed);
    return print_rows(options, *query, *std::move(selection), source);
}

}  // namespace

void add_query(CLI::App& app, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand(
        "query", "List the samples, objects or predictions that a condition holds for");
    command->add_option("query", options->query, "The condition; the language is below")
        ->required()
        ->type_name("QUERY");
    add_load_options(*command, options->load);
    command->get_option("--truth")->required();
    command
        ->add_option("--table", options->table,
                     "What to list: samples, truth (ground-truth objects), pred (predictions of "
                     "the first run) or "
                     "NAME.pred")
        ->type_name("TABLE")
        ->capture_default_str();
    command
        ->add_option("--columns", options->columns,
                     "Columns to print, separated by commas, named as in a query. Without it ids, "
                     "file, class, score "
                     "and outcome, as far as there are")
        ->delimiter(',')
        ->type_name("A,B,C");
    command->add_option("--format", options->format, "text (separated by tabs), csv or json")
        ->check(CLI::IsMember({"text", "csv", "json"}))
        ->capture_default_str();
    command->add_flag("--count", options->count, "Print only how many there are");
    command->add_option("--draw", options->draw, "Only so many of them, drawn at random")
        ->type_name("N");
    command->add_option("--seed", options->seed, "Of the draw")->capture_default_str();
    command->add_option("--limit", options->limit, "Print only the first so many; 0: all")
        ->type_name("N")
        ->capture_default_str();
    command->footer(std::string(query_grammar()));
    command->callback([options, &chosen] { chosen = [options] { return run_query(*options); }; });
}

}  // namespace errata::cli
