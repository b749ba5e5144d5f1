// Rows of Open Images' CSV files: cells into numbers and boxes, and what may be wrong with them. Private to
// open_images.cpp and open_images_predictions.cpp.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/warnings.h"
#include "data/ids.h"
#include "formats/csv.h"
#include "geometry/box.h"

namespace errata::open_images {

inline constexpr std::size_t rows_per_step = 4096;

inline constexpr std::string_view xmin = "XMin";
inline constexpr std::string_view xmax = "XMax";
inline constexpr std::string_view ymin = "YMin";
inline constexpr std::string_view ymax = "YMax";

// A finite number, spaces around it or not; with a decimal point, or the comma that spreadsheets of some languages write.
bool number_of(std::string_view cell, double& value);

SourceId id_of(std::string_view text);

std::unexpected<Error> wrong_columns(const ByteSource& source, std::string_view what,
                                     std::string_view columns);

// The columns of a box.
struct BoxColumns {
    std::size_t left = 0;
    std::size_t right = 0;
    std::size_t top = 0;
    std::size_t bottom = 0;

    static std::optional<BoxColumns> find(const CsvRecords& csv);

    // False where a corner is no finite number.
    bool read(std::span<const std::string_view> cells, Box& box) const;
};

Box in_pixels(Box box, double width, double height);

// Counts what is wrong with a file's rows. Source and warnings must outlive it.
class RowWarnings {
public:
    RowWarnings(const ByteSource& source, Warnings& warnings)
        : file_(source.name()), warnings_(warnings) {}

    void not_a_number(const CsvRecords& csv);
    void unknown_class(const CsvRecords& csv, std::string_view name);
    void unknown_image(const CsvRecords& csv, std::string_view name);
    void not_verified(const CsvRecords& csv, std::string_view confidence);
    void check_size(const CsvRecords& csv, const Box& box);

private:
    void add(const CsvRecords& csv, std::string_view kind, std::string_view message,
             std::string_view text);

    std::string_view file_;
    Warnings& warnings_;
};

}  // namespace errata::open_images
