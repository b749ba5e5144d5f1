#include "metrics/rule_figures.h"

#include <algorithm>
#include <array>

#include "metrics/open_images.h"
#include "metrics/rule_comparison.h"
#include "metrics/ultralytics.h"

namespace errata {

namespace {

struct RuleFigure {
    std::string_view rules;
    FigureInfo info;
};

constexpr std::array<RuleFigure, 4> ap_figures = {{
    {.rules = "voc2007",
     .info = {.key = "AP50",
              .name = "Average precision at IoU 0.50, 11 points",
              .meaning =
                  "Mean of the highest precision at recall 0, 0.1, ..., 1 or beyond; mean over "
                  "classes with objects. Boxes are whole pixels. Source: Pascal VOC 2007, "
                  "VOCevaldet.m"}},
    {.rules = "voc",
     .info = {.key = "AP50",
              .name = "Average precision at IoU 0.50, every point",
              .meaning =
                  "Area under the precision-recall curve made monotone; mean over classes with "
                  "objects. Boxes are whole pixels. Source: Pascal VOC 2010 and later, VOCap.m"}},
    {.rules = "openimages",
     .info = {.key = "AP50",
              .name = "Average precision at IoU 0.50, Open Images",
              .meaning =
                  "Area under the precision-recall curve made monotone; group-of boxes are to be "
                  "found once, predictions of classes not verified in an image are ignored, "
                  "objects count for the classes above theirs. Source: Open Images Challenge 2018 "
                  "and 2019"}},
    {.rules = "tide",
     .info = {.key = "AP50",
              .name = "Average precision at IoU 0.50, TIDE",
              .meaning =
                  "At 101 recall levels, of the 100 best predictions of each image over all "
                  "classes; mean over classes with objects or predictions. Source: tidecv 1.0.1"}},
}};

}  // namespace

bool has_rule_figures(std::string_view rules) { return !rule_figures(rules).empty(); }

std::span<const FigureInfo> rule_figures(std::string_view rules) {
    if (rules == "ultralytics") return ultralytics_figures();
    const auto found = std::ranges::find(ap_figures, rules, &RuleFigure::rules);
    if (found == ap_figures.end()) return {};
    return {&found->info, 1};
}

RuleSet rule_set_of(std::string_view rules) {
    return rules == "openimages" ? open_images_rules() : *rules_of(rules);
}

RuleEvaluation evaluate_by_rules(std::string_view rules, const Dataset& dataset, const Run& run,
                                 const SampleRows& rows) {
    RuleEvaluator evaluator(dataset, run, rows);
    const RuleSet set = rule_set_of(rules);
    RuleEvaluation evaluation = {.summary = {}, .matches = evaluator.matches(set)};
    if (rules == "ultralytics") {
        evaluation.summary = figures_of(evaluate_ultralytics(dataset, run, rows));
        return evaluation;
    }
    const RuleResult result = evaluator.evaluate(set);
    FigureTable& table = evaluation.summary;
    const auto infos = rule_figures(rules);
    table.figures.assign(infos.begin(), infos.end());
    table.overall = {{.value = result.ap, .count = result.positives}};
    for (std::size_t cls = 0; cls < result.ap_of_class.size(); ++cls) {
        table.classes.push_back(
            {{.value = result.ap_of_class[cls], .count = evaluation.matches.positives[cls]}});
    }
    return evaluation;
}

}  // namespace errata
