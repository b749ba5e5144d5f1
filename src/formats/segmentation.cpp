#include "formats/segmentation.h"

#include <algorithm>
#include <cstring>

#include "formats/number_text.h"

namespace errata {

namespace {

constexpr std::size_t least_values = 6;  // of a polygon
constexpr std::int64_t most_pixels = 0x7FFFFFFF;

const char* skip_spaces(const char* p) {
    while (*p == ' ' || *p == '\n' || *p == '\r' || *p == '\t') ++p;
    return p;
}

// The text between the quotes in which only backslashes are escaped; false at any other escape, and where a character
// is none of printable ASCII.
bool unescape(std::string_view written, std::string& text) {
    text.clear();
    bool is_printable = true;
    for (const char c : written) is_printable &= c >= ' ' && c <= '~';
    if (!is_printable) return false;
    while (true) {
        const std::size_t slash = written.find('\\');
        text += written.substr(0, slash);
        if (slash == std::string_view::npos) return true;
        if (slash + 1 >= written.size() || written[slash + 1] != '\\') return false;
        text += '\\';
        written.remove_prefix(slash + 2);
    }
}

// Walks a list of values behind its opening bracket; `read(p)` returns the place behind a value. Null where one fails.
template <typename Read>
const char* read_list(const char* p, const char* end, Read&& read) {
    p = skip_spaces(p);
    while (true) {
        p = read(p);
        if (p == nullptr) return nullptr;
        p = skip_spaces(p);
        if (p >= end) return nullptr;
        const char separator = *p++;
        if (separator == ']') return p;
        if (separator != ',') return nullptr;
        p = skip_spaces(p);
    }
}

const char* read_polygons(const char* p, const char* end, Segmentation& segmentation) {
    std::vector<double>& corners = segmentation.corners;
    p = read_list(p, end, [&](const char* polygon) -> const char* {
        if (*polygon != '[') return nullptr;
        const std::size_t before = corners.size();
        const char* const behind = read_list(polygon + 1, end, [&](const char* number) {
            double value = 0;
            const char* const next = read_number(number, value);
            corners.push_back(value);
            return next;
        });
        const std::size_t values = corners.size() - before;
        if (values < least_values || values % 2 != 0) return nullptr;
        segmentation.polygon_ends.push_back(static_cast<std::uint32_t>(corners.size()));
        return behind;
    });
    segmentation.kind = Segmentation::Kind::polygons;
    return p;
}

const char* read_size(const char* p, const char* end, MaskSize& size) {
    if (*p != '[') return nullptr;
    std::size_t count = 0;
    p = read_list(p + 1, end, [&](const char* number) -> const char* {
        std::int64_t value = 0;
        const char* const next = read_integer(number, value);
        if (value < 0 || value > most_pixels || count == 2) return nullptr;
        (count++ == 0 ? size.height : size.width) = static_cast<std::uint32_t>(value);
        return next;
    });
    return count == 2 ? p : nullptr;
}

const char* read_counts(const char* p, const char* end, Segmentation& segmentation) {
    if (*p == '"') {
        segmentation.kind = Segmentation::Kind::text;
        const char* const behind = end_of_counts(++p, end);
        const bool is_read = behind != nullptr && unescape({p, behind - 1}, segmentation.counts);
        return is_read ? behind : nullptr;
    }
    if (*p != '[') return nullptr;
    segmentation.kind = Segmentation::Kind::list;
    return read_list(p + 1, end, [&](const char* number) -> const char* {
        std::int64_t value = 0;
        const char* const next = read_integer(number, value);
        if (value < 0 || value > most_pixels) return nullptr;
        segmentation.runs.push_back(static_cast<std::uint32_t>(value));
        return next;
    });
}

const char* read_runs(const char* p, const char* end, Segmentation& segmentation) {
    constexpr std::string_view size_key = "\"size\"";
    constexpr std::string_view counts_key = "\"counts\"";
    bool has_size = false;
    bool has_counts = false;
    const auto at_key = [&](std::string_view key) {
        if (end - p <= static_cast<std::ptrdiff_t>(key.size()) ||
            std::memcmp(p, key.data(), key.size()) != 0) {
            return false;
        }
        p = skip_spaces(p + key.size());
        return *p == ':';
    };
    while (true) {
        p = skip_spaces(p);
        if (!has_size && at_key(size_key)) {
            has_size = true;
            p = read_size(skip_spaces(p + 1), end, segmentation.size);
        } else if (!has_counts && at_key(counts_key)) {
            has_counts = true;
            p = read_counts(skip_spaces(p + 1), end, segmentation);
        } else {
            return nullptr;
        }
        if (p == nullptr) return nullptr;
        p = skip_spaces(p);
        if (p >= end) return nullptr;
        const char separator = *p++;
        if (separator == '}') return has_size && has_counts ? p : nullptr;
        if (separator != ',') return nullptr;
    }
}

// Where what row `row` has begins, of the member `end` of its ends.
template <typename Rows, typename End>
std::size_t begin_of(const Rows& rows, std::size_t row, End end) {
    return row == 0 ? 0 : rows[row - 1].*end;
}

}  // namespace

void Segmentation::clear() {
    kind = Kind::none;
    corners.clear();
    polygon_ends.clear();
    size = {};
    runs.clear();
    counts.clear();
}

const char* end_of_counts(const char* p, const char* end) {
    const void* const found = std::memchr(p, '"', static_cast<std::size_t>(end - p));
    if (found == nullptr) return nullptr;
    const char* const quote = static_cast<const char*>(found);
    // An odd number of backslashes before it makes the quote part of the text: not ours to read.
    const char* first = quote;
    while (first > p && first[-1] == '\\') --first;
    return (quote - first) % 2 == 0 ? quote + 1 : nullptr;
}

const char* read_segmentation_text(const char* p, const char* end, Segmentation& segmentation) {
    segmentation.clear();
    if (p >= end) return nullptr;
    if (*p == '[') return read_polygons(p + 1, end, segmentation);
    return *p == '{' ? read_runs(p + 1, end, segmentation) : nullptr;
}

void SegmentationStore::push(const Segmentation& segmentation) {
    corners_.append(segmentation.corners);
    polygon_ends_.append(segmentation.polygon_ends);
    runs_.append(segmentation.runs);
    counts_.append(segmentation.counts);
    rows_.push({.kind = segmentation.kind,
                .size = segmentation.size,
                .corners = corners_.size(),
                .polygons = polygon_ends_.size(),
                .runs = runs_.size(),
                .counts = counts_.size()});
}

void SegmentationStore::get(std::size_t row, Segmentation& segmentation) const {
    const Ends& ends = rows_[row];
    const auto copy = [&](const auto& values, auto end, auto& into) {
        into.assign(values.begin() + begin_of(rows_, row, end), values.begin() + ends.*end);
    };
    segmentation.kind = ends.kind;
    segmentation.size = ends.size;
    copy(corners_, &Ends::corners, segmentation.corners);
    copy(polygon_ends_, &Ends::polygons, segmentation.polygon_ends);
    copy(runs_, &Ends::runs, segmentation.runs);
    copy(counts_, &Ends::counts, segmentation.counts);
}

}  // namespace errata
