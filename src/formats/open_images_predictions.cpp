#include <optional>

#include "base/growing.h"
#include "formats/open_images.h"
#include "formats/open_images_rows.h"

namespace errata {

using namespace open_images;

struct OpenImagesPredictionsReader::State {
    State(const ByteSource& from, const Dataset& with, Warnings& into)
        : source(from),
          dataset(with),
          warnings(into),
          rows(from, into),
          sample_of(with.samples.ids),
          class_of(with.classes.ids) {}

    Result<void> open();
    void take_row();

    const ByteSource& source;
    const Dataset& dataset;
    Warnings& warnings;
    RowWarnings rows;
    IdIndex sample_of;
    IdIndex class_of;
    std::optional<CsvRecords> csv;
    std::size_t image_column = 0;
    std::size_t label_column = 0;
    std::size_t score_column = 0;
    BoxColumns box_columns;

    Growing<SampleSlot> sample;
    Growing<ClassSlot> cls;
    Growing<double> score;
    Growing<Box> box;
    Growing<Row> file_row;
    std::uint64_t unknown = 0;
};

Result<void> OpenImagesPredictionsReader::State::open() {
    auto opened = CsvRecords::open(source, warnings);
    if (!opened) return std::unexpected(opened.error());
    csv.emplace(*std::move(opened));
    const auto image = csv->find("ImageID");
    const auto label = csv->find("LabelName");
    const auto confidence = csv->find("Score");
    const auto corners = BoxColumns::find(*csv);
    if (!image || !label || !confidence || !corners) {
        return wrong_columns(source, "predictions",
                             "ImageID, LabelName, Score, XMin, XMax, YMin and YMax");
    }
    image_column = *image;
    label_column = *label;
    score_column = *confidence;
    box_columns = *corners;
    return {};
}

void OpenImagesPredictionsReader::State::take_row() {
    const auto cells = csv->cells();
    const std::uint32_t sample_slot = sample_of.find(id_of(cells[image_column]));
    const std::uint32_t class_slot = class_of.find(id_of(cells[label_column]));
    if (sample_slot == IdIndex::none || class_slot == IdIndex::none) {
        ++unknown;
        if (sample_slot == IdIndex::none) return rows.unknown_image(*csv, cells[image_column]);
        return rows.unknown_class(*csv, cells[label_column]);
    }
    Box placed;
    double confidence = 0;
    if (!number_of(cells[score_column], confidence) || !box_columns.read(cells, placed)) {
        return rows.not_a_number(*csv);
    }
    rows.check_size(*csv, placed);
    const double width = dataset.samples.width[sample_slot];
    const double height = dataset.samples.height[sample_slot];
    sample.push(sample_slot);
    cls.push(static_cast<ClassSlot>(class_slot));
    score.push(confidence);
    box.push(width > 0 ? in_pixels(placed, width, height) : placed);
    file_row.push(static_cast<Row>(csv->rows() - 1));
}

OpenImagesPredictionsReader::OpenImagesPredictionsReader(const ByteSource& source,
                                                         const Dataset& dataset, Warnings& warnings)
    : state_(std::make_unique<State>(source, dataset, warnings)) {}
OpenImagesPredictionsReader::~OpenImagesPredictionsReader() = default;

std::uint64_t OpenImagesPredictionsReader::bytes_read() const {
    return state_->csv ? state_->csv->bytes_read() : 0;
}

Result<bool> OpenImagesPredictionsReader::step() {
    State& state = *state_;
    if (!state.csv) {
        if (const auto opened = state.open(); !opened) return std::unexpected(opened.error());
    }
    for (std::size_t i = 0; i < rows_per_step; ++i) {
        const auto more = state.csv->next();
        if (!more || !*more) return more;
        if (state.csv->rows() >= no_row) {
            return std::unexpected(Error{.code = ErrorCode::too_large,
                                         .message = "more than 4,294,967,294 predictions",
                                         .file = state.source.name()});
        }
        state.take_row();
    }
    return true;
}

Result<Run> OpenImagesPredictionsReader::finish() {
    State& state = *state_;
    if (state.sample.size() == 0 && state.unknown > 0) {
        return std::unexpected(
            Error{.code = ErrorCode::mismatch,
                  .message = "no prediction is of an image and class of the ground truth",
                  .remedy = "Check that both files are of the same images and classes",
                  .file = state.source.name()});
    }
    Run run = {.name = state.source.name(),
               .sample = Column<SampleSlot>(std::move(state.sample)),
               .cls = Column<ClassSlot>(std::move(state.cls)),
               .score = Column<double>(std::move(state.score)),
               .box = Column<Box>(std::move(state.box)),
               .file_row = {}};
    if (run.size() != state.csv->rows()) run.file_row = Column<Row>(std::move(state.file_row));
    return run;
}

Result<Run> read_open_images_predictions(const ByteSource& source, const Dataset& dataset,
                                         Warnings& warnings) {
    OpenImagesPredictionsReader reader(source, dataset, warnings);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish();
    }
}

}  // namespace errata
