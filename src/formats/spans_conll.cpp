#include "formats/spans_conll.h"

#include <algorithm>
#include <format>
#include <string_view>

#include "base/encoding.h"
#include "formats/gzip.h"
#include "formats/spans_tags.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr std::size_t window_bytes = std::size_t{256} << 10U;

// The whole file: sentences are short, and all of them are kept anyway.
Result<std::string> content_of(const ByteSource& source) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    std::string content;
    while (true) {
        const std::size_t before = content.size();
        content.resize(before + window_bytes);
        const auto got = (*stream)->read({content.data() + before, window_bytes});
        if (!got) return std::unexpected(got.error());
        content.resize(before + *got);
        if (*got < window_bytes) return content;
    }
}

std::vector<std::string_view> columns_of(std::string_view line) {
    constexpr std::string_view spaces = " \t\r";
    std::vector<std::string_view> columns;
    std::size_t at = line.find_first_not_of(spaces);
    while (at != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(spaces, at), line.size());
        columns.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(spaces, end);
    }
    return columns;
}

bool is_tag(std::string_view word) {
    if (word == "O") return true;
    return word.size() > 1 && has_prefix(TagScheme::lenient, word[0]) && word[1] == '-';
}

}  // namespace

Result<SpanTable> read_conll(const ByteSource& source, const SpanReaderOptions& options,
                             std::size_t column, Warnings& warnings) {
    const auto content = content_of(source);
    if (!content) return std::unexpected(content.error());
    const auto fail = [&](ErrorCode code, std::string message, std::uint64_t byte) {
        return std::unexpected(
            with_line(Error{.code = code,
                            .message = std::move(message),
                            .remedy = "Give a token and its tag per line, separated by a space or "
                                      "a tab, and an empty line behind each sentence",
                            .file = source.name(),
                            .byte = byte},
                      source));
    };
    if (!is_utf8(*content)) return fail(ErrorCode::encoding, "the file is not UTF-8", 0);
    SpanTable table;
    table.file = source.name();
    SpanDocument document;
    const auto end_sentence = [&] {
        if (!document.tags.empty()) table.documents.push_back(std::move(document));
        document = {};
    };
    const std::string_view all = *content;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find('\n', at), all.size());
        const std::string_view line = all.substr(at, end - at);
        const std::uint64_t byte = at;
        at = end + 1;
        const std::vector<std::string_view> columns = columns_of(line);
        if (columns.empty() || columns.front() == "-DOCSTART-") {
            end_sentence();
            continue;
        }
        if (line.starts_with("# ")) continue;
        if (columns.size() < column + 1) {
            return fail(ErrorCode::wrong_kind,
                        std::format("this line has {} of the {} columns that are needed",
                                    columns.size(), column + 1),
                        byte);
        }
        const std::string_view tag = columns[columns.size() - column];
        if (!is_tag(tag)) {
            return fail(ErrorCode::wrong_kind, std::format("\"{}\" is no tag like B-PER or O", tag),
                        byte);
        }
        if (document.tags.empty()) document.byte = byte;
        if (!document.text.empty()) document.text += ' ';
        const auto begin = static_cast<std::uint32_t>(document.text.size());
        document.text += columns.front();
        document.tokens.push_back({begin, static_cast<std::uint32_t>(document.text.size())});
        document.tags.push_back(table.tag_of(tag));
    }
    end_sentence();
    if (table.documents.empty()) return fail(ErrorCode::empty, "there is no sentence in it", 0);
    find_tagged_spans(options.scheme, warnings, table);
    return table;
}

}  // namespace errata
