// Errors and reports as JSON, for the script that shows them in DOM.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/error.h"
#include "engine/evaluation.h"

namespace errata::browser {

nlohmann::json json_of(const Error& error);
nlohmann::json json_of(std::span<const FileReport> files);

// Names may hold bytes that are no UTF-8: they become replacement characters.
std::string text_of(const nlohmann::json& value);

}  // namespace errata::browser
