#include "image/near_duplicates.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/key_sort.h"

namespace errata {

namespace {

constexpr unsigned hash_bits = 64;
constexpr unsigned most_equal_bands = 4;
constexpr unsigned key_bits = 32;  // what sort_by_key counts its way through

// Bits of each of so many bands, which differ by one bit in width at most.
std::vector<std::uint64_t> bands_of(unsigned count) {
    std::vector<std::uint64_t> bands;
    for (unsigned i = 0; i < count; ++i) {
        const unsigned begin = hash_bits * i / count;
        const unsigned width = hash_bits * (i + 1) / count - begin;
        bands.push_back(((std::uint64_t{1} << width) - 1) << begin);
    }
    return bands;
}

double choices(unsigned of, unsigned taken) {
    double product = 1;
    for (unsigned i = 0; i < taken; ++i) product = product * (of - i) / (i + 1);
    return product;
}

// In nanoseconds, roughly: what matters is which is less.
double cost_of(unsigned distance, unsigned equal_bands, double hashes) {
    constexpr double sorting = 40;
    constexpr double comparing = 0.7;
    const unsigned bands = distance + equal_bands;
    const unsigned width = std::min(hash_bits * equal_bands / bands, key_bits);
    const double buckets = static_cast<double>(std::uint64_t{1} << width);
    return choices(bands, equal_bands) * hashes * (sorting + comparing * hashes / buckets / 2);
}

// The bits under the mask, moved together.
std::uint64_t gathered(std::uint64_t hash, std::uint64_t mask) {
    std::uint64_t key = 0;
    unsigned place = 0;
    while (mask != 0) {
        const auto skipped = static_cast<unsigned>(std::countr_zero(mask));
        const auto width = static_cast<unsigned>(std::countr_one(mask >> skipped));
        const std::uint64_t ones = (std::uint64_t{1} << width) - 1;
        key |= (hash >> skipped & ones) << place;
        place += width;
        mask &= ~(ones << skipped);
    }
    return key;
}

}  // namespace

DuplicateSearch::DuplicateSearch(std::span<const std::uint64_t> hashes, unsigned distance)
    : distance_(std::min(distance, most_duplicate_distance)) {
    join_equal_hashes(hashes);
    parent_.resize(distinct_.size());
    std::iota(parent_.begin(), parent_.end(), 0U);
    if (distance_ > 0 && distinct_.size() > 1) choose_bands();
}

void DuplicateSearch::join_equal_hashes(std::span<const std::uint64_t> hashes) {
    std::vector<Entry> all(hashes.size());
    for (std::size_t i = 0; i < hashes.size(); ++i)
        all[i] = {.key = hashes[i], .hash = hashes[i], .row = static_cast<std::uint32_t>(i)};
    sort_by_key(all, spare_);
    distinct_of_row_.resize(hashes.size());
    for (const Entry& entry : all) {
        if (distinct_.empty() || distinct_.back() != entry.hash) distinct_.push_back(entry.hash);
        distinct_of_row_[entry.row] = static_cast<std::uint32_t>(distinct_.size() - 1);
    }
}

void DuplicateSearch::choose_bands() {
    unsigned equal_bands = 1;
    const auto count = static_cast<double>(distinct_.size());
    for (unsigned k = 2; k <= most_equal_bands; ++k) {
        if (cost_of(distance_, k, count) < cost_of(distance_, equal_bands, count)) equal_bands = k;
    }
    const std::vector<std::uint64_t> bands = bands_of(distance_ + equal_bands);
    std::vector<bool> taken(bands.size());
    std::fill_n(taken.begin(), equal_bands, true);
    do {
        std::uint64_t mask = 0;
        for (std::size_t i = 0; i < bands.size(); ++i) mask |= taken[i] ? bands[i] : 0;
        tables_.push_back(mask);
    } while (std::ranges::prev_permutation(taken).found);
}

std::uint32_t DuplicateSearch::root(std::uint32_t row) {
    while (parent_[row] != row) {
        parent_[row] = parent_[parent_[row]];
        row = parent_[row];
    }
    return row;
}

void DuplicateSearch::join(std::uint32_t a, std::uint32_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
}

bool DuplicateSearch::step() {
    if (next_ == tables_.size()) return false;
    const std::uint64_t mask = tables_[next_++];
    entries_.resize(distinct_.size());
    for (std::size_t i = 0; i < distinct_.size(); ++i) {
        entries_[i] = {.key = gathered(distinct_[i], mask) << (hash_bits - key_bits),
                       .hash = distinct_[i],
                       .row = static_cast<std::uint32_t>(i)};
    }
    // Masks wider than the key share buckets that are a little too large: comparing sorts that out.
    sort_by_key(entries_, spare_);
    const int most = static_cast<int>(distance_);
    for (std::size_t begin = 0; begin < entries_.size();) {
        std::size_t end = begin + 1;
        while (end < entries_.size() && entries_[end].key == entries_[begin].key) ++end;
        for (std::size_t i = begin; i < end; ++i) {
            for (std::size_t j = i + 1; j < end; ++j) {
                if (std::popcount(entries_[i].hash ^ entries_[j].hash) <= most)
                    join(entries_[i].row, entries_[j].row);
            }
        }
        begin = end;
    }
    return next_ < tables_.size();
}

DuplicateClusters DuplicateSearch::clusters() {
    constexpr std::uint32_t none = 0xFFFFFFFFU;
    DuplicateClusters result;
    std::vector<std::uint32_t> number(distinct_.size(), none);
    for (const std::uint32_t distinct : distinct_of_row_) {
        const std::uint32_t first = root(distinct);
        if (number[first] == none) {
            number[first] = static_cast<std::uint32_t>(result.size.size());
            result.size.push_back(0);
        }
        result.cluster.push_back(number[first]);
        ++result.size[number[first]];
    }
    return result;
}

DuplicateClusters near_duplicates(std::span<const std::uint64_t> hashes, unsigned distance) {
    DuplicateSearch search(hashes, distance);
    while (search.step()) continue;
    return search.clusters();
}

}  // namespace errata
