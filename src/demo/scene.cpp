#include "demo/scene.h"

#include <algorithm>

#include "demo/scenery.h"

namespace errata::demo {
namespace {

// An annotator skips what is mostly hidden or only a few pixels large.
constexpr double least_visible_share = 0.3;
constexpr int least_visible_px = 14;

struct Extent {
    int left = 1 << 20;
    int top = 1 << 20;
    int right = -1;
    int bottom = -1;
    int count = 0;
};

std::vector<Extent> extents(const Canvas& canvas, std::size_t owners) {
    std::vector<Extent> result(owners + 1);
    for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) {
            Extent& e = result[static_cast<std::size_t>(canvas.owner(x, y))];
            e.left = std::min(e.left, x);
            e.top = std::min(e.top, y);
            e.right = std::max(e.right, x);
            e.bottom = std::max(e.bottom, y);
            ++e.count;
        }
    }
    return result;
}

int count_owned(const Canvas& canvas, int owner) {
    int count = 0;
    for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) count += canvas.owner(x, y) == owner ? 1 : 0;
    }
    return count;
}

Picture quantised(const Canvas& canvas) {
    Picture picture{canvas.width(), canvas.height(), {}};
    picture.rgb.reserve(3 * static_cast<std::size_t>(canvas.width() * canvas.height()));
    const auto byte = [](double v) {
        return static_cast<std::uint8_t>(std::clamp(v, 0.0, 1.0) * 255 + 0.5);
    };
    for (int y = 0; y < canvas.height(); ++y) {
        for (int x = 0; x < canvas.width(); ++x) {
            const Colour& c = canvas.at(x, y);
            picture.rgb.insert(picture.rgb.end(), {byte(c.r), byte(c.g), byte(c.b)});
        }
    }
    return picture;
}

bool in_reach(const Pose& pose, const Craft& craft, int width_px, int height_px) {
    const double r = 2.2 * std::max(craft.size_m.x, craft.size_m.y) * pose.px_per_m;
    return pose.centre_px.x > -r && pose.centre_px.y > -r && pose.centre_px.x < width_px + r &&
           pose.centre_px.y < height_px + r;
}

}  // namespace

double overlap(const BoxPx& a, const BoxPx& b) {
    const double w = std::min(a.right(), b.right()) - std::max(a.x, b.x);
    const double h = std::min(a.bottom(), b.bottom()) - std::max(a.y, b.y);
    if (w <= 0 || h <= 0) return 0;
    const double both = w * h;
    return both / (a.area() + b.area() - both);
}

Drawing draw_scene(const Scene& scene, int width_px, int height_px) {
    Canvas canvas(width_px, height_px);
    draw_sea(canvas, scene);
    for (const Prop& prop : scene.below) draw_prop(canvas, scene, prop, keep_owner);

    struct Object {
        Kind kind;
        int group;
        int whole_px;
    };
    std::vector<Object> objects;
    for (const Berth& berth : scene.berths) {
        const Pose pose = scene.camera.moved(berth.at_m, berth.heading);
        if (!in_reach(pose, berth.craft, width_px, height_px)) continue;
        const bool joins =
            berth.group > 0 && !objects.empty() && objects.back().group == berth.group;
        if (!joins) objects.push_back({berth.craft.kind, berth.group, 0});
        draw_wake(canvas, pose, berth.craft);
        draw_shadow(canvas, pose, berth.craft, shadow_per_m(scene), shadow_darkness(scene.light));
        const auto owner = static_cast<int>(objects.size());
        draw_craft(canvas, pose, berth.craft, owner);
        objects.back().whole_px = count_owned(canvas, owner);
    }
    for (const Prop& prop : scene.above) draw_prop(canvas, scene, prop, no_owner);
    const std::vector<Extent> seen = extents(canvas, objects.size());
    apply_light(canvas, scene);

    Drawing drawing{quantised(canvas), {}};
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const Extent& e = seen[i + 1];
        if (e.count < least_visible_px || e.count < least_visible_share * objects[i].whole_px) {
            continue;
        }
        const BoxPx tight{static_cast<double>(e.left), static_cast<double>(e.top),
                          static_cast<double>(e.right + 1 - e.left),
                          static_cast<double>(e.bottom + 1 - e.top)};
        drawing.objects.push_back(
            {objects[i].kind, tight, static_cast<double>(e.count), objects[i].group > 0});
    }
    return drawing;
}

}  // namespace errata::demo
