// The records of a COCO ground-truth file, one visitor per array.
//
// What it is for: the reader (coco_truth.h) walks the document and hands records to these.
// What it does not do: join records, sort them, or make masks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/growing.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "data/task.h"
#include "formats/coco_shapes.h"
#include "formats/json_fields.h"
#include "formats/metadata_cells.h"
#include "formats/record_template.h"

namespace errata {

struct ImageRecord {
    SourceId id;
    Row place = 0;  // in the file
    std::string name;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<double> negative_categories;  // LVIS: ids
    std::vector<double> not_exhaustive_categories;
    bool is_federated = false;  // has either list
};

struct CategoryRecord {
    SourceId id;
    std::string name;
    std::string group;
    std::uint8_t frequency = 0;           // LVIS: 'r', 'c', 'f'
    std::optional<bool> is_thing;         // panoptic: "isthing"
    std::string keypoint_names;           // one a line
    std::vector<std::uint32_t> skeleton;  // from 0
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

// What annotations say besides their boxes, of all rows; by task.
struct AnnotationShapes {
    SegmentationStore segmentation;
    Growing<std::uint8_t> has_box;  // masks: where not, it follows from the mask
    Growing<std::uint8_t> has_area;
    Growing<double> keypoints;           // x, y, visibility, ...
    Growing<std::size_t> keypoint_ends;  // of each row's
    Growing<double> labelled_keypoints;  // -1: not stated
    Growing<OrientedBox> oriented;
};

struct Annotations {
    AnnotationShapes shapes;
    RawIds id;
    RawIds image;
    RawIds category;
    Growing<Box> box;
    Growing<double> area;
    Growing<std::uint8_t> crowd;
    Growing<std::uint64_t> byte;
    Growing<std::size_t> without_id;  // rows
    MetadataBuilder metadata;

    std::size_t size() const { return box.size(); }
};

inline std::uint32_t pixels(double number) {
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
        url_.clear();
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
        } else if (key == "coco_url") {
            json::read_text(value, url_);
        } else if (key == "neg_category_ids") {
            record_.is_federated = true;
            json::Value list = value;
            read_numbers(list, record_.negative_categories);
        } else if (key == "not_exhaustive_category_ids") {
            record_.is_federated = true;
            json::Value list = value;
            read_numbers(list, record_.not_exhaustive_categories);
        } else if (key != "flickr_url") {
            json::add_cells(key, value, images.size(), metadata);
        }
    }
    void end_record(std::string_view text) override {
        if (record_.name.empty()) record_.name = path_in_url();
        record_.place = static_cast<Row>(images.size());
        if (has_id_) {
            images.push_back(std::move(record_));
        } else {
            metadata.take_back(images.size());
            warn("image-without-id", "images without a usable \"id\" are left out", text);
        }
    }

    std::vector<ImageRecord> images;
    MetadataBuilder metadata;  // by ImageRecord::place

private:
    // LVIS names images by their address alone: folder and file of it.
    std::string path_in_url() const {
        const std::size_t file = url_.rfind('/');
        if (file == std::string::npos || file == 0) return {};
        const std::size_t folder = url_.rfind('/', file - 1);
        return url_.substr(folder == std::string::npos ? 0 : folder + 1);
    }

    ImageRecord record_;
    std::string url_;
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
        } else if (key == "frequency") {
            std::string word;
            if (json::read_text(value, word) == json::Read::ok && word.size() == 1) {
                record_.frequency = static_cast<std::uint8_t>(word[0]);
            }
        } else if (key == "isthing") {
            bool is_thing = false;
            if (json::read_flag(value, is_thing) == json::Read::ok) record_.is_thing = is_thing;
        } else if (key == "keypoints") {
            read_names(value);
        } else if (key == "skeleton") {
            read_skeleton(value);
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
    void read_names(json::Value& value) {
        simdjson::ondemand::array names;
        if (!json::token_of(value).starts_with('[') ||
            value.get_array().get(names) != simdjson::SUCCESS) {
            return;
        }
        for (auto element : names) {
            json::Value name;
            std::string text;
            if (element.get(name) != simdjson::SUCCESS) return;
            json::read_text(name, text);
            record_.keypoint_names += (record_.keypoint_names.empty() ? "" : "\n") + text;
        }
    }
    void read_skeleton(json::Value& value) {
        simdjson::ondemand::array edges;
        if (!json::token_of(value).starts_with('[') ||
            value.get_array().get(edges) != simdjson::SUCCESS) {
            return;
        }
        std::vector<double> ends;
        for (auto element : edges) {
            json::Value edge;
            if (element.get(edge) != simdjson::SUCCESS) return;
            // Pairs of keypoints, counted from 1.
            if (read_numbers(edge, ends) != json::Read::ok || ends.size() != 2) continue;
            if (!(ends[0] >= 1 && ends[1] >= 1 && ends[0] < 1e6 && ends[1] < 1e6)) continue;
            for (const double end : ends) {
                record_.skeleton.push_back(static_cast<std::uint32_t>(end) - 1);
            }
        }
    }

    CategoryRecord record_;
    bool has_id_ = false;
};

