#include "formats/spans_json.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "formats/json_rows.h"
#include "formats/spans_tags.h"

namespace errata {

namespace {

bool is_one_of(std::string_view key, std::span<const std::string_view> names) {
    return std::ranges::find(names, key) != names.end();
}

constexpr std::array<std::string_view, 7> span_keys = {
    "entities", "spans", "ents", "labels", "label", "predictions", "entity_spans"};
constexpr std::array<std::string_view, 5> tag_keys = {"tags", "ner_tags", "labels", "predictions",
                                                      "bio_tags"};
constexpr std::array<std::string_view, 5> id_keys = {"id", "doc_id", "document_id", "sample_id",
                                                     "guid"};
constexpr std::array<std::string_view, 3> start_keys = {"start", "begin", "start_offset"};
constexpr std::array<std::string_view, 2> end_keys = {"end", "end_offset"};
constexpr std::array<std::string_view, 6> type_keys = {"label",        "type",        "entity",
                                                       "entity_group", "entity_type", "class"};

// Byte offsets of the text's code points, and one behind the last.
std::vector<std::uint32_t> code_points_of(std::string_view text) {
    std::vector<std::uint32_t> starts;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
        if (!continues) starts.push_back(static_cast<std::uint32_t>(i));
    }
    starts.push_back(static_cast<std::uint32_t>(text.size()));
    return starts;
}

class DocumentVisitor final : public json::RecordVisitor {
public:
    DocumentVisitor(const ByteSource& source, Warnings& warnings) : warnings_(warnings) {
        table.file = source.name();
    }

    void begin_record(std::uint64_t byte) override {
        document_ = {};
        document_.byte = byte;
        id_.reset();
        has_text_ = has_tokens_ = false;
        pending_.clear();
    }
    void field(std::string_view key, json::Value& value) override;
    void end_record(std::string_view) override;
    void not_an_object(std::string_view text, std::uint64_t byte) override {
        warnings_.add(table.file, "not-a-record", "values that are no records are left out", byte,
                      text.substr(0, 60));
    }

    SpanTable table;
    bool has_spans = false;  // a field of spans or tags was met

private:
    void read_tokens(json::Value& value);
    void read_list(std::string_view key, json::Value& value);
    bool read_span(json::Value& value, FoundSpan& span);
    bool read_part(std::string_view key, json::Value& value, FoundSpan& span);
    bool place(FoundSpan& span) const;

