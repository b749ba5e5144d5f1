#include "formats/coco_results_records.h"

#include <algorithm>
#include <utility>

namespace errata {

namespace {

constexpr WarningText without_ids = {
    "prediction-without-ids",
    "predictions without a usable \"image_id\" or \"category_id\" are left out"};
constexpr WarningText without_box = {"prediction-without-box",
                                     "predictions without a \"bbox\" of four numbers are left out"};
constexpr WarningText without_mask = {
    "prediction-without-mask",
    "predictions without a \"segmentation\" of run lengths or polygons are left out"};
constexpr WarningText without_keypoints = {
    "prediction-without-keypoints",
    "predictions without \"keypoints\" (x, y, score for each) are left out"};
constexpr WarningText without_oriented = {
    "prediction-without-oriented-box",
    "predictions without a \"rbox\", a \"poly\" or a \"bbox\" of five numbers are left out"};
constexpr WarningText broken_mask = {
    "broken-mask", "predictions whose run lengths do not cover their \"size\" are left out"};
constexpr WarningText wrong_keypoints = {
    "wrong-number-of-keypoints",
    "predictions with another number of keypoints than their class has are left out"};
constexpr WarningText not_finite = {
    "not-finite", "predictions with a box, shape or score that is not finite are left out"};
constexpr WarningText unknown_image = {
    "unknown-image", "predictions of images that the ground truth does not list are left out"};
constexpr WarningText unknown_class = {
    "unknown-class", "predictions of classes that the ground truth does not list are left out"};
constexpr WarningText negative_size = {
    "negative-size",
    "boxes of negative width or height are kept, as the reference does: they overlap nothing"};

template <typename T>
void append_ends(Growing<T>& ends, const Growing<T>& later, std::size_t values_before) {
    for (const T end : later) ends.push(static_cast<T>(values_before) + end);
}

TemplateFields fields_of(Task task) {
    TemplateFields fields = {
        .integers = {"image_id", "category_id"}, .numbers = {"score"}, .box = "bbox"};
    if (task == Task::masks) fields.segmentation = "segmentation";
    if (task == Task::keypoints) fields.list = "keypoints";
    fields.box_is_optional = task == Task::masks || task == Task::keypoints;
    fields.is_cell = is_object_cell;
    return fields;
}

}  // namespace

const WarningText without_score = {"prediction-without-score",
                                   "predictions without a numeric \"score\" are left out"};

const WarningText& without_shape(Task task) {
    if (task == Task::masks) return without_mask;
    if (task == Task::keypoints) return without_keypoints;
    return task == Task::oriented ? without_oriented : without_box;
}

void ResultColumns::append(const ResultColumns& later) {
    metadata.append(later.metadata, sample.size());
    sample.append(later.sample.span());
    cls.append(later.cls.span());
    score.append(later.score.span());
    box.append(later.box.span());
    for (const Row record : later.left_out) left_out.push(static_cast<Row>(records + record));
    records += later.records;
    area.append(later.area.span());
    append_ends(mask_ends, later.mask_ends, mask_bytes.size());
    mask_bytes.append(later.mask_bytes.span());
    mask_height.append(later.mask_height.span());
    mask_width.append(later.mask_width.span());
    append_ends(keypoint_ends, later.keypoint_ends, keypoints.size());
    keypoints.append(later.keypoints.span());
    oriented.append(later.oriented.span());
}

void ResultColumns::clear() {
    sample.truncate(0);
    cls.truncate(0);
    score.truncate(0);
    box.truncate(0);
    left_out.truncate(0);
    records = 0;
    area.truncate(0);
    mask_bytes.truncate(0);
    mask_ends.truncate(0);
    mask_height.truncate(0);
    mask_width.truncate(0);
    keypoints.truncate(0);
    keypoint_ends.truncate(0);
    oriented.truncate(0);
    metadata = {};
}

ResultContext::ResultContext(const std::string& file_name, const Dataset& of, Task task_of)
    : file(file_name),
      dataset(of),
      task(task_of),
      sample_of(of.samples.ids),
      class_of(of.classes.ids),
      keypoints_of_class(of.classes.size(), 0) {
    const GroundTruth& truth = of.truth;
    for (Row row = 0; row < truth.keypoints.size(); ++row) {
        keypoints_of_class[truth.cls[row]] = truth.keypoints[row].size();
    }
}

ResultSink::ResultSink(const ResultContext& context, ResultColumns& columns, Warnings& warnings,
                       bool use_template)
    : context_(context),
      columns_(columns),
      warnings_(warnings),
      use_template_(use_template),
      form_({.record_template = RecordTemplate(fields_of(context.task))}) {}

void ResultSink::begin_array(std::size_t array) {
    // A key that comes again replaces what came under it before, as in Python.
    if (std::exchange(begun_[array], true)) columns_ = {};
}

Result<void> ResultSink::block(std::size_t, std::span<char> json, std::uint64_t byte) {
    may_learn_ = use_template_ && context_.task != Task::oriented;
    return json::visit_records(parser_, context_.file, json, byte, *this);
}

const char* ResultSink::take(std::size_t, const char* begin, const char* end, std::uint64_t byte) {
    const char* p = begin;
    const RecordTemplate& records = form_.record_template;
    if (!records.learned()) return p;
    values_.list.resize(records.list_size());
    values_.cells.resize(records.cells().size());
    while (p < end) {
        const char* const next = records.read(p, end, values_);
        if (next == nullptr) break;
        const std::uint64_t place = byte + static_cast<std::uint64_t>(p - begin);
        const auto& [x, y, width, height] = values_.box;
        const Box box = {.x = x, .y = y, .width = width, .height = height};
        const std::uint32_t sample = sample_slot(values_.integers[0]);
        const std::uint32_t cls = context_.class_of.find(values_.integers[1]);
        add_cells(records.cells(), values_.cells, columns_.sample.size(), columns_.metadata);
        if (context_.task == Task::boxes) {
            add_row(sample, cls, box, values_.numbers[0], place, {p, next});
            p = next;
            continue;
        }
        const bool masks = context_.task == Task::masks;
        const auto exchange = [&] {
            if (masks) {
                std::swap(segmentation_, values_.segmentation);
            } else {
                std::swap(keypoints_, values_.list);
            }
        };
        exchange();
        add(sample, cls, records.has_box() ? &box : nullptr, values_.numbers[0], place, {p, next});
        exchange();
        p = next;
    }
    return p;
}

std::uint32_t ResultSink::sample_slot(std::int64_t image) {
    if (image != last_image_ || last_sample_ == IdIndex::none) {
        last_image_ = image;
        last_sample_ = context_.sample_of.find(image);
    }
    return last_sample_;
}

void ResultSink::leave_out(const WarningText& why, std::uint64_t byte, std::string_view text) {
    warnings_.add(context_.file, why.kind, why.message, byte, text);
    columns_.left_out.push(static_cast<Row>(columns_.records++));
    columns_.metadata.take_back(columns_.sample.size());
}

bool ResultSink::placed(std::uint32_t sample, std::uint32_t cls, std::uint64_t byte,
                        std::string_view text) {
    if (sample == IdIndex::none || cls == IdIndex::none) {
        leave_out(sample == IdIndex::none ? unknown_image : unknown_class, byte, text);
        return false;
    }
    return true;
}

void ResultSink::add_row(std::uint32_t sample, std::uint32_t cls, const Box& box, double score,
                         std::uint64_t byte, std::string_view text) {
    if (!placed(sample, cls, byte, text)) return;
    if (box.width < 0 || box.height < 0) {
        warnings_.add(context_.file, negative_size.kind, negative_size.message, byte, text);
    }
    columns_.sample.push(sample);
    columns_.cls.push(static_cast<ClassSlot>(cls));
    columns_.score.push(score);
    columns_.box.push(box);
    ++columns_.records;
}

void ResultSink::add(std::uint32_t sample, std::uint32_t cls, const Box* box, double score,
                     std::uint64_t byte, std::string_view text) {
    if (context_.task == Task::boxes) return add_row(sample, cls, *box, score, byte, text);
    if (!placed(sample, cls, byte, text)) return;
    Box own;
    if (context_.task == Task::masks) {
        if (!add_mask(sample, box, own)) return leave_out(broken_mask, byte, text);
    } else if (context_.task == Task::keypoints) {
        if (!add_keypoints(static_cast<ClassSlot>(cls), box, own)) {
            return leave_out(wrong_keypoints, byte, text);
        }
    } else {
        own = enclosing_box(oriented_);
        columns_.oriented.push(oriented_);
        columns_.area.push(area_of(oriented_));
        box = nullptr;
    }
    add_row(sample, cls, box != nullptr ? *box : own, score, byte, text);
}

bool ResultSink::add_mask(SampleSlot sample, const Box* box, Box& mask_box) {
    const Samples& samples = context_.dataset.samples;
    const MaskSize image = {.height = samples.height[sample], .width = samples.width[sample]};
    MaskSize size;
    if (!runs_of(segmentation_, image, size, runs_)) return false;
    if (segmentation_.kind != Segmentation::Kind::text) segmentation_.counts = encode_runs(runs_);
    columns_.mask_bytes.append(segmentation_.counts);
    columns_.mask_ends.push(columns_.mask_bytes.size());
    columns_.mask_height.push(size.height);
    columns_.mask_width.push(size.width);
    const bool by_box = form_.box_gives_area && box != nullptr;
    columns_.area.push(by_box ? box->area() : static_cast<double>(area_of(runs_)));
    if (box == nullptr) mask_box = box_of(runs_, size.height);
    return true;
}

bool ResultSink::add_keypoints(ClassSlot cls, const Box* box, Box& extent) {
    const std::size_t wanted = context_.keypoints_of_class[cls];
    if (wanted != 0 && keypoints_.size() != 3 * wanted) return false;
    double left = keypoints_[0];
    double right = left;
    double top = keypoints_[1];
    double bottom = top;
    for (std::size_t i = 0; i + 1 < keypoints_.size(); i += 3) {
        const Keypoint point = {.x = keypoints_[i], .y = keypoints_[i + 1]};
        columns_.keypoints.push(point);
        left = std::min(left, point.x);
        right = std::max(right, point.x);
        top = std::min(top, point.y);
        bottom = std::max(bottom, point.y);
    }
    columns_.keypoint_ends.push(columns_.keypoints.size());
    const bool by_box = form_.box_gives_area && box != nullptr;
    columns_.area.push(by_box ? box->area() : (right - left) * (bottom - top));
    extent = {.x = left, .y = top, .width = right - left, .height = bottom - top};
    return true;
}

// --- records as simdjson reads them --------------------------------------------------------------------

void ResultSink::begin_record(std::uint64_t byte) {
    byte_ = byte;
    has_image_ = has_class_ = false;
    box_status_ = score_status_ = shape_status_ = json::Read::wrong_type;
}

void ResultSink::field(std::string_view key, json::Value& value) {
    if (key == "image_id") {
        has_image_ = json::read_id(value, image_) == json::Read::ok;
    } else if (key == "category_id") {
        has_class_ = json::read_id(value, cls_) == json::Read::ok;
    } else if (key == "score") {
        score_status_ = json::read_double(value, score_);
    } else if (context_.task != Task::boxes && shape_field(key, value)) {
        return;
    } else if (key == "bbox") {
        box_status_ = json::read_box(value, box_);
    } else if (is_object_cell(key)) {
        json::add_cells(key, value, columns_.sample.size(), columns_.metadata);
    }
}

bool ResultSink::shape_field(std::string_view key, json::Value& value) {
    if (context_.task == Task::masks && key == "segmentation") {
        shape_status_ = read_segmentation(value, segmentation_);
        return true;
    }
    if (context_.task == Task::keypoints && key == "keypoints") {
        shape_status_ = read_numbers(value, keypoints_);
        if (keypoints_.empty() || keypoints_.size() % 3 != 0) {
            shape_status_ = json::Read::wrong_type;
        }
        return true;
    }
    if (context_.task != Task::oriented || (key != "rbox" && key != "poly" && key != "bbox")) {
        return false;
    }
    const auto form = key == "rbox"   ? OrientedForm::centre_radians
                      : key == "poly" ? OrientedForm::corners
                                      : OrientedForm::centre_degrees;
    std::vector<double> numbers;
    const json::Read read = read_numbers(value, numbers);
    if (oriented_box_of(numbers, form, oriented_)) shape_status_ = read;
    return true;
}

void ResultSink::end_record(std::string_view text) {
    using json::Read;
    const bool shaped = context_.task != Task::boxes;
    const bool has_box = box_status_ == Read::ok;
    if (!form_.is_decided) {
        form_.is_decided = true;
        form_.box_gives_area = has_box;
    }
    if (!has_image_ || !has_class_) return leave_out(without_ids, byte_, text);
    if (score_status_ == Read::not_finite || box_status_ == Read::not_finite ||
        (shaped && shape_status_ == Read::not_finite)) {
        return leave_out(not_finite, byte_, text);
    }
    if (score_status_ != Read::ok) return leave_out(without_score, byte_, text);
    if (shaped ? shape_status_ != Read::ok : !has_box) {
        return leave_out(without_shape(context_.task), byte_, text);
    }
    if (may_learn_) {
        may_learn_ = false;
        form_.record_template.learn(text);
    }
    add(context_.sample_of.find(image_), context_.class_of.find(cls_), has_box ? &box_ : nullptr,
        score_, byte_, text);
}

void ResultSink::not_an_object(std::string_view text, std::uint64_t byte) {
    leave_out({"not-an-object", "records that are no JSON objects are left out"}, byte, text);
}

}  // namespace errata
