// What a plot is drawn on: the page or a file, through the same few calls.
//
// What it is for: one layout and one drawing code for ImDrawList, SVG and tests.
// What it does not do: know of plots.
#pragma once

#include <imgui.h>

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "ui/plot/plot_spec.h"
#include "ui/theme.h"

namespace errata::ui {

struct PlotBox {
    ImVec2 low;   // upper left
    ImVec2 high;  // lower right

    float width() const { return high.x - low.x; }
    float height() const { return high.y - low.y; }
    bool contains(ImVec2 point) const {
        return point.x >= low.x && point.x <= high.x && point.y >= low.y && point.y <= high.y;
    }
    bool contains(const PlotBox& other) const {
        return contains(other.low) && contains(other.high);
    }
    bool overlaps(const PlotBox& other) const {
        return low.x < other.high.x && other.low.x < high.x && low.y < other.high.y &&
               other.low.y < high.y;
    }
};

enum class PlotFace : std::uint8_t { label, strong, title };

struct FaceMetrics {
    float size = 0;  // height of a line, px, as Dear ImGui counts
    bool medium = false;
};
FaceMetrics metrics_of(PlotFace face);

// What `at` is of a text.
enum class TextAnchor : std::uint8_t {
    corner,   // its upper left
    centre,   // its middle
    upright,  // its lower left; it reads from below to above
};

// Width of words on one line, px.
using TextMeasure = std::function<float(std::string_view words, PlotFace face)>;

// With the page's fonts; needs a Dear ImGui context when called.
TextMeasure measure_with(const Fonts& fonts);

// Coordinates are pixels, y down. Colours carry their opacity.
class PlotSurface {
public:
    virtual ~PlotSurface() = default;

    virtual void fill(const PlotBox& box, ImU32 colour, float corner = 0) = 0;
    virtual void line(std::span<const ImVec2> points, ImU32 colour, float width, Dash dash) = 0;
    // Between the points (x does not decrease much) and the height `baseline`.
    virtual void area(std::span<const ImVec2> points, float baseline, ImU32 colour) = 0;
    // A square of `extent` around each.
    virtual void dots(std::span<const ImVec2> points, float extent, ImU32 colour) = 0;
    virtual void text(ImVec2 at, std::string_view words, PlotFace face, ImU32 colour,
                      TextAnchor anchor) = 0;
    virtual void push_clip(const PlotBox& box) = 0;
    virtual void pop_clip() = 0;
};

// Draws into a list of the current frame.
class DrawListSurface final : public PlotSurface {
public:
    DrawListSurface(ImDrawList& list, const Fonts& fonts) : list_(list), fonts_(fonts) {}

    void fill(const PlotBox& box, ImU32 colour, float corner = 0) override;
    void line(std::span<const ImVec2> points, ImU32 colour, float width, Dash dash) override;
    void area(std::span<const ImVec2> points, float baseline, ImU32 colour) override;
    void dots(std::span<const ImVec2> points, float extent, ImU32 colour) override;
    void text(ImVec2 at, std::string_view words, PlotFace face, ImU32 colour,
              TextAnchor anchor) override;
    void push_clip(const PlotBox& box) override;
    void pop_clip() override;

private:
    ImDrawList& list_;
    Fonts fonts_;
};

// On and off of a dash in line widths; 0 and 0 where it is solid.
struct DashPattern {
    float on = 0;
    float off = 0;
};
DashPattern pattern_of(Dash dash);

}  // namespace errata::ui
