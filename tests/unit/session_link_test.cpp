// The link: what it looks like, that everything comes back, and what is said of broken ones.
#include <zlib.h>

#include <catch2/catch_amalgamated.hpp>
#include <string>

#include "base/encoding.h"
#include "session/link.h"
#include "support/sessions.h"

using namespace errata;

namespace {

Session read(std::string_view fragment) {
    auto session = session_from_fragment(fragment);
    if (!session) FAIL(to_string(session.error()));
    return *std::move(session);
}

Error error_of(std::string_view fragment) {
    const auto session = session_from_fragment(fragment);
    if (session) FAIL("was read: " << fragment);
    return session.error();
}

// A link's `s` of any text.
std::string packed(std::string text) {
    z_stream zlib = {};
    REQUIRE(deflateInit2(&zlib, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
    std::string out(text.size() + 100, '\0');
    zlib.next_in = reinterpret_cast<Bytef*>(text.data());
    zlib.avail_in = static_cast<uInt>(text.size());
    zlib.next_out = reinterpret_cast<Bytef*>(out.data());
    zlib.avail_out = static_cast<uInt>(out.size());
    REQUIRE(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
    out.resize(zlib.total_out);
    deflateEnd(&zlib);
    return base64url_encoded(out);
}

// What people will send: two files, images, a picture of one class, some layers off.
Session typical() {
    Session session = {
        .files = {{.name = "annotations/instances_val2017.json",
                   .kind = FileKind::truth,
                   .size = 19987840,
                   .fingerprint = "99aa06d3014798d86001c324468d497f"},
                  {.name = "results/yolo_v8m_val2017.json",
                   .kind = FileKind::predictions,
                   .size = 73401225,
                   .fingerprint = "06b05ab6733a618578af5f94892f3950"}},
        .images = SessionImages{.count = 5000, .fingerprint = "a96faf705af16834e6c632b61e964e1f"}};
    session.view = {.place = Place::image,
                    .confidence = 0.35,
                    .iou = 0.75,
                    .cls = "traffic light",
                    .sample = "val2017/000000397133.jpg",
                    .object = "t:1728211",
                    .order = SampleOrder::most_errors,
                    .shown = OutcomeFilter::false_positives,
                    .class_search = "light",
                    .class_sort = "AP50",
                    .class_sort_descending = true,
                    .layers = {.ignored = false, .labels = false}};
    return session;
}

}  // namespace

TEST_CASE("link: the common part is readable", "[session]") {
    CHECK(fragment_of({}) == "v=1&view=overview");
    CHECK(fragment_of({.demo = true, .view = {.place = Place::gallery, .confidence = 0.1}}) ==
          "v=1&data=demo&view=gallery&score=0.1");
    CHECK(fragment_of({.view = {.place = Place::image,
                                .confidence = 0.35,
                                .iou = 1,
                                .cls = "b\u00E5t & co",
                                .sample = "val/000123.jpg",
                                .object = "t:123"}}) ==
          "v=1&view=image&score=0.35&iou=1&class=b%C3%A5t%20%26%20co&img=val/000123.jpg&obj=t:123");
    // The shortest digits that are this very number.
    CHECK(fragment_of({.view = {.confidence = 0.1 + 0.2}}) ==
          "v=1&view=overview&score=0.30000000000000004");
}

TEST_CASE("link: any session comes back", "[session]") {
    Random random(2);
    for (int round = 0; round < 2000; ++round) {
        const Session session = test::random_session(random);
        const std::string fragment = fragment_of(session);
        INFO(fragment);
        REQUIRE(read(fragment) == session);
        REQUIRE(
            std::ranges::all_of(fragment, [](char c) { return c > ' ' && c < 0x7F && c != '#'; }));
    }
    const Session different = {.view = test::view_all_different()};
    CHECK(read(fragment_of(different)) == different);
}

TEST_CASE("link: a typical one is short", "[session]") {
    const std::string fragment = fragment_of(typical());
    INFO(fragment.size() << ": " << fragment);
    CHECK(fragment.size() < 600);
    CHECK(read(fragment) == typical());
}

TEST_CASE("link: the packed part as another program makes it", "[session]") {
    // Python: zlib.compressobj(9, DEFLATED, -15, 9), base64.urlsafe_b64encode without '='
    const Session session = read(
        "v=1&s=PY7hDoIwDIRfxfT3YoYiAq9CDCluwHRspBtiJLy7JRr6r9d-"
        "d7dAa6wOUFYLOBw0lNDF4yN4BwKexikWIk2x5zWYD99P"
        "ch_BsOs0jWRc5MeiQJSZOsskvRa5yjMpk_v5lKZZrtLi2sIq9hR1-MesNwFmwG4rscDdT5vVhd1XAS-"
        "j5031pDQxNPgQa03kKXAf"
        "RTjXFhttGW3RBi0g9tPQODS2Ht9QJj8bi3HDq-S2fgE");
    CHECK(session == Session{.files = {{.name = "gt.json",
                                        .kind = FileKind::truth,
                                        .size = 20000000000,
                                        .fingerprint = "99aa06d3014798d86001c324468d497f"},
                                       {.name = "d t.json"}},
                             .images = SessionImages{.count = 5000},
                             .view = {.order = SampleOrder::most_errors,
                                      .layers = {.labels = false},
                                      .thumbnail_px = 320}});
}

TEST_CASE("link: hands may have changed it", "[session]") {
    CHECK(read("") == Session{});
    CHECK(read("#") == Session{});
    CHECK(read("#v=1&view=files").view.place == Place::files);
    CHECK(read("iou=0.75&&nothing&=x&zoom=3&utm_source=chat&score").view == View{.iou = 0.75});
    CHECK(read("score=7&iou=-1").view == View{.confidence = 1, .iou = 0.01});
    CHECK(read("score=0.2&score=0.3").view.confidence == 0.3);
    CHECK(read("class=a+b=c&img=%e8%88%b9\u8239").view ==
          View{.cls = "a+b=c", .sample = "\u8239\u8239"});
    CHECK(read("class=123").view.cls == "123");
    // What stands in the open goes before what is packed, wherever it stands.
    const std::string s = packed(R"({"view":{"iou":0.9,"confidence":0.9}})");
    CHECK(read("iou=0.75&s=" + s).view == View{.confidence = 0.9, .iou = 0.75});
}

TEST_CASE("link: what is wrong is said, with its key", "[session]") {
    for (
        const auto& [fragment, message] : {
            std::pair{"v=one", R"("v" must be a whole number of 1 or more)"},
            {"v=", R"("v" must be a whole number of 1 or more)"},
            {"v=1.5", R"("v" must be a whole number of 1 or more)"},
            {"v=-1", R"("v" must be a whole number of 1 or more)"},
            {"data=mine", R"("data" must be demo)"},
            {"view=moon",
             R"("view" must be one of overview, errors, confusion, confidence, rules, data, groups, gallery, image, files, catalog, plan)"},
            {"score=high", R"("score" must be a number)"},
            {"score=", R"("score" must be a number)"},
            {"iou=NaN", R"("iou" must be a number)"},
            {"iou=0,5", R"("iou" must be a number)"},
            {"iou=1e999", R"("iou" must be a number)"},
        }) {
        INFO(fragment);
        CHECK(error_of(fragment).code == ErrorCode::bad_value);
        CHECK(error_of(fragment).message == message);
        CHECK_FALSE(error_of(fragment).remedy.empty());
    }
    CHECK(error_of("class=a%2").message == R"("class" of the link is damaged)");
    CHECK(error_of("img=%zz").code == ErrorCode::corrupt);
    CHECK(error_of("s=" + packed(R"({"view":{"order":"best"}})"))
              .message.starts_with("\"order\" must be one of"));
    CHECK(error_of("s=" + packed(R"({"files":{}})")).message == "\"files\" must be a list");
    CHECK(error_of("v=1&s=" + packed("[1]")).code == ErrorCode::corrupt);
    CHECK(error_of("v=1&s=" + packed(R"({"files":[)")).code == ErrorCode::corrupt);
}

TEST_CASE("link: one that was cut is an error, or what stands before the cut", "[session]") {
    const std::string fragment = fragment_of(typical());
    const std::size_t s = fragment.find("&s=");
    for (std::size_t size = s + 3; size < fragment.size(); ++size) {
        INFO(size);
        const Error error = error_of(std::string_view(fragment).substr(0, size));
        CHECK(error.code == ErrorCode::corrupt);
        CHECK(error.message == R"("s" of the link is damaged)");
    }
    CHECK(error_of(fragment + "AAAA").code == ErrorCode::corrupt);
    CHECK(error_of(fragment + "*").code == ErrorCode::corrupt);
    CHECK(read(std::string_view(fragment).substr(0, s)).view.sample == typical().view.sample);
    // Whatever happens to the characters, reading ends, with a session or an error.
    Random random(3);
    for (int round = 0; round < 3000; ++round) {
        std::string broken = fragment;
        for (std::size_t i = 1 + random.index(3); i > 0; --i) {
            broken[random.index(broken.size())] = static_cast<char>(32 + random.below(95));
        }
        const auto session = session_from_fragment(broken);
        if (!session) CHECK_FALSE(session.error().message.empty());
    }
}

TEST_CASE("link: unpacking is bounded", "[session]") {
    const std::string largest = std::string(link_max_unpacked - 2, ' ') + "{}";
    CHECK(read("s=" + packed(largest)) == Session{});
    CHECK(error_of("s=" + packed(' ' + largest)).code == ErrorCode::too_large);
    const std::string bomb = packed(std::string(std::size_t{100} << 20U, ' '));
    CHECK(error_of("s=" + bomb).code == ErrorCode::too_large);
    // As deep as it can be.
    CHECK(error_of("s=" + packed(std::string(link_max_unpacked, '['))).code == ErrorCode::corrupt);
    const std::string half(link_max_unpacked / 2 - 10, '[');
    const std::string deep = "{\"x\":" + half + std::string(half.size(), ']') + "}";
    CHECK(read("s=" + packed(deep)) == Session{});
}

TEST_CASE("link: of a newer version what is understood is taken", "[session]") {
    const Session session = read("v=2&view=moon&data=large&iou=0.75&score=all&s=" +
                                 packed(R"({"view":{"shown":"some"}})"));
    CHECK(session == Session{.view = {.iou = 0.75}, .made_by_newer = true});
    CHECK(fragment_of(session) == "v=1&view=overview&iou=0.75");
    CHECK(error_of("v=2&class=%").code == ErrorCode::corrupt);
}
