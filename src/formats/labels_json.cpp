#include "formats/labels_json.h"

#include <algorithm>
#include <cmath>

#include "formats/gzip.h"
#include "formats/json_fields.h"
#include "formats/json_rows.h"
#include "formats/labels_columns.h"
#include "formats/metadata_cells.h"

namespace errata::labels {

namespace {

// A string's content, or a number, true or false as written; false for null, objects and arrays.
bool read_word(json::Value& value, std::string& word) {
    const std::string_view token = json::token_of(value);
    if (token.starts_with('"')) return json::read_text(value, word) == json::Read::ok;
    if (token == "null" || token.starts_with('{') || token.starts_with('[')) return false;
    word = token;
    return true;
}

}  // namespace

struct JsonLabels::State final : json::RecordVisitor {
    State(const ByteSource& from, bool is_array, RowSink& into)
        : source(from), sink(into), rows(from, is_array, *this) {}

    void begin_record(std::uint64_t byte) override {
        parts.clear(byte, records++);
        has_prediction = false;
    }
    void field(std::string_view key, json::Value& value) override;
    void end_record(std::string_view) override { sink.add(parts); }
    void not_an_object(std::string_view text, std::uint64_t byte) override {
        ++records;
        sink.reader_warnings().add(source.name(), "not-a-record",
                                   "values that are no records are left out", byte,
                                   text.substr(0, 60));
    }
    void read_labels(json::Value& value);
    void read_scores(json::Value& value);
    void read_metadata(std::string_view key, json::Value& value);
    double number_of(json::Value& value);

    const ByteSource& source;
    RowSink& sink;
    RowParts parts;
    std::string word;
    std::uint64_t records = 0;
    bool has_prediction = false;
    JsonRows rows;
};

double JsonLabels::State::number_of(json::Value& value) {
    double number = std::numeric_limits<double>::quiet_NaN();
    if (json::token_of(value) == "null") return number;
    if (json::read_double(value, number) != json::Read::ok) {
        parts.not_finite = true;
        return std::numeric_limits<double>::quiet_NaN();
    }
    return number;
}

void JsonLabels::State::read_labels(json::Value& value) {
    parts.labels.clear();
    if (read_word(value, word)) {
        parts.labels.push_back(sink.name_slot(word));
        return;
    }
    simdjson::ondemand::array list;
    if (!json::token_of(value).starts_with('[') || value.get_array().get(list)) return;
    for (auto element : list) {
        json::Value one;
        if (element.get(one)) return;
        if (read_word(one, word)) parts.labels.push_back(sink.name_slot(word));
    }
}

void JsonLabels::State::read_scores(json::Value& value) {
    parts.scores.clear();
    const std::string_view token = json::token_of(value);
    if (token.starts_with('{')) {
        simdjson::ondemand::object object;
        if (value.get_object().get(object)) return;
        for (auto field : object) {
            std::string_view key;
            json::Value one;
            if (field.unescaped_key().get(key) || field.value().get(one)) return;
            const std::uint32_t name = sink.name_slot(key);
            parts.scores.push_back({.name = name, .score = number_of(one)});
        }
        return;
    }
    simdjson::ondemand::array list;
    if (!token.starts_with('[') || value.get_array().get(list)) return;
    std::vector<double> numbers;
    for (auto element : list) {
        json::Value one;
        if (element.get(one)) return;
        numbers.push_back(number_of(one));
    }
    const auto& known = sink.reader_options().known_classes;
    const bool by_place = known.size() == numbers.size();
    const bool by_number =
        std::ranges::all_of(known, [](const auto& name) { return id_from_text(name).is_number(); });
    if (!by_place && !by_number) {
        sink.reader_warnings().add(
            source.name(), "scores-length",
            "lists of scores with more or fewer numbers than there are classes are not used",
            parts.byte, std::to_string(numbers.size()));
        return;
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::uint32_t name = sink.name_slot(by_place ? known[i] : std::to_string(i));
        parts.scores.push_back({.name = name, .score = numbers[i]});
    }
}

void JsonLabels::State::field(std::string_view key, json::Value& value) {
    const LabelReaderOptions& options = sink.reader_options();
    const bool truth = options.role != LabelRole::predictions;
    const Meaning meaning = meaning_of(key);
    switch (meaning) {
        case Meaning::id:
            if (parts.id.empty()) (void)read_word(value, parts.id);
            break;
        case Meaning::prediction:
        case Meaning::label:
        case Meaning::value: {
            const bool predicted = meaning == Meaning::prediction;
            if (truth ? predicted : has_prediction && !predicted) break;
            has_prediction = has_prediction || predicted;
            if (options.task == Task::values) {
                parts.value = number_of(value);
            } else if (meaning != Meaning::value) {
                read_labels(value);
            }
            break;
        }
        case Meaning::score:
            if (!truth) parts.score = number_of(value);
            break;
        case Meaning::scores:
            if (!truth) read_scores(value);
            break;
        case Meaning::text: (void)json::read_text(value, parts.text); break;
        case Meaning::other:
            if (truth) read_metadata(key, value);
            break;
    }
}

void JsonLabels::State::read_metadata(std::string_view key, json::Value& value) {
    RowCell cell = {.name = std::string(key), .kind = CellKind::missing, .text = {}};
    if (json::read_cell(value, cell.kind, cell.text)) parts.metadata.push_back(std::move(cell));
}

JsonLabels::JsonLabels(const ByteSource& source, bool is_array, RowSink& sink)
    : state_(std::make_unique<State>(source, is_array, sink)) {}
JsonLabels::~JsonLabels() = default;

std::uint64_t JsonLabels::bytes_read() const { return state_->rows.bytes_read(); }

Result<bool> JsonLabels::step() { return state_->rows.step(); }

namespace {

// What the first records hold.
class SniffSink final : public RowSink {
public:
    std::uint32_t name_slot(std::string_view name) override {
        const auto number = number_from(name);
        words_ = words_ || !number;
        fraction_ = fraction_ || (number && name.find('.') != std::string_view::npos);
        return 0;
    }
    void add(RowParts& parts) override {
        ++rows_;
        has_id_ = has_id_ || !parts.id.empty();
        has_label_ = has_label_ || !parts.labels.empty();
        has_class_scores_ = has_class_scores_ || !parts.scores.empty();
        has_scores_ = has_scores_ || !parts.scores.empty() || !std::isnan(parts.score);
        has_text_ = has_text_ || !parts.text.empty();
        several_ = several_ || parts.labels.size() > 1;
    }
    const LabelReaderOptions& reader_options() const override { return options_; }
    Warnings& reader_warnings() override { return warnings_; }

