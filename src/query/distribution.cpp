#include "query/distribution.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <limits>
#include <numeric>
#include <string_view>
#include <unordered_map>

namespace errata {

namespace {

constexpr double wanted_bins = 24;
// Where the largest value is so many times the middle one, equal steps would put most rows into the first bin.
constexpr double skewed = 20;
constexpr double most_decades = 6;

// --- numbers ----------------------------------------------------------------------------------------------

struct Extent {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
    double least_positive = std::numeric_limits<double>::infinity();
    double middle = 0;
};

Extent extent_of(const Column<double>& numbers) {
    constexpr std::size_t most_looked_at = 10'000;
    const std::size_t stride = std::max<std::size_t>(1, numbers.size() / most_looked_at);
    Extent extent;
    std::vector<double> some;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const double value = numbers[i];
        if (!std::isfinite(value)) continue;
        extent.low = std::min(extent.low, value);
        extent.high = std::max(extent.high, value);
        if (value > 0) extent.least_positive = std::min(extent.least_positive, value);
        if (i % stride == 0) some.push_back(value);
    }
    if (!some.empty()) {
        const auto middle = some.begin() + static_cast<std::ptrdiff_t>(some.size() / 2);
        std::ranges::nth_element(some, middle);
        extent.middle = *middle;
    }
    return extent;
}

// `digit` times ten to the `power`, the double next to it: 0.3 and not 0.30000000000000004.
double decimal(double digit, int power) {
    const double ten = std::pow(10.0, std::abs(power));
    return power < 0 ? digit / ten : digit * ten;
}

struct NiceStep {
    double digit = 1;  // 1, 2 or 5
    int power = 0;

    double times(double count) const { return decimal(digit * count, power); }
};

NiceStep nice_step(double least, bool whole) {
    NiceStep step = {.digit = 1, .power = static_cast<int>(std::floor(std::log10(least)))};
    for (const double digit : {1.0, 2.0, 5.0, 10.0}) {
        step.digit = digit;
        if (step.times(1) >= least) break;
    }
    if (whole && step.times(1) < 1) return {};
    return step;
}

std::vector<double> equal_edges(const Extent& extent, bool whole) {
    const double spread = extent.high - extent.low;
    const double scale = spread > 0 ? spread / wanted_bins : std::abs(extent.low) / wanted_bins;
    const NiceStep step = nice_step(scale > 0 ? scale : 1, whole);
    const double first = std::floor(extent.low / step.times(1));
    std::vector<double> edges;
    for (double count = 0; count < 4 * wanted_bins; ++count) {
        const double edge = step.times(first + count);
        if (!edges.empty() && !(edge > edges.back())) break;
        edges.push_back(edge);
        if (edge > extent.high && edges.size() > 1) return edges;
    }
    // So close together that no step fits between them.
    return {extent.low, std::nextafter(extent.high, std::numeric_limits<double>::infinity())};
}

// 0 where there is one, then 1, 2, 5, 10, ...
std::vector<double> growing_edges(const Extent& extent, bool whole) {
    std::vector<double> edges;
    double least = std::max(extent.least_positive, extent.high / std::pow(10.0, most_decades));
    if (whole) least = std::max(least, 1.0);
    if (extent.low < least) edges.push_back(0);
    for (int power = static_cast<int>(std::floor(std::log10(least)));; ++power) {
        for (const double digit : {1.0, 2.0, 5.0}) {
            const double edge = decimal(digit, power);
            const double next = decimal(digit == 1 ? 2 : digit == 2 ? 5 : 10, power);
            if (next <= least) continue;
            edges.push_back(edge);
            if (edge > extent.high) return edges;
        }
    }
}

std::vector<double> edges_of(const Column<double>& numbers, bool whole) {
    const Extent extent = extent_of(numbers);
    if (extent.low > extent.high) return {};
    const bool grows = extent.low >= 0 && extent.middle > 0 && extent.high > 10 &&
                       extent.high > skewed * extent.middle;
    return grows ? growing_edges(extent, whole) : equal_edges(extent, whole);
}

std::size_t bin_of(const std::vector<double>& edges, double value) {
    const auto inner = std::span(edges).subspan(1, edges.size() - 2);
    return static_cast<std::size_t>(std::ranges::upper_bound(inner, value) - inner.begin());
}

// --- values -----------------------------------------------------------------------------------------------

// The bin of each value, and the values in the order of bins: of those that there are, the most frequent first.
void order_values(const std::vector<std::string_view>& values,
                  const std::vector<std::uint32_t>& counts, ColumnBins& bins) {
    std::vector<std::uint32_t> order(values.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, std::greater{}, [&](std::uint32_t i) { return counts[i]; });
    bins.bin_of_code.assign(values.size(), no_bin);
    for (const std::uint32_t code : order) {
        if (counts[code] == 0) break;
        bins.bin_of_code[code] = static_cast<std::uint32_t>(bins.labels.size());
        bins.labels.emplace_back(values[code]);
    }
}

ColumnBins bins_of_codes(std::span<const std::uint16_t> codes, const TextColumn& names) {
    std::vector<std::string_view> values;
    for (std::size_t i = 0; i < names.size(); ++i) values.push_back(names[i]);
    std::vector<std::uint32_t> counts(values.size());
    for (const std::uint16_t code : codes) {
        if (code != no_code) ++counts[code];
    }
    ColumnBins bins;
    order_values(values, counts, bins);
    return bins;
}

bool is_missing(const ColumnData& data, std::size_t row) {
    return data.missing.size() > 0 && data.missing[row];
}

ColumnBins bins_of_texts(const ColumnData& data, std::size_t rows) {
    std::unordered_map<std::string_view, std::uint32_t> code_of;
    std::vector<std::string_view> values;
    std::vector<std::uint32_t> counts;
    ColumnBins bins;
    bins.bin_of_row.assign(rows, no_bin);
    for (std::size_t row = 0; row < rows; ++row) {
        if (is_missing(data, row)) continue;
        const auto [found, is_new] =
            code_of.try_emplace(data.texts[row], static_cast<std::uint32_t>(values.size()));
        if (is_new) {
            if (values.size() == most_text_values) return {.too_many = true};
            values.push_back(found->first);
            counts.push_back(0);
        }
        ++counts[found->second];
        bins.bin_of_row[row] = found->second;
    }
    order_values(values, counts, bins);
    for (std::uint32_t& code : bins.bin_of_row) {
        if (code != no_bin) code = bins.bin_of_code[code];
    }
    return bins;
}

ColumnBins bins_of_truths(const ColumnData& data) {
    std::vector<std::uint32_t> counts(2);
    for (const std::uint8_t truth : data.truths) {
        if (truth != no_truth) ++counts[truth];
    }
    ColumnBins bins;
    order_values({"false", "true"}, counts, bins);
    return bins;
}

}  // namespace

