// The columns of a dataset and its runs.
//
// What it is for: the ColumnSource that queries run over. Values are computed when first asked for and kept; moving a
// threshold gives up only those columns that depend on it.
// What it does not do: match at another IoU (engine/columns.h hands in the matches).
#pragma once

#include <array>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "query/column.h"
#include "query/column_facts.h"
#include "query/registry.h"

namespace errata {

class DatasetColumns final : public ColumnSource {
public:
    // `runs` may be empty: ground truth alone. Dataset and runs, and what they refer to, must outlive this object.
    DatasetColumns(Task task, const Dataset& dataset, std::vector<ColumnRun> runs,
                   ColumnThresholds thresholds = {});
    DatasetColumns(const DatasetColumns&) = delete;
    DatasetColumns& operator=(const DatasetColumns&) = delete;

    const ColumnThresholds& thresholds() const { return thresholds_; }
    void set_confidence(double confidence);
    // `matches`: of each run at this IoU.
    void set_iou(double iou, std::span<const ChosenMatches> matches);

    std::span<const std::string> runs() const override { return names_; }
    std::size_t rows(TableRef table) const override;
    std::span<const ColumnInfo> columns(Table table) const override {
        return infos_[static_cast<std::size_t>(table)];
    }
    const ColumnData& values(TableRef table, const ColumnInfo& info) override;
    TextColumn names(TableRef table, const ColumnInfo& info) const override;
    std::span<const SampleSlot> sample_of(TableRef table) const override;

private:
    struct Key {
        const ColumnDefinition* definition = nullptr;
        std::uint32_t run = 0;
        auto operator<=>(const Key&) const = default;
    };

    // How rare a sample's classes are together with what a field of category says of it (rarity.h).
    struct Rarity {
        std::size_t field = 0;  // place in metadata_ of samples
        bool predicted = false;
        std::map<std::uint32_t, ColumnData> values = {};  // per run, as they are asked for
    };

    // Null of a field of metadata, whose values are at hand, and of the rarities behind them.
    const ColumnDefinition* definition_of(const ColumnInfo& info) const;
    const ColumnData& metadata_of(TableRef ref, const ColumnInfo& info) const;
    const ColumnData& rarity_of(TableRef ref, Rarity& rarity);
    // Null of other columns.
    Rarity* rarity_at(const ColumnInfo& info);
    void add_metadata();
    void add_rarities();
    void forget(std::uint8_t inputs);

    const Dataset& dataset_;
    std::vector<ColumnRun> runs_;
    std::vector<std::string> names_;
    ColumnThresholds thresholds_;
    std::deque<ColumnFacts> facts_;  // per run; one without a run where there is none
    std::array<std::vector<ColumnInfo>, 3> infos_;  // per table, those that there are
    std::array<std::vector<const ColumnDefinition*>, 3>
        definitions_;  // those of infos_ that are computed
    // Of those behind: per run of predictions, once of the other tables.
    std::array<std::vector<std::vector<ColumnData>>, 3> metadata_;
    std::vector<Rarity> rarities_;  // of the samples' infos_ behind those
    std::map<Key, ColumnData> values_;
};

}  // namespace errata
