#include "formats/coco_results.h"

#include <algorithm>
#include <format>
#include <numeric>
#include <string_view>

#include "base/parallel.h"
#include "formats/coco_results_records.h"
#include "formats/gzip.h"
#include "formats/text_places.h"

namespace errata {

namespace {

const std::vector<std::string_view> result_arrays = {root_array, "annotations", "predictions",
                                                     "results", "detections"};

// Less than this is not worth a thread's start.
constexpr std::uint64_t least_chunk_bytes = std::uint64_t{256} << 10U;

// What one thread made of one part of the file.
struct Chunk {
    ResultColumns columns;
    Warnings warnings;
    std::uint64_t begin = 0;  // its first record
    std::uint64_t end = 0;    // the next record's, or the array's bracket
    bool sound = false;
    bool array_ended = false;

    void restart(std::uint64_t at) {
        columns.clear();
        warnings = {};
        begin = end = at;
        sound = array_ended = false;
    }
};

// Where the first record at or behind `from` may begin: the place of the opening bytes. A guess, which
// stands only if the chunk before ends there. 2^64 - 1 when there is none before `limit`.
std::uint64_t find_opening(const ByteSource& source, std::string_view opening, std::uint64_t from,
                           std::uint64_t limit) {
    constexpr std::size_t window_bytes = std::size_t{1} << 16U;
    std::vector<char> window(window_bytes);
    while (from < limit) {
        const auto got = source.read_at(from, window);
        if (!got || *got < opening.size()) break;
        const std::size_t place = std::string_view(window.data(), *got).find(opening);
        if (place != std::string_view::npos) return from + place;
        from += *got - opening.size() + 1;
    }
    return ~std::uint64_t{0};
}

// Sizes are kept where a mask has another one than its image.
MaskColumn masks_from(ResultColumns& columns, const Column<SampleSlot>& sample,
                      const Samples& samples) {
    MaskColumn masks;
    bool own_size = false;
    for (std::size_t i = 0; i < columns.mask_ends.size() && !own_size; ++i) {
        own_size = columns.mask_width[i] != samples.width[sample[i]] ||
                   columns.mask_height[i] != samples.height[sample[i]];
    }
    masks.counts = {Column<std::uint64_t>(std::move(columns.mask_ends)),
                    Column<char>(std::move(columns.mask_bytes))};
    if (!own_size) return masks;
    masks.width = Column<std::uint32_t>(std::move(columns.mask_width));
    masks.height = Column<std::uint32_t>(std::move(columns.mask_height));
    return masks;
}

}  // namespace

struct CocoResultsReader::State {
    State(const ByteSource& from, const Dataset& dataset, Warnings& into,
          CocoResultsOptions reading)
        : source(from),
          warnings(into),
          options(reading),
          context(source.name(), dataset, reading.task),
          sink(context, columns, warnings, reading.use_template) {}

    Result<void> open();
    bool worth_threads() const;
    void read_chunk(Chunk& chunk, std::uint64_t guess, std::uint64_t limit, bool is_guess) const;
    void step_with_threads();

