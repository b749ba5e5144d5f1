// Fingerprints: 32 hex digits that say whether two files, or two folders, are the same.
//
// What it is for: a link or a saved session names its data by them, so that another machine can tell whether
// it has the same. XXH3-128 (xxHash 0.8, seed 0) in its canonical big-endian form, lower case: what
// `xxhsum -H2` prints.
// What it does not do: resist an adversary; tell two files apart whose content is the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/byte_source.h"
#include "base/error.h"

namespace errata {

inline constexpr std::size_t fingerprint_digits = 32;

// The fingerprint of bytes that come in pieces.
class Fingerprinter {
public:
    Fingerprinter();
    ~Fingerprinter();
    Fingerprinter(Fingerprinter&&) noexcept;
    Fingerprinter& operator=(Fingerprinter&&) noexcept;

    void update(std::span<const char> bytes);

    // Of all bytes so far; more may follow.
    std::string digest() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

// A source whose fingerprint is taken while somebody else reads it.
//
// Bytes are hashed when they are read next to what was hashed before; reading them again costs nothing more,
// reading past a gap hashes nothing. For one thread: a reader with several needs the bare source.
class FingerprintedSource final : public ByteSource {
public:
    // The source must outlive this one.
    explicit FingerprintedSource(const ByteSource& source) : source_(source) {}

    const std::string& name() const override { return source_.name(); }
    std::uint64_t size() const override { return source_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override;

    // Of the whole source; reads what nobody has read yet. Errors: the source's; io when it is shorter than
    // its size says.
    Result<std::string> fingerprint() const;

private:
    const ByteSource& source_;
    // Reading is const for the reader; what has been hashed is no part of what it sees.
    mutable Fingerprinter hash_;
    mutable std::uint64_t hashed_ = 0;  // bytes from the beginning
};

struct FolderEntry {
    std::string path;  // relative to the folder, with '/', without NUL
    std::uint64_t size = 0;
};

// Of a folder's listing, in any order, not of its files' content: for thousands of images that are not all
// read. XXH3-128 over the entries sorted by the bytes of their paths (then by size), each written as the path,
// a NUL byte, and the size as 8 bytes, little-endian.
std::string fingerprint_of_folder(std::span<const FolderEntry> entries);

}  // namespace errata
