#include "metrics/evaluation_part.h"

#include <algorithm>

namespace errata {

PartArrays::PartArrays(const EvaluationPart& part)
    : shape_{part.words, part.area_ranges, static_cast<std::uint32_t>(part.streams.size())},
      positives_(part.positives) {
    for (const ClassStream& stream : part.streams) {
        keys_.append(stream.keys.span());
        records_.append(stream.records.span());
        outcomes_.append(stream.outcomes.span());
        ends_.push_back(keys_.size());
        ends_.push_back(outcomes_.size());
    }
}

void PartArrays::add_to(SnapshotWriter& writer) const {
    writer.add("part.shape", std::span(shape_));
    writer.add("part.ends", std::span(ends_));
    writer.add("part.keys", keys_.span());
    writer.add("part.records", records_.span());
    writer.add("part.outcomes", outcomes_.span());
    writer.add("part.positives", std::span(positives_));
}

Result<EvaluationPart> part_from_snapshot(const SnapshotReader& reader) {
    const auto corrupt = [] {
        return std::unexpected(Error{.code = ErrorCode::corrupt,
                                     .message = "the arrays of an evaluation's part contradict "
                                                "each other",
                                     .remedy = "Make the part again"});
    };
    const auto shape = reader.get<std::uint32_t>("part.shape");
    const auto ends = reader.get<std::uint64_t>("part.ends");
    const auto keys = reader.get<std::uint64_t>("part.keys");
    const auto records = reader.get<std::uint32_t>("part.records");
    const auto outcomes = reader.get<std::uint64_t>("part.outcomes");
    const auto positives = reader.get<std::uint32_t>("part.positives");
    for (const Error* error :
         {shape ? nullptr : &shape.error(), ends ? nullptr : &ends.error(),
          keys ? nullptr : &keys.error(), records ? nullptr : &records.error(),
          outcomes ? nullptr : &outcomes.error(), positives ? nullptr : &positives.error()}) {
        if (error != nullptr) return std::unexpected(*error);
    }
    if (shape->size() != 3 || (*shape)[0] == 0 || (*shape)[1] > max_area_ranges) return corrupt();

    EvaluationPart part;
    part.words = (*shape)[0];
    part.area_ranges = (*shape)[1];
    const std::size_t classes = (*shape)[2];
    if (ends->size() != 2 * classes || positives->size() != classes * part.area_ranges ||
        keys->size() != records->size()) {
        return corrupt();
    }
    part.positives.assign(positives->begin(), positives->end());
    part.streams.resize(classes);
    std::uint64_t key = 0;
    std::uint64_t outcome = 0;
    const std::size_t words = 2 * std::size_t{part.words};
    for (std::size_t k = 0; k < classes; ++k) {
        const std::uint64_t key_end = (*ends)[2 * k];
        const std::uint64_t outcome_end = (*ends)[2 * k + 1];
        if (key_end < key || key_end > keys->size() || outcome_end < outcome ||
            outcome_end > outcomes->size() || (outcome_end - outcome) % words != 0) {
            return corrupt();
        }
        ClassStream& stream = part.streams[k];
        const auto slice = [](const auto& column, std::uint64_t begin, std::uint64_t end) {
            return column.span().subspan(static_cast<std::size_t>(begin),
                                         static_cast<std::size_t>(end - begin));
        };
        stream.keys.append(slice(*keys, key, key_end));
        stream.records.append(slice(*records, key, key_end));
        stream.outcomes.append(slice(*outcomes, outcome, outcome_end));
        const std::size_t touched = stream.outcomes.size() / words;
        const bool sound = std::ranges::all_of(stream.records, [&](std::uint32_t bits) {
            const StreamRecord record{bits};
            return !record.is_touched() || record.index() < touched;
        });
        if (!sound) return corrupt();
        key = key_end;
        outcome = outcome_end;
    }
    return part;
}

}  // namespace errata
