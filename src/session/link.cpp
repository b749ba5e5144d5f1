#include "session/link.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <format>
#include <map>
#include <new>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/encoding.h"
#include "formats/json_number.h"
#include "session/document_json.h"
#include "session/view_fields.h"

namespace errata {

using nlohmann::json;

namespace {

constexpr std::string_view packed_key = "s";

Error damaged(std::string_view key) {
    return {.code = ErrorCode::corrupt,
            .message = std::format("\"{}\" of the link is damaged", key),
            .remedy = "Copy the whole link again: it may have been cut"};
}

// --- values as text ---------------------------------------------------------------------------------------

template <typename T>
std::string text_of_value(const T& value) {
    if constexpr (std::is_enum_v<T>) {
        return std::string(word_of(value));
    } else if constexpr (std::same_as<T, std::string>) {
        return value;
    } else if constexpr (std::same_as<T, bool>) {
        return value ? "true" : "false";
    } else if constexpr (std::same_as<T, SamplingPlan> || std::same_as<T, Tags>) {
        return json_of(value).dump();
    } else {
        std::array<char, 32> digits = {};  // the shortest that reads back as the same number
        const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        return {digits.data(), written.ptr};
    }
}

// The JSON that the text stands for where a T is wanted; the text itself where it is none, which reading
// then refuses.
template <typename T>
json json_from_text(std::string text) {
    if constexpr (std::same_as<T, bool>) {
        if (text == "true" || text == "false") return text == "true";
    } else if constexpr (std::is_arithmetic_v<T>) {
        const JsonNumber number = parse_json_number(text);
        if (number.kind == NumberKind::integer && number.integer >= 0) {
            return static_cast<std::uint64_t>(number.integer);
        }
        if (number.kind != NumberKind::none && number.kind != NumberKind::not_finite) {
            return number.real;
        }
    }
    return text;
}

// --- the packed part --------------------------------------------------------------------------------------

std::string deflated(const std::string& text) {
    z_stream zlib = {};
    // Raw, as small as it gets. With these arguments only memory can be wanting.
    if (deflateInit2(&zlib, Z_BEST_COMPRESSION, Z_DEFLATED, -MAX_WBITS, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        throw std::bad_alloc();
    }
    std::vector<Bytef> in(text.begin(), text.end());
    std::string packed(deflateBound(&zlib, static_cast<uLong>(in.size())), '\0');
    zlib.next_in = in.data();
    zlib.avail_in = static_cast<uInt>(in.size());
    zlib.next_out = reinterpret_cast<Bytef*>(packed.data());
    zlib.avail_out = static_cast<uInt>(packed.size());
    deflate(&zlib, Z_FINISH);
    packed.resize(packed.size() - zlib.avail_out);
    deflateEnd(&zlib);
    return packed;
}

Result<std::string> inflated(std::string packed) {
    z_stream zlib = {};
    if (inflateInit2(&zlib, -MAX_WBITS) != Z_OK) return std::unexpected(damaged(packed_key));
    zlib.next_in = reinterpret_cast<Bytef*>(packed.data());
    zlib.avail_in = static_cast<uInt>(packed.size());
    std::string text;
    std::array<Bytef, 4096> window = {};
    int status = Z_OK;
    while (status == Z_OK && text.size() <= link_max_unpacked) {
        zlib.next_out = window.data();
        zlib.avail_out = window.size();
        status = inflate(&zlib, Z_NO_FLUSH);
        text.append(reinterpret_cast<const char*>(window.data()), window.size() - zlib.avail_out);
    }
    const bool is_whole = status == Z_STREAM_END && zlib.avail_in == 0;
    inflateEnd(&zlib);
    if (text.size() > link_max_unpacked) {
        return std::unexpected(
            Error{.code = ErrorCode::too_large,
                  .message = std::format("\"{}\" of the link unpacks to more than {} MiB",
                                         packed_key, link_max_unpacked >> 20U),
                  .remedy = "This link was not made by Errata; use a saved session instead"});
    }
    if (!is_whole) return std::unexpected(damaged(packed_key));
    return text;
}

// What differs from the start and has no readable key.
json packed_part(const Session& session) {
    json document = json::object();
    const View start;
    std::map<std::string_view, json> at_start;
    visit_fields(start, [&](const Field& field, const auto& member) {
        at_start[field.key] = json_of_value(member);
    });
    visit_fields(session.view, [&](const Field& field, const auto& member) {
        json value = json_of_value(member);
        if (field.in_link.empty() && value != at_start[field.key]) {
            document["view"][std::string(field.key)] = std::move(value);
        }
    });
    if (!session.files.empty()) document["files"] = json_of(session.files);
    if (session.images) document["images"] = json_of(*session.images);
    return document;
}

std::optional<Error> read_packed(std::string_view text, Session& session) {
    auto packed = base64url_decoded(text);
    if (!packed) return damaged(packed_key);
    const auto unpacked = inflated(*std::move(packed));
    if (!unpacked) return unpacked.error();
    const json document = json::parse(*unpacked, nullptr, false);
    if (!document.is_object()) return damaged(packed_key);
    return read_document(document, session);
}

// --- the readable part ------------------------------------------------------------------------------------

// Values as they stand, by key.
std::map<std::string_view, std::string_view> values_by_key(std::string_view fragment) {
    std::map<std::string_view, std::string_view> values;
    if (fragment.starts_with('#')) fragment.remove_prefix(1);
    while (!fragment.empty()) {
        const std::string_view part = fragment.substr(0, fragment.find('&'));
        fragment.remove_prefix(std::min(fragment.size(), part.size() + 1));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        values[part.substr(0, equals)] = part.substr(equals + 1);
    }
    return values;
}

class FragmentReader {
public:
    explicit FragmentReader(std::string_view fragment) : values_(values_by_key(fragment)) {}

    Result<Session> read() {
        Session session;
        if (const auto version = find<std::uint64_t>("v"); version) {
            fail(read_version("v", *version, session));
        }
        if (const auto data = find<std::string>("data"); data) {
            session.demo = *data == "demo";
            if (!session.demo && !session.made_by_newer) fail(bad_value("data", "demo"));
        }
        // A readable key goes before the same in the packed part.
        if (const auto packed = values_.find(packed_key); packed != values_.end()) {
            fail(read_packed(packed->second, session));
        }
        visit_fields(session.view, [&]<typename T>(const Field& field, T& member) {
            if (field.in_link.empty()) return;
            const auto value = find<T>(field.in_link);
            if (!value) return;
            auto error = read_value(field.in_link, field, *value, member);
            if (!session.made_by_newer) fail(std::move(error));
        });
        if (first_error_) return std::unexpected(*std::move(first_error_));
        return session;
    }

private:
    void fail(std::optional<Error> error) {
        if (!first_error_) first_error_ = std::move(error);
    }

    // The decoded value of a key, where it is there.
    template <typename T>
    std::optional<json> find(std::string_view key) {
        const auto value = values_.find(key);
        if (value == values_.end()) return std::nullopt;
        auto text = percent_decoded(value->second);
        if (!text) {
            fail(damaged(key));
            return std::nullopt;
        }
        return json_from_text<T>(*std::move(text));
    }

    std::map<std::string_view, std::string_view> values_;
    std::optional<Error> first_error_;
};

}  // namespace

std::string fragment_of(const Session& session) {
    std::string fragment = std::format("v={}", session_version);
    if (session.demo) fragment += "&data=demo";
    const View start;
    std::map<std::string_view, std::string> at_start;
    visit_fields(start, [&](const Field& field, const auto& member) {
        at_start[field.key] = text_of_value(member);
    });
    visit_fields(session.view, [&](const Field& field, const auto& member) {
        if (field.in_link.empty()) return;
        const std::string text = text_of_value(member);
        if (field.in_link != "view" && text == at_start[field.key]) return;
        fragment += std::format("&{}={}", field.in_link, percent_encoded(text));
    });
    if (const json packed = packed_part(session); !packed.empty()) {
        fragment += std::format("&{}={}", packed_key, base64url_encoded(deflated(packed.dump())));
    }
    return fragment;
}

Result<Session> session_from_fragment(std::string_view fragment) {
    return FragmentReader(fragment).read();
}

}  // namespace errata
