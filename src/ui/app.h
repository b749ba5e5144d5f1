// App: one open evaluation, how it is looked at, and a frame of it.
//
// What it is for: the only owner of mutable state of the interface. It draws the panels, applies their
// commands after the frame, and keeps what follows from the view (outcomes, order of samples).
// What it does not do: read files or pictures, render (a backend takes ImGui's draw data), know a platform.
#pragma once

#include <optional>
#include <vector>

#include "engine/evaluation.h"
#include "ui/item_probe.h"
#include "ui/model.h"
#include "ui/panels/panels.h"

namespace errata::ui {

class App {
public:
    // A Dear ImGui context must be current, and stay so.
    explicit App(Pictures& pictures);

    void show(Evaluation evaluation);
    void close();
    bool is_open() const { return evaluation_.has_value(); }

    void set_scheme(Scheme scheme);

    // Draws one frame between ImGui::NewFrame and ImGui::Render, then applies its commands. True: the next
    // frame would look different.
    bool frame();

    // What only the host can do, in order; empty afterwards.
    std::vector<HostCommand> take_host_commands();

    // For the debug snapshot. evaluation() and outcomes() only while open.
    const Evaluation& evaluation() const { return *evaluation_; }
    const Outcomes& outcomes() const { return outcomes_; }
    const View& view() const { return view_; }
    const Items& items() const { return items_; }
    std::uint64_t submitted_items() const { return probe_.items; }

private:
    void apply(const Command& command);
    void apply_place(Place place);
    void step(int step);
    void follow_thresholds();
    void follow_order();
    void draw(Frame& frame, const Model& model, Commands& commands);

    Pictures& pictures_;
    ItemProbe probe_;
    Theme theme_;
    Items items_;
    std::vector<HostCommand> host_commands_;

    std::optional<Evaluation> evaluation_;
    SampleRows rows_;
    View view_;
    Outcomes outcomes_;
    std::optional<std::size_t> matched_threshold_;  // of outcomes_
    std::vector<SampleSlot> order_;

    OverviewState overview_;
    GalleryState gallery_;
    ImageState image_;
};

}  // namespace errata::ui
