// --fail-under: figures that must not be worse than a number, else `errata evaluate` ends with an exit code of its own.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "metrics/figure.h"

namespace errata::cli {

struct Threshold {
    std::size_t figure = 0;
    double bound = 0;
};

// "AP50=0.4" as a figure and a number; nothing where it is none of the figures, or no number that such a figure can be.
std::optional<Threshold> threshold_from(const std::string& text,
                                        const std::vector<FigureInfo>& figures);

// "AP, AP50, ...": their keys; those that are better when lower with a * behind.
std::string keys_of(const std::vector<FigureInfo>& figures);

// Every task and rule set with its figures, for the help.
std::string all_figures();

// exit_ok, or exit_threshold_missed: each missed threshold is said on standard error.
int check_thresholds(const std::vector<Threshold>& thresholds, const FigureTable& summary);

}  // namespace errata::cli
