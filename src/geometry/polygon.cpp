#include "geometry/polygon.h"

#include <algorithm>
#include <array>
#include <cmath>
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
    explicit Crossings(MaskSize size) : size_(size) {}

    void add_edge(Point from, Point to);
    RunLengths runs() &&;

private:
    // A crossing between fine columns u and u + 1, where u is the middle of a pixel column, at fine row v.
    void add(std::int64_t u, std::int64_t v) {
        const auto height = static_cast<double>(size_.height);
        const double y = (static_cast<double>(v) + 0.5) / static_cast<double>(scale) - 0.5;
        const double row = std::ceil(std::clamp(y, 0.0, height));
        places_.push_back(static_cast<std::uint64_t>((u - middle) / scale) * size_.height +
                          static_cast<std::uint64_t>(row));
    }
    // The middles of pixel columns in [from, to).
    std::int64_t first_middle(std::int64_t from) const {
        if (from <= middle) return middle;
        return middle + (from - middle + scale - 1) / scale * scale;
    }
    std::int64_t last_middle() const {
        return middle + scale * (static_cast<std::int64_t>(size_.width) - 1);
    }

    MaskSize size_;
    std::vector<std::uint64_t> places_;
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
        // One step per fine column.
        const std::int64_t end = std::min(to.x, last_middle() + 1);
        for (std::int64_t u = first_middle(from.x); u < end; u += scale) {
            const std::int64_t t = u - from.x;
            add(u, std::min(along(from.y, t), along(from.y, t + 1)));
        }
        return;
    }
    // One step per fine row: the step in which the column changes from u to u + 1 or back.
    const bool rising = slope > 0;
    const std::int64_t low = std::min(from.x, to.x);
    const std::int64_t end = std::min(std::max(from.x, to.x), last_middle() + 1);
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

RunLengths Crossings::runs() && {
    places_.push_back(size_.pixels());
    std::ranges::sort(places_);
    // Two crossings at one place cancel out.
    RunLengths runs;
    std::uint64_t before = 0;
    const auto length_at = [&](std::size_t i) {
        const auto length = static_cast<std::uint32_t>(places_[i] - before);
        before = places_[i];
        return length;
    };
    runs.push_back(length_at(0));
    for (std::size_t i = 1; i < places_.size();) {
        const std::uint32_t length = length_at(i++);
        if (length > 0) {
            runs.push_back(length);
        } else if (i < places_.size()) {
            runs.back() += length_at(i++);
        }
    }
    return runs;
}

}  // namespace

RunLengths runs_of_polygon(std::span<const double> corners, MaskSize size) {
    if (size.pixels() == 0) return {};
    std::vector<Point> points;
    for (std::size_t i = 0; i + 1 < corners.size(); i += 2) {
        points.push_back({.x = fine(corners[i]), .y = fine(corners[i + 1])});
    }
    Crossings crossings(size);
    for (std::size_t i = 0; i < points.size(); ++i) {
        crossings.add_edge(points[i], points[(i + 1) % points.size()]);
    }
    return std::move(crossings).runs();
}

RunLengths runs_of_box(const Box& box, MaskSize size) {
    const double right = box.x + box.width;
    const double bottom = box.y + box.height;
    const std::array<double, 8> corners = {box.x, box.y,  box.x, bottom,
                                           right, bottom, right, box.y};
    return runs_of_polygon(corners, size);
}

}  // namespace errata