class AnnotationVisitor final : public TruthVisitor {
public:
    AnnotationVisitor(const std::string& file, Warnings& warnings, Task task)
        : TruthVisitor(file, warnings), task_(task), template_(fields_of(task)) {}

    void begin_record(std::uint64_t byte) override {
        byte_ = byte;
        id_ = image_ = category_ = {};
        has_id_ = has_image_ = has_category_ = crowd_ = false;
        box_status_ = area_status_ = shape_status_ = json::Read::wrong_type;
        labelled_keypoints_ = -1;
    }
    void field(std::string_view key, json::Value& value) override {
        if (task_ != Task::boxes && shape_field(key, value)) return;
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
        } else if (is_object_cell(key)) {
            json::add_cells(key, value, annotations.size(), annotations.metadata);
        }
    }
    void end_record(std::string_view text) override {
        const std::size_t row = annotations.size();
        add_if_sound(text);
        if (annotations.size() == row) annotations.metadata.take_back(row);
    }

    // As RecordSink::take().
    const char* take(const char* begin, const char* end, std::uint64_t byte) {
        const char* p = begin;
        if (!template_.learned()) return p;
        values_.list.resize(template_.list_size());
        values_.cells.resize(template_.cells().size());
        values_.integers = {};
        while (p < end) {
            const char* const next = template_.read(p, end, values_);
            const auto& [x, y, width, height] = values_.box;
            // Sizes that need a warning take the other way.
            if (next == nullptr || width < 0 || height < 0) break;
            byte_ = byte + static_cast<std::uint64_t>(p - begin);
            id_ = {.number = values_.integers[0], .text = {}};
            image_ = {.number = values_.integers[1], .text = {}};
            category_ = {.number = values_.integers[2], .text = {}};
            crowd_ = values_.integers[3] != 0;
            area_ = values_.numbers[0];
            box_ = {.x = x, .y = y, .width = width, .height = height};
            has_box_ = has_area_ = true;
            labelled_keypoints_ = static_cast<double>(values_.integers[4]);
            const auto exchange = [this] {
                if (task_ == Task::masks) std::swap(segmentation_, values_.segmentation);
                if (task_ == Task::keypoints) std::swap(keypoints_, values_.list);
            };
            exchange();
            add_cells(template_.cells(), values_.cells, annotations.size(), annotations.metadata);
            add();
            exchange();
            p = next;
        }
        return p;
    }
    void learn_from_next() { may_learn_ = task_ != Task::oriented; }

    Annotations annotations;

