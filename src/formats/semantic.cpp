#include "formats/semantic.h"

#include <algorithm>
#include <format>

#include "base/text.h"
#include "data/name_matching.h"

namespace errata {

namespace {

// In maps whose classes are not known yet; no PNG value is as large.
constexpr std::uint32_t void_value = 0xFFFFFFFFU;

bool is_png(std::string_view path) {
    constexpr std::string_view ending = ".png";
    if (path.size() < ending.size()) return false;
    return std::ranges::equal(path.substr(path.size() - ending.size()), ending, [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b;
    });
}

// Numbers of the PNGs among the files, by path.
std::vector<std::size_t> pngs_of(const NamedFiles& files, Warnings& warnings) {
    std::vector<std::size_t> pngs;
    for (std::size_t i = 0; i < files.paths.size(); ++i) {
        if (is_png(files.paths[i])) pngs.push_back(i);
    }
    std::ranges::sort(pngs, {},
                      [&](std::size_t i) -> const std::string& { return files.paths[i]; });
    if (const std::size_t others = files.paths.size() - pngs.size(); others > 0) {
        warnings.add_count(files.name, "not-a-png", "files that are no PNG are left out", others);
    }
    return pngs;
}

// Appends, and joins with the run before where the value is the same.
void push_run(std::vector<LabelRun>& runs, LabelRun run) {
    if (!runs.empty() && runs.back().value == run.value) {
        runs.back().length += run.length;
    } else {
        runs.push_back(run);
    }
}

Error no_pngs(const NamedFiles& files) {
    return {.code = ErrorCode::empty,
            .message = files.paths.empty() ? std::string("the folder is empty")
                                           : std::string("the folder has no PNG"),
            .remedy = "Give a folder of label maps: PNGs whose values are numbers of classes",
            .file = files.name};
}

}  // namespace

struct SemanticReader::State {
    State(NamedFiles truth_files, NamedFiles prediction_files, SemanticOptions with, Warnings& into)
        : truth(std::move(truth_files)),
          predictions(std::move(prediction_files)),
          options(std::move(with)),
          warnings(into) {}

    Result<void> pair();
    Result<void> add_image(const MapPair& maps);
    bool is_ignored(std::uint32_t value, unsigned bits) const;
    std::vector<LabelRun> without_ignored(const LabelImage& image) const;
    Result<Classes> classes_of_values() const;
    // Class slots + 1 in place of values.
    LabelMaps slots_of(std::vector<std::vector<LabelRun>>& maps, const NamedFiles& files,
                       const Classes& classes);

    NamedFiles truth;
    NamedFiles predictions;
    SemanticOptions options;
    Warnings& warnings;
    std::optional<IdIndex> listed;  // classes by value, where they are listed
    std::vector<MapFiles> pairs;    // per sample
    bool paired = false;

