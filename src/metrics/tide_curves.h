// Lists of scored outcomes and their average precision, by TIDE's rules.
//
// What it is for: AP after errors are mended, again and again over the same predictions: lists are sorted once and
// merged. What it does not do: find errors (tide.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace errata {

// One prediction of a class.
struct TidePoint {
    std::uint64_t key = 0;    // of its score: smaller is better
    std::uint32_t order = 0;  // among equal scores of lists of one rank
    std::uint8_t kind = 0;    // below tide_kinds: whatever the caller tells points apart by
    bool fixable = false;     // the same
};
inline constexpr std::size_t tide_kinds = 8;

enum class TideOutcome : std::uint8_t { out, wrong, right };

// A sorted list (key, then order), and what its points count as: outcome[kind][fixable].
struct TideList {
    std::span<const TidePoint> points;
    std::array<std::array<TideOutcome, 2>, tide_kinds> outcome = {};
    std::uint8_t rank = 0;  // of equal scores, lists of lower rank come first

    void set(std::size_t kind, TideOutcome both) { outcome[kind] = {both, both}; }
    void set_all(TideOutcome every) { outcome.fill({every, every}); }
};
inline constexpr std::size_t most_tide_lists = 6;

// Average precision of the lists together. 0 without positives; nothing where there are neither positives nor points.
// Source: APDataObject.get_ap of tidecv: the mean of the precision at recall 0, 0.01, ..., 1.
std::optional<double> tide_average_precision(std::span<const TideList> lists,
                                             std::int64_t positives);

}  // namespace errata
