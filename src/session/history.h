// History: undo and redo over views.
//
// What it is for: every command that changes the view records the view before it; Ctrl+Z and Ctrl+Shift+Z go
// through them. A view is small, so a step is a whole one.
// What it does not do: hold the view of now (its owner does); know of files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "session/view.h"

namespace errata {

class History {
public:
    static constexpr std::size_t max_steps = 100;  // the oldest goes first

    // A change is about to be made to `before`. Changes of one gesture that come one after another (a slider
    // being dragged) are one step; 0 is no gesture. What could be redone is forgotten.
    void record(const View& before, std::uint64_t gesture = 0);

    // The view one step back or forth, instead of `now`; nothing when there is none. The next change is a step
    // of its own, whatever its gesture.
    std::optional<View> undo(const View& now);
    std::optional<View> redo(const View& now);

    bool can_undo() const { return !past_.empty(); }
    bool can_redo() const { return !future_.empty(); }

private:
    std::deque<View> past_;     // oldest first
    std::vector<View> future_;  // next to be redone last
    std::uint64_t gesture_ = 0;
};

}  // namespace errata
