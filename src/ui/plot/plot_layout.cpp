#include "ui/plot/plot_layout.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <numeric>
#include <utility>

#include "ui/plot/plot_legend.h"

namespace errata::ui {

namespace {

constexpr float line_height = size::small_text;
constexpr float title_row = 24;
constexpr float legend_row = 20;
constexpr float gap = 6;
constexpr float px_per_x_tick = 80;
constexpr float px_per_y_tick = 40;
constexpr float longest_upright = 96;
constexpr float least_slot = 13;  // of a category whose name is written

// One more than there are spaces between them.
std::size_t ticks_in(float length, float px_per_tick) {
    return 1 + static_cast<std::size_t>(std::max(1.0F, std::round(length / px_per_tick)));
}

const std::vector<std::string>* categories_of(const PlotSpec& spec) {
    if (spec.heat_map) return &spec.heat_map->columns;
    if (spec.bars && !spec.bars->categories.empty()) return &spec.bars->categories;
    return nullptr;
}

class Builder {
public:
    Builder(const PlotSpec& spec, PlotBox whole, const TextMeasure& measure,
            const LayoutOptions& options)
        : spec_(spec), measure_(measure), options_(options) {
        out_.whole = whole;
    }

    PlotLayout build() {
        place_title();
        if (!has_data(spec_)) {
            place_message();
            return std::move(out_);
        }
        x_range_ = options_.x_zoom ? usable(*options_.x_zoom, spec_.x) : full_x_range();
        choose_category_names();
        LegendEntries legend = legend_entries(spec_);
        set_heights(legend.entries.empty() || legend.lines_alone ? 0 : legend_rows(legend));
        if (legend.lines_alone && !place_direct_labels()) set_heights(legend_rows(legend));
        set_widths();
        if (!direct_labels_.empty()) {
            for (PlacedText& label : direct_labels_) {
                const float width = label.box.width();
                label.box.low.x = out_.area.high.x + gap;
                label.box.high.x = label.box.low.x + width;
                place(std::move(label));
            }
        } else {
            place_legend(legend);
        }
        place_y_axis();
        place_x_axis();
        place_references();
        choose_cell_numbers();
        return std::move(out_);
    }

private:
    float width_of(std::string_view words, PlotFace face = PlotFace::label) const {
        return measure_(words, face);
    }

    std::string shortened(const std::string& words, float width,
                          PlotFace face = PlotFace::label) const {
        return shortened_to(words, width, face, measure_);
    }

    // Adds the text if it lies within the plot and on no other; `slack` is kept free on either side.
    bool place(PlacedText text, float slack = 0) {
        if (text.words.empty()) return false;
        constexpr float rounding = 0.5F;
        const PlotBox& whole = out_.whole;
        if (text.box.low.x < whole.low.x - rounding || text.box.low.y < whole.low.y - rounding ||
            text.box.high.x > whole.high.x + rounding ||
            text.box.high.y > whole.high.y + rounding) {
            return false;
        }
        PlotBox kept_free = text.box;
        kept_free.low.x -= slack;
        kept_free.high.x += slack;
        for (const PlacedText& other : out_.texts)
            if (other.box.overlaps(kept_free)) return false;
        out_.texts.push_back(std::move(text));
        return true;
    }

    PlacedText level_text(std::string words, float x, float y, PlotColour colour,
                          PlotFace face = PlotFace::label) const {
        const float width = width_of(words, face);
        const PlotBox box = {{x, y}, {x + width, y + metrics_of(face).size}};
        return {.words = std::move(words), .box = box, .face = face, .colour = colour};
    }

    static PlacedText moved(PlacedText text, float dx, float dy = 0) {
        text.box.low = {text.box.low.x + dx, text.box.low.y + dy};
        text.box.high = {text.box.high.x + dx, text.box.high.y + dy};
        return text;
    }

    static constexpr PlotColour muted = {.role = ColourRole::muted};
    static constexpr PlotColour strong = {.role = ColourRole::text};

    // --- above the area ---

    void place_title() {
        top_ = out_.whole.low.y;
        float free = out_.whole.width() - options_.corner_px;
        if (!options_.note.empty()) {
            const float width = width_of(options_.note);
            place(level_text(options_.note, out_.whole.high.x - width - options_.corner_px,
                             top_ + 2, muted));
            free -= width + size::group_gap;
        }
        if (spec_.title.empty() && options_.note.empty()) return;
        place(level_text(shortened(spec_.title, free, PlotFace::title), out_.whole.low.x, top_,
                         strong, PlotFace::title));
        top_ += title_row;
    }

