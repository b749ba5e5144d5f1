// Stable sorting of plain records by a 64-bit key, fast for millions.
//
// What it is for: orders by score (metrics/evaluation_part.h has the keys of scores), made once per evaluation
// over all predictions.
// What it does not do: compare anything but the keys.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace errata {

// Sorts by rising `key` (a std::uint64_t member of Record), equal keys in the order they came in; `spare` is
// working memory that a caller may keep. Three counting passes over the upper half of the keys; where two keys
// differ in the lower half alone, their run is sorted on its own.
template <typename Record>
void sort_by_key(std::vector<Record>& records, std::vector<Record>& spare) {
    constexpr std::array<unsigned, 3> digit_shifts = {32, 43, 54};
    constexpr std::size_t digit_values = std::size_t{1} << 11U;
    constexpr std::size_t few = 256;
    const auto lower = [](const Record& a, const Record& b) { return a.key < b.key; };
    if (std::ranges::is_sorted(records, lower)) return;
    if (records.size() < few) {
        std::ranges::stable_sort(records, lower);
        return;
    }

    std::array<std::vector<std::uint32_t>, digit_shifts.size()> counts;
    for (auto& count : counts) count.assign(digit_values, 0);
    for (const Record& record : records) {
        for (std::size_t d = 0; d < digit_shifts.size(); ++d) {
            ++counts[d][(record.key >> digit_shifts[d]) % digit_values];
        }
    }
    spare.resize(records.size());
    for (std::size_t d = 0; d < digit_shifts.size(); ++d) {
        const std::size_t first_digit = (records[0].key >> digit_shifts[d]) % digit_values;
        if (counts[d][first_digit] == records.size()) continue;
        std::uint32_t place = 0;
        for (std::uint32_t& count : counts[d]) place += std::exchange(count, place);
        for (const Record& record : records) {
            spare[counts[d][(record.key >> digit_shifts[d]) % digit_values]++] = record;
        }
        std::swap(records, spare);
    }
    for (std::size_t begin = 0; begin < records.size();) {
        std::size_t end = begin + 1;
        bool in_order = true;
        while (end < records.size() && records[end].key >> 32U == records[begin].key >> 32U) {
            in_order = in_order && records[end - 1].key <= records[end].key;
            ++end;
        }
        if (!in_order) {
            std::ranges::stable_sort(records.begin() + static_cast<std::ptrdiff_t>(begin),
                                     records.begin() + static_cast<std::ptrdiff_t>(end), lower);
        }
        begin = end;
    }
}

}  // namespace errata
