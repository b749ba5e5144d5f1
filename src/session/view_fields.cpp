#include "session/view_fields.h"

#include <cmath>
#include <format>

namespace errata {

using nlohmann::json;

namespace {

// The number within the field's limits; nothing when it is none.
std::optional<double> number_in(const Field& limits, const json& from) {
    if (!from.is_number()) return std::nullopt;
    return std::clamp(from.get<double>(), limits.low, limits.high);
}

}  // namespace

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
    auto text = text_of_json(from);
    if (!text) return bad_value(key, "a text");
    into = *std::move(text);
    return std::nullopt;
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

json json_of(const Tags& tags) {
    json all = json::array();
    for (const SampleTag& tag : tags) {
        json names = json::array();
        for (const std::string& name : tag.samples.names()) names.push_back(json_of_text(name));
        all.push_back({{"name", json_of_text(tag.name)}, {"samples", std::move(names)}});
    }
    return all;
}

namespace {

// Nothing where it is none.
std::optional<std::vector<std::string>> names_in(const json& list) {
    std::vector<std::string> names;
    for (const json& one : list) {
        auto name = text_of_json(one);
        if (!name) return {};
        names.push_back(*std::move(name));
    }
    return names;
}

}  // namespace

std::optional<Error> read_value(std::string_view key, const Field&, const json& from, Tags& into) {
    const Error wrong = bad_value(key, "a list of objects with a \"name\" and \"samples\"");
    if (!from.is_array()) return wrong;
    Tags tags;
    for (const json& one : from) {
        if (!one.is_object() || !one.contains("name") || !one.contains("samples")) return wrong;
        const auto name = text_of_json(one.at("name"));
        const auto samples =
            one.at("samples").is_array() ? names_in(one.at("samples")) : std::nullopt;
        if (!name || !samples) return wrong;
        tags = with_tag(tags, *name, *samples, true);
    }
    into = std::move(tags);
    return std::nullopt;
}

}  // namespace errata
