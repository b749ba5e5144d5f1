// Columns that are made elsewhere, beside those of a dataset; tags among them.
#include <catch2/catch_amalgamated.hpp>

#include "query/added_columns.h"
#include "query/parse.h"
#include "query/selection.h"
#include "session/tags.h"
#include "support/pool_world.h"

using namespace errata;

namespace {

struct TaggedWorld {
    test::PoolWorld world{5, 5, 3};
    Evaluation evaluation = test::evaluate_pool(world.truth, world.run, world.pool);
    std::unique_ptr<EvaluationColumns> columns = test::columns_of(evaluation);
    AddedColumns source{columns->columns()};

    bool set(const Tags& tags) {
        const TextColumn& names = evaluation.dataset.samples.names;
        std::vector<AddedColumn> added;
        if (!tags.empty()) {
            added.push_back(tags_column(tags, names.size(), [&](const std::string& name) {
                std::optional<Row> slot;
                for (std::size_t i = 0; i < names.size(); ++i) {
                    if (names[i] == name) slot = static_cast<Row>(i);
                }
                return slot;
            }));
        }
        return source.set(std::move(added));
    }
    std::size_t count(const char* query) {
        const auto parsed = parse_query(query);
        REQUIRE(parsed);
        const auto selected = select(*parsed, source, {});
        if (!selected) FAIL(to_string(selected.error()));
        return selected->size();
    }
};

}  // namespace

TEST_CASE("added columns: tags can be asked for, and follow what is tagged", "[query]") {
    TaggedWorld all;
    CHECK(find_column(all.source, Table::samples, "tags") == nullptr);
    Tags tags = with_tag({}, "check", {"0.png", "1.png", "2.png", "nobody.png"}, true);
    CHECK(all.set(tags));
    CHECK(all.count("tags contains \"check\"") == 3);
    CHECK(all.count("tags contains \"check\" and not labeled") == 1);
    const ColumnInfo* const info = find_column(all.source, Table::samples, "tags");
    REQUIRE(info != nullptr);
    // Other values at the same place.
    tags = with_tag(tags, "check", {"2.png"}, false);
    CHECK_FALSE(all.set(tags));
    CHECK(find_column(all.source, Table::samples, "tags") == info);
    CHECK(all.count("tags contains \"check\"") == 2);
    // The columns beneath are there as ever.
    CHECK(all.count("hour >= 0") == 10);
    CHECK(all.set({}));
    CHECK(all.count("hour >= 0") == 10);
}

TEST_CASE("tags: putting on and taking off", "[session]") {
    const Tags one = with_tag({}, "b", {"y", "x", "y"}, true);
    REQUIRE(one.size() == 1);
    CHECK(std::ranges::equal(one[0].samples.names(), std::vector<std::string>{"x", "y"}));
    CHECK(one[0].samples.contains("x"));
    CHECK_FALSE(one[0].samples.contains("z"));
    const Tags two = with_tag(one, "a", {"z"}, true);
    REQUIRE(two.size() == 2);
    CHECK(two[0].name == "a");
    CHECK(with_tag(two, "a", {"z"}, false) == one);
    CHECK(with_tag(two, "c", {}, true) == two);
    CHECK(with_tag(two, "c", {"z"}, false) == two);
    CHECK(with_tag(one, "b", {"x", "z"}, true)[0].samples.size() == 3);
}
