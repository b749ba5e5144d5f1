#include "formats/labels_table.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <format>
#include <limits>
#include <unordered_map>

#include "base/text.h"
#include "formats/csv.h"
#include "formats/gzip.h"
#include "formats/labels_columns.h"
#include "formats/labels_json.h"
#include "formats/metadata_cells.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t slice_bytes = std::size_t{256} << 10U;

// The first character that is no space, of the first bytes; 0 where there is none.
Result<char> first_character(const ByteSource& source) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    std::array<char, 4096> head = {};
    const auto got = (*stream)->read(head);
    if (!got) return std::unexpected(got.error());
    std::string_view text(head.data(), *got);
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t place = text.find_first_not_of(" \t\r\n");
    return place == std::string_view::npos ? '\0' : text[place];
}

}  // namespace

SourceId id_from_text(std::string_view text) {
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, status] = std::from_chars(text.data(), end, number);
    const bool is_plain = text == "0" || (!text.starts_with('0') && !text.starts_with("-0"));
    if (!text.empty() && status == std::errc() && stopped == end && is_plain)
        return {.number = number, .text = {}};
    return {.number = 0, .text = '"' + std::string(text)};
}

std::span<const std::uint32_t> LabelTable::labels_of(std::size_t row) const {
    const std::size_t begin = row == 0 ? 0 : rows[row - 1].labels_end;
    return std::span(labels).subspan(begin, rows[row].labels_end - begin);
}

std::span<const ClassScore> LabelTable::scores_of(std::size_t row) const {
    const std::uint64_t begin = row == 0 ? 0 : rows[row - 1].scores_end;
    return std::span(scores).subspan(static_cast<std::size_t>(begin),
                                     static_cast<std::size_t>(rows[row].scores_end - begin));
}

std::string_view LabelTable::text_of(std::size_t row) const {
    const std::uint64_t begin = row == 0 ? 0 : rows[row - 1].text_end;
    return std::string_view(texts).substr(static_cast<std::size_t>(begin),
                                          static_cast<std::size_t>(rows[row].text_end - begin));
}

struct LabelReader::State final : labels::RowSink {
    State(const ByteSource& from, Warnings& into, LabelReaderOptions with)
        : source(from), warnings(into), options(std::move(with)) {
        table.file = source.name();
    }

    std::uint32_t name_slot(std::string_view name) override;
    void add(labels::RowParts& parts) override;
    const LabelReaderOptions& reader_options() const override { return options; }
    Warnings& reader_warnings() override { return warnings; }

    Result<void> open();
    Result<bool> csv_slice();
    void csv_row();
    void split_labels(std::string_view cell);

    const ByteSource& source;
    Warnings& warnings;
    LabelReaderOptions options;
    LabelTable table;
    std::unordered_map<std::string, std::uint32_t> slots;
    std::string spelled;  // name_slot()'s key
    std::optional<CsvRecords> csv;
    labels::Columns columns;
    std::vector<std::uint32_t> class_names;  // per class column
    std::vector<std::pair<std::size_t, std::string>> metadata_columns;
    labels::RowParts parts;
    std::unique_ptr<labels::JsonLabels> json;
    bool opened = false;
};

LabelReader::LabelReader(const ByteSource& source, Warnings& warnings, LabelReaderOptions options)
    : state_(std::make_unique<State>(source, warnings, std::move(options))) {}
LabelReader::~LabelReader() = default;

std::uint64_t LabelReader::bytes_read() const {
    if (state_->csv) return state_->csv->bytes_read();
    return state_->json ? state_->json->bytes_read() : 0;
}

std::uint32_t LabelReader::State::name_slot(std::string_view name) {
    spelled.assign(name);
    const auto [place, is_new] =
        slots.try_emplace(spelled, static_cast<std::uint32_t>(table.names.size()));
    if (is_new) table.names.push_back(spelled);
    return place->second;
}

