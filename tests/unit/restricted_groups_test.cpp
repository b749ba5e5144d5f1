// Groups: the figures of each are those of its selection.
#include <catch2/catch_amalgamated.hpp>

#include "support/random_boxes.h"
#include "support/restricting.h"

using namespace errata;
using test::finish;
using test::random_rows;
using test::restricted;
using test::same;

TEST_CASE("groups have the figures of their selections", "[engine]") {
    const Evaluation whole = test::evaluate_texts(test::random_texts(21, 60), 1);
    Restrictable prepared;
    REQUIRE_FALSE(finish(prepare_restrictions(whole, {}, prepared)));
    Random random(11);
    for (const auto& [to, size] : {std::pair(Restricted::samples, whole.dataset.samples.size()),
                                   std::pair(Restricted::objects, whole.dataset.truth.size()),
                                   std::pair(Restricted::predictions, whole.run.size())}) {
        std::vector<Group> groups;
        for (int i = 0; i < 4; ++i) {
            groups.push_back({.key = std::to_string(i), .rows = random_rows(size, random)});
        }
        GroupTable table;
        REQUIRE_FALSE(finish(group(prepared, {.to = to, .groups = groups}, table)));
        CHECK(table.to == to);
        CHECK(table.overall.rows == size);
        CHECK(same(table.overall.figures, whole.summary.overall));
        REQUIRE(table.groups.size() == 4);
        for (std::size_t i = 0; i < 4; ++i) {
            CHECK(table.groups[i].key == groups[i].key);
            CHECK(table.groups[i].rows == groups[i].rows.count());
            CHECK(same(table.groups[i].figures,
                       restricted(whole, {.to = to, .rows = &groups[i].rows}).overall));
        }
        const BitSet within = random_rows(size, random);
        REQUIRE_FALSE(
            finish(group(prepared, {.to = to, .groups = groups, .within = &within}, table)));
        BitSet both = groups[0].rows;
        both &= within;
        CHECK(table.groups[0].rows == both.count());
        CHECK(same(table.groups[0].figures, restricted(whole, {.to = to, .rows = &both}).overall));
        CHECK(same(table.overall.figures, restricted(whole, {.to = to, .rows = &within}).overall));
    }
    const BitSet other(7);
    RestrictedFigures result;
    const auto refused =
        finish(restrict(prepared, {.to = Restricted::samples, .rows = &other}, result));
    REQUIRE(refused);
    CHECK(refused->code == ErrorCode::bad_value);
}
