#include "formats/csv.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <format>

#include "base/text.h"
#include "formats/gzip.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr std::size_t window_bytes = std::size_t{256} << 10U;
constexpr std::size_t largest_row = std::size_t{64} << 20U;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// What stands most often in the first line outside quotes; of equals the first of these three.
char delimiter_of(std::string_view text) {
    constexpr std::string_view delimiters = ",;\t";
    std::size_t counts[delimiters.size()] = {};
    bool in_quotes = false;
    for (const char c : text) {
        if (c == '"') in_quotes = !in_quotes;
        if (in_quotes) continue;
        if (c == '\n') break;
        if (const std::size_t which = delimiters.find(c); which != std::string_view::npos)
            ++counts[which];
    }
    return delimiters[static_cast<std::size_t>(std::ranges::max_element(counts) - counts)];
}

}  // namespace

std::string csv_cell(std::string text) {
    if (text.find_first_of("\",\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::unexpected<Error> CsvRecords::fail(ErrorCode code, std::string message, std::string remedy,
                                        std::uint64_t byte) const {
    return std::unexpected(with_line({.code = code,
                                      .message = std::move(message),
                                      .remedy = std::move(remedy),
                                      .file = source_->name(),
                                      .byte = byte},
                                     *source_));
}

Result<CsvRecords> CsvRecords::open(const ByteSource& source, Warnings& warnings) {
    CsvRecords csv(source, warnings);
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    csv.stream_ = *std::move(stream);
    if (const auto header = csv.read_header(); !header) return std::unexpected(header.error());
    return csv;
}

Result<bool> CsvRecords::fill() {
    if (stream_ended_) return false;
    if (begin_ > 0) {
        std::memmove(window_.data(), window_.data() + begin_, end_ - begin_);
        base_ += begin_;
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == window_.size()) {
        if (end_ >= largest_row) {
            return fail(ErrorCode::too_large, "one row is longer than 64 MB",
                        "Look for a quote that is never closed", base_);
        }
        window_.resize(std::max(window_bytes, 2 * window_.size()));
    }
    const auto got = stream_->read({window_.data() + end_, window_.size() - end_});
    if (!got) return std::unexpected(with_line(got.error(), *source_));
    end_ += *got;
    stream_ended_ = end_ < window_.size();
    return true;
}

Result<void> CsvRecords::read_header() {
    if (const auto filled = fill(); !filled) return std::unexpected(filled.error());
    const std::string_view head(window_.data(), end_);
    if (head.starts_with(byte_order_mark)) begin_ = byte_order_mark.size();
    const std::string_view start = head.substr(0, 1024);
    if (start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF") ||
        start.find('\0') != std::string_view::npos) {
        return fail(ErrorCode::encoding, "this is no UTF-8 text", "Save the table as CSV in UTF-8",
                    0);
    }
    delimiter_ = delimiter_of(head.substr(begin_));
    const auto header = read_row();
    if (!header) return std::unexpected(header.error());
    if (!*header) {
        return fail(ErrorCode::empty, "there is no row in this table",
                    "Give a CSV file with a header row", 0);
    }
    for (const std::string_view cell : cells_) columns_.emplace_back(trimmed(cell));
    return {};
}

std::optional<std::size_t> CsvRecords::find(std::string_view name) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (std::ranges::equal(columns_[i], name, {}, lower, lower)) return i;
    }
    return {};
}

CsvRecords::Scan CsvRecords::scan() {
    places_.clear();
    const char* const window = window_.data();
    std::size_t p = begin_;
    while (true) {
        Place place = {.begin = p};
        if (p < end_ && window[p] == '"') {
            place.begin = ++p;
            while (true) {
                const void* const quote =
                    p < end_ ? std::memchr(window + p, '"', end_ - p) : nullptr;
                if (quote == nullptr) {
                    trouble_ = place.begin - 1;
                    return stream_ended_ ? Scan::unclosed_quote : Scan::needs_more;
                }
                p = static_cast<std::size_t>(static_cast<const char*>(quote) - window);
                if (p + 1 == end_ && !stream_ended_) return Scan::needs_more;
                if (p + 1 == end_ || window[p + 1] != '"') break;
                place.has_doubled = true;
                p += 2;
            }
            place.end = p++;
            if (p < end_ && window[p] == '\r') ++p;  // of CRLF
            if (p < end_ && window[p] != delimiter_ && window[p] != '\n') {
                trouble_ = p;
                return Scan::behind_quote;
            }
        } else {
            while (p < end_ && window[p] != delimiter_ && window[p] != '\n') ++p;
            place.end = p;
        }
        if (p == end_ && !stream_ended_) return Scan::needs_more;
        const bool row_ends = p == end_ || window[p] == '\n';
        const bool is_plain = place.begin == 0 || window[place.begin - 1] != '"' || place.end == p;
        if (row_ends && is_plain && place.end > place.begin && window[place.end - 1] == '\r')
            --place.end;
        places_.push_back(place);
        if (row_ends) {
            row_end_ = p;
            next_begin_ = p == end_ ? p : p + 1;
            return Scan::row;
        }
        ++p;
    }
}

Result<void> CsvRecords::take_cells() {
    const std::size_t length = row_end_ - begin_;
    if (!simdjson::validate_utf8(window_.data() + begin_, length)) {
        return fail(ErrorCode::encoding, "the text is not valid UTF-8", "Save the file as UTF-8",
                    row_byte_);
    }
    cells_.clear();
    for (const Place& place : places_) {
        char* const begin = window_.data() + place.begin;
        char* end = window_.data() + place.end;
        if (place.has_doubled) {
            char* out = begin;
            for (const char* from = begin; from != end; ++from) {
                *out++ = *from;
                if (*from == '"') ++from;  // the second of two
            }
            end = out;
        }
        cells_.emplace_back(begin, end);
    }
    return {};
}

Result<bool> CsvRecords::read_row() {
    while (true) {
        const Scan found = begin_ == end_ ? Scan::needs_more : scan();
        switch (found) {
            case Scan::needs_more: {
                const auto filled = fill();
                if (!filled) return std::unexpected(filled.error());
                if (begin_ == end_ && stream_ended_) return false;
                continue;
            }
            case Scan::unclosed_quote:
                return fail(ErrorCode::syntax, "a quote is opened here and never closed",
                            "Close it, or write a quote inside a quoted cell twice",
                            base_ + trouble_);
            case Scan::behind_quote:
                return fail(ErrorCode::syntax, "a quoted cell goes on behind its closing quote",
                            "Write a quote inside a quoted cell twice", base_ + trouble_);
            case Scan::row: break;
        }
        const bool is_empty =
            places_.size() == 1 && places_[0].begin == begin_ && places_[0].end == begin_;
        row_byte_ = base_ + begin_;
        if (!is_empty) {
            if (const auto taken = take_cells(); !taken) return std::unexpected(taken.error());
        }
        begin_ = next_begin_;
        if (!is_empty) return true;
    }
}

Result<bool> CsvRecords::next() {
    while (true) {
        const auto more = read_row();
        if (!more || !*more) return more;
        ++rows_;
        if (cells_.size() == columns_.size()) return true;
        const bool only_empty_more = cells_.size() > columns_.size() &&
                                     std::ranges::all_of(std::span(cells_).subspan(columns_.size()),
                                                         &std::string_view::empty);
        if (only_empty_more) return true;
        warnings_->add(source_->name(), "row-length",
                       "rows with more or fewer cells than the header are left out", row_byte_,
                       counted(cells_.size(), "cell"));
    }
}

}  // namespace errata
