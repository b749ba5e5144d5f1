#include "data/ids.h"

#include <algorithm>
#include <bit>

namespace errata {

namespace {

bool is_quoted(const std::string& text) { return text.starts_with('"'); }

// Which of three kinds, in their order: integers below all int64, int64, integers above, texts.
int rank_of(const SourceId& id) {
    if (id.is_number()) return 1;
    if (is_quoted(id.text)) return 3;
    return id.text.starts_with('-') ? 0 : 2;
}

}  // namespace

std::strong_ordering SourceId::operator<=>(const SourceId& other) const {
    const int rank = rank_of(*this);
    if (const auto order = rank <=> rank_of(other); order != 0) return order;
    switch (rank) {
        case 0:  // more digits, or larger digits, are further below zero
            if (text.size() != other.text.size()) return other.text.size() <=> text.size();
            return other.text <=> text;
        case 1: return number <=> other.number;
        case 2:
            if (text.size() != other.text.size()) return text.size() <=> other.text.size();
            return text <=> other.text;
        default: return text <=> other.text;
    }
}

std::string to_string(const SourceId& id) {
    if (id.is_number()) return std::to_string(id.number);
    return is_quoted(id.text) ? id.text.substr(1) : id.text;
}

IdColumn::IdColumn(std::span<const SourceId> ids) {
    Growing<std::int64_t> numbers;
    numbers.reserve(ids.size());
    for (const SourceId& id : ids) numbers.push(id.number);
    numbers_ = Column<std::int64_t>(std::move(numbers));
    if (std::ranges::all_of(ids, &SourceId::is_number)) return;
    TextColumnBuilder texts;
    for (const SourceId& id : ids) texts.push(id.text);
    texts_ = std::move(texts).build();
}

IdIndex::IdIndex(const IdColumn& ids) {
    const bool has_texts = !ids.texts().empty();
    std::vector<Entry> numbers;
    numbers.reserve(ids.size());
    for (std::uint32_t slot = 0; slot < ids.size(); ++slot) {
        if (has_texts && !ids.texts()[slot].empty()) {
            texts_.emplace(ids.texts()[slot], slot);
        } else {
            numbers.push_back({.number = ids.numbers()[slot], .slot = slot});
        }
    }
    if (numbers.empty()) return;
    const auto [low, high] = std::ranges::minmax(numbers, {}, &Entry::number);
    const std::uint64_t spread =
        static_cast<std::uint64_t>(high.number) - static_cast<std::uint64_t>(low.number);
    if (spread < numbers.size() * 4 + 1024) {
        first_ = low.number;
        dense_.assign(static_cast<std::size_t>(spread) + 1, none);
        for (const Entry& entry : numbers) {
            dense_[static_cast<std::size_t>(entry.number - first_)] = entry.slot;
        }
        return;
    }
    table_.resize(std::bit_ceil(numbers.size() * 2));
    mask_ = table_.size() - 1;
    for (const Entry& entry : numbers) {
        std::size_t i = hash(entry.number) & mask_;
        while (table_[i].slot != none) i = (i + 1) & mask_;
        table_[i] = entry;
    }
}

std::uint32_t IdIndex::find(const SourceId& id) const {
    if (id.is_number()) return find(id.number);
    const auto found = texts_.find(id.text);
    return found == texts_.end() ? none : found->second;
}

}  // namespace errata
