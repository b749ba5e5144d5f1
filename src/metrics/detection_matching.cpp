#include "metrics/detection_matching.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <ranges>

#include "metrics/candidates.h"

namespace errata {

namespace {

constexpr std::size_t word_bits = 64;
constexpr std::size_t kept_thresholds = 31;  // Assignment::thresholds

// How many area ranges share a word.
std::size_t areas_per_word(std::size_t thresholds) {
    return thresholds >= word_bits ? 1 : word_bits / thresholds;
}

// LVIS leaves out what has none.
bool has_area(double area) { return area > 0 && area < std::numeric_limits<double>::infinity(); }

std::uint64_t low_bits(std::size_t count) {
    return count >= word_bits ? ~std::uint64_t{0} : (std::uint64_t{1} << count) - 1;
}

}  // namespace

std::vector<CombinationPlace> combination_places(std::size_t areas, std::size_t thresholds) {
    const std::size_t per_word = areas_per_word(thresholds);
    const std::size_t words_per_area = (thresholds + word_bits - 1) / word_bits;
    std::vector<CombinationPlace> places;
    for (std::size_t area = 0; area < areas; ++area) {
        for (std::size_t threshold = 0; threshold < thresholds; ++threshold) {
            if (thresholds > word_bits) {
                places.push_back({.word = area * words_per_area + threshold / word_bits,
                                  .bit = static_cast<unsigned>(threshold % word_bits)});
            } else {
                places.push_back(
                    {.word = area / per_word,
                     .bit = static_cast<unsigned>(area % per_word * thresholds + threshold)});
            }
        }
    }
    return places;
}

DetectionMatching::DetectionMatching(const Dataset& dataset, const Run& run, const SampleRows& rows,
                                     const DetectionProtocol& protocol,
                                     const EvaluationScope& scope, MatchOptions options)
    : dataset_(dataset),
      run_(run),
      rows_(rows),
      protocol_(protocol),
      options_(options),
      stream_of_class_(dataset.classes.size(), IdIndex::none) {
    if (scope.samples) {
        images_ = *scope.samples;
    } else {
        for (SampleSlot slot = 0; slot < dataset.samples.size(); ++slot) {
            if (dataset.samples.is_labeled(slot)) images_.push_back(slot);
        }
    }
    if (scope.classes) {
        for (const ClassSlot cls : *scope.classes) {
            stream_of_class_[cls] = static_cast<std::uint32_t>(classes_++);
        }
    } else {
        std::iota(stream_of_class_.begin(), stream_of_class_.end(), 0U);
        classes_ = stream_of_class_.size();
    }
    if (!protocol.use_classes) {
        for (std::uint32_t& stream : stream_of_class_)
            stream = stream == IdIndex::none ? stream : 0;
        classes_ = 1;
    }

    const std::size_t areas = protocol.area_ranges.size();
    const std::size_t thresholds = protocol.iou_thresholds.size();
    const std::size_t per_word = areas_per_word(thresholds);
    for (std::size_t area = 0; area < areas; area += per_word) {
        for (std::size_t first = 0; first < thresholds; first += word_bits) {
            Plane plane = {.first_area = area,
                           .areas = std::min(per_word, areas - area),
                           .first_threshold = first,
                           .thresholds = std::min(word_bits, thresholds - first)};
            for (std::size_t a = 0; a < plane.areas; ++a) {
                plane.every_area |= std::uint64_t{1} << (a * plane.thresholds);
            }
            planes_.push_back(plane);
        }
    }
    for (const double threshold : protocol.iou_thresholds) {
        least_iou_.push_back(std::min(threshold, 1 - 1e-10));
    }
    lowest_iou_ = std::ranges::min(least_iou_);
}

EvaluationPart DetectionMatching::empty_part() const {
    EvaluationPart part;
    part.words = static_cast<std::uint32_t>(planes_.size());
    part.area_ranges = static_cast<std::uint32_t>(protocol_.area_ranges.size());
    part.streams.resize(classes_);
    part.positives.assign(classes_ * protocol_.area_ranges.size(), 0);
    return part;
}

// Matches image after image; keeps its buffers from one to the next.
class DetectionMatching::ImageMatcher {
public:
    ImageMatcher(const DetectionMatching& matching, EvaluationPart& part)
        : m_(matching),
          part_(part),
          limits_(matching.protocol_.max_detections),
          cell_of_stream_(matching.classes_, no_cell),
          tp_(matching.planes_.size()),
          ignored_(matching.planes_.size()) {
        if (m_.options_.pairs != nullptr) {
            overlap_ = known_overlap(*m_.options_.pairs);
        } else if (matching.protocol_.overlap.kind != OverlapKind::box) {
            overlap_ = make_overlap(m_.dataset_, m_.run_, m_.protocol_.overlap);
        }
    }

