// Entities and spans against seqeval and nervaluate.
#include <algorithm>
#include <cmath>
#include <map>

#include "formats/spans_join.h"
#include "metrics/span_figures.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

constexpr double tolerance = 1e-12;

bool near(double a, double b) { return std::abs(a - b) <= tolerance * std::max(1.0, std::abs(b)); }

TagScheme scheme_named(std::string name) {
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    return tag_scheme_of_id(name).value();
}

// Documents of tags as a CoNLL file; token i of every document is "t".
std::string conll_of(const json& documents) {
    std::string text;
    for (const json& document : documents) {
        for (const json& tag : document) text += "t " + tag.get<std::string>() + "\n";
        text += "\n";
    }
    return text;
}

SpanTable table_of(const std::string& text, TagScheme scheme) {
    Warnings warnings;
    const MemorySource source("tags.conll", text);
    auto table = read_spans(source, {.scheme = scheme}, 1, warnings);
    REQUIRE(table);
    return *std::move(table);
}

// What the evaluation gives of two tables.
struct Measured {
    JoinedSpans joined;
    FigureTable table;

    double overall(std::string_view key) const {
        const auto found = std::ranges::find(table.figures, key, &FigureInfo::key);
        REQUIRE(found != table.figures.end());
        return table.overall[static_cast<std::size_t>(found - table.figures.begin())]
            .value.value_or(0);
    }
};

Measured measured(const SpanTable& truth, const SpanTable& predictions,
                  const SpanOptions& options = {}) {
    Warnings warnings;
    auto joined = join_spans(truth, predictions, warnings);
    REQUIRE(joined);
    const SampleRows rows(joined->run.sample, joined->dataset.samples.size());
    const Figure accuracy = token_accuracy(joined->tokens, joined->same_tags);
    FigureTable table = summarize_spans(joined->dataset, joined->run, rows, accuracy, options);
    return {.joined = *std::move(joined), .table = std::move(table)};
}

void check_entities(const SpanTable& table, const json& theirs) {
    REQUIRE(table.documents.size() == theirs.size());
    for (std::size_t i = 0; i < theirs.size(); ++i) {
        const auto& ours = table.documents[i].spans;
        REQUIRE(ours.size() == theirs[i].size());
        for (std::size_t k = 0; k < ours.size(); ++k) {
            CHECK(table.types[ours[k].type] == theirs[i][k][0].get<std::string>());
            CHECK(ours[k].span.begin == theirs[i][k][1].get<std::uint32_t>());
            CHECK(ours[k].span.end == theirs[i][k][2].get<std::uint32_t>() + 1);
        }
    }
}

void check_report(const Measured& ours, const json& theirs) {
    for (const char* averaging : {"micro", "macro", "weighted"}) {
        for (const char* figure : {"precision", "recall", "f1"}) {
            INFO(averaging << " " << figure);
            // The mean of no types.
            if (theirs[averaging][figure].is_string()) continue;
            CHECK(near(ours.overall(std::string(figure) + "_" + averaging),
                       theirs[averaging][figure].get<double>()));
        }
    }
    const Classes& classes = ours.joined.dataset.classes;
    REQUIRE(classes.size() == theirs["types"].size());
    for (std::size_t cls = 0; cls < classes.size(); ++cls) {
        CHECK(classes.names[cls] == theirs["types"][cls].get<std::string>());
        CHECK(near(ours.table.classes[cls][0].value.value(),
                   theirs["per_type"]["precision"][cls].get<double>()));
        CHECK(near(ours.table.classes[cls][1].value.value(),
                   theirs["per_type"]["recall"][cls].get<double>()));
        CHECK(near(ours.table.classes[cls][2].value.value(),
                   theirs["per_type"]["f1"][cls].get<double>()));
        CHECK(ours.table.classes[cls][0].count ==
              theirs["per_type"]["support"][cls].get<std::uint64_t>());
    }
}

}  // namespace

TEST_CASE("Entities and their figures equal seqeval's, lenient and by scheme", "[parity]") {
    for (const json& one : test::reference_cases("text_spans/seqeval.json")) {
        INFO("seed " << one["seed"]);
        for (const bool strict : {false, true}) {
            const std::string mode = strict ? "strict" : "default";
            INFO(mode);
            if (one[mode].contains("raises")) continue;
            const TagScheme scheme =
                strict ? scheme_named(one["scheme"].get<std::string>()) : TagScheme::lenient;
            const SpanTable truth = table_of(conll_of(one["true"]), scheme);
            const SpanTable predictions = table_of(conll_of(one["predicted"]), scheme);
            for (const auto& [table, side] : {std::pair(&truth, "_entities_true"),
                                              std::pair(&predictions, "_entities_predicted")}) {
                if (one.contains(mode + side)) check_entities(*table, one[mode + side]);
            }
            const Measured ours = measured(truth, predictions);
            check_report(ours, one[mode]);
            CHECK(near(ours.overall("token_accuracy"), one["token_accuracy"].get<double>()));
        }
    }
}

