#include "metrics/voc.h"

#include "metrics/rule_comparison.h"

namespace errata {

namespace {

void fill_curve(const std::vector<std::uint8_t>& outcomes, VocClass& cls) {
    for (const std::uint8_t is_true : outcomes) {
        ++(is_true != 0 ? cls.true_positives : cls.false_positives);
        const double found = cls.true_positives;
        cls.precision.push_back(found / (cls.true_positives + cls.false_positives));
        if (cls.positives > 0) cls.recall.push_back(found / cls.positives);
    }
}

}  // namespace

RuleSet voc_rules(const VocOptions& options, bool eleven_points) {
    return {.boxes = options.whole_pixels ? BoxExtent::pixels_both_ends_in : BoxExtent::continuous,
            .limit_scope = LimitScope::none,
            .choice = ObjectChoice::best,
            .regions = options.difficult ? RegionRule::ignore_matched : RegionRule::left_out,
            .ties = TieOrder::as_in_file,
            .interpolation = eleven_points ? Interpolation::points_11 : Interpolation::every_point};
}

Voc evaluate_voc(const Dataset& dataset, const Run& run, const SampleRows& rows,
                 const VocOptions& options) {
    RuleEvaluator evaluator(dataset, run, rows, options.iou_threshold);
    const RuleSet rules = voc_rules(options, false);
    const RuleResult every_point = evaluator.evaluate(rules);
    const RuleResult eleven_points = evaluator.evaluate(voc_rules(options, true));
    Voc voc = {.ap_2007 = eleven_points.ap, .ap = every_point.ap};
    for (std::size_t k = 0; k < dataset.classes.size(); ++k) {
        VocClass cls = {.ap_2007 = eleven_points.ap_of_class[k],
                        .ap = every_point.ap_of_class[k],
                        .positives = evaluator.matches(rules).positives[k]};
        fill_curve(evaluator.outcomes_of_class(rules, static_cast<ClassSlot>(k)), cls);
        voc.classes.push_back(std::move(cls));
    }
    return voc;
}

}  // namespace errata
