#include "curate/split.h"

#include <algorithm>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "base/random.h"

namespace errata {

namespace {

struct Group {
    std::vector<std::uint32_t> samples;
    std::vector<std::uint16_t> classes;      // each once, ascending
    std::vector<std::uint32_t> class_sizes;  // of each of them, samples
    bool placed = false;
};

class Splitter {
public:
    Splitter(const SplitInput& input, std::uint64_t seed)
        : input_(input), random_(seed), sets_(input.shares.size()) {
        result_.set.assign(input.samples.size(), no_set);
        result_.sizes.assign(sets_, 0);
        result_.class_sizes.assign(sets_ * input.class_count, 0);
        make_groups();
        find_wishes();
    }

    Split run() {
        for (std::size_t cls = rarest(); cls < input_.class_count; cls = rarest()) place_class(cls);
        std::vector<std::size_t> rest;
        for (std::size_t g = 0; g < groups_.size(); ++g) {
            if (!groups_[g].placed) rest.push_back(g);
        }
        largest_first(rest, [&](std::size_t g) { return groups_[g].samples.size(); });
        for (const std::size_t g : rest) place(groups_[g], input_.class_count);
        return std::move(result_);
    }

private:
    void make_groups();
    void find_wishes();
    // The class with the fewest samples that are not placed, at least one; class_count: none is left.
    std::size_t rarest() const;
    void place_class(std::size_t cls);
    void place(Group& group, std::size_t cls);

    template <typename Size>
    void largest_first(std::vector<std::size_t>& groups, Size&& size) {
        random_.shuffle(std::span(groups));
        std::ranges::stable_sort(groups, std::ranges::greater{}, size);
    }

    const SplitInput& input_;
    Random random_;
    std::size_t sets_;
    Split result_;
    std::vector<Group> groups_;
    std::vector<std::uint64_t> left_;      // per class: samples that are not placed
    std::vector<double> wanted_;           // per set: samples that it lacks
    std::vector<double> wanted_of_class_;  // [set][class]
    std::vector<std::vector<std::size_t>> groups_of_class_;
};

void Splitter::make_groups() {
    std::unordered_map<std::uint32_t, std::size_t> place_of;
    input_.samples.for_each([&](std::size_t sample) {
        const auto key =
            input_.group.empty() ? static_cast<std::uint32_t>(sample) : input_.group[sample];
        const auto [found, is_new] = place_of.emplace(key, groups_.size());
        if (is_new) groups_.emplace_back();
        groups_[found->second].samples.push_back(static_cast<std::uint32_t>(sample));
    });
    result_.groups = groups_.size();
    left_.resize(input_.class_count);
    groups_of_class_.resize(input_.class_count);
    std::vector<std::uint16_t> all;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
        Group& group = groups_[g];
        all.clear();
        for (const std::uint32_t sample : group.samples) {
            const auto classes = input_.classes[sample];
            all.insert(all.end(), classes.begin(), classes.end());
        }
        std::ranges::sort(all);
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (i == 0 || all[i] != all[i - 1]) {
                group.classes.push_back(all[i]);
                group.class_sizes.push_back(0);
                groups_of_class_[all[i]].push_back(g);
            }
            ++group.class_sizes.back();
            ++left_[all[i]];
        }
    }
}

void Splitter::find_wishes() {
    const double total = std::accumulate(input_.shares.begin(), input_.shares.end(), 0.0);
    const auto samples = static_cast<double>(input_.samples.count());
    for (std::size_t set = 0; set < sets_; ++set) {
        const double share = input_.shares[set] / total;
        wanted_.push_back(samples * share);
        for (const std::uint64_t size : left_)
            wanted_of_class_.push_back(static_cast<double>(size) * share);
    }
}

std::size_t Splitter::rarest() const {
    std::size_t best = input_.class_count;
    for (std::size_t cls = 0; cls < left_.size(); ++cls) {
        if (left_[cls] == 0) continue;
        if (best == input_.class_count || left_[cls] < left_[best]) best = cls;
    }
    return best;
}

void Splitter::place_class(std::size_t cls) {
    std::vector<std::size_t> with;
    for (const std::size_t g : groups_of_class_[cls]) {
        if (!groups_[g].placed) with.push_back(g);
    }
    largest_first(with, [&](std::size_t g) {
        const Group& group = groups_[g];
        const auto found = std::ranges::lower_bound(group.classes, cls);
        return group.class_sizes[static_cast<std::size_t>(found - group.classes.begin())];
    });
    for (const std::size_t g : with) place(groups_[g], cls);
}

void Splitter::place(Group& group, std::size_t cls) {
    const auto lacks = [&](std::size_t set) {
        const double of_class =
            cls < input_.class_count ? wanted_of_class_[set * input_.class_count + cls] : 0;
        return std::tuple(of_class, wanted_[set]);
    };
    std::vector<std::size_t> best = {0};
    for (std::size_t set = 1; set < sets_; ++set) {
        if (lacks(set) > lacks(best[0])) best.clear();
        if (best.empty() || lacks(set) == lacks(best[0])) best.push_back(set);
    }
    const std::size_t set = best.size() == 1 ? best[0] : best[random_.index(best.size())];
    group.placed = true;
    for (const std::uint32_t sample : group.samples)
        result_.set[sample] = static_cast<std::uint32_t>(set);
    result_.sizes[set] += group.samples.size();
    wanted_[set] -= static_cast<double>(group.samples.size());
    for (std::size_t i = 0; i < group.classes.size(); ++i) {
        const std::size_t place = set * input_.class_count + group.classes[i];
        result_.class_sizes[place] += group.class_sizes[i];
        wanted_of_class_[place] -= group.class_sizes[i];
        left_[group.classes[i]] -= group.class_sizes[i];
    }
}

}  // namespace

Split split(const SplitInput& input, std::uint64_t seed) { return Splitter(input, seed).run(); }

std::vector<std::uint32_t> joined_groups(std::span<const std::uint32_t> a,
                                         std::span<const std::uint32_t> b) {
    std::vector<std::uint32_t> parent(a.size());
    std::iota(parent.begin(), parent.end(), 0U);
    const auto root = [&](std::uint32_t row) {
        while (parent[row] != row) row = parent[row] = parent[parent[row]];
        return row;
    };
    for (const auto& groups : {a, b}) {
        std::unordered_map<std::uint32_t, std::uint32_t> first_of;
        for (std::size_t row = 0; row < groups.size(); ++row) {
            const auto here = static_cast<std::uint32_t>(row);
            const auto [found, is_new] = first_of.emplace(groups[row], here);
            const std::uint32_t first = root(found->second);
            const std::uint32_t second = root(here);
            parent[std::max(first, second)] = std::min(first, second);
        }
    }
    std::vector<std::uint32_t> number(a.size());
    std::uint32_t count = 0;
    for (std::size_t row = 0; row < a.size(); ++row) {
        const std::uint32_t first = root(static_cast<std::uint32_t>(row));
        number[row] = first == row ? count++ : number[first];
    }
    return number;
}

}  // namespace errata
