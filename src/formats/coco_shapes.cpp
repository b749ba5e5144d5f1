#include "formats/coco_shapes.h"

#include <algorithm>
#include <cmath>

#include "geometry/polygon.h"

namespace errata {

namespace {

using json::Read;
using json::Value;

Read worse(Read a, Read b) {
    if (a == Read::wrong_type || b == Read::wrong_type) return Read::wrong_type;
    return a == Read::ok ? b : a;
}

Read read_polygons(Value& value, Segmentation& segmentation) {
    simdjson::ondemand::array polygons;
    if (value.get_array().get(polygons) != simdjson::SUCCESS) return Read::wrong_type;
    Read worst = Read::ok;
    std::vector<double> corners;
    for (auto element : polygons) {
        Value polygon;
        if (element.get(polygon) != simdjson::SUCCESS) return Read::wrong_type;
        worst = worse(worst, read_numbers(polygon, corners));
        if (corners.size() < 6 || corners.size() % 2 != 0) worst = Read::wrong_type;
        segmentation.corners.insert(segmentation.corners.end(), corners.begin(), corners.end());
        segmentation.polygon_ends.push_back(
            static_cast<std::uint32_t>(segmentation.corners.size()));
    }
    if (segmentation.polygon_ends.empty()) worst = Read::wrong_type;
    if (worst == Read::ok) segmentation.kind = Segmentation::Kind::polygons;
    return worst;
}

bool whole_number(double number, std::uint32_t& whole) {
    if (!(number >= 0 && number < 0x1p32) || number != std::floor(number)) return false;
    whole = static_cast<std::uint32_t>(number);
    return true;
}

bool read_size(Value& value, MaskSize& size) {
    std::vector<double> numbers;
    return read_numbers(value, numbers) == Read::ok && numbers.size() == 2 &&
           whole_number(numbers[0], size.height) && whole_number(numbers[1], size.width);
}

bool read_counts(Value& value, Segmentation& segmentation) {
    if (json::token_of(value).starts_with('"')) {
        if (json::read_text(value, segmentation.counts) != Read::ok) return false;
        segmentation.kind = Segmentation::Kind::text;
        return true;
    }
    std::vector<double> numbers;
    if (read_numbers(value, numbers) != Read::ok) return false;
    for (const double number : numbers) {
        std::uint32_t length = 0;
        if (!whole_number(number, length)) return false;
        segmentation.runs.push_back(length);
    }
    segmentation.kind = Segmentation::Kind::list;
    return true;
}

Read read_runs(Value& value, Segmentation& segmentation) {
    simdjson::ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return Read::wrong_type;
    bool sized = false;
    bool counted = false;
    for (auto field : object) {
        std::string_view key;
        Value inner;
        if (field.unescaped_key().get(key) != simdjson::SUCCESS ||
            field.value().get(inner) != simdjson::SUCCESS) {
            return Read::wrong_type;
        }
        if (key == "size") sized = read_size(inner, segmentation.size);
        if (key == "counts") counted = read_counts(inner, segmentation);
    }
    if (sized && counted) return Read::ok;
    segmentation.kind = Segmentation::Kind::none;
    return Read::wrong_type;
}

}  // namespace

Read read_segmentation(Value& value, Segmentation& segmentation) {
    segmentation.clear();
    const std::string_view token = json::token_of(value);
    if (token.starts_with('[')) return read_polygons(value, segmentation);
    if (token.starts_with('{')) return read_runs(value, segmentation);
    return Read::wrong_type;
}

Read read_numbers(Value& value, std::vector<double>& numbers) {
    numbers.clear();
    simdjson::ondemand::array list;
    if (!json::token_of(value).starts_with('[') ||
        value.get_array().get(list) != simdjson::SUCCESS) {
        return Read::wrong_type;
    }
    Read worst = Read::ok;
    for (auto entry : list) {
        Value element;
        double number = 0;
        if (entry.get(element) != simdjson::SUCCESS) return Read::wrong_type;
        worst = worse(worst, json::read_double(element, number));
        numbers.push_back(number);
    }
    return worst;
}

bool runs_of(const Segmentation& segmentation, MaskSize image, MaskSize& size, RunLengths& runs) {
    size = segmentation.size;
    switch (segmentation.kind) {
        case Segmentation::Kind::none: return false;
        case Segmentation::Kind::text: return decode_runs(segmentation.counts, size.pixels(), runs);
        case Segmentation::Kind::list: {
            std::uint64_t covered = 0;
            for (const std::uint32_t length : segmentation.runs) covered += length;
            runs = segmentation.runs;
            return covered == size.pixels();
        }
        case Segmentation::Kind::polygons: break;
    }
    size = image;
    if (image.pixels() == 0) return false;
    runs.clear();
    std::uint32_t begin = 0;
    for (const std::uint32_t end : segmentation.polygon_ends) {
        const std::span<const double> corners(segmentation.corners.data() + begin, end - begin);
        RunLengths one = runs_of_polygon(corners, image);
        runs = begin == 0 ? std::move(one) : union_of(runs, one);
        begin = end;
    }
    return true;
}

bool oriented_box_of(std::span<const double> numbers, OrientedForm form, OrientedBox& box) {
    if (form == OrientedForm::corners) {
        if (numbers.size() != 8) return false;
        for (std::size_t i = 0; i < 4; ++i) {
            box.corners[i] = {.x = numbers[2 * i], .y = numbers[2 * i + 1]};
        }
        return true;
    }
    if (numbers.size() != 5) return false;
    constexpr double radians_per_degree = 0x1.1df46a2529d39p-6;
    const double angle =
        form == OrientedForm::centre_radians ? numbers[4] : -numbers[4] * radians_per_degree;
    box = oriented_box(numbers[0], numbers[1], numbers[2], numbers[3], angle);
    return true;
}

}  // namespace errata
