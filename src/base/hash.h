// XXH3 (xxHash 0.8): fast hashes for checksums and fingerprints, the same on every platform.
// What it does not do: resist an adversary.
#pragma once

#include <cstdint>
#include <span>

namespace errata {

std::uint64_t xxh3_64(std::span<const std::byte> bytes);

}  // namespace errata
