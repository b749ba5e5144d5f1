// Rules other than COCO's by hand-made cases, each switch by itself, and paths between protocols.
#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <format>
#include <set>

#include "metrics/open_images.h"
#include "metrics/rule_comparison.h"
#include "metrics/rule_figures.h"
#include "metrics/tide.h"
#include "metrics/ultralytics.h"
#include "metrics/voc.h"
#include "support/evaluate.h"
#include "support/random_boxes.h"

using namespace errata;

namespace {

struct Object {
    int image = 1;
    int cls = 1;
    Box box;
    bool crowd = false;
};

struct Guess {
    int image = 1;
    int cls = 1;
    double score = 0;
    Box box;
};

std::string text_of(const Box& box) {
    return std::format("[{},{},{},{}]", box.x, box.y, box.width, box.height);
}

// Images 2 (first in the file) and 1, classes 1, 2 and 3.
test::Loaded load(const std::vector<Object>& objects, const std::vector<Guess>& guesses) {
    std::string truth = R"({"images":[{"id":2,"width":100,"height":100},
        {"id":1,"width":100,"height":100}],"categories":[{"id":1,"name":"animal"},
        {"id":2,"name":"cat"},{"id":3,"name":"car"}],"annotations":[)";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Object& one = objects[i];
        truth += std::format(
            R"({}{{"id":{},"image_id":{},"category_id":{},"iscrowd":{},"area":{},"bbox":{}}})",
            i == 0 ? "" : ",", i + 1, one.image, one.cls, one.crowd ? 1 : 0, one.box.area(),
            text_of(one.box));
    }
    std::string predictions = "[";
    for (std::size_t i = 0; i < guesses.size(); ++i) {
        const Guess& one = guesses[i];
        predictions +=
            std::format(R"({}{{"image_id":{},"category_id":{},"score":{},"bbox":{}}})",
                        i == 0 ? "" : ",", one.image, one.cls, one.score, text_of(one.box));
    }
    return test::load(truth + "]}", predictions + "]");
}

RuleMatches matches(const test::Loaded& loaded, const RuleSet& rules) {
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    return match_by_rules(loaded.dataset, loaded.run, rows, rules);
}

std::vector<RuleUse> uses(const test::Loaded& loaded, const RuleSet& rules) {
    return matches(loaded, rules).use;
}

std::optional<double> ap(const test::Loaded& loaded, const RuleSet& rules) {
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    return RuleEvaluator(loaded.dataset, loaded.run, rows).evaluate(rules).ap;
}

constexpr auto tp = RuleUse::true_positive;
constexpr auto fp = RuleUse::false_positive;
constexpr auto ignored = RuleUse::ignored;
constexpr auto not_counted = RuleUse::not_counted;
using Uses = std::vector<RuleUse>;

constexpr Box square = {.x = 10, .y = 10, .width = 20, .height = 20};
constexpr Box elsewhere = {.x = 60, .y = 60, .width = 20, .height = 20};

}  // namespace

TEST_CASE("whole pixels let small boxes overlap more") {
    const auto loaded = load({{.box = {.x = 0, .y = 0, .width = 2, .height = 2}}},
                             {{.score = 0.9, .box = {.x = 1, .y = 0, .width = 2, .height = 2}}});
    CHECK(uses(loaded, {}) == Uses{fp});                                         // 2 / 6
    CHECK(uses(loaded, {.boxes = BoxExtent::pixels_both_ends_in}) == Uses{tp});  // 6 / 12
}

TEST_CASE("a prediction takes the best free object, or none when the best is taken") {
    const auto loaded =
        load({{.box = {.x = 0, .y = 0, .width = 10, .height = 10}},
              {.box = {.x = 2, .y = 0, .width = 10, .height = 10}}},
             {{.score = 0.9, .box = {.x = 0, .y = 0, .width = 10, .height = 10}},
              {.score = 0.8, .box = {.x = 0.5, .y = 0, .width = 10, .height = 10}}});
    CHECK(uses(loaded, {}) == Uses{tp, tp});
    CHECK(uses(loaded, {.choice = ObjectChoice::best_free_first}) == Uses{tp, tp});
    CHECK(uses(loaded, {.choice = ObjectChoice::best}) == Uses{tp, fp});
    CHECK(uses(loaded, {.choice = ObjectChoice::best_last}) == Uses{tp, fp});
}

