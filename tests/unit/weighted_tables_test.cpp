// The bootstrap of the tasks beyond detection: weights give what samples that stand there again give; intervals, Wilson's.
#include "metrics/weighted_tables.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <format>
#include <map>

#include "base/random.h"
#include "engine/analyses.h"
#include "engine/classification_job.h"
#include "engine/label_map_job.h"
#include "engine/spans_job.h"
#include "support/memory_files.h"
#include "support/png_writer.h"

using namespace errata;
using Catch::Approx;

namespace {

// One line of each file per sample, without its id.
struct Lines {
    std::string truth_header = {};
    std::string predictions_header = {};
    std::vector<std::string> truth = {};
    std::vector<std::string> predictions = {};
    bool is_json = false;
};

// Both files, each sample as often as it weighs, with ids in order.
std::pair<std::string, std::string> files_of(const Lines& lines,
                                             std::span<const std::uint32_t> weights) {
    std::string truth = lines.truth_header;
    std::string predictions = lines.predictions_header;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        for (std::uint32_t copy = 0; copy < weights[i]; ++copy) {
            const std::string id = std::format("s{:03}c{}", i, copy);
            const std::string begin =
                lines.is_json ? std::format("{{\"id\":\"{}\",", id) : id + ",";
            truth += begin + lines.truth[i] + "\n";
            predictions += begin + lines.predictions[i] + "\n";
        }
    }
    return {truth, predictions};
}

void finish(Job job) {
    while (job.step()) {
    }
    if (job.error()) FAIL(to_string(*job.error()));
}

Evaluation evaluated(Task task, const Lines& lines, std::span<const std::uint32_t> weights) {
    const auto [truth, predictions] = files_of(lines, weights);
    const MemorySource truth_source("truth", truth);
    const MemorySource run_source("predictions", predictions);
    Evaluation result;
    finish(task == Task::spans ? evaluate_spans(truth_source, run_source, {}, result)
                               : evaluate_tables(truth_source, run_source, task, result));
    return result;
}

std::unique_ptr<const WeightedFigures> weighted(const Evaluation& evaluation) {
    const Dataset& dataset = evaluation.dataset;
    const Run& run = evaluation.run;
    switch (evaluation.task) {
        case Task::multilabel: return weighted_multilabel(dataset, run);
        case Task::values: return weighted_values(dataset, run);
        case Task::spans:
            return weighted_spans(dataset, run, evaluation.tagged_tokens, evaluation.same_tags);
        case Task::semantic: return weighted_semantic(dataset, run);
        case Task::panoptic:
            return weighted_panoptic(dataset, run,
                                     {.assignments = evaluation.assignments.span(),
                                      .overlaps = evaluation.overlaps.span(),
                                      .not_counted = evaluation.beyond_limit.span()});
        default: return weighted_classes(dataset, run);
    }
}

// The same figures in each row.
void check_values(const std::vector<double>& values, const FigureTable& expected) {
    std::vector<Figure> all = expected.overall;
    for (const auto& row : expected.classes) all.insert(all.end(), row.begin(), row.end());
    REQUIRE(values.size() == all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        INFO("value " << i);
        CHECK(std::isnan(values[i]) == !all[i].value.has_value());
        if (all[i].value) CHECK(values[i] == Approx(*all[i].value).epsilon(1e-12).margin(1e-12));
    }
}

// Drawn, with the first five samples, which have every class, at least once.
std::vector<std::uint32_t> some_weights(std::uint64_t seed, std::size_t samples) {
    std::vector<std::uint32_t> weights(samples);
    draw_weights(seed, 0, weights);
    for (std::size_t i = 0; i < 5; ++i) weights[i] = std::max(weights[i], 1U);
    return weights;
}

const std::vector<std::string> names = {"ant", "bee", "cat"};
constexpr std::size_t samples = 40;

std::size_t class_of(Random& random, std::size_t i) { return i < 3 ? i : random.index(3); }

std::string scores_of(Random& random) {
    // Of few digits, so that scores are equal.
    return std::format("{},{},{}", 0.1 * static_cast<double>(random.below(10)),
                       0.1 * static_cast<double>(random.below(10)),
                       0.1 * static_cast<double>(random.below(10)));
}

