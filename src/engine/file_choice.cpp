#include "engine/file_choice.h"

#include <algorithm>
#include <format>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "engine/classification_job.h"
#include "engine/file_chooser.h"
#include "engine/path_words.h"
#include "formats/class_list.h"

namespace errata {

namespace {

Family family_of(Task task) {
    if (task == Task::spans) return Family::spans;
    if (task == Task::panoptic) return Family::panoptic;
    return is_of_tables(task) ? Family::tables : Family::detections;
}

}  // namespace

// --- what was found by looking -------------------------------------------------------------------------

void Chooser::look(std::size_t i) {
    const ByteSource& file = *files_[i].source;
    FileReport report = {.name = file.name(),
                         .kind = files_[i].taken_for.value_or(FileKind::unknown),
                         .used = false,
                         .note = {},
                         .size = file.size()};
    const auto sniffed = sniff(file);
    if (sniffed) {
        report.map = sniffed->map;
        if (!files_[i].taken_for) report.kind = sniffed->kind;
        if (sniffed->kind != FileKind::image) {
            looked_[i] = {.family = family_of(sniffed->task), .task = sniffed->task};
        }
    } else if (!files_[i].taken_for) {
        report.note = to_string(sniffed.error());
        looked_[i].error = sniffed.error();
    }
    reports_.push_back(std::move(report));
}

// Only where PNGs are there that its maps can be: the ground truth's images come first in its JSON.
void Chooser::find_panoptic() {
    if (!std::ranges::any_of(reports_, is_map)) return;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (looked_[i].family != Family::detections || looked_[i].task != Task::boxes) continue;
        if (has_segments(*files_[i].source)) looked_[i] = {Family::panoptic, Task::panoptic};
    }
}

// Some files alone do not say whose they are: their names may, and of two the second is the predictions.
void Chooser::tell_sides_apart(Family family) {
    std::vector<std::size_t> unclear;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (looked_[i].family != family) continue;
        if (reports_[i].kind == FileKind::predictions) return;
        if (reports_[i].kind == FileKind::truth && !files_[i].taken_for) unclear.push_back(i);
    }
    if (unclear.empty()) return;
    for (const std::size_t i : unclear) {
        if (side_of_name(reports_[i].name) != FileKind::predictions) continue;
        reports_[i].kind = FileKind::predictions;
        return;
    }
    // The other is the ground truth, or said to be.
    const auto truth = first_of(family, FileKind::truth);
    for (const std::size_t i : unclear) {
        if (i == *truth) continue;
        reports_[i].kind = FileKind::predictions;
        return;
    }
}

// The first that a person said to be it, else the first.
std::optional<std::size_t> Chooser::first_of(Family family, FileKind kind) const {
    std::optional<std::size_t> chosen;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (reports_[i].kind != kind || is_map(reports_[i])) continue;
        if (looked_[i].family.value_or(family) != family) continue;
        if (!chosen || (files_[i].taken_for && !files_[*chosen].taken_for)) chosen = i;
    }
    return chosen;
}

// Marks it as used and notes with the others why they are not.
void Chooser::use(Family family, FileKind kind, std::size_t chosen) {
    reports_[chosen].used = true;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (reports_[i].kind != kind || i == chosen || is_map(reports_[i])) continue;
        const std::string& used = reports_[chosen].name;
        if (looked_[i].family.value_or(family) != family) {
            reports_[i].note = std::format("not used: it is not of the same task as {}", used);
        } else if (chosen < i) {
            reports_[i].note = std::format("not used: {} was given before it", used);
        } else {
            reports_[i].note =
                std::format("not used: {} is said to be the {}", used, name_of(kind));
        }
    }
}

// The first in the order of the files that has both sides.
std::optional<Family> Chooser::complete_family() const {
    for (const Looked& one : looked_) {
        if (!one.family) continue;
        if (first_of(*one.family, FileKind::truth) && first_of(*one.family, FileKind::predictions))
            return one.family;
    }
    return std::nullopt;
}

// --- maps ----------------------------------------------------------------------------------------------

