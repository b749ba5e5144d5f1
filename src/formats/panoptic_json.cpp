#include "formats/panoptic_json.h"

#include <cmath>

#include "formats/coco_columns.h"
#include "formats/gzip.h"
#include "formats/json_records.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr std::size_t images_array = 0;
constexpr std::size_t categories_array = 1;
constexpr std::uint32_t largest_id = 0xFFFFFF;  // three bytes of a colour

class AnnotationsVisitor final : public TruthVisitor {
public:
    using TruthVisitor::TruthVisitor;

    void begin_record(std::uint64_t byte) override {
        byte_ = byte;
        record_ = {};
        has_image_ = has_segments_ = false;
    }
    void field(std::string_view key, json::Value& value) override {
        if (key == "image_id") {
            has_image_ = json::read_id(value, record_.id) == json::Read::ok;
        } else if (key == "file_name") {
            json::read_text(value, record_.file_name);
        } else if (key == "segments_info") {
            has_segments_ = read_segments(value);
        }
    }
    void end_record(std::string_view text) override {
        record_.place = static_cast<Row>(annotations.size());
        if (!has_segments_) {
            warn("annotation-without-segments",
                 "annotations without \"segments_info\" are left out", text);
        } else if (!has_image_ || record_.file_name.empty()) {
            warn("annotation-without-image",
                 "annotations without \"image_id\" or \"file_name\" are left out", text);
        } else {
            annotations.push_back(std::move(record_));
        }
    }

    std::vector<PanopticAnnotation> annotations;

private:
    bool read_segments(json::Value& value) {
        simdjson::ondemand::array list;
        if (!json::token_of(value).starts_with('[') ||
            value.get_array().get(list) != simdjson::SUCCESS) {
            return false;
        }
        record_.segments.clear();
        for (auto element : list) {
            simdjson::ondemand::object object;
            if (element.get_object().get(object) != simdjson::SUCCESS) return false;
            if (!read_segment(object)) return false;
        }
        return true;
    }
    bool read_segment(simdjson::ondemand::object& object) {
        SegmentRecord segment = {.category = {}, .place = segments_++};
        SourceId id;
        bool has_category = false;
        for (auto field : object) {
            std::string_view key;
            json::Value value;
            if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
                field.value().get(value) != simdjson::SUCCESS) {
                return false;
            }
            if (key == "id") json::read_id(value, id);
            if (key == "category_id") {
                has_category = json::read_id(value, segment.category) == json::Read::ok;
            }
            if (key == "iscrowd") json::read_flag(value, segment.crowd);
            if (key == "area") read_number(value, segment.area);
            if (key == "score") read_number(value, segment.score);
        }
        if (!id.is_number() || id.number < 1 || id.number > largest_id || !has_category) {
            warn("unusable-segment",
                 "segments without a category, or whose id is no number from 1 to 16777215, are "
                 "left out; their pixels are void",
                 to_string(id));
            return true;
        }
        segment.id = static_cast<std::uint32_t>(id.number);
        record_.segments.push_back(std::move(segment));
        return true;
    }
    static void read_number(json::Value& value, double& number) {
        double read = 0;
        if (json::read_double(value, read) == json::Read::ok) number = read;
    }

    PanopticAnnotation record_;
    Row segments_ = 0;
    bool has_image_ = false;
    bool has_segments_ = false;
};

}  // namespace

struct PanopticJsonReader::State final : RecordSink {
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
        if (array == images_array) {
            images.images.clear();
        } else if (array == categories_array) {
            categories.categories.clear();
        } else {
            annotations.annotations.clear();
        }
    }
    Result<void> block(std::size_t array, std::span<char> json, std::uint64_t byte) override {
        return json::visit_records(parser, source.name(), json, byte, visitor_of(array));
    }

    const ByteSource& source;
    Warnings& warnings;
    ImageVisitor images;
    CategoryVisitor categories;
    AnnotationsVisitor annotations;
    simdjson::ondemand::parser parser;
    std::unique_ptr<JsonRecords> records;
};

PanopticJsonReader::PanopticJsonReader(const ByteSource& source, Warnings& warnings)
    : state_(std::make_unique<State>(source, warnings)) {}
PanopticJsonReader::~PanopticJsonReader() = default;

std::uint64_t PanopticJsonReader::bytes_read() const {
    return state_->records ? state_->records->byte() : 0;
}

Result<bool> PanopticJsonReader::step() {
    State& state = *state_;
    if (!state.records) {
        auto stream = unpacked_stream_of(state.source);
        if (!stream) return std::unexpected(stream.error());
        state.records = std::make_unique<JsonRecords>(
            state.source.name(), *std::move(stream),
            std::vector<std::string_view>{"images", "categories", "annotations"});
    }
    auto more = state.records->step(state);
    if (!more) return std::unexpected(with_line(more.error(), state.source));
    return more;
}

Result<PanopticDocument> PanopticJsonReader::finish() {
    State& state = *state_;
    const std::string& file = state.source.name();
    PanopticDocument document = {.file = file,
                                 .images = std::move(state.images.images),
                                 .categories = std::move(state.categories.categories),
                                 .annotations = std::move(state.annotations.annotations)};
    resolve_lines(state.warnings, state.source);
    if (document.annotations.empty()) {
        return std::unexpected(
            Error{.code = ErrorCode::wrong_kind,
                  .message = "this is not COCO panoptic JSON: no annotation has \"image_id\", "
                             "\"file_name\" and \"segments_info\"",
                  .remedy = "Give the panoptic JSON that belongs to the folder of PNGs",
                  .file = file});
    }
    const auto count_gone = [&](std::string_view kind, std::string_view message, std::size_t gone) {
        if (gone > 0) state.warnings.add_count(file, kind, message, gone);
    };
    count_gone("repeated-image-id", "of images with the same id the last one counts",
               sort_and_keep_last(document.images));
    count_gone("repeated-category-id", "of categories with the same id the last one counts",
               sort_and_keep_last(document.categories));
    count_gone("repeated-annotation", "of annotations of the same image the last one counts",
               sort_and_keep_last(document.annotations));
    return document;
}

}  // namespace errata
