#include "cli/file_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <format>

#include "base/growing.h"

namespace errata::cli {

namespace {

std::unexpected<Error> system_error(const std::string& path, std::string_view deed) {
    return std::unexpected(
        Error{.code = ErrorCode::io,
              .message = std::format("cannot {}: {}", deed, std::strerror(errno)),
              .remedy = "Check the path and its permissions",
              .file = path});
}

class FileSource final : public ByteSource {
public:
    FileSource(std::string path, int descriptor, std::uint64_t size)
        : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
    ~FileSource() override { ::close(descriptor_); }
    FileSource(const FileSource&) = delete;
    FileSource& operator=(const FileSource&) = delete;

    const std::string& name() const override { return path_; }
    std::uint64_t size() const override { return size_; }

    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
        std::size_t done = 0;
        while (done < out.size()) {
            const ssize_t got = ::pread(descriptor_, out.data() + done, out.size() - done,
                                        static_cast<off_t>(offset + done));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) return system_error(path_, "read");
            if (got == 0) break;
            done += static_cast<std::size_t>(got);
        }
        return done;
    }

private:
    std::string path_;
    int descriptor_;
    std::uint64_t size_;
};

// Bytes that came through a pipe and were kept.
class OwnedSource final : public ByteSource {
public:
    OwnedSource(std::string name, Growing<char>&& bytes)
        : bytes_(std::move(bytes)), memory_(std::move(name), bytes_.span()) {}
    const std::string& name() const override { return memory_.name(); }
    std::uint64_t size() const override { return memory_.size(); }
    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
        return memory_.read_at(offset, out);
    }

private:
    Growing<char> bytes_;
    MemorySource memory_;
};

Result<std::unique_ptr<ByteSource>> read_to_end(std::string name, int descriptor) {
    constexpr std::size_t piece = std::size_t{1} << 18U;
    Growing<char> bytes;
    while (true) {
        const std::size_t before = bytes.size();
        char* const room = bytes.extend(piece);
        const ssize_t got = ::read(descriptor, room, piece);
        bytes.truncate(before + static_cast<std::size_t>(got > 0 ? got : 0));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_error(name, "read");
        if (got == 0) return std::make_unique<OwnedSource>(std::move(name), std::move(bytes));
    }
}

}  // namespace

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path) {
    if (path == "-") return read_to_end(path, STDIN_FILENO);
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return system_error(path, "open");
    struct stat status = {};
    if (::fstat(descriptor, &status) != 0) {
        ::close(descriptor);
        return system_error(path, "open");
    }
    if (S_ISDIR(status.st_mode)) {
        ::close(descriptor);
        errno = EISDIR;
        return system_error(path, "read");
    }
    if (!S_ISREG(status.st_mode)) {  // a pipe: it can be read only once
        auto source = read_to_end(path, descriptor);
        ::close(descriptor);
        return source;
    }
    return std::make_unique<FileSource>(path, descriptor,
                                        static_cast<std::uint64_t>(status.st_size));
}

}  // namespace errata::cli
