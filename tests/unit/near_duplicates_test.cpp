// The search for near duplicates against comparing all pairs; pictures that are alike have hashes that are.
#include "image/near_duplicates.h"

#include <bit>
#include <catch2/catch_amalgamated.hpp>
#include <numeric>

#include "base/random.h"
#include "image/image_quality.h"
#include "image/perceptual_hash.h"
#include "image/resample.h"

using namespace errata;

namespace {

// What is connected, by comparing all pairs again and again until nothing changes.
std::vector<std::uint32_t> plain_clusters(const std::vector<std::uint64_t>& hashes,
                                          unsigned distance) {
    std::vector<std::uint32_t> least(hashes.size());
    std::iota(least.begin(), least.end(), 0U);
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < hashes.size(); ++i) {
            for (std::size_t j = 0; j < hashes.size(); ++j) {
                if (static_cast<unsigned>(std::popcount(hashes[i] ^ hashes[j])) > distance)
                    continue;
                if (least[j] >= least[i]) continue;
                least[i] = least[j];
                changed = true;
            }
        }
    }
    return least;
}

// Random hashes, some of which are others with a few bits turned.
std::vector<std::uint64_t> random_hashes(Random& random, std::size_t count, unsigned most_turned) {
    std::vector<std::uint64_t> hashes;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t hash = random.bits();
        if (i > 0 && random.chance(0.6)) {
            hash = hashes[random.index(i)];
            const std::uint64_t turned = random.below(most_turned + 1);
            for (std::uint64_t bit = 0; bit < turned; ++bit)
                hash ^= std::uint64_t{1} << random.below(64);
        }
        hashes.push_back(hash);
    }
    return hashes;
}

Picture noise(Random& random, std::uint32_t width, std::uint32_t height, std::uint32_t channels) {
    Picture picture = {.width = width, .height = height, .channels = channels};
    // Patches of 8 x 8, so that something is left of them when the picture shrinks.
    std::vector<std::uint8_t> patches(std::size_t{width / 8 + 1} * (height / 8 + 1) * channels);
    for (std::uint8_t& patch : patches) patch = static_cast<std::uint8_t>(random.below(256));
    for (std::size_t y = 0; y < height; ++y) {
        for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t c = 0; c < channels; ++c)
                picture.pixels.push_back(
                    patches[((y / 8) * (width / 8 + 1) + x / 8) * channels + c]);
        }
    }
    return picture;
}

}  // namespace

TEST_CASE("the search finds what comparing all pairs finds, at every distance") {
    Random random(11);
    for (unsigned distance = 0; distance <= most_duplicate_distance; ++distance) {
        INFO("distance " << distance);
        for (const std::size_t count : {1UZ, 2UZ, 60UZ, 300UZ}) {
            const auto hashes = random_hashes(random, count, distance + 3);
            const auto expected = plain_clusters(hashes, distance);
            const DuplicateClusters found = near_duplicates(hashes, distance);
            REQUIRE(found.cluster.size() == count);
            // Numbered by their first rows.
            std::vector<std::uint32_t> number(count, 0xFFFFFFFFU);
            std::uint32_t clusters = 0;
            std::vector<std::uint32_t> sizes;
            for (std::size_t i = 0; i < count; ++i) {
                std::uint32_t& of = number[expected[i]];
                if (of == 0xFFFFFFFFU) {
                    of = clusters++;
                    sizes.push_back(0);
                }
                ++sizes[of];
                CHECK(found.cluster[i] == of);
            }
            CHECK(found.size == sizes);
        }
    }
}

