// Sampling plans: what is chosen, how often, with which weight, and what is said of plans that are wrong.
#include "curate/plan.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>

#include "curate/batch.h"
#include "curate/plan_document.h"
#include "curate/vote_columns.h"
#include "formats/coco_truth.h"
#include "query/selection.h"
#include "support/pool_world.h"
#include "support/sessions.h"

using namespace errata;
using Catch::Approx;
using test::PoolWorld;

namespace {

// An evaluated world and the columns over it.
struct Planning {
    Evaluation evaluation;
    std::unique_ptr<EvaluationColumns> columns;

    explicit Planning(const PoolWorld& world)
        : evaluation(test::evaluate_pool(world.truth, world.run, world.pool)),
          columns(test::columns_of(evaluation)) {}

    PlanData data() {
        return {.task = Task::boxes,
                .dataset = evaluation.dataset,
                .run = &evaluation.run,
                .source = columns->columns()};
    }
    PlanResult run(const SamplingPlan& plan) {
        auto result = run_plan(plan, data());
        if (!result) FAIL(to_string(result.error()));
        return *std::move(result);
    }
    BitSet rows(std::string_view query) {
        const auto selection = select(query, columns->columns(), {.table = Table::samples});
        if (!selection) FAIL(query << ": " << to_string(selection.error()));
        return selection->rows;
    }
    std::string error(const char* plan) {
        const auto parsed = plan_from_json(std::string_view(plan));
        if (!parsed) return parsed.error().message;
        const auto result = run_plan(*parsed, data());
        if (result) return "";
        CHECK_FALSE(result.error().message.empty());
        return result.error().message;
    }
};

SamplingPlan plan_of(const char* json) {
    auto plan = plan_from_json(std::string_view(json));
    if (!plan) FAIL(to_string(plan.error()));
    return *std::move(plan);
}

const char* const mixed_plan = R"({"version": 1, "budget": 60, "seed": 5, "exclude": "hour < 3",
"labeling_functions": [
  {"name": "tram seen", "query": "predicted_classes contains \"tram\"", "vote": "tram"},
  {"name": "car seen", "query": "predicted_classes contains \"car\"", "vote": "car"},
  {"name": "night", "query": "hour > 20"}],
"parts": [
  {"sampler": "uncertainty", "measure": "entropy", "aggregate": "sum"},
  {"sampler": "functions", "allocation": "equal", "minimum": 1},
  {"sampler": "stratified", "share": 2, "column": "site", "allocation": "neyman", "minimum": 2},
  {"sampler": "highest", "column": "predicted_rarity", "share": 0.5},
  {"sampler": "random", "name": "the rest", "share": 1.5}]})";

}  // namespace

TEST_CASE("a plan chooses from the pool, nobody twice and none that is excluded") {
    Planning world(PoolWorld(60, 240, 2));
    const SamplingPlan plan = plan_of(mixed_plan);
    const PlanResult result = world.run(plan);
    REQUIRE(result.chosen.size() == 60);
    CHECK(result.shortfall == 0);
    const BitSet candidates = world.rows("not labeled and not (hour < 3)");
    CHECK(result.candidates == candidates.count());
    CHECK(result.excluded == world.rows("not labeled and hour < 3").count());
    std::set<Row> seen;
    std::vector<std::uint64_t> of_part(plan.parts.size());
    for (const ChosenSample& one : result.chosen) {
        CHECK(candidates[one.sample]);
        CHECK(seen.insert(one.sample).second);
        ++of_part[one.part];
    }
    CHECK(std::ranges::is_sorted(result.chosen, {}, &ChosenSample::sample));
    // 10, 10, 20, 5 and 15 of 60.
    CHECK(of_part == std::vector<std::uint64_t>{10, 10, 20, 5, 15});
    for (std::size_t i = 0; i < of_part.size(); ++i) {
        CHECK(result.parts[i].drawn == of_part[i]);
        CHECK(result.parts[i].wanted == of_part[i]);
        if (result.parts[i].strata.empty()) continue;
        std::uint64_t drawn = 0;
        for (const PlanStratum& stratum : result.parts[i].strata) {
            drawn += stratum.drawn;
            CHECK(stratum.drawn <= stratum.size);
        }
        CHECK(drawn == of_part[i]);
    }
    // Shares go by how much errors vary among the labeled samples of each site.
    const auto& sites = result.parts[2].strata;
    REQUIRE(sites.size() == 3);
    CHECK(sites[2].query == "site == \"s2\"");
    for (const PlanStratum& site : sites) {
        CHECK(site.labeled > 0);
        CHECK(site.drawn >= 2);
    }
    const auto known = static_cast<double>(world.rows("labeled and site == 's2'").count());
    const auto wrong =
        static_cast<double>(world.rows("labeled and site == 's2' and errors > 0").count());
    CHECK(static_cast<double>(sites[2].labeled) == known);
    CHECK(sites[2].deviation == Approx(std::sqrt(wrong / known * (1 - wrong / known))));

    SamplingPlan other = plan;
    CHECK(plan_report(plan, world.run(plan), world.data()) ==
          plan_report(plan, result, world.data()));
    other.seed = 6;
    CHECK(plan_report(other, world.run(other), world.data())["samples"] !=
          plan_report(plan, result, world.data())["samples"]);
}

