#include "diagnose/findings.h"

#include <algorithm>
#include <numeric>
#include <ranges>
#include <span>
#include <string_view>

namespace errata {

namespace {

namespace rules = finding_rules;

using Findings = std::vector<Finding>;

double fraction(double part, double whole) { return whole > 0 ? part / whole : 0; }

double miss_rate(const SizeCounts& counts) {
    return fraction(counts.missed, static_cast<double>(counts.missed) +
                                       static_cast<double>(counts.true_positives));
}

bool has_predictions(const ScoreOrder& order, ClassSlot cls) {
    return order.begin[cls + std::size_t{1}] > order.begin[cls];
}

void find_classes(const FindingSources& from, double errors, Findings& out) {
    const OutcomeCounts& total = from.outcomes.total;
    const double overall_miss_rate = fraction(total.missed, total.objects());
    ClassesWithoutPredictions unpredicted;
    ClassesWithoutObjects objectless;
    for (std::size_t k = 0; k < from.outcomes.classes.size(); ++k) {
        const auto cls = static_cast<ClassSlot>(k);
        const OutcomeCounts& counts = from.outcomes.classes[k];
        if (counts.objects() == 0) {
            // A crowd region alone is no object to find, but its class is not without.
            if (counts.ignored_objects == 0 && counts.false_positives > 0) {
                objectless.classes.push_back(cls);
                objectless.false_positives += counts.false_positives;
            }
            continue;
        }
        if (!has_predictions(from.order, cls)) {
            unpredicted.classes.push_back(cls);
            unpredicted.objects += counts.objects();
            continue;
        }
        const double rate = fraction(counts.missed, counts.objects());
        if (counts.missed >= rules::least_count &&
            counts.missed >= rules::class_share * total.missed &&
            rate >= rules::class_miss_ratio * overall_miss_rate) {
            out.push_back({.detail = WeakClass{.cls = cls,
                                               .counts = counts,
                                               .miss_rate = rate,
                                               .overall_miss_rate = overall_miss_rate},
                           .share = counts.missed / errors});
        }
        const auto precision = counts.precision();
        if (precision && *precision < rules::low_precision &&
            counts.false_positives >= rules::least_count &&
            counts.false_positives >= rules::class_share * total.false_positives) {
            out.push_back({.detail = NoisyClass{.cls = cls,
                                                .counts = counts,
                                                .precision = *precision,
                                                .overall_precision = *total.precision()},
                           .share = counts.false_positives / errors});
        }
    }
    if (!unpredicted.classes.empty()) {
        const double share = unpredicted.objects / errors;
        out.push_back({.detail = std::move(unpredicted), .share = share});
    }
    if (!objectless.classes.empty()) {
        const double share = objectless.false_positives / errors;
        out.push_back({.detail = std::move(objectless), .share = share});
    }
}

void find_small_objects(const Breakdown& breakdown, double errors, Findings& out) {
    if (breakdown.ranges.size() < 2) return;
    SmallObjectsMissed found = {.small = breakdown.ranges.front(),
                                .large = breakdown.ranges.back()};
    const auto objects = [](const SizeCounts& counts) {
        return std::uint64_t{counts.true_positives} + counts.missed;
    };
    if (objects(found.small) < rules::least_count || objects(found.large) < rules::least_count) {
        return;
    }
    found.small_miss_rate = miss_rate(found.small);
    found.large_miss_rate = miss_rate(found.large);
    if (found.small_miss_rate < found.large_miss_rate + rules::small_miss_difference ||
        found.small_miss_rate < found.large_miss_rate * rules::small_miss_ratio) {
        return;
    }
    out.push_back({.detail = found, .share = found.small.missed / errors});
}

std::optional<double> overall_figure(const FigureTable& summary, std::string_view key) {
    const auto place = std::ranges::find(summary.figures, key, &FigureInfo::key);
    if (place == summary.figures.end()) return {};
    return summary.overall[static_cast<std::size_t>(place - summary.figures.begin())].value;
}

void find_loose_boxes(const FindingSources& from, double errors, Findings& out) {
    const Histogram& ious = from.breakdown.true_positive_ious;
    const auto strict = std::span(ious).first(histogram_bin(rules::strict_iou));
    LooseBoxes found = {.ap50 = overall_figure(from.summary, "AP50"),
                        .ap75 = overall_figure(from.summary, "AP75"),
                        .below_strict = std::accumulate(strict.begin(), strict.end(), 0U),
                        .true_positives = std::accumulate(ious.begin(), ious.end(), 0U)};
    if (found.true_positives < rules::least_count || found.below_strict == 0) return;
    found.median_iou = *median(ious);
    const bool drops = found.ap50 && found.ap75 && *found.ap50 >= rules::least_ap50 &&
                       *found.ap75 < rules::loose_ap_ratio * *found.ap50;
    const bool low = from.iou <= rules::loose_highest_iou_threshold &&
                     found.median_iou < rules::loose_median_iou;
    if (!drops && !low) return;
    const double lost = 2.0 * found.below_strict;
    out.push_back({.detail = found, .share = lost / (lost + errors)});
}

void find_better_confidence(const FindingSources& from, double errors, Findings& out) {
    const OutcomeCounts& total = from.outcomes.total;
    const auto& best = from.curves.best({});
    if (!best || total.objects() < rules::least_count) return;
    const double f1 = total.f1().value_or(0);
    if (best->f1 - f1 < rules::f1_gain) return;
    const double fewer = errors - static_cast<double>(best->counts.errors());
    out.push_back(
        {.detail = BetterConfidence{.confidence = from.confidence, .f1 = f1, .best = *best},
         .share = std::max(0.0, fewer) / errors});
}

void find_few_samples(const Outcomes& outcomes, double errors, Findings& out) {
    const auto& samples = outcomes.samples;
    const auto part =
        static_cast<std::size_t>(static_cast<double>(samples.size()) * rules::few_samples_part);
    const std::size_t most = std::min(part, rules::most_few_samples);
    if (most == 0 || errors < rules::least_count) return;
    FewSamples found;
    const auto errors_of = [&](SampleSlot sample) { return samples[sample].errors(); };
    for (std::size_t s = 0; s < samples.size(); ++s) {
        const auto sample = static_cast<SampleSlot>(s);
        auto& worst = found.samples;
        if (errors_of(sample) == 0) continue;
        if (worst.size() == most && errors_of(sample) <= errors_of(worst.back())) continue;
        if (worst.size() == most) worst.pop_back();
        // Behind those with as many.
        const auto place =
            std::ranges::upper_bound(worst, errors_of(sample), std::ranges::greater(), errors_of);
        worst.insert(place, sample);
    }
    for (const SampleSlot sample : found.samples) found.errors += errors_of(sample);
    const double share = found.errors / errors;
    if (share < rules::few_samples_share) return;
    out.push_back({.detail = std::move(found), .share = share});
}

}  // namespace

std::optional<ClassSlot> Finding::cls() const {
    if (const auto* weak = std::get_if<WeakClass>(&detail)) return weak->cls;
    if (const auto* noisy = std::get_if<NoisyClass>(&detail)) return noisy->cls;
    return {};
}

std::vector<Finding> findings_of(const FindingSources& sources) {
    // Every kind but loose boxes needs an error, so that no share divides by nothing.
    const double errors = sources.outcomes.total.errors();
    Findings all;
    find_classes(sources, errors, all);
    find_small_objects(sources.breakdown, errors, all);
    find_loose_boxes(sources, errors, all);
    find_better_confidence(sources, errors, all);
    find_few_samples(sources.outcomes, errors, all);
    std::ranges::stable_sort(all, [](const Finding& a, const Finding& b) {
        if (a.share != b.share) return a.share > b.share;
        return a.detail.index() < b.detail.index();
    });
    Findings ranked;
    std::vector<std::size_t> of_kind(std::variant_size_v<FindingDetail>, 0);
    for (Finding& finding : all) {
        if (ranked.size() == rules::most_findings) break;
        if (++of_kind[finding.detail.index()] > rules::most_of_a_kind) continue;
        ranked.push_back(std::move(finding));
    }
    return ranked;
}

}  // namespace errata
