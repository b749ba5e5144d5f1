#include "engine/matches.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "data/snapshot.h"
#include "engine/assignments_snapshot.h"

namespace errata {

namespace {

std::unexpected<Error> corrupt(std::string message) {
    return std::unexpected(Error{.code = ErrorCode::corrupt,
                                 .message = std::move(message),
                                 .remedy = "Load the files again"});
}

}  // namespace

bool same_iou(double a, double b) { return std::abs(a - b) < 1e-9; }

std::optional<std::size_t> stored_threshold(const Evaluation& evaluation, double iou) {
    const std::vector<double>& stored = evaluation.iou_thresholds;
    if (stored.empty() || stored.front() == 0) return 0;
    const auto found = std::ranges::find_if(stored, [&](double one) { return same_iou(one, iou); });
    if (found == stored.end()) return std::nullopt;
    return static_cast<std::size_t>(found - stored.begin());
}

double least_confused_overlap(const Evaluation& evaluation, double iou) {
    if (evaluation.task == Task::panoptic) return std::nextafter(0.5, 1.0);
    return evaluation.iou_thresholds.front() > 0 ? iou : 0;
}

std::vector<std::byte> snapshot_of(const Matches& matches) {
    const std::array<double, 1> iou = {matches.iou};
    const std::array<std::uint64_t, 2> rows = {matches.predictions, matches.objects};
    SnapshotWriter writer;
    writer.add("match.iou", std::span<const double>(iou));
    writer.add("match.rows", std::span<const std::uint64_t>(rows));
    add_assignments(writer, matches.assignments, matches.beyond_limit, matches.overlaps);
    std::vector<std::byte> bytes(writer.size());
    writer.write(bytes);
    return bytes;
}

Result<Matches> matches_from_snapshot(std::span<const std::byte> bytes,
                                      std::shared_ptr<const void> owner,
                                      const Evaluation& evaluation) {
    const auto reader = SnapshotReader::open(bytes, owner);
    if (!reader) return std::unexpected(reader.error());
    const auto iou = reader->get<double>("match.iou");
    if (!iou) return std::unexpected(iou.error());
    const auto rows = reader->get<std::uint64_t>("match.rows");
    if (!rows) return std::unexpected(rows.error());
    if (iou->size() != 1 || rows->size() != 2) return corrupt("the matches say not what they are");
    if ((*rows)[0] != evaluation.run.size() || (*rows)[1] != evaluation.dataset.truth.size()) {
        return corrupt("the matches belong to other data");
    }
    auto taken = assignments_from_snapshot(*reader, std::move(owner), evaluation.run.size(),
                                           evaluation.dataset.truth.size());
    if (!taken) return std::unexpected(taken.error());
    return Matches{.iou = (*iou)[0],
                   .predictions = (*rows)[0],
                   .objects = (*rows)[1],
                   .assignments = std::move(taken->assignments),
                   .beyond_limit = std::move(taken->beyond_limit),
                   .overlaps = std::move(taken->overlaps)};
}

}  // namespace errata
