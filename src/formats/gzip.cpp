#include "formats/gzip.h"

#include <zlib.h>

#include <array>
#include <vector>

namespace errata {

namespace {

class GzipStream final : public ByteStream {
public:
    explicit GzipStream(const ByteSource& source)
        : source_(source), packed_(std::size_t{1} << 16U) {
        ready_ = inflateInit2(&zlib_, 16 + MAX_WBITS) == Z_OK;
    }
    ~GzipStream() override {
        if (ready_) inflateEnd(&zlib_);
    }
    GzipStream(const GzipStream&) = delete;
    GzipStream& operator=(const GzipStream&) = delete;

    Result<std::size_t> read(std::span<char> out) override {
        if (!ready_) return broken("the gzip decoder could not be set up");
        zlib_.next_out = reinterpret_cast<Bytef*>(out.data());
        zlib_.avail_out = static_cast<uInt>(out.size());
        while (zlib_.avail_out > 0) {
            if (zlib_.avail_in == 0) {
                const auto got = source_.read_at(offset_, packed_);
                if (!got) return got;
                if (*got == 0) {
                    if (member_ended_) break;
                    return broken("the gzip data are cut off");
                }
                offset_ += *got;
                zlib_.next_in = reinterpret_cast<Bytef*>(packed_.data());
                zlib_.avail_in = static_cast<uInt>(*got);
            }
            if (member_ended_) {
                // What follows a member is another one, or padding that gzip itself ignores.
                if (*zlib_.next_in != 0x1F) break;
                inflateReset(&zlib_);
                member_ended_ = false;
            }
            const int status = inflate(&zlib_, Z_NO_FLUSH);
            if (status == Z_STREAM_END) {
                member_ended_ = true;
            } else if (status != Z_OK && status != Z_BUF_ERROR) {
                return broken("the gzip data are broken");
            }
        }
        return out.size() - zlib_.avail_out;
    }

private:
    std::unexpected<Error> broken(const char* message) const {
        return std::unexpected(Error{.code = ErrorCode::compression,
                                     .message = message,
                                     .remedy = "Pack the file again, or give the unpacked file",
                                     .file = source_.name(),
                                     .byte = offset_ - zlib_.avail_in});
    }

    const ByteSource& source_;
    std::vector<char> packed_;
    z_stream zlib_ = {};
    std::uint64_t offset_ = 0;
    bool ready_ = false;
    bool member_ended_ = false;
};

}  // namespace

Result<bool> is_gzip(const ByteSource& source) {
    std::array<char, 2> head = {};
    const auto got = source.read_at(0, head);
    if (!got) return std::unexpected(got.error());
    return *got == 2 && head[0] == '\x1F' && head[1] == '\x8B';
}

Result<std::unique_ptr<ByteStream>> unpacked_stream_of(const ByteSource& source) {
    const auto packed = is_gzip(source);
    if (!packed) return std::unexpected(packed.error());
    if (*packed) return std::make_unique<GzipStream>(source);
    return stream_of(source);
}

}  // namespace errata
