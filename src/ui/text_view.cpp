#include "ui/text_view.h"

#include <algorithm>
#include <format>

#include "ui/shortening.h"

namespace errata::ui {

namespace {

constexpr float label_height = 13;

struct Line {
    std::size_t begin = 0;  // in bytes
    std::size_t end = 0;
};

// Broken after spaces and at line ends; what is longer than the width anywhere.
std::vector<Line> lines_of(ImFont* font, std::string_view words, float width,
                           std::size_t most_lines) {
    std::vector<Line> lines;
    const char* const first = words.data();
    const char* const end = first + words.size();
    const char* from = first;
    while (from < end && lines.size() < most_lines) {
        const char* to = font->CalcWordWrapPosition(size::text, from, end, width);
        if (to == from) ++to;
        // A line end within ends the line.
        const char* const newline = std::find(from, to, '\n');
        const char* const stop = newline < to ? newline : to;
        lines.push_back(
            {static_cast<std::size_t>(from - first), static_cast<std::size_t>(stop - first)});
        from = newline < to ? newline + 1 : to;
        while (from < end && *from == ' ') ++from;
    }
    return lines;
}

float width_of(ImFont* font, float height, std::string_view words) {
    return font->CalcTextSizeA(height, FLT_MAX, 0, words.data(), words.data() + words.size()).x;
}

void draw_mark(ImDrawList& list, const Theme& theme, ImVec2 corner, std::string_view words,
               const Line& line, const TextMark& mark, bool labels) {
    const std::size_t begin = std::max(mark.begin, line.begin);
    const std::size_t end = std::min(mark.end, line.end);
    if (begin >= end) return;
    ImFont* const font = theme.fonts.regular;
    const float left =
        corner.x + width_of(font, size::text, words.substr(line.begin, begin - line.begin));
    const float right = left + width_of(font, size::text, words.substr(begin, end - begin));
    const ImU32 colour = faded(mark.style.colour, mark.faint ? 0.35F : 1.0F);
    const float y = mark.above ? corner.y - 1 : corner.y + size::text + 3;
    list.AddRectFilled({left, corner.y}, {right, corner.y + size::text + 2},
                       faded(mark.style.colour, mark.faint ? 0.05F : 0.16F));
    draw_line_sample(list, {.colour = colour, .line = mark.style.line, .name = ""}, {left, y},
                     right - left);
    // Said once, where the span begins.
    if (!labels || mark.label.empty() || begin != mark.begin) return;
    const float label_y = mark.above ? y - label_height : y + 1;
    list.AddText(theme.fonts.regular, size::small_text - 1, {left, label_y}, colour,
                 mark.label.c_str());
}

// Where the span lies in the text: tokens where the sample has them, else bytes.
TextMark mark_of(const Samples& samples, SampleSlot sample, Span span) {
    if (samples.tokens.empty() || samples.tokens[sample].empty()) {
        return {.begin = span.begin, .end = span.end, .style = {}};
    }
    const auto tokens = samples.tokens[sample];
    if (span.begin >= span.end || span.end > tokens.size()) return {.style = {}};
    return {.begin = tokens[span.begin].begin, .end = tokens[span.end - 1].end, .style = {}};
}

}  // namespace

float draw_marked_text(ImDrawList& list, const Theme& theme, ImVec2 corner, std::string_view words,
                       std::span<const TextMark> marks, const TextStyleOptions& options) {
    // Marks, and labels above and below, need room between the lines.
    const float above = options.labels ? label_height + 3 : (marks.empty() ? 0.0F : 2.0F);
    const float pitch = size::text + 6 + above + (options.labels ? label_height : 0.0F) +
                        (marks.empty() ? 0.0F : 2.0F);
    const std::size_t most =
        options.height > 0 ? static_cast<std::size_t>(options.height / pitch) : words.size() + 1;
    const std::vector<Line> lines = lines_of(theme.fonts.regular, words, options.width, most);
    const ImVec2 low = list.GetClipRectMin();
    const ImVec2 high = list.GetClipRectMax();
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const ImVec2 at = {corner.x, corner.y + above + static_cast<float>(i) * pitch};
        if (at.y + pitch < low.y || at.y - above > high.y) continue;
        for (const TextMark& mark : marks) {
            draw_mark(list, theme, at, words, lines[i], mark, options.labels);
        }
        list.AddText(theme.fonts.regular, size::text, at, theme.colour->text,
                     words.data() + lines[i].begin, words.data() + lines[i].end);
    }
    return static_cast<float>(lines.size()) * pitch;
}

