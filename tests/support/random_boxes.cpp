#include "support/random_boxes.h"

#include <catch2/catch_amalgamated.hpp>
#include <nlohmann/json.hpp>

#include "base/random.h"
#include "engine/jobs.h"

namespace errata::test {

using nlohmann::json;

Texts random_texts(std::uint64_t seed, int images) {
    Random random(seed);
    json truth = {{"annotations", json::array()}};
    json predictions = json::array();
    const auto number = [&](std::uint64_t bound) { return 8 * random.below(bound); };
    for (int image = 1; image <= images; ++image) truth["images"].push_back({{"id", image}});
    for (int cls = 1; cls <= 6; ++cls) truth["categories"].push_back({{"id", cls}, {"name", "c"}});
    int id = 0;
    for (int image = images; image >= 1; --image) {
        for (std::uint64_t i = random.below(8); i > 0; --i) {
            truth["annotations"].push_back(
                {{"id", ++id},
                 {"image_id", image},
                 {"category_id", 1 + random.below(5)},
                 {"bbox", {number(9), number(9), 8 + number(12), 8 + number(12)}},
                 {"area", random.below(20000)},
                 {"iscrowd", random.chance(0.2) ? 1 : 0}});
        }
        for (std::uint64_t i = random.below(30); i > 0; --i) {
            predictions.push_back({{"image_id", image},
                                   {"category_id", 1 + random.below(6)},
                                   {"bbox", {number(9), number(9), 8 + number(12), 8 + number(12)}},
                                   {"score", static_cast<double>(random.below(20)) / 20}});
        }
    }
    return {.truth = truth.dump(), .predictions = predictions.dump()};
}

Evaluation evaluate_texts(const Texts& texts, unsigned threads, const DetectionProtocol& protocol) {
    const MemorySource truth("gt.json", texts.truth);
    const MemorySource predictions("dt.json", texts.predictions);
    Evaluation evaluation;
    Job job = evaluate_files(truth, predictions,
                             {.protocol = protocol, .threads = threads, .keep_assignments = true},
                             evaluation);
    while (job.step()) {
    }
    if (job.error()) FAIL(to_string(*job.error()));
    return evaluation;
}

}  // namespace errata::test
