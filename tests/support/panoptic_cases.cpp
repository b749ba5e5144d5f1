#include "support/panoptic_cases.h"

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

}  // namespace errata::test
