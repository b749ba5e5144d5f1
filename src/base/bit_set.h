// A set of rows of a table, one bit per row: what selections are made of.
//
// Set operations go word by word and take two sets of the same size. Bits behind the last row are always 0.
#pragma once

#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace errata {

class BitSet {
public:
    static constexpr std::size_t word_bits = 64;

    BitSet() = default;
    explicit BitSet(std::size_t size, bool value = false)
        : size_(size),
          words_((size + word_bits - 1) / word_bits, value ? ~std::uint64_t{0} : std::uint64_t{0}) {
        clear_tail();
    }

    // Rows of the table, in the set or not.
    std::size_t size() const { return size_; }

    bool operator[](std::size_t row) const {
        return ((words_[row / word_bits] >> (row % word_bits)) & 1U) != 0;
    }
    void set(std::size_t row, bool value = true) {
        const std::uint64_t bit = std::uint64_t{1} << (row % word_bits);
        std::uint64_t& word = words_[row / word_bits];
        word = value ? word | bit : word & ~bit;
    }

    // Rows in the set.
    std::size_t count() const {
        std::size_t sum = 0;
        for (const std::uint64_t word : words_)
            sum += static_cast<std::size_t>(std::popcount(word));
        return sum;
    }
    bool all() const { return count() == size_; }
    bool none() const { return count() == 0; }

    BitSet& operator&=(const BitSet& other) {
        assert(size_ == other.size_);
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= other.words_[i];
        return *this;
    }
    BitSet& operator|=(const BitSet& other) {
        assert(size_ == other.size_);
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] |= other.words_[i];
        return *this;
    }
    BitSet& operator^=(const BitSet& other) {
        assert(size_ == other.size_);
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] ^= other.words_[i];
        return *this;
    }
    // Those that are in this set and not in the other.
    BitSet& operator-=(const BitSet& other) {
        assert(size_ == other.size_);
        for (std::size_t i = 0; i < words_.size(); ++i) words_[i] &= ~other.words_[i];
        return *this;
    }
    // The complement.
    BitSet& flip() {
        for (std::uint64_t& word : words_) word = ~word;
        clear_tail();
        return *this;
    }

    bool operator==(const BitSet&) const = default;

    // visit(row) for every row in the set, ascending.
    template <typename Visit>
    void for_each(Visit&& visit) const {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            for (std::uint64_t word = words_[i]; word != 0; word &= word - 1) {
                visit(i * word_bits + static_cast<std::size_t>(std::countr_zero(word)));
            }
        }
    }

    std::span<const std::uint64_t> words() const { return words_; }
    // For kernels that write 64 rows at once; clear_tail() after it.
    std::span<std::uint64_t> words() { return words_; }
    void clear_tail() {
        if (const std::size_t used = size_ % word_bits; used != 0) {
            words_.back() &= (std::uint64_t{1} << used) - 1;
        }
    }

private:
    std::size_t size_ = 0;
    std::vector<std::uint64_t> words_;
};

}  // namespace errata
