#include "ui/item_probe.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace errata::ui {

void attach(ItemProbe& probe) {
    ImGuiContext& context = *ImGui::GetCurrentContext();
    context.TestEngine = &probe;
    context.TestEngineHookItems = true;
}

LastItem last_item() {
    const ImVec2 low = ImGui::GetItemRectMin();
    const ImVec2 high = ImGui::GetItemRectMax();
    return {.id = ImGui::GetItemID(),
            .rectangle = {low.x, low.y, high.x - low.x, high.y - low.y},
            .focused = ImGui::IsItemFocused()};
}

}  // namespace errata::ui

// Dear ImGui calls these by name.
void ImGuiTestEngineHook_ItemAdd(ImGuiContext* context, ImGuiID, const ImRect&,
                                 const ImGuiLastItemData*) {
    if (auto* const probe = static_cast<errata::ui::ItemProbe*>(context->TestEngine))
        ++probe->items;
}

void ImGuiTestEngineHook_ItemInfo(ImGuiContext*, ImGuiID, const char*, ImGuiItemStatusFlags) {}

void ImGuiTestEngineHook_Log(ImGuiContext*, const char*, ...) {}

const char* ImGuiTestEngine_FindItemDebugLabel(ImGuiContext*, ImGuiID) { return nullptr; }
