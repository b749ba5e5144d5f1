// Values of one JSON record, read through simdjson, as the columns want them.
//
// What it is for: the readers of record files. Each function reads one value and says whether it was of
// the kind asked for; a value that is not stays unread and is skipped by the iteration.
// What it does not do: warn; the reader knows what a bad value means.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "data/ids.h"
#include "geometry/box.h"

namespace errata::json {

using Value = simdjson::ondemand::value;

enum class Read : std::uint8_t { ok, wrong_type, not_finite };

// The value's own text; of an object or array, its first bytes.
std::string_view token_of(Value& value);

Read read_id(Value& value, SourceId& id);
Read read_double(Value& value, double& number);
Read read_box(Value& value, Box& box);  // [x, y, width, height]
Read read_text(Value& value, std::string& text);

// Python's idea of truth for COCO's iscrowd: a number that is not 0, or true.
Read read_flag(Value& value, bool& flag);

// One record: its fields by key, in the file's order; a key that comes twice is visited twice.
class RecordVisitor {
public:
    virtual ~RecordVisitor() = default;
    virtual void begin_record(std::uint64_t byte) = 0;  // offset of the record in the document
    virtual void field(std::string_view key, Value& value) = 0;
    virtual void end_record(std::string_view text) = 0;  // the record's own bytes, "{…}"
    virtual void not_an_object(std::string_view text, std::uint64_t byte) = 0;
};

// Visits the records of a block as JsonRecords hands them out: a whole array at offset `byte`, with
// padding behind. Errors: syntax, encoding, depth, with `name` and their byte.
Result<void> visit_records(simdjson::ondemand::parser& parser, const std::string& name,
                           std::span<char> json, std::uint64_t byte, RecordVisitor& visitor);

}  // namespace errata::json
