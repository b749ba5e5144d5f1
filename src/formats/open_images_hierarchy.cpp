#include "formats/open_images_hierarchy.h"

#include <nlohmann/json.hpp>

#include "formats/gzip.h"

namespace errata {

namespace {

// The published file has 600 classes and 60 KB.
constexpr std::size_t most_bytes = std::size_t{16} << 20U;

Result<std::string> text_of(const ByteSource& source) {
    auto stream = unpacked_stream_of(source);
    if (!stream) return std::unexpected(stream.error());
    std::string text;
    constexpr std::size_t block = std::size_t{1} << 16U;
    while (true) {
        const std::size_t size = text.size();
        text.resize(size + block);
        const auto got = (*stream)->read(std::span(text).subspan(size));
        if (!got) return std::unexpected(got.error());
        text.resize(size + *got);
        if (*got < block) return text;
        if (text.size() > most_bytes) {
            return std::unexpected(Error{.code = ErrorCode::too_large,
                                         .message = "the class hierarchy is larger than 16 MB",
                                         .file = source.name()});
        }
    }
}

// The classes directly below a node.
const nlohmann::json* below(const nlohmann::json& node) {
    const auto found = node.find("Subcategory");
    return found != node.end() && found->is_array() ? &*found : nullptr;
}

std::string label_of(const nlohmann::json& node) {
    const auto found = node.find("LabelName");
    return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

Result<ClassLinks> read_class_links(const ByteSource& source) {
    const auto text = text_of(source);
    if (!text) return std::unexpected(text.error());
    const auto root = nlohmann::json::parse(*text, nullptr, false);
    if (root.is_discarded()) {
        return std::unexpected(Error{.code = ErrorCode::syntax,
                                     .message = "the class hierarchy is not JSON",
                                     .remedy = "Use bbox_labels_600_hierarchy.json of Open Images",
                                     .file = source.name()});
    }
    if (!root.is_object() || below(root) == nullptr) {
        return std::unexpected(Error{.code = ErrorCode::wrong_kind,
                                     .message = "no \"Subcategory\" at the root of the hierarchy",
                                     .remedy = "Use bbox_labels_600_hierarchy.json of Open Images",
                                     .file = source.name()});
    }
    struct Open {
        const nlohmann::json* node;
        std::string parent;
    };
    ClassLinks links;
    std::vector<Open> open;
    for (const auto& node : *below(root)) open.push_back({.node = &node, .parent = {}});
    while (!open.empty()) {
        const Open here = open.back();
        open.pop_back();
        if (!here.node->is_object()) continue;
        const std::string label = label_of(*here.node);
        if (!label.empty()) links.emplace_back(label, here.parent);
        const auto* nodes = below(*here.node);
        if (nodes == nullptr) continue;
        for (const auto& node : *nodes) {
            open.push_back({.node = &node, .parent = label.empty() ? here.parent : label});
        }
    }
    return links;
}

}  // namespace errata
