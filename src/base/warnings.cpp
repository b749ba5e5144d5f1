#include "base/warnings.h"

#include <algorithm>

namespace errata {

namespace {
constexpr std::size_t shown_bytes = 80;
}

Warning& Warnings::of(std::string_view file, std::string_view kind, std::string_view message) {
    const auto found = std::ranges::find_if(
        all_, [&](const Warning& w) { return w.kind == kind && w.file == file; });
    if (found != all_.end()) return *found;
    all_.push_back({.file = std::string(file),
                    .kind = std::string(kind),
                    .message = std::string(message),
                    .count = 0,
                    .examples = {}});
    return all_.back();
}

void Warnings::add(std::string_view file, std::string_view kind, std::string_view message,
                   std::uint64_t byte, std::string_view text) {
    Warning& warning = of(file, kind, message);
    ++warning.count;
    if (warning.examples.size() < kept_examples) {
        warning.examples.push_back(
            {.byte = byte, .line = {}, .text = std::string(text.substr(0, shown_bytes))});
    }
}

void Warnings::add_count(std::string_view file, std::string_view kind, std::string_view message,
                         std::uint64_t count) {
    of(file, kind, message).count += count;
}

void Warnings::merge(const Warnings& later) {
    for (const Warning& theirs : later.all_) {
        Warning& ours = of(theirs.file, theirs.kind, theirs.message);
        ours.count += theirs.count;
        for (const WarningExample& example : theirs.examples) {
            if (ours.examples.size() < kept_examples) ours.examples.push_back(example);
        }
    }
}

std::uint64_t Warnings::count_of(std::string_view kind) const {
    std::uint64_t count = 0;
    for (const Warning& warning : all_) {
        if (warning.kind == kind) count += warning.count;
    }
    return count;
}

}  // namespace errata
