#include "metrics/recalibration.h"

#include <algorithm>
#include <cmath>

#include "base/real_math.h"

namespace errata {

namespace {

constexpr double least_temperature = 0.01;
constexpr double largest_temperature = 100;

double sigmoid(double z) { return 1 / (1 + real::exp(z)); }

// The largest finite logit that a confidence stands for: 0 and 1 have none.
double logit(double confidence) {
    constexpr double nearest = 1e-12;
    const double p = std::clamp(confidence, nearest, 1 - nearest);
    return real::log(p / (1 - p));
}

// The a and b of 1 / (1 + exp(a s + b)) that make the cross entropy with the targets least: Newton's method with
// halved steps where the loss would rise. Source: Lin, Lin and Weng 2007.
struct Target {
    double score = 0;
    double target = 0;
};

// log(1 + exp(z)) without overflow.
double softplus(double z) {
    return z > 0 ? z + real::log(1 + real::exp(-z)) : real::log(1 + real::exp(z));
}

double cross_entropy(std::span<const Target> data, const SigmoidMap& map) {
    double loss = 0;
    for (const Target& one : data) {
        const double z = map.a * one.score + map.b;
        // -t log p - (1 - t) log(1 - p) with p = 1 / (1 + exp(z))
        loss += softplus(z) - (1 - one.target) * z;
    }
    return loss;
}

SigmoidMap fit_sigmoid(std::span<const Target> data, double first_b) {
    constexpr int most_steps = 200;
    SigmoidMap map = {.a = 0, .b = first_b};
    double loss = cross_entropy(data, map);
    for (int step = 0; step < most_steps; ++step) {
        double aa = 1e-12;
        double bb = 1e-12;
        double ab = 0;
        double ga = 0;
        double gb = 0;
        for (const Target& one : data) {
            const double p = sigmoid(map.a * one.score + map.b);
            const double slope = one.target - p;
            const double weight = p * (1 - p);
            ga += slope * one.score;
            gb += slope;
            aa += weight * one.score * one.score;
            ab += weight * one.score;
            bb += weight;
        }
        if (std::abs(ga) < 1e-12 && std::abs(gb) < 1e-12) break;
        const double determinant = aa * bb - ab * ab;
        if (determinant <= 0) break;
        const double da = -(bb * ga - ab * gb) / determinant;
        const double db = -(aa * gb - ab * ga) / determinant;
        double share = 1;
        SigmoidMap next = map;
        double next_loss = loss;
        for (; share > 1e-10; share /= 2) {
            next = {.a = map.a + share * da, .b = map.b + share * db};
            next_loss = cross_entropy(data, next);
            if (next_loss <= loss) break;
        }
        const bool moved = next_loss < loss || std::abs(share * da) > 1e-14 * std::abs(map.a);
        map = next;
        loss = next_loss;
        if (!moved || share <= 1e-10) break;
    }
    return map;
}

struct Moments {
    double slope = 0;  // of the mean log loss over the inverse temperature
    double log_loss = 0;
};

Moments moments_at(std::span<const double> logits, std::span<const std::uint32_t> labels,
                   std::size_t classes, double inverse) {
    Moments moments;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto z = logits.subspan(i * classes, classes);
        const double highest = *std::ranges::max_element(z);
        double sum = 0;
        double weighted = 0;
        for (const double one : z) {
            const double weight = real::exp(inverse * (one - highest));
            sum += weight;
            weighted += weight * one;
        }
        moments.slope += weighted / sum - z[labels[i]];
        moments.log_loss += real::log(sum) + inverse * (highest - z[labels[i]]);
    }
    const auto n = static_cast<double>(labels.size());
    moments.slope /= n;
    moments.log_loss /= n;
    return moments;
}

}  // namespace

double IsotonicMap::at(double score) const {
    if (x.empty()) return score;
    const auto after = std::ranges::upper_bound(x, score);
    if (after == x.begin()) return y.front();
    if (after == x.end()) return y.back();
    const auto i = static_cast<std::size_t>(after - x.begin());
    const double slope = (y[i] - y[i - 1]) / (x[i] - x[i - 1]);
    return slope * (score - x[i - 1]) + y[i - 1];
}

