#include "cli/fail_under.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <exception>
#include <format>

#include "cli/command.h"
#include "data/task.h"
#include "engine/task_figures.h"

namespace errata::cli {

std::optional<Threshold> threshold_from(const std::string& text,
                                        const std::vector<FigureInfo>& figures) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return {};
    const auto figure =
        std::ranges::find(figures, std::string_view(text).substr(0, equals), &FigureInfo::key);
    if (figure == figures.end()) return {};
    try {
        std::size_t used = 0;
        const std::string number = text.substr(equals + 1);
        const double bound = std::stod(number, &used);
        const bool is_share =
            figure->kind == FigureKind::fraction || figure->kind == FigureKind::error;
        if (used != number.size() || !std::isfinite(bound)) return {};
        if (is_share && !(bound >= 0 && bound <= 1)) return {};
        return Threshold{.figure = static_cast<std::size_t>(figure - figures.begin()),
                         .bound = bound};
    } catch (const std::exception&) {
        return {};
    }
}

std::string keys_of(const std::vector<FigureInfo>& figures) {
    std::string keys;
    for (const FigureInfo& one : figures) {
        if (!keys.empty()) keys += ", ";
        keys += one.key;
        const bool higher_is_better = is_better(one.kind, 1, 0);
        if (!higher_is_better) keys += '*';
    }
    return keys;
}

std::string all_figures() {
    struct Line {
        std::string_view words;
        Task task;
        std::string_view rules;
    };
    constexpr std::array<Line, 11> lines = {
        {{"boxes, masks, oriented", Task::boxes, "coco"},
         {"--rules lvis", Task::boxes, "lvis"},
         {"--rules ultralytics", Task::boxes, "ultralytics"},
         {"--rules voc07, voc, openimages, tide", Task::boxes, "voc"},
         {"keypoints", Task::keypoints, "coco"},
         {"classes, text", Task::classes, "sklearn"},
         {"multilabel", Task::multilabel, "sklearn"},
         {"semantic", Task::semantic, "fcn"},
         {"panoptic", Task::panoptic, "coco"},
         {"spans", Task::spans, "seqeval"},
         {"values", Task::values, "sklearn"}}};
    std::string text;
    for (const Line& line : lines) {
        text += std::format("  {}: {}\n", line.words,
                            keys_of(figures_of(line.task, line.rules).figures));
    }
    return text;
}

int check_thresholds(const std::vector<Threshold>& thresholds, const FigureTable& summary) {
    int code = exit_ok;
    for (const Threshold& threshold : thresholds) {
        const std::optional<double> value = summary.overall[threshold.figure].value;
        const FigureInfo& info = summary.figures[threshold.figure];
        if (value && !is_better(info.kind, threshold.bound, *value)) continue;
        const std::string is = value ? std::format("{}", *value) : std::string("undefined");
        const std::string_view word = is_better(info.kind, 1, 0) ? "below" : "worse than";
        std::fputs(std::format("{} is {}, {} {}\n", info.key, is, word, threshold.bound).c_str(),
                   stderr);
        code = exit_threshold_missed;
    }
    return code;
}

}  // namespace errata::cli