Lines lines_of(Task task, std::uint64_t seed) {
    Random random(seed);
    Lines lines;
    const std::string columns = "id,p_ant,p_bee,p_cat\n";
    if (task == Task::classes) lines = {"id,label\n", columns};
    if (task == Task::multilabel) lines = {"id,labels\n", columns};
    if (task == Task::values) lines = {"id,value\n", "id,value\n"};
    lines.is_json = task == Task::spans;
    for (std::size_t i = 0; i < samples; ++i) {
        const std::string& name = names[class_of(random, i)];
        if (task == Task::values) {
            lines.truth.push_back(std::format("{}", random.uniform()));
            lines.predictions.push_back(std::format("{}", random.uniform()));
        } else if (task == Task::spans) {
            const std::string text = "\"text\":\"abcdefghijklmnopqrst\",\"entities\":";
            lines.truth.push_back(std::format("{}[[0,4,\"{}\"],[9,12,\"bee\"]]}}", text, name));
            lines.predictions.push_back(std::format("{}[[{},4,\"{}\"],[9,{},\"{}\"]]}}", text,
                                                    random.index(3), name, 12 + random.index(2),
                                                    names[random.index(3)]));
        } else {
            const bool several = task == Task::multilabel && random.chance(0.5);
            lines.truth.push_back(several ? name + "|" + names[(i + 1) % 3] : name);
            lines.predictions.push_back(scores_of(random));
        }
    }
    return lines;
}

// Label maps of 4 x 4 pixels: 30 images of three classes; in the second both files change at random.
Evaluation evaluated_maps(std::uint64_t seed, std::span<const std::uint32_t> weights) {
    Random random(seed);
    std::map<std::string, std::string> truth;
    std::map<std::string, std::string> predictions;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        std::vector<std::uint32_t> pixels(16);
        std::vector<std::uint32_t> guesses(16);
        for (std::size_t p = 0; p < pixels.size(); ++p) {
            pixels[p] = random.chance(0.1) ? 255 : static_cast<std::uint32_t>(random.index(3));
            guesses[p] =
                random.chance(0.5) ? static_cast<std::uint32_t>(random.index(3)) : pixels[p];
        }
        for (std::uint32_t copy = 0; copy < weights[i]; ++copy) {
            const std::string name = std::format("s{:03}c{}.png", i, copy);
            truth[name] = test::grey_png(4, 4, pixels);
            predictions[name] = test::grey_png(4, 4, guesses);
        }
    }
    Evaluation result;
    finish(evaluate_semantic({.truth = test::memory_files("gt", truth),
                              .predictions = test::memory_files("dt", predictions)},
                             result));
    return result;
}

// Two segments an image, a thing and the rest, that the prediction finds more or less.
Evaluation evaluated_segments(std::uint64_t seed, std::span<const std::uint32_t> weights) {
    Random random(seed);
    std::map<std::string, std::string> maps[2];
    std::string segments[2];
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const std::size_t thing = 1 + class_of(random, i) % 2;
        const std::size_t guess = random.chance(0.8) ? thing : 3 - thing;
        const std::size_t edges[2] = {4 + random.index(8), 4 + random.index(8)};
        for (std::uint32_t copy = 0; copy < weights[i]; ++copy) {
            const std::string id = std::format("{}", 10 * i + copy);
            for (const std::size_t side : {0U, 1U}) {
                std::vector<std::uint32_t> ids(16, 2);
                for (std::size_t p = 0; p < edges[side]; ++p) ids[p] = 1;
                maps[side][id + ".png"] = test::id_png(4, 4, ids);
                segments[side] +=
                    std::format(R"({}{{"image_id":{},"file_name":"{}.png","segments_info":[)"
                                R"({{"id":1,"category_id":{},"area":{},"iscrowd":0}},)"
                                R"({{"id":2,"category_id":3,"area":{},"iscrowd":0}}]}})",
                                segments[side].empty() ? "" : ",", id, id,
                                side == 0 ? thing : guess, edges[side], 16 - edges[side]);
            }
        }
    }
    const std::string categories =
        R"("categories":[{"id":1,"name":"ant","isthing":1},{"id":2,"name":"bee","isthing":1},)"
        R"({"id":3,"name":"sky","isthing":0}],)";
    const std::string truth = "{" + categories + "\"annotations\":[" + segments[0] + "]}";
    const std::string predictions = "{\"annotations\":[" + segments[1] + "]}";
    const MemorySource truth_source("gt.json", truth);
    const MemorySource run_source("dt.json", predictions);
    Evaluation result;
    finish(evaluate_panoptic({.truth = &truth_source,
                              .truth_maps = test::memory_files("gt", maps[0]),
                              .predictions = &run_source,
                              .prediction_maps = test::memory_files("dt", maps[1])},
                             "coco", result));
    return result;
}

