#include "formats/json_fields.h"

#include <algorithm>
#include <cmath>
#include <format>

#include "formats/json_number.h"

namespace errata::json {

std::string_view token_of(Value& value) {
    const std::string_view token = value.raw_json_token();
    const std::size_t end = token.find_last_not_of(" \t\r\n");
    return token.substr(0, end == std::string_view::npos ? 0 : end + 1);
}

Read read_id(Value& value, SourceId& id) {
    const std::string_view token = token_of(value);
    if (!token.starts_with('"')) return id_from_number(token, id) ? Read::ok : Read::wrong_type;
    std::string_view text;
    if (value.get_string().get(text) != simdjson::SUCCESS) return Read::wrong_type;
    id = {.number = 0, .text = '"' + std::string(text)};
    return Read::ok;
}

Read read_double(Value& value, double& number) {
    const JsonNumber parsed = parse_json_number(token_of(value));
    number = parsed.real;
    if (parsed.kind == NumberKind::none) return Read::wrong_type;
    return std::isfinite(number) ? Read::ok : Read::not_finite;
}

Read read_box(Value& value, Box& box) {
    simdjson::ondemand::array corners;
    if (!token_of(value).starts_with('[') || value.get_array().get(corners) != simdjson::SUCCESS) {
        return Read::wrong_type;
    }
    double numbers[4] = {};
    std::size_t count = 0;
    Read worst = Read::ok;
    for (auto corner : corners) {
        Value element;
        double number = 0;
        if (corner.get(element) != simdjson::SUCCESS) return Read::wrong_type;
        const Read read = read_double(element, number);
        if (read == Read::wrong_type) worst = Read::wrong_type;
        if (read == Read::not_finite && worst == Read::ok) worst = Read::not_finite;
        if (count < 4) numbers[count] = number;
        ++count;
    }
    if (count != 4) return Read::wrong_type;
    box = {.x = numbers[0], .y = numbers[1], .width = numbers[2], .height = numbers[3]};
    return worst;
}

Read read_text(Value& value, std::string& text) {
    std::string_view read;
    if (!token_of(value).starts_with('"') || value.get_string().get(read) != simdjson::SUCCESS) {
        return Read::wrong_type;
    }
    text = read;
    return Read::ok;
}

Read read_flag(Value& value, bool& flag) {
    const std::string_view token = token_of(value);
    if (token == "true" || token == "false" || token == "null") {
        flag = token == "true";
        return Read::ok;
    }
    double number = 0;
    const Read read = read_double(value, number);
    flag = number != 0;
    return read;
}

namespace {

std::unexpected<Error> explained(simdjson::error_code status, const std::string& name,
                                 std::uint64_t byte) {
    Error error = {
        .code = ErrorCode::syntax,
        .message = std::format("this is not valid JSON: {}", simdjson::error_message(status)),
        .remedy = "Write the file again with a JSON library",
        .file = name,
        .byte = byte};
    if (status == simdjson::UTF8_ERROR) {
        error.code = ErrorCode::encoding;
        error.message = "the text is not valid UTF-8";
        error.remedy = "Save the file as UTF-8";
    }
    return std::unexpected(std::move(error));
}

// Visits one record; the array's iteration goes on behind it.
simdjson::error_code visit_object(Value& record, RecordVisitor& visitor) {
    simdjson::ondemand::object object;
    if (const auto status = record.get_object().get(object)) return status;
    for (auto field : object) {
        simdjson::ondemand::raw_json_string key;
        if (const auto status = field.key().get(key)) return status;
        Value value;
        if (const auto status = field.value().get(value)) return status;
        // Keys are compared as written: those that matter hold no escapes.
        const char* const text = key.raw();
        const char* end = text;
        while (*end != '"') end += *end == '\\' ? 2 : 1;
        visitor.field({text, end}, value);
    }
    return simdjson::SUCCESS;
}

}  // namespace

Result<void> visit_records(simdjson::ondemand::parser& parser, const std::string& name,
                           std::span<char> json, std::uint64_t byte, RecordVisitor& visitor) {
    const auto offset = [&](const char* place) {
        return byte + static_cast<std::uint64_t>(place - json.data());
    };
    simdjson::ondemand::document document;
    simdjson::ondemand::array records;
    const simdjson::padded_string_view text(json.data(), json.size(),
                                            json.size() + simdjson::SIMDJSON_PADDING);
    auto status = parser.iterate(text).get(document);
    if (!status) status = document.get_array().get(records);
    if (status) return explained(status, name, byte + 1);

    for (auto element : records) {
        Value record;
        status = element.get(record);
        if (!status) {
            const std::string_view token = token_of(record);
            const char* const first = token.data();
            if (token.starts_with('{')) {
                visitor.begin_record(offset(first));
                status = visit_object(record, visitor);
                if (!status) {
                    const char* behind = json.data() + json.size();
                    if (const char* place = nullptr; !document.current_location().get(place)) {
                        behind = place;
                    }
                    const std::string_view whole(first, behind);
                    visitor.end_record(whole.substr(0, whole.rfind('}') + 1));
                }
            } else {
                visitor.not_an_object(token, offset(first));
            }
        }
        if (status) {
            const char* place = nullptr;
            const bool known = !document.current_location().get(place);
            return explained(status, name, known ? offset(place) : byte + 1);
        }
    }
    return {};
}

}  // namespace errata::json