    Warnings& warnings_;
    SpanDocument document_;
    std::optional<SourceId> id_;
    std::vector<FoundSpan> pending_;
    std::vector<std::uint32_t> code_points_;
    bool has_text_ = false;
    bool has_tokens_ = false;
    std::string word_;
    bool has_start_ = false;
    bool has_end_ = false;
    bool has_type_ = false;
};

void DocumentVisitor::field(std::string_view key, json::Value& value) {
    if (is_one_of(key, id_keys)) {
        SourceId id;
        if (!id_ && json::read_id(value, id) == json::Read::ok) id_ = id;
    } else if (key == "text" || key == "sentence") {
        has_text_ = json::read_text(value, document_.text) == json::Read::ok;
    } else if (key == "tokens" || key == "words") {
        read_tokens(value);
    } else if (is_one_of(key, span_keys) || is_one_of(key, tag_keys)) {
        read_list(key, value);
    }
}

void DocumentVisitor::read_tokens(json::Value& value) {
    simdjson::ondemand::array list;
    if (!json::token_of(value).starts_with('[') || value.get_array().get(list)) return;
    std::string joined;
    document_.tokens.clear();
    for (auto element : list) {
        json::Value one;
        if (element.get(one)) return;
        word_.clear();
        (void)json::read_text(one, word_);
        if (!joined.empty()) joined += ' ';
        const auto begin = static_cast<std::uint32_t>(joined.size());
        joined += word_;
        document_.tokens.push_back({begin, static_cast<std::uint32_t>(joined.size())});
    }
    has_tokens_ = true;
    if (!has_text_) document_.text = std::move(joined);
}

// Spans, or one tag per token: what the elements are tells.
void DocumentVisitor::read_list(std::string_view key, json::Value& value) {
    simdjson::ondemand::array list;
    if (!json::token_of(value).starts_with('[') || value.get_array().get(list)) return;
    has_spans = true;
    for (auto element : list) {
        json::Value one;
        if (element.get(one)) return;
        const std::string_view token = json::token_of(one);
        if (token.starts_with('"') && is_one_of(key, tag_keys)) {
            word_.clear();
            (void)json::read_text(one, word_);
            document_.tags.push_back(table.tag_of(word_));
            continue;
        }
        FoundSpan span;
        if (read_span(one, span)) {
            pending_.push_back(span);
        } else {
            warnings_.add(table.file, "not-a-span",
                          "spans without start, end and label are left out", document_.byte,
                          token.substr(0, 60));
        }
    }
}

bool DocumentVisitor::read_part(std::string_view key, json::Value& value, FoundSpan& span) {
    double number = 0;
    if (is_one_of(key, type_keys)) {
        word_.clear();
        if (json::read_text(value, word_) != json::Read::ok) return false;
        span.type = table.type_of(word_);
        has_type_ = true;
    } else if (is_one_of(key, start_keys) || is_one_of(key, end_keys)) {
        const bool is_place = json::read_double(value, number) == json::Read::ok && number >= 0 &&
                              number < 4e9 && number == std::floor(number);
        if (!is_place) return false;
        const bool is_start = is_one_of(key, start_keys);
        (is_start ? span.span.begin : span.span.end) = static_cast<std::uint32_t>(number);
        (is_start ? has_start_ : has_end_) = true;
    } else if (key == "score") {
        if (json::read_double(value, number) == json::Read::ok) span.score = number;
    }
    return true;
}

bool DocumentVisitor::read_span(json::Value& value, FoundSpan& span) {
    has_start_ = has_end_ = has_type_ = false;
    bool sound = true;
    const std::string_view token = json::token_of(value);
    if (token.starts_with('{')) {
        simdjson::ondemand::object object;
        if (value.get_object().get(object)) return false;
        for (auto field : object) {
            std::string_view key;
            json::Value one;
            if (field.unescaped_key().get(key) || field.value().get(one)) return false;
            sound = read_part(key, one, span) && sound;
        }
    } else if (token.starts_with('[')) {
        constexpr std::array<std::string_view, 4> places = {"start", "end", "label", "score"};
        simdjson::ondemand::array list;
        if (value.get_array().get(list)) return false;
        std::size_t i = 0;
        for (auto element : list) {
            json::Value one;
            if (element.get(one)) return false;
            if (i < places.size()) sound = read_part(places[i], one, span) && sound;
            ++i;
        }
    }
    return sound && has_start_ && has_end_ && has_type_;
}

// From characters of the text to its bytes; tokens stay. False where it lies outside, or has no extent.
bool DocumentVisitor::place(FoundSpan& span) const {
    if (span.span.begin >= span.span.end) return false;
    if (has_tokens_ && !has_text_) return span.span.end <= document_.tokens.size();
    if (!has_text_) return true;
    if (span.span.end >= code_points_.size()) return false;
    span.span = {code_points_[span.span.begin], code_points_[span.span.end]};
    return true;
}

void DocumentVisitor::end_record(std::string_view) {
    // Where both are there, spans are of the text.
    if (has_text_ && has_tokens_ && document_.tags.empty()) document_.tokens.clear();
    if (has_text_) code_points_ = code_points_of(document_.text);
    for (FoundSpan& span : pending_) {
        if (place(span)) {
            document_.spans.push_back(span);
        } else {
            warnings_.add(table.file, "span-outside",
                          "spans outside of their document, or without extent, are left out",
                          document_.byte, table.types[span.type]);
        }
    }
    if (!document_.tags.empty() && document_.tags.size() != document_.tokens.size()) {
        warnings_.add(table.file, "tags-length",
                      "documents with more or fewer tags than tokens are left out", document_.byte);
        return;
    }
    if (id_) table.ids.push_back(*id_);
    table.documents.push_back(std::move(document_));
}

}  // namespace

Result<SpanTable> read_spans_json(const ByteSource& source, bool is_array,
                                  const SpanReaderOptions& options, Warnings& warnings) {
    DocumentVisitor visitor(source, warnings);
    JsonRows rows(source, is_array, visitor);
    while (true) {
        const auto more = rows.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
    }
    const std::string remedy =
        "Give records with id, text (or tokens) and entities: a list of [start, end, label]";
    if (visitor.table.documents.empty() || !visitor.has_spans) {
        return std::unexpected(Error{.code = ErrorCode::wrong_kind,
                                     .message = "there are no documents with spans in it",
                                     .remedy = remedy,
                                     .file = source.name()});
    }
    SpanTable& table = visitor.table;
    if (!table.ids.empty() && table.ids.size() != table.documents.size()) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = "some documents have an id and some have none",
                                     .remedy = "Give every record an id, or none",
                                     .file = source.name()});
    }
    find_tagged_spans(options.scheme, warnings, table);
    return std::move(table);
}

}  // namespace errata
