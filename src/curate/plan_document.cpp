#include "curate/plan_document.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/json_text.h"

namespace errata {

using nlohmann::json;

namespace {

template <typename Values>
json json_of_list(const Values& values) {
    json list = json::array();
    for (const auto& value : values) {
        if constexpr (std::same_as<typename Values::value_type, std::string>) {
            list.push_back(json_of_text(value));
        } else {
            list.push_back(value);
        }
    }
    return list;
}

// --- writing ---

json json_of(const LabelingFunction& function) {
    json object = {{"name", json_of_text(function.name)}, {"query", json_of_text(function.query)}};
    if (!function.vote.empty()) object["vote"] = json_of_text(function.vote);
    return object;
}

bool is_by_strata(Sampler sampler) {
    return sampler == Sampler::stratified || sampler == Sampler::functions;
}
bool wants_deviations(const PlanPart& part) {
    return part.allocation == AllocationRule::neyman ||
           part.allocation == AllocationRule::cost_optimal;
}

json json_of(const PlanPart& part) {
    json object = {{"sampler", id_of(part.sampler)}, {"share", part.share}};
    if (!part.name.empty()) object["name"] = json_of_text(part.name);
    const bool has_column = part.sampler == Sampler::highest ||
                            (part.sampler == Sampler::stratified && part.queries.empty());
    if (has_column) object["column"] = json_of_text(part.column);
    if (part.sampler == Sampler::stratified && !part.queries.empty())
        object["queries"] = json_of_list(part.queries);
    if (is_by_strata(part.sampler)) {
        object["allocation"] = id_of(part.allocation);
        object["minimum"] = part.minimum;
        if (wants_deviations(part)) object["estimate"] = json_of_text(part.estimate);
        if (part.allocation == AllocationRule::cost_optimal)
            object["costs"] = json_of_list(part.costs);
    }
    if (part.sampler == Sampler::uncertainty) {
        object["measure"] = id_of(part.measure);
        object["aggregate"] = id_of(part.aggregate);
    }
    if (part.sampler == Sampler::highest) object["lowest"] = part.lowest;
    return object;
}

// --- reading ---

// Reads one object's members; the first that is wrong is kept.
class ObjectReader {
public:
    ObjectReader(const json& object, std::string place)
        : object_(object), place_(std::move(place)) {
        if (!object.is_object()) fail_at(place_.empty() ? "the plan" : place_, "an object");
    }

    // read(json, full name of the member), where it is there; an Error where it is wrong.
    template <typename Read>
    void member(std::string_view key, Read&& read) {
        known_.emplace_back(key);
        if (error_) return;
        const auto found = object_.find(key);
        if (found != object_.end()) error_ = read(*found, name_of(key));
    }
    void text(std::string_view key, std::string& into);
    void truth(std::string_view key, bool& into);
    void whole(std::string_view key, std::uint32_t& into);
    void above_zero(std::string_view key, double& into);
    template <typename Enum>
    void word(std::string_view key, std::optional<Enum> (*of_id)(std::string_view),
              std::string_view words, Enum& into) {
        member(key, [&](const json& value, const std::string& name) -> std::optional<Error> {
            const auto found =
                value.is_string() ? of_id(value.get_ref<const std::string&>()) : std::nullopt;
            if (!found) return wrong(name, std::format("one of {}", words));
            into = *found;
            return {};
        });
    }
    // read(json, name) for each of a list.
    template <typename Read>
    void list(std::string_view key, Read&& read) {
        member(key, [&](const json& value, const std::string& name) -> std::optional<Error> {
            if (!value.is_array()) return wrong(name, "a list");
            for (std::size_t i = 0; i < value.size(); ++i) {
                if (auto error = read(value[i], std::format("{}[{}]", name, i))) return error;
            }
            return {};
        });
    }

    // Members that nobody has asked for are wrong.
    std::optional<Error> end() {
        if (error_) return error_;
        for (const auto& [key, value] : object_.items()) {
            if (std::ranges::contains(known_, key)) continue;
            std::string all;
            for (const std::string_view one : known_)
                all += std::format("{}{}", all.empty() ? "" : ", ", one);
            return wrong(name_of(key), std::format("left out: the members here are {}", all));
        }
        return {};
    }

    static Error wrong(const std::string& name, std::string_view must) {
        return {.code = ErrorCode::bad_value,
                .message = std::format("\"{}\" must be {}", name, must),
                .remedy = "Correct it or take it out; what is not given is as at the start"};
    }
    static std::optional<Error> read_text(const json& value, const std::string& name,
                                          std::string& into);

private:
    std::string name_of(std::string_view key) const {
        return place_.empty() ? std::string(key) : std::format("{}.{}", place_, key);
    }
    void fail_at(const std::string& name, std::string_view must) { error_ = wrong(name, must); }

