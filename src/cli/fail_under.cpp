#include "cli/fail_under.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <exception>
#include <format>

#include "cli/command.h"

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
        const double least = std::stod(number, &used);
        const bool is_share =
            figure->kind == FigureKind::fraction || figure->kind == FigureKind::error;
        if (used != number.size() || !std::isfinite(least)) return {};
        if (is_share && !(least >= 0 && least <= 1)) return {};
        return Threshold{.figure = static_cast<std::size_t>(figure - figures.begin()),
                         .least = least};
    } catch (const std::exception&) {
        return {};
    }
}

int check_thresholds(const std::vector<Threshold>& thresholds, const FigureTable& summary) {
    int code = exit_ok;
    for (const Threshold& threshold : thresholds) {
        const std::optional<double> value = summary.overall[threshold.figure].value;
        if (value && *value >= threshold.least) continue;
        const std::string_view key = summary.figures[threshold.figure].key;
        const std::string is = value ? std::format("{}", *value) : std::string("undefined");
        std::fputs(std::format("{} is {}, below {}\n", key, is, threshold.least).c_str(), stderr);
        code = exit_threshold_missed;
    }
    return code;
}

}  // namespace errata::cli
