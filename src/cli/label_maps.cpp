#include "cli/label_maps.h"

#include <filesystem>
#include <format>
#include <utility>

#include "cli/file_source.h"
#include "cli/folder.h"

namespace errata::cli {

namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
    std::error_code ignored;
    return fs::is_directory(path, ignored);
}
bool is_file(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored);
}

bool is_json_name(const fs::path& path) {
    return path.extension() == ".json" ||
           (path.extension() == ".gz" && path.stem().extension() == ".json");
}

// The name of a JSON file without ".json" or ".json.gz".
fs::path without_json(const fs::path& path) {
    fs::path stem = path;
    if (stem.extension() == ".gz") stem.replace_extension();
    return stem.replace_extension();
}

// The panoptic JSON that belongs to a folder of PNGs: beside it under its name, or the only one in it.
Result<std::string> json_of_folder(const std::string& folder) {
    fs::path plain = fs::path(folder).lexically_normal();
    if (!plain.has_filename()) plain = plain.parent_path();
    for (const char* ending : {".json", ".json.gz"}) {
        const fs::path beside = plain.string() + ending;
        if (is_file(beside)) return beside.string();
    }
    std::vector<std::string> inside;
    std::error_code failed;
    for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
         entry.increment(failed)) {
        if (is_json_name(entry->path())) inside.push_back(entry->path().string());
    }
    if (inside.size() == 1) return inside[0];
    return std::unexpected(
        Error{.code = ErrorCode::mismatch,
              .message = inside.empty() ? "no panoptic JSON lies in the folder or beside it"
                                        : "several JSON files lie in the folder",
              .remedy = "Give the JSON file, and the folder of PNGs with --truth-maps or "
                        "--prediction-maps",
              .file = folder});
}

// A side of panoptic data: its JSON and the folder of its PNGs.
struct PanopticSide {
    std::unique_ptr<ByteSource> json;
    NamedFiles maps;
};

Result<PanopticSide> open_side(const std::string& path, const std::string& maps) {
    std::string json = path;
    std::string folder = maps;
    if (is_folder(path)) {
        auto found = json_of_folder(path);
        if (!found) return std::unexpected(found.error());
        json = *std::move(found);
        if (folder.empty()) folder = path;
    }
    if (folder.empty()) {
        const fs::path named = without_json(json);
        const fs::path own = fs::path(json).parent_path();
        folder = is_folder(named) ? named.string() : (own.empty() ? "." : own.string());
    }
    auto source = open_source(json);
    if (!source) return std::unexpected(source.error());
    auto files = open_folder(folder);
    if (!files) return std::unexpected(files.error());
    return PanopticSide{.json = *std::move(source), .maps = *std::move(files)};
}

}  // namespace

Result<LabelMapInputs> LabelMapInputs::open(Task task, const LabelMapPaths& paths) {
    LabelMapInputs inputs;
    if (task == Task::panoptic) {
        auto truth = open_side(paths.truth, paths.truth_maps);
        if (!truth) return std::unexpected(truth.error());
        auto predictions = open_side(paths.predictions, paths.prediction_maps);
        if (!predictions) return std::unexpected(predictions.error());
        inputs.truth_json_ = std::move(truth->json);
        inputs.truth_ = std::move(truth->maps);
        inputs.predictions_json_ = std::move(predictions->json);
        inputs.predictions_ = std::move(predictions->maps);
        return inputs;
    }
    auto truth = open_folder(paths.truth);
    if (!truth) return std::unexpected(truth.error());
    auto predictions = open_folder(paths.predictions);
    if (!predictions) return std::unexpected(predictions.error());
    inputs.truth_ = *std::move(truth);
    inputs.predictions_ = *std::move(predictions);
    if (!paths.ignored.empty()) inputs.ignored_ = paths.ignored;
    if (!paths.classes.empty()) {
        auto classes = open_source(paths.classes);
        if (!classes) return std::unexpected(classes.error());
        inputs.classes_ = *std::move(classes);
    }
    return inputs;
}

Job LabelMapInputs::job(Task task, const std::string& rules, unsigned threads,
                        Evaluation& result) const {
    if (task == Task::panoptic) {
        return evaluate_panoptic({.truth = truth_json_.get(),
                                  .truth_maps = truth_,
                                  .predictions = predictions_json_.get(),
                                  .prediction_maps = predictions_,
                                  .threads = threads},
                                 rules, result);
    }
    return evaluate_semantic({.truth = truth_,
                              .predictions = predictions_,
                              .classes = classes_.get(),
                              .ignored = ignored_,
                              .threads = threads},
                             result);
}

}  // namespace errata::cli