    // `number` is the image's among those matched.
    void match(SampleSlot sample, std::uint32_t number) {
        image_ = number;
        gather_predictions(sample);
        gather_truth(sample);
        if (overlap_) overlap_->begin(sample);
        for (Cell& cell : cells_) {
            sort_and_cap(cell);
            match_cell(cell);
            cell_of_stream_[cell.stream] = no_cell;
        }
    }

private:
    static constexpr std::uint32_t no_cell = 0xFFFFFFFFU;

    struct Scored {
        double score = 0;
        Row row = 0;
    };
    struct Object {
        Box box;
        double area = 0;  // of the box
        Row row = 0;
        bool crowd = false;
        std::uint32_t ignored_areas = 0;  // bit per area range
    };
    struct Candidate {
        double iou = 0;
        std::uint32_t object = 0;
    };
    // The predictions and objects of one class in one image.
    struct Cell {
        std::uint32_t stream = 0;
        std::uint32_t begin = 0;  // in predictions_
        std::uint32_t count = 0;
        std::uint32_t truth_begin = 0;  // in objects_
        std::uint32_t truth_end = 0;
        bool is_exhaustive = true;
    };

    void gather_predictions(SampleSlot sample);
    void pick_rows(SampleSlot sample);
    void pick_federated_rows(SampleSlot sample);
    void gather_truth(SampleSlot sample);
    void sort_and_cap(Cell& cell);
    void match_cell(const Cell& cell);
    void find_candidates(Row prediction, const Cell& cell);
    // Takes objects for one prediction in one plane; returns whether anything was taken.
    bool take(std::size_t plane_number, const Cell& cell, Row prediction, std::uint32_t outside);
    std::uint64_t sufficient(const Plane& plane, double iou) const;
    std::uint32_t areas_outside(double area) const;

    const DetectionMatching& m_;
    EvaluationPart& part_;
    const std::vector<std::uint32_t>& limits_;
    std::vector<std::uint32_t> cell_of_stream_;
    std::vector<Cell> cells_;
    std::vector<Row> rows_;
    std::vector<Scored> predictions_;
    std::vector<Object> objects_;
    std::vector<std::uint64_t> free_;          // [plane][object of the cell]
    std::vector<std::uint64_t> ignored_bits_;  // [plane][object of the cell]
    std::vector<Candidate> candidates_;
    std::vector<std::uint64_t> tp_;       // of the prediction at hand, per plane
    std::vector<std::uint64_t> ignored_;  // the same
    std::unique_ptr<Overlap> overlap_;    // nothing: of the boxes
    std::uint32_t image_ = 0;             // number of the image at hand
    std::vector<ClassSlot> known_;  // classes that a federated image has or is known not to have
};

// The rows of the image whose classes are evaluated.
void DetectionMatching::ImageMatcher::pick_rows(SampleSlot sample) {
    const std::size_t count = m_.rows_.count(sample);
    rows_.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const Row row = m_.rows_.row(sample, i);
        if (m_.stream_of_class_[m_.run_.cls[row]] == IdIndex::none) continue;
        if (!m_.options_.restriction.keeps_prediction(row)) continue;
        rows_.push_back(row);
        __builtin_prefetch(&m_.run_.box[row]);  // soon needed, in the order of the scores
    }
}

