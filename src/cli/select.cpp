// errata select: the batch that a sampling plan chooses.
#include <cstdio>
#include <format>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/batch_output.h"
#include "cli/command.h"
#include "cli/file_source.h"
#include "cli/load.h"
#include "curate/plan_document.h"
#include "session/document.h"

namespace errata::cli {

namespace {

struct Options {
    std::string plan;
    LoadOptions load;
    BatchOptions batch;
    bool has_confidence = false;
    bool has_iou = false;
};

constexpr std::uint64_t max_plan_bytes = std::uint64_t{1} << 26U;

Result<std::string> text_of(const std::string& path) {
    const auto source = open_source(path);
    if (!source) return std::unexpected(source.error());
    if ((*source)->size() > max_plan_bytes) {
        return std::unexpected(Error{.code = ErrorCode::too_large,
                                     .message = "the file is too large for a plan",
                                     .remedy = "Give a plan or a saved session"});
    }
    std::string text(static_cast<std::size_t>((*source)->size()), '\0');
    const auto read = (*source)->read_at(0, text);
    if (!read) return std::unexpected(read.error());
    text.resize(*read);
    return text;
}

// A plan, or a session that holds one; whose thresholds are then those of the queries.
Result<SamplingPlan> read_plan(Options& options) {
    auto text = text_of(options.plan);
    if (!text) return std::unexpected(text.error());
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || !json.contains("view")) return plan_from_json(std::string_view(*text));
    auto session = session_from_json(*text);
    if (!session) return std::unexpected(session.error());
    if (!options.has_confidence) options.load.thresholds.confidence = session->view.confidence;
    if (!options.has_iou) options.load.thresholds.iou = session->view.iou;
    return session->view.plan;
}

int run_select(Options options) {
    auto plan = read_plan(options);
    if (!plan) {
        plan.error().file = options.plan;
        std::fputs((to_string(plan.error()) + "\n").c_str(), stderr);
        return exit_bad_input;
    }
    const auto loaded = Loaded::read(options.load);
    if (!loaded) {
        std::fputs((to_string(loaded.error()) + "\n").c_str(), stderr);
        return loaded.error().code == ErrorCode::cancelled ? exit_interrupted : exit_bad_input;
    }
    return run_and_write(*plan, options.plan, **loaded, options.batch);
}

// clang-format off
constexpr const char* footer = R"(A plan is a JSON document; every member but "sampler" may be missing:
  {"version": 1, "budget": 200, "seed": 1,
   "from": QUERY,      candidates; without it the pool, or all samples without one
   "exclude": QUERY,   never chosen
   "labeling_functions": [{"name": "far", "query": QUERY, "vote": CLASS}],
   "parts": [
     {"sampler": "stratified", "share": 2, "column": COLUMN, or "queries": [QUERY, ...],
      "allocation": "proportional", "equal", "neyman" or "cost-optimal", "minimum": 2,
      "estimate": QUERY, "costs": [1, 2]},
     {"sampler": "functions", "allocation": "equal"},        strata by what labeling functions say
     {"sampler": "uncertainty", "measure": "least-confidence", "margin" or "entropy",
      "aggregate": "max", "mean" or "sum"},
     {"sampler": "highest", "column": COLUMN, "lowest": false},
     {"sampler": "random"}]}
Where there are labeling functions, queries of the plan may ask for `votes`, `vote_conflict`, `majority` and
`majority_probability`.

Parts share the budget by "share" and draw one after the other; no sample is chosen twice, and what a part cannot fill
the others get. A saved session stands for the plan that it holds.

Weights: the mean of a value over the batch, each sample by its weight, estimates the mean over all candidates without
bias (Des Raj 1956), as long as a part leaves no candidate without a chance.

Example:
  errata select plan.json --truth gt.json --predictions dt.json --pool pool.json --format coco --out batch.json)";
// clang-format on

}  // namespace

void add_select(CLI::App& app, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("select", "Choose samples to label next, by a sampling plan");
    command->add_option("plan", options->plan, "The plan, or a saved session")
        ->required()
        ->type_name("FILE");
    add_batch_options(*command, options->batch);
    add_load_options(*command, options->load);
    command->get_option("--truth")->required();
    command->footer(footer);
    command->callback([options, command, &chosen] {
        options->has_confidence = command->count("--confidence") > 0;
        options->has_iou = command->count("--iou") > 0;
        chosen = [options] { return run_select(*options); };
    });
}

}  // namespace errata::cli
