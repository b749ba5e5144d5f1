#include "browser/debug_snapshot.h"

#include <algorithm>
#include <string>

#include "browser/json_text.h"

namespace errata::browser {

using nlohmann::json;

namespace {

std::string_view name_of(Place place) {
    switch (place) {
        case Place::overview: return "overview";
        case Place::errors: return "errors";
        case Place::confusion: return "confusion";
        case Place::confidence: return "confidence";
        case Place::rules: return "rules";
        case Place::data: return "data";
        case Place::groups: return "groups";
        case Place::gallery: return "gallery";
        case Place::image: return "image";
        case Place::catalog: return "catalog";
        case Place::plan: return "plan";
        case Place::files: break;
    }
    return "files";
}

json json_of(const std::vector<FigureInfo>& definitions, const std::vector<Figure>& figures) {
    json result = json::object();
    for (std::size_t i = 0; i < figures.size() && i < definitions.size(); ++i) {
        const Figure& figure = figures[i];
        result[std::string(definitions[i].key)] = {
            {"value", figure.value ? json(*figure.value) : json()}, {"count", figure.count}};
    }
    return result;
}

json json_of(const OutcomeCounts& counts) {
    return {{"truePositives", counts.true_positives},
            {"falsePositives", counts.false_positives},
            {"missed", counts.missed},
            {"ignoredPredictions", counts.ignored_predictions},
            {"ignoredObjects", counts.ignored_objects}};
}

json classes_of(const ui::App& app) {
    const Evaluation& evaluation = app.evaluation();
    json result = json::array();
    for (std::size_t cls = 0; cls < evaluation.summary.classes.size(); ++cls) {
        json one = json_of(evaluation.summary.of_class(), evaluation.summary.classes[cls]);
        one["name"] = evaluation.dataset.classes.names[cls];
        one["outcomes"] = json_of(app.reading().outcomes().classes[cls]);
        result.push_back(std::move(one));
    }
    return result;
}

}  // namespace

json debug_snapshot(const ui::App& app, const PictureCache& pictures) {
    const View& view = app.view();
    json result = {{"view", name_of(view.place)},
                   {"items", browser::json_of(app.items())},
                   {"submittedItems", app.submitted_items()}};
    if (!app.is_open()) return result;
    const Evaluation& evaluation = app.evaluation();
    const Dataset& dataset = evaluation.dataset;
    const ui::Reading& reading = app.reading();
    result["thresholds"] = {{"confidence", view.confidence}, {"iou", view.iou}};
    result["stale"] = reading.is_stale();
    result["class"] = view.cls;
    result["query"] = view.query;
    result["queryTable"] = errata::name_of(view.query_table);
    result["object"] = view.object;
    if (reading.sample()) result["sample"] = dataset.samples.names[*reading.sample()];
    result["shown"] = reading.order().size();
    result["task"] = id_of(evaluation.task);
    result["rules"] = evaluation.rules;
    result["summary"] = json_of(evaluation.summary.figures, evaluation.summary.overall);
    result["classes"] = classes_of(app);
    result["counts"] = {{"images", dataset.samples.size()},
                        {"objects", dataset.truth.size()},
                        {"predictions", evaluation.run.size()},
                        {"classes", dataset.classes.size()}};
    const Samples& samples = app.whole().dataset.samples;
    result["pool"] = std::ranges::count(samples.labeled, 0);
    result["outcomes"] = json_of(reading.outcomes().total);
    result["warnings"] = browser::json_of(evaluation.warnings);
    result["files"] = browser::json_of(evaluation.files);
    result["pictures"] = {{"decoded", pictures.decoded()},
                          {"failed", pictures.failures()},
                          {"waiting", pictures.waiting()},
                          {"measuring", app.is_measuring_pictures()},
                          {"measured", !samples.pictures.empty()}};
    return result;
}

}  // namespace errata::browser
