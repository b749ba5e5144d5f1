// A small world with a pool: labeled images and unlabeled ones of three sites, and predictions on both.
#pragma once

#include <catch2/catch_amalgamated.hpp>
#include <format>
#include <string>

#include "base/byte_source.h"
#include "base/random.h"
#include "base/warnings.h"
#include "data/pool.h"
#include "engine/columns.h"
#include "engine/jobs.h"

namespace errata::test {

struct PoolWorld {
    std::string truth;
    std::string pool;
    std::string run;

    // Image ids are mixed: even ones are labeled, as long as there are any. Site 0 holds half of the images; objects at site 2
    // are missed. Class 2 is rare.
    PoolWorld(std::size_t labeled, std::size_t unlabeled, std::uint64_t seed) {
        Random random(seed);
        std::string images[2];
        std::string annotations;
        std::string predictions;
        const auto add = [](std::string& list, const std::string& one) {
            list += (list.empty() ? "" : ",\n") + one;
        };
        int next = 1;
        for (std::size_t i = 0; i < labeled + unlabeled; ++i) {
            const bool is_labeled = i < labeled;
            const std::size_t id = is_labeled ? 2 * i : 2 * (i - labeled) + 1;
            const auto site = random.chance(0.5) ? 0U : 1U + static_cast<unsigned>(random.below(2));
            add(images[is_labeled ? 0 : 1],
                std::format(
                    R"({{"id":{0},"file_name":"{0}.png","width":100,"height":100,"site":"s{1}","hour":{2}}})",
                    id, site, random.below(24)));
            for (std::uint64_t objects = random.below(4); objects > 0; --objects) {
                const int cls = random.chance(0.1) ? 2 : 1;
                const std::string box =
                    std::format("[{},{},20,20]", random.below(80), random.below(80));
                if (is_labeled) {
                    add(annotations,
                        std::format(
                            R"({{"id":{},"image_id":{},"category_id":{},"bbox":{},"area":400,"iscrowd":0}})",
                            next++, id, cls, box));
                }
                if (site == 2 && random.chance(0.8)) continue;
                add(predictions,
                    std::format(R"({{"image_id":{},"category_id":{},"bbox":{},"score":{}}})", id,
                                cls, box, random.uniform()));
            }
        }
        truth = std::format(
            R"({{"images":[{}],"annotations":[{}],"categories":[{{"id":1,"name":"car"}},{{"id":2,"name":"tram"}}]}})",
            images[0], annotations);
        pool = std::format(R"({{"images":[{}]}})", images[1]);
        run = std::format("[{}]", predictions);
    }
};

// Evaluates the files; `pool` and `pool_predictions` may be empty.
inline Evaluation evaluate_pool(const std::string& truth, const std::string& run,
                                const std::string& pool, const std::string& pool_predictions = {}) {
    const auto source = [](const char* name, const std::string& text) {
        return MemorySource(name, {text.data(), text.size()});
    };
    const MemorySource truth_file = source("gt.json", truth);
    const MemorySource run_file = source("dt.json", run);
    const MemorySource pool_file = source("pool.json", pool);
    const MemorySource pool_run_file = source("pool_dt.json", pool_predictions);
    Evaluation evaluation;
    Job job =
        evaluate_files(truth_file, run_file,
                       {.keep_assignments = true,
                        .pool = pool.empty() ? nullptr : &pool_file,
                        .pool_predictions = pool_predictions.empty() ? nullptr : &pool_run_file},
                       evaluation);
    while (job.step()) continue;
    if (job.error()) FAIL(to_string(*job.error()));
    return evaluation;
}

inline std::unique_ptr<EvaluationColumns> columns_of(const Evaluation& evaluation) {
    auto columns = EvaluationColumns::make({{.name = "a", .evaluation = &evaluation}},
                                           {.confidence = 0.3, .iou = 0.5});
    if (!columns) FAIL(to_string(columns.error()));
    return *std::move(columns);
}

}  // namespace errata::test
