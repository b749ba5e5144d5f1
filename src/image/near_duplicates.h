// Near duplicates: pictures whose hashes differ in few bits, and the clusters that they make.
//
// What it is for: one search over all pictures, labeled or not: which are so alike that one of them is enough. Time is far
// below that of comparing all pairs, and the result the same.
// What it does not do: hash (perceptual_hash.h); say which of a cluster to keep.
//
// A cluster is what is connected: two pictures of a cluster may differ in more bits than the distance, with others between
// them. Method: hashes are cut into bands; of two within distance d, at least k of d + k bands are equal. For each choice of k
// bands the hashes are sorted by them, and those that share them compared. k is chosen so that sorting and comparing cost
// least. Source: Manku, Jain and Das Sarma 2007, "Detecting near-duplicates for web crawling", section 3. Equal hashes are
// one before the search begins.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace errata {

inline constexpr unsigned most_duplicate_distance =
    16;  // of 64 bits; hashes of unrelated pictures differ in about 32

struct DuplicateClusters {
    std::vector<std::uint32_t> cluster = {};  // per row, numbered from 0 by their first rows
    std::vector<std::uint32_t> size = {};     // per cluster

    std::uint32_t size_of(std::size_t row) const { return size[cluster[row]]; }
};

// A search in slices.
class DuplicateSearch {
public:
    // `hashes` must outlive the search; rows below 2^32. `distance`: at most most_duplicate_distance.
    DuplicateSearch(std::span<const std::uint64_t> hashes, unsigned distance);

    // Goes through the hashes once, sorted by other bands; false when all is found.
    bool step();
    std::size_t steps_done() const { return next_; }
    std::size_t steps() const { return tables_.size(); }

    // After step() has returned false.
    DuplicateClusters clusters();

private:
    struct Entry {
        std::uint64_t key = 0;  // the bands' bits, in the upper half
        std::uint64_t hash = 0;
        std::uint32_t row = 0;  // of distinct_
    };

    void join_equal_hashes(std::span<const std::uint64_t> hashes);
    void choose_bands();
    std::uint32_t root(std::uint32_t row);
    void join(std::uint32_t a, std::uint32_t b);

    unsigned distance_;
    std::vector<std::uint32_t> distinct_of_row_;
    std::vector<std::uint64_t> distinct_;
    std::vector<std::uint64_t> tables_;  // per step the bits that are equal
    std::size_t next_ = 0;
    std::vector<std::uint32_t> parent_;  // union-find over distinct_
    std::vector<Entry> entries_;
    std::vector<Entry> spare_;
};

// All steps at once.
DuplicateClusters near_duplicates(std::span<const std::uint64_t> hashes, unsigned distance);

}  // namespace errata
