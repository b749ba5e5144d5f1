#include "engine/pictures_job.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/hash.h"
#include "base/parallel.h"
#include "data/dataset_snapshot.h"
#include "data/name_matching.h"
#include "data/snapshot.h"
#include "image/image_quality.h"
#include "image/perceptual_hash.h"
#include "image/picture.h"

namespace errata {

namespace {

constexpr std::size_t pictures_per_thread_and_slice = 4;

struct Measured {
    std::uint64_t hash = 0;
    std::uint64_t digest = 0;
    ImageQuality quality = {};
    double sharpness = std::numeric_limits<double>::quiet_NaN();  // NaN: it could not be read
    std::optional<Error> error = {};
};

std::uint64_t digest_of(const Picture& picture) {
    const std::array<std::uint32_t, 3> shape = {picture.width, picture.height, picture.channels};
    const std::array<std::uint64_t, 2> parts = {xxh3_64(std::as_bytes(std::span(shape))),
                                                xxh3_64(std::as_bytes(std::span(picture.pixels)))};
    return xxh3_64(std::as_bytes(std::span(parts)));
}

Measured measured(const NamedFiles& files, std::uint32_t file) {
    if (file == no_file) return {};
    const auto source = files.open(file);
    if (!source) return {.error = source.error()};
    const auto picture = read_picture(**source);
    if (!picture) return {.error = picture.error()};
    const ImageQuality quality = quality_of(*picture);
    return {.hash = perceptual_hash(*picture),
            .digest = digest_of(*picture),
            .quality = quality,
            .sharpness = quality.sharpness()};
}

// value(Measured), of those that could be read.
template <typename Value>
Column<double> numbers_of(const std::vector<Measured>& all, Value&& value) {
    std::vector<double> numbers;
    for (const Measured& one : all)
        numbers.push_back(std::isnan(one.sharpness) ? one.sharpness : value(one));
    return Column<double>(std::move(numbers));
}

template <std::uint64_t Measured::* member>
Column<std::uint64_t> words_of(const std::vector<Measured>& all) {
    std::vector<std::uint64_t> words;
    for (const Measured& one : all) words.push_back(one.*member);
    return Column<std::uint64_t>(std::move(words));
}

PictureStatistics columns_of(const std::vector<Measured>& all) {
    return {
        .hash = words_of<&Measured::hash>(all),
        .digest = words_of<&Measured::digest>(all),
        .brightness = numbers_of(all, [](const Measured& one) { return one.quality.brightness; }),
        .highlights =
            numbers_of(all, [](const Measured& one) { return one.quality.dark_percentile; }),
        .shadows =
            numbers_of(all, [](const Measured& one) { return one.quality.bright_percentile; }),
        .sharpness = numbers_of(all, [](const Measured& one) { return one.sharpness; }),
        .entropy = numbers_of(all, [](const Measured& one) { return one.quality.entropy; })};
}

}  // namespace

Job measure_pictures(const NamedFiles& files, std::vector<std::uint32_t> file_of,
                     PicturesOptions options, PictureStatistics& result, Warnings& warnings) {
    std::vector<Measured> all(file_of.size());
    // With several threads a slice is larger: each costs their start.
    const std::size_t slice =
        options.threads > 1 ? pictures_per_thread_and_slice * options.threads : 1;
    std::size_t absent = 0;
    for (std::size_t begin = 0; begin < all.size(); begin += slice) {
        co_yield {"Reading pictures", begin, all.size(), "pictures"};
        const std::size_t count = std::min(slice, all.size() - begin);
        parallel_for(options.threads, count,
                     [&](std::size_t i) { all[begin + i] = measured(files, file_of[begin + i]); });
        for (std::size_t i = begin; i < begin + count; ++i) {
            absent += file_of[i] == no_file ? 1 : 0;
            if (!all[i].error) continue;
            warnings.add_count(all[i].error->file, "unreadable-picture",
                               "pictures that cannot be read have no hash and no quality", 1);
        }
    }
    if (absent == all.size() && absent > 0) {
        co_return Error{.code = ErrorCode::mismatch,
                        .message = "none of the images that the ground truth names is here",
                        .remedy = "Give the folder that holds them, by the paths that it writes",
                        .file = files.name};
    }
    if (absent > 0) {
        warnings.add_count(files.name, "picture-missing",
                           "samples whose picture is not there have no hash and no quality",
                           absent);
    }
    result = columns_of(all);
    co_return std::nullopt;
}

std::vector<std::byte> snapshot_of(const PictureStatistics& pictures) {
    SnapshotWriter writer;
    add_to_snapshot(writer, pictures);
    std::vector<std::byte> bytes(writer.size());
    writer.write(bytes);
    return bytes;
}

Result<PictureStatistics> pictures_from_snapshot(std::span<const std::byte> bytes,
                                                 std::shared_ptr<const void> owner,
                                                 std::size_t samples) {
    const auto reader = SnapshotReader::open(bytes, std::move(owner));
    if (!reader) return std::unexpected(reader.error());
    return pictures_from_snapshot(*reader, samples);
}

}  // namespace errata
