// errata-demo: writes the demo data set into a folder: truth.json and predictions.json, pool.json and pool_predictions.json of what
// is not labeled yet, and the images of both.
#include <charconv>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "demo/world.h"

namespace {

namespace fs = std::filesystem;

constexpr std::string_view usage = "usage: errata-demo OUT_DIR [--seed N]";

struct Arguments {
    fs::path folder;
    errata::demo::WorldOptions options{};
};

std::optional<Arguments> parsed(std::span<char*> words) {
    Arguments result;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "--seed" && i + 1 < words.size()) {
            const std::string_view number = words[++i];
            const char* end = number.data() + number.size();
            const auto [stop, error] = std::from_chars(number.data(), end, result.options.seed);
            if (error != std::errc{} || stop != end) return std::nullopt;
        } else if (word.empty() || word.starts_with('-') || !result.folder.empty()) {
            return std::nullopt;
        } else {
            result.folder = word;
        }
    }
    if (result.folder.empty()) return std::nullopt;
    return result;
}

bool written(const fs::path& path, std::string_view bytes) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    std::ofstream file(path, std::ios::binary);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (file) return true;
    std::cerr << path.string() << ": cannot be written; check the folder and its permissions\n";
    return false;
}

std::string_view text_of(const std::vector<std::uint8_t>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool write_pool(const fs::path& folder, const errata::demo::World& world,
                const errata::demo::WorldOptions& options) {
    const errata::demo::Pool pool = errata::demo::make_pool(world, options);
    std::size_t detections = 0;
    for (const auto& one : pool.images) {
        if (!written(folder / "images" / one.image.file_name, text_of(one.image.jpeg)))
            return false;
        detections += one.image.detections.size();
    }
    std::cout << folder.string() << ": " << pool.images.size() << " images without labels, "
              << detections << " predictions\n";
    return written(folder / "pool.json", errata::demo::pool_json(pool, world, options)) &&
           written(folder / "pool_predictions.json",
                   errata::demo::pool_predictions_json(pool, world));
}

}  // namespace

int main(int count, char** values) {
    const std::span words(values, static_cast<std::size_t>(count));
    if (words.size() == 2 && std::string_view(words[1]) == "--help") {
        std::cout << usage << '\n';
        return 0;
    }
    const auto arguments = parsed(words);
    if (!arguments) {
        std::cerr << usage << '\n';
        return 2;
    }
    const fs::path& folder = arguments->folder;
    const fs::path truth = folder / "truth.json";
    if (!written(truth, "")) return 1;  // before the work, not after it

    const errata::demo::World world = errata::demo::make_world(arguments->options);
    std::size_t objects = 0;
    std::size_t detections = 0;
    for (const auto& image : world.images) {
        if (!written(folder / "images" / image.file_name, text_of(image.jpeg))) return 1;
        objects += image.objects.size();
        detections += image.detections.size();
    }
    if (!written(truth, errata::demo::truth_json(world, arguments->options))) return 1;
    if (!written(folder / "predictions.json", errata::demo::predictions_json(world))) return 1;
    std::cout << folder.string() << ": " << world.images.size() << " images, " << objects
              << " objects, " << detections << " predictions\n";
    return write_pool(folder, world, arguments->options) ? 0 : 1;
}
