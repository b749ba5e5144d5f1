#include "metrics/semantic.h"

#include <array>
#include <optional>

namespace errata {

namespace {

constexpr std::string_view pixels_basis = "labelled pixels";

// n(i, j): pixels of class i predicted as j; t(i): of class i; p(j): predicted as j, of those labelled.
constexpr std::array<FigureInfo, 7> figures = {{
    {"mIoU", "Mean IoU",
     "Mean of the classes' IoU. Classes that are neither there nor predicted are left out. Long et "
     "al. 2015.",
     pixels_basis},
    {"mDice", "Mean Dice",
     "Mean of the classes' Dice. Classes that are neither there nor predicted are left out.",
     pixels_basis},
    {"pixel_accuracy", "Pixel accuracy",
     "Pixels whose class is right / labelled pixels. Large classes decide it. Long et al. 2015.",
     pixels_basis},
    {"mean_accuracy", "Mean accuracy",
     "Mean of the classes' recall, over the classes that are there. Long et al. 2015.",
     pixels_basis},
    {"mean_precision", "Mean precision",
     "Mean of the classes' precision, over the classes that are predicted.", pixels_basis},
    {"fwIoU", "Weighted IoU",
     "Mean of the classes' IoU, each weighted by its labelled pixels. Long et al. 2015.",
     pixels_basis},
    {"no_class", "Not predicted",
     "Labelled pixels that the prediction leaves void, or gives a value that is no class / "
     "labelled pixels.",
     pixels_basis, FigureKind::error},
}};

constexpr std::array<FigureInfo, 4> class_figures = {{
    {"IoU", "IoU",
     "Pixels rightly given this class / pixels that have it or are given it. Void pixels do not "
     "count.",
     pixels_basis},
    {"Dice", "Dice",
     "2 x pixels rightly given this class / (pixels that have it + pixels that are given it): the "
     "F1 score.",
     pixels_basis},
    {"precision", "Precision", "Pixels rightly given this class / pixels that are given it.",
     pixels_basis},
    {"recall", "Recall", "Pixels rightly given this class / pixels that have it: its accuracy.",
     pixels_basis},
}};

std::optional<double> ratio(std::uint64_t part, std::uint64_t whole) {
    if (whole == 0) return {};
    return static_cast<double>(part) / static_cast<double>(whole);
}

// Mean of what is defined.
class Mean {
public:
    void add(const std::optional<double>& value) {
        if (!value) return;
        sum_ += *value;
        ++count_;
    }
    std::optional<double> value() const {
        if (count_ == 0) return {};
        return sum_ / static_cast<double>(count_);
    }

private:
    double sum_ = 0;
    std::uint64_t count_ = 0;
};

}  // namespace

void SemanticCounts::add(std::span<const LabelRun> truth, std::span<const LabelRun> predicted) {
    add(overlaps_of(truth, predicted), 1);
}

void SemanticCounts::add(std::span<const LabelOverlap> overlaps, std::uint64_t times) {
    for (const LabelOverlap& overlap : overlaps) {
        if (overlap.first == 0) continue;
        const std::size_t column = overlap.second == 0 ? classes_ : overlap.second - 1;
        pixels_[(overlap.first - 1) * (classes_ + 1) + column] += times * overlap.pixels;
    }
}

std::span<const FigureInfo> semantic_figures() { return figures; }
std::span<const FigureInfo> semantic_class_figures() { return class_figures; }

FigureTable summarize_semantic(const SemanticCounts& counts,
                               std::span<const std::uint8_t> left_out) {
    const std::size_t classes = counts.classes();
    std::vector<std::uint64_t> labelled(classes, 0);
    std::vector<std::uint64_t> predicted(classes, 0);
    std::uint64_t all = 0;
    std::uint64_t right = 0;
    std::uint64_t without = 0;
    for (std::size_t i = 0; i < classes; ++i) {
        for (std::size_t j = 0; j < classes; ++j) {
            labelled[i] += counts.at(i, j);
            predicted[j] += counts.at(i, j);
        }
        labelled[i] += counts.at(i, classes);
        without += counts.at(i, classes);
        right += counts.at(i, i);
        all += labelled[i];
    }

    FigureTable table;
    table.figures.assign(figures.begin(), figures.end());
    table.class_figures.assign(class_figures.begin(), class_figures.end());
    Mean iou;
    Mean dice;
    Mean precision;
    Mean recall;
    double weighted = 0;
    for (std::size_t i = 0; i < classes; ++i) {
        const std::uint64_t hit = counts.at(i, i);
        const std::array<std::optional<double>, 4> values = {
            ratio(hit, labelled[i] + predicted[i] - hit),
            ratio(2 * hit, labelled[i] + predicted[i]), ratio(hit, predicted[i]),
            ratio(hit, labelled[i])};
        if (left_out.empty() || left_out[i] == 0) {
            iou.add(values[0]);
            dice.add(values[1]);
            precision.add(values[2]);
            recall.add(values[3]);
        }
        weighted += static_cast<double>(labelled[i]) * values[0].value_or(0);
        std::vector<Figure>& row = table.classes.emplace_back();
        for (const auto& value : values) row.push_back({.value = value, .count = labelled[i]});
    }
    std::optional<double> mean_by_frequency;
    if (all > 0) mean_by_frequency = weighted / static_cast<double>(all);
    for (const std::optional<double>& value :
         {iou.value(), dice.value(), ratio(right, all), recall.value(), precision.value(),
          mean_by_frequency, ratio(without, all)}) {
        table.overall.push_back({.value = value, .count = all});
    }
    return table;
}

}  // namespace errata
