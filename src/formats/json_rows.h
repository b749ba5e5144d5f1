// JsonRows: the records of a JSON Lines file or of a JSON array, visited one by one.
//
// What it is for: tables as JSON: labels, values, spans; of any size, in a small window.
// What it does not do: know what fields mean (the visitor does).
#pragma once

#include <cstdint>
#include <memory>

#include "base/byte_source.h"
#include "base/error.h"
#include "formats/json_fields.h"

namespace errata {

class JsonRows {
public:
    // `is_array`: the document is an array of records, not one record a line. Both must outlive this object.
    JsonRows(const ByteSource& source, bool is_array, json::RecordVisitor& visitor);
    ~JsonRows();
    JsonRows(const JsonRows&) = delete;
    JsonRows& operator=(const JsonRows&) = delete;

    // About a window; false at the end. Errors: io, encoding, syntax, depth, too_large, with byte and line.
    Result<bool> step();
    std::uint64_t bytes_read() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace errata
