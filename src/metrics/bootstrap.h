// Bootstrap over samples: how far figures could be off by the choice of samples.
//
// What it is for: intervals of every figure, and of the difference between two runs over the same samples. Samples are
// drawn with replacement (what belongs to one of them stays together); each resample is measured again from what is
// stored per sample, a sample counting as often as it was drawn (weighted_detection.h, weighted_tables.h).
// What it does not do: correct for bias; intervals are percentiles.
//
// A class without any object left in a resample is left out of its means; Interval::resamples_without says in how many
// that was so.
// Source: Efron 1979; clusters: Field and Welsh 2007.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "metrics/figure.h"

namespace errata {

struct BootstrapOptions {
    std::uint32_t resamples = 1000;
    double level = 0.95;
    std::uint64_t seed = 1;
    unsigned threads = 1;  // the result is the same for any number
};

// Measures a run's figures for any weights of its samples.
class WeightedFigures {
public:
    virtual ~WeightedFigures() = default;

    virtual std::size_t samples() const = 0;
    virtual std::size_t classes() const = 0;        // 0 where there are no figures of classes
    virtual std::size_t figures() const = 0;        // over all classes
    virtual std::size_t class_figures() const = 0;  // of each class

    // Values of all classes' figures, then of each class's, NaN where undefined; how often each sample counts is given
    // per sample. Safe from several threads. Returns whether a class that has objects has lost them all.
    virtual bool measure(std::span<const std::uint32_t> weights,
                         std::vector<double>& values) const = 0;
};

// How often each sample was drawn, for resample number `number`; the same for everything that is compared.
void draw_weights(std::uint64_t seed, std::uint32_t number, std::span<std::uint32_t> weights);

// Resamples in slices, so that a job can yield; several runs over the same samples at once.
class Bootstrap {
public:
    Bootstrap(std::vector<std::unique_ptr<const WeightedFigures>> runs, BootstrapOptions options);

    // Some resamples more; false when all are done.
    bool step();
    std::uint32_t done() const { return done_; }

    // Sets the intervals of a run's figures that have a value.
    void set_intervals(std::size_t run, FigureTable& table) const;

    // Of one figure of all classes, run `b` against run `a`.
    struct Difference {
        double low = 0;
        double high = 0;
        double share_better = 0;      // of the resamples in which b is better; ties count half
        std::uint32_t resamples = 0;  // in which both are defined
    };
    Difference difference(std::size_t a, std::size_t b, std::size_t figure, FigureKind kind) const;

private:
    struct RunValues {
        std::unique_ptr<const WeightedFigures> figures;
        std::size_t size = 0;                  // values per resample
        std::vector<double> values;            // [resample][value]
        std::vector<std::uint8_t> lost_class;  // per resample

        double value(std::uint32_t resample, std::size_t place) const {
            return values[resample * size + place];
        }
    };

    BootstrapOptions options_;
    std::vector<RunValues> runs_;
    std::uint32_t done_ = 0;
};

}  // namespace errata
