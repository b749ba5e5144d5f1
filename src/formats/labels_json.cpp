#include "formats/labels_json.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <format>

#include "formats/gzip.h"
#include "formats/json_fields.h"
#include "formats/json_records.h"
#include "formats/labels_columns.h"
#include "formats/text_places.h"

namespace errata::labels {

namespace {

constexpr std::size_t window_bytes = std::size_t{256} << 10U;
constexpr std::size_t longest_line = std::size_t{64} << 20U;

// A string's content, or a number, true or false as written; false for null, objects and arrays.
bool read_word(json::Value& value, std::string& word) {
    const std::string_view token = json::token_of(value);
    if (token.starts_with('"')) return json::read_text(value, word) == json::Read::ok;
    if (token == "null" || token.starts_with('{') || token.starts_with('[')) return false;
    word = token;
    return true;
}

// Whole lines of a stream as JSON arrays: "[line,line]".
class JsonLines {
public:
    explicit JsonLines(std::unique_ptr<ByteStream> stream)
        : stream_(std::move(stream)), window_(1 + window_bytes + json_padding) {}

    // The next lines, for json::visit_records; empty at the end. `byte` is the offset of the bracket in front.
    Result<std::span<char>> next(std::uint64_t& byte) {
        while (true) {
            const std::size_t kept = end_ - begin_;
            std::memmove(window_.data() + 1, window_.data() + begin_, kept);
            base_ += begin_ - 1;
            begin_ = 1;
            end_ = 1 + kept;
            const std::size_t room = window_.size() - json_padding - 1 - end_;
            const auto got = stream_->read({window_.data() + end_, room});
            if (!got) return std::unexpected(got.error());
            end_ += *got;
            const bool ended = *got < room;
            std::size_t lines_end = end_;
            while (!ended && lines_end > begin_ && window_[lines_end - 1] != '\n') --lines_end;
            if (lines_end == begin_ && !ended) {
                if (window_.size() > longest_line) {
                    return std::unexpected(Error{.code = ErrorCode::too_large,
                                                 .message = "one line is longer than 64 MB",
                                                 .remedy = "Write one record a line",
                                                 .byte = base_});
                }
                window_.resize(2 * window_.size());
                continue;
            }
            if (lines_end == begin_) return std::span<char>();
            return make_array(lines_end, byte);
        }
    }
    std::uint64_t byte() const { return base_ + begin_ - 1; }

    // Calls `each` with every line that was handed out last, as an array of its own, and the bracket's offset, until it
    // returns false.
    template <typename Each>
    void for_each_line(Each each) {
        std::vector<char> line;
        for (std::size_t begin = 1; begin < begin_;) {
            const auto first = window_.begin() + static_cast<std::ptrdiff_t>(begin);
            const auto last =
                std::find(first, window_.begin() + static_cast<std::ptrdiff_t>(begin_), '\n');
            line.assign(1, '[');
            line.insert(line.end(), first, last);
            line.push_back(']');
            const std::size_t size = line.size();
            line.resize(size + json_padding);
            if (!each(std::span(line).first(size), base_ + begin - 2)) return;
            begin += size - 1;
        }
    }

private:
    // Line ends become commas, but for those before and behind nothing.
    std::span<char> make_array(std::size_t lines_end, std::uint64_t& byte) {
        byte = base_ - 1;  // modulo 2^64
        array_.assign(window_.begin(), window_.begin() + static_cast<std::ptrdiff_t>(lines_end));
        array_[0] = '[';
        char* comma = nullptr;
        bool has_record = false;
        for (char& c : std::span(array_).subspan(1)) {
            if (c == '\n') {
                c = ' ';
                if (has_record) comma = &c;
                has_record = false;
            } else if (c != ' ' && c != '\t' && c != '\r') {
                if (!has_record && comma != nullptr) *comma = ',';
                has_record = true;
            }
        }
        array_.push_back(']');
        const std::size_t size = array_.size();
        array_.resize(size + json_padding);
        begin_ = lines_end;
        return {array_.data(), size};
    }

    std::unique_ptr<ByteStream> stream_;
    std::vector<char> window_;  // one spare byte in front
    std::vector<char> array_;
    std::size_t begin_ = 1;
    std::size_t end_ = 1;
    std::uint64_t base_ = 0;  // offset of window_[1]
};

}  // namespace

struct JsonLabels::State final : json::RecordVisitor, RecordSink {
    State(const ByteSource& from, RowSink& into) : source(from), sink(into) {}

    void begin_array(std::size_t) override {}
    Result<void> block(std::size_t, std::span<char> text, std::uint64_t byte) override {
        return json::visit_records(parser, source.name(), text, byte, *this);
    }
    void begin_record(std::uint64_t byte) override {
        parts.clear(byte, records++);
        has_prediction = false;
    }
    void field(std::string_view key, json::Value& value) override;
    void end_record(std::string_view) override {
        if (!locating) sink.add(parts);
    }
    void not_an_object(std::string_view text, std::uint64_t byte) override {
        ++records;
        if (locating) return;
        sink.reader_warnings().add(source.name(), "not-a-record",
                                   "values that are no records are left out", byte,
                                   text.substr(0, 60));
    }
    Error located(Error error);
    void read_labels(json::Value& value);
    void read_scores(json::Value& value);
    double number_of(json::Value& value);

    const ByteSource& source;
    RowSink& sink;
    simdjson::ondemand::parser parser;
    std::unique_ptr<JsonRecords> array;
    std::unique_ptr<JsonLines> lines;
    RowParts parts;
    std::string word;
    std::uint64_t records = 0;
    bool has_prediction = false;
    bool locating = false;  // rows are read again only to find the broken one
};

// The error with the first byte of the line that it is in.
Error JsonLabels::State::located(Error error) {
    locating = true;
    lines->for_each_line([&](std::span<char> line, std::uint64_t byte) {
        if (block(0, line, byte)) return true;
        error.byte = byte + 1;
        return false;
    });
    return error;
}

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
    const bool truth = options.role == LabelRole::truth;
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
        case Meaning::other: break;
    }
}

JsonLabels::JsonLabels(const ByteSource& source, bool is_array, RowSink& sink)
    : state_(std::make_unique<State>(source, sink)) {
    // A stream that cannot be opened again is said by step().
    auto stream = unpacked_stream_of(source);
    if (!stream) return;
    if (is_array) {
        state_->array = std::make_unique<JsonRecords>(source.name(), *std::move(stream),
                                                      std::vector<std::string_view>{root_array});
    } else {
        state_->lines = std::make_unique<JsonLines>(*std::move(stream));
    }
}
JsonLabels::~JsonLabels() = default;

std::uint64_t JsonLabels::bytes_read() const {
    if (state_->array) return state_->array->byte();
    return state_->lines ? state_->lines->byte() : 0;
}

Result<bool> JsonLabels::step() {
    State& state = *state_;
    const auto placed = [&](Error error) {
        error.file = state.source.name();
        return std::unexpected(with_line(std::move(error), state.source));
    };
    if (state.array) {
        const auto more = state.array->step(state);
        if (!more) return placed(more.error());
        return more;
    }
    if (!state.lines)
        return placed({.code = ErrorCode::io, .message = "the file cannot be read again"});
    std::uint64_t byte = 0;
    const auto lines = state.lines->next(byte);
    if (!lines) return placed(lines.error());
    if (lines->empty()) return false;
    if (const auto visited = state.block(0, *lines, byte); !visited) {
        return placed(state.located(visited.error()));
    }
    return true;
}

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

}  // namespace errata::labels
