#include "formats/record_template.h"

#include <algorithm>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "formats/json_scan.h"
#include "formats/number_text.h"

namespace errata {

namespace {

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') <= 9; }

// ASCII that stands for itself in a text.
bool is_plain(char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Compares `length` bytes (at most 64); both sides may be read up to the next multiple of 16.
bool equal_bytes(const char* a, const char* b, std::size_t length) {
#if defined(__SSE2__)
    for (std::size_t done = 0; done < length; done += 16) {
        const __m128i left = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a + done));
        const __m128i right = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b + done));
        const auto same = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(left, right)));
        const std::size_t left_over = length - done;
        const unsigned wanted = left_over >= 16 ? 0xFFFFU : (1U << left_over) - 1U;
        if ((same & wanted) != wanted) return false;
    }
    return true;
#else
    return std::memcmp(a, b, length) == 0;
#endif
}

// Behind the closing quote of a text without escapes that began before p.
const char* read_text(const char* p, const char* end) {
    while (p < end && *p != '"' && *p != '\\') ++p;
    return p < end && *p == '"' ? p + 1 : nullptr;
}

// Behind a number, a text or a word, whose bytes are then sound as they stand; what only the JSON parser can judge is null.
const char* read_cell(const char* p, const char* end, std::string_view& cell) {
    const char* const begin = p;
    double number = 0;
    if (*p == '"') {
        ++p;
        while (p < end && is_plain(*p)) ++p;
        if (p >= end || *p != '"') return nullptr;
        ++p;
    } else if (*p == '-' || is_digit(*p)) {
        p = read_number(p, number);
    } else {
        const std::string_view rest(p, end);
        if (rest.starts_with("true") || rest.starts_with("null")) p += 4;
        if (rest.starts_with("false")) p += 5;
        if (p == begin) return nullptr;
    }
    if (p == nullptr || p > end || (*p != ',' && *p != '}' && !is_space(*p))) return nullptr;
    cell = {begin, p};
    return p;
}

// Behind the bracket that closes the array or object at p; brackets are matched, strings respected.
const char* skip_nested(const char* p, const char* end) {
    constexpr unsigned deepest = 64;
    if (p >= end || (*p != '[' && *p != '{')) return nullptr;
    std::uint64_t is_object = 0;  // bit per depth, the innermost lowest
    unsigned depth = 0;
    while ((p = find_structural(p, end)) != end) {
        const char c = *p++;
        if (c == '"') {
            for (p = find_string_end(p, end); p != end && *p == '\\';) {
                if (end - p < 2) return nullptr;
                p = find_string_end(p + 2, end);
            }
            if (p == end) return nullptr;
            ++p;
        } else if (c == '{' || c == '[') {
            if (++depth > deepest) return nullptr;
            is_object = is_object << 1U | (c == '{' ? 1U : 0U);
        } else {
            if ((is_object & 1U) != (c == '}' ? 1U : 0U)) return nullptr;
            is_object >>= 1U;
            if (--depth == 0) return p;
        }
    }
    return nullptr;
}

const char* skip_spaces(const char* p) {
    while (is_space(*p)) ++p;
    return p;
}

}  // namespace

// Walks one valid record and cuts it into literals and slots.
class RecordTemplate::Learner {
public:
    Learner(std::string_view record, const TemplateFields& fields, std::vector<Segment>& segments,
            std::vector<std::string>& cells)
        : p_(record.data()),
          end_(p_ + record.size()),
          literal_(p_),
          fields_(fields),
          segments_(segments),
          cells_(cells) {}

    bool learn() {
        while (p_ != end_) {
            const char c = *p_;
            if (at_value() && is_cell() && c != '{' && c != '[') {
                if (!cell()) return false;
            } else if (at_value() && (c == '{' || c == '[') && is_skipped(c)) {
                if (!nested()) return false;
            } else if (c == '{' || c == '[') {
                brackets_.push_back(c);
                at_key_ = c == '{';
                ++p_;
            } else if (c == '}' || c == ']') {
                brackets_.pop_back();
                ++p_;
            } else if (c == ',') {
                at_key_ = brackets_.back() == '{';
                ++p_;
            } else if (c == ':') {
                at_key_ = false;
                ++p_;
            } else if (is_space(c)) {
                ++p_;
            } else if (!(c == '"' ? text() : value())) {
                return false;
            }
        }
        return has_all() && cut(Slot::end, 0, end_);
    }
    bool found_box() const { return corners_ == 4; }
    std::size_t found_list() const { return listed_; }

private:
    // A key, or a text as a value, from its opening quote on.
    bool text() {
        const char* const close = read_text(p_ + 1, end_);
        if (close == nullptr) return false;
        if (at_key_) {
            (brackets_.size() == 1 ? key_ : attribute_) = {p_ + 1, close - 1};
            p_ = close;
            return true;
        }
        ++p_;  // the opening quote belongs to the literal
        return !is_wanted() && cut(Slot::ignored_text, 0, close);
    }

    // At a value of the record or of its attributes.
    bool at_value() const {
        const char c = *p_;
        const bool is_value = c != ',' && c != ':' && c != '}' && c != ']' && !is_space(c);
        return is_value && !at_key_ &&
               (brackets_.size() == 1 || (brackets_.size() == 2 && in_attributes()));
    }
    bool in_attributes() const { return fields_.is_cell != nullptr && key_ == "attributes"; }
    // A cell, where it is no array or object.
    bool is_cell() const {
        if (fields_.is_cell == nullptr || is_wanted()) return false;
        return in_attributes() ? brackets_.size() == 2 : fields_.is_cell(key_);
    }
    bool is_skipped(char bracket) const {
        const bool opens_attributes = in_attributes() && brackets_.size() == 1 && bracket == '{';
        return key_ == fields_.segmentation || (!is_wanted() && !opens_attributes);
    }
    bool cell() {
        const char* const close = *p_ == '"' ? read_text(p_ + 1, end_) : end_of_word();
        cells_.emplace_back(brackets_.size() == 1 ? key_ : attribute_);
        return close != nullptr && cut(Slot::cell, cells_.size() - 1, close);
    }

