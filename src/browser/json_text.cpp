#include "browser/json_text.h"

#include "base/hash.h"

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
                          {"note", file.note},
                          {"mayBeMap", file.map != MapPixels::none}});
    }
    return result;
}

json json_of(std::span<const Warning> warnings) {
    json result = json::array();
    for (const Warning& warning : warnings) {
        json examples = json::array();
        for (const WarningExample& example : warning.examples) {
            examples.push_back({{"byte", example.byte}, {"text", example.text}});
            if (example.line) examples.back()["line"] = *example.line;
        }
        result.push_back({{"file", warning.file},
                          {"kind", warning.kind},
                          {"message", warning.message},
                          {"count", warning.count},
                          {"examples", std::move(examples)}});
    }
    return result;
}

json json_of(const Session& session) {
    json files = json::array();
    for (const SessionFile& file : session.files) {
        files.push_back({{"name", file.name},
                         {"kind", id_of(file.kind)},
                         {"size", file.size},
                         {"fingerprint", file.fingerprint}});
    }
    return {{"demo", session.demo},
            {"files", std::move(files)},
            {"images", session.images ? json({{"count", session.images->count}}) : json()},
            {"summary", ui::description_of(session.view)},
            {"newer", session.made_by_newer}};
}

// --- items ---------------------------------------------------------------------------------------------

namespace {

json json_of(const ui::Rectangle& at) { return {at.x, at.y, at.width, at.height}; }

json json_of(const ui::Item& item) {
    json result = {{"id", item.id},
                   {"role", ui::name_of(item.role)},
                   {"name", item.name},
                   {"value", item.value},
                   {"disabled", item.state.disabled},
                   {"selected", item.state.selected},
                   {"focused", item.state.focused},
                   {"sort", item.state.sort},
                   {"rectangle", json_of(item.rectangle)}};
    if (item.state.checked) result["checked"] = *item.state.checked;
    if (item.range) {
        result["min"] = item.range->low;
        result["max"] = item.range->high;
        result["step"] = item.range->step;
    }
    if (item.row_count) result["rowCount"] = *item.row_count;
    if (item.row_index) result["rowIndex"] = *item.row_index;
    return result;
}

}  // namespace

json json_of(const ui::Items& items) {
    json result = json::array();
    for (const ui::Item& item : items) result.push_back(json_of(item));
    return result;
}

json json_of(const ui::Fields& fields) {
    json result = json::array();
    for (const ui::Field& field : fields) {
        result.push_back({{"id", field.id},
                          {"name", field.name},
                          {"value", field.value},
                          {"placeholder", field.placeholder},
                          {"rectangle", json_of(field.rectangle)},
                          {"focus", field.wants_focus},
                          {"revision", xxh3_64(std::as_bytes(std::span(field.value))) >> 32U}});
    }
    return result;
}

// --- commands ------------------------------------------------------------------------------------------

namespace {

json deed(const ui::OpenFiles&) { return {{"do", "open-files"}}; }
json deed(const ui::OpenFolder&) { return {{"do", "open-folder"}}; }
json deed(const ui::StartOver&) { return {{"do", "start-over"}}; }
json deed(const ui::CopyText& copy) {
    return {{"do", "copy"}, {"text", copy.text}, {"notice", copy.notice}};
}
json deed(const ui::CopyLink& link) {
    return {{"do", "copy-link"}, {"fragment", link.fragment}, {"notice", "Link copied"}};
}
json deed(const ui::SaveText& save) {
    return {{"do", "save"}, {"name", save.name}, {"type", save.type}, {"text", save.text}};
}
json deed(const ui::SavePicture& save) {
    return {{"do", "save-png"},
            {"name", save.name},
            {"svg", save.svg},
            {"width", save.width_px},
            {"height", save.height_px}};
}
json deed(const ui::TakeFor& take) {
    return {{"do", "take-for"}, {"file", take.file}, {"kind", take.kind}};
}
json deed(const ui::WriteHistory& history) {
    return {{"do", "history"},
            {"how", history.push ? "push" : "replace"},
            {"fragment", history.fragment}};
}
json deed(const ui::MatchAgain& match) { return {{"do", "match"}, {"iou", match.iou}}; }
json deed(const ui::MeasurePictures&) { return {{"do", "measure-pictures"}}; }
json deed(const ui::StopMeasuring&) { return {{"do", "stop-measuring"}}; }
json deed(const ui::KeepSetting& setting) {
    return {{"do", "setting"}, {"key", setting.key}, {"value", setting.value}};
}

}  // namespace

json json_of(const ui::HostCommand& command) {
    return std::visit([](const auto& one) { return deed(one); }, command);
}

std::string text_of(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace errata::browser
