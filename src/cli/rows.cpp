#include "cli/rows.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <nlohmann/json.hpp>

#include "formats/csv.h"

namespace errata::cli {

namespace {

using nlohmann::ordered_json;

// The cells of one column, over the rows of a table.
class Cells {
public:
    Cells(const ResolvedColumn& column, ColumnSource& source, TableRef table)
        : info_(*column.info), data_(source.values(column.table, *column.info)) {
        if (column.table.table == Table::samples && table.table != Table::samples)
            sample_ = source.sample_of(table);
    }

    ordered_json operator[](std::size_t row) const {
        const std::size_t at = sample_.empty() ? row : sample_[row];
        switch (info_.type) {
            case ColumnType::number:
            case ColumnType::integer: return number(data_.numbers[at]);
            case ColumnType::truth:
                return data_.truths[at] == no_truth ? ordered_json()
                                                    : ordered_json(data_.truths[at] == 1);
            case ColumnType::category:
                return data_.codes[at] == no_code ? ordered_json()
                                                  : ordered_json(data_.names[data_.codes[at]]);
            case ColumnType::text: {
                const bool is_missing = data_.missing.size() > 0 && data_.missing[at];
                return is_missing ? ordered_json() : ordered_json(data_.texts[at]);
            }
            case ColumnType::set: break;
        }
        ordered_json names = ordered_json::array();
        for (const std::uint16_t code : data_.sets[at]) names.push_back(data_.names[code]);
        return names;
    }

private:
    ordered_json number(double value) const {
        if (!std::isfinite(value)) return {};
        if (info_.type == ColumnType::integer) return static_cast<std::int64_t>(value);
        return value;
    }

    const ColumnInfo& info_;
    const ColumnData& data_;
    std::span<const SampleSlot> sample_;
};

std::vector<Cells> cells_of(const RowsToPrint& rows, ColumnSource& source) {
    std::vector<Cells> cells;
    for (const ResolvedColumn& column : rows.columns)
        cells.emplace_back(column, source, rows.selection.table);
    return cells;
}

// visit(row) for those to print.
template <typename Visit>
void for_each_row(const RowsToPrint& rows, Visit&& visit) {
    std::size_t printed = 0;
    rows.selection.rows.for_each([&](std::size_t row) {
        if (rows.limit == 0 || printed++ < rows.limit) visit(row);
    });
}

std::string plain(const ordered_json& cell) {
    if (cell.is_null()) return {};
    if (cell.is_string()) return cell.get<std::string>();
    if (cell.is_number_float()) return std::format("{}", cell.get<double>());
    if (!cell.is_array()) return cell.dump();
    std::string list;
    for (const ordered_json& one : cell) list += (list.empty() ? "" : ";") + one.get<std::string>();
    return list;
}

std::string in_one_line(std::string text) {
    std::ranges::replace_if(text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
    return text;
}

std::string separated(const RowsToPrint& rows, ColumnSource& source, char separator,
                      std::string (*written)(std::string)) {
    std::string out;
    for (std::size_t i = 0; i < rows.names.size(); ++i) {
        if (i > 0) out += separator;
        out += written(rows.names[i]);
    }
    out += '\n';
    const std::vector<Cells> cells = cells_of(rows, source);
    for_each_row(rows, [&](std::size_t row) {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (i > 0) out += separator;
            out += written(plain(cells[i][row]));
        }
        out += '\n';
    });
    return out;
}

}  // namespace

Result<std::vector<ResolvedColumn>> columns_named(const std::vector<std::string>& names,
                                                  const ColumnSource& source, TableRef table) {
    std::vector<ResolvedColumn> columns;
    for (const std::string& name : names) {
        const auto parsed = parse_query(name);
        if (!parsed) return std::unexpected(parsed.error());
        if (parsed->root.kind != ExpressionKind::column) {
            return std::unexpected(
                Error{.code = ErrorCode::bad_value,
                      .message = std::format("`{}` is no name of a column", name)});
        }
        const auto found = resolve_column(parsed->root, source, table);
        if (!found) return std::unexpected(found.error());
        columns.push_back(*found);
    }
    return columns;
}

std::vector<std::string> usual_columns(const ColumnSource& source, TableRef table) {
    std::vector<std::string> names;
    const auto add = [&](Table from, std::string_view name, std::string_view written) {
        if (find_column(source, from, name)) names.emplace_back(written);
    };
    add(table.table, "id", "id");
    if (table.table != Table::samples) add(Table::samples, "id", "samples.id");
    add(Table::samples, "file", "file");
    for (const std::string_view name :
         {"class", "predicted_class", "score", "outcome", "value", "predicted_value"}) {
        add(table.table, name, name);
    }
    return names;
}

std::string rows_as_text(const RowsToPrint& rows, ColumnSource& source) {
    return separated(rows, source, '\t', in_one_line);
}

std::string rows_as_csv(const RowsToPrint& rows, ColumnSource& source) {
    return separated(rows, source, ',', csv_cell);
}

std::string rows_as_json(const RowsToPrint& rows, const std::string& query, ColumnSource& source) {
    const Selection& selection = rows.selection;
    ordered_json document = {{"query", query},
                             {"table", name_of(selection.table.table)},
                             {"selected", selection.size()},
                             {"of", selection.rows.size()},
                             {"fingerprint", fingerprint(selection)}};
    if (!rows.columns.empty()) {
        const std::vector<Cells> cells = cells_of(rows, source);
        ordered_json list = ordered_json::array();
        for_each_row(rows, [&](std::size_t row) {
            ordered_json one = ordered_json::object();
            for (std::size_t i = 0; i < cells.size(); ++i) one[rows.names[i]] = cells[i][row];
            list.push_back(std::move(one));
        });
        document["rows"] = std::move(list);
    }
    return document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace errata::cli
