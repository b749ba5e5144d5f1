#include "demo/detector.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace errata::demo {
namespace {

constexpr std::size_t proposer_cells = 4;
constexpr std::size_t namer_cells = 8;
constexpr std::size_t size_inputs = 3;
constexpr std::size_t proposals_per_picture = 180;

constexpr std::size_t inputs_of(std::size_t cells) {
    return cells * cells * channel_count + size_inputs;
}

struct Scored {
    BoxPx box;
    double score = 0;
};

BoxPx grown(const BoxPx& box, double factor) {
    const double w = box.width * factor;
    const double h = box.height * factor;
    return {box.x - (w - box.width) / 2, box.y - (h - box.height) / 2, w, h};
}

BoxPx corrected(const BoxPx& box, const std::array<float, correction_count>& by) {
    const double w = box.width * std::clamp(1 + static_cast<double>(by[2]), 0.4, 2.5);
    const double h = box.height * std::clamp(1 + static_cast<double>(by[3]), 0.4, 2.5);
    const double x = box.x + box.width * (0.5 + std::clamp<double>(by[0], -1, 1));
    const double y = box.y + box.height * (0.5 + std::clamp<double>(by[1], -1, 1));
    return {x - w / 2, y - h / 2, w, h};
}

std::array<float, correction_count> correction_to(const BoxPx& from, const BoxPx& to) {
    const double dx = (to.x + to.width / 2 - from.x - from.width / 2) / from.width;
    const double dy = (to.y + to.height / 2 - from.y - from.height / 2) / from.height;
    return {static_cast<float>(dx), static_cast<float>(dy),
            static_cast<float>(to.width / from.width - 1),
            static_cast<float>(to.height / from.height - 1)};
}

BoxPx clipped(const BoxPx& box, int width, int height) {
    const double left = std::clamp(box.x, 0.0, width - 1.0);
    const double top = std::clamp(box.y, 0.0, height - 1.0);
    const double right = std::clamp(box.right(), left + 1, static_cast<double>(width));
    const double bottom = std::clamp(box.bottom(), top + 1, static_cast<double>(height));
    return {left, top, right - left, bottom - top};
}

void append_size(const BoxPx& box, float* out) {
    out[0] = static_cast<float>(std::sqrt(box.width / 160));
    out[1] = static_cast<float>(std::sqrt(box.height / 160));
    out[2] = static_cast<float>((box.width - box.height) / (box.width + box.height));
}

using ProposerInputs = std::array<float, inputs_of(proposer_cells)>;
using NamerInputs = std::array<float, inputs_of(namer_cells)>;

// A rough look at the box with a little around it.
ProposerInputs glance(const ChannelSums& sums, const BoxPx& box) {
    ProposerInputs out;
    sums.pool_roughly(grown(box, 1.25), proposer_cells, out.data());
    append_size(box, out.data() + out.size() - size_inputs);
    return out;
}

// A close look: the outermost ring of cells lies around the box.
NamerInputs look(const ChannelSums& sums, const BoxPx& box) {
    NamerInputs out;
    sums.pool(grown(box, namer_cells / (namer_cells - 2.0)), namer_cells, out.data());
    append_size(box, out.data() + out.size() - size_inputs);
    return out;
}

constexpr std::array<double, 8> window_sides{9, 14, 21, 30, 43, 62, 88, 126};
constexpr std::array<double, 5> stretches{1, 1.45, 0.69, 1.9, 0.53};  // width = side x stretch
constexpr double stride_share = 0.4;  // of the window, in each direction

std::vector<BoxPx> windows(int width, int height) {
    std::vector<BoxPx> result;
    for (const double side : window_sides) {
        for (const double stretch : stretches) {
            const double w = side * stretch;
            const double h = side / stretch;
            if (std::min(w, h) < 6) continue;
            for (double y = stride_share * h / 2; y < height; y += stride_share * h) {
                for (double x = stride_share * w / 2; x < width; x += stride_share * w) {
                    result.push_back({x - w / 2, y - h / 2, w, h});
                }
            }
        }
    }
    return result;
}

// Keeps the best of every bunch; `limit` at most. Ties keep the order of the input.
template <typename T, typename BoxOf, typename SameClass>
std::vector<T> suppressed(std::vector<T> all, double above_iou, std::size_t limit, BoxOf box_of,
                          SameClass same) {
    std::stable_sort(all.begin(), all.end(),
                     [](const T& a, const T& b) { return a.score > b.score; });
    std::vector<T> kept;
    for (const T& one : all) {
        if (kept.size() >= limit) break;
        const bool hidden = std::any_of(kept.begin(), kept.end(), [&](const T& k) {
            return same(k, one) && overlap(box_of(k), box_of(one)) > above_iou;
        });
        if (!hidden) kept.push_back(one);
    }
    return kept;
}

bool is_flat(const ChannelSums& sums, const BoxPx& window) {
    constexpr double flat_water = 0.012;
    return sums.edge_strength(window) < flat_water;
}

std::vector<Scored> propose(const Network& proposer, const ChannelSums& sums) {
    constexpr double least_score = 0.08;
    constexpr std::size_t most_before = 900;
    std::vector<Scored> found;
    for (const BoxPx& window : windows(sums.width(), sums.height())) {
        if (is_flat(sums, window)) continue;
        const Answer answer = ask(proposer, glance(sums, window));
        const double score = static_cast<double>(answer.scores[0]);
        if (score < least_score) continue;
        found.push_back(
            {clipped(corrected(window, answer.correction), sums.width(), sums.height()), score});
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const Scored& a, const Scored& b) { return a.score > b.score; });
    if (found.size() > most_before) found.resize(most_before);
    return suppressed(
        std::move(found), 0.7, proposals_per_picture, [](const Scored& s) { return s.box; },
        [](const Scored&, const Scored&) { return true; });
}