// By LVIS's rules: the best of all classes together, then those whose class the image is annotated with.
void DetectionMatching::ImageMatcher::pick_federated_rows(SampleSlot sample) {
    const std::size_t count = m_.rows_.count(sample);
    rows_.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const Row row = m_.rows_.row(sample, i);
        if (m_.options_.restriction.keeps_prediction(row)) rows_.push_back(row);
    }
    if (rows_.size() > limits_.back()) {
        std::ranges::stable_sort(rows_, std::greater{},
                                 [&](Row row) { return m_.run_.score[row]; });
        if (m_.options_.keep_assignments) {
            part_.beyond_limit.append(std::span(rows_).subspan(limits_.back()));
        }
        rows_.resize(limits_.back());
    }
    const GroundTruth& truth = m_.dataset_.truth;
    known_.clear();
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        if (has_area(truth.area[row])) known_.push_back(truth.cls[row]);
    }
    if (const auto& negative = m_.dataset_.samples.negative_classes; !negative.empty()) {
        known_.insert(known_.end(), negative[sample].begin(), negative[sample].end());
    }
    std::ranges::sort(known_);
    const auto left_out = std::ranges::remove_if(rows_, [&](Row row) {
        const ClassSlot cls = m_.run_.cls[row];
        const bool counts = m_.stream_of_class_[cls] != IdIndex::none &&
                            has_area(m_.run_.area_of(row)) &&
                            std::ranges::binary_search(known_, cls);
        if (!counts && m_.options_.keep_assignments) part_.beyond_limit.push(row);
        return !counts;
    });
    rows_.erase(left_out.begin(), left_out.end());
}

// Buckets the image's predictions by class; the file's order within.
void DetectionMatching::ImageMatcher::gather_predictions(SampleSlot sample) {
    cells_.clear();
    if (m_.protocol_.federated) {
        pick_federated_rows(sample);
    } else {
        pick_rows(sample);
    }
    for (const Row row : rows_) {
        const std::uint32_t stream = m_.stream_of_class_[m_.run_.cls[row]];
        std::uint32_t& cell = cell_of_stream_[stream];
        if (cell == no_cell) {
            cell = static_cast<std::uint32_t>(cells_.size());
            cells_.push_back({.stream = stream});
            const auto& partial = m_.dataset_.samples.not_exhaustive_classes;
            if (m_.protocol_.federated && !partial.empty()) {
                cells_.back().is_exhaustive =
                    !std::ranges::binary_search(partial[sample], m_.run_.cls[row]);
            }
        }
        ++cells_[cell].count;
    }
    if (!m_.protocol_.use_classes) {
        // The reference concatenates the classes in their order.
        std::ranges::stable_sort(rows_, {}, [&](Row row) { return m_.run_.cls[row]; });
    }
    std::uint32_t begin = 0;
    for (Cell& cell : cells_) {
        cell.begin = begin;
        begin += cell.count;
        cell.count = 0;
    }
    predictions_.resize(rows_.size());
    for (const Row row : rows_) {
        Cell& cell = cells_[cell_of_stream_[m_.stream_of_class_[m_.run_.cls[row]]]];
        predictions_[cell.begin + cell.count++] = {.score = m_.run_.score[row], .row = row};
    }
}

// Counts the image's objects and lays those of the cells out, in cell order of their class.
void DetectionMatching::ImageMatcher::gather_truth(SampleSlot sample) {
    objects_.clear();
    const GroundTruth& truth = m_.dataset_.truth;
    const std::size_t areas = m_.protocol_.area_ranges.size();
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        const std::uint32_t stream = m_.stream_of_class_[truth.cls[row]];
        if (stream == IdIndex::none) continue;
        if (m_.protocol_.federated && !has_area(truth.area[row])) continue;
        // lvis-api does not read iscrowd.
        const bool crowd = truth.crowd[row] != 0 && !m_.protocol_.federated;
        const bool unlabelled = m_.protocol_.overlap.kind == OverlapKind::keypoints &&
                                !truth.labelled_keypoints.empty() &&
                                truth.labelled_keypoints[row] == 0;
        const std::uint32_t outside = areas_outside(truth.area[row]);
        const bool is_selected = m_.options_.restriction.keeps_object(row);
        const std::uint32_t ignored = crowd || unlabelled || !is_selected
                                          ? static_cast<std::uint32_t>(low_bits(areas))
                                          : outside;
        for (std::size_t area = 0; area < areas; ++area) {
            part_.positives[stream * areas + area] += ((ignored >> area) & 1U) ^ 1U;
        }
        if (m_.options_.keep_images && (ignored & low_bits(areas)) != low_bits(areas)) {
            part_.counted_objects.push(
                {.stream = stream,
                 .image = image_,
                 .areas = ~ignored & static_cast<std::uint32_t>(low_bits(areas))});
        }
        const std::uint32_t cell = cell_of_stream_[stream];
        if (cell == no_cell) continue;
        // Rows are sorted by class, so that the objects of a cell are neighbours.
        const auto place = static_cast<std::uint32_t>(objects_.size());
        if (cells_[cell].truth_end == 0) cells_[cell].truth_begin = place;
        cells_[cell].truth_end = place + 1;
        objects_.push_back({.box = truth.box[row],
                            .area = truth.box[row].area(),
                            .row = row,
                            .crowd = crowd,
                            .ignored_areas = ignored});
    }
}

