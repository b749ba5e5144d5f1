// What holds of matching and figures whatever the data, checked on random cases of every kind.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <map>

#include "base/random.h"
#include "engine/jobs.h"
#include "metrics/detection_matching.h"
#include "support/plain_overlap.h"
#include "support/random_cases.h"

using namespace errata;
using test::PlainCase;
using test::PlainKind;

namespace {

constexpr test::CaseKind every_kind[] = {{.shape = PlainKind::boxes},
                                         {.shape = PlainKind::masks},
                                         {.shape = PlainKind::boundary},
                                         {.shape = PlainKind::keypoints},
                                         {.shape = PlainKind::boxes, .lvis = true},
                                         {.shape = PlainKind::masks, .lvis = true}};
constexpr std::uint64_t cases_per_kind = 100;

// Calls back for random cases of every kind.
template <typename Visit>
void for_cases(Visit&& visit) {
    for (const test::CaseKind kind : every_kind) {
        for (std::uint64_t seed = 1; seed <= cases_per_kind; ++seed) {
            INFO("kind " << static_cast<int>(kind.shape) << " lvis " << kind.lvis << " seed "
                         << seed);
            Random random(seed);
            // Others than those of the comparison with the plain evaluation.
            visit(test::random_case(kind, 1'000'000 + seed), random);
        }
    }
}

// With the protocol's own parameters, whatever the case came with.
PlainCase with_default_parameters(PlainCase one) {
    one.parameters = test::default_parameters(one, one.parameters.lvis);
    one.is_default = true;
    return one;
}

test::Evaluated evaluated(const PlainCase& one) {
    const test::Loaded loaded = test::load(one);
    return test::evaluate(loaded, test::protocol_of(one), test::scope_of(one, loaded.dataset));
}

void check_same(const Accumulation& a, const Accumulation& b) {
    CHECK(a.precision_array == b.precision_array);
    CHECK(a.scores_array == b.scores_array);
    CHECK(a.recall == b.recall);
    CHECK(a.precision == b.precision);
    CHECK(a.positives == b.positives);
}

// Shuffled, but rows of the same key stay in their order.
template <typename Row, typename Key>
void shuffle_keeping_order(std::vector<Row>& rows, Key&& key_of, Random& random) {
    using KeyType = decltype(key_of(rows[0]));
    std::map<KeyType, std::vector<Row>> groups;
    std::vector<KeyType> keys;
    for (const Row& row : rows) {
        keys.push_back(key_of(row));
        groups[keys.back()].push_back(row);
    }
    random.shuffle(std::span(keys));
    std::map<KeyType, std::size_t> used;
    rows.clear();
    for (const KeyType& key : keys) rows.push_back(groups[key][used[key]++]);
}

// True where no prediction can mistake an object for another one of its image and class.
bool stands_alone(const PlainCase& one, const test::PlainObject& object,
                  const std::vector<test::PlainObject>& others) {
    const auto like = [](const test::PlainObject& of) {
        return test::PlainPrediction{.box = of.box, .mask = of.mask, .points = of.points};
    };
    if (object.crowd || test::plain_overlap(one, like(object), object) < 0.999) return false;
    return std::ranges::none_of(others, [&](const test::PlainObject& other) {
        return other.image == object.image && other.category == object.category &&
               std::max(test::plain_overlap(one, like(object), other),
                        test::plain_overlap(one, like(other), object)) > 0.9;
    });
}

// A case's objects, as far as they can be told apart, predicted exactly.
PlainCase perfect(PlainCase one) {
    one = with_default_parameters(std::move(one));
    std::vector<test::PlainObject> objects;
    one.predictions.clear();
    Random random(one.objects.size());
    for (test::PlainObject& object : one.objects) {
        object.area = std::min(object.box[2] * object.box[3], 1e10);
        if (one.kind == PlainKind::keypoints) {
            object.labelled_points = 0;
            for (const auto& point : object.points) object.labelled_points += point.visibility > 0;
            if (object.labelled_points == 0) continue;
        }
        if (!(object.area > 0) || !stands_alone(one, object, objects)) continue;
        objects.push_back(object);
        one.predictions.push_back({.image = object.image,
                                   .category = object.category,
                                   .score = random.uniform(),
                                   .box = object.box,
                                   .mask = object.mask,
                                   .points = object.points});
    }
    one.objects = std::move(objects);
    one.predictions_have_boxes = true;
    return one;
}

}  // namespace

