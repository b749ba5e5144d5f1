// Tags: words that a person has put on samples.
//
// What it is for: part of the view, so that undo, the link and the saved session carry them; a column of samples for queries.
// Samples are named as files name them. Views that have the same tags share the memory of their names.
// What it does not do: know which samples there are; the caller gives the names that count.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/added_columns.h"

namespace errata {

// Names of samples, ascending, each once.
class SampleNames {
public:
    SampleNames() = default;
    explicit SampleNames(std::vector<std::string> names);

    std::span<const std::string> names() const {
        return names_ ? std::span<const std::string>(*names_) : std::span<const std::string>();
    }
    std::size_t size() const { return names().size(); }
    bool contains(std::string_view name) const;

    bool operator==(const SampleNames& other) const;

private:
    std::shared_ptr<const std::vector<std::string>> names_;  // null: none
};

struct SampleTag {
    std::string name;
    SampleNames samples;

    bool operator==(const SampleTag&) const = default;
};

// Ascending by name; none without samples.
using Tags = std::vector<SampleTag>;

// The tags after that word was put on these samples, or taken off.
Tags with_tag(const Tags& tags, std::string_view name, std::vector<std::string> samples, bool on);

// The column `tags`: a set per sample. `slot_of` gives a name's sample, or nothing where the data has none.
template <typename SlotOf>
AddedColumn tags_column(const Tags& tags, std::size_t samples, SlotOf&& slot_of) {
    std::vector<std::vector<std::uint16_t>> of_sample(samples);
    TextColumnBuilder names;
    for (std::size_t i = 0; i < tags.size(); ++i) {
        names.push(tags[i].name);
        for (const std::string& name : tags[i].samples.names()) {
            const std::optional<SampleSlot> slot = slot_of(name);
            if (slot) of_sample[*slot].push_back(static_cast<std::uint16_t>(i));
        }
    }
    ListColumnBuilder<std::uint16_t> sets;
    for (const std::vector<std::uint16_t>& one : of_sample) sets.push(one);
    ColumnData data;
    data.sets = std::move(sets).build();
    data.names = std::move(names).build();
    return {.info = {.name = "tags",
                     .table = Table::samples,
                     .type = ColumnType::set,
                     .inputs = from_session,
                     .range = "words",
                     .meaning = "Words that it was tagged with"},
            .data = std::move(data)};
}

}  // namespace errata
