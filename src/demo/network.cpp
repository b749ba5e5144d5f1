#include "demo/network.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace errata::demo {
namespace {

constexpr std::size_t batch_size = 32;

float link(float z) { return 0.5F * (1.0F + z / std::sqrt(1.0F + z * z)); }

// One array of weights with Adam's running moments (Kingma and Ba, 2015).
struct Weights {
    std::vector<float>& values;
    std::vector<float> gradient;
    std::vector<float> moment;
    std::vector<float> square;

    explicit Weights(std::vector<float>& of)
        : values(of), gradient(of.size()), moment(of.size()), square(of.size()) {}

    void step(float rate, float decay) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            const float g = gradient[i];
            moment[i] = 0.9F * moment[i] + 0.1F * g;
            square[i] = 0.99F * square[i] + 0.01F * g * g;
            values[i] -= rate * (moment[i] / (std::sqrt(square[i]) + 1e-6F) + decay * values[i]);
            gradient[i] = 0;
        }
    }
};

void fill_random(std::vector<float>& values, double reach, Random& random) {
    for (float& v : values) v = static_cast<float>(random.uniform(-reach, reach));
}

// Brings every input to mean 0 and deviation 1 over the lessons.
void standardise(Network& network, const Lessons& lessons) {
    const std::size_t inputs = network.shape.inputs;
    std::vector<double> sum(inputs);
    std::vector<double> square(inputs);
    for (std::size_t row = 0; row < lessons.size(); ++row) {
        for (std::size_t i = 0; i < inputs; ++i) {
            const double v = lessons.values[row * inputs + i];
            sum[i] += v;
            square[i] += v * v;
        }
    }
    const double n = std::max<double>(1, static_cast<double>(lessons.size()));
    for (std::size_t i = 0; i < inputs; ++i) {
        const double mean = sum[i] / n;
        const double variance = std::max(square[i] / n - mean * mean, 1e-5);
        network.mean[i] = static_cast<float>(mean);
        network.scale[i] = static_cast<float>(1 / std::sqrt(variance));
    }
}

Network blank_network(const NetworkShape& shape, Random& random) {
    Network network{shape,
                    std::vector<float>(shape.inputs),
                    std::vector<float>(shape.inputs),
                    std::vector<float>(shape.inputs * shape.hidden),
                    std::vector<float>(shape.hidden),
                    std::vector<float>(shape.hidden * shape.outputs()),
                    std::vector<float>(shape.outputs())};
    fill_random(network.first, 1.7 / std::sqrt(static_cast<double>(shape.inputs)), random);
    fill_random(network.second, 1.0 / std::sqrt(static_cast<double>(shape.hidden)), random);
    for (std::size_t c = 0; c < shape.classes; ++c) network.second_bias[c] = -1;
    return network;
}

template <std::size_t hidden>
class Trainer {
public:
    Trainer(Network& network, const Lessons& lessons, const TrainingOptions& options)
        : net_(network),
          lessons_(lessons),
          options_(options),
          first_(net_.first),
          first_bias_(net_.first_bias),
          second_(net_.second),
          second_bias_(net_.second_bias),
          inputs_(batch_size * net_.shape.inputs),
          hidden_(batch_size * net_.shape.hidden),
          hidden_error_(hidden_.size()),
          output_error_(net_.shape.outputs()) {}

    void step(std::span<const std::size_t> rows, float rate) {
        forward(rows);
        std::fill(hidden_error_.begin(), hidden_error_.end(), 0.0F);
        for (std::size_t s = 0; s < rows.size(); ++s) learn_outputs(s, rows[s], rows.size());
        learn_first(rows.size());
        first_.step(rate, 0.002F);
        first_bias_.step(rate, 0);
        second_.step(rate, 0.002F);
        second_bias_.step(rate, 0);
    }

private:
    void forward(std::span<const std::size_t> rows) {
        const std::size_t inputs = net_.shape.inputs;
        for (std::size_t s = 0; s < rows.size(); ++s) {
            const float* from = lessons_.values.data() + rows[s] * inputs;
            for (std::size_t i = 0; i < inputs; ++i) {
                inputs_[i * batch_size + s] = (from[i] - net_.mean[i]) * net_.scale[i];
            }
            std::copy(net_.first_bias.begin(), net_.first_bias.end(),
                      hidden_.begin() + static_cast<std::ptrdiff_t>(s * hidden));
        }
        for (std::size_t i = 0; i < inputs; ++i) {
            const float* w = net_.first.data() + i * hidden;
            for (std::size_t s = 0; s < rows.size(); ++s) {
                const float x = inputs_[i * batch_size + s];
                float* h = hidden_.data() + s * hidden;
                for (std::size_t k = 0; k < hidden; ++k) h[k] += x * w[k];
            }
        }
        for (float& h : hidden_) h = std::max(h, 0.0F);
    }