IsotonicMap fit_isotonic(std::span<const ScoredOutcome> decisions) {
    std::vector<ScoredOutcome> sorted(decisions.begin(), decisions.end());
    std::ranges::stable_sort(sorted, {}, &ScoredOutcome::score);
    // Equal scores are one point with their mean; neighbours that fall are pooled.
    struct Block {
        double right = 0;
        double count = 0;
        std::size_t points = 0;

        double mean() const { return right / count; }
    };
    std::vector<double> scores;
    std::vector<Block> blocks;
    for (std::size_t i = 0; i < sorted.size();) {
        Block point = {.points = 1};
        const double score = sorted[i].score;
        for (; i < sorted.size() && sorted[i].score == score; ++i) {
            point.right += sorted[i].correct ? 1 : 0;
            ++point.count;
        }
        scores.push_back(score);
        blocks.push_back(point);
        while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) {
            const Block last = blocks.back();
            blocks.pop_back();
            blocks.back().right += last.right;
            blocks.back().count += last.count;
            blocks.back().points += last.points;
        }
    }
    // Of a level stretch its two ends tell all.
    IsotonicMap map;
    std::size_t first = 0;
    for (const Block& block : blocks) {
        map.x.push_back(scores[first]);
        map.y.push_back(block.mean());
        if (block.points > 1) {
            map.x.push_back(scores[first + block.points - 1]);
            map.y.push_back(block.mean());
        }
        first += block.points;
    }
    return map;
}

double SigmoidMap::at(double score) const { return sigmoid(a * score + b); }

SigmoidMap fit_platt(std::span<const ScoredOutcome> decisions) {
    const auto right =
        static_cast<double>(std::ranges::count(decisions, true, &ScoredOutcome::correct));
    const double wrong = static_cast<double>(decisions.size()) - right;
    std::vector<Target> data;
    for (const ScoredOutcome& one : decisions) {
        data.push_back({one.score, one.correct ? (right + 1) / (right + 2) : 1 / (wrong + 2)});
    }
    return fit_sigmoid(data, real::log((wrong + 1) / (right + 1)));
}

SigmoidMap fit_logistic(std::span<const ScoredOutcome> decisions) {
    std::vector<Target> data;
    for (const ScoredOutcome& one : decisions) data.push_back({one.score, one.correct ? 1.0 : 0.0});
    return fit_sigmoid(data, 0);
}

double fit_temperature(std::span<const double> logits, std::span<const std::uint32_t> labels,
                       std::size_t classes) {
    if (labels.empty()) return 1;
    // The mean log loss is convex in the inverse temperature: its slope has one root at most.
    double low = 1 / largest_temperature;
    double high = 1 / least_temperature;
    if (moments_at(logits, labels, classes, low).slope >= 0) return largest_temperature;
    if (moments_at(logits, labels, classes, high).slope <= 0) return least_temperature;
    while (high - low > 1e-12 * high) {
        const double middle = (low + high) / 2;
        if (middle <= low || middle >= high) break;
        (moments_at(logits, labels, classes, middle).slope < 0 ? low : high) = middle;
    }
    return 2 / (low + high);
}

double mean_log_loss(std::span<const double> logits, std::span<const std::uint32_t> labels,
                     std::size_t classes, double temperature) {
    return labels.empty() ? 0 : moments_at(logits, labels, classes, 1 / temperature).log_loss;
}

double fit_temperature(std::span<const ScoredOutcome> decisions) {
    // Two classes: wrong with logit 0, right with the confidence's.
    std::vector<double> logits;
    std::vector<std::uint32_t> labels;
    for (const ScoredOutcome& one : decisions) {
        logits.push_back(0);
        logits.push_back(logit(one.score));
        labels.push_back(one.correct ? 1 : 0);
    }
    return fit_temperature(logits, labels, 2);
}

double with_temperature(double confidence, double temperature) {
    return sigmoid(-logit(confidence) / temperature);
}

}  // namespace errata
