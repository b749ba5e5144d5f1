#include <zlib.h>

#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "formats/coco_results.h"
#include "formats/coco_truth.h"
#include "formats/sniff.h"

using namespace errata;
using nlohmann::json;

namespace {

const std::string small_truth = R"({"categories":[{"id":3,"name":"cat"},{"id":1,"name":"ant"}],
 "annotations":[{"id":5,"image_id":20,"category_id":3,"bbox":[1,2,3,4],"area":12,"iscrowd":0},
  {"id":6,"image_id":10,"category_id":1,"bbox":[5,6,7,8],"area":50.5,"iscrowd":1}],
 "images":[{"id":20,"file_name":"b.jpg","width":64,"height":48},{"id":10,"file_name":"a.jpg"}]})";

Result<Dataset> truth_from(const std::string& text, Warnings& warnings) {
    const MemorySource source("gt.json", text);
    return read_coco_truth(source, warnings);
}

Dataset truth(const std::string& text) {
    Warnings warnings;
    auto dataset = truth_from(text, warnings);
    if (!dataset) FAIL(to_string(dataset.error()));
    return *std::move(dataset);
}

Result<Run> run_from(const std::string& text, const Dataset& dataset, Warnings& warnings,
                     CocoResultsOptions options = {}) {
    const MemorySource source("dt.json", text);
    return read_coco_results(source, dataset, warnings, options);
}

std::string gzip(const std::string& text) {
    z_stream zlib = {};
    deflateInit2(&zlib, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
    std::string packed(text.size() + 1000, '\0');
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    zlib.avail_in = static_cast<uInt>(text.size());
    zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
    zlib.avail_out = static_cast<uInt>(packed.size());
    REQUIRE(deflate(&zlib, Z_FINISH) == Z_STREAM_END);
    packed.resize(packed.size() - zlib.avail_out);
    deflateEnd(&zlib);
    return packed;
}

// A dataset of `count` images with ids 1, 2, … and the classes 1 to 5.
Dataset plain_dataset(int count) {
    json document = {{"annotations", json::array()}};
    for (int i = 1; i <= count; ++i) document["images"].push_back({{"id", i}});
    for (int c = 1; c <= 5; ++c) document["categories"].push_back({{"id", c}, {"name", "c"}});
    return truth(document.dump());
}

bool same_columns(const Run& a, const Run& b) {
    const auto same_bits = [](const auto& x, const auto& y) {
        return x.size() == y.size() &&
               (x.empty() || std::memcmp(x.data(), y.data(), x.span().size_bytes()) == 0);
    };
    return same_bits(a.sample, b.sample) && same_bits(a.cls, b.cls) &&
           same_bits(a.score, b.score) && same_bits(a.box, b.box) &&
           same_bits(a.file_row, b.file_row);
}

// A number as one of the ways in which programs write it.
std::string random_number(Random& random) {
    switch (random.below(10)) {
        case 0: return std::format("{}", random.below(2000));
        case 1: return std::format("{:.2f}", random.uniform(0, 700));
        case 2: return std::format("{:.5f}", random.uniform());
        case 3: return std::format("{}", random.uniform());
        case 4: return std::format("{}", random.uniform(0, 2000));
        case 5: return std::format("{:.3e}", random.uniform(0, 1e-3));
        case 6: return std::format("{:.25f}", random.uniform());
        case 7: return std::format("{}.0", random.below(99999999));
        case 8: return std::format("{}e{}", random.below(99), random.below(30));
        default: return std::format("-{}", random.uniform(0, 50));
    }
}

}  // namespace

TEST_CASE("ground truth: keys in any order, rows by image and class", "[formats]") {
    const Dataset dataset = truth(small_truth);
    REQUIRE(dataset.samples.size() == 2);
    CHECK(dataset.samples.names[0] == "a.jpg");
    CHECK(dataset.samples.width[0] == 0);
    CHECK(dataset.samples.width[1] == 64);
    CHECK(dataset.classes.names[0] == "ant");
    REQUIRE(dataset.truth.size() == 2);
    CHECK(dataset.truth.ids[0].number == 6);
    CHECK(dataset.truth.crowd[0] == 1);
    CHECK(dataset.truth.area[0] == 50.5);
    CHECK(dataset.truth.box[1] == Box{1, 2, 3, 4});
    CHECK(std::vector(dataset.truth.sample_begin.begin(), dataset.truth.sample_begin.end()) ==
          std::vector<Row>{0, 1, 2});
}