TEST_CASE("the surest are left, the least sure and the rarest are chosen") {
    Planning world(PoolWorld(30, 100, 7));
    const PlanResult result = world.run(plan_of(
        R"({"budget": 20, "parts": [{"sampler": "uncertainty"}, {"sampler": "highest", "column": "hour", "lowest": true}]})"));
    const auto uncertainties = sample_uncertainties(world.evaluation.run, 130, 2);
    const BitSet pool = world.rows("not labeled");
    std::map<std::uint32_t, double> least;
    BitSet chosen(130);
    for (const ChosenSample& one : result.chosen) {
        CHECK(std::isnan(one.probability));
        CHECK(std::isnan(one.weight));
        if (one.part != 0) continue;
        CHECK(one.value == uncertainties[one.sample]);
        chosen.set(one.sample);
        least[0] = std::min(least.contains(0) ? least[0] : 1e9, one.value);
    }
    pool.for_each([&](std::size_t row) {
        if (!chosen[row]) CHECK(uncertainties[row] <= least[0]);
    });
    for (const ChosenSample& one : result.chosen) {
        if (one.part == 1) CHECK(one.value <= 12);
    }
}

TEST_CASE("what a part cannot fill the others get, and what nobody can is the shortfall") {
    Planning world(PoolWorld(20, 50, 3));
    // No candidate has a negative hour.
    const PlanResult partial = world.run(plan_of(
        R"({"budget": 30, "exclude": "site == \"s0\"", "parts": [
            {"sampler": "highest", "column": "rarity"}, {"sampler": "random"}]})"));
    // Rarity is not known of the pool.
    const std::uint64_t candidates = world.rows("not labeled and site != 's0'").count();
    CHECK(partial.parts[0].wanted == 15);
    CHECK(partial.parts[0].drawn == 0);
    CHECK(partial.parts[1].drawn == std::min<std::uint64_t>(30, candidates));
    CHECK(partial.shortfall == 30 - partial.parts[1].drawn);
    const PlanResult all = world.run(
        plan_of(R"({"budget": 4000, "parts": [{"sampler": "random"}, {"sampler": "random"}]})"));
    CHECK(all.chosen.size() == 50);
    CHECK(all.shortfall == 3950);
    // Who takes all leaves nothing to estimate: whatever the parts, the weights add up to everybody.
    double weights = 0;
    for (const ChosenSample& one : all.chosen) weights += one.weight;
    CHECK(weights == Approx(50));
    CHECK(
        world.run(plan_of(R"({"budget": 5, "from": "labeled", "parts": [{"sampler": "random"}]})"))
            .candidates == 20);
    PoolWorld alone(20, 0, 3);
    alone.pool.clear();
    Planning labeled(alone);
    CHECK(labeled.run(plan_of(R"({"budget": 5, "parts": [{"sampler": "random"}]})")).candidates ==
          20);
}

