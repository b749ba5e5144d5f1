// Average precision by TIDE's rules, measured again and again as errors are mended.
//
// What it is for: only predictions that are right, or would be once mended, change the precision; each remembers how
// many wrong ones of every kind stand before it, so a measurement passes over those few and never over the wrong ones.
// What it does not do: find errors (tide.h).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace errata {

inline constexpr std::size_t tide_wrong_kinds = 5;
using TideCounts = std::array<std::uint32_t, tide_wrong_kinds>;

// A wrong prediction of a class.
struct TideWrong {
    std::uint64_t key = 0;    // of its score: smaller is better
    std::uint32_t order = 0;  // in which predictions were met
    std::uint8_t kind = 0;    // below tide_wrong_kinds
};

// A prediction that is right, or would be once mended.
struct TideRight {
    std::uint64_t key = 0;
    std::uint32_t order = 0;
    TideCounts met = {};   // wrong ones before it: better ones, and of its score those met earlier
    TideCounts tied = {};  // better ones, and all of its score
};

// Both sorted by key, then order. Wrong ones worse than every right one may be left out.
void count_wrong(std::span<const TideWrong> wrong, std::vector<TideRight>& right);

// Of equal scores, lists of lower rank come first. Wrong predictions have rank 0.
struct TideList {
    std::span<const TideRight> points;
    std::uint8_t rank = 0;
};

struct TideMeasure {
    std::vector<TideList> lists;  // at most most_tide_lists
    TideCounts counted = {};      // 1: wrong predictions of that kind count, 0: they are out
    bool any_wrong = false;       // one of those kinds there is
    std::int64_t positives = 0;
};
inline constexpr std::size_t most_tide_lists = 3;

// 0 without positives; nothing where there are neither positives nor predictions.
// Source: APDataObject.get_ap of tidecv: the mean of the precision at recall 0, 0.01, ..., 1.
std::optional<double> tide_average_precision(const TideMeasure& measure);

}  // namespace errata