    Growing<std::uint32_t> width;
    Growing<std::uint32_t> height;
    std::vector<std::vector<LabelRun>> truth_maps;  // per sample, of values
    std::vector<std::vector<LabelRun>> predicted_maps;
};

Result<void> SemanticReader::State::pair() {
    paired = true;
    if (options.classes) listed = IdIndex(options.classes->ids);
    const std::vector<std::size_t> truth_files = pngs_of(truth, warnings);
    const std::vector<std::size_t> candidates = pngs_of(predictions, warnings);
    if (truth_files.empty()) return std::unexpected(no_pngs(truth));
    if (candidates.empty()) return std::unexpected(no_pngs(predictions));
    for (const std::size_t file : truth_files) pairs.push_back({.truth = file});
    std::size_t found = 0;
    if (truth_files.size() == 1 && candidates.size() == 1) {
        // Two single files belong together, whatever their names.
        pairs[0].predicted = candidates[0];
        found = 1;
    } else {
        TextColumnBuilder names;
        std::vector<std::string> paths;
        for (const std::size_t file : truth_files) names.push(truth.paths[file]);
        for (const std::size_t file : candidates) paths.push_back(predictions.paths[file]);
        const auto matched = files_of_samples(std::move(names).build(), paths);
        for (std::size_t s = 0; s < matched.size(); ++s) {
            if (matched[s] == no_file) continue;
            pairs[s].predicted = candidates[matched[s]];
            ++found;
        }
    }
    if (found == 0) {
        return std::unexpected(
            Error{.code = ErrorCode::mismatch,
                  .message = std::format("none of {} has the name of one in {} (as {})",
                                         counted(candidates.size(), "PNG"), truth.name,
                                         truth.paths[truth_files[0]]),
                  .remedy = "Give predictions the file names of the ground truth",
                  .file = predictions.name});
    }
    if (found < truth_files.size()) {
        warnings.add_count(predictions.name, "image-without-prediction",
                           "images of the ground truth without a PNG here: their pixels count as "
                           "given no class",
                           truth_files.size() - found);
    }
    if (found < candidates.size()) {
        warnings.add_count(predictions.name, "prediction-without-image",
                           "PNGs that no image of the ground truth belongs to are left out",
                           candidates.size() - found);
    }
    return {};
}

bool SemanticReader::State::is_ignored(std::uint32_t value, unsigned bits) const {
    if (options.ignored) return std::ranges::contains(*options.ignored, value);
    return value == (bits == 16 ? 65'535U : 255U) &&
           !(listed && listed->find(value) != IdIndex::none);
}

std::vector<LabelRun> SemanticReader::State::without_ignored(const LabelImage& image) const {
    std::vector<LabelRun> runs;
    runs.reserve(image.runs.size());
    for (const LabelRun& run : image.runs) {
        const bool ignored = is_ignored(run.value, image.bits);
        push_run(runs, {.value = ignored ? void_value : run.value, .length = run.length});
    }
    return runs;
}

Result<void> SemanticReader::State::add_image(const MapPair& maps) {
    for (const MapFile* const map : {&maps.truth, maps.predicted ? &*maps.predicted : nullptr}) {
        if (map == nullptr || !map->image.is_color()) continue;
        return std::unexpected(
            Error{.code = ErrorCode::wrong_kind,
                  .message = "the image holds colours, not numbers of classes",
                  .remedy = "Give grey or palette PNGs (of Cityscapes *_labelIds.png), or try "
                            "--task panoptic with its JSON",
                  .file = map->name});
    }
    width.push(maps.truth.image.width);
    height.push(maps.truth.image.height);
    truth_maps.push_back(without_ignored(maps.truth.image));
    predicted_maps.push_back(maps.predicted ? without_ignored(maps.predicted->image)
                                            : std::vector<LabelRun>());
    return {};
}

Result<Classes> SemanticReader::State::classes_of_values() const {
    std::vector<std::uint32_t> values;
    std::vector<bool> met(65'536, false);
    for (const auto* maps : {&truth_maps, &predicted_maps}) {
        for (const auto& map : *maps) {
            for (const LabelRun& run : map) {
                if (run.value != void_value) met[run.value] = true;
            }
        }
    }
    std::vector<SourceId> ids;
    TextColumnBuilder names;
    TextColumnBuilder groups;
    for (std::size_t value = 0; value < met.size(); ++value) {
        if (!met[value]) continue;
        ids.push_back({.number = static_cast<std::int64_t>(value), .text = {}});
        names.push(std::format("{}", value));
        groups.push({});
    }
    if (ids.size() > max_classes) {
        return std::unexpected(Error{.code = ErrorCode::too_large,
                                     .message = "the maps hold more values than classes can be",
                                     .remedy = "Give maps of classes, not of instances",
                                     .file = truth.name});
    }
    return Classes{.ids = IdColumn(ids),
                   .names = std::move(names).build(),
                   .groups = std::move(groups).build()};
}

LabelMaps SemanticReader::State::slots_of(std::vector<std::vector<LabelRun>>& maps,
                                          const NamedFiles& files, const Classes& classes) {
    const IdIndex class_of(classes.ids);
    ListColumnBuilder<LabelRun> column;
    std::vector<LabelRun> runs;
    for (auto& map : maps) {
        runs.clear();
        for (const LabelRun& run : map) {
            std::uint32_t value = 0;
            if (run.value != void_value) {
                const std::uint32_t slot = class_of.find(run.value);
                if (slot != IdIndex::none) {
                    value = slot + 1;
                } else {
                    warnings.add_count(
                        files.name, "unknown-class",
                        std::format("pixels with a value that the list of classes has not are void "
                                    "(the first: {})",
                                    run.value),
                        run.length);
                }
            }
            push_run(runs, {.value = value, .length = run.length});
        }
        column.push(runs);
        map = {};
    }
    return std::move(column).build();
}

SemanticReader::SemanticReader(NamedFiles truth, NamedFiles predictions, SemanticOptions options,
                               Warnings& warnings)
    : state_(std::make_unique<State>(std::move(truth), std::move(predictions), std::move(options),
                                     warnings)) {}
SemanticReader::~SemanticReader() = default;

Result<bool> SemanticReader::step() {
    State& state = *state_;
    if (!state.paired) {
        if (const auto paired = state.pair(); !paired) return std::unexpected(paired.error());
    }
    if (images_read() == images()) return false;
    const unsigned threads = state.options.threads;
    const std::size_t count = std::min(maps_at_once(threads), images() - images_read());
    for (const auto& pair :
         read_map_pairs(state.truth, state.predictions,
                        std::span(state.pairs).subspan(images_read(), count), threads)) {
        if (!pair) return std::unexpected(pair.error());
        if (const auto added = state.add_image(*pair); !added) {
            return std::unexpected(added.error());
        }
    }
    return true;
}

std::size_t SemanticReader::images_read() const { return state_->truth_maps.size(); }
std::size_t SemanticReader::images() const { return state_->pairs.size(); }

Result<MapData> SemanticReader::finish() && {
    State& state = *state_;
    auto classes = state.options.classes ? Result<Classes>(*std::move(state.options.classes))
                                         : state.classes_of_values();
    if (!classes) return std::unexpected(classes.error());
    MapData data;
    data.dataset.classes = *std::move(classes);
    Samples& samples = data.dataset.samples;
    std::vector<SourceId> ids;
    TextColumnBuilder names;
    for (const MapFiles& pair : state.pairs) {
        const std::string& path = state.truth.paths[pair.truth];
        ids.push_back({.number = 0, .text = "\"" + path});
        names.push(path);
    }
    samples.ids = IdColumn(ids);
    samples.names = std::move(names).build();
    samples.width = Column<std::uint32_t>(std::move(state.width));
    samples.height = Column<std::uint32_t>(std::move(state.height));
    samples.label_maps = state.slots_of(state.truth_maps, state.truth, data.dataset.classes);
    data.run.label_maps =
        state.slots_of(state.predicted_maps, state.predictions, data.dataset.classes);
    data.dataset.truth.sample_begin = Column<Row>(std::vector<Row>(samples.size() + 1, 0));
    return data;
}

}  // namespace errata
