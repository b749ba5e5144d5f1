// Session: what is open, and how it is looked at, as one value and one JSON document.
//
// What it is for: the saved session and the link (link.h) carry it; whoever opens one is told by differences()
// what is missing or different on this machine.
// What it does not do: hold data; files are named by name, size and fingerprint.
//
// The document, every member optional, unknown ones ignored:
//     {"version": 1, "demo": false,
//      "files": [{"name": "gt.json", "kind": "truth", "size": 123, "fingerprint": "<32 hex digits>"}],
//      "images": {"count": 5000, "fingerprint": "..."},
//      "view": {"place": "gallery", "confidence": 0.35, ...}}   view_fields.h has all
// A name that is not UTF-8 stands as {"percent": "a%FF.json"}.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/sniff.h"
#include "session/view.h"

namespace errata {

inline constexpr std::uint64_t session_version = 1;

struct SessionFile {
    // As given: a relative path, or a bare name; with '/' at its end a folder of label maps (size: of all).
    std::string name = {};
    FileKind kind = FileKind::unknown;
    std::uint64_t size = 0;        // bytes as stored; 0: not known
    std::string fingerprint = {};  // base/fingerprint.h (a folder's of its listing); "": not known

    bool operator==(const SessionFile&) const = default;
};

struct SessionImages {
    std::uint64_t count = 0;
    std::string fingerprint = {};  // fingerprint_of_folder(); "": not known

    bool operator==(const SessionImages&) const = default;
};

struct Session {
    bool demo = false;  // the demo's files
    std::vector<SessionFile> files = {};
    std::optional<SessionImages> images = {};
    View view = {};
    bool made_by_newer = false;  // set by reading: some of it may not be understood

    bool operator==(const Session&) const = default;
};

// The document, indented, complete, of this version. The view's numbers must be finite.
std::string to_json(const Session& session);

// The same back. Numbers of the view outside their ranges are brought to the nearer end. Errors: syntax;
// bad_value, naming the key, for wrong types, unknown words, and fingerprints that are none. Of a document
// with a newer version whatever is not understood is left as at the start.
Result<Session> session_from_json(std::string_view json);

// What a session wants and this machine does not have.
struct SessionDifference {
    enum class What : std::uint8_t {
        demo_closed,        // the demo is wanted and not open
        file_missing,       // no file of this content or name
        other_content,      // a file of this name with other content
        images_missing,     // images wanted, none here
        other_image_count,  // more or fewer images
        other_image_names,  // as many images, of other names or sizes
    };
    What what = What::file_missing;
    std::string file = {};              // the wanted file's name
    FileKind kind = FileKind::unknown;  // the wanted file's
    std::uint64_t wanted = 0;           // bytes, or images
    std::uint64_t here = 0;

    bool operator==(const SessionDifference&) const = default;
};

// In the order of `wanted`; empty when nothing differs. A file is the same when its fingerprint is, whatever
// its name; where a fingerprint is not known, when name and size are. Names are compared whole, then without
// their folders. Files beyond those wanted do not count.
std::vector<SessionDifference> differences(const Session& wanted, const Session& here);

// A sentence without a full stop: "gt.json has other content here: 1,300 bytes instead of 1,234".
std::string to_string(const SessionDifference& difference);

}  // namespace errata