TEST_CASE("weights make estimates unbiased over many seeds") {
    Planning world(PoolWorld(40, 120, 9));
    SamplingPlan plan = plan_of(R"({"budget": 30, "parts": [
        {"sampler": "uncertainty", "share": 0.5},
        {"sampler": "stratified", "column": "site", "allocation": "equal", "minimum": 1},
        {"sampler": "random"}]})");
    // What is estimated: the sum of hours over all candidates, and how many of them there are.
    const ColumnInfo* const info = find_column(world.columns->columns(), Table::samples, "hour");
    const auto& hours = world.columns->columns().values({.table = Table::samples}, *info).numbers;
    double truth = 0;
    world.rows("not labeled").for_each([&](std::size_t row) { truth += hours[row]; });
    constexpr int seeds = 3000;
    double sum = 0;
    double squares = 0;
    double count = 0;
    double plain = 0;
    for (int seed = 0; seed < seeds; ++seed) {
        plan.seed = static_cast<std::uint32_t>(seed);
        double estimate = 0;
        for (const ChosenSample& one : world.run(plan).chosen) {
            REQUIRE(one.weight > 0);
            estimate += one.weight * hours[one.sample];
            count += one.weight / seeds;
            plain += hours[one.sample] * 120 / 30 / seeds;
        }
        sum += estimate;
        squares += estimate * estimate;
    }
    const double mean = sum / seeds;
    const double error = std::sqrt((squares / seeds - mean * mean) / seeds);
    CHECK(std::abs(mean - truth) < 4 * error);
    CHECK(count == Approx(120).epsilon(0.01));
    // Without weights the estimate is off by more than that.
    CHECK(std::abs(plain - truth) > 4 * error);
}

TEST_CASE("labeling functions make strata, and are described against the labeled samples") {
    Planning world(PoolWorld(80, 160, 4));
    SamplingPlan plan = plan_of(mixed_plan);
    plan.parts = {plan.parts[1]};
    plan.budget = 40;
    const PlanResult result = world.run(plan);
    std::set<std::string> strata;
    for (const PlanStratum& stratum : result.parts[0].strata) strata.insert(stratum.query);
    CHECK(strata ==
          std::set<std::string>{"voted car", "voted tram", "tied", "night", "not voted on"});
    for (const ChosenSample& one : result.chosen) {
        const std::string& stratum = result.parts[0].strata[one.stratum].query;
        const BitSet rows =
            stratum == "voted car"
                ? world.rows("'car' in predicted_classes and not ('tram' in predicted_classes)")
            : stratum == "voted tram"
                ? world.rows("'tram' in predicted_classes and not ('car' in predicted_classes)")
            : stratum == "tied"
                ? world.rows("'tram' in predicted_classes and 'car' in predicted_classes")
            : stratum == "night" ? world.rows("predictions == 0 and hour > 20")
                                 : world.rows("predictions == 0 and hour <= 20");
        CHECK(rows[one.sample]);
    }
    const FunctionFacts& tram = result.functions.functions[0];
    CHECK(tram.votes == world.rows("predicted_classes contains 'tram'").count());
    CHECK(tram.correct ==
          world.rows("labeled and predicted_classes contains 'tram' and classes contains 'tram'")
              .count());
    CHECK(
        tram.incorrect ==
        world
            .rows("labeled and predicted_classes contains 'tram' and not (classes contains 'tram')")
            .count());
    CHECK(result.functions.functions[2].votes == 0);
}

TEST_CASE("what functions say are columns of the plan's queries") {
    Planning world(PoolWorld(60, 120, 4));
    SamplingPlan plan = plan_of(mixed_plan);
    const auto votes = plan_votes(plan, world.data());
    REQUIRE(votes);
    AddedColumns source(world.columns->columns());
    source.set(vote_columns(*votes, world.evaluation.dataset.classes.names));
    const auto rows = [&](std::string_view query) {
        const auto selection = select(query, source, {.table = Table::samples});
        if (!selection) FAIL(query << ": " << to_string(selection.error()));
        return selection->rows;
    };
    const BitSet cars = world.rows("'car' in predicted_classes");
    const BitSet trams = world.rows("'tram' in predicted_classes");
    BitSet both = cars;
    both &= trams;
    BitSet only_trams = trams;
    only_trams -= cars;
    BitSet neither = cars;
    (neither |= trams).flip();
    CHECK(rows("vote_conflict") == both);
    CHECK(rows("votes == 2") == both);
    CHECK(rows("majority == 'tram'") == only_trams);
    CHECK(rows("majority_probability == 1 and majority == 'tram'") == only_trams);
    CHECK(rows("majority is missing and votes == 0") == neither);
    CHECK(rows("majority_probability == 0.5") == (neither |= both));
    // The others are there as before, also those of objects.
    CHECK(rows("hour < 5 and site == 's1' and count(pred) > 1") ==
          world.rows("hour < 5 and site == 's1' and count(pred) > 1"));
    CHECK(source.columns(Table::samples).size() ==
          world.columns->columns().columns(Table::samples).size() + 4);

    plan.exclude = "majority == 'tram'";
    plan.parts = {{.sampler = Sampler::stratified, .column = "majority"},
                  {.sampler = Sampler::stratified, .queries = {"vote_conflict"}}};
    const PlanResult result = world.run(plan);
    for (const ChosenSample& one : result.chosen) CHECK_FALSE(only_trams[one.sample]);
    CHECK(result.parts[0].strata[0].query == "majority == \"car\"");
}

