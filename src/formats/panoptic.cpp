#include "formats/panoptic.h"

#include <algorithm>
#include <format>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"
#include "data/name_matching.h"
#include "formats/coco_columns.h"
#include "formats/panoptic_json.h"

namespace errata {

namespace {

// A segment of one image with what its pixels say.
struct Segment {
    const SegmentRecord* record = nullptr;
    ClassSlot cls = 0;
    std::uint64_t pixels = 0;
    std::uint32_t left = 0xFFFFFFFFU;  // bounds of its pixels; right and bottom are behind the last
    std::uint32_t top = 0xFFFFFFFFU;
    std::uint32_t right = 0;
    std::uint32_t bottom = 0;

    void add(std::uint64_t place, std::uint32_t length, std::uint32_t width) {
        const std::uint64_t last = place + length - 1;
        const auto first_row = static_cast<std::uint32_t>(place / width);
        const auto last_row = static_cast<std::uint32_t>(last / width);
        const bool one_row = first_row == last_row;
        left = std::min(left, one_row ? static_cast<std::uint32_t>(place % width) : 0);
        right = std::max(right, one_row ? static_cast<std::uint32_t>(last % width) + 1 : width);
        top = std::min(top, first_row);
        bottom = std::max(bottom, last_row + 1);
        pixels += length;
    }
    Box box() const {
        if (pixels == 0) return {};
        return {.x = static_cast<double>(left),
                .y = static_cast<double>(top),
                .width = static_cast<double>(right - left),
                .height = static_cast<double>(bottom - top)};
    }
};

// Per annotation the number of its PNG, or no_file.
std::vector<std::uint32_t> files_of(const PanopticDocument& document, const NamedFiles& maps) {
    TextColumnBuilder names;
    for (const PanopticAnnotation& one : document.annotations) names.push(one.file_name);
    return files_of_samples(std::move(names).build(), maps.paths);
}

std::unexpected<Error> no_png(const PanopticDocument& document, const std::string& name,
                              const NamedFiles& maps) {
    return std::unexpected(
        Error{.code = ErrorCode::mismatch,
              .message = std::format("{} is not among the {} of {}", name,
                                     counted(maps.paths.size(), "file"), maps.name),
              .remedy = "Give the folder with the PNGs that this JSON names",
              .file = document.file});
}

}  // namespace

struct PanopticReader::State {
    State(PanopticDocument truth_document, NamedFiles truth_files,
          PanopticDocument prediction_document, NamedFiles prediction_files, Warnings& into,
          unsigned with)
        : truth(std::move(truth_document)),
          predictions(std::move(prediction_document)),
          truth_maps(std::move(truth_files)),
          prediction_maps(std::move(prediction_files)),
          warnings(into),
          threads(with) {}

    Result<void> start();
    // Finds the annotation and the PNGs of each image.
    Result<void> find_files();
    void add_image(const MapPair& maps);

    // The segments of an annotation that can be used.
    std::vector<Segment> segments_of(const PanopticDocument& document,
                                     const PanopticAnnotation& annotation);
    // Of predictions.
    void drop_without_pixels(const LabelImage& image, const PanopticAnnotation& annotation,
                             std::vector<Segment>& segments);
    // Ids to numbers within the image + 1; gives the segments their pixels.
    std::vector<LabelRun> number(const PanopticDocument& document, const LabelImage& image,
                                 std::vector<Segment>& segments);
    void add_truth(SampleSlot sample, const std::vector<Segment>& segments);
    void add_predictions(SampleSlot sample, const std::vector<Segment>& segments);

