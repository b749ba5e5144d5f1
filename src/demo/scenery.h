// Everything in a scene that is not a craft: water, beach, quay and what stands on it, light, fog.
//
// What it is for: the background's looks, and the distractors a detector falls for.
// What it does not do: own pixels; props either leave the owner alone or, above craft, clear it.
#pragma once

#include "demo/scene.h"

namespace errata::demo {

// Fills the whole canvas with sea, and with sand beyond the shore line.
void draw_sea(Canvas& canvas, const Scene& scene);

// `owner` is keep_owner for props below the craft and no_owner for those above.
void draw_prop(Canvas& canvas, const Scene& scene, const Prop& prop, int owner);

// Where the sun throws the point one metre up, in pixels; zero length when there is no sun.
Vec shadow_per_m(const Scene& scene);
double shadow_darkness(Light light);

// The time of day, lamps, fog, lens and sensor, applied to the finished painting.
void apply_light(Canvas& canvas, const Scene& scene);

}  // namespace errata::demo
