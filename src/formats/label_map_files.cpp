#include "formats/label_map_files.h"

#include <format>

#include "base/parallel.h"

namespace errata {

namespace {

Result<MapFile> read_map(const NamedFiles& files, std::size_t file) {
    const auto source = files.open(file);
    if (!source) return std::unexpected(source.error());
    auto image = read_label_image(**source);
    if (!image) return std::unexpected(image.error());
    return MapFile{.name = (*source)->name(), .image = *std::move(image)};
}

Result<MapPair> read_pair(const NamedFiles& truth, const NamedFiles& predictions,
                          const MapFiles& files) {
    auto map = read_map(truth, files.truth);
    if (!map) return std::unexpected(map.error());
    MapPair pair = {.truth = *std::move(map)};
    if (!files.predicted) return pair;
    auto predicted = read_map(predictions, *files.predicted);
    if (!predicted) return std::unexpected(predicted.error());
    const LabelImage& a = pair.truth.image;
    const LabelImage& b = predicted->image;
    if (a.width != b.width || a.height != b.height) {
        return std::unexpected(
            Error{.code = ErrorCode::mismatch,
                  .message = std::format("the image has {} x {} pixels, the ground truth's {} has "
                                         "{} x {}",
                                         b.width, b.height, pair.truth.name, a.width, a.height),
                  .remedy = "Write predictions in the size of the ground truth, without mixing "
                            "neighbouring values",
                  .file = predicted->name});
    }
    pair.predicted = *std::move(predicted);
    return pair;
}

}  // namespace

std::vector<Result<MapPair>> read_map_pairs(const NamedFiles& truth, const NamedFiles& predictions,
                                            std::span<const MapFiles> images, unsigned threads) {
    std::vector<Result<MapPair>> pairs(images.size());
    parallel_for(threads, images.size(),
                 [&](std::size_t i) { pairs[i] = read_pair(truth, predictions, images[i]); });
    return pairs;
}

}  // namespace errata
