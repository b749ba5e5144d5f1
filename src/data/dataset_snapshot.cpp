#include "data/dataset_snapshot.h"

#include <algorithm>
#include <format>

namespace errata {

namespace {

// Names and columns stand once, here, for writing and for reading.
template <typename Visit>
void visit_samples(Visit&& visit, auto& samples) {
    visit.ids("sample.id", "sample.id_text", "sample.id_text_end", samples.ids);
    visit.texts("sample.name", "sample.name_end", samples.names);
    visit.column("sample.width", samples.width);
    visit.column("sample.height", samples.height);
}

template <typename Visit>
void visit_classes(Visit&& visit, auto& classes) {
    visit.ids("class.id", "class.id_text", "class.id_text_end", classes.ids);
    visit.texts("class.name", "class.name_end", classes.names);
    visit.texts("class.group", "class.group_end", classes.groups);
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
}

template <typename Visit>
void visit_run(Visit&& visit, auto& run) {
    visit.column("run.sample", run.sample);
    visit.column("run.class", run.cls);
    visit.column("run.score", run.score);
    visit.column("run.box", run.box);
    visit.column("run.file_row", run.file_row);
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
    void ids(std::string_view numbers, std::string_view bytes, std::string_view ends,
             IdColumn& out) {
        Column<std::int64_t> number;
        TextColumn text;
        column(numbers, number);
        texts(bytes, ends, text);
        require(text.empty() || text.size() == number.size(), bytes);
        out = IdColumn(std::move(number), std::move(text));
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
    read.require(truth.box.size() == truth.size(), "truth.box");
    read.require(truth.area.size() == truth.size(), "truth.area");
    read.require(truth.crowd.size() == truth.size(), "truth.crowd");
    read.require(truth.ids.size() == truth.size(), "truth.id");
    if (!read.status) return std::unexpected(read.status.error());
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
    read.require(run.box.size() == run.size(), "run.box");
    read.require(run.file_row.empty() || run.file_row.size() == run.size(), "run.file_row");
    read.require(all_below(run.sample, dataset.samples.size()), "run.sample");
    read.require(all_below(run.cls, dataset.classes.size()), "run.class");
    if (!read.status) return std::unexpected(read.status.error());
    return run;
}

}  // namespace errata
