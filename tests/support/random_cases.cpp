#include "support/random_cases.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/random.h"
#include "support/plain_overlap.h"

namespace errata::test {

namespace {

enum class Scores : std::uint8_t { equal, one_digit, two_digits, odd, apart };

// What is the same all over a case.
struct Manner {
    double grid = 1;    // of coordinates, pixels; 0: any number with two decimals
    double extent = 1;  // of boxes, in grid steps
    Scores scores = Scores::one_digit;
    std::size_t most_objects = 6;  // per image
    std::size_t most_predictions = 10;
    std::size_t points = 17;
};

class Generator {
public:
    Generator(CaseKind kind, std::uint64_t seed)
        : lvis_(kind.lvis),
          random_(seed * 6 + 2 * static_cast<std::uint64_t>(kind.shape) + (kind.lvis ? 1 : 0)) {
        one_.kind = kind.shape;
    }

    PlainCase make();

private:
    template <typename T, std::size_t n>
    T any_of(const T (&values)[n]) {
        return values[random_.index(n)];
    }
    bool has_masks() const {
        return one_.kind == PlainKind::masks || one_.kind == PlainKind::boundary;
    }
    double coordinate(double steps);
    PlainBox box();
    PlainBox near(const PlainBox& box);
    double area_of(const PlainObject& object);
    double score();
    PlainMask mask(const PlainImage& image);
    PlainMask near(const PlainMask& mask, const PlainImage& image);
    void add_images_and_categories();
    void add_objects(const PlainImage& image);
    void add_predictions(const PlainImage& image);
    void set_parameters();

