// Reading a file to its end, as a job.
//
// What it is for: the jobs whose readers have step(), bytes_read() and finish() share this loop and its progress.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/byte_source.h"
#include "engine/job.h"
#include "formats/gzip.h"

namespace errata {

// Bytes that reading will go through; 0 where the file is packed, whose content's size is not known.
inline std::uint64_t unpacked_size(const ByteSource& source) {
    const auto packed = is_gzip(source);
    return packed && !*packed ? source.size() : 0;
}

// `size`: bytes, for the progress. `value` is what the reader makes; all references must outlive the job. Errors: the
// reader's.
template <typename Reader, typename Value>
Job read(Reader& reader, std::string_view stage, std::uint64_t size, std::optional<Value>& value) {
    co_yield {stage, 0, size, "bytes"};
    while (true) {
        const auto more = reader.step();
        if (!more) co_return more.error();
        if (!*more) break;
        co_yield {stage, reader.bytes_read(), size, "bytes"};
    }
    auto finished = reader.finish();
    if (!finished) co_return finished.error();
    value = *std::move(finished);
    co_return std::nullopt;
}

}  // namespace errata