TEST_CASE("the order of rows matters only among ties", "[metrics][random]") {
    for_cases([](const PlainCase& one, Random& random) {
        PlainCase shuffled = one;
        random.shuffle(std::span(shuffled.images));
        random.shuffle(std::span(shuffled.categories));
        // Of equal overlaps the later object is taken, of equal scores the earlier prediction counts more.
        shuffle_keeping_order(
            shuffled.objects,
            [](const test::PlainObject& of) { return std::pair(of.image, of.category); }, random);
        shuffle_keeping_order(
            shuffled.predictions,
            [](const test::PlainPrediction& of) { return std::pair(of.image, of.score + 0.0); },
            random);
        const test::Evaluated a = evaluated(one);
        const test::Evaluated b = evaluated(shuffled);
        check_same(a.accumulation, b.accumulation);
        CHECK(test::stats(a.summary) == test::stats(b.summary));
    });
}

TEST_CASE("without ties the order of rows does not matter", "[metrics][random]") {
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed <= 2 * cases_per_kind; ++seed) {
        INFO("seed " << seed);
        Random random(seed);
        PlainCase one = with_default_parameters(test::random_case({}, seed));
        for (auto& object : one.objects) {
            for (double& value : object.box) value += 0.1 * random.uniform();
        }
        for (auto& prediction : one.predictions) {
            for (double& value : prediction.box) value += 0.1 * random.uniform();
            prediction.score = random.uniform();
        }
        PlainCase shuffled = one;
        random.shuffle(std::span(shuffled.objects));
        random.shuffle(std::span(shuffled.predictions));
        const test::Evaluated a = evaluated(one);
        check_same(a.accumulation, evaluated(shuffled).accumulation);
        found += a.part.assignments.size();
    }
    CHECK(found > 500);
}

TEST_CASE("a perfect prediction scores 1", "[metrics][random]") {
    std::size_t objects = 0;
    for_cases([&](const PlainCase& original, Random&) {
        const PlainCase one = perfect(original);
        if (one.objects.empty()) return;
        objects += one.objects.size();
        const test::Evaluated result = evaluated(one);
        for (std::size_t i = 0; i < result.summary.figures.size(); ++i) {
            const std::string_view key = result.summary.figures[i].key;
            if (key == "AR1" || key == "AR10" || !result.summary.overall[i].value) continue;
            INFO(key);
            // numpy.spacing(1) keeps precision from being exactly 1.
            CHECK(*result.summary.overall[i].value > 1 - 1e-12);
            CHECK(*result.summary.overall[i].value <= 1);
        }
        CHECK(result.summary.overall[0].value);
    });
    CHECK(objects > 1000);
}

namespace {

// Whether it overlaps no object of its class at any of the protocol's thresholds.
bool is_wrong(const PlainCase& one, const test::PlainPrediction& prediction) {
    return std::ranges::none_of(one.objects, [&](const test::PlainObject& object) {
        return object.image == prediction.image && object.category == prediction.category &&
               test::plain_overlap(one, prediction, object) >= 0.5;
    });
}

// Precision at the largest limit and recall at every limit, of the area ranges that hold an area: elsewhere a wrong
// prediction is ignored, and one that counts may take its place below a limit.
bool is_lower(const Accumulation& a, const Accumulation& b, const DetectionProtocol& protocol,
              double area) {
    const auto lower = [](std::span<const double> x, std::span<const double> y) {
        return !std::ranges::equal(x, y, std::greater_equal{});
    };
    for (std::size_t range = 0; range < a.areas; ++range) {
        if (!protocol.area_ranges[range].holds(area)) continue;
        if (lower(a.precision_of(range), b.precision_of(range))) return true;
        for (std::size_t limit = 0; limit < a.limits; ++limit) {
            if (lower(a.recall_of(limit, range), b.recall_of(limit, range))) return true;
        }
    }
    return false;
}

}  // namespace

TEST_CASE("removing a false positive never lowers a figure", "[metrics][random]") {
    std::size_t removed = 0;
    std::size_t raised = 0;
    for_cases([&](const PlainCase& original, Random& random) {
        const PlainCase one = with_default_parameters(original);
        const DetectionProtocol protocol = test::protocol_of(one);
        const test::Evaluated before = evaluated(one);
        for (std::size_t i = 0; i < one.predictions.size(); ++i) {
            if (!random.chance(0.2) || !is_wrong(one, one.predictions[i])) continue;
            const double area = test::plain_area(one, one.predictions[i]);
            PlainCase without = one;
            without.predictions.erase(without.predictions.begin() + static_cast<std::ptrdiff_t>(i));
            const test::Evaluated after = evaluated(without);
            CHECK_FALSE(is_lower(after.accumulation, before.accumulation, protocol, area));
            for (std::size_t f = 0; f < after.summary.overall.size(); ++f) {
                const auto range = std::ranges::find(
                    protocol.area_ranges, figures_of(protocol)[f].area, &AreaRange::name);
                if (!range->holds(area)) continue;
                INFO(before.summary.figures[f].key);
                CHECK(test::stats(after.summary)[f] >= test::stats(before.summary)[f]);
            }
            ++removed;
            raised += after.summary.overall[0].value > before.summary.overall[0].value ? 1 : 0;
        }
    });
    CHECK(removed > 500);
    CHECK(raised > 50);
}

