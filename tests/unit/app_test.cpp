// Views and commands of the interface, without a browser: what items there are, and what acting on them does.
#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <nlohmann/json.hpp>
#include <set>

#include "session/link.h"
#include "support/harbour.h"
#include "ui/actions.h"
#include "ui/shortening.h"

using namespace errata;
using namespace errata::ui;
using errata::test::AppDriver;
using errata::test::Harbour;
using errata::test::HarbourApp;
using nlohmann::json;

namespace {

template <typename Deed>
std::vector<Deed> deeds(const std::vector<HostCommand>& commands) {
    std::vector<Deed> found;
    for (const HostCommand& one : commands) {
        if (const auto* deed = std::get_if<Deed>(&one)) found.push_back(*deed);
    }
    return found;
}

}  // namespace

TEST_CASE("app: the rail leads to every place, and each shows its heading or pictures", "[app]") {
    HarbourApp driver;
    CHECK(driver.has(Role::heading, "Classes"));
    driver.click(Role::tab, "Gallery");
    CHECK(driver.app().view().place == Place::gallery);
    CHECK(driver.names(Role::image) ==
          std::vector<std::string>{"a.jpg", "b.jpg", "c.jpg", "d.jpg"});
    driver.press(Role::tab, "Image");
    CHECK(driver.has(Role::heading, "a.jpg"));
    driver.key(ImGuiKey_4);
    CHECK(driver.app().view().place == Place::files);
    CHECK(driver.has(Role::row, "truth.json"));
    driver.key(ImGuiKey_1);
    CHECK(driver.app().view().place == Place::overview);
}

TEST_CASE("app: the confidence slider moves counts and leaves AP alone", "[app]") {
    HarbourApp driver;
    const std::string ap = driver.item(Role::figure, "AP").value;
    CHECK(driver.app().reading().outcomes().total.true_positives == 2);
    driver.set(Role::slider, "Confidence", "0.65");
    CHECK(driver.app().view().confidence == 0.65);
    CHECK(driver.app().reading().outcomes().total.true_positives == 1);
    CHECK(driver.app().reading().outcomes().total.missed == 2);
    CHECK(driver.item(Role::figure, "AP").value == ap);
    // A number that is none changes nothing; one outside goes to the end.
    for (const char* none : {"high", "nan", "inf", "0.3x", ""}) {
        driver.set(Role::slider, "Confidence", none);
        CHECK(driver.app().view().confidence == 0.65);
    }
    driver.set(Role::slider, "Confidence", "7");
    CHECK(driver.app().view().confidence == 1);
}

TEST_CASE("app: an IoU of the protocol is at hand, another is asked for and shown as stale",
          "[app]") {
    HarbourApp driver;
    driver.host_commands();
    driver.set(Role::slider, "IoU", "0.85");
    CHECK(driver.app().reading().outcomes().total.true_positives == 1);
    CHECK_FALSE(driver.app().reading().is_stale());
    driver.set(Role::slider, "IoU", "0.3");
    const auto asked = deeds<MatchAgain>(driver.host_commands());
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].iou == 0.3);
    CHECK(driver.app().reading().is_stale());
    CHECK(driver.app().reading().iou() == 0.85);
    driver.app().set_matches({.iou = 0.3,
                              .predictions = 3,
                              .objects = 3,
                              .assignments = Column<Assignment>(std::vector<Assignment>{
                                  {.prediction = 0, .truth = 0, .thresholds = 1}}),
                              .beyond_limit = {}});
    driver.settle();
    CHECK_FALSE(driver.app().reading().is_stale());
    CHECK(driver.app().reading().outcomes().total.true_positives == 1);
    CHECK(driver.app().reading().outcomes().total.false_positives == 2);
}