TEST_CASE("packed files give the same columns; broken ones an error", "[formats]") {
    const std::string packed = gzip(small_truth);
    CHECK(truth(packed).truth.size() == 2);
    // Two members in one file are one document.
    CHECK(truth(gzip(small_truth.substr(0, 100)) + gzip(small_truth.substr(100))).truth.size() ==
          2);
    Warnings warnings;
    const auto cut_off = truth_from(packed.substr(0, packed.size() - 20), warnings);
    REQUIRE_FALSE(cut_off);
    CHECK(cut_off.error().code == ErrorCode::compression);
    std::string damaged = packed;
    damaged[packed.size() / 2] = static_cast<char>(damaged[packed.size() / 2] ^ 0x55);
    CHECK_FALSE(truth_from(damaged, warnings));
}

TEST_CASE("ids of any size, text, and whole reals", "[formats]") {
    const Dataset dataset =
        truth(R"({"images":[{"id":"frame_2"},{"id":123456789012345678901234567890},
        {"id":-99999999999999999999},{"id":9007199254740993},{"id":7.0}],
        "categories":[{"id":1,"name":"x"}],
        "annotations":[{"id":1,"image_id":"frame_2","category_id":1,"bbox":[0,0,1,1],"area":1}]})");
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < dataset.samples.size(); ++i) {
        ids.push_back(to_string(dataset.samples.ids[i]));
    }
    CHECK(ids == std::vector<std::string>{"-99999999999999999999", "7", "9007199254740993",
                                          "123456789012345678901234567890", "frame_2"});
    CHECK(dataset.truth.sample[0] == 4);
    Warnings warnings;
    const auto run = run_from(
        R"([{"image_id":123456789012345678901234567890,"category_id":1,"bbox":[0,0,1,1],"score":0.5},
            {"image_id":"frame_2","category_id":1.0,"bbox":[0,0,1,1],"score":1}])",
        dataset, warnings);
    REQUIRE(run);
    CHECK(run->sample[0] == 3);
    CHECK(run->sample[1] == 4);
    CHECK(warnings.all().empty());
}

TEST_CASE("bad rows of ground truth are counted by kind, with their lines", "[formats]") {
    Warnings warnings;
    const auto dataset =
        truth_from(R"({"images":[{"id":1},{"file_name":"x"},{"id":1,"file_name":"last"}],
"categories":[{"id":1,"name":"x"}],
"annotations":[
{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1],"area":1},
{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,2,1],"area":1},
{"id":2,"image_id":9,"category_id":1,"bbox":[0,0,1,1],"area":1},
{"id":3,"image_id":1,"category_id":9,"bbox":[0,0,1,1],"area":1},
{"id":4,"image_id":1,"category_id":1,"bbox":[0,0,NaN,1],"area":1},
{"id":5,"image_id":1,"category_id":1,"bbox":[0,0,1e999,1],"area":1},
{"id":6,"image_id":1,"category_id":1,"bbox":[0,0,1],"area":1},
{"id":7,"image_id":1,"category_id":1,"area":1},
{"id":8,"image_id":1,"category_id":1,"bbox":[0,0,-1,1],"area":1},
{"id":9,"image_id":1,"category_id":1,"bbox":[0,0,2,3]},
{"image_id":1,"category_id":1,"bbox":[0,0,2,3],"area":6},
{"id":10,"category_id":1,"bbox":[0,0,2,3],"area":6},
7]})",
                   warnings);
    REQUIRE(dataset);
    CHECK(dataset->samples.names[0] == "last");
    CHECK(dataset->truth.size() == 5);
    CHECK(dataset->truth.area[3] == 6);
    CHECK(dataset->truth.ids[4].number == 10);  // the next free one
    for (const auto& [kind, count, line] : {std::tuple{"image-without-id", 1, 1},
                                            {"repeated-annotation-id", 1, 5},
                                            {"unknown-image", 1, 6},
                                            {"unknown-class", 1, 7},
                                            {"not-finite", 2, 8},
                                            {"annotation-without-box", 2, 10},
                                            {"negative-size", 1, 12},
                                            {"annotation-without-area", 1, 13},
                                            {"annotation-without-id", 1, 14},
                                            {"annotation-without-ids", 1, 15},
                                            {"not-an-object", 1, 16}}) {
        INFO(kind);
        CHECK(warnings.count_of(kind) == static_cast<std::uint64_t>(count));
        const auto found = std::ranges::find(warnings.all(), kind, &Warning::kind);
        REQUIRE(found != warnings.all().end());
        REQUIRE(found->examples.size() == static_cast<std::size_t>(count));
        CHECK(found->examples[0].line == static_cast<std::uint64_t>(line));
        CHECK(found->file == "gt.json");
    }
    CHECK(warnings.count_of("repeated-image-id") == 1);
}

