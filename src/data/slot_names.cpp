#include "data/slot_names.h"

namespace errata {

SlotNames::SlotNames(const IdColumn& ids, const TextColumn& names) : ids_(&ids), names_(&names) {
    by_name_.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i)
        by_name_.try_emplace(names[i], static_cast<Row>(i));
}

std::string SlotNames::name_of(Row slot) const {
    const std::string_view name = names_->empty() ? std::string_view() : (*names_)[slot];
    const auto found = by_name_.find(name);
    const bool own = !name.empty() && found != by_name_.end() && found->second == slot;
    return own ? std::string(name) : "#" + to_string((*ids_)[slot]);
}

std::optional<Row> SlotNames::slot_of(std::string_view name) const {
    if (name.empty()) return {};
    if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
    if (!name.starts_with('#')) return {};
    for (std::size_t i = 0; i < ids_->size(); ++i) {
        if (to_string((*ids_)[i]) == name.substr(1)) return static_cast<Row>(i);
    }
    return {};
}

}  // namespace errata
