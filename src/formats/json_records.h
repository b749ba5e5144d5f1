// JsonRecords: walks one JSON document of any size in a small window and hands out the records of the
// arrays asked for.
//
// What it is for: a gigabyte of results, or ground truth with long polygons, read with memory for little
// more than the columns made of it. The document is either an array of records or an object with such
// arrays under its keys (in any order, other keys skipped).
// What it does not do: look inside records, beyond finding where they end (strings respected, brackets
// matched, depth limited); that is the sink's work. Values under other keys are skipped by their brackets
// alone.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"

namespace errata {

// Deeper nesting than this is an error.
inline constexpr std::size_t json_max_depth = 1000;

// Bytes that may be read (not used) behind every block, as simdjson and SIMD loads need.
inline constexpr std::size_t json_padding = 64;

// The array of a document that is itself one.
inline constexpr std::string_view root_array = "";

// Receives records. `array` is the index of the array's key among those asked for.
class RecordSink {
public:
    virtual ~RecordSink() = default;

    // An array begins. An array whose key comes twice begins twice: the last one counts, as in Python.
    virtual void begin_array(std::size_t array) = 0;

    // Some whole records as one JSON array in place: "[{…},{…}]"; may be overwritten. `byte` is the
    // offset of its first character in the document.
    virtual Result<void> block(std::size_t array, std::span<char> json, std::uint64_t byte) = 0;

    // A faster way that may be declined. [begin, end) starts with a record; the sink takes as many as it
    // likes, each with the comma and spaces behind it, and returns where the next record begins.
    // Returning `begin` declines: block() gets those records.
    virtual const char* take(std::size_t array, const char* begin, const char* end,
                             std::uint64_t byte) {
        (void)array, (void)end, (void)byte;
        return begin;
    }
};

class JsonRecords {
public:
    // `name` goes into errors; `arrays` are the keys asked for.
    JsonRecords(std::string name, std::unique_ptr<ByteStream> stream,
                std::vector<std::string_view> arrays);

    // Works through about a window of the document; false when the document has ended.
    // Errors: io, empty, encoding, syntax, depth, wrong_kind, too_large, with their byte; and the sink's.
    Result<bool> step(RecordSink& sink);

    // Offset of the next byte to be worked on.
    std::uint64_t byte() const { return base_ + begin_; }

    // True when `byte()` lies between the records of an array (before one, or before its end).
    bool between_records() const { return state_ == State::records; }

    // Whether the document is an object, and whether any of the arrays was met.
    bool is_object() const { return is_object_; }
    bool met_an_array() const { return met_an_array_; }

    // Continues between records at another place of the same array: reads `stream`, whose first byte is
    // at offset `byte` of the document and is a record's first, or the array's closing bracket.
    void continue_at(std::unique_ptr<ByteStream> stream, std::uint64_t byte);

    // Stops step() before the first record that begins at or behind `byte`: it returns false there.
    void stop_at(std::uint64_t byte) { stop_ = byte; }
    bool stopped() const { return stopped_; }

private:
    enum class State : std::uint8_t { start, key, skip, records, after_value, end, done };

    // Brackets open at a place inside a value, and whether it lies in a string.
    struct Nesting {
        std::array<std::uint64_t, (json_max_depth + 64) / 64> is_object = {};
        std::size_t depth = 0;
        bool in_string = false;
        bool escaped = false;
        bool in_scalar = false;
    };

    Result<bool> fill();             // more bytes into the window; false at the end of the stream
    Result<bool> fill_or_cut_off();  // the same, where the document may not end
    Result<char> next_character();   // skips spaces; 0 at the end of the stream; does not consume
    Result<void> start(RecordSink& sink);
    void enter_array(std::size_t array, RecordSink& sink);  // at its bracket
    Result<void> key(RecordSink& sink);
    Result<void> skip();
    Result<bool> records(RecordSink& sink);
    Result<void> after_value();
    Result<void> end();
    // From p, inside a value described by `nesting`, to behind the value's end; null when the window ends
    // before. Errors leave through `status`.
    const char* value_end(const char* p, const char* end, Nesting& nesting, Result<void>& status);
    std::unexpected<Error> fail(ErrorCode code, std::string message, std::string remedy,
                                std::uint64_t byte) const;
    std::unexpected<Error> syntax(std::string message, std::uint64_t byte) const;

    std::string name_;
    std::unique_ptr<ByteStream> stream_;
    std::vector<std::string_view> arrays_;
    std::vector<char> window_;  // one spare byte in front, json_padding behind
    std::size_t begin_ = 1;     // unread bytes are window_[begin_, end_)
    std::size_t end_ = 1;
    std::uint64_t base_ = 0;  // offset of window_[0], modulo 2^64
    bool stream_ended_ = false;
    State state_ = State::start;
    Nesting skipping_;
    std::size_t array_ = 0;
    bool needs_record_ = false;  // a comma stands before
    bool is_object_ = false;
    bool met_an_array_ = false;
    std::uint64_t stop_ = ~std::uint64_t{0};
    bool stopped_ = false;
};

}  // namespace errata