struct Match {
    double iou = 0;
    const Visible* object = nullptr;
    bool in_crowd = false;
};

Match best_match(const BoxPx& box, std::span<const Visible> objects) {
    Match match;
    for (const Visible& object : objects) {
        const double iou = overlap(box, object.box_px);
        if (object.crowd) {
            const BoxPx& c = object.box_px;
            match.in_crowd =
                match.in_crowd ||
                (iou > 0 && box.x + box.width / 2 > c.x && box.y + box.height / 2 > c.y &&
                 box.x + box.width / 2 < c.right() && box.y + box.height / 2 < c.bottom());
        } else if (iou > match.iou) {
            match.iou = iou;
            match.object = &object;
        }
    }
    return match;
}

struct Labelled {
    BoxPx box;
    const Visible* object;  // null: background
    double iou;
};

// A box that fits better shall score higher, so that suppression keeps the right one.
float wanted_score(double iou) {
    return static_cast<float>(std::clamp(0.4 + 1.6 * (iou - 0.45), 0.0, 1.0));
}

struct Mix {
    double positive_iou;
    double negative_iou;
    std::size_t positives;
    std::size_t negatives;
};

// Draws boxes to learn from: some that fit an object, some that fit none, none in between.
std::vector<Labelled> drawn(std::vector<BoxPx> boxes, std::span<const Visible> objects,
                            const Mix& mix, Random& random) {
    random.shuffle(std::span(boxes));
    std::vector<Labelled> result;
    std::size_t positives = 0;
    std::size_t negatives = 0;
    for (const BoxPx& box : boxes) {
        const Match match = best_match(box, objects);
        if (match.iou >= mix.positive_iou && positives < mix.positives) {
            result.push_back({box, match.object, match.iou});
            ++positives;
        } else if (match.iou < mix.negative_iou && !match.in_crowd && negatives < mix.negatives) {
            result.push_back({box, nullptr, match.iou});
            ++negatives;
        }
    }
    return result;
}

