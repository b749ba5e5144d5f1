// Masks against plain implementations, pixel by pixel and character by character: decoding, boxes, overlaps, polygons.
#include "geometry/mask.h"

#include <array>
#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"

using namespace errata;

namespace {

struct Pixels {
    MaskSize size;
    std::vector<std::uint8_t> value;  // column by column
};

// Blocks of foreground, some reaching over the ends of columns, and some stray pixels.
Pixels random_pixels(Random& random) {
    const auto side = [&] { return static_cast<std::uint32_t>(1 + random.below(90)); };
    Pixels pixels = {.size = {.height = side(), .width = side()}, .value = {}};
    pixels.value.assign(static_cast<std::size_t>(pixels.size.pixels()), 0);
    const std::size_t count = pixels.value.size();
    for (std::uint64_t block = random.below(4); block > 0; --block) {
        const std::size_t width = 1 + random.index(pixels.size.width);
        const std::size_t height = 1 + random.index(pixels.size.height);
        const std::size_t begin = random.index(count);
        for (std::size_t x = 0; x < width; ++x) {
            for (std::size_t y = 0; y < height; ++y) {
                const std::size_t place = begin + x * pixels.size.height + y;
                if (place < count) pixels.value[place] = 1;
            }
        }
    }
    for (std::uint64_t stray = random.below(6); stray > 0; --stray) {
        pixels.value[random.index(count)] ^= 1;
    }
    return pixels;
}

Mask mask_of(const Pixels& pixels) {
    return errata::mask_of(pixels.size, runs_of_pixels(pixels.value));
}

Box plain_box(const Pixels& pixels) {
    const std::uint32_t height = pixels.size.height;
    std::uint32_t left = pixels.size.width;
    std::uint32_t top = height;
    std::uint32_t right = 0;
    std::uint32_t bottom = 0;
    for (std::uint32_t x = 0; x < pixels.size.width; ++x) {
        for (std::uint32_t y = 0; y < height; ++y) {
            const std::size_t place = std::size_t{x} * height + y;
            if (pixels.value[place] == 0) continue;
            left = std::min(left, x);
            right = std::max(right, x + 1);
            top = std::min(top, y);
            bottom = std::max(bottom, y + 1);
            // As the reference has it: what goes on in the next column is as high as the image.
            if (y + 1 == height && place + 1 < pixels.value.size() &&
                pixels.value[place + 1] != 0) {
                top = 0;
                bottom = height;
            }
        }
    }
    if (right == 0) return {};
    return {.x = static_cast<double>(left),
            .y = static_cast<double>(top),
            .width = static_cast<double>(right - left),
            .height = static_cast<double>(bottom - top)};
}

// rleFrString, one character after another.
bool plain_decode(std::string_view text, std::uint64_t pixels, RunLengths& runs) {
    runs.clear();
    std::uint64_t covered = 0;
    for (std::size_t p = 0; p < text.size();) {
        std::int64_t value = 0;
        int digits = 0;
        bool more = true;
        while (more) {
            if (p == text.size() || digits == 7) return false;
            const int digit = static_cast<unsigned char>(text[p++]) - 48;
            if (digit < 0 || digit > 63) return false;
            value |= std::int64_t{digit & 31} << (5 * digits++);
            more = (digit & 32) != 0;
            if (!more && (digit & 16) != 0)
                value |= std::int64_t{-1} * (std::int64_t{1} << (5 * digits));
        }
        if (runs.size() > 2) value += runs[runs.size() - 2];
        if (value < 0 || covered + static_cast<std::uint64_t>(value) > pixels) return false;
        covered += static_cast<std::uint64_t>(value);
        runs.push_back(static_cast<std::uint32_t>(value));
    }
    return covered == pixels;
}

}  // namespace

