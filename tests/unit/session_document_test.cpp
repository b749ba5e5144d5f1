// The session's JSON document, and what is said where this machine has other data.
#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "session/document.h"
#include "support/sessions.h"

using namespace errata;
using nlohmann::json;

namespace {

using What = SessionDifference::What;

constexpr const char* digest_a = "99aa06d3014798d86001c324468d497f";
constexpr const char* digest_b = "06b05ab6733a618578af5f94892f3950";

Session read(std::string_view text) {
    auto session = session_from_json(text);
    if (!session) FAIL(to_string(session.error()));
    return *std::move(session);
}

}  // namespace

TEST_CASE("session document: what is written", "[session]") {
    Session session = {.demo = true,
                       .files = {{.name = "gt.json",
                                  .kind = FileKind::truth,
                                  .size = 123,
                                  .fingerprint = digest_a},
                                 {.name = "x\xFF.json"}},
                       .images = SessionImages{.count = 5000, .fingerprint = digest_b},
                       .view = test::view_all_different()};
    CHECK(json::parse(to_json(session)) == json::parse(R"({
        "version": 1, "demo": true,
        "files": [{"name": "gt.json", "kind": "truth", "size": 123,
                   "fingerprint": "99aa06d3014798d86001c324468d497f"},
                  {"name": {"percent": "x%FF.json"}, "kind": "unknown"}],
        "images": {"count": 5000, "fingerprint": "06b05ab6733a618578af5f94892f3950"},
        "view": {"place": "gallery", "confidence": 0.35, "iou": 0.75, "query": "width > 100 px", "query_table": "truth",
                 "class": "person",
                 "sample": "val/000123.jpg", "object": "t:123", "order": "most_errors", "order_column": "width", "order_descending": true, "shown": "errors",
                 "confused_truth": "cat", "confused_predicted": "dog", "cell_share": "count", "intervals": true, "any_class": true,
                 "beta": 2.0, "least_precision": 0.8, "least_recall": 0.7,
                 "false_positive_price": 3.0, "miss_price": 5.0, "compared_rules": "lvis",
                 "class_search": "boat", "class_sort": "AP50", "class_sort_descending": true,
                 "class_columns": "AP, AR100", "object_columns": "area", "sample_columns": "width, height",
                 "group_by": "class", "group_sort": "AP", "group_sort_descending": true,
                 "object_sort": "area", "object_sort_descending": true,
                 "draw_true_positives": false, "draw_false_positives": false, "draw_missed": false,
                 "draw_found": false, "draw_ignored": false, "draw_links": false, "draw_labels": false,
                 "map_layer": "truth", "data_table": "pred", "thumbnail_px": 300,
                 "plan": {"version": 1, "budget": 20, "seed": 7, "exclude": "blurred",
                          "labeling_functions": [{"name": "far", "query": "area < 99 px2", "vote": "dog"}],
                          "parts": [{"sampler": "random", "share": 1.0}]},
                 "catalog_part": "batch", "catalog_order": "rarity", "catalog_descending": true,
                 "tags": [{"name": "check", "samples": ["a.jpg", "b.jpg"]}]}})"));
    CHECK(read(to_json(session)) == session);
}

TEST_CASE("session document: any session comes back", "[session]") {
    Random random(1);
    for (int round = 0; round < 500; ++round) {
        const Session session = test::random_session(random);
        INFO(to_json(session));
        REQUIRE(read(to_json(session)) == session);
    }
    Session session;
    for (const Place place : {Place::overview, Place::gallery, Place::image, Place::files}) {
        session.view.place = place;
        CHECK(read(to_json(session)).view.place == place);
    }
}

TEST_CASE("session document: what is absent or unknown is as at the start", "[session]") {
    CHECK(read("{}") == Session{});
    CHECK(read(R"({"version": 1, "theme": [1], "view": {"zoom": 3}, "images": null})") ==
          Session{});
    const Session some = read(R"({"files": [{"name": "a"}], "images": {}, "view": {"iou": 0.75}})");
    CHECK(some.files == std::vector<SessionFile>{{.name = "a"}});
    CHECK(some.images == SessionImages{});
    CHECK(some.view == View{.iou = 0.75});
}

