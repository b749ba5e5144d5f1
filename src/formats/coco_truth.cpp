#include "formats/coco_truth.h"

#include <algorithm>
#include <bit>
#include <format>
#include <numeric>
#include <span>
#include <unordered_set>
#include <utility>

#include "formats/coco_columns.h"
#include "formats/coco_truth_records.h"
#include "formats/coco_truth_shapes.h"
#include "formats/gzip.h"
#include "formats/json_records.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr std::size_t images_array = 0;
constexpr std::size_t annotations_array = 1;
constexpr std::size_t categories_array = 2;

// The warning that an annotation has not what the task needs, and what that is.
std::string_view kind_without_shape(Task task) {
    if (task == Task::masks) return "annotation-without-mask";
    if (task == Task::keypoints) return "annotation-without-keypoints";
    return task == Task::oriented ? "annotation-without-oriented-box" : "annotation-without-box";
}
std::string_view needed_shape(Task task) {
    if (task == Task::masks) return "a \"segmentation\" that makes a mask";
    if (task == Task::keypoints) return "\"keypoints\"";
    return task == Task::oriented ? "an oriented box" : "a \"bbox\" of four numbers";
}

// Lists of category ids as lists of class slots; ids that are no category are left out.
ListColumn<ClassSlot> class_lists(const std::vector<ImageRecord>& images,
                                  std::vector<double> ImageRecord::* list,
                                  const IdIndex& class_of) {
    ListColumnBuilder<ClassSlot> lists;
    std::vector<ClassSlot> slots;
    for (const ImageRecord& image : images) {
        slots.clear();
        for (const double id : image.*list) {
            if (!(id >= -0x1p62 && id <= 0x1p62)) continue;
            const std::uint32_t slot = class_of.find(static_cast<std::int64_t>(id));
            if (slot != IdIndex::none) slots.push_back(static_cast<ClassSlot>(slot));
        }
        std::ranges::sort(slots);
        lists.push(slots);
    }
    return std::move(lists).build();
}

Samples samples_from(const std::vector<ImageRecord>& images, const MetadataBuilder& metadata,
                     const Classes& classes) {
    TextColumnBuilder names;
    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    for (const ImageRecord& image : images) {
        names.push(image.name);
        width.push(image.width);
        height.push(image.height);
    }
    Samples samples = {.ids = ids_of(images),
                       .names = std::move(names).build(),
                       .width = Column<std::uint32_t>(std::move(width)),
                       .height = Column<std::uint32_t>(std::move(height))};
    std::vector<Row> places;
    for (const ImageRecord& image : images) places.push_back(image.place);
    samples.metadata = metadata.build(places);
    if (!std::ranges::is_sorted(images, {}, &ImageRecord::place)) {
        Growing<Row> place;
        for (const ImageRecord& image : images) place.push(image.place);
        samples.file_row = Column<Row>(std::move(place));
    }
    if (std::ranges::any_of(images, &ImageRecord::is_federated)) {
        const IdIndex class_of(classes.ids);
        samples.negative_classes = class_lists(images, &ImageRecord::negative_categories, class_of);
        samples.not_exhaustive_classes =
            class_lists(images, &ImageRecord::not_exhaustive_categories, class_of);
    }
    return samples;
}

}  // namespace

struct CocoTruthReader::State final : RecordSink {
    State(const ByteSource& from, Warnings& into, Task of, unsigned most_threads)
        : task(of),
          threads(most_threads),
          source(from),
          warnings(into),
          images(source.name(), warnings),
          categories(source.name(), warnings),
          annotations(source.name(), warnings, task) {}

    json::RecordVisitor& visitor_of(std::size_t array) {
        if (array == images_array) return images;
        if (array == categories_array) return categories;
        return annotations;
    }
    void begin_array(std::size_t array) override {
        seen[array] = true;
        if (array == images_array) {
            images.images.clear();
            images.metadata = {};
        }
        if (array == categories_array) categories.categories.clear();
        if (array == annotations_array) annotations.annotations = {};
    }
    const char* take(std::size_t array, const char* first, const char* end,
                     std::uint64_t byte) override {
        return array == annotations_array ? annotations.take(first, end, byte) : first;
    }
    Result<void> block(std::size_t array, std::span<char> json, std::uint64_t byte) override {
        annotations.learn_from_next();
        return json::visit_records(parser, source.name(), json, byte, visitor_of(array));
    }

    // Fills in ids that are missing and counts ids that come again.
    void settle_ids();
    GroundTruth truth(const Samples& samples, const Classes& classes);

    // Makes the masks, and takes rows away whose segmentation makes none. `begin` counts rows per sample, one behind.
    void make_masks(std::vector<SampleSlot>& sample, std::vector<Row>& begin,
                    const Samples& samples);

    Task task;
    unsigned threads;
    TruthMasks masks;
    const ByteSource& source;
    Warnings& warnings;
    ImageVisitor images;
    CategoryVisitor categories;
    AnnotationVisitor annotations;
    bool seen[3] = {};
    simdjson::ondemand::parser parser;
    std::unique_ptr<JsonRecords> records;
};