Evaluation evaluated_of(Task task, std::uint64_t seed, std::span<const std::uint32_t> weights) {
    if (task == Task::semantic) return evaluated_maps(seed, weights);
    if (task == Task::panoptic) return evaluated_segments(seed, weights);
    return evaluated(task, lines_of(task, seed), weights);
}

}  // namespace

TEST_CASE("a sample that weighs more counts as if it stood there more often, in every task") {
    const std::vector<std::uint32_t> once(samples, 1);
    for (const Task task : {Task::classes, Task::multilabel, Task::values, Task::spans,
                            Task::semantic, Task::panoptic}) {
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            INFO(id_of(task) << ", seed " << seed);
            const Evaluation evaluation = evaluated_of(task, seed, once);
            REQUIRE(evaluation.dataset.samples.size() == samples);
            const auto figures = weighted(evaluation);
            std::vector<double> values;
            CHECK_FALSE(figures->measure(once, values));
            check_values(values, evaluation.summary);
            const auto weights = some_weights(seed, samples);
            CHECK_FALSE(figures->measure(weights, values));
            check_values(values, evaluated_of(task, seed, weights).summary);
        }
    }
}

TEST_CASE("token accuracy of a resample is that of its documents, and has an interval") {
    const std::vector<std::uint32_t> once(samples, 1);
    const auto tagged = [](std::uint64_t seed, std::span<const std::uint32_t> weights) {
        Random random(seed);
        std::string files[2];
        for (std::size_t i = 0; i < weights.size(); ++i) {
            const std::size_t tokens = 1 + random.index(9);
            std::string documents[2];
            for (std::size_t t = 0; t < tokens; ++t) {
                const std::string tag = "B-" + names[t < 3 && i < 5 ? t : random.index(3)];
                documents[0] += "word " + tag + "\n";
                documents[1] += "word " + (random.chance(0.7) ? tag : "O") + "\n";
            }
            for (std::uint32_t copy = 0; copy < weights[i]; ++copy) {
                for (const std::size_t side : {0U, 1U}) files[side] += documents[side] + "\n";
            }
        }
        const MemorySource truth("truth.conll", files[0]);
        const MemorySource predictions("predictions.conll", files[1]);
        Evaluation result;
        finish(evaluate_spans(truth, predictions, {}, result));
        return result;
    };
    const auto is_accuracy = [](const FigureInfo& info) { return info.key == "token_accuracy"; };
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const Evaluation evaluation = tagged(seed, once);
        const auto place = std::ranges::find_if(evaluation.summary.figures, is_accuracy) -
                           evaluation.summary.figures.begin();
        const auto f = static_cast<std::size_t>(place);
        REQUIRE(evaluation.summary.overall[f].value);
        const auto weights = some_weights(seed, samples);
        std::vector<double> values;
        weighted(evaluation)->measure(weights, values);
        const Evaluation repeated = tagged(seed, weights);
        CHECK(values[f] == *repeated.summary.overall[f].value);
        CHECK(values[f] != *evaluation.summary.overall[f].value);
        Analyses analyses;
        finish(analyse(evaluation, {.bootstrap = BootstrapOptions{.resamples = 40}}, analyses));
        const Figure& figure = analyses.intervals->overall[f];
        REQUIRE(figure.interval);
        CHECK(figure.interval->low < *figure.value);
        CHECK(figure.interval->high > *figure.value);
    }
}

TEST_CASE("a class that vanishes from a resample is left out of its means") {
    const std::vector<std::uint32_t> once(samples, 1);
    for (const Task task : {Task::classes, Task::multilabel, Task::spans}) {
        INFO(id_of(task));
        const Evaluation evaluation = evaluated_of(task, 1, once);
        const auto figures = weighted(evaluation);
        const FigureTable& table = evaluation.summary;
        // Only samples without ants.
        std::vector<std::uint32_t> weights(samples, 1);
        REQUIRE(evaluation.dataset.classes.names[0] == "ant");
        for (std::size_t i = 0; i < evaluation.dataset.truth.size(); ++i) {
            if (evaluation.dataset.truth.cls[i] == 0) {
                weights[evaluation.dataset.truth.sample[i]] = 0;
            }
        }
        std::vector<double> values;
        CHECK(figures->measure(weights, values));
        const std::size_t per_class = table.of_class().size();
        const double* const rows = values.data() + table.figures.size();
        double recalls = 0;
        for (std::size_t cls = 0; cls < 3; ++cls) {
            CHECK(std::isnan(rows[cls * per_class + 1]) == (cls == 0));
            if (cls > 0) recalls += rows[cls * per_class + 1];
        }
        for (std::size_t f = 0; f < table.figures.size(); ++f) {
            if (table.figures[f].key == "recall_macro") CHECK(values[f] == Approx(recalls / 2));
        }
    }
}

