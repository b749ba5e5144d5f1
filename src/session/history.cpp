#include "session/history.h"

#include <utility>

namespace errata {

void History::record(const View& before, std::uint64_t gesture) {
    future_.clear();
    const bool same_step = gesture != 0 && gesture == gesture_;
    gesture_ = gesture;
    if (same_step) return;
    past_.push_back(before);
    if (past_.size() > max_steps) past_.pop_front();
}

std::optional<View> History::undo(const View& now) {
    if (past_.empty()) return std::nullopt;
    gesture_ = 0;
    future_.push_back(now);
    View back = std::move(past_.back());
    past_.pop_back();
    return back;
}

std::optional<View> History::redo(const View& now) {
    if (future_.empty()) return std::nullopt;
    gesture_ = 0;
    past_.push_back(now);
    View forth = std::move(future_.back());
    future_.pop_back();
    return forth;
}

}  // namespace errata
