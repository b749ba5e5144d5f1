#include "curate/plan.h"

#include <algorithm>
#include <cmath>
#include <format>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "base/random.h"
#include "curate/plan_strata.h"
#include "curate/samplers.h"
#include "curate/vote_columns.h"
#include "data/pool.h"

namespace errata {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// A part that is ready to draw.
struct PreparedPart {
    std::optional<PartStrata> strata = {};  // of stratified draws
    std::vector<double> scores = {};        // of choices by score; NaN: never
    bool lowest = false;                    // `scores` are negative values
};

// One turn of one part.
struct Stage {
    std::size_t part = 0;
    Draw draw = {};
    bool leaves_nobody_out = false;
};

Error wrong(const std::string& member, std::string message, std::string remedy) {
    return {.code = ErrorCode::bad_value,
            .message = std::format("\"{}\": {}", member, message),
            .remedy = std::move(remedy)};
}

class PlanRun {
public:
    PlanRun(const SamplingPlan& plan, const PlanData& data, const VoteMatrix& votes)
        : plan_(plan), data_(data), votes_(votes) {}

    Result<PlanResult> run() {
        if (auto found = find_candidates(); !found) return std::unexpected(found.error());
        result_.functions = plan_vote_facts(votes_, data_);
        for (std::size_t i = 0; i < plan_.parts.size(); ++i) {
            auto prepared = prepare(plan_.parts[i], std::format("parts[{}]", i));
            if (!prepared) return std::unexpected(prepared.error());
            prepared_.push_back(*std::move(prepared));
        }
        draw_all();
        add_chosen();
        add_expectations();
        return std::move(result_);
    }

private:
    Result<void> find_candidates();
    Result<PreparedPart> prepare(const PlanPart& part, const std::string& member);
    Result<std::vector<double>> column_scores(const PlanPart& part, const std::string& member);
    void draw_all();
    Stage draw_part(std::size_t part, std::uint64_t budget, std::uint64_t seed, bool first_round);
    void add_chosen();
    void add_expectations();