// By falling score, the file's order among equals; what lies past the largest limit goes.
void DetectionMatching::ImageMatcher::sort_and_cap(Cell& cell) {
    const std::span<Scored> scored(predictions_.data() + cell.begin, cell.count);
    const auto higher = [](const Scored& a, const Scored& b) { return a.score > b.score; };
    constexpr std::size_t few = 24;
    if (scored.size() <= few) {
        for (std::size_t i = 1; i < scored.size(); ++i) {
            const Scored moving = scored[i];
            std::size_t place = i;
            for (; place > 0 && higher(moving, scored[place - 1]); --place) {
                scored[place] = scored[place - 1];
            }
            scored[place] = moving;
        }
    } else if (!std::ranges::is_sorted(scored, higher)) {
        std::ranges::stable_sort(scored, higher);
    }
    const std::uint32_t limit = limits_.back();
    if (cell.count <= limit) return;
    if (m_.options_.keep_assignments) {
        for (const Scored& beyond : scored.subspan(limit)) part_.beyond_limit.push(beyond.row);
    }
    cell.count = limit;
}

std::uint32_t DetectionMatching::ImageMatcher::areas_outside(double area) const {
    std::uint32_t outside = 0;
    const auto& ranges = m_.protocol_.area_ranges;
    for (std::size_t a = 0; a < ranges.size(); ++a) {
        outside |= ranges[a].holds(area) ? 0U : 1U << a;
    }
    return outside;
}

// Objects whose IoU suffices at some threshold, by falling IoU, of equal ones the later first.
void DetectionMatching::ImageMatcher::find_candidates(Row prediction, const Cell& cell) {
    candidates_.clear();
    const Box& box = m_.run_.box[prediction];
    for (std::uint32_t i = cell.truth_begin; i < cell.truth_end; ++i) {
        const Object& object = objects_[i];
        const double iou =
            overlap_ ? overlap_->of_at_least(prediction, object.row, object.crowd, m_.lowest_iou_)
                     : box_iou(box, object.box, object.crowd);
        if (iou < m_.lowest_iou_) continue;
        std::size_t place = candidates_.size();
        candidates_.push_back({});
        for (; place > 0 && candidates_[place - 1].iou <= iou; --place) {
            candidates_[place] = candidates_[place - 1];
        }
        candidates_[place] = {.iou = iou, .object = i - cell.truth_begin};
    }
}

// The combinations of a plane whose threshold this IoU reaches.
std::uint64_t DetectionMatching::ImageMatcher::sufficient(const Plane& plane, double iou) const {
    std::uint64_t thresholds = 0;
    for (std::size_t t = 0; t < plane.thresholds; ++t) {
        thresholds |= std::uint64_t{!(iou < m_.least_iou_[plane.first_threshold + t])} << t;
    }
    return thresholds * plane.every_area;
}