    void place_message() {
        out_.empty = true;
        out_.area = {{out_.whole.low.x, std::min(top_, out_.whole.high.y)}, out_.whole.high};
        const std::string words = shortened(spec_.empty_message, out_.whole.width());
        const float x = out_.whole.low.x + (out_.whole.width() - width_of(words)) / 2;
        const float y = out_.area.low.y + (out_.area.height() - line_height) / 2;
        place(level_text(words, x, y, muted));
    }

    std::string y_caption() const { return shortened(caption_of(spec_.y), out_.whole.width()); }

    std::size_t legend_rows(LegendEntries& legend) {
        flow(legend, out_.whole.width(), measure_);
        if (legend.rows == 0) return 0;
        // Beside the caption of the y axis where both fit into one row.
        const float caption = width_of(y_caption());
        beside_caption_ =
            legend.rows == 1 &&
            legend.width + caption + size::section_gap + size::gap <= out_.whole.width();
        return beside_caption_ ? 1 : legend.rows + (caption > 0 ? 1 : 0);
    }

    void place_legend(const LegendEntries& legend) {
        const float left = beside_caption_ ? out_.area.high.x - legend.width : out_.whole.low.x;
        for (const LegendEntry& entry : legend.entries) {
            if (!entry.shown) continue;
            const float y = top_ + static_cast<float>(entry.row) * legend_row;
            const float x = left + entry.x;
            const float middle = y + line_height / 2;
            const bool named = place(level_text(entry.words, x + entry.key_width, y, muted));
            if (!named || entry.key_width == 0) continue;
            const float width = entry.key_width - key_gap;
            const float half = entry.kind == KeyKind::dot ? 3.0F : 5.0F;
            out_.keys.push_back({.box = {{x, middle - half}, {x + width, middle + half}},
                                 .kind = entry.kind,
                                 .colour = entry.colour,
                                 .dash = entry.dash});
        }
    }

    // --- the area ---

    // Above and below; with the height the y axis is known.
    void set_heights(std::size_t rows) {
        const float caption = y_caption().empty() ? 0 : legend_row;
        const float above = rows > 0 ? static_cast<float>(rows) * legend_row : caption;
        float below = category_height_;
        if (!spec_.x.label.empty()) below += line_height + gap - 2;
        caption_y_ = top_ + above - legend_row;
        out_.area.low.y = top_ + above + line_height / 2;
        out_.area.high.y = out_.whole.high.y - below;
        if (out_.area.height() < 1) {
            out_.area.low.y = std::clamp(out_.area.low.y, out_.whole.low.y,
                                         std::max(out_.whole.low.y, out_.whole.high.y - 1));
            out_.area.high.y = out_.area.low.y + 1;
        }
        const PlotBox& area = out_.area;
        if (spec_.heat_map) {
            out_.y = PlotScale(y_range_of(spec_), AxisScale::linear, area.low.y, area.high.y);
            return;
        }
        const std::size_t most = ticks_in(area.height(), px_per_y_tick);
        PlotRange range = y_range_of(spec_);
        if (!spec_.y.range) range = rounded_out(spec_.y, range, most);
        out_.y = PlotScale(range, spec_.y.scale, area.high.y, area.low.y);
        y_ticks_ = ticks_of(spec_.y, range, most);
        if (widest(y_ticks_) > std::min(64.0F, out_.whole.width() / 4))
            y_ticks_ = ticks_of(spec_.y, range, most, true);
    }

    float widest(const std::vector<PlotTick>& ticks) const {
        float width = 0;
        for (const PlotTick& tick : ticks) width = std::max(width, width_of(tick.label));
        return width;
    }

    float row_name_width() const {
        float width = 0;
        for (const std::string& name : spec_.heat_map->rows)
            width = std::max(width, width_of(name));
        // In whole pixels, so that rounding cuts no name.
        return std::ceil(std::min(width, out_.whole.width() * 0.3F));
    }

    void set_widths() {
        const PlotBox& whole = out_.whole;
        const float left = (spec_.heat_map ? row_name_width() : widest(y_ticks_)) + size::gap;
        float right = size::gap;
        for (const PlacedText& label : direct_labels_)
            right = std::max(right, label.box.width() + gap);
        out_.area.low.x = whole.low.x + std::min(left, whole.width() / 2);
        out_.area.high.x = std::max(whole.high.x - right, out_.area.low.x + 1);
        const AxisScale kind = categories_of(spec_) != nullptr ? AxisScale::linear : spec_.x.scale;
        out_.x = PlotScale(x_range_, kind, out_.area.low.x, out_.area.high.x);
    }

