#include "ui/panels/finding_words.h"

#include <format>

#include "base/text.h"
#include "ui/widgets.h"

namespace errata::ui {

namespace {

std::string class_name(const Model& model, ClassSlot cls) {
    return model.reading.name_of_class(cls);
}

std::string joined_names(const Model& model, const std::vector<ClassSlot>& classes) {
    constexpr std::size_t most = 3;
    std::string names;
    for (std::size_t i = 0; i < classes.size() && i < most; ++i) {
        if (i > 0) names += ", ";
        names += class_name(model, classes[i]);
    }
    if (classes.size() > most) names += std::format(" and {} more", classes.size() - most);
    return names;
}

FindingWords words(const WeakClass& weak, const Model& model) {
    const std::string name = class_name(model, weak.cls);
    return {.subject = name,
            .sentence = std::format("{}: {} % of {} are missed; of all classes {} %", name,
                                    percent(weak.miss_rate),
                                    counted(weak.counts.objects(), model.word_for_objects()),
                                    percent(weak.overall_miss_rate)),
            .button = "Show misses",
            .command = show_gallery(name, OutcomeFilter::missed, SampleOrder::most_errors)};
}

FindingWords words(const NoisyClass& noisy, const Model& model) {
    const std::string name = class_name(model, noisy.cls);
    return {
        .subject = name,
        .sentence = std::format(
            "{}: {} of {} are false; precision {} %, of all classes {} %", name,
            grouped(noisy.counts.false_positives),
            counted(noisy.counts.false_positives + noisy.counts.true_positives, "prediction"),
            percent(noisy.precision), percent(noisy.overall_precision)),
        .button = "Show false positives",
        .command = show_gallery(name, OutcomeFilter::false_positives, SampleOrder::highest_score)};
}

FindingWords words(const SmallObjectsMissed& small, const Model&) {
    return {.subject = "small objects",
            .sentence = std::format("Small objects: {} % of {} are missed; of large ones {} %",
                                    percent(small.small_miss_rate),
                                    grouped(small.small.missed + small.small.true_positives),
                                    percent(small.large_miss_rate)),
            .button = "Show misses",
            .command = show_gallery("", OutcomeFilter::missed, SampleOrder::most_errors)};
}

FindingWords words(const LooseBoxes& loose, const Model&) {
    return {.subject = "boxes",
            .sentence = std::format("Loose boxes: {} of {} overlap by less than 0.75; AP50 {}, "
                                    "AP75 {}",
                                    grouped(loose.below_strict),
                                    counted(loose.true_positives, "true positive"),
                                    percent(loose.ap50), percent(loose.ap75)),
            .button = "Show worst IoU",
            .is_share = false,  // of the errors at a stricter IoU
            .command = show_gallery("", OutcomeFilter::true_positives, SampleOrder::worst_iou)};
}

FindingWords words(const BetterConfidence& better, const Model&) {
    return {.subject = "confidence",
            .sentence =
                std::format("At confidence {:.2f} F1 is {} instead of {}", better.best.confidence,
                            percent(better.best.f1), percent(better.f1)),
            .button = "Use it",
            .is_share = false,  // of the errors that would go
            .command = decide([confidence = better.best.confidence](View& view) {
                view.confidence = confidence;
            })};
}

FindingWords words(const FewSamples& few, const Model& model) {
    return {.subject = "images",
            .sentence = std::format(
                "{} of {} hold {} of all errors", grouped(few.samples.size()),
                counted(model.evaluation.dataset.samples.size(), model.word_for_samples()),
                grouped(few.errors)),
            .button = "Show them",
            .command = show_gallery("", OutcomeFilter::errors, SampleOrder::most_errors)};
}

FindingWords words(const ClassesWithoutPredictions& silent, const Model& model) {
    return {.subject = "classes without predictions",
            .sentence = std::format("Never predicted: {} ({})", joined_names(model, silent.classes),
                                    counted(silent.objects, model.word_for_objects())),
            .button = "Show misses",
            .command = show_gallery(class_name(model, silent.classes.front()),
                                    OutcomeFilter::missed, SampleOrder::most_errors)};
}

FindingWords words(const ClassesWithoutObjects& unknown, const Model& model) {
    return {.subject = "classes without objects",
            .sentence = std::format("Predicted, but not in the ground truth: {} ({})",
                                    joined_names(model, unknown.classes),
                                    counted(unknown.false_positives, "false positive")),
            .button = "Show false positives",
            .command = show_gallery(class_name(model, unknown.classes.front()),
                                    OutcomeFilter::false_positives, SampleOrder::highest_score)};
}

}  // namespace

FindingWords words_of(const Finding& finding, const Model& model) {
    return std::visit([&](const auto& detail) { return words(detail, model); }, finding.detail);
}

}  // namespace errata::ui