bool DetectionMatching::ImageMatcher::take(std::size_t plane_number, const Cell& cell,
                                           Row prediction, std::uint32_t outside) {
    const Plane& plane = m_.planes_[plane_number];
    const std::size_t objects = cell.truth_end - cell.truth_begin;
    std::uint64_t* const free = free_.data() + plane_number * objects;
    const std::uint64_t* const ignored_bits = ignored_bits_.data() + plane_number * objects;
    const std::uint64_t all = low_bits(plane.areas * plane.thresholds);
    std::uint64_t taken = 0;
    std::uint64_t tp = 0;
    std::uint64_t ignored = 0;
    const auto assign = [&](const Candidate& candidate, std::uint64_t combinations,
                            bool is_ignored) {
        taken |= combinations;
        const Object& object = objects_[cell.truth_begin + candidate.object];
        if (!object.crowd) free[candidate.object] &= ~combinations;
        if (is_ignored) {
            ignored |= combinations;
        } else if (!m_.protocol_.annotation_id_zero_bug ||
                   m_.dataset_.truth.ids[object.row] != SourceId{}) {
            tp |= combinations;
        }
        const std::uint64_t kept =
            combinations & low_bits(std::min(plane.thresholds, kept_thresholds));
        if (m_.options_.keep_assignments && plane_number == 0 && kept != 0) {
            part_.assignments.push({.prediction = prediction,
                                    .truth = object.row,
                                    .thresholds = static_cast<std::uint32_t>(kept) |
                                                  (is_ignored ? Assignment::ignored_bit : 0U)});
            if (overlap_) part_.overlaps.push(candidate.iou);
        }
    };
    for (const Candidate& candidate : candidates_) {
        const std::size_t i = candidate.object;
        const std::uint64_t free_here =
            sufficient(plane, candidate.iou) & free[i] & ~ignored_bits[i] & ~taken;
        if (free_here != 0) assign(candidate, free_here, false);
    }
    if (taken != all) {
        for (const Candidate& candidate : candidates_) {
            const std::size_t i = candidate.object;
            const std::uint64_t free_here =
                sufficient(plane, candidate.iou) & free[i] & ignored_bits[i] & ~taken;
            if (free_here != 0) assign(candidate, free_here, true);
        }
    }
    // What found nothing is ignored in the area ranges that the prediction lies outside of.
    std::uint64_t outside_bits = 0;
    for (std::size_t a = 0; a < plane.areas; ++a) {
        if (((outside >> (plane.first_area + a)) & 1U) != 0) {
            outside_bits |= low_bits(plane.thresholds) << (a * plane.thresholds);
        }
    }
    tp_[plane_number] = tp;
    ignored_[plane_number] = ignored | (outside_bits & ~tp & all);
    return taken != 0;
}

void DetectionMatching::ImageMatcher::match_cell(const Cell& cell) {
    ClassStream& stream = part_.streams[cell.stream];
    const std::size_t objects = cell.truth_end - cell.truth_begin;
    free_.assign(m_.planes_.size() * objects, ~std::uint64_t{0});
    ignored_bits_.assign(m_.planes_.size() * objects, 0);
    for (std::size_t p = 0; p < m_.planes_.size(); ++p) {
        const Plane& plane = m_.planes_[p];
        for (std::size_t i = 0; i < objects; ++i) {
            const std::uint32_t areas = objects_[cell.truth_begin + i].ignored_areas;
            for (std::size_t a = 0; a < plane.areas; ++a) {
                if (((areas >> (plane.first_area + a)) & 1U) != 0) {
                    ignored_bits_[p * objects + i] |= low_bits(plane.thresholds)
                                                      << (a * plane.thresholds);
                }
            }
        }
    }

    const auto every_area = static_cast<std::uint32_t>(low_bits(m_.protocol_.area_ranges.size()));
    std::uint32_t limits_passed = 0;
    for (std::uint32_t rank = 0; rank < cell.count; ++rank) {
        while (rank >= limits_[limits_passed]) ++limits_passed;
        const Scored& scored = predictions_[cell.begin + rank];
        const std::uint32_t outside =
            cell.is_exhaustive ? areas_outside(m_.run_.area_of(scored.row)) : every_area;
        bool touched = false;
        if (objects > 0) {
            find_candidates(scored.row, cell);
            if (!candidates_.empty()) {
                for (std::size_t p = 0; p < m_.planes_.size(); ++p) {
                    touched |= take(p, cell, scored.row, outside);
                }
            }
        }
        stream.keys.push(key_of_score(scored.score));
        if (m_.options_.keep_images) stream.images.push(image_);
        if (touched) {
            const std::size_t index = stream.outcomes.size() / (2 * m_.planes_.size());
            stream.records.push(
                StreamRecord::touched(limits_passed, static_cast<std::uint32_t>(index)).bits);
            stream.outcomes.append(tp_);
            stream.outcomes.append(ignored_);
        } else {
            stream.records.push(StreamRecord::untouched(limits_passed, outside).bits);
        }
    }
}

void DetectionMatching::match(std::size_t begin, std::size_t end, EvaluationPart& part) const {
    ImageMatcher matcher(*this, part);
    for (std::size_t i = begin; i < end; ++i) {
        matcher.match(images_[i], static_cast<std::uint32_t>(i));
    }
}

}  // namespace errata
