// Allocation, labeling functions, majority vote and perceptual hashes against other implementations.
#include <cmath>
#include <format>

#include "curate/allocation.h"
#include "curate/majority_vote.h"
#include "image/image_quality.h"
#include "image/near_duplicates.h"
#include "image/perceptual_hash.h"
#include "image/resample.h"
#include "support/evaluate.h"
#include "support/reference.h"
#include "support/sha256.h"

using namespace errata;
using Catch::Approx;
using nlohmann::json;

TEST_CASE("budgets are shared as exact fractions share them") {
    std::size_t compared = 0;
    for (const json& one : test::reference_cases("curation/allocation.json")) {
        INFO("seed " << one["seed"]);
        std::vector<Stratum> strata;
        for (std::size_t i = 0; i < one["stratum_size"].size(); ++i) {
            const auto size = one["stratum_size"][i].get<std::uint64_t>();
            const double rate = one["stratum_errors"][i].get<double>() / static_cast<double>(size);
            strata.push_back({.size = size,
                              .deviation = proportion_deviation(rate),
                              .cost = one["stratum_cost"][i].get<double>()});
        }
        const auto budget = one["total"].get<std::uint64_t>();
        const auto floor = one["floor"].get<std::uint64_t>();
        std::vector<std::uint64_t> proportional;
        for (const auto& [key, rule] : {std::pair{"proportional", AllocationRule::proportional},
                                        std::pair{"equal", AllocationRule::equal},
                                        std::pair{"neyman", AllocationRule::neyman},
                                        std::pair{"cost_optimal", AllocationRule::cost_optimal}}) {
            INFO(key);
            const Allocation shared = allocate(strata, rule, budget, floor);
            CHECK(shared.counts == one[key]["n"].get<std::vector<std::uint64_t>>());
            CHECK(shared.shortfall == 0);
            for (std::size_t i = 0; i < strata.size(); ++i) {
                const json& share = one[key]["unrounded_share"][i];
                if (share.is_null()) {
                    CHECK(std::isnan(shared.shares[i]));
                } else {
                    CHECK(shared.shares[i] == Approx(share.get<double>()).epsilon(1e-12));
                }
                ++compared;
            }
            if (rule == AllocationRule::proportional) proportional = shared.counts;
        }
        if (!one.contains("variance_of_mean_proportional")) continue;
        CHECK(variance_of_mean(strata, proportional) ==
              Approx(one["variance_of_mean_proportional"].get<double>()).epsilon(1e-12));
    }
    CHECK(compared > 500);
}

namespace {

VoteMatrix matrix_of(const json& one) {
    VoteMatrix matrix = {.rows = one["L"].size(),
                         .functions = one["L"][0].size(),
                         .classes = one["cardinality"].get<std::int32_t>(),
                         .votes = {}};
    for (const json& row : one["L"]) {
        for (const json& vote : row) matrix.votes.push_back(vote.get<std::int32_t>());
    }
    return matrix;
}

void check_close(double value, const json& expected) {
    CHECK(value == Approx(expected.get<double>()).epsilon(1e-12).margin(1e-12));
}

}  // namespace

TEST_CASE("labeling functions are described as Snorkel's analysis describes them") {
    for (const json& one : test::reference_cases("weak_supervision/cases.json")) {
        INFO("seed " << one["seed"]);
        const VoteMatrix matrix = matrix_of(one);
        const auto labels = one["Y"].get<std::vector<std::int32_t>>();
        const VoteFacts facts = facts_of(matrix, labels);
        check_close(facts.coverage, one["label_coverage"]);
        check_close(facts.overlap, one["label_overlap"]);
        check_close(facts.conflict, one["label_conflict"]);
        const auto probabilities = vote_probabilities(matrix, labels);
        std::size_t place = 0;
        for (std::size_t f = 0; f < matrix.functions; ++f) {
            INFO("function " << f);
            const FunctionFacts& function = facts.functions[f];
            CHECK(function.polarity == one["polarity"][f].get<std::vector<std::int32_t>>());
            check_close(function.coverage, one["coverages"][f]);
            check_close(function.overlap, one["overlaps"][f]);
            check_close(function.conflict, one["conflicts"][f]);
            check_close(function.overlap_of_votes, one["overlaps_normalized"][f]);
            check_close(function.conflict_of_overlaps, one["conflicts_normalized"][f]);
            CHECK(function.correct == one["correct"][f].get<std::uint64_t>());
            CHECK(function.incorrect == one["incorrect"][f].get<std::uint64_t>());
            check_close(function.accuracy().value_or(0), one["empirical_accuracy"][f]);
            for (const json& votes : one["empirical_probs_lf_vote_class"][f]) {
                for (const json& probability : votes)
                    check_close(probabilities[place++], probability);
            }
        }
        CHECK(place == probabilities.size());
    }
}

