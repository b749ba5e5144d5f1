// McNemar's test: p-values as statsmodels 0.14 gives them (mcnemar, exact=True), and counts by hand.
#include "metrics/paired.h"

#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"

using namespace errata;
using Catch::Matchers::WithinRel;

TEST_CASE("McNemar's exact p-values equal statsmodels'") {
    CHECK(mcnemar_p_value(0, 0) == 1);
    CHECK(mcnemar_p_value(1, 0) == 1);
    CHECK(mcnemar_p_value(0, 5) == 0.0625);
    CHECK(mcnemar_p_value(10, 10) == 1);
    CHECK(mcnemar_p_value(0, 1200) == 0);
    CHECK_THAT(mcnemar_p_value(3, 9), WithinRel(0.14599609375, 1e-14));
    CHECK_THAT(mcnemar_p_value(15, 40), WithinRel(0.0010158471941252854, 1e-12));
    CHECK_THAT(mcnemar_p_value(180, 120), WithinRel(0.0006342200069283566, 1e-12));
    CHECK_THAT(mcnemar_p_value(5000, 5300), WithinRel(0.003215819673645259, 1e-11));
    CHECK_THAT(mcnemar_p_value(100000, 101500), WithinRel(0.000839654119712958, 1e-9));
}

TEST_CASE("pairs of classifications are counted, over all and per class") {
    constexpr std::uint32_t nothing = 0xFFFFFFFFU;
    const std::vector<std::uint32_t> truth = {0, 0, 1, 1, 2};
    const std::vector<std::uint32_t> first = {0, 1, 1, 0, nothing};
    const std::vector<std::uint32_t> second = {1, 1, 1, 1, 2};
    const PairedClassification paired = paired_classification(truth, first, second, 3);
    CHECK(paired.samples == 5);
    CHECK(paired.all.only_first == 1);
    CHECK(paired.all.only_second == 2);
    CHECK(paired.all.p_value == 1);
    // Sample 0: the first is right of both classes; sample 3: the second.
    CHECK(paired.of_class[0].only_first == 1);
    CHECK(paired.of_class[0].only_second == 1);
    CHECK(paired.of_class[1].only_first == 1);
    CHECK(paired.of_class[1].only_second == 1);
    CHECK(paired.of_class[2].only_first == 0);
    CHECK(paired.of_class[2].only_second == 1);
}

TEST_CASE("one against the rest is counted as plainly said, and sides can be swapped") {
    Random random(11);
    for (int round = 0; round < 100; ++round) {
        std::vector<std::uint32_t> columns[3];
        for (int i = 0; i < 30; ++i) {
            for (auto& column : columns) {
                column.push_back(static_cast<std::uint32_t>(random.below(4)));
            }
        }
        const auto& [truth, first, second] = columns;
        const PairedClassification forth = paired_classification(truth, first, second, 4);
        const PairedClassification back = paired_classification(truth, second, first, 4);
        CHECK(forth.all.p_value == back.all.p_value);
        for (std::uint32_t cls = 0; cls < 4; ++cls) {
            std::uint64_t only_first = 0;
            for (std::size_t i = 0; i < truth.size(); ++i) {
                const bool is = truth[i] == cls;
                only_first += (first[i] == cls) == is && (second[i] == cls) != is ? 1U : 0U;
            }
            CHECK(forth.of_class[cls].only_first == only_first);
            CHECK(back.of_class[cls].only_second == only_first);
            CHECK(forth.of_class[cls].adjusted_p_value >= forth.of_class[cls].p_value);
        }
    }
}
