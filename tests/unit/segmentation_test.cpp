// Segmentations read without a JSON parser: the same as simdjson reads them, or declined.
#include "formats/segmentation.h"

#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <string>

#include "base/byte_source.h"
#include "base/random.h"
#include "formats/coco_results.h"
#include "formats/coco_shapes.h"
#include "formats/coco_truth.h"
#include "geometry/polygon.h"

using namespace errata;

namespace {

std::string random_number(Random& random) {
    switch (random.below(6)) {
        case 0: return std::format("{}", random.below(700));
        case 1: return std::format("{:.2f}", random.uniform(0, 700));
        case 2: return std::format("{:.5f}", random.uniform(0, 700));
        case 3: return std::format("{}", random.uniform(0, 700));
        case 4: return std::format("{:.3e}", random.uniform(0, 700));
        default: return std::format("-{}.5", random.below(50));
    }
}

std::string comma(Random& random) {
    return random.chance(0.5) ? "," : random.chance(0.9) ? ", " : " ,\n";
}

std::string random_polygons(Random& random) {
    std::string text = "[";
    for (std::uint64_t polygon = 1 + random.below(3); polygon > 0; --polygon) {
        text += "[";
        const std::uint64_t values = random.chance(0.9) ? 6 + 2 * random.below(5) : random.below(8);
        for (std::uint64_t i = 0; i < values; ++i) {
            text += (i > 0 ? comma(random) : "") + random_number(random);
        }
        text += polygon > 1 ? "]" + comma(random) : "]";
    }
    return text + "]";
}

std::string escaped(const std::string& counts) {
    std::string text;
    for (const char c : counts) text += c == '\\' ? "\\\\" : std::string(1, c);
    return text;
}

// A mask of an image of 40 x 30 pixels.
RunLengths random_runs(Random& random) {
    std::vector<double> corners;
    for (int i = 0; i < 8; ++i) corners.push_back(random.uniform(-5, 45));
    return runs_of_polygon(corners, {.height = 30, .width = 40});
}

std::string random_mask(Random& random) {
    const RunLengths runs = random_runs(random);
    std::string counts = '"' + escaped(encode_runs(runs)) + '"';
    if (random.chance(0.4)) {
        counts = "[";
        for (const std::uint32_t length : runs) counts += std::format("{},", length);
        counts.back() = ']';
    }
    const std::string size =
        "\"size\":" + std::string(random.chance(0.5) ? " " : "") + "[30" + comma(random) + "40]";
    return random.chance(0.5) ? "{" + size + comma(random) + "\"counts\": " + counts + "}"
                              : "{\"counts\": " + counts + comma(random) + size + " }";
}

void change_bytes(Random& random, std::string& text) {
    const std::string spice = "0123456789.-+eE{}[]\",: \n\\tfnNP`o";
    for (std::uint64_t changes = 1 + random.below(2); changes > 0 && !text.empty(); --changes) {
        const std::size_t place = random.index(text.size());
        const char byte = spice[random.index(spice.size())];
        switch (random.below(3)) {
            case 0: text[place] = byte; break;
            case 1: text.insert(place, 1, byte); break;
            default: text.erase(place, 1 + random.index(4)); break;
        }
    }
}

json::Read read_with_parser(const std::string& text, Segmentation& segmentation) {
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    const simdjson::padded_string padded("[" + text + "]");
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return json::Read::wrong_type;
    simdjson::ondemand::array array;
    if (document.get_array().get(array) != simdjson::SUCCESS) return json::Read::wrong_type;
    json::Read read = json::Read::wrong_type;
    for (auto element : array) {
        json::Value value;
        if (element.get(value) != simdjson::SUCCESS) return json::Read::wrong_type;
        read = read_segmentation(value, segmentation);
    }
    return read;
}

void check_same(const Segmentation& a, const Segmentation& b) {
    REQUIRE(a.kind == b.kind);
    CHECK(a.corners == b.corners);
    CHECK(a.polygon_ends == b.polygon_ends);
    CHECK(a.size == b.size);
    CHECK(a.runs == b.runs);
    CHECK(a.counts == b.counts);
}

Dataset small_dataset() {
    const std::string text =
        R"({"annotations": [], "images": [{"id": 1, "width": 40, "height": 30}],
            "categories": [{"id": 1, "name": "a"}]})";
    Warnings warnings;
    const MemorySource source("gt.json", text);
    auto dataset = read_coco_truth(source, warnings, Task::masks);
    if (!dataset) FAIL(to_string(dataset.error()));
    return *std::move(dataset);
}

}  // namespace