private:
    void add_if_sound(std::string_view text) {
        using json::Read;
        if (!has_image_ || !has_category_) {
            return warn("annotation-without-ids",
                        "annotations without a usable \"image_id\" or \"category_id\" are left out",
                        text);
        }
        if (box_status_ == Read::not_finite || area_status_ == Read::not_finite ||
            shape_status_ == Read::not_finite) {
            return warn("not-finite",
                        "annotations with a box, area or shape that is not finite are left out",
                        text);
        }
        if (task_ != Task::boxes && shape_status_ != Read::ok) return warn_without_shape(text);
        if (task_ == Task::oriented && box_status_ != Read::ok) {
            box_ = enclosing_box(oriented_);
            box_status_ = Read::ok;
            if (area_status_ != Read::ok) area_ = area_of(oriented_);
            area_status_ = Read::ok;
        }
        if (box_status_ != Read::ok && task_ != Task::masks) {
            return warn("annotation-without-box",
                        "annotations without a \"bbox\" of four numbers are left out", text);
        }
        has_box_ = box_status_ == Read::ok;
        has_area_ = area_status_ == Read::ok;
        if (box_status_ == Read::ok && (box_.width < 0 || box_.height < 0)) {
            warn("negative-size",
                 "boxes of negative width or height are kept, as the reference does: they overlap "
                 "nothing",
                 text);
        }
        if (area_status_ != Read::ok && task_ == Task::masks) {
            warn("annotation-without-area", "annotations without an \"area\" get that of the mask",
                 text);
        } else if (area_status_ != Read::ok) {
            area_ = box_.area();
            warn("annotation-without-area",
                 "annotations without an \"area\" get width times height", text);
        }
        if (!has_id_) {
            annotations.without_id.push(annotations.size());
            warn("annotation-without-id",
                 "annotations without a usable \"id\" are kept and get the next free one", text);
        }
        if (may_learn_) {
            may_learn_ = false;
            template_.learn(text);
        }
        add();
    }

    // Reads what the task needs besides boxes; true where the field was one of those.
    bool shape_field(std::string_view key, json::Value& value) {
        if (task_ == Task::masks && key == "segmentation") {
            shape_status_ = read_segmentation(value, segmentation_);
        } else if (task_ == Task::keypoints && key == "keypoints") {
            shape_status_ = read_numbers(value, keypoints_);
            if (keypoints_.empty() || keypoints_.size() % 3 != 0) {
                shape_status_ = json::Read::wrong_type;
            }
        } else if (task_ == Task::keypoints && key == "num_keypoints") {
            json::read_double(value, labelled_keypoints_);
        } else if (task_ == Task::oriented && (key == "rbox" || key == "poly" || key == "bbox")) {
            return oriented_field(key, value);
        } else {
            return false;
        }
        return true;
    }
    // A "bbox" of four numbers is an ordinary one.
    bool oriented_field(std::string_view key, json::Value& value) {
        const auto form = key == "rbox"   ? OrientedForm::centre_radians
                          : key == "poly" ? OrientedForm::corners
                                          : OrientedForm::centre_degrees;
        std::vector<double> numbers;
        const json::Read read = read_numbers(value, numbers);
        if (key == "bbox" && numbers.size() == 4) {
            box_ = {.x = numbers[0], .y = numbers[1], .width = numbers[2], .height = numbers[3]};
            box_status_ = read;
        } else if (oriented_box_of(numbers, form, oriented_)) {
            shape_status_ = read;
        }
        return true;
    }
    void warn_without_shape(std::string_view text) {
        if (task_ == Task::masks) {
            warn("annotation-without-mask",
                 "annotations without a \"segmentation\" of polygons or run lengths are left out",
                 text);
        } else if (task_ == Task::keypoints) {
            warn("annotation-without-keypoints",
                 "annotations without \"keypoints\" (x, y, visibility for each) are left out",
                 text);
        } else {
            warn(
                "annotation-without-oriented-box",
                "annotations without a \"rbox\", a \"poly\" or a \"bbox\" of five numbers are left "
                "out",
                text);
        }
    }
    void add() {
        add_shape();
        annotations.id.push(std::move(id_));
        annotations.image.push(std::move(image_));
        annotations.category.push(std::move(category_));
        annotations.box.push(box_);
        annotations.area.push(area_);
        annotations.crowd.push(crowd_ ? 1 : 0);
        annotations.byte.push(byte_);
    }

    void add_shape() {
        AnnotationShapes& shapes = annotations.shapes;
        if (task_ == Task::masks) {
            shapes.segmentation.push(segmentation_);
            shapes.has_box.push(has_box_ ? 1 : 0);
            shapes.has_area.push(has_area_ ? 1 : 0);
        } else if (task_ == Task::keypoints) {
            shapes.keypoints.append(keypoints_);
            shapes.keypoint_ends.push(shapes.keypoints.size());
            shapes.labelled_keypoints.push(labelled_keypoints_);
        } else if (task_ == Task::oriented) {
            shapes.oriented.push(oriented_);
        }
    }
    static TemplateFields fields_of(Task task) {
        TemplateFields fields = {.integers = {"id", "image_id", "category_id", "iscrowd"},
                                 .numbers = {"area"},
                                 .box = "bbox",
                                 .optional = "iscrowd",
                                 .is_cell = is_object_cell};
        if (task == Task::masks) fields.segmentation = "segmentation";
        if (task == Task::keypoints) {
            fields.integers.push_back("num_keypoints");
            fields.list = "keypoints";
        }
        return fields;
    }

    Task task_;
    RecordTemplate template_;
    TemplateValues values_;
    bool may_learn_ = false;

    // The record at hand.
    Segmentation segmentation_;
    std::vector<double> keypoints_;
    double labelled_keypoints_ = -1;
    OrientedBox oriented_;
    bool has_box_ = false;
    bool has_area_ = false;
    json::Read shape_status_ = json::Read::wrong_type;
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

}  // namespace errata
