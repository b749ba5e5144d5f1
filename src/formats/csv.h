// CsvRecords: walks a CSV document of any size in a small window and hands out its rows.
//
// What it is for: tables that people and programs write: RFC 4180 (quoted cells, doubled quotes, line ends inside
// quotes, CRLF or LF), with comma, semicolon or tab between the cells, as the header row has most of; a byte order
// mark is skipped, as are empty lines. Cells are views into the window: nothing is allocated per row or cell.
// What it does not do: know types; read quotes in the middle of an unquoted cell as anything but themselves; take
// a lone CR as a line end; encodings other than UTF-8.
//
//     auto csv = CsvRecords::open(source, warnings);          // reads the header row
//     const auto id = csv->find("id");
//     while (true) {
//         const auto more = csv->next();                      // Error, or false at the end
//         if (!more || !*more) break;
//         use(csv->cells()[*id], csv->byte());
//     }
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"

namespace errata {

// A cell as RFC 4180 writes it: in quotes where it holds a comma, a quote or a line end.
std::string csv_cell(std::string text);

class CsvRecords {
public:
    // Source and warnings must outlive the reader. Reads the header row. Errors: io, empty, encoding, syntax,
    // too_large, with byte and line.
    static Result<CsvRecords> open(const ByteSource& source, Warnings& warnings);

    // The header row: names without spaces around them, in order.
    std::span<const std::string> columns() const { return columns_; }

    // The first column of that name; ASCII letters are compared without case.
    std::optional<std::size_t> find(std::string_view name) const;

    char delimiter() const { return delimiter_; }

    // Goes to the next row that has as many cells as the header; false at the end. Others are left out and counted
    // (warning "row-length"), except that empty cells at the end may be more. Errors as open().
    Result<bool> next();

    // Of the row at hand, valid until next(): its cells, as many as columns(), and the offset of its first byte in
    // the unpacked document.
    std::span<const std::string_view> cells() const { return {cells_.data(), columns_.size()}; }
    std::uint64_t byte() const { return row_byte_; }

    // Rows met so far, with those left out, without the header; the number of the row at hand is one less.
    std::uint64_t rows() const { return rows_; }

    // Offset of the next byte to be read.
    std::uint64_t bytes_read() const { return base_ + begin_; }

private:
    // A cell in the window, before its doubled quotes are made single.
    struct Place {
        std::size_t begin = 0;
        std::size_t end = 0;
        bool has_doubled = false;
    };
    enum class Scan : std::uint8_t { row, needs_more, unclosed_quote, behind_quote };

    CsvRecords(const ByteSource& source, Warnings& warnings)
        : source_(&source), warnings_(&warnings) {}

    Result<void> read_header();
    Result<bool> read_row();  // whatever its length; false at the end
    Result<bool> fill();      // more bytes into the window; false at the end of the stream
    Scan scan();  // one row from begin_ into places_; where it ends into row_end_ and next_begin_
    Result<void> take_cells();
    std::unexpected<Error> fail(ErrorCode code, std::string message, std::string remedy,
                                std::uint64_t byte) const;

    const ByteSource* source_;
    Warnings* warnings_;
    std::unique_ptr<ByteStream> stream_;
    std::vector<char> window_;
    std::size_t begin_ = 0;  // unread bytes are window_[begin_, end_)
    std::size_t end_ = 0;
    std::uint64_t base_ = 0;  // offset of window_[0]
    bool stream_ended_ = false;
    char delimiter_ = ',';
    std::vector<std::string> columns_;
    std::vector<Place> places_;
    std::size_t row_end_ = 0;     // behind the row's last cell
    std::size_t next_begin_ = 0;  // behind its line end
    std::size_t trouble_ = 0;     // where in the window the row breaks a rule
    std::vector<std::string_view> cells_;
    std::uint64_t row_byte_ = 0;
    std::uint64_t rows_ = 0;
};

}  // namespace errata
