#include "ui/panels/plan_fields.h"

#include <fast_float/fast_float.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <format>
#include <functional>
#include <utility>

#include "query/bind.h"
#include "query/parse.h"

namespace errata::ui {

namespace {

using Checked = Result<std::string>;

Error not_so(std::string message) {
    return {.code = ErrorCode::bad_value, .message = std::move(message), .remedy = {}};
}

// What the check makes of the draft, where that is another value than the plan's.
std::optional<std::string> checked_field(Frame& frame, PlanState& state, const PlanField& field,
                                         const std::function<Checked(std::string_view)>& check) {
    FieldDraft& draft = state.drafts[field.name];
    if (draft.followed != field.value) {
        draft = {.words = field.value, .followed = field.value, .error = {}};
    }
    const FieldResult result =
        text_field(frame, field.name, draft.words,
                   {.placeholder = field.placeholder, .width = field.width, .searches = false});
    std::optional<std::string> changed;
    if (result.changed) {
        const Checked checked = check(draft.words);
        draft.error = checked ? std::string() : checked.error().message;
        if (checked && *checked != field.value) {
            draft.followed = *checked;
            changed = *checked;
        }
    }
    if (result.key == "Escape")
        draft = {.words = field.value, .followed = field.value, .error = {}};
    if (!draft.error.empty()) {
        text(frame, draft.error,
             {.style = TextStyle::small,
              .colour = frame.colour().false_positive,
              .wrap = true,
              .wrap_width = std::max(field.width, 120.0F)});
    }
    return changed;
}

std::optional<std::uint32_t> count_in(std::string_view words) {
    std::uint32_t count = 0;
    const auto [end, error] = std::from_chars(words.data(), words.data() + words.size(), count);
    if (error != std::errc() || end != words.data() + words.size()) return {};
    return count;
}

std::optional<double> number_in(std::string_view words) {
    double number = 0;
    const auto [end, error] =
        fast_float::from_chars(words.data(), words.data() + words.size(), number);
    if (error != std::errc() || end != words.data() + words.size()) return {};
    return number;
}

}  // namespace

void field_label(Frame& frame, std::string_view words) {
    text(frame, words, {.style = TextStyle::small, .colour = frame.colour().muted});
}

std::optional<std::string> query_field(Frame& frame, const Model& model, PlanState& state,
                                       const PlanField& field, bool for_functions) {
    return checked_field(frame, state, field, [&](std::string_view words) -> Checked {
        if (words.find_first_not_of(' ') == std::string_view::npos) return std::string();
        const auto query = parse_query(words);
        if (!query) return std::unexpected(query.error());
        PageColumns& columns = model.filter.page_columns();
        const ColumnSource& source =
            for_functions ? columns.without_votes(model.view) : columns.all(model.view);
        const auto bound = bind(query->root, source, {.table = Table::samples});
        if (!bound) return std::unexpected(bound.error());
        return to_string(*query);
    });
}

std::optional<std::uint32_t> count_field(Frame& frame, PlanState& state, const PlanField& field,
                                         std::uint32_t low) {
    const auto changed =
        checked_field(frame, state, field, [low](std::string_view words) -> Checked {
            const auto number = count_in(words);
            if (!number || *number < low)
                return std::unexpected(not_so(std::format("A whole number from {} on", low)));
            return std::to_string(*number);
        });
    return changed ? count_in(*changed) : std::nullopt;
}

std::optional<double> number_field(Frame& frame, PlanState& state, const PlanField& field,
                                   double low) {
    const auto changed =
        checked_field(frame, state, field, [low](std::string_view words) -> Checked {
            const auto number = number_in(words);
            if (!number || !std::isfinite(*number) || *number < low)
                return std::unexpected(not_so(std::format("A number of {} or more", low)));
            return std::format("{}", *number);
        });
    return changed ? number_in(*changed) : std::nullopt;
}

std::optional<std::string> word_field(Frame& frame, PlanState& state, const PlanField& field) {
    return checked_field(frame, state, field,
                         [](std::string_view words) -> Checked { return std::string(words); });
}

void change_plan(Commands& commands, std::function<void(SamplingPlan&)> change,
                 std::string_view field) {
    const std::uint64_t gesture = field.empty() ? 0 : std::hash<std::string_view>()(field) | 1U;
    commands.push_back(
        decide([change = std::move(change)](View& view) { change(view.plan); }, gesture));
}

}  // namespace errata::ui
