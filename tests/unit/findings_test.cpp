// Findings: a constructed case for each kind, just below its threshold none, and their order.
#include "diagnose/findings.h"

#include <catch2/catch_amalgamated.hpp>

using namespace errata;

namespace {

// Counts without boxes: what findings read, filled by hand. One sample less than few_samples_part needs, so that
// samples say nothing unless a case asks for it.
struct Case {
    FigureTable summary;
    ScoreOrder order;
    Curves curves;
    Outcomes outcomes;
    Breakdown breakdown;
    double confidence = 0.5;
    double iou = 0.5;

    Case() {
        for (const FigureDefinition& one : coco_figures()) summary.figures.push_back(one.info);
        summary.overall.resize(summary.figures.size());
        breakdown.ranges.resize(3);
        outcomes.samples.resize(19);
        order.begin = {0};
    }
    // A class of such counts, with predictions or without.
    ClassSlot add(const OutcomeCounts& counts, bool predictions = true) {
        outcomes.classes.push_back(counts);
        outcomes.total.true_positives += counts.true_positives;
        outcomes.total.false_positives += counts.false_positives;
        outcomes.total.missed += counts.missed;
        if (predictions) {
            // One hidden prediction that counts nowhere.
            const auto row = static_cast<Row>(outcomes.uncut.size());
            outcomes.uncut.push_back(PredictionOutcome::ignored);
            for (auto* rows : {&order.rows, &order.pooled}) rows->push_back(row);
            for (auto* scores : {&order.score, &order.pooled_score}) scores->push_back(0.1);
        }
        order.begin.push_back(static_cast<Row>(order.rows.size()));
        return static_cast<ClassSlot>(outcomes.classes.size() - 1);
    }
    // Predictions of the only class, by falling score.
    void add_scored(const std::vector<std::pair<double, PredictionOutcome>>& scored) {
        order = {};
        outcomes.uncut.clear();
        for (const auto& [score, outcome] : scored) {
            order.pooled.push_back(static_cast<Row>(order.pooled.size()));
            order.pooled_score.push_back(score);
            outcomes.uncut.push_back(outcome);
        }
        order.rows = order.pooled;
        order.score = order.pooled_score;
        order.begin = {0, static_cast<Row>(scored.size())};
    }
    std::vector<Finding> find() {
        curves.update(order, outcomes);
        return findings_of({.summary = summary,
                            .order = order,
                            .curves = curves,
                            .outcomes = outcomes,
                            .breakdown = breakdown,
                            .confidence = confidence,
                            .iou = iou});
    }
};

// The only finding, which must be of that kind.
template <typename Kind>
Kind only(const std::vector<Finding>& findings, double share) {
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].share == Catch::Approx(share));
    const auto* detail = std::get_if<Kind>(&findings[0].detail);
    REQUIRE(detail != nullptr);
    return *detail;
}

}  // namespace

TEST_CASE("nothing stands out: no findings", "[findings]") {
    CHECK(Case().find().empty());
    Case perfect;
    perfect.add({.true_positives = 500});
    perfect.breakdown.true_positive_ious[19] = 500;
    CHECK(perfect.find().empty());
    Case even;
    for (int i = 0; i < 5; ++i) {
        even.add({.true_positives = 100, .false_positives = 20, .missed = 20});
    }
    even.breakdown.true_positive_ious[17] = 500;
    even.summary.overall[1].value = 0.8;
    even.summary.overall[2].value = 0.6;
    even.breakdown.ranges[0] = {.true_positives = 100, .missed = 30};
    even.breakdown.ranges[2] = {.true_positives = 100, .missed = 15};
    CHECK(even.find().empty());
}

