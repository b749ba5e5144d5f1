#include "formats/json_records.h"

#include <algorithm>
#include <cstring>
#include <format>

#include "formats/json_scan.h"

namespace errata {

namespace {

constexpr std::size_t window_bytes = std::size_t{256} << 10U;
constexpr std::size_t largest_record = std::size_t{512} << 20U;

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

const char* skip_spaces(const char* p, const char* end) {
    while (p != end && is_space(*p)) ++p;
    return p;
}

std::string shown(char c) {
    if (static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) >= 0x7F) {
        return std::format("the byte 0x{:02X}", static_cast<unsigned char>(c));
    }
    return std::format("'{}'", c);
}

}  // namespace

JsonRecords::JsonRecords(std::string name, std::unique_ptr<ByteStream> stream,
                         std::vector<std::string_view> arrays)
    : name_(std::move(name)),
      stream_(std::move(stream)),
      arrays_(std::move(arrays)),
      window_(window_bytes + json_padding),
      base_(std::uint64_t{0} - 1) {}

void JsonRecords::continue_at(std::unique_ptr<ByteStream> stream, std::uint64_t byte) {
    stream_ = std::move(stream);
    begin_ = end_ = 1;
    base_ = byte - 1;
    stream_ended_ = false;
    state_ = State::records;
    needs_record_ = false;
    stopped_ = false;
}

std::unexpected<Error> JsonRecords::fail(ErrorCode code, std::string message, std::string remedy,
                                         std::uint64_t byte) const {
    return std::unexpected(Error{.code = code,
                                 .message = std::move(message),
                                 .remedy = std::move(remedy),
                                 .file = name_,
                                 .byte = byte});
}

std::unexpected<Error> JsonRecords::syntax(std::string message, std::uint64_t byte) const {
    return fail(ErrorCode::syntax, std::move(message), "Write the file again with a JSON library",
                byte);
}

Result<bool> JsonRecords::fill() {
    if (stream_ended_) return false;
    // The byte before the unread ones moves along: a block may be opened there.
    const std::size_t kept = end_ - begin_;
    if (begin_ > 1) {
        std::memmove(window_.data(), window_.data() + begin_ - 1, kept + 1);
        base_ += begin_ - 1;
        begin_ = 1;
        end_ = 1 + kept;
    }
    if (end_ + json_padding == window_.size()) {
        if (window_.size() >= largest_record) {
            return fail(ErrorCode::too_large,
                        std::format("one record is longer than {} MiB", largest_record >> 20U),
                        "Check that this is a COCO file", byte());
        }
        window_.resize(2 * (window_.size() - json_padding) + json_padding);
    }
    const std::size_t room = window_.size() - json_padding - end_;
    const auto got = stream_->read({window_.data() + end_, room});
    if (!got) {
        Error error = got.error();
        if (error.file.empty()) error.file = name_;
        return std::unexpected(std::move(error));
    }
    end_ += *got;
    stream_ended_ = *got < room;
    std::memset(window_.data() + end_, 0, json_padding);
    return *got > 0;
}

Result<bool> JsonRecords::fill_or_cut_off() {
    auto filled = fill();
    if (filled && !*filled) {
        return fail(ErrorCode::syntax, "the file ends in the middle of its JSON",
                    "The file was cut off: copy or write it again", base_ + end_);
    }
    return filled;
}

Result<char> JsonRecords::next_character() {
    while (true) {
        const char* const data = window_.data();
        begin_ = static_cast<std::size_t>(skip_spaces(data + begin_, data + end_) - data);
        if (begin_ < end_) return window_[begin_];
        const auto filled = fill();
        if (!filled) return std::unexpected(filled.error());
        if (!*filled) return '\0';
    }
}

Result<bool> JsonRecords::step(RecordSink& sink) {
    // Loops over the small states; returns to the caller after each window of records or skipped bytes.
    while (true) {
        Result<void> done;
        switch (state_) {
            case State::start: done = start(sink); break;
            case State::key: done = key(sink); break;
            case State::after_value: done = after_value(); break;
            case State::end: done = end(); break;
            case State::skip:
                done = skip();
                if (!done) return std::unexpected(done.error());
                return true;
            case State::records: return records(sink);
            case State::done: return false;
        }
        if (!done) return std::unexpected(done.error());
    }
}

