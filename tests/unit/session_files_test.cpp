// What a session says of its files: label maps as one folder per side, told apart by their listing.
#include "engine/session_files.h"

#include <catch2/catch_amalgamated.hpp>

using namespace errata;

namespace {

FileReport map_of(std::string name, FileKind kind, std::uint64_t size) {
    return {.name = std::move(name),
            .kind = kind,
            .used = true,
            .note = {},
            .size = size,
            .map = MapPixels::values};
}

Session with(std::vector<SessionFile> files) { return {.files = std::move(files)}; }

}  // namespace

TEST_CASE("a session names the folder of each side's label maps", "[session]") {
    Evaluation evaluation;
    evaluation.files = {map_of("val/gt/a.png", FileKind::truth, 10),
                        map_of("val/gt/city/b.png", FileKind::truth, 20),
                        map_of("val/pred/a.png", FileKind::predictions, 11)};
    evaluation.files.push_back({.name = "classes.csv",
                                .kind = FileKind::truth,
                                .used = true,
                                .note = {},
                                .size = 5,
                                .fingerprint = "f"});
    FileReport unused = map_of("val/gt/c.png", FileKind::truth, 1);
    unused.used = false;
    evaluation.files.push_back(unused);

    const std::vector<SessionFile> files = session_files(evaluation);
    REQUIRE(files.size() == 3);
    CHECK(files[0] == SessionFile{"classes.csv", FileKind::truth, 5, "f"});
    CHECK(files[1].name == "val/gt/");
    CHECK(files[1].kind == FileKind::truth);
    CHECK(files[1].size == 30);
    CHECK(files[2].name == "val/pred/");
    CHECK(files[1].fingerprint.size() == 32);

    // The same maps elsewhere are the same; another size, or one map fewer, is not.
    Evaluation moved = evaluation;
    for (FileReport& file : moved.files) {
        if (file.map != MapPixels::none) file.name = "elsewhere/" + file.name;
    }
    CHECK(differences(with(files), with(session_files(moved))).empty());
    Evaluation other = evaluation;
    other.files[1].size = 21;
    const auto found = differences(with(files), with(session_files(other)));
    REQUIRE(found.size() == 1);
    CHECK(found[0].what == SessionDifference::What::other_content);
    CHECK(to_string(found[0]) == "val/gt/ has other content here: 31 bytes instead of 30");
    Evaluation fewer = evaluation;
    fewer.files.erase(fewer.files.begin() + 1);
    CHECK(differences(with(files), with(session_files(fewer))).size() == 1);
}

TEST_CASE("label maps without a folder have a name, too", "[session]") {
    Evaluation evaluation;
    evaluation.files = {map_of("a.png", FileKind::truth, 10), map_of("b.png", FileKind::truth, 2)};
    CHECK(session_files(evaluation)[0].name == "label maps/");
    evaluation.files.pop_back();
    CHECK(session_files(evaluation)[0].name == "label maps/");
}
