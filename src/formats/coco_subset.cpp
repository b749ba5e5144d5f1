#include "formats/coco_subset.h"

#include <algorithm>
#include <format>
#include <nlohmann/json.hpp>
#include <ranges>
#include <string_view>
#include <utility>
#include <vector>

#include "formats/metadata_cells.h"

namespace errata {

namespace {

using nlohmann::json;

// Characters that are not UTF-8 become U+FFFD: JSON cannot hold them.
std::string quoted(std::string_view text) {
    return json(text).dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string written(const SourceId& id) {
    if (id.is_number()) return std::format("{}", id.number);
    return id.text.starts_with('"') ? quoted(std::string_view(id.text).substr(1)) : id.text;
}

std::string written(const Box& box) {
    return std::format("[{},{},{},{}]", box.x, box.y, box.width, box.height);
}

// Records of a list, one a line.
class Records {
public:
    void add(std::string_view record) {
        text_ += text_.empty() ? "\n" : ",\n";
        text_ += record;
    }
    const std::string& text() const { return text_; }

private:
    std::string text_;
};

// Columns that objects and predictions have alike.
struct Shapes {
    const MaskColumn& mask;
    const Column<OrientedBox>& oriented;
    const ListColumn<Keypoint>& keypoints;
    std::span<const std::uint8_t> visibility;  // of keypoints.values(); empty: all are visible
};

std::string shape_of(const Shapes& shapes, Row row, std::uint32_t width, std::uint32_t height) {
    std::string text;
    if (!shapes.mask.empty()) {
        const bool own_size = !shapes.mask.width.empty();
        text +=
            std::format(R"(,"segmentation":{{"size":[{},{}],"counts":{}}})",
                        own_size ? shapes.mask.height[row] : height,
                        own_size ? shapes.mask.width[row] : width, quoted(shapes.mask.counts[row]));
    }
    if (!shapes.oriented.empty()) {
        text += R"(,"poly":[)";
        for (const Keypoint& corner : shapes.oriented[row].corners)
            text += std::format("{}{},{}", text.ends_with('[') ? "" : ",", corner.x, corner.y);
        text += ']';
    }
    if (!shapes.keypoints.empty()) {
        const auto points = shapes.keypoints[row];
        const auto begin =
            static_cast<std::size_t>(row == 0 ? 0 : shapes.keypoints.ends()[row - 1]);
        text += R"(,"keypoints":[)";
        std::size_t labelled = 0;
        for (std::size_t i = 0; i < points.size(); ++i) {
            const unsigned seen = shapes.visibility.empty() ? 2U : shapes.visibility[begin + i];
            labelled += seen > 0 ? 1 : 0;
            text += std::format("{}{},{},{}", i == 0 ? "" : ",", points[i].x, points[i].y, seen);
        }
        text += std::format(R"(],"num_keypoints":{})", labelled);
    }
    return text;
}

std::string keypoints_of(const Classes& classes, std::size_t cls) {
    json names = json::array();
    for (const auto name : std::views::split(classes.keypoint_names[cls], '\n'))
        names.push_back(std::string_view(name));
    json skeleton = json::array();
    const auto joints =
        classes.skeleton.empty() ? std::span<const std::uint32_t>() : classes.skeleton[cls];
    for (std::size_t i = 0; i + 1 < joints.size(); i += 2)
        skeleton.push_back({joints[i] + 1, joints[i + 1] + 1});
    return std::format(R"(,"keypoints":{},"skeleton":{})",
                       names.dump(-1, ' ', false, json::error_handler_t::replace), skeleton.dump());
}

std::string cell_of(const Metadata& metadata, std::size_t field, std::size_t cell) {
    const std::string_view value = metadata.cells[cell];
    const bool is_text = static_cast<CellKind>(metadata.kinds[cell]) == CellKind::text;
    return std::format("{}:{}", quoted(metadata.names[field]),
                       is_text ? quoted(value) : std::string(value));
}

// Metadata as the file wrote them; what would take the place of another field stands in "attributes".
std::string metadata_of(const Metadata& metadata, std::size_t rows, Row row) {
    std::string text;
    std::string attributes;
    for (std::size_t f = 0; f < metadata.fields(); ++f) {
        const std::size_t cell = f * rows + row;
        if (static_cast<CellKind>(metadata.kinds[cell]) == CellKind::missing) continue;
        (is_object_cell(metadata.names[f]) ? text : attributes) += "," + cell_of(metadata, f, cell);
    }
    if (attributes.empty()) return text;
    return text + std::format(R"(,"attributes":{{{}}})", std::string_view(attributes).substr(1));
}

class Writer {
public:
    Writer(const Dataset& dataset, const Run* run) : dataset_(dataset), run_(run) {
        for (const std::int64_t id : dataset.truth.ids.numbers())
            next_id_ = std::max(next_id_, id + 1);
        if (run != nullptr) rows_ = SampleRows(run->sample, dataset.samples.size());
    }

    std::string write(std::span<const Row> samples, double least_score) {
        for (const Row sample : samples) {
            add_image(sample);
            if (dataset_.samples.is_labeled(sample)) {
                add_objects(sample);
            } else if (run_ != nullptr) {
                add_predictions(sample, least_score);
            }
        }
        for (std::size_t cls = 0; cls < dataset_.classes.size(); ++cls) add_category(cls);
        return std::format("{{\"images\":[{}],\n\"annotations\":[{}],\n\"categories\":[{}]}}\n",
                           images_.text(), annotations_.text(), categories_.text());
    }

private:
    void add_image(Row sample) {
        const Samples& samples = dataset_.samples;
        std::string text = std::format(R"({{"id":{})", written(samples.ids[sample]));
        if (!samples.names.empty())
            text += std::format(R"(,"file_name":{})", quoted(samples.names[sample]));
        if (samples.width[sample] > 0)
            text += std::format(R"(,"width":{},"height":{})", samples.width[sample],
                                samples.height[sample]);
        images_.add(text + metadata_of(samples.metadata, samples.size(), sample) + '}');
    }

    // The record that begins with `text`: where it lies, of ground truth or predictions.
    template <typename Objects>
    void add_annotation(std::string text, const Objects& objects, const Shapes& shapes, Row row,
                        Row sample) {
        if (!objects.box.empty()) text += std::format(R"(,"bbox":{})", written(objects.box[row]));
        text += std::format(R"(,"area":{})", objects.area_of(row));
        annotations_.add(
            text +
            shape_of(shapes, row, dataset_.samples.width[sample], dataset_.samples.height[sample]) +
            metadata_of(objects.metadata, objects.size(), row) + '}');
    }

    void add_objects(Row sample) {
        const GroundTruth& truth = dataset_.truth;
        const Shapes shapes = {.mask = truth.mask,
                               .oriented = truth.oriented,
                               .keypoints = truth.keypoints,
                               .visibility = truth.keypoint_visibility.span()};
        for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
            std::string text = std::format(
                R"({{"id":{},"image_id":{},"category_id":{},"iscrowd":{})", written(truth.ids[row]),
                written(dataset_.samples.ids[sample]),
                written(dataset_.classes.ids[truth.cls[row]]), truth.is_crowd(row) ? 1 : 0);
            add_annotation(std::move(text), truth, shapes, row, sample);
        }
    }

    void add_predictions(Row sample, double least_score) {
        const Run& run = *run_;
        const Shapes shapes = {.mask = run.mask,
                               .oriented = run.oriented,
                               .keypoints = run.keypoints,
                               .visibility = {}};
        for (std::size_t i = 0; i < rows_.count(sample); ++i) {
            const Row row = rows_.row(sample, i);
            if (run.score[row] < least_score) continue;
            std::string text =
                std::format(R"({{"id":{},"image_id":{},"category_id":{},"iscrowd":0,"score":{})",
                            next_id_++, written(dataset_.samples.ids[sample]),
                            written(dataset_.classes.ids[run.cls[row]]), run.score[row]);
            add_annotation(std::move(text), run, shapes, row, sample);
        }
    }

    void add_category(std::size_t cls) {
        const Classes& classes = dataset_.classes;
        std::string text = std::format(R"({{"id":{},"name":{})", written(classes.ids[cls]),
                                       quoted(classes.names[cls]));
        if (!classes.groups.empty() && !classes.groups[cls].empty())
            text += std::format(R"(,"supercategory":{})", quoted(classes.groups[cls]));
        if (!classes.keypoint_names.empty()) text += keypoints_of(classes, cls);
        categories_.add(text + '}');
    }

    const Dataset& dataset_;
    const Run* run_;
    SampleRows rows_;
    std::int64_t next_id_ = 1;
    Records images_;
    Records annotations_;
    Records categories_;
};

}  // namespace

std::string coco_subset(const Dataset& dataset, const Run* run, std::span<const Row> samples,
                        double least_score) {
    return Writer(dataset, run).write(samples, least_score);
}

}  // namespace errata
