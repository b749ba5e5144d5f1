#include "formats/coco_truth.h"

#include <algorithm>
#include <bit>
#include <format>
#include <numeric>
#include <span>
#include <unordered_set>
#include <utility>

#include "formats/gzip.h"
#include "formats/json_fields.h"
#include "formats/json_records.h"
#include "formats/record_template.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr std::size_t images_array = 0;
constexpr std::size_t annotations_array = 1;
constexpr std::size_t categories_array = 2;

struct ImageRecord {
    SourceId id;
    std::string name;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

struct CategoryRecord {
    SourceId id;
    std::string name;
    std::string group;
};

// Ids as they come, mostly numbers.
struct RawIds {
    Growing<std::int64_t> numbers;
    std::unordered_map<std::size_t, std::string> texts;  // by row

    void push(SourceId&& id) {
        if (!id.is_number()) texts.emplace(numbers.size(), std::move(id.text));
        numbers.push(id.number);
    }
    SourceId operator[](std::size_t row) const {
        const auto found = texts.find(row);
        return {.number = numbers[row],
                .text = found == texts.end() ? std::string() : found->second};
    }
    std::uint32_t slot_in(const IdIndex& index, std::size_t row) const {
        return texts.empty() ? index.find(numbers[row]) : index.find((*this)[row]);
    }
};

struct Annotations {
    RawIds id;
    RawIds image;
    RawIds category;
    Growing<Box> box;
    Growing<double> area;
    Growing<std::uint8_t> crowd;
    Growing<std::uint64_t> byte;
    Growing<std::size_t> without_id;  // rows

    std::size_t size() const { return box.size(); }
};

std::uint32_t pixels(double number) {
    return number >= 0 && number < 0x1p32 ? static_cast<std::uint32_t>(number) : 0;
}

// What the visitors of the three arrays share: the values of the record at hand, and how to complain.
class TruthVisitor : public json::RecordVisitor {
public:
    TruthVisitor(const std::string& file, Warnings& warnings) : file_(file), warnings_(warnings) {}

    void not_an_object(std::string_view text, std::uint64_t byte) override {
        warnings_.add(file_, "not-an-object", "records that are no JSON objects are left out", byte,
                      text);
    }

protected:
    void warn(std::string_view kind, std::string_view message, std::string_view text = {}) {
        warnings_.add(file_, kind, message, byte_, text);
    }

    const std::string& file_;
    Warnings& warnings_;
    std::uint64_t byte_ = 0;
};

class ImageVisitor final : public TruthVisitor {
public:
    using TruthVisitor::TruthVisitor;

    void begin_record(std::uint64_t byte) override {
        byte_ = byte;
        record_ = {};
        has_id_ = false;
    }
    void field(std::string_view key, json::Value& value) override {
        double number = 0;
        if (key == "id") {
            has_id_ = json::read_id(value, record_.id) == json::Read::ok;
        } else if (key == "file_name") {
            json::read_text(value, record_.name);
        } else if (key == "width") {
            if (json::read_double(value, number) == json::Read::ok) record_.width = pixels(number);
        } else if (key == "height") {
            if (json::read_double(value, number) == json::Read::ok) record_.height = pixels(number);
        }
    }
    void end_record(std::string_view text) override {
        if (has_id_) {
            images.push_back(std::move(record_));
        } else {
            warn("image-without-id", "images without a usable \"id\" are left out", text);
        }
    }

    std::vector<ImageRecord> images;

private:
    ImageRecord record_;
    bool has_id_ = false;
};

class CategoryVisitor final : public TruthVisitor {
public:
    using TruthVisitor::TruthVisitor;

    void begin_record(std::uint64_t byte) override {
        byte_ = byte;
        record_ = {};
        has_id_ = false;
    }
    void field(std::string_view key, json::Value& value) override {
        if (key == "id") {
            has_id_ = json::read_id(value, record_.id) == json::Read::ok;
        } else if (key == "name") {
            json::read_text(value, record_.name);
        } else if (key == "supercategory") {
            json::read_text(value, record_.group);
        }
    }
    void end_record(std::string_view text) override {
        if (!has_id_) {
            warn("category-without-id", "categories without a usable \"id\" are left out", text);
            return;
        }
        if (record_.name.empty()) record_.name = to_string(record_.id);
        categories.push_back(std::move(record_));
    }

    std::vector<CategoryRecord> categories;

private:
    CategoryRecord record_;
    bool has_id_ = false;
};

class AnnotationVisitor final : public TruthVisitor {
public:
    using TruthVisitor::TruthVisitor;

    void begin_record(std::uint64_t byte) override {
        byte_ = byte;
        id_ = image_ = category_ = {};
        has_id_ = has_image_ = has_category_ = crowd_ = false;
        box_status_ = area_status_ = json::Read::wrong_type;
    }
    void field(std::string_view key, json::Value& value) override {
        if (key == "id") {
            has_id_ = json::read_id(value, id_) == json::Read::ok;
        } else if (key == "image_id") {
            has_image_ = json::read_id(value, image_) == json::Read::ok;
        } else if (key == "category_id") {
            has_category_ = json::read_id(value, category_) == json::Read::ok;
        } else if (key == "bbox") {
            box_status_ = json::read_box(value, box_);
        } else if (key == "area") {
            area_status_ = json::read_double(value, area_);
        } else if (key == "iscrowd") {
            json::read_flag(value, crowd_);
        }
    }
    void end_record(std::string_view text) override {
        using json::Read;
        if (may_learn_) {
            may_learn_ = false;
            template_.learn(text);
        }
        if (!has_image_ || !has_category_) {
            return warn("annotation-without-ids",
                        "annotations without a usable \"image_id\" or \"category_id\" are left out",
                        text);
        }
        if (box_status_ == Read::not_finite || area_status_ == Read::not_finite) {
            return warn("not-finite",
                        "annotations with a box or area that is not finite are left out", text);
        }
        if (box_status_ != Read::ok) {
            return warn("annotation-without-box",
                        "annotations without a \"bbox\" of four numbers are left out", text);
        }
        if (box_.width < 0 || box_.height < 0) {
            warn("negative-size",
                 "boxes of negative width or height are kept, as the reference does: they overlap "
                 "nothing",
                 text);
        }
        if (area_status_ != Read::ok) {
            area_ = box_.area();
            warn("annotation-without-area",
                 "annotations without an \"area\" get width times height", text);
        }
        if (!has_id_) {
            annotations.without_id.push(annotations.size());
            warn("annotation-without-id",
                 "annotations without a usable \"id\" are kept and get the next free one", text);
        }
        add();
    }

