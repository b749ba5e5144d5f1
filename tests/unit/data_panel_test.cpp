// A chart of every column, and columns in tables and captions: what acting on them makes of the view.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>

#include "support/harbour.h"

using namespace errata;
using namespace errata::ui;
using errata::test::HarbourApp;

namespace {

struct DataApp : HarbourApp {
    DataApp() : HarbourApp({1280, 2000}) { press(Role::tab, "Data"); }

    std::string query() { return app().view().query; }
    std::size_t shown() { return app().evaluation().dataset.samples.size(); }

    // Drags over a histogram, from and to shares of its width.
    void drag(std::string_view name, float from, float to) {
        const ui::Rectangle at = item(Role::plot, name).rectangle;
        ImGuiIO& io = ImGui::GetIO();
        io.AddMousePosEvent(at.x + at.width * from, at.y + at.height / 2);
        settle();
        io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
        settle();
        io.AddMousePosEvent(at.x + at.width * to, at.y + at.height / 2);
        settle();
        io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
        settle();
    }
};

}  // namespace

TEST_CASE("data: a value that is pressed is a part of the query, and goes when it is pressed again",
          "[data_panel]") {
    DataApp driver;
    CHECK(driver.item(Role::checkbox, "classes: boat").value == "1");
    CHECK_FALSE(*driver.item(Role::checkbox, "classes: boat").state.checked);
    driver.press(Role::checkbox, "classes: boat");
    CHECK(driver.query() == "classes contains \"boat\"");
    CHECK(driver.shown() == 1);
    CHECK(*driver.item(Role::checkbox, "classes: boat").state.checked);
    CHECK(driver.item(Role::checkbox, "classes: buoy").value == "0 of 1");
    driver.press(Role::checkbox, "classes: buoy");
    CHECK(driver.query() == "classes contains \"boat\" or classes contains \"buoy\"");
    CHECK(driver.shown() == 2);
    driver.press(Role::checkbox, "classes: boat");
    driver.press(Role::checkbox, "classes: buoy");
    CHECK(driver.query().empty());
    CHECK(driver.shown() == 4);
    // Each press is a step of undo.
    driver.key(ImGuiKey_Z, true);
    CHECK(driver.query() == "classes contains \"buoy\"");
}

TEST_CASE("data: a range is dragged, moved by its ends, and let go by a click", "[data_panel]") {
    DataApp driver;
    // One object less than two: bins 0, 1, 2.
    CHECK(driver.item(Role::plot, "Histogram of objects").value == "3 bins, 4 rows");
    driver.drag("Histogram of objects", 0.5F, 0.9F);
    CHECK(driver.query() == "objects >= 1");
    CHECK(driver.shown() == 2);
    CHECK(driver.item(Role::plot, "Histogram of objects").value == "3 bins, 2 rows");
    CHECK(driver.item(Role::slider, "Least objects").value == "1");
    CHECK(driver.item(Role::slider, "Greatest objects").value == "3");
    driver.set(Role::slider, "Greatest objects", "2");
    CHECK(driver.query() == "1 <= objects < 2");
    CHECK(driver.shown() == 1);
    driver.set(Role::slider, "Least objects", "much");
    CHECK(driver.query() == "1 <= objects < 2");
    // A click in what is chosen lets it go; elsewhere it chooses a bin.
    driver.drag("Histogram of objects", 0.5F, 0.5F);
    CHECK(driver.query().empty());
    driver.drag("Histogram of objects", 0.1F, 0.1F);
    CHECK(driver.query() == "objects < 1");
    CHECK(driver.shown() == 2);
    driver.press(Role::button, "Clear objects");
    CHECK(driver.query().empty());
}

TEST_CASE("data: columns of objects and predictions ask for images that have such",
          "[data_panel]") {
    DataApp driver;
    driver.press(Role::button, "Table");
    driver.press(Role::option, "Columns of objects");
    CHECK(driver.app().view().data_table == Table::truth);
    driver.press(Role::checkbox, "outcome: missed");
    CHECK(driver.query() == "any(truth where outcome == \"missed\")");
    CHECK(driver.shown() == 1);
    CHECK(driver.item(Role::checkbox, "outcome: found").value == "1 of 2");
    // Other parts stay, whatever they are.
    driver.set(Role::searchbox, "Filter",
               "count(pred) >= 1 and any(truth where outcome == \"missed\")");
    driver.press(Role::checkbox, "outcome: found");
    CHECK(driver.query() ==
          "count(pred) >= 1 and any(truth where outcome in (\"missed\", \"found\"))");
    driver.set(Role::searchbox, "Search columns", "AREA");
    CHECK(driver.has(Role::plot, "Histogram of area"));
    CHECK_FALSE(driver.has(Role::checkbox, "outcome: found"));
    driver.set(Role::searchbox, "Search columns", "no such");
    CHECK(driver.has(Role::text, "No column is called or is about \u201Cno such\u201D."));
}

TEST_CASE("data: counts follow the thresholds, and nothing is left is borne", "[data_panel]") {
    DataApp driver;
    driver.press(Role::button, "Table");
    driver.press(Role::option, "Columns of objects");
    CHECK(driver.item(Role::checkbox, "outcome: found").value == "2");
    driver.set(Role::slider, "Confidence", "0.65");
    CHECK(driver.item(Role::checkbox, "outcome: found").value == "1");
    driver.set(Role::searchbox, "Filter", "not true");
    CHECK(driver.shown() == 0);
    CHECK(driver.item(Role::checkbox, "outcome: found").value == "0 of 1");
}

