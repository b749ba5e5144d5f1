// The records of a COCO results file, put into columns.
//
// What it is for: the reader (coco_results.h) walks the document, in one place or in chunks, and hands records to a
// ResultSink. Records written alike are read by a RecordTemplate, all others by simdjson.
// What it does not do: make a Run of the columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/growing.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "data/task.h"
#include "formats/coco_shapes.h"
#include "formats/json_fields.h"
#include "formats/json_records.h"
#include "formats/metadata_cells.h"
#include "formats/record_template.h"

namespace errata {

struct ResultColumns {
    Growing<SampleSlot> sample;
    Growing<ClassSlot> cls;
    Growing<double> score;
    Growing<Box> box;
    Growing<Row> left_out;      // numbers of the records that are not in the columns, ascending
    std::uint64_t records = 0;  // all that were read

    // By task.
    Growing<double> area;
    Growing<char> mask_bytes;  // compressed run lengths, one after another
    Growing<std::uint64_t> mask_ends;
    Growing<std::uint32_t> mask_height;
    Growing<std::uint32_t> mask_width;
    Growing<Keypoint> keypoints;
    Growing<std::uint64_t> keypoint_ends;
    Growing<OrientedBox> oriented;
    MetadataBuilder metadata;

    void append(const ResultColumns& later);
    // Forgets the rows and keeps the memory.
    void clear();
};

struct WarningText {
    std::string_view kind;
    std::string_view message;
};
extern const WarningText without_score;
// What a prediction of that task cannot do without: its box, its mask, ...
const WarningText& without_shape(Task task);

// What of the ground truth the records are read with.
struct ResultContext {
    ResultContext(const std::string& file_name, const Dataset& of, Task task_of);

    const std::string& file;
    const Dataset& dataset;
    Task task;
    IdIndex sample_of;
    IdIndex class_of;
    std::vector<std::size_t> keypoints_of_class;  // how many a prediction must have; 0: any
};

// What is learned from the first records and holds for all.
struct LearnedForm {
    RecordTemplate record_template;
    // The reference's rule, made at the first record: where it has a box, areas are those of the boxes, else those of
    // the masks or of the keypoints' extent.
    bool is_decided = false;
    bool box_gives_area = false;
};

class ResultSink final : public RecordSink, private json::RecordVisitor {
public:
    // References must outlive the sink.
    ResultSink(const ResultContext& context, ResultColumns& columns, Warnings& warnings,
               bool use_template);

    // RecordSink
    void begin_array(std::size_t array) override;
    Result<void> block(std::size_t array, std::span<char> json, std::uint64_t byte) override;
    const char* take(std::size_t array, const char* begin, const char* end,
                     std::uint64_t byte) override;

    const LearnedForm& form() const { return form_; }
    void use_form(const LearnedForm& learned) { form_ = learned; }

private:
    // json::RecordVisitor
    void begin_record(std::uint64_t byte) override;
    void field(std::string_view key, json::Value& value) override;
    void end_record(std::string_view text) override;
    void not_an_object(std::string_view text, std::uint64_t byte) override;

    bool shape_field(std::string_view key, json::Value& value);
    void leave_out(const WarningText& why, std::uint64_t byte, std::string_view text);
    // The record's own place, or nothing where its image or class is unknown and it is left out.
    bool placed(std::uint32_t sample, std::uint32_t cls, std::uint64_t byte, std::string_view text);
    // Adds a sound record; `box` is null where the record has none. Each leaves out what is not sound after all.
    void add(std::uint32_t sample, std::uint32_t cls, const Box* box, double score,
             std::uint64_t byte, std::string_view text);
    void add_row(std::uint32_t sample, std::uint32_t cls, const Box& box, double score,
                 std::uint64_t byte, std::string_view text);
    bool add_mask(SampleSlot sample, const Box* box, Box& mask_box);
    bool add_keypoints(ClassSlot cls, const Box* box, Box& extent);
    std::uint32_t sample_slot(std::int64_t image);

    const ResultContext& context_;
    ResultColumns& columns_;
    Warnings& warnings_;
    bool use_template_;
    LearnedForm form_;
    TemplateValues values_;
    simdjson::ondemand::parser parser_;
    bool begun_[8] = {};
    bool may_learn_ = false;

    std::int64_t last_image_ = 0;
    std::uint32_t last_sample_ = IdIndex::none;

    // The record at hand.
    std::uint64_t byte_ = 0;
    SourceId image_;
    SourceId cls_;
    Box box_;
    double score_ = 0;
    bool has_image_ = false;
    bool has_class_ = false;
    json::Read box_status_ = json::Read::wrong_type;
    json::Read score_status_ = json::Read::wrong_type;
    json::Read shape_status_ = json::Read::wrong_type;
    Segmentation segmentation_;
    std::vector<double> keypoints_;
    OrientedBox oriented_;
    RunLengths runs_;
};

}  // namespace errata
