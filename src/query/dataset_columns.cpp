#include "query/dataset_columns.h"

#include <algorithm>
#include <format>
#include <utility>

#include "query/metadata_columns.h"
#include "query/rarity.h"

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
    add_rarities();
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

// Of fields of few values: a class is rare in any of many.
void DatasetColumns::add_rarities() {
    constexpr std::size_t most_values = 100;
    constexpr auto samples = static_cast<std::size_t>(Table::samples);
    const ColumnFacts& facts = facts_.front();
    const std::size_t computed = definitions_[samples].size();
    const std::size_t fields = metadata_[samples].size();
    for (std::size_t field = 0; field < fields; ++field) {
        const ColumnInfo of = infos_[samples][computed + field];
        const ColumnData& data = metadata_[samples][field].front();
        if (of.type != ColumnType::category || data.names.size() > most_values) continue;
        for (const bool predicted : {false, true}) {
            const bool is_there = predicted ? facts.has_matches() : facts.has_classes();
            const std::string name =
                std::format("{}rarity_with_{}", predicted ? "predicted_" : "", of.name);
            if (!is_there || std::ranges::contains(infos_[samples], name, &ColumnInfo::name))
                continue;
            const int inputs = predicted ? from_dataset | from_run | from_confidence : from_dataset;
            infos_[samples].push_back(
                {.name = name,
                 .table = Table::samples,
                 .inputs = static_cast<std::uint8_t>(inputs),
                 .range = "from 0",
                 .meaning = std::format("How rare the rarest of its {} is with its {}",
                                        predicted ? "predicted classes" : "classes", of.name),
                 .formula = std::format("max over its classes of -ln(samples with the class and "
                                        "the same {} / samples)",
                                        of.name),
                 .source = "surprisal, Shannon 1948"});
            rarities_.push_back({.field = field, .predicted = predicted});
        }
    }
}

DatasetColumns::Rarity* DatasetColumns::rarity_at(const ColumnInfo& info) {
    if (info.table != Table::samples) return nullptr;
    const auto& infos = infos_[static_cast<std::size_t>(Table::samples)];
    const auto place = static_cast<std::size_t>(&info - infos.data());
    const std::size_t first = infos.size() - rarities_.size();
    return place < first ? nullptr : &rarities_[place - first];
}

const ColumnData& DatasetColumns::rarity_of(TableRef ref, Rarity& rarity) {
    auto found = rarity.values.find(ref.run);
    if (found == rarity.values.end()) {
        const ColumnData& with =
            metadata_[static_cast<std::size_t>(Table::samples)][rarity.field].front();
        const ColumnFacts& facts = facts_[ref.run];
        found = rarity.values
                    .emplace(ref.run, rarity.predicted ? rarity_of_predictions(facts, &with)
                                                       : rarity_of_truth(facts, &with))
                    .first;
    }
    return found->second;
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
    if (!definition) {
        if (Rarity* const rarity = rarity_at(info)) return rarity_of(table, *rarity);
        return metadata_of(table, info);
    }
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
    if (!definition) return is_numeric(info.type) ? TextColumn() : metadata_of(table, info).names;
    return definition->names ? definition->names(facts_[table.run]) : TextColumn();
}

void DatasetColumns::forget(std::uint8_t inputs) {
    std::erase_if(values_, [&](const auto& one) {
        return (one.first.definition->info.inputs & inputs) != 0;
    });
    for (Rarity& one : rarities_) {
        if (one.predicted && (inputs & from_confidence) != 0) one.values.clear();
    }
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
