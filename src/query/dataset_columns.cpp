#include "query/dataset_columns.h"

#include <algorithm>
#include <utility>

#include "query/metadata_columns.h"

namespace errata {

namespace {

template <typename T>
Column<T> with_missing(const Column<T>& column, T missing, const Samples& samples,
                       std::span<const SampleSlot> sample_of) {
    std::vector<T> values(column.begin(), column.end());
    for (std::size_t row = 0; row < values.size(); ++row) {
        const auto sample = sample_of.empty() ? static_cast<SampleSlot>(row) : sample_of[row];
        if (!samples.is_labeled(sample)) values[row] = missing;
    }
    return Column<T>(std::move(values));
}

// Nobody knows which predictions of an unlabeled sample are right, and what it misses. `sample_of`: of each row; empty: rows
// are samples.
ColumnData without_unlabeled(ColumnData data, const Samples& samples,
                             std::span<const SampleSlot> sample_of) {
    data.numbers = with_missing(data.numbers, no_number, samples, sample_of);
    data.truths = with_missing(data.truths, no_truth, samples, sample_of);
    data.codes = with_missing(data.codes, no_code, samples, sample_of);
    return data;
}

}  // namespace

DatasetColumns::DatasetColumns(Task task, const Dataset& dataset, std::vector<ColumnRun> runs,
                               ColumnThresholds thresholds)
    : dataset_(dataset), runs_(std::move(runs)), thresholds_(thresholds) {
    for (const ColumnRun& run : runs_) {
        names_.push_back(run.name);
        facts_.emplace_back(task, dataset_, &run, thresholds_);
    }
    if (runs_.empty()) facts_.emplace_back(task, dataset_, nullptr, thresholds_);
    for (const Table table : {Table::samples, Table::truth, Table::pred}) {
        for (const ColumnDefinition& one : definitions_of(table)) {
            // One that a single run lacks (probabilities, say) could not be asked for by the others' names.
            if (!std::ranges::all_of(facts_, one.is_there)) continue;
            infos_[static_cast<std::size_t>(table)].push_back(one.info);
            definitions_[static_cast<std::size_t>(table)].push_back(&one);
        }
    }
    add_metadata();
}

std::size_t DatasetColumns::rows(TableRef table) const {
    switch (table.table) {
        case Table::samples: return dataset_.samples.size();
        case Table::truth: return dataset_.truth.size();
        case Table::pred: return table.run < runs_.size() ? runs_[table.run].run->size() : 0;
    }
    return 0;
}

std::span<const SampleSlot> DatasetColumns::sample_of(TableRef table) const {
    if (table.table == Table::truth) return dataset_.truth.sample.span();
    if (table.table == Table::pred && table.run < runs_.size())
        return runs_[table.run].run->sample.span();
    return {};
}

void DatasetColumns::add_metadata() {
    const auto add = [this](Table table, const std::vector<MetadataPart>& parts) {
        const auto place = static_cast<std::size_t>(table);
        for (MetadataColumn& column : metadata_columns(parts, table, infos_[place])) {
            infos_[place].push_back(std::move(column.info));
            metadata_[place].push_back(std::move(column.data));
        }
    };
    const Samples& samples = dataset_.samples;
    const GroundTruth& truth = dataset_.truth;
    add(Table::samples, {{.metadata = &samples.metadata, .rows = samples.size()}});
    add(Table::truth, {{.metadata = &truth.metadata, .rows = truth.size()}});
    std::vector<MetadataPart> runs;
    for (const ColumnRun& run : runs_)
        runs.push_back({.metadata = &run.run->metadata, .rows = run.run->size()});
    add(Table::pred, runs);
}

const ColumnDefinition* DatasetColumns::definition_of(const ColumnInfo& info) const {
    const auto table = static_cast<std::size_t>(info.table);
    const auto place = static_cast<std::size_t>(&info - infos_[table].data());
    return place < definitions_[table].size() ? definitions_[table][place] : nullptr;
}

const ColumnData& DatasetColumns::metadata_of(TableRef ref, const ColumnInfo& info) const {
    const auto table = static_cast<std::size_t>(info.table);
    const auto place = static_cast<std::size_t>(&info - infos_[table].data());
    const std::vector<ColumnData>& parts = metadata_[table][place - definitions_[table].size()];
    return parts[info.table == Table::pred ? ref.run : 0];
}

const ColumnData& DatasetColumns::values(TableRef table, const ColumnInfo& info) {
    const ColumnDefinition* const definition = definition_of(info);
    if (!definition) return metadata_of(table, info);
    const Key key = {.definition = definition, .run = table.run};
    auto found = values_.find(key);
    if (found == values_.end()) {
        ColumnData computed = definition->compute(facts_[table.run]);
        if (dataset_.samples.has_pool() && (info.inputs & from_iou) != 0) {
            computed = without_unlabeled(std::move(computed), dataset_.samples, sample_of(table));
        }
        found = values_.emplace(key, std::move(computed)).first;
    }
    return found->second;
}

TextColumn DatasetColumns::names(TableRef table, const ColumnInfo& info) const {
    const ColumnDefinition* const definition = definition_of(info);
    if (!definition) return metadata_of(table, info).names;
    return definition->names ? definition->names(facts_[table.run]) : TextColumn();
}

void DatasetColumns::forget(std::uint8_t inputs) {
    std::erase_if(values_, [&](const auto& one) {
        return (one.first.definition->info.inputs & inputs) != 0;
    });
}

void DatasetColumns::set_confidence(double confidence) {
    if (confidence == thresholds_.confidence) return;
    thresholds_.confidence = confidence;
    for (ColumnFacts& facts : facts_) facts.set_confidence(confidence);
    forget(from_confidence);
}

void DatasetColumns::set_iou(double iou, std::span<const ChosenMatches> matches) {
    thresholds_.iou = iou;
    for (std::size_t i = 0; i < runs_.size(); ++i) runs_[i].matches = matches[i];
    for (ColumnFacts& facts : facts_) facts.set_iou(iou);
    forget(from_iou);
}

}  // namespace errata
