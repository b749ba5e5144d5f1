#include "metrics/restricted_detection.h"

#include <algorithm>
#include <optional>

#include "metrics/class_accumulator.h"
#include "metrics/detection_matching.h"

namespace errata {

namespace {

// Small enough that a slice of them is done in a few milliseconds in a browser.
constexpr std::size_t images_per_slice = 64;

// Images whose stored matches still hold: all of a selection of samples, else those where nothing is left out.
BitSet untouched_images(const RankedDetection& ranked, const Restriction& restriction) {
    BitSet images(ranked.dataset().samples.size(), true);
    if (restriction.rows == nullptr) return images;
    if (restriction.to == Restricted::samples) return *restriction.rows;
    const Column<SampleSlot>& image_of =
        restriction.to == Restricted::objects ? ranked.dataset().truth.sample : ranked.run().sample;
    BitSet left_out = *restriction.rows;
    left_out.flip().for_each([&](std::size_t row) { images.set(image_of[row], false); });
    return images;
}

Column<std::uint8_t> frequency_of(const RankedDetection& ranked,
                                  const RestrictedAccumulation& restricted) {
    const Column<std::uint8_t>& all = ranked.dataset().classes.frequency;
    std::vector<std::uint8_t> kept;
    for (const std::uint32_t cls : restricted.classes) {
        if (cls < all.size()) kept.push_back(all[cls]);
    }
    return Column<std::uint8_t>(std::move(kept));
}

}  // namespace

RankedDetection::RankedDetection(const Dataset& dataset, const Run& run, DetectionProtocol protocol)
    : dataset_(dataset),
      run_(run),
      protocol_(std::move(protocol)),
      rows_(run.sample, dataset.samples.size()),
      matching_(std::make_unique<DetectionMatching>(
          dataset_, run_, rows_, protocol_, EvaluationScope{}, MatchOptions{.keep_images = true})),
      part_(matching_->empty_part()),
      words_(part_.words) {}

RankedDetection::~RankedDetection() = default;

bool RankedDetection::step() {
    const std::size_t images = matching_->images();
    if (images_done_ < images) {
        const std::size_t begin = images_done_;
        images_done_ = std::min(begin + images_per_slice, images);
        matching_->match(begin, images_done_, part_);
        return true;
    }
    if (streams_.empty()) {
        streams_ = ranked_streams({&part_, 1});
        part_ = {};
    }
    return false;
}

struct DetectionRestriction::State {
    State(const RankedDetection& of, const Restriction& to, bool full)
        : ranked(of), restriction(to), full_arrays(full), kept(untouched_images(of, to)) {
        if (to.rows == nullptr || to.to == Restricted::samples) return;
        BitSet touched = kept;
        touched.flip().for_each(
            [&](std::size_t image) { again.push_back(static_cast<SampleSlot>(image)); });
        if (again.empty()) return;
        matching.emplace(of.dataset(), of.run(), of.rows(), of.protocol(),
                         EvaluationScope{.samples = again, .classes = {}},
                         MatchOptions{.keep_images = true, .restriction = to});
        part = matching->empty_part();
    }

    bool match_slice();
    void begin_accumulating();
    void rank(std::size_t stream);

