// Filters of ground-truth objects and of predictions, and groups: what views show of them.
#include <catch2/catch_amalgamated.hpp>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "data/subset.h"
#include "engine/jobs.h"
#include "engine/subset.h"
#include "support/harbour.h"
#include "support/random_boxes.h"
#include "support/restricting.h"

using namespace errata;
using namespace errata::ui;
using errata::test::HarbourApp;

namespace {

void choose_rows(HarbourApp& driver, std::string_view rows, const std::string& query) {
    driver.press(Role::button, "Filter rows");
    driver.press(Role::option, rows);
    driver.set(Role::searchbox, "Filter", query);
}

const OutcomeCounts& counts(HarbourApp& driver) { return driver.app().reading().outcomes().total; }

}  // namespace

TEST_CASE("filter rows: of objects the others are ignored, and what takes them", "[filter_rows]") {
    HarbourApp driver;
    choose_rows(driver, "Objects", "area > 300 px2");
    // The missed boat alone counts; the false buoy stays one.
    CHECK(counts(driver) == OutcomeCounts{.true_positives = 0,
                                          .false_positives = 1,
                                          .missed = 1,
                                          .ignored_predictions = 2,
                                          .ignored_objects = 2});
    CHECK(driver.item(Role::figure, "AP").value == "0.0");
    CHECK(driver.has(Role::text, "1 of 3 objects"));
    CHECK(driver.app().evaluation().dataset.samples.size() == 4);
    // Where only whole data can be told of, that is said.
    driver.press(Role::tab, "Errors");
    CHECK_FALSE(driver.has(Role::table, "Kinds of errors"));
    driver.press(Role::tab, "Confidence");
    driver.press(Role::tab, "Overview");
    driver.set(Role::searchbox, "Filter", "");
    CHECK(counts(driver).true_positives == 2);
    CHECK(driver.has(Role::text, "All 3 objects"));
}

TEST_CASE("filter rows: predictions are left out before matching", "[filter_rows]") {
    HarbourApp driver;
    choose_rows(driver, "Predictions", "score > 65%");
    CHECK(driver.app().evaluation().run.size() == 2);
    CHECK(counts(driver) == OutcomeCounts{.true_positives = 1, .false_positives = 1, .missed = 2});
    driver.press(Role::tab, "Errors");
    CHECK(driver.has(Role::table, "Kinds of errors"));
    driver.press(Role::tab, "Image");
    CHECK(driver.has(Role::row, "boat"));
    // A query that says nothing of other rows is left behind, one that does stays.
    driver.press(Role::button, "Filter rows");
    driver.press(Role::option, "Images");
    CHECK(driver.app().view().query.empty());
    driver.set(Role::searchbox, "Filter", "width > 3 px");
    driver.press(Role::button, "Filter rows");
    driver.press(Role::option, "Predictions");
    CHECK(driver.app().view().query == "width > 3 px");
    CHECK(driver.app().evaluation().run.size() == 3);
}

TEST_CASE("filter rows: another IoU is matched over what is selected", "[filter_rows]") {
    HarbourApp driver;
    choose_rows(driver, "Objects", "area < 300 px2");
    driver.set(Role::slider, "IoU", "0.3");
    CHECK_FALSE(driver.app().reading().is_stale());
    CHECK(driver.app().reading().iou() == 0.3);
    CHECK(counts(driver).true_positives == 2);
    CHECK(counts(driver).missed == 0);
    CHECK(counts(driver).ignored_objects == 1);
}

TEST_CASE("filter rows: a query about IoUs follows when its matches are here", "[filter_rows]") {
    HarbourApp driver;
    driver.set(Role::searchbox, "Filter", "any(truth where outcome == \"missed\")");
    CHECK(driver.app().evaluation().dataset.samples.size() == 1);
    driver.host_commands();
    driver.set(Role::slider, "IoU", "0.3");
    std::vector<double> asked;
    for (const HostCommand& one : driver.host_commands()) {
        if (const auto* again = std::get_if<MatchAgain>(&one)) asked.push_back(again->iou);
    }
    CHECK(asked == std::vector<double>{0.3});
    CHECK(driver.app().evaluation().dataset.samples.size() == 1);
    // Matches that leave the buoy of c.jpg without its own: then it is missed, too.
    driver.app().set_matches({.iou = 0.3,
                              .predictions = 3,
                              .objects = 3,
                              .assignments = Column<Assignment>(std::vector<Assignment>{
                                  {.prediction = 0, .truth = 0, .thresholds = 1}}),
                              .beyond_limit = {}});
    driver.settle();
    CHECK(driver.app().evaluation().dataset.samples.size() == 2);
    CHECK_FALSE(driver.app().reading().is_stale());
    CHECK(driver.app().reading().outcomes().total.missed == 2);
}

