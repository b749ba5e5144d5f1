// Seeded random numbers that are the same on every platform.
//
// What it is for: every place that draws (demo, samplers, bootstraps, tests). The standard library's
// distributions and shuffle differ between implementations, so none of them are used.
// What it does not do: cryptography; transcendental distributions (they need exp and log, whose last
// bits differ between platforms).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace errata {

// xoshiro256++ 1.0 (Blackman and Vigna, 2019), its state filled by splitmix64 from one seed.
class Random {
public:
    explicit constexpr Random(std::uint64_t seed) {
        for (auto& word : state_) {
            seed += 0x9E3779B97F4A7C15U;
            std::uint64_t z = seed;
            z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
            z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
            word = z ^ (z >> 31U);
        }
    }

    // 64 uniform bits.
    constexpr std::uint64_t bits() {
        const std::uint64_t result = rotate_left(state_[0] + state_[3], 23) + state_[0];
        const std::uint64_t t = state_[1] << 17U;
        state_[2] ^= state_[0];
        state_[3] ^= state_[1];
        state_[1] ^= state_[2];
        state_[0] ^= state_[3];
        state_[2] ^= t;
        state_[3] = rotate_left(state_[3], 45);
        return result;
    }

    // Uniform in [0, 1), a multiple of 2^-53.
    constexpr double uniform() { return static_cast<double>(bits() >> 11U) * 0x1.0p-53; }

    // Uniform in [low, high).
    constexpr double uniform(double low, double high) { return low + (high - low) * uniform(); }

    // Uniform integer in [0, bound), without bias; bound must be at least 1.
    constexpr std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t rejected = (0 - bound) % bound;
        std::uint64_t draw = bits();
        while (draw < rejected) draw = bits();
        return draw % bound;
    }

    // Uniform position in an array of that size, at least 1.
    constexpr std::size_t index(std::size_t size) { return static_cast<std::size_t>(below(size)); }

    // True with the given probability.
    constexpr bool chance(double probability) { return uniform() < probability; }

    // Fisher and Yates' shuffle, in place.
    template <typename T>
    constexpr void shuffle(std::span<T> values) {
        for (std::size_t left = values.size(); left > 1; --left) {
            std::swap(values[left - 1], values[index(left)]);
        }
    }

private:
    static constexpr std::uint64_t rotate_left(std::uint64_t x, int k) {
        return (x << static_cast<unsigned>(k)) | (x >> static_cast<unsigned>(64 - k));
    }

    std::uint64_t state_[4] = {};
};

}  // namespace errata
