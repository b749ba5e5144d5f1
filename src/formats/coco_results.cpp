#include "formats/coco_results.h"

#include <algorithm>
#include <format>
#include <string_view>

#include "base/parallel.h"
#include "formats/gzip.h"
#include "formats/json_fields.h"
#include "formats/json_records.h"
#include "formats/record_template.h"
#include "formats/text_places.h"

namespace errata {

namespace {

struct ResultColumns {
    Growing<SampleSlot> sample;
    Growing<ClassSlot> cls;
    Growing<double> score;
    Growing<Box> box;
    Growing<Row> left_out;      // numbers of the records that are not in the columns, ascending
    std::uint64_t records = 0;  // all that were read

    void append(const ResultColumns& later) {
        sample.append(later.sample.span());
        cls.append(later.cls.span());
        score.append(later.score.span());
        box.append(later.box.span());
        for (const Row record : later.left_out) {
            left_out.push(static_cast<Row>(records + record));
        }
        records += later.records;
    }

    // Forgets the rows and keeps the memory.
    void clear() {
        sample.truncate(0);
        cls.truncate(0);
        score.truncate(0);
        box.truncate(0);
        left_out.truncate(0);
        records = 0;
    }
};

struct WarningText {
    std::string_view kind;
    std::string_view message;
};
constexpr WarningText without_ids = {
    "prediction-without-ids",
    "predictions without a usable \"image_id\" or \"category_id\" are left out"};
constexpr WarningText without_score = {"prediction-without-score",
                                       "predictions without a numeric \"score\" are left out"};
constexpr WarningText without_box = {"prediction-without-box",
                                     "predictions without a \"bbox\" of four numbers are left out"};
constexpr WarningText not_finite = {
    "not-finite", "predictions with a box or score that is not finite are left out"};
constexpr WarningText unknown_image = {
    "unknown-image", "predictions of images that the ground truth does not list are left out"};
constexpr WarningText unknown_class = {
    "unknown-class", "predictions of classes that the ground truth does not list are left out"};
constexpr WarningText negative_size = {
    "negative-size",
    "boxes of negative width or height are kept, as the reference does: they overlap nothing"};

// Puts records into columns: through the template where it fits, through simdjson where not.
class ResultSink final : public RecordSink, private json::RecordVisitor {
public:
    ResultSink(const std::string& file, const IdIndex& sample_of, const IdIndex& class_of,
               ResultColumns& columns, Warnings& warnings, bool use_template)
        : use_template_(use_template),
          file_(file),
          sample_of_(sample_of),
          class_of_(class_of),
          columns_(columns),
          warnings_(warnings) {}

    // RecordSink
    void begin_array(std::size_t array) override {
        // A key that comes again replaces what came under it before, as in Python.
        if (std::exchange(begun_[array], true)) columns_ = {};
    }
    Result<void> block(std::size_t array, std::span<char> json, std::uint64_t byte) override;
    const char* take(std::size_t array, const char* begin, const char* end,
                     std::uint64_t byte) override;

    const RecordTemplate& record_template() const { return template_; }
    void use_template(const RecordTemplate& learned) { template_ = learned; }

private:
    // json::RecordVisitor
    void begin_record(std::uint64_t byte) override;
    void field(std::string_view key, json::Value& value) override;
    void end_record(std::string_view text) override;
    void not_an_object(std::string_view text, std::uint64_t byte) override;

    void leave_out(const WarningText& why, std::uint64_t byte, std::string_view text) {
        warnings_.add(file_, why.kind, why.message, byte, text);
        columns_.left_out.push(static_cast<Row>(columns_.records++));
    }
    // Adds a sound record, or leaves it out where a slot is unknown.
    void add(std::uint32_t sample, std::uint32_t cls, const Box& box, double score,
             std::uint64_t byte, std::string_view text);
    std::uint32_t sample_slot(std::int64_t image) {
        if (image != last_image_ || last_sample_ == IdIndex::none) {
            last_image_ = image;
            last_sample_ = sample_of_.find(image);
        }
        return last_sample_;
    }

    bool use_template_;
    const std::string& file_;
    const IdIndex& sample_of_;
    const IdIndex& class_of_;
    ResultColumns& columns_;
    Warnings& warnings_;
    RecordTemplate template_{{.integers = {"image_id", "category_id"},
                              .numbers = {"score"},
                              .box = "bbox",
                              .optional = {}}};
    simdjson::ondemand::parser parser_;
    bool begun_[8] = {};
    bool may_learn_ = false;

    std::int64_t last_image_ = 0;
    std::uint32_t last_sample_ = IdIndex::none;

