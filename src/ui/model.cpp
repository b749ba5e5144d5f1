#include "ui/model.h"

#include <format>
#include <utility>

namespace errata::ui {

std::string_view Model::word_for_samples() const {
    if (shows_text()) return "text";
    return evaluation.task == Task::values ? "sample" : "image";
}

std::string_view Model::word_for_objects() const {
    switch (evaluation.task) {
        case Task::classes:
        case Task::multilabel:
        case Task::text: return "label";
        case Task::spans: return "span";
        case Task::panoptic: return "segment";
        case Task::semantic: return "pixel";
        default: return "object";
    }
}

std::string Model::why_no_samples() const {
    const std::string_view what =
        filter.selection() != nullptr ? "The filter selects no" : "The ground truth lists no";
    return std::format("{} {}s.", what, word_for_samples());
}

void remember_query(Settings& settings, const std::string& query) {
    if (query.empty()) return;
    forget_query(settings, query);
    settings.queries.insert(settings.queries.begin(), query);
    if (settings.queries.size() > most_queries) settings.queries.resize(most_queries);
}

void forget_query(Settings& settings, const std::string& query) {
    std::erase(settings.queries, query);
}

bool has_place(Task task, Place place) {
    const bool decides = is_detection(task) || task == Task::classes || task == Task::text;
    switch (place) {
        case Place::errors: return is_detection(task) || task == Task::spans;
        case Place::confusion: return decides || task == Task::spans || is_of_label_maps(task);
        case Place::confidence: return decides || task == Task::multilabel;
        case Place::rules: return task == Task::boxes;
        default: return true;
    }
}

bool has_place(const Evaluation& evaluation, Place place) {
    const bool is_of_all =
        place == Place::errors || place == Place::confusion || place == Place::rules;
    return has_place(evaluation.task, place) && !(is_of_all && evaluation.counted_objects);
}

Command go_to(Place place) {
    return Change{.apply = [place](View& view) { view.place = place; }};
}

Command show_sample(std::string name) {
    return Change{.apply = [name = std::move(name)](View& view) {
        view.place = Place::image;
        view.sample = name;
        view.object.clear();
    }};
}

Command decide(std::function<void(View&)> apply, std::uint64_t gesture) {
    return Change{.apply = std::move(apply), .gesture = gesture};
}

Command show_gallery(std::string cls, OutcomeFilter shown, SampleOrder order) {
    return Change{.apply = [cls = std::move(cls), shown, order](View& view) {
        view.place = Place::gallery;
        view.cls = cls;
        view.shown = shown;
        view.order = order;
    }};
}

Command show_confused(std::string truth, std::string predicted) {
    return Change{
        .apply = [truth = std::move(truth), predicted = std::move(predicted)](View& view) {
            view.place = Place::gallery;
            view.cls.clear();
            view.shown = OutcomeFilter::confused;
            view.confused_truth = truth;
            view.confused_predicted = predicted;
            view.order = SampleOrder::most_errors;
        }};
}

namespace {

std::string_view words_of(OutcomeFilter shown) {
    switch (shown) {
        case OutcomeFilter::everything: return "";
        case OutcomeFilter::errors: return "errors";
        case OutcomeFilter::false_positives: return "false positives";
        case OutcomeFilter::missed: return "missed objects";
        case OutcomeFilter::true_positives: return "true positives";
        case OutcomeFilter::confused: return "confused pairs";
        case OutcomeFilter::wrong_class: return "wrong classes";
        case OutcomeFilter::wrong_place: return "wrong places";
        case OutcomeFilter::wrong_class_and_place: return "wrong classes and places";
        case OutcomeFilter::duplicates: return "duplicates";
        case OutcomeFilter::background: return "false positives on the background";
        case OutcomeFilter::unexplained_misses: break;
    }
    return "unexplained misses";
}

std::string place_of(const View& view) {
    const std::string cls = view.cls.empty() ? "" : std::format(", class {}", view.cls);
    switch (view.place) {
        case Place::overview: return "Overview" + cls;
        case Place::errors: return "Errors" + cls;
        case Place::confusion: return "Confusion";
        case Place::confidence: return "Confidence" + cls;
        case Place::rules: return "Rules";
        case Place::data: return "Data";
        case Place::groups: return "Groups";
        case Place::gallery: {
            const std::string_view shown = words_of(view.shown);
            return (shown.empty() ? "Gallery" : std::format("Gallery of {}", shown)) + cls;
        }
        case Place::image: return std::format("Image {}", view.sample);
        case Place::catalog: return "Catalog" + cls;
        case Place::plan: return "Next batch";
        case Place::files: break;
    }
    return "Files";
}

}  // namespace

std::string description_of(const View& view) {
    return std::format("{}, confidence {:.2f}, IoU {:.2f}", place_of(view), view.confidence,
                       view.iou);
}

}  // namespace errata::ui