TEST_CASE("of objects that overlap equally the rules take the first or the last") {
    const auto loaded = load({{.box = square}, {.box = square}}, {{.score = 0.9, .box = square}});
    CHECK(matches(loaded, {.choice = ObjectChoice::best_free}).object[0] == 1);
    CHECK(matches(loaded, {.choice = ObjectChoice::best_free_first}).object[0] == 0);
    CHECK(matches(loaded, {.choice = ObjectChoice::best}).object[0] == 0);
    CHECK(matches(loaded, {.choice = ObjectChoice::best_last}).object[0] == 1);
}

TEST_CASE("crowd regions are ignored, left out or to be found once") {
    const Box half = {.x = 10, .y = 10, .width = 10, .height = 20};
    const auto loaded = load({{.box = square, .crowd = true}}, {{.score = 0.9, .box = half},
                                                                {.score = 0.8, .box = square},
                                                                {.score = 0.7, .box = elsewhere}});
    const auto by = [&](RegionRule rule) { return matches(loaded, {.regions = rule}); };
    CHECK(by(RegionRule::ignore_inside).use == Uses{ignored, ignored, fp});
    CHECK(by(RegionRule::ignore_inside_strictly).use == Uses{ignored, ignored, fp});
    CHECK(by(RegionRule::ignore_matched).use == Uses{ignored, ignored, fp});
    CHECK(by(RegionRule::left_out).use == Uses{fp, fp, fp});
    CHECK(by(RegionRule::find_one).use == Uses{tp, ignored, fp});
    CHECK(by(RegionRule::find_none).use == Uses{ignored, ignored, fp});
    CHECK(by(RegionRule::find_one).positives[0] == 1);
    CHECK(by(RegionRule::find_none).positives[0] == 0);
    CHECK(by(RegionRule::ignore_matched).positives[0] == 0);
}

TEST_CASE("of groups that hold a prediction equally the first is found") {
    const auto loaded = load({{.box = square, .crowd = true}, {.box = square, .crowd = true}},
                             {{.score = 0.9, .box = square}, {.score = 0.8, .box = square}});
    const RuleMatches found = matches(loaded, {.regions = RegionRule::find_one});
    CHECK(found.object == std::vector<Row>{0, 0});
    CHECK(found.use == Uses{tp, ignored});
}

TEST_CASE("what is larger than COCO's largest area counts nowhere, by COCO's rule only") {
    const Box huge = {.x = 0, .y = 0, .width = 2e5, .height = 1e5};
    const auto loaded =
        load({{.box = huge}, {.box = huge}},
             {{.score = 0.9, .box = huge},
              {.score = 0.8, .box = huge},
              {.score = 0.7, .box = {.x = 3e5, .y = 0, .width = 2e5, .height = 1e5}}});
    const RuleMatches coco = matches(loaded, {});
    CHECK(coco.use == Uses{ignored, ignored, ignored});
    CHECK(coco.object == std::vector<Row>{1, 0, no_row});
    CHECK(coco.positives[0] == 0);
    const RuleMatches other = matches(loaded, {.regions = RegionRule::left_out});
    CHECK(other.use == Uses{tp, tp, fp});
    CHECK(other.positives[0] == 2);
}

TEST_CASE("exactly half inside a crowd region is enough for COCO and not for TIDE") {
    const auto loaded =
        load({{.box = square, .crowd = true}},
             {{.score = 0.9, .box = {.x = 20, .y = 10, .width = 20, .height = 20}}});
    CHECK(uses(loaded, {.regions = RegionRule::ignore_inside}) == Uses{ignored});
    CHECK(uses(loaded, {.regions = RegionRule::ignore_inside_strictly}) == Uses{fp});
}

TEST_CASE("floor and limits leave predictions out before matching") {
    const auto loaded = load({{.box = square}, {.cls = 3, .box = elsewhere}},
                             {{.score = 0.001, .box = square},
                              {.score = 0.5, .box = elsewhere},
                              {.cls = 3, .score = 0.4, .box = elsewhere}});
    CHECK(uses(loaded, {.score_floor = 0.001}) == Uses{not_counted, fp, tp});
    CHECK(uses(loaded, {.limit = 1}) == Uses{not_counted, fp, tp});
    CHECK(uses(loaded, {.limit_scope = LimitScope::image, .limit = 1}) ==
          Uses{not_counted, fp, not_counted});
    CHECK(uses(loaded, {.limit_scope = LimitScope::none, .limit = 1}) == Uses{tp, fp, tp});
}