    PlotRange full_x_range() const {
        const PlotRange range = x_range_of(spec_);
        const bool loose = !spec_.scatters.empty() && !spec_.x.range && !spec_.bars;
        return loose ? rounded_out(spec_.x, range, ticks_in(out_.whole.width(), px_per_x_tick))
                     : range;
    }

    // --- axes ---

    void place_y_axis() {
        place(level_text(y_caption(), out_.whole.low.x, caption_y_, muted));
        const float right = out_.area.low.x - size::gap;
        if (spec_.heat_map) {
            const float free = right - out_.whole.low.x;
            const auto rows = static_cast<float>(spec_.heat_map->rows.size());
            const std::size_t stride = stride_of(out_.area.height() / rows);
            for (std::size_t row = 0; row < spec_.heat_map->rows.size(); row += stride) {
                const float y = out_.y.place(static_cast<double>(row) + 0.5) - line_height / 2;
                const std::string words = shortened(spec_.heat_map->rows[row], free);
                place(level_text(words, right - width_of(words), y, muted));
            }
            return;
        }
        for (const PlotTick& tick : y_ticks_) {
            const float y = out_.y.place(tick.value);
            out_.y_ticks.push_back(y);
            place(level_text(tick.label, right - width_of(tick.label), y - line_height / 2, muted));
        }
    }

    void place_x_axis() {
        if (!spec_.x.label.empty()) {
            const std::string words = shortened(caption_of(spec_.x), out_.whole.width());
            const float x = std::max(out_.whole.low.x, out_.area.high.x - width_of(words));
            place(level_text(words, x, out_.whole.high.y - line_height, muted));
        }
        if (categories_of(spec_) != nullptr) {
            place_category_names();
            return;
        }
        std::size_t most = ticks_in(out_.area.width(), px_per_x_tick);
        std::vector<PlacedText> labels = x_labels(most, false);
        if (!apart(labels)) labels = x_labels(most, true);
        while (!apart(labels) && most > 2) labels = x_labels(--most, true);
        for (PlacedText& label : labels) place(std::move(label), 4);
    }

    std::vector<PlacedText> x_labels(std::size_t most, bool compact) {
        out_.x_ticks.clear();
        std::vector<PlacedText> labels;
        for (const PlotTick& tick : ticks_of(spec_.x, out_.x.range(), most, compact)) {
            const float at = out_.x.place(tick.value);
            out_.x_ticks.push_back(at);
            const float width = width_of(tick.label);
            const float lowest = out_.whole.low.x;
            const float x =
                std::clamp(at - width / 2, lowest, std::max(lowest, out_.whole.high.x - width));
            labels.push_back(level_text(tick.label, x, out_.area.high.y + gap, muted));
        }
        return labels;
    }

    static bool apart(const std::vector<PlacedText>& labels) {
        for (std::size_t i = 1; i < labels.size(); ++i)
            if (labels[i].box.low.x < labels[i - 1].box.high.x + size::gap) return false;
        return true;
    }

    // --- categories ---

    static std::size_t stride_of(float slot) {
        return slot >= least_slot
                   ? 1
                   : static_cast<std::size_t>(std::ceil(least_slot / std::max(slot, 0.01F)));
    }

    // Level where all names fit into their slots, otherwise upright.
    void choose_category_names() {
        category_height_ = line_height + gap;
        const std::vector<std::string>* const names = categories_of(spec_);
        if (names == nullptr) return;
        constexpr float usual_y_labels = 48;
        const float left = spec_.heat_map ? row_name_width() + size::gap : usual_y_labels;
        const float slot =
            (out_.whole.width() - left - size::gap) / static_cast<float>(names->size());
        float width = 0;
        for (const std::string& name : *names) width = std::max(width, width_of(name));
        upright_ = width > slot - gap;
        // On a low plot the marks come first.
        upright_length_ = std::min({width, longest_upright, out_.whole.height() / 3});
        if (upright_) category_height_ = upright_length_ + gap;
    }

    void place_category_names() {
        const std::vector<std::string>& names = *categories_of(spec_);
        const float slot = out_.area.width() / static_cast<float>(names.size());
        const std::size_t stride = upright_ ? stride_of(slot) : 1;
        const float y = out_.area.high.y + gap;
        for (std::size_t i = 0; i < names.size(); i += stride) {
            const float middle = out_.x.place(static_cast<double>(i) + 0.5);
            if (!upright_) {
                const std::string words = shortened(names[i], slot - 2);
                place(level_text(words, middle - width_of(words) / 2, y, muted));
                continue;
            }
            PlacedText text = {
                .words = shortened(names[i], upright_length_), .box = {}, .upright = true};
            const float half = line_height / 2;
            text.box = {{middle - half, y}, {middle + half, y + width_of(text.words)}};
            place(std::move(text));
        }
    }

