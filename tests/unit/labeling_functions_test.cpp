// Votes by hand: what functions say alone and together.
#include "curate/labeling_functions.h"

#include <catch2/catch_amalgamated.hpp>
#include <format>

#include "base/sha1.h"
#include "curate/majority_vote.h"

using namespace errata;
using Catch::Approx;

namespace {

// Three functions on five rows: 0 votes for class 0, 1 for class 1, 2 for class 0.
//     row 0: 0 - -     row 1: 0 1 -     row 2: 0 - 0     row 3: - - -     row 4: 0 1 0
VoteMatrix example() {
    std::vector<BitSet> holds(3, BitSet(5));
    for (const std::size_t row : {0UZ, 1UZ, 2UZ, 4UZ}) holds[0].set(row);
    for (const std::size_t row : {1UZ, 4UZ}) holds[1].set(row);
    for (const std::size_t row : {2UZ, 4UZ}) holds[2].set(row);
    return votes_of(holds, std::vector<std::int32_t>{0, 1, 0}, 5, 2);
}

}  // namespace

TEST_CASE("a function votes where its query holds") {
    CHECK(example().votes ==
          std::vector<std::int32_t>{0, -1, -1, 0, 1, -1, 0, -1, 0, -1, -1, -1, 0, 1, 0});
}

TEST_CASE("coverage, overlap, conflict and accuracy by hand") {
    const VoteFacts facts = facts_of(example(), std::vector<std::int32_t>{0, 1, abstain, 0, 0});
    CHECK(facts.coverage == Approx(4.0 / 5));
    CHECK(facts.overlap == Approx(3.0 / 5));
    CHECK(facts.conflict == Approx(2.0 / 5));
    const FunctionFacts& first = facts.functions[0];
    CHECK(first.polarity == std::vector<std::int32_t>{0});
    CHECK(first.votes == 4);
    CHECK(first.overlap == Approx(3.0 / 5));
    CHECK(first.conflict == Approx(2.0 / 5));
    CHECK(first.overlap_of_votes == Approx(3.0 / 4));
    CHECK(first.conflict_of_overlaps == Approx(2.0 / 3));
    // Rows 0, 1 and 4 have labels, and it is wrong of row 1.
    CHECK(first.accuracy() == Approx(2.0 / 3));
    CHECK(facts.functions[1].accuracy() == Approx(0.5));
    CHECK(facts.functions[2].accuracy() == 1);
    // Function 2 never conflicts with function 0, which votes alike, but with 1.
    CHECK(facts.functions[2].conflict == Approx(1.0 / 5));
    CHECK_FALSE(facts_of(example()).functions[0].accuracy());
    CHECK(facts_of({.classes = 2}).coverage == 0);
}

TEST_CASE("the majority decides, and ties do not") {
    const auto probabilities = majority_probabilities(example());
    CHECK(probabilities == std::vector<double>{1, 0, 0.5, 0.5, 1, 0, 0.5, 0.5, 1, 0});
    CHECK(decided(probabilities, 2) == std::vector<std::int32_t>{0, abstain, 0, abstain, 0});
    // Between two the last bit of the hash decides.
    const auto drawn = decided(probabilities, 2, TiePolicy::random);
    CHECK(drawn[1] == sha1("1")[19] % 2);
    CHECK(drawn[3] == sha1("3")[19] % 2);
    // Within 1e-5 is a tie.
    CHECK(decided(std::vector<double>{0.500004, 0.499996}, 2)[0] == abstain);
    CHECK(decided(std::vector<double>{0.50001, 0.49999}, 2)[0] == 0);
}

TEST_CASE("SHA-1 of the standard's examples") {
    const auto digits = [](std::string_view text) {
        std::string hex;
        for (const std::uint8_t byte : sha1(text)) hex += std::format("{:02x}", byte);
        return hex;
    };
    CHECK(digits("") == "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    CHECK(digits("abc") == "a9993e364706816aba3e25717850c26c9cd0d89d");
    CHECK(digits("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
          "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}
