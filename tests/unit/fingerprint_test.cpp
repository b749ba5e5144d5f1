// Fingerprints against digests of the reference implementation (xxHash 0.8.4 through Python's xxhash 4.1.0).
#include "base/fingerprint.h"

#include <catch2/catch_amalgamated.hpp>
#include <string>
#include <vector>

#include "base/random.h"

using namespace errata;

namespace {

std::string pattern(std::size_t size) {
    std::string bytes(size, '\0');
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<char>((i * 131 + i / 256) & 0xFFU);
    }
    return bytes;
}

std::string fingerprint_of(std::string_view bytes) {
    Fingerprinter whole;
    whole.update(bytes);
    return whole.digest();
}

// Counts what is read, and may end before its size.
class CountedSource final : public ByteSource {
public:
    CountedSource(const std::string& bytes, std::uint64_t size)
        : memory_("counted", bytes), size_(size) {}
    const std::string& name() const override { return memory_.name(); }
    std::uint64_t size() const override { return size_; }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
        const auto got = memory_.read_at(offset, out);
        count += *got;
        return got;
    }

    mutable std::uint64_t count = 0;

private:
    MemorySource memory_;
    std::uint64_t size_;
};

void read(const ByteSource& source, std::uint64_t offset, std::size_t size) {
    std::vector<char> out(size);
    REQUIRE(source.read_at(offset, out));
}

}  // namespace

TEST_CASE("fingerprint: the reference's digests", "[base]") {
    CHECK(fingerprint_of("") == "99aa06d3014798d86001c324468d497f");
    CHECK(fingerprint_of("a") == "a96faf705af16834e6c632b61e964e1f");
    CHECK(fingerprint_of("abc") == "06b05ab6733a618578af5f94892f3950");
    // Lengths on both sides of where XXH3 changes its way.
    for (const auto& [size, digest] : {std::pair{16U, "248181305d3c1039adebb1d9d080b69c"},
                                       {17U, "825a0db7d0afe2c0cfea252f6b7ed7e9"},
                                       {128U, "08df79f520370b525cfea347ea4bb687"},
                                       {129U, "fc1d02037be48a62821740ece8839b64"},
                                       {240U, "8406fbd017acdf4e687f00a7f64e46db"},
                                       {241U, "d894c74b1b3ea28f44dbd3180a664e27"},
                                       {1024U, "866814b8303d6907c6c700c409d40c4b"},
                                       {1000003U, "f6847c9dd7d6a71c5c47cdd322d7c642"}}) {
        INFO(size);
        CHECK(fingerprint_of(pattern(size)) == digest);
    }
}

TEST_CASE("fingerprint: pieces make the digest of the whole", "[base]") {
    const std::string bytes = pattern(1000003);
    Random random(1);
    Fingerprinter pieces;
    for (std::size_t begin = 0; begin < bytes.size();) {
        const std::size_t size = std::min(random.index(5000), bytes.size() - begin);
        pieces.update(std::string_view(bytes).substr(begin, size));
        if (random.chance(0.01)) CHECK(pieces.digest().size() == fingerprint_digits);
        begin += size;
    }
    CHECK(pieces.digest() == "f6847c9dd7d6a71c5c47cdd322d7c642");
}

TEST_CASE("fingerprint: taken while a source is read, whatever the order", "[base]") {
    const std::string bytes = pattern(1000003);
    const std::string digest = "f6847c9dd7d6a71c5c47cdd322d7c642";
    const CountedSource counted(bytes, bytes.size());
    {
        INFO("as readers do: a look at the head, then all of it; nothing is read again");
        const FingerprintedSource source(counted);
        read(source, 0, 16);
        read(source, 0, 2);
        for (std::uint64_t at = 0; at < bytes.size(); at += 65536) read(source, at, 65536);
        const std::uint64_t before = counted.count;
        CHECK(source.fingerprint() == digest);
        CHECK(counted.count == before);
        CHECK(source.name() == "counted");
    }
    {
        INFO("a gap and an unread tail are read once");
        const FingerprintedSource source(counted);
        read(source, 0, 1000);
        read(source, 5000, 1000);
        counted.count = 0;
        CHECK(source.fingerprint() == digest);
        CHECK(counted.count == bytes.size() - 1000);
        CHECK(source.fingerprint() == digest);
        CHECK(counted.count == bytes.size() - 1000);
    }
    Random random(2);
    for (int round = 0; round < 20; ++round) {
        const FingerprintedSource source(counted);
        for (int i = 0; i < 30; ++i) read(source, random.below(1000100), random.index(300000));
        CHECK(source.fingerprint() == digest);
    }
    const MemorySource empty("empty", {});
    CHECK(FingerprintedSource(empty).fingerprint() == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("fingerprint: a file that became shorter is an error", "[base]") {
    const std::string bytes = pattern(100);
    const CountedSource cut(bytes, 200);
    const auto fingerprint = FingerprintedSource(cut).fingerprint();
    REQUIRE_FALSE(fingerprint);
    CHECK(fingerprint.error().code == ErrorCode::io);
    CHECK(fingerprint.error().file == "counted");
}

TEST_CASE("fingerprint: of a folder, by paths and sizes in any order", "[base]") {
    // Python: xxh3_128 over the joined path + b"\0" + struct.pack("<Q", size) of the sorted entries.
    std::vector<FolderEntry> entries = {{.path = "val/2.jpg", .size = 2345},
                                        {.path = "val/sm\u00F8r.jpg", .size = 1ULL << 40U},
                                        {.path = "val/10.jpg", .size = 70000}};
    const std::string digest = "34fefc1c2a3b7ac9570a4c5dc985c51d";
    CHECK(fingerprint_of_folder(entries) == digest);
    Random(3).shuffle(std::span(entries));
    CHECK(fingerprint_of_folder(entries) == digest);
    entries[0].size += 1;
    CHECK(fingerprint_of_folder(entries) != digest);
    CHECK(fingerprint_of_folder({}) == fingerprint_of(""));
}
