#include "engine/path_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace errata {

namespace {

constexpr std::array<std::string_view, 14> truth_words = {
    "gt",   "truth",  "groundtruth", "gold", "label",   "labels", "annotation",
    "mask", "target", "annotations", "true", "targets", "masks",  "gtfine"};
constexpr std::array<std::string_view, 14> prediction_words = {
    "pred",   "preds",   "prediction", "predictions", "predicted", "result", "results",
    "output", "outputs", "dt",         "detections",  "guesses",   "found",  "inference"};
constexpr std::array<std::string_view, 4> pool_words = {"pool", "unlabeled", "unlabelled",
                                                        "candidates"};

// Calls visit(word) for each run of letters, in small ones.
template <typename Visit>
void for_each_word(std::string_view path, Visit&& visit) {
    std::string word;
    for (std::size_t i = 0; i <= path.size(); ++i) {
        const auto letter = i < path.size() ? static_cast<unsigned char>(path[i]) : '/';
        if (std::isalpha(letter) != 0) {
            word += static_cast<char>(std::tolower(letter));
            continue;
        }
        visit(std::string_view(word));
        word.clear();
    }
}

}  // namespace

std::optional<FileKind> side_of_name(std::string_view path) {
    std::optional<FileKind> side;
    for_each_word(path, [&](std::string_view word) {
        if (std::ranges::contains(truth_words, word)) side = FileKind::truth;
        if (std::ranges::contains(prediction_words, word)) side = FileKind::predictions;
    });
    return side;
}

bool names_a_pool(std::string_view path) {
    bool found = false;
    for_each_word(path, [&](std::string_view word) {
        found = found || std::ranges::contains(pool_words, word);
    });
    return found;
}

bool ends_as_a_pool(std::string_view path) {
    bool pool = false;
    for_each_word(path, [&](std::string_view word) {
        if (std::ranges::contains(pool_words, word)) pool = true;
        if (side_of_name(word)) pool = false;
    });
    return pool;
}

std::string_view folder_of(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view base_of(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::size_t common_folder(const std::vector<std::string_view>& names) {
    std::string_view common = names.front();
    for (const std::string_view name : names) {
        const auto [end, other] = std::ranges::mismatch(common, name);
        common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
    }
    return common.rfind('/') + 1;  // npos + 1 is 0
}

}  // namespace errata