TEST_CASE("majority vote is Snorkel's, ties included") {
    std::size_t ties = 0;
    for (const json& one : test::reference_cases("weak_supervision/cases.json")) {
        INFO("seed " << one["seed"]);
        const VoteMatrix matrix = matrix_of(one);
        const auto classes = static_cast<std::size_t>(matrix.classes);
        const auto probabilities = majority_probabilities(matrix);
        std::vector<double> expected;
        for (const json& row : one["majority_proba"]) {
            for (const json& probability : row) expected.push_back(probability.get<double>());
        }
        CHECK(probabilities == expected);
        const auto abstaining = decided(probabilities, classes);
        CHECK(abstaining == one["majority_predict_abstain"].get<std::vector<std::int32_t>>());
        CHECK(decided(probabilities, classes, TiePolicy::random) ==
              one["majority_predict_random"].get<std::vector<std::int32_t>>());
        ties += static_cast<std::size_t>(std::ranges::count(abstaining, abstain));
    }
    CHECK(ties > 20);
}

namespace {

std::string digits_of(std::uint64_t hash) { return std::format("{:016x}", hash); }

Picture reference_picture(const std::string& file) {
    const std::string bytes = test::file_text(test::shared_folder() + "/golden/images/" + file);
    const auto picture = decode_picture(bytes, file);
    REQUIRE(picture);
    return *picture;
}

std::string sha256_of(const Picture& picture) {
    return test::sha256(std::as_bytes(std::span(picture.pixels)));
}

}  // namespace

TEST_CASE("hashes of pictures are imagehash's") {
    std::size_t exact = 0;
    for (const json& one : test::reference_cases("images/images.json")) {
        INFO(one["file"]);
        const Picture picture = reference_picture(one["file"].get<std::string>());
        const Picture grey = grey_of(picture);
        CHECK(sha256_of(grey) == one["grey_sha256"].get<std::string>());
        const auto small = resampled(grey, 8, 8, ResamplingFilter::lanczos3);
        CHECK(small.pixels == one["grey_8x8_lanczos"].get<std::vector<std::uint8_t>>());
        CHECK(sha256_of(resampled(grey, 32, 32, ResamplingFilter::lanczos3)) ==
              one["grey_32x32_lanczos_sha256"].get<std::string>());
        const json& hashes = one["hashes"];
        CHECK(digits_of(average_hash(picture)) == hashes["ahash"].get<std::string>());
        CHECK(digits_of(difference_hash(picture)) == hashes["dhash"].get<std::string>());
        if (one["phash_margin"].get<double>() <= 1e-12) continue;
        CHECK(digits_of(perceptual_hash(picture)) == hashes["phash"].get<std::string>());
        ++exact;
    }
    CHECK(exact > 25);
}

TEST_CASE("pairs of near duplicates are imagehash's") {
    const auto rows = test::reference_cases("images/images.json");
    std::vector<std::uint64_t> hashes;
    for (const json& one : rows)
        hashes.push_back(std::stoull(one["hashes"]["phash"].get<std::string>(), nullptr, 16));
    const auto pairs = test::reference_cases("images/phash_pairs.json")[0]["pairs"];
    for (const unsigned distance : {0U, 2U, 10U}) {
        const DuplicateClusters clusters = near_duplicates(hashes, distance);
        for (const json& pair : pairs) {
            if (pair[2].get<unsigned>() > distance) continue;
            CHECK(clusters.cluster[pair[0].get<std::size_t>()] ==
                  clusters.cluster[pair[1].get<std::size_t>()]);
        }
    }
    // The pairs join 17 and 19, and these; all others stand alone.
    const DuplicateClusters clusters = near_duplicates(hashes, 10);
    CHECK(clusters.size_of(17) == 2);
    CHECK(clusters.size_of(3) == 8);
    CHECK(clusters.size.size() == rows.size() - 1 - 7);
}

TEST_CASE("quality of pictures is CleanVision's") {
    std::size_t compared = 0;
    for (const json& one : test::reference_cases("images/images.json")) {
        INFO(one["file"]);
        const auto mode = one["mode"].get<std::string>();
        // Of palettes and single bits CleanVision measures indices; its entropy counts alpha, too.
        if (mode != "RGB" && mode != "L") continue;
        const ImageQuality quality = quality_of(reference_picture(one["file"].get<std::string>()));
        const json& raw = one["cleanvision_raw"];
        const auto close = [](double value, const json& expected) {
            CHECK(value == Approx(expected.get<double>()).epsilon(1e-9).margin(1e-9));
        };
        close(quality.brightness, raw["brightness"]);
        close(quality.dark_percentile, raw["brightness_perc_99"]);
        close(quality.bright_percentile, raw["brightness_perc_5"]);
        close(quality.entropy, raw["entropy"]);
        close(quality.edge_deviation, raw["blurriness"]);
        close(quality.grey_count_deviation, raw["blurriness_grayscale_std"]);
        close(quality.sharpness(), one["cleanvision_score"]["blurry"]);
        ++compared;
    }
    CHECK(compared > 25);
}