TEST_CASE("areas, boxes and shared pixels of random masks are those of their pixels") {
    Random random(17);
    std::size_t overlapping = 0;
    MaskRank rank;
    for (int turn = 0; turn < 3000; ++turn) {
        Pixels a = random_pixels(random);
        Pixels b = random_pixels(random);
        b.size = a.size;
        b.value.resize(a.value.size());
        std::uint64_t area = 0;
        std::uint64_t shared = 0;
        for (std::size_t i = 0; i < a.value.size(); ++i) {
            area += a.value[i];
            shared += a.value[i] & b.value[i];
        }
        const Mask one = mask_of(a);
        const Mask two = mask_of(b);
        CHECK(pixels_of_runs(one.runs) == a.value);
        CHECK(one.area == area);
        CHECK(one.box == plain_box(a));
        CHECK(shared_pixels(one.runs, two.runs) == shared);
        rank.prepare(two.runs);
        CHECK(rank.shared(one.runs) == shared);
        rank.prepare(one.runs);
        CHECK(rank.shared(two.runs) == shared);
        if (shared > 0) ++overlapping;
    }
    CHECK(overlapping > 500);
}

TEST_CASE("runs of length 0 change nothing") {
    // Foreground at 3, 4 and 7 of 10 pixels, with an empty run in the middle and at the end.
    const RunLengths loose = {0, 0, 3, 1, 0, 1, 2, 0, 0, 1, 2, 0};
    const RunLengths plain = runs_of_pixels(pixels_of_runs(loose));
    REQUIRE(plain == RunLengths{3, 2, 2, 1, 2});
    CHECK(area_of(loose) == 3);
    CHECK(box_of(loose, 5) == box_of(plain, 5));
    const RunLengths other = {4, 4, 2};
    MaskRank rank;
    rank.prepare(loose);
    CHECK(rank.shared(other) == 2);
    rank.prepare(other);
    CHECK(rank.shared(loose) == 2);
    for (const RunLengths& empty : {RunLengths{}, RunLengths{10}, RunLengths{4, 0, 6}}) {
        CHECK(area_of(empty) == 0);
        CHECK(box_of(empty, 5) == Box{});
        rank.prepare(empty);
        CHECK(rank.shared(other) == 0);
        rank.prepare(other);
        CHECK(rank.shared(empty) == 0);
    }
}

TEST_CASE("compressed run lengths are decoded as character by character") {
    Random random(23);
    RunLengths decoded;
    RunLengths plain;
    for (int turn = 0; turn < 4000; ++turn) {
        RunLengths runs;
        std::uint64_t pixels = 0;
        for (std::uint64_t length = random.below(30); length > 0; --length) {
            // Of one to seven characters.
            const std::uint64_t range = std::uint64_t{1} << (1 + random.below(32));
            runs.push_back(static_cast<std::uint32_t>(random.below(range)));
            pixels += runs.back();
        }
        std::string text = encode_runs(runs);
        REQUIRE(decode_runs(text, pixels, decoded));
        CHECK(decoded == runs);
        CHECK_FALSE(decode_runs(text, pixels + 1, decoded));
        // Broken in one place.
        if (text.empty()) continue;
        const std::size_t place = random.index(text.size());
        switch (random.below(3)) {
            case 0: text[place] = static_cast<char>(random.below(256)); break;
            case 1: text.resize(place); break;
            default: text.insert(place, 1, static_cast<char>(48 + random.below(64)));
        }
        const bool sound = plain_decode(text, pixels, plain);
        REQUIRE(decode_runs(text, pixels, decoded) == sound);
        if (sound) CHECK(decoded == plain);
    }
}

TEST_CASE("a length of too many characters, or a negative one, is refused") {
    RunLengths runs;
    CHECK(decode_runs("PPPPPP0", 0, runs));         // seven, all 0
    CHECK_FALSE(decode_runs("PPPPPPP0", 0, runs));  // eight
    CHECK_FALSE(decode_runs("5O", 4, runs));        // 5, -1
    CHECK_FALSE(decode_runs("P", 0, runs));         // cut off
    CHECK_FALSE(decode_runs("0000000P", 0, runs));
    CHECK(decode_runs("", 0, runs));
}
