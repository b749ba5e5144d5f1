#include <algorithm>
#include <array>
#include <format>
#include <string>

#include "base/text.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 4> columns = {{
    {.name = "File", .number = false},
    {.name = "Taken for", .width = 150, .number = false},
    {.name = "Size", .width = 90, .tooltip = "As stored"},
    {.name = "Note", .width = 320, .number = false},
}};

// What a person can say that a file is.
struct KindEntry {
    const char* words;
    const char* kind;  // as TakeFor has it
};
constexpr std::array<KindEntry, 7> kinds = {{
    {"What its content says", ""},
    {"Ground truth", "truth"},
    {"Predictions", "predictions"},
    {"The pool: nobody has labeled it", "pool"},
    {"Predictions on the pool", "pool_predictions"},
    {"An image", "image"},
    {"Nothing: leave it out", "unknown"},
}};

std::string size_text(std::uint64_t bytes) {
    if (bytes == 0) return "";
    if (bytes < 10'000) return std::format("{} B", grouped(bytes));
    if (bytes < 10'000'000) return std::format("{:.0f} kB", static_cast<double>(bytes) / 1e3);
    return std::format("{:.1f} MB", static_cast<double>(bytes) / 1e6);
}

TableCell cell_of(const Frame& frame, const FileReport& file, std::size_t column) {
    switch (column) {
        case 0: return {.words = file.name};
        case 1:
            return {.words = std::string(name_of(file.kind)),
                    .colour = file.kind == FileKind::unknown
                                  ? std::optional(frame.colour().false_positive)
                                  : std::nullopt};
        case 2: {
            TableCell cell = {.words = size_text(file.size), .colour = frame.colour().muted};
            if (file.size > 0) cell.exact = static_cast<double>(file.size);
            return cell;
        }
        default: break;
    }
    const bool said = !file.note.empty();
    const bool used = file.used || file.kind == FileKind::image;
    return {.words = said ? file.note : (used ? "" : "not used"), .colour = frame.colour().muted};
}

void warning_text(Frame& frame, const Warning& warning) {
    text(frame, std::format("{}: {} [{}]", warning.file, warning.message, warning.kind),
         {.style = TextStyle::medium, .wrap = true});
    text(frame, counted(warning.count, "time"), {.colour = frame.colour().false_positive});
    for (const WarningExample& example : warning.examples) {
        const std::string place = example.line ? std::format("line {}", *example.line)
                                               : std::format("byte {}", example.byte);
        text(frame, std::format("{}  {}", place, example.text),
             {.style = TextStyle::muted, .max_width = ImGui::GetContentRegionAvail().x});
    }
    space(size::gap);
}

// A click on a file asks what it is to be taken for.
void kind_menu(Frame& frame, const FileReport* pressed, std::string& asked, Commands& commands) {
    if (pressed != nullptr) asked = pressed->name;
    std::vector<MenuEntry> entries;
    for (const KindEntry& kind : kinds) entries.push_back({.label = kind.words});
    const auto chosen = popup_menu(frame, "Take it for", entries, pressed != nullptr);
    if (chosen) commands.push_back(HostCommand(TakeFor{asked, kinds[*chosen].kind}));
}

}  // namespace

void files_panel(Frame& frame, const Model& model, FilesState& state, Commands& commands) {
    const Evaluation& evaluation = model.evaluation;
    const bool warned = !evaluation.warnings.empty();
    const float y = ImGui::GetCursorPosY();
    text(frame, "Files", {.style = TextStyle::heading});
    next_on_line(size::group_gap, y + 2);
    text(frame, "A click on a file changes what it is taken for.", {.style = TextStyle::muted});
    space(4);
    const float rows_height =
        static_cast<float>(evaluation.files.size() + 1) * size::row_height + size::gap;
    const float height =
        warned ? std::min(rows_height, ImGui::GetContentRegionAvail().y * 0.45F) : 0;
    TableResult result = table(frame, "Files",
                               {.columns = std::span(columns).first(
                                    ImGui::GetContentRegionAvail().x < 720 ? 2 : columns.size()),
                                .rows = evaluation.files.size(),
                                .height = height},
                               [&](std::size_t row, std::size_t column) {
                                   return cell_of(frame, evaluation.files[row], column);
                               });
    kind_menu(frame, result.clicked ? &evaluation.files[*result.clicked] : nullptr, state.asked,
              commands);
    if (!result.copied.empty()) {
        commands.push_back(HostCommand(CopyText{std::move(result.copied), "Copied"}));
    }
    if (!warned) return;
    space(size::gap);
    text(frame, "Warnings", {.style = TextStyle::heading});
    begin_region("warnings", {});
    for (const Warning& warning : evaluation.warnings) warning_text(frame, warning);
    end_region();
}

}  // namespace errata::ui