TEST_CASE("parts of every kind, cut anywhere, give the arrays of the whole", "[metrics][random]") {
    for_cases([](const PlainCase& one, Random& random) {
        const test::Loaded loaded = test::load(one);
        const DetectionProtocol protocol = test::protocol_of(one);
        const EvaluationScope scope = test::scope_of(one, loaded.dataset);
        const test::Evaluated whole = test::evaluate(loaded, protocol, scope);
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        const DetectionMatching matching(loaded.dataset, loaded.run, rows, protocol, scope);
        std::vector<std::size_t> cuts = {0, matching.images()};
        while (random.chance(0.7)) cuts.push_back(random.index(matching.images() + 1));
        std::ranges::sort(cuts);
        std::vector<EvaluationPart> parts;
        for (std::size_t i = 1; i < cuts.size(); ++i) {
            parts.push_back(matching.empty_part());
            matching.match(cuts[i - 1], cuts[i], parts.back());
        }
        for (const unsigned threads : {1U, 3U}) {
            check_same(whole.accumulation,
                       accumulate(parts, protocol, {.full_arrays = true, .threads = threads}));
        }
    });
}

namespace {

Evaluation evaluated_by_engine(const PlainCase& one, const DetectionProtocol& protocol,
                               unsigned threads) {
    const std::string truth_file = test::truth_text(one);
    const std::string predictions_file = test::predictions_text(one);
    const MemorySource truth("truth.json", truth_file);
    const MemorySource predictions("predictions.json", predictions_file);
    Evaluation evaluation;
    Job job = evaluate_files(truth, predictions,
                             {.task = test::task_of(one),
                              .protocol = protocol,
                              .threads = threads,
                              .keep_assignments = true},
                             evaluation);
    while (job.step()) {
    }
    if (job.error()) FAIL(to_string(*job.error()));
    return evaluation;
}

}  // namespace

TEST_CASE("the engine's jobs give the same for any number of threads", "[engine][random]") {
    for_cases([](const PlainCase& original, Random& random) {
        if (!random.chance(0.2)) return;
        const PlainCase one = with_default_parameters(original);
        const DetectionProtocol protocol = test::protocol_of(one);
        const Evaluation single = evaluated_by_engine(one, protocol, 1);
        CHECK(test::stats(single.summary) == test::evaluate_plainly(one).figures);
        for (const unsigned threads : {2U, 5U}) {
            CHECK(snapshot_of(evaluated_by_engine(one, protocol, threads)) == snapshot_of(single));
        }
    });
}

TEST_CASE("matching again at one IoU value is an evaluation with it", "[engine][random]") {
    std::size_t found = 0;
    for_cases([&](const PlainCase& original, Random& random) {
        if (!random.chance(0.3)) return;
        const PlainCase one = with_default_parameters(original);
        DetectionProtocol protocol = test::protocol_of(one);
        const Evaluation kept = evaluated_by_engine(one, protocol, 1);
        const double iou = random.uniform(0.05, 1);
        Matches again;
        Job job = match_again(kept, iou, again);
        while (job.step()) {
        }
        REQUIRE_FALSE(job.error());
        protocol.iou_thresholds = {iou};
        const Evaluation full = evaluated_by_engine(one, protocol, 1);
        REQUIRE(again.assignments.size() == full.assignments.size());
        for (std::size_t i = 0; i < again.assignments.size(); ++i) {
            CHECK(again.assignments[i].prediction == full.assignments[i].prediction);
            CHECK(again.assignments[i].truth == full.assignments[i].truth);
            CHECK(again.assignments[i].thresholds == full.assignments[i].thresholds);
        }
        CHECK(std::ranges::equal(again.overlaps.span(), full.overlaps.span()));
        CHECK(std::ranges::equal(again.beyond_limit.span(), full.beyond_limit.span()));
        found += again.assignments.size();
    });
    CHECK(found > 200);
}
