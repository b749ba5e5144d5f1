#include "support/plain_evaluation.h"

#include <algorithm>
#include <numeric>
#include <optional>

#include "support/plain_overlap.h"

namespace errata::test {

namespace {

template <typename T>
bool holds(const std::vector<T>& list, const T& value) {
    return std::ranges::find(list, value) != list.end();
}

// What cocoeval.py's evaluateImg() and computeIoU() are given: objects in the order of the file, predictions by
// falling score (of equal ones in the order of the file) up to the largest limit.
struct Cell {
    std::vector<std::size_t> objects;
    std::vector<std::size_t> predictions;
    std::vector<std::vector<double>> overlap;  // [prediction][object]
    bool exhaustive = true;
};

// What evaluateImg() returns.
struct Matched {
    std::vector<std::size_t> predictions;
    std::vector<bool> object_ignored = {};
    // [threshold][prediction]; the place in Cell::objects
    std::vector<std::vector<std::optional<std::size_t>>> object_of = {};
    std::vector<std::vector<bool>> found = {};    // [threshold][prediction]: took an object
    std::vector<std::vector<bool>> ignored = {};  // the same
};

class Plain {
public:
    explicit Plain(const PlainCase& one) : one_(one), p_(one.parameters) {}

    PlainResult run();

private:
    std::vector<std::size_t> predictions_of(std::int64_t image) const;
    Cell cell_of(std::int64_t image, std::optional<std::int64_t> category);
    Matched match(const Cell& cell, std::pair<double, double> range) const;
    void keep_matches(const Cell& cell, const Matched& matched);
    void accumulate(std::size_t k, std::size_t a, std::size_t m,
                    const std::vector<Matched>& images);
    bool by_score(std::size_t a, std::size_t b) const {
        return one_.predictions[a].score > one_.predictions[b].score;
    }

    std::size_t categories() const { return p_.use_categories ? p_.categories.size() : 1; }
    double mean(bool recall, std::optional<double> threshold, std::size_t a, std::size_t m,
                char frequency = 0) const;
    void summarize();

    const PlainCase& one_;
    const PlainParameters& p_;
    PlainResult result_;
};

// lvis-api keeps the best of an image over all categories, and of those what the image is annotated with.
std::vector<std::size_t> Plain::predictions_of(std::int64_t image) const {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < one_.predictions.size(); ++i) {
        if (one_.predictions[i].image == image) rows.push_back(i);
    }
    if (!p_.lvis) return rows;
    if (rows.size() > p_.max_detections.back()) {
        std::ranges::stable_sort(rows, [&](auto a, auto b) { return by_score(a, b); });
        rows.resize(p_.max_detections.back());
    }
    std::vector<std::int64_t> known;
    for (const PlainImage& of : one_.images) {
        if (of.id == image) known = of.negative;
    }
    for (const PlainObject& object : one_.objects) {
        if (object.image == image && object.area > 0) known.push_back(object.category);
    }
    std::erase_if(rows, [&](std::size_t row) {
        const PlainPrediction& prediction = one_.predictions[row];
        return !holds(known, prediction.category) || !(plain_area(one_, prediction) > 0);
    });
    return rows;
}

// Without a category, those of all, one category after another.
Cell Plain::cell_of(std::int64_t image, std::optional<std::int64_t> category) {
    Cell cell;
    const std::vector<std::size_t> rows = predictions_of(image);
    for (const std::int64_t at : p_.categories) {
        if (category && at != *category) continue;
        for (std::size_t i = 0; i < one_.objects.size(); ++i) {
            const PlainObject& object = one_.objects[i];
            if (object.image != image || object.category != at) continue;
            if (!p_.lvis || object.area > 0) cell.objects.push_back(i);
        }
        for (const std::size_t i : rows) {
            if (one_.predictions[i].category == at) cell.predictions.push_back(i);
        }
    }
    std::ranges::stable_sort(cell.predictions, [&](auto a, auto b) { return by_score(a, b); });
    while (cell.predictions.size() > p_.max_detections.back()) {
        result_.beyond_limit.push_back(cell.predictions.back());
        cell.predictions.pop_back();
    }
    for (const std::size_t d : cell.predictions) {
        cell.overlap.emplace_back();
        for (const std::size_t g : cell.objects) {
            cell.overlap.back().push_back(
                plain_overlap(one_, one_.predictions[d], one_.objects[g]));
        }
    }
    for (const PlainImage& of : one_.images) {
        if (p_.lvis && category && of.id == image) {
            cell.exhaustive = !holds(of.not_exhaustive, *category);
        }
    }
    return cell;
}

// cocoeval.py, evaluateImg().
Matched Plain::match(const Cell& cell, std::pair<double, double> range) const {
    const auto outside = [&](double area) { return area < range.first || area > range.second; };
    Matched matched = {.predictions = cell.predictions};
    std::vector<bool> crowd;
    for (const std::size_t g : cell.objects) {
        const PlainObject& object = one_.objects[g];
        crowd.push_back(object.crowd && !p_.lvis);
        const bool unlabelled = one_.kind == PlainKind::keypoints && object.labelled_points == 0;
        matched.object_ignored.push_back(object.ignored || crowd.back() || unlabelled ||
                                         outside(object.area));
    }
    std::vector<std::size_t> order(cell.objects.size());  // those that are ignored last
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, [&](std::size_t a, std::size_t b) {
        return !matched.object_ignored[a] && matched.object_ignored[b];
    });
    for (const double threshold : p_.iou_thresholds) {
        auto& object_of = matched.object_of.emplace_back(cell.predictions.size());
        auto& found = matched.found.emplace_back(cell.predictions.size(), false);
        auto& ignored = matched.ignored.emplace_back(cell.predictions.size(), false);
        std::vector<bool> is_taken(cell.objects.size(), false);
        for (std::size_t d = 0; d < cell.predictions.size(); ++d) {
            double best = std::min(threshold, 1 - 1e-10);
            std::optional<std::size_t> taken;
            for (const std::size_t g : order) {
                if (is_taken[g] && !crowd[g]) continue;
                if (taken && !matched.object_ignored[*taken] && matched.object_ignored[g]) break;
                if (cell.overlap[d][g] < best) continue;
                best = cell.overlap[d][g];
                taken = g;
            }
            object_of[d] = taken;
            if (taken) {
                is_taken[*taken] = true;
                ignored[d] = matched.object_ignored[*taken];
                found[d] = !p_.id_zero_is_none || one_.objects[cell.objects[*taken]].id != 0;
            }
            const double area = plain_area(one_, one_.predictions[cell.predictions[d]]);
            if (!found[d] && (outside(area) || !cell.exhaustive)) ignored[d] = true;
        }
    }
    return matched;
}