TEST_CASE("files that are no ground truth say so", "[formats]") {
    Warnings warnings;
    for (
        const auto& [text, code] :
        {std::pair{"[]", ErrorCode::wrong_kind},
         {"{}", ErrorCode::wrong_kind},
         {"{\"images\":[]}", ErrorCode::wrong_kind},
         {"{\"images\":{},\"categories\":[]}", ErrorCode::wrong_kind},
         {R"({"images":[],"categories":[],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[0,0,1,1]}]})",
          ErrorCode::mismatch},
         {"{\"images\":[{\"id\":\"\xFF\"}],\"categories\":[]}", ErrorCode::encoding},
         {"{\"images\":[{\"id\" 1}],\"categories\":[]}", ErrorCode::syntax}}) {
        INFO(text);
        const auto result = truth_from(text, warnings);
        REQUIRE_FALSE(result);
        CHECK(result.error().code == code);
        CHECK(result.error().file == "gt.json");
        CHECK_FALSE(result.error().remedy.empty());
    }
    CHECK(truth_from(R"({"images":[],"categories":[],"annotations":[]})", warnings));
}

TEST_CASE("predictions: wrapped, reordered, with other fields", "[formats]") {
    const Dataset dataset = truth(small_truth);
    Warnings warnings;
    const std::string row =
        R"({"score":0.25,"segmentation":{"size":[1,2],"counts":"a\"]}"},"bbox":[1,2,3,4],"image_id":20,"category_id":3})";
    for (const std::string& text :
         {"[" + row + "]", "{\"info\":[[{}]],\"annotations\":[" + row + "]}",
          "{\"predictions\":[" + row + "]}", gzip("[" + row + "]")}) {
        const auto run = run_from(text, dataset, warnings);
        REQUIRE(run);
        REQUIRE(run->size() == 1);
        CHECK(run->sample[0] == 1);
        CHECK(run->cls[0] == 1);
        CHECK(run->score[0] == 0.25);
        CHECK(run->box[0] == Box{1, 2, 3, 4});
    }
    CHECK(run_from("[]", dataset, warnings)->size() == 0);
    // A key that comes twice: the last one counts, as in Python.
    const auto twice = run_from("{\"results\":[" + row + "," + row + "],\"results\":[" + row + "]}",
                                dataset, warnings);
    CHECK(twice->size() == 1);
}

TEST_CASE("bad predictions are counted, and rows keep their numbers", "[formats]") {
    const Dataset dataset = truth(small_truth);
    Warnings warnings;
    const auto run = run_from(R"([
{"image_id":20,"category_id":3,"bbox":[1,2,3,4],"score":0.5},
{"image_id":21,"category_id":3,"bbox":[1,2,3,4],"score":0.5},
{"image_id":20,"category_id":4,"bbox":[1,2,3,4],"score":0.5},
{"image_id":20,"category_id":3,"bbox":[1,2,3,4],"score":NaN},
{"image_id":20,"category_id":3,"bbox":[1,2,3,-Infinity],"score":0.5},
{"image_id":20,"category_id":3,"bbox":[1,2,3,4]},
{"image_id":20,"category_id":3,"score":0.5},
{"image_id":20.5,"category_id":3,"bbox":[1,2,3,4],"score":0.5},
{"image_id":20,"category_id":3,"bbox":[1,2,3,4],"score":"0.5"},
{"image_id":20,"category_id":3,"bbox":[1,2,-3,4],"score":0.5},
{"image_id":20,"category_id":3,"bbox":[1,2,3,4],"score":0.75}])",
                              dataset, warnings);
    REQUIRE(run);
    REQUIRE(run->size() == 3);
    CHECK(std::vector{run->id_of(0), run->id_of(1), run->id_of(2)} ==
          std::vector<std::uint64_t>{1, 10, 11});
    CHECK(warnings.count_of("unknown-image") == 1);
    CHECK(warnings.count_of("unknown-class") == 1);
    CHECK(warnings.count_of("not-finite") == 2);
    CHECK(warnings.count_of("prediction-without-score") == 2);
    CHECK(warnings.count_of("prediction-without-box") == 1);
    CHECK(warnings.count_of("prediction-without-ids") == 1);
    CHECK(warnings.count_of("negative-size") == 1);
    CHECK(warnings.all()[0].examples[0].line == 3);
}

