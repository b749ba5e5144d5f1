// A pool among dropped files: the evaluation has it, names it, and is matched again with it.
#include <algorithm>
#include <array>
#include <catch2/catch_amalgamated.hpp>
#include <string>
#include <vector>

#include "base/fingerprint.h"
#include "engine/session_files.h"
#include "support/pool_world.h"

using namespace errata;

namespace {

struct Given {
    std::string name;
    std::string bytes;
    std::optional<FileKind> taken_for = {};
};

std::optional<Error> drop(const std::vector<Given>& given, Evaluation& result) {
    std::vector<DroppedFile> files;
    for (const Given& one : given) {
        files.push_back({.source = std::make_unique<MemorySource>(one.name, one.bytes),
                         .taken_for = one.taken_for});
    }
    Job job = evaluate_dropped_files(files, result);
    while (job.step()) continue;
    return job.error();
}

std::string fingerprint_of(const std::string& bytes) {
    Fingerprinter whole;
    whole.update(bytes);
    return whole.digest();
}

}  // namespace

TEST_CASE("dropped files with a pool are evaluated as the command line does", "[engine]") {
    const test::PoolWorld world(20, 30, 3);
    const std::vector<Given> given = {{"pool_dt.json", world.run},
                                      {"pool.json", world.pool},
                                      {"dt.json", world.run},
                                      {"gt.json", world.truth}};
    Evaluation dropped;
    REQUIRE_FALSE(drop(given, dropped));
    const Evaluation expected = test::evaluate_pool(world.truth, world.run, world.pool, world.run);
    CHECK(dropped.dataset.samples.size() == 50);
    CHECK(std::ranges::equal(dropped.dataset.samples.labeled, expected.dataset.samples.labeled));
    CHECK(std::ranges::equal(dropped.run.score, expected.run.score));
    CHECK(std::ranges::equal(dropped.run.sample, expected.run.sample));
    for (std::size_t i = 0; i < expected.summary.overall.size(); ++i) {
        CHECK(dropped.summary.overall[i].value == expected.summary.overall[i].value);
    }

    // All of it crosses to the page, and is named in links with what it is.
    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(dropped));
    const auto shown = evaluation_from_snapshot(*bytes, bytes);
    REQUIRE(shown);
    CHECK(std::ranges::equal(shown->dataset.samples.labeled, expected.dataset.samples.labeled));
    const std::vector<SessionFile> files = session_files(*shown);
    REQUIRE(files.size() == 4);
    for (std::size_t i = 0; i < files.size(); ++i) {
        CHECK(files[i].name == given[i].name);
        CHECK(files[i].size == given[i].bytes.size());
        CHECK(files[i].fingerprint == fingerprint_of(given[i].bytes));
    }
    CHECK(files[0].kind == FileKind::pool_predictions);
    CHECK(files[1].kind == FileKind::pool);

    // In the worker; samples of the pool have no objects to be matched with.
    Matches matches;
    Job matching = match_again(dropped, 0.33, matches);
    while (matching.step()) continue;
    REQUIRE_FALSE(matching.error());
    REQUIRE(matches.assignments.size() > 0);
    for (const Assignment& one : matches.assignments) {
        CHECK(dropped.dataset.samples.is_labeled(dropped.run.sample[one.prediction]));
    }
    const std::vector<std::byte> sent = snapshot_of(matches);
    const auto owner = std::make_shared<std::vector<std::byte>>(sent);
    CHECK(matches_from_snapshot(*owner, owner, *shown));
}

TEST_CASE("dropped tables with a pool", "[engine]") {
    Evaluation result;
    REQUIRE_FALSE(drop({{"truth.csv", "id,label\na,cat\nb,dog\n"},
                        {"guesses.csv", "id,label,score\na,cat,0.5\nb,cat,0.5\nc,dog,0.9\n"},
                        {"more.csv", "id,site\nc,north\nd,south\n"}},
                       result));
    CHECK(result.dataset.samples.size() == 4);
    CHECK(std::ranges::count(result.dataset.samples.labeled, 0) == 2);
    CHECK(result.files[2].kind == FileKind::pool);
    CHECK(result.files[2].fingerprint.size() == fingerprint_digits);
}

TEST_CASE("a pool that cannot be read is one error that names it", "[engine]") {
    const test::PoolWorld world(4, 4, 1);
    const Given truth = {"gt.json", world.truth};
    const Given predictions = {"dt.json", world.run};
    struct Case {
        Given pool;
        ErrorCode code;
        std::string_view words;
    };
    for (const Case& one :
         {Case{{"pool.json", R"({"images": [{"id": 1, "file_name"})"}, ErrorCode::syntax, ""},
          Case{{"pool.json", R"({"images": [{"id": 0, "file_name": "other.png"}]})"},
               ErrorCode::mismatch,
               "id 0 is other.png in the pool"},
          Case{{"x.json", world.run, FileKind::pool},
               ErrorCode::wrong_kind,
               "the file is a JSON array where an object is expected"},
          Case{{"x.png", "\xFF\xD8\xFF\xE0 image", FileKind::pool}, ErrorCode::syntax, ""}}) {
        INFO(one.pool.bytes);
        Evaluation result;
        const auto error = drop({one.pool, truth, predictions}, result);
        REQUIRE(error);
        CHECK(error->code == one.code);
        CHECK(error->file == one.pool.name);
        CHECK(error->message.starts_with(one.words));
        CHECK_FALSE(error->remedy.empty());
    }
    // One that is no JSON at all is a file that nobody knows: the rest is evaluated.
    Evaluation result;
    CHECK_FALSE(drop({{"pool.json", "hello"}, truth, predictions}, result));
    CHECK(result.files[0].kind == FileKind::unknown);
    CHECK_FALSE(result.files[0].note.empty());
}