    PlainCase one_;
    bool lvis_;
    Manner manner_;
    Random random_;
};

double Generator::coordinate(double steps) {
    if (manner_.grid > 0) {
        return manner_.grid *
               static_cast<double>(random_.below(static_cast<std::uint64_t>(steps) + 1));
    }
    return static_cast<double>(random_.below(static_cast<std::uint64_t>(steps * 100) + 1)) / 100;
}

PlainBox Generator::box() {
    PlainBox box = {coordinate(manner_.extent), coordinate(manner_.extent),
                    coordinate(manner_.extent), coordinate(manner_.extent)};
    if (random_.chance(0.1)) box[2] = any_of({0.0, 32.0, 96.0, 1e-3, 1e5});
    if (random_.chance(0.1)) box[3] = any_of({0.0, 32.0, 96.0, 1e-3, 1e5});
    if (random_.chance(0.02)) box[0] = any_of({-20.0, 1e7, -1e7});
    return box;
}

// The same box, or one moved or stretched by a little, or cut so that the overlap is about a threshold.
PlainBox Generator::near(const PlainBox& box) {
    PlainBox close = box;
    if (random_.chance(0.2)) {
        double& side = close[2 + random_.index(2)];
        side = side * static_cast<double>(10 + random_.below(10)) / 20;
        return close;
    }
    for (double& value : close) {
        if (random_.chance(0.6)) continue;
        value = std::max(0.0, value + (random_.chance(0.5) ? coordinate(1) : -coordinate(1)));
    }
    return close;
}

double Generator::area_of(const PlainObject& object) {
    const double of_shape = has_masks() ? plain_pixels(object.mask) : object.box[2] * object.box[3];
    if (!random_.chance(0.25)) return of_shape;
    constexpr double beyond_small = 1024.0000000000002;  // the next number
    return any_of({1024.0, 9216.0, beyond_small, 0.0, 1e10, 1.1e10, of_shape / 2});
}

double Generator::score() {
    switch (manner_.scores) {
        case Scores::equal: return 0.5;
        case Scores::one_digit: return static_cast<double>(random_.below(11)) / 10;
        case Scores::two_digits: return static_cast<double>(random_.below(101)) / 100;
        case Scores::odd: return any_of({-0.0, 0.0, -1.5, 2.0, 1e-300, 0.1, 1e300, 0.3, -1e-9});
        case Scores::apart: break;
    }
    return random_.uniform();
}

// A rectangle, with some pixels turned over; sometimes noise alone, everything or nothing.
PlainMask Generator::mask(const PlainImage& image) {
    PlainMask mask = {.height = image.height, .width = image.width, .pixels = {}};
    const double noise = any_of({0.0, 0.0, 0.05, 0.5});
    const std::uint64_t left = random_.below(image.width);
    const std::uint64_t top = random_.below(image.height);
    const std::uint64_t right = left + random_.below(image.width - left + 1);
    const std::uint64_t bottom = top + random_.below(image.height - top + 1);
    for (std::uint64_t x = 0; x < image.width; ++x) {
        for (std::uint64_t y = 0; y < image.height; ++y) {
            const bool inside = x >= left && x < right && y >= top && y < bottom;
            mask.pixels.push_back(inside != random_.chance(noise) ? 1 : 0);
        }
    }
    return mask;
}

PlainMask Generator::near(const PlainMask& mask, const PlainImage& image) {
    PlainMask close = mask;
    const double noise = any_of({0.0, 0.05, 0.2});
    for (std::uint8_t& pixel : close.pixels) pixel ^= random_.chance(noise) ? 1 : 0;
    if (random_.chance(0.02)) {  // of another size than the object's: overlaps nothing
        close.height = image.height + 1;
        close.pixels.resize(std::size_t{close.height} * close.width, 1);
    }
    return close;
}

void Generator::add_images_and_categories() {
    const std::size_t images = 1 + random_.index(4);
    for (std::size_t i = 0; i < images; ++i) {
        const auto height = static_cast<std::uint32_t>(4 + random_.below(17));
        const auto width = static_cast<std::uint32_t>(4 + random_.below(17));
        // Ascending, so that they differ; some beyond 2^32.
        const std::int64_t far = random_.chance(0.2) ? std::int64_t{1} << 40U : 0;
        const auto last = one_.images.empty() ? std::int64_t{0} : one_.images.back().id;
        const auto id = std::max(far, last) + 1 + static_cast<std::int64_t>(random_.below(9));
        one_.images.push_back({.id = id, .height = height, .width = width});
    }
    random_.shuffle(std::span(one_.images));
    const std::size_t categories = 1 + random_.index(3);
    for (std::size_t i = 0; i < categories; ++i) {
        one_.categories.push_back({.id = static_cast<std::int64_t>(7 * i + random_.below(7)),
                                   .frequency = any_of({'r', 'c', 'f'})});
    }
    random_.shuffle(std::span(one_.categories));
    for (PlainImage& image : one_.images) {
        for (const PlainCategory& category : one_.categories) {
            if (random_.chance(0.4)) image.negative.push_back(category.id);
            if (random_.chance(0.3)) image.not_exhaustive.push_back(category.id);
        }
    }
}

void Generator::add_objects(const PlainImage& image) {
    for (std::size_t i = random_.index(manner_.most_objects + 1); i > 0; --i) {
        PlainObject object = {.image = image.id,
                              .category = one_.categories[random_.index(one_.categories.size())].id,
                              .box = box(),
                              .crowd = random_.chance(0.2)};
        if (has_masks()) object.mask = mask(image);
        object.area = area_of(object);
        const bool unlabelled = random_.chance(0.2);
        for (std::size_t k = 0; k < manner_.points && one_.kind == PlainKind::keypoints; ++k) {
            const int visibility = unlabelled ? 0 : static_cast<int>(random_.below(3));
            object.points.push_back({object.box[0] + coordinate(manner_.extent),
                                     object.box[1] + coordinate(manner_.extent), visibility});
            object.labelled_points += visibility > 0 ? 1 : 0;
        }
        // What is annotated may contradict the points.
        if (random_.chance(0.1)) object.labelled_points = any_of({0, 5});
        one_.objects.push_back(std::move(object));
    }
}

void Generator::add_predictions(const PlainImage& image) {
    std::vector<const PlainObject*> objects;
    for (const PlainObject& object : one_.objects) {
        if (object.image == image.id) objects.push_back(&object);
    }
    const bool many = random_.chance(0.005);
    for (std::size_t i = many ? 110 : random_.index(manner_.most_predictions + 1); i > 0; --i) {
        PlainPrediction prediction = {
            .image = image.id,
            .category = one_.categories[many ? 0 : random_.index(one_.categories.size())].id,
            .score = score(),
            .box = box()};
        if (has_masks()) prediction.mask = mask(image);
        for (std::size_t k = 0; k < manner_.points && one_.kind == PlainKind::keypoints; ++k) {
            prediction.points.push_back({coordinate(manner_.extent), coordinate(manner_.extent)});
        }
        if (!objects.empty() && random_.chance(0.7)) {
            const PlainObject& object = *objects[random_.index(objects.size())];
            if (random_.chance(0.8)) prediction.category = object.category;
            prediction.box = near(object.box);
            if (has_masks()) prediction.mask = near(object.mask, image);
            const double reach = any_of({0.0, 0.02, 0.1, 0.5});
            for (std::size_t k = 0; k < object.points.size(); ++k) {
                prediction.points[k] = object.points[k];
                prediction.points[k].x += reach * coordinate(manner_.extent);
            }
        }
        one_.predictions.push_back(std::move(prediction));
    }
}

void Generator::set_parameters() {
    PlainParameters& p = one_.parameters;
    p = default_parameters(one_, lvis_);
    one_.is_default = random_.chance(0.4);
    if (one_.is_default) return;
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (random_.chance(0.5)) p.iou_thresholds = {any_of({0.0, 0.1, 0.25, 0.5, 2.0 / 3, 1.0})};
    if (random_.chance(
            0.1)) {  // all combinations, or those of one area range, are more than a word holds
        const int count = any_of({22, 70});
        p.iou_thresholds.clear();
        for (int t = 0; t < count; ++t) p.iou_thresholds.push_back(t / static_cast<double>(count));
    }
    p.recall_thresholds = {0, 0.25, 1.0 / 3, 0.5, 1};
    p.max_detections = {static_cast<std::uint32_t>(1 + random_.below(4))};
    if (!lvis_ && random_.chance(0.5)) p.max_detections.push_back(p.max_detections[0] + 3);
    if (lvis_) p.max_detections[0] += 4;
    if (random_.chance(0.5)) p.area_ranges = {{16, 1024}, {0, infinite}, {40, 40}};
    if (has_masks()) p.area_ranges = {{0, 1e10}, {0, 30}, {30, 90}, {90, 1e10}};
    p.boundary_ratio = any_of({0.02, 0.05, 0.15});
    if (random_.chance(0.2)) {
        std::erase_if(p.images, [&](std::int64_t) { return random_.chance(0.4); });
    }
    if (random_.chance(0.2) && p.categories.size() > 1) {
        p.categories.erase(p.categories.begin());
    }
    // Of keypoints the reference cannot (see coco_test.cpp); lvis-api's positives and negatives are of categories.
    p.use_categories = lvis_ || one_.kind == PlainKind::keypoints || random_.chance(0.8);
    p.id_zero_is_none = random_.chance(0.3);
}

PlainCase Generator::make() {
    manner_.grid = any_of({1.0, 4.0, 16.0, 0.0});
    manner_.extent = manner_.grid > 1 ? 8 : any_of({10.0, 50.0, 120.0});
    manner_.scores = any_of({Scores::equal, Scores::one_digit, Scores::one_digit,
                             Scores::two_digits, Scores::odd, Scores::apart});
    manner_.points = any_of({17U, 17U, 5U, 9U});
    add_images_and_categories();
    for (const PlainImage& image : one_.images) add_objects(image);
    for (const PlainImage& image : one_.images) add_predictions(image);
    random_.shuffle(std::span(one_.objects));
    const std::int64_t first_id = random_.chance(0.3) ? 0 : 1;
    for (std::size_t i = 0; i < one_.objects.size(); ++i) {
        one_.objects[i].id = first_id + static_cast<std::int64_t>(i);
    }
    if (random_.chance(0.5)) random_.shuffle(std::span(one_.predictions));
    one_.predictions_have_boxes = one_.kind == PlainKind::boxes || random_.chance(0.3);
    set_parameters();
    return std::move(one_);
}

}  // namespace

PlainCase random_case(CaseKind kind, std::uint64_t seed) { return Generator(kind, seed).make(); }

}  // namespace errata::test
