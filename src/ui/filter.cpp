#include "ui/filter.h"

#include <algorithm>

#include "query/evaluate.h"
#include "query/parse.h"

namespace errata::ui {

namespace {

constexpr TableRef samples_table = {};

// What the values of all columns in it are computed from.
unsigned inputs_of(const Bound& bound) {
    unsigned inputs = bound.column == nullptr ? 0U : bound.column->inputs;
    for (const Bound& child : bound.children) inputs |= inputs_of(child);
    return inputs;
}

}  // namespace

void Filter::open(const Evaluation& whole) {
    close();
    whole_ = &whole;
    columns_ = std::make_unique<PageColumns>(whole);
}

void Filter::select(const View& view) {
    bound_.reset();
    inputs_ = 0;
    error_.reset();
    selected_.reset();
    if (view.query.empty()) return;
    const auto query = parse_query(view.query);
    if (!query) {
        error_ = query.error();
        return;
    }
    ColumnSource& source = columns(view);
    values_revision_ = columns_->values_revision();
    layout_revision_ = columns_->layout_revision();
    const TableRef table = {.table = view.query_table};
    auto bound = bind(query->root, source, table);
    if (!bound) {
        error_ = bound.error();
        return;
    }
    bound_ = *std::move(bound);
    inputs_ = inputs_of(*bound_);
    selected_ = Selection{.table = table, .rows = evaluate(*bound_, source, table)};
}

// What the query asks for has other values, or is there only now.
bool Filter::has_moved(const View& view) {
    if (query_.empty()) return false;
    const Thresholds now = columns_->known_thresholds(view);
    if ((inputs_ & from_iou) != 0 && !same_iou(now.iou, thresholds_.iou)) return true;
    if ((inputs_ & from_confidence) != 0 && now.confidence != thresholds_.confidence) return true;
    columns(view);
    return columns_->layout_revision() != layout_revision_ ||
           ((inputs_ & from_session) != 0 && columns_->values_revision() != values_revision_);
}

bool Filter::follow(const View& view) {
    if (whole_ == nullptr) return false;
    if (view.query == query_ && view.query_table == table_ && !has_moved(view)) return false;
    const std::optional<Selection> before = std::move(selected_);
    query_ = view.query;
    table_ = view.query_table;
    thresholds_ = columns_->known_thresholds(view);
    select(view);
    if (selected_ == before) return false;
    ++revision_;
    in_table_ = {};
    return true;
}

const BitSet* Filter::rows_of(Table table, const View& view) {
    if (!selected_) return nullptr;
    if (table == selected_->table.table) return &selected_->rows;
    std::optional<BitSet>& rows = in_table_[static_cast<std::size_t>(table)];
    if (!rows) rows = objects_of(*selected_, columns(view), {.table = table}).rows;
    return &*rows;
}

Result<std::string> Filter::canonical(std::string_view text, const View& view) {
    if (std::ranges::all_of(text, [](char c) { return c == ' '; })) return std::string();
    const auto query = parse_query(text);
    if (!query) return std::unexpected(query.error());
    const auto bound = bind(query->root, columns(view), {.table = view.query_table});
    if (!bound) return std::unexpected(bound.error());
    return to_string(*query);
}

namespace {

// At each `;` that is in no text.
std::vector<std::string_view> queries_in(std::string_view list) {
    std::vector<std::string_view> queries;
    char quote = 0;
    std::size_t begin = 0;
    for (std::size_t at = 0; at <= list.size(); ++at) {
        if (at == list.size() || (list[at] == ';' && quote == 0)) {
            const std::string_view query = list.substr(begin, at - begin);
            if (query.find_first_not_of(' ') != std::string_view::npos) queries.push_back(query);
            begin = at + 1;
        } else if (quote != 0) {
            if (list[at] == '\\' && quote != '`') {
                ++at;
            } else if (list[at] == quote) {
                quote = 0;
            }
        } else if (list[at] == '"' || list[at] == '\'' || list[at] == '`') {
            quote = list[at];
        }
    }
    return queries;
}

}  // namespace

Result<std::vector<RowGroup>> Filter::groups(const View& view) {
    ColumnSource& source = columns(view);
    const TableRef table = {.table = view.query_table};
    if (const auto* const own = find_column(source, table.table, view.group_by)) {
        return groups_of(source, table, *own);
    }
    if (const auto* const info = find_column(source, Table::samples, view.group_by)) {
        auto groups = groups_of(source, samples_table, *info);
        if (!groups) return groups;
        for (RowGroup& one : *groups) {
            const Selection samples = {.table = samples_table, .rows = std::move(one.rows)};
            one.rows = objects_of(samples, source, table).rows;
        }
        return groups;
    }
    std::vector<RowGroup> groups;
    for (const std::string_view text : queries_in(view.group_by)) {
        const auto query = parse_query(text);
        if (!query) return std::unexpected(query.error());
        auto selected = errata::select(*query, source, table);
        if (!selected) return std::unexpected(selected.error());
        groups.push_back({.query = to_string(*query), .rows = std::move(selected->rows)});
    }
    return groups;
}

Completions Filter::complete(std::string_view text, const View& view) {
    return errata::complete(text, text.size(), columns(view), {.table = view.query_table});
}

}  // namespace errata::ui