TEST_CASE("session document: numbers are brought into their ranges", "[session]") {
    const View high =
        read(R"({"view": {"confidence": 7, "iou": 1e300, "thumbnail_px": 1e9}})").view;
    CHECK(high.confidence == 1);
    CHECK(high.iou == 1);
    CHECK(high.thumbnail_px == 320);
    const View low = read(R"({"view": {"confidence": -0.1, "iou": 0, "thumbnail_px": -5}})").view;
    CHECK(low.confidence == 0);
    CHECK(low.iou == 0.01);
    CHECK(low.thumbnail_px == 96);
    CHECK(read(R"({"view": {"thumbnail_px": 99.6}})").view.thumbnail_px == 100);
}

TEST_CASE("session document: what is wrong is said, with its key", "[session]") {
    for (
        const auto& [text, message] : {
            std::pair{R"({"version": "1"})", R"("version" must be a whole number of 1 or more)"},
            {R"({"version": 0})", R"("version" must be a whole number of 1 or more)"},
            {R"({"version": -1})", R"("version" must be a whole number of 1 or more)"},
            {R"({"version": 1.5})", R"("version" must be a whole number of 1 or more)"},
            {R"({"demo": 1})", R"("demo" must be true or false)"},
            {R"({"files": {}})", R"("files" must be a list)"},
            {R"({"files": [1]})", R"("files" must be objects with a "name")"},
            {R"({"files": [{"size": 1}]})", R"("files" must be objects with a "name")"},
            {R"({"files": [{"name": 1}]})", R"("files.name" must be a text)"},
            {R"({"files": [{"name": {"percent": "%F"}}]})", R"("files.name" must be a text)"},
            {R"({"files": [{"name": "a", "kind": "x"}]})",
             R"("files.kind" must be one of truth, predictions, pool, pool_predictions, image, unknown)"},
            {R"({"files": [{"name": "a", "size": -1}]})",
             R"("files.size" must be a whole number of 0 or more)"},
            {R"({"files": [{"name": "a", "size": 18446744073709551616}]})",
             R"("files.size" must be a whole number of 0 or more)"},
            {R"({"files": [{"name": "a", "fingerprint": "99AA06D3014798D86001C324468D497F"}]})",
             R"("files.fingerprint" must be 32 lower-case hex digits)"},
            {R"({"images": 3})", R"("images" must be an object with a "count")"},
            {R"({"images": {"count": "3"}})",
             R"("images.count" must be a whole number of 0 or more)"},
            {R"({"images": {"fingerprint": "abc"}})",
             R"("images.fingerprint" must be 32 lower-case hex digits)"},
            {R"({"view": []})", R"("view" must be an object)"},
            {R"({"view": {"place": "moon"}})",
             R"("place" must be one of overview, errors, confusion, confidence, rules, data, groups, gallery, image, files, catalog, plan)"},
            {R"({"view": {"place": 1}})",
             R"("place" must be one of overview, errors, confusion, confidence, rules, data, groups, gallery, image, files, catalog, plan)"},
            {R"({"view": {"confidence": "high"}})", R"("confidence" must be a number)"},
            {R"({"view": {"iou": null}})", R"("iou" must be a number)"},
            {R"({"view": {"class": 1}})", R"("class" must be a text)"},
            {R"({"view": {"class_sort_descending": 1}})",
             R"("class_sort_descending" must be true or false)"},
            {R"({"view": {"thumbnail_px": "big"}})", R"("thumbnail_px" must be a number)"},
        }) {
        INFO(text);
        const auto session = session_from_json(text);
        REQUIRE_FALSE(session);
        CHECK(session.error().code == ErrorCode::bad_value);
        CHECK(session.error().message == message);
        CHECK_FALSE(session.error().remedy.empty());
    }
    for (const char* text : {"", "{", "{\"view\":{\"iou\":0.5}", "{}{}", "\xFF", "1e999"}) {
        INFO(text);
        REQUIRE_FALSE(session_from_json(text));
        CHECK(session_from_json(text).error().code == ErrorCode::syntax);
    }
    for (const char* text : {"[]", "1", "null"}) {
        REQUIRE_FALSE(session_from_json(text));
        CHECK(session_from_json(text).error().code == ErrorCode::wrong_kind);
    }
}