    // The record at hand.
    std::uint64_t byte_ = 0;
    SourceId image_;
    SourceId cls_;
    Box box_;
    double score_ = 0;
    bool has_image_ = false;
    bool has_class_ = false;
    json::Read box_status_ = json::Read::wrong_type;
    json::Read score_status_ = json::Read::wrong_type;
};

Result<void> ResultSink::block(std::size_t, std::span<char> json, std::uint64_t byte) {
    may_learn_ = use_template_;
    return json::visit_records(parser_, file_, json, byte, *this);
}

const char* ResultSink::take(std::size_t, const char* begin, const char* end, std::uint64_t byte) {
    const char* p = begin;
    if (!template_.learned()) return p;
    TemplateValues values;
    while (p < end) {
        const char* const next = template_.read(p, end, values);
        if (next == nullptr) break;
        const auto& [x, y, width, height] = values.box;
        add(sample_slot(values.integers[0]), class_of_.find(values.integers[1]),
            {.x = x, .y = y, .width = width, .height = height}, values.numbers[0],
            byte + static_cast<std::uint64_t>(p - begin), {p, next});
        p = next;
    }
    return p;
}

void ResultSink::add(std::uint32_t sample, std::uint32_t cls, const Box& box, double score,
                     std::uint64_t byte, std::string_view text) {
    if (sample == IdIndex::none) return leave_out(unknown_image, byte, text);
    if (cls == IdIndex::none) return leave_out(unknown_class, byte, text);
    if (box.width < 0 || box.height < 0) {
        warnings_.add(file_, negative_size.kind, negative_size.message, byte, text);
    }
    columns_.sample.push(sample);
    columns_.cls.push(static_cast<ClassSlot>(cls));
    columns_.score.push(score);
    columns_.box.push(box);
    ++columns_.records;
}

void ResultSink::begin_record(std::uint64_t byte) {
    byte_ = byte;
    has_image_ = has_class_ = false;
    box_status_ = score_status_ = json::Read::wrong_type;
}

void ResultSink::field(std::string_view key, json::Value& value) {
    if (key == "image_id") {
        has_image_ = json::read_id(value, image_) == json::Read::ok;
    } else if (key == "category_id") {
        has_class_ = json::read_id(value, cls_) == json::Read::ok;
    } else if (key == "bbox") {
        box_status_ = json::read_box(value, box_);
    } else if (key == "score") {
        score_status_ = json::read_double(value, score_);
    }
}

void ResultSink::end_record(std::string_view text) {
    using json::Read;
    if (!has_image_ || !has_class_) return leave_out(without_ids, byte_, text);
    if (score_status_ == Read::not_finite || box_status_ == Read::not_finite) {
        return leave_out(not_finite, byte_, text);
    }
    if (score_status_ != Read::ok) return leave_out(without_score, byte_, text);
    if (box_status_ != Read::ok) return leave_out(without_box, byte_, text);
    if (may_learn_) {
        may_learn_ = false;
        template_.learn(text);
    }
    add(sample_of_.find(image_), class_of_.find(cls_), box_, score_, byte_, text);
}

void ResultSink::not_an_object(std::string_view text, std::uint64_t byte) {
    leave_out({"not-an-object", "records that are no JSON objects are left out"}, byte, text);
}

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

}  // namespace

struct CocoResultsReader::State {
    State(const ByteSource& from, const Dataset& dataset, Warnings& into,
          CocoResultsOptions reading)
        : source(from),
          warnings(into),
          options(reading),
          sample_of(dataset.samples.ids),
          class_of(dataset.classes.ids),
          sink(source.name(), sample_of, class_of, columns, warnings, reading.use_template) {}

    Result<void> open();
    bool worth_threads() const;
    void read_chunk(Chunk& chunk, std::uint64_t guess, std::uint64_t limit, bool is_guess) const;
    void step_with_threads();

    const ByteSource& source;
    Warnings& warnings;
    CocoResultsOptions options;
    IdIndex sample_of;
    IdIndex class_of;
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
           sink.record_template().learned() &&
           source.size() - records->byte() >
               options.threads * std::min(options.chunk_bytes, least_chunk_bytes);
}

void CocoResultsReader::State::read_chunk(Chunk& chunk, std::uint64_t guess, std::uint64_t limit,
                                          bool is_guess) const {
    chunk.restart(guess);
    if (is_guess) {
        chunk.begin = find_opening(source, sink.record_template().opening(), guess, limit);
        if (chunk.begin >= limit) return;
    }
    ResultSink part(source.name(), sample_of, class_of, chunk.columns, chunk.warnings, true);
    part.use_template(sink.record_template());
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
        if (every(without_box)) {
            return fail(ErrorCode::wrong_kind,
                        std::format("none of {} predictions has a \"bbox\" of four numbers", all),
                        "Export boxes as [x, y, width, height] in pixels");
        }
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