TEST_CASE("empty boxes are kept or left out") {
    const Box empty = {.x = 5, .y = 5, .width = 0, .height = 5};
    const auto loaded = load({{.box = square}, {.box = empty}}, {{.score = 0.9, .box = empty}});
    CHECK(uses(loaded, {}) == Uses{fp});
    CHECK(matches(loaded, {}).positives[0] == 2);
    const auto lvis = matches(loaded, {.empty_boxes = EmptyBoxes::left_out});
    CHECK(lvis.use == Uses{not_counted});
    CHECK(lvis.positives[0] == 1);
    const auto open_images = matches(loaded, {.empty_boxes = EmptyBoxes::predictions_left_out});
    CHECK(open_images.use == Uses{not_counted});
    CHECK(open_images.positives[0] == 2);
}

TEST_CASE("unverified classes, lists of what is there and what is not") {
    auto loaded = load({{.cls = 2, .box = square}}, {{.cls = 2, .score = 0.9, .box = square},
                                                     {.cls = 1, .score = 0.8, .box = square},
                                                     {.cls = 3, .score = 0.7, .box = square}});
    // Without any labels: LVIS counts only what an image has, Open Images everything.
    CHECK(uses(loaded, {.verification = Verification::federated}) ==
          Uses{tp, not_counted, not_counted});
    CHECK(uses(loaded, {.verification = Verification::image_labels}) == Uses{tp, fp, fp});
    // Image 1 is slot 0: a car is known not to be there, an animal to be there.
    const auto list = [](ClassSlot cls) {
        ListColumnBuilder<ClassSlot> lists;
        lists.push(std::vector<ClassSlot>{cls});
        lists.push({});
        return std::move(lists).build();
    };
    loaded.dataset.samples.negative_classes = list(2);
    CHECK(uses(loaded, {.verification = Verification::federated}) == Uses{tp, not_counted, fp});
    CHECK(uses(loaded, {.verification = Verification::image_labels}) == Uses{tp, not_counted, fp});
    loaded.dataset.samples.positive_classes = list(0);
    CHECK(uses(loaded, {.verification = Verification::federated}) == Uses{tp, not_counted, fp});
    CHECK(uses(loaded, {.verification = Verification::image_labels}) == Uses{tp, fp, fp});
    loaded.dataset.samples.not_exhaustive_classes = list(2);
    CHECK(uses(loaded, {.verification = Verification::federated}) ==
          Uses{tp, not_counted, ignored});
}

TEST_CASE("with the hierarchy a cat is an animal too") {
    auto loaded = load({{.cls = 2, .box = square}}, {{.cls = 1, .score = 0.9, .box = square},
                                                     {.cls = 3, .score = 0.8, .box = square}});
    ListColumnBuilder<ClassSlot> parents;
    parents.push({});
    parents.push(std::vector<ClassSlot>{0});
    parents.push({});
    loaded.dataset.classes.parents = std::move(parents).build();
    const auto flat = matches(loaded, {});
    CHECK(flat.use == Uses{fp, fp});
    const auto expanded = matches(loaded, {.expand_hierarchy = true});
    CHECK(expanded.use == Uses{tp, fp});
    CHECK(expanded.object == std::vector<Row>{0, no_row});
    CHECK(expanded.positives == std::vector<std::uint32_t>{1, 1, 0});
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    // The animal is found, the cat is not; the car's false positive has no class to count in.
    const OpenImages open_images = evaluate_open_images(loaded.dataset, loaded.run, rows);
    CHECK(open_images.ap == 0.5);
    CHECK(open_images.ap_of_class == std::vector<std::optional<double>>{1.0, 0.0, std::nullopt});
    const FigureTable figures =
        evaluate_by_rules("openimages", loaded.dataset, loaded.run, rows).summary;
    CHECK(figures.overall[0].value == open_images.ap);
    CHECK(figures.overall[0].count == 2);
}

TEST_CASE("a class may stand below several and in a circle") {
    const auto lists = [](std::vector<std::vector<ClassSlot>> all) {
        ListColumnBuilder<ClassSlot> builder;
        for (const auto& one : all) builder.push(one);
        return std::move(builder).build();
    };
    Classes classes;
    classes.ids = IdColumn(std::vector<SourceId>(4));
    classes.parents = lists({{1, 2}, {3}, {3}, {0}});
    CHECK(classes_above(classes) ==
          std::vector<std::vector<ClassSlot>>{{1, 2, 3}, {0, 2, 3}, {0, 1, 3}, {0, 1, 2}});
}