TEST_CASE("filter rows: predictions matched anew are matched as in a file with no others",
          "[filter_rows]") {
    Random random(8);
    std::size_t met = 0;
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const test::Texts texts = test::random_texts(seed, 40);
        const Evaluation whole = test::evaluate_texts(texts, 1);
        const BitSet rows = test::random_rows(whole.run.size(), random);
        const SubsetRows kept = subset_rows(whole.dataset, whole.run,
                                            BitSet(whole.dataset.samples.size(), true), &rows);
        Evaluation part = subset_of(whole, kept);
        REQUIRE_FALSE(test::finish(match_anew(part)));

        const auto all = nlohmann::json::parse(texts.predictions);
        nlohmann::json some = nlohmann::json::array();
        for (std::size_t row = 0; row < whole.run.size(); ++row) {
            const std::size_t place = whole.run.file_row.empty() ? row : whole.run.file_row[row];
            if (rows[row]) some.push_back(all[place]);
        }
        const Evaluation fresh =
            test::evaluate_texts({.truth = texts.truth, .predictions = some.dump()}, 1);
        REQUIRE(part.run.size() == fresh.run.size());
        const auto same = [](const Assignment& a, const Assignment& b) {
            return a.prediction == b.prediction && a.truth == b.truth &&
                   a.thresholds == b.thresholds;
        };
        CHECK(std::ranges::equal(part.assignments, fresh.assignments, same));
        CHECK(std::ranges::equal(part.beyond_limit, fresh.beyond_limit));
        met += part.assignments.size();
    }
    CHECK(met > 100);
}

TEST_CASE("groups: each has its figures, sorts by them, and filters to itself", "[filter_rows]") {
    HarbourApp driver;
    driver.press(Role::tab, "Groups");
    driver.press(Role::button, "Group by");
    driver.press(Role::option, "objects");
    CHECK(driver.names(Role::row) ==
          std::vector<std::string>{"All of these", "objects == 0", "objects == 1", "objects == 2"});
    driver.press(Role::column_header, "Rows");
    CHECK(driver.names(Role::row) ==
          std::vector<std::string>{"All of these", "objects == 0", "objects == 1", "objects == 2"});
    driver.press(Role::column_header, "AP50");
    CHECK(driver.names(Role::row)[1] == "objects == 1");
    // Every column of its row: one buoy, found exactly; one image, one object.
    CHECK(driver.item(Role::row, "objects == 1").value.starts_with("1\t1\t100.0\t100.0"));
    driver.press(Role::row, "objects == 1");
    CHECK(driver.app().view().query == "objects == 1");
    CHECK(driver.names(Role::row) == std::vector<std::string>{"All of these", "objects == 1"});
    driver.press(Role::row, "objects == 1");
    CHECK(driver.app().view().query.empty());

    driver.set(Role::searchbox, "Groups", "file == \"a;b\"; objects > 0 or width < 3 px; width >");
    driver.key_in(Role::searchbox, "Groups", "Enter");
    CHECK(driver.names(Role::row).empty());  // the last is none
    driver.set(Role::searchbox, "Groups",
               "file == \"a;b\"; objects > 0 or width < 3 px; width > 3");
    driver.key_in(Role::searchbox, "Groups", "Enter");
    CHECK(driver.names(Role::row) ==
          std::vector<std::string>{"All of these", "objects > 0 or width < 3 px", "width > 3"});
    driver.press(Role::row, "objects > 0 or width < 3 px");
    CHECK(driver.app().view().query == "objects > 0 or width < 3 px");
    CHECK(driver.app().evaluation().dataset.samples.size() == 2);
    driver.set(Role::searchbox, "Groups", "");
    CHECK(driver.names(Role::row).empty());
}

TEST_CASE("groups: of objects by a column of theirs or of their images", "[filter_rows]") {
    HarbourApp driver;
    driver.press(Role::tab, "Groups");
    driver.press(Role::button, "Filter rows");
    driver.press(Role::option, "Objects");
    driver.press(Role::button, "Group by");
    driver.press(Role::option, "class");
    CHECK(driver.names(Role::row) ==
          std::vector<std::string>{"All of these", "class == \"boat\"", "class == \"buoy\""});
    driver.set(Role::searchbox, "Groups", "file");
    driver.key_in(Role::searchbox, "Groups", "Enter");
    CHECK(driver.names(Role::row) ==
          std::vector<std::string>{"All of these", "file == \"a.jpg\"", "file == \"c.jpg\""});
    CHECK(driver.item(Role::row, "file == \"a.jpg\"").value.starts_with("2\t2\t"));
}
