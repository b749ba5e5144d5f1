#include "metrics/values.h"

#include <catch2/catch_amalgamated.hpp>
#include <cmath>

#include "metrics/ranking_curves.h"

using namespace errata;

namespace {

std::vector<std::optional<double>> figures(const std::vector<double>& truth,
                                           const std::vector<double>& predicted) {
    std::vector<std::optional<double>> values;
    for (const Figure& figure : summarize_values(truth, predicted).overall)
        values.push_back(figure.value);
    return values;
}

}  // namespace

TEST_CASE("the figures of values are those of the definitions") {
    // scikit-learn's own example: mae 0.5, mse 0.375, r2 0.9486081370449679, median_ae 0.5, max_error 1.
    const auto got = figures({3, -0.5, 2, 7}, {2.5, 0.0, 2, 8});
    CHECK(got[0] == 0.5);
    CHECK(got[1] == std::sqrt(0.375));
    CHECK(std::abs(*got[2] - 0.9486081370449679) < 1e-15);
    CHECK(got[3] == 0.25);
    CHECK(got[4] == 0.5);
    CHECK(got[5] == 1.0);
}

TEST_CASE("values without spread, or too few of them") {
    CHECK(figures({2, 2}, {2, 2})[2] == 1.0);
    CHECK(figures({2, 2}, {2, 3})[2] == 0.0);
    CHECK_FALSE(figures({2}, {2})[2]);
    CHECK(figures({2}, {2.5})[3] == 0.5);
    for (const auto& value : figures({}, {})) CHECK_FALSE(value);
}

TEST_CASE("residuals are prediction minus truth") {
    CHECK(residuals(std::vector<double>{1, 2}, std::vector<double>{3, 1}) ==
          std::vector<double>{2, -1});
}

TEST_CASE("areas counted in one walk are those of the curves, ties and all") {
    const std::vector<double> scores = {0.9, 0.8, 0.8, 0.8, 0.3, 0.1, 0.1, -0.0, 0.0};
    const std::vector<std::uint8_t> positive = {1, 0, 1, 1, 0, 1, 0, 0, 1};
    RankingSpace space;
    const auto ranked = rank_samples<std::uint8_t>(scores, 1, 0, positive, space);
    const RankingAreas areas = ranking_areas(ranked, 1);
    const ScoreSteps steps = score_steps(positive, scores);
    CHECK(areas.positives == 5);
    CHECK(steps.thresholds.size() == 5);
    CHECK(std::abs(*areas.roc_auc - *roc_auc(steps)) < 1e-15);
    CHECK(std::abs(*areas.average_precision - *average_precision(steps)) < 1e-15);
    CHECK(ranking_areas_by_group(ranked, 1, 2)[0] == areas.roc_auc);
    CHECK_FALSE(ranking_areas(ranked, 7).roc_auc);
    CHECK_FALSE(ranking_areas(ranked, 7).average_precision);
}
