#include "query/column_building.h"

#include <algorithm>
#include <cmath>

namespace errata {

namespace {

constexpr std::int64_t largest_exact = std::int64_t{1} << 53U;

struct ImageSize {
    double width = 0;
    double height = 0;
    bool known = false;
};

ImageSize size_of(const BoxRows& rows, std::size_t row) {
    const Samples& samples = rows.dataset.samples;
    if (samples.width.empty() || samples.height.empty()) return {};
    const SampleSlot sample = rows.sample[row];
    const std::uint32_t width = samples.width[sample];
    const std::uint32_t height = samples.height[sample];
    return {.width = static_cast<double>(width),
            .height = static_cast<double>(height),
            .known = width > 0 && height > 0};
}

}  // namespace

bool are_whole_numbers(const IdColumn& ids) {
    if (!ids.texts().empty()) {
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (!ids.texts()[i].empty()) return false;
        }
    }
    return std::ranges::all_of(
        ids.numbers(), [](std::int64_t id) { return id >= -largest_exact && id <= largest_exact; });
}

ColumnData number_ids(const IdColumn& ids) {
    return number_column(ids.size(), [&](std::size_t i) { return ids.numbers()[i]; });
}

ColumnData text_ids(const IdColumn& ids) {
    TextColumnBuilder builder;
    for (std::size_t i = 0; i < ids.size(); ++i) builder.push(to_string(ids[i]));
    return {.texts = std::move(builder).build()};
}

ColumnData aspect_column(const BoxRows& rows) {
    return number_column(rows.box.size(), [&](std::size_t i) {
        const Box& box = rows.box[i];
        return box.height > 0 ? box.width / box.height : no_number;
    });
}

ColumnData centre_x_column(const BoxRows& rows) {
    return number_column(rows.box.size(), [&](std::size_t i) {
        const ImageSize image = size_of(rows, i);
        return image.known ? (rows.box[i].x + rows.box[i].width / 2) / image.width : no_number;
    });
}

ColumnData centre_y_column(const BoxRows& rows) {
    return number_column(rows.box.size(), [&](std::size_t i) {
        const ImageSize image = size_of(rows, i);
        return image.known ? (rows.box[i].y + rows.box[i].height / 2) / image.height : no_number;
    });
}

ColumnData border_column(const BoxRows& rows) {
    return number_column(rows.box.size(), [&](std::size_t i) {
        const ImageSize image = size_of(rows, i);
        const Box& box = rows.box[i];
        if (!image.known) return no_number;
        return std::min(
            {box.x, box.y, image.width - (box.x + box.width), image.height - (box.y + box.height)});
    });
}

// All pairs of an image: quadratic in its boxes, which are few.
ColumnData neighbour_column(const BoxRows& rows, const SampleRows& of_sample) {
    std::vector<double> largest(rows.box.size());
    const auto is_left_out = [&](Row row) {
        return !rows.left_out.empty() && rows.left_out[row] != 0;
    };
    for (std::size_t s = 0; s < rows.dataset.samples.size(); ++s) {
        const auto sample = static_cast<SampleSlot>(s);
        const std::size_t count = of_sample.count(sample);
        for (std::size_t i = 0; i < count; ++i) {
            const Row a = of_sample.row(sample, i);
            for (std::size_t j = i + 1; j < count; ++j) {
                const Row b = of_sample.row(sample, j);
                const double iou = box_iou(rows.box[a], rows.box[b], false);
                if (!is_left_out(b)) largest[a] = std::max(largest[a], iou);
                if (!is_left_out(a)) largest[b] = std::max(largest[b], iou);
            }
        }
    }
    return {.numbers = Column<double>(std::move(largest))};
}

}  // namespace errata
