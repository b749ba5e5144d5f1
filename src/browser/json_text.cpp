#include "browser/json_text.h"

namespace errata::browser {

using nlohmann::json;

json json_of(const Error& error) {
    json result = {{"code", name_of(error.code)},
                   {"message", error.message},
                   {"remedy", error.remedy},
                   {"file", error.file},
                   {"text", to_string(error)}};
    if (error.byte) result["byte"] = *error.byte;
    if (error.line) result["line"] = *error.line;
    return result;
}

json json_of(std::span<const FileReport> files) {
    json result = json::array();
    for (const FileReport& file : files) {
        result.push_back({{"name", file.name},
                          {"kind", id_of(file.kind)},
                          {"used", file.used},
                          {"note", file.note}});
    }
    return result;
}

std::string text_of(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace errata::browser