TEST_CASE("files without a usable prediction say why", "[formats]") {
    const Dataset dataset = truth(small_truth);
    for (
        const auto& [text, code] :
        {std::pair{R"([{"image_id":20,"category_id":3,"bbox":[1,2,3,4]}])", ErrorCode::wrong_kind},
         {R"([{"image_id":20,"category_id":3,"score":1}])", ErrorCode::wrong_kind},
         {R"([{"image_id":5,"category_id":3,"bbox":[1,2,3,4],"score":1}])", ErrorCode::mismatch},
         {R"({"x":[]})", ErrorCode::wrong_kind},
         {R"([{"image_id":20,"category_id":3,"bbox":[1,2,3,4],"score":1},)", ErrorCode::syntax},
         {R"([{"image_id":20,"category_id":3,"bbox":[1,2,3,4],"score":0.}, {"image_id":20 "x":1}])",
          ErrorCode::syntax}}) {
        INFO(text);
        Warnings warnings;
        const auto run = run_from(text, dataset, warnings);
        REQUIRE_FALSE(run);
        CHECK(run.error().code == code);
        CHECK(run.error().file == "dt.json");
    }
}

TEST_CASE("the template reads every number that a JSON library reads, to the last bit",
          "[formats]") {
    const Dataset dataset = plain_dataset(50);
    Random random(2);
    for (int round = 0; round < 20; ++round) {
        // One way of writing per file, as programs have; sometimes a record that is written otherwise.
        const bool spaced = random.chance(0.5);
        const std::string comma = spaced ? ", " : ",";
        std::string text = "[";
        const int count = 400;
        for (int i = 0; i < count; ++i) {
            std::string box;
            for (int corner = 0; corner < 4; ++corner) {
                box += (corner > 0 ? comma : "") + random_number(random);
            }
            const std::string extra =
                round % 3 == 0 ? std::format("{}\"note\":\"n{}\"", comma, random.below(9)) : "";
            std::string record = std::format(
                "{{\"image_id\":{}{}\"category_id\":{}{}\"bbox\":[{}]{}\"score\":{}{}}}",
                1 + random.below(50), comma, 1 + random.below(5), comma, box, comma,
                random_number(random), extra);
            if (random.chance(0.02)) record = json::parse(record).dump(1);
            text += (i > 0 ? comma : "") + record;
        }
        text += "]";
        const json expected = json::parse(text);
        Warnings warnings;
        const auto run = run_from(text, dataset, warnings);
        REQUIRE(run);
        REQUIRE(run->size() == count);
        for (std::size_t i = 0; i < count; ++i) {
            const json& row = expected[i];
            INFO(row);
            REQUIRE(dataset.samples.ids[run->sample[i]].number ==
                    row["image_id"].get<std::int64_t>());
            REQUIRE(run->cls[i] + 1 == row["category_id"].get<int>());
            REQUIRE(std::bit_cast<std::uint64_t>(run->score[i]) ==
                    std::bit_cast<std::uint64_t>(row["score"].get<double>()));
            const Box& box = run->box[i];
            for (const auto& [ours, theirs] : {std::pair{box.x, row["bbox"][0].get<double>()},
                                               {box.y, row["bbox"][1].get<double>()},
                                               {box.width, row["bbox"][2].get<double>()},
                                               {box.height, row["bbox"][3].get<double>()}}) {
                REQUIRE(std::bit_cast<std::uint64_t>(ours) == std::bit_cast<std::uint64_t>(theirs));
            }
        }
    }
}

TEST_CASE("what looks like a number but is none is an error also among records alike",
          "[formats]") {
    const Dataset dataset = plain_dataset(3);
    const auto file = [](const std::string& score) {
        std::string text = "[";
        for (int i = 0; i < 20; ++i) {
            text +=
                std::format("{{\"image_id\":1,\"category_id\":1,\"bbox\":[1,2,3,4],\"score\":{}}},",
                            i == 10 ? score : "0.5");
        }
        text.back() = ']';
        return text;
    };
    for (const std::string score : {"01", "1.", ".5", "1e", "--1", "0x1", "1.5.5", "1_0"}) {
        INFO(score);
        Warnings warnings;
        const auto run = run_from(file(score), dataset, warnings);
        // Left out and counted, or an error: never a number made up.
        if (run) {
            CHECK(run->size() == 19);
            CHECK(warnings.count_of("prediction-without-score") == 1);
        }
    }
}

