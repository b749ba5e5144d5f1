#include "data/snapshot.h"

#include <array>
#include <bit>
#include <cassert>
#include <cstring>
#include <format>

#include "base/hash.h"

namespace errata {

namespace {

static_assert(std::endian::native == std::endian::little, "snapshots are written as memory lies");

constexpr std::array<char, 8> magic = {'E', 'R', 'R', 'A', 'T', 'A', '-', 'S'};

struct Header {
    std::array<char, 8> magic;
    std::uint32_t version;
    std::uint32_t arrays;
    std::uint64_t size;
    std::uint64_t checksum;
};
static_assert(sizeof(Header) == 32);

struct Entry {
    std::array<char, snapshot_name_size> name;
    std::uint32_t code;
    std::uint32_t element_size;
    std::uint64_t offset;
    std::uint64_t count;
};
static_assert(sizeof(Entry) == 64);

std::size_t aligned(std::size_t offset) {
    return (offset + snapshot_alignment - 1) / snapshot_alignment * snapshot_alignment;
}

std::string_view name_in(const Entry& entry) {
    return {entry.name.data(), ::strnlen(entry.name.data(), entry.name.size())};
}

std::unexpected<Error> corrupt(std::string message) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .message = std::move(message),
                                 .remedy = "Make the snapshot again from its source files"});
}

Entry entry_at(std::span<const std::byte> bytes, std::size_t i) {
    Entry entry;
    std::memcpy(&entry, bytes.data() + sizeof(Header) + i * sizeof(Entry), sizeof(Entry));
    return entry;
}

}  // namespace

void SnapshotWriter::add_bytes(std::string_view name, std::uint32_t code, std::size_t element_size,
                               std::size_t count, const void* data) {
    assert(name.size() < snapshot_name_size);
    arrays_.push_back({.name = name,
                       .code = code,
                       .element_size = static_cast<std::uint32_t>(element_size),
                       .count = count,
                       .data = data});
}

std::size_t SnapshotWriter::size() const {
    std::size_t end = sizeof(Header) + arrays_.size() * sizeof(Entry);
    for (const Array& array : arrays_) end = aligned(end) + array.bytes();
    return end;
}

void SnapshotWriter::write(std::span<std::byte> out) const {
    std::size_t end = sizeof(Header) + arrays_.size() * sizeof(Entry);
    for (std::size_t i = 0; i < arrays_.size(); ++i) {
        const Array& array = arrays_[i];
        const std::size_t offset = aligned(end);
        std::memset(out.data() + end, 0, offset - end);
        Entry entry = {.name = {},
                       .code = array.code,
                       .element_size = array.element_size,
                       .offset = offset,
                       .count = array.count};
        std::memcpy(entry.name.data(), array.name.data(), array.name.size());
        std::memcpy(out.data() + sizeof(Header) + i * sizeof(Entry), &entry, sizeof(Entry));
        end = offset + array.bytes();
        if (array.count > 0) std::memcpy(out.data() + offset, array.data, end - offset);
    }
    const Header header = {.magic = magic,
                           .version = snapshot_version,
                           .arrays = static_cast<std::uint32_t>(arrays_.size()),
                           .size = end,
                           .checksum = xxh3_64(out.subspan(sizeof(Header), end - sizeof(Header)))};
    std::memcpy(out.data(), &header, sizeof(Header));
}

Result<SnapshotReader> SnapshotReader::open(std::span<const std::byte> bytes,
                                            std::shared_ptr<const void> owner) {
    if (bytes.size() < sizeof(Header)) return corrupt("the snapshot is shorter than its header");
    Header header;
    std::memcpy(&header, bytes.data(), sizeof(Header));
    if (header.magic != magic) return corrupt("this is not a snapshot of Errata");
    if (header.version != snapshot_version) {
        return corrupt(std::format("the snapshot has version {}, this program reads version {}",
                                   header.version, snapshot_version));
    }
    if (header.size != bytes.size()) {
        return corrupt(
            std::format("the snapshot states {} bytes and has {}", header.size, bytes.size()));
    }
    if (header.checksum != xxh3_64(bytes.subspan(sizeof(Header)))) {
        return corrupt("the snapshot's checksum does not match its contents");
    }
    if (header.arrays > (bytes.size() - sizeof(Header)) / sizeof(Entry)) {
        return corrupt("the snapshot's table of arrays is cut off");
    }
    for (std::size_t i = 0; i < header.arrays; ++i) {
        const Entry entry = entry_at(bytes, i);
        const bool fits = entry.element_size > 0 && entry.offset % snapshot_alignment == 0 &&
                          entry.offset <= bytes.size() &&
                          entry.count <= (bytes.size() - entry.offset) / entry.element_size;
        if (!fits) return corrupt(std::format("array {} lies outside the snapshot", i));
    }
    SnapshotReader reader;
    reader.bytes_ = bytes;
    reader.owner_ = std::move(owner);
    return reader;
}

Result<std::span<const std::byte>> SnapshotReader::find(std::string_view name, std::uint32_t code,
                                                        std::size_t element_size) const {
    Header header;
    std::memcpy(&header, bytes_.data(), sizeof(Header));
    for (std::size_t i = 0; i < header.arrays; ++i) {
        const Entry entry = entry_at(bytes_, i);
        if (name_in(entry) != name) continue;
        if (entry.code != code || entry.element_size != element_size) {
            return corrupt(std::format("array \"{}\" holds another type", name));
        }
        // open() has checked that both fit the buffer.
        return bytes_.subspan(static_cast<std::size_t>(entry.offset),
                              static_cast<std::size_t>(entry.count) * element_size);
    }
    return corrupt(std::format("array \"{}\" is missing", name));
}

}  // namespace errata
