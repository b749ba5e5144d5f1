#include "ui/column_cells.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>

#include "query/name_list.h"
#include "ui/column_chart.h"
#include "ui/icons.h"
#include "ui/widgets.h"

namespace errata::ui {

namespace {

bool is_missing(const ColumnData& data, std::size_t row) {
    return data.missing.size() > 0 && data.missing[row];
}

std::string words_of_set(const ColumnData& data, std::size_t row) {
    std::string words;
    for (const std::uint16_t code : data.sets[row]) {
        if (!words.empty()) words += ", ";
        words += data.names[code];
    }
    return words;
}

// Per value its place among all in byte order.
std::vector<double> ranks_of(std::vector<std::string> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) -> const std::string& { return values[i]; });
    std::vector<double> ranks(values.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool same = i > 0 && values[order[i]] == values[order[i - 1]];
        ranks[order[i]] = same ? ranks[order[i - 1]] : static_cast<double>(i);
    }
    return ranks;
}

// Texts and sets, which are as many as rows.
std::vector<double> ranks_of_rows(const ColumnInfo& info, const ColumnData& data,
                                  std::span<const Row> rows) {
    std::vector<std::string> values;
    for (const Row row : rows) values.push_back(cell_words(info, data, row));
    std::vector<double> keys = ranks_of(values);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const bool missing =
            info.type == ColumnType::set ? data.sets[rows[i]].empty() : is_missing(data, rows[i]);
        if (missing) keys[i] = no_number;
    }
    return keys;
}

}  // namespace

std::string cell_words(const ColumnInfo& info, const ColumnData& data, std::size_t row) {
    switch (info.type) {
        case ColumnType::number:
        case ColumnType::integer: {
            const double number = data.numbers[row];
            if (std::isnan(number)) return {};
            // Enough to tell values apart, not more than can be read.
            if (info.type == ColumnType::number && std::abs(number) < 1'000) {
                return std::format("{:.4g}", number);
            }
            return short_number(std::round(number));
        }
        case ColumnType::truth:
            if (data.truths[row] == no_truth) return {};
            return data.truths[row] != 0 ? "yes" : "no";
        case ColumnType::category:
            return data.codes[row] == no_code ? std::string()
                                              : std::string(data.names[data.codes[row]]);
        case ColumnType::set: return words_of_set(data, row);
        case ColumnType::text: break;
    }
    return is_missing(data, row) ? std::string() : std::string(data.texts[row]);
}

std::vector<double> sort_keys(const ColumnInfo& info, const ColumnData& data,
                              std::span<const Row> rows) {
    if (info.type == ColumnType::text || info.type == ColumnType::set) {
        return ranks_of_rows(info, data, rows);
    }
    std::vector<double> ranks;
    if (info.type == ColumnType::category) {
        std::vector<std::string> names;
        for (std::size_t i = 0; i < data.names.size(); ++i) names.emplace_back(data.names[i]);
        ranks = ranks_of(std::move(names));
    }
    std::vector<double> keys;
    for (const Row row : rows) {
        switch (info.type) {
            case ColumnType::truth:
                keys.push_back(data.truths[row] == no_truth ? no_number : data.truths[row]);
                break;
            case ColumnType::category:
                keys.push_back(data.codes[row] == no_code ? no_number : ranks[data.codes[row]]);
                break;
            default: keys.push_back(data.numbers[row]);
        }
    }
    return keys;
}

std::optional<std::string> column_menu(Frame& frame, std::span<const ColumnInfo* const> columns,
                                       std::string_view list, std::string_view tooltip) {
    const std::vector<std::string> shown = names_in(list);
    std::vector<MenuEntry> entries;
    for (const ColumnInfo* const info : columns) {
        entries.push_back({.label = info->name,
                           .checked = std::ranges::contains(shown, info->name),
                           .stays_open = true});
    }
    const auto chosen = menu_button(frame, "Columns", entries,
                                    {.enabled = !columns.empty(),
                                     .tooltip = tooltip,
                                     .icon = icon::columns,
                                     .icon_only = true,
                                     .style = ButtonStyle::quiet});
    if (!chosen) return {};
    return with_name_switched(list, columns[*chosen]->name);
}

}  // namespace errata::ui
