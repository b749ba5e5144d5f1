// Decides what is where in a scene; see scene.h.
#include <algorithm>
#include <span>
#include <utility>

#include "demo/scene.h"

namespace errata::demo {
namespace {

// Draws positions for one scene and keeps freely placed craft apart.
class Planner {
public:
    Planner(Scene& scene, double reach_m, Random& random)
        : scene_(scene), reach_m_(reach_m), random_(random) {}

    Random& random() { return random_; }
    double reach() const { return reach_m_; }

    void berth(const Craft& craft, Vec at, Vec heading, int group = 0) {
        scene_.berths.push_back({craft, at, heading, group});
        taken_.push_back({at, craft.size_m.x / 2});
    }

    void below(PropKind kind, Vec at, Vec size, Vec heading = {1, 0}) {
        scene_.below.push_back({kind, at, heading, size, random_.bits()});
    }

    void above(PropKind kind, Vec at, Vec size, Vec heading = {1, 0}) {
        scene_.above.push_back({kind, at, heading, size, random_.bits()});
    }

    void block(Vec at, double radius_m) { taken_.push_back({at, radius_m}); }

    // A free spot with y below the limit; false when eight tries found none.
    bool find_spot(double radius_m, double y_limit_m, Vec& spot) {
        const double range = radius_m > 8 ? 0.6 * reach_m_ : reach_m_;  // big ones well in view
        for (int i = 0; i < 8; ++i) {
            spot = {random_.uniform(-range, range), random_.uniform(-range, range)};
            if (spot.y + radius_m > y_limit_m) continue;
            bool free = true;
            for (const Taken& t : taken_) {
                free = free && length(spot - t.at) > 0.9 * (radius_m + t.radius_m);
            }
            if (free) return true;
        }
        return false;
    }

    void roam(Kind kind, double y_limit_m, double under_way) {
        Craft craft = make_craft(kind, random_);
        craft.under_way = random_.chance(under_way);
        Vec spot;
        if (find_spot(craft.size_m.x / 2, y_limit_m, spot)) {
            berth(craft, spot, random_heading(random_));
        }
    }