TEST_CASE("equal scores stand by image id, by the image's place or as in the file") {
    // Image 2 stands first in its file and 1 first among ids; the true one comes first only by place.
    const auto loaded = load(
        {{.image = 2, .box = square}},
        {{.image = 1, .score = 0.5, .box = square}, {.image = 2, .score = 0.5, .box = square}});
    CHECK(ap(loaded,
             {.ties = TieOrder::by_image_id, .interpolation = Interpolation::every_point}) == 0.5);
    CHECK(ap(loaded,
             {.ties = TieOrder::by_image_place, .interpolation = Interpolation::every_point}) == 1);
    CHECK(ap(loaded, {.ties = TieOrder::as_in_file, .interpolation = Interpolation::every_point}) ==
          0.5);
}

TEST_CASE("the area under one curve, five ways") {
    // Two objects, one found first: precision 1 up to recall one half.
    const std::vector<std::uint8_t> found = {1, 0};
    const RankedOutcomes outcomes = {.is_true = found, .positives = 2};
    const auto near = [](double value) { return Catch::Approx(value).epsilon(1e-12); };
    CHECK(average_precision(outcomes, Interpolation::every_point) == 0.5);
    CHECK(average_precision(outcomes, Interpolation::points_11) == near(6.0 / 11));
    CHECK(average_precision(outcomes, Interpolation::points_101) == near(51.0 / 101));
    CHECK(average_precision(outcomes, Interpolation::points_101_exact) == near(51.0 / 101));
    // From 1 at 0 to 1 at recall .5 exclusive, then from .5 (the second prediction) down to 0: at level .5
    // itself the line is at .5 already.
    CHECK(average_precision(outcomes, Interpolation::trapezoids_101) ==
          near(0.49 + 0.01 * 0.75 + 0.5 * 0.5 / 2));
    CHECK(average_precision({.is_true = found, .positives = 0}, Interpolation::every_point) == 0);
    CHECK(average_precision({.is_true = {}, .positives = 3}, Interpolation::trapezoids_101) == 0);
}

TEST_CASE("classes without objects are left out or count as 0") {
    const auto loaded =
        load({{.cls = 1, .box = square}},
             {{.cls = 1, .score = 0.9, .box = square}, {.cls = 3, .score = 0.9, .box = square}});
    CHECK(ap(loaded, {.interpolation = Interpolation::every_point}) == 1);
    CHECK(ap(loaded, {.interpolation = Interpolation::every_point,
                      .average = ClassAverage::with_any}) == 0.5);
}

TEST_CASE("VOC's two averages, and crowds as difficult objects") {
    const auto loaded =
        load({{.box = square}, {.box = elsewhere}, {.cls = 3, .box = square, .crowd = true}},
             {{.score = 0.9, .box = square}, {.cls = 3, .score = 0.9, .box = square}});
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    const Voc voc = evaluate_voc(loaded.dataset, loaded.run, rows);
    CHECK(voc.ap == 0.5);
    CHECK(voc.ap_2007.value() == Catch::Approx(6.0 / 11).epsilon(1e-12));
    CHECK(voc.classes[0].recall == std::vector<double>{0.5});
    CHECK(voc.classes[2].false_positives == 0);
    CHECK(!voc.classes[2].ap);
    const Voc without = evaluate_voc(loaded.dataset, loaded.run, rows, {.difficult = false});
    CHECK(without.classes[2].false_positives == 1);
    const auto figures_by = [&](std::string_view rules) {
        return evaluate_by_rules(rules, loaded.dataset, loaded.run, rows).summary;
    };
    CHECK(figures_by("voc2007").overall[0].value == voc.ap_2007);
    const FigureTable figures = figures_by("voc");
    CHECK(figures.overall[0].value == 0.5);
    CHECK(figures.overall[0].count == 2);
    CHECK(figures.classes.size() == 3);
}

TEST_CASE("Ultralytics' mAP of a perfect detector is 0.995, and its point the best F1") {
    const auto loaded = load({{.box = square}, {.cls = 2, .box = elsewhere}},
                             {{.score = 0.8, .box = square},
                              {.cls = 2, .score = 0.8, .box = elsewhere},
                              {.cls = 3, .score = 0.9, .box = square}});
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    const Ultralytics all = evaluate_ultralytics(loaded.dataset, loaded.run, rows);
    CHECK(all.map50.value() == Catch::Approx(0.995).epsilon(1e-12));
    CHECK(all.map50_95.value() == Catch::Approx(0.995).epsilon(1e-12));
    CHECK(all.precision == 1.0);
    CHECK(all.recall == 1.0);
    CHECK(all.best_confidence < 0.8);
    CHECK(all.classes[2].positives == 0);
    CHECK(all.classes[2].ap.empty());
    const FigureTable figures = figures_of(all);
    CHECK(figures.overall.size() == 5);
    CHECK(!figures.classes[2][0].value);
}

