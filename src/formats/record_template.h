// RecordTemplate: reads records that are written like the one before.
//
// What it is for: programs write every record of a file with the same bytes between the values.
// The template learns those bytes from one record, then compares them sixteen at a time and converts only
// the numbers. It reads about twice as fast as a JSON parser and gives the same values to the last bit.
// What it does not do: judge. Whatever does not fit exactly (another order, another value's type, a list of another
// length, bad JSON) is declined, and simdjson reads it. Of arrays and objects that nobody wants only the brackets are
// matched, as simdjson does. Cells of metadata may be of another kind in every record.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "formats/segmentation.h"

namespace errata {

// The keys whose values are wanted. Integers are written without point or exponent; the box is an array of
// four numbers, the list an array of as many as the first record has, the segmentation as segmentation.h reads it.
struct TemplateFields {
    std::vector<std::string_view> integers;  // at most 5
    std::vector<std::string_view> numbers;   // at most 2
    std::string_view box = {};
    std::string_view optional = {};  // one of the integers, 0 where records do not have it
    bool box_is_optional = false;    // has_box() tells
    std::string_view list = {};
    std::string_view segmentation = {};
    // Whether any other field, and each of an object "attributes", is a cell of metadata. Null: they are skipped.
    bool (*is_cell)(std::string_view key) = nullptr;
};

// In the order of the fields.
struct TemplateValues {
    std::array<std::int64_t, 5> integers = {};
    std::array<double, 4> box = {};
    std::array<double, 2> numbers = {};
    std::vector<double> list = {};
    Segmentation segmentation = {};
    std::vector<std::string_view> cells = {};  // as they are written, in the record's memory
};

class RecordTemplate {
public:
    explicit RecordTemplate(TemplateFields fields) : fields_(std::move(fields)) {}

    // Learns from one whole record, "{…}", which must be valid JSON. Returns whether it can be learned:
    // each field is there once, with a value of its kind.
    bool learn(std::string_view record);

    bool learned() const { return !segments_.empty(); }

    // Whether records have the box, and how many numbers their list has.
    bool has_box() const { return has_box_; }
    std::size_t list_size() const { return list_size_; }

    // The names of the cells of metadata.
    const std::vector<std::string>& cells() const { return cells_; }

    // The bytes every record begins with, up to its first value.
    std::string_view opening() const;

    // Reads the record at `p` with the comma and spaces behind it. Returns the place behind those, or null
    // when it does not fit or does not end before `end`. 64 bytes behind `end` must be readable. `values.list` must
    // have list_size() places, `values.cells` as many as there are cells.
    const char* read(const char* p, const char* end, TemplateValues& values) const;

private:
    static constexpr std::size_t longest_literal = 64;

    enum class Slot : std::uint8_t {
        integer,
        box,
        number,
        list,
        segmentation,
        cell,
        ignored_number,
        ignored_text,
        ignored_nested,
        end
    };

    struct Segment {
        std::array<char, longest_literal> literal = {};
        std::uint8_t length = 0;
        Slot slot = Slot::end;
        std::uint16_t index =
            0;  // among the integers, the box's, the list's, the other numbers or the cells
    };

    class Learner;

    TemplateFields fields_;
    std::vector<Segment> segments_;
    bool has_box_ = false;
    std::size_t list_size_ = 0;
    std::vector<std::string> cells_;
};

}  // namespace errata
