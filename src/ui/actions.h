// Actions: the table of what a person can do by name, key or menu.
//
// What it is for: palette, menus, shortcuts, help and tests read this one table. Its rows run the same commands
// that panels give.
// What it does not do: list what depends on the data (classes, images): the palette adds those itself.
#pragma once

#include <imgui.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "ui/model.h"

namespace errata::ui {

struct Action {
    std::string_view id;     // "go.gallery"
    std::string_view label;  // "Go to gallery"
    std::string_view group;  // heading in the help
    ImGuiKey key = ImGuiKey_None;
    bool control = false;  // with Ctrl, or ⌘ on a Mac
    bool shift = false;
    bool in_menu = false;                                    // in the header's menu
    bool (*enabled)(const Model&) = nullptr;                 // nothing: always
    std::optional<bool> (*checked)(const Model&) = nullptr;  // nothing: not a switch
    void (*run)(const Model&, Commands&) = nullptr;
};

std::span<const Action> actions();

// The row with that id; it must exist.
const Action& action(std::string_view id);

// "Ctrl+K", "J", "?"; "" without a key.
std::string shortcut_of(const Action& action);

bool is_enabled(const Action& action, const Model& model);

// Runs what the keys of this frame ask for. While a dialog is open, only what opens or closes dialogs; while a
// menu is, nothing: its keys are its own.
void run_shortcuts(const Model& model, Commands& commands);

}  // namespace errata::ui
