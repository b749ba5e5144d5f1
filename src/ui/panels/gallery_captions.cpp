#include "ui/panels/gallery_captions.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <string>
#include <vector>

#include "base/text.h"
#include "query/name_list.h"
#include "ui/column_cells.h"

namespace errata::ui {

bool is_filtered(const Model& model) {
    return (!model.of_catalog && model.view.shown != OutcomeFilter::everything) ||
           model.reading.cls();
}

// A share of a sample's pixels.
std::string share_of_pixels(const Model& model, SampleSlot sample, std::uint32_t pixels) {
    const Samples& samples = model.evaluation.dataset.samples;
    const double all = static_cast<double>(samples.width[sample]) * samples.height[sample];
    return std::format("{:.1f} %", 100 * pixels / all);
}

namespace {

constexpr float caption_height = 26;
constexpr std::size_t most_caption_columns = 4;
constexpr float caption_line = 16;

// The columns of samples whose values stand under the pictures.
std::vector<const ColumnInfo*> caption_columns(const Model& model) {
    std::vector<const ColumnInfo*> columns;
    for (const std::string& name : names_in(model.view.sample_columns)) {
        const ColumnInfo* const info =
            find_column(model.filter.columns(model.view), Table::samples, name);
        if (info != nullptr && columns.size() < most_caption_columns) columns.push_back(info);
    }
    return columns;
}

// Of a batch: why each of it was chosen.
bool tells_reasons(const Model& model) {
    return model.of_catalog &&
           (model.view.place == Place::plan || model.view.catalog_part == CatalogPart::batch);
}

}  // namespace

float caption_height_of(const Model& model) {
    const std::size_t lines = caption_columns(model).size() + (tells_reasons(model) ? 1 : 0);
    return caption_height + caption_line * static_cast<float>(lines);
}

std::string reason_of(const Model& model, SampleSlot sample) {
    const ChosenSample* const chosen = model.next_batch.of_sample(sample);
    if (chosen == nullptr) return {};
    const PlanPart& part = model.next_batch.plan().parts[chosen->part];
    std::string words = name_of(part);
    // What the value is one of.
    if (part.name.empty() && part.sampler == Sampler::highest) words = part.column;
    if (part.name.empty() && part.sampler == Sampler::uncertainty) words = id_of(part.measure);
    if (chosen->stratum != no_row) {
        const auto& strata = model.next_batch.result()->parts[chosen->part].strata;
        words += "  \u00B7  " + strata[chosen->stratum].query;
    } else if (!std::isnan(chosen->value)) {
        words += std::format("  {:.3g}", chosen->value);
    }
    return words;
}

namespace {

// What the order goes by, where it goes by one figure.
std::string figure_of(const Model& model, const SampleMark& mark) {
    if (model.of_catalog) return {};
    switch (model.view.order) {
        case SampleOrder::worst_iou:
            return mark.worst_iou <= 1 ? std::format("IoU {:.2f}", mark.worst_iou) : "";
        case SampleOrder::highest_score:
        case SampleOrder::lowest_score:
            return mark.highest_score >= 0 ? std::format("{:.2f}", mark.highest_score) : "";
        default: return "";
    }
}

// "width  640 px"
std::string caption_of(const Model& model, const ColumnInfo& info, SampleSlot sample) {
    const ColumnData& data = model.filter.columns(model.view).values({}, info);
    const std::string words = cell_words(info, data, model.whole_sample(sample));
    if (words.empty()) return "\u2013";
    const bool has_unit = info.unit != Unit::none && info.unit != Unit::fraction;
    return has_unit ? std::format("{} {}", words, name_of(info.unit)) : words;
}

// The column at the left, its value at the right.
void draw_caption_columns(const Frame& frame, const Model& model, SampleSlot sample,
                          const TileResult& tile, float y) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImFont* const font = frame.theme.fonts.regular;
    ImGui::PushFont(font, size::small_text);
    for (const ColumnInfo* const info : caption_columns(model)) {
        const float half = tile.extent.x / 2;
        const std::string name = cut_in_the_middle(info->name, half - size::gap);
        const std::string value = cut_in_the_middle(caption_of(model, *info, sample), half);
        const float width = ImGui::CalcTextSize(value.c_str()).x;
        list.AddText({tile.corner.x, y}, frame.colour().muted, name.c_str());
        list.AddText({tile.corner.x + tile.extent.x - width, y}, frame.colour().text,
                     value.c_str());
        y += caption_line;
    }
    ImGui::PopFont();
}

}  // namespace

// Errors at the right, the name in what is left.
void draw_caption(const Frame& frame, const Model& model, SampleSlot sample,
                  const TileResult& tile) {
    const Palette& colour = frame.colour();
    const OutcomeCounts& counts = model.reading.outcomes().samples[sample];
    ImDrawList& list = *ImGui::GetWindowDrawList();
    ImFont* const font = frame.theme.fonts.regular;
    const float y = tile.corner.y + tile.extent.y - caption_height_of(model) + 6;
    float right = tile.corner.x + tile.extent.x;
    const auto badge = [&](const std::string& words, ImU32 tint) {
        right -= font->CalcTextSizeA(size::small_text, FLT_MAX, 0, words.c_str()).x;
        list.AddText(font, size::small_text, {right, y}, tint, words.c_str());
        right -= size::gap;
    };
    const SampleMark& mark = model.reading.marks()[sample];
    const OutcomeFilter shown_filter =
        model.of_catalog ? OutcomeFilter::everything : model.view.shown;
    const bool filtered = is_filtered(model);
    if (model.evaluation.task == Task::semantic) {
        const bool is_right = shown_filter == OutcomeFilter::true_positives;
        badge(share_of_pixels(model, sample, filtered ? mark.count : mark.errors),
              filtered ? (is_right ? colour.true_positive : colour.text) : colour.false_positive);
    } else if (filtered) {
        // What the filter is about, and nothing else.
        const ImU32 tint = shown_filter == OutcomeFilter::missed ||
                                   shown_filter == OutcomeFilter::unexplained_misses
                               ? colour.missed
                           : shown_filter == OutcomeFilter::false_positives ? colour.false_positive
                           : shown_filter == OutcomeFilter::true_positives  ? colour.true_positive
                                                                            : colour.text;
        badge(grouped(mark.count), tint);
    } else if (counts.missed > 0) {
        badge(std::format("\u2212{}", counts.missed), colour.missed);
    }
    if (!filtered && counts.false_positives > 0) {
        badge(std::format("+{}", counts.false_positives), colour.false_positive);
    }
    if (!filtered && counts.unjudged > 0) badge(grouped(counts.unjudged), colour.muted);
    const std::string figure = figure_of(model, mark);
    if (!figure.empty()) badge(figure, colour.text);
    const std::string name = model.reading.name_of_sample(sample);
    ImGui::PushFont(font, size::small_text);
    const std::string shown = cut_in_the_middle(name, right - tile.corner.x);
    ImGui::PopFont();
    list.AddText(font, size::small_text, {tile.corner.x, y}, colour.muted, shown.c_str());
    float next = y + caption_line + 2;
    if (tells_reasons(model)) {
        const std::string reason = reason_of(model, model.whole_sample(sample));
        ImGui::PushFont(font, size::small_text);
        const std::string words = cut_in_the_middle(reason, tile.extent.x);
        ImGui::PopFont();
        list.AddText(font, size::small_text, {tile.corner.x, next}, colour.text, words.c_str());
        next += caption_line;
    }
    draw_caption_columns(frame, model, sample, tile, next);
}

}  // namespace errata::ui