// The PNGs of those numbers, their paths without the first `cut` letters; they are of that side.
NamedFiles Chooser::named(std::string name, std::vector<std::size_t> maps, std::size_t cut,
                          FileKind side) {
    // What a job reads lives as long as the files do.
    class Borrowed final : public ByteSource {
    public:
        explicit Borrowed(const ByteSource& source) : source_(source) {}
        const std::string& name() const override { return source_.name(); }
        std::uint64_t size() const override { return source_.size(); }
        Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) const override {
            return source_.read_at(offset, out);
        }

    private:
        const ByteSource& source_;
    };
    std::ranges::sort(maps, {}, [&](std::size_t i) { return std::string_view(reports_[i].name); });
    NamedFiles result = {.name = std::move(name), .paths = {}, .open = {}};
    for (const std::size_t i : maps) {
        result.paths.push_back(reports_[i].name.substr(cut));
        reports_[i].kind = side;
        reports_[i].used = true;
    }
    result.open = [&files = files_,
                   maps = std::move(maps)](std::size_t i) -> Result<std::unique_ptr<ByteSource>> {
        return std::make_unique<Borrowed>(*files[maps[i]].source);
    };
    return result;
}

// A panoptic JSON's PNGs: in a folder of its name, else in its own.
NamedFiles Chooser::maps_beside(std::size_t document) {
    const std::string_view path = reports_[document].name;
    std::string_view stem = base_of(path);
    stem = stem.substr(0, stem.find('.'));
    const std::string inside = std::format("/{}/", stem);
    std::vector<std::size_t> maps;
    std::string folder;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (!is_map(reports_[i])) continue;
        const std::string slashed = "/" + reports_[i].name;
        const std::size_t at = slashed.find(inside);
        if (at == std::string::npos) continue;
        const std::string own = slashed.substr(1, at + inside.size() - 1);
        if (maps.empty()) folder = own;
        if (own == folder) maps.push_back(i);
    }
    if (maps.empty()) {
        folder = folder_of(path);
        if (!folder.empty()) folder += '/';
        for (std::size_t i = 0; i < files_.size(); ++i) {
            if (is_map(reports_[i]) && reports_[i].name.starts_with(folder)) maps.push_back(i);
        }
    }
    std::string name = folder.empty() ? std::string(path) : folder.substr(0, folder.size() - 1);
    return named(std::move(name), std::move(maps), folder.size(), reports_[document].kind);
}

namespace {

// The folder that a side's maps lie in, perhaps in folders within: the last one whose name says a side, else the first
// behind the `cut` letters that all have in common.
std::string_view folder_of_maps(std::string_view path, std::size_t cut) {
    const std::string_view folder = folder_of(path);
    if (folder.size() <= cut) return folder;
    for (std::string_view outer = folder; outer.size() > cut; outer = folder_of(outer)) {
        if (side_of_name(base_of(outer))) return outer;
    }
    return folder.substr(0, folder.find('/', cut));
}

}  // namespace

// Two folders of grey or indexed PNGs. `by_names`: only those whose names say that they are labels.
bool Chooser::choose_semantic(bool by_names, FileChoice& choice) {
    std::vector<std::string_view> names;
    std::vector<std::size_t> maps;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        const bool is_values = reports_[i].map == MapPixels::values;
        if (!is_values || files_[i].taken_for == FileKind::unknown) continue;
        maps.push_back(i);
        names.push_back(reports_[i].name);
    }
    if (maps.size() < 2) return false;
    struct Side {
        std::vector<std::size_t> maps = {};
        std::optional<FileKind> kind = {};
    };
    const std::size_t cut = common_folder(names);
    std::map<std::string, Side> folders;
    for (const std::size_t i : maps) {
        const std::string_view folder = folder_of_maps(reports_[i].name, cut);
        if (folder.size() <= cut) continue;  // beside the folders
        Side& side = folders[std::string(folder)];
        side.maps.push_back(i);
        if (!side.kind) side.kind = side_of_name(folder.substr(cut));
        if (files_[i].taken_for) side.kind = files_[i].taken_for;
    }
    const auto of_kind = [&](FileKind kind) {
        return std::ranges::find(folders, std::optional(kind),
                                 [](const auto& one) { return one.second.kind; });
    };
    auto truth = of_kind(FileKind::truth);
    auto predictions = of_kind(FileKind::predictions);
    // Of two one tells the other.
    if (folders.size() == 2 && !by_names) {
        const auto first = folders.begin();
        const auto second = std::next(first);
        if (truth == folders.end() && predictions == folders.end()) truth = first;
        if (truth == folders.end()) truth = predictions == first ? second : first;
        if (predictions == folders.end()) predictions = truth == first ? second : first;
    }
    if (truth == folders.end() || predictions == folders.end()) return false;
    choice.task = Task::semantic;
    choice.truth_maps =
        named(truth->first, truth->second.maps, truth->first.size() + 1, FileKind::truth);
    choice.prediction_maps = named(predictions->first, predictions->second.maps,
                                   predictions->first.size() + 1, FileKind::predictions);
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (is_map(reports_[i]) || reports_[i].kind == FileKind::image) continue;
        Warnings ignored;
        if (choice.classes || !read_class_list(*files_[i].source, ignored)) continue;
        choice.classes = i;
        reports_[i].used = true;
        reports_[i].kind = FileKind::truth;
        reports_[i].note.clear();
    }
    return true;
}