    // Errors of one sample's outputs, the second layer's gradient, and what flows back.
    void learn_outputs(std::size_t s, std::size_t row, std::size_t rows) {
        const std::size_t classes = net_.shape.classes;
        const std::size_t outputs = net_.shape.outputs();
        const float* h = hidden_.data() + s * hidden;
        std::vector<float>& out = output_error_;
        std::copy(net_.second_bias.begin(), net_.second_bias.end(), out.begin());
        for (std::size_t k = 0; k < hidden; ++k) {
            for (std::size_t o = 0; o < outputs; ++o) out[o] += h[k] * net_.second[k * outputs + o];
        }
        const float share = 1.0F / static_cast<float>(rows);
        const int label = lessons_.classes[row];
        for (std::size_t c = 0; c < classes; ++c) {
            const float target = label == static_cast<int>(c) ? lessons_.targets[row] : 0.0F;
            out[c] = share * (link(out[c]) - target);
        }
        for (std::size_t j = 0; j < correction_count; ++j) {
            const float miss = out[classes + j] - lessons_.corrections[row][j];
            const float pull = std::clamp(miss * 8, -1.0F, 1.0F);  // smooth L1
            out[classes + j] =
                label < 0 ? 0 : share * pull * static_cast<float>(options_.correction_weight);
        }
        float* back = hidden_error_.data() + s * hidden;
        for (std::size_t k = 0; k < hidden; ++k) {
            if (h[k] <= 0) continue;
            float sum = 0;
            for (std::size_t o = 0; o < outputs; ++o) {
                second_.gradient[k * outputs + o] += h[k] * out[o];
                sum += net_.second[k * outputs + o] * out[o];
            }
            back[k] = sum;
        }
        for (std::size_t o = 0; o < outputs; ++o) second_bias_.gradient[o] += out[o];
    }

    void learn_first(std::size_t rows) {
        const std::size_t inputs = net_.shape.inputs;
        for (std::size_t i = 0; i < inputs; ++i) {
            float* g = first_.gradient.data() + i * hidden;
            for (std::size_t s = 0; s < rows; ++s) {
                const float x = inputs_[i * batch_size + s];
                const float* e = hidden_error_.data() + s * hidden;
                for (std::size_t k = 0; k < hidden; ++k) g[k] += x * e[k];
            }
        }
        for (std::size_t s = 0; s < rows; ++s) {
            for (std::size_t k = 0; k < hidden; ++k) {
                first_bias_.gradient[k] += hidden_error_[s * hidden + k];
            }
        }
    }

    Network& net_;
    const Lessons& lessons_;
    const TrainingOptions& options_;
    Weights first_, first_bias_, second_, second_bias_;
    std::vector<float> inputs_;  // inputs x batch
    std::vector<float> hidden_;  // batch x hidden
    std::vector<float> hidden_error_;
    std::vector<float> output_error_;
};

template <std::size_t hidden>
void train(Network& network, const Lessons& lessons, const TrainingOptions& options,
           Random& random) {
    Trainer<hidden> trainer(network, lessons, options);
    std::vector<std::size_t> order(lessons.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (int epoch = 0; epoch < options.epochs; ++epoch) {
        random.shuffle(std::span(order));
        const double left = 1 - static_cast<double>(epoch) / options.epochs;
        const auto rate = static_cast<float>(options.step * (0.1 + 0.9 * left));
        for (std::size_t at = 0; at < order.size(); at += batch_size) {
            const std::size_t count = std::min(batch_size, order.size() - at);
            trainer.step(std::span(order).subspan(at, count), rate);
        }
    }
}

// The hidden sums with their number known to the compiler, so that they stay in registers.
template <std::size_t hidden>
void add_inputs(const Network& network, std::span<const float> inputs, float* sums) {
    std::array<float, hidden> h{};
    std::copy_n(network.first_bias.begin(), hidden, h.begin());
    const float* w = network.first.data();
    for (std::size_t i = 0; i < inputs.size(); ++i, w += hidden) {
        const float x = (inputs[i] - network.mean[i]) * network.scale[i];
        for (std::size_t k = 0; k < hidden; ++k) h[k] += x * w[k];
    }
    std::copy_n(h.begin(), hidden, sums);
}

}  // namespace

Network train_network(const NetworkShape& shape, const Lessons& lessons,
                      const TrainingOptions& options, Random& random) {
    Network network = blank_network(shape, random);
    standardise(network, lessons);
    if (shape.hidden == few_hidden) train<few_hidden>(network, lessons, options, random);
    if (shape.hidden == many_hidden) train<many_hidden>(network, lessons, options, random);
    return network;
}

Answer ask(const Network& network, std::span<const float> inputs) {
    const std::size_t outputs = network.shape.outputs();
    const std::size_t hidden = network.shape.hidden;
    std::array<float, many_hidden> h{};
    if (hidden == few_hidden) add_inputs<few_hidden>(network, inputs, h.data());
    if (hidden == many_hidden) add_inputs<many_hidden>(network, inputs, h.data());
    std::array<float, max_classes + correction_count> out{};
    std::copy(network.second_bias.begin(), network.second_bias.end(), out.begin());
    for (std::size_t k = 0; k < hidden; ++k) {
        const float v = std::max(h[k], 0.0F);
        for (std::size_t o = 0; o < outputs; ++o) out[o] += v * network.second[k * outputs + o];
    }
    Answer answer;
    const std::size_t classes = network.shape.classes;
    for (std::size_t c = 0; c < classes; ++c) answer.scores[c] = link(out[c]);
    for (std::size_t j = 0; j < correction_count; ++j) answer.correction[j] = out[classes + j];
    return answer;
}

}  // namespace errata::demo
