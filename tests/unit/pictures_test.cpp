// Measuring pictures, the snapshot that brings the measures to the page, and what the page does with them.
#include <algorithm>
#include <bit>
#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "data/name_matching.h"
#include "engine/pictures_job.h"
#include "support/harbour.h"
#include "support/memory_files.h"
#include "support/png_writer.h"

using namespace errata;
using namespace errata::ui;
using errata::test::HarbourApp;

namespace {

// Grey stripes of a width, or one grey where it is 0.
std::string stripes(std::uint32_t width) {
    std::vector<std::uint32_t> values;
    for (std::uint32_t i = 0; i < 32 * 32; ++i) {
        values.push_back(width == 0 ? 100U : (i % 32 / width % 2 == 0 ? 20U : 220U));
    }
    return test::grey_png(32, 32, std::move(values));
}

struct Measured {
    std::optional<Error> error;
    PictureStatistics pictures;
    Warnings warnings;
};

Measured measure(const NamedFiles& files, std::vector<std::uint32_t> file_of, unsigned threads) {
    Measured result;
    Job job = measure_pictures(files, std::move(file_of), {.threads = threads}, result.pictures,
                               result.warnings);
    while (job.step()) continue;
    result.error = job.error();
    return result;
}

// NaNs are equal, too.
bool same_bits(const Column<double>& a, const Column<double>& b) {
    return std::ranges::equal(
        a, b, {}, [](double x) { return std::bit_cast<std::uint64_t>(x); },
        [](double x) { return std::bit_cast<std::uint64_t>(x); });
}

PictureStatistics sharpness_of(std::vector<double> values) {
    const auto numbers = [&] { return Column<double>(std::vector<double>(values)); };
    const std::vector<std::uint64_t> words = {1, 1, ~std::uint64_t{0}, 0};
    return {.hash = Column<std::uint64_t>(std::vector<std::uint64_t>(words)),
            .digest = Column<std::uint64_t>(std::vector<std::uint64_t>(words)),
            .brightness = numbers(),
            .highlights = numbers(),
            .shadows = numbers(),
            .sharpness = numbers(),
            .entropy = numbers()};
}

}  // namespace

TEST_CASE("pictures are measured for their samples and cross in a snapshot", "[pictures]") {
    const NamedFiles files = test::memory_files("shots", {{"a.png", stripes(2)},
                                                          {"b.png", stripes(0)},
                                                          {"c.png", "no picture"},
                                                          {"d.png", stripes(8)}});
    // The second sample has no picture, the last two share one.
    const std::vector<std::uint32_t> file_of = {3, no_file, 2, 0, 1, 1};
    const Measured one = measure(files, file_of, 1);
    REQUIRE_FALSE(one.error);
    REQUIRE(one.pictures.hash.size() == 6);
    for (const std::size_t absent : {1U, 2U}) {
        CHECK(std::isnan(one.pictures.sharpness[absent]));
        CHECK(std::isnan(one.pictures.brightness[absent]));
        CHECK(one.pictures.hash[absent] == 0);
    }
    CHECK(one.warnings.count_of("picture-missing") == 1);
    CHECK(one.warnings.count_of("unreadable-picture") == 1);
    CHECK(one.pictures.digest[4] == one.pictures.digest[5]);
    CHECK(one.pictures.digest[0] != one.pictures.digest[3]);
    CHECK(one.pictures.sharpness[3] > one.pictures.sharpness[4]);
    CHECK(one.pictures.brightness[4] == Catch::Approx(100 / 255.0));

    const auto bytes = std::make_shared<std::vector<std::byte>>(snapshot_of(one.pictures));
    const auto back = pictures_from_snapshot(*bytes, bytes, 6);
    REQUIRE(back);
    CHECK(std::ranges::equal(back->hash, one.pictures.hash));
    CHECK(std::ranges::equal(back->digest, one.pictures.digest));
    CHECK(same_bits(back->brightness, one.pictures.brightness));
    CHECK(same_bits(back->highlights, one.pictures.highlights));
    CHECK(same_bits(back->shadows, one.pictures.shadows));
    CHECK(same_bits(back->sharpness, one.pictures.sharpness));
    CHECK(same_bits(back->entropy, one.pictures.entropy));
    // Of other data, or damaged.
    CHECK(pictures_from_snapshot(*bytes, bytes, 5).error().code == ErrorCode::corrupt);
    bytes->back() ^= std::byte{1};
    CHECK(pictures_from_snapshot(*bytes, bytes, 6).error().code == ErrorCode::corrupt);

    const Measured none = measure(files, {no_file, no_file}, 1);
    REQUIRE(none.error);
    CHECK(none.error->code == ErrorCode::mismatch);
    CHECK(none.pictures.empty());
}

TEST_CASE("app: measures of pictures become columns that queries ask for", "[pictures]") {
    HarbourApp driver;
    driver.set(Role::searchbox, "Filter", "sharpness < 0.5");
    CHECK(driver.app().evaluation().dataset.samples.size() == 4);  // there is no such column yet
    driver.set(Role::searchbox, "Filter", "");

    driver.host_commands();
    driver.click(Role::button, "Menu");
    driver.click(Role::menu_item, "Measure pictures: sharpness, brightness, near duplicates");
    const auto asked = [&](auto deed) {
        return std::ranges::any_of(driver.host_commands(), [](const HostCommand& command) {
            return std::holds_alternative<decltype(deed)>(command);
        });
    };
    CHECK(asked(MeasurePictures{}));
    // While it is under way it can be stopped, and is not asked for again.
    const auto offers = [&](const char* words) {
        driver.key(ImGuiKey_K, true);
        driver.set(Role::searchbox, "Find", words);
        const auto options = driver.names(Role::option);
        driver.key_in(Role::searchbox, "Find", "Escape");
        return std::ranges::contains(options, words);
    };
    CHECK_FALSE(offers("Stop measuring pictures"));
    driver.app().set_picture_progress(0.5);
    CHECK_FALSE(offers("Measure pictures: sharpness, brightness, near duplicates"));
    CHECK(offers("Stop measuring pictures"));
    driver.app().set_picture_progress(1);
    CHECK(offers("Measure pictures: sharpness, brightness, near duplicates"));

    const double nan = std::nan("");
    driver.app().set_picture_statistics(sharpness_of({0.25, 0.75, 0.5, nan}));
    driver.settle();
    driver.set(Role::searchbox, "Filter", "sharpness < 0.6");
    CHECK(driver.app().evaluation().dataset.samples.size() == 2);
    driver.set(Role::searchbox, "Filter", "duplicates > 1");
    CHECK(driver.app().evaluation().dataset.samples.size() == 2);
    // What is selected has its own part of them; new measures select anew.
    CHECK(driver.app().evaluation().dataset.samples.pictures.sharpness[1] == 0.75);
    driver.set(Role::searchbox, "Filter", "sharpness < 0.6");
    driver.app().set_picture_statistics(sharpness_of({0.25, 0.3, 0.4, 0.9}));
    driver.settle();
    CHECK(driver.app().view().query == "sharpness < 0.6");
    CHECK(driver.app().evaluation().dataset.samples.size() == 3);
    // Other data has none.
    driver.open(test::Harbour().truth, test::Harbour().predictions);
    CHECK(driver.app().whole().dataset.samples.pictures.empty());
}