    void roam_many(Kind kind, int least, int most, double y_limit_m, double under_way) {
        const auto spread = static_cast<std::uint64_t>(most - least + 1);
        const int count = least + static_cast<int>(random_.below(spread));
        for (int i = 0; i < count; ++i) roam(kind, y_limit_m, under_way);
    }

private:
    struct Taken {
        Vec at;
        double radius_m;
    };
    Scene& scene_;
    double reach_m_;
    Random& random_;
    std::vector<Taken> taken_;
};

Kind draw_kind(Random& random, std::span<const std::pair<Kind, double>> odds) {
    double draw = random.uniform();
    for (const auto& [kind, share] : odds) {
        if (draw < share) return kind;
        draw -= share;
    }
    return odds.back().first;
}

// Kayaks stacked side by side: nobody boxes each one, so the rack is one crowd region.
void place_kayak_rack(Planner& plan, Vec at, int group) {
    Random& random = plan.random();
    const int count = 6 + static_cast<int>(random.below(5));
    for (int i = 0; i < count; ++i) {
        const Craft kayak = make_craft(Kind::kayak, random);
        plan.berth(kayak, at + Vec{0.98 * i, random.uniform(-0.25, 0.25)}, {0, 1}, group);
    }
}

void furnish_quay(Planner& plan, double edge_m, bool working) {
    Random& random = plan.random();
    const double reach = plan.reach();
    plan.below(PropKind::quay, {0, edge_m + 30}, {2.4 * reach + 20, 60});
    double x = -reach;
    while (x < reach) {
        const double y = edge_m + random.uniform(4, 6);
        const bool along = random.chance(0.5);
        const Vec heading = along ? Vec{1, 0} : Vec{0, 1};
        if (random.chance(working ? 0.55 : 0.08)) {
            const double size = along && random.chance(0.5) ? 12.2 : 6.1;
            plan.below(PropKind::container, {x + (along ? size / 2 : 1.3), y + 1.5}, {size, 2.44},
                       heading);
            if (random.chance(0.4)) {
                plan.below(PropKind::container,
                           {x + (along ? size / 2 : 4), y + (along ? 4.2 : 1.5)}, {size, 2.44},
                           heading);
            }
            x += along ? size : 5.5;
        } else if (random.chance(0.6)) {
            plan.below(PropKind::car, {x + 2, y}, {4.3, 1.9}, heading);
            x += 4.5;
        } else if (!working && random.chance(0.7)) {
            plan.above(PropKind::tree, {x + 3, edge_m + random.uniform(0.5, 5)},
                       {random.uniform(4, 7), 0});
            x += 5;
        }
        x += random.uniform(1, 5);
    }
    for (double at = -reach; at < reach; at += random.uniform(16, 24)) {
        plan.below(PropKind::shed, {at, edge_m + 16},
                   {random.uniform(9, 15), random.uniform(7, 9)});
    }
    for (double at = -reach; at < reach; at += 13) {
        plan.above(PropKind::lamp, {at, edge_m + 1.6}, {1, 1});
    }
}

void fill_pontoon(Planner& plan, double x, double from_m, double to_m) {
    constexpr std::array<std::pair<Kind, double>, 3> odds{
        {{Kind::sailboat, 0.5}, {Kind::motorboat, 0.4}, {Kind::fishing_boat, 0.1}}};
    Random& random = plan.random();
    plan.below(PropKind::pontoon, {x, (from_m + to_m) / 2}, {to_m - from_m, 2.2}, {0, 1});
    for (const double side : {-1.0, 1.0}) {
        double y = to_m - 4;
        while (y > from_m + 2) {
            const Craft craft = make_craft(draw_kind(random, odds), random);
            const double beam = craft.size_m.y;
            y -= beam / 2 + random.uniform(-0.1, 0.7);
            if (random.chance(0.86)) {
                const double bow = random.chance(0.8) ? -side : side;
                const Vec at{x + side * (1.3 + craft.size_m.x / 2 + random.uniform(0, 0.6)), y};
                plan.berth(craft, at, normalised({bow, random.uniform(-0.05, 0.05)}));
            } else if (random.chance(0.4)) {
                plan.berth(make_craft(Kind::kayak, random), {x + side * 2.1, y}, {0.05, 1});
            }
            y -= beam / 2;
            if (random.chance(0.3)) plan.below(PropKind::pile, {x + side * 13, y}, {0.9, 0.9});
        }
    }
    for (double y = from_m + 1; y < to_m; y += 11) plan.above(PropKind::lamp, {x, y}, {1, 1});
}

void plan_marina(Planner& plan) {
    Random& random = plan.random();
    const double reach = plan.reach();
    const double edge = random.uniform(0.15, 0.5) * reach;
    furnish_quay(plan, edge, false);
    double x = -reach + random.uniform(0, 14);
    while (x < reach + 10) {
        const double tip = edge - random.uniform(0.7, 1.3) * reach;
        fill_pontoon(plan, x, tip, edge);
        if (random.chance(0.25)) {
            plan.above(PropKind::gangway, {x, tip + 0.35 * (edge - tip)},
                       {random.uniform(18, 26), 2.2});
        }
        x += random.uniform(34, 42);
    }
    if (random.chance(0.55)) {
        place_kayak_rack(plan, {random.uniform(-0.6, 0.3) * reach, edge + 10.2}, 1);
    }
    plan.roam_many(Kind::motorboat, 0, 2, edge - 8, 0.8);
    plan.roam_many(Kind::buoy, 1, 4, edge - 4, 0);
    plan.roam_many(Kind::kayak, 0, 4, edge - 4, 1);
}

// A ferry crossing along the shore, its side at most at y_limit_m.
void sail_ferry(Planner& plan, double y_limit_m) {
    Random& random = plan.random();
    Craft craft = make_craft(Kind::ferry, random);
    craft.under_way = true;
    const double reach = plan.reach();
    const double y = std::max(y_limit_m - random.uniform(4, 14), -0.6 * reach);
    const Vec heading{random.chance(0.5) ? 1.0 : -1.0, random.uniform(-0.25, 0.25)};
    plan.berth(craft, {random.uniform(-0.4, 0.4) * reach, y}, normalised(heading));
}

void moor_along(Planner& plan, double edge_m) {
    constexpr std::array<std::pair<Kind, double>, 4> odds{{{Kind::fishing_boat, 0.56},
                                                           {Kind::tugboat, 0.24},
                                                           {Kind::motorboat, 0.15},
                                                           {Kind::sailboat, 0.05}}};
    Random& random = plan.random();
    double x = -plan.reach();
    while (x < plan.reach()) {
        const Craft first = make_craft(draw_kind(random, odds), random);
        x += first.size_m.x / 2 + random.uniform(0.3, 3);
        double y = edge_m - 0.3;
        Craft craft = first;
        for (int raft = 0; raft < 3; ++raft) {  // boats tied to boats
            y -= craft.size_m.y / 2 + random.uniform(-0.35, 0.3);
            const Vec heading{random.chance(0.5) ? 1.0 : -1.0, random.uniform(-0.04, 0.04)};
            plan.berth(craft, {x + random.uniform(-1.5, 1.5), y}, normalised(heading));
            y -= craft.size_m.y / 2;
            if (!random.chance(0.36)) break;
            craft = make_craft(draw_kind(random, odds), random);
        }
        x += first.size_m.x / 2;
    }
}

void plan_harbour(Planner& plan) {
    Random& random = plan.random();
    const double reach = plan.reach();
    const double edge = random.uniform(0.1, 0.5) * reach;
    furnish_quay(plan, edge, true);
    moor_along(plan, edge);
    if (random.chance(0.5)) {
        plan.above(PropKind::crane, {random.uniform(-0.6, 0.6) * reach, edge + 3},
                   {random.uniform(14, 20), 2.6}, {0, -1});
    }
    const double open = edge - 10;
    if (random.chance(0.45)) sail_ferry(plan, edge - 19);
    plan.roam_many(Kind::tugboat, 0, 2, open, 0.6);
    plan.roam_many(Kind::fishing_boat, 0, 2, open, 0.6);
    plan.roam_many(Kind::motorboat, 0, 2, open, 0.8);
    plan.roam_many(Kind::buoy, 2, 5, open, 0);
    for (int i = 0; i < 4; ++i) {
        plan.below(PropKind::gull, {random.uniform(-reach, reach), random.uniform(-reach, edge)},
                   {1.5, 0}, random_heading(random));
    }
}

void plan_bay(Planner& plan, Scene& scene, double seaplanes) {
    Random& random = plan.random();
    const double reach = plan.reach();
    const double shore = random.chance(0.7) ? random.uniform(0.1, 0.6) * reach : 3 * reach;
    scene.shore_m = shore;
    const bool swimmers = shore < reach && random.chance(0.35);
    const double open = shore - (swimmers ? 11 : 6);
    for (int i = 0; i < 9; ++i) {
        const Vec at{random.uniform(-reach, reach), shore + random.uniform(7, 13)};
        plan.below(PropKind::parasol, at, {random.uniform(1.9, 2.8), 0});
    }
    if (random.chance(0.3)) {
        place_kayak_rack(plan, {random.uniform(-0.5, 0.3) * reach, shore + 3.6}, 1);
    }
    const int rocks = static_cast<int>(random.below(7));
    for (int i = 0; i < rocks; ++i) {
        const double size = random.uniform(1.2, 5);
        Vec spot;
        if (!plan.find_spot(size, shore, spot)) continue;
        plan.below(PropKind::rock, spot, {size, size * random.uniform(0.6, 1)},
                   random_heading(random));
        plan.block(spot, size);
    }
    if (swimmers) {  // the swimmers' line
        for (double x = -reach; x < reach; x += 6.5) {
            plan.berth(make_craft(Kind::buoy, random), {x, shore - 9 + random.uniform(-1, 1)},
                       {1, 0});
        }
    }
    if (random.chance(0.25)) sail_ferry(plan, open - 8);
    if (random.chance(seaplanes)) plan.roam(Kind::seaplane, open, 0.5);
    plan.roam_many(Kind::sailboat, 1, 4, open, 0.75);
    plan.roam_many(Kind::motorboat, 0, 3, open, 0.75);
    if (random.chance(0.2)) plan.roam(Kind::fishing_boat, open, 0.7);
    plan.roam_many(Kind::kayak, 1, 6, open, 1);
    plan.roam_many(Kind::buoy, 1, 3, open, 0);
    for (int i = 0; i < 4; ++i) {
        const Vec at{random.uniform(-reach, reach), random.uniform(-reach, shore + 4)};
        const bool log = random.chance(0.5);
        plan.below(log ? PropKind::driftwood : PropKind::gull, at,
                   log ? Vec{random.uniform(2.5, 4.5), 0.55} : Vec{1.5, 0}, random_heading(random));
    }
}

}  // namespace

Scene make_scene(Place place, Light light, int width_px, int height_px, Random& random,
                 double seaplanes) {
    Scene scene{.place = place, .light = light, .seed = random.bits()};
    const double nearness = random.uniform();  // most flights are high, some low
    scene.camera.px_per_m = 4.5 + 2.2 * random.uniform() + 3.2 * nearness * nearness * nearness;
    scene.camera.centre_px = {width_px / 2.0, height_px / 2.0};
    const Vec level{1, random.uniform(-0.16, 0.16)};  // most pilots fly square to the quay
    scene.camera.heading = random.chance(0.8) ? normalised(level) : random_heading(random);
    const Vec half{width_px / 2.0, height_px / 2.0};
    Planner plan(scene, length(half) / scene.camera.px_per_m, random);
    switch (place) {
        case Place::marina: plan_marina(plan); break;
        case Place::harbour: plan_harbour(plan); break;
        case Place::bay: plan_bay(plan, scene, seaplanes); break;
    }
    return scene;
}

}  // namespace errata::demo