TEST_CASE("intervals of every task are asked for, resampled or Wilson's") {
    const std::vector<std::uint32_t> once(samples, 1);
    for (const Task task : {Task::classes, Task::multilabel, Task::values, Task::spans,
                            Task::semantic, Task::panoptic}) {
        INFO(id_of(task));
        const Evaluation first = evaluated_of(task, 1, once);
        Analyses none;
        finish(analyse(first, {}, none));
        CHECK_FALSE(none.intervals);
        Analyses analyses;
        finish(analyse(first,
                       {.bootstrap = BootstrapOptions{.resamples = 60, .seed = 3}, .other = &first},
                       analyses));
        REQUIRE(analyses.intervals);
        const Figure& figure = analyses.intervals->overall[0];
        REQUIRE(figure.interval);
        CHECK(figure.interval->low <= *figure.value);
        CHECK(figure.interval->high >= *figure.value);
        CHECK(figure.interval->resamples == 60);
        // A run against itself is better in half of the resamples.
        CHECK(analyses.difference->intervals[0].share_better == 0.5);
    }
    // 8 of 10 right: statsmodels' proportion_confint(8, 10, method="wilson").
    Lines lines = {"id,label\n", "id,prediction\n"};
    for (std::size_t i = 0; i < 10; ++i) {
        lines.truth.push_back(i < 5 ? "ant" : "bee");
        lines.predictions.push_back(i < 4 || i == 9 ? "ant" : "bee");
    }
    const std::vector<std::uint32_t> ten(10, 1);
    const Evaluation evaluation = evaluated(Task::classes, lines, ten);
    Analyses analyses;
    finish(analyse(evaluation, {.intervals = true}, analyses));
    const auto check = [](const Figure& figure, double low, double high) {
        REQUIRE(figure.interval);
        CHECK(figure.interval->low == Approx(low).epsilon(1e-6));
        CHECK(figure.interval->high == Approx(high).epsilon(1e-6));
        CHECK(figure.interval->resamples == 0);
    };
    check(analyses.intervals->overall[0], 0.4901624715, 0.9433178485);
    // 4 of the 5 that are ants, 4 of the 5 taken for ants: proportion_confint(4, 5, method="wilson").
    check(analyses.intervals->classes[0][0], 0.3755346298, 0.9637758914);
    check(analyses.intervals->classes[0][1], 0.3755346298, 0.9637758914);
    CHECK_FALSE(analyses.intervals->overall[1].interval);  // a mean of recalls
}

TEST_CASE("losses are better when lower, bias when nearer to 0") {
    CHECK(is_better(FigureKind::fraction, 0.5, 0.4));
    CHECK(is_better(FigureKind::loss, 0.4, 0.5));
    CHECK(is_better(FigureKind::signed_error, -0.1, 0.5));
    CHECK(is_better(FigureKind::signed_error, 0.1, -0.5));
    CHECK_FALSE(is_better(FigureKind::signed_error, 0.5, -0.5));
    // Twice as far from the truth: the first is better, whatever the sign.
    Lines near = {"id,value\n", "id,value\n"};
    Lines far = near;
    for (std::size_t i = 0; i < 10; ++i) {
        near.truth.push_back("1");
        near.predictions.push_back(i < 8 ? "2" : "1");
    }
    far.truth = near.truth;
    for (std::size_t i = 0; i < 10; ++i) far.predictions.push_back("-2");
    const std::vector<std::uint32_t> ten(10, 1);
    const Evaluation first = evaluated(Task::values, near, ten);
    const Evaluation second = evaluated(Task::values, far, ten);
    Analyses analyses;
    finish(analyse(first, {.bootstrap = BootstrapOptions{.resamples = 20}, .other = &second},
                   analyses));
    for (std::size_t f = 0; f < first.summary.figures.size(); ++f) {
        const std::string_view key = first.summary.figures[f].key;
        if (key == "bias" || key == "mae") {
            CHECK(analyses.difference->intervals[f].share_better == 0);
        }
    }
}
