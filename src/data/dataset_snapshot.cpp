#include "data/dataset_snapshot.h"

#include <algorithm>
#include <format>

namespace errata {

namespace {

// What the arrays of metadata are called.
struct FieldArrays {
    std::string_view name;
    std::string_view name_end;
    std::string_view kind;
    std::string_view cell;
    std::string_view cell_end;
};
constexpr FieldArrays sample_fields = {"sample.field", "sample.field_end", "sample.field_kind",
                                       "sample.field_cell", "sample.field_cell_end"};
constexpr FieldArrays truth_fields = {"truth.field", "truth.field_end", "truth.field_kind",
                                      "truth.field_cell", "truth.field_cell_end"};
constexpr FieldArrays run_fields = {"run.field", "run.field_end", "run.field_kind",
                                    "run.field_cell", "run.field_cell_end"};

// Names and columns stand once, here, for writing and for reading.
template <typename Visit>
void visit_pictures(Visit&& visit, auto& pictures) {
    visit.column("sample.picture_hash", pictures.hash);
    visit.column("sample.picture_digest", pictures.digest);
    visit.column("sample.brightness", pictures.brightness);
    visit.column("sample.highlights", pictures.highlights);
    visit.column("sample.shadows", pictures.shadows);
    visit.column("sample.sharpness", pictures.sharpness);
    visit.column("sample.entropy", pictures.entropy);
}

template <typename Visit>
void visit_samples(Visit&& visit, auto& samples) {
    visit.ids("sample.id", "sample.id_text", "sample.id_text_end", samples.ids);
    visit.texts("sample.name", "sample.name_end", samples.names);
    visit.column("sample.width", samples.width);
    visit.column("sample.height", samples.height);
    visit.column("sample.file_row", samples.file_row);
    visit.texts("sample.text", "sample.text_end", samples.text);
    visit.lists("sample.token", "sample.token_end", samples.tokens);
    visit.column("sample.value", samples.value);
    visit.lists("sample.map", "sample.map_end", samples.label_maps);
    visit.lists("sample.negative", "sample.negative_end", samples.negative_classes);
    visit.lists("sample.positive", "sample.positive_end", samples.positive_classes);
    visit.lists("sample.partial", "sample.partial_end", samples.not_exhaustive_classes);
    visit.metadata(sample_fields, samples.metadata);
    visit.column("sample.labeled", samples.labeled);
    visit_pictures(visit, samples.pictures);
}

template <typename Visit>
void visit_classes(Visit&& visit, auto& classes) {
    visit.ids("class.id", "class.id_text", "class.id_text_end", classes.ids);
    visit.texts("class.name", "class.name_end", classes.names);
    visit.texts("class.group", "class.group_end", classes.groups);
    visit.column("class.frequency", classes.frequency);
    visit.column("class.is_thing", classes.is_thing);
    visit.lists("class.parent", "class.parent_end", classes.parents);
    visit.texts("class.keypoint", "class.keypoint_end", classes.keypoint_names);
    visit.lists("class.skeleton", "class.skeleton_end", classes.skeleton);
}

template <typename Visit>
void visit_truth(Visit&& visit, auto& truth) {
    visit.column("truth.sample", truth.sample);
    visit.column("truth.class", truth.cls);
    visit.column("truth.box", truth.box);
    visit.column("truth.area", truth.area);
    visit.column("truth.crowd", truth.crowd);
    visit.ids("truth.id", "truth.id_text", "truth.id_text_end", truth.ids);
    visit.column("truth.sample_begin", truth.sample_begin);
    visit.masks("truth.mask", "truth.mask_end", "truth.mask_width", "truth.mask_height",
                truth.mask);
    visit.column("truth.oriented", truth.oriented);
    visit.lists("truth.keypoint", "truth.keypoint_end", truth.keypoints);
    visit.column("truth.visibility", truth.keypoint_visibility);
    visit.column("truth.labelled", truth.labelled_keypoints);
    visit.column("truth.group_of", truth.group_of);
    visit.column("truth.span", truth.span);
    visit.column("truth.file_row", truth.file_row);
    visit.metadata(truth_fields, truth.metadata);
}

template <typename Visit>
void visit_run(Visit&& visit, auto& run) {
    visit.column("run.sample", run.sample);
    visit.column("run.class", run.cls);
    visit.column("run.score", run.score);
    visit.column("run.box", run.box);
    visit.column("run.file_row", run.file_row);
    visit.column("run.area", run.area);
    visit.masks("run.mask", "run.mask_end", "run.mask_width", "run.mask_height", run.mask);
    visit.column("run.oriented", run.oriented);
    visit.lists("run.keypoint", "run.keypoint_end", run.keypoints);
    visit.column("run.span", run.span);
    visit.metadata(run_fields, run.metadata);
    visit.column("run.probability", run.probabilities);
    visit.column("run.value", run.value);
    visit.lists("run.map", "run.map_end", run.label_maps);
}

struct Write {
    SnapshotWriter& writer;