TEST_CASE("strata are queries, the first that holds, and one more for the rest") {
    Planning world(PoolWorld(40, 100, 6));
    const PlanResult result =
        world.run(plan_of(R"({"budget": 30, "parts": [{"sampler": "stratified",
        "queries": ["hour < 12", "hour < 18"], "allocation": "cost-optimal", "costs": [1, 4], "estimate": "objects > 1"}]})"));
    const auto& strata = result.parts[0].strata;
    REQUIRE(strata.size() == 3);
    CHECK(strata[0].size == world.rows("not labeled and hour < 12").count());
    CHECK(strata[1].size == world.rows("not labeled and hour >= 12 and hour < 18").count());
    CHECK(strata[2].query == "none of these");
    CHECK(strata[1].labeled == world.rows("labeled and hour >= 12 and hour < 18").count());
    const double rate =
        static_cast<double>(world.rows("labeled and hour < 12 and objects > 1").count()) /
        static_cast<double>(strata[0].labeled);
    CHECK(strata[0].deviation == Approx(std::sqrt(rate * (1 - rate))));
    std::vector<Stratum> expected;
    for (std::size_t i = 0; i < 3; ++i) {
        expected.push_back(
            {.size = strata[i].size, .deviation = strata[i].deviation, .cost = i == 1 ? 4.0 : 1.0});
    }
    const auto counts = allocate(expected, AllocationRule::cost_optimal, 30).counts;
    for (std::size_t i = 0; i < 3; ++i) CHECK(strata[i].drawn == counts[i]);
}

TEST_CASE("classes before and after") {
    Planning world(PoolWorld(40, 100, 8));
    const PlanResult result =
        world.run(plan_of(R"({"budget": 10, "parts": [{"sampler": "random"}]})"));
    const Run& run = world.evaluation.run;
    std::vector<double> added(2);
    for (const ChosenSample& one : result.chosen) {
        for (std::size_t i = 0; i < run.size(); ++i) {
            if (run.sample[i] == one.sample) added[run.cls[i]] += run.score[i];
        }
    }
    for (std::size_t cls = 0; cls < 2; ++cls) {
        CHECK(result.classes[cls].added == Approx(added[cls]));
        CHECK(result.classes[cls].labeled == static_cast<std::uint64_t>(std::ranges::count(
                                                 world.evaluation.dataset.truth.cls, cls)));
    }
}