TEST_CASE("a class that is missed more than others", "[findings]") {
    Case one;
    one.add({.true_positives = 90, .missed = 10});
    const ClassSlot weak = one.add({.true_positives = 20, .missed = 30});
    const auto findings = one.find();
    const auto found = only<WeakClass>(findings, 0.75);
    CHECK(found.cls == weak);
    CHECK(findings[0].cls() == weak);
    CHECK(found.counts.missed == 30);
    CHECK(found.miss_rate == Catch::Approx(0.6));
    CHECK(found.overall_miss_rate == Catch::Approx(40.0 / 150));

    Case few;  // nine misses
    few.add({.true_positives = 90, .missed = 5});
    few.add({.true_positives = 1, .missed = 9});
    CHECK(few.find().empty());
    Case small;  // a twentieth of all misses
    small.add({.true_positives = 900, .missed = 380});
    small.add({.true_positives = 1, .missed = 20});
    CHECK(small.find().empty());
}

TEST_CASE("a class with more wrong boxes than right ones", "[findings]") {
    Case one;
    one.add({.true_positives = 90, .false_positives = 20});
    const ClassSlot noisy = one.add({.true_positives = 30, .false_positives = 60});
    const auto findings = one.find();
    const auto found = only<NoisyClass>(findings, 0.75);
    CHECK(findings[0].cls() == noisy);
    CHECK(found.precision == Catch::Approx(1.0 / 3));
    CHECK(found.overall_precision == Catch::Approx(0.6));
    Case half;
    half.add({.true_positives = 60, .false_positives = 60});
    CHECK(half.find().empty());
}

TEST_CASE("small objects that are missed", "[findings]") {
    Case one;
    one.add({.true_positives = 150, .missed = 50});
    one.breakdown.ranges = {{.true_positives = 60, .missed = 40},
                            {.true_positives = 40},
                            {.true_positives = 50, .missed = 10}};
    const auto found = only<SmallObjectsMissed>(one.find(), 0.8);
    CHECK(found.small_miss_rate == Catch::Approx(0.4));
    CHECK(found.large_miss_rate == Catch::Approx(1.0 / 6));
    one.breakdown.ranges[2] = {.true_positives = 48,
                               .missed = 12};  // 0.2 more, and twice: still one
    CHECK(one.find().size() == 1);
    one.breakdown.ranges[2] = {.true_positives = 47, .missed = 13};
    CHECK(one.find().empty());
    one.breakdown.ranges[2] = {.true_positives = 9};  // too few to say
    CHECK(one.find().empty());
}

TEST_CASE("boxes that lie loosely", "[findings]") {
    Case low;  // by the median
    low.add({.true_positives = 100, .missed = 20});
    low.breakdown.true_positive_ious[11] = 60;
    low.breakdown.true_positive_ious[18] = 40;
    const auto found = only<LooseBoxes>(low.find(), 120.0 / 140);
    CHECK(found.below_strict == 60);
    CHECK(found.true_positives == 100);
    CHECK(found.median_iou == Catch::Approx(0.55 + 0.05 * 50 / 60));
    low.iou = 0.55;  // what lies loosely is no match here
    CHECK(low.find().empty());

    Case drop;  // by AP
    drop.add({.true_positives = 100, .missed = 20});
    drop.breakdown.true_positive_ious[14] = 40;
    drop.breakdown.true_positive_ious[15] = 60;
    CHECK(drop.find().empty());
    drop.summary.overall[1].value = 0.8;
    drop.summary.overall[2].value = 0.39;
    CHECK(only<LooseBoxes>(drop.find(), 0.8).ap75 == 0.39);
    drop.summary.overall[2].value = 0.41;
    CHECK(drop.find().empty());
    drop.summary.overall[1].value = 0.09;  // nothing is found: not a matter of placing
    drop.summary.overall[2].value = 0.01;
    CHECK(drop.find().empty());
}

