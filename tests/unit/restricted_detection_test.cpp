// Random detection cases restricted: as a fresh evaluation of what is kept, or with the rest ignored, every bit.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "metrics/restricted_detection.h"
#include "support/random_cases.h"

using namespace errata;
using test::PlainCase;
using test::PlainKind;

namespace {

// With the sanitizers everything takes five times as long: they see a fifth of the cases.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint64_t share_of_cases = 5;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr std::uint64_t share_of_cases = 5;
#else
constexpr std::uint64_t share_of_cases = 1;
#endif
#else
constexpr std::uint64_t share_of_cases = 1;
#endif

// Everything of the files is evaluated.
PlainCase whole_case(test::CaseKind kind, std::uint64_t seed) {
    PlainCase one = test::random_case(kind, seed);
    one.parameters.images.clear();
    for (const auto& image : one.images) one.parameters.images.push_back(image.id);
    one.parameters.categories.clear();
    for (const auto& category : one.categories) one.parameters.categories.push_back(category.id);
    std::ranges::sort(one.parameters.images);
    std::ranges::sort(one.parameters.categories);
    return one;
}

// None, all, one, or each by chance.
BitSet random_rows(std::size_t size, Random& random) {
    BitSet rows(size);
    const std::size_t manner = random.index(8);
    if (manner == 0 || size == 0) return rows;
    if (manner == 1) return BitSet(size, true);
    if (manner == 2) {
        rows.set(random.index(size));
        return rows;
    }
    const double share = 0.1 + 0.1 * static_cast<double>(random.index(9));
    for (std::size_t row = 0; row < size; ++row) rows.set(row, random.chance(share));
    return rows;
}

// The case as the files that hold only what is kept; of objects the others are marked.
PlainCase restricted_case(PlainCase one, const Dataset& dataset, const Run& run,
                          const Restriction& restriction) {
    const auto ids_of = [&](const IdColumn& column) {
        std::vector<std::int64_t> ids;
        restriction.rows->for_each([&](std::size_t row) { ids.push_back(column.numbers()[row]); });
        return ids;
    };
    if (restriction.to == Restricted::samples) {
        const std::vector<std::int64_t> kept = ids_of(dataset.samples.ids);
        const auto gone = [&](std::int64_t id) { return !std::ranges::contains(kept, id); };
        std::erase_if(one.images, [&](const auto& image) { return gone(image.id); });
        std::erase_if(one.objects, [&](const auto& object) { return gone(object.image); });
        std::erase_if(one.predictions, [&](const auto& found) { return gone(found.image); });
        std::erase_if(one.parameters.images, gone);
    } else if (restriction.to == Restricted::objects) {
        const std::vector<std::int64_t> kept = ids_of(dataset.truth.ids);
        for (auto& object : one.objects) object.ignored = !std::ranges::contains(kept, object.id);
    } else {
        std::vector<test::PlainPrediction> kept;
        std::vector<std::size_t> places;
        restriction.rows->for_each([&](std::size_t row) {
            places.push_back(static_cast<std::size_t>(run.id_of(static_cast<Row>(row))) - 1);
        });
        std::ranges::sort(places);
        for (const std::size_t place : places) kept.push_back(one.predictions[place]);
        one.predictions = std::move(kept);
    }
    return one;
}

RestrictedAccumulation measure(const RankedDetection& ranked, const Restriction& restriction) {
    DetectionRestriction question(ranked, restriction, {.full_arrays = true});
    while (question.step()) {
    }
    return std::move(question).finish();
}

// An array of the classes that are left as one of all classes: [outer][class][inner].
std::vector<double> of_all_classes(const std::vector<double>& array,
                                   const RestrictedAccumulation& restricted, std::size_t classes,
                                   std::size_t inner) {
    const std::size_t kept = restricted.classes.size();
    if (kept == 0) return {};
    const std::size_t outer = array.size() / (kept * inner);
    std::vector<double> all(outer * classes * inner, -1);
    for (std::size_t o = 0; o < outer; ++o) {
        for (std::size_t k = 0; k < kept; ++k) {
            std::copy_n(array.begin() + static_cast<std::ptrdiff_t>((o * kept + k) * inner), inner,
                        all.begin() + static_cast<std::ptrdiff_t>(
                                          (o * classes + restricted.classes[k]) * inner));
        }
    }
    return all;
}

bool same(const std::vector<double>& expected, const std::vector<double>& found) {
    const auto undefined = [](double one) { return one == -1; };
    return found.empty() ? std::ranges::all_of(expected, undefined) : expected == found;
}

bool same(const std::vector<Figure>& a, const std::vector<Figure>& b) {
    return std::ranges::equal(a, b, [](const Figure& x, const Figure& y) {
        return x.value == y.value && x.count == y.count;
    });
}

struct Arrays {
    std::vector<double> precision;
    std::vector<double> scores;
    std::vector<double> recall;
};

bool same(const Arrays& expected, const RankedDetection& ranked,
          const RestrictedAccumulation& found) {
    const Accumulation& a = found.accumulation;
    const std::size_t classes = ranked.streams().size();
    const std::size_t inner = a.areas * a.limits;
    return same(expected.precision, of_all_classes(a.precision_array, found, classes, inner)) &&
           same(expected.scores, of_all_classes(a.scores_array, found, classes, inner)) &&
           same(expected.recall, of_all_classes(a.recall_array(), found, classes, inner));
}

struct Prepared {
    explicit Prepared(const PlainCase& one)
        : loaded(test::load(one)), ranked(loaded.dataset, loaded.run, test::protocol_of(one)) {
        while (ranked.step()) {
        }
    }

