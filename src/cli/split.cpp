// errata split: training, validation and test sets, balanced by class and without leaks.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <format>
#include <memory>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/batch_output.h"
#include "cli/command.h"
#include "cli/load.h"
#include "cli/query_error.h"
#include "curate/split.h"
#include "curate/split_groups.h"
#include "formats/coco_subset.h"
#include "formats/csv.h"
#include "query/selection.h"

namespace errata::cli {

namespace {

struct Set {
    std::string name;
    double share = 0;
};

struct Options {
    LoadOptions load;
    std::vector<std::string> sets = {"train=0.8", "val=0.1", "test=0.1"};
    std::vector<std::string> group_by;
    std::string where;
    std::uint64_t seed = 1;
    std::string format = "csv";
    std::string out;
    bool json = false;
};

int usage_error(const std::string& message) {
    std::fputs(std::format("errata split: {}. See errata split --help.\n", message).c_str(),
               stderr);
    return exit_usage;
}

int fail(const Error& error) {
    std::fputs((to_string(error) + "\n").c_str(), stderr);
    return error.code == ErrorCode::cancelled ? exit_interrupted : exit_bad_input;
}

// "train=0.8"; nothing where it is no such thing. Names become names of files.
std::optional<Set> set_of(const std::string& given) {
    const std::size_t equals = given.find('=');
    if (equals == 0 || equals == std::string::npos) return {};
    Set set = {.name = given.substr(0, equals)};
    const char* const end = given.data() + given.size();
    const bool is_name = std::ranges::all_of(set.name, [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c >= 0x80;
    });
    try {
        std::size_t used = 0;
        set.share = std::stod(given.substr(equals + 1), &used);
        if (given.data() + equals + 1 + used != end) return {};
    } catch (const std::exception&) {
        return {};
    }
    if (!is_name || !(set.share > 0) || std::isinf(set.share)) return {};
    return set;
}

std::vector<double> shares_of(const std::vector<Set>& sets) {
    std::vector<double> shares;
    for (const Set& set : sets) shares.push_back(set.share);
    return shares;
}

nlohmann::ordered_json report_of(const Split& result, const std::vector<Set>& sets,
                                 const Dataset& dataset) {
    using nlohmann::ordered_json;
    ordered_json report = {{"groups", result.groups}, {"sets", ordered_json::array()}};
    const std::size_t classes = dataset.classes.size();
    for (std::size_t set = 0; set < sets.size(); ++set) {
        ordered_json one = {{"name", sets[set].name}, {"samples", result.sizes[set]}};
        ordered_json& of_class = one["classes"] = ordered_json::array();
        for (std::size_t cls = 0; cls < classes; ++cls) {
            of_class.push_back({{"name", dataset.classes.names[cls]},
                                {"samples", result.class_sizes[set * classes + cls]}});
        }
        report["sets"].push_back(std::move(one));
    }
    return report;
}

std::string report_text(const Split& result, const std::vector<Set>& sets, const Dataset& dataset) {
    std::string text =
        std::format("{} in sets that share none\n\n", counted(result.groups, "group"));
    for (std::size_t set = 0; set < sets.size(); ++set)
        text += std::format("{:>10}", sets[set].name);
    text += "\n";
    for (const std::uint64_t size : result.sizes) text += std::format("{:>10}", grouped(size));
    text += "  samples\n";
    const std::size_t classes = dataset.classes.size();
    for (std::size_t cls = 0; cls < classes; ++cls) {
        for (std::size_t set = 0; set < sets.size(); ++set)
            text += std::format("{:>10}", grouped(result.class_sizes[set * classes + cls]));
        text += std::format("  {}\n", dataset.classes.names[cls]);
    }
    return text;
}

// id, file, set of each sample that was split.
std::string list_text(bool is_csv, const Split& result, const std::vector<Set>& sets,
                      const Samples& samples) {
    std::string text = is_csv ? "id,file,set\n" : "";
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (result.set[i] == no_set) continue;
        const std::string& set = sets[result.set[i]].name;
        const std::string_view name = samples.names.empty() ? "" : samples.names[i];
        if (is_csv) {
            text += std::format("{},{},{}\n", csv_cell(to_string(samples.ids[i])),
                                csv_cell(std::string(name)), set);
            continue;
        }
        nlohmann::ordered_json line = {{"id", samples.ids[i].number}, {"file", name}, {"set", set}};
        if (!samples.ids[i].is_number()) line["id"] = to_string(samples.ids[i]);
        text += line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
    }
    return text;
}

// One file per set.
bool write_sets(const Options& options, const Split& result, const std::vector<Set>& sets,
                Loaded& loaded) {
    const Samples& samples = loaded.dataset().samples;
    std::error_code failed;
    std::filesystem::create_directories(options.out, failed);
    const bool is_coco = options.format == "coco";
    for (std::size_t set = 0; set < sets.size(); ++set) {
        std::vector<Row> rows;
        for (std::size_t i = 0; i < samples.size(); ++i) {
            if (result.set[i] == set) rows.push_back(static_cast<Row>(i));
        }
        std::string text;
        if (is_coco) {
            text = coco_subset(loaded.dataset(), nullptr, rows, 0);
        } else {
            for (const Row row : rows) {
                text += options.format == "ids" ? to_string(samples.ids[row])
                                                : std::string(samples.names[row]);
                text += '\n';
            }
        }
        const auto path =
            std::filesystem::path(options.out) / (sets[set].name + (is_coco ? ".json" : ".txt"));
        if (!write_text(path.string(), text)) return false;
    }
    return true;
}

// The groups that may not be torn apart; empty: each sample is its own.
Result<std::vector<std::uint32_t>> find_groups(const Options& options, ColumnSource& source) {
    std::vector<std::uint32_t> groups;
    std::vector<std::string> columns = options.group_by;
    if (!options.load.images.empty()) columns.emplace_back("duplicate_group");
    for (const std::string& column : columns) {
        auto one = groups_by_column(column, source);
        if (!one) return std::unexpected(one.error());
        groups = groups.empty() ? *std::move(one) : joined_groups(groups, *one);
    }
    return groups;
}

int write_split(const Options& options, const Split& result, const std::vector<Set>& sets,
                Loaded& loaded) {
    const bool is_list = options.format == "csv" || options.format == "jsonl";
    const bool prints_list = is_list && options.out.empty() && !options.json;
    if (is_list && (prints_list || !options.out.empty())) {
        const std::string text =
            list_text(options.format == "csv", result, sets, loaded.dataset().samples);
        if (!write_text(options.out, text)) return exit_bad_input;
    } else if (!is_list && !write_sets(options, result, sets, loaded)) {
        return exit_bad_input;
    }
    if (prints_list) return exit_ok;
    const std::string report =
        options.json ? report_of(result, sets, loaded.dataset())
                               .dump(2, ' ', false, nlohmann::json::error_handler_t::replace) +
                           "\n"
                     : report_text(result, sets, loaded.dataset());
    return write_text("", report) ? exit_ok : exit_bad_input;
}

int run_split(const Options& options) {
    std::vector<Set> sets;
    for (const std::string& given : options.sets) {
        const auto set = set_of(given);
        if (!set) return usage_error(std::format("--sets: \"{}\" is not NAME=SHARE", given));
        if (std::ranges::contains(sets, set->name, &Set::name))
            return usage_error(std::format("--sets: {} comes twice", set->name));
        sets.push_back(*set);
    }
    const bool is_list = options.format == "csv" || options.format == "jsonl";
    if (!is_list && options.out.empty())
        return usage_error(std::format("--format {} needs --out, a folder", options.format));
    const auto loaded = Loaded::read(options.load);
    if (!loaded) return fail(loaded.error());
    const Dataset& dataset = (*loaded)->dataset();
    if (options.format == "coco" && !is_detection((*loaded)->task()))
        return usage_error("--format coco goes with boxes, masks, keypoints and oriented boxes");
    if (options.format == "paths" && dataset.samples.names.empty())
        return usage_error("--format paths: the samples have no files");
    DatasetColumns& source = (*loaded)->columns();
    const std::string where = options.where.empty() ? "labeled" : options.where;
    auto samples = select(where, source, {.table = Table::samples});
    if (!samples) return print_query_error("--where", samples.error(), where);
    const auto groups = find_groups(options, source);
    if (!groups) return fail(groups.error());
    const ColumnInfo* const classes = find_column(source, Table::samples, "classes");
    const ListColumn<std::uint16_t> none(
        Column<std::uint64_t>(std::vector<std::uint64_t>(dataset.samples.size())), {});
    const Split result =
        split({.samples = std::move(samples->rows),
               .group = *groups,
               .classes = classes ? source.values({.table = Table::samples}, *classes).sets : none,
               .class_count = dataset.classes.size(),
               .shares = shares_of(sets)},
              options.seed);
    return write_split(options, result, sets, **loaded);
}

constexpr const char* footer =
    R"(Classes are balanced by iterative stratification, the rarest first (Sechidis et al. 2011). Without --where
the labeled samples are split.

Examples:
  errata split --truth gt.json --sets train=0.8 --sets val=0.2 --group-by site
  errata split --truth gt.json --images images/ --format coco --out splits/)";

}  // namespace

