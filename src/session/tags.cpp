#include "session/tags.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace errata {

SampleNames::SampleNames(std::vector<std::string> names) {
    std::ranges::sort(names);
    const auto again = std::ranges::unique(names);
    names.erase(again.begin(), again.end());
    if (!names.empty()) names_ = std::make_shared<const std::vector<std::string>>(std::move(names));
}

bool SampleNames::contains(std::string_view name) const {
    return std::ranges::binary_search(names(), name);
}

bool SampleNames::operator==(const SampleNames& other) const {
    return names_ == other.names_ || std::ranges::equal(names(), other.names());
}

Tags with_tag(const Tags& tags, std::string_view name, std::vector<std::string> samples, bool on) {
    Tags result = tags;
    const auto place = std::ranges::lower_bound(
        result, name, {}, [](const SampleTag& tag) -> std::string_view { return tag.name; });
    const bool is_there = place != result.end() && place->name == name;
    const SampleNames given(std::move(samples));
    const auto before = is_there ? place->samples.names() : std::span<const std::string>();
    std::vector<std::string> after;
    if (on) {
        std::ranges::set_union(before, given.names(), std::back_inserter(after));
    } else {
        std::ranges::set_difference(before, given.names(), std::back_inserter(after));
    }
    if (is_there && after.empty()) {
        result.erase(place);
    } else if (is_there) {
        place->samples = SampleNames(std::move(after));
    } else if (!after.empty()) {
        result.insert(place, {.name = std::string(name), .samples = SampleNames(std::move(after))});
    }
    return result;
}

}  // namespace errata
