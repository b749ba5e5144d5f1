// Streams of files that may be packed with gzip.
#pragma once

#include <memory>

#include "base/byte_source.h"

namespace errata {

// True when the source begins with gzip's magic bytes.
Result<bool> is_gzip(const ByteSource& source);

// The source's content in order: unpacked on the way where it is gzip (all members of it), as stored
// otherwise. Errors: io; compression, when the packed data are broken or cut off.
Result<std::unique_ptr<ByteStream>> unpacked_stream_of(const ByteSource& source);

}  // namespace errata