    LabelReaderOptions options_ = {.role = LabelRole::predictions};
    Warnings warnings_;
    std::size_t rows_ = 0;
    bool has_id_ = false;
    bool has_label_ = false;
    bool has_scores_ = false;
    bool has_class_scores_ = false;
    bool has_text_ = false;
    bool several_ = false;
    bool words_ = false;
    bool fraction_ = false;
};

// Whether any key of the first bytes is one of a prediction, or of a value.
bool has_key(const ByteSource& source, Meaning meaning) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return false;
    std::string head(4096, '\0');
    const auto got = (*stream)->read(head);
    if (!got) return false;
    head.resize(*got);
    for (std::size_t quote = head.find('"'); quote != std::string::npos;) {
        const std::size_t end = head.find('"', quote + 1);
        if (end == std::string::npos) return false;
        const std::size_t behind = head.find_first_not_of(" \t", end + 1);
        const bool is_key = behind != std::string::npos && head[behind] == ':';
        if (is_key &&
            meaning_of(std::string_view(head).substr(quote + 1, end - quote - 1)) == meaning)
            return true;
        quote = head.find('"', end + 1);
    }
    return false;
}

}  // namespace

std::optional<LabelSniff> sniff_json(const ByteSource& source, bool is_array) {
    SniffSink sink;
    JsonLabels records(source, is_array, sink);
    if (const auto read = records.step(); !read && sink.rows_ == 0) return {};
    const bool has_value = has_key(source, Meaning::value);
    if (!sink.has_id_ || !(sink.has_label_ || sink.has_class_scores_ || has_value)) return {};
    LabelSniff found;
    if (sink.has_scores_ || has_key(source, Meaning::prediction))
        found.role = LabelRole::predictions;
    if (has_value || (sink.fraction_ && !sink.words_)) {
        found.task = Task::values;
    } else if (sink.several_) {
        found.task = Task::multilabel;
    } else if (sink.has_text_) {
        found.task = Task::text;
    }
    return found;
}

bool has_ids_json(const ByteSource& source, bool is_array) {
    SniffSink sink;
    JsonLabels records(source, is_array, sink);
    (void)records.step();  // what is broken is the reader's to say
    return sink.has_id_;
}

}  // namespace errata::labels
