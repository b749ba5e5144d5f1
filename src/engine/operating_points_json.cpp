#include "engine/operating_points_json.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace errata {

using nlohmann::json;

namespace {

json json_of(const std::optional<OperatingPoint>& point) {
    if (!point) return nullptr;
    return {{"confidence", point->confidence},
            {"precision", point->precision},
            {"recall", point->recall},
            {"f_beta", point->f_beta},
            {"true_positives", point->true_positives},
            {"false_positives", point->false_positives},
            {"missed", point->missed}};
}

json json_of(const std::vector<OperatingPoint>& curve) {
    json columns = {{"confidence", json::array()},
                    {"precision", json::array()},
                    {"recall", json::array()},
                    {"f_beta", json::array()}};
    for (const OperatingPoint& point : curve) {
        columns["confidence"].push_back(point.confidence);
        columns["precision"].push_back(point.precision);
        columns["recall"].push_back(point.recall);
        columns["f_beta"].push_back(point.f_beta);
    }
    return columns;
}

json json_of(const OperatingPoints& points, const std::vector<OperatingPoint>& curve) {
    return {{"best_f", json_of(points.best_f)},
            {"at_precision", json_of(points.at_precision)},
            {"at_recall", json_of(points.at_recall)},
            {"lowest_cost", json_of(points.lowest_cost)},
            {"curve", json_of(curve)}};
}

json json_of(const OperatingPointWishes& wishes) {
    return {{"beta", wishes.beta},
            {"least_precision", wishes.least_precision},
            {"least_recall", wishes.least_recall},
            {"false_positive_price", wishes.false_positive_price},
            {"miss_price", wishes.miss_price}};
}

}  // namespace

json operating_points_json(const Analyses& analyses, const Classes& classes) {
    json document = json_of(*analyses.operating_points, analyses.operating_curve);
    document["wishes"] = json_of(analyses.operating_point_wishes);
    json& of_class = document["classes"] = json::object();
    for (std::size_t cls = 0; cls < analyses.operating_points_of_class.size(); ++cls) {
        of_class[std::string(classes.names[cls])] = json_of(analyses.operating_points_of_class[cls],
                                                            analyses.operating_curve_of_class[cls]);
    }
    return document;
}

}  // namespace errata
