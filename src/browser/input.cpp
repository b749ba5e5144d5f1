#include "browser/input.h"

#include <imgui.h>

#include <algorithm>
#include <array>
#include <utility>

namespace errata::browser {

namespace {

constexpr auto named_keys = std::to_array<std::pair<std::string_view, ImGuiKey>>({
    {"Tab", ImGuiKey_Tab},
    {"ArrowLeft", ImGuiKey_LeftArrow},
    {"ArrowRight", ImGuiKey_RightArrow},
    {"ArrowUp", ImGuiKey_UpArrow},
    {"ArrowDown", ImGuiKey_DownArrow},
    {"PageUp", ImGuiKey_PageUp},
    {"PageDown", ImGuiKey_PageDown},
    {"Home", ImGuiKey_Home},
    {"End", ImGuiKey_End},
    {"Insert", ImGuiKey_Insert},
    {"Delete", ImGuiKey_Delete},
    {"Backspace", ImGuiKey_Backspace},
    {"Space", ImGuiKey_Space},
    {"Enter", ImGuiKey_Enter},
    {"NumpadEnter", ImGuiKey_KeypadEnter},
    {"Escape", ImGuiKey_Escape},
    {"Slash", ImGuiKey_Slash},
    {"Backslash", ImGuiKey_Backslash},
    {"BracketLeft", ImGuiKey_LeftBracket},
    {"BracketRight", ImGuiKey_RightBracket},
    {"Minus", ImGuiKey_Minus},
    {"Equal", ImGuiKey_Equal},
});

ImGuiKey key_of(std::string_view code) {
    const auto within = [&](std::string_view prefix, char first, char last, ImGuiKey from) {
        if (!code.starts_with(prefix) || code.size() != prefix.size() + 1) return ImGuiKey_None;
        const char sign = code.back();
        if (sign < first || sign > last) return ImGuiKey_None;
        return static_cast<ImGuiKey>(from + (sign - first));
    };
    if (const ImGuiKey key = within("Key", 'A', 'Z', ImGuiKey_A); key != ImGuiKey_None) return key;
    if (const ImGuiKey key = within("Digit", '0', '9', ImGuiKey_0); key != ImGuiKey_None)
        return key;
    const auto found =
        std::ranges::find(named_keys, code, &std::pair<std::string_view, ImGuiKey>::first);
    return found == named_keys.end() ? ImGuiKey_None : found->second;
}

}  // namespace

void start_input() {
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.BackendPlatformName = "errata_browser";
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigNavMoveSetMousePos = false;
}

void key_event(std::string_view code, bool down, Modifiers modifiers) {
    ImGuiIO& io = ImGui::GetIO();
    io.AddKeyEvent(ImGuiMod_Ctrl, modifiers.control);
    io.AddKeyEvent(ImGuiMod_Shift, modifiers.shift);
    io.AddKeyEvent(ImGuiMod_Alt, modifiers.alt);
    io.AddKeyEvent(ImGuiMod_Super, modifiers.meta);
    const ImGuiKey key = key_of(code);
    if (key != ImGuiKey_None) io.AddKeyEvent(key, down);
}

}  // namespace errata::browser
