#include "base/error.h"

#include <format>

namespace errata {

std::string_view name_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::io: return "io";
        case ErrorCode::empty: return "empty";
        case ErrorCode::encoding: return "encoding";
        case ErrorCode::compression: return "compression";
        case ErrorCode::syntax: return "syntax";
        case ErrorCode::depth: return "depth";
        case ErrorCode::wrong_kind: return "wrong-kind";
        case ErrorCode::bad_value: return "bad-value";
        case ErrorCode::mismatch: return "mismatch";
        case ErrorCode::too_large: return "too-large";
        case ErrorCode::corrupt: return "corrupt";
        case ErrorCode::cancelled: return "cancelled";
    }
    return "unknown";
}

std::string to_string(const Error& error) {
    std::string text = error.file;
    if (error.line) text += std::format(":{}", *error.line);
    if (!text.empty()) text += ": ";
    text += error.message;
    if (error.byte) text += std::format(" (byte {})", *error.byte);
    text += std::format(" [{}].", name_of(error.code));
    if (!error.remedy.empty()) text += std::format(" {}.", error.remedy);
    return text;
}

}  // namespace errata
