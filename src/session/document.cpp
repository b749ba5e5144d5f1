#include "session/document.h"

#include <algorithm>
#include <format>

#include "base/fingerprint.h"
#include "base/text.h"
#include "session/document_json.h"
#include "session/view_fields.h"

namespace errata {

using nlohmann::json;

namespace {

bool is_fingerprint(std::string_view text) {
    return text.empty() || (text.size() == fingerprint_digits &&
                            text.find_first_not_of("0123456789abcdef") == std::string_view::npos);
}

std::optional<Error> read_count(std::string_view key, const json& from, std::uint64_t& into) {
    if (!from.is_number_unsigned()) return bad_value(key, "a whole number of 0 or more");
    into = from.get<std::uint64_t>();
    return std::nullopt;
}

std::optional<Error> read_fingerprint(std::string_view key, const json& from, std::string& into) {
    if (!from.is_string() || !is_fingerprint(from.get_ref<const std::string&>())) {
        return bad_value(key, std::format("{} lower-case hex digits", fingerprint_digits));
    }
    into = from.get<std::string>();
    return std::nullopt;
}

std::optional<Error> read_kind(std::string_view key, const json& from, FileKind& into) {
    const auto kind =
        from.is_string() ? kind_of_id(from.get_ref<const std::string&>()) : std::nullopt;
    if (!kind)
        return bad_value(key, "one of truth, predictions, pool, pool_predictions, image, unknown");
    into = *kind;
    return std::nullopt;
}

// Calls read(value) for the member of that key, if it is there.
template <typename Read>
std::optional<Error> read_member(const json& object, std::string_view key, Read&& read) {
    const auto found = object.find(key);
    return found == object.end() ? std::nullopt : read(*found);
}

std::optional<Error> read_file(const json& from, SessionFile& file) {
    if (!from.is_object() || !from.contains("name"))
        return bad_value("files", "objects with a \"name\"");
    auto error = read_value("files.name", {}, from.at("name"), file.name);
    if (error) return error;
    error = read_member(
        from, "kind", [&](const json& value) { return read_kind("files.kind", value, file.kind); });
    if (error) return error;
    error = read_member(from, "size", [&](const json& value) {
        return read_count("files.size", value, file.size);
    });
    if (error) return error;
    return read_member(from, "fingerprint", [&](const json& value) {
        return read_fingerprint("files.fingerprint", value, file.fingerprint);
    });
}

std::optional<Error> read_files(const json& from, Session& session) {
    if (!from.is_array()) return bad_value("files", "a list");
    for (const json& one : from) {
        SessionFile file;
        const auto error = read_file(one, file);
        if (error && !session.made_by_newer) return error;
        if (!error) session.files.push_back(std::move(file));
    }
    return std::nullopt;
}

std::optional<Error> read_images(const json& from, Session& session) {
    if (from.is_null()) return std::nullopt;
    if (!from.is_object()) return bad_value("images", "an object with a \"count\"");
    SessionImages images;
    auto error = read_member(from, "count", [&](const json& value) {
        return read_count("images.count", value, images.count);
    });
    if (error) return error;
    error = read_member(from, "fingerprint", [&](const json& value) {
        return read_fingerprint("images.fingerprint", value, images.fingerprint);
    });
    if (!error) session.images = std::move(images);
    return error;
}

std::optional<Error> read_view(const json& from, Session& session) {
    if (!from.is_object()) return bad_value("view", "an object");
    std::optional<Error> first;
    visit_fields(session.view, [&](const Field& field, auto& member) {
        auto error = read_member(from, field.key, [&](const json& value) {
            return read_value(field.key, field, value, member);
        });
        if (error && !first && !session.made_by_newer) first = std::move(error);
    });
    return first;
}

// The last part of a path, of a folder with its '/'.
std::string_view base_name(std::string_view path) {
    const std::string_view inside = path.substr(0, path.size() - (path.ends_with('/') ? 1 : 0));
    return path.substr(inside.rfind('/') + 1);  // npos + 1 is 0
}

// Whether two descriptions are of the same content, as far as is known.
bool same_content(const SessionFile& a, const SessionFile& b) {
    if (!a.fingerprint.empty() && !b.fingerprint.empty()) return a.fingerprint == b.fingerprint;
    return base_name(a.name) == base_name(b.name) &&
           (a.size == b.size || a.size == 0 || b.size == 0);
}

std::optional<SessionDifference> difference_of(const SessionFile& wanted,
                                               const std::vector<SessionFile>& files) {
    const auto same = [&](const SessionFile& file) { return same_content(wanted, file); };
    if (std::ranges::any_of(files, same)) return std::nullopt;
    SessionDifference difference = {.what = SessionDifference::What::file_missing,
                                    .file = wanted.name,
                                    .kind = wanted.kind,
                                    .wanted = wanted.size};
    auto named = std::ranges::find(files, wanted.name, &SessionFile::name);
    if (named == files.end()) {
        named = std::ranges::find_if(files, [&](const SessionFile& file) {
            return base_name(file.name) == base_name(wanted.name);
        });
    }
    if (named != files.end()) {
        difference.what = SessionDifference::What::other_content;
        difference.here = named->size;
    }
    return difference;
}

std::optional<SessionDifference> difference_of(const SessionImages& wanted,
                                               const std::optional<SessionImages>& here) {
    using What = SessionDifference::What;
    SessionDifference difference = {.what = What::images_missing, .wanted = wanted.count};
    if (!here || here->count == 0) {
        return wanted.count == 0 ? std::nullopt : std::optional(difference);
    }
    difference.here = here->count;
    if (wanted.count != here->count) {
        difference.what = What::other_image_count;
        return difference;
    }
    const bool known = !wanted.fingerprint.empty() && !here->fingerprint.empty();
    if (!known || wanted.fingerprint == here->fingerprint) return std::nullopt;
    difference.what = What::other_image_names;
    return difference;
}

}  // namespace

json json_of(const std::vector<SessionFile>& files) {
    json all = json::array();
    for (const SessionFile& file : files) {
        json one = {{"name", json_of_text(file.name)}, {"kind", id_of(file.kind)}};
        if (file.size != 0) one["size"] = file.size;
        if (!file.fingerprint.empty()) one["fingerprint"] = file.fingerprint;
        all.push_back(std::move(one));
    }
    return all;
}

json json_of(const SessionImages& images) {
    json one = {{"count", images.count}};
    if (!images.fingerprint.empty()) one["fingerprint"] = images.fingerprint;
    return one;
}

std::optional<Error> read_version(std::string_view key, const json& version, Session& session) {
    std::uint64_t number = 0;
    if (read_count(key, version, number) || number == 0) {
        return bad_value(key, "a whole number of 1 or more");
    }
    session.made_by_newer = number > session_version;
    return std::nullopt;
}

std::optional<Error> read_document(const json& document, Session& session) {
    if (!document.is_object()) {
        return Error{.code = ErrorCode::wrong_kind,
                     .message = "this JSON is not a session",
                     .remedy = "Choose a session that was saved by Errata"};
    }
    const auto members = {
        read_member(document, "demo",
                    [&](const json& value) { return read_value("demo", {}, value, session.demo); }),
        read_member(document, "files",
                    [&](const json& value) { return read_files(value, session); }),
        read_member(document, "images",
                    [&](const json& value) { return read_images(value, session); }),
        read_member(document, "view", [&](const json& value) { return read_view(value, session); }),
    };
    if (session.made_by_newer) return std::nullopt;
    const auto first =
        std::ranges::find_if(members, [](const auto& error) { return error.has_value(); });
    return first == members.end() ? std::nullopt : *first;
}

std::string to_json(const Session& session) {
    json document = {{"version", session_version},
                     {"demo", session.demo},
                     {"files", json_of(session.files)},
                     {"view", json::object()}};
    if (session.images) document["images"] = json_of(*session.images);
    visit_fields(session.view, [&](const Field& field, const auto& member) {
        document["view"][std::string(field.key)] = json_of_value(member);
    });
    return document.dump(2);
}

Result<Session> session_from_json(std::string_view text) {
    const json document = json::parse(text, nullptr, false);
    if (document.is_discarded()) {
        return std::unexpected(Error{.code = ErrorCode::syntax,
                                     .message = "this is not a session: it is no JSON, or cut off",
                                     .remedy = "Choose a session that was saved by Errata"});
    }
    Session session;
    auto error = document.is_object()
                     ? read_member(document, "version",
                                   [&](const json& value) {
                                       return read_version("version", value, session);
                                   })
                     : std::nullopt;
    if (!error) error = read_document(document, session);
    if (error) return std::unexpected(*std::move(error));
    return session;
}

std::vector<SessionDifference> differences(const Session& wanted, const Session& here) {
    std::vector<SessionDifference> all;
    if (wanted.demo && !here.demo) all.push_back({.what = SessionDifference::What::demo_closed});
    for (const SessionFile& file : wanted.files) {
        if (auto difference = difference_of(file, here.files); difference) {
            all.push_back(*std::move(difference));
        }
    }
    if (wanted.images) {
        if (auto difference = difference_of(*wanted.images, here.images); difference) {
            all.push_back(*std::move(difference));
        }
    }
    return all;
}

std::string to_string(const SessionDifference& difference) {
    using What = SessionDifference::What;
    switch (difference.what) {
        case What::demo_closed: return "The demo is not open";
        case What::file_missing: {
            const std::string_view kind =
                difference.kind == FileKind::unknown ? "file" : name_of(difference.kind);
            const std::string size =
                difference.wanted == 0 ? "" : ", " + counted(difference.wanted, "byte");
            return std::format("{} is missing ({}{})", difference.file, kind, size);
        }
        case What::other_content:
            if (difference.wanted == 0 || difference.here == 0) {
                return std::format("{} has other content here", difference.file);
            }
            if (difference.wanted == difference.here) {
                return std::format("{} has other content here, of the same size", difference.file);
            }
            return std::format("{} has other content here: {} instead of {}", difference.file,
                               counted(difference.here, "byte"), grouped(difference.wanted));
        case What::images_missing:
            return std::format("{} missing", difference.wanted == 1
                                                 ? "1 image is"
                                                 : grouped(difference.wanted) + " images are");
        case What::other_image_count:
            return std::format("{} here instead of {}", counted(difference.here, "image"),
                               grouped(difference.wanted));
        case What::other_image_names:
            return std::format("{} here, but with other names or sizes",
                               counted(difference.here, "image"));
    }
    return {};
}

}  // namespace errata
