// Percent-encoding and base64url against RFC 3986, RFC 4648 and RFC 3629.
#include "base/encoding.h"

#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"

using namespace errata;

TEST_CASE("encoding: percent", "[base]") {
    // Made with Python: urllib.parse.quote(..., safe="-._~/:,")
    CHECK(percent_encoded("val/a b+c&d=e#f%g.jpg") == "val/a%20b%2Bc%26d%3De%23f%25g.jpg");
    CHECK(percent_encoded("t:123,~-_") == "t:123,~-_");
    CHECK(percent_encoded("b\u00E5t \u8239") == "b%C3%A5t%20%E8%88%B9");
    CHECK(percent_decoded("b%c3%A5t%20%E8%88%B9") == "b\u00E5t \u8239");
    CHECK(percent_decoded("a+b") == "a+b");
    CHECK(percent_decoded("") == "");
    for (const char* broken : {"%", "a%2", "%G0", "%0g", "%%41"}) {
        INFO(broken);
        CHECK_FALSE(percent_decoded(broken));
    }
}

TEST_CASE("encoding: base64url, the RFC's vectors", "[base]") {
    for (const auto& [bytes, text] : {std::pair{"", ""},
                                      {"f", "Zg"},
                                      {"fo", "Zm8"},
                                      {"foo", "Zm9v"},
                                      {"foob", "Zm9vYg"},
                                      {"fooba", "Zm9vYmE"},
                                      {"foobar", "Zm9vYmFy"},
                                      {"\xFB\xFF\xBF", "-_-_"}}) {
        CHECK(base64url_encoded(bytes) == text);
        CHECK(base64url_decoded(text) == bytes);
    }
    for (const char* broken : {"Z", "Zm9vY", "Zg==", "Zm+v", "Zm/v", "Zm v"}) {
        INFO(broken);
        CHECK_FALSE(base64url_decoded(broken));
    }
}

TEST_CASE("encoding: any bytes come back", "[base]") {
    Random random(1);
    for (int round = 0; round < 500; ++round) {
        std::string bytes(random.index(40), '\0');
        for (char& c : bytes) c = static_cast<char>(random.below(256));
        CHECK(percent_decoded(percent_encoded(bytes)) == bytes);
        CHECK(base64url_decoded(base64url_encoded(bytes)) == bytes);
    }
}

TEST_CASE("encoding: what is UTF-8", "[base]") {
    CHECK(is_utf8(""));
    CHECK(is_utf8("a\u00E5\u8239\U0001F6A2\U0010FFFF\u0080\u0800\U00010000\uD7FF\uE000"));
    for (const char* broken :
         {"\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
          "\xF4\x90\x80\x80", "\xF8\x88\x80\x80\x80", "\xC3", "\xE8\x88", "a\xFF", "\xC3\x28"}) {
        CHECK_FALSE(is_utf8(broken));
    }
}
