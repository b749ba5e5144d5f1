// Masks against pycocotools.mask and the Boundary IoU API: rasters, run lengths, overlaps and boundaries, bit by bit.
#include <catch2/catch_amalgamated.hpp>

#include "geometry/boundary.h"
#include "geometry/mask.h"
#include "geometry/polygon.h"
#include "support/reference.h"

using namespace errata;
using nlohmann::json;

namespace {

MaskSize size_of(const json& one) {
    return {.height = one["size_hw"][0].get<std::uint32_t>(),
            .width = one["size_hw"][1].get<std::uint32_t>()};
}

std::string text(const json& value) { return value.get<std::string>(); }

Box box_from(const json& corners) {
    return {.x = corners[0], .y = corners[1], .width = corners[2], .height = corners[3]};
}

// A mask of the reference's compressed string.
Mask mask_from(const std::string& counts, MaskSize size) {
    RunLengths runs;
    REQUIRE(decode_runs(counts, size.pixels(), runs));
    CHECK(encode_runs(runs) == counts);
    return mask_of(size, std::move(runs));
}

}  // namespace

TEST_CASE("polygons become the reference's masks") {
    for (const json& one : test::reference_cases("masks/polygons.json")) {
        INFO("seed " << one["seed"]);
        const auto corners = one["polygon"].get<std::vector<double>>();
        const Mask mask = mask_of(size_of(one), runs_of_polygon(corners, size_of(one)));
        CHECK(encode_runs(mask.runs) == text(one["counts"]));
        CHECK(mask.area == one["area"].get<std::uint64_t>());
        CHECK(mask.box == box_from(one["bbox"]));
    }
}

TEST_CASE("run lengths are read and written as the reference does") {
    for (const json& one : test::reference_cases("masks/rle.json")) {
        INFO("seed " << one["seed"]);
        const auto runs = one["counts_list"].get<RunLengths>();
        const MaskSize size = size_of(one);
        CHECK(encode_runs(runs) == text(one["counts"]));
        RunLengths decoded;
        REQUIRE(decode_runs(one["counts"].get<std::string>(), size.pixels(), decoded));
        CHECK(decoded == runs);
        CHECK(area_of(runs) == one["area"].get<std::uint64_t>());
        CHECK(box_of(runs, size.height) == box_from(one["bbox"]));
        CHECK(encode_runs(runs_of_pixels(pixels_of_runs(runs))) == text(one["encode_of_decode"]));
    }
}

TEST_CASE("masks of several polygons, their overlaps and unions equal the reference's") {
    for (const json& one : test::reference_cases("masks/groups.json")) {
        INFO("seed " << one["seed"]);
        const MaskSize size = size_of(one);
        std::vector<Mask> masks;
        for (std::size_t i = 0; i < one["polygons"].size(); ++i) {
            std::optional<RunLengths> merged;
            for (const json& polygon : one["polygons"][i]) {
                RunLengths runs = runs_of_polygon(polygon.get<std::vector<double>>(), size);
                merged = merged ? union_of(*merged, runs) : std::move(runs);
            }
            masks.push_back(mask_of(size, *merged));
            CHECK(encode_runs(masks[i].runs) == text(one["counts"][i]));
            CHECK(masks[i].area == one["area"][i].get<std::uint64_t>());
            CHECK(masks[i].box == box_from(one["bbox"][i]));
        }
        for (std::size_t d = 0; d < one["n_dt"].get<std::size_t>(); ++d) {
            for (std::size_t g = 0; g < masks.size(); ++g) {
                const bool crowd = one["iscrowd"][g].get<int>() != 0;
                CHECK(mask_iou(masks[d], masks[g], false) == one["iou_dt_gt"][d][g].get<double>());
                CHECK(mask_iou(masks[d], masks[g], crowd) ==
                      one["iou_dt_gt_crowd"][d][g].get<double>());
                MaskRank rank;
                rank.prepare(masks[g].runs);
                CHECK(rank.shared(masks[d].runs) == shared_pixels(masks[d].runs, masks[g].runs));
            }
        }
        RunLengths both = masks[0].runs;
        RunLengths either = masks[0].runs;
        for (std::size_t i = 1; i < masks.size(); ++i) {
            both = intersection_of(both, masks[i].runs);
            either = union_of(either, masks[i].runs);
        }
        CHECK(encode_runs(either) == text(one["union"]));
        CHECK(encode_runs(both) == text(one["intersection"]));
        for (std::size_t i = 0; i < one["boxes"].size(); ++i) {
            CHECK(encode_runs(runs_of_box(box_from(one["boxes"][i]), size)) ==
                  text(one["box_counts"][i]));
        }
    }
}

TEST_CASE("boundaries equal the reference's") {
    for (const json& one : test::reference_cases("boundary/masks.json")) {
        INFO("seed " << one["seed"]);
        const MaskSize size = size_of(one);
        const std::uint32_t width = boundary_width(size, one["dilation_ratio"]);
        CHECK(width == one["dilation_px"].get<std::uint64_t>());
        const Mask boundary = boundary_of(mask_from(one["mask_counts"], size), width);
        CHECK(encode_runs(boundary.runs) == text(one["boundary_counts"]));
        CHECK(boundary.area == one["boundary_area"].get<std::uint64_t>());
    }
}
