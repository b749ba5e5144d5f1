// The interface without a browser: an App in a Dear ImGui context of its own, driven through its items.
//
// What it is for: tests of views and commands that need no pixels. Texts are laid out with the page's own
// typeface; nothing is rendered.
#pragma once

#include <imgui.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ui/app.h"

namespace errata::test {

// Every sample has a picture of 100 × 80 pixels.
class AllPictures final : public ui::Pictures {
public:
    ui::Picture thumbnail(SampleSlot) override { return ready(); }
    ui::Picture full(SampleSlot) override { return ready(); }

private:
    static ui::Picture ready() {
        return {.state = ui::PictureState::ready, .texture = 1, .width_px = 100, .height_px = 80};
    }
};

class AppDriver {
public:
    explicit AppDriver(ImVec2 extent = {1280, 800});
    ~AppDriver();
    AppDriver(const AppDriver&) = delete;
    AppDriver& operator=(const AppDriver&) = delete;

    ui::App& app() { return *app_; }

    // Opens what `errata evaluate` would make of these COCO texts, with matches.
    void open(const std::string& truth, const std::string& predictions);

    // And with images without ground truth, and predictions on both.
    void open(const std::string& truth, const std::string& predictions, const std::string& pool);

    // Frames until nothing changes; fails the test where that takes too long.
    void settle();

    // The first item with that role and name; fails the test where there is none.
    const ui::Item& item(ui::Role role, std::string_view name);
    bool has(ui::Role role, std::string_view name) const;
    // The names of all items with that role, in order.
    std::vector<std::string> names(ui::Role role) const;

    // What a screen reader does.
    void press(ui::Role role, std::string_view name);
    void set(ui::Role role, std::string_view name, const std::string& value);
    void key_in(ui::Role role, std::string_view name, const std::string& key);
    // What a hand does.
    void click(ui::Role role, std::string_view name);
    void key(ImGuiKey key, bool control = false, bool shift = false);

    // What was left to the host since the last call.
    std::vector<ui::HostCommand> host_commands() { return app_->take_host_commands(); }

private:
    bool frame();  // true: the next would look different

    AllPictures pictures_;
    std::unique_ptr<ui::App> app_;
};

}  // namespace errata::test
