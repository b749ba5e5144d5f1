// Ids as files write them: integers of any size, or text.
//
// What it is for: COCO ids are integers, mostly small, sometimes beyond 2^63, and text where
// Ultralytics writes a file's stem. Rows are joined by slot (0, 1, 2, ...); ids are kept to be shown,
// to be linked to, and to fix the order: integers by value, then texts by byte.
// What it does not do: treat 7 and "7" as one.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/column.h"

namespace errata {

struct SourceId {
    std::int64_t number = 0;
    std::string text;  // empty: `number` is the id; "-?digits": an integer beyond it; "\"…": a text

    bool is_number() const { return text.empty(); }
    bool operator==(const SourceId&) const = default;
    std::strong_ordering operator<=>(const SourceId& other) const;
};

// As the file shows it: 42, 18446744073709551616, frame_0012 (without quotes).
std::string to_string(const SourceId& id);

class IdColumn {
public:
    IdColumn() = default;
    explicit IdColumn(std::span<const SourceId> ids);
    IdColumn(Column<std::int64_t> numbers, TextColumn texts)
        : numbers_(std::move(numbers)), texts_(std::move(texts)) {}

    std::size_t size() const { return numbers_.size(); }
    SourceId operator[](std::size_t i) const {
        return {.number = numbers_[i],
                .text = texts_.empty() ? std::string() : std::string(texts_[i])};
    }
    const Column<std::int64_t>& numbers() const { return numbers_; }
    const TextColumn& texts() const { return texts_; }  // empty when every id is a number

private:
    Column<std::int64_t> numbers_;
    TextColumn texts_;
};

// From id to slot.
class IdIndex {
public:
    static constexpr std::uint32_t none = 0xFFFFFFFFU;

    IdIndex() = default;
    explicit IdIndex(const IdColumn& ids);  // ids are distinct

    std::uint32_t find(std::int64_t number) const {
        const std::uint64_t place =
            static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(first_);
        if (place < dense_.size()) return dense_[static_cast<std::size_t>(place)];
        if (table_.empty()) return none;
        for (std::size_t i = hash(number) & mask_;; i = (i + 1) & mask_) {
            if (table_[i].slot == none || table_[i].number == number) return table_[i].slot;
        }
    }
    std::uint32_t find(const SourceId& id) const;

private:
    struct Entry {
        std::int64_t number = 0;
        std::uint32_t slot = none;
    };
    static std::size_t hash(std::int64_t number) {
        return static_cast<std::size_t>(
            (static_cast<std::uint64_t>(number) * 0x9E3779B97F4A7C15U) >> 32U);
    }

    std::int64_t first_ = 0;
    std::vector<std::uint32_t> dense_;  // when ids lie close together: slot by id - first_
    std::vector<Entry> table_;          // otherwise: open addressing, a power of two
    std::size_t mask_ = 0;
    std::unordered_map<std::string, std::uint32_t> texts_;
};

}  // namespace errata