TEST_CASE("a file with any byte changed is read the same with and without the template",
          "[formats]") {
    const Dataset dataset = plain_dataset(9);
    const std::string spice = "0123456789.-+eE{}[]\",: \n\\tfnN\xC3";
    Random random(4);
    std::size_t read = 0;
    std::size_t refused = 0;
    for (int round = 0; round < 4000; ++round) {
        std::string text = "[";
        for (int i = 0; i < 8; ++i) {
            text += std::format(
                "{{\"image_id\": {}, \"category_id\": {}, \"bbox\": [{}, {}, 30.25, 4], \"score\": "
                "{}}}, ",
                1 + random.below(9), 1 + random.below(5), random_number(random),
                random_number(random), random_number(random));
        }
        text.replace(text.size() - 2, 2, "]");
        for (std::uint64_t changes = 1 + random.below(2); changes > 0; --changes) {
            const std::size_t place = random.index(text.size());
            const char byte = spice[random.index(spice.size())];
            switch (random.below(3)) {
                case 0: text[place] = byte; break;
                case 1: text.insert(place, 1, byte); break;
                default: text.erase(place, 1 + random.index(4)); break;
            }
        }
        INFO(text);
        Warnings quick_warnings;
        Warnings plain_warnings;
        const auto quick = run_from(text, dataset, quick_warnings);
        const auto plain = run_from(text, dataset, plain_warnings, {.use_template = false});
        REQUIRE(quick.has_value() == plain.has_value());
        if (!quick) {
            ++refused;
            CHECK(quick.error().code == plain.error().code);
            continue;
        }
        ++read;
        REQUIRE(same_columns(*quick, *plain));
        REQUIRE(quick_warnings.all().size() == plain_warnings.all().size());
        for (std::size_t w = 0; w < quick_warnings.all().size(); ++w) {
            CHECK(quick_warnings.all()[w].kind == plain_warnings.all()[w].kind);
            CHECK(quick_warnings.all()[w].count == plain_warnings.all()[w].count);
        }
    }
    CHECK(read > 500);
    CHECK(refused > 500);
}

