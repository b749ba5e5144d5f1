#include "base/json_text.h"

#include <nlohmann/json.hpp>

#include "base/encoding.h"

namespace errata {

nlohmann::json json_of_text(const std::string& text) {
    if (is_utf8(text)) return text;
    return {{"percent", percent_encoded(text)}};
}

std::optional<std::string> text_of_json(const nlohmann::json& json) {
    if (json.is_string()) return json.get<std::string>();
    const auto percent = json.is_object() ? json.find("percent") : json.end();
    if (percent == json.end() || !percent->is_string()) return {};
    auto bytes = percent_decoded(percent->get_ref<const std::string&>());
    if (!bytes) return {};
    return *std::move(bytes);
}

}  // namespace errata
