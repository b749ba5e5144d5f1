#include "base/byte_source.h"

#include <algorithm>
#include <cstring>

namespace errata {

namespace {

class SourceStream final : public ByteStream {
public:
    SourceStream(const ByteSource& source, std::uint64_t begin) : source_(source), offset_(begin) {}

    Result<std::size_t> read(std::span<char> out) override {
        auto got = source_.read_at(offset_, out);
        if (got) offset_ += *got;
        return got;
    }

private:
    const ByteSource& source_;
    std::uint64_t offset_;
};

}  // namespace

std::unique_ptr<ByteStream> stream_of(const ByteSource& source, std::uint64_t begin) {
    return std::make_unique<SourceStream>(source, begin);
}

Result<std::size_t> MemorySource::read_at(std::uint64_t offset, std::span<char> out) const {
    if (offset >= bytes_.size()) return 0;
    const auto place = static_cast<std::size_t>(offset);
    const std::size_t count = std::min(out.size(), bytes_.size() - place);
    std::memcpy(out.data(), bytes_.data() + place, count);
    return count;
}

std::vector<std::uint64_t> lines_of(ByteStream& stream, std::span<const std::uint64_t> bytes) {
    std::vector<std::uint64_t> lines;
    std::vector<char> window(std::size_t{1} << 18U);
    std::uint64_t start = 0;
    std::uint64_t line = 1;
    while (lines.size() < bytes.size()) {
        const auto got = stream.read(window);
        if (!got || *got == 0) break;
        const char* counted = window.data();
        const char* const end = window.data() + *got;
        while (lines.size() < bytes.size() && bytes[lines.size()] < start + *got) {
            const char* const place = window.data() + (bytes[lines.size()] - start);
            line += static_cast<std::uint64_t>(std::count(counted, place, '\n'));
            counted = place;
            lines.push_back(line);
        }
        line += static_cast<std::uint64_t>(std::count(counted, end, '\n'));
        start += *got;
    }
    // A place at the very end of the stream (a file cut off) is on its last line.
    while (lines.size() < bytes.size() && bytes[lines.size()] == start) lines.push_back(line);
    return lines;
}

}  // namespace errata