    const SamplingPlan& plan_;
    const PlanData& data_;
    const VoteMatrix& votes_;
    PlanResult result_;
    BitSet left_;  // candidates that nobody has drawn
    std::vector<PreparedPart> prepared_;
    std::vector<Stage> stages_;
};

Result<void> PlanRun::find_candidates() {
    const Samples& samples = data_.dataset.samples;
    if (!plan_.from.empty()) {
        auto rows = rows_of_query(plan_.from, "from", data_.source);
        if (!rows) return std::unexpected(rows.error());
        left_ = *std::move(rows);
    } else if (samples.has_pool()) {
        left_ = labeled_samples(samples).flip();
    } else {
        left_ = BitSet(samples.size(), true);
    }
    const std::size_t before = left_.count();
    if (!plan_.exclude.empty()) {
        const auto rows = rows_of_query(plan_.exclude, "exclude", data_.source);
        if (!rows) return std::unexpected(rows.error());
        left_ -= *rows;
    }
    result_.candidates = left_.count();
    result_.excluded = before - left_.count();
    return {};
}

Result<std::vector<double>> PlanRun::column_scores(const PlanPart& part,
                                                   const std::string& member) {
    const ColumnInfo* const info = find_column(data_.source, Table::samples, part.column);
    if (info == nullptr || !is_numeric(info->type)) {
        return std::unexpected(
            wrong(member + ".column",
                  std::format("there is no column `{}` of numbers of samples", part.column),
                  "Name one that errata columns lists as a number of samples"));
    }
    const auto& numbers = data_.source.values({.table = Table::samples}, *info).numbers;
    std::vector<double> scores(numbers.begin(), numbers.end());
    if (part.lowest) {
        for (double& score : scores) score = -score;
    }
    return scores;
}

Result<PreparedPart> PlanRun::prepare(const PlanPart& part, const std::string& member) {
    PreparedPart prepared;
    if (part.sampler == Sampler::stratified || part.sampler == Sampler::functions) {
        if (part.sampler == Sampler::functions && plan_.functions.empty()) {
            return std::unexpected(wrong(member, "the plan has no labeling functions",
                                         "Add some to \"labeling_functions\""));
        }
        auto strata = strata_of(part, member, left_, votes_, plan_.functions, data_);
        if (!strata) return std::unexpected(strata.error());
        prepared.strata = *std::move(strata);
    } else if (part.sampler == Sampler::highest) {
        auto scores = column_scores(part, member);
        if (!scores) return std::unexpected(scores.error());
        prepared.scores = *std::move(scores);
        prepared.lowest = part.lowest;
    } else if (part.sampler == Sampler::uncertainty) {
        if (data_.run == nullptr || data_.run->score.size() != data_.run->size()) {
            return std::unexpected(wrong(member, "there are no predictions with scores",
                                         "Give predictions of the samples to choose from"));
        }
        prepared.scores = sample_uncertainties(
            *data_.run, data_.dataset.samples.size(), data_.dataset.classes.size(),
            {.measure = part.measure, .aggregate = part.aggregate});
    }
    return prepared;
}

Stage PlanRun::draw_part(std::size_t part, std::uint64_t budget, std::uint64_t seed,
                         bool first_round) {
    Stage stage = {.part = part};
    PreparedPart& prepared = prepared_[part];
    if (prepared.strata) {
        // The minimum is met once, and not in every round.
        if (!first_round) prepared.strata->options.floor = 0;
        stage.draw =
            draw_stratified(left_, prepared.strata->strata, prepared.strata->options, budget, seed);
        std::uint64_t reached = 0;
        for (const StratumDraw& stratum : stage.draw.strata)
            reached += stratum.drawn > 0 ? stratum.size : 0;
        stage.leaves_nobody_out = reached == left_.count();
    } else if (!prepared.scores.empty()) {
        stage.draw = choose_highest(left_, prepared.scores, budget, seed);
    } else {
        stage.draw = draw_random(left_, budget, seed);
        stage.leaves_nobody_out = !stage.draw.rows.empty();
    }
    for (const DrawnRow& row : stage.draw.rows) left_.set(row.row, false);
    return stage;
}

void PlanRun::draw_all() {
    const std::size_t parts = plan_.parts.size();
    Random seeds(plan_.seed);
    std::vector<double> shares;
    for (const PlanPart& part : plan_.parts) shares.push_back(part.share);
    result_.parts.resize(parts);
    std::uint64_t unspent = plan_.budget;
    for (bool first_round = true; unspent > 0 && !left_.none(); first_round = false) {
        const std::vector<std::uint64_t> unbounded(parts, unspent);
        const Allocation budgets = allocate(shares, unbounded, unspent);
        const std::uint64_t before = unspent;
        for (std::size_t i = 0; i < parts; ++i) {
            if (first_round) result_.parts[i].wanted = budgets.counts[i];
            if (budgets.counts[i] == 0) continue;
            Stage stage = draw_part(i, budgets.counts[i], seeds.bits(), first_round);
            if (stage.draw.shortfall > 0) shares[i] = 0;  // it has no more to give
            unspent -= stage.draw.rows.size();
            if (!stage.draw.rows.empty()) stages_.push_back(std::move(stage));
        }
        const bool all_exhausted = std::ranges::all_of(shares, [](double one) { return one == 0; });
        if (all_exhausted || unspent == before) break;
    }
    result_.shortfall = unspent;
}

void PlanRun::add_chosen() {
    for (std::size_t i = 0; i < prepared_.size(); ++i) {
        if (prepared_[i].strata) result_.parts[i].strata = prepared_[i].strata->described;
    }
    double counted = 0;
    for (const Stage& stage : stages_)
        counted += stage.leaves_nobody_out ? static_cast<double>(stage.draw.rows.size()) : 0;
    double later = counted;  // of draws that count, from this one on
    for (const Stage& stage : stages_) {
        const double size =
            stage.leaves_nobody_out ? static_cast<double>(stage.draw.rows.size()) : 0;
        later -= size;
        PlanPartResult& part = result_.parts[stage.part];
        const PreparedPart& prepared = prepared_[stage.part];
        for (const DrawnRow& row : stage.draw.rows) {
            ++part.drawn;
            if (row.stratum != no_stratum) ++part.strata[row.stratum].drawn;
            const double own = size > 0 ? size / row.probability : 0;
            const double score = prepared.scores.empty() ? unknown : prepared.scores[row.row];
            result_.chosen.push_back({.sample = row.row,
                                      .part = static_cast<std::uint32_t>(stage.part),
                                      .stratum = row.stratum == no_stratum ? no_row : row.stratum,
                                      .value = prepared.lowest ? -score : score,
                                      .probability = row.probability,
                                      .weight = counted > 0 ? (own + later) / counted : unknown});
        }
    }
    std::ranges::sort(result_.chosen, {}, &ChosenSample::sample);
}

void PlanRun::add_expectations() {
    const Dataset& dataset = data_.dataset;
    result_.classes.resize(dataset.classes.size());
    for (std::size_t i = 0; i < dataset.truth.size(); ++i) {
        if (!dataset.truth.is_crowd(static_cast<Row>(i)))
            ++result_.classes[dataset.truth.cls[i]].labeled;
    }
    if (data_.run == nullptr) return;
    const Run& run = *data_.run;
    const std::size_t classes = dataset.classes.size();
    if (!run.probabilities.empty()) {
        for (const ChosenSample& one : result_.chosen) {
            for (std::size_t cls = 0; cls < classes; ++cls) {
                const double probability = run.probabilities[one.sample * classes + cls];
                if (!std::isnan(probability)) result_.classes[cls].added += probability;
            }
        }
        return;
    }
    if (run.score.size() != run.size()) return;
    BitSet chosen(dataset.samples.size());
    for (const ChosenSample& one : result_.chosen) chosen.set(one.sample);
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (chosen[run.sample[i]]) result_.classes[run.cls[i]].added += run.score[i];
    }
}

}  // namespace

