#include "geometry/polygon.h"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace errata {

namespace {

constexpr std::int64_t scale = 5;   // of the finer grid
constexpr std::int64_t middle = 2;  // of a pixel in it: (2 + 0.5) / 5 - 0.5 = 0

struct Point {
    std::int64_t x = 0;
    std::int64_t y = 0;
};

// Beyond this no corner can matter, and integers stay far from overflow.
constexpr double far_away = 1e8;

std::int64_t fine(double pixel) {
    // A conversion to int truncates toward zero, also below zero.
    return static_cast<std::int64_t>(
        static_cast<double>(scale) * std::clamp(pixel, -far_away, far_away) + 0.5);
}

// Collects where an outline crosses the middle of pixel columns.
class Crossings {
public:
    // Of pixels as wide as the outline from fine column `left` to `right`.
    Crossings(MaskSize size, std::int64_t left, std::int64_t right)
        : height_(size.height),
          end_middle_(middle + scale * static_cast<std::int64_t>(size.width)),
          first_column_((first_middle(left) - middle) / scale),
          count_(static_cast<std::size_t>(std::max<std::int64_t>(
              0, (std::min(right, end_middle_) - middle + scale - 1) / scale - first_column_))) {}

    void add_edge(Point from, Point to);
    RunLengths runs(std::uint64_t pixels) &&;

private:
    struct Crossing {
        std::uint32_t column = 0;  // of pixels, from first_column_
        std::uint32_t row = 0;     // the first pixel below it; the height where there is none
    };

    // A crossing between fine columns u and u + 1, where u is the middle of a pixel column, at fine row v: the pixel
    // row is ceil((v + 0.5) / 5 - 0.5).
    void add(std::int64_t u, std::int64_t v) {
        const std::int64_t row = v <= middle ? 0 : std::min((v + middle) / scale, height_);
        crossings_.push_back(
            {.column = static_cast<std::uint32_t>((u - middle) / scale - first_column_),
             .row = static_cast<std::uint32_t>(row)});
    }
    // The middles of pixel columns from `from` on.
    static std::int64_t first_middle(std::int64_t from) {
        if (from <= middle) return middle;
        return middle + (from - middle + scale - 1) / scale * scale;
    }
    std::vector<std::uint64_t> places() const;

    std::int64_t height_;
    std::int64_t end_middle_;  // behind the last one
    std::int64_t first_column_;
    std::size_t count_;  // of columns
    std::vector<Crossing> crossings_;
};

void Crossings::add_edge(Point from, Point to) {
    const std::int64_t dx = std::abs(to.x - from.x);
    const std::int64_t dy = std::abs(to.y - from.y);
    if (dx == 0) return;
    const bool flip = (dx >= dy && from.x > to.x) || (dx < dy && from.y > to.y);
    if (flip) std::swap(from, to);
    const double slope = dx >= dy ? static_cast<double>(to.y - from.y) / static_cast<double>(dx)
                                  : static_cast<double>(to.x - from.x) / static_cast<double>(dy);
    const auto along = [slope](std::int64_t start, std::int64_t t) {
        return static_cast<std::int64_t>(static_cast<double>(start) +
                                         slope * static_cast<double>(t) + 0.5);
    };
    if (dx >= dy) {
        // One step per fine column; the upper of its two ends counts.
        const std::int64_t end = std::min(to.x, end_middle_);
        const std::int64_t upper = slope < 0 ? 1 : 0;
        for (std::int64_t u = first_middle(from.x); u < end; u += scale) {
            add(u, along(from.y, u - from.x + upper));
        }
        return;
    }
    // One step per fine row: the step in which the column changes from u to u + 1 or back.
    const bool rising = slope > 0;
    const std::int64_t low = std::min(from.x, to.x);
    const std::int64_t end = std::min(std::max(from.x, to.x), end_middle_);
    for (std::int64_t u = first_middle(low); u < end; u += scale) {
        // The first t at which the outline is behind the crossing.
        const auto behind = [&](std::int64_t t) {
            const std::int64_t column = along(from.x, t);
            return rising ? column > u : column <= u;
        };
        auto t = static_cast<std::int64_t>(
            (static_cast<double>(u) + 0.5 - static_cast<double>(from.x)) / slope);
        t = std::clamp(t, std::int64_t{1}, dy);
        while (t > 1 && behind(t - 1)) --t;
        while (t < dy && !behind(t)) ++t;
        if (!behind(t) || behind(t - 1)) continue;
        add(u, from.y + t - 1);
    }
}

// In rising order, as places in the list of pixels: dealt out to the columns, and sorted within each, which few have
// more than two of.
std::vector<std::uint64_t> Crossings::places() const {
    std::vector<std::uint32_t> begin(count_ + 1, 0);
    for (const Crossing& one : crossings_) ++begin[one.column + 1];
    for (std::size_t column = 0; column < count_; ++column) begin[column + 1] += begin[column];
    std::vector<std::uint32_t> next(begin.begin(), begin.end() - 1);
    std::vector<std::uint64_t> places(crossings_.size());
    for (const Crossing& one : crossings_) {
        const auto column = static_cast<std::uint64_t>(first_column_) + one.column;
        const std::uint64_t place = column * static_cast<std::uint64_t>(height_) + one.row;
        places[next[one.column]++] = place;
    }
    for (std::size_t column = 0; column < count_; ++column) {
        const std::span own =
            std::span(places).subspan(begin[column], begin[column + 1] - begin[column]);
        if (own.size() > 1 && own[0] > own[1]) std::swap(own[0], own[1]);
        if (own.size() > 2) std::ranges::sort(own);
    }
    return places;
}

RunLengths Crossings::runs(std::uint64_t pixels) && {
    std::vector<std::uint64_t> found = places();
    found.push_back(pixels);
    // Two crossings at one place cancel out.
    RunLengths runs;
    runs.reserve(found.size());
    std::uint64_t before = 0;
    const auto length_at = [&](std::size_t i) {
        const auto length = static_cast<std::uint32_t>(found[i] - before);
        before = found[i];
        return length;
    };
    runs.push_back(length_at(0));
    for (std::size_t i = 1; i < found.size();) {
        const std::uint32_t length = length_at(i++);
        if (length > 0) {
            runs.push_back(length);
        } else if (i < found.size()) {
            runs.back() += length_at(i++);
        }
    }
    return runs;
}

}  // namespace

RunLengths runs_of_polygon(std::span<const double> corners, MaskSize size) {
    if (size.pixels() == 0) return {};
    std::vector<Point> points;
    points.reserve(corners.size() / 2);
    for (std::size_t i = 0; i + 1 < corners.size(); i += 2) {
        points.push_back({.x = fine(corners[i]), .y = fine(corners[i + 1])});
    }
    const auto [left, right] = std::ranges::minmax(points, {}, &Point::x);
    Crossings crossings(size, left.x, right.x);
    for (std::size_t i = 0; i < points.size(); ++i) {
        crossings.add_edge(points[i], points[(i + 1) % points.size()]);
    }
    return std::move(crossings).runs(size.pixels());
}

RunLengths runs_of_box(const Box& box, MaskSize size) {
    const double right = box.x + box.width;
    const double bottom = box.y + box.height;
    const std::array<double, 8> corners = {box.x, box.y,  box.x, bottom,
                                           right, bottom, right, box.y};
    return runs_of_polygon(corners, size);
}

}  // namespace errata
