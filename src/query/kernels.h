// Kernels: loops over whole columns that write 64 rows at once into a bit set.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>

#include "base/bit_set.h"

namespace errata {

// Eight bytes of 0 or 1 as eight bits, the first the lowest: their product with this number gathers them in its top byte.
inline std::uint64_t bits_of_bytes(const std::uint8_t* bytes) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes, sizeof(eight));
    if constexpr (std::endian::native == std::endian::big) eight = std::byteswap(eight);
    return (eight * 0x0102040810204080U) >> 56U;
}

// The rows for which test(row) holds. The test goes into bytes first, which compilers vectorise.
template <typename Test>
BitSet rows_where(std::size_t rows, Test&& test) {
    BitSet result(rows);
    const std::span<std::uint64_t> words = result.words();
    const std::size_t whole = rows / BitSet::word_bits;
    for (std::size_t w = 0; w < whole; ++w) {
        alignas(64) std::uint8_t bytes[BitSet::word_bits];
        const std::size_t first = w * BitSet::word_bits;
        for (std::size_t i = 0; i < BitSet::word_bits; ++i) bytes[i] = test(first + i) ? 1 : 0;
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < BitSet::word_bits; i += 8)
            word |= bits_of_bytes(bytes + i) << i;
        words[w] = word;
    }
    for (std::size_t row = whole * BitSet::word_bits; row < rows; ++row) {
        if (test(row)) result.set(row);
    }
    return result;
}

}  // namespace errata
