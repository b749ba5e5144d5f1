#include "ui/more_like_this.h"

#include <algorithm>
#include <array>
#include <format>
#include <utility>

#include "query/part.h"

namespace errata::ui {

namespace {

// Columns of more names tell samples apart, not kinds of them.
constexpr std::size_t most_names = 50;
constexpr std::size_t most_likenesses = 8;

// How queries write the text.
std::string quoted_text(const std::string& text) {
    std::string words = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') words += '\\';
        words += c;
    }
    return words + '"';
}

std::string canonical(const std::string& condition) { return query_of_parts({condition}); }

std::string prediction_query(const Model& model, const std::string& cls) {
    return canonical(std::format("any(pred where class == {} and score >= {})", quoted_text(cls),
                                 model.view.confidence));
}

// One that no other function has.
std::string name_for(const Likeness& likeness, const std::vector<LabelingFunction>& others) {
    const std::string start = likeness.vote.empty() ? "like this" : likeness.vote;
    std::string name = start;
    for (int number = 2; std::ranges::contains(others, name, &LabelingFunction::name); ++number)
        name = std::format("{} {}", start, number);
    return name;
}

void add_stratum(SamplingPlan& plan, const std::string& query) {
    const auto part = std::ranges::find_if(plan.parts, [](const PlanPart& one) {
        return one.sampler == Sampler::stratified && !one.queries.empty();
    });
    if (part == plan.parts.end()) {
        plan.parts.push_back({.sampler = Sampler::stratified,
                              .queries = {query},
                              .allocation = AllocationRule::equal});
    } else if (!std::ranges::contains(part->queries, query)) {
        part->queries.push_back(query);
    }
}

std::string with_also(const std::string& query, const std::string& other) {
    return query.empty() ? other : canonical(std::format("({}) or ({})", query, other));
}

enum class Deed : std::uint8_t { show, function, stratum, only, exclude };

constexpr std::array deeds = {Deed::show, Deed::function, Deed::stratum, Deed::only, Deed::exclude};

void apply(Deed deed, const Likeness& likeness, View& view) {
    view.place = Place::plan;
    switch (deed) {
        case Deed::show:
            view.place = Place::catalog;
            view.query = likeness.query;
            view.query_table = Table::samples;
            if (view.catalog_part == CatalogPart::batch) view.catalog_part = CatalogPart::pool;
            break;
        case Deed::function:
            view.plan.functions.push_back({.name = name_for(likeness, view.plan.functions),
                                           .query = likeness.query,
                                           .vote = likeness.vote});
            break;
        case Deed::stratum: add_stratum(view.plan, likeness.query); break;
        case Deed::only: view.plan.from = likeness.query; break;
        case Deed::exclude: view.plan.exclude = with_also(view.plan.exclude, likeness.query); break;
    }
}

std::string entry_words(Deed deed, const Likeness& likeness, bool has_pool) {
    switch (deed) {
        case Deed::show:
            return std::format("{}: show {}", likeness.words, has_pool ? "in the pool" : "them");
        case Deed::function: return "Make a labeling function of it";
        case Deed::stratum: return "Make it a stratum of the next batch";
        case Deed::only: return "Choose the next batch among these only";
        case Deed::exclude: break;
    }
    return "Leave these out of the next batch";
}

}  // namespace

Likeness like_class(const Model& model, const std::string& cls) {
    return {.words = std::format("With {} predicted", cls),
            .query = prediction_query(model, cls),
            .vote = cls};
}

std::vector<Likeness> like_sample(const Model& model, SampleSlot sample) {
    std::vector<Likeness> found;
    std::vector<ClassSlot> classes;
    for (std::size_t i = 0; i < model.rows.count(sample); ++i) {
        const Row row = model.rows.row(sample, i);
        if (model.evaluation.run.score[row] < model.view.confidence) continue;
        const ClassSlot cls = model.evaluation.run.cls[row];
        if (!std::ranges::contains(classes, cls)) classes.push_back(cls);
    }
    for (const ClassSlot cls : classes) {
        if (found.size() < most_likenesses / 2)
            found.push_back(like_class(model, model.reading.name_of_class(cls)));
    }
    ColumnSource& source = model.filter.columns(model.view);
    const Row row = model.whole_sample(sample);
    for (const ColumnInfo& info : source.columns(Table::samples)) {
        if (found.size() >= most_likenesses) break;
        const WrittenColumn written = written_column(source, info, Table::samples);
        if (info.type == ColumnType::category && (info.inputs & from_dataset) != 0 &&
            source.names({}, info).size() <= most_names) {
            const ColumnData& data = source.values({}, info);
            if (data.codes[row] == no_code) continue;
            const std::string name(data.names[data.codes[row]]);
            found.push_back(
                {.words = std::format("With {} {}", info.name, name),
                 .query = canonical(part_of(written, {.range = {}, .values = {name}}))});
        } else if (info.name == "duplicate_group") {
            const double group = source.values({}, info).numbers[row];
            if (!(group >= 1)) continue;
            const NumberRange one = {.low = group, .high = group, .closed = true};
            found.push_back({.words = "Nearly the same picture",
                             .query = canonical(part_of(written, {.range = one}))});
        }
    }
    return found;
}

std::vector<Likeness> like_filter(const Model& model) {
    if (model.filter.selection() == nullptr) return {};
    const std::string& query = model.view.query;
    switch (model.view.query_table) {
        case Table::samples: return {{.words = "These", .query = query}};
        case Table::truth:
            return {{.words = "With such an object",
                     .query = canonical(std::format("any(truth where {})", query))}};
        case Table::pred: break;
    }
    return {{.words = "With such a prediction",
             .query = canonical(std::format("any(pred where {})", query))}};
}

void more_like_this(Frame& frame, const Model& model, const std::vector<Likeness>& likenesses,
                    const ButtonOptions& options, Commands& commands) {
    struct Choice {
        const Likeness* likeness;
        Deed deed;
    };
    std::vector<Choice> choices;
    // Of several the one that is shown becomes the query, and all else can be made of that.
    for (const Likeness& likeness : likenesses) {
        if (likeness.query.empty())
            continue;  // no query can name it: a class whose name others have
        for (const Deed deed : deeds) {
            if (deed == Deed::show || likenesses.size() == 1)
                choices.push_back({.likeness = &likeness, .deed = deed});
        }
    }
    std::vector<MenuEntry> entries;
    for (const Choice& one : choices)
        entries.push_back({.label = entry_words(one.deed, *one.likeness, model.has_pool())});
    ButtonOptions own = options;
    own.enabled = own.enabled && !entries.empty();
    const auto chosen = menu_button(frame, "More like this", entries, own);
    if (!chosen) return;
    const Likeness likeness = *choices[*chosen].likeness;
    const Deed deed = choices[*chosen].deed;
    commands.push_back(decide([likeness, deed](View& view) { apply(deed, likeness, view); }));
}

}  // namespace errata::ui
