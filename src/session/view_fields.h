// The one table of a View's fields, and of the words for its enums: for the document and the link alike.
//
// What it is for: a field that View gains is one line in visit_fields(), an enumerator one line in its table.
// What it does not do: leave this folder; readers of documents and links include document.h and link.h.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/error.h"
#include "base/json_text.h"
#include "curate/plan_document.h"
#include "session/view.h"

namespace errata {

template <typename Enum>
struct Word {
    std::string_view word;
    Enum value;
};

inline constexpr std::array place_words = {
    Word{"overview", Place::overview},   Word{"errors", Place::errors},
    Word{"confusion", Place::confusion}, Word{"confidence", Place::confidence},
    Word{"rules", Place::rules},         Word{"data", Place::data},
    Word{"groups", Place::groups},       Word{"gallery", Place::gallery},
    Word{"image", Place::image},         Word{"files", Place::files},
    Word{"catalog", Place::catalog},     Word{"plan", Place::plan},
};

inline constexpr std::array catalog_part_words = {
    Word{"pool", CatalogPart::pool},
    Word{"all", CatalogPart::all},
    Word{"batch", CatalogPart::batch},
};

inline constexpr std::array share_words = {
    Word{"count", CellShare::count},
    Word{"of_truth", CellShare::of_truth},
    Word{"of_predicted", CellShare::of_predicted},
};

inline constexpr std::array map_layer_words = {
    Word{"differences", MapLayer::differences},
    Word{"truth", MapLayer::truth},
    Word{"predictions", MapLayer::predictions},
};

inline constexpr std::array table_words = {
    Word{"samples", Table::samples},
    Word{"truth", Table::truth},
    Word{"pred", Table::pred},
};

inline constexpr std::array order_words = {
    Word{"as_given", SampleOrder::as_given},
    Word{"most_errors", SampleOrder::most_errors},
    Word{"worst_iou", SampleOrder::worst_iou},
    Word{"highest_score", SampleOrder::highest_score},
    Word{"lowest_score", SampleOrder::lowest_score},
    Word{"by_column", SampleOrder::by_column},
};

inline constexpr std::array outcome_words = {
    Word{"everything", OutcomeFilter::everything},
    Word{"errors", OutcomeFilter::errors},
    Word{"false_positives", OutcomeFilter::false_positives},
    Word{"missed", OutcomeFilter::missed},
    Word{"true_positives", OutcomeFilter::true_positives},
    Word{"confused", OutcomeFilter::confused},
    Word{"wrong_class", OutcomeFilter::wrong_class},
    Word{"wrong_place", OutcomeFilter::wrong_place},
    Word{"wrong_class_and_place", OutcomeFilter::wrong_class_and_place},
    Word{"duplicates", OutcomeFilter::duplicates},
    Word{"background", OutcomeFilter::background},
    Word{"unexplained_misses", OutcomeFilter::unexplained_misses},
};

constexpr const auto& words_of(Place) { return place_words; }
constexpr const auto& words_of(CatalogPart) { return catalog_part_words; }
constexpr const auto& words_of(Table) { return table_words; }
constexpr const auto& words_of(CellShare) { return share_words; }
constexpr const auto& words_of(MapLayer) { return map_layer_words; }
constexpr const auto& words_of(SampleOrder) { return order_words; }
constexpr const auto& words_of(OutcomeFilter) { return outcome_words; }

template <typename Enum>
constexpr std::string_view word_of(Enum value) {
    const auto& words = words_of(value);
    const auto found = std::ranges::find(words, value, &Word<Enum>::value);
    return found == words.end() ? words.front().word : found->word;
}

struct Field {
    std::string_view key;           // in the document
    std::string_view in_link = {};  // as a readable key of the link; "": in the link's packed part
    double low = 0;                 // a number outside is brought to the nearer end
    double high = 0;
};

// Calls visit(Field, member) for each member of a View, const or not. The order is the link's.
template <typename AnyView, typename Visitor>
void visit_fields(AnyView& view, Visitor&& visit) {
    visit(Field{"place", "view"}, view.place);
    visit(Field{"confidence", "score", 0, 1}, view.confidence);
    visit(Field{"iou", "iou", 0.01, 1}, view.iou);  // at 0 everything would match
    visit(Field{"query", "q"}, view.query);
    visit(Field{"query_table", "of"}, view.query_table);
    visit(Field{"class", "class"}, view.cls);
    visit(Field{"sample", "img"}, view.sample);
    visit(Field{"object", "obj"}, view.object);
    visit(Field{"order"}, view.order);
    visit(Field{"order_column"}, view.order_column);
    visit(Field{"order_descending"}, view.order_descending);
    visit(Field{"shown"}, view.shown);
    visit(Field{"confused_truth"}, view.confused_truth);
    visit(Field{"confused_predicted"}, view.confused_predicted);
    visit(Field{"cell_share"}, view.cell_share);
    visit(Field{"intervals"}, view.intervals);
    visit(Field{"any_class"}, view.any_class);
    visit(Field{"beta", "", 0.1, 10}, view.wishes.beta);
    visit(Field{"least_precision", "", 0, 1}, view.wishes.least_precision);
    visit(Field{"least_recall", "", 0, 1}, view.wishes.least_recall);
    visit(Field{"false_positive_price", "", 0, 1000}, view.wishes.false_positive_price);
    visit(Field{"miss_price", "", 0, 1000}, view.wishes.miss_price);
    visit(Field{"compared_rules"}, view.compared_rules);
    visit(Field{"class_search"}, view.class_search);
    visit(Field{"class_sort"}, view.class_sort);
    visit(Field{"class_sort_descending"}, view.class_sort_descending);
    visit(Field{"class_columns"}, view.class_columns);
    visit(Field{"object_columns"}, view.object_columns);
    visit(Field{"sample_columns"}, view.sample_columns);
    visit(Field{"group_by", "by"}, view.group_by);
    visit(Field{"group_sort"}, view.group_sort);
    visit(Field{"group_sort_descending"}, view.group_sort_descending);
    visit(Field{"object_sort"}, view.object_sort);
    visit(Field{"object_sort_descending"}, view.object_sort_descending);
    visit(Field{"draw_true_positives"}, view.layers.true_positives);
    visit(Field{"draw_false_positives"}, view.layers.false_positives);
    visit(Field{"draw_missed"}, view.layers.missed);
    visit(Field{"draw_found"}, view.layers.found);
    visit(Field{"draw_ignored"}, view.layers.ignored);
    visit(Field{"draw_links"}, view.layers.links);
    visit(Field{"draw_labels"}, view.layers.labels);
    visit(Field{"map_layer"}, view.map_layer);
    visit(Field{"data_table"}, view.data_table);
    visit(Field{"thumbnail_px", "", 96, 320}, view.thumbnail_px);
    visit(Field{"plan"}, view.plan);
    visit(Field{"catalog_part"}, view.catalog_part);
    visit(Field{"catalog_order"}, view.catalog_order);
    visit(Field{"catalog_descending"}, view.catalog_descending);
    visit(Field{"tags"}, view.tags);
}

// --- values as JSON ---------------------------------------------------------------------------------------

// [{"name": "check again", "samples": ["harbour/a.jpg", ...]}, ...]
nlohmann::json json_of(const Tags& tags);

template <typename T>
nlohmann::json json_of_value(const T& value) {
    if constexpr (std::is_enum_v<T>) {
        return word_of(value);
    } else if constexpr (std::same_as<T, std::string>) {
        return json_of_text(value);
    } else if constexpr (std::same_as<T, SamplingPlan> || std::same_as<T, Tags>) {
        return json_of(value);
    } else {
        return value;
    }
}

// What is wrong with the value of a key: `"score" must be a number`.
Error bad_value(std::string_view key, std::string_view must);

// Reading: nothing when well, and then `into` is set. `key` is how the reader of an error knows the value.
std::optional<Error> read_value(std::string_view key, const Field& limits,
                                const nlohmann::json& from, double& into);
std::optional<Error> read_value(std::string_view key, const Field& limits,
                                const nlohmann::json& from, std::uint32_t& into);
std::optional<Error> read_value(std::string_view key, const Field&, const nlohmann::json& from,
                                bool& into);
std::optional<Error> read_value(std::string_view key, const Field&, const nlohmann::json& from,
                                std::string& into);
std::optional<Error> read_value(std::string_view key, const Field&, const nlohmann::json& from,
                                SamplingPlan& into);
std::optional<Error> read_value(std::string_view key, const Field&, const nlohmann::json& from,
                                Tags& into);

template <typename Enum>
    requires std::is_enum_v<Enum>
std::optional<Error> read_value(std::string_view key, const Field&, const nlohmann::json& from,
                                Enum& into) {
    std::string all;
    for (const auto& [word, value] : words_of(Enum{})) {
        if (from.is_string() && from.get_ref<const std::string&>() == word) {
            into = value;
            return std::nullopt;
        }
        all += all.empty() ? "" : ", ";
        all += word;
    }
    return bad_value(key, "one of " + all);
}

}  // namespace errata
