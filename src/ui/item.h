// Items: what a frame shows, as a list that a screen reader, a browser test or the debug snapshot can read,
// and what such a reader asks of one of them.
//
// What it is for: a canvas tells nobody what is on it. `widgets` adds one item per control and text while it
// draws; whoever wants to act on one names it by id, or points at its rectangle.
// What it does not do: outlive its frame.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace errata::ui {

enum class Role : std::uint8_t {
    button,
    tab,
    slider,
    checkbox,
    menu_item,
    option,
    searchbox,
    text,
    heading,
    figure,
    table,
    column_header,
    row,
    image,
    plot,
    dialog,
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
    std::optional<bool> checked = {};
    std::string_view sort = {};  // "ascending", "descending" or nothing
};

// Of a slider.
struct Range {
    double low = 0;
    double high = 1;
    double step = 0.01;
};

struct Item {
    std::uint32_t id = 0;  // the same from frame to frame
    Role role = Role::text;
    std::string name;
    std::string value;
    ItemState state;
    std::optional<Range> range = {};
    std::optional<std::size_t> row_count = {};  // of a table, of all its rows
    std::optional<std::size_t> row_index = {};  // of a row, from 0
    Rectangle rectangle;
};

using Items = std::vector<Item>;

// A place where text is typed. The text itself is the host's: it lays a field of its own over the rectangle,
// so that input methods, clipboard and selection are those of the platform.
struct Field {
    std::uint32_t id = 0;
    std::string name;
    std::string value;
    std::string placeholder;
    Rectangle rectangle;  // of the text within the control
    bool wants_focus = false;
};

using Fields = std::vector<Field>;

// What somebody asks of an item without pointing at it.
struct Request {
    enum class Kind : std::uint8_t { press, set, focus, key };

    std::uint32_t id = 0;
    Kind kind = Kind::press;
    std::string text = {};  // the value to set; the key, as KeyboardEvent.key names it
};

}  // namespace errata::ui
