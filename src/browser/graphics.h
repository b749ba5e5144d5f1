// Graphics: the canvas's WebGL2 context and Dear ImGui's renderer on it, over a context's loss too.
#pragma once

#include <cstdint>

namespace errata::browser {

class Graphics {
public:
    // Makes the context of the canvas with that selector; a Dear ImGui context must be current.
    bool start(const char* canvas_selector);

    // The renderer's part of a new frame.
    void begin_frame();

    // Clears to `background` (ImGui's colour format) and draws ImGui's draw data.
    void draw(int width_px, int height_px, std::uint32_t background);

    // After the browser has given the lost context back: makes everything on it again. Textures of others
    // are gone.
    void restore();

    bool is_lost() const { return lost_; }
    void set_lost() { lost_ = true; }

private:
    int context_ = 0;
    bool lost_ = false;
};

}  // namespace errata::browser
