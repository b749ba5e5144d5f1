#include "formats/sniff.h"

#include <array>
#include <string>

#include "formats/gzip.h"
#include "formats/json_fields.h"
#include "formats/json_records.h"
#include "formats/labels_table.h"
#include "formats/spans_table.h"
#include "formats/text_places.h"

namespace errata {

namespace {

bool is_image(std::string_view head) {
    using namespace std::string_view_literals;
    for (const std::string_view magic :
         {"\xFF\xD8\xFF"sv, "\x89PNG"sv, "GIF8"sv, "BM"sv, "II*\0"sv, "MM\0*"sv}) {
        if (head.starts_with(magic)) return true;
    }
    if (head.size() < 12) return false;
    const bool is_webp = head.starts_with("RIFF") && head.substr(8, 4) == "WEBP";
    const std::string_view brand = head.substr(8, 4);
    const bool is_avif = head.substr(4, 4) == "ftyp" &&
                         (brand == "avif" || brand == "avis" || brand == "heic" || brand == "mif1");
    return is_webp || is_avif;
}

// By the type of colours in its header.
MapPixels map_of_png(std::string_view head) {
    constexpr std::size_t type_byte = 25;
    if (!head.starts_with("\x89PNG") || head.size() <= type_byte) return MapPixels::none;
    const bool is_values = head[type_byte] == 0 || head[type_byte] == 3;
    return is_values ? MapPixels::values : MapPixels::colours;
}

constexpr std::array<std::string_view, 7> arrays = {
    "images", "categories", root_array, "annotations", "predictions", "results", "detections"};
constexpr std::size_t truth_arrays = 2;  // the first ones tell by their name

// Decides at the first array that tells.
class Sniffer final : public RecordSink, private json::RecordVisitor {
public:
    explicit Sniffer(const std::string& name) : name_(name) {}

    FileKind kind = FileKind::unknown;

    // Whether its records are those of detections, and not merely rows with an id and a score.
    bool has_detections() const { return has_class_id_ || has_box_ || task() != Task::boxes; }

    Task task() const {
        if (has_keypoints_) return Task::keypoints;
        if (has_mask_) return Task::masks;
        return has_oriented_ ? Task::oriented : Task::boxes;
    }

    void begin_array(std::size_t array) override {
        if (array < truth_arrays) kind = FileKind::truth;
    }
    Result<void> block(std::size_t array, std::span<char> json, std::uint64_t byte) override {
        if (kind != FileKind::unknown) return {};
        const auto visited = json::visit_records(parser_, name_, json, byte, *this);
        if (!visited) return visited;
        const bool by_itself = arrays[array] == root_array;
        if (has_score_ || (by_itself && has_image_)) {
            kind = FileKind::predictions;
        } else if (arrays[array] == "annotations") {
            kind = FileKind::truth;
        }
        return {};
    }

private:
    void begin_record(std::uint64_t) override {}
    void field(std::string_view key, json::Value&) override {
        has_score_ = has_score_ || key == "score";
        has_image_ = has_image_ || key == "image_id";
        has_class_id_ = has_class_id_ || key == "category_id";
        has_box_ = has_box_ || key == "bbox";
        has_mask_ = has_mask_ || key == "segmentation";
        has_keypoints_ = has_keypoints_ || key == "keypoints";
        has_oriented_ = has_oriented_ || key == "rbox" || key == "poly";
    }
    void end_record(std::string_view) override {}
    void not_an_object(std::string_view, std::uint64_t) override {}

    const std::string& name_;
    simdjson::ondemand::parser parser_;
    bool has_score_ = false;
    bool has_image_ = false;
    bool has_class_id_ = false;
    bool has_box_ = false;
    bool has_mask_ = false;
    bool has_keypoints_ = false;
    bool has_oriented_ = false;
};

Error neither(const ByteSource& source) {
    return {.code = ErrorCode::wrong_kind,
            .message = "this JSON is neither COCO ground truth nor COCO results",
            .remedy =
                "Give a file with \"images\", \"annotations\" and \"categories\", or an "
                "array of records with \"image_id\", \"category_id\", \"bbox\" and "
                "\"score\"; of classes, texts or values a table with ids and labels",
            .file = source.name()};
}

// Looks at the first annotation.
class SegmentsSniffer final : public RecordSink, private json::RecordVisitor {
public:
    explicit SegmentsSniffer(const std::string& name) : name_(name) {}