void LabelReader::State::add(labels::RowParts& row) {
    const auto leave_out = [&](std::string_view kind, std::string_view message) {
        warnings.add(source.name(), kind, message, row.byte, row.id.substr(0, 60));
    };
    if (row.id.empty()) return leave_out("row-without-id", "rows without an id are left out");
    if (row.not_finite) {
        return leave_out("not-finite",
                         "rows with a score or value that is no finite number are left out");
    }
    if (options.role == LabelRole::pool) {
        row.labels.clear();
        row.scores.clear();
        row.value = nan;
    }
    const bool wants_label = options.role != LabelRole::pool;
    const bool single =
        wants_label && (options.task == Task::classes || options.task == Task::text);
    if (single && row.labels.empty() && row.scores.empty()) {
        return leave_out("row-without-label", "rows without a label are left out");
    }
    if (wants_label && options.task == Task::values && std::isnan(row.value)) {
        return leave_out("row-without-value", "rows without a value are left out");
    }
    // Ground truth with a column of 0 and 1 per class.
    if (options.role == LabelRole::truth && row.labels.empty()) {
        for (const ClassScore& one : row.scores) {
            if (one.score >= 0.5) row.labels.push_back(one.name);
        }
        if (single && row.labels.size() != 1) {
            return leave_out("row-without-label", "rows without a label are left out");
        }
        row.scores.clear();
    }
    table.has_labels = table.has_labels || !row.labels.empty();
    table.has_score = table.has_score || !std::isnan(row.score);
    table.has_scores = table.has_scores || !row.scores.empty();
    table.has_text = table.has_text || !row.text.empty();
    table.labels.insert(table.labels.end(), row.labels.begin(), row.labels.end());
    table.scores.insert(table.scores.end(), row.scores.begin(), row.scores.end());
    table.texts += row.text;
    for (const labels::RowCell& cell : row.metadata) {
        table.metadata.set(table.rows.size(), cell.name, cell.kind, cell.text);
    }
    table.ids.push_back(id_from_text(row.id));
    table.rows.push_back({.byte = row.byte,
                          .number = row.number,
                          .labels_end = static_cast<std::uint32_t>(table.labels.size()),
                          .scores_end = table.scores.size(),
                          .text_end = table.texts.size(),
                          .score = row.score,
                          .value = row.value});
}

Result<void> LabelReader::State::open() {
    opened = true;
    const auto first = first_character(source);
    if (!first) return std::unexpected(first.error());
    if (*first == '{' || *first == '[') {
        json = std::make_unique<labels::JsonLabels>(source, *first == '[', *this);
        return {};
    }
    auto opened_csv = CsvRecords::open(source, warnings);
    if (!opened_csv) return std::unexpected(opened_csv.error());
    csv.emplace(*std::move(opened_csv));
    const auto more = csv->next();
    if (!more) return std::unexpected(more.error());
    auto found = labels::find_columns(
        csv->columns(), *more ? csv->cells() : std::span<const std::string_view>(), options);
    if (!found) {
        found.error().file = source.name();
        return std::unexpected(with_line(found.error(), source));
    }
    columns = *std::move(found);
    for (const labels::ClassColumn& one : columns.classes)
        class_names.push_back(name_slot(one.name));
    table.scores_of_all = !columns.classes.empty();
    if (options.role != LabelRole::predictions) {
        for (const std::string& name : columns.unused) {
            if (const auto column = csv->find(name)) metadata_columns.emplace_back(*column, name);
        }
    } else if (!columns.unused.empty()) {
        std::string names;
        for (const std::string& name : columns.unused) {
            if (names.size() < 200) names += (names.empty() ? "" : ", ") + name;
        }
        warnings.add_count(source.name(), "unused-columns",
                           std::format("columns that are not used: {}", names),
                           columns.unused.size());
    }
    if (*more) csv_row();
    return {};
}

void LabelReader::State::split_labels(std::string_view cell) {
    const bool several = options.task == Task::multilabel;
    while (!cell.empty()) {
        const std::size_t end =
            several ? std::min(cell.find_first_of("|;"), cell.size()) : cell.size();
        std::string_view label = cell.substr(0, end);
        while (label.starts_with(' ')) label.remove_prefix(1);
        while (label.ends_with(' ')) label.remove_suffix(1);
        if (!label.empty()) parts.labels.push_back(name_slot(label));
        cell.remove_prefix(std::min(end + 1, cell.size()));
    }
}

void LabelReader::State::csv_row() {
    const auto cells = csv->cells();
    parts.clear(csv->byte(), csv->rows() - 1);
    parts.id = cells[*columns.id];
    const auto number_in = [&](std::size_t column) {
        const auto number = labels::number_from(cells[column]);
        parts.not_finite = parts.not_finite || !number;
        return number.value_or(nan);
    };
    if (columns.label && options.task == Task::values) {
        if (!cells[*columns.label].empty()) parts.value = number_in(*columns.label);
    } else if (columns.label) {
        split_labels(cells[*columns.label]);
    }
    if (columns.score) parts.score = number_in(*columns.score);
    if (columns.text) parts.text = cells[*columns.text];
    for (std::size_t i = 0; i < columns.classes.size(); ++i) {
        parts.scores.push_back(
            {.name = class_names[i], .score = number_in(columns.classes[i].column)});
    }
    for (const auto& [column, name] : metadata_columns) {
        const std::string_view cell = cells[column];
        const CellKind kind = kind_of_cell(cell);
        parts.metadata.push_back(
            {.name = name,
             .kind = kind,
             .text = kind == CellKind::truth ? labels::lower_case(cell) : std::string(cell)});
    }
    add(parts);
}