TEST_CASE("columns: the gallery is in the order of any, and shows their values", "[data_panel]") {
    HarbourApp driver;
    driver.press(Role::tab, "Gallery");
    const auto order_by = [&](const std::string& column, bool descending) {
        Session session = driver.app().session();
        session.view.order = SampleOrder::by_column;
        session.view.order_column = column;
        session.view.order_descending = descending;
        driver.app().open_link(session, true);
        driver.settle();
    };
    order_by("objects", true);
    CHECK(driver.names(Role::image) ==
          std::vector<std::string>{"a.jpg", "c.jpg", "b.jpg", "d.jpg"});
    order_by("precision", false);
    // d.jpg has no predictions, so no precision: last in either direction.
    CHECK(driver.names(Role::image) ==
          std::vector<std::string>{"b.jpg", "a.jpg", "c.jpg", "d.jpg"});
    driver.set(Role::slider, "Confidence", "0.65");
    CHECK(driver.names(Role::image) ==
          std::vector<std::string>{"b.jpg", "a.jpg", "c.jpg", "d.jpg"});
    order_by("file", false);
    driver.press(Role::button, "Order");
    driver.press(Role::option, "Order: file, from Z on");
    driver.set(Role::searchbox, "Filter", "objects >= 1");
    CHECK(driver.names(Role::image) == std::vector<std::string>{"c.jpg", "a.jpg"});
    const float before = driver.item(Role::image, "a.jpg").rectangle.height;
    driver.press(Role::button, "Columns");
    driver.press(Role::menu_item, "width");
    driver.press(Role::menu_item, "objects");  // the menu stays open
    CHECK(driver.app().view().sample_columns == "width, objects");
    CHECK(driver.item(Role::image, "a.jpg").rectangle.height == before + 32);
    driver.press(Role::menu_item, "width");
    CHECK(driver.app().view().sample_columns == "objects");
}

TEST_CASE("columns: the list of objects shows any, and sorts by them", "[data_panel]") {
    HarbourApp driver;
    driver.press(Role::tab, "Image");
    CHECK(driver.names(Role::row) == std::vector<std::string>{"boat", "boat"});
    driver.press(Role::button, "Columns");
    driver.press(Role::menu_item, "area");
    driver.key(ImGuiKey_Escape);
    // The prediction of 80, then the missed object of 400.
    CHECK(driver.item(Role::row, "boat").value == "true positive\t0.70\t80");
    driver.press(Role::column_header, "area");
    CHECK(driver.app().view().object_sort == "area");
    CHECK(driver.item(Role::row, "boat").value == "missed\t\t400");
    driver.press(Role::column_header, "area");
    CHECK(driver.item(Role::row, "boat").value == "true positive\t0.70\t80");
    // In a selection rows are still their own.
    driver.set(Role::searchbox, "Filter", "file == \"c.jpg\"");
    CHECK(driver.item(Role::row, "buoy").value == "true positive\t0.60\t100");
}

TEST_CASE("columns: the class table shows those that are chosen", "[data_panel]") {
    HarbourApp driver({1600, 900});
    const auto headers = [&] { return driver.names(Role::column_header); };
    CHECK(std::ranges::contains(headers(), "AP50"));
    CHECK_FALSE(std::ranges::contains(headers(), "AP75"));
    driver.press(Role::button, "Columns");
    driver.press(Role::menu_item, "AP75");
    CHECK(std::ranges::contains(headers(), "AP75"));
    CHECK(std::ranges::contains(headers(), "AP50"));
    driver.press(Role::menu_item, "AP50");
    CHECK_FALSE(std::ranges::contains(headers(), "AP50"));
    driver.press(Role::menu_item, "The usual ones");
    CHECK(driver.app().view().class_columns.empty());
    CHECK(std::ranges::contains(headers(), "AP50"));
}

TEST_CASE("filter: what was asked is offered again, and can be forgotten", "[data_panel]") {
    std::string kept;
    {
        HarbourApp driver;
        driver.set(Role::searchbox, "Filter", "objects >= 1");
        driver.key_in(Role::searchbox, "Filter", "Enter");
        driver.set(Role::searchbox, "Filter", "width > 3 px");
        driver.key_in(Role::searchbox, "Filter", "Enter");
        CHECK(driver.app().settings().queries ==
              std::vector<std::string>{"width > 3 px", "objects >= 1"});
        driver.press(Role::button, "Clear the filter");
        driver.key_in(Role::searchbox, "Filter", "ArrowUp");
        driver.press(Role::option, "objects >= 1");
        CHECK(driver.app().view().query == "objects >= 1");
        CHECK(driver.app().settings().queries.size() == 2);
        driver.key_in(Role::searchbox, "Filter", "ArrowUp");
        driver.press(Role::button, "Forget width > 3 px");
        CHECK(driver.app().settings().queries == std::vector<std::string>{"objects >= 1"});
        for (const HostCommand& one : driver.host_commands()) {
            const auto* setting = std::get_if<KeepSetting>(&one);
            if (setting != nullptr && setting->key == "queries") kept = setting->value;
        }
    }
    // Kept as a setting, and read as one.
    HarbourApp later;
    later.app().set_setting("queries", kept);
    CHECK(later.app().settings().queries == std::vector<std::string>{"objects >= 1"});
}

TEST_CASE("filter: many queries of long words are kept to the last ones", "[data_panel]") {
    Settings settings;
    for (int i = 0; i < 30; ++i) remember_query(settings, "width > " + std::to_string(i));
    remember_query(settings, "");
    remember_query(settings, "width > 25");
    CHECK(settings.queries.size() == most_queries);
    CHECK(settings.queries.front() == "width > 25");
    CHECK(std::ranges::count(settings.queries, "width > 25") == 1);
    CHECK(settings.queries.back() == "width > 10");
}
