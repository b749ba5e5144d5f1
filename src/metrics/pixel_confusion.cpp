#include "metrics/pixel_confusion.h"

#include "metrics/semantic.h"

namespace errata {

Confusion confuse_pixels(const Dataset& dataset, const Run& run) {
    const std::size_t classes = dataset.classes.size();
    SemanticCounts counts(classes);
    const LabelMaps& truth = dataset.samples.label_maps;
    for (std::size_t s = 0; s < truth.size(); ++s) counts.add(truth[s], run.label_maps[s]);
    Confusion result;
    for (std::size_t cls = 0; cls < classes; ++cls) {
        for (std::size_t as = 0; as <= classes; ++as) {
            const std::uint64_t pixels = counts.at(cls, as);
            if (pixels == 0) continue;
            const std::uint32_t predicted =
                as == classes ? background_class : static_cast<std::uint32_t>(as);
            result.cells.push_back({.truth = static_cast<std::uint32_t>(cls),
                                    .predicted = predicted,
                                    .count = pixels});
        }
    }
    return result;
}

}  // namespace errata
