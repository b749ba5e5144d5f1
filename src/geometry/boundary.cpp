#include "geometry/boundary.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace errata {

namespace {

constexpr std::size_t word_bits = 64;

// One bit per pixel, columns one after another, each from a word's start.
class Columns {
public:
    explicit Columns(MaskSize size)
        : size_(size),
          words_((size.height + word_bits - 1) / word_bits),
          bits_(words_ * size.width, 0) {}

    std::size_t words() const { return words_; }
    std::uint64_t* column(std::size_t x) { return bits_.data() + x * words_; }
    const std::uint64_t* column(std::size_t x) const { return bits_.data() + x * words_; }

    // Sets rows [begin, end) of a column.
    void set(std::size_t x, std::size_t begin, std::size_t end) {
        std::uint64_t* const words = column(x);
        for (std::size_t y = begin; y < end;) {
            const std::size_t stop = std::min(end, (y / word_bits + 1) * word_bits);
            const std::size_t count = stop - y;
            const std::uint64_t ones =
                count == word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
            words[y / word_bits] |= ones << (y % word_bits);
            y = stop;
        }
    }

    // column(x) &= column(x + distance), beyond the last column nothing.
    void and_with_next(std::size_t distance) {
        for (std::size_t x = 0; x < size_.width; ++x) {
            std::uint64_t* const here = column(x);
            if (x + distance >= size_.width) {
                std::fill(here, here + words_, 0);
                continue;
            }
            const std::uint64_t* const next = column(x + distance);
            for (std::size_t w = 0; w < words_; ++w) here[w] &= next[w];
        }
    }

    RunLengths runs() const {
        RunLengths runs;
        std::uint32_t length = 0;
        bool foreground = false;
        for (std::size_t x = 0; x < size_.width; ++x) {
            const std::uint64_t* const words = column(x);
            for (std::size_t y = 0; y < size_.height;) {
                const std::uint64_t rest = words[y / word_bits] >> (y % word_bits);
                const std::size_t left = std::min(word_bits - y % word_bits, size_.height - y);
                const auto same = static_cast<std::size_t>(foreground ? std::countr_one(rest)
                                                                      : std::countr_zero(rest));
                const std::size_t count = std::min(same, left);
                length += static_cast<std::uint32_t>(count);
                y += count;
                if (count < left) {
                    runs.push_back(length);
                    length = 0;
                    foreground = !foreground;
                }
            }
        }
        runs.push_back(length);
        return runs;
    }

private:
    MaskSize size_;
    std::size_t words_;
    std::vector<std::uint64_t> bits_;
};

// visit(column, first row, end row) per stretch of foreground within a column.
template <typename Visit>
void for_each_stretch(const Mask& mask, Visit&& visit) {
    const std::uint64_t height = mask.size.height;
    std::uint64_t place = 0;
    for (std::size_t i = 0; i < mask.runs.size(); ++i) {
        const std::uint64_t end = place + mask.runs[i];
        if (i % 2 == 1) {
            while (place < end) {
                const std::uint64_t x = place / height;
                const std::uint64_t stop = std::min(end, (x + 1) * height);
                visit(static_cast<std::size_t>(x), static_cast<std::size_t>(place - x * height),
                      static_cast<std::size_t>(stop - x * height));
                place = stop;
            }
        }
        place = end;
    }
}

}  // namespace

std::uint32_t boundary_width(MaskSize size, double ratio) {
    const double height = size.height;
    const double width = size.width;
    const double diagonal = std::sqrt(height * height + width * width);
    return static_cast<std::uint32_t>(std::max(1.0, std::nearbyint(ratio * diagonal)));
}

Mask boundary_of(const Mask& mask, std::uint32_t width) {
    Columns whole(mask.size);
    Columns inner(mask.size);
    for_each_stretch(mask, [&](std::size_t x, std::size_t begin, std::size_t end) {
        whole.set(x, begin, end);
        if (end - begin > 2 * std::size_t{width}) inner.set(x, begin + width, end - width);
    });
    // A stretch that touches its column's end goes on in the next one only in the list of runs, not in the picture:
    // rows erode within their column. Columns next: a pixel stays where all of the 2 width + 1 columns around it
    // have one, found by windows that double.
    const std::size_t window = 2 * std::size_t{width} + 1;
    std::size_t covered = 1;
    while (covered < window) {
        const std::size_t step = std::min(covered, window - covered);
        inner.and_with_next(step);
        covered += step;
    }
    // Column x of `inner` now says it for column x + width.
    for (std::size_t x = 0; x + width < mask.size.width; ++x) {
        std::uint64_t* const here = whole.column(x + width);
        const std::uint64_t* const kept = inner.column(x);
        for (std::size_t w = 0; w < whole.words(); ++w) here[w] &= ~kept[w];
    }
    return mask_of(mask.size, whole.runs());
}

}  // namespace errata
