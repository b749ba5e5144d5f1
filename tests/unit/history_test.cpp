// Undo and redo over views.
#include "session/history.h"

#include <catch2/catch_amalgamated.hpp>

using namespace errata;

namespace {

View at(double confidence) { return {.confidence = confidence}; }

}  // namespace

TEST_CASE("history: steps back and forth", "[session]") {
    History history;
    CHECK_FALSE(history.can_undo());
    CHECK_FALSE(history.undo(at(0)));
    CHECK_FALSE(history.redo(at(0)));
    history.record(at(1));
    history.record(at(2));
    CHECK(history.undo(at(3)) == at(2));
    CHECK(history.can_redo());
    CHECK(history.undo(at(2)) == at(1));
    CHECK_FALSE(history.can_undo());
    CHECK_FALSE(history.undo(at(1)));
    CHECK(history.redo(at(1)) == at(2));
    CHECK(history.redo(at(2)) == at(3));
    CHECK_FALSE(history.can_redo());
    CHECK(history.undo(at(3)) == at(2));
    history.record(at(2));  // something else is done now
    CHECK_FALSE(history.can_redo());
    CHECK(history.undo(at(4)) == at(2));
    CHECK(history.undo(at(2)) == at(1));
}

TEST_CASE("history: a gesture is one step", "[session]") {
    History history;
    history.record(at(1), 7);
    history.record(at(2), 7);
    history.record(at(3), 7);
    history.record(at(4), 8);
    history.record(at(5), 8);
    history.record(at(6));
    history.record(at(7));  // no gesture: each is a step
    CHECK(history.undo(at(8)) == at(7));
    CHECK(history.undo(at(7)) == at(6));
    CHECK(history.undo(at(6)) == at(4));
    CHECK(history.undo(at(4)) == at(1));
    CHECK_FALSE(history.can_undo());
}

TEST_CASE("history: a gesture that goes on after an undo is a new step", "[session]") {
    History history;
    history.record(at(1), 7);
    history.record(at(2), 7);
    CHECK(history.undo(at(3)) == at(1));
    history.record(at(1), 7);
    CHECK_FALSE(history.can_redo());
    CHECK(history.undo(at(4)) == at(1));
    CHECK(history.redo(at(1)) == at(4));
    history.record(at(4), 7);
    CHECK(history.undo(at(5)) == at(4));
    CHECK(history.undo(at(4)) == at(1));
}

TEST_CASE("history: the oldest steps are forgotten", "[session]") {
    History history;
    for (int i = 1; i <= 150; ++i) history.record(at(i));
    View now = at(151);
    int steps = 0;
    while (const auto back = history.undo(now)) {
        now = *back;
        ++steps;
    }
    CHECK(steps == 100);
    CHECK(now == at(51));
    while (const auto forth = history.redo(now)) now = *forth;
    CHECK(now == at(151));
    history.record(now);
    CHECK(history.undo(at(152)) == now);
}