namespace {

// Span lists as tables; types outside of `tags` are left out, as nervaluate does.
SpanTable table_of_spans(const json& documents, const json& tags) {
    SpanTable table;
    table.file = "spans";
    for (const json& document : documents) {
        SpanDocument& one = table.documents.emplace_back();
        for (const json& span : document) {
            if (std::ranges::find(tags, span[0]) == tags.end()) continue;
            one.spans.push_back(
                {.type = table.type_of(span[0].get<std::string>()),
                 .span = {span[1].get<std::uint32_t>(), span[2].get<std::uint32_t>() + 1}});
        }
    }
    return table;
}

constexpr std::pair<SemEval, const char*> schemes[] = {{SemEval::strict, "strict"},
                                                       {SemEval::exact, "exact"},
                                                       {SemEval::partial, "partial"},
                                                       {SemEval::ent_type, "ent_type"}};

void check_counts(const SemEvalCounts& ours, const json& theirs) {
    CHECK(ours.correct == theirs["correct"].get<std::uint64_t>());
    CHECK(ours.incorrect == theirs["incorrect"].get<std::uint64_t>());
    CHECK(ours.partial == theirs["partial"].get<std::uint64_t>());
    CHECK(ours.missed == theirs["missed"].get<std::uint64_t>());
    CHECK(ours.spurious == theirs["spurious"].get<std::uint64_t>());
    CHECK(ours.possible() == theirs["possible"].get<std::uint64_t>());
    CHECK(ours.actual() == theirs["actual"].get<std::uint64_t>());
}

std::vector<TypedSpan> typed(const SpanTable& table, std::size_t document,
                             std::map<std::string, std::uint32_t>& types, const std::string& only) {
    std::vector<TypedSpan> result;
    for (const FoundSpan& span : table.documents[document].spans) {
        const std::string& name = table.types[span.type];
        if (!only.empty() && name != only) continue;
        const auto type = static_cast<std::uint32_t>(types.size());
        result.push_back({.type = types.try_emplace(name, type).first->second, .span = span.span});
    }
    return result;
}

void check_nervaluate(const json& one, const SpanTable& truth, const SpanTable& predictions,
                      double least_overlap) {
    const json& result = one["result"];
    std::map<std::string, std::uint32_t> types;
    for (const auto& [scheme, name] : schemes) {
        INFO(name);
        SemEvalCounts all;
        for (std::size_t i = 0; i < truth.documents.size(); ++i) {
            all.add(compare_spans(typed(truth, i, types, ""), typed(predictions, i, types, ""),
                                  scheme, least_overlap));
        }
        check_counts(all, result["overall"][name]);
        const PrecisionRecall ratios = precision_recall(all);
        CHECK(near(ratios.precision,
                   result["overall"][name]["precision_by_definition"].get<double>()));
        CHECK(near(ratios.recall, result["overall"][name]["recall_by_definition"].get<double>()));
        for (const auto& [type, theirs] : result["by_type"].items()) {
            INFO("type " << type);
            SemEvalCounts of_type;
            for (std::size_t i = 0; i < truth.documents.size(); ++i) {
                of_type.add(compare_spans(typed(truth, i, types, type),
                                          typed(predictions, i, types, type), scheme,
                                          least_overlap));
            }
            check_counts(of_type, theirs[name]);
        }
    }
    // The whole way, through the joined columns.
    const Measured ours = measured(truth, predictions, {.least_overlap = least_overlap});
    for (const auto& [scheme, name] : schemes) {
        CHECK(near(ours.overall(std::string("precision_") + name),
                   result["overall"][name]["precision_by_definition"].get<double>()));
        CHECK(near(ours.overall(std::string("recall_") + name),
                   result["overall"][name]["recall_by_definition"].get<double>()));
    }
}

}  // namespace

TEST_CASE("SemEval-13's counts equal nervaluate's over span lists", "[parity]") {
    for (const json& one : test::reference_cases("text_spans/nervaluate_spans.json")) {
        INFO("seed " << one["seed"]);
        const json& least = one["min_overlap_percentage"];
        check_nervaluate(one, table_of_spans(one["true"], one["tags"]),
                         table_of_spans(one["predicted"], one["tags"]),
                         (least.is_null() ? 1.0 : least.get<double>()) / 100);
    }
}

TEST_CASE("SemEval-13's counts equal nervaluate's over tags", "[parity]") {
    for (const json& one : test::reference_cases("text_spans/nervaluate_bio.json")) {
        INFO("seed " << one["seed"]);
        check_nervaluate(one, table_of(conll_of(one["true"]), TagScheme::lenient),
                         table_of(conll_of(one["predicted"]), TagScheme::lenient), 0.01);
    }
}
