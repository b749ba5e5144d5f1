// The link: a session as the fragment of a URL.
//
// What it is for: a view that is sent to somebody else. People can read and change the common part:
//     v=1&view=gallery&score=0.35&iou=0.75&class=person&img=val/000123.jpg&obj=t:123&s=...
// What it does not do: hold data; the receiver needs the same files, or the demo (data=demo).
//
// Keys, every one optional; `v` and `view` are always written, the others where they differ from the start:
//     v      version of the document (session_version)
//     data   demo: the demo's files
//     view, score, iou, class, img, obj: members of the view (view_fields.h); values percent-encoded
//     s      all the rest, files and images too: the document (document.h) with only what differs, compact,
//            raw deflate, base64url
// Keys are separated by '&'; unknown ones are ignored; of one that comes twice the last counts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"
#include "session/document.h"

namespace errata {

// A document that unpacks to more is refused.
inline constexpr std::size_t link_max_unpacked = std::size_t{1} << 20U;

// Without the '#'; ASCII. The view's numbers must be finite.
std::string fragment_of(const Session& session);

// The same back, with or without the '#'; made_by_newer as of session_from_json. Errors: bad_value and others
// of session_from_json, naming the link's key; corrupt where `s` is damaged, as when a link was cut;
// too_large.
Result<Session> session_from_fragment(std::string_view fragment);

}  // namespace errata
