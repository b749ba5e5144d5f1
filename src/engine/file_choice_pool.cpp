// Which of the files are the pool: lists of images and tables that nobody has labeled, and predictions on them.
#include <algorithm>

#include "engine/file_chooser.h"
#include "engine/path_words.h"
#include "formats/labels_table.h"

namespace errata {

std::vector<std::size_t> Chooser::files_of(Family family) const {
    std::vector<std::size_t> files;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (looked_[i].family == family && !is_map(reports_[i])) files.push_back(i);
    }
    return files;
}

std::vector<std::size_t> Chooser::files_of(Family family, FileKind kind) const {
    std::vector<std::size_t> files = files_of(family);
    std::erase_if(files, [&](std::size_t i) { return reports_[i].kind != kind; });
    return files;
}

// Those whose own names, or else their paths, say so; none where all do. What a person has said is left alone.
std::vector<std::size_t> Chooser::named_for_the_pool(const std::vector<std::size_t>& files,
                                                     bool (*says)(std::string_view)) const {
    for (const bool own_name : {true, false}) {
        std::vector<std::size_t> named;
        for (const std::size_t i : files) {
            const std::string_view path = reports_[i].name;
            if (!files_[i].taken_for && says(own_name ? base_of(path) : path)) named.push_back(i);
        }
        if (!named.empty() && named.size() < files.size()) return named;
    }
    return {};
}

void Chooser::take_all(const std::vector<std::size_t>& files, FileKind kind) {
    for (const std::size_t i : files) reports_[i].kind = kind;
}

// Lists of images beside the ground truth: by name, or because they have no annotations. Of results, which all look alike,
// names alone tell.
void Chooser::find_detection_pool() {
    const std::vector<std::size_t> lists = files_of(Family::detections, FileKind::truth);
    const std::vector<std::size_t> named = named_for_the_pool(lists, ends_as_a_pool);
    std::vector<std::size_t> unlabeled = named;
    for (const std::size_t i : lists) {
        // Alone it is ground truth without objects, unless it says that it is not.
        const bool asked = lists.size() > 1 || ends_as_a_pool(reports_[i].name);
        if (!asked || files_[i].taken_for || std::ranges::contains(named, i)) continue;
        if (!has_annotations(*files_[i].source)) unlabeled.push_back(i);
    }
    const bool leaves_truth = unlabeled.size() < lists.size();
    take_all(leaves_truth || lists.size() == 1 ? unlabeled : named, FileKind::pool);
    if (!first_of(Family::detections, FileKind::pool)) return;
    const auto results = files_of(Family::detections, FileKind::predictions);
    take_all(named_for_the_pool(results, names_a_pool), FileKind::pool_predictions);
}

// A table that looks like ground truth, or even like predictions, is the pool where its name says so. What it may hold of
// labels is not read.
void Chooser::find_table_pool() {
    std::vector<std::size_t> tables = files_of(Family::tables);
    std::erase_if(tables, [&](std::size_t i) { return files_[i].taken_for.has_value(); });
    take_all(named_for_the_pool(tables, ends_as_a_pool), FileKind::pool);
}

// A table that is none of labels: ids and perhaps more.
void Chooser::find_unlabeled_table() {
    const bool has_truth = !files_of(Family::tables, FileKind::truth).empty();
    for (std::size_t i = 0; i < files_.size(); ++i) {
        const bool is_open = looked_[i].error && !files_[i].taken_for;
        if (!is_open || !(has_truth || ends_as_a_pool(reports_[i].name))) continue;
        if (!has_label_ids(*files_[i].source)) continue;
        looked_[i] = {.family = Family::tables, .task = Task::classes};
        reports_[i].kind = FileKind::pool;
        reports_[i].note.clear();
    }
}

// Marks the pool's files as used, or notes why they are not.
void Chooser::use_pool(Family family, FileChoice& choice) {
    const bool is_read = family == Family::detections || family == Family::tables;
    if (is_read) choice.pool = first_of(family, FileKind::pool);
    if (choice.pool) {
        use(family, FileKind::pool, *choice.pool);
        if (family == Family::detections) {
            choice.pool_predictions = first_of(family, FileKind::pool_predictions);
        }
    }
    if (choice.pool_predictions) use(family, FileKind::pool_predictions, *choice.pool_predictions);
    for (FileReport& report : reports_) {
        const bool is_pool = report.kind == FileKind::pool;
        if (report.used || !report.note.empty() ||
            !(is_pool || report.kind == FileKind::pool_predictions)) {
            continue;
        }
        if (!is_read) {
            report.note = "not used: pools are COCO files and tables of labels, texts and values";
        } else if (is_pool) {
            report.note = "not used: it is not of the same task as the ground truth";
        } else if (!choice.pool) {
            report.note = "not used: the pool itself is missing";
        } else {
            report.note = "not used: a table of predictions holds those on the pool, too";
        }
    }
}

}  // namespace errata