CocoTruthReader::CocoTruthReader(const ByteSource& source, Warnings& warnings, Task task,
                                 unsigned threads)
    : state_(std::make_unique<State>(source, warnings, task, threads)) {}
CocoTruthReader::~CocoTruthReader() = default;

std::uint64_t CocoTruthReader::bytes_read() const {
    return state_->records ? state_->records->byte() : 0;
}

Result<bool> CocoTruthReader::step() {
    State& state = *state_;
    if (!state.records) {
        auto stream = unpacked_stream_of(state.source);
        if (!stream) return std::unexpected(stream.error());
        state.records = std::make_unique<JsonRecords>(
            state.source.name(), *std::move(stream),
            std::vector<std::string_view>{"images", "annotations", "categories"});
    }
    auto more = state.records->step(state);
    if (!more) return std::unexpected(with_line(more.error(), state.source));
    return more;
}

void CocoTruthReader::State::settle_ids() {
    Annotations& rows = annotations.annotations;
    if (!rows.without_id.empty()) {
        std::int64_t next = 1 + std::ranges::max(rows.id.numbers);
        for (const std::size_t row : rows.without_id) rows.id.numbers[row] = next++;
    }
    const auto again = [&](std::size_t row) {
        warnings.add(source.name(), "repeated-annotation-id",
                     "annotation ids that come again: each record counts as an object of its own "
                     "(pycocotools puts the last record in the place of each)",
                     rows.byte[row], to_string(rows.id[row]));
    };
    // Open addressing over row numbers: ids are mostly small integers in no order.
    std::vector<Row> table(std::bit_ceil(2 * rows.size() + 1), no_row);
    const std::size_t mask = table.size() - 1;
    std::unordered_set<std::string> texts;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (const auto text = rows.id.texts.find(row); text != rows.id.texts.end()) {
            if (!texts.insert(text->second).second) again(row);
            continue;
        }
        const auto number = static_cast<std::uint64_t>(rows.id.numbers[row]);
        std::size_t place = (number * 0x9E3779B97F4A7C15U) >> 32U & mask;
        while (table[place] != no_row &&
               static_cast<std::uint64_t>(rows.id.numbers[table[place]]) != number) {
            place = (place + 1) & mask;
        }
        if (table[place] != no_row) {
            again(row);
        } else {
            table[place] = static_cast<Row>(row);
        }
    }
}

GroundTruth CocoTruthReader::State::truth(const Samples& samples, const Classes& classes) {
    const Annotations& rows = annotations.annotations;
    const IdIndex sample_of(samples.ids);
    const IdIndex class_of(classes.ids);

    // Slots, and how many rows each sample gets.
    std::vector<SampleSlot> sample(rows.size(), IdIndex::none);
    std::vector<ClassSlot> cls(rows.size());
    std::vector<Row> begin(samples.size() + 1, 0);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::uint32_t sample_slot = rows.image.slot_in(sample_of, row);
        const std::uint32_t class_slot = rows.category.slot_in(class_of, row);
        if (sample_slot == IdIndex::none) {
            warnings.add(source.name(), "unknown-image",
                         "annotations of images that \"images\" does not list are left out",
                         rows.byte[row], to_string(rows.image[row]));
        } else if (class_slot == IdIndex::none) {
            warnings.add(source.name(), "unknown-class",
                         "annotations of classes that \"categories\" does not list are left out",
                         rows.byte[row], to_string(rows.category[row]));
        } else {
            sample[row] = sample_slot;
            cls[row] = static_cast<ClassSlot>(class_slot);
            ++begin[sample_slot + 1];
        }
    }
    if (task == Task::masks) make_masks(sample, begin, samples);
    std::partial_sum(begin.begin(), begin.end(), begin.begin());

    // Rows by sample, then by class; the file's order within.
    std::vector<Row> order(begin.back());
    std::vector<Row> next(begin.begin(), begin.end() - 1);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (sample[row] != IdIndex::none) order[next[sample[row]]++] = static_cast<Row>(row);
    }
    for (std::size_t s = 0; s < samples.size(); ++s) {
        std::ranges::stable_sort(std::span(order).subspan(begin[s], begin[s + 1] - begin[s]), {},
                                 [&](Row row) { return cls[row]; });
    }

    GroundTruth truth;
    const auto gather = [&](const auto& values) {
        Growing<std::remove_cvref_t<decltype(values[0])>> gathered;
        gathered.reserve(order.size());
        for (const Row row : order) gathered.push(values[row]);
        return Column(std::move(gathered));
    };
    truth.sample = gather(sample);
    truth.cls = gather(cls);
    truth.box = gather(rows.box);
    truth.area = gather(rows.area);
    truth.crowd = gather(rows.crowd);
    TextColumnBuilder texts;
    if (!rows.id.texts.empty()) {
        for (const Row row : order) texts.push(rows.id[row].text);
    }
    truth.ids = IdColumn(gather(rows.id.numbers), std::move(texts).build());
    truth.sample_begin = Column<Row>(std::move(begin));
    if (!std::ranges::is_sorted(order)) {
        truth.file_row = Column<Row>(std::vector<Row>(order.begin(), order.end()));
    }
    truth.metadata = rows.metadata.build(order);
    add_shapes(task, annotations.annotations.shapes, masks, order, samples, truth);
    return truth;
}

