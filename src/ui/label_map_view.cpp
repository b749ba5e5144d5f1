#include "ui/label_map_view.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <map>

namespace errata::ui {

namespace {

constexpr float class_opacity = 0.5F;
constexpr float error_opacity = 0.75F;
constexpr float faint_opacity = 0.12F;
constexpr float marked_opacity = 0.9F;

// What is drawn of stretches of pixels, in rows of the screen's height.
class StretchPainter {
public:
    StretchPainter(ImDrawList& list, const PicturePlace& place, std::uint32_t width)
        : list_(list),
          place_(place),
          width_(width),
          stride_(static_cast<std::uint64_t>(std::max(1.0F, std::ceil(1 / place.scale)))) {}

    // The next so many pixels; colour 0: nothing.
    void paint(std::uint32_t pixels, ImU32 colour) {
        const std::uint64_t begin = begin_;
        const std::uint64_t end = begin + pixels;
        begin_ = end;
        if (colour == 0) return;
        const std::uint64_t first = begin / width_;
        const std::uint64_t last = (end - 1) / width_;
        const std::uint64_t left = begin - first * width_;
        const std::uint64_t right = end - last * width_;
        if (first == last) {
            rows(first, first + 1, left, right, colour);
            return;
        }
        const bool whole_first = left == 0;
        const bool whole_last = right == width_;
        if (!whole_first) rows(first, first + 1, left, width_, colour);
        rows(whole_first ? first : first + 1, whole_last ? last + 1 : last, 0, width_, colour);
        if (!whole_last) rows(last, last + 1, 0, right, colour);
    }

private:
    // Every so many rows one, drawn so many high.
    void rows(std::uint64_t first, std::uint64_t end, std::uint64_t left, std::uint64_t right,
              ImU32 colour) {
        const std::uint64_t low = (first + stride_ - 1) / stride_ * stride_;
        const std::uint64_t high = (end + stride_ - 1) / stride_ * stride_;
        if (low >= high) return;
        list_.AddRectFilled(at(left, low), at(right, high), colour);
    }
    ImVec2 at(std::uint64_t x, std::uint64_t y) const {
        return {place_.corner.x + static_cast<float>(x) * place_.scale,
                place_.corner.y + static_cast<float>(y) * place_.scale};
    }

    ImDrawList& list_;
    const PicturePlace& place_;
    std::uint64_t width_;
    std::uint64_t stride_;
    std::uint64_t begin_ = 0;
};

// The colours of one sample's pixels by their two values.
class PixelColours {
public:
    PixelColours(const Model& model, SampleSlot sample, const MapMarks& marks)
        : model_(model),
          sample_(sample),
          marks_(marks),
          semantic_(model.evaluation.task == Task::semantic),
          layer_(model.view.map_layer),
          palette_(palette_of(Scheme::dark)) {}

    ImU32 of(std::uint32_t truth, std::uint32_t predicted) const {
        return semantic_ ? of_classes(truth, predicted) : of_segments(truth, predicted);
    }

private:
    ImU32 of_classes(std::uint32_t truth, std::uint32_t predicted) const {
        const bool clear = model_.reading.shows_pixel(truth, predicted);
        if (layer_ != MapLayer::differences) {
            const std::uint32_t value = layer_ == MapLayer::truth ? truth : predicted;
            if (value == 0) return 0;
            return faded(class_colour(static_cast<ClassSlot>(value - 1)),
                         clear ? class_opacity : faint_opacity);
        }
        if (truth == 0 || !clear) return 0;
        if (truth == predicted) {
            return faded(class_colour(static_cast<ClassSlot>(truth - 1)), class_opacity);
        }
        return faded(predicted == 0 ? palette_.missed : palette_.false_positive, error_opacity);
    }

    ImU32 of_segments(std::uint32_t truth, std::uint32_t predicted) const {
        const Row object = object_of(model_, sample_, truth);
        const Row prediction = prediction_of(model_, sample_, predicted);
        if (layer_ == MapLayer::truth) {
            return object == no_row
                       ? 0
                       : of_class(model_.evaluation.dataset.truth.cls[object], truth,
                                  object == marks_.object, model_.reading.shows_object(object));
        }
        if (layer_ == MapLayer::predictions) {
            return prediction == no_row ? 0
                                        : of_class(model_.evaluation.run.cls[prediction], predicted,
                                                   prediction == marks_.prediction,
                                                   model_.reading.shows_prediction(prediction));
        }
        const Outcomes& outcomes = model_.reading.outcomes();
        const Layers& layers = model_.view.layers;
        // What is missed lies above what was found in its place.
        if (object != no_row && outcomes.objects[object] == ObjectOutcome::missed &&
            layers.missed && model_.reading.shows_object(object)) {
            return faded(palette_.missed, object == marks_.object ? marked_opacity : class_opacity);
        }
        if (prediction == no_row || !model_.reading.shows_prediction(prediction)) return 0;
        const PredictionOutcome outcome = outcomes.predictions[prediction];
        const bool drawn = outcome == PredictionOutcome::true_positive    ? layers.true_positives
                           : outcome == PredictionOutcome::false_positive ? layers.false_positives
                                                                          : layers.ignored;
        if (!drawn) return 0;
        const bool marked = prediction == marks_.prediction;
        if (outcome == PredictionOutcome::true_positive) {
            return of_class(model_.evaluation.run.cls[prediction], predicted, marked, true);
        }
        return faded(style_of(palette_, outcome).colour, marked ? marked_opacity : error_opacity);
    }

