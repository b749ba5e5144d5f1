#include "demo/features.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace errata::demo {
namespace {

// Cosine and sine, times 1024, of 0, 30, 60, 90, 120 and 150 degrees.
constexpr std::array<std::array<int, 2>, 6> directions{
    {{1024, 0}, {887, 512}, {512, 887}, {0, 1024}, {-512, 887}, {-887, 512}}};

constexpr std::size_t first_direction = 4;

using Channels = std::array<std::int32_t, channel_count>;

std::int32_t byte(int v) { return static_cast<std::int32_t>(std::clamp(v, 0, 255)); }

// Luma with a border of one repeated pixel all around, so that gradients need no bounds.
struct Luma {
    int stride;
    std::vector<int> values;

    explicit Luma(const Picture& picture) : stride(picture.width_px + 2) {
        for (int y = -1; y <= picture.height_px; ++y) {
            for (int x = -1; x <= picture.width_px; ++x) {
                const int cx = std::clamp(x, 0, picture.width_px - 1);
                const int cy = std::clamp(y, 0, picture.height_px - 1);
                const std::uint8_t* p = picture.rgb.data() +
                                        3 * static_cast<std::ptrdiff_t>(cy * picture.width_px + cx);
                values.push_back((77 * p[0] + 150 * p[1] + 29 * p[2]) / 256);
            }
        }
    }
    const int* at(int x, int y) const {
        return values.data() + static_cast<std::ptrdiff_t>(y + 1) * stride + x + 1;
    }
};

Channels channels_at(const Picture& picture, const Luma& luma, int x, int y) {
    Channels out{};
    const std::uint8_t* rgb =
        picture.rgb.data() + 3 * static_cast<std::ptrdiff_t>(y * picture.width_px + x);
    const int* l = luma.at(x, y);
    out[0] = *l;
    out[1] = byte(128 + (rgb[0] - *l));
    out[2] = byte(128 + (rgb[2] - *l));
    const int dx = l[1] - l[-1];
    const int dy = l[luma.stride] - l[-luma.stride];
    const auto strength = byte(static_cast<int>(std::sqrt(static_cast<double>(dx * dx + dy * dy))));
    out[3] = strength;
    if (strength == 0) return out;
    std::size_t best = 0;
    int best_dot = -1;
    for (std::size_t i = 0; i < directions.size(); ++i) {
        const int along = std::abs(dx * directions[i][0] + dy * directions[i][1]);
        if (along > best_dot) {
            best_dot = along;
            best = i;
        }
    }
    out[first_direction + best] = strength;
    return out;
}

}  // namespace

ChannelSums::ChannelSums(const Picture& picture)
    : width_(picture.width_px),
      height_(picture.height_px),
      sums_(static_cast<std::size_t>(width_ + 1) * static_cast<std::size_t>(height_ + 1) *
            channel_count) {
    const Luma luma(picture);
    const std::size_t row = static_cast<std::size_t>(width_ + 1) * channel_count;
    for (int y = 0; y < height_; ++y) {
        Channels along{};
        std::int32_t* out = sums_.data() + static_cast<std::size_t>(y + 1) * row + channel_count;
        for (int x = 0; x < width_; ++x, out += channel_count) {
            const Channels here = channels_at(picture, luma, x, y);
            for (std::size_t c = 0; c < channel_count; ++c) {
                along[c] += here[c];
                out[c] = *(out - row + c) + along[c];
            }
        }
    }
}

const std::int32_t* ChannelSums::corner(int x, int y) const {
    return sums_.data() + static_cast<std::size_t>(y * (width_ + 1) + x) * channel_count;
}

