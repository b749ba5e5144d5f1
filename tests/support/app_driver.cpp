#include "support/app_driver.h"

#include <algorithm>
#include <catch2/catch_amalgamated.hpp>

#include "engine/jobs.h"

namespace errata::test {

using ui::Item;
using ui::Request;
using ui::Role;

AppDriver::AppDriver(ImVec2 extent) {
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.DisplaySize = extent;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    app_ = std::make_unique<ui::App>(pictures_);
}

AppDriver::~AppDriver() {
    app_.reset();
    ImGui::DestroyContext();
}

void AppDriver::open(const std::string& truth, const std::string& predictions) {
    open(truth, predictions, {});
}

void AppDriver::open(const std::string& truth, const std::string& predictions,
                     const std::string& pool) {
    const MemorySource truth_source("truth.json", truth);
    const MemorySource predictions_source("predictions.json", predictions);
    const MemorySource pool_source("pool.json", pool);
    Evaluation evaluation;
    Job job = evaluate_files(
        truth_source, predictions_source,
        {.keep_assignments = true, .pool = pool.empty() ? nullptr : &pool_source}, evaluation);
    while (job.step()) {
    }
    if (job.error()) FAIL(to_string(*job.error()));
    const auto report = [&](const char* name, FileKind kind) {
        evaluation.files.push_back({.name = name, .kind = kind, .used = true, .note = ""});
    };
    report("truth.json", FileKind::truth);
    report("predictions.json", FileKind::predictions);
    app_->show(std::move(evaluation), {});
    settle();
}

bool AppDriver::frame() {
    ImGui::GetIO().DeltaTime = 1.0F / 60;
    ImGui::NewFrame();
    const bool goes_on = app_->frame();
    ImGui::Render();
    // A renderer would make the textures that the atlas asks for.
    for (ImTextureData* const texture : ImGui::GetPlatformIO().Textures) {
        if (texture->Status == ImTextureStatus_WantCreate ||
            texture->Status == ImTextureStatus_WantUpdates) {
            texture->SetTexID(1);
            texture->SetStatus(ImTextureStatus_OK);
        } else if (texture->Status == ImTextureStatus_WantDestroy) {
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        }
    }
    return goes_on;
}

// As the page does: three frames after every event, and more as long as there is something to do.
void AppDriver::settle() {
    for (int i = 0; i < 4; ++i) frame();
    for (int i = 0; frame(); ++i) {
        if (i == 10'000) FAIL("the page does not come to rest");
    }
}

bool AppDriver::has(Role role, std::string_view name) const {
    return std::ranges::any_of(
        app_->items(), [&](const Item& item) { return item.role == role && item.name == name; });
}

const Item& AppDriver::item(Role role, std::string_view name) {
    const auto found = std::ranges::find_if(
        app_->items(), [&](const Item& item) { return item.role == role && item.name == name; });
    if (found == app_->items().end()) FAIL("no " << ui::name_of(role) << " \"" << name << '"');
    return *found;
}

std::vector<std::string> AppDriver::names(Role role) const {
    std::vector<std::string> result;
    for (const Item& item : app_->items()) {
        if (item.role == role) result.push_back(item.name);
    }
    return result;
}

void AppDriver::press(Role role, std::string_view name) {
    app_->ask({.id = item(role, name).id, .kind = Request::Kind::press});
    settle();
}

void AppDriver::set(Role role, std::string_view name, const std::string& value) {
    app_->ask({.id = item(role, name).id, .kind = Request::Kind::set, .text = value});
    settle();
}

void AppDriver::key_in(Role role, std::string_view name, const std::string& key) {
    app_->ask({.id = item(role, name).id, .kind = Request::Kind::key, .text = key});
    settle();
}

void AppDriver::click(Role role, std::string_view name) {
    const ui::Rectangle at = item(role, name).rectangle;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(at.x + at.width / 2, at.y + at.height / 2);
    frame();
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, true);
    frame();
    io.AddMouseButtonEvent(ImGuiMouseButton_Left, false);
    settle();
}

void AppDriver::key(ImGuiKey key, bool control, bool shift) {
    ImGuiIO& io = ImGui::GetIO();
    for (const bool down : {true, false}) {
        io.AddKeyEvent(ImGuiMod_Ctrl, down && control);
        io.AddKeyEvent(ImGuiMod_Shift, down && shift);
        io.AddKeyEvent(key, down);
        // Not until all is at rest: a key that is held repeats.
        for (int i = 0; i < 4; ++i) frame();
    }
    settle();
}

}  // namespace errata::test
