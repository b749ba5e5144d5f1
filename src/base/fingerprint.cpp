#include "base/fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <format>
#include <string_view>
#include <utility>
#include <vector>

namespace errata {

struct Fingerprinter::State {
    XXH3_state_t xxh;
};

Fingerprinter::Fingerprinter() : state_(std::make_unique<State>()) {
    XXH3_128bits_reset(&state_->xxh);
}

Fingerprinter::~Fingerprinter() = default;
Fingerprinter::Fingerprinter(Fingerprinter&&) noexcept = default;
Fingerprinter& Fingerprinter::operator=(Fingerprinter&&) noexcept = default;

void Fingerprinter::update(std::span<const char> bytes) {
    XXH3_128bits_update(&state_->xxh, bytes.data(), bytes.size());
}

std::string Fingerprinter::digest() const {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits_digest(&state_->xxh));
    std::string digits;
    for (const unsigned char byte : canonical.digest) digits += std::format("{:02x}", byte);
    return digits;
}

Result<std::size_t> FingerprintedSource::read_at(std::uint64_t offset, std::span<char> out) const {
    auto got = source_.read_at(offset, out);
    if (got && offset <= hashed_ && offset + *got > hashed_) {
        const auto known = static_cast<std::size_t>(hashed_ - offset);
        hash_.update(out.first(*got).subspan(known));
        hashed_ = offset + *got;
    }
    return got;
}

Result<std::string> FingerprintedSource::fingerprint() const {
    std::vector<char> window;
    if (hashed_ < size()) window.resize(std::size_t{1} << 18U);
    while (hashed_ < size()) {
        const auto got = read_at(hashed_, window);
        if (!got) return std::unexpected(got.error());
        if (*got == 0) {
            return std::unexpected(
                Error{.code = ErrorCode::io,
                      .message = std::format("the file ends after {} of {} bytes", hashed_, size()),
                      .remedy = "It was changed while it was read: load it again",
                      .file = name()});
        }
    }
    return hash_.digest();
}

std::string fingerprint_of_folder(std::span<const FolderEntry> entries) {
    std::vector<std::pair<std::string_view, std::uint64_t>> sorted;
    sorted.reserve(entries.size());
    for (const FolderEntry& entry : entries) sorted.emplace_back(entry.path, entry.size);
    std::ranges::sort(sorted);
    Fingerprinter hash;
    for (const auto& [path, size] : sorted) {
        std::array<char, 9> behind = {};  // NUL and size
        for (std::size_t i = 0; i < 8; ++i) {
            behind[1 + i] = static_cast<char>((size >> (8 * i)) & 0xFFU);
        }
        hash.update(path);
        hash.update(behind);
    }
    return hash.digest();
}

}  // namespace errata
