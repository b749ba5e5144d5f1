// errata sample: a batch by one sampler.
#include <algorithm>
#include <cstdio>
#include <format>
#include <memory>

#include "cli/batch_output.h"
#include "cli/command.h"
#include "cli/load.h"
#include "curate/plan_document.h"

namespace errata::cli {

namespace {

struct Options {
    LoadOptions load;
    BatchOptions batch;
    SamplingPlan plan;
    PlanPart part;
    std::string sampler = "random";
    std::string allocation = "proportional";
    std::string measure = "margin";
    std::string aggregate = "max";
    std::string save_plan;
};

int usage_error(const std::string& message) {
    std::fputs(std::format("errata sample: {}. See errata sample --help.\n", message).c_str(),
               stderr);
    return exit_usage;
}

int run_sample(Options options) {
    SamplingPlan& plan = options.plan;
    PlanPart& part = options.part;
    part.sampler = *sampler_of_id(options.sampler);
    part.allocation = *allocation_rule_of_id(options.allocation);
    part.measure = *uncertainty_measure_of_id(options.measure);
    part.aggregate = *uncertainty_aggregate_of_id(options.aggregate);
    const bool has_strata = !part.column.empty() || !part.queries.empty();
    if (part.sampler == Sampler::stratified && !has_strata)
        return usage_error("--sampler stratified needs --by or --stratum");
    if (part.sampler == Sampler::highest && part.column.empty())
        return usage_error("--sampler highest needs --by");
    if (part.sampler != Sampler::stratified && !part.queries.empty())
        return usage_error("--stratum goes with --sampler stratified");
    if (!part.column.empty() && !part.queries.empty())
        return usage_error("--by and --stratum do not go together");
    plan.parts = {part};
    if (!options.save_plan.empty() && !write_text(options.save_plan, to_json(plan)))
        return exit_bad_input;
    const auto loaded = Loaded::read(options.load);
    if (!loaded) {
        std::fputs((to_string(loaded.error()) + "\n").c_str(), stderr);
        return loaded.error().code == ErrorCode::cancelled ? exit_interrupted : exit_bad_input;
    }
    return run_and_write(plan, "", **loaded, options.batch);
}

void add_sampler_options(CLI::App& command, Options& options) {
    PlanPart& part = options.part;
    command
        .add_option("--sampler", options.sampler,
                    "random, stratified (--by or --stratum), uncertainty (what the model is least "
                    "sure of), highest (of the column --by)")
        ->check(CLI::IsMember({"random", "stratified", "uncertainty", "highest"}))
        ->capture_default_str();
    command
        .add_option("--by", part.column,
                    "A column of samples: its values are the strata, or what is highest")
        ->type_name("COLUMN");
    command
        .add_option(
            "--stratum", part.queries,
            "A query that makes a stratum; may be given several times, the first that holds "
            "counts; samples of none make one more")
        ->type_name("QUERY")
        ->take_all();
    command
        .add_option("--allocation", options.allocation,
                    "How strata share the budget: proportional, equal, neyman (by how much what is "
                    "estimated varies), cost-optimal")
        ->check(CLI::IsMember({"proportional", "equal", "neyman", "cost-optimal"}))
        ->capture_default_str();
    command.add_option("--minimum", part.minimum, "Of each stratum at least so many")
        ->type_name("N")
        ->capture_default_str();
    command
        .add_option(
            "--estimate", part.estimate,
            "neyman, cost-optimal: what is to be estimated, as a query over labeled samples")
        ->type_name("QUERY")
        ->capture_default_str();
    command
        .add_option("--costs", part.costs, "cost-optimal: of a sample of each stratum, in order")
        ->delimiter(',')
        ->check(CLI::PositiveNumber)
        ->type_name("A,B,...");
    command
        .add_option("--measure", options.measure,
                    "uncertainty: least-confidence, margin or entropy")
        ->check(CLI::IsMember({"least-confidence", "margin", "entropy"}))
        ->capture_default_str();
    command
        .add_option("--aggregate", options.aggregate,
                    "uncertainty: how a sample's predictions make one number: max, mean or sum")
        ->check(CLI::IsMember({"max", "mean", "sum"}))
        ->capture_default_str();
    command.add_flag("--lowest", part.lowest, "highest: the lowest instead");
}

constexpr const char* footer =
    R"(Candidates are the samples of the pool; without a pool all samples.

Examples:
  errata sample --truth gt.json --predictions dt.json --pool pool.json --budget 100
  errata sample --truth gt.json --predictions dt.json --pool pool.json --pool-predictions found.json \
      --budget 200 --sampler stratified --by site --allocation neyman --minimum 2 --format coco --out batch.json
  errata sample --truth gt.json --predictions dt.json --pool pool.json --budget 50 \
      --sampler uncertainty --exclude 'duplicates > 1' --images images/)";

}  // namespace

void add_sample(CLI::App& app, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("sample", "Choose samples to label next, by one sampler");
    command->add_option("--budget,-n", options->plan.budget, "How many samples")
        ->required()
        ->type_name("N");
    command->add_option("--seed", options->plan.seed, "The same seed chooses the same samples")
        ->capture_default_str();
    command
        ->add_option("--from", options->plan.from,
                     "The candidates, as a query. Without it the pool, or all samples without one")
        ->type_name("QUERY");
    command->add_option("--exclude", options->plan.exclude, "Samples that are never chosen")
        ->type_name("QUERY");
    add_sampler_options(*command, *options);
    command
        ->add_option("--save-plan", options->save_plan,
                     "Write these options as a plan that errata select reads")
        ->type_name("FILE");
    add_batch_options(*command, options->batch);
    add_load_options(*command, options->load);
    command->get_option("--truth")->required();
    command->footer(footer);
    command->callback([options, &chosen] { chosen = [options] { return run_sample(*options); }; });
}

}  // namespace errata::cli
