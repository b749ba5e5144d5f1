// The worker's side: one job at a time over the page's files, in slices; and the evaluation it made last.
//
// What it is for: the functions that web/worker.js calls between its messages:
//     errata_job_begin, errata_job_add_file per file, then errata_job_step until it is not `running`;
//     or errata_match_begin instead of the first two, to match the kept evaluation at another IoU value;
//     or errata_pictures_begin, errata_job_add_file per picture and errata_pictures_add_sample per sample;
//     errata_job_report at any time (progress; after the end: files, warnings and the error);
//     errata_job_result and _size after `done`; errata_job_end in any case.
// What it does not do: wait, post messages, know what a message is.
#include <emscripten/emscripten.h>

#include <exception>
#include <format>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "browser/host.h"
#include "browser/json_text.h"
#include "data/name_matching.h"
#include "engine/jobs.h"
#include "engine/pictures_job.h"

namespace errata::browser {

namespace {

// A File object of the page, read where it lies.
class HostFile final : public ByteSource {
public:
    HostFile(std::uint32_t number, std::string name, std::uint64_t size)
        : number_(number), name_(std::move(name)), size_(size) {}

    const std::string& name() const override { return name_; }
    std::uint64_t size() const override { return size_; }

    Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
        const int count = read_file(number_, static_cast<double>(offset), out);
        if (count >= 0) return static_cast<std::size_t>(count);
        return std::unexpected(
            Error{.code = ErrorCode::io,
                  .message = "the browser cannot read this file any more",
                  .remedy = "It was changed or moved since it was dropped: drop it again",
                  .file = name_});
    }

private:
    std::uint32_t number_;
    std::string name_;
    std::uint64_t size_;
};

enum class Status : int { running = 0, done = 1, failed = 2 };

// Pictures to be measured, and what was.
struct PictureWork {
    NamedFiles files;
    std::vector<std::uint32_t> file_of;  // per sample
    PictureStatistics statistics;
    Warnings warnings;
};

struct Work {
    std::vector<DroppedFile> files;
    Evaluation evaluation;
    std::optional<double> iou;  // to match again at
    Matches matches;
    std::optional<PictureWork> pictures;
    Job job;
    bool started = false;
    std::optional<Error> error;
    std::vector<std::byte> snapshot;
    std::string report;  // what the script reads last
};

// The worker has one task; the script's calls are its only users.
std::unique_ptr<Work>& task() {
    static std::unique_ptr<Work> current;
    return current;
}

// What the last evaluation read, for matching again: its columns stay, though the page has a copy, until the
// next evaluation begins.
std::optional<Evaluation>& kept() {
    static std::optional<Evaluation> last;
    return last;
}

Error out_of_memory() {
    return {
        .code = ErrorCode::too_large,
        .message = "these files need more memory than a browser gives a page",
        .remedy = "Run the same natively: errata evaluate --truth GT.json --predictions DT.json"};
}

Error unexpected_failure(const std::exception& failure) {
    return {.code = ErrorCode::corrupt,
            .message = std::format("unexpected failure ({})", failure.what()),
            .remedy = "Please report it, with the file if you can"};
}

Status finish(Work& now) {
    now.error = now.job.error();
    if (now.error) return Status::failed;
    now.job = {};
    if (now.pictures) {
        now.snapshot = snapshot_of(now.pictures->statistics);
    } else if (now.iou) {
        now.snapshot = snapshot_of(now.matches);
        now.matches = {};
    } else {
        now.snapshot = snapshot_of(now.evaluation);
        kept() = std::move(now.evaluation);
        now.evaluation = {};
        now.evaluation.files = kept()->files;
    }
    return Status::done;
}

Job measure(Work& now) {
    PictureWork& pictures = *now.pictures;
    // Numbers tell its files: the page has joined them with samples already.
    pictures.files = {.name = "images",
                      .paths = {},
                      .open = [&now](std::size_t i) -> Result<std::unique_ptr<ByteSource>> {
                          const ByteSource& file = *now.files[i].source;
                          return std::make_unique<HostFile>(static_cast<std::uint32_t>(i),
                                                            file.name(), file.size());
                      }};
    return measure_pictures(pictures.files, pictures.file_of, {}, pictures.statistics,
                            pictures.warnings);
}

Job begun(Work& now) {
    if (now.pictures) return measure(now);
    if (now.iou) return match_again(*kept(), *now.iou, now.matches);
    return evaluate_dropped_files(now.files, now.evaluation);
}

Status step_for(Work& now, double budget_ms) {
    if (!now.started) {
        now.job = begun(now);
        now.started = true;
    }
    const double end = now_ms() + budget_ms;
    do {
        if (!now.job.step()) return finish(now);
    } while (now_ms() < end);
    return Status::running;
}

}  // namespace

}  // namespace errata::browser

