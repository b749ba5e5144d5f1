#include "formats/json_rows.h"

#include <algorithm>
#include <cstring>
#include <span>
#include <vector>

#include "formats/gzip.h"
#include "formats/json_records.h"
#include "formats/text_places.h"

namespace errata {

namespace {

constexpr std::size_t window_bytes = std::size_t{256} << 10U;
constexpr std::size_t longest_line = std::size_t{64} << 20U;

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

// Sees records only to find the broken one.
class Nobody final : public json::RecordVisitor {
public:
    void begin_record(std::uint64_t) override {}
    void field(std::string_view, json::Value&) override {}
    void end_record(std::string_view) override {}
    void not_an_object(std::string_view, std::uint64_t) override {}
};

}  // namespace

struct JsonRows::State final : RecordSink {
    State(const ByteSource& from, json::RecordVisitor& to) : source(from), visitor(to) {}

    void begin_array(std::size_t) override {}
    Result<void> block(std::size_t, std::span<char> text, std::uint64_t byte) override {
        return json::visit_records(parser, source.name(), text, byte, visitor);
    }
    Error located(Error error);

    const ByteSource& source;
    json::RecordVisitor& visitor;
    simdjson::ondemand::parser parser;
    std::unique_ptr<JsonRecords> array;
    std::unique_ptr<JsonLines> lines;
};

// The error with the first byte of the line that it is in.
Error JsonRows::State::located(Error error) {
    Nobody nobody;
    lines->for_each_line([&](std::span<char> line, std::uint64_t byte) {
        if (json::visit_records(parser, source.name(), line, byte, nobody)) return true;
        error.byte = byte + 1;
        return false;
    });
    return error;
}

JsonRows::JsonRows(const ByteSource& source, bool is_array, json::RecordVisitor& visitor)
    : state_(std::make_unique<State>(source, visitor)) {
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
JsonRows::~JsonRows() = default;

std::uint64_t JsonRows::bytes_read() const {
    if (state_->array) return state_->array->byte();
    return state_->lines ? state_->lines->byte() : 0;
}

Result<bool> JsonRows::step() {
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

}  // namespace errata
