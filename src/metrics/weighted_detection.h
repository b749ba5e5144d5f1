// The figures of a detection run for any weights of its images.
//
// What it is for: the bootstrap. Matches are made once, classes are sorted once; each resample only accumulates them again.
// An image drawn twice counts as if it stood in the dataset twice, its copies one behind the other; where predictions
// of one class in one image have equal scores, those of the copies are taken together (the copies would take turns).
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/bootstrap.h"
#include "metrics/evaluation_part.h"
#include "metrics/protocol.h"

namespace errata {

class WeightedDetection final : public WeightedFigures {
public:
    // `parts` in the order of their images, matched with MatchOptions::keep_images; `images` is how many there are.
    // `frequency` is Classes::frequency. What parts and protocol hold is copied.
    WeightedDetection(std::span<const EvaluationPart> parts, const DetectionProtocol& protocol,
                      std::size_t images, const Column<std::uint8_t>& frequency);
    ~WeightedDetection() override;

    std::size_t samples() const override;
    std::size_t classes() const override;
    std::size_t figures() const override;  // of summarize()
    std::size_t class_figures() const override { return figures(); }
    bool measure(std::span<const std::uint32_t> weights,
                 std::vector<double>& values) const override;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace errata
