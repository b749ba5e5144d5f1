#include "cli/report_selection.h"

#include <algorithm>
#include <format>

#include "base/text.h"

namespace errata::cli {

namespace {

constexpr std::size_t most_figures = 6;

std::string group_line(const GroupFigures& group, std::size_t figures, std::string_view name) {
    std::string line = std::format(" {:>9}", group.rows);
    for (std::size_t i = 0; i < figures; ++i) {
        const auto& value = group.figures[i].value;
        line += std::format(" {:>9}", value ? std::format("{:.3f}", *value) : std::string("-"));
    }
    line += std::format("  {}\n", name);
    if (!std::ranges::any_of(group.figures, [](const Figure& one) {
            return one.interval && one.interval->resamples > 0;
        })) {
        return line;
    }
    line += std::string(10, ' ');
    for (std::size_t i = 0; i < figures; ++i) {
        const auto& interval = group.figures[i].interval;
        line += std::format(
            " {:>9}",
            interval ? std::format("{:.2f}-{:.2f}", interval->low, interval->high) : std::string());
    }
    return line.erase(line.find_last_not_of(' ') + 1) + '\n';
}

}  // namespace

std::string selection_line(const SelectionReport& selection) {
    if (selection.where.empty()) return "";
    constexpr std::string_view how[] = {"as files with no others", "the others are ignored",
                                        "the others are left out"};
    return std::format(" {} of {} {}, {}: {}\n\n", grouped(selection.rows), grouped(selection.of),
                       id_of(selection.to), how[static_cast<std::size_t>(selection.to)],
                       selection.where);
}

std::string groups_report(const SelectionReport& selection) {
    if (!selection.groups) return "";
    const GroupTable& table = *selection.groups;
    const std::size_t figures = std::min(most_figures, table.figures.size());
    std::string text = std::format("\n {:>9}", id_of(table.to));
    for (std::size_t i = 0; i < figures; ++i) {
        text += std::format(" {:>9}", table.figures[i].key.substr(0, 9));
    }
    text += '\n';
    for (const GroupFigures& group : table.groups) text += group_line(group, figures, group.key);
    return text + group_line(table.overall, figures, "all");
}

}  // namespace errata::cli
