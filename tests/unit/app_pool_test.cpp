// The page with a pool: what is measured is as without it; catalog, tags, labeling functions and the next batch.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <format>

#include "curate/batch.h"
#include "curate/plan_document.h"
#include "support/app_driver.h"
#include "support/pool_world.h"

using namespace errata;
using namespace errata::ui;
using errata::test::AppDriver;
using errata::test::PoolWorld;

namespace {

// 60 labeled images, 40 of the pool.
struct PoolApp : AppDriver {
    PoolWorld world{60, 40, 11};

    explicit PoolApp(bool with_pool = true) : AppDriver({1280, 2400}) {
        open(world.truth, world.run, with_pool ? world.pool : std::string());
    }

    const View& view() { return app().view(); }
    std::vector<SaveText> saved() {
        std::vector<SaveText> texts;
        for (const HostCommand& one : host_commands()) {
            if (const auto* text = std::get_if<SaveText>(&one)) texts.push_back(*text);
        }
        return texts;
    }
    // Of the samples that are shown, in their order; by the file, not by the page's columns.
    std::vector<double> hours() {
        std::vector<double> all;
        const std::string files = world.truth + world.pool;
        for (const SampleSlot slot : app().shown_reading().order()) {
            const std::string name = app().shown_reading().name_of_sample(slot);
            const std::size_t at = files.find(std::format("\"file_name\":\"{}\"", name));
            all.push_back(std::stod(files.substr(files.find("\"hour\":", at) + 7)));
        }
        return all;
    }
    // As a link says it: what is far down in a list has no item.
    void look(const std::function<void(View&)>& change) {
        Session session = app().session();
        change(session.view);
        REQUIRE(app().open_link(session, true));
        settle();
    }
    void choose(std::string_view list, std::string_view entry) {
        press(Role::button, list);
        press(has(Role::option, entry) ? Role::option : Role::menu_item, entry);
    }
};

// What the same plan chooses without the page.
std::string batch_of(const PoolWorld& world, const SamplingPlan& plan, BatchFormat format) {
    const Evaluation evaluation = test::evaluate_pool(world.truth, world.run, world.pool);
    auto columns = EvaluationColumns::make({{.name = "run", .evaluation = &evaluation}}, {});
    const PlanData data = {.task = evaluation.task,
                           .dataset = evaluation.dataset,
                           .run = &evaluation.run,
                           .source = (*columns)->columns()};
    const auto result = run_plan(plan, data);
    REQUIRE(result);
    const auto text = batch_text(format, plan, *result, data, 0.5);
    REQUIRE(text);
    return *text;
}

}  // namespace

namespace {

// What the page says of what is measured, with several filters and in several places.
std::vector<std::string> measured_facts(bool with_pool) {
    PoolApp page(with_pool);
    std::vector<std::string> facts;
    const auto add = [&](Role role) {
        for (const Item& item : page.app().items()) {
            if (item.role == role) facts.push_back(item.name + ": " + item.value);
        }
    };
    for (const char* query : {"", "count(pred) >= 2", "site == \"s1\""}) {
        for (const char* table : {"Images", "Objects", "Predictions"}) {
            page.key(ImGuiKey_1);
            page.choose("Filter rows", table);
            page.set(Role::searchbox, "Filter", query);
            facts.push_back(std::format("{} of {}", query, table));
            add(Role::figure);
            add(Role::row);
            const OutcomeCounts& total = page.app().reading().outcomes().total;
            facts.push_back(
                std::format("{} {} {}", total.true_positives, total.false_positives, total.missed));
        }
    }
    page.choose("Filter rows", "Images");
    page.set(Role::searchbox, "Filter", "");
    CHECK(page.has(Role::text, "All 60 images"));
    page.press(Role::tab, "Errors");
    add(Role::figure);
    page.press(Role::tab, "Confidence");
    add(Role::row);
    page.press(Role::tab, "Groups");
    page.set(Role::searchbox, "Groups", "site");
    page.key_in(Role::searchbox, "Groups", "Enter");
    add(Role::row);
    page.press(Role::tab, "Gallery");
    add(Role::image);
    return facts;
}

}  // namespace

TEST_CASE("app pool: what is measured is what it is without a pool", "[app]") {
    const std::vector<std::string> with = measured_facts(true);
    CHECK(with.size() > 100);
    CHECK(with == measured_facts(false));
}