TEST_CASE("what is wrong with a plan is said, with its member") {
    Planning world(PoolWorld(10, 20, 1));
    using Pair = std::pair<const char*, const char*>;
    for (
        const auto& [plan, message] : {
            Pair{R"({"parts": []})", "the plan has no parts"},
            {R"({"exclude": "hours < 3", "parts": [{"sampler": "random"}]})",
             "\"exclude\": character 1: no column `hours` of samples; did you mean `hour`?"},
            {R"({"parts": [{"sampler": "stratified", "column": "place"}]})",
             "\"parts[0].column\": there is no column `place` of samples"},
            {R"({"parts": [{"sampler": "highest", "column": "site"}]})",
             "\"parts[0].column\": there is no column `site` of numbers of samples"},
            {R"({"parts": [{"sampler": "functions"}]})",
             "\"parts[0]\": the plan has no labeling functions"},
            {R"({"labeling_functions": [{"query": "true", "vote": "bus"}], "parts": [{"sampler": "random"}]})",
             "\"labeling_functions[0].vote\": there is no class \"bus\""},
            {R"({"budget": -1})", "\"budget\" must be a whole number from 0 to 4294967295"},
            {R"({"parts": [{"sampler": "best"}]})",
             "\"parts[0].sampler\" must be one of random, stratified, uncertainty, highest, "
             "functions"},
            {R"({"parts": [{"share": 2}]})", "\"parts[0].sampler\" must be there"},
            {R"({"parts": [{"sampler": "random", "column": "site"}]})",
             "\"parts[0].column\" must be left out: the members here are sampler, name, share"},
            {R"({"parts": [{"sampler": "stratified", "allocation": "optimal"}]})",
             "\"parts[0].allocation\" must be one of proportional, equal, neyman, cost-optimal"},
            {R"({"parts": [{"sampler": "stratified", "queries": [1]}]})",
             "\"parts[0].queries[0]\" must be a text"},
            {R"({"parts": [{"sampler": "stratified", "costs": [1, 0]}]})",
             "\"parts[0].costs[1]\" must be a number above 0"},
            {R"({"version": 2, "parts": []})",
             "the plan has version 2, and this Errata knows version 1"},
            {R"([1])", "\"the plan\" must be an object"},
            {"{", "the plan is no JSON, or cut off"},
        }) {
        INFO(plan);
        CHECK(world.error(plan) == message);
    }
    Planning unlabeled(PoolWorld(0, 20, 1));
    CHECK(
        unlabeled.error(
            R"({"parts": [{"sampler": "stratified", "column": "site", "allocation": "neyman"}]})") ==
        "\"parts[0].allocation\": no sample is labeled that deviations could be estimated from");
}

TEST_CASE("any plan comes back from its document") {
    Random random(3);
    for (int round = 0; round < 300; ++round) {
        const SamplingPlan plan = test::random_plan(random);
        INFO(to_json(plan));
        const auto back = plan_from_json(std::string_view(to_json(plan)));
        REQUIRE(back);
        CHECK(*back == plan);
    }
    CHECK(plan_of("{}") == SamplingPlan{});
}

TEST_CASE("a batch is written as tables, lists and a COCO file that reads back") {
    Planning world(PoolWorld(20, 30, 5));
    const SamplingPlan plan = plan_of(
        R"({"budget": 12, "seed": 2, "from": "true", "parts": [{"sampler": "stratified", "column": "labeled", "allocation": "equal"}]})");
    const PlanResult result = world.run(plan);
    const auto text = [&](BatchFormat format) {
        auto batch = batch_text(format, plan, result, world.data(), 0.5);
        REQUIRE(batch);
        return *std::move(batch);
    };
    const std::string csv = text(BatchFormat::csv);
    CHECK(csv.starts_with("id,file,part,stratum,value,probability,weight\n"));
    CHECK(std::ranges::count(csv, '\n') == 13);
    CHECK(csv.find("stratified,labeled == false,,0.2,5\n") != std::string::npos);
    const std::string lines = text(BatchFormat::jsonl);
    const auto first = nlohmann::json::parse(lines.substr(0, lines.find('\n')));
    CHECK(first["part"] == "stratified");
    CHECK_FALSE(first.contains("value"));
    CHECK(std::ranges::count(text(BatchFormat::ids), '\n') == 12);
    CHECK(text(BatchFormat::paths).find(".png\n") != std::string::npos);

    const std::string coco = text(BatchFormat::coco);
    const auto json = nlohmann::json::parse(coco);
    CHECK(json["images"].size() == 12);
    CHECK(json["images"][0].contains("site"));
    std::size_t prelabels = 0;
    for (const auto& one : json["annotations"]) {
        const bool is_labeled = one["image_id"].get<int>() % 2 == 0;
        CHECK(one.contains("score") != is_labeled);
        if (!is_labeled) CHECK(one["score"].get<double>() >= 0.5);
        prelabels += is_labeled ? 0 : 1;
    }
    CHECK(prelabels > 0);
    Warnings warnings;
    const MemorySource source("batch.json", {coco.data(), coco.size()});
    const auto dataset = read_coco_truth(source, warnings);
    REQUIRE(dataset);
    CHECK(warnings.all().empty());
    CHECK(dataset->truth.size() == json["annotations"].size());
    for (const auto format : {BatchFormat::csv, BatchFormat::coco, BatchFormat::ids})
        CHECK(batch_format_of_id(id_of(format)) == format);
}