Result<bool> LabelReader::State::csv_slice() {
    const std::uint64_t end = csv->bytes_read() + slice_bytes;
    while (csv->bytes_read() < end) {
        const auto more = csv->next();
        if (!more || !*more) return more;
        csv_row();
    }
    return true;
}

Result<bool> LabelReader::step() {
    State& state = *state_;
    if (!state.opened) {
        if (const auto opened = state.open(); !opened) return std::unexpected(opened.error());
        return true;
    }
    return state.csv ? state.csv_slice() : state.json->step();
}

Result<LabelTable> LabelReader::finish() {
    State& state = *state_;
    resolve_lines(state.warnings, state.source);
    if (state.table.rows.empty()) {
        return std::unexpected(Error{.code = ErrorCode::empty,
                                     .message = "no row of this file can be used",
                                     .remedy = labels::remedy_of(state.options),
                                     .file = state.source.name()});
    }
    return std::move(state.table);
}

std::optional<LabelSniff> sniff_labels(const ByteSource& source) {
    constexpr std::size_t looked_at = 200;
    const auto first = first_character(source);
    if (!first || *first == '\0') return {};
    LabelSniff found;
    if (*first == '{' || *first == '[') return labels::sniff_json(source, *first == '[');
    Warnings warnings;
    auto csv = CsvRecords::open(source, warnings);
    if (!csv) return {};
    const auto more = csv->next();
    if (!more || !*more) return {};
    const bool has_value = csv->find("value").has_value();
    LabelReaderOptions options = {.task = has_value ? Task::values : Task::classes};
    auto columns = labels::find_columns(csv->columns(), csv->cells(), options);
    const auto of = [](labels::Meaning meaning) {
        return [meaning](const std::string& name) { return labels::meaning_of(name) == meaning; };
    };
    const bool predicts = std::ranges::any_of(csv->columns(), of(labels::Meaning::prediction)) ||
                          std::ranges::any_of(csv->columns(), of(labels::Meaning::score));
    if (predicts || !columns || !columns->classes.empty()) {
        options.role = LabelRole::predictions;
        columns = labels::find_columns(csv->columns(), csv->cells(), options);
    }
    if (!columns) return {};
    found.role = options.role;
    bool numbers = columns->label.has_value();
    bool fraction = false;
    bool several = false;
    bool one_hot = columns->label == std::nullopt;
    for (std::size_t row = 0; row < looked_at; ++row) {
        if (columns->label) {
            const std::string_view cell = csv->cells()[*columns->label];
            numbers = numbers && (labels::number_from(cell) || labels::is_missing_number(cell));
            fraction =
                fraction || (labels::number_from(cell) && cell.find('.') != std::string_view::npos);
            several = several || cell.find('|') != std::string_view::npos;
        }
        double total = 0;
        for (const labels::ClassColumn& one : columns->classes) {
            const auto number = labels::number_from(csv->cells()[one.column]);
            one_hot = one_hot && number && (*number == 0 || *number == 1);
            total += number.value_or(0);
        }
        // Probabilities of one class each sum to 1.
        several = several || (!columns->label && std::abs(total - 1) > 0.05);
        const auto next = csv->next();
        if (!next || !*next) break;
    }
    if (one_hot) found.role = LabelRole::truth;
    if (numbers && (has_value || fraction)) {
        found.task = Task::values;
    } else if (several) {
        found.task = Task::multilabel;
    } else if (columns->text) {
        found.task = Task::text;
    }
    return found;
}

bool has_label_ids(const ByteSource& source) {
    const auto first = first_character(source);
    if (!first || *first == '\0') return false;
    if (*first == '{' || *first == '[') return labels::has_ids_json(source, *first == '[');
    Warnings warnings;
    auto csv = CsvRecords::open(source, warnings);
    if (!csv) return false;
    const auto more = csv->next();
    return more && *more &&
           labels::find_columns(csv->columns(), csv->cells(), {.role = LabelRole::pool});
}

}  // namespace errata
