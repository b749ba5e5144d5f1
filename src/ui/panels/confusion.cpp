#include <algorithm>
#include <array>
#include <format>
#include <limits>
#include <string>
#include <vector>

#include "base/text.h"
#include "ui/panels/panels.h"
#include "ui/panels/plots.h"

namespace errata::ui {

namespace {

constexpr std::string_view background = "(background)";
constexpr std::size_t most_classes = 40;  // of the matrix; more are no longer told apart

constexpr std::array<TableColumn, 4> columns = {{
    {.name = "True class", .number = false},
    {.name = "Predicted as", .width = 122, .number = false},
    {.name = "Count", .width = 46, .tooltip = "Objects that have such a prediction"},
    {.name = "Share",
     .width = 44,
     .tooltip = "Of the objects of the true class that count, in percent"},
}};

constexpr std::array<CellShare, 3> shares = {CellShare::of_truth, CellShare::of_predicted,
                                             CellShare::count};

std::string shown_name(const Model& model, std::uint32_t cls) {
    return cls == background_class ? std::string(background)
                                   : model.reading.name_of_class(static_cast<ClassSlot>(cls));
}

// As views and commands name it.
std::string view_name(const Model& model, std::uint32_t cls) {
    return cls == background_class ? std::string()
                                   : model.reading.name_of_class(static_cast<ClassSlot>(cls));
}

// The classes of the matrix in their order, with background where a cell has it; of many those that are confused most.
std::vector<std::uint32_t> classes_of(const Model& model, const Confusion& confusion) {
    const std::size_t all = model.evaluation.dataset.classes.size();
    std::vector<std::uint32_t> classes(all);
    for (std::size_t i = 0; i < all; ++i) classes[i] = static_cast<std::uint32_t>(i);
    if (all > most_classes) {
        std::vector<std::uint64_t> confused(all, 0);
        for (const ConfusionCell& cell : confusion.cells) {
            if (cell.truth == cell.predicted) continue;
            if (cell.truth != background_class) confused[cell.truth] += cell.count;
            if (cell.predicted != background_class) confused[cell.predicted] += cell.count;
        }
        std::ranges::stable_sort(classes, std::ranges::greater(),
                                 [&](std::uint32_t cls) { return confused[cls]; });
        classes.resize(most_classes);
        std::ranges::sort(classes);
    }
    const bool has_background = std::ranges::any_of(confusion.cells, [](const ConfusionCell& cell) {
        return cell.truth == background_class || cell.predicted == background_class;
    });
    if (has_background) classes.push_back(background_class);
    return classes;
}

struct Totals {
    std::vector<std::uint64_t> objects;      // per class slot, then background
    std::vector<std::uint64_t> predictions;  // the same
};

Totals totals_of(const Model& model, const Confusion& confusion) {
    const std::size_t all = model.evaluation.dataset.classes.size();
    Totals totals;
    totals.objects.assign(all + 1, 0);
    totals.predictions.assign(all + 1, 0);
    const auto place = [&](std::uint32_t cls) {
        return cls == background_class ? all : std::size_t{cls};
    };
    for (const ConfusionCell& cell : confusion.cells) {
        totals.objects[place(cell.truth)] += cell.count;
        totals.predictions[place(cell.predicted)] += cell.count;
    }
    return totals;
}

PlotSpec matrix_of(const Model& model, const Confusion& confusion,
                   const std::vector<std::uint32_t>& classes, const Totals& totals) {
    const CellShare share = model.view.cell_share;
    const auto total_of = [&](const std::vector<std::uint64_t>& of, std::uint32_t cls) {
        return static_cast<double>(cls == background_class ? of.back() : of[cls]);
    };
    HeatMap map = {.rows = {},
                   .columns = {},
                   .values = {},
                   .value_label = share == CellShare::count      ? "Count"
                                  : share == CellShare::of_truth ? "Share of the true class"
                                                                 : "Share of the predicted class"};
    if (share != CellShare::count) {
        map.format = AxisFormat::percent;
        map.range = PlotRange{0, 1};
    }
    for (const std::uint32_t cls : classes) {
        map.rows.push_back(shown_name(model, cls));
        map.columns.push_back(shown_name(model, cls));
    }
    for (const std::uint32_t truth : classes) {
        for (const std::uint32_t predicted : classes) {
            const auto count = static_cast<double>(confusion.count(truth, predicted));
            const double whole = share == CellShare::count ? 1
                                 : share == CellShare::of_truth
                                     ? total_of(totals.objects, truth)
                                     : total_of(totals.predictions, predicted);
            map.values.push_back(count > 0 ? count / whole
                                           : std::numeric_limits<double>::quiet_NaN());
        }
    }
    return {.title = "True class over predicted class",
            .x = {.label = "Predicted class"},
            .y = {.label = "True class"},
            .heat_map = std::move(map),
            .empty_message = "No objects and no predictions at these thresholds"};
}

void share_select(Frame& frame, const Model& model, Commands& commands) {
    static const std::vector<std::string> labels = {"Share of the true class",
                                                    "Share of the predicted class", "Counts"};
    const auto place = std::ranges::find(shares, model.view.cell_share) - shares.begin();
    if (const auto chosen = select(frame, "Cells", labels, static_cast<std::size_t>(place), 220)) {
        commands.push_back(
            decide([share = shares[*chosen]](View& view) { view.cell_share = share; }));
    }
}

TableCell cell_of(const Model& model, const Totals& totals, const ConfusionCell& cell,
                  std::size_t column) {
    switch (column) {
        case 0: return {.words = shown_name(model, cell.truth)};
        case 1: return {.words = shown_name(model, cell.predicted)};
        case 2: return {.words = grouped(cell.count), .exact = cell.count};
        default: {
            const double share =
                static_cast<double>(cell.count) / static_cast<double>(totals.objects[cell.truth]);
            return {.words = percent(share), .bar = share, .exact = share};
        }
    }
}

void pairs_table(Frame& frame, const Model& model, const Confusion& confusion, const Totals& totals,
                 ConfusionState& state, Commands& commands) {
    state.listed.clear();
    for (const ConfusionCell& cell : confusion.cells) {
        const bool of_classes =
            cell.truth != background_class && cell.predicted != background_class;
        if (of_classes && cell.truth != cell.predicted) state.listed.push_back(cell);
    }
    std::ranges::stable_sort(state.listed, std::ranges::greater(), &ConfusionCell::count);
    text(frame, "Most confused", {.style = TextStyle::heading});
    if (state.listed.empty()) {
        text(frame, "No class is taken for another at these thresholds.",
             {.style = TextStyle::muted, .wrap = true});
        return;
    }
    const TableOptions options = {.columns = columns,
                                  .rows = state.listed.size(),
                                  .height = ImGui::GetWindowHeight() - ImGui::GetCursorPosY()};
    TableResult result =
        table(frame, "Most confused", options, [&](std::size_t row, std::size_t column) {
            return cell_of(model, totals, state.listed[row], column);
        });
    if (result.clicked) {
        const ConfusionCell& cell = state.listed[*result.clicked];
        commands.push_back(
            show_confused(view_name(model, cell.truth), view_name(model, cell.predicted)));
    }
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
}

}  // namespace

void confusion_panel(Frame& frame, const Model& model, ConfusionState& state, Commands& commands) {
    text(frame, "Which class is taken for which", {.style = TextStyle::heading});
    const Confusion* const confusion = model.reading.confusion();
    if (confusion == nullptr) {
        text(frame, std::format("Comparing pairs, {:.0f} %", model.analysing * 100),
             {.style = TextStyle::muted});
        return;
    }
    const std::vector<std::uint32_t> classes = classes_of(model, *confusion);
    const std::size_t all = model.evaluation.dataset.classes.size();
    std::string words = std::format(
        "The diagonal is the true positives; a row sums to the {}s of its class, a column to its "
        "predictions. A cell leads to its {}s.",
        model.word_for_objects(), model.word_for_samples());
    if (all > most_classes) {
        words += std::format(" Shown are the {} of {} that are confused most.", most_classes,
                             counted(all, "class", "classes"));
    }
    text(frame, words, {.style = TextStyle::muted, .wrap = true});
    space(4);
    share_select(frame, model, commands);
    space(4);

    const Totals totals = totals_of(model, *confusion);
    const ImVec2 left = ImGui::GetContentRegionAvail();
    constexpr float table_width = 400;
    const bool beside = left.x > 2 * table_width - 100;
    const float y = ImGui::GetCursorPosY();
    const float height = ImGui::GetWindowHeight() - y - size::gap;
    const ImVec2 extent = {beside ? left.x - table_width - size::section_gap : left.x,
                           beside ? height : height * 0.6F};
    const PlotSpec spec = matrix_of(model, *confusion, classes, totals);
    const PlotResult result = saved_plot(frame, "confusion", spec, state.matrix, extent, commands);
    if (result.clicked && result.clicked->mark == PlotMark::cell) {
        commands.push_back(show_confused(view_name(model, classes[result.clicked->series]),
                                         view_name(model, classes[result.clicked->index])));
    }
    if (beside) next_on_line(size::section_gap, y);
    begin_region("pairs", {.extent = {0, beside ? height + size::gap : 0}});
    pairs_table(frame, model, *confusion, totals, state, commands);
    end_region();
}

}  // namespace errata::ui
