// Splits: groups stay together, classes are balanced, by hand and of random data.
#include "curate/split.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>
#include <set>

#include "base/random.h"

using namespace errata;

namespace {

ListColumn<std::uint16_t> lists(const std::vector<std::vector<std::uint16_t>>& values) {
    ListColumnBuilder<std::uint16_t> builder;
    for (const auto& one : values) builder.push(one);
    return std::move(builder).build();
}

}  // namespace

TEST_CASE("each set has its share of every class, the rare one among them") {
    // 90 samples of class 0, 10 of class 1: cut 8 to 2.
    std::vector<std::vector<std::uint16_t>> classes(100, {0});
    for (std::size_t i = 90; i < 100; ++i) classes[i] = {1};
    const auto column = lists(classes);
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
        const Split result = split({.samples = BitSet(100, true),
                                    .group = {},
                                    .classes = column,
                                    .class_count = 2,
                                    .shares = {8, 2}},
                                   seed);
        CHECK(result.sizes == std::vector<std::uint64_t>{80, 20});
        CHECK(result.class_sizes == std::vector<std::uint64_t>{72, 8, 18, 2});
        CHECK(result.groups == 100);
    }
}

TEST_CASE("groups are never torn apart, and sets are as large as they should be") {
    Random random(4);
    for (int round = 0; round < 200; ++round) {
        const std::size_t samples = 1 + random.index(400);
        const std::size_t class_count = 1 + random.index(6);
        std::vector<std::vector<std::uint16_t>> classes(samples);
        std::vector<std::uint32_t> group(samples);
        for (std::size_t i = 0; i < samples; ++i) {
            // Higher classes are rarer.
            for (std::size_t cls = 0; cls < class_count; ++cls) {
                if (random.chance(0.7 / static_cast<double>(1 + cls)))
                    classes[i].push_back(static_cast<std::uint16_t>(cls));
            }
            group[i] = static_cast<std::uint32_t>(random.below(samples) * 7);
        }
        BitSet some(samples, true);
        for (std::size_t i = 0; i < samples; ++i) some.set(i, random.chance(0.9));
        const auto column = lists(classes);
        const Split result = split({.samples = some,
                                    .group = group,
                                    .classes = column,
                                    .class_count = class_count,
                                    .shares = {0.7, 0.2, 0.1}},
                                   random.bits());
        std::vector<std::uint64_t> sizes(3);
        std::vector<std::uint64_t> class_sizes(3 * class_count);
        std::set<std::pair<std::uint32_t, std::uint32_t>> sets_of_groups;
        std::set<std::uint32_t> groups;
        std::size_t largest = 0;
        for (std::size_t i = 0; i < samples; ++i) {
            if (!some[i]) {
                CHECK(result.set[i] == no_set);
                continue;
            }
            REQUIRE(result.set[i] < 3);
            ++sizes[result.set[i]];
            for (const std::uint16_t cls : classes[i])
                ++class_sizes[result.set[i] * class_count + cls];
            sets_of_groups.emplace(group[i], result.set[i]);
            groups.insert(group[i]);
            largest =
                std::max(largest, static_cast<std::size_t>(std::ranges::count(group, group[i])));
        }
        CHECK(sets_of_groups.size() == groups.size());
        CHECK(result.groups == groups.size());
        CHECK(result.sizes == sizes);
        CHECK(result.class_sizes == class_sizes);
        const auto all = static_cast<double>(some.count());
        if (samples > 200) {
            CHECK(std::abs(static_cast<double>(sizes[0]) - 0.7 * all) <=
                  0.05 * all + static_cast<double>(largest));
            CHECK(std::abs(static_cast<double>(sizes[1]) - 0.2 * all) <=
                  0.05 * all + static_cast<double>(largest));
        }
    }
}

TEST_CASE("balanced sets differ less than random ones") {
    Random random(9);
    std::vector<std::vector<std::uint16_t>> classes(1000);
    for (auto& one : classes) {
        if (random.chance(0.5)) one.push_back(0);
        if (random.chance(0.02)) one.push_back(1);
    }
    const auto column = lists(classes);
    const Split result = split({.samples = BitSet(1000, true),
                                .group = {},
                                .classes = column,
                                .class_count = 2,
                                .shares = {0.5, 0.5}},
                               1);
    for (std::size_t cls = 0; cls < 2; ++cls) {
        const auto first = static_cast<std::int64_t>(result.class_sizes[cls]);
        const auto second = static_cast<std::int64_t>(result.class_sizes[2 + cls]);
        CHECK(std::abs(first - second) <= 1);
    }
    CHECK(result.sizes[0] == 500);
}

TEST_CASE("two groupings become one") {
    const std::vector<std::uint32_t> a = {5, 5, 6, 7, 8};
    const std::vector<std::uint32_t> b = {1, 2, 2, 3, 3};
    CHECK(joined_groups(a, b) == std::vector<std::uint32_t>{0, 0, 0, 1, 1});
    CHECK(joined_groups(a, a) == std::vector<std::uint32_t>{0, 0, 1, 2, 3});
}