Result<void> JsonRecords::start(RecordSink& sink) {
    if (const auto filled = fill(); !filled) return std::unexpected(filled.error());
    if (begin_ == end_) {
        return fail(ErrorCode::empty, "the file is empty", "Export it again", 0);
    }
    const std::string_view head(window_.data() + begin_, end_ - begin_);
    if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF") ||
        head.substr(0, 4).contains('\0')) {
        return fail(ErrorCode::encoding, "the file is UTF-16 or UTF-32 text, or not text at all",
                    "Save it as UTF-8", 0);
    }
    if (head.starts_with("\xEF\xBB\xBF")) begin_ += 3;
    const auto first = next_character();
    if (!first) return std::unexpected(first.error());
    if (*first == '\0' && begin_ == end_) {
        return fail(ErrorCode::empty, "the file holds nothing but spaces", "Export it again", 0);
    }
    if (*first == '{') {
        ++begin_;
        is_object_ = true;
        const auto next = next_character();
        if (!next) return std::unexpected(next.error());
        if (*next == '}') {
            ++begin_;
            state_ = State::end;
        } else {
            state_ = State::key;
        }
        return {};
    }
    if (*first != '[') {
        return syntax(std::format("this is not JSON: it begins with {}", shown(*first)), byte());
    }
    const auto root = std::ranges::find(arrays_, root_array);
    if (root == arrays_.end()) {
        return fail(ErrorCode::wrong_kind, "the file is a JSON array where an object is expected",
                    "Give a file with \"images\", \"annotations\" and \"categories\"", byte());
    }
    enter_array(static_cast<std::size_t>(root - arrays_.begin()), sink);
    return {};
}

void JsonRecords::enter_array(std::size_t array, RecordSink& sink) {
    ++begin_;
    array_ = array;
    met_an_array_ = true;
    needs_record_ = false;
    state_ = State::records;
    sink.begin_array(array);
}

Result<void> JsonRecords::key(RecordSink& sink) {
    const auto quote = next_character();
    if (!quote) return std::unexpected(quote.error());
    if (*quote != '"') {
        if (begin_ == end_) return std::unexpected(fill_or_cut_off().error());
        return syntax(std::format("a key is expected, not {}", shown(*quote)), byte());
    }
    std::size_t length = 1;  // of the key with its first quote
    while (true) {
        const char* const from = window_.data() + begin_ + length;
        const char* const stop = window_.data() + end_;
        const char* const found = find_string_end(from, stop);
        length += static_cast<std::size_t>(found - from);
        if (found != stop && *found == '"') break;
        if (found != stop && stop - found >= 2) {
            length += 2;
        } else if (const auto filled = fill_or_cut_off(); !filled) {
            return std::unexpected(filled.error());
        }
    }
    const std::string name(window_.data() + begin_ + 1, length - 1);
    begin_ += length + 1;

    const auto colon = next_character();
    if (!colon) return std::unexpected(colon.error());
    if (*colon != ':') return syntax("a colon is missing behind a key", byte());
    ++begin_;
    const auto first = next_character();
    if (!first) return std::unexpected(first.error());
    if (begin_ == end_) return std::unexpected(fill_or_cut_off().error());

    const auto wanted = std::ranges::find(arrays_, name);
    if (wanted != arrays_.end() && name != root_array) {
        if (*first != '[') {
            return fail(ErrorCode::wrong_kind, std::format("\"{}\" is not an array", name),
                        "Give it as an array of objects", byte());
        }
        enter_array(static_cast<std::size_t>(wanted - arrays_.begin()), sink);
        return {};
    }
    skipping_ = {};
    state_ = State::skip;
    return {};
}

Result<void> JsonRecords::skip() {
    Result<void> status;
    const char* const data = window_.data();
    const char* const found = value_end(data + begin_, data + end_, skipping_, status);
    if (!status) return status;
    if (found != nullptr) {
        begin_ = static_cast<std::size_t>(found - data);
        state_ = State::after_value;
        return {};
    }
    begin_ = end_;
    const auto filled = fill_or_cut_off();
    if (!filled) return std::unexpected(filled.error());
    return {};
}

Result<void> JsonRecords::after_value() {
    const auto next = next_character();
    if (!next) return std::unexpected(next.error());
    if (*next == ',' || *next == '}') {
        ++begin_;
        state_ = *next == ',' ? State::key : State::end;
        return {};
    }
    if (begin_ == end_) return std::unexpected(fill_or_cut_off().error());
    return syntax(std::format("a comma or '}}' is expected, not {}", shown(*next)), byte());
}

Result<void> JsonRecords::end() {
    const auto next = next_character();
    if (!next) return std::unexpected(next.error());
    if (begin_ != end_) {
        return syntax(std::format("behind the end of the document stands {}", shown(*next)),
                      byte());
    }
    state_ = State::done;
    return {};
}