    const ByteSource& source;
    Warnings& warnings;
    CocoResultsOptions options;
    ResultContext context;
    ResultColumns columns;
    ResultSink sink;
    std::unique_ptr<JsonRecords> records;
    std::vector<Chunk> chunks;  // one per thread; their memory is used again
    bool is_packed = false;
    bool array_ended = false;  // for the threads: nothing left to share
};

CocoResultsReader::CocoResultsReader(const ByteSource& source, const Dataset& dataset,
                                     Warnings& warnings, CocoResultsOptions options)
    : state_(std::make_unique<State>(source, dataset, warnings, options)) {}
CocoResultsReader::~CocoResultsReader() = default;

std::uint64_t CocoResultsReader::bytes_read() const {
    return state_->records ? state_->records->byte() : 0;
}

Result<void> CocoResultsReader::State::open() {
    const auto packed = is_gzip(source);
    if (!packed) return std::unexpected(packed.error());
    is_packed = *packed;
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    records = std::make_unique<JsonRecords>(source.name(), *std::move(stream), result_arrays);
    return {};
}

Result<bool> CocoResultsReader::step() {
    State& state = *state_;
    if (!state.records) {
        if (const auto opened = state.open(); !opened) return std::unexpected(opened.error());
    }
    if (state.worth_threads()) {
        state.step_with_threads();
        return true;
    }
    auto more = state.records->step(state.sink);
    if (!more) return std::unexpected(with_line(more.error(), state.source));
    return more;
}

bool CocoResultsReader::State::worth_threads() const {
    return options.threads > 1 && !is_packed && !array_ended && records->between_records() &&
           sink.form().record_template.learned() &&
           source.size() - records->byte() >
               options.threads * std::min(options.chunk_bytes, least_chunk_bytes);
}

void CocoResultsReader::State::read_chunk(Chunk& chunk, std::uint64_t guess, std::uint64_t limit,
                                          bool is_guess) const {
    chunk.restart(guess);
    if (is_guess) {
        chunk.begin = find_opening(source, sink.form().record_template.opening(), guess, limit);
        if (chunk.begin >= limit) return;
    }
    ResultSink part(context, chunk.columns, chunk.warnings, true);
    part.use_form(sink.form());
    JsonRecords reader(source.name(), nullptr, result_arrays);
    reader.continue_at(stream_of(source, chunk.begin), chunk.begin);
    reader.stop_at(limit);
    while (reader.between_records()) {
        const auto more = reader.step(part);
        if (!more) return;  // read again from here by one thread, which reports it
        if (!*more) break;
    }
    chunk.array_ended = !reader.stopped();
    chunk.end = reader.byte() - (chunk.array_ended ? 1 : 0);
    chunk.sound = true;
}

void CocoResultsReader::State::step_with_threads() {
    const std::uint64_t first = records->byte();
    const std::uint64_t share = (source.size() - first) / options.threads + 1;
    const std::uint64_t chunk_bytes = std::min(options.chunk_bytes, share);
    chunks.resize(options.threads);
    parallel_for(options.threads, chunks.size(), [&](std::size_t i) {
        const std::uint64_t from = first + i * chunk_bytes;
        read_chunk(chunks[i], from, from + chunk_bytes, i > 0);
    });
    std::uint64_t next = first;
    for (const Chunk& chunk : chunks) {
        if (!chunk.sound || chunk.begin != next) {
            // The first chunk begins for certain where it should; if it fails, so will one thread.
            if (next == first) array_ended = true;
            break;
        }
        columns.append(chunk.columns);
        warnings.merge(chunk.warnings);
        next = chunk.end;
        array_ended = chunk.array_ended;
        if (array_ended) break;
    }
    records->continue_at(stream_of(source, next), next);
}

Result<Run> CocoResultsReader::finish() {
    State& state = *state_;
    ResultColumns& columns = state.columns;
    const auto fail = [&](ErrorCode code, std::string message, std::string remedy) {
        return std::unexpected(Error{.code = code,
                                     .message = std::move(message),
                                     .remedy = std::move(remedy),
                                     .file = state.source.name()});
    };
    const auto nothing_of = [&](Task task, std::uint64_t all) {
        if (task == Task::boxes) {
            return fail(ErrorCode::wrong_kind,
                        std::format("none of {} predictions has a \"bbox\" of four numbers", all),
                        "Export boxes as [x, y, width, height] in pixels");
        }
        return fail(
            ErrorCode::wrong_kind,
            std::format("none of {} predictions has what {} need", all, name_of(task)),
            "Choose another task, or export \"segmentation\", \"keypoints\" or \"rbox\" with "
            "the predictions");
    };
    if (!state.records->met_an_array()) {
        return fail(ErrorCode::wrong_kind, "no predictions were found",
                    "Give an array of records with \"image_id\", \"category_id\", \"bbox\" and "
                    "\"score\"");
    }
    if (columns.records >= no_row) {
        return fail(ErrorCode::too_large, "the file has more than 4 billion predictions",
                    "Split it by images");
    }
    resolve_lines(state.warnings, state.source);
    const std::size_t rows = columns.sample.size();
    if (rows == 0 && columns.records > 0) {
        const std::uint64_t all = columns.records;
        const auto every = [&](const WarningText& why) {
            return state.warnings.count_of(why.kind) == all;
        };
        if (every(without_score)) {
            return fail(ErrorCode::wrong_kind, std::format("none of {} records has a score", all),
                        "If this is ground truth, give it as such");
        }
        if (every(without_shape(state.context.task))) return nothing_of(state.context.task, all);
        return fail(ErrorCode::mismatch,
                    std::format("none of {} predictions can be used: all are of images or classes "
                                "that the ground truth does not list, or broken",
                                all),
                    "Check that both files are of the same dataset");
    }

    Run run;
    run.name = state.source.name();
    if (!columns.left_out.empty()) {
        Growing<Row> file_row;
        file_row.reserve(rows);
        std::size_t gap = 0;
        for (Row record = 0; record < columns.records; ++record) {
            if (gap < columns.left_out.size() && columns.left_out[gap] == record) {
                ++gap;
            } else {
                file_row.push(record);
            }
        }
        run.file_row = Column<Row>(std::move(file_row));
    }
    run.sample = Column<SampleSlot>(std::move(columns.sample));
    run.cls = Column<ClassSlot>(std::move(columns.cls));
    run.score = Column<double>(std::move(columns.score));
    run.box = Column<Box>(std::move(columns.box));
    run.area = Column<double>(std::move(columns.area));
    run.mask = masks_from(columns, run.sample, state.context.dataset.samples);
    run.keypoints = {Column<std::uint64_t>(std::move(columns.keypoint_ends)),
                     Column<Keypoint>(std::move(columns.keypoints))};
    run.oriented = Column<OrientedBox>(std::move(columns.oriented));
    if (!columns.metadata.empty()) {
        std::vector<Row> all(rows);
        std::iota(all.begin(), all.end(), Row{0});
        run.metadata = columns.metadata.build(all);
    }
    return run;
}

Result<Run> read_coco_results(const ByteSource& source, const Dataset& dataset, Warnings& warnings,
                              CocoResultsOptions options) {
    CocoResultsReader reader(source, dataset, warnings, options);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish();
    }
}

}  // namespace errata
