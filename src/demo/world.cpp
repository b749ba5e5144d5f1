#include "demo/world.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <span>

#include "demo/jpeg.h"

namespace errata::demo {
namespace {

using Json = nlohmann::ordered_json;

// The open bay and the harbour are photographed most. Five has no common factor with 14 or 9, so
// every place is seen in every light; the training set has few pictures in bad light.
constexpr std::array<Place, 5> places{Place::bay, Place::harbour, Place::marina, Place::bay,
                                      Place::harbour};
constexpr std::array<Light, 14> training_lights{
    Light::day, Light::day, Light::day, Light::dusk, Light::day, Light::day, Light::day,
    Light::day, Light::day, Light::day, Light::fog,  Light::day, Light::day, Light::day};
constexpr std::array<Light, 9> validation_lights{Light::day, Light::dusk, Light::day,
                                                 Light::fog, Light::day,  Light::dusk,
                                                 Light::day, Light::fog,  Light::day};

struct Shot {
    Place place;
    Light light;
    std::vector<std::uint8_t> jpeg;
    Picture picture;
    std::vector<Visible> objects;
};

Shot shot_of(const Scene& scene, const WorldOptions& options) {
    Shot shot{scene.place, scene.light, {}, {}, {}};
    Drawing drawing = draw_scene(scene, options.width_px, options.height_px);
    shot.jpeg = jpeg_from_picture(drawing.picture, options.jpeg_quality);
    shot.picture = picture_from_jpeg(shot.jpeg);
    shot.objects = std::move(drawing.objects);
    return shot;
}

Shot take(int index, std::span<const Light> lights, const WorldOptions& options, Random& random) {
    const auto i = static_cast<std::size_t>(index);
    return shot_of(make_scene(places[i % places.size()], lights[i % lights.size()],
                              options.width_px, options.height_px, random),
                   options);
}

std::string file_name(const Shot& shot, int number) {
    std::string digits = std::to_string(number);
    digits.insert(0, 4 - std::min<std::size_t>(4, digits.size()), '0');
    return std::string(place_names[static_cast<std::size_t>(shot.place)]) + "/" +
           light_names[static_cast<std::size_t>(shot.light)] + "_" + digits + ".jpg";
}

// Whole numbers are written without a point, as most tools do.
Json rounded(double value, double per_unit) {
    const double result = std::floor(value * per_unit + 0.5) / per_unit;
    const auto whole = static_cast<std::int64_t>(result);
    return static_cast<double>(whole) == result ? Json(whole) : Json(result);
}

Json bbox_json(const BoxPx& box) {
    return {rounded(box.x, 100), rounded(box.y, 100), rounded(box.width, 100),
            rounded(box.height, 100)};
}

std::string lines(const std::vector<Json>& records) {
    std::string text = "[";
    for (std::size_t i = 0; i < records.size(); ++i) {
        text += (i == 0 ? "\n" : ",\n") + records[i].dump();
    }
    return text + "\n]";
}

}  // namespace

World make_world(const WorldOptions& options) {
    Random seeds(options.seed);
    Random training(seeds.bits());
    Random learning(seeds.bits());
    Random validation(seeds.bits());

    std::vector<Example> examples;
    for (int i = 0; i < options.training_count; ++i) {
        Shot shot = take(i, training_lights, options, training);
        examples.push_back({std::move(shot.picture), std::move(shot.objects)});
    }
    World world{{}, train_detector(examples, learning)};
    for (int i = 0; i < options.image_count; ++i) {
        Shot shot = take(i, validation_lights, options, validation);
        std::string name = file_name(shot, i + 1);
        std::vector<Detection> found = detect(world.detector, shot.picture, options.detect);
        world.images.push_back({std::move(name), std::move(shot.jpeg), std::move(shot.picture),
                                std::move(shot.objects), std::move(found)});
    }
    return world;
}

namespace {

// What a survey would note of a picture: from its name, which holds place and light, and its number.
Json image_json(const WorldImage& image, std::size_t id) {
    const std::string& name = image.file_name;
    const std::size_t slash = name.find('/');
    const std::string light = name.substr(slash + 1, name.find('_') - slash - 1);
    return {{"id", id},
            {"file_name", name},
            {"width", image.picture.width_px},
            {"height", image.picture.height_px},
            {"site", name.substr(0, slash)},
            {"light", light},
            {"camera", std::string("drone ") + "ABC"[id * 7 % 3]},
            {"hour", light == "dusk" ? 19 + id % 3 : (light == "fog" ? 6 + id % 4 : 10 + id % 8)}};
}

}  // namespace

std::string truth_json(const World& world, const WorldOptions& options) {
    std::vector<Json> images;
    std::vector<Json> annotations;
    for (const WorldImage& image : world.images) {
        const std::size_t id = images.size() + 1;
        images.push_back(image_json(image, id));
        for (const Visible& object : image.objects) {
            annotations.push_back({{"id", annotations.size() + 1},
                                   {"image_id", id},
                                   {"category_id", static_cast<int>(object.kind) + 1},
                                   {"bbox", bbox_json(object.box_px)},
                                   {"area", rounded(object.area_px, 1)},
                                   {"iscrowd", object.crowd ? 1 : 0}});
        }
    }
    std::vector<Json> categories;
    for (const KindInfo& kind : kinds) {
        categories.push_back(
            {{"id", categories.size() + 1}, {"name", kind.name}, {"supercategory", kind.group}});
    }
    const Json info{{"description", "Errata demo: a harbour town from above, drawn and labelled"},
                    {"version", "1"},
                    {"seed", options.seed}};
    return "{\"info\":" + info.dump() + ",\n\"images\":" + lines(images) +
           ",\n\"categories\":" + lines(categories) + ",\n\"annotations\":" + lines(annotations) +
           "}\n";
}

namespace {

void add_detections(const WorldImage& image, std::size_t id, std::vector<Json>& records) {
    for (const Detection& found : image.detections) {
        records.push_back({{"image_id", id},
                           {"category_id", static_cast<int>(found.kind) + 1},
                           {"bbox", bbox_json(found.box_px)},
                           {"score", rounded(found.score, 1000)}});
    }
}

// The same scene a moment later: the drone has drifted a little.
Scene drifted(Scene scene, Random& random) {
    scene.camera.centre_px.x += random.uniform(-0.6, 0.6);
    scene.camera.centre_px.y += random.uniform(-0.6, 0.6);
    return scene;
}

}  // namespace

std::string predictions_json(const World& world) {
    std::vector<Json> records;
    for (std::size_t i = 0; i < world.images.size(); ++i)
        add_detections(world.images[i], i + 1, records);
    return lines(records) + "\n";
}

Pool make_pool(const World& world, const WorldOptions& options, int count) {
    constexpr std::uint64_t pool_stream = 0x706F6F6C;
    constexpr std::size_t burst_size = 3;
    constexpr double seaplanes = 0.9;  // of bays
    Random random(options.seed ^ pool_stream);
    Pool pool;
    for (std::size_t scene_number = 0; pool.images.size() < static_cast<std::size_t>(count);
         ++scene_number) {
        const Scene scene = make_scene(places[scene_number % places.size()],
                                       validation_lights[scene_number % validation_lights.size()],
                                       options.width_px, options.height_px, random, seaplanes);
        const std::size_t shots = scene_number % 4 == 3 ? burst_size : 1;
        for (std::size_t i = 0; i < shots; ++i) {
            if (pool.images.size() == static_cast<std::size_t>(count)) break;
            Shot shot = shot_of(i == 0 ? scene : drifted(scene, random), options);
            const auto number = static_cast<int>(1001 + pool.images.size());
            std::string name = file_name(shot, number);
            std::vector<Detection> found = detect(world.detector, shot.picture, options.detect);
            pool.images.push_back(
                {.image = {std::move(name), std::move(shot.jpeg), std::move(shot.picture),
                           std::move(shot.objects), std::move(found)},
                 .burst = scene_number});
        }
    }
    return pool;
}

std::string pool_json(const Pool& pool, const World& world, const WorldOptions& options) {
    std::vector<Json> images;
    for (const PoolImage& one : pool.images)
        images.push_back(image_json(one.image, world.images.size() + images.size() + 1));
    const Json info{{"description", "Errata demo: pictures that nobody has labelled yet"},
                    {"version", "1"},
                    {"seed", options.seed}};
    return "{\"info\":" + info.dump() + ",\n\"images\":" + lines(images) + "}\n";
}

std::string pool_predictions_json(const Pool& pool, const World& world) {
    std::vector<Json> records;
    for (std::size_t i = 0; i < pool.images.size(); ++i)
        add_detections(pool.images[i].image, world.images.size() + i + 1, records);
    return lines(records) + "\n";
}

}  // namespace errata::demo
