// Bootstrap over images: how far AP and the other figures of a detection run could be off by the choice of images.
//
// What it is for: intervals of every figure, and of the difference between two runs over the same images. Images are
// drawn with replacement (objects of one image belong together); matches are made once, and each resample only
// accumulates them again, an image counting as often as it was drawn.
// What it does not do: correct for bias; intervals are percentiles.
//
// An image drawn twice counts as if it stood in the dataset twice, its copies one behind the other; where predictions
// of one class in one image have equal scores, those of the copies are taken together (the copies would take turns).
// A class without any object left in a resample is left out of its means; Interval::resamples_without says in how many
// that was so.
// Source: Efron 1979; clusters: Field and Welsh 2007.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/evaluation_part.h"
#include "metrics/figure.h"
#include "metrics/protocol.h"

namespace errata {

struct BootstrapOptions {
    std::uint32_t resamples = 1000;
    double level = 0.95;
    std::uint64_t seed = 1;
    unsigned threads = 1;  // the result is the same for any number
};

// Measures a run's figures for any weights of its images.
class WeightedFigures {
public:
    // `parts` in the order of their images, matched with MatchOptions::keep_images; `images` is how many there are.
    // `frequency` is Classes::frequency. What parts and protocol hold is copied.
    WeightedFigures(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                    std::size_t images, const Column<std::uint8_t>& frequency);
    ~WeightedFigures();
    WeightedFigures(WeightedFigures&&) noexcept;

    std::size_t images() const;
    std::size_t classes() const;
    std::size_t figures() const;  // of summarize()

    // Values as [overall, class 0, class 1, ...][figure], NaN where undefined; how often each image counts is given
    // per image. Safe from several threads. Returns whether a class that has objects has lost them all.
    bool measure(std::span<const std::uint32_t> weights, std::vector<double>& values) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// How often each image was drawn, for resample number `number`; the same for everything that is compared.
void draw_weights(std::uint64_t seed, std::uint32_t number, std::span<std::uint32_t> weights);

// Resamples in slices, so that a job can yield; several runs over the same images at once.
class Bootstrap {
public:
    Bootstrap(std::vector<WeightedFigures> runs, BootstrapOptions options);

    // Some resamples more; false when all are done.
    bool step();
    std::uint32_t done() const { return done_; }

    // Sets the intervals of a run's figures.
    void set_intervals(std::size_t run, FigureTable& table) const;

    // Of one figure of all classes (or of a class), run `b` against run `a`.
    struct Difference {
        double low = 0;
        double high = 0;
        double share_better = 0;      // of the resamples in which b is higher; ties count half
        std::uint32_t resamples = 0;  // in which both are defined
    };
    // `row` 0: overall, then classes.
    Difference difference(std::size_t a, std::size_t b, std::size_t row, std::size_t figure) const;

private:
    double value(std::size_t run, std::uint32_t resample, std::size_t place) const {
        return values_[run][resample * size_ + place];
    }

    std::vector<WeightedFigures> runs_;
    BootstrapOptions options_;
    std::size_t size_ = 0;                               // values per resample
    std::vector<std::vector<double>> values_;            // per run [resample][value]
    std::vector<std::vector<std::uint8_t>> lost_class_;  // per run and resample
    std::uint32_t done_ = 0;
};

}  // namespace errata