    // As RecordSink::take().
    const char* take(const char* begin, const char* end, std::uint64_t byte) {
        const char* p = begin;
        if (!template_.learned()) return p;
        TemplateValues values;
        while (p < end) {
            const char* const next = template_.read(p, end, values);
            const auto& [x, y, width, height] = values.box;
            // Sizes that need a warning take the other way.
            if (next == nullptr || width < 0 || height < 0) break;
            byte_ = byte + static_cast<std::uint64_t>(p - begin);
            id_ = {.number = values.integers[0], .text = {}};
            image_ = {.number = values.integers[1], .text = {}};
            category_ = {.number = values.integers[2], .text = {}};
            crowd_ = values.integers[3] != 0;
            area_ = values.numbers[0];
            box_ = {.x = x, .y = y, .width = width, .height = height};
            add();
            p = next;
        }
        return p;
    }
    void learn_from_next() { may_learn_ = true; }

    Annotations annotations;

private:
    void add() {
        annotations.id.push(std::move(id_));
        annotations.image.push(std::move(image_));
        annotations.category.push(std::move(category_));
        annotations.box.push(box_);
        annotations.area.push(area_);
        annotations.crowd.push(crowd_ ? 1 : 0);
        annotations.byte.push(byte_);
    }

    RecordTemplate template_{{.integers = {"id", "image_id", "category_id", "iscrowd"},
                              .numbers = {"area"},
                              .box = "bbox",
                              .optional = "iscrowd"}};
    bool may_learn_ = false;
    SourceId id_;
    SourceId image_;
    SourceId category_;
    Box box_;
    double area_ = 0;
    bool has_id_ = false;
    bool has_image_ = false;
    bool has_category_ = false;
    bool crowd_ = false;
    json::Read box_status_ = json::Read::wrong_type;
    json::Read area_status_ = json::Read::wrong_type;
};

// Sorts by id and keeps the last of each; returns how many went.
template <typename Record>
std::size_t sort_and_keep_last(std::vector<Record>& records) {
    std::ranges::stable_sort(records, {}, &Record::id);
    std::vector<Record> kept;
    for (std::size_t i = 0; i < records.size(); ++i) {
        if (i + 1 == records.size() || records[i].id != records[i + 1].id) {
            kept.push_back(std::move(records[i]));
        }
    }
    const std::size_t gone = records.size() - kept.size();
    records = std::move(kept);
    return gone;
}

template <typename Record>
IdColumn ids_of(const std::vector<Record>& records) {
    std::vector<SourceId> ids;
    ids.reserve(records.size());
    for (const Record& record : records) ids.push_back(record.id);
    return IdColumn(ids);
}

Samples samples_from(const std::vector<ImageRecord>& images) {
    TextColumnBuilder names;
    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    for (const ImageRecord& image : images) {
        names.push(image.name);
        width.push(image.width);
        height.push(image.height);
    }
    return {.ids = ids_of(images),
            .names = std::move(names).build(),
            .width = Column<std::uint32_t>(std::move(width)),
            .height = Column<std::uint32_t>(std::move(height))};
}

Classes classes_from(const std::vector<CategoryRecord>& categories) {
    TextColumnBuilder names;
    TextColumnBuilder groups;
    for (const CategoryRecord& category : categories) {
        names.push(category.name);
        groups.push(category.group);
    }
    return {.ids = ids_of(categories),
            .names = std::move(names).build(),
            .groups = std::move(groups).build()};
}

}  // namespace

struct CocoTruthReader::State final : RecordSink {
    State(const ByteSource& from, Warnings& into)
        : source(from),
          warnings(into),
          images(source.name(), warnings),
          categories(source.name(), warnings),
          annotations(source.name(), warnings) {}

    json::RecordVisitor& visitor_of(std::size_t array) {
        if (array == images_array) return images;
        if (array == categories_array) return categories;
        return annotations;
    }
    void begin_array(std::size_t array) override {
        seen[array] = true;
        if (array == images_array) images.images.clear();
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

    const ByteSource& source;
    Warnings& warnings;
    ImageVisitor images;
    CategoryVisitor categories;
    AnnotationVisitor annotations;
    bool seen[3] = {};
    simdjson::ondemand::parser parser;
    std::unique_ptr<JsonRecords> records;
};

CocoTruthReader::CocoTruthReader(const ByteSource& source, Warnings& warnings)
    : state_(std::make_unique<State>(source, warnings)) {}
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
    return truth;
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

    Dataset dataset;
    dataset.samples = samples_from(images);
    dataset.classes = classes_from(categories);
    if (annotations > 0) state.settle_ids();
    dataset.truth = state.truth(dataset.samples, dataset.classes);
    resolve_lines(state.warnings, state.source);
    return dataset;
}

Result<Dataset> read_coco_truth(const ByteSource& source, Warnings& warnings) {
    CocoTruthReader reader(source, warnings);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish();
    }
}

}  // namespace errata