    const json& object_;
    std::string place_;
    std::vector<std::string_view> known_;
    std::optional<Error> error_;
};

std::optional<Error> ObjectReader::read_text(const json& value, const std::string& name,
                                             std::string& into) {
    auto text = text_of_json(value);
    if (!text) return wrong(name, "a text");
    into = *std::move(text);
    return {};
}

void ObjectReader::text(std::string_view key, std::string& into) {
    member(key, [&](const json& value, const std::string& name) {
        return read_text(value, name, into);
    });
}

void ObjectReader::truth(std::string_view key, bool& into) {
    member(key, [&](const json& value, const std::string& name) -> std::optional<Error> {
        if (!value.is_boolean()) return wrong(name, "true or false");
        into = value.get<bool>();
        return {};
    });
}

void ObjectReader::whole(std::string_view key, std::uint32_t& into) {
    member(key, [&](const json& value, const std::string& name) -> std::optional<Error> {
        constexpr std::uint64_t most = 0xFFFFFFFFU;
        if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
            return wrong(name, std::format("a whole number from 0 to {}", most));
        into = value.get<std::uint32_t>();
        return {};
    });
}

std::optional<Error> read_above_zero(const json& value, const std::string& name, double& into) {
    if (!value.is_number() || !(value.get<double>() > 0) || std::isinf(value.get<double>()))
        return ObjectReader::wrong(name, "a number above 0");
    into = value.get<double>();
    return {};
}

void ObjectReader::above_zero(std::string_view key, double& into) {
    member(key, [&](const json& value, const std::string& name) {
        return read_above_zero(value, name, into);
    });
}

std::optional<Error> read_function(const json& from, const std::string& place,
                                   LabelingFunction& function) {
    ObjectReader reader(from, place);
    reader.text("name", function.name);
    reader.text("query", function.query);
    reader.text("vote", function.vote);
    return reader.end();
}

std::optional<Error> read_part(const json& from, const std::string& place, PlanPart& part) {
    ObjectReader reader(from, place);
    if (from.is_object() && !from.contains("sampler"))
        return ObjectReader::wrong(place + ".sampler", "there");
    reader.word("sampler", &sampler_of_id, "random, stratified, uncertainty, highest, functions",
                part.sampler);
    reader.text("name", part.name);
    reader.above_zero("share", part.share);
    if (part.sampler == Sampler::stratified || part.sampler == Sampler::highest)
        reader.text("column", part.column);
    if (part.sampler == Sampler::stratified) {
        reader.list("queries", [&](const json& value, const std::string& name) {
            return ObjectReader::read_text(value, name, part.queries.emplace_back());
        });
    }
    if (is_by_strata(part.sampler)) {
        reader.word("allocation", &allocation_rule_of_id,
                    "proportional, equal, neyman, cost-optimal", part.allocation);
        reader.whole("minimum", part.minimum);
        reader.text("estimate", part.estimate);
        reader.list("costs", [&](const json& value, const std::string& name) {
            return read_above_zero(value, name, part.costs.emplace_back());
        });
    }
    if (part.sampler == Sampler::uncertainty) {
        reader.word("measure", &uncertainty_measure_of_id, "least-confidence, margin, entropy",
                    part.measure);
        reader.word("aggregate", &uncertainty_aggregate_of_id, "max, mean, sum", part.aggregate);
    }
    if (part.sampler == Sampler::highest) reader.truth("lowest", part.lowest);
    return reader.end();
}

std::optional<Error> read_version(const json& value, const std::string& name) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() == 0)
        return ObjectReader::wrong(name, "a whole number of 1 or more");
    if (value.get<std::uint64_t>() <= plan_version) return {};
    return Error{.code = ErrorCode::wrong_kind,
                 .message = std::format("the plan has version {}, and this Errata knows version {}",
                                        value.get<std::uint64_t>(), plan_version),
                 .remedy = "Use the version of Errata that made it, or a newer one"};
}

}  // namespace

json json_of(const SamplingPlan& plan) {
    json document = {{"version", plan_version}, {"budget", plan.budget}, {"seed", plan.seed}};
    if (!plan.from.empty()) document["from"] = json_of_text(plan.from);
    if (!plan.exclude.empty()) document["exclude"] = json_of_text(plan.exclude);
    if (!plan.functions.empty()) {
        json& functions = document["labeling_functions"] = json::array();
        for (const LabelingFunction& function : plan.functions)
            functions.push_back(json_of(function));
    }
    json& parts = document["parts"] = json::array();
    for (const PlanPart& part : plan.parts) parts.push_back(json_of(part));
    return document;
}

std::string to_json(const SamplingPlan& plan) { return json_of(plan).dump(2) + "\n"; }

Result<SamplingPlan> plan_from_json(const json& from) {
    SamplingPlan plan;
    ObjectReader reader(from, "");
    reader.member("version", &read_version);
    reader.whole("budget", plan.budget);
    reader.whole("seed", plan.seed);
    reader.text("from", plan.from);
    reader.text("exclude", plan.exclude);
    reader.list("labeling_functions", [&](const json& value, const std::string& name) {
        return read_function(value, name, plan.functions.emplace_back());
    });
    reader.list("parts", [&](const json& value, const std::string& name) {
        return read_part(value, name, plan.parts.emplace_back());
    });
    if (auto error = reader.end()) return std::unexpected(*std::move(error));
    return plan;
}

Result<SamplingPlan> plan_from_json(std::string_view text) {
    try {
        return plan_from_json(json::parse(text));
    } catch (const json::parse_error& error) {
        return std::unexpected(Error{.code = ErrorCode::syntax,
                                     .message = "the plan is no JSON, or cut off",
                                     .remedy = "Correct it at this place, or save it again",
                                     .byte = error.byte > 0 ? error.byte - 1 : 0});
    }
}

}  // namespace errata