std::vector<TextMark> marks_of(const Model& model, SampleSlot sample, bool large) {
    const Dataset& dataset = model.evaluation.dataset;
    const GroundTruth& truth = dataset.truth;
    const Run& run = model.evaluation.run;
    const Outcomes& outcomes = model.reading.outcomes();
    std::vector<TextMark> marks;
    if (truth.span.empty() && run.span.empty()) return marks;
    const Palette& colour = palette_of(Scheme::dark);
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        const bool found = outcomes.objects[row] == ObjectOutcome::found;
        if (truth.span.empty() || (found && !large)) continue;
        TextMark mark = mark_of(dataset.samples, sample, truth.span[row]);
        mark.style = style_of(colour, outcomes.objects[row]);
        mark.faint = !model.reading.shows_object(row);
        mark.label = model.reading.name_of_class(truth.cls[row]);
        marks.push_back(std::move(mark));
    }
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        if (run.span.empty() || outcomes.predictions[row] == PredictionOutcome::hidden) continue;
        TextMark mark = mark_of(dataset.samples, sample, run.span[row]);
        mark.style = style_of(colour, outcomes.predictions[row]);
        mark.above = true;
        mark.faint = !model.reading.shows_prediction(row);
        mark.label = model.reading.name_of_class(run.cls[row]);
        marks.push_back(std::move(mark));
    }
    return marks;
}

void draw_class_chips(ImDrawList& list, const Theme& theme, const Model& model, SampleSlot sample,
                      ImVec2 corner, ImVec2 extent) {
    constexpr float height = 18;
    constexpr float gap = 3;
    const Evaluation& evaluation = model.evaluation;
    const GroundTruth& truth = evaluation.dataset.truth;
    const Outcomes& outcomes = model.reading.outcomes();
    const Palette& colour = palette_of(Scheme::dark);
    float y = corner.y;
    const auto chip = [&](std::string words, ImU32 tint, bool faint) {
        if (y + height > corner.y + extent.y) return;
        ImFont* const font = theme.fonts.medium;
        const auto measure = [&](std::string_view part) {
            return width_of(font, size::small_text, part);
        };
        words = cut_in_the_middle(words, extent.x - 8, measure);
        list.AddRectFilled({corner.x, y}, {corner.x + measure(words) + 8, y + height - 1},
                           faded(tint, faint ? 0.4F : 1.0F), 3);
        list.AddText(font, size::small_text, {corner.x + 4, y + 1}, colour.page, words.c_str());
        y += height + gap;
    };
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        const PredictionOutcome outcome = outcomes.predictions[row];
        if (outcome == PredictionOutcome::hidden) continue;
        chip(std::format("{} {:.2f}", model.reading.name_of_class(evaluation.run.cls[row]),
                         evaluation.run.score[row]),
             style_of(colour, outcome).colour, !model.reading.shows_prediction(row));
    }
    for (Row row = truth.sample_begin[sample]; row < truth.sample_begin[sample + 1]; ++row) {
        if (outcomes.objects[row] != ObjectOutcome::missed) continue;
        chip(std::format("true: {}", model.reading.name_of_class(truth.cls[row])),
             style_of(colour, ObjectOutcome::missed).colour, !model.reading.shows_object(row));
    }
}

}  // namespace errata::ui
