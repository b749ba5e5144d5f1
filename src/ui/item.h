// Items: what a frame shows, as a list that a screen reader, a browser test or the debug snapshot can read.
//
// What it is for: a canvas tells nobody what is on it. `widgets` adds one item per control and text while it
// draws; whoever wants to act on one finds it by role and name and uses its rectangle.
// What it does not do: outlive its frame; carry actions (pointing at the rectangle is the action).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace errata::ui {

enum class Role : std::uint8_t {
    button,
    tab,
    slider,
    radio,
    text,
    heading,
    figure,
    table,
    column_header,
    row,
    image,
    plot,
};

// ARIA's word where there is one: "button", "columnheader", "img", ...
std::string_view name_of(Role role);

// From the canvas's upper left corner, in CSS pixels.
struct Rectangle {
    float x = 0;
    float y = 0;
    float width = 0;
    float height = 0;
};

struct ItemState {
    bool disabled = false;
    bool selected = false;
    bool focused = false;
    std::string_view sort = {};  // "ascending", "descending" or nothing
};

struct Item {
    Role role = Role::text;
    std::string name;
    std::string value;
    ItemState state;
    Rectangle rectangle;
};

using Items = std::vector<Item>;

}  // namespace errata::ui