void add_split(CLI::App& app, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* const command = app.add_subcommand(
        "split", "Split samples into sets, balanced by class, without tearing groups apart");
    command
        ->add_option(
            "--sets", options->sets,
            "The sets and their shares, in relation to one another; several times or with commas")
        ->delimiter(',')
        ->type_name("NAME=SHARE")
        ->capture_default_str();
    command
        ->add_option(
            "--group-by", options->group_by,
            "Samples of one value of this column stay together; may be given several times. "
            "With --images near duplicates stay together, too")
        ->type_name("COLUMN")
        ->take_all();
    command->add_option("--where", options->where, "Only these samples")->type_name("QUERY");
    command->add_option("--seed", options->seed, "Decides between equals")->capture_default_str();
    command
        ->add_option(
            "--format", options->format,
            "csv or jsonl: one list of id, file and set; ids, paths or coco: a file per set "
            "in the folder --out")
        ->check(CLI::IsMember({"csv", "jsonl", "ids", "paths", "coco"}))
        ->capture_default_str();
    command->add_option("--out", options->out, "File of the list, or folder of the sets")
        ->type_name("PATH");
    command->add_flag("--json", options->json, "Print the sizes of sets and classes as JSON");
    add_load_options(*command, options->load);
    command->get_option("--truth")->required();
    command->footer(footer);
    command->callback([options, &chosen] { chosen = [options] { return run_split(*options); }; });
}

}  // namespace errata::cli
