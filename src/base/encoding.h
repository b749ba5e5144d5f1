// Texts and bytes as the characters of a URL: percent-encoding and base64url.
//
// What it is for: the link. Both take any bytes and give them back.
// What it does not do: form encoding (a '+' is a plus).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace errata {

// Whether the bytes are UTF-8 (RFC 3629): shortest forms, no surrogates, up to U+10FFFF.
bool is_utf8(std::string_view bytes);

// RFC 3986: letters, digits and - . _ ~ stay, also '/' ':' ',' which a fragment may hold and people read;
// every other byte becomes %XX.
std::string percent_encoded(std::string_view bytes);

// The same back; other characters stand for themselves. Nothing when a '%' has no two hex digits behind it.
std::optional<std::string> percent_decoded(std::string_view text);

// RFC 4648, section 5, without padding.
std::string base64url_encoded(std::string_view bytes);

// The same back. Nothing for other characters, padding, or a length that no bytes have.
std::optional<std::string> base64url_decoded(std::string_view text);

}  // namespace errata
