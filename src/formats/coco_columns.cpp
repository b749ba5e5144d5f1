#include "formats/coco_columns.h"

namespace errata {

Classes classes_from(const std::vector<CategoryRecord>& categories) {
    TextColumnBuilder names;
    TextColumnBuilder groups;
    TextColumnBuilder keypoint_names;
    ListColumnBuilder<std::uint32_t> skeleton;
    Growing<std::uint8_t> frequency;
    Growing<std::uint8_t> is_thing;
    for (const CategoryRecord& category : categories) {
        names.push(category.name);
        groups.push(category.group);
        keypoint_names.push(category.keypoint_names);
        skeleton.push(category.skeleton);
        frequency.push(category.frequency);
        is_thing.push(category.is_thing.value_or(true) ? 1 : 0);
    }
    Classes classes = {.ids = ids_of(categories),
                       .names = std::move(names).build(),
                       .groups = std::move(groups).build()};
    const auto any = [&](auto has) { return std::ranges::any_of(categories, has); };
    if (any([](const auto& one) { return one.frequency != 0; })) {
        classes.frequency = Column<std::uint8_t>(std::move(frequency));
    }
    if (any([](const auto& one) { return !one.keypoint_names.empty(); })) {
        classes.keypoint_names = std::move(keypoint_names).build();
    }
    if (any([](const auto& one) { return !one.skeleton.empty(); })) {
        classes.skeleton = std::move(skeleton).build();
    }
    if (any([](const auto& one) { return one.is_thing.has_value(); })) {
        classes.is_thing = Column<std::uint8_t>(std::move(is_thing));
    }
    return classes;
}

}  // namespace errata