TEST_CASE("many equal hashes and many of one band cost no more") {
    Random random(3);
    std::vector<std::uint64_t> hashes(200'000, 0x0123456789ABCDEFU);
    for (std::size_t i = 0; i < 1000; ++i) hashes.push_back(random.bits() & 0xFFFFFFFFU);
    const DuplicateClusters clusters = near_duplicates(hashes, 6);
    CHECK(clusters.size_of(0) == 200'000);
    CHECK(near_duplicates({}, 6).size.empty());
}

TEST_CASE("a search in slices says how far it is") {
    Random random(4);
    const auto hashes = random_hashes(random, 100, 5);
    DuplicateSearch search(hashes, 6);
    std::size_t steps = 0;
    while (search.step()) CHECK(search.steps_done() == ++steps);
    CHECK(search.steps_done() == search.steps());
    CHECK(search.steps() >= 7);
    CHECK(search.clusters().cluster == near_duplicates(hashes, 6).cluster);
}

TEST_CASE(
    "hashes of a picture that is brighter, smaller or noisy stay near; those of others do not") {
    Random random(8);
    for (int round = 0; round < 20; ++round) {
        const Picture picture = noise(random, 96, 80, 3);
        Picture changed = picture;
        for (std::uint8_t& value : changed.pixels)
            value = static_cast<std::uint8_t>(value / 2 + 40 + random.below(8));
        const Picture smaller = resampled(picture, 61, 47, ResamplingFilter::bicubic);
        const Picture other = noise(random, 96, 80, 3);
        const auto distance = [](std::uint64_t a, std::uint64_t b) { return std::popcount(a ^ b); };
        CHECK(distance(perceptual_hash(picture), perceptual_hash(changed)) <= 6);
        CHECK(distance(perceptual_hash(picture), perceptual_hash(smaller)) <= 6);
        CHECK(distance(perceptual_hash(picture), perceptual_hash(other)) > 12);
        CHECK(distance(difference_hash(picture), difference_hash(smaller)) <= 6);
        CHECK(distance(average_hash(picture), average_hash(smaller)) <= 6);
    }
}

TEST_CASE("resampling keeps what is flat, and its own size") {
    Random random(2);
    const Picture picture = noise(random, 20, 30, 3);
    CHECK(resampled(picture, 20, 30, ResamplingFilter::lanczos3) == picture);
    const Picture flat = {
        .width = 5, .height = 7, .channels = 1, .pixels = std::vector<std::uint8_t>(35, 93)};
    for (const auto filter : {ResamplingFilter::bicubic, ResamplingFilter::lanczos3}) {
        const Picture scaled = resampled(flat, 64, 3, filter);
        CHECK(scaled.pixels == std::vector<std::uint8_t>(64 * 3, 93));
    }
}

TEST_CASE("dark, bright, sharp and blurred pictures have such numbers") {
    Random random(6);
    const Picture sharp = noise(random, 64, 64, 1);
    const Picture blurred = resampled(resampled(sharp, 4, 4, ResamplingFilter::bicubic), 64, 64,
                                      ResamplingFilter::bicubic);
    CHECK(quality_of(sharp).edge_deviation > 2 * quality_of(blurred).edge_deviation);
    const Picture black = {
        .width = 8, .height = 8, .channels = 3, .pixels = std::vector<std::uint8_t>(192, 0)};
    const Picture white = {
        .width = 8, .height = 8, .channels = 1, .pixels = std::vector<std::uint8_t>(64, 255)};
    CHECK(quality_of(black).dark_percentile == 0);
    CHECK(quality_of(white).bright_percentile == Catch::Approx(1));
    CHECK(quality_of(white).brightness == Catch::Approx(1));
    CHECK(quality_of(white).entropy == 0);
    Picture halves = white;
    std::fill_n(halves.pixels.begin(), 32, std::uint8_t{0});
    CHECK(quality_of(halves).entropy == Catch::Approx(1));
}

TEST_CASE("what is no picture is refused") {
    const auto code = [](std::string_view bytes) {
        const auto picture = decode_picture(std::span(bytes.data(), bytes.size()), "a.png");
        REQUIRE_FALSE(picture);
        CHECK(picture.error().file == "a.png");
        CHECK_FALSE(picture.error().remedy.empty());
        return picture.error().code;
    };
    CHECK(code("") == ErrorCode::empty);
    CHECK(code("no picture") == ErrorCode::wrong_kind);
    // A header of 8 x 8 grey pixels, and nothing behind it.
    constexpr std::string_view header(
        "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\0\0\0\0\0\0\0\0", 33);
    CHECK(code(header) == ErrorCode::syntax);
    // One that claims 2^15 x 2^14 pixels.
    constexpr std::string_view huge(
        "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0\x80\0\0\0\x40\0\x08\0\0\0\0\0\0\0\0", 33);
    CHECK(code(huge) == ErrorCode::too_large);
}
