#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace errata {

std::uint64_t xxh3_64(std::span<const std::byte> bytes) {
    return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace errata
