// Where bytes come from: a file on disk, a File of the browser, memory, a gzip stream.
//
// What it is for: readers take a ByteSource and never know the platform. `cli` brings files, `browser`
// brings the page's File objects, both behind these two interfaces.
// What it does not do: buffer (readers own one reused window), decode text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/warnings.h"

namespace errata {

// Bytes in order, once.
class ByteStream {
public:
    virtual ~ByteStream() = default;

    // Fills `out` from its start; returns how many bytes, less than asked for only at the end.
    virtual Result<std::size_t> read(std::span<char> out) = 0;
};

// Bytes that can be read again.
class ByteSource {
public:
    virtual ~ByteSource() = default;

    // The name the person gave: what messages begin with.
    virtual const std::string& name() const = 0;

    // Size in bytes as stored (packed, for gzip).
    virtual std::uint64_t size() const = 0;

    // Reads at a byte offset; safe from several threads; short only at the end.
    virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const = 0;
};

// The source's bytes from `begin` on, as stored.
std::unique_ptr<ByteStream> stream_of(const ByteSource& source, std::uint64_t begin = 0);

// A source over bytes in memory; they must outlive it.
class MemorySource final : public ByteSource {
public:
    MemorySource(std::string name, std::span<const char> bytes)
        : name_(std::move(name)), bytes_(bytes) {}
    const std::string& name() const override { return name_; }
    std::uint64_t size() const override { return bytes_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override;

private:
    std::string name_;
    std::span<const char> bytes_;
};

// Lines (from 1) of ascending byte offsets, found by reading the stream once up to the last of them.
// Fewer come back where the stream ends or fails before.
std::vector<std::uint64_t> lines_of(ByteStream& stream, std::span<const std::uint64_t> bytes);

}  // namespace errata
