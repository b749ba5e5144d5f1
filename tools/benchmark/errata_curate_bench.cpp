// errata_curate_bench: sampling plans and near duplicates timed from inside, natively and in wasm, on data made up here.
//
//   errata_curate_bench [--samples N] [--distance D] [--repeats N]
//
// One line of JSON per measurement: the median of the repeats in milliseconds, and what came out.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <format>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/random.h"
#include "curate/plan.h"
#include "image/near_duplicates.h"
#include "query/dataset_columns.h"

namespace {

using namespace errata;
using Clock = std::chrono::steady_clock;

struct Options {
    std::size_t samples = 1'000'000;
    unsigned distance = 6;
    unsigned repeats = 5;
};

// Samples of 40 sites, all candidates, without predictions.
Dataset samples_of_sites(std::size_t count) {
    Random random(1);
    std::vector<std::int64_t> ids(count);
    Growing<std::uint8_t> kinds;
    TextColumnBuilder cells;
    TextColumnBuilder names;
    for (std::size_t i = 0; i < count; ++i) {
        ids[i] = static_cast<std::int64_t>(i);
        kinds.push(static_cast<std::uint8_t>(CellKind::text));
        // Some sites are much larger than others.
        cells.push(std::format("site {:02}", random.below(1 + random.below(40))));
        names.push(std::format("{:012}.jpg", i));
    }
    Dataset dataset;
    dataset.samples.ids = IdColumn(Column<std::int64_t>(std::move(ids)), {});
    dataset.samples.names = std::move(names).build();
    dataset.samples.width = Column<std::uint32_t>(std::vector<std::uint32_t>(count, 640));
    dataset.samples.height = Column<std::uint32_t>(std::vector<std::uint32_t>(count, 480));
    TextColumnBuilder field;
    field.push("site");
    dataset.samples.metadata = {.names = std::move(field).build(),
                                .kinds = Column<std::uint8_t>(std::move(kinds)),
                                .cells = std::move(cells).build()};
    dataset.truth.sample_begin = Column<Row>(std::vector<Row>(count + 1));
    return dataset;
}

// A tenth are others with up to four bits turned.
std::vector<std::uint64_t> hashes_of(std::size_t count) {
    Random random(2);
    std::vector<std::uint64_t> hashes;
    for (std::size_t i = 0; i < count; ++i) {
        std::uint64_t hash = random.bits();
        if (i > 0 && random.chance(0.1)) {
            hash = hashes[random.index(i)];
            for (int bit = 0; bit < 4; ++bit) hash ^= std::uint64_t{1} << random.below(64);
        }
        hashes.push_back(hash);
    }
    return hashes;
}

// work() gives what came out.
template <typename Work>
void measure(const char* name, unsigned repeats, Work&& work) {
    std::vector<double> times;
    std::uint64_t result = 0;
    for (unsigned i = 0; i < repeats; ++i) {
        const auto begin = Clock::now();
        result = work();
        times.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    std::ranges::sort(times);
    std::fputs(std::format("{{\"what\": \"{}\", \"ms\": {:.1f}, \"result\": {}}}\n", name,
                           times[times.size() / 2], result)
                   .c_str(),
               stdout);
}

void run(const Options& options) {
    const Dataset dataset = samples_of_sites(options.samples);
    DatasetColumns columns(Task::boxes, dataset, {});
    const PlanData data = {
        .task = Task::boxes, .dataset = dataset, .run = nullptr, .source = columns};
    const auto plan = [&](const SamplingPlan& of) {
        const auto result = run_plan(of, data);
        if (!result) throw std::runtime_error(to_string(result.error()));
        return std::uint64_t{result->chosen.size()};
    };
    const SamplingPlan stratified = {.budget = static_cast<std::uint32_t>(options.samples / 100),
                                     .parts = {{.sampler = Sampler::stratified,
                                                .column = "site",
                                                .allocation = AllocationRule::equal,
                                                .minimum = 2}}};
    measure("stratified plan", options.repeats, [&] { return plan(stratified); });
    const SamplingPlan random = {.budget = static_cast<std::uint32_t>(options.samples / 100),
                                 .parts = {{.sampler = Sampler::random}}};
    measure("random plan", options.repeats, [&] { return plan(random); });
    const std::vector<std::uint64_t> hashes = hashes_of(options.samples);
    measure("near duplicates", options.repeats,
            [&] { return std::uint64_t{near_duplicates(hashes, options.distance).size.size()}; });
}

}  // namespace

int main(int argc, char** argv) {
    Options options;
    CLI::App app("Times sampling and the search for duplicates.", "errata_curate_bench");
    app.add_option("--samples", options.samples, "How many samples, and hashes");
    app.add_option("--distance", options.distance, "Of near duplicates, in bits");
    app.add_option("--repeats", options.repeats, "Of each measurement")->check(CLI::Range(1U, 99U));
    CLI11_PARSE(app, argc, argv);
    try {
        run(options);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "errata_curate_bench: %s\n", error.what());
        return 1;
    }
    return 0;
}
