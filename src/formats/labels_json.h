// Records of labels in JSON Lines or a JSON array, for LabelReader (labels_table.h), which also reads CSV.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"
#include "data/metadata.h"
#include "formats/labels_table.h"

namespace errata::labels {

struct RowCell {
    std::string name;
    CellKind kind = CellKind::missing;
    std::string text;
};

// One row of any format, before it is taken or left out. Memory is kept from row to row.
struct RowParts {
    std::uint64_t byte = 0;
    std::uint64_t number = 0;
    std::string id;
    std::string text;
    std::vector<std::uint32_t> labels;
    std::vector<ClassScore> scores;
    std::vector<RowCell> metadata;  // of ground truth
    double score = 0;
    double value = 0;
    bool not_finite = false;

    void clear(std::uint64_t at, std::uint64_t row) {
        byte = at;
        number = row;
        id.clear();
        text.clear();
        labels.clear();
        scores.clear();
        metadata.clear();
        score = value = std::numeric_limits<double>::quiet_NaN();
        not_finite = false;
    }
};

// Where rows go.
class RowSink {
public:
    virtual ~RowSink() = default;
    virtual std::uint32_t name_slot(std::string_view name) = 0;
    virtual void add(RowParts& parts) = 0;
    virtual const LabelReaderOptions& reader_options() const = 0;
    virtual Warnings& reader_warnings() = 0;
};

class JsonLabels {
public:
    // `is_array`: the document is an array of records, not one record a line. All must outlive this object.
    JsonLabels(const ByteSource& source, bool is_array, RowSink& sink);
    ~JsonLabels();

    // About a window; false at the end. Errors: io, encoding, syntax, depth, too_large, with byte and line.
    Result<bool> step();
    std::uint64_t bytes_read() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// sniff_labels() of such a file.
std::optional<LabelSniff> sniff_json(const ByteSource& source, bool is_array);

// has_label_ids() of such a file.
bool has_ids_json(const ByteSource& source, bool is_array);

}  // namespace errata::labels
