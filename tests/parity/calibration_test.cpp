// Calibration and recalibration against scikit-learn.
#include <algorithm>
#include <cmath>

#include "metrics/calibration.h"
#include "metrics/recalibration.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

bool near(double a, double b, double tolerance) {
    return std::abs(a - b) <= std::max(1e-15, tolerance * std::max(std::abs(a), std::abs(b)));
}

void check_curve(const std::vector<ReliabilityBin>& bins, const json& theirs) {
    std::vector<ReliabilityBin> filled;
    std::ranges::copy_if(bins, std::back_inserter(filled),
                         [](const ReliabilityBin& bin) { return bin.count > 0; });
    REQUIRE(filled.size() == theirs[0].size());
    for (std::size_t i = 0; i < filled.size(); ++i) {
        CHECK(near(filled[i].accuracy, theirs[0][i].get<double>(), 1e-12));
        CHECK(near(filled[i].mean_confidence, theirs[1][i].get<double>(), 1e-12));
    }
}

double log_loss(const std::vector<ScoredOutcome>& decisions, const SigmoidMap& map) {
    double loss = 0;
    for (const ScoredOutcome& one : decisions) {
        const double p = map.at(one.score);
        loss -= std::log(one.correct ? p : 1 - p);
    }
    return loss / static_cast<double>(decisions.size());
}

}  // namespace

TEST_CASE("Calibration errors and curves equal scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/multiclass.json")) {
        INFO("seed " << one["seed"]);
        const auto truth = one["y_true"].get<std::vector<std::size_t>>();
        const auto scores = one["scores"].get<std::vector<std::vector<double>>>();
        std::vector<ScoredOutcome> decisions;
        for (std::size_t i = 0; i < truth.size(); ++i) {
            const auto best = std::ranges::max_element(scores[i]);
            decisions.push_back(
                {*best, static_cast<std::size_t>(best - scores[i].begin()) == truth[i]});
        }
        for (const std::size_t bins : {std::size_t{10}, std::size_t{15}}) {
            const json& theirs = one["ece_own"][std::to_string(bins)];
            const Calibration ours = calibration_of(decisions, bins);
            CHECK(near(ours.ece.value(), theirs["ece"].get<double>(), 1e-12));
            CHECK(near(ours.mce.value(), theirs["mce"].get<double>(), 1e-12));
        }
        check_curve(calibration_of(decisions, 10).bins, one["confidence_calibration_uniform"]);
        const json& classes = one["one_vs_rest"];
        for (std::size_t k = 0; k < classes.size(); ++k) {
            INFO("class " << k);
            if (!classes[k].contains("calibration_uniform")) continue;
            std::vector<ScoredOutcome> of_class;
            for (std::size_t i = 0; i < truth.size(); ++i) {
                of_class.push_back({scores[i][k], truth[i] == k});
            }
            const Calibration ours = calibration_of(of_class, 10);
            check_curve(ours.bins, classes[k]["calibration_uniform"]);
            check_curve(ours.equal_mass, classes[k]["calibration_quantile"]);
            CHECK(near(ours.brier.value(), classes[k]["brier"].get<double>(), 1e-12));
        }
    }
}

TEST_CASE("Isotonic, sigmoid and temperature maps equal scikit-learn's", "[parity]") {
    for (const json& one : test::reference_cases("classification/recalibration.json")) {
        INFO("seed " << one["seed"]);
        const auto scores = one["scores"].get<std::vector<double>>();
        const auto labels = one["labels"].get<std::vector<int>>();
        const auto grid = one["grid"].get<std::vector<double>>();
        std::vector<ScoredOutcome> decisions;
        for (std::size_t i = 0; i < scores.size(); ++i) {
            decisions.push_back({scores[i], labels[i] == 1});
        }
        const IsotonicMap isotonic = fit_isotonic(decisions);
        const auto x = one["isotonic_x"].get<std::vector<double>>();
        const auto y = one["isotonic_y"].get<std::vector<double>>();
        REQUIRE(isotonic.x.size() == x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            CHECK(near(isotonic.x[i], x[i], 1e-12));
            CHECK(near(isotonic.y[i], y[i], 1e-12));
        }
        const auto fitted = one["isotonic_fitted"].get<std::vector<double>>();
        for (std::size_t i = 0; i < scores.size(); ++i) {
            CHECK(near(isotonic.at(scores[i]), fitted[i], 1e-12));
        }
        const SigmoidMap platt = fit_platt(decisions);
        const SigmoidMap logistic = fit_logistic(decisions);
        // scikit-learn stops its search a little before the minimum: ours is no farther down than it can be, and no
        // higher than theirs.
        const SigmoidMap their_platt = {.a = one["platt_a"].get<double>(),
                                        .b = one["platt_b"].get<double>()};
        const SigmoidMap their_logistic = {.a = -one["logistic_coef"].get<double>(),
                                           .b = -one["logistic_intercept"].get<double>()};
        CHECK(log_loss(decisions, logistic) <= log_loss(decisions, their_logistic) + 1e-15);
        CHECK(near(platt.a, their_platt.a, 1e-5));
        CHECK(near(platt.b, their_platt.b, 1e-5));
        CHECK(near(logistic.a, their_logistic.a, 2e-5));
        CHECK(near(logistic.b, their_logistic.b, 2e-5));
        for (std::size_t i = 0; i < grid.size(); ++i) {
            CHECK(near(isotonic.at(grid[i]), one["isotonic_grid"][i].get<double>(), 1e-12));
            CHECK(std::abs(platt.at(grid[i]) - one["platt_grid"][i].get<double>()) < 1e-6);
            CHECK(std::abs(logistic.at(grid[i]) - one["logistic_grid"][i].get<double>()) < 1e-5);
        }
        std::vector<double> logits;
        for (const json& row : one["logits"]) {
            for (const json& z : row) logits.push_back(z.get<double>());
        }
        const auto y_true = one["y"].get<std::vector<std::uint32_t>>();
        const std::size_t classes = one["logits"][0].size();
        const double temperature = fit_temperature(logits, y_true, classes);
        CHECK(near(temperature, one["temperature"].get<double>(), 1e-6));
        CHECK(near(mean_log_loss(logits, y_true, classes, 1), one["nll_before"].get<double>(),
                   1e-12));
        CHECK(near(mean_log_loss(logits, y_true, classes, temperature),
                   one["nll_after"].get<double>(), 1e-9));
    }
}