    template <typename T>
    void column(std::string_view name, const Column<T>& column) {
        writer.add(name, column);
    }
    void texts(std::string_view bytes, std::string_view ends, const TextColumn& texts) {
        writer.add(bytes, texts.bytes());
        writer.add(ends, texts.ends());
    }
    template <typename T>
    void lists(std::string_view values, std::string_view ends, const ListColumn<T>& lists) {
        writer.add(values, lists.values());
        writer.add(ends, lists.ends());
    }
    void masks(std::string_view bytes, std::string_view ends, std::string_view width,
               std::string_view height, const MaskColumn& masks) {
        texts(bytes, ends, masks.counts);
        writer.add(width, masks.width);
        writer.add(height, masks.height);
    }
    void metadata(const FieldArrays& arrays, const Metadata& metadata) {
        texts(arrays.name, arrays.name_end, metadata.names);
        writer.add(arrays.kind, metadata.kinds);
        texts(arrays.cell, arrays.cell_end, metadata.cells);
    }
    void ids(std::string_view numbers, std::string_view bytes, std::string_view ends,
             const IdColumn& ids) {
        writer.add(numbers, ids.numbers());
        texts(bytes, ends, ids.texts());
    }
};

// Keeps the first error; what follows it reads nothing.
struct Read {
    const SnapshotReader& reader;
    Result<void> status;