Result<PlanResult> run_plan(const SamplingPlan& plan, const PlanData& data) {
    if (plan.budget == 0) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = "the plan has a budget of 0 samples",
                                     .remedy = "Say how many are to be chosen"});
    }
    if (plan.parts.empty()) {
        return std::unexpected(Error{.code = ErrorCode::bad_value,
                                     .message = "the plan has no parts",
                                     .remedy = "Add one, such as {\"sampler\": \"random\"}"});
    }
    const auto votes = plan_votes(plan, data);
    if (!votes) return std::unexpected(votes.error());
    if (plan.functions.empty()) return PlanRun(plan, data, *votes).run();
    AddedColumns source(data.source);
    source.set(vote_columns(*votes, data.dataset.classes.names));
    const PlanData voted = {
        .task = data.task, .dataset = data.dataset, .run = data.run, .source = source};
    return PlanRun(plan, voted, *votes).run();
}

Result<VoteMatrix> plan_votes(const SamplingPlan& plan, const PlanData& data) {
    const TextColumn& names = data.dataset.classes.names;
    if (names.size() == 0 && !plan.functions.empty()) {
        return std::unexpected(wrong("labeling_functions", "there are no classes to vote for",
                                     "Leave them out, or choose a task with classes"));
    }
    std::vector<BitSet> holds;
    std::vector<std::int32_t> votes;
    for (std::size_t f = 0; f < plan.functions.size(); ++f) {
        const LabelingFunction& function = plan.functions[f];
        const std::string member = std::format("labeling_functions[{}]", f);
        std::int32_t vote = abstain;
        for (std::size_t cls = 0; !function.vote.empty() && cls < names.size(); ++cls) {
            if (names[cls] == function.vote) vote = static_cast<std::int32_t>(cls);
        }
        if (vote == abstain && !function.vote.empty()) {
            return std::unexpected(
                wrong(member + ".vote", std::format("there is no class \"{}\"", function.vote),
                      "Name a class of the ground truth, or leave the vote out to abstain"));
        }
        auto rows = rows_of_query(function.query, member + ".query", data.source);
        if (!rows) return std::unexpected(rows.error());
        holds.push_back(*std::move(rows));
        votes.push_back(vote);
    }
    return votes_of(holds, votes, data.dataset.samples.size(),
                    static_cast<std::int32_t>(names.size()));
}

VoteFacts plan_vote_facts(const VoteMatrix& votes, const PlanData& data) {
    VoteFacts facts = facts_of(votes);
    const GroundTruth& truth = data.dataset.truth;
    for (std::size_t row = 0; votes.functions > 0 && row < votes.rows; ++row) {
        if (!data.dataset.samples.is_labeled(static_cast<SampleSlot>(row))) continue;
        const std::span<const ClassSlot> classes = truth.cls.span().subspan(
            truth.sample_begin[row], truth.sample_begin[row + 1] - truth.sample_begin[row]);
        const auto of_row = votes.of_row(row);
        for (std::size_t f = 0; f < of_row.size(); ++f) {
            if (of_row[f] == abstain) continue;
            const bool is_right = std::ranges::contains(classes, static_cast<ClassSlot>(of_row[f]));
            ++(is_right ? facts.functions[f].correct : facts.functions[f].incorrect);
        }
    }
    return facts;
}

std::string name_of(const PlanPart& part) {
    if (!part.name.empty()) return part.name;
    return std::string(id_of(part.sampler));
}

}  // namespace errata
