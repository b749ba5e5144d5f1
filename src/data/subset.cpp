#include "data/subset.h"

#include <span>
#include <utility>

namespace errata {

namespace {

Kept kept_of(std::size_t size, auto&& keeps) {
    Kept kept;
    kept.place.assign(size, no_row);
    for (std::size_t i = 0; i < size; ++i) {
        if (!keeps(i)) continue;
        kept.place[i] = static_cast<Row>(kept.rows.size());
        kept.rows.push_back(static_cast<Row>(i));
    }
    return kept;
}

// An optional column stays empty.
template <typename T>
Column<T> some(const Column<T>& column, const Kept& kept) {
    if (column.empty()) return {};
    Growing<T> values;
    for (const Row row : kept.rows) values.push(column[row]);
    return Column<T>(std::move(values));
}

template <typename T>
ListColumn<T> some(const ListColumn<T>& lists, const Kept& kept) {
    if (lists.empty()) return {};
    ListColumnBuilder<T> builder;
    for (const Row row : kept.rows) builder.push(lists[row]);
    return std::move(builder).build();
}

TextColumn some(const TextColumn& texts, const Kept& kept) {
    if (texts.empty()) return {};
    TextColumnBuilder builder;
    for (const Row row : kept.rows) builder.push(texts[row]);
    return std::move(builder).build();
}

IdColumn some(const IdColumn& ids, const Kept& kept) {
    return {some(ids.numbers(), kept), some(ids.texts(), kept)};
}

MaskColumn some(const MaskColumn& masks, const Kept& kept) {
    return {some(masks.counts, kept), some(masks.width, kept), some(masks.height, kept)};
}

// The new numbers of the samples that kept objects lie in.
Column<SampleSlot> moved(const Column<SampleSlot>& sample, const Kept& kept, const Kept& samples) {
    Growing<SampleSlot> values;
    for (const Row row : kept.rows) values.push(samples.place[sample[row]]);
    return Column<SampleSlot>(std::move(values));
}

Metadata some(const Metadata& metadata, const Kept& kept, std::size_t rows) {
    if (metadata.empty()) return {};
    Growing<std::uint8_t> kinds;
    TextColumnBuilder cells;
    for (std::size_t field = 0; field < metadata.fields(); ++field) {
        for (const Row row : kept.rows) {
            kinds.push(metadata.kinds[field * rows + row]);
            cells.push(metadata.cells[field * rows + row]);
        }
    }
    return {.names = metadata.names,
            .kinds = Column<std::uint8_t>(std::move(kinds)),
            .cells = std::move(cells).build()};
}

PictureStatistics some(const PictureStatistics& pictures, const Kept& kept) {
    return {.hash = some(pictures.hash, kept),
            .digest = some(pictures.digest, kept),
            .brightness = some(pictures.brightness, kept),
            .highlights = some(pictures.highlights, kept),
            .shadows = some(pictures.shadows, kept),
            .sharpness = some(pictures.sharpness, kept),
            .entropy = some(pictures.entropy, kept)};
}

Samples some(const Samples& samples, const Kept& kept) {
    return {.ids = some(samples.ids, kept),
            .names = some(samples.names, kept),
            .width = some(samples.width, kept),
            .height = some(samples.height, kept),
            .file_row = some(samples.file_row, kept),
            .text = some(samples.text, kept),
            .tokens = some(samples.tokens, kept),
            .value = some(samples.value, kept),
            .label_maps = some(samples.label_maps, kept),
            .negative_classes = some(samples.negative_classes, kept),
            .positive_classes = some(samples.positive_classes, kept),
            .not_exhaustive_classes = some(samples.not_exhaustive_classes, kept),
            .metadata = some(samples.metadata, kept, samples.size()),
            .labeled = some(samples.labeled, kept),
            .pictures = some(samples.pictures, kept)};
}

// Visibility lies beside the keypoints of all objects.
Column<std::uint8_t> visibility_of(const GroundTruth& truth, const Kept& kept) {
    if (truth.keypoint_visibility.empty()) return {};
    Growing<std::uint8_t> values;
    for (const Row row : kept.rows) {
        const auto& ends = truth.keypoints.ends();
        const auto begin = static_cast<std::size_t>(row == 0 ? 0 : ends[row - 1]);
        const std::size_t size = truth.keypoints[row].size();
        values.append(truth.keypoint_visibility.span().subspan(begin, size));
    }
    return Column<std::uint8_t>(std::move(values));
}

// Where each sample's objects begin, by their new samples.
Column<Row> begins_of(const Column<SampleSlot>& sample, std::size_t samples) {
    std::vector<Row> begin(samples + 1, 0);
    for (const SampleSlot slot : sample) ++begin[slot + 1];
    for (std::size_t i = 1; i < begin.size(); ++i) begin[i] += begin[i - 1];
    return Column<Row>(std::move(begin));
}

GroundTruth some(const GroundTruth& truth, const Kept& kept, const Kept& samples) {
    Column<SampleSlot> sample = moved(truth.sample, kept, samples);
    Column<Row> begin = begins_of(sample, samples.rows.size());
    return {.sample = std::move(sample),
            .cls = some(truth.cls, kept),
            .box = some(truth.box, kept),
            .area = some(truth.area, kept),
            .crowd = some(truth.crowd, kept),
            .ids = some(truth.ids, kept),
            .sample_begin = std::move(begin),
            .file_row = some(truth.file_row, kept),
            .mask = some(truth.mask, kept),
            .oriented = some(truth.oriented, kept),
            .keypoints = some(truth.keypoints, kept),
            .keypoint_visibility = visibility_of(truth, kept),
            .labelled_keypoints = some(truth.labelled_keypoints, kept),
            .group_of = some(truth.group_of, kept),
            .span = some(truth.span, kept),
            .metadata = some(truth.metadata, kept, truth.size())};
}

// What a prediction is called goes by its place in the file.
Column<Row> file_rows(const Run& run, const Kept& kept) {
    if (!run.file_row.empty()) return some(run.file_row, kept);
    return Column<Row>(std::vector<Row>(kept.rows));
}

Column<double> probabilities_of(const Run& run, const Kept& samples, std::size_t classes) {
    if (run.probabilities.empty()) return {};
    Growing<double> values;
    for (const Row row : samples.rows) {
        values.append(run.probabilities.span().subspan(row * classes, classes));
    }
    return Column<double>(std::move(values));
}

}  // namespace

SubsetRows subset_rows(const Dataset& dataset, const Run& run, const BitSet& samples,
                       const BitSet* predictions) {
    const auto& of_truth = dataset.truth.sample;
    return {
        .samples = kept_of(samples.size(), [&](std::size_t i) { return samples[i]; }),
        .objects = kept_of(of_truth.size(), [&](std::size_t i) { return samples[of_truth[i]]; }),
        .predictions = kept_of(run.size(), [&](std::size_t i) {
            return samples[run.sample[i]] && (predictions == nullptr || (*predictions)[i]);
        })};
}

Dataset subset_of(const Dataset& dataset, const SubsetRows& kept) {
    return {.samples = some(dataset.samples, kept.samples),
            .classes = dataset.classes,
            .truth = some(dataset.truth, kept.objects, kept.samples)};
}

Run subset_of(const Run& run, const SubsetRows& kept, std::size_t classes) {
    return {.name = run.name,
            .sample = moved(run.sample, kept.predictions, kept.samples),
            .cls = some(run.cls, kept.predictions),
            .score = some(run.score, kept.predictions),
            .box = some(run.box, kept.predictions),
            .file_row = file_rows(run, kept.predictions),
            .area = some(run.area, kept.predictions),
            .mask = some(run.mask, kept.predictions),
            .oriented = some(run.oriented, kept.predictions),
            .keypoints = some(run.keypoints, kept.predictions),
            .span = some(run.span, kept.predictions),
            .metadata = some(run.metadata, kept.predictions, run.size()),
            .probabilities = probabilities_of(run, kept.samples, classes),
            .value = some(run.value, kept.samples),
            .label_maps = some(run.label_maps, kept.samples)};
}

}  // namespace errata