TEST_CASE("nothing to evaluate gives nothing") {
    const auto loaded = load({}, {{.score = 0.5, .box = square}});
    const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
    CHECK(!evaluate_voc(loaded.dataset, loaded.run, rows).ap);
    CHECK(!evaluate_ultralytics(loaded.dataset, loaded.run, rows).map50);
    CHECK(!evaluate_open_images(loaded.dataset, loaded.run, rows).ap);
    RuleEvaluator evaluator(loaded.dataset, loaded.run, rows);
    const RulePath path = rule_path(evaluator, rules_of("coco").value(), rules_of("tide").value());
    CHECK(!path.from);
    CHECK(path.to == 0);  // TIDE counts a class without objects
}

TEST_CASE("protocols differ from another in their switches, and say so") {
    std::set<std::string_view> keys;
    for (const NamedRules& one : named_rules()) {
        CHECK(keys.insert(one.key).second);
        CHECK(!one.name.empty());
        CHECK(one.meaning.find("Source") != std::string_view::npos);
        CHECK(rules_of(one.key) == one.rules);
        for (const NamedRules& other : named_rules()) {
            for (std::size_t i = 0; i < rule_switches; ++i) {
                const auto which = static_cast<RuleSwitch>(i);
                const bool is_other = differs(which, one.rules, other.rules);
                CHECK(is_other == (value_of(which, one.rules) != value_of(which, other.rules)));
            }
        }
    }
    CHECK(!rules_of("nobody's"));
    std::set<std::string_view> switches;
    for (std::size_t i = 0; i < rule_switches; ++i) {
        const RuleSwitchInfo& info = info_of(static_cast<RuleSwitch>(i));
        CHECK(switches.insert(info.key).second);
        CHECK(!info.meaning.empty());
    }
}

TEST_CASE("the steps from one protocol to another add up") {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        const test::Texts texts = test::random_texts(seed, 30);
        const auto loaded = test::load(texts.truth, texts.predictions);
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        RuleEvaluator evaluator(loaded.dataset, loaded.run, rows);
        for (const NamedRules& from : named_rules()) {
            for (const NamedRules& to : named_rules()) {
                INFO(from.key << " to " << to.key);
                const RulePath path = rule_path(evaluator, from.rules, to.rules);
                CHECK(path.from == evaluator.evaluate(from.rules).ap);
                CHECK(path.to == evaluator.evaluate(to.rules).ap);
                CHECK(path.steps.empty() == (from.rules == to.rules));
                double sum = 0;
                for (std::size_t i = 0; i < path.steps.size(); ++i) {
                    sum += path.steps[i].difference;
                    if (i > 0) CHECK(path.steps[i - 1].which < path.steps[i].which);
                }
                CHECK(std::abs(sum - (path.to.value_or(0) - path.from.value_or(0))) < 1e-12);
            }
        }
    }
}

TEST_CASE("sets of rules equal the protocols' own evaluation on random data") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        INFO("seed " << seed);
        const test::Texts texts = test::random_texts(seed, 12);
        const auto loaded = test::load(texts.truth, texts.predictions);
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        RuleEvaluator evaluator(loaded.dataset, loaded.run, rows);
        const auto results = compare_protocols(evaluator);
        const auto by = [&](std::string_view key) {
            for (const ProtocolResult& one : results) {
                if (one.protocol->key == key) return one.result.ap;
            }
            FAIL("no protocol " << key);
            return std::optional<double>{};
        };
        const auto own = [&](const DetectionProtocol& protocol) {
            return test::evaluate(loaded, protocol, {}, false).summary.overall[1].value;
        };
        CHECK(by("coco") == own(coco_protocol()));
        CHECK(by("lvis") == own(lvis_protocol()));
        CHECK(by("tide").value_or(0) == analyse_tide(loaded.dataset, loaded.run, rows).ap);
        const Voc voc = evaluate_voc(loaded.dataset, loaded.run, rows);
        CHECK(by("voc") == voc.ap);
        CHECK(by("voc2007") == voc.ap_2007);
        CHECK(by("ultralytics") == evaluate_ultralytics(loaded.dataset, loaded.run, rows).map50);
        CHECK(
            by("openimages") ==
            evaluate_open_images(loaded.dataset, loaded.run, rows, {.expand_hierarchy = false}).ap);
    }
}
