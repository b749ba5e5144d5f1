#include "session/view_fields.h"

#include <cmath>
#include <format>

#include "base/encoding.h"

namespace errata {

using nlohmann::json;

namespace {

// The number within the field's limits; nothing when it is none.
std::optional<double> number_in(const Field& limits, const json& from) {
    if (!from.is_number()) return std::nullopt;
    return std::clamp(from.get<double>(), limits.low, limits.high);
}

}  // namespace

json json_of_text(const std::string& text) {
    if (is_utf8(text)) return text;
    return {{"percent", percent_encoded(text)}};
}

Error bad_value(std::string_view key, std::string_view must) {
    return {.code = ErrorCode::bad_value,
            .message = std::format("\"{}\" must be {}", key, must),
            .remedy = "Correct it or take it out; what is not given is as at the start"};
}

std::optional<Error> read_value(std::string_view key, const Field& limits, const json& from,
                                double& into) {
    const auto number = number_in(limits, from);
    if (!number) return bad_value(key, "a number");
    into = *number;
    return std::nullopt;
}

std::optional<Error> read_value(std::string_view key, const Field& limits, const json& from,
                                std::uint32_t& into) {
    const auto number = number_in(limits, from);
    if (!number) return bad_value(key, "a number");
    into = static_cast<std::uint32_t>(std::round(*number));
    return std::nullopt;
}

std::optional<Error> read_value(std::string_view key, const Field&, const json& from, bool& into) {
    if (!from.is_boolean()) return bad_value(key, "true or false");
    into = from.get<bool>();
    return std::nullopt;
}

std::optional<Error> read_value(std::string_view key, const Field&, const json& from,
                                std::string& into) {
    if (from.is_string()) {
        into = from.get<std::string>();
        return std::nullopt;
    }
    const auto percent = from.is_object() ? from.find("percent") : from.end();
    if (percent != from.end() && percent->is_string()) {
        if (auto bytes = percent_decoded(percent->get_ref<const std::string&>()); bytes) {
            into = *std::move(bytes);
            return std::nullopt;
        }
    }
    return bad_value(key, "a text");
}

std::optional<Error> read_value(std::string_view key, const Field&, const json& from,
                                SamplingPlan& into) {
    auto plan = plan_from_json(from);
    if (!plan) {
        plan.error().message = std::format("\"{}\": {}", key, plan.error().message);
        return plan.error();
    }
    into = *std::move(plan);
    return std::nullopt;
}

}  // namespace errata
