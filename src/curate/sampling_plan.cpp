#include "curate/sampling_plan.h"

#include <algorithm>
#include <array>

namespace errata {

namespace {

constexpr std::array<std::string_view, 5> sampler_ids = {"random", "stratified", "uncertainty",
                                                         "highest", "functions"};

}  // namespace

std::string_view id_of(Sampler sampler) { return sampler_ids[static_cast<std::size_t>(sampler)]; }

std::optional<Sampler> sampler_of_id(std::string_view id) {
    const auto found = std::ranges::find(sampler_ids, id);
    if (found == sampler_ids.end()) return {};
    return static_cast<Sampler>(found - sampler_ids.begin());
}

}  // namespace errata
