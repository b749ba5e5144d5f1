#include "metrics/ultralytics.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "metrics/numpy.h"
#include "metrics/rule_comparison.h"

namespace errata {

namespace {

constexpr std::size_t confidences = 1000;
constexpr double epsilon = 1e-16;

constexpr std::array<FigureInfo, 5> infos = {{
    {.key = "mAP50",
     .name = "mAP50",
     .meaning = "Area under the precision-recall envelope joined by straight lines, at IoU 0.50, "
                "300 predictions per image with confidence above 0.001; mean over classes with "
                "objects. Source: Ultralytics, compute_ap"},
    {.key = "mAP50-95",
     .name = "mAP50-95",
     .meaning =
         "As mAP50, mean over IoU 0.50, 0.55, ..., 0.95 too. Source: Ultralytics, compute_ap"},
    {.key = "P",
     .name = "Precision at the best F1",
     .meaning = "Precision at IoU 0.50, at the one confidence where the smoothed mean F1 of all "
                "classes is largest. Source: Ultralytics, ap_per_class"},
    {.key = "R",
     .name = "Recall at the best F1",
     .meaning =
         "Recall at IoU 0.50, at the one confidence where the smoothed mean F1 of all classes "
         "is largest. Source: Ultralytics, ap_per_class"},
    {.key = "F1",
     .name = "F1 at the best F1",
     .meaning =
         "F1 at IoU 0.50, at the one confidence where the smoothed mean F1 of all classes is "
         "largest. Source: Ultralytics, ap_per_class"},
}};

// Precision, recall and F1 of a class over the confidences.
struct Curves {
    std::vector<double> precision = std::vector<double>(confidences, 0.0);
    std::vector<double> recall = std::vector<double>(confidences, 0.0);
    std::vector<double> f1 = std::vector<double>(confidences, 0.0);
};

Curves curves_of(const RankedOutcomes& outcomes, std::span<const double> scores,
                 const std::vector<double>& levels) {
    Curves curves;
    if (scores.empty()) return curves;
    // By rising negative score, as the original interpolates.
    std::vector<double> negative_score;
    std::vector<double> precision;
    std::vector<double> recall;
    double found = 0;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        found += outcomes.is_true[i];
        negative_score.push_back(-scores[i]);
        precision.push_back(found / static_cast<double>(i + 1));
        recall.push_back(found / (outcomes.positives + epsilon));
    }
    for (std::size_t i = 0; i < confidences; ++i) {
        const double p = linear_interpolation(-levels[i], negative_score, precision, 1);
        const double r = linear_interpolation(-levels[i], negative_score, recall, 0);
        curves.precision[i] = p;
        curves.recall[i] = r;
        curves.f1[i] = 2 * p * r / (p + r + epsilon);
    }
    return curves;
}

// The mean over a tenth of the values around each; the ends are repeated. Source: smooth(y, 0.1).
std::vector<double> smoothed(const std::vector<double>& values) {
    constexpr std::size_t width = confidences / 10 + 1;
    std::vector<double> padded(width / 2, values.front());
    padded.insert(padded.end(), values.begin(), values.end());
    padded.insert(padded.end(), width / 2, values.back());
    constexpr double weight = 1.0 / width;
    std::vector<double> result;
    for (std::size_t i = 0; i + width <= padded.size(); ++i) {
        double sum = 0;
        for (std::size_t j = 0; j < width; ++j) sum += padded[i + j] * weight;
        result.push_back(sum);
    }
    return result;
}

// Of classes with objects, at each confidence the mean of F1; the first of the largest once smoothed.
std::size_t best_of(const std::vector<Curves>& curves) {
    std::vector<double> mean(confidences, 0.0);
    for (std::size_t i = 0; i < confidences; ++i) {
        for (const Curves& cls : curves) mean[i] += cls.f1[i];
        mean[i] /= static_cast<double>(curves.size());
    }
    const std::vector<double> smooth = smoothed(mean);
    return static_cast<std::size_t>(std::ranges::max_element(smooth) - smooth.begin());
}

template <typename Value>
double mean_of(const std::vector<const UltralyticsClass*>& classes, Value value) {
    std::vector<double> values;
    for (const UltralyticsClass* cls : classes) values.push_back(value(*cls));
    return numpy::mean(values);
}

void average(Ultralytics& all) {
    std::vector<const UltralyticsClass*> counted;
    std::vector<double> every_ap;
    for (const UltralyticsClass& cls : all.classes) {
        if (cls.positives == 0) continue;
        counted.push_back(&cls);
        every_ap.insert(every_ap.end(), cls.ap.begin(), cls.ap.end());
    }
    if (counted.empty()) return;
    all.map50 = mean_of(counted, [](const UltralyticsClass& cls) { return cls.ap[0]; });
    all.map50_95 = numpy::mean(every_ap);
    all.precision = mean_of(counted, [](const UltralyticsClass& cls) { return cls.precision; });
    all.recall = mean_of(counted, [](const UltralyticsClass& cls) { return cls.recall; });
    all.f1 = mean_of(counted, [](const UltralyticsClass& cls) { return cls.f1; });
}

// Precision, recall and what follows at the confidence of the best mean F1.
void set_operating_point(const std::vector<Curves>& curves, Ultralytics& all) {
    const std::size_t best = best_of(curves);
    all.best_index = best;
    all.best_confidence = numpy::linspace(0, 1, confidences)[best];
    std::size_t next = 0;
    for (UltralyticsClass& cls : all.classes) {
        if (cls.positives == 0) continue;
        const Curves& of_class = curves[next++];
        cls.precision = of_class.precision[best];
        cls.recall = of_class.recall[best];
        cls.f1 = of_class.f1[best];
        // numpy.round: halves to even.
        cls.true_positives = std::nearbyint(cls.recall * cls.positives);
        cls.false_positives =
            std::nearbyint(cls.true_positives / (cls.precision + epsilon) - cls.true_positives);
    }
}

}  // namespace

