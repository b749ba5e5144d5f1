#include "data/pool.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <span>
#include <utility>

namespace errata {

namespace {

// A column that neither has stays empty; where one has it, the other's rows are `absent`.
template <typename T>
Column<T> merged(const Column<T>& first, const Column<T>& second, const Origins& origins,
                 T absent = {}) {
    if (first.empty() && second.empty()) return {};
    Growing<T> values;
    values.reserve(origins.size());
    for (const Origin& origin : origins) {
        const Column<T>& from = origin.from_second ? second : first;
        values.push(from.empty() ? absent : from[origin.row]);
    }
    return Column<T>(std::move(values));
}

template <typename T>
ListColumn<T> merged(const ListColumn<T>& first, const ListColumn<T>& second,
                     const Origins& origins) {
    if (first.empty() && second.empty()) return {};
    ListColumnBuilder<T> lists;
    for (const Origin& origin : origins) {
        const ListColumn<T>& from = origin.from_second ? second : first;
        lists.push(from.empty() ? std::span<const T>() : from[origin.row]);
    }
    return std::move(lists).build();
}

TextColumn merged(const TextColumn& first, const TextColumn& second, const Origins& origins) {
    if (first.empty() && second.empty()) return {};
    TextColumnBuilder texts;
    for (const Origin& origin : origins) {
        const TextColumn& from = origin.from_second ? second : first;
        texts.push(from.empty() ? std::string_view() : from[origin.row]);
    }
    return std::move(texts).build();
}

IdColumn merged(const IdColumn& first, const IdColumn& second, const Origins& origins) {
    return {merged(first.numbers(), second.numbers(), origins),
            merged(first.texts(), second.texts(), origins)};
}

// The size of each mask, where those of one run have another size than their samples.
MaskColumn sized(const Run& run, const Samples& samples) {
    if (run.mask.empty() || !run.mask.width.empty()) return run.mask;
    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    for (const SampleSlot sample : run.sample) {
        width.push(samples.width[sample]);
        height.push(samples.height[sample]);
    }
    return {run.mask.counts, Column<std::uint32_t>(std::move(width)),
            Column<std::uint32_t>(std::move(height))};
}

MaskColumn merged_masks(const Run& first, const Run& second, const Samples& samples,
                        const Origins& origins) {
    const bool own_size = !first.mask.width.empty() || !second.mask.width.empty();
    const MaskColumn a = own_size ? sized(first, samples) : first.mask;
    const MaskColumn b = own_size ? sized(second, samples) : second.mask;
    return {merged(a.counts, b.counts, origins), merged(a.width, b.width, origins),
            merged(a.height, b.height, origins)};
}

Samples merged_samples(const Samples& first, const Samples& second, const Origins& origins) {
    Growing<std::uint8_t> labeled;
    for (const Origin& origin : origins) labeled.push(origin.from_second ? 0 : 1);
    // Of two files a place in one says nothing.
    return {
        .ids = merged(first.ids, second.ids, origins),
        .names = merged(first.names, second.names, origins),
        .width = merged(first.width, second.width, origins),
        .height = merged(first.height, second.height, origins),
        .file_row = {},
        .text = merged(first.text, second.text, origins),
        .tokens = merged(first.tokens, second.tokens, origins),
        .value = merged(first.value, second.value, origins, std::nan("")),
        .label_maps = merged(first.label_maps, second.label_maps, origins),
        .negative_classes = merged(first.negative_classes, second.negative_classes, origins),
        .positive_classes = merged(first.positive_classes, second.positive_classes, origins),
        .not_exhaustive_classes =
            merged(first.not_exhaustive_classes, second.not_exhaustive_classes, origins),
        .metadata = merged(first.metadata, first.size(), second.metadata, second.size(), origins),
        .labeled = Column<std::uint8_t>(std::move(labeled)),
        .pictures = {}};
}

// Objects stay as they are, but that their samples have other slots.
GroundTruth moved(GroundTruth truth, const Origins& origins, std::size_t labeled) {
    std::vector<SampleSlot> slot(labeled);
    std::vector<Row> begin = {0};
    for (std::size_t i = 0; i < origins.size(); ++i) {
        const bool is_labeled = !origins[i].from_second;
        if (is_labeled) slot[origins[i].row] = static_cast<SampleSlot>(i);
        begin.push_back(is_labeled ? truth.sample_begin[origins[i].row + 1] : begin.back());
    }
    Growing<SampleSlot> sample;
    for (const SampleSlot one : truth.sample) sample.push(slot[one]);
    truth.sample = Column<SampleSlot>(std::move(sample));
    truth.sample_begin = Column<Row>(std::move(begin));
    return truth;
}

}  // namespace

Result<PooledDataset> with_pool(const Dataset& labeled, const Samples& pool) {
    const Samples& first = labeled.samples;
    Origins origins;
    PooledDataset result;
    std::size_t p = 0;
    for (std::size_t s = 0; s < first.size() || p < pool.size();) {
        if (p == pool.size() || (s < first.size() && first.ids[s] < pool.ids[p])) {
            origins.push_back({.from_second = false, .row = static_cast<Row>(s++)});
        } else if (s == first.size() || pool.ids[p] < first.ids[s]) {
            origins.push_back({.from_second = true, .row = static_cast<Row>(p++)});
        } else {
            const std::string_view here = first.names.empty() ? "" : first.names[s];
            const std::string_view there = pool.names.empty() ? "" : pool.names[p];
            if (here != there) {
                return std::unexpected(
                    Error{.code = ErrorCode::mismatch,
                          .message = std::format("id {} is {} in the pool and {} in the ground "
                                                 "truth",
                                                 to_string(first.ids[s]), there, here),
                          .remedy = "Give the samples of the pool ids of their own"});
            }
            ++result.already_labeled;
            ++p;
        }
    }
    result.dataset = {.samples = merged_samples(first, pool, origins),
                      .classes = labeled.classes,
                      .truth = moved(labeled.truth, origins, first.size())};
    return result;
}

BitSet labeled_samples(const Samples& samples) {
    BitSet labeled(samples.size(), true);
    for (std::size_t i = 0; i < samples.labeled.size(); ++i)
        labeled.set(i, samples.labeled[i] != 0);
    return labeled;
}

Run joined(const Run& first, const Run& second, const Samples& samples) {
    Origins origins;
    for (std::size_t i = 0; i < first.size(); ++i)
        origins.push_back({.from_second = false, .row = static_cast<Row>(i)});
    for (std::size_t i = 0; i < second.size(); ++i)
        origins.push_back({.from_second = true, .row = static_cast<Row>(i)});
    const auto by_sample = [](const Column<double>& a, const Column<double>& b) {
        if (a.empty() || b.empty()) return a.empty() ? b : a;
        Growing<double> values;
        for (std::size_t i = 0; i < a.size(); ++i) values.push(std::isnan(a[i]) ? b[i] : a[i]);
        return Column<double>(std::move(values));
    };
    return {
        .name = first.name,
        .sample = merged(first.sample, second.sample, origins),
        .cls = merged(first.cls, second.cls, origins),
        .score = merged(first.score, second.score, origins),
        .box = merged(first.box, second.box, origins),
        .file_row = {},  // numbered through, as of one file
        .area = merged(first.area, second.area, origins),
        .mask = merged_masks(first, second, samples, origins),
        .oriented = merged(first.oriented, second.oriented, origins),
        .keypoints = merged(first.keypoints, second.keypoints, origins),
        .span = merged(first.span, second.span, origins),
        .metadata = merged(first.metadata, first.size(), second.metadata, second.size(), origins),
        .probabilities = by_sample(first.probabilities, second.probabilities),
        .value = by_sample(first.value, second.value),
        .label_maps = {}};
}

}  // namespace errata