void Plain::keep_matches(const Cell& cell, const Matched& matched) {
    for (std::size_t t = 0; t < p_.iou_thresholds.size(); ++t) {
        for (std::size_t d = 0; d < cell.predictions.size(); ++d) {
            const auto taken = matched.object_of[t][d];
            if (!taken) continue;
            result_.matches.push_back({.prediction = cell.predictions[d],
                                       .object = one_.objects[cell.objects[*taken]].id,
                                       .threshold = t,
                                       .ignored = matched.object_ignored[*taken],
                                       .overlap = cell.overlap[d][*taken]});
        }
    }
}

// cocoeval.py, accumulate(), for one category, area range and limit.
void Plain::accumulate(std::size_t k, std::size_t a, std::size_t m,
                       const std::vector<Matched>& images) {
    struct Entry {
        double score = 0;
        const Matched* image = nullptr;
        std::size_t place = 0;
    };
    std::vector<Entry> entries;
    double positives = 0;
    for (const Matched& image : images) {
        for (const bool ignored : image.object_ignored) positives += ignored ? 0 : 1;
        const std::size_t most = p_.lvis ? image.predictions.size() : p_.max_detections[m];
        for (std::size_t d = 0; d < std::min(most, image.predictions.size()); ++d) {
            entries.push_back({one_.predictions[image.predictions[d]].score, &image, d});
        }
    }
    if (positives == 0) return;
    std::ranges::stable_sort(entries, std::greater{}, &Entry::score);

    const std::size_t levels = p_.recall_thresholds.size();
    for (std::size_t t = 0; t < p_.iou_thresholds.size(); ++t) {
        double found = 0;
        double wrong = 0;
        std::vector<double> recall;
        std::vector<double> precision;
        for (const Entry& entry : entries) {
            if (!entry.image->ignored[t][entry.place]) {
                (entry.image->found[t][entry.place] ? found : wrong) += 1;
            }
            recall.push_back(found / positives);
            precision.push_back(found / (wrong + found + 0x1p-52));
        }
        for (std::size_t i = precision.size(); i > 1; --i) {
            precision[i - 2] = std::max(precision[i - 2], precision[i - 1]);
        }
        const std::size_t areas = p_.area_ranges.size();
        const std::size_t limits = p_.max_detections.size();
        const std::size_t cell = (k * areas + a) * limits + m;
        const std::size_t per_threshold = categories() * areas * limits;
        result_.recall[t * per_threshold + cell] = recall.empty() ? 0 : recall.back();
        std::size_t i = 0;
        for (std::size_t r = 0; r < levels; ++r) {  // levels rise
            while (i < recall.size() && recall[i] < p_.recall_thresholds[r]) ++i;
            const std::size_t place = (t * levels + r) * per_threshold + cell;
            result_.precision[place] = i < recall.size() ? precision[i] : 0;
            result_.scores[place] = i < recall.size() ? entries[i].score : 0;
        }
    }
}

