// 10,000 random cases of every kind against an evaluation written for this test: figures, arrays and matches, every bit.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <optional>

#include "support/random_cases.h"

using namespace errata;
using test::PlainCase;
using test::PlainKind;
using test::PlainMatch;
using test::PlainResult;

namespace {

// With the sanitizers everything takes five times as long: they see a fifth of the cases.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::uint64_t cases_of_10000 = 2000;
#else
constexpr std::uint64_t cases_of_10000 = 10'000;
#endif
#elif defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::uint64_t cases_of_10000 = 2000;
#else
constexpr std::uint64_t cases_of_10000 = 10'000;
#endif

constexpr std::size_t kept_thresholds = 31;  // of Assignment

// A prediction's place in its file.
std::size_t place_of(const test::Loaded& loaded, Row row) {
    return static_cast<std::size_t>(loaded.run.id_of(row)) - 1;
}

// The product's matches in area range 0, as the plain evaluation lists them.
std::vector<PlainMatch> matches_of(const test::Loaded& loaded, const EvaluationPart& part,
                                   bool lvis) {
    std::vector<PlainMatch> matches;
    for (std::size_t i = 0; i < part.assignments.size(); ++i) {
        const Assignment& taken = part.assignments[i];
        const Row row = taken.prediction;
        const GroundTruth& truth = loaded.dataset.truth;
        const double overlap = part.overlaps.empty()
                                   ? box_iou(loaded.run.box[row], truth.box[taken.truth],
                                             truth.crowd[taken.truth] != 0 && !lvis)
                                   : part.overlaps[i];
        for (std::size_t t = 0; t < kept_thresholds; ++t) {
            if (((taken.thresholds >> t) & 1U) == 0) continue;
            matches.push_back({.prediction = place_of(loaded, row),
                               .object = truth.ids.numbers()[taken.truth],
                               .threshold = t,
                               .ignored = (taken.thresholds & Assignment::ignored_bit) != 0,
                               .overlap = overlap});
        }
    }
    std::ranges::sort(matches);
    return matches;
}

std::optional<std::string> difference(std::string_view name, const std::vector<double>& product,
                                      const std::vector<double>& plain) {
    if (product.size() != plain.size()) {
        return std::format("{}: {} entries, not {}", name, product.size(), plain.size());
    }
    for (std::size_t i = 0; i < plain.size(); ++i) {
        if (product[i] == plain[i]) continue;
        return std::format("{}: entry {} is {}, not {}", name, i, product[i], plain[i]);
    }
    return std::nullopt;
}

// What the product says otherwise than the plain evaluation; nothing where they agree.
std::optional<std::string> difference(const PlainCase& one) {
    const PlainResult plain = test::evaluate_plainly(one);
    const test::Loaded loaded = test::load(one);
    if (loaded.run.size() != one.predictions.size() ||
        loaded.dataset.truth.size() != one.objects.size()) {
        return "rows were left out";
    }
    const test::Evaluated product =
        test::evaluate(loaded, test::protocol_of(one), test::scope_of(one, loaded.dataset));
    const Accumulation& arrays = product.accumulation;
    if (auto found = difference("recall", arrays.recall_array(), plain.recall)) return found;
    if (auto found = difference("precision", arrays.precision_array, plain.precision)) return found;
    if (auto found = difference("scores", arrays.scores_array, plain.scores)) return found;
    if (one.is_default) {
        if (auto found = difference("figures", test::stats(product.summary), plain.figures)) {
            return found;
        }
    }
    std::vector<PlainMatch> expected = plain.matches;
    std::erase_if(expected, [](const PlainMatch& m) { return m.threshold >= kept_thresholds; });
    if (matches_of(loaded, product.part, one.parameters.lvis) != expected) return "matches";
    if (!one.parameters.lvis) {  // there, what is of no known class is beyond the limit, too
        std::vector<std::size_t> beyond;
        for (const Row row : product.part.beyond_limit) beyond.push_back(place_of(loaded, row));
        std::ranges::sort(beyond);
        if (beyond != plain.beyond_limit) return "predictions beyond the limit";
    }
    return std::nullopt;
}

bool differs(const PlainCase& one) { return difference(one).has_value(); }

std::string description(const PlainCase& one) {
    const test::PlainParameters& p = one.parameters;
    std::string text = difference(one).value_or("nothing");
    text += "\ntruth " + truth_text(one) + "\npredictions " + predictions_text(one);
    const auto add = [&](std::string_view name, const auto& values) {
        text += std::format("\n{}:", name);
        for (const auto& value : values) text += std::format(" {}", value);
    };
    if (one.is_default) return text + "\ndefault parameters";
    add("IoU thresholds", p.iou_thresholds);
    add("recall levels", p.recall_thresholds);
    add("limits", p.max_detections);
    add("images", p.images);
    add("categories", p.categories);
    text += "\narea ranges:";
    for (const auto& [low, high] : p.area_ranges) text += std::format(" {}..{}", low, high);
    return text + std::format("\nuse categories {}, id 0 is none {}, boundary ratio {}",
                              p.use_categories, p.id_zero_is_none, p.boundary_ratio);
}

// Of 10,000 cases in all, so many of one kind.
void check(test::CaseKind kind, std::uint64_t of_10000) {
    const std::uint64_t count = of_10000 * cases_of_10000 / 10'000;
    std::size_t matches = 0;
    for (std::uint64_t seed = 0; seed < count; ++seed) {
        const PlainCase one = test::random_case(kind, seed);
        if (differs(one)) {
            FAIL("seed " << seed << ", made as small as possible: "
                         << description(test::shrunk(one, differs)));
        }
        matches += test::evaluate_plainly(one).matches.size();
    }
    CHECK(matches > 10 * count);  // the cases are not empty
}

}  // namespace

TEST_CASE("random boxes give what the plain rules give", "[metrics][random]") {
    check({.shape = PlainKind::boxes}, 6000);
}

TEST_CASE("random masks give what the plain rules give", "[metrics][random]") {
    check({.shape = PlainKind::masks}, 1500);
    check({.shape = PlainKind::boundary}, 500);
}

TEST_CASE("random keypoints give what the plain rules give", "[metrics][random]") {
    check({.shape = PlainKind::keypoints}, 1000);
}

TEST_CASE("random LVIS data give what the plain rules give", "[metrics][random]") {
    check({.shape = PlainKind::boxes, .lvis = true}, 700);
    check({.shape = PlainKind::masks, .lvis = true}, 300);
}

TEST_CASE("a failing case is made small", "[metrics][random]") {
    std::size_t tries = 0;
    const auto fails = [&](const PlainCase& one) {
        ++tries;
        return std::ranges::contains(one.predictions, 0.5, &test::PlainPrediction::score) &&
               std::ranges::contains(one.objects, true, &test::PlainObject::crowd);
    };
    std::uint64_t seed = 0;
    while (!fails(test::random_case({}, seed))) ++seed;
    tries = 0;
    const PlainCase small = test::shrunk(test::random_case({}, seed), fails);
    CHECK(tries < 500);
    REQUIRE(small.predictions.size() == 1);
    CHECK(small.predictions[0].score == 0.5);
    REQUIRE(small.objects.size() == 1);
    CHECK(small.objects[0].crowd);
    CHECK(small.images.size() <= 3);
    CHECK(small.parameters.images.size() == 1);
    CHECK(small.parameters.iou_thresholds.size() == 1);
    CHECK(small.parameters.max_detections.size() == 1);
}