    bool looked = false;
    bool has_segments = false;

    void begin_array(std::size_t) override {}
    Result<void> block(std::size_t, std::span<char> json, std::uint64_t byte) override {
        if (looked) return {};
        looked = true;
        return json::visit_records(parser_, name_, json, byte, *this);
    }

private:
    void begin_record(std::uint64_t) override {}
    void field(std::string_view key, json::Value&) override {
        has_segments = has_segments || key == "segments_info";
    }
    void end_record(std::string_view) override {}
    void not_an_object(std::string_view, std::uint64_t) override {}

    const std::string& name_;
    simdjson::ondemand::parser parser_;
};

// COCO's files.
Result<Sniffed> sniff_coco(const ByteSource& source) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    JsonRecords records(source.name(), *std::move(stream), {arrays.begin(), arrays.end()});
    Sniffer sniffer(source.name());
    while (sniffer.kind == FileKind::unknown) {
        const auto more = records.step(sniffer);
        if (sniffer.kind != FileKind::unknown)
            break;  // what is broken behind is the reader's to say
        if (!more) return std::unexpected(with_line(more.error(), source));
        if (!*more) break;
    }
    const bool is_table = sniffer.kind == FileKind::predictions && !sniffer.has_detections();
    if (is_table && sniff_labels(source)) return std::unexpected(neither(source));
    if (sniffer.kind != FileKind::unknown) {
        return Sniffed{.kind = sniffer.kind, .task = sniffer.task()};
    }
    // An empty array holds no predictions, but is a results file like any other.
    if (records.met_an_array() && !records.is_object())
        return Sniffed{.kind = FileKind::predictions};
    return std::unexpected(neither(source));
}

}  // namespace

std::string_view name_of(FileKind kind) {
    switch (kind) {
        case FileKind::truth: return "ground truth";
        case FileKind::predictions: return "predictions";
        case FileKind::pool: return "pool";
        case FileKind::pool_predictions: return "predictions on the pool";
        case FileKind::image: return "image";
        case FileKind::unknown: return "unknown";
    }
    return "unknown";
}

std::string_view id_of(FileKind kind) {
    switch (kind) {
        case FileKind::truth: return "truth";
        case FileKind::predictions: return "predictions";
        case FileKind::pool: return "pool";
        case FileKind::pool_predictions: return "pool_predictions";
        case FileKind::image: return "image";
        case FileKind::unknown: break;
    }
    return "unknown";
}

std::optional<FileKind> kind_of_id(std::string_view id) {
    for (const FileKind kind : file_kinds) {
        if (id == id_of(kind)) return kind;
    }
    return std::nullopt;
}

Result<Sniffed> sniff(const ByteSource& source) {
    std::array<char, 32> bytes = {};
    const auto got = source.read_at(0, bytes);
    if (!got) return std::unexpected(got.error());
    const std::string_view head(bytes.data(), *got);
    if (is_image(head)) return Sniffed{.kind = FileKind::image, .map = map_of_png(head)};

    const auto coco = sniff_coco(source);
    if (coco) return coco;
    if (sniff_spans(source)) return Sniffed{.kind = FileKind::truth, .task = Task::spans};
    if (const auto labels = sniff_labels(source)) {
        const bool is_truth = labels->role == LabelRole::truth;
        return Sniffed{.kind = is_truth ? FileKind::truth : FileKind::predictions,
                       .task = labels->task};
    }
    return coco;
}

namespace {

// What the first annotations show.
SegmentsSniffer first_annotations(const ByteSource& source) {
    SegmentsSniffer sniffer(source.name());
    auto stream = unpacked_stream_of(source);
    if (!stream) return sniffer;
    JsonRecords records(source.name(), *std::move(stream), {"annotations"});
    while (!sniffer.looked) {
        const auto more = records.step(sniffer);
        if (!more || !*more) break;  // what is broken is the reader's to say
    }
    return sniffer;
}

}  // namespace

bool has_segments(const ByteSource& source) { return first_annotations(source).has_segments; }

bool has_annotations(const ByteSource& source) { return first_annotations(source).looked; }

}  // namespace errata
