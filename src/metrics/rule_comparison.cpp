#include "metrics/rule_comparison.h"

#include <algorithm>

#include "base/key_sort.h"
#include "metrics/evaluation_part.h"
#include "metrics/numpy.h"

namespace errata {

namespace {

struct Scored {
    std::uint64_t key = 0;
    Row row = 0;
};

// The rows in which equal scores are to stand.
std::vector<Scored> rows_in_tie_order(const Dataset& dataset, const Run& run,
                                      const SampleRows& rows, TieOrder ties) {
    std::vector<Scored> scored;
    scored.reserve(run.size());
    const auto add = [&](Row row) {
        scored.push_back({.key = key_of_score(run.score[row]), .row = row});
    };
    if (ties == TieOrder::as_in_file) {
        for (Row row = 0; row < run.size(); ++row) add(row);
        return scored;
    }
    std::vector<SampleSlot> samples(dataset.samples.size());
    for (std::size_t s = 0; s < samples.size(); ++s) samples[s] = static_cast<SampleSlot>(s);
    if (const auto& place = dataset.samples.file_row;
        ties == TieOrder::by_image_place && !place.empty()) {
        std::ranges::sort(samples, {}, [&](SampleSlot sample) { return place[sample]; });
    }
    for (const SampleSlot sample : samples) {
        for (std::size_t i = 0; i < rows.count(sample); ++i) add(rows.row(sample, i));
    }
    return scored;
}

// The part of a rule set that matching depends on.
RuleSet matching_part(RuleSet rules) {
    constexpr RuleSet neutral = {};
    for (auto i = static_cast<std::size_t>(first_after_matching); i < rule_switches; ++i) {
        rules = with_switch(rules, static_cast<RuleSwitch>(i), neutral);
    }
    return rules;
}

// COCO's mean of all classes' precision values at once: levels outermost.
double pooled_mean(const std::vector<std::vector<double>>& values_of_class) {
    std::vector<double> pooled;
    for (std::size_t level = 0; level < values_of_class[0].size(); ++level) {
        for (const auto& values : values_of_class) pooled.push_back(values[level]);
    }
    return numpy::mean(pooled);
}

// The mean over classes in the order of operations of the interpolation's reference.
double mean_over_classes(const std::vector<double>& ap_of_class, Interpolation interpolation) {
    if (interpolation != Interpolation::points_101_exact) return numpy::mean(ap_of_class);
    double sum = 0;
    for (const double ap : ap_of_class) sum += ap;
    return sum / static_cast<double>(ap_of_class.size());
}

void count_uses(const RuleMatches& matches, RuleResult& result) {
    for (const RuleUse use : matches.use) {
        result.true_positives += use == RuleUse::true_positive ? 1 : 0;
        result.false_positives += use == RuleUse::false_positive ? 1 : 0;
        result.ignored += use == RuleUse::ignored ? 1 : 0;
        result.not_counted += use == RuleUse::not_counted ? 1 : 0;
    }
    for (const std::uint32_t positives : matches.positives) result.positives += positives;
}

}  // namespace

RuleAverage average_by_rules(const RuleSet& rules, std::size_t classes,
                             const std::function<RankedOutcomes(ClassSlot)>& outcomes_of) {
    RuleAverage result;
    const bool is_pooled = rules.interpolation == Interpolation::points_101;
    std::vector<double> ap_of_class;
    std::vector<std::vector<double>> values_of_class;
    for (std::size_t k = 0; k < classes; ++k) {
        const RankedOutcomes outcomes = outcomes_of(static_cast<ClassSlot>(k));
        const bool is_counted =
            outcomes.positives > 0 ||
            (rules.average == ClassAverage::with_any && !outcomes.is_true.empty());
        result.ap_of_class.emplace_back();
        if (!is_counted) continue;
        if (is_pooled) {
            values_of_class.push_back(precision_at_101(outcomes));
            ap_of_class.push_back(numpy::mean(values_of_class.back()));
        } else {
            ap_of_class.push_back(average_precision(outcomes, rules.interpolation));
        }
        result.ap_of_class.back() = ap_of_class.back();
    }
    if (ap_of_class.empty()) return result;
    result.ap = is_pooled ? pooled_mean(values_of_class)
                          : mean_over_classes(ap_of_class, rules.interpolation);
    return result;
}

RuleEvaluator::RuleEvaluator(const Dataset& dataset, const Run& run, const SampleRows& rows,
                             double iou_threshold)
    : dataset_(dataset), run_(run), rows_(rows), iou_threshold_(iou_threshold) {}

const RuleEvaluator::Order& RuleEvaluator::order_of(TieOrder ties) {
    auto& order = orders_[static_cast<std::size_t>(ties)];
    if (order) return *order;
    order.emplace();
    std::vector<Scored> scored = rows_in_tie_order(dataset_, run_, rows_, ties);
    std::vector<Scored> spare;
    sort_by_key(scored, spare);
    // Dealing them out to their classes keeps the order.
    std::vector<std::size_t> next(dataset_.classes.size() + 1, 0);
    for (const ClassSlot cls : run_.cls) ++next[cls + std::size_t{1}];
    for (std::size_t k = 1; k < next.size(); ++k) next[k] += next[k - 1];
    order->end.assign(next.begin() + 1, next.end());
    order->rows.resize(run_.size());
    for (const Scored& one : scored) order->rows[next[run_.cls[one.row]]++] = one.row;
    return *order;
}

const RuleMatches& RuleEvaluator::matches(const RuleSet& rules) {
    const RuleSet part = matching_part(rules);
    if (!matched_rules_ || *matched_rules_ != part) {
        matches_ = match_by_rules(dataset_, run_, rows_, rules, iou_threshold_);
        matched_rules_ = part;
    }
    return matches_;
}

const std::vector<std::uint8_t>& RuleEvaluator::outcomes_of_class(const RuleSet& rules,
                                                                  ClassSlot cls,
                                                                  std::vector<Row>* rows) {
    const RuleMatches& found = matches(rules);
    const Order& order = order_of(rules.ties);
    outcomes_.clear();
    if (rows != nullptr) rows->clear();
    for (std::size_t i = cls == 0 ? 0 : order.end[cls - std::size_t{1}]; i < order.end[cls]; ++i) {
        const Row row = order.rows[i];
        const RuleUse use = found.use[row];
        if (use != RuleUse::true_positive && use != RuleUse::false_positive) continue;
        outcomes_.push_back(use == RuleUse::true_positive ? 1 : 0);
        if (rows != nullptr) rows->push_back(row);
    }
    return outcomes_;
}

RuleResult RuleEvaluator::evaluate(const RuleSet& rules) {
    const RuleMatches& found = matches(rules);
    RuleResult result;
    count_uses(found, result);
    RuleAverage average =
        average_by_rules(rules, dataset_.classes.size(), [&](ClassSlot cls) -> RankedOutcomes {
            return {.is_true = outcomes_of_class(rules, cls), .positives = found.positives[cls]};
        });
    result.ap = average.ap;
    result.ap_of_class = std::move(average.ap_of_class);
    return result;
}

std::vector<ProtocolResult> compare_protocols(RuleEvaluator& evaluator) {
    std::vector<ProtocolResult> results;
    for (const NamedRules& protocol : named_rules()) {
        results.push_back({.protocol = &protocol, .result = evaluator.evaluate(protocol.rules)});
    }
    return results;
}

RulePath rule_path(RuleEvaluator& evaluator, const RuleSet& from, const RuleSet& to) {
    RuleSet rules = from;
    RulePath path;
    path.from = evaluator.evaluate(from).ap;
    std::optional<double> last = path.from;
    for (std::size_t i = 0; i < rule_switches; ++i) {
        const auto which = static_cast<RuleSwitch>(i);
        if (!differs(which, rules, to)) continue;
        rules = with_switch(rules, which, to);
        const std::optional<double> ap = evaluator.evaluate(rules).ap;
        path.steps.push_back(
            {.which = which, .ap = ap, .difference = ap.value_or(0) - last.value_or(0)});
        last = ap;
    }
    path.to = last;
    return path;
}

}  // namespace errata