TEST_CASE("app: undo and redo go over every decision, a drag at a time", "[app]") {
    HarbourApp driver;
    CHECK(driver.item(Role::button, "Undo").state.disabled);
    driver.set(Role::slider, "Confidence", "0.65");
    driver.press(Role::column_header, "AP");
    driver.press(Role::row, "buoy");
    CHECK(driver.app().view().cls == "buoy");
    driver.key(ImGuiKey_Z, true);
    CHECK(driver.app().view().cls.empty());
    CHECK(driver.app().view().class_sort == "AP");
    driver.press(Role::button, "Undo");
    CHECK(driver.app().view().class_sort == "Class");
    driver.press(Role::button, "Undo");
    CHECK(driver.app().view().confidence == 0.5);
    CHECK(driver.item(Role::button, "Undo").state.disabled);
    driver.key(ImGuiKey_Z, true, true);
    CHECK(driver.app().view().confidence == 0.65);

    // A drag over the slider is one step.
    const Rectangle at = driver.item(Role::slider, "Confidence").rectangle;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(at.x + at.width * 0.6F, at.y + at.height / 2);
    driver.settle();
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
    driver.settle();
    for (int i = 0; i < 5; ++i) {
        io.AddMousePosEvent(at.x + at.width * (0.55F - 0.05F * static_cast<float>(i)),
                            at.y + at.height / 2);
        driver.settle();
    }
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    driver.settle();
    CHECK(driver.app().view().confidence < 0.4);
    driver.press(Role::button, "Undo");
    CHECK(driver.app().view().confidence == 0.65);
}

TEST_CASE("app: the class table sorts, searches and selects", "[app]") {
    HarbourApp driver;
    CHECK(driver.names(Role::row) == std::vector<std::string>{"boat", "buoy"});
    driver.click(Role::column_header, "FP");
    CHECK(driver.names(Role::row) == std::vector<std::string>{"buoy", "boat"});
    CHECK(driver.item(Role::column_header, "FP").state.sort == "descending");
    driver.click(Role::column_header, "FP");
    CHECK(driver.item(Role::column_header, "FP").state.sort == "ascending");
    driver.set(Role::searchbox, "Search classes", "BOA");
    CHECK(driver.names(Role::row) == std::vector<std::string>{"boat"});
    driver.set(Role::searchbox, "Search classes", "kayak");
    CHECK(driver.names(Role::row).empty());
    CHECK(driver.has(Role::text, "No class is called \u201Ckayak\u201D."));
    driver.set(Role::searchbox, "Search classes", "");
    driver.click(Role::row, "boat");
    CHECK(driver.app().view().cls == "boat");
    CHECK(driver.has(Role::heading, "boat"));
    CHECK(driver.item(Role::row, "boat").state.selected);
}

TEST_CASE("app: the gallery shows what its filter is about, in its order", "[app]") {
    HarbourApp driver;
    driver.key(ImGuiKey_F);
    CHECK(driver.app().view().place == Place::gallery);
    CHECK(driver.names(Role::image) == std::vector<std::string>{"b.jpg"});
    driver.key(ImGuiKey_M);
    CHECK(driver.names(Role::image) == std::vector<std::string>{"a.jpg"});
    driver.key(ImGuiKey_E);
    CHECK(driver.names(Role::image) == std::vector<std::string>{"a.jpg", "b.jpg"});
    driver.key(ImGuiKey_T);
    CHECK(driver.names(Role::image) == std::vector<std::string>{"a.jpg", "c.jpg"});
    driver.press(Role::button, "Order");
    driver.press(Role::option, "Order: lowest score first");
    CHECK(driver.names(Role::image) == std::vector<std::string>{"c.jpg", "a.jpg"});
    driver.press(Role::button, "Order");
    driver.press(Role::option, "Order: worst IoU first");
    CHECK(driver.names(Role::image) == std::vector<std::string>{"a.jpg", "c.jpg"});
    driver.press(Role::button, "Class");
    driver.press(Role::option, "buoy");
    CHECK(driver.names(Role::image) == std::vector<std::string>{"c.jpg"});
    driver.set(Role::slider, "Confidence", "0.95");
    CHECK(driver.names(Role::image).empty());
    driver.press(Role::button, "Show everything");
    CHECK(driver.names(Role::image).size() == 4);
}

TEST_CASE("app: J and K step through the gallery's order, the list selects boxes", "[app]") {
    HarbourApp driver;
    driver.key(ImGuiKey_E);
    driver.click(Role::image, "a.jpg");
    CHECK(driver.app().view().place == Place::image);
    CHECK(driver.has(Role::text, "1 of 2"));
    driver.key(ImGuiKey_J);
    CHECK(driver.app().view().sample == "b.jpg");
    driver.key(ImGuiKey_J);
    CHECK(driver.app().view().sample == "b.jpg");
    driver.key(ImGuiKey_K);
    CHECK(driver.app().view().sample == "a.jpg");
    const auto rows = driver.names(Role::row);
    CHECK(rows == std::vector<std::string>{"boat", "boat"});
    CHECK(driver.item(Role::row, "boat").value == "true positive\t0.70\t0.80");
    driver.press(Role::row, "boat");
    CHECK(driver.app().view().object == "p:1");
    CHECK(driver.app().reading().prediction() == 0);
    driver.press(Role::checkbox, "Missed");
    CHECK_FALSE(driver.app().view().layers.missed);
    driver.key(ImGuiKey_K);  // there is none before it
    CHECK(driver.app().view().object == "p:1");
    driver.key(ImGuiKey_Escape);
    CHECK(driver.app().view().place == Place::image);
    CHECK(driver.app().view().object.empty());
    driver.key(ImGuiKey_Escape);
    CHECK(driver.app().view().place == Place::gallery);
}

