#include "ui/plot/sparkline.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/plot/plot_surface.h"
#include "ui/theme.h"

namespace errata::ui {

namespace {

// At most one place per half pixel: of more values the highest in each.
std::vector<ImVec2> places_of(ImVec2 corner, ImVec2 extent, std::span<const float> values) {
    std::vector<ImVec2> places;
    const auto last = static_cast<float>(std::max<std::size_t>(values.size(), 2) - 1);
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isfinite(values[i])) continue;
        const float x = corner.x + extent.x * static_cast<float>(i) / last;
        const float y = corner.y + extent.y * (1 - std::clamp(values[i], 0.0F, 1.0F));
        if (!places.empty() && x - places.back().x < 0.5F) {
            places.back().y = std::min(places.back().y, y);
        } else {
            places.push_back({x, y});
        }
    }
    return places;
}

}  // namespace

void sparkline(ImDrawList& list, ImVec2 corner, ImVec2 extent, std::span<const float> values,
               ImU32 colour) {
    const std::vector<ImVec2> places = places_of(corner, extent, values);
    DrawListSurface surface(list, {});
    if (places.size() == 1) {
        surface.dots(places, 3, colour);
        return;
    }
    surface.area(places, corner.y + extent.y, faded(colour, 0.16F));
    surface.line(places, colour, 1.25F, Dash::solid);
}

void mini_histogram(ImDrawList& list, ImVec2 corner, ImVec2 extent, std::span<const float> values,
                    ImU32 colour, float cut) {
    float largest = 0;
    for (const float value : values)
        if (std::isfinite(value)) largest = std::max(largest, value);
    if (largest <= 0) return;
    const float slot = extent.x / static_cast<float>(values.size());
    const float seam = slot >= 3 ? 1.0F : 0.0F;
    const float bottom = corner.y + extent.y;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!(values[i] > 0) || !std::isfinite(values[i])) continue;
        const float left = corner.x + slot * static_cast<float>(i);
        const float height = std::max(extent.y * values[i] / largest, 1.0F);
        const float middle = (static_cast<float>(i) + 0.5F) / static_cast<float>(values.size());
        list.AddRectFilled({left, bottom - height}, {left + slot - seam, bottom},
                           middle < cut ? faded(colour, 0.35F) : colour);
    }
}

}  // namespace errata::ui
