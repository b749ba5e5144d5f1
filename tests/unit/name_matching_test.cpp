// Samples to image files by name: every rule, its order, and what must stay unmatched.
#include "data/name_matching.h"

#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <string>
#include <vector>

using namespace errata;

namespace {

std::vector<std::uint32_t> match(const std::vector<std::string>& names,
                                 const std::vector<std::string>& files) {
    TextColumnBuilder builder;
    for (const std::string& name : names) builder.push(name);
    return files_of_samples(std::move(builder).build(), files);
}

using Numbers = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("name matching: the same path goes before everything", "[names]") {
    CHECK(match({"a/1.jpg"}, {"x/a/1.jpg", "a/1.jpg", "1.jpg"}) == Numbers{1});
    CHECK(match({"a/1.jpg"}, {"a/1.jpg", "a/1.jpg"}) == Numbers{0});
}

TEST_CASE("name matching: ends of paths, at folder borders only", "[names]") {
    CHECK(match({"val/1.jpg"}, {"coco/val/1.jpg", "coco/train/1.jpg"}) == Numbers{0});
    CHECK(match({"coco/val/1.jpg"}, {"val/1.jpg", "other/1.jpg"}) == Numbers{0});
    CHECK(match({"al/1.jpg"}, {"val/1.jpg", "wal/1.jpg"}) == Numbers{no_file});
}

TEST_CASE("name matching: a base name must be the only one", "[names]") {
    CHECK(match({"left/1.jpg"}, {"images/1.jpg"}) == Numbers{0});
    CHECK(match({"left/1.jpg"}, {"x/1.jpg", "y/1.jpg"}) == Numbers{no_file});
    CHECK(match({"1.jpg"}, {"x/1.jpg", "y/1.jpg"}) == Numbers{no_file});
    CHECK(match({"1.jpg", "2.jpg"}, {"2.jpg"}) == Numbers{no_file, 0});
    CHECK(match({"1.jpg"}, {}) == Numbers{no_file});
}

TEST_CASE("name matching: another ending, where no file has the whole name", "[names]") {
    CHECK(match({"gt/1.png"}, {"photos/1.jpg"}) == Numbers{0});
    CHECK(match({"1.png"}, {"1.jpg", "1.png"}) == Numbers{1});
    CHECK(match({"1.png"}, {"a/1.jpg", "b/1.jpg"}) == Numbers{no_file});
    CHECK(match({"1"}, {"1.jpg"}) == Numbers{0});
    CHECK(match({"1.png"}, {"1.left.jpg"}) == Numbers{no_file});
    CHECK(match({".png"}, {".jpg"}) == Numbers{no_file});
}

TEST_CASE("name matching: separators and leading dots do not count", "[names]") {
    CHECK(match({".\\val\\1.jpg"}, {"./val/1.jpg"}) == Numbers{0});
    CHECK(match({"/data/val/1.jpg"}, {"val/1.jpg"}) == Numbers{0});
    CHECK(match({".hidden.jpg"}, {"a/.hidden.jpg"}) == Numbers{0});
    CHECK(match({""}, {"1.jpg"}) == Numbers{no_file});
}

TEST_CASE("name matching: 100,000 names find their files", "[names]") {
    std::vector<std::string> names;
    std::vector<std::string> files;
    for (int i = 0; i < 100'000; ++i) {
        names.push_back(std::format("{:012}.jpg", i));
        files.push_back(std::format("folder/val2017/{:012}.jpg", 99'999 - i));
    }
    const Numbers found = match(names, files);
    bool right = true;
    for (std::uint32_t i = 0; i < found.size(); ++i) right = right && found[i] == 99'999 - i;
    CHECK(right);
}