TEST_CASE("app: the palette finds commands, classes and images", "[app]") {
    HarbourApp driver;
    driver.key(ImGuiKey_K, true);
    CHECK(driver.has(Role::dialog, "Find"));
    CHECK(driver.app().fields().size() == 1);  // fields under it are not to be typed into
    driver.set(Role::searchbox, "Find", "c.jp");
    CHECK(driver.names(Role::option) == std::vector<std::string>{"c.jpg"});
    driver.key_in(Role::searchbox, "Find", "Enter");
    CHECK(driver.app().view().place == Place::image);
    CHECK(driver.app().view().sample == "c.jpg");
    CHECK_FALSE(driver.has(Role::dialog, "Find"));

    driver.key(ImGuiKey_K, true);
    driver.set(Role::searchbox, "Find", "buoy");
    driver.key_in(Role::searchbox, "Find", "Enter");
    CHECK(driver.app().view().place == Place::overview);
    CHECK(driver.app().view().cls == "buoy");

    driver.key(ImGuiKey_K, true);
    driver.set(Role::searchbox, "Find", "show");
    const auto found = driver.names(Role::option);
    REQUIRE(found.size() > 2);
    driver.key_in(Role::searchbox, "Find", "ArrowDown");
    CHECK(driver.item(Role::option, found[1]).state.selected);
    driver.key_in(Role::searchbox, "Find", "Escape");
    CHECK_FALSE(driver.has(Role::dialog, "Find"));
}

TEST_CASE("app: dialogs answer to the pointer, and a click beside one leaves it", "[app]") {
    HarbourApp driver;
    driver.key(ImGuiKey_K, true);
    driver.set(Role::searchbox, "Find", "gallery");
    driver.click(Role::option, "Go to gallery");
    CHECK(driver.app().view().place == Place::gallery);
    driver.key(ImGuiKey_Slash, false, true);
    driver.click(Role::button, "Close");
    CHECK_FALSE(driver.has(Role::dialog, "Keyboard shortcuts"));
    driver.key(ImGuiKey_Slash, false, true);
    driver.click(Role::tab, "Overview");
    CHECK_FALSE(driver.has(Role::dialog, "Keyboard shortcuts"));
    CHECK(driver.app().view().place == Place::gallery);
}

TEST_CASE("app: a link shows the same view of the same data elsewhere", "[app]") {
    View sent;
    std::string fragment;
    {
        HarbourApp sender;
        sender.set(Role::slider, "Confidence", "0.6");
        sender.key(ImGuiKey_M);
        sender.press(Role::image, "a.jpg");
        sender.host_commands();
        sender.key(ImGuiKey_L, false, true);
        const auto links = deeds<CopyLink>(sender.host_commands());
        REQUIRE(links.size() == 1);
        fragment = links[0].fragment;
        sent = sender.app().view();
    }
    auto wanted = session_from_fragment(fragment);
    REQUIRE(wanted.has_value());

    AppDriver receiver;
    CHECK_FALSE(receiver.app().open_link(*wanted));
    receiver.open(Harbour().truth, Harbour().predictions);
    CHECK(receiver.app().view() == sent);
    CHECK(receiver.app().link_differences().empty());
    CHECK(receiver.has(Role::heading, "a.jpg"));
    // A second one is followed at once.
    wanted->view.place = Place::files;
    CHECK(receiver.app().open_link(*wanted));
    CHECK(receiver.app().view().place == Place::files);
}

