#include "base/bit_set.h"

#include <catch2/catch_amalgamated.hpp>
#include <cstddef>
#include <vector>

#include "base/random.h"

using errata::BitSet;
using errata::Random;

namespace {

std::vector<bool> plain(const BitSet& set) {
    std::vector<bool> result(set.size());
    for (std::size_t i = 0; i < set.size(); ++i) result[i] = set[i];
    return result;
}

BitSet random_set(Random& random, std::size_t size) {
    BitSet set(size);
    for (std::size_t i = 0; i < size; ++i) set.set(i, random.below(2) == 1);
    return set;
}

}  // namespace

TEST_CASE("set operations equal those bit by bit") {
    Random random(7);
    for (const std::size_t size : {0UZ, 1UZ, 63UZ, 64UZ, 65UZ, 200UZ}) {
        const BitSet a = random_set(random, size);
        const BitSet b = random_set(random, size);
        BitSet both = a;
        both &= b;
        BitSet either = a;
        either |= b;
        BitSet one = a;
        one ^= b;
        BitSet without = a;
        without -= b;
        BitSet others = a;
        others.flip();
        std::size_t count = 0;
        for (std::size_t i = 0; i < size; ++i) {
            CHECK(both[i] == (a[i] && b[i]));
            CHECK(either[i] == (a[i] || b[i]));
            CHECK(one[i] == (a[i] != b[i]));
            CHECK(without[i] == (a[i] && !b[i]));
            CHECK(others[i] == !a[i]);
            count += a[i] ? 1 : 0;
        }
        CHECK(a.count() == count);
        CHECK(others.count() == size - count);
        std::vector<bool> visited(size);
        a.for_each([&](std::size_t row) { visited[row] = true; });
        CHECK(visited == plain(a));
    }
}

TEST_CASE("a full set has no bits behind its end") {
    BitSet full(70, true);
    CHECK(full.count() == 70);
    CHECK(full.all());
    CHECK(full == BitSet(70).flip());
    full.set(69, false);
    CHECK_FALSE(full.all());
    CHECK(full.flip().count() == 1);
    CHECK(BitSet(70).none());
}
