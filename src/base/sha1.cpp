#include "base/sha1.h"

#include <bit>
#include <span>
#include <vector>

namespace errata {

namespace {

using State = std::array<std::uint32_t, 5>;

std::uint32_t mixed(std::size_t round, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    if (round < 20) return (b & c) | (~b & d);
    if (round >= 40 && round < 60) return (b & c) | (b & d) | (c & d);
    return b ^ c ^ d;
}

void add_block(State& state, std::span<const std::uint8_t, 64> block) {
    constexpr std::array<std::uint32_t, 4> constants = {0x5A827999U, 0x6ED9EBA1U, 0x8F1BBCDCU,
                                                        0xCA62C1D6U};
    std::array<std::uint32_t, 80> words = {};
    for (std::size_t i = 0; i < block.size(); ++i) words[i / 4] = words[i / 4] << 8U | block[i];
    for (std::size_t i = 16; i < words.size(); ++i)
        words[i] = std::rotl(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    auto [a, b, c, d, e] = state;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::uint32_t next =
            std::rotl(a, 5) + mixed(i, b, c, d) + e + constants[i / 20] + words[i];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    const State sums = {a, b, c, d, e};
    for (std::size_t i = 0; i < state.size(); ++i) state[i] += sums[i];
}

}  // namespace

std::array<std::uint8_t, 20> sha1(std::string_view text) {
    std::vector<std::uint8_t> bytes(text.begin(), text.end());
    bytes.push_back(0x80);
    while (bytes.size() % 64 != 56) bytes.push_back(0);
    const std::uint64_t bits = std::uint64_t{text.size()} * 8;
    for (unsigned shift = 64; shift > 0; shift -= 8)
        bytes.push_back(static_cast<std::uint8_t>(bits >> (shift - 8)));

    State state = {0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U, 0xC3D2E1F0U};
    for (std::size_t begin = 0; begin < bytes.size(); begin += 64)
        add_block(state, std::span(bytes).subspan(begin).first<64>());
    std::array<std::uint8_t, 20> digest = {};
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

}  // namespace errata