TEST_CASE("app: places are new entries in the history, sliders are not", "[app]") {
    HarbourApp driver;
    driver.host_commands();
    driver.set(Role::slider, "Confidence", "0.6");
    auto written = deeds<WriteHistory>(driver.host_commands());
    REQUIRE(written.size() == 1);
    CHECK_FALSE(written[0].push);
    driver.press(Role::tab, "Gallery");
    written = deeds<WriteHistory>(driver.host_commands());
    REQUIRE(written.size() == 1);
    CHECK(written[0].push);
    driver.settle();
    CHECK(driver.host_commands().empty());
}

TEST_CASE("app: settings are told to the host and taken from it", "[app]") {
    HarbourApp driver;
    driver.app().set_system_scheme(Scheme::light);
    CHECK(driver.app().scheme() == Scheme::light);
    driver.app().set_setting("theme", "dark");
    CHECK(driver.app().scheme() == Scheme::dark);
    driver.host_commands();
    driver.key(ImGuiKey_Backslash);
    const auto kept = deeds<KeepSetting>(driver.host_commands());
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].key == "side_panel");
    CHECK(kept[0].value == "0");
    CHECK_FALSE(driver.has(Role::heading, "All classes"));
    driver.app().set_setting("side_panel", "1");
    driver.app().set_setting("side_panel_width", "99999");
    driver.app().set_setting("nonsense", "1");
    driver.settle();
    CHECK(driver.has(Role::heading, "All classes"));
    CHECK(driver.app().settings().side_panel_width < 700);
}

TEST_CASE("app: every action has a name of its own and a key of its own", "[app]") {
    std::set<std::string_view> ids;
    std::set<std::string> keys;
    for (const Action& one : actions()) {
        CHECK(ids.insert(one.id).second);
        const std::string key = shortcut_of(one);
        if (!key.empty()) CHECK(keys.insert(key).second);
        CHECK(one.run != nullptr);
    }
    HarbourApp driver;
    driver.key(ImGuiKey_Slash, false, true);
    REQUIRE(driver.has(Role::dialog, "Keyboard shortcuts"));
    for (const Action& one : actions()) {
        if (!shortcut_of(one).empty()) CHECK(driver.has(Role::figure, one.label));
    }
}

TEST_CASE("app: no images, no classes, no predictions, and names of any length", "[app]") {
    AppDriver driver;
    driver.open(R"({"images": [], "annotations": [], "categories": []})", "[]");
    for (const char* place : {"Gallery", "Image", "Files", "Overview"})
        driver.press(Role::tab, place);
    CHECK(driver.has(Role::text, "The ground truth lists no classes."));

    const std::string name(4000, 'x');
    driver.open(json({{"images", {{{"id", 1}, {"file_name", name}}}},
                      {"annotations", json::array()},
                      {"categories", {{{"id", 1}, {"name", name}}}}})
                    .dump(),
                "[]");
    for (const char* place : {"Gallery", "Image", "Files", "Overview"}) {
        driver.press(Role::tab, place);
        for (const Item& item : driver.app().items()) {
            CHECK(item.rectangle.x + item.rectangle.width <= 1281);
        }
    }
    driver.press(Role::row, name);
    CHECK(driver.app().view().cls == name);
}

TEST_CASE("app: narrow windows lose the panel at the side and keep every place", "[app]") {
    AppDriver driver({480, 640});
    driver.open(Harbour().truth, Harbour().predictions);
    CHECK_FALSE(driver.has(Role::heading, "All classes"));
    for (const char* place : {"Gallery", "Image", "Files", "Overview"}) {
        driver.click(Role::tab, place);
        CHECK(driver.item(Role::tab, place).state.selected);
    }
    driver.click(Role::tab, "Image");
    CHECK(driver.has(Role::heading, "a.jpg"));
    driver.click(Role::button, "Next");
    CHECK(driver.has(Role::heading, "b.jpg"));
    driver.click(Role::button, "Menu");
    CHECK(driver.item(Role::menu_item, "Side panel").state.disabled);
}

TEST_CASE("app: Escape closes a menu and does nothing else; keys are the menu's while it is open",
          "[app]") {
    HarbourApp driver;
    driver.press(Role::row, "boat");
    driver.click(Role::button, "Menu");
    REQUIRE(driver.has(Role::menu_item, "Start over"));
    driver.key(ImGuiKey_M);
    CHECK(driver.app().view().place == Place::overview);
    driver.key(ImGuiKey_Escape);
    CHECK_FALSE(driver.has(Role::menu_item, "Start over"));
    CHECK(driver.app().view().cls == "boat");
    driver.key(ImGuiKey_Escape);
    CHECK(driver.app().view().cls.empty());
}

