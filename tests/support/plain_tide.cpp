#include "support/plain_tide.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "geometry/box.h"

namespace errata::test {

namespace {

struct Entry {
    double score = 0;
    int rank = 0;  // of equal scores, lower comes first
    bool right = false;
};

struct Found {
    Row row = 0;
    bool right = false;
    bool ignored = false;
    TideError error = TideError::none;
    Row object = no_row;  // aimed at
    bool mends = false;   // the best that aims at an object nothing found
};

// -1: nothing to measure.
double average_precision(std::vector<Entry> entries, double positives) {
    if (entries.empty() && positives == 0) return -1;
    if (positives <= 0) return 0;
    std::ranges::stable_sort(entries, [](const Entry& a, const Entry& b) {
        return a.score != b.score ? a.score > b.score : a.rank < b.rank;
    });
    std::vector<double> precision;
    std::vector<double> recall;
    double right = 0;
    for (const Entry& entry : entries) {
        right += entry.right ? 1 : 0;
        precision.push_back(right / static_cast<double>(precision.size() + 1));
        recall.push_back(right / positives);
    }
    double sum = 0;
    for (int level = 0; level <= 100; ++level) {
        double best = 0;
        for (std::size_t i = 0; i < precision.size(); ++i) {
            if (recall[i] >= level / 100.0) best = std::max(best, precision[i]);
        }
        sum += best;
    }
    return sum / 101;
}

}  // namespace

PlainTide plain_tide(const Dataset& dataset, const Run& run) {
    const GroundTruth& truth = dataset.truth;
    PlainTide plain;
    plain.errors.assign(run.size(), TideError::none);
    std::vector<Found> all;
    std::map<ClassSlot, double> positives;
    std::map<ClassSlot, double> not_found;
    std::map<ClassSlot, double> missed;

    std::vector<SampleSlot> samples(dataset.samples.size());
    std::iota(samples.begin(), samples.end(), SampleSlot{0});
    if (!dataset.samples.file_row.empty()) {
        std::ranges::sort(samples, {}, [&](SampleSlot s) { return dataset.samples.file_row[s]; });
    }
    for (const SampleSlot sample : samples) {
        std::vector<Row> objects;
        std::vector<Row> crowds;
        for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
            (truth.is_crowd(row) ? crowds : objects).push_back(row);
        }
        if (!truth.file_row.empty()) {
            std::ranges::sort(objects, {}, [&](Row row) { return truth.file_row[row]; });
        }
        std::vector<Row> rows;
        for (Row row = 0; row < run.size(); ++row) {
            if (run.sample[row] == sample) rows.push_back(row);
        }
        std::ranges::stable_sort(rows, [&](Row a, Row b) { return run.score[a] > run.score[b]; });
        if (rows.size() > 100) rows.resize(100);

        std::map<Row, Row> taken;
        std::vector<Found> here;
        for (const Row row : rows) {
            Found found = {.row = row};
            Row best = no_row;
            double most = 0;
            for (const Row object : objects) {
                const double iou = box_iou(run.box[row], truth.box[object], false);
                if (truth.cls[object] != run.cls[row] || taken.contains(object)) continue;
                if (iou > most) best = object, most = iou;
            }
            found.right = best != no_row && most >= 0.5;
            if (found.right) taken[best] = row;
            for (const Row crowd : crowds) {
                if (!found.right && truth.cls[crowd] == run.cls[row] &&
                    box_iou(run.box[row], truth.box[crowd], true) > 0.5) {
                    found.ignored = true;
                }
            }
            here.push_back(found);
        }
        std::map<Row, bool> explained;
        for (Found& found : here) {
            if (found.right) continue;
            double same = 0;
            double other = 0;
            double used = 0;
            Row same_object = no_row;
            Row other_object = no_row;
            for (const Row object : objects) {
                const double iou = box_iou(run.box[found.row], truth.box[object], false);
                if (truth.cls[object] != run.cls[found.row]) {
                    if (iou > other) other = iou, other_object = object;
                    continue;
                }
                if (iou > same) same = iou, same_object = object;
                if (taken.contains(object)) used = std::max(used, iou);
            }
            if (same >= 0.1 && same <= 0.5) {
                found.error = TideError::localization;
                found.object = same_object;
            } else if (other >= 0.5) {
                found.error = TideError::classification;
                found.object = other_object;
            } else if (used >= 0.5) {
                found.error = TideError::duplicate;
            } else {
                found.error =
                    std::max(same, other) <= 0.1 ? TideError::background : TideError::both;
            }
            plain.errors[found.row] = found.error;
            if (found.object == no_row || taken.contains(found.object)) continue;
            found.mends = !explained[found.object];
            explained[found.object] = true;
        }
        for (const Row object : objects) {
            const ClassSlot cls = truth.cls[object];
            ++positives[cls];
            if (taken.contains(object)) continue;
            ++not_found[cls];
            if (!explained.contains(object)) ++missed[cls];
        }
        all.insert(all.end(), here.begin(), here.end());
    }

    // The mean over classes; wrong ones for which `is_out` are left out, the kind `mended` is mended.
    const auto mean = [&](TideError mended, int rank_of_right, auto&& is_out, auto&& fewer) {
        double sum = 0;
        double count = 0;
        for (std::size_t c = 0; c < dataset.classes.size(); ++c) {
            const auto cls = static_cast<ClassSlot>(c);
            std::vector<Entry> entries;
            for (const Found& found : all) {
                ClassSlot as = run.cls[found.row];
                const bool fixed = found.error == mended && found.mends;
                if (fixed && mended == TideError::classification) as = truth.cls[found.object];
                if (as != cls) continue;
                const double score = run.score[found.row];
                if (found.right || fixed) {
                    entries.push_back({score, found.right ? rank_of_right : 0, true});
                } else if (!found.ignored && found.error != mended && !is_out(cls, found)) {
                    entries.push_back({score, 0, false});
                }
            }
            const double ap = average_precision(entries, positives[cls] - fewer(cls));
            if (ap < 0) continue;
            sum += ap;
            ++count;
        }
        return count == 0 ? 0 : sum / count;
    };
    const auto none_out = [](ClassSlot, const Found&) { return false; };
    const auto none_fewer = [](ClassSlot) { return 0.0; };
    // No error is of kind missed: as `mended` it mends nothing.
    plain.ap = mean(TideError::missed, 0, none_out, none_fewer);
    for (std::size_t i = 0; i < tide_errors; ++i) {
        const auto error = static_cast<TideError>(i);
        const double ap = error == TideError::missed
                              ? mean(error, 1, none_out, [&](ClassSlot c) { return missed[c]; })
                              : mean(error, 1, none_out, none_fewer);
        plain.main[i] = std::max(ap - plain.ap, 0.0);
    }
    // Where a class has nothing right its wrong ones stay.
    const auto behind_right = [&](ClassSlot cls, const Found&) {
        return std::ranges::any_of(
            all, [&](const Found& found) { return found.right && run.cls[found.row] == cls; });
    };
    plain.false_positives = mean(TideError::missed, 1, behind_right, none_fewer) - plain.ap;
    plain.false_negatives =
        mean(TideError::missed, 1, none_out, [&](ClassSlot c) { return not_found[c]; }) - plain.ap;
    return plain;
}

}  // namespace errata::test