TEST_CASE("app pool: the catalog shows what is not labeled, as the query and the order say",
          "[app]") {
    PoolApp page;
    page.press(Role::tab, "Catalog");
    CHECK(page.has(Role::text, "40 images"));
    page.set(Role::searchbox, "Filter", "site == \"s0\"");
    const std::size_t of_site = page.app().shown_reading().order().size();
    CHECK((of_site > 5 && of_site < 35));
    page.choose("Part", "Labeled or not");
    CHECK(page.app().shown_reading().order().size() > of_site);
    page.choose("Part", "Not labeled");
    page.look([](View& view) { view.catalog_order = "hour"; });
    const std::vector<double> rising = page.hours();
    REQUIRE(rising.size() == of_site);
    CHECK(std::ranges::is_sorted(rising));
    CHECK(rising.front() < rising.back());
    page.look([](View& view) { view.catalog_descending = true; });
    CHECK(std::ranges::is_sorted(page.hours(), std::ranges::greater()));
    const auto reverse = page.names(Role::image);
    // A click leads to the picture, and Escape back to where it was.
    page.click(Role::image, reverse.front());
    CHECK(page.view().place == Place::image);
    CHECK(page.has(Role::heading, reverse.front()));
    CHECK(page.has(Role::button, "Back to catalog"));
    page.press(Role::button, "Next");
    CHECK(page.has(Role::heading, reverse[1]));
    page.key(ImGuiKey_Escape);
    CHECK(page.view().place == Place::catalog);
}

TEST_CASE("app pool: nobody judges predictions on the pool", "[app]") {
    PoolApp page;
    page.press(Role::tab, "Catalog");
    const OutcomeCounts& total = page.app().shown_reading().outcomes().total;
    CHECK(total.unjudged > 0);
    CHECK(total.false_positives == 0);
    page.choose("Part", "Labeled or not");
    const OutcomeCounts& all = page.app().shown_reading().outcomes().total;
    CHECK(all.false_positives == page.app().reading().outcomes().total.false_positives);
    CHECK(all.unjudged == total.unjudged);
}

TEST_CASE("app pool: tags are put on, asked for, undone and linked", "[app]") {
    PoolApp page;
    page.press(Role::tab, "Catalog");
    page.set(Role::searchbox, "Filter", "site == \"s1\"");
    const std::size_t shown = page.app().shown_reading().order().size();
    page.set(Role::searchbox, "Tag", "look again");
    page.press(Role::button, "Tag all that are shown");
    REQUIRE(page.view().tags.size() == 1);
    CHECK(page.view().tags[0].samples.size() == shown);
    page.set(Role::searchbox, "Filter", "tags contains \"look again\"");
    CHECK(page.app().shown_reading().order().size() == shown);
    // One picture less, by pressing it.
    page.press(Role::checkbox, "Press pictures to tag them");
    page.click(Role::image, page.names(Role::image).front());
    CHECK(page.view().place == Place::catalog);
    CHECK(page.view().tags[0].samples.size() == shown - 1);
    CHECK(page.app().shown_reading().order().size() == shown - 1);
    page.key(ImGuiKey_Z, true);
    CHECK(page.app().shown_reading().order().size() == shown);
    // The link has them.
    const Session session = page.app().session();
    page.set(Role::searchbox, "Filter", "");
    page.press(Role::button, "Take the tag off all that are shown");
    CHECK(page.view().tags.empty());
    REQUIRE(page.app().open_link(session, true));
    page.settle();
    CHECK(page.view().tags == session.view.tags);
    CHECK(page.app().shown_reading().order().size() == shown);
}

TEST_CASE("app pool: the next batch is the command line's", "[app]") {
    PoolApp page;
    page.press(Role::tab, "Next batch");
    CHECK(page.has(Role::heading, "Nothing is chosen yet"));
    page.set(Role::searchbox, "Budget", "12");
    page.set(Role::searchbox, "Never choose", "hour < 3");
    page.choose("Add a part", "Stratified");
    page.look([](View& view) { view.plan.parts[0].column = "site"; });
    page.choose("Allocation of part 1", "By spread (Neyman)");
    page.set(Role::searchbox, "Estimate of part 1", "missed > 0");
    page.choose("Add a part", "Least certain");
    page.set(Role::searchbox, "Share of part 2", "0.5");
    const SamplingPlan& plan = page.view().plan;
    CHECK(plan.budget == 12);
    REQUIRE(plan.parts.size() == 2);
    CHECK(plan.parts[0].column == "site");
    CHECK(plan.parts[0].allocation == AllocationRule::neyman);
    CHECK(plan.parts[1].share == 0.5);
    CHECK(page.names(Role::image).size() == 12);
    page.choose("Save batch", "CSV, with reasons and weights");
    page.choose("Save batch", "COCO, with predictions as pre-labels");
    page.choose("Save batch", "The plan, for errata select");
    const auto saved = page.saved();
    REQUIRE(saved.size() == 3);
    CHECK(saved[0].text == batch_of(page.world, plan, BatchFormat::csv));
    CHECK(saved[1].text == batch_of(page.world, plan, BatchFormat::coco));
    const auto again = plan_from_json(std::string_view(saved[2].text));
    REQUIRE(again);
    CHECK(*again == plan);
    // The tables about it.
    page.press(Role::tab, "Classes");
    CHECK(page.names(Role::row).size() == 2);
    page.press(Role::tab, "Strata");
    CHECK(page.names(Role::row).size() > 4);
    // And the catalog's part of it.
    page.press(Role::tab, "Catalog");
    page.choose("Part", "Next batch");
    CHECK(page.app().shown_reading().order().size() == 12);
    page.key(ImGuiKey_Z, true);
    page.key(ImGuiKey_Z, true);
    CHECK(page.view().plan.parts[1].share == 1);
}