    test::Loaded loaded;
    RankedDetection ranked;
};

// What evaluating the files of a case gives, by the product and by the plain rules.
void check_against_fresh(const PlainCase& kept, const Prepared& prepared,
                         const RestrictedAccumulation& found) {
    const FigureTable table = summarize(prepared.ranked, found);
    CHECK(same(table.overall, summarize_overall(prepared.ranked, found)));
    const test::PlainResult plain = test::evaluate_plainly(kept);
    REQUIRE(same({plain.precision, plain.scores, plain.recall}, prepared.ranked, found));
    if (kept.is_default) REQUIRE(test::stats(table) == plain.figures);
    const bool marks = std::ranges::contains(kept.objects, true, &test::PlainObject::ignored);
    if (marks || kept.images.empty()) return;  // the files cannot say that
    const test::Evaluated fresh = test::evaluate(test::load(kept), test::protocol_of(kept));
    const Accumulation& a = fresh.accumulation;
    REQUIRE(same({a.precision_array, a.scores_array, a.recall_array()}, prepared.ranked, found));
    REQUIRE(same(table.overall, fresh.summary.overall));
    REQUIRE(std::ranges::equal(table.classes, fresh.summary.classes,
                               [](const auto& x, const auto& y) { return same(x, y); }));
}

void check(test::CaseKind kind, std::uint64_t cases) {
    Random random(cases);
    std::size_t vanished = 0;
    for (std::uint64_t seed = 0; seed < cases / share_of_cases; ++seed) {
        const PlainCase one = whole_case(kind, seed);
        const Prepared prepared(one);
        const Dataset& dataset = prepared.loaded.dataset;
        const Run& run = prepared.loaded.run;
        REQUIRE(run.size() == one.predictions.size());
        const std::size_t all = measure(prepared.ranked, {}).classes.size();
        for (const auto& [to, size] : {std::pair(Restricted::samples, dataset.samples.size()),
                                       std::pair(Restricted::objects, dataset.truth.size()),
                                       std::pair(Restricted::predictions, run.size())}) {
            const BitSet rows = random_rows(size, random);
            const Restriction restriction = {.to = to, .rows = &rows};
            INFO("seed " << seed << ", " << id_of(to));
            const RestrictedAccumulation found = measure(prepared.ranked, restriction);
            vanished += all - found.classes.size();
            check_against_fresh(restricted_case(one, dataset, run, restriction), prepared, found);
        }
    }
    CHECK(vanished > 0);
}

}  // namespace

TEST_CASE("restricted boxes give what files of the rest give", "[metrics][random]") {
    check({.shape = PlainKind::boxes}, 2000);
}

TEST_CASE("restricted masks give what files of the rest give", "[metrics][random]") {
    check({.shape = PlainKind::masks}, 500);
    check({.shape = PlainKind::boundary}, 250);
}

TEST_CASE("restricted keypoints give what files of the rest give", "[metrics][random]") {
    check({.shape = PlainKind::keypoints}, 500);
}

TEST_CASE("restricted LVIS data give what files of the rest give", "[metrics][random]") {
    check({.shape = PlainKind::boxes, .lvis = true}, 500);
    check({.shape = PlainKind::masks, .lvis = true}, 200);
}
