#include "ui/plot/plot_svg.h"

#include <cmath>
#include <format>
#include <string_view>

#include "ui/plot/plot_draw.h"
#include "ui/plot/plot_layout.h"

namespace errata::ui {

namespace {

// Roboto's ascent, and ascent and descent together, in ems. Dear ImGui's size is the latter, SVG's is the em.
constexpr float ascent_em = 1900.0F / 2048;
constexpr float height_em = 2400.0F / 2048;

std::string escaped(std::string_view words) {
    std::string text;
    for (const char character : words) {
        switch (character) {
            case '&': text += "&amp;"; break;
            case '<': text += "&lt;"; break;
            case '>': text += "&gt;"; break;
            case '"': text += "&quot;"; break;
            case '\t':
            case '\n':
            case '\r': text += ' '; break;
            default:
                if (static_cast<unsigned char>(character) >= 0x20U) text += character;
        }
    }
    return text;
}

// To a hundredth of a pixel.
std::string px(float value) { return std::format("{}", std::round(value * 100) / 100); }

// ` fill="#5b9dff" fill-opacity="0.5"`
std::string paint(std::string_view property, ImU32 colour) {
    std::string text =
        std::format(" {}=\"#{:02x}{:02x}{:02x}\"", property, (colour >> IM_COL32_R_SHIFT) & 255U,
                    (colour >> IM_COL32_G_SHIFT) & 255U, (colour >> IM_COL32_B_SHIFT) & 255U);
    const unsigned alpha = colour >> IM_COL32_A_SHIFT;
    if (alpha < 255) text += std::format(" {}-opacity=\"{:.3g}\"", property, alpha / 255.0);
    return text;
}

class SvgSurface final : public PlotSurface {
public:
    void fill(const PlotBox& box, ImU32 colour, float corner) override {
        text_ += std::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"{}{}/>\n",
                             px(box.low.x), px(box.low.y), px(box.width()), px(box.height()),
                             corner > 0 ? std::format(" rx=\"{}\"", px(corner)) : "",
                             paint("fill", colour));
    }

    void line(std::span<const ImVec2> points, ImU32 colour, float width, Dash dash) override {
        if (points.size() < 2) return;
        text_ += "<polyline points=\"";
        add_places(points);
        text_ += std::format("\" fill=\"none\"{} stroke-width=\"{}\" stroke-linejoin=\"round\"",
                             paint("stroke", colour), px(width));
        const DashPattern pattern = pattern_of(dash);
        if (pattern.on > 0) {
            text_ += std::format(" stroke-dasharray=\"{} {}\"", px(pattern.on * width),
                                 px(pattern.off * width));
        }
        text_ += "/>\n";
    }

    void area(std::span<const ImVec2> points, float baseline, ImU32 colour) override {
        if (points.size() < 2) return;
        const ImVec2 ends[] = {{points.back().x, baseline}, {points.front().x, baseline}};
        text_ += "<polygon points=\"";
        add_places(points);
        text_ += ' ';
        add_places(ends);
        text_ += std::format("\"{}/>\n", paint("fill", colour));
    }

    void dots(std::span<const ImVec2> points, float extent, ImU32 colour) override {
        if (points.empty()) return;
        // A path of small squares: one element however many points. Each is filled by itself where they overlap
        // on the page; here they are one shape, so that dense places are not darker.
        text_ += "<path d=\"";
        for (const ImVec2 point : points) {
            text_ += std::format("M{} {}h{}v{}h{}z", px(point.x - extent / 2),
                                 px(point.y - extent / 2), px(extent), px(extent), px(-extent));
        }
        text_ += std::format("\"{}/>\n", paint("fill", colour));
    }

    void text(ImVec2 at, std::string_view words, PlotFace face, ImU32 colour,
              TextAnchor anchor) override {
        const FaceMetrics metrics = metrics_of(face);
        const float em = metrics.size / height_em;
        const float baseline = em * ascent_em;
        std::string place;
        switch (anchor) {
            case TextAnchor::corner:
                place = std::format("x=\"{}\" y=\"{}\"", px(at.x), px(at.y + baseline));
                break;
            case TextAnchor::centre:
                place = std::format("x=\"{}\" y=\"{}\" text-anchor=\"middle\"", px(at.x),
                                    px(at.y - metrics.size / 2 + baseline));
                break;
            case TextAnchor::upright:
                place = std::format("transform=\"translate({} {}) rotate(-90)\"",
                                    px(at.x + baseline), px(at.y));
                break;
        }
        text_ += std::format("<text {} font-size=\"{}\"{}{}>{}</text>\n", place, px(em),
                             metrics.medium ? " font-weight=\"500\"" : "", paint("fill", colour),
                             escaped(words));
    }

    // An svg within the svg clips and needs no id, so that several files can be put into one page.
    void push_clip(const PlotBox& box) override {
        const std::string place = std::format("{} {} {} {}", px(box.low.x), px(box.low.y),
                                              px(box.width()), px(box.height()));
        text_ += std::format(
            "<svg x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" viewBox=\"{}\" "
            "overflow=\"hidden\">\n",
            px(box.low.x), px(box.low.y), px(box.width()), px(box.height()), place);
    }
    void pop_clip() override { text_ += "</svg>\n"; }

    const std::string& text() const { return text_; }

private:
    void add_places(std::span<const ImVec2> points) {
        for (std::size_t i = 0; i < points.size(); ++i)
            text_ += std::format("{}{},{}", i == 0 ? "" : " ", px(points[i].x), px(points[i].y));
    }

    std::string text_;
};

}  // namespace

std::string svg_of(const PlotSpec& spec, ImVec2 extent, const Palette& palette,
                   const TextMeasure& measure) {
    constexpr float margin = size::group_gap;
    const ImVec2 inner = {extent.x - 2 * margin, extent.y - 2 * margin};
    SvgSurface surface;
    surface.fill({{0, 0}, extent}, palette.surface, 0);
    draw_plot(surface, spec, layout_of(spec, {margin, margin}, inner, measure), palette);
    return std::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} "
        "{1}\" "
        "role=\"img\" font-family=\"Roboto, "
        "sans-serif\">\n<title>{2}</title>\n<desc>{3}</desc>\n{4}</svg>\n",
        px(extent.x), px(extent.y), escaped(spec.title), escaped(summary_of(spec)), surface.text());
}

}  // namespace errata::ui