    PanopticDocument truth;
    PanopticDocument predictions;
    NamedFiles truth_maps;
    NamedFiles prediction_maps;
    Warnings& warnings;
    unsigned threads;
    Classes classes;
    IdIndex class_of;
    std::vector<std::uint32_t> prediction_of;  // per image its annotation, or IdIndex::none
    std::vector<MapFiles> files;               // per image
    bool started = false;
    std::size_t next = 0;

    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    ListColumnBuilder<LabelRun> truth_runs;
    ListColumnBuilder<LabelRun> prediction_runs;
    Growing<SampleSlot> object_sample;
    Growing<ClassSlot> object_class;
    Growing<Box> object_box;
    Growing<double> object_area;
    Growing<std::uint8_t> object_crowd;
    Growing<Row> object_place;
    std::vector<SourceId> object_id;
    std::vector<Row> sample_begin = {0};
    Growing<SampleSlot> run_sample;
    Growing<ClassSlot> run_class;
    Growing<double> run_score;
    Growing<Box> run_box;
    Growing<double> run_area;
    Growing<Row> run_place;
};

Result<void> PanopticReader::State::start() {
    started = true;
    if (truth.categories.empty() || truth.categories.size() > max_classes) {
        const bool none = truth.categories.empty();
        return std::unexpected(Error{
            .code = none ? ErrorCode::wrong_kind : ErrorCode::too_large,
            .message = none ? "this is not panoptic ground truth: \"categories\" is missing"
                            : std::format("the file has more than {} categories", max_classes),
            .remedy = none ? "Give the file with \"annotations\" and \"categories\""
                           : "Leave out categories that are not used",
            .file = truth.file});
    }
    classes = classes_from(truth.categories);
    class_of = IdIndex(classes.ids);
    return find_files();
}

Result<void> PanopticReader::State::find_files() {
    const IdIndex annotation_of(ids_of(predictions.annotations));
    const std::vector<std::uint32_t> truth_files = files_of(truth, truth_maps);
    const std::vector<std::uint32_t> prediction_files = files_of(predictions, prediction_maps);
    std::size_t common = 0;
    for (std::size_t s = 0; s < truth.annotations.size(); ++s) {
        const PanopticAnnotation& annotation = truth.annotations[s];
        if (truth_files[s] == no_file) return no_png(truth, annotation.file_name, truth_maps);
        MapFiles& maps = files.emplace_back(MapFiles{.truth = truth_files[s]});
        const std::uint32_t predicted = annotation_of.find(annotation.id);
        prediction_of.push_back(predicted);
        if (predicted == IdIndex::none) continue;
        ++common;
        if (prediction_files[predicted] == no_file) {
            return no_png(predictions, predictions.annotations[predicted].file_name,
                          prediction_maps);
        }
        maps.predicted = prediction_files[predicted];
    }
    if (common == 0) {
        return std::unexpected(Error{.code = ErrorCode::mismatch,
                                     .message = "none of the images is in the ground truth",
                                     .remedy = "Give predictions for the same images",
                                     .file = predictions.file});
    }
    if (const std::size_t without = truth.annotations.size() - common; without > 0) {
        warnings.add_count(predictions.file, "image-without-predictions",
                           "images of the ground truth without an annotation here: all of their "
                           "segments count as missed (panopticapi refuses such files)",
                           without);
    }
    if (const std::size_t more = predictions.annotations.size() - common; more > 0) {
        warnings.add_count(predictions.file, "unknown-image",
                           "images that the ground truth has not are left out", more);
    }
    return {};
}

std::vector<Segment> PanopticReader::State::segments_of(const PanopticDocument& document,
                                                        const PanopticAnnotation& annotation) {
    std::vector<Segment> segments;
    std::unordered_map<std::uint32_t, std::size_t> place_of;
    for (const SegmentRecord& record : annotation.segments) {
        const std::uint32_t cls = class_of.find(record.category);
        if (cls == IdIndex::none) {
            warnings.add_count(document.file, "unknown-class",
                               std::format("segments of classes that the ground truth's "
                                           "\"categories\" do not list are left out; their pixels "
                                           "are void (the first: class {}, image {})",
                                           to_string(record.category), to_string(annotation.id)),
                               1);
            continue;
        }
        const Segment segment = {.record = &record, .cls = static_cast<ClassSlot>(cls)};
        const auto [place, added] = place_of.try_emplace(record.id, segments.size());
        if (added) {
            segments.push_back(segment);
        } else {
            warnings.add_count(document.file, "repeated-segment",
                               std::format("of segments with the same id in one image the last one "
                                           "counts (the first: image {})",
                                           to_string(annotation.id)),
                               1);
            segments[place->second] = segment;
        }
    }
    return segments;
}

void PanopticReader::State::drop_without_pixels(const LabelImage& image,
                                                const PanopticAnnotation& annotation,
                                                std::vector<Segment>& segments) {
    std::unordered_set<std::uint32_t> ids;
    for (const LabelRun& run : image.runs) ids.insert(run.value);
    const std::size_t gone = std::erase_if(
        segments, [&](const Segment& segment) { return !ids.contains(segment.record->id); });
    if (gone == 0) return;
    warnings.add_count(predictions.file, "segment-without-pixels",
                       std::format("segments that the PNG has no pixel of are left out (the first: "
                                   "image {})",
                                   to_string(annotation.id)),
                       gone);
}

std::vector<LabelRun> PanopticReader::State::number(const PanopticDocument& document,
                                                    const LabelImage& image,
                                                    std::vector<Segment>& segments) {
    std::unordered_map<std::uint32_t, std::uint32_t> number_of = {{0, 0}};
    for (std::size_t i = 0; i < segments.size(); ++i) {
        number_of.emplace(segments[i].record->id, static_cast<std::uint32_t>(i + 1));
    }
    std::vector<LabelRun> runs;
    std::uint64_t place = 0;
    for (const LabelRun& run : image.runs) {
        const auto [found, is_unknown] = number_of.try_emplace(run.value, 0);
        const std::uint32_t number = found->second;
        if (is_unknown) {
            warnings.add_count(
                document.file, "unknown-segment",
                std::format("ids of the PNGs that \"segments_info\" does not have, or "
                            "that are left out, are void (the first: id {})",
                            run.value),
                1);
        }
        if (number != 0) segments[number - 1].add(place, run.length, image.width);
        if (!runs.empty() && runs.back().value == number) {
            runs.back().length += run.length;
        } else {
            runs.push_back({.value = number, .length = run.length});
        }
        place += run.length;
    }
    return runs;
}

void PanopticReader::State::add_truth(SampleSlot sample, const std::vector<Segment>& segments) {
    for (const Segment& segment : segments) {
        const SegmentRecord& record = *segment.record;
        object_sample.push(sample);
        object_class.push(segment.cls);
        object_box.push(segment.box());
        object_area.push(record.area >= 0 ? record.area : static_cast<double>(segment.pixels));
        object_crowd.push(record.crowd ? 1 : 0);
        object_place.push(record.place);
        object_id.push_back({.number = record.id, .text = {}});
    }
    sample_begin.push_back(static_cast<Row>(object_sample.size()));
}

void PanopticReader::State::add_predictions(SampleSlot sample,
                                            const std::vector<Segment>& segments) {
    for (const Segment& segment : segments) {
        run_sample.push(sample);
        run_class.push(segment.cls);
        run_score.push(segment.record->score);
        run_box.push(segment.box());
        run_area.push(static_cast<double>(segment.pixels));
        run_place.push(segment.record->place);
    }
}

void PanopticReader::State::add_image(const MapPair& maps) {
    const auto sample = static_cast<SampleSlot>(next);
    const LabelImage& image = maps.truth.image;
    width.push(image.width);
    height.push(image.height);
    std::vector<Segment> objects = segments_of(truth, truth.annotations[sample]);
    std::ranges::stable_sort(objects, {}, &Segment::cls);
    truth_runs.push(number(truth, image, objects));
    add_truth(sample, objects);

    std::vector<LabelRun> runs;
    if (maps.predicted) {
        const PanopticAnnotation& prediction = predictions.annotations[prediction_of[sample]];
        std::vector<Segment> segments = segments_of(predictions, prediction);
        drop_without_pixels(maps.predicted->image, prediction, segments);
        runs = number(predictions, maps.predicted->image, segments);
        add_predictions(sample, segments);
    }
    prediction_runs.push(runs);
}

PanopticReader::PanopticReader(PanopticDocument truth, NamedFiles truth_maps,
                               PanopticDocument predictions, NamedFiles prediction_maps,
                               Warnings& warnings, unsigned threads)
    : state_(std::make_unique<State>(std::move(truth), std::move(truth_maps),
                                     std::move(predictions), std::move(prediction_maps), warnings,
                                     threads)) {}
PanopticReader::~PanopticReader() = default;

Result<bool> PanopticReader::step() {
    State& state = *state_;
    if (!state.started) {
        if (const auto started = state.start(); !started) return std::unexpected(started.error());
    }
    if (state.next == images()) return false;
    const std::size_t count = std::min(maps_at_once(state.threads), images() - state.next);
    const auto pairs =
        read_map_pairs(state.truth_maps, state.prediction_maps,
                       std::span(state.files).subspan(state.next, count), state.threads);
    for (const auto& pair : pairs) {
        if (!pair) return std::unexpected(pair.error());
        state.add_image(*pair);
        ++state.next;
    }
    return true;
}

std::size_t PanopticReader::images_read() const { return state_->next; }
std::size_t PanopticReader::images() const { return state_->truth.annotations.size(); }

MapData PanopticReader::finish() && {
    State& state = *state_;
    const IdColumn image_ids = ids_of(state.truth.images);
    const IdIndex image_of(image_ids);
    TextColumnBuilder names;
    std::vector<Row> places;
    for (const PanopticAnnotation& one : state.truth.annotations) {
        const std::uint32_t image = image_of.find(one.id);
        const bool named = image != IdIndex::none && !state.truth.images[image].name.empty();
        names.push(named ? state.truth.images[image].name : one.file_name);
        places.push_back(one.place);
    }
    MapData data;
    Samples& samples = data.dataset.samples;
    samples.ids = ids_of(state.truth.annotations);
    samples.names = std::move(names).build();
    samples.width = Column<std::uint32_t>(std::move(state.width));
    samples.height = Column<std::uint32_t>(std::move(state.height));
    samples.label_maps = std::move(state.truth_runs).build();
    if (!std::ranges::is_sorted(places)) samples.file_row = Column<Row>(std::move(places));
    data.dataset.classes = std::move(state.classes);

    GroundTruth& truth = data.dataset.truth;
    truth.sample = Column<SampleSlot>(std::move(state.object_sample));
    truth.cls = Column<ClassSlot>(std::move(state.object_class));
    truth.box = Column<Box>(std::move(state.object_box));
    truth.area = Column<double>(std::move(state.object_area));
    truth.crowd = Column<std::uint8_t>(std::move(state.object_crowd));
    truth.ids = IdColumn(state.object_id);
    truth.sample_begin = Column<Row>(std::move(state.sample_begin));
    truth.file_row = Column<Row>(std::move(state.object_place));

    Run& run = data.run;
    run.sample = Column<SampleSlot>(std::move(state.run_sample));
    run.cls = Column<ClassSlot>(std::move(state.run_class));
    run.score = Column<double>(std::move(state.run_score));
    run.box = Column<Box>(std::move(state.run_box));
    run.area = Column<double>(std::move(state.run_area));
    run.file_row = Column<Row>(std::move(state.run_place));
    run.label_maps = std::move(state.prediction_runs).build();
    return data;
}

}  // namespace errata
