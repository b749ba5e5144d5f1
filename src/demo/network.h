// A network with one hidden layer that names a box and moves it.
//
// What it is for: both stages of the demo's detector. Outputs are one independent score per class
// and four box corrections.
// What it does not do: exp or log. Scores go through p = (1 + z / sqrt(1 + z^2)) / 2, and the
// training step is the gradient p - target of the convex loss that belongs to this link (as the
// logistic loss belongs to its own). All sums run in a fixed order, so training gives the same
// weights on every platform.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "base/random.h"

namespace errata::demo {

inline constexpr std::size_t correction_count =
    4;  // dx / width, dy / height, dw / width, dh / height

inline constexpr std::size_t max_classes = 8;
// The two sizes that are compiled; a fixed number lets the inner loops live in registers.
inline constexpr std::size_t few_hidden = 16;
inline constexpr std::size_t many_hidden = 48;

struct NetworkShape {
    std::size_t inputs = 0;
    std::size_t hidden = few_hidden;  // or many_hidden
    std::size_t classes = 0;
    std::size_t outputs() const { return classes + correction_count; }
};

struct Network {
    NetworkShape shape;
    std::vector<float> mean;   // inputs
    std::vector<float> scale;  // inputs
    std::vector<float> first;  // inputs x hidden
    std::vector<float> first_bias;
    std::vector<float> second;  // hidden x outputs
    std::vector<float> second_bias;
};

struct Answer {
    std::array<float, max_classes> scores{};  // one per class, in (0, 1)
    std::array<float, correction_count> correction{};
};

// Training rows. Row i's inputs are values[i * inputs ...].
struct Lessons {
    std::vector<float> values;
    std::vector<int> classes;    // -1: background, no correction to learn
    std::vector<float> targets;  // the score wanted of that class; others shall say 0
    std::vector<std::array<float, correction_count>> corrections;
    std::size_t size() const { return classes.size(); }
};

struct TrainingOptions {
    int epochs = 8;
    double step = 0.002;  // Adam's, falling linearly to a tenth
    double correction_weight = 2.0;
};

Network train_network(const NetworkShape& shape, const Lessons& lessons,
                      const TrainingOptions& options, Random& random);
Answer ask(const Network& network, std::span<const float> inputs);

}  // namespace errata::demo
