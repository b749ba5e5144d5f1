// Texts of any bytes in JSON documents.
//
// What it is for: names of files, classes and queries in sessions and plans; JSON holds UTF-8 alone.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace errata {

// As a JSON string; one that is not UTF-8 as {"percent": "a%FF.jpg"}.
nlohmann::json json_of_text(const std::string& text);

// The same back; nothing where it is neither.
std::optional<std::string> text_of_json(const nlohmann::json& json);

}  // namespace errata
