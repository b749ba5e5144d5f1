#include "engine/assignments_snapshot.h"

#include <algorithm>

namespace errata {

namespace {

static_assert(sizeof(Assignment) == 3 * sizeof(std::uint32_t));

std::unexpected<Error> corrupt(std::string message) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .message = std::move(message),
                                 .remedy = "Load the files again"});
}

}  // namespace

void add_assignments(SnapshotWriter& writer, const Column<Assignment>& assignments,
                     const Column<Row>& beyond_limit, const Column<double>& overlaps) {
    writer.add("match.assignments",
               std::span(reinterpret_cast<const std::uint32_t*>(assignments.data()),
                         3 * assignments.size()));
    writer.add("match.beyond_limit", beyond_limit);
    writer.add("match.overlap", overlaps);
}

Result<AssignmentColumns> assignments_from_snapshot(const SnapshotReader& reader,
                                                    std::shared_ptr<const void> owner,
                                                    std::size_t predictions, std::size_t objects) {
    const auto words = reader.get<std::uint32_t>("match.assignments");
    if (!words) return std::unexpected(words.error());
    auto beyond_limit = reader.get<Row>("match.beyond_limit");
    if (!beyond_limit) return std::unexpected(beyond_limit.error());
    auto overlaps = reader.get<double>("match.overlap");
    if (!overlaps) return std::unexpected(overlaps.error());
    if (words->size() % 3 != 0 || (!overlaps->empty() && overlaps->size() != words->size() / 3)) {
        return corrupt("the table of assignments is cut off");
    }
    AssignmentColumns columns = {
        .assignments = Column<Assignment>(
            {reinterpret_cast<const Assignment*>(words->data()), words->size() / 3},
            std::move(owner)),
        .beyond_limit = *std::move(beyond_limit),
        .overlaps = *std::move(overlaps)};
    const bool taken_exist = std::ranges::all_of(columns.assignments, [&](const Assignment& taken) {
        return taken.prediction < predictions && taken.truth < objects;
    });
    const bool rows_exist =
        std::ranges::all_of(columns.beyond_limit, [&](Row row) { return row < predictions; });
    if (!taken_exist || !rows_exist) return corrupt("an assignment names a row that is not there");
    return columns;
}

}  // namespace errata
