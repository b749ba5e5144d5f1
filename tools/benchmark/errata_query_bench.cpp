// errata_query_bench: queries timed from inside, natively and in wasm, on columns made up here.
//
//   errata_query_bench [--rows N] [--samples N] [--repeats N]
//
// One line of JSON per query: the median of the repeats in milliseconds, and how many rows it found.
// It also parses the deepest query that there may be, for the small stack of a browser.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <format>
#include <string>
#include <vector>

#include "base/random.h"
#include "query/dataset_columns.h"
#include "query/selection.h"

namespace {

using namespace errata;
using Clock = std::chrono::steady_clock;

struct Options {
    std::size_t rows = 1'000'000;
    std::size_t samples = 100'000;
    unsigned repeats = 9;
};

// Detections of 80 classes in images that have file names; predictions lie by image, as detectors write them.
struct Data {
    Dataset dataset;
    Run run;

    explicit Data(const Options& options) {
        Random random(1);
        std::vector<std::int64_t> ids(options.samples);
        std::vector<std::uint32_t> sizes(options.samples);
        TextColumnBuilder names;
        for (std::size_t i = 0; i < options.samples; ++i) {
            ids[i] = static_cast<std::int64_t>(i);
            sizes[i] = static_cast<std::uint32_t>(300 + random.below(800));
            names.push(std::format("site_{}/{:012}.jpg", random.below(20), i));
        }
        dataset.samples.ids = IdColumn(Column<std::int64_t>(std::move(ids)), {});
        dataset.samples.names = std::move(names).build();
        dataset.samples.width = Column<std::uint32_t>(std::vector(sizes));
        dataset.samples.height = Column<std::uint32_t>(std::move(sizes));
        TextColumnBuilder classes;
        std::vector<std::int64_t> class_ids;
        for (std::int64_t i = 0; i < 80; ++i) {
            classes.push(std::format("class {}", i));
            class_ids.push_back(i);
        }
        dataset.classes.names = std::move(classes).build();
        dataset.classes.ids = IdColumn(Column<std::int64_t>(std::move(class_ids)), {});
        dataset.truth.sample_begin = Column<Row>(std::vector<Row>(options.samples + 1));

        std::vector<SampleSlot> sample(options.rows);
        std::vector<ClassSlot> cls(options.rows);
        std::vector<double> score(options.rows);
        std::vector<Box> box(options.rows);
        for (std::size_t i = 0; i < options.rows; ++i) {
            sample[i] = static_cast<SampleSlot>(std::uint64_t{i} * options.samples / options.rows);
            cls[i] = static_cast<ClassSlot>(random.below(80));
            score[i] = random.uniform();
            box[i] = {random.uniform(0, 300), random.uniform(0, 300), random.uniform(1, 200),
                      random.uniform(1, 200)};
        }
        run.sample = Column<SampleSlot>(std::move(sample));
        run.cls = Column<ClassSlot>(std::move(cls));
        run.score = Column<double>(std::move(score));
        run.box = Column<Box>(std::move(box));
    }
};

double median_ms(std::vector<double> times) {
    std::ranges::sort(times);
    return times[times.size() / 2];
}

void time_query(const std::string& query, TableRef table, DatasetColumns& columns,
                unsigned repeats) {
    std::vector<double> times;
    std::size_t found = 0;
    for (unsigned i = 0; i <= repeats; ++i) {
        const Clock::time_point began = Clock::now();
        const auto selection = select(query, columns, table);
        const std::chrono::duration<double, std::milli> taken = Clock::now() - began;
        if (!selection) {
            std::puts(to_string(selection.error()).c_str());
            return;
        }
        found = selection->size();
        // The first computes the columns.
        if (i > 0) times.push_back(taken.count());
    }
    std::puts(std::format(
                  "{{\"table\": \"{}\", \"median_ms\": {:.3f}, \"found\": {}, \"query\": \"{}\"}}",
                  name_of(table.table), median_ms(times), found, query)
                  .c_str());
}

int run(int argc, char** argv) {
    Options options;
    CLI::App app("Times queries from inside, natively and in wasm.", "errata_query_bench");
    app.add_option("--rows", options.rows, "Predictions");
    app.add_option("--samples", options.samples, "Images");
    app.add_option("--repeats", options.repeats)->check(CLI::Range(1U, 10'000U));
    CLI11_PARSE(app, argc, argv);

    const Data data(options);
    const std::vector<ColumnRun> runs = {{.name = "a", .run = &data.run}};
    DatasetColumns columns(Task::boxes, data.dataset, runs);
    constexpr TableRef pred = {.table = Table::pred};
    for (const char* const query :
         {"score > 0.5", "score in 0.2..0.8", "class == 'class 7'",
          "class in ('class 7', 'class 9', 'class 11')", "class matches '^class 1'",
          "area > box_width * 10 px", "width > 640 px", "id in (5, 7, 100000)"}) {
        time_query(query, pred, columns, options.repeats);
    }
    time_query(
        "score > 0.5 and class != 'class 7' and area > 1000 and box_width < 150 and aspect > 1",
        pred, columns, options.repeats);
    time_query(
        "count(pred where score > 0.5 and class != 'class 7' and area > 1000 and box_width < 150) "
        ">= 2 and width > 640",
        {}, columns, options.repeats);
    time_query("file contains 'site_7/' and width > 640", {}, columns, options.repeats);

    std::string deep =
        std::string(max_query_depth, '(') + "score > 0.5" + std::string(max_query_depth, ')');
    time_query(deep, pred, columns, options.repeats);
    deep = "any(pred where score > 0.5)";
    for (std::size_t i = 1; i < max_query_depth; ++i) deep = "any(pred where " + deep + ")";
    time_query(deep, {}, columns, options.repeats);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "errata_query_bench: %s\n", error.what());
        return 1;
    }
}
