// Oriented boxes: areas and overlaps against shapely, and what holds of any two.
#include "geometry/oriented_box.h"

#include <array>
#include <catch2/catch_amalgamated.hpp>

#include "base/random.h"

using namespace errata;
using Catch::Approx;

namespace {

struct Turned {
    double centre_x, centre_y, width, height, angle;

    OrientedBox box() const { return oriented_box(centre_x, centre_y, width, height, angle); }
};

struct RectangleCase {
    Turned prediction;
    Turned truth;
    double prediction_area, truth_area;
    double iou;
    double part_inside;  // of the prediction
};

// Made with shapely 2.2.0 (GEOS 3.14.1): corners from centre, size and angle; Polygon.area, and the areas of
// intersection() over those of union() and of the prediction.
constexpr std::array<RectangleCase, 20> rectangles = {{
    {{50.0, 50.0, 40.0, 20.0, 0.0},
     {50.0, 50.0, 40.0, 20.0, 1.5707963267948966},
     800.0,
     800.0,
     0.3333333333333333,
     0.5},
    {{50.0, 50.0, 40.0, 40.0, 0.0},
     {50.0, 50.0, 40.0, 40.0, 0.7853981633974483},
     1600.0,
     1600.0000000000002,
     0.7071067811865476,
     0.8284271247461902},
    {{50.0, 50.0, 40.0, 20.0, 0.3},
     {50.0, 50.0, 40.0, 20.0, 0.3},
     799.9999999999997,
     799.9999999999997,
     1.0,
     1.0000000000000002},
    {{50.0, 50.0, 60.0, 60.0, 0.2},
     {52.0, 49.0, 10.0, 6.0, 1.1},
     3600.0,
     60.000000000000014,
     0.01666666666666667,
     0.01666666666666667},
    {{20.0, 20.0, 10.0, 10.0, 0.5},
     {80.0, 80.0, 10.0, 10.0, 0.1},
     100.00000000000001,
     100.00000000000027,
     0.0,
     0.0},
    {{50.0, 50.0, 200.0, 1.0, 0.7},
     {50.0, 50.0, 200.0, 1.0, -0.7},
     200.00000000000347,
     200.0000000000021,
     0.0025433650610284632,
     0.005073825531474385},
    {{50.0, 50.0, 40.0, 20.0, 0.4},
     {50.0, 50.0, 40.0, 20.0, 3.541592653589793},
     800.0000000000002,
     800.0000000000002,
     0.9999999999999996,
     0.9999999999999999},
    {{58.11, 53.73, 47.16, 54.75, -1.54},
     {52.71, 58.1, 52.97, 36.51, -2.12},
     2582.0099999999993,
     1933.9346999999998,
     0.5836675990839483,
     0.644602890987941},
    {{48.23, 59.88, 10.68, 22.55, 2.88},
     {48.99, 44.17, 22.43, 54.97, -1.05},
     240.83400000000006,
     1232.9771,
     0.056182658144489306,
     0.32552719406074415},
    {{48.55, 52.55, 49.31, 32.07, -2.68},
     {51.46, 40.7, 10.2, 15.47, 1.24},
     1581.3717,
     157.79400000000004,
     0.08293808854572403,
     0.08422817532470414},
    {{45.67, 53.8, 13.98, 11.47, -3.05},
     {54.12, 57.18, 17.08, 18.07, -3.12},
     160.35060000000001,
     308.6356,
     0.20688425955765602,
     0.5013618688983863},
    {{52.9, 46.01, 12.53, 40.58, 0.64},
     {48.95, 43.06, 40.13, 35.56, -0.43},
     508.4674,
     1427.0228,
     0.34201110123585976,
     0.9700898431619436},
    {{43.29, 58.58, 52.47, 42.94, 3.17},
     {51.61, 46.9, 11.4, 38.42, 0.12},
     2253.0617999999995,
     437.98800000000017,
     0.13900533623611175,
     0.1457653649610229},
    {{48.73, 59.85, 51.17, 11.32, 2.46},
     {40.04, 53.03, 22.34, 45.14, 2.9},
     579.2444000000006,
     1008.4275999999999,
     0.2129570784077341,
     0.4812221273197564},
    {{50.61, 55.26, 7.99, 41.7, -2.45},
     {49.1, 46.67, 9.02, 46.1, -2.6},
     333.18300000000005,
     415.8220000000004,
     0.14269551965701902,
     0.2807253909799032},
    {{45.15, 41.72, 41.43, 21.56, -2.92},
     {40.54, 44.39, 32.87, 5.67, -3.05},
     893.2307999999998,
     186.37290000000002,
     0.20865032867205208,
     0.20865032867205208},
    {{53.33, 50.55, 12.43, 22.17, -2.39},
     {45.5, 47.76, 16.99, 15.86, -1.75},
     275.57310000000007,
     269.4613999999998,
     0.22356116989127955,
     0.3613747957672291},
    {{46.03, 51.1, 53.74, 40.64, -0.33},
     {40.06, 43.77, 39.88, 27.28, 2.22},
     2183.9936,
     1087.9264000000003,
     0.4134667815170829,
     0.4382342656246002},
    {{58.18, 45.93, 25.05, 21.4, 1.13},
     {41.97, 45.52, 53.32, 25.53, 3.01},
     536.0700000000002,
     1361.2596000000005,
     0.33324558816816563,
     0.8846582498435028},
    {{47.92, 56.74, 30.44, 10.47, 0.5},
     {44.23, 58.36, 43.55, 34.11, 2.7},
     318.70680000000004,
     1485.4905,
     0.2145465083755164,
     1.0},
}};

struct QuadrilateralCase {
    OrientedBox prediction;
    OrientedBox truth;
    double prediction_area;
    double iou;
    double part_inside;
};

// The same, of convex quadrilaterals in either order of corners.
constexpr std::array<QuadrilateralCase, 4> quadrilaterals = {{
    {{{{10, 10}, {60, 14}, {52, 50}, {8, 40}}},
     {{{20, 5}, {70, 30}, {40, 60}, {15, 45}}},
     1586.0,
     0.5810923153231526,
     0.7527791684299919},
    {{{{0, 0}, {30, 0}, {40, 20}, {5, 25}}},
     {{{10, 5}, {20, 5}, {22, 15}, {9, 18}}},
     750.0,
     0.17733333333333334,
     0.17733333333333334},
    {{{{0, 0}, {10, 0}, {10, 10}, {0, 10}}},
     {{{10, 0}, {20, 0}, {20, 10}, {10, 10}}},
     100.0,
     0.0,
     0.0},
    {{{{5, 25}, {40, 20}, {30, 0}, {0, 0}}},
     {{{10, -10}, {50, 10}, {30, 40}, {12, 22}}},
     750.0,
     0.4101694915254237,
     0.7058333333333333},
}};

Turned random_box(Random& random) {
    const auto from = [&](double low, double high) { return random.uniform(low, high); };
    return {from(40, 60), from(40, 60), from(1, 50), from(1, 50), from(-4, 4)};
}

}  // namespace

