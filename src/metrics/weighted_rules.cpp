#include "metrics/weighted_rules.h"

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "metrics/rule_comparison.h"
#include "metrics/rule_figures.h"
#include "metrics/ultralytics.h"

namespace errata {

namespace {

struct RankedPrediction {
    double score = 0;
    SampleSlot sample = 0;
    std::uint8_t is_true = 0;
};

// What there is of a class at one IoU threshold.
struct RankedClass {
    std::vector<RankedPrediction> predictions;  // that count, by falling score
    std::vector<SampleSlot> objects;            // the sample of each object to find
};
using Ranking = std::vector<RankedClass>;  // per class slot

Ranking rank(const Dataset& dataset, const Run& run, const SampleRows& rows, const RuleSet& rules,
             double threshold) {
    Ranking ranking(dataset.classes.size());
    RuleEvaluator evaluator(dataset, run, rows, threshold);
    for (const ObjectToFind& object : evaluator.matches(rules).to_find) {
        ranking[object.cls].objects.push_back(object.sample);
    }
    std::vector<Row> class_rows;
    for (std::size_t k = 0; k < ranking.size(); ++k) {
        const auto& is_true =
            evaluator.outcomes_of_class(rules, static_cast<ClassSlot>(k), &class_rows);
        for (std::size_t i = 0; i < class_rows.size(); ++i) {
            const Row row = class_rows[i];
            ranking[k].predictions.push_back(
                {.score = run.score[row], .sample = run.sample[row], .is_true = is_true[i]});
        }
    }
    return ranking;
}

// A class as often as its images were drawn; its memory is reused.
class Drawn {
public:
    explicit Drawn(std::span<const std::uint32_t> weights) : weights_(weights) {}

    void draw(const RankedClass& cls) {
        positives_ = 0;
        for (const SampleSlot sample : cls.objects) positives_ += weights_[sample];
        is_true_.clear();
        scores_.clear();
        lost_ = positives_ == 0 && !cls.objects.empty();
        if (lost_) return;
        for (const RankedPrediction& one : cls.predictions) {
            is_true_.insert(is_true_.end(), weights_[one.sample], one.is_true);
            scores_.insert(scores_.end(), weights_[one.sample], one.score);
        }
    }
    RankedOutcomes ranked() const { return {.is_true = is_true_, .positives = positives_}; }
    std::span<const double> scores() const { return scores_; }
    bool lost() const { return lost_; }  // all objects

private:
    std::span<const std::uint32_t> weights_;
    std::vector<std::uint8_t> is_true_;
    std::vector<double> scores_;
    std::uint32_t positives_ = 0;
    bool lost_ = false;
};

void add(const std::optional<double>& value, std::vector<double>& values) {
    values.push_back(value.value_or(std::numeric_limits<double>::quiet_NaN()));
}

class WeightedRules final : public WeightedFigures {
public:
    WeightedRules(std::string_view rules, std::size_t samples, RuleSet set,
                  std::vector<Ranking> rankings)
        : figures_(rule_figures(rules).size()),
          samples_(samples),
          set_(set),
          rankings_(std::move(rankings)) {}

    std::size_t samples() const override { return samples_; }
    std::size_t classes() const override { return rankings_[0].size(); }
    std::size_t figures() const override { return figures_; }
    std::size_t class_figures() const override { return figures_; }

    bool measure(std::span<const std::uint32_t> weights,
                 std::vector<double>& values) const override {
        values.clear();
        Drawn drawn(weights);
        bool lost = false;
        const auto draw = [&](std::size_t ranking, ClassSlot cls) {
            drawn.draw(rankings_[ranking][cls]);
            lost = lost || drawn.lost();
        };
        if (rankings_.size() > 1) {
            const FigureTable table = figures_of(accumulate_ultralytics(
                classes(), [&](std::size_t threshold, ClassSlot cls) -> UltralyticsOutcomes {
                    draw(threshold, cls);
                    return {.ranked = drawn.ranked(), .scores = drawn.scores()};
                }));
            for (const Figure& figure : table.overall) add(figure.value, values);
            for (const auto& row : table.classes) {
                for (const Figure& figure : row) add(figure.value, values);
            }
            return lost;
        }
        const RuleAverage average = average_by_rules(set_, classes(), [&](ClassSlot cls) {
            draw(0, cls);
            return drawn.ranked();
        });
        add(average.ap, values);
        for (const auto& ap : average.ap_of_class) add(ap, values);
        return lost;
    }

private:
    std::size_t figures_;
    std::size_t samples_;
    RuleSet set_;
    std::vector<Ranking> rankings_;  // per IoU threshold: ten of Ultralytics, else one
};

}  // namespace

std::unique_ptr<const WeightedFigures> weighted_rules(std::string_view rules,
                                                      const Dataset& dataset, const Run& run,
                                                      const SampleRows& rows) {
    const bool is_ultralytics = rules == "ultralytics";
    const RuleSet set = is_ultralytics ? ultralytics_rules() : rule_set_of(rules);
    std::vector<Ranking> rankings;
    for (const double threshold :
         is_ultralytics ? ultralytics_thresholds() : std::vector<double>{0.5}) {
        rankings.push_back(rank(dataset, run, rows, set, threshold));
    }
    return std::make_unique<WeightedRules>(rules, dataset.samples.size(), set, std::move(rankings));
}

}  // namespace errata