void teach(const Labelled& one, std::span<const float> inputs, bool name_kinds, Lessons& lessons) {
    lessons.values.insert(lessons.values.end(), inputs.begin(), inputs.end());
    if (one.object == nullptr) {
        lessons.classes.push_back(-1);
        lessons.corrections.push_back({});
        lessons.targets.push_back(0);
    } else {
        lessons.targets.push_back(name_kinds ? wanted_score(one.iou) : 1);
        lessons.classes.push_back(name_kinds ? static_cast<int>(one.object->kind) : 0);
        lessons.corrections.push_back(correction_to(one.box, one.object->box_px));
    }
}

Network train_proposer(std::span<const Example> examples, Random& random) {
    constexpr Mix mix{.positive_iou = 0.5, .negative_iou = 0.3, .positives = 60, .negatives = 110};
    Lessons lessons;
    for (const Example& example : examples) {
        const ChannelSums sums(example.picture);
        std::vector<BoxPx> boxes = windows(sums.width(), sums.height());
        std::erase_if(boxes, [&](const BoxPx& b) { return is_flat(sums, b); });
        for (const Labelled& one : drawn(std::move(boxes), example.objects, mix, random)) {
            teach(one, glance(sums, one.box), false, lessons);
        }
    }
    return train_network({inputs_of(proposer_cells), few_hidden, 1}, lessons, {.epochs = 8},
                         random);
}

// The truth moved a little, as a second look at a proposal will find it.
BoxPx jittered(const BoxPx& box, Random& random) {
    constexpr double by = 0.16;
    const std::array<float, correction_count> shift{
        static_cast<float>(random.uniform(-by, by)), static_cast<float>(random.uniform(-by, by)),
        static_cast<float>(random.uniform(-by, by)), static_cast<float>(random.uniform(-by, by))};
    return corrected(box, shift);
}

struct Mirror {
    bool across = false;
    bool upside_down = false;
};

BoxPx mirrored(BoxPx box, const Picture& picture, Mirror how) {
    if (how.across) box.x = picture.width_px - box.right();
    if (how.upside_down) box.y = picture.height_px - box.bottom();
    return box;
}

Example mirrored(const Example& example, Mirror how) {
    Example result = example;
    const Picture& from = example.picture;
    for (int y = 0; y < from.height_px; ++y) {
        for (int x = 0; x < from.width_px; ++x) {
            const int sx = how.across ? from.width_px - 1 - x : x;
            const int sy = how.upside_down ? from.height_px - 1 - y : y;
            const auto to = 3 * static_cast<std::ptrdiff_t>(y * from.width_px + x);
            const auto at = 3 * static_cast<std::ptrdiff_t>(sy * from.width_px + sx);
            std::copy_n(from.rgb.begin() + at, 3, result.picture.rgb.begin() + to);
        }
    }
    for (Visible& object : result.objects) object.box_px = mirrored(object.box_px, from, how);
    return result;
}

std::array<bool, kind_count> rare_kinds(std::span<const Example> examples) {
    std::array<std::size_t, kind_count> counts{};
    std::size_t all = 0;
    for (const Example& example : examples) {
        for (const Visible& object : example.objects) {
            ++counts[static_cast<std::size_t>(object.kind)];
            ++all;
        }
    }
    std::array<bool, kind_count> rare{};
    for (std::size_t k = 0; k < kind_count; ++k) rare[k] = counts[k] * kind_count * 3 < all;
    return rare;
}

// Rare kinds are shown again, mirrored, and with more jitter.
void teach_rare(const Example& example, const std::array<bool, kind_count>& rare, Lessons& lessons,
                Random& random) {
    const auto is_rare = [&](const Visible& o) {
        return !o.crowd && rare[static_cast<std::size_t>(o.kind)];
    };
    if (std::none_of(example.objects.begin(), example.objects.end(), is_rare)) return;
    for (const Mirror how :
         {Mirror{}, Mirror{true, false}, Mirror{false, true}, Mirror{true, true}}) {
        const Example view = mirrored(example, how);
        const ChannelSums sums(view.picture);
        for (const Visible& object : view.objects) {
            for (int i = 0; i < 6 && is_rare(object); ++i) {
                const BoxPx box = jittered(object.box_px, random);
                teach({box, &object, overlap(box, object.box_px)}, look(sums, box), true, lessons);
            }
        }
    }
}