TEST_CASE("app pool: what is no number, query or class is said and changes nothing", "[app]") {
    PoolApp page;
    page.press(Role::tab, "Next batch");
    page.set(Role::searchbox, "Budget", "many");
    CHECK(page.view().plan.budget == 100);
    CHECK(page.has(Role::text, "A whole number from 1 on"));
    page.set(Role::searchbox, "Budget", "0");
    CHECK(page.view().plan.budget == 100);
    page.key_in(Role::searchbox, "Budget", "Escape");
    CHECK(page.item(Role::searchbox, "Budget").value == "100");
    page.set(Role::searchbox, "Never choose", "hours < 3");
    CHECK(page.view().plan.exclude.empty());
    const auto texts = page.names(Role::text);
    CHECK(std::ranges::any_of(texts, [](const std::string& one) {
        return one.contains("no column") && one.contains("hours");
    }));
}

TEST_CASE("app pool: labeling functions say what they vote, and become columns", "[app]") {
    PoolApp page;
    page.press(Role::tab, "Next batch");
    page.set(Role::searchbox, "New function", "any(pred where class == \"tram\" and score > 0.2)");
    page.press(Role::button, "Add function");
    REQUIRE(page.view().plan.functions.size() == 1);
    CHECK(page.item(Role::searchbox, "New function").value.empty());
    page.choose("Vote of function 1", "tram");
    page.set(Role::searchbox, "New function", "hour > 12");
    page.press(Role::button, "Add function");
    page.choose("Vote of function 2", "car");
    const auto texts = page.names(Role::text);
    CHECK(std::ranges::count_if(texts, [](const std::string& one) {
              return one.starts_with("votes on ") && one.contains("right ");
          }) == 2);
    page.set(Role::searchbox, "Filter", "vote_conflict");
    page.press(Role::tab, "Catalog");
    page.choose("Part", "Labeled or not");
    const std::size_t conflicts = page.app().shown_reading().order().size();
    CHECK(conflicts > 0);
    // As queries say it without functions.
    page.set(Role::searchbox, "Filter",
             "any(pred where class == \"tram\" and score > 0.2) and hour > 12");
    CHECK(page.app().shown_reading().order().size() == conflicts);
    // Without the function there is no such column any more, and the bar says so.
    page.set(Role::searchbox, "Filter", "votes > 0");
    CHECK(page.app().filter_error() == std::nullopt);
    page.press(Role::tab, "Next batch");
    page.press(Role::button, "Remove function 2");
    page.press(Role::button, "Remove function 1");
    CHECK(page.app().filter_error() != std::nullopt);
}

TEST_CASE("app pool: from a weak class to a stratum, a labeling function and the catalog",
          "[app]") {
    PoolApp page;
    page.press(Role::row, "tram");
    REQUIRE(page.view().cls == "tram");
    page.choose("More like this", "With tram predicted: show in the pool");
    CHECK(page.view().place == Place::catalog);
    CHECK(page.view().query == "any(pred where class == \"tram\" and score >= 0.5)");
    // What the filter selects becomes all else.
    page.choose("More like this", "Make it a stratum of the next batch");
    CHECK(page.view().place == Place::plan);
    REQUIRE(page.view().plan.parts.size() == 1);
    CHECK(page.view().plan.parts[0].queries == std::vector<std::string>{page.view().query});
    page.choose("More like this", "Make a labeling function of it");
    CHECK(page.view().plan.functions.size() == 1);
    page.choose("More like this", "Leave these out of the next batch");
    CHECK(page.view().plan.exclude == page.view().query);
    page.choose("More like this", "Choose the next batch among these only");
    CHECK(page.view().plan.from == page.view().query);
    // A picture offers what is in it.
    page.set(Role::searchbox, "Filter", "");
    page.press(Role::tab, "Catalog");
    page.click(Role::image, page.names(Role::image).front());
    page.press(Role::button, "More like this");
    const auto offered = page.names(Role::menu_item);
    CHECK(std::ranges::any_of(
        offered, [](const std::string& one) { return one.starts_with("With site s"); }));
}