    // Segments of one class differ a little.
    static ImU32 of_class(ClassSlot cls, std::uint32_t number, bool marked, bool clear) {
        const float opacity = marked ? marked_opacity : clear ? class_opacity : faint_opacity;
        return faded(class_colour(cls),
                     marked ? opacity : opacity * (1 - 0.12F * static_cast<float>(number % 4)));
    }

    const Model& model_;
    SampleSlot sample_;
    MapMarks marks_;
    bool semantic_;
    MapLayer layer_;
    const Palette& palette_;
};

std::string name_of_value(const Model& model, SampleSlot sample, std::uint32_t value,
                          bool is_truth) {
    if (value == 0) return is_truth ? "void" : "nothing";
    if (model.evaluation.task == Task::semantic) {
        return model.reading.name_of_class(static_cast<ClassSlot>(value - 1));
    }
    const Row row =
        is_truth ? object_of(model, sample, value) : prediction_of(model, sample, value);
    if (row == no_row) return "nothing";
    return model.reading.name_of_class(is_truth ? model.evaluation.dataset.truth.cls[row]
                                                : model.evaluation.run.cls[row]);
}

}  // namespace

ImU32 class_colour(ClassSlot cls) {
    // Hues by the golden ratio, from green to violet: orange and pink are those of errors. Lightness in three steps.
    constexpr float golden = 0.618034F;
    const auto number = static_cast<float>(cls);
    const float hue = 0.2F + 0.55F * std::fmod(0.6F + number * golden, 1.0F);
    const float value = 1.0F - 0.12F * static_cast<float>(cls % 3);
    ImVec4 colour = {0, 0, 0, 1};
    ImGui::ColorConvertHSVtoRGB(hue, 0.7F, value, colour.x, colour.y, colour.z);
    return ImGui::ColorConvertFloat4ToU32(colour);
}

Row object_of(const Model& model, SampleSlot sample, std::uint32_t value) {
    const auto& begin = model.evaluation.dataset.truth.sample_begin;
    if (value == 0 || value > begin[sample + 1] - begin[sample]) return no_row;
    return static_cast<Row>(begin[sample] + value - 1);
}

Row prediction_of(const Model& model, SampleSlot sample, std::uint32_t value) {
    if (value == 0 || value > model.rows.count(sample)) return no_row;
    return model.rows.row(sample, value - 1);
}

void draw_label_maps(ImDrawList& list, const Model& model, SampleSlot sample,
                     const PicturePlace& place, const MapMarks& marks) {
    const std::uint32_t width = model.evaluation.dataset.samples.width[sample];
    if (width == 0) return;
    StretchPainter painter(list, place, width);
    const PixelColours colours(model, sample, marks);
    visit_stretches(model.evaluation.dataset.samples.label_maps[sample],
                    model.evaluation.run.label_maps[sample],
                    [&](std::uint32_t truth, std::uint32_t predicted, std::uint32_t pixels) {
                        painter.paint(pixels, colours.of(truth, predicted));
                    });
}

PixelUnderPoint pixel_at(const Model& model, SampleSlot sample, const PicturePlace& place,
                         ImVec2 point) {
    const Samples& samples = model.evaluation.dataset.samples;
    const float x = std::floor((point.x - place.corner.x) / place.scale);
    const float y = std::floor((point.y - place.corner.y) / place.scale);
    PixelUnderPoint found;
    const auto width = static_cast<float>(samples.width[sample]);
    if (x < 0 || y < 0 || x >= width || y >= static_cast<float>(samples.height[sample])) {
        return found;
    }
    const auto wanted =
        static_cast<std::uint64_t>(y) * samples.width[sample] + static_cast<std::uint64_t>(x);
    std::uint64_t begin = 0;
    visit_stretches(samples.label_maps[sample], model.evaluation.run.label_maps[sample],
                    [&](std::uint32_t truth, std::uint32_t predicted, std::uint32_t pixels) {
                        if (wanted >= begin && wanted < begin + pixels) found = {truth, predicted};
                        begin += pixels;
                    });
    return found;
}

std::string words_of_pixel(const Model& model, SampleSlot sample, const PixelUnderPoint& pixel) {
    if (pixel.truth == 0 && pixel.predicted == 0) return "";
    return std::format("true {}, predicted {}", name_of_value(model, sample, pixel.truth, true),
                       name_of_value(model, sample, pixel.predicted, false));
}

std::vector<ClassPixels> class_pixels(const Model& model, SampleSlot sample) {
    std::map<ClassSlot, ClassPixels> classes;
    visit_stretches(model.evaluation.dataset.samples.label_maps[sample],
                    model.evaluation.run.label_maps[sample],
                    [&](std::uint32_t truth, std::uint32_t predicted, std::uint32_t pixels) {
                        if (truth == 0) return;
                        classes[static_cast<ClassSlot>(truth - 1)].truth += pixels;
                        if (predicted == 0) return;
                        ClassPixels& one = classes[static_cast<ClassSlot>(predicted - 1)];
                        one.predicted += pixels;
                        if (truth == predicted) one.right += pixels;
                    });
    std::vector<ClassPixels> result;
    for (auto& [cls, pixels] : classes) {
        pixels.cls = cls;
        result.push_back(pixels);
    }
    std::ranges::stable_sort(result, std::ranges::greater(), &ClassPixels::truth);
    return result;
}

}  // namespace errata::ui