void ChannelSums::sum_at(double x, double y, double* out) const {
    const double cx = std::clamp(x, 0.0, static_cast<double>(width_));
    const double cy = std::clamp(y, 0.0, static_cast<double>(height_));
    const int x0 = std::min(static_cast<int>(cx), width_ - 1);
    const int y0 = std::min(static_cast<int>(cy), height_ - 1);
    const double u = cx - x0;
    const double v = cy - y0;
    const std::int32_t* a = corner(x0, y0);
    const std::int32_t* b = corner(x0 + 1, y0);
    const std::int32_t* c = corner(x0, y0 + 1);
    const std::int32_t* d = corner(x0 + 1, y0 + 1);
    for (std::size_t i = 0; i < channel_count; ++i) {
        const double top = a[i] + u * (b[i] - a[i]);
        const double low = c[i] + u * (d[i] - c[i]);
        out[i] = top + v * (low - top);
    }
}

void ChannelSums::pool(const BoxPx& box, std::size_t cells, float* out) const {
    std::array<std::array<double, channel_count>, 2 * (max_cells + 1)> rows{};
    const double w = box.width / static_cast<double>(cells);
    const double h = box.height / static_cast<double>(cells);
    // 255 is the largest channel value; edges are rarely above a quarter of it.
    const double scale = 1 / (std::max(w * h, 1e-6) * 255);
    for (std::size_t j = 0; j <= cells; ++j) {
        auto* now = rows.data() + (j % 2) * (max_cells + 1);
        const auto* above = rows.data() + ((j + 1) % 2) * (max_cells + 1);
        for (std::size_t i = 0; i <= cells; ++i) {
            sum_at(box.x + w * static_cast<double>(i), box.y + h * static_cast<double>(j),
                   now[i].data());
        }
        if (j == 0) continue;
        for (std::size_t i = 0; i < cells; ++i) {
            for (std::size_t c = 0; c < channel_count; ++c) {
                const double sum = now[i + 1][c] - now[i][c] - above[i + 1][c] + above[i][c];
                *out++ = static_cast<float>(sum * scale);
            }
        }
    }
}

void ChannelSums::pool_roughly(const BoxPx& box, std::size_t cells, float* out) const {
    std::array<int, max_cells + 1> xs{};
    std::array<int, max_cells + 1> ys{};
    const double w = box.width / static_cast<double>(cells);
    const double h = box.height / static_cast<double>(cells);
    for (std::size_t i = 0; i <= cells; ++i) {
        const auto at = static_cast<double>(i);
        xs[i] = static_cast<int>(std::clamp(box.x + w * at + 0.5, 0.0, width_ + 0.0));
        ys[i] = static_cast<int>(std::clamp(box.y + h * at + 0.5, 0.0, height_ + 0.0));
    }
    const auto scale = static_cast<float>(1 / (std::max(w * h, 1e-6) * 255));
    for (std::size_t j = 0; j < cells; ++j) {
        for (std::size_t i = 0; i < cells; ++i) {
            const std::int32_t* a = corner(xs[i], ys[j]);
            const std::int32_t* b = corner(xs[i + 1], ys[j]);
            const std::int32_t* c = corner(xs[i], ys[j + 1]);
            const std::int32_t* d = corner(xs[i + 1], ys[j + 1]);
            for (std::size_t k = 0; k < channel_count; ++k) {
                out[k] = static_cast<float>(d[k] - c[k] - b[k] + a[k]) * scale;
            }
            out += channel_count;
        }
    }
}

double ChannelSums::edge_strength(const BoxPx& box) const {
    constexpr std::size_t strength = 3;
    const auto inside = [](double v, int limit) {
        return static_cast<int>(std::clamp(v + 0.5, 0.0, static_cast<double>(limit)));
    };
    const int left = inside(box.x, width_);
    const int top = inside(box.y, height_);
    const int right = inside(box.right(), width_);
    const int bottom = inside(box.bottom(), height_);
    const int sum = corner(right, bottom)[strength] - corner(left, bottom)[strength] -
                    corner(right, top)[strength] + corner(left, top)[strength];
    return sum / (std::max(box.area(), 1e-6) * 255);
}

}  // namespace errata::demo