ColumnBins bins_of(const ColumnInfo& info, const ColumnData& data, std::size_t rows) {
    switch (info.type) {
        case ColumnType::number:
        case ColumnType::integer:
            return {.edges = edges_of(data.numbers, info.type == ColumnType::integer)};
        case ColumnType::category: return bins_of_codes(data.codes.span(), data.names);
        case ColumnType::set: return bins_of_codes(data.sets.values().span(), data.names);
        case ColumnType::truth: return bins_of_truths(data);
        case ColumnType::text: break;
    }
    return bins_of_texts(data, rows);
}

BinCounts count_bins(const ColumnInfo& info, const ColumnData& data, const ColumnBins& bins,
                     std::size_t rows, const BitSet* some) {
    BinCounts counts = {.bins = std::vector<std::uint32_t>(bins.size()), .missing = 0, .rows = 0};
    const auto put = [&](std::uint32_t bin) {
        if (bin == no_bin) {
            ++counts.missing;
        } else {
            ++counts.bins[bin];
        }
    };
    const auto count = [&](std::size_t row) {
        ++counts.rows;
        switch (info.type) {
            case ColumnType::number:
            case ColumnType::integer: {
                const double value = data.numbers[row];
                put(std::isnan(value) || bins.edges.empty()
                        ? no_bin
                        : static_cast<std::uint32_t>(bin_of(bins.edges, value)));
                break;
            }
            case ColumnType::category:
                put(data.codes[row] == no_code ? no_bin : bins.bin_of_code[data.codes[row]]);
                break;
            case ColumnType::truth:
                put(data.truths[row] == no_truth ? no_bin : bins.bin_of_code[data.truths[row]]);
                break;
            case ColumnType::set:
                for (const std::uint16_t code : data.sets[row]) put(bins.bin_of_code[code]);
                if (data.sets[row].empty()) ++counts.missing;
                break;
            case ColumnType::text:
                if (bins.too_many) {
                    counts.missing += is_missing(data, row) ? 1 : 0;
                } else {
                    put(bins.bin_of_row[row]);
                }
                break;
        }
    };
    if (some != nullptr) {
        some->for_each(count);
    } else {
        for (std::size_t row = 0; row < rows; ++row) count(row);
    }
    return counts;
}

}  // namespace errata