    // --- names at the lines' ends ---

    // Fills direct_labels_, at their heights only; false where they do not all fit.
    bool place_direct_labels() {
        for (const LineSeries& line : spec_.lines) {
            if (line.name.empty()) continue;
            const std::optional<double> end = value_at_end(spec_, line, x_range_);
            const float width = width_of(line.name);
            if (!end || width > out_.whole.width() * 0.3F) {
                direct_labels_.clear();
                return false;
            }
            const float y = std::clamp(out_.y.place(*end), out_.area.low.y, out_.area.high.y);
            direct_labels_.push_back(level_text(line.name, 0, y - line_height / 2, line.colour));
        }
        std::vector<float> wanted(direct_labels_.size());
        std::ranges::sort(direct_labels_, {},
                          [](const PlacedText& text) { return text.box.low.y; });
        std::ranges::transform(direct_labels_, wanted.begin(),
                               [](const PlacedText& text) { return text.box.low.y; });
        for (std::size_t i = 1; i < direct_labels_.size(); ++i) {
            const float too_high =
                direct_labels_[i - 1].box.high.y + 1 - direct_labels_[i].box.low.y;
            if (too_high > 0) direct_labels_[i] = moved(direct_labels_[i], 0, too_high);
        }
        constexpr float farthest = 8;
        for (std::size_t i = 0; i < direct_labels_.size(); ++i) {
            const PlotBox& box = direct_labels_[i].box;
            if (box.low.y - wanted[i] <= farthest && box.high.y <= out_.area.high.y + line_height)
                continue;
            direct_labels_.clear();
            return false;
        }
        return true;
    }

    // --- reference lines ---

    void place_references() {
        for (std::size_t i = 0; i < spec_.references.size(); ++i) {
            const ReferenceLine& reference = spec_.references[i];
            const PlotScale& scale = reference.vertical ? out_.x : out_.y;
            const PlotRange range = scale.range();
            if (!(reference.at >= range.low && reference.at <= range.high)) continue;
            const float at = scale.place(reference.at);
            out_.references.push_back({.number = i, .at = at});
            PlacedText label = level_text(reference.label, 0, 0, reference.colour);
            label.over_marks = true;
            const float width = label.box.width();
            const PlotBox& area = out_.area;
            if (!reference.vertical) {
                const float y = at - line_height - 3 > area.low.y ? at - line_height - 3 : at + 3;
                place(moved(label, area.high.x - width - 4, y), 4);
                continue;
            }
            // Beside its line, on the side where there is space; lower where another label stands already.
            const float x = at + 5 + width <= area.high.x ? at + 5 : at - 5 - width;
            for (int row = 0; row < 4; ++row) {
                const float y = area.low.y + 2 + static_cast<float>(row) * (line_height + 2);
                if (y + line_height > area.high.y || place(moved(label, x, y), 3)) break;
            }
        }
    }

    // --- heat maps ---

    void choose_cell_numbers() {
        if (!spec_.heat_map) return;
        const HeatMap& map = *spec_.heat_map;
        const float width = out_.area.width() / static_cast<float>(map.columns.size());
        const float height = out_.area.height() / static_cast<float>(map.rows.size());
        if (height < line_height + 2 || width < line_height) return;
        out_.cell_numbers = std::ranges::all_of(
            map.values, [&](double value) { return width_of(cell_text(map, value)) <= width - 4; });
    }

    const PlotSpec& spec_;
    const TextMeasure& measure_;
    const LayoutOptions& options_;
    PlotLayout out_;
    float top_ = 0;        // of what has no place yet
    float caption_y_ = 0;  // of the y axis's caption
    bool beside_caption_ = false;
    PlotRange x_range_;
    std::vector<PlotTick> y_ticks_;
    float category_height_ = 0;
    bool upright_ = false;
    float upright_length_ = 0;
    std::vector<PlacedText> direct_labels_;
};

}  // namespace

std::string cell_text(const HeatMap& map, double value) {
    if (!std::isfinite(value)) return "\u2013";
    if (map.format == AxisFormat::percent) return fixed_text(value * 100, 0);
    if (value == 0) return "0";
    return value_text(value, map.format);
}

PlotLayout layout_of(const PlotSpec& spec, ImVec2 corner, ImVec2 extent, const TextMeasure& measure,
                     const LayoutOptions& options) {
    const PlotBox whole = {
        corner, {corner.x + std::max(extent.x, 1.0F), corner.y + std::max(extent.y, 1.0F)}};
    return Builder(spec, whole, measure, options).build();
}

}  // namespace errata::ui
