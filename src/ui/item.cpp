#include "ui/item.h"

namespace errata::ui {

std::string_view name_of(Role role) {
    switch (role) {
        case Role::button: return "button";
        case Role::tab: return "tab";
        case Role::slider: return "slider";
        case Role::checkbox: return "checkbox";
        case Role::menu_item: return "menuitem";
        case Role::option: return "option";
        case Role::searchbox: return "searchbox";
        case Role::text: return "text";
        case Role::heading: return "heading";
        case Role::figure: return "figure";
        case Role::table: return "table";
        case Role::column_header: return "columnheader";
        case Role::row: return "row";
        case Role::image: return "img";
        case Role::plot: return "graphics-document";
        case Role::dialog: return "dialog";
    }
    return "";
}

}  // namespace errata::ui
