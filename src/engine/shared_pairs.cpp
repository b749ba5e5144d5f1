#include "engine/shared_pairs.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "base/parallel.h"
#include "metrics/tide.h"

namespace errata {

namespace {

constexpr SampleSlot samples_per_slice = 64;
constexpr SampleSlot samples_per_threaded_slice = 1024;

double floor_of_others() { return std::nextafter(TideOptions{}.background_iou, 0.0); }

}  // namespace

bool can_share_pairs(const DetectionProtocol& protocol) {
    return protocol.overlap.kind != OverlapKind::box && protocol.use_classes &&
           !protocol.federated && std::ranges::min(protocol.iou_thresholds) > 0;
}

bool has_shared_pairs_of(double least_overlap) { return least_overlap > floor_of_others(); }

Job find_shared_pairs(const Dataset& dataset, const Run& run, const SampleRows& rows,
                      const OverlapOptions& overlap, unsigned threads,
                      std::optional<Candidates>& result) {
    const auto samples = static_cast<SampleSlot>(dataset.samples.size());
    std::vector<CandidateSearch> searches;
    for (unsigned i = 0; i < std::max(1U, threads); ++i)
        searches.emplace_back(dataset, run, rows, overlap, 0, nullptr, floor_of_others());
    const SampleSlot slice = threads > 1 ? samples_per_threaded_slice : samples_per_slice;
    for (SampleSlot begin = 0; begin < samples; begin += slice) {
        co_yield {"Comparing pairs", begin, samples, "images"};
        const std::size_t count = std::min<SampleSlot>(slice, samples - begin);
        parallel_for(threads, searches.size(), [&](std::size_t i) {
            searches[i].add(static_cast<SampleSlot>(begin + count * i / searches.size()),
                            static_cast<SampleSlot>(begin + count * (i + 1) / searches.size()));
        });
    }
    result = std::move(searches.front()).finish();
    for (std::size_t i = 1; i < searches.size(); ++i)
        result->append(std::move(searches[i]).finish());
    co_return std::nullopt;
}

}  // namespace errata