TEST_CASE("several threads read the same columns and warnings as one", "[formats]") {
    const Dataset dataset = plain_dataset(300);
    Random random(3);
    for (int round = 0; round < 6; ++round) {
        std::string text = round % 2 == 0 ? "[" : "{\"annotations\": [";
        for (int i = 0; i < 9000; ++i) {
            // Texts that look like the beginning of a record lead the threads astray.
            const std::string note = random.chance(0.01) ? "{\\\"image_id\\\": 1" : "x";
            const std::string trap =
                round > 3 && random.chance(0.01) ? ", \"of\": [{\"image_id\": 7}]" : "";
            text += std::format(
                "{{\"image_id\": {}, \"category_id\": {}, \"bbox\": [{:.2f}, 2.5, 30, 4e1], "
                "\"score\": "
                "{:.4f}, \"note\": \"{}\"{}}}, ",
                1 + random.below(310), 1 + random.below(5), random.uniform(0, 900),
                random.uniform(), note, trap);
        }
        text.resize(text.size() - 2);
        text += round % 2 == 0 ? "]" : "], \"more\": {}}";
        Warnings by_one;
        const auto one = run_from(text, dataset, by_one);
        REQUIRE(one);
        for (const unsigned threads : {2U, 3U, 7U}) {
            for (const std::uint64_t chunk : {3'000U, 50'000U}) {
                Warnings by_many;
                const auto many =
                    run_from(text, dataset, by_many, {.threads = threads, .chunk_bytes = chunk});
                REQUIRE(many);
                CHECK(same_columns(*one, *many));
                REQUIRE(by_many.all().size() == by_one.all().size());
                for (std::size_t w = 0; w < by_one.all().size(); ++w) {
                    CHECK(by_many.all()[w].count == by_one.all()[w].count);
                    CHECK(by_many.all()[w].examples[4].byte == by_one.all()[w].examples[4].byte);
                }
            }
        }
        // An error is the same one, at the same place.
        std::string broken = text;
        broken.insert(text.find("}, {", text.size() / 2) + 1, "x");
        Warnings ignored;
        const auto error_by_one = run_from(broken, dataset, ignored);
        const auto error_by_many =
            run_from(broken, dataset, ignored, {.threads = 4, .chunk_bytes = 3'000});
        REQUIRE_FALSE(error_by_one);
        REQUIRE_FALSE(error_by_many);
        CHECK(to_string(error_by_one.error()) == to_string(error_by_many.error()));
    }
}

TEST_CASE("files are told apart by their content", "[formats]") {
    using namespace std::string_literals;
    const auto kind = [](const std::string& bytes) {
        const MemorySource source("some.file", bytes);
        return sniff(source).transform([](const Sniffed& sniffed) { return sniffed.kind; });
    };
    const auto task = [](const std::string& bytes) {
        const MemorySource source("some.file", bytes);
        return sniff(source)->task;
    };
    CHECK(task(R"([{"image_id":1,"score":2,"bbox":[1,2,3,4]}])") == Task::boxes);
    CHECK(task(R"([{"image_id":1,"score":2,"segmentation":{"size":[1,1],"counts":"1"}}])") ==
          Task::masks);
    CHECK(task(R"([{"image_id":1,"score":2,"keypoints":[1,2,3]}])") == Task::keypoints);
    CHECK(task(R"([{"image_id":1,"score":2,"rbox":[1,2,3,4,0.5]}])") == Task::oriented);
    CHECK(kind(small_truth) == FileKind::truth);
    CHECK(kind(gzip(small_truth)) == FileKind::truth);
    CHECK(kind("{\"info\":{\"score\":1},\"images\":[") == FileKind::truth);
    CHECK(kind("{\"annotations\":[{\"image_id\":1,\"bbox\":[]}]}") == FileKind::truth);
    CHECK(kind("[{\"image_id\":1,\"score\":2}]") == FileKind::predictions);
    CHECK(kind("[]") == FileKind::predictions);
    CHECK(kind("{\"predictions\":[{\"image_id\":1,\"score\":2}]}") == FileKind::predictions);
    CHECK(kind("\xFF\xD8\xFF\xE0....JFIF") == FileKind::image);
    CHECK(kind("\x89PNG\r\n\x1A\n") == FileKind::image);
    CHECK(kind("RIFF\x01\x02\x03\x04WEBPVP8 ") == FileKind::image);
    CHECK(kind("").error().code == ErrorCode::empty);
    CHECK(kind("hello").error().code == ErrorCode::syntax);
    CHECK(kind("[1, 2, 3]").value_or(FileKind::unknown) == FileKind::predictions);
    CHECK(kind("{\"a\": 1}").error().code == ErrorCode::wrong_kind);
    CHECK(kind("\xFF\xFE{\0"s).error().code == ErrorCode::encoding);
}

TEST_CASE("a COCO file has annotations or not, wherever its array stands", "[readers]") {
    const auto has = [](const std::string& bytes) {
        const MemorySource source("some.file", bytes);
        return has_annotations(source);
    };
    CHECK(has(small_truth));
    CHECK(has(gzip(small_truth)));
    CHECK_FALSE(has(R"({"images":[{"id":1}]})"));
    CHECK_FALSE(has(R"({"annotations":[],"images":[{"id":1}]})"));
    CHECK_FALSE(has(R"({"images":[{"id":1}],"annotations":null})"));
    CHECK_FALSE(has(R"([{"image_id":1,"score":2}])"));
    // What stands behind the first is not read.
    CHECK(has(R"({"annotations":[{"id":1}],"images":)"));
}

// Numbers of 16 to 18 digits lie beyond what a double holds exactly: they must be rounded once. The standard
// library's strtod is the judge.
TEST_CASE("results: scores of 16 to 18 digits are correctly rounded", "[readers]") {
    const Dataset dataset = truth(R"({"images": [{"id": 1}], "annotations": [],
                                           "categories": [{"id": 1, "name": "c"}]})");
    Random random(5);
    std::string text = "[";
    std::vector<std::string> scores;
    for (int i = 0; i < 4000; ++i) {
        std::string digits;
        for (std::uint64_t k = 16 + random.below(3); k > 0; --k) {
            digits += static_cast<char>('1' + random.below(9));
        }
        scores.push_back("0." + digits);
        text += std::format(
            R"({}{{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4], "score": {}}})",
            i > 0 ? ", " : "", scores.back());
    }
    Warnings warnings;
    const auto run = run_from(text + "]", dataset, warnings);
    REQUIRE(run);
    for (std::size_t i = 0; i < scores.size(); ++i) {
        INFO(scores[i]);
        REQUIRE(run->score[i] == std::strtod(scores[i].c_str(), nullptr));
    }
}
