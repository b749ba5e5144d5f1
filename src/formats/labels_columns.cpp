#include "formats/labels_columns.h"

#include <algorithm>
#include <array>
#include <format>

#include "formats/json_number.h"

namespace errata::labels {

namespace {

constexpr std::array<std::string_view, 12> id_names = {
    "id",   "image_id", "sample_id",  "image",    "filename", "file_name",
    "file", "path",     "image_path", "filepath", "sample",   "name"};
constexpr std::array<std::string_view, 10> label_names = {
    "label",    "labels", "class",  "classes", "class_name",
    "category", "tags",   "target", "y",       "y_true"};
constexpr std::array<std::string_view, 7> prediction_names = {
    "prediction",      "predictions",     "predicted", "pred",
    "predicted_label", "predicted_class", "y_pred"};
constexpr std::array<std::string_view, 5> score_names = {"score", "confidence", "probability",
                                                         "prob", "conf"};
constexpr std::array<std::string_view, 3> scores_names = {"scores", "probabilities", "probs"};
constexpr std::array<std::string_view, 3> text_names = {"text", "sentence", "content"};
constexpr std::array<std::string_view, 1> value_names = {"value"};
constexpr std::array<std::string_view, 4> class_prefixes = {"prob_", "p_", "score_",
                                                            "probability_"};

std::string joined(std::span<const std::string> names) {
    constexpr std::size_t most = 12;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < most; ++i)
        text += (i > 0 ? ", " : "") + names[i];
    if (names.size() > most) text += ", …";
    return text;
}

// The first of the names, in their order, that is a column.
std::optional<std::size_t> find(std::span<const std::string> columns,
                                std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        const auto found = std::ranges::find_if(
            columns, [&](const std::string& column) { return lower_case(column) == name; });
        if (found != columns.end()) return static_cast<std::size_t>(found - columns.begin());
    }
    return {};
}

// The class that a column's name stands for.
std::string class_named(const std::string& column, const std::vector<std::string>& known) {
    if (std::ranges::find(known, column) != known.end()) return column;
    for (const std::string_view prefix : class_prefixes) {
        if (lower_case(column).starts_with(prefix)) return column.substr(prefix.size());
    }
    return column;
}

std::unexpected<Error> missing(std::string_view what, std::span<const std::string> names,
                               const LabelReaderOptions& options) {
    return std::unexpected(Error{
        .code = ErrorCode::wrong_kind,
        .message =
            std::format("there is no column for the {}; the columns are: {}", what, joined(names)),
        .remedy = remedy_of(options),
        .byte = 0});
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

Meaning meaning_of(std::string_view name) {
    const std::string lower = lower_case(name);
    const auto is_of = [&](const auto& names) {
        return std::ranges::find(names, lower) != names.end();
    };
    if (is_of(id_names)) return Meaning::id;
    if (is_of(label_names)) return Meaning::label;
    if (is_of(prediction_names)) return Meaning::prediction;
    if (is_of(score_names)) return Meaning::score;
    if (is_of(scores_names)) return Meaning::scores;
    if (is_of(text_names)) return Meaning::text;
    return is_of(value_names) ? Meaning::value : Meaning::other;
}

std::optional<double> number_from(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
    while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
    if (text.starts_with('+')) text.remove_prefix(1);
    std::string padded;
    if (text.starts_with('.')) text = padded = '0' + std::string(text);  // ".5"
    const JsonNumber number = parse_json_number(text);
    if (number.kind == NumberKind::none || number.kind == NumberKind::not_finite) return {};
    return number.real;
}

bool is_missing_number(std::string_view text) {
    const std::string lower = lower_case(text);
    constexpr std::array<std::string_view, 9> words = {"",     "nan", "na",   "n/a",     "null",
                                                       "none", "inf", "-inf", "infinity"};
    return std::ranges::find(words, lower) != words.end();
}

std::string remedy_of(const LabelReaderOptions& options) {
    const bool truth = options.role == LabelRole::truth;
    if (options.role == LabelRole::pool) return "Give a header row with the column id";
    if (options.task == Task::values) return "Give a header row with the columns id and value";
    if (truth) return "Give a header row with the columns id and label";
    return "Give a header row with the columns id and label (and score), or id and one column per "
           "class";
}

Result<Columns> find_columns(std::span<const std::string> names,
                             std::span<const std::string_view> first,
                             const LabelReaderOptions& options) {
    const bool truth = options.role != LabelRole::predictions;
    const bool wants_label = options.role != LabelRole::pool;
    const bool values = options.task == Task::values;
    Columns columns;
    columns.id = find(names, id_names);
    if (!columns.id && (names[0].empty() || lower_case(names[0]) == "unnamed: 0")) columns.id = 0;
    if (!columns.id) return missing("id", names, options);
    if (!truth) columns.label = find(names, prediction_names);
    if (!columns.label && values) columns.label = find(names, value_names);
    if (!columns.label) columns.label = find(names, label_names);
    if (values) {
        if (!columns.label && wants_label) return missing("value", names, options);
    } else {
        columns.text = find(names, text_names);
        if (!truth) columns.score = find(names, score_names);
    }
    if (values && truth) columns.text = find(names, text_names);

    const auto is_class = [&](std::size_t column) {
        if (values || !wants_label || (truth && columns.label)) return false;
        if (std::ranges::find(options.known_classes,
                              class_named(names[column], options.known_classes)) !=
            options.known_classes.end()) {
            return true;
        }
        if (columns.score || first.empty() || meaning_of(names[column]) != Meaning::other ||
            names[column].empty())
            return false;
        const auto number = number_from(first[column]);
        return number && *number >= 0 && *number <= 1;
    };
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i == columns.id || i == columns.label || i == columns.score || i == columns.text)
            continue;
        if (is_class(i)) {
            columns.classes.push_back(
                {.column = i, .name = class_named(names[i], options.known_classes)});
        } else {
            columns.unused.push_back(names[i]);
        }
    }
    if (wants_label && !columns.label && columns.classes.empty()) {
        return missing(truth ? "label" : "label, and none for the score of a class", names,
                       options);
    }
    return columns;
}

}  // namespace errata::labels
