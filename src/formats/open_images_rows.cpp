#include "formats/open_images_rows.h"

#include <fast_float/fast_float.h>

#include <cmath>

namespace errata::open_images {

bool number_of(std::string_view cell, double& value) {
    while (cell.starts_with(' ')) cell.remove_prefix(1);
    while (cell.ends_with(' ')) cell.remove_suffix(1);
    const bool has_comma = cell.find(',') != std::string_view::npos;
    if (has_comma && cell.find('.') != std::string_view::npos) return false;
    const fast_float::parse_options options(fast_float::chars_format::general,
                                            has_comma ? ',' : '.');
    const auto [end, error] =
        fast_float::from_chars_advanced(cell.data(), cell.data() + cell.size(), value, options);
    return error == std::errc() && end == cell.data() + cell.size() && std::isfinite(value);
}

SourceId id_of(std::string_view text) { return {.number = 0, .text = '"' + std::string(text)}; }

std::unexpected<Error> wrong_columns(const ByteSource& source, std::string_view what,
                                     std::string_view columns) {
    return std::unexpected(
        Error{.code = ErrorCode::wrong_kind,
              .message = std::string(what) + " need the columns " + std::string(columns),
              .remedy = "Check that the file is one of Open Images' CSV files with its header row",
              .file = source.name()});
}

std::optional<BoxColumns> BoxColumns::find(const CsvRecords& csv) {
    const auto left = csv.find(xmin);
    const auto right = csv.find(xmax);
    const auto top = csv.find(ymin);
    const auto bottom = csv.find(ymax);
    if (!left || !right || !top || !bottom) return {};
    return BoxColumns{.left = *left, .right = *right, .top = *top, .bottom = *bottom};
}

bool BoxColumns::read(std::span<const std::string_view> cells, Box& box) const {
    double x1 = 0;
    double y1 = 0;
    if (!number_of(cells[left], box.x) || !number_of(cells[right], x1) ||
        !number_of(cells[top], box.y) || !number_of(cells[bottom], y1)) {
        return false;
    }
    box.width = x1 - box.x;
    box.height = y1 - box.y;
    return true;
}

Box in_pixels(Box box, double width, double height) {
    return {.x = box.x * width,
            .y = box.y * height,
            .width = box.width * width,
            .height = box.height * height};
}

void RowWarnings::not_a_number(const CsvRecords& csv) {
    add(csv, "not-finite", "rows with values that are no finite numbers are left out", {});
}

void RowWarnings::unknown_class(const CsvRecords& csv, std::string_view name) {
    add(csv, "unknown-class", "rows of classes that are not listed are left out", name);
}

void RowWarnings::unknown_image(const CsvRecords& csv, std::string_view name) {
    add(csv, "unknown-image", "rows of images without ground truth are left out", name);
}

void RowWarnings::not_verified(const CsvRecords& csv, std::string_view confidence) {
    add(csv, "not-verified",
        "image labels with a confidence other than 0 or 1 are left out: nobody verified them",
        confidence);
}

void RowWarnings::check_size(const CsvRecords& csv, const Box& box) {
    if (box.width >= 0 && box.height >= 0) return;
    add(csv, "negative-size", "boxes whose maximum lies before their minimum are kept", {});
}

void RowWarnings::add(const CsvRecords& csv, std::string_view kind, std::string_view message,
                      std::string_view text) {
    warnings_.add(file_, kind, message, csv.byte(), text);
}

}  // namespace errata::open_images
