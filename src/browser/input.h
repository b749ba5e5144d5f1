// Input: the browser's events into Dear ImGui, whose context is the current one.
#pragma once

#include <string_view>

namespace errata::browser {

// Sets up what the platform layer can do.
void start_input();

struct Modifiers {
    bool control = false;
    bool shift = false;
    bool alt = false;
    bool meta = false;
};

// `code` is KeyboardEvent.code: the place of the key, "KeyJ". Unknown ones do nothing.
void key_event(std::string_view code, bool down, Modifiers modifiers);

}  // namespace errata::browser
