#include <algorithm>
#include <array>
#include <format>
#include <string>

#include "base/text.h"
#include "ui/panels/panels.h"

namespace errata::ui {

namespace {

constexpr std::array<TableColumn, 3> file_columns = {{
    {.name = "File", .number = false},
    {.name = "Taken for", .width = 140, .number = false},
    {.name = "Note", .width = 380, .number = false},
}};

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
    ImGui::Dummy({0, size::gap});
}

}  // namespace

void files_panel(Frame& frame, const Model& model, Commands&) {
    const Evaluation& evaluation = model.evaluation;
    const bool warned = !evaluation.warnings.empty();
    text(frame, "Files", {.style = TextStyle::heading});
    {
        const float rows_height =
            static_cast<float>(evaluation.files.size() + 1) * size::row_height + size::gap;
        const float height =
            warned ? std::min(rows_height, ImGui::GetContentRegionAvail().y * 0.45F) : 0;
        Table table(frame, "Files",
                    {.columns = file_columns, .rows = evaluation.files.size(), .height = height});
        while (const auto row = table.next_row()) {
            const FileReport& file = evaluation.files[*row];
            table.cell(file.name);
            table.cell(name_of(file.kind), file.kind == FileKind::unknown
                                               ? std::optional(frame.colour().false_positive)
                                               : std::nullopt);
            table.cell(!file.note.empty()                          ? file.note
                       : file.used || file.kind == FileKind::image ? ""
                                                                   : "not used",
                       frame.colour().muted);
        }
    }
    if (!warned) return;
    ImGui::Dummy({0, size::gap});
    text(frame, "Warnings", {.style = TextStyle::heading});
    begin_region("warnings", {});
    for (const Warning& warning : evaluation.warnings) warning_text(frame, warning);
    end_region();
}

}  // namespace errata::ui
