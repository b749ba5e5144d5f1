// Sessions for tests of their codecs.
#pragma once

#include "base/random.h"
#include "session/document.h"

namespace errata::test {

// A view with no member as at the start. Binding its members by number fails to compile when View gains one:
// then it needs a line here, and one in visit_fields().
inline View view_all_different() {
    View view = {.place = Place::gallery,
                 .confidence = 0.35,
                 .iou = 0.75,
                 .query = "width > 100 px",
                 .query_table = Table::truth,
                 .cls = "person",
                 .sample = "val/000123.jpg",
                 .object = "t:123",
                 .order = SampleOrder::most_errors,
                 .order_column = "width",
                 .order_descending = true,
                 .shown = OutcomeFilter::errors,
                 .confused_truth = "cat",
                 .confused_predicted = "dog",
                 .cell_share = CellShare::count,
                 .intervals = true,
                 .any_class = true,
                 .wishes = {.beta = 2,
                            .least_precision = 0.8,
                            .least_recall = 0.7,
                            .false_positive_price = 3,
                            .miss_price = 5},
                 .compared_rules = "lvis",
                 .class_search = "boat",
                 .class_sort = "AP50",
                 .class_sort_descending = true,
                 .class_columns = "AP, AR100",
                 .object_columns = "area",
                 .sample_columns = "width, height",
                 .group_by = "class",
                 .group_sort = "AP",
                 .group_sort_descending = true,
                 .object_sort = "area",
                 .object_sort_descending = true,
                 .layers = {},
                 .map_layer = MapLayer::truth,
                 .data_table = Table::pred,
                 .thumbnail_px = 300,
                 .plan = {.budget = 20,
                          .seed = 7,
                          .exclude = "blurred",
                          .functions = {{.name = "far", .query = "area < 99 px2", .vote = "dog"}},
                          .parts = {{.sampler = Sampler::random}}},
                 .catalog_part = CatalogPart::batch,
                 .catalog_order = "rarity",
                 .catalog_descending = true,
                 .tags = {{.name = "check", .samples = SampleNames({"b.jpg", "a.jpg"})}}};
    [[maybe_unused]] const auto& [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u,
                                  data_table, order_column, order_descending, class_columns,
                                  object_columns, sample_columns, object_sort,
                                  object_sort_descending, query_table, group_by, group_sort,
                                  group_sort_descending, plan, intervals, catalog_part,
                                  catalog_order, catalog_descending, tags] = view;
    auto& [v, w, x, y, z, aa, bb] = view.layers;
    for (bool* layer : {&v, &w, &x, &y, &z, &aa, &bb}) *layer = !*layer;
    return view;
}

// Characters that an encoding may stumble over, characters of other scripts, and any bytes.
inline std::string random_text(Random& random) {
    static const std::vector<std::string> pieces = {
        "&",      "=",    "#",    "%",      "%41",  "+",          " ",
        "\"",     "\\",   "/",    "\u00E5", "?",    "\n",         "{}",
        "a",      "0042", ".jpg", "\u8239", "s=v&", "\U0001F6A2", "\xFF",
        ",",      "\xC3", "'",    "<b>",    "\x7F", "\u0627",     "\xED\xA0\x80",
        "percent"};
    std::string text;
    for (std::size_t i = random.index(8); i > 0; --i) text += pieces[random.index(pieces.size())];
    if (random.chance(0.1)) text += '\0';
    return text;
}

inline std::string random_fingerprint(Random& random) {
    if (random.chance(0.2)) return {};
    std::string digits(32, '0');
    for (char& digit : digits) digit = "0123456789abcdef"[random.index(16)];
    return digits;
}

// Parts and functions of every kind; what a sampler has no use for is as at the start.
inline SamplingPlan random_plan(Random& random) {
    SamplingPlan plan = {.budget = static_cast<std::uint32_t>(random.bits()),
                         .seed = static_cast<std::uint32_t>(random.below(9)),
                         .from = random_text(random),
                         .exclude = random_text(random)};
    for (std::size_t i = random.index(3); i > 0; --i) {
        plan.functions.push_back({.name = random_text(random),
                                  .query = random_text(random),
                                  .vote = random_text(random)});
    }
    for (std::size_t i = random.index(5); i > 0; --i) {
        PlanPart part = {.name = random_text(random),
                         .sampler = static_cast<Sampler>(random.below(5)),
                         .share = random.uniform(0.1, 3)};
        const bool by_strata =
            part.sampler == Sampler::stratified || part.sampler == Sampler::functions;
        if (part.sampler == Sampler::stratified) {
            for (std::size_t q = random.index(3); q > 0; --q)
                part.queries.push_back(random_text(random));
            if (part.queries.empty()) part.column = random_text(random);
        }
        if (by_strata) {
            part.allocation = static_cast<AllocationRule>(random.below(4));
            part.minimum = static_cast<std::uint32_t>(random.below(5));
            const bool estimates = part.allocation == AllocationRule::neyman ||
                                   part.allocation == AllocationRule::cost_optimal;
            if (estimates) part.estimate = random_text(random);
            if (part.allocation == AllocationRule::cost_optimal) part.costs = {1, 0.25};
        }
        if (part.sampler == Sampler::uncertainty) {
            part.measure = static_cast<UncertaintyMeasure>(random.below(3));
            part.aggregate = static_cast<UncertaintyAggregate>(random.below(3));
        }
        if (part.sampler == Sampler::highest) {
            part.column = random_text(random);
            part.lowest = random.chance(0.5);
        }
        plan.parts.push_back(std::move(part));
    }
    return plan;
}

// Members at their start about half of the time.
inline Session random_session(Random& random) {
    Session session;
    const auto maybe = [&](auto& member, auto value) {
        if (random.chance(0.5)) member = std::move(value);
    };
    maybe(session.demo, true);
    for (std::size_t i = random.index(4); i > 0; --i) {
        session.files.push_back({.name = random_text(random),
                                 .kind = file_kinds[random.index(file_kinds.size())],
                                 .size = random.bits() >> random.below(64),
                                 .fingerprint = random_fingerprint(random)});
    }
    if (random.chance(0.5)) {
        session.images = {.count = random.bits() >> random.below(64),
                          .fingerprint = random_fingerprint(random)};
    }
    View& view = session.view;
    maybe(view.place, static_cast<Place>(random.below(10)));
    maybe(view.confidence, random.uniform());
    maybe(view.iou, random.uniform(0.01, 1));
    for (std::string* text :
         {&view.query, &view.cls, &view.sample, &view.object, &view.confused_truth,
          &view.confused_predicted, &view.compared_rules, &view.class_search, &view.class_sort,
          &view.order_column, &view.class_columns, &view.object_columns, &view.sample_columns,
          &view.object_sort, &view.group_by, &view.group_sort}) {
        maybe(*text, random_text(random));
    }
    maybe(view.order, static_cast<SampleOrder>(random.below(6)));
    maybe(view.shown, static_cast<OutcomeFilter>(random.below(12)));
    maybe(view.cell_share, static_cast<CellShare>(random.below(3)));
    maybe(view.intervals, true);
    maybe(view.any_class, true);
    maybe(view.map_layer, static_cast<MapLayer>(random.below(3)));
    maybe(view.data_table, static_cast<Table>(random.below(3)));
    maybe(view.wishes.beta, random.uniform(0.1, 10));
    maybe(view.wishes.least_recall, random.uniform());
    maybe(view.wishes.miss_price, random.uniform(0, 1000));
    maybe(view.class_sort_descending, true);
    maybe(view.order_descending, true);
    maybe(view.object_sort_descending, true);
    maybe(view.group_sort_descending, true);
    maybe(view.query_table, static_cast<Table>(random.below(3)));
    auto& [t, u, v, w, x, y, z] = view.layers;
    for (bool* layer : {&t, &u, &v, &w, &x, &y, &z}) maybe(*layer, false);
    maybe(view.thumbnail_px, 96 + static_cast<std::uint32_t>(random.below(225)));
    maybe(view.plan, random_plan(random));
    maybe(view.catalog_part, static_cast<CatalogPart>(random.below(3)));
    maybe(view.catalog_order, random_text(random));
    maybe(view.catalog_descending, true);
    for (std::size_t i = random.index(3); i > 0; --i) {
        view.tags = with_tag(view.tags, random_text(random),
                             {random_text(random), random_text(random)}, true);
    }
    return session;
}

}  // namespace errata::test
