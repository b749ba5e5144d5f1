#include "browser/graphics.h"

#include <GLES3/gl3.h>
#include <emscripten/html5_webgl.h>
#include <imgui.h>
#include <imgui_impl_opengl3.h>

namespace errata::browser {

bool Graphics::start(const char* canvas_selector) {
    EmscriptenWebGLContextAttributes attributes;
    emscripten_webgl_init_context_attributes(&attributes);
    attributes.majorVersion = 2;
    attributes.alpha = false;
    attributes.depth = false;
    attributes.stencil = false;
    attributes.antialias = false;  // ImGui smooths its own edges
    attributes.enableExtensionsByDefault = false;
    const EMSCRIPTEN_WEBGL_CONTEXT_HANDLE handle =
        emscripten_webgl_create_context(canvas_selector, &attributes);
    if (handle <= 0 || emscripten_webgl_make_context_current(handle) != EMSCRIPTEN_RESULT_SUCCESS) {
        return false;
    }
    context_ = static_cast<int>(handle);
    return ImGui_ImplOpenGL3_Init("#version 300 es");
}

void Graphics::begin_frame() { ImGui_ImplOpenGL3_NewFrame(); }

void Graphics::draw(int width_px, int height_px, std::uint32_t background) {
    const ImVec4 colour = ImGui::ColorConvertU32ToFloat4(background);
    glViewport(0, 0, width_px, height_px);
    glClearColor(colour.x, colour.y, colour.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
}

void Graphics::restore() {
    // What the renderer holds names objects that died with the context; deleting those does nothing.
    ImGui_ImplOpenGL3_Shutdown();
    ImGui_ImplOpenGL3_Init("#version 300 es");
    lost_ = false;
}

}  // namespace errata::browser