    const RankedDetection& ranked;
    Restriction restriction;
    bool full_arrays;
    BitSet kept;                    // images whose stored matches count
    std::vector<SampleSlot> again;  // images that are matched again
    std::optional<DetectionMatching> matching;
    EvaluationPart part;  // of those
    std::size_t matched = 0;
    std::vector<RankedStream> rematched;  // the same, sorted; empty: none
    RestrictedAccumulation out;
    std::optional<ClassAccumulator> accumulator;
    std::size_t next = 0;  // of out.classes
    // Of the class at hand.
    std::vector<RankedOutcome> entries;
    std::vector<std::uint64_t> own_outcomes;  // where two lists are one
    std::span<const std::uint64_t> outcomes;
};

// Returns whether there was anything left to match.
bool DetectionRestriction::State::match_slice() {
    if (!matching || matched == matching->images()) return false;
    const std::size_t end = std::min(matched + images_per_slice, matching->images());
    matching->match(matched, end, part);
    matched = end;
    return true;
}

// Counts the objects, which says what classes there are.
void DetectionRestriction::State::begin_accumulating() {
    if (matching) {
        rematched = ranked_streams({&part, 1});
        for (RankedStream& stream : rematched) {
            for (RankedPrediction& one : stream.predictions) one.image = again[one.image];
        }
    }
    const std::size_t areas = ranked.protocol().area_ranges.size();
    const std::size_t streams = ranked.streams().size();
    std::vector<std::uint32_t> positives;
    std::vector<std::uint32_t> of_class(areas);
    const auto count = [&](const CountedObject& object) {
        for (std::size_t a = 0; a < areas; ++a) of_class[a] += (object.areas >> a) & 1U;
    };
    for (std::uint32_t s = 0; s < streams; ++s) {
        std::ranges::fill(of_class, 0U);
        for (const CountedObject& object : ranked.streams()[s].objects) {
            if (kept[object.image]) count(object);
        }
        if (!rematched.empty()) std::ranges::for_each(rematched[s].objects, count);
        if (std::ranges::all_of(of_class, [](std::uint32_t one) { return one == 0; })) continue;
        out.classes.push_back(s);
        positives.insert(positives.end(), of_class.begin(), of_class.end());
    }
    out.accumulation = undefined_accumulation(ranked.protocol(), out.classes.size(), full_arrays);
    out.accumulation.positives = std::move(positives);
    accumulator.emplace(ranked.words(), ranked.protocol(), full_arrays, out.accumulation);
}

// Brings what is kept of a class and what is matched again together, by falling score and then by image.
void DetectionRestriction::State::rank(std::size_t stream) {
    entries.clear();
    const RankedStream& stored = ranked.streams()[stream];
    const RankedStream none;
    const RankedStream& fresh = rematched.empty() ? none : rematched[stream];
    const auto first_fresh =
        static_cast<std::uint32_t>(stored.outcomes.size() / (2 * ranked.words()));
    const auto push = [&](const RankedPrediction& one, std::uint32_t first) {
        entries.push_back({.key = one.key, .record = one.record, .outcome = first + one.outcome});
    };
    auto next_fresh = fresh.predictions.begin();
    const auto push_fresh_before = [&](const RankedPrediction& one) {
        while (next_fresh != fresh.predictions.end() &&
               (next_fresh->key < one.key ||
                (next_fresh->key == one.key && next_fresh->image < one.image))) {
            push(*next_fresh++, first_fresh);
        }
    };
    for (const RankedPrediction& one : stored.predictions) {
        if (!kept[one.image]) continue;
        push_fresh_before(one);
        push(one, 0);
    }
    while (next_fresh != fresh.predictions.end()) push(*next_fresh++, first_fresh);
    outcomes = stored.outcomes;
    if (fresh.outcomes.empty()) return;
    own_outcomes = stored.outcomes;
    own_outcomes.insert(own_outcomes.end(), fresh.outcomes.begin(), fresh.outcomes.end());
    outcomes = own_outcomes;
}

DetectionRestriction::DetectionRestriction(const RankedDetection& ranked, Restriction restriction,
                                           AccumulateOptions options)
    : state_(std::make_unique<State>(ranked, restriction, options.full_arrays)) {}

DetectionRestriction::~DetectionRestriction() = default;

bool DetectionRestriction::step() {
    State& state = *state_;
    if (state.match_slice()) return true;
    if (!state.accumulator) {
        state.begin_accumulating();
        return true;
    }
    const std::vector<std::uint32_t>& classes = state.out.classes;
    if (state.next == classes.size()) return false;
    state.rank(classes[state.next]);
    state.accumulator->accumulate(state.next++, state.entries, state.outcomes);
    return state.next < classes.size();
}

RestrictedAccumulation DetectionRestriction::finish() && { return std::move(state_->out); }

FigureTable summarize(const RankedDetection& ranked, const RestrictedAccumulation& restricted) {
    FigureTable table =
        summarize(restricted.accumulation, ranked.protocol(), frequency_of(ranked, restricted));
    std::vector<std::vector<Figure>> classes(ranked.streams().size(),
                                             std::vector<Figure>(table.figures.size()));
    for (std::size_t i = 0; i < restricted.classes.size(); ++i) {
        classes[restricted.classes[i]] = std::move(table.classes[i]);
    }
    table.classes = std::move(classes);
    return table;
}

std::vector<Figure> summarize_overall(const RankedDetection& ranked,
                                      const RestrictedAccumulation& restricted) {
    return summarize_overall(restricted.accumulation, ranked.protocol(),
                             frequency_of(ranked, restricted));
}

}  // namespace errata