// --- choosing ------------------------------------------------------------------------------------------

Error Chooser::nothing_to_evaluate() const {
    const auto has = [&](FileKind kind) {
        return std::ranges::any_of(reports_, [&](const FileReport& report) {
            return report.kind == kind && !is_map(report);
        });
    };
    const bool has_truth = has(FileKind::truth);
    const bool has_results = has(FileKind::predictions);
    // A broken JSON file explains more than the lack of the file that it should have been.
    const auto broken =
        std::ranges::find_if(looked_, [](const Looked& one) { return one.error.has_value(); });
    if (broken != looked_.end() && !(has_truth && has_results)) return *broken->error;
    if (has_truth && has_results) {
        return {.code = ErrorCode::mismatch,
                .message = "the ground truth and the predictions are not of one task",
                .remedy = "Give both of one: COCO files, tables with labels, or texts with spans"};
    }
    if (!has_truth && !has_results && std::ranges::any_of(reports_, is_map)) {
        return {.code = ErrorCode::mismatch,
                .message = "PNGs alone are label maps only where two folders hold them",
                .remedy =
                    "Drop the folder of true maps and that of predicted ones, named so that "
                    "they say which is which (gt, pred); or add ground truth and predictions"};
    }
    const std::string_view missing =
        has_truth ? "predictions" : (has_results ? "ground truth" : "ground truth and predictions");
    if (!has_truth && has(FileKind::pool)) {
        return {.code = ErrorCode::mismatch,
                .message = std::format("a pool of unlabeled samples, and no {}", missing),
                .remedy = "Add what is labeled, and what the model says of it"};
    }
    return {.code = ErrorCode::mismatch,
            .message = std::format("no {} among {}", missing, counted(files_.size(), "file")),
            .remedy = has_truth ? "Add the model's COCO results (a JSON array with scores)"
                                : "Add the COCO ground truth (JSON with images, annotations and "
                                  "categories)"};
}

namespace {

// What two tables are about: what either of them shows.
Task task_of_tables(Task truth, Task predictions) {
    for (const Task task : {Task::values, Task::multilabel, Task::text}) {
        if (truth == task || predictions == task) return task;
    }
    return Task::classes;
}

}  // namespace

std::optional<Error> Chooser::choose(FileChoice& choice) {
    find_panoptic();
    find_detection_pool();
    find_table_pool();
    for (const Family family : {Family::tables, Family::spans, Family::panoptic}) {
        tell_sides_apart(family);
    }
    find_unlabeled_table();
    const auto family = complete_family();
    if (choose_semantic(family.has_value(), choice)) {
        use_pool(Family::semantic, choice);
        return std::nullopt;
    }
    if (!family) return nothing_to_evaluate();
    choice.truth = *first_of(*family, FileKind::truth);
    choice.predictions = *first_of(*family, FileKind::predictions);
    use(*family, FileKind::truth, choice.truth);
    use(*family, FileKind::predictions, choice.predictions);
    use_pool(*family, choice);
    choice.task = looked_[choice.predictions].task;
    if (family == Family::tables) {
        choice.task = task_of_tables(looked_[choice.truth].task, choice.task);
    }
    if (family == Family::panoptic) {
        choice.truth_maps = maps_beside(choice.truth);
        choice.prediction_maps = maps_beside(choice.predictions);
    }
    return std::nullopt;
}

Job choose_files(const std::vector<DroppedFile>& files, std::vector<FileReport>& reports,
                 FileChoice& choice) {
    Chooser chooser(files, reports);
    for (std::size_t i = 0; i < files.size(); ++i) {
        chooser.look(i);
        co_yield {"Looking at files", i + 1, files.size(), "files"};
    }
    if (auto error = chooser.choose(choice)) co_return *std::move(error);
    co_return std::nullopt;
}

}  // namespace errata
