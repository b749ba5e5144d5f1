// Why numbers differ: the same predictions under different rules, and what each rule makes of the difference.
//
// What it is for: "COCO says 41.2, Ultralytics 43.0: why?": average precision at one IoU threshold under any RuleSet,
// all named protocols side by side, and the way from one to another with one switch turned after the other.
// What it does not do: averages over IoU thresholds (each protocol's own figures have them); shapes other than boxes.
//
// Each named RuleSet gives the same bits as the protocol's own evaluation in Errata: coco, lvis
// (detection_matching.h), tide (tide.h), voc2007 and voc (voc.h), ultralytics (ultralytics.h), openimages
// (open_images.h).
// The switches are turned in the order of RuleSwitch. A difference belongs to its place in that order: switches that
// work together (a limit and a floor, say) would share it otherwise in another order. The differences of a path always
// sum up to the whole.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "metrics/average_precision.h"
#include "metrics/figure.h"
#include "metrics/rule_matching.h"
#include "metrics/rule_set.h"

namespace errata {

struct RuleResult {
    std::optional<double> ap;  // fraction; nothing where no class counts
    std::vector<std::optional<double>>
        ap_of_class;              // per class slot; nothing where it does not count
    std::uint64_t positives = 0;  // objects to find
    std::uint64_t true_positives = 0;
    std::uint64_t false_positives = 0;
    std::uint64_t ignored = 0;
    std::uint64_t not_counted = 0;
};

// Average precision of every class, and its mean by the rules' average; the same in RuleResult.
struct RuleAverage {
    std::optional<double> ap = {};
    std::vector<std::optional<double>> ap_of_class = {};
};

// `outcomes_of` is asked for each class once, in order; what it gives must hold until it is asked again. A class without
// positives and without outcomes does not count.
RuleAverage average_by_rules(const RuleSet& rules, std::size_t classes,
                             const std::function<RankedOutcomes(ClassSlot)>& outcomes_of);

// Evaluates one run by rule after rule; matches again only where a rule changes the matching.
class RuleEvaluator {
public:
    // All references must outlive this object.
    RuleEvaluator(const Dataset& dataset, const Run& run, const SampleRows& rows,
                  double iou_threshold = 0.5);

    RuleResult evaluate(const RuleSet& rules);

    // What each prediction counted as, by these rules.
    const RuleMatches& matches(const RuleSet& rules);

    // Of one class, by falling score: 1 for a true positive, 0 for a false one; `rows` (may be nullptr) gets the
    // predictions. By the rules evaluated last.
    const std::vector<std::uint8_t>& outcomes_of_class(const RuleSet& rules, ClassSlot cls,
                                                       std::vector<Row>* rows = nullptr);

private:
    struct Order {
        std::vector<Row> rows;         // by class, then by falling score
        std::vector<std::size_t> end;  // per class: in `rows`
    };
    const Order& order_of(TieOrder ties);

    const Dataset& dataset_;
    const Run& run_;
    const SampleRows& rows_;
    double iou_threshold_;
    std::optional<RuleSet> matched_rules_;
    RuleMatches matches_;
    std::array<std::optional<Order>, 3> orders_;  // per TieOrder
    std::vector<std::uint8_t> outcomes_;
};

struct ProtocolResult {
    const NamedRules* protocol = nullptr;
    RuleResult result;
};

struct RuleStep {
    RuleSwitch which = RuleSwitch::boxes;
    std::optional<double> ap = {};  // with this switch and all before it turned
    double difference = 0;  // to the step before; where one of the two is nothing, it counts as 0
};

struct RulePath {
    std::optional<double> from = {};
    std::optional<double> to = {};
    std::vector<RuleStep> steps;  // switches in which the two differ, in the order of RuleSwitch
};

// All named protocols, in their order.
std::vector<ProtocolResult> compare_protocols(RuleEvaluator& evaluator);

// From one set of rules to another.
RulePath rule_path(RuleEvaluator& evaluator, const RuleSet& from, const RuleSet& to);

}  // namespace errata
