#include "metrics/open_images.h"

#include "metrics/rule_comparison.h"

namespace errata {

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

}  // namespace errata