Result<bool> JsonRecords::records(RecordSink& sink) {
    const auto next = next_character();
    if (!next) return std::unexpected(next.error());
    if (begin_ == end_) return fill_or_cut_off();
    if (*next == ']') {
        if (needs_record_) return syntax("behind a comma a record is expected, not ']'", byte());
        ++begin_;
        state_ = is_object_ ? State::after_value : State::end;
        return true;
    }
    if (byte() >= stop_) {
        stopped_ = true;
        return false;
    }

    char* const data = window_.data();
    const char* const limit =
        data + end_ - (byte() + (end_ - begin_) > stop_ ? byte() + (end_ - begin_) - stop_ : 0);
    if (const char* const taken = sink.take(array_, data + begin_, limit, byte());
        taken != data + begin_) {
        begin_ = static_cast<std::size_t>(taken - data);
        needs_record_ = true;
        return true;
    }

    // As many whole records as lie in the window (and begin before the stop) make one block.
    std::size_t block_end = 0;  // behind the last whole record
    std::size_t resume = 0;     // behind the comma that follows it
    bool array_ended = false;
    for (const char* p = data + begin_; p < limit && !array_ended;) {
        Nesting nesting;
        Result<void> status;
        const char* const record_end = value_end(p, data + end_, nesting, status);
        if (!status) return std::unexpected(status.error());
        if (record_end == nullptr) break;
        const char* const separator = skip_spaces(record_end, data + end_);
        if (separator == data + end_) break;
        if (*separator != ',' && *separator != ']') {
            return syntax(std::format("between records a comma or ']' is expected, not {}",
                                      shown(*separator)),
                          base_ + static_cast<std::uint64_t>(separator - data));
        }
        block_end = static_cast<std::size_t>(record_end - data);
        array_ended = *separator == ']';
        // The bracket that ends the array stays, to be found by the next step.
        resume = static_cast<std::size_t>(separator - data) + (array_ended ? 0 : 1);
        p = skip_spaces(data + resume, data + end_);
    }
    if (block_end == 0) return fill_or_cut_off();

    const char before = data[begin_ - 1];
    const char behind = data[block_end];
    data[begin_ - 1] = '[';
    data[block_end] = ']';
    const auto done = sink.block(array_, {data + begin_ - 1, block_end + 2 - begin_}, byte() - 1);
    data[begin_ - 1] = before;
    data[block_end] = behind;
    if (!done) return std::unexpected(done.error());
    begin_ = resume;
    needs_record_ = !array_ended;
    return true;
}

const char* JsonRecords::value_end(const char* p, const char* end, Nesting& nesting,
                                   Result<void>& status) {
    const auto place = [&](const char* at) {
        return base_ + static_cast<std::uint64_t>(at - window_.data());
    };
    while (p != end) {
        if (nesting.in_string) {
            if (nesting.escaped) {
                nesting.escaped = false;
                ++p;
                continue;
            }
            p = find_string_end(p, end);
            if (p == end) return nullptr;
            nesting.escaped = *p == '\\';
            nesting.in_string = nesting.escaped;
            ++p;
            if (!nesting.in_string && nesting.depth == 0) return p;
            continue;
        }
        if (nesting.depth == 0 && *p != '"' && *p != '{' && *p != '[') {
            // A number or a word: up to whatever cannot belong to one.
            while (p != end && *p != ',' && *p != ']' && *p != '}' && !is_space(*p)) {
                nesting.in_scalar = true;
                ++p;
            }
            if (p == end) return nullptr;
            if (nesting.in_scalar) return p;
            status = syntax(std::format("a value is expected, not {}", shown(*p)), place(p));
            return nullptr;
        }
        p = find_structural(p, end);
        if (p == end) return nullptr;
        const char c = *p++;
        if (c == '"') {
            nesting.in_string = true;
            continue;
        }
        if (c == '{' || c == '[') {
            if (nesting.depth == json_max_depth) {
                status =
                    fail(ErrorCode::depth,
                         std::format("the JSON is nested deeper than {} levels", json_max_depth),
                         "Check that this is a COCO file", place(p - 1));
                return nullptr;
            }
            const std::uint64_t bit = std::uint64_t{1} << (nesting.depth % 64);
            auto& word = nesting.is_object[nesting.depth / 64];
            word = c == '{' ? word | bit : word & ~bit;
            ++nesting.depth;
            continue;
        }
        --nesting.depth;
        const bool opened_by_brace =
            ((nesting.is_object[nesting.depth / 64] >> (nesting.depth % 64)) & 1U) != 0;
        if (opened_by_brace != (c == '}')) {
            status =
                syntax(std::format("'{}' closes what '{}' opened", c, opened_by_brace ? '{' : '['),
                       place(p - 1));
            return nullptr;
        }
        if (nesting.depth == 0) return p;
    }
    return nullptr;
}

}  // namespace errata
