// What the script hears of, as JSON: errors and reports, which it shows in DOM, items, and what it is to do.
#pragma once

#include <nlohmann/json.hpp>
#include <span>
#include <string>

#include "base/error.h"
#include "engine/evaluation.h"
#include "session/document.h"
#include "ui/item.h"
#include "ui/model.h"

namespace errata::browser {

nlohmann::json json_of(const Error& error);
nlohmann::json json_of(std::span<const FileReport> files);
nlohmann::json json_of(std::span<const Warning> warnings);

// What a link wants: {demo, files: [{name, kind, size, fingerprint}], images: {count} or null, summary, newer}.
nlohmann::json json_of(const Session& session);

// What the mirror shows: {id, role, name, value, disabled, selected, focused, sort, rectangle [x, y, width,
// height]} and, where they have it, checked, min, max, step, rowCount, rowIndex.
nlohmann::json json_of(const ui::Items& items);

// {id, name, value, placeholder, rectangle, focus, revision (another where the value is another)}
nlohmann::json json_of(const ui::Fields& fields);

// {do, ...}: what only the script can do.
nlohmann::json json_of(const ui::HostCommand& command);

// Names may hold bytes that are no UTF-8: they become replacement characters.
std::string text_of(const nlohmann::json& value);

}  // namespace errata::browser