// The mean over what is defined; without a threshold over all.
double Plain::mean(bool recall, std::optional<double> threshold, std::size_t a, std::size_t m,
                   char frequency) const {
    const std::size_t levels = recall ? 1 : p_.recall_thresholds.size();
    const std::vector<double>& array = recall ? result_.recall : result_.precision;
    std::vector<double> values;
    for (std::size_t t = 0; t < p_.iou_thresholds.size(); ++t) {
        if (threshold && p_.iou_thresholds[t] != *threshold) continue;
        for (std::size_t r = 0; r < levels; ++r) {
            for (std::size_t k = 0; k < categories(); ++k) {
                bool counts = frequency == 0;
                for (const PlainCategory& category : one_.categories) {
                    counts = counts ||
                             (category.id == p_.categories[k] && category.frequency == frequency);
                }
                const double value =
                    array[(((t * levels + r) * categories() + k) * p_.area_ranges.size() + a) *
                              p_.max_detections.size() +
                          m];
                if (counts && value > -1) values.push_back(value);
            }
        }
    }
    return values.empty() ? -1 : plain_sum(values) / static_cast<double>(values.size());
}

// cocoeval.py, summarize(), and lvis-api's.
void Plain::summarize() {
    const bool keypoints = one_.kind == PlainKind::keypoints;
    const std::size_t last = p_.max_detections.size() - 1;
    const std::size_t areas = p_.area_ranges.size();
    const auto add = [&](auto... of) { result_.figures.push_back(mean(of...)); };
    add(false, std::nullopt, 0U, last);
    add(false, 0.5, 0U, last);
    add(false, 0.75, 0U, last);
    for (std::size_t a = 1; a < areas; ++a) add(false, std::nullopt, a, last);
    if (p_.lvis) {
        for (const char frequency : {'r', 'c', 'f'}) add(false, std::nullopt, 0U, last, frequency);
    }
    for (std::size_t m = 0; m <= last; ++m) add(true, std::nullopt, 0U, m);
    if (keypoints) {
        add(true, 0.5, 0U, last);
        add(true, 0.75, 0U, last);
    }
    for (std::size_t a = 1; a < areas; ++a) add(true, std::nullopt, a, last);
}

PlainResult Plain::run() {
    const std::size_t areas = p_.area_ranges.size();
    const std::size_t entries =
        p_.iou_thresholds.size() * categories() * areas * p_.max_detections.size();
    result_.recall.assign(entries, -1);
    result_.precision.assign(entries * p_.recall_thresholds.size(), -1);
    result_.scores = result_.precision;
    for (std::size_t k = 0; k < categories(); ++k) {
        std::vector<Cell> cells;
        for (const std::int64_t image : p_.images) {
            cells.push_back(
                cell_of(image, p_.use_categories ? std::optional(p_.categories[k]) : std::nullopt));
        }
        for (std::size_t a = 0; a < areas; ++a) {
            std::vector<Matched> images;
            for (const Cell& cell : cells) {
                images.push_back(match(cell, p_.area_ranges[a]));
                if (a == 0) keep_matches(cell, images.back());
            }
            for (std::size_t m = 0; m < p_.max_detections.size(); ++m) accumulate(k, a, m, images);
        }
    }
    std::ranges::sort(result_.matches);
    std::ranges::sort(result_.beyond_limit);
    if (one_.is_default) summarize();
    return std::move(result_);
}

std::vector<double> steps(double start, double stop, int count) {
    std::vector<double> values;
    const double step = (stop - start) / (count - 1);
    for (int i = 0; i + 1 < count; ++i) values.push_back(i * step + start);
    values.push_back(stop);
    return values;
}

}  // namespace

PlainParameters default_parameters(const PlainCase& one, bool lvis) {
    PlainParameters parameters = {.iou_thresholds = steps(.5, .95, 10),
                                  .recall_thresholds = steps(0, 1, 101),
                                  .max_detections = {1, 10, 100},
                                  .area_ranges = {{0, 1e10}, {0, 1024}, {1024, 9216}, {9216, 1e10}},
                                  .lvis = lvis};
    if (lvis) parameters.max_detections = {300};
    if (one.kind == PlainKind::keypoints) {
        parameters.max_detections = {20};
        parameters.area_ranges.erase(parameters.area_ranges.begin() + 1);
    }
    for (const PlainImage& image : one.images) parameters.images.push_back(image.id);
    for (const PlainCategory& category : one.categories) {
        parameters.categories.push_back(category.id);
    }
    std::ranges::sort(parameters.images);
    std::ranges::sort(parameters.categories);
    return parameters;
}

PlainResult evaluate_plainly(const PlainCase& one) { return Plain(one).run(); }

}  // namespace errata::test
