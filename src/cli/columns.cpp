// errata columns: what queries can ask about.
#include <cstdio>
#include <format>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/load.h"
#include "query/registry.h"

namespace errata::cli {

namespace {

using nlohmann::ordered_json;

struct Options {
    LoadOptions load;
    bool json = false;
};

constexpr std::array all_tables = {Table::samples, Table::truth, Table::pred};

// All that the registry knows, or those that the files have.
std::vector<ColumnInfo> infos_of(const DatasetColumns* source) {
    std::vector<ColumnInfo> infos;
    for (const Table table : all_tables) {
        if (source) {
            const auto columns = source->columns(table);
            infos.insert(infos.end(), columns.begin(), columns.end());
            continue;
        }
        for (const ColumnDefinition& one : definitions_of(table)) infos.push_back(one.info);
    }
    return infos;
}

std::vector<std::string_view> inputs_of(const ColumnInfo& info) {
    std::vector<std::string_view> inputs;
    if ((info.inputs & from_dataset) != 0) inputs.emplace_back("ground truth");
    if ((info.inputs & from_run) != 0) inputs.emplace_back("predictions");
    if ((info.inputs & from_iou) != 0) inputs.emplace_back("iou");
    if ((info.inputs & from_confidence) != 0) inputs.emplace_back("confidence");
    if ((info.inputs & from_session) != 0) inputs.emplace_back("session");
    return inputs;
}

std::string as_json(const std::vector<ColumnInfo>& infos) {
    ordered_json list = ordered_json::array();
    for (const ColumnInfo& info : infos) {
        list.push_back({{"name", info.name},
                        {"table", name_of(info.table)},
                        {"type", name_of(info.type)},
                        {"unit", name_of(info.unit)},
                        {"range", info.range},
                        {"meaning", info.meaning},
                        {"formula", info.formula},
                        {"source", info.source},
                        {"computed_from", inputs_of(info)}});
    }
    return list.dump(2) + "\n";
}

std::string as_text(const std::vector<ColumnInfo>& infos) {
    std::string text;
    for (const Table table : all_tables) {
        text += std::format("{}{}\n", text.empty() ? "" : "\n", name_of(table));
        for (const ColumnInfo& info : infos) {
            if (info.table != table) continue;
            std::string type(name_of(info.type));
            if (info.unit != Unit::none) type += std::format(", {}", name_of(info.unit));
            text += std::format("  {:<22} {:<18} {}", info.name, type, info.meaning);
            if (!info.formula.empty()) text += std::format(": {}", info.formula);
            if (!info.range.empty()) text += std::format(" ({})", info.range);
            if (!info.source.empty()) text += std::format(". Source: {}", info.source);
            text += '\n';
        }
    }
    return text;
}

int run_columns(const Options& options) {
    std::unique_ptr<Loaded> loaded;
    if (options.load.truth.empty() && !options.load.predictions.empty()) {
        std::fputs("errata columns: --predictions needs --truth. See errata columns --help.\n",
                   stderr);
        return exit_usage;
    }
    if (!options.load.truth.empty()) {
        auto read = Loaded::read(options.load);
        if (!read) {
            std::fputs((to_string(read.error()) + "\n").c_str(), stderr);
            return exit_bad_input;
        }
        loaded = *std::move(read);
    }
    const std::vector<ColumnInfo> infos = infos_of(loaded ? &loaded->columns() : nullptr);
    const std::string text = options.json ? as_json(infos) : as_text(infos);
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0)
        return exit_ok;
    std::fputs("standard output: cannot write the list [io]. Check the disk or the pipe.\n",
               stderr);
    return exit_bad_input;
}

}  // namespace

void add_columns(CLI::App& app, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand(
        "columns", "List the columns that queries can ask about; with files, those that they have");
    add_load_options(*command, options->load);
    command->add_flag("--json", options->json, "Print JSON instead of text");
    command->callback([options, &chosen] { chosen = [options] { return run_columns(*options); }; });
}

}  // namespace errata::cli
