#include "support/panoptic_cases.h"

#include <algorithm>
#include <array>
#include <catch2/catch_amalgamated.hpp>
#include <utility>

#include "formats/panoptic_json.h"
#include "support/memory_files.h"
#include "support/png_writer.h"

namespace errata::test {

using nlohmann::json;

namespace {

Result<PanopticDocument> read_document(const std::string& name, const std::string& text,
                                       Warnings& warnings) {
    const MemorySource source(name, text);
    PanopticJsonReader reader(source, warnings);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) return reader.finish();
    }
}

std::map<std::string, std::string> pngs_of(const json& one, const json& annotations,
                                           const json& runs_of_images) {
    std::map<std::string, std::string> maps;
    for (std::size_t i = 0; i < annotations.size(); ++i) {
        std::vector<std::uint32_t> ids;
        for (const json& run : runs_of_images[i]) {
            ids.insert(ids.end(), run[1].get<std::size_t>(), run[0].get<std::uint32_t>());
        }
        maps[annotations[i]["file_name"]] = id_png(one["width"], one["height"], ids);
    }
    return maps;
}

}  // namespace

Result<PanopticCase> read_panoptic(const PanopticSide& truth, const PanopticSide& predictions) {
    PanopticCase result;
    auto truth_document = read_document("truth.json", truth.document, result.warnings);
    if (!truth_document) return std::unexpected(truth_document.error());
    auto document = read_document("predictions.json", predictions.document, result.warnings);
    if (!document) return std::unexpected(document.error());
    PanopticReader reader(*std::move(truth_document), memory_files("truth", truth.maps),
                          *std::move(document), memory_files("predictions", predictions.maps),
                          result.warnings);
    while (true) {
        const auto more = reader.step();
        if (!more) return std::unexpected(more.error());
        if (!*more) break;
    }
    MapData data = std::move(reader).finish();
    result.dataset = std::move(data.dataset);
    result.run = std::move(data.run);
    return result;
}

PanopticSide panoptic_truth(const json& one) {
    const json document = {{"categories", one["categories"]}, {"annotations", one["truth"]}};
    return {.document = document.dump(),
            .maps = pngs_of(one, one["truth"], one["truth_id_runs_row_major"])};
}

PanopticSide panoptic_predictions(const json& one) {
    const json document = {{"annotations", one["predictions"]}};
    return {.document = document.dump(),
            .maps = pngs_of(one, one["predictions"], one["prediction_id_runs_row_major"])};
}

PanopticCase panoptic_case(const json& one) {
    auto read = read_panoptic(panoptic_truth(one), panoptic_predictions(one));
    INFO((read ? std::string() : to_string(read.error())));
    REQUIRE(read);
    return *std::move(read);
}

PanopticSide files_of(const std::vector<PanopticImage>& images, bool is_truth) {
    json document = {{"annotations", json::array()}};
    if (is_truth) {
        document["categories"] = {{{"id", 5}, {"name", "dog"}, {"isthing", 1}},
                                  {{"id", 2}, {"name", "sky"}, {"isthing", 0}},
                                  {{"id", 9}, {"name", "cat"}, {"isthing", 1}}};
    }
    PanopticSide files;
    for (std::size_t i = 0; i < images.size(); ++i) {
        const std::string name = std::to_string(i) + ".png";
        files.maps[name] = id_png(images[i].width, images[i].height, images[i].ids);
        document["annotations"].push_back(
            {{"image_id", i}, {"file_name", name}, {"segments_info", images[i].segments}});
    }
    files.document = document.dump();
    return files;
}

PanopticImage random_image(Random& random, std::uint32_t width, std::uint32_t height,
                           bool is_truth) {
    PanopticImage image = {.width = width,
                           .height = height,
                           .ids = std::vector<std::uint32_t>(std::size_t{width} * height, 0),
                           .segments = json::array()};
    std::map<std::uint32_t, std::uint32_t> area;
    const std::size_t count = random.index(6);
    for (std::uint32_t id = 1; id <= count; ++id) {
        const auto x0 = static_cast<std::uint32_t>(random.below(width));
        const auto y0 = static_cast<std::uint32_t>(random.below(height));
        const auto x1 = x0 + 1 + static_cast<std::uint32_t>(random.below(width - x0));
        const auto y1 = y0 + 1 + static_cast<std::uint32_t>(random.below(height - y0));
        for (std::uint32_t y = y0; y < y1; ++y) {
            for (std::uint32_t x = x0; x < x1; ++x)
                image.ids[std::size_t{y} * width + x] = id * 300;
        }
    }
    for (const std::uint32_t id : image.ids) ++area[id];
    for (const auto& [id, pixels] : area) {
        if (id == 0) continue;
        json segment = {{"id", id}, {"category_id", std::array{5, 2, 9}[random.index(3)]}};
        if (is_truth) {
            segment["area"] = pixels;
            segment["iscrowd"] = random.chance(0.2) ? 1 : 0;
        }
        image.segments.push_back(segment);
    }
    return image;
}

PanopticImage changed(Random& random, const PanopticImage& truth) {
    PanopticImage image = truth;
    for (std::uint32_t& id : image.ids) {
        if (random.chance(0.1)) id = image.ids[random.index(image.ids.size())];
    }
    image.segments = json::array();
    for (const json& segment : truth.segments) {
        if (std::ranges::find(image.ids, segment["id"].get<std::uint32_t>()) == image.ids.end()) {
            continue;
        }
        const int other = std::array{5, 2, 9}[random.index(3)];
        image.segments.push_back(
            {{"id", segment["id"]},
             {"category_id", random.chance(0.2) ? json(other) : segment["category_id"]}});
    }
    return image;
}

}  // namespace errata::test
