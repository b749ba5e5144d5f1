// The things the demo's detector looks for: eight kinds of craft, each drawn from above.
//
// What it is for: one craft = one kind, one size, one seed; the same craft always looks the same.
// Two pairs are look-alikes on purpose: fishing boats and tugboats share hulls, colours and a
// wheelhouse and differ in their work deck; a sailboat with furled sails is close to a motorboat.
// What it does not do: place craft (scene.h) or decide what is visible (world.h).
//
// Frames: metres, x towards the bow, y to starboard, origin amidships.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/random.h"
#include "demo/canvas.h"

namespace errata::demo {

enum class Kind : std::uint8_t {
    sailboat,
    motorboat,
    fishing_boat,
    tugboat,
    ferry,
    kayak,
    buoy,
    seaplane
};

struct KindInfo {
    const char* name;
    const char* group;  // COCO's supercategory
};

inline constexpr std::size_t kind_count = 8;
inline constexpr std::array<KindInfo, kind_count> kinds{{{"sailboat", "leisure"},
                                                         {"motorboat", "leisure"},
                                                         {"fishing boat", "working"},
                                                         {"tugboat", "working"},
                                                         {"ferry", "working"},
                                                         {"kayak", "leisure"},
                                                         {"buoy", "mark"},
                                                         {"seaplane", "aircraft"}}};

struct Craft {
    Kind kind = Kind::sailboat;
    Vec size_m;              // length and beam (or span) over all
    std::uint64_t seed = 0;  // looks
    bool under_way = false;  // sails set, a wake behind
};

Craft make_craft(Kind kind, Random& random);

// The shadow on the water; `offset_px` is where the light throws a point one metre high.
void draw_shadow(Canvas& canvas, const Pose& pose, const Craft& craft, Vec offset_px,
                 double darkness);
// The white water behind a craft under way.
void draw_wake(Canvas& canvas, const Pose& pose, const Craft& craft);
// The craft itself; its pixels become `owner`'s.
void draw_craft(Canvas& canvas, const Pose& pose, const Craft& craft, int owner);

}  // namespace errata::demo