RuleSet ultralytics_rules(const UltralyticsOptions& options) {
    RuleSet rules = *rules_of("ultralytics");
    rules.score_floor = options.score_floor;
    rules.limit = options.max_detections;
    return rules;
}

std::vector<double> ultralytics_thresholds() { return numpy::linspace(0.5, 0.95, 10); }

Ultralytics accumulate_ultralytics(
    std::size_t classes,
    const std::function<UltralyticsOutcomes(std::size_t threshold, ClassSlot cls)>& outcomes_of) {
    constexpr Interpolation interpolation = Interpolation::trapezoids_101;
    const std::vector<double> levels = numpy::linspace(0, 1, confidences);
    Ultralytics all;
    all.classes.resize(classes);
    std::vector<Curves> curves;  // of classes with objects
    for (std::size_t t = 0; t < ultralytics_thresholds().size(); ++t) {
        for (std::size_t k = 0; k < classes; ++k) {
            const UltralyticsOutcomes outcomes = outcomes_of(t, static_cast<ClassSlot>(k));
            UltralyticsClass& cls = all.classes[k];
            cls.positives = outcomes.ranked.positives;
            if (cls.positives == 0) continue;
            cls.ap.push_back(average_precision(outcomes.ranked, interpolation));
            if (t == 0) curves.push_back(curves_of(outcomes.ranked, outcomes.scores, levels));
        }
    }
    if (!curves.empty()) set_operating_point(curves, all);
    average(all);
    return all;
}

Ultralytics evaluate_ultralytics(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                 const UltralyticsOptions& options) {
    const RuleSet rules = ultralytics_rules(options);
    const std::vector<double> thresholds = ultralytics_thresholds();
    std::optional<RuleEvaluator> evaluator;  // of the threshold asked for last
    std::size_t asked = thresholds.size();
    std::vector<Row> class_rows;
    std::vector<double> scores;
    return accumulate_ultralytics(
        dataset.classes.size(), [&](std::size_t t, ClassSlot cls) -> UltralyticsOutcomes {
            if (t != asked) evaluator.emplace(dataset, run, rows, thresholds[t]);
            asked = t;
            const std::uint32_t positives = evaluator->matches(rules).positives[cls];
            const auto& is_true = evaluator->outcomes_of_class(rules, cls, &class_rows);
            scores.clear();
            for (const Row row : class_rows) scores.push_back(run.score[row]);
            return {.ranked = {.is_true = is_true, .positives = positives}, .scores = scores};
        });
}

std::span<const FigureInfo> ultralytics_figures() { return infos; }

FigureTable figures_of(const Ultralytics& all) {
    FigureTable table;
    table.figures.assign(infos.begin(), infos.end());
    std::uint64_t positives = 0;
    for (const UltralyticsClass& cls : all.classes) {
        positives += cls.positives;
        std::vector<Figure> row(infos.size(), Figure{.count = cls.positives});
        if (cls.positives > 0) {
            row[0].value = cls.ap[0];
            row[1].value = numpy::mean(cls.ap);
            row[2].value = cls.precision;
            row[3].value = cls.recall;
            row[4].value = cls.f1;
        }
        table.classes.push_back(std::move(row));
    }
    for (const auto& value : {all.map50, all.map50_95, all.precision, all.recall, all.f1}) {
        table.overall.push_back({.value = value, .count = positives});
    }
    return table;
}

}  // namespace errata
