#include "metrics/ranked_stream.h"

#include "base/key_sort.h"

namespace errata {

std::vector<RankedStream> ranked_streams(std::span<const EvaluationPart> parts) {
    const std::size_t words = parts[0].words;
    std::vector<RankedStream> streams(parts[0].streams.size());
    std::vector<RankedPrediction> spare;
    for (std::size_t cls = 0; cls < streams.size(); ++cls) {
        RankedStream& own = streams[cls];
        for (const EvaluationPart& part : parts) {
            const ClassStream& stream = part.streams[cls];
            const auto first = static_cast<std::uint32_t>(own.outcomes.size() / (2 * words));
            for (std::size_t i = 0; i < stream.keys.size(); ++i) {
                const StreamRecord record{stream.records[i]};
                own.predictions.push_back(
                    {.key = stream.keys[i],
                     .record = record.bits,
                     .outcome = record.is_touched() ? first + record.index() : 0,
                     .image = stream.images[i]});
            }
            own.outcomes.insert(own.outcomes.end(), stream.outcomes.begin(), stream.outcomes.end());
        }
        sort_by_key(own.predictions, spare);
    }
    for (const EvaluationPart& part : parts) {
        for (const CountedObject& object : part.counted_objects) {
            streams[object.stream].objects.push_back(object);
        }
    }
    return streams;
}

}  // namespace errata
