// Errors as values: what happened, where, and what to do about it.
//
// What it is for: every function that can fail on input returns Result<T>; the caller adds what it
// knows (the file's name) and hands it on; only `cli` prints one and only `ui` shows one.
// What it does not do: log, throw, abort.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace errata {

enum class ErrorCode : std::uint8_t {
    io,           // the file cannot be opened or read
    empty,        // nothing in it
    encoding,     // not UTF-8
    compression,  // broken gzip data
    syntax,       // not JSON, or cut off
    depth,        // nested too deep
    wrong_kind,   // valid, but not what was asked for
    bad_value,    // a value that nothing can be made of
    mismatch,     // two files that do not belong together
    too_large,    // beyond what the columns or the memory can hold
    corrupt,      // a snapshot whose bytes are not what was written
    cancelled,    // the person asked for it
};

// The stable word for a code, as shown in messages: "syntax", "wrong-kind", ...
std::string_view name_of(ErrorCode code);

struct Error {
    ErrorCode code = ErrorCode::io;
    std::string message = {};                // one sentence, no full stop, no file name
    std::string remedy = {};                 // what to do, one sentence, may be empty
    std::string file = {};                   // as the person named it; empty when no file is meant
    std::optional<std::uint64_t> byte = {};  // from 0, in the unpacked content
    std::optional<std::uint64_t> line = {};  // from 1
};

// "gt.json:12: message (byte 345) [syntax]. Remedy."
std::string to_string(const Error& error);

template <typename T>
using Result = std::expected<T, Error>;

}  // namespace errata
