// Restricted evaluations beside fresh ones of what is kept.
#pragma once

#include <algorithm>
#include <catch2/catch_amalgamated.hpp>
#include <optional>
#include <vector>

#include "base/random.h"
#include "engine/restriction.h"

namespace errata::test {

inline std::optional<Error> finish(Job job) {
    while (job.step()) {
    }
    return job.error();
}

inline FigureTable restricted(const Evaluation& evaluation, const Restriction& restriction) {
    Restrictable whole;
    REQUIRE_FALSE(finish(prepare_restrictions(evaluation, {}, whole)));
    RestrictedFigures result;
    const auto error = finish(restrict(whole, restriction, result));
    INFO((error ? to_string(*error) : ""));
    REQUIRE_FALSE(error);
    CHECK(result.to == restriction.to);
    if (restriction.rows != nullptr) CHECK(result.rows == restriction.rows->count());
    return result.figures;
}

inline bool same(const std::vector<Figure>& a, const std::vector<Figure>& b) {
    return std::ranges::equal(a, b, [](const Figure& x, const Figure& y) {
        return x.value == y.value && x.count == y.count;
    });
}

inline bool all_undefined(const std::vector<Figure>& figures) {
    return std::ranges::none_of(figures, [](const Figure& one) { return one.value.has_value(); });
}

// Classes are found by name; those that the fresh files do not know must be undefined.
inline void check_same(const FigureTable& found, const Evaluation& whole, const Evaluation& fresh) {
    for (std::size_t f = 0; f < found.overall.size(); ++f) {
        INFO(found.figures[f].key);
        CHECK(found.overall[f].value == fresh.summary.overall[f].value);
        CHECK(found.overall[f].count == fresh.summary.overall[f].count);
    }
    const TextColumn& names = fresh.dataset.classes.names;
    REQUIRE(found.classes.size() == whole.summary.classes.size());
    for (std::size_t cls = 0; cls < found.classes.size(); ++cls) {
        std::size_t place = 0;
        while (place < names.size() && names[place] != whole.dataset.classes.names[cls]) ++place;
        INFO("class " << whole.dataset.classes.names[cls]);
        if (place < names.size()) {
            CHECK(same(found.classes[cls], fresh.summary.classes[place]));
        } else {
            CHECK(all_undefined(found.classes[cls]));
        }
    }
}

inline BitSet random_rows(std::size_t size, Random& random) {
    BitSet rows(size, random.chance(0.1));
    const double share = 0.1 + 0.1 * static_cast<double>(random.index(9));
    for (std::size_t row = 0; row < size; ++row) {
        if (random.chance(share)) rows.set(row);
    }
    return rows;
}

}  // namespace errata::test