TEST_CASE("app: a step back in the history is about whatever is open", "[app]") {
    HarbourApp driver;
    driver.set(Role::slider, "Confidence", "0.65");
    Session before = driver.app().session();
    before.view.place = Place::gallery;
    driver.open(Harbour().truth, "[]");
    before.files.push_back({.name = "gone.json", .kind = FileKind::predictions});
    CHECK_FALSE(driver.app().open_link(before));
    driver.app().clear_link();
    CHECK(driver.app().open_link(before, true));
    CHECK(driver.app().view().place == Place::gallery);
}

TEST_CASE("app: images and classes without a name, or with another's, are told apart", "[app]") {
    AppDriver driver;
    driver.open(
        R"({"images": [{"id": 1}, {"id": 2, "file_name": "a.jpg"}, {"id": 3, "file_name": "a.jpg"}],
                    "annotations": [],
                    "categories": [{"id": 1, "name": "boat"}, {"id": 2, "name": "boat"}]})",
        "[]");
    driver.press(Role::tab, "Gallery");
    CHECK(driver.names(Role::image) == std::vector<std::string>{"#1", "a.jpg", "#3"});
    driver.press(Role::image, "#3");
    CHECK(driver.app().reading().sample() == SampleSlot{2});
    driver.key(ImGuiKey_K);
    CHECK(driver.app().reading().sample() == SampleSlot{1});
    driver.key(ImGuiKey_K);
    CHECK(driver.app().reading().sample() == SampleSlot{0});
    driver.press(Role::tab, "Overview");
    driver.press(Role::row, "#2");
    CHECK(driver.app().reading().cls() == ClassSlot{1});
}

TEST_CASE("app: a gallery that was asked for is undone where one is", "[app]") {
    HarbourApp driver;
    driver.key(ImGuiKey_M);
    driver.key(ImGuiKey_F);
    CHECK(driver.app().view().shown == OutcomeFilter::false_positives);
    driver.key(ImGuiKey_Z, true);
    CHECK(driver.app().view().shown == OutcomeFilter::missed);
    driver.set(Role::slider, "Confidence", "0.65");
    driver.press(Role::tab, "Files");
    driver.key(ImGuiKey_Z, true);
    CHECK(driver.app().view().confidence == 0.5);
    CHECK(driver.app().view().place == Place::files);
}

TEST_CASE("app: the search field and the sliders are reached and used by the keyboard", "[app]") {
    HarbourApp driver;
    bool reached = false;
    for (int i = 0; i < 60 && !reached; ++i) {
        driver.key(ImGuiKey_Tab);
        reached = driver.item(Role::searchbox, "Search classes").state.focused;
    }
    CHECK(reached);
    driver.app().ask({.id = driver.item(Role::slider, "IoU").id, .kind = Request::Kind::focus});
    driver.settle();
    for (const auto& [key, iou] : {std::pair{ImGuiKey_UpArrow, 0.55},
                                   {ImGuiKey_DownArrow, 0.5},
                                   {ImGuiKey_End, 0.95},
                                   {ImGuiKey_Home, 0.1}}) {
        driver.key(key);
        CHECK(driver.app().view().iou == iou);
        CHECK(driver.item(Role::slider, "IoU").state.focused);
    }
}

TEST_CASE("app: menus tell which of their entries are switched on", "[app]") {
    HarbourApp driver;
    driver.click(Role::button, "Menu");
    CHECK(driver.item(Role::menu_item, "Side panel").state.checked == true);
    CHECK(driver.item(Role::menu_item, "Theme: dark").state.checked == false);
    CHECK_FALSE(driver.item(Role::menu_item, "Start over").state.checked.has_value());
}

TEST_CASE("shortening: sentences are cut after a word, names in the middle", "[app]") {
    const auto width_of = [](std::string_view words) { return static_cast<float>(words.size()); };
    const std::string sentence = "29 of 51 are false; precision 43.1 %";
    CHECK(cut_at_the_end(sentence, 100, width_of) == sentence);
    CHECK(cut_at_the_end(sentence, 34, width_of) == "29 of 51 are false; precision \u2026");
    CHECK(cut_at_the_end(sentence, 1, width_of) == "\u2026");
    CHECK(cut_in_the_middle("abcdefghij", 7, width_of) == "ab\u2026ij");
}