    // The segmentation, or an array or object that nobody wants.
    bool nested() {
        const char* const close = skip_nested(p_, end_);
        if (close == nullptr) return false;
        if (!is_wanted()) return cut(Slot::ignored_nested, 0, close);
        ++segmentations_;
        return cut(Slot::segmentation, 0, close);
    }

    const char* end_of_word() const {
        const char* close = p_;
        while (close != end_ && !is_space(*close) && *close != ',' && *close != ']' &&
               *close != '}') {
            ++close;
        }
        return close;
    }
    // A number or a word.
    bool value() {
        const char* const close = end_of_word();
        const std::size_t depth = brackets_.size();
        if (*p_ != '-' && !is_digit(*p_)) {
            p_ = close;  // true, false, null, NaN: part of the literal
            return !is_wanted();
        }
        if (!is_wanted()) return cut(Slot::ignored_number, 0, close);
        if (key_ == fields_.box) {
            return depth == 2 && corners_ < 4 && cut(Slot::box, corners_++, close);
        }
        if (key_ == fields_.list) return depth == 2 && cut(Slot::list, listed_++, close);
        if (key_ == fields_.segmentation) return false;
        const bool is_integer = std::ranges::contains(fields_.integers, key_);
        const auto& keys = is_integer ? fields_.integers : fields_.numbers;
        const auto index = static_cast<std::size_t>(std::ranges::find(keys, key_) - keys.begin());
        return depth == 1 && see(index + (is_integer ? 0 : fields_.integers.size())) &&
               cut(is_integer ? Slot::integer : Slot::number, index, close);
    }

    bool is_wanted() const {
        return !key_.empty() &&
               (key_ == fields_.box || key_ == fields_.list || key_ == fields_.segmentation ||
                std::ranges::contains(fields_.integers, key_) ||
                std::ranges::contains(fields_.numbers, key_));
    }

    // False the second time.
    bool see(std::size_t field) {
        const bool again = ((seen_ >> field) & 1U) != 0;
        seen_ |= 1U << field;
        return !again;
    }

    bool has_all() const {
        const std::size_t fields = fields_.integers.size() + fields_.numbers.size();
        for (std::size_t field = 0; field < fields; ++field) {
            const bool optional =
                field < fields_.integers.size() && fields_.integers[field] == fields_.optional;
            if (((seen_ >> field) & 1U) == 0 && !optional) return false;
        }
        const std::size_t segmentations = fields_.segmentation.empty() ? 0 : 1;
        return (corners_ == 4 || (corners_ == 0 && fields_.box_is_optional)) &&
               (fields_.list.empty() || listed_ > 0) && segmentations_ == segmentations;
    }

    // Ends a literal here and puts a slot behind it that reaches to `close`.
    bool cut(Slot slot, std::size_t index, const char* close) {
        const auto length = static_cast<std::size_t>(p_ - literal_);
        if (length > longest_literal) return false;
        Segment segment;
        std::memcpy(segment.literal.data(), literal_, length);
        segment.length = static_cast<std::uint8_t>(length);
        segment.slot = slot;
        segment.index = static_cast<std::uint16_t>(index);
        segments_.push_back(segment);
        p_ = literal_ = close;
        return true;
    }

    const char* p_;
    const char* end_;
    const char* literal_;
    const TemplateFields& fields_;
    std::vector<Segment>& segments_;
    std::vector<std::string>& cells_;
    std::vector<char> brackets_;
    std::string_view key_;        // of the record itself
    std::string_view attribute_;  // of an object in it
    bool at_key_ = false;
    std::size_t corners_ = 0;
    std::size_t listed_ = 0;
    std::size_t segmentations_ = 0;
    unsigned seen_ = 0;
};

bool RecordTemplate::learn(std::string_view record) {
    segments_.clear();
    cells_.clear();
    Learner learner(record, fields_, segments_, cells_);
    if (!learner.learn()) segments_.clear();
    has_box_ = learner.found_box();
    list_size_ = learner.found_list();
    return learned();
}

std::string_view RecordTemplate::opening() const {
    return {segments_.front().literal.data(), segments_.front().length};
}

const char* RecordTemplate::read(const char* p, const char* end, TemplateValues& values) const {
    for (const Segment& segment : segments_) {
        if (!equal_bytes(p, segment.literal.data(), segment.length)) return nullptr;
        p += segment.length;
        double ignored = 0;
        switch (segment.slot) {
            case Slot::integer: p = read_integer(p, values.integers[segment.index]); break;
            case Slot::box: p = read_number(p, values.box[segment.index]); break;
            case Slot::number: p = read_number(p, values.numbers[segment.index]); break;
            case Slot::list: p = read_number(p, values.list[segment.index]); break;
            case Slot::segmentation: p = read_segmentation_text(p, end, values.segmentation); break;
            case Slot::cell: p = read_cell(p, end, values.cells[segment.index]); break;
            case Slot::ignored_number: p = read_number(p, ignored); break;
            case Slot::ignored_text: p = read_text(p, end); break;
            case Slot::ignored_nested: p = skip_nested(p, end); break;
            case Slot::end: break;
        }
        if (p == nullptr || p > end) return nullptr;
    }
    if (*p != ',') return nullptr;
    p = skip_spaces(p + 1);
    return p > end ? nullptr : p;
}

}  // namespace errata
