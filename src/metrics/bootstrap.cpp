#include "metrics/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "base/parallel.h"
#include "base/random.h"
#include "base/statistics.h"

namespace errata {

namespace {

constexpr std::uint32_t resamples_per_thread = 16;

}  // namespace

void draw_weights(std::uint64_t seed, std::uint32_t number, std::span<std::uint32_t> weights) {
    // Each resample has its own stream, so that threads may take them in any order.
    Random random(seed * 0x9E3779B97F4A7C15U + number);
    std::ranges::fill(weights, 0U);
    for (std::size_t i = 0; i < weights.size(); ++i) ++weights[random.index(weights.size())];
}

Bootstrap::Bootstrap(std::vector<std::unique_ptr<const WeightedFigures>> runs,
                     BootstrapOptions options)
    : options_(options) {
    for (auto& figures : runs) {
        RunValues& run = runs_.emplace_back();
        run.figures = std::move(figures);
        run.size = run.figures->figures() + run.figures->classes() * run.figures->class_figures();
        run.values.resize(run.size * options_.resamples);
        run.lost_class.resize(options_.resamples);
    }
}

bool Bootstrap::step() {
    // A single thread may be a page's own: it must come back soon.
    const std::uint32_t slice = options_.threads > 1 ? resamples_per_thread * options_.threads : 1;
    const std::uint32_t count = std::min(options_.resamples - done_, slice);
    parallel_for(options_.threads, count, [&](std::size_t i) {
        const auto resample = done_ + static_cast<std::uint32_t>(i);
        std::vector<std::uint32_t> weights(runs_[0].figures->samples());
        draw_weights(options_.seed, resample, weights);
        std::vector<double> measured;
        for (RunValues& run : runs_) {
            run.lost_class[resample] = run.figures->measure(weights, measured) ? 1 : 0;
            std::ranges::copy(
                measured, run.values.begin() + static_cast<std::ptrdiff_t>(resample * run.size));
        }
    });
    done_ += count;
    return done_ < options_.resamples;
}

void Bootstrap::set_intervals(std::size_t number, FigureTable& table) const {
    const RunValues& run = runs_[number];
    std::vector<double> defined;
    const auto set = [&](Figure& figure, std::size_t place, std::uint32_t lost) {
        defined.clear();
        for (std::uint32_t r = 0; r < done_; ++r) {
            if (const double one = run.value(r, place); !std::isnan(one)) defined.push_back(one);
        }
        // Without a value there is nothing that an interval could be of.
        if (defined.empty() || !figure.value) return;
        std::ranges::sort(defined);
        const double tail = (1 - options_.level) / 2;
        const auto undefined_ones = done_ - static_cast<std::uint32_t>(defined.size());
        figure.interval = Interval{.low = quantile(defined, tail),
                                   .high = quantile(defined, 1 - tail),
                                   .level = options_.level,
                                   .resamples = done_,
                                   .resamples_without = std::max(lost, undefined_ones)};
    };
    std::uint32_t lost = 0;
    for (const std::uint8_t one : run.lost_class) lost += one;
    const std::size_t figures = run.figures->figures();
    const std::size_t class_figures = run.figures->class_figures();
    for (std::size_t f = 0; f < figures; ++f) set(table.overall[f], f, lost);
    for (std::size_t cls = 0; cls < table.classes.size(); ++cls) {
        for (std::size_t f = 0; f < class_figures; ++f) {
            set(table.classes[cls][f], figures + cls * class_figures + f, 0);
        }
    }
}

Bootstrap::Difference Bootstrap::difference(std::size_t a, std::size_t b, std::size_t figure,
                                            FigureKind kind) const {
    std::vector<double> differences;
    double better = 0;
    for (std::uint32_t r = 0; r < done_; ++r) {
        const double first = runs_[a].value(r, figure);
        const double second = runs_[b].value(r, figure);
        if (std::isnan(first) || std::isnan(second)) continue;
        differences.push_back(second - first);
        const bool is_tie = !is_better(kind, second, first) && !is_better(kind, first, second);
        better += is_tie ? 0.5 : (is_better(kind, second, first) ? 1 : 0);
    }
    if (differences.empty()) return {};
    std::ranges::sort(differences);
    const double tail = (1 - options_.level) / 2;
    return {.low = quantile(differences, tail),
            .high = quantile(differences, 1 - tail),
            .share_better = better / static_cast<double>(differences.size()),
            .resamples = static_cast<std::uint32_t>(differences.size())};
}

}  // namespace errata