TEST_CASE("session document: of a newer version what is understood is taken", "[session]") {
    const Session session = read(R"({"version": 2, "demo": "large", "images": 3,
        "files": [{"name": "a", "kind": "masks"}, {"name": "b", "kind": "truth"}],
        "view": {"place": "moon", "iou": 0.75, "confidence": {"all": 0.5}}})");
    CHECK(session == Session{.files = {{.name = "b", .kind = FileKind::truth}},
                             .view = {.iou = 0.75},
                             .made_by_newer = true});
    CHECK_FALSE(read(to_json(session)).made_by_newer);
}

TEST_CASE("session differences: files", "[session]") {
    const SessionFile truth = {
        .name = "val/gt.json", .kind = FileKind::truth, .size = 1234, .fingerprint = digest_a};
    const auto difference = [&](const SessionFile& here) {
        const SessionFile other = {.name = "other.json", .size = 9, .fingerprint = digest_b};
        return differences({.files = {truth}}, {.files = {other, here}});
    };
    CHECK(difference(truth).empty());
    CHECK(difference({.name = "renamed.json", .size = 1234, .fingerprint = digest_a}).empty());
    CHECK(difference({.name = "gt.json", .size = 1234}).empty());  // not read whole
    CHECK(difference({.name = "gt.json"}).empty());
    const auto resized = difference({.name = "gt.json", .size = 1235});
    REQUIRE(resized.size() == 1);
    CHECK(resized[0].what == What::other_content);

    const auto changed = difference({.name = "val/gt.json", .size = 1300, .fingerprint = digest_b});
    REQUIRE(changed.size() == 1);
    CHECK(changed[0] == SessionDifference{.what = What::other_content,
                                          .file = "val/gt.json",
                                          .kind = FileKind::truth,
                                          .wanted = 1234,
                                          .here = 1300});
    CHECK(to_string(changed[0]) ==
          "val/gt.json has other content here: 1,300 bytes instead of 1,234");

    const auto elsewhere = difference({.name = "gt.json", .size = 1234, .fingerprint = digest_b});
    REQUIRE(elsewhere.size() == 1);
    CHECK(to_string(elsewhere[0]) == "val/gt.json has other content here, of the same size");
    const auto unsized = difference({.name = "gt.json", .fingerprint = digest_b});
    REQUIRE(unsized.size() == 1);
    CHECK(to_string(unsized[0]) == "val/gt.json has other content here");

    const auto missing = difference({.name = "gt2.json", .size = 1234});
    REQUIRE(missing.size() == 1);
    CHECK(missing[0].what == What::file_missing);
    CHECK(to_string(missing[0]) == "val/gt.json is missing (ground truth, 1,234 bytes)");
    CHECK(to_string(differences({.files = {{.name = "a"}}}, {})[0]) == "a is missing (file)");
}

TEST_CASE("session differences: a whole name goes before a name without its folders", "[session]") {
    const SessionFile wanted = {.name = "b/dt.json", .size = 10, .fingerprint = digest_a};
    const auto found =
        differences({.files = {wanted}},
                    {.files = {{.name = "a/dt.json", .size = 20, .fingerprint = digest_b},
                               {.name = "b/dt.json", .size = 30, .fingerprint = digest_b}}});
    REQUIRE(found.size() == 1);
    CHECK(found[0].here == 30);
}

TEST_CASE("session differences: images and the demo", "[session]") {
    const auto difference = [](std::optional<SessionImages> wanted,
                               std::optional<SessionImages> here) {
        const auto all = differences({.images = std::move(wanted)}, {.images = std::move(here)});
        return all.empty() ? "" : to_string(all[0]);
    };
    const SessionImages images = {.count = 5000, .fingerprint = digest_a};
    CHECK(difference(images, images).empty());
    CHECK(difference({}, images).empty());
    CHECK(difference(images, SessionImages{.count = 5000}).empty());
    CHECK(difference(SessionImages{}, {}).empty());
    CHECK(difference(images, {}) == "5,000 images are missing");
    CHECK(difference(SessionImages{.count = 1}, {}) == "1 image is missing");
    CHECK(difference(images, SessionImages{.count = 1}) == "1 image here instead of 5,000");
    CHECK(difference(images, SessionImages{.count = 5000, .fingerprint = digest_b}) ==
          "5,000 images here, but with other names or sizes");
    CHECK(differences({.demo = true}, {.demo = true}).empty());
    CHECK(differences({}, {.demo = true}).empty());
    REQUIRE(differences({.demo = true}, {}).size() == 1);
    CHECK(to_string(differences({.demo = true}, {})[0]) == "The demo is not open");
}
