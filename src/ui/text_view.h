// Text samples: the text itself, broken into lines, with spans marked where the task has them.
//
// What it is for: what pictures are to images, texts are here: in the gallery's tiles and large.
// What it does not do: scroll; shape scripts that need more than glyphs beside one another.
#pragma once

#include <imgui.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ui/model.h"
#include "ui/overlay.h"
#include "ui/theme.h"

namespace errata::ui {

// A part of the text, in bytes. Predictions are marked above the line, objects below.
struct TextMark {
    std::size_t begin = 0;
    std::size_t end = 0;
    BoxStyle style;
    bool above = false;
    bool faint = false;
    std::string label = {};  // "" where there is no room for any
};

struct TextStyleOptions {
    float width = 0;
    float height = 0;  // as many whole lines as there is room for; 0: all of them
    bool labels = false;
};

// Draws the text from `corner` on and returns how high it is, CSS pixels.
float draw_marked_text(ImDrawList& list, const Theme& theme, ImVec2 corner, std::string_view words,
                       std::span<const TextMark> marks, const TextStyleOptions& options);

// What the view shows of a sample's spans.
std::vector<TextMark> marks_of(const Model& model, SampleSlot sample, bool large);

// Classes of a sample as chips, one under another: what is predicted with its score, and what was missed. As many as
// there is room for.
void draw_class_chips(ImDrawList& list, const Theme& theme, const Model& model, SampleSlot sample,
                      ImVec2 corner, ImVec2 extent);

}  // namespace errata::ui
