// The samples that are shown, as tiles in rows: pictures with boxes or maps over them, texts with marks, a caption under each.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "ui/model.h"
#include "ui/panels/panels.h"
#include "ui/widgets.h"

namespace errata::ui {

struct PictureGridOptions {
    std::function<std::string(SampleSlot)> value;  // of a tile's item: what is in it, in words
    std::function<void(SampleSlot, const TileResult&)> decorate = {};  // draws over the tile
};

// Those of the reading's order, in the region that is open. The one that was pressed.
std::optional<SampleSlot> picture_grid(Frame& frame, const Model& model, GalleryState& state,
                                       const PictureGridOptions& options);

// What toolbars over such a grid have in common: the class looked at, the columns under the pictures, and at the right end of
// the line that begins at `y`, where there is room, their size.
// A list of orders: `fixed` ones, then both directions of every column of samples. `column`: the one that is chosen, else
// the fixed one of that number is.
struct ChosenOrder {
    std::size_t fixed = 0;    // its number; as many as there are: a column
    std::string column = {};  // its name
    bool descending = false;
};
std::optional<ChosenOrder> order_select(Frame& frame, const Model& model,
                                        std::vector<std::string> fixed, const ChosenOrder& shown,
                                        float width);
void class_select(Frame& frame, const Model& model, float width, Commands& commands);
void caption_columns_menu(Frame& frame, const Model& model, Commands& commands);
void picture_size_slider(Frame& frame, const Model& model, float y, Commands& commands);

}  // namespace errata::ui
