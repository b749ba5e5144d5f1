// The session's document as a JSON value: what document.cpp and link.cpp share.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <vector>

#include "session/document.h"

namespace errata {

nlohmann::json json_of(const std::vector<SessionFile>& files);
nlohmann::json json_of(const SessionImages& images);

// Sets in `session` what the document has, but for its version. Where session.made_by_newer, what is not
// understood is passed over; otherwise it is the error.
std::optional<Error> read_document(const nlohmann::json& document, Session& session);

// A version as read: 1 or more. Sets session.made_by_newer.
std::optional<Error> read_version(std::string_view key, const nlohmann::json& version,
                                  Session& session);

}  // namespace errata