    template <typename T>
    void column(std::string_view name, Column<T>& out) {
        if (!status) return;
        auto column = reader.get<T>(name);
        if (column) {
            out = *std::move(column);
        } else {
            status = std::unexpected(column.error());
        }
    }
    void texts(std::string_view bytes, std::string_view ends, TextColumn& out) {
        Column<char> text;
        Column<std::uint64_t> end;
        column(bytes, text);
        column(ends, end);
        const bool sound =
            std::ranges::is_sorted(end) && (end.empty() ? 0 : end[end.size() - 1]) == text.size();
        require(sound, ends);
        if (status) out = TextColumn(std::move(end), std::move(text));
    }
    template <typename T>
    void lists(std::string_view values, std::string_view ends, ListColumn<T>& out) {
        Column<T> value;
        Column<std::uint64_t> end;
        column(values, value);
        column(ends, end);
        const bool sound =
            std::ranges::is_sorted(end) && (end.empty() ? 0 : end[end.size() - 1]) == value.size();
        require(sound, ends);
        if (status) out = ListColumn<T>(std::move(end), std::move(value));
    }
    void masks(std::string_view bytes, std::string_view ends, std::string_view width,
               std::string_view height, MaskColumn& out) {
        texts(bytes, ends, out.counts);
        column(width, out.width);
        column(height, out.height);
        const bool sound = out.width.size() == out.height.size() &&
                           (out.width.empty() || out.width.size() == out.size());
        require(sound, width);
    }
    void metadata(const FieldArrays& arrays, Metadata& out) {
        texts(arrays.name, arrays.name_end, out.names);
        column(arrays.kind, out.kinds);
        texts(arrays.cell, arrays.cell_end, out.cells);
    }
    void ids(std::string_view numbers, std::string_view bytes, std::string_view ends,
             IdColumn& out) {
        Column<std::int64_t> number;
        TextColumn text;
        column(numbers, number);
        texts(bytes, ends, text);
        require(text.empty() || text.size() == number.size(), bytes);
        out = IdColumn(std::move(number), std::move(text));
    }
    // An optional column: empty, or of that size.
    void require_size(const auto& column, std::size_t size, std::string_view what) {
        require(column.empty() || column.size() == size, what);
    }
    void require_metadata(const Metadata& metadata, std::size_t rows, const FieldArrays& arrays) {
        require(metadata.kinds.size() == metadata.cells.size() &&
                    metadata.cells.size() == metadata.fields() * rows,
                arrays.cell);
    }
    void require(bool sound, std::string_view what) {
        if (!status || sound) return;
        status = std::unexpected(
            Error{.code = ErrorCode::corrupt,
                  .message = std::format("the values of array \"{}\" contradict the others", what),
                  .remedy = "Make the snapshot again from its source files"});
    }
};

bool all_below(const auto& column, std::size_t bound) {
    return std::ranges::all_of(column, [&](auto value) { return value < bound; });
}

// Pixels of every map: those of its sample, or none.
bool maps_fit(const LabelMaps& maps, const Samples& samples) {
    for (std::size_t s = 0; s < maps.size(); ++s) {
        std::uint64_t pixels = 0;
        for (const LabelRun& run : maps[s]) pixels += run.length;
        if (pixels != 0 && pixels != std::uint64_t{samples.width[s]} * samples.height[s]) {
            return false;
        }
    }
    return true;
}

void require_pictures(Read& read, const PictureStatistics& pictures, std::size_t samples) {
    read.require_size(pictures.hash, samples, "sample.picture_hash");
    read.require(pictures.digest.size() == pictures.hash.size(), "sample.picture_digest");
    for (const Column<double>* one : {&pictures.brightness, &pictures.highlights, &pictures.shadows,
                                      &pictures.sharpness, &pictures.entropy})
        read.require(one->size() == pictures.hash.size(), "sample.picture_hash");
}

void require_samples(Read& read, const Samples& samples, std::size_t classes) {
    const std::size_t size = samples.size();
    read.require_size(samples.file_row, size, "sample.file_row");
    read.require_size(samples.text, size, "sample.text");
    read.require_size(samples.tokens, size, "sample.token");
    read.require_size(samples.value, size, "sample.value");
    read.require_size(samples.label_maps, size, "sample.map");
    read.require_size(samples.negative_classes, size, "sample.negative");
    read.require_size(samples.positive_classes, size, "sample.positive");
    read.require_size(samples.not_exhaustive_classes, size, "sample.partial");
    read.require_size(samples.labeled, size, "sample.labeled");
    require_pictures(read, samples.pictures, size);
    read.require_metadata(samples.metadata, size, sample_fields);
    read.require(all_below(samples.negative_classes.values(), classes), "sample.negative");
    read.require(all_below(samples.positive_classes.values(), classes), "sample.positive");
    read.require(all_below(samples.not_exhaustive_classes.values(), classes), "sample.partial");
    if (read.status) read.require(maps_fit(samples.label_maps, samples), "sample.map");
}

void require_classes(Read& read, const Classes& classes) {
    const std::size_t size = classes.size();
    read.require_size(classes.frequency, size, "class.frequency");
    read.require_size(classes.is_thing, size, "class.is_thing");
    read.require_size(classes.parents, size, "class.parent");
    read.require(all_below(classes.parents.values(), size), "class.parent");
    read.require_size(classes.keypoint_names, size, "class.keypoint");
    read.require_size(classes.skeleton, size, "class.skeleton");
}

void require_truth(Read& read, const GroundTruth& truth) {
    const std::size_t size = truth.size();
    read.require_size(truth.mask, size, "truth.mask");
    read.require_size(truth.oriented, size, "truth.oriented");
    read.require_size(truth.keypoints, size, "truth.keypoint");
    read.require(truth.keypoint_visibility.size() == truth.keypoints.values().size(),
                 "truth.visibility");
    read.require_size(truth.labelled_keypoints, size, "truth.labelled");
    read.require_size(truth.group_of, size, "truth.group_of");
    read.require_size(truth.span, size, "truth.span");
    read.require_size(truth.file_row, size, "truth.file_row");
    read.require_metadata(truth.metadata, size, truth_fields);
}

void require_run(Read& read, const Run& run, const Dataset& dataset) {
    const std::size_t size = run.size();
    const std::size_t samples = dataset.samples.size();
    read.require_size(run.area, size, "run.area");
    read.require_size(run.mask, size, "run.mask");
    read.require_size(run.oriented, size, "run.oriented");
    read.require_size(run.keypoints, size, "run.keypoint");
    read.require_size(run.span, size, "run.span");
    read.require_metadata(run.metadata, size, run_fields);
    read.require_size(run.probabilities, samples * dataset.classes.size(), "run.probability");
    read.require_size(run.value, samples, "run.value");
    read.require_size(run.label_maps, samples, "run.map");
    if (read.status) read.require(maps_fit(run.label_maps, dataset.samples), "run.map");
}

bool truth_in_order(const GroundTruth& truth, std::size_t samples) {
    const auto& begin = truth.sample_begin;
    if (begin.size() != samples + 1 || begin[0] != 0 || begin[samples] != truth.size()) {
        return false;
    }
    for (std::size_t s = 0; s < samples; ++s) {
        if (begin[s] > begin[s + 1] || begin[s + 1] > truth.size()) return false;
        for (Row row = begin[s]; row < begin[s + 1]; ++row) {
            if (truth.sample[row] != s) return false;
            if (row > begin[s] && truth.cls[row - 1] > truth.cls[row]) return false;
        }
    }
    return true;
}

}  // namespace

void add_to_snapshot(SnapshotWriter& writer, const Dataset& dataset) {
    Write write{.writer = writer};
    visit_samples(write, dataset.samples);
    visit_classes(write, dataset.classes);
    visit_truth(write, dataset.truth);
}

void add_to_snapshot(SnapshotWriter& writer, const Run& run) {
    Write write{.writer = writer};
    writer.add("run.name", std::span<const char>(run.name));
    visit_run(write, run);
}

void add_to_snapshot(SnapshotWriter& writer, const PictureStatistics& pictures) {
    Write write{.writer = writer};
    visit_pictures(write, pictures);
}

Result<PictureStatistics> pictures_from_snapshot(const SnapshotReader& reader,
                                                 std::size_t samples) {
    PictureStatistics pictures;
    Read read{.reader = reader, .status = {}};
    visit_pictures(read, pictures);
    require_pictures(read, pictures, samples);
    if (!read.status) return std::unexpected(read.status.error());
    return pictures;
}

Result<Dataset> dataset_from_snapshot(const SnapshotReader& reader) {
    Dataset dataset;
    Read read{.reader = reader, .status = {}};
    visit_samples(read, dataset.samples);
    visit_classes(read, dataset.classes);
    visit_truth(read, dataset.truth);

    const Samples& samples = dataset.samples;
    read.require(samples.names.size() == samples.size(), "sample.name");
    read.require(samples.width.size() == samples.size(), "sample.width");
    read.require(samples.height.size() == samples.size(), "sample.height");
    const Classes& classes = dataset.classes;
    read.require(classes.size() <= max_classes, "class.id");
    read.require(classes.names.size() == classes.size(), "class.name");
    read.require(classes.groups.size() == classes.size(), "class.group");
    const GroundTruth& truth = dataset.truth;
    read.require(truth.cls.size() == truth.size(), "truth.class");
    read.require_size(truth.box, truth.size(), "truth.box");
    read.require_size(truth.area, truth.size(), "truth.area");
    read.require_size(truth.crowd, truth.size(), "truth.crowd");
    read.require(truth.ids.size() == truth.size(), "truth.id");
    if (!read.status) return std::unexpected(read.status.error());
    require_samples(read, samples, classes.size());
    require_classes(read, classes);
    require_truth(read, truth);
    read.require(all_below(truth.cls, classes.size()), "truth.class");
    read.require(truth_in_order(truth, samples.size()), "truth.sample_begin");
    if (!read.status) return std::unexpected(read.status.error());
    return dataset;
}

Result<Run> run_from_snapshot(const SnapshotReader& reader, const Dataset& dataset) {
    Run run;
    Column<char> name;
    Read read{.reader = reader, .status = {}};
    read.column("run.name", name);
    visit_run(read, run);
    run.name.assign(name.begin(), name.end());
    read.require(run.cls.size() == run.size(), "run.class");
    read.require(run.score.size() == run.size(), "run.score");
    read.require_size(run.box, run.size(), "run.box");
    read.require(run.file_row.empty() || run.file_row.size() == run.size(), "run.file_row");
    read.require(all_below(run.sample, dataset.samples.size()), "run.sample");
    read.require(all_below(run.cls, dataset.classes.size()), "run.class");
    require_run(read, run, dataset);
    if (!read.status) return std::unexpected(read.status.error());
    return run;
}

}  // namespace errata
