// Label images: values as they are stored, and errors for everything that is none.
#include "image/label_image.h"

#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"
#include "support/png_writer.h"

using namespace errata;
using test::Png;
using test::PngColor;

namespace {

std::vector<std::uint32_t> values_of(const LabelImage& image) {
    std::vector<std::uint32_t> values;
    for (const LabelRun& run : image.runs) values.insert(values.end(), run.length, run.value);
    return values;
}

LabelImage decoded(const std::string& png) {
    const auto image = decode_label_image(png, "map.png");
    INFO((image ? std::string() : to_string(image.error())));
    REQUIRE(image);
    return *image;
}

Error error_of(const std::string& png) {
    const auto image = decode_label_image(png, "map.png");
    REQUIRE_FALSE(image);
    CHECK(image.error().file == "map.png");
    CHECK_FALSE(image.error().remedy.empty());
    return image.error();
}

}  // namespace

TEST_CASE("values come out as they are stored") {
    Random random(1);
    for (const bool interlaced : {false, true}) {
        for (const auto color : {PngColor::grey, PngColor::palette}) {
            for (const unsigned bits : {1U, 2U, 4U, 8U, 16U}) {
                if (color == PngColor::palette && bits == 16) continue;
                Png png = {.width = 13,
                           .height = 11,
                           .color = color,
                           .bits = bits,
                           .samples = {},
                           .interlaced = interlaced};
                for (int i = 0; i < 13 * 11; ++i) {
                    png.samples.push_back(static_cast<std::uint32_t>(random.below(1U << bits)));
                }
                INFO(bits << " bits, interlaced " << interlaced);
                const LabelImage image = decoded(test::png_bytes(png));
                CHECK(image.width == 13);
                CHECK(image.height == 11);
                CHECK(image.bits == bits);
                CHECK_FALSE(image.is_color());
                CHECK(values_of(image) == png.samples);
            }
        }
    }
}

TEST_CASE("colours are ids, and alpha is no part of them") {
    const LabelImage ids = decoded(test::id_png(2, 2, {7'472'358, 7'472'358, 0, 16'777'215}));
    CHECK(ids.is_color());
    CHECK(ids.runs == std::vector<LabelRun>{{7'472'358, 2}, {0, 1}, {16'777'215, 1}});
    const LabelImage alpha = decoded(test::png_bytes({.width = 2,
                                                      .height = 1,
                                                      .color = PngColor::rgb_alpha,
                                                      .samples = {1, 2, 3, 0, 1, 2, 3, 255}}));
    CHECK(values_of(alpha) == std::vector<std::uint32_t>(2, 1 + 2 * 256 + 3 * 65'536));
    const LabelImage grey = decoded(test::png_bytes(
        {.width = 2, .height = 1, .color = PngColor::grey_alpha, .samples = {5, 0, 6, 255}}));
    CHECK(values_of(grey) == std::vector<std::uint32_t>{5, 6});
}

TEST_CASE("runs go on in the next row") {
    CHECK(decoded(test::grey_png(2, 3, {1, 4, 4, 4, 4, 9})).runs ==
          std::vector<LabelRun>{{1, 1}, {4, 4}, {9, 1}});
}

TEST_CASE("what is no label image is an error with a remedy") {
    const std::string png = test::grey_png(30, 20, std::vector<std::uint32_t>(600, 3));
    CHECK(error_of("").code == ErrorCode::empty);
    CHECK(error_of("GIF89a").code == ErrorCode::wrong_kind);
    CHECK(error_of("\x89PNG").code == ErrorCode::syntax);
    CHECK(error_of(test::png_bytes({.width = 1,
                                    .height = 1,
                                    .color = PngColor::rgb,
                                    .bits = 16,
                                    .samples = {1, 2, 3}}))
              .code == ErrorCode::wrong_kind);
    // Cut off anywhere: an error, or (behind the last row) the image.
    for (std::size_t size = 1; size < png.size(); ++size) {
        const auto image = decode_label_image(std::span(png).first(size), "map.png");
        if (image) CHECK(values_of(*image).size() == 600);
    }
    CHECK(error_of(png.substr(0, 50)).code == ErrorCode::syntax);
}

TEST_CASE("a size beyond the limit is an error before any memory is taken") {
    const auto empty_png = [](std::uint32_t width, std::uint32_t height, bool interlaced) {
        return test::png_bytes(
            {.width = width, .height = height, .samples = {}, .interlaced = interlaced});
    };
    CHECK(error_of(empty_png(1U << 15U, 1U << 14U, false)).code == ErrorCode::too_large);
    CHECK(error_of(empty_png(1U << 14U, 1U << 13U, true)).code == ErrorCode::too_large);
    CHECK(error_of(empty_png(0x7FFFFFFFU, 0x7FFFFFFFU, false)).code == ErrorCode::too_large);
    CHECK(error_of(empty_png(100, 100, false)).code == ErrorCode::syntax);
    CHECK(error_of(empty_png(100, 100, true)).code == ErrorCode::syntax);
    CHECK(error_of(empty_png(0, 100, false)).code == ErrorCode::syntax);
}

TEST_CASE("changed bytes never crash") {
    Random random(2);
    std::vector<std::uint32_t> values;
    for (int i = 0; i < 400; ++i) values.push_back(static_cast<std::uint32_t>(random.below(4)));
    for (const bool interlaced : {false, true}) {
        const std::string png = test::png_bytes(
            {.width = 20, .height = 20, .samples = values, .interlaced = interlaced});
        for (int round = 0; round < 2'000; ++round) {
            std::string changed = png;
            for (int i = 0; i < 3; ++i) {
                changed[random.index(changed.size())] = static_cast<char>(random.below(256));
            }
            const auto image = decode_label_image(changed, "map.png");
            if (image) CHECK(values_of(*image).size() == std::size_t{image->width} * image->height);
        }
    }
}
