// Snapshots: named arrays in one flat buffer, usable where it lies.
//
// What it is for: what crosses between a worker and the page (written once, transferred, copied once
// into the other heap, no parsing), what is saved to a file, and what a shard hands to the merge.
// What it does not do: compress; know what the arrays mean (dataset_snapshot.h and metrics do).
//
// Layout, little-endian, every array at a multiple of 16 from the buffer's start:
//     0  magic "ERRATA-S"          8  format version, u32         12  number of arrays, u32
//    16  size of the whole, u64   24  XXH3-64 of all from byte 32
//    32  per array: name 40 bytes (zero-filled), element code u32, element size u32, offset u64, count u64
// A reader checks all of it before the first use, so that a broken file is an Error and not a crash.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "data/column.h"
#include "data/label_maps.h"
#include "geometry/box.h"
#include "geometry/keypoint.h"
#include "geometry/oriented_box.h"
#include "geometry/span.h"

namespace errata {

inline constexpr std::uint32_t snapshot_version = 1;
inline constexpr std::size_t snapshot_alignment = 16;
inline constexpr std::size_t snapshot_name_size = 40;

// The element types a snapshot may hold, and their codes. A plain struct is an array of its parts.
template <typename T>
constexpr std::uint32_t element_code() {
    if constexpr (std::same_as<T, char>) return 1;
    if constexpr (std::same_as<T, std::uint8_t>) return 2;
    if constexpr (std::same_as<T, std::uint16_t>) return 3;
    if constexpr (std::same_as<T, std::uint32_t>) return 4;
    if constexpr (std::same_as<T, std::uint64_t>) return 5;
    if constexpr (std::same_as<T, std::int64_t>) return 6;
    if constexpr (std::same_as<T, double>) return 7;
    if constexpr (std::same_as<T, Box>) return 8;
    if constexpr (std::same_as<T, Span>) return 9;
    if constexpr (std::same_as<T, Keypoint>) return 10;
    if constexpr (std::same_as<T, OrientedBox>) return 11;
    if constexpr (std::same_as<T, LabelRun>) return 12;
    return 0;
}

class SnapshotWriter {
public:
    // The values must stay alive until write(); names are at most 39 bytes and distinct.
    template <typename T>
    void add(std::string_view name, std::span<const T> values) {
        static_assert(element_code<T>() != 0);
        add_bytes(name, element_code<T>(), sizeof(T), values.size(), values.data());
    }
    template <typename T>
    void add(std::string_view name, const Column<T>& column) {
        add(name, column.span());
    }

    // Bytes that write() needs.
    std::size_t size() const;

    // Writes everything to `out`, which has size() bytes and is aligned to 16.
    void write(std::span<std::byte> out) const;

private:
    struct Array {
        std::string_view name;
        std::uint32_t code;
        std::uint32_t element_size;
        std::size_t count;
        const void* data;

        std::size_t bytes() const { return count * element_size; }
    };
    void add_bytes(std::string_view name, std::uint32_t code, std::size_t element_size,
                   std::size_t count, const void* data);

    std::vector<Array> arrays_;
};

class SnapshotReader {
public:
    // Checks magic, version, sizes, bounds, names and checksum. `owner` keeps `bytes` alive (aligned
    // to 16) for as long as any column taken from here lives.
    static Result<SnapshotReader> open(std::span<const std::byte> bytes,
                                       std::shared_ptr<const void> owner);

    // The array of that name; an Error when it is absent or holds another type.
    template <typename T>
    Result<Column<T>> get(std::string_view name) const {
        auto bytes = find(name, element_code<T>(), sizeof(T));
        if (!bytes) return std::unexpected(bytes.error());
        return Column<T>({reinterpret_cast<const T*>(bytes->data()), bytes->size() / sizeof(T)},
                         owner_);
    }

private:
    Result<std::span<const std::byte>> find(std::string_view name, std::uint32_t code,
                                            std::size_t element_size) const;

    std::span<const std::byte> bytes_;
    std::shared_ptr<const void> owner_;
};

}  // namespace errata
