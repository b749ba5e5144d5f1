#include "formats/spans_table.h"

#include <algorithm>
#include <string_view>

#include "formats/gzip.h"
#include "formats/spans_conll.h"
#include "formats/spans_json.h"

namespace errata {

namespace {

// Few names, many rows: the last one found is most often the next.
std::uint32_t slot_of(std::vector<std::string>& names, std::string_view name) {
    const auto found = std::ranges::find(names, name);
    if (found != names.end()) return static_cast<std::uint32_t>(found - names.begin());
    names.emplace_back(name);
    return static_cast<std::uint32_t>(names.size() - 1);
}

// The first bytes of the content, unpacked; empty where they cannot be read.
std::string head_of(const ByteSource& source, std::size_t bytes) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return {};
    std::string head(bytes, '\0');
    const auto got = (*stream)->read(head);
    head.resize(got ? *got : 0);
    return head;
}

char first_character(std::string_view head) {
    const std::size_t first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    return first == std::string_view::npos ? '\0' : head[first];
}

}  // namespace

std::uint32_t SpanTable::type_of(std::string_view name) { return slot_of(types, name); }
std::uint32_t SpanTable::tag_of(std::string_view name) { return slot_of(tags, name); }

Result<SpanTable> read_spans(const ByteSource& source, const SpanReaderOptions& options,
                             std::size_t column, Warnings& warnings) {
    const char first = first_character(head_of(source, 4096));
    if (first == '{' || first == '[') {
        return read_spans_json(source, first == '[', options, warnings);
    }
    return read_conll(source, options, column, warnings);
}

bool sniff_spans(const ByteSource& source) {
    constexpr std::size_t looked_at = std::size_t{64} << 10U;
    std::string head = head_of(source, looked_at);
    const char first = first_character(head);
    // Whole lines only: the last one is not to be judged by half of it. An array has no lines.
    if (head.size() == looked_at && first != '[') head.resize(head.find_last_of('\n') + 1);
    if (head.empty()) return false;
    Warnings warnings;
    const MemorySource lines("", head);
    const bool is_array = first == '[';
    if (!is_array && first != '{') return read_conll(lines, {}, 1, warnings).has_value();
    const auto table = read_spans_json(is_array ? source : static_cast<const ByteSource&>(lines),
                                       is_array, {}, warnings);
    return table && std::ranges::any_of(table->documents, [](const SpanDocument& one) {
               return !one.spans.empty() || !one.tags.empty();
           });
}

}  // namespace errata