void CocoTruthReader::State::make_masks(std::vector<SampleSlot>& sample, std::vector<Row>& begin,
                                        const Samples& samples) {
    Annotations& rows = annotations.annotations;
    masks.make(rows, sample, samples, threads);
    Segmentation segmentation;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const SampleSlot slot = sample[row];
        if (slot == IdIndex::none || masks.is_made(row)) continue;
        rows.shapes.segmentation.get(row, segmentation);
        const MaskSize image = {.height = samples.height[slot], .width = samples.width[slot]};
        const bool no_size =
            segmentation.kind == Segmentation::Kind::polygons && image.pixels() == 0;
        warnings.add(source.name(), no_size ? "image-without-size" : "broken-mask",
                     no_size
                         ? "annotations with polygons in images without \"width\" and \"height\" "
                           "are left out"
                         : "annotations whose run lengths do not cover their \"size\" are left out",
                     rows.byte[row], to_string(rows.id[row]));
        --begin[slot + 1];
        sample[row] = IdIndex::none;
    }
}

Result<Samples> CocoTruthReader::finish_images() {
    State& state = *state_;
    if (!state.seen[images_array]) {
        return std::unexpected(
            Error{.code = ErrorCode::wrong_kind,
                  .message = "this lists no images: \"images\" is missing",
                  .remedy = "Give a COCO file with \"images\"; it needs no annotations",
                  .file = state.source.name()});
    }
    auto& images = state.images.images;
    if (const std::size_t gone = sort_and_keep_last(images); gone > 0) {
        state.warnings.add_count(state.source.name(), "repeated-image-id",
                                 "of images with the same id the last one counts", gone);
    }
    for (ImageRecord& image : images) image.is_federated = false;  // its ids are of other classes
    resolve_lines(state.warnings, state.source);
    return samples_from(images, state.images.metadata, {});
}

Result<Dataset> CocoTruthReader::finish() {
    State& state = *state_;
    const auto fail = [&](ErrorCode code, std::string message, std::string remedy) {
        return std::unexpected(Error{.code = code,
                                     .message = std::move(message),
                                     .remedy = std::move(remedy),
                                     .file = state.source.name()});
    };
    if (!state.seen[images_array] || !state.seen[categories_array]) {
        return fail(
            ErrorCode::wrong_kind,
            "this is not COCO ground truth: \"images\" or \"categories\" is missing",
            "Give an \"instances\" file with \"images\", \"annotations\" and \"categories\"");
    }
    const auto count_gone = [&](std::string_view kind, std::string_view message, std::size_t gone) {
        if (gone > 0) state.warnings.add_count(state.source.name(), kind, message, gone);
    };
    auto& images = state.images.images;
    auto& categories = state.categories.categories;
    count_gone("repeated-image-id", "of images with the same id the last one counts",
               sort_and_keep_last(images));
    count_gone("repeated-category-id", "of categories with the same id the last one counts",
               sort_and_keep_last(categories));
    if (categories.size() > max_classes) {
        return fail(
            ErrorCode::too_large,
            std::format("the file has {} categories, more than {}", categories.size(), max_classes),
            "Leave out categories that are not used");
    }
    const std::size_t annotations = state.annotations.annotations.size();
    if (annotations >= no_row) {
        return fail(ErrorCode::too_large, "the file has more than 4 billion annotations",
                    "Split it by images");
    }
    if (images.empty() && annotations > 0) {
        return fail(
            ErrorCode::mismatch,
            std::format("none of {} annotations has its image: \"images\" is empty", annotations),
            "Give the file with its list of images");
    }

    if (annotations == 0) {
        const std::string_view kind = kind_without_shape(state.task);
        if (const std::uint64_t without = state.warnings.count_of(kind); without > 0) {
            return fail(
                ErrorCode::wrong_kind,
                std::format("none of {} annotations has {}", without, needed_shape(state.task)),
                "Choose another task, or give a file that has them");
        }
    }

    Dataset dataset;
    dataset.classes = classes_from(categories);
    dataset.samples = samples_from(images, state.images.metadata, dataset.classes);
    if (annotations > 0) state.settle_ids();
    dataset.truth = state.truth(dataset.samples, dataset.classes);
    resolve_lines(state.warnings, state.source);
    return dataset;
}

Result<Dataset> read_coco_truth(const ByteSource& source, Warnings& warnings, Task task) {
    CocoTruthReader reader(source, warnings, task);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish();
    }
}

Result<Samples> read_coco_images(const ByteSource& source, Warnings& warnings) {
    CocoTruthReader reader(source, warnings);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish_images();
    }
}

}  // namespace errata