Network train_namer(std::span<const Example> examples, const Network& proposer, Random& random) {
    constexpr Mix mix{.positive_iou = 0.45, .negative_iou = 0.42, .positives = 60, .negatives = 50};
    const std::array<bool, kind_count> rare = rare_kinds(examples);
    Lessons lessons;
    for (const Example& example : examples) {
        const ChannelSums sums(example.picture);
        std::vector<BoxPx> boxes;
        for (const Scored& proposal : propose(proposer, sums)) boxes.push_back(proposal.box);
        for (const Visible& object : example.objects) {
            for (int i = 0; i < 4 && !object.crowd; ++i) {
                boxes.push_back(jittered(object.box_px, random));
            }
        }
        for (const Labelled& one : drawn(boxes, example.objects, mix, random)) {
            teach(one, look(sums, one.box), true, lessons);
        }
        const Mirror how{random.chance(0.5), random.chance(0.5)};
        const Example view = mirrored(example, how);
        const ChannelSums view_sums(view.picture);
        for (BoxPx& box : boxes) box = mirrored(box, example.picture, how);
        for (const Labelled& one : drawn(boxes, view.objects, mix, random)) {
            teach(one, look(view_sums, one.box), true, lessons);
        }
        teach_rare(example, rare, lessons, random);
    }
    return train_network({inputs_of(namer_cells), many_hidden, kind_count}, lessons,
                         {.epochs = 7, .correction_weight = 8}, random);
}

// The mean of all boxes that say the same about the same place, weighted by score.
BoxPx voted(const Detection& best, std::span<const Detection> all) {
    constexpr double same_place_iou = 0.6;
    BoxPx sum;
    double weights = 0;
    for (const Detection& d : all) {
        if (d.kind != best.kind || overlap(d.box_px, best.box_px) < same_place_iou) continue;
        sum.x += d.score * d.box_px.x;
        sum.y += d.score * d.box_px.y;
        sum.width += d.score * d.box_px.width;
        sum.height += d.score * d.box_px.height;
        weights += d.score;
    }
    return {sum.x / weights, sum.y / weights, sum.width / weights, sum.height / weights};
}

}  // namespace

Detector train_detector(std::span<const Example> examples, Random& random) {
    Detector detector;
    detector.proposer = train_proposer(examples, random);
    detector.namer = train_namer(examples, detector.proposer, random);
    return detector;
}

std::vector<Detection> detect(const Detector& detector, const Picture& picture,
                              const DetectOptions& options) {
    const ChannelSums sums(picture);
    std::vector<Detection> found;
    for (const Scored& proposal : propose(detector.proposer, sums)) {
        BoxPx box = proposal.box;
        const Answer first = ask(detector.namer, look(sums, box));
        box = clipped(corrected(box, first.correction), sums.width(), sums.height());
        const Answer second = ask(detector.namer, look(sums, box));
        box = clipped(corrected(box, second.correction), sums.width(), sums.height());
        for (std::size_t k = 0; k < kind_count; ++k) {
            const double score = static_cast<double>(second.scores[k]);
            if (score >= options.least_score) found.push_back({static_cast<Kind>(k), box, score});
        }
    }
    std::vector<Detection> kept = suppressed(
        found, options.suppress_above_iou, options.most,
        [](const Detection& d) { return d.box_px; },
        [](const Detection& a, const Detection& b) { return a.kind == b.kind; });
    for (Detection& one : kept) one.box_px = voted(one, found);
    return kept;
}

}  // namespace errata::demo