using namespace errata;
using namespace errata::browser;

extern "C" {

EMSCRIPTEN_KEEPALIVE void errata_job_begin() {
    task() = std::make_unique<Work>();
    kept().reset();
}

// Its job's result is a snapshot of Matches. 0: there is no evaluation, and no job has begun.
EMSCRIPTEN_KEEPALIVE int errata_match_begin(double iou) {
    if (!kept()) return 0;
    task() = std::make_unique<Work>();
    task()->iou = iou;
    return 1;
}

// Its job's result is a snapshot of PictureStatistics.
EMSCRIPTEN_KEEPALIVE void errata_pictures_begin() {
    task() = std::make_unique<Work>();
    task()->pictures.emplace();
}

// The next sample's picture is the file of that number, from 0; 0xFFFFFFFF: it has none.
EMSCRIPTEN_KEEPALIVE void errata_pictures_add_sample(unsigned file) {
    task()->pictures->file_of.push_back(file);
}

// `path` is UTF-8, `taken_for` what a person says the file is (a word of id_of(FileKind); "": not said); the
// script frees both.
EMSCRIPTEN_KEEPALIVE void errata_job_add_file(const char* path, double size,
                                              const char* taken_for) {
    Work& now = *task();
    const auto number = static_cast<std::uint32_t>(now.files.size());
    now.files.push_back(
        {.source = std::make_unique<HostFile>(number, path, static_cast<std::uint64_t>(size)),
         .taken_for = kind_of_id(taken_for)});
}

// Works for about budget_ms; 0 running, 1 done, 2 failed.
EMSCRIPTEN_KEEPALIVE int errata_job_step(double budget_ms) {
    Work& now = *task();
    try {
        return static_cast<int>(step_for(now, budget_ms));
    } catch (const std::bad_alloc&) {
        now.job = {};
        now.evaluation = {};
        now.matches = {};
        now.pictures.reset();
        now.error = out_of_memory();
    } catch (const std::exception& failure) {
        now.job = {};
        now.error = unexpected_failure(failure);
    }
    return static_cast<int>(Status::failed);
}

// While running {stage, done, total, unit}; then {files, warnings, error}. Valid until the next call.
EMSCRIPTEN_KEEPALIVE const char* errata_job_report(int running) {
    Work& now = *task();
    nlohmann::json report;
    if (running != 0) {
        const Progress& progress = now.job.progress();
        report = {{"stage", progress.stage},
                  {"done", progress.done},
                  {"total", progress.total},
                  {"unit", progress.unit}};
    } else {
        report = {{"files", json_of(now.evaluation.files)}, {"warnings", nlohmann::json::array()}};
        if (now.pictures) report["warnings"] = json_of(now.pictures->warnings.all());
        if (now.error) report["error"] = json_of(*now.error);
    }
    now.report = text_of(report);
    return now.report.c_str();
}

EMSCRIPTEN_KEEPALIVE const std::byte* errata_job_result() { return task()->snapshot.data(); }
EMSCRIPTEN_KEEPALIVE double errata_job_result_size() {
    return static_cast<double>(task()->snapshot.size());
}

EMSCRIPTEN_KEEPALIVE void errata_job_end() { task().reset(); }

}  // extern "C"