TEST_CASE("oriented boxes have the areas and overlaps that shapely finds") {
    for (const RectangleCase& one : rectangles) {
        const OrientedBox prediction = one.prediction.box();
        const OrientedBox truth = one.truth.box();
        CHECK(area_of(prediction) == Approx(one.prediction_area).epsilon(1e-9));
        CHECK(area_of(truth) == Approx(one.truth_area).epsilon(1e-9));
        CHECK(oriented_iou(prediction, truth, false) == Approx(one.iou).epsilon(1e-9).margin(1e-9));
        CHECK(oriented_iou(prediction, truth, true) ==
              Approx(one.part_inside).epsilon(1e-9).margin(1e-9));
    }
    for (const QuadrilateralCase& one : quadrilaterals) {
        CHECK(area_of(one.prediction) == Approx(one.prediction_area).epsilon(1e-12));
        CHECK(oriented_iou(one.prediction, one.truth, false) ==
              Approx(one.iou).epsilon(1e-9).margin(1e-9));
        CHECK(oriented_iou(one.prediction, one.truth, true) ==
              Approx(one.part_inside).epsilon(1e-9).margin(1e-9));
    }
}

TEST_CASE("overlap of oriented boxes is symmetric, at most 1, and turns with both") {
    Random random(7);
    for (int i = 0; i < 500; ++i) {
        Turned a = random_box(random);
        Turned b = random_box(random);
        const double iou = oriented_iou(a.box(), b.box(), false);
        CHECK(iou >= 0);
        CHECK(iou <= 1 + 1e-12);
        CHECK(oriented_iou(b.box(), a.box(), false) == Approx(iou).epsilon(1e-9).margin(1e-12));
        CHECK(oriented_iou(a.box(), a.box(), false) == Approx(1).epsilon(1e-9));
        // A quarter turn of both around the origin.
        for (Turned* one : {&a, &b}) {
            *one = {-one->centre_y, one->centre_x, one->width, one->height,
                    one->angle + 1.5707963267948966};
        }
        CHECK(oriented_iou(a.box(), b.box(), false) == Approx(iou).epsilon(1e-7).margin(1e-9));
    }
}