TEST_CASE("segmentations are read as the JSON parser reads them, or not at all", "[formats]") {
    Random random(5);
    Segmentation quick;
    Segmentation plain;
    std::size_t read = 0;
    std::size_t changed_read = 0;
    for (int turn = 0; turn < 6000; ++turn) {
        std::string text = random.chance(0.5) ? random_polygons(random) : random_mask(random);
        const bool is_changed = random.chance(0.5);
        if (is_changed) change_bytes(random, text);
        INFO(text);
        const std::string padded = text + std::string(64, '\0');
        const char* const begin = padded.data();
        const char* const end = read_segmentation_text(begin, begin + text.size(), quick);
        if (end == nullptr || end > begin + text.size()) {
            // What the parser takes as it stands is declined only for the way it is written.
            if (!is_changed) CHECK(read_with_parser(text, plain) != json::Read::ok);
            continue;
        }
        ++(is_changed ? changed_read : read);
        REQUIRE(read_with_parser({begin, end}, plain) == json::Read::ok);
        check_same(quick, plain);
    }
    CHECK(read > 2000);
    CHECK(changed_read > 300);
}

TEST_CASE("segmentations come out of the store as they went in", "[formats]") {
    Random random(6);
    SegmentationStore store;
    std::vector<Segmentation> all;
    for (int row = 0; row < 200; ++row) {
        Segmentation& one = all.emplace_back();
        const std::string text = random.chance(0.5) ? random_polygons(random) : random_mask(random);
        const std::string padded = text + std::string(64, '\0');
        if (read_segmentation_text(padded.data(), padded.data() + text.size(), one) == nullptr) {
            one.clear();
        }
        store.push(one);
    }
    REQUIRE(store.size() == all.size());
    Segmentation got;
    for (std::size_t row = all.size(); row-- > 0;) {
        store.get(row, got);
        check_same(got, all[row]);
    }
}

TEST_CASE("predicted masks are the same with and without the template, whatever byte is changed",
          "[formats]") {
    const Dataset dataset = small_dataset();
    Random random(7);
    std::size_t rows = 0;
    std::size_t refused = 0;
    for (int turn = 0; turn < 1500; ++turn) {
        std::string text = "[";
        for (int i = 0; i < 6; ++i) {
            text += std::format(
                "{{\"image_id\": 1, \"category_id\": 1, \"segmentation\": {}, \"score\": 0.{}}}, ",
                random_mask(random), 1 + random.below(999));
        }
        text.replace(text.size() - 2, 2, "]");
        if (random.chance(0.7)) change_bytes(random, text);
        INFO(text);
        const MemorySource source("dt.json", text);
        Warnings quick_warnings;
        Warnings plain_warnings;
        const auto quick =
            read_coco_results(source, dataset, quick_warnings, {.task = Task::masks});
        const auto plain = read_coco_results(source, dataset, plain_warnings,
                                             {.task = Task::masks, .use_template = false});
        REQUIRE(quick.has_value() == plain.has_value());
        if (!quick) {
            ++refused;
            CHECK(quick.error().code == plain.error().code);
            continue;
        }
        rows += quick->size();
        REQUIRE(quick->size() == plain->size());
        for (Row row = 0; row < quick->size(); ++row) {
            CHECK(quick->mask.counts[row] == plain->mask.counts[row]);
            CHECK(quick->score[row] == plain->score[row]);
            CHECK(quick->area[row] == plain->area[row]);
            CHECK(quick->box[row] == plain->box[row]);
        }
        REQUIRE(quick_warnings.all().size() == plain_warnings.all().size());
        for (std::size_t w = 0; w < quick_warnings.all().size(); ++w) {
            CHECK(quick_warnings.all()[w].kind == plain_warnings.all()[w].kind);
            CHECK(quick_warnings.all()[w].count == plain_warnings.all()[w].count);
        }
    }
    CHECK(rows > 3000);
    CHECK(refused > 100);
}

TEST_CASE("arrays and objects that nobody wants are skipped, of any length", "[formats]") {
    const Dataset dataset = small_dataset();
    std::string text = "[";
    for (int i = 0; i < 50; ++i) {
        std::string nested = "[";
        for (int k = 0; k < i; ++k) nested += "[1, 2.5], {\"a]\": \"\\\"}\"}, ";
        text += std::format(
            "{{\"image_id\": 1, \"nested\": {}0], \"category_id\": 1, \"bbox\": [{}, 2, 3, 4], "
            "\"other\": {{\"x\": {}}}, \"score\": 0.5}}, ",
            nested, i, nested + "1]");
    }
    text.replace(text.size() - 2, 2, "]");
    const MemorySource source("dt.json", text);
    for (const bool use_template : {true, false}) {
        Warnings warnings;
        const auto run =
            read_coco_results(source, dataset, warnings, {.use_template = use_template});
        REQUIRE(run.has_value());
        REQUIRE(run->size() == 50);
        for (Row row = 0; row < 50; ++row) CHECK(run->box[row].x == row);
    }
    // Brackets that do not match are an error behind the first records as in them.
    text[text.find("1]}", text.size() / 2) + 1] = '}';
    const MemorySource broken("dt.json", text);
    Warnings warnings;
    CHECK_FALSE(read_coco_results(broken, dataset, warnings).has_value());
}
