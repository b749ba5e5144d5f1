// SHA-256 (FIPS 180-4), for comparing long arrays with digests of the reference's.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <format>
#include <span>
#include <string>
#include <vector>

namespace errata::test {

inline std::string sha256(std::span<const std::byte> message) {
    static constexpr std::array<std::uint32_t, 64> constants = [] {
        // Fractional parts of the cube roots of the first 64 primes, by integer search.
        std::array<std::uint32_t, 64> k = {};
        std::size_t count = 0;
        for (std::uint64_t p = 2; count < k.size(); ++p) {
            bool prime = true;
            for (std::uint64_t d = 2; d * d <= p; ++d) prime = prime && p % d != 0;
            if (!prime) continue;
            unsigned __int128 low = 0;
            unsigned __int128 high = static_cast<unsigned __int128>(8) << 32U;
            while (high - low > 1) {  // the largest r with r^3 <= p * 2^96
                const unsigned __int128 middle = (low + high) / 2;
                const bool fits = middle * middle * middle <= static_cast<unsigned __int128>(p)
                                                                  << 96U;
                (fits ? low : high) = middle;
            }
            k[count++] = static_cast<std::uint32_t>(low);
        }
        return k;
    }();
    std::array<std::uint32_t, 8> h = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::vector<std::uint8_t> bytes(message.size());
    if (!message.empty()) std::memcpy(bytes.data(), message.data(), message.size());
    bytes.push_back(0x80);
    while (bytes.size() % 64 != 56) bytes.push_back(0);
    for (int shift = 56; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<std::uint8_t>(std::uint64_t{message.size()} * 8 >> shift));
    }
    for (std::size_t block = 0; block < bytes.size(); block += 64) {
        std::array<std::uint32_t, 64> w = {};
        for (std::size_t i = 0; i < 16; ++i) {
            for (std::size_t b = 0; b < 4; ++b) w[i] = w[i] << 8U | bytes[block + 4 * i + b];
        }
        for (std::size_t i = 16; i < 64; ++i) {
            const auto s0 = std::rotr(w[i - 15], 7) ^ std::rotr(w[i - 15], 18) ^ w[i - 15] >> 3U;
            const auto s1 = std::rotr(w[i - 2], 17) ^ std::rotr(w[i - 2], 19) ^ w[i - 2] >> 10U;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        auto v = h;
        for (std::size_t i = 0; i < 64; ++i) {
            const auto s1 = std::rotr(v[4], 6) ^ std::rotr(v[4], 11) ^ std::rotr(v[4], 25);
            const auto choice = (v[4] & v[5]) ^ (~v[4] & v[6]);
            const auto t1 = v[7] + s1 + choice + constants[i] + w[i];
            const auto s0 = std::rotr(v[0], 2) ^ std::rotr(v[0], 13) ^ std::rotr(v[0], 22);
            const auto majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v = {t1 + s0 + majority, v[0], v[1], v[2], v[3] + t1, v[4], v[5], v[6]};
        }
        for (std::size_t i = 0; i < 8; ++i) h[i] += v[i];
    }
    std::string digest;
    for (const std::uint32_t word : h) digest += std::format("{:08x}", word);
    return digest;
}

}  // namespace errata::test
