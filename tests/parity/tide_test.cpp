// TIDE against tidecv 1.0.1: AP, what each kind of error costs, and every prediction's error with what it aims at.
#include <cmath>

#include "metrics/tide.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

constexpr const char* keys[] = {"Cls", "Loc", "Both", "Dupe", "Bkg", "Miss"};

// The reference's percent; what it could not divide is 0.
double fraction(const json& percent) {
    return percent.is_number() ? percent.get<double>() / 100 : 0;
}

void check_close(double value, double expected) {
    CHECK(std::abs(value - expected) <= 1e-12 * std::max(1.0, std::abs(expected)));
}

json text_or_null(std::string_view text) { return text.empty() ? json() : json(text); }

void check_predictions(const json& one, const test::Loaded& loaded, const Tide& tide) {
    constexpr std::string_view uses[] = {"tp", "fp", "ignored", "cut"};
    REQUIRE(loaded.run.size() == one["used"].size());
    for (std::size_t i = 0; i < loaded.run.size(); ++i) {
        INFO("prediction " << i);
        const TidePrediction& found = tide.predictions[i];
        CHECK(one["used"][i] == uses[static_cast<std::size_t>(found.use)]);
        const auto error = static_cast<std::size_t>(found.error);
        CHECK(one["error"][i] == text_or_null(error < tide_errors ? keys[error] : ""));
        if (found.use != TideUse::cut) CHECK(one["iou"][i].get<double>() == found.iou);
        json target;
        if (found.error == TideError::duplicate) {
            target = found.target;
        } else if (found.target != no_row) {
            target = loaded.dataset.truth.ids.numbers()[found.target];
        }
        CHECK(one["target"][i] == target);
    }
    std::vector<std::int64_t> missed;
    for (std::size_t i = 0; i < tide.missed.size(); ++i) {
        if (tide.missed[i] != 0) missed.push_back(loaded.dataset.truth.ids.numbers()[i]);
    }
    std::ranges::sort(missed);
    auto expected = one["missed"].get<std::vector<std::int64_t>>();
    std::ranges::sort(expected);
    CHECK(missed == expected);
}

void check_file(const std::string& file, Task task) {
    for (const json& one : test::reference_cases(file)) {
        INFO(file << " seed " << one["seed"]);
        const auto loaded = test::load(one["truth"].dump(), one["predictions"].dump(), task);
        const SampleRows rows(loaded.run.sample, loaded.dataset.samples.size());
        TideOptions options = {.overlap = {.kind = overlap_kind_of(task)}};
        const Tide tide = analyse_tide(loaded.dataset, loaded.run, rows, options);
        check_predictions(one, loaded, tide);
        check_close(tide.ap, fraction(one["ap"]));
        for (std::size_t i = 0; i < tide_errors; ++i) {
            INFO(keys[i]);
            CHECK(tide.counts[i] == one["counts"][keys[i]].get<std::uint32_t>());
            if (one["main"].is_object()) {
                check_close(tide.main[i], fraction(one["main"][keys[i]]));
            }
            if (one["progressive"].is_object()) {
                check_close(tide.progressive[i], fraction(one["progressive"][keys[i]]));
            }
        }
        if (one["special"].is_object()) {
            check_close(tide.false_positives, fraction(one["special"]["FalsePos"]));
            check_close(tide.false_negatives, fraction(one["special"]["FalseNeg"]));
        }
        if (!one["ap_50_95"].is_array()) continue;
        for (std::size_t t = 0; t < one["ap_50_95"].size(); ++t) {
            if (!one["ap_50_95"][t].is_number()) continue;
            options.positive_iou = static_cast<double>(50 + 5 * t) / 100;
            check_close(analyse_tide(loaded.dataset, loaded.run, rows, options).ap,
                        fraction(one["ap_50_95"][t]));
        }
    }
}

}  // namespace

TEST_CASE("errors of boxes are those that tidecv finds", "[parity]") {
    check_file("tide/cases.json", Task::boxes);
}

TEST_CASE("errors of masks are those that tidecv finds", "[parity]") {
    check_file("tide/masks.json", Task::masks);
}
