#include "data/name_matching.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace errata {

namespace {

std::string normalised(std::string_view path) {
    std::string result(path);
    std::ranges::replace(result, '\\', '/');
    std::size_t begin = 0;
    while (begin < result.size()) {
        if (result[begin] == '/') {
            begin += 1;
        } else if (result.compare(begin, 2, "./") == 0) {
            begin += 2;
        } else {
            break;
        }
    }
    return result.substr(begin);
}

std::string_view base_name(std::string_view path) {
    return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

std::string_view stem(std::string_view path) {
    const std::string_view base = base_name(path);
    const std::size_t dot = base.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? base : base.substr(0, dot);
}

// "b/c.jpg" is the end of "a/b/c.jpg" at a folder border.
bool ends_with_path(std::string_view path, std::string_view end) {
    return path.ends_with(end) &&
           (path.size() == end.size() || path[path.size() - end.size() - 1] == '/');
}

// The one file, where it is one.
struct Only {
    std::uint32_t file = no_file;
    std::size_t count = 0;

    void add(std::uint32_t i) {
        file = i;
        ++count;
    }
    std::uint32_t value() const { return count == 1 ? file : no_file; }
};

// Files of one base name lie together, linked by number.
class FilesByName {
public:
    explicit FilesByName(const std::vector<std::string>& files) : next_(files.size(), no_file) {
        paths_.reserve(files.size());
        for (const std::string& file : files) paths_.push_back(normalised(file));
        first_.reserve(files.size());
        for (std::uint32_t i = 0; i < paths_.size(); ++i) {
            const auto [entry, added] = first_.try_emplace(base_name(paths_[i]), i);
            if (added) continue;
            next_[i] = entry->second;
            entry->second = i;
        }
        for (std::uint32_t i = 0; i < paths_.size(); ++i) of_stem_[stem(paths_[i])].add(i);
    }

    std::uint32_t find(std::string_view name) const {
        const auto first = first_.find(base_name(name));
        if (first == first_.end()) {
            const auto same_stem = of_stem_.find(stem(name));
            return same_stem == of_stem_.end() ? no_file : same_stem->second.value();
        }
        std::uint32_t exact = no_file;
        Only inside;
        Only outside;
        Only same_base;
        for (std::uint32_t i = first->second; i != no_file; i = next_[i]) {
            const std::string_view path = paths_[i];
            if (path == name) exact = std::min(exact, i);  // a path given twice: the first
            if (ends_with_path(path, name)) inside.add(i);
            if (ends_with_path(name, path)) outside.add(i);
            same_base.add(i);
        }
        if (exact != no_file) return exact;
        if (inside.count > 0) return inside.value();
        return outside.count > 0 ? outside.value() : same_base.value();
    }

private:
    std::vector<std::string> paths_;
    std::vector<std::uint32_t> next_;
    std::unordered_map<std::string_view, std::uint32_t> first_;
    std::unordered_map<std::string_view, Only> of_stem_;
};

}  // namespace

std::vector<std::uint32_t> files_of_samples(const TextColumn& sample_names,
                                            const std::vector<std::string>& files) {
    const FilesByName by_name(files);
    std::vector<std::uint32_t> result(sample_names.size(), no_file);
    for (std::size_t s = 0; s < result.size(); ++s) {
        result[s] = by_name.find(normalised(sample_names[s]));
    }
    return result;
}

}  // namespace errata