TEST_CASE("another confidence that is clearly better", "[findings]") {
    using enum PredictionOutcome;
    Case one;
    // Seen at 0.5: ten true. At 0.4: ten more and two false ones.
    one.add({.true_positives = 10, .missed = 15});
    std::vector<std::pair<double, PredictionOutcome>> scored(10, {0.9, true_positive});
    scored.insert(scored.end(), 10, {0.4, true_positive});
    scored.insert(scored.end(), 2, {0.4, false_positive});
    one.add_scored(scored);
    const auto found = only<BetterConfidence>(one.find(), 8.0 / 15);
    CHECK(found.confidence == 0.5);
    CHECK(found.f1 == Catch::Approx(20.0 / 35));
    CHECK(found.best.confidence == 0.4);
    CHECK(found.best.f1 == Catch::Approx(40.0 / 47));
    CHECK(found.best.counts.errors() == 7);

    Case slight;  // from 30 / 45 to 32 / 47: one more true one, for one false
    slight.add({.true_positives = 15, .missed = 15});
    scored.assign(15, {0.9, true_positive});
    scored.insert(scored.end(), {{0.4, true_positive}, {0.4, false_positive}});
    slight.add_scored(scored);
    CHECK(slight.find().empty());
}

TEST_CASE("a few samples with many errors", "[findings]") {
    Case one;
    one.add({.true_positives = 200, .missed = 60});
    one.outcomes.samples.resize(100);
    for (OutcomeCounts& sample : one.outcomes.samples) sample.missed = 0;
    for (int i = 0; i < 40; ++i) one.outcomes.samples[static_cast<std::size_t>(i)].missed = 1;
    one.outcomes.samples[70].missed = 8;
    one.outcomes.samples[99].missed = 9;
    one.outcomes.samples[50].missed = 3;
    const auto found = only<FewSamples>(one.find(), 22.0 / 60);
    CHECK(found.samples == std::vector<SampleSlot>{99, 70, 50, 0, 1});
    CHECK(found.errors == 22);
    one.outcomes.samples[99].missed = 1;  // and elsewhere the rest: 14 of 60
    one.outcomes.samples[51].missed = 1;
    CHECK(one.find().empty());
}

TEST_CASE("classes without predictions or objects", "[findings]") {
    Case unpredicted;
    unpredicted.add({.true_positives = 90, .missed = 3});
    const ClassSlot first = unpredicted.add({.missed = 2}, false);
    unpredicted.add({}, false);  // neither: nothing to look at
    const ClassSlot second = unpredicted.add({.missed = 1}, false);
    const auto found = only<ClassesWithoutPredictions>(unpredicted.find(), 0.5);
    CHECK(found.classes == std::vector<ClassSlot>{first, second});
    CHECK(found.objects == 3);

    Case objectless;
    objectless.add({.true_positives = 90, .missed = 6});
    const ClassSlot absent = objectless.add({.false_positives = 2});
    objectless.add({.false_positives = 4, .ignored_objects = 1});  // a crowd of it is there
    objectless.add({});                                            // none is seen
    const auto absent_found = only<ClassesWithoutObjects>(objectless.find(), 2.0 / 12);
    CHECK(absent_found.classes == std::vector<ClassSlot>{absent});
    CHECK(absent_found.false_positives == 2);
}

TEST_CASE("five at most, two of a kind, by share and then by kind and class", "[findings]") {
    Case many;
    many.add({.true_positives = 2000, .false_positives = 10});
    for (const std::uint32_t missed : {30U, 40U, 40U})
        many.add({.true_positives = 5, .missed = missed});
    for (const std::uint32_t wrong : {50U, 40U, 60U}) {
        many.add({.true_positives = 5, .false_positives = wrong});
    }
    many.add({.missed = 9}, false);
    many.add({.false_positives = 8});
    const auto findings = many.find();
    REQUIRE(findings.size() == 5);
    std::vector<std::pair<std::size_t, std::optional<ClassSlot>>> got;
    for (const Finding& finding : findings) got.emplace_back(finding.detail.index(), finding.cls());
    const std::vector<std::pair<std::size_t, std::optional<ClassSlot>>> expected = {
        {1, ClassSlot{6}}, {1, ClassSlot{4}}, {0, ClassSlot{2}}, {0, ClassSlot{3}}, {6, {}}};
    CHECK(got == expected);
    for (std::size_t i = 1; i < findings.size(); ++i) {
        CHECK(findings[i].share <= findings[i - 1].share);
    }
}
