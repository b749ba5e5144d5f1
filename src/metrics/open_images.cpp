#include "metrics/open_images.h"

#include "metrics/rule_comparison.h"

namespace errata {

namespace {

constexpr FigureInfo ap_info = {
    .key = "AP50",
    .name = "Average precision at IoU 0.50",
    .meaning =
        "Area under the precision-recall curve made monotone; group-of boxes are to be found "
        "once, predictions of classes not verified in an image are ignored, objects count for "
        "the classes above theirs. Source: Open Images Challenge 2018 and 2019"};

}  // namespace

RuleSet open_images_rules(const OpenImagesOptions& options) {
    RuleSet rules = *rules_of("openimages");
    rules.expand_hierarchy = options.expand_hierarchy;
    if (!options.image_labels) rules.verification = Verification::every_class;
    if (options.group_of == GroupOfRule::ignore) rules.regions = RegionRule::find_none;
    return rules;
}

OpenImages evaluate_open_images(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                const OpenImagesOptions& options) {
    RuleEvaluator evaluator(dataset, run, rows, options.iou_threshold);
    const RuleSet rules = open_images_rules(options);
    RuleResult result = evaluator.evaluate(rules);
    return {.ap = result.ap,
            .ap_of_class = std::move(result.ap_of_class),
            .matches = evaluator.matches(rules)};
}

FigureTable figures_of(const OpenImages& open_images) {
    FigureTable table;
    table.figures = {ap_info};
    std::uint64_t positives = 0;
    for (std::size_t k = 0; k < open_images.ap_of_class.size(); ++k) {
        const std::uint32_t of_class = open_images.matches.positives[k];
        positives += of_class;
        table.classes.push_back({{.value = open_images.ap_of_class[k], .count = of_class}});
    }
    table.overall = {{.value = open_images.ap, .count = positives}};
    return table;
}

}  // namespace errata
