#include "ui/actions.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace errata::ui {

namespace {

constexpr std::string_view places = "Places";
constexpr std::string_view looking = "Looking";
constexpr std::string_view deciding = "Deciding";
constexpr std::string_view sharing = "Files and sharing";
constexpr std::string_view page = "Page";

template <Place place>
void go(const Model&, Commands& commands) {
    commands.push_back(go_to(place));
}

template <Place place>
bool has(const Model& model) {
    return has_place(model.evaluation.task, place);
}

template <int step>
void neighbour(const Model&, Commands& commands) {
    commands.push_back(ShowNeighbour{step});
}

bool on_image(const Model& model) { return model.view.place == Place::image; }

// Steps of a hundredth, so that repeated ones end where the slider's do.
template <int hundredths>
void move_confidence(const Model&, Commands& commands) {
    commands.push_back(decide([](View& view) {
        view.confidence =
            std::clamp((std::round(view.confidence * 100) + hundredths) / 100, 0.0, 1.0);
    }));
}

template <int twentieths>
void move_iou(const Model&, Commands& commands) {
    commands.push_back(decide([](View& view) {
        view.iou = std::clamp((std::round(view.iou * 20) + twentieths) / 20, 0.1, 0.95);
    }));
}

template <OutcomeFilter shown>
void show(const Model& model, Commands& commands) {
    commands.push_back(show_gallery(model.view.cls, shown,
                                    shown == OutcomeFilter::false_positives
                                        ? SampleOrder::highest_score
                                        : SampleOrder::most_errors));
}

template <const char* theme>
void set_theme(const Model&, Commands& commands) {
    commands.push_back(ChangeSettings{[](Settings& settings) { settings.theme = theme; }});
}
template <const char* theme>
std::optional<bool> has_theme(const Model& model) {
    return model.settings.theme == theme;
}
constexpr char system_theme[] = "system";
constexpr char light_theme[] = "light";
constexpr char dark_theme[] = "dark";

template <typename HostDeed>
void host(const Model&, Commands& commands) {
    commands.push_back(HostCommand(HostDeed{}));
}

template <Dialog dialog>
void open(const Model& model, Commands& commands) {
    commands.push_back(OpenDialog{model.dialog == dialog ? Dialog::none : dialog});
}

void leave(const Model& model, Commands& commands) {
    if (model.dialog != Dialog::none) {
        commands.push_back(OpenDialog{Dialog::none});
    } else if (on_image(model) && !model.view.object.empty()) {
        commands.push_back(Change{.apply = [](View& view) { view.object.clear(); }});
    } else if (on_image(model)) {
        commands.push_back(go_to(model.of_catalog ? Place::catalog : Place::gallery));
    } else if (!model.view.cls.empty()) {
        commands.push_back(decide([](View& view) { view.cls.clear(); }));
    }
}

constexpr Action table[] = {
    {.id = "go.overview",
     .label = "Go to overview",
     .group = places,
     .key = ImGuiKey_1,
     .run = go<Place::overview>},
    {.id = "go.gallery",
     .label = "Go to gallery",
     .group = places,
     .key = ImGuiKey_2,
     .run = go<Place::gallery>},
    {.id = "go.image",
     .label = "Go to image",
     .group = places,
     .key = ImGuiKey_3,
     .run = go<Place::image>},
    {.id = "go.files",
     .label = "Go to files and warnings",
     .group = places,
     .key = ImGuiKey_4,
     .run = go<Place::files>},
    {.id = "go.errors",
     .label = "Go to kinds of errors",
     .group = places,
     .key = ImGuiKey_5,
     .enabled = has<Place::errors>,
     .run = go<Place::errors>},
    {.id = "go.confusion",
     .label = "Go to confusion",
     .group = places,
     .key = ImGuiKey_6,
     .enabled = has<Place::confusion>,
     .run = go<Place::confusion>},
    {.id = "go.confidence",
     .label = "Go to confidence and operating points",
     .group = places,
     .key = ImGuiKey_7,
     .enabled = has<Place::confidence>,
     .run = go<Place::confidence>},
    {.id = "go.rules",
     .label = "Go to other rules",
     .group = places,
     .key = ImGuiKey_8,
     .enabled = has<Place::rules>,
     .run = go<Place::rules>},
    {.id = "go.data",
     .label = "Go to data: a chart of every column",
     .group = places,
     .key = ImGuiKey_9,
     .run = go<Place::data>},
    {.id = "go.groups",
     .label = "Go to groups: figures by a column",
     .group = places,
     .key = ImGuiKey_0,
     .run = go<Place::groups>},
    {.id = "go.catalog",
     .label = "Go to catalog: what is not labeled yet",
     .group = places,
     .key = ImGuiKey_C,
     .run = go<Place::catalog>},
    {.id = "go.plan",
     .label = "Go to the next batch: what to label next",
     .group = places,
     .key = ImGuiKey_B,
     .run = go<Place::plan>},
    {.id = "leave",
     .label = "Let go of the box, go back, or show all classes",
     .group = places,
     .key = ImGuiKey_Escape,
     .run = leave},

    {.id = "image.next",
     .label = "Next image",
     .group = looking,
     .key = ImGuiKey_J,
     .enabled = on_image,
     .run = neighbour<1>},
    {.id = "image.previous",
     .label = "Previous image",
     .group = looking,
     .key = ImGuiKey_K,
     .enabled = on_image,
     .run = neighbour<-1>},
    {.id = "show.everything",
     .label = "Show everything in the gallery",
     .group = looking,
     .run = show<OutcomeFilter::everything>},
    {.id = "show.errors",
     .label = "Show images with errors",
     .group = looking,
     .key = ImGuiKey_E,
     .run = show<OutcomeFilter::errors>},
    {.id = "show.false_positives",
     .label = "Show false positives",
     .group = looking,
     .key = ImGuiKey_F,
     .run = show<OutcomeFilter::false_positives>},
    {.id = "show.missed",
     .label = "Show missed objects",
     .group = looking,
     .key = ImGuiKey_M,
     .run = show<OutcomeFilter::missed>},
    {.id = "show.true_positives",
     .label = "Show true positives",
     .group = looking,
     .key = ImGuiKey_T,
     .run = show<OutcomeFilter::true_positives>},

    {.id = "undo",
     .label = "Undo",
     .group = deciding,
     .key = ImGuiKey_Z,
     .control = true,
     .in_menu = true,
     .enabled = [](const Model& model) { return model.can_undo; },
     .run = [](const Model&, Commands& commands) { commands.push_back(Undo{}); }},
    {.id = "redo",
     .label = "Redo",
     .group = deciding,
     .key = ImGuiKey_Z,
     .control = true,
     .shift = true,
     .in_menu = true,
     .enabled = [](const Model& model) { return model.can_redo; },
     .run = [](const Model&, Commands& commands) { commands.push_back(Redo{}); }},
    {.id = "confidence.lower",
     .label = "Lower the confidence by 0.05",
     .group = deciding,
     .key = ImGuiKey_LeftBracket,
     .run = move_confidence<-5>},
    {.id = "confidence.raise",
     .label = "Raise the confidence by 0.05",
     .group = deciding,
     .key = ImGuiKey_RightBracket,
     .run = move_confidence<5>},
    {.id = "iou.lower",
     .label = "Lower the IoU threshold by 0.05",
     .group = deciding,
     .key = ImGuiKey_LeftBracket,
     .shift = true,
     .run = move_iou<-1>},
    {.id = "iou.raise",
     .label = "Raise the IoU threshold by 0.05",
     .group = deciding,
     .key = ImGuiKey_RightBracket,
     .shift = true,
     .run = move_iou<1>},
    {.id = "intervals",
     .label = "95 % intervals of the figures",
     .group = deciding,
     .checked = [](const Model& model) -> std::optional<bool> { return model.view.intervals; },
     .run =
         [](const Model&, Commands& commands) {
             commands.push_back(decide([](View& view) { view.intervals = !view.intervals; }));
         }},
    {.id = "reset",
     .label = "Reset thresholds and filters",
     .group = deciding,
     .run =
         [](const Model&, Commands& commands) {
             commands.push_back(decide([](View& view) {
                 View fresh;
                 fresh.place = view.place;
                 fresh.sample = view.sample;
                 fresh.object = view.object;
                 view = std::move(fresh);
             }));
         }},

    {.id = "open.files",
     .label = "Open files\u2026",
     .group = sharing,
     .key = ImGuiKey_O,
     .control = true,
     .in_menu = true,
     .run = host<OpenFiles>},
    {.id = "open.folder",
     .label = "Open folder\u2026",
     .group = sharing,
     .in_menu = true,
     .run = host<OpenFolder>},
    {.id = "copy.link",
     .label = "Copy link to this view",
     .group = sharing,
     .key = ImGuiKey_L,
     .shift = true,
     .in_menu = true,
     .run = host<CopyLink>},
    {.id = "measure.pictures",
     .label = "Measure pictures: sharpness, brightness, near duplicates",
     .group = sharing,
     .in_menu = true,
     .enabled =
         [](const Model& model) { return !model.shows_text() && model.measured_pictures == 1; },
     .run = host<MeasurePictures>},
    {.id = "measure.stop",
     .label = "Stop measuring pictures",
     .group = sharing,
     .enabled = [](const Model& model) { return model.measured_pictures < 1; },
     .run = host<StopMeasuring>},
    {.id = "save.session",
     .label = "Save session",
     .group = sharing,
     .in_menu = true,
     .run = [](const Model&, Commands& commands) { commands.push_back(SaveSession{}); }},
    {.id = "start.over",
     .label = "Start over",
     .group = sharing,
     .in_menu = true,
     .run = host<StartOver>},

    {.id = "side_panel",
     .label = "Side panel",
     .group = page,
     .key = ImGuiKey_Backslash,
     .in_menu = true,
     .enabled = [](const Model& model) { return model.side_panel_fits; },
     .checked = [](const Model& model) -> std::optional<bool> { return model.settings.side_panel; },
     .run =
         [](const Model&, Commands& commands) {
             commands.push_back(ChangeSettings{
                 [](Settings& settings) { settings.side_panel = !settings.side_panel; }});
         }},
    {.id = "theme.system",
     .label = "Theme: as the system",
     .group = page,
     .in_menu = true,
     .checked = has_theme<system_theme>,
     .run = set_theme<system_theme>},
    {.id = "theme.light",
     .label = "Theme: light",
     .group = page,
     .in_menu = true,
     .checked = has_theme<light_theme>,
     .run = set_theme<light_theme>},
    {.id = "theme.dark",
     .label = "Theme: dark",
     .group = page,
     .in_menu = true,
     .checked = has_theme<dark_theme>,
     .run = set_theme<dark_theme>},
    {.id = "palette",
     .label = "Find a command, class or image",
     .group = page,
     .key = ImGuiKey_K,
     .control = true,
     .run = open<Dialog::palette>},
    {.id = "help",
     .label = "Keyboard shortcuts",
     .group = page,
     .key = ImGuiKey_Slash,
     .shift = true,
     .in_menu = true,
     .run = open<Dialog::help>},
};

bool is_pressed(const Action& action) {
    if (action.key == ImGuiKey_None || !ImGui::IsKeyPressed(action.key)) return false;
    const ImGuiIO& io = ImGui::GetIO();
    return action.control == (io.KeyCtrl || io.KeySuper) && action.shift == io.KeyShift &&
           !io.KeyAlt;
}

std::string_view name_of_key(ImGuiKey key) {
    switch (key) {
        case ImGuiKey_LeftBracket: return "[";
        case ImGuiKey_RightBracket: return "]";
        case ImGuiKey_Backslash: return "\\";
        case ImGuiKey_Escape: return "Esc";
        default: return ImGui::GetKeyName(key);
    }
}

}  // namespace

std::span<const Action> actions() { return table; }

const Action& action(std::string_view id) { return *std::ranges::find(table, id, &Action::id); }

std::string shortcut_of(const Action& action) {
    if (action.key == ImGuiKey_None) return {};
    // As keyboards print it.
    if (action.key == ImGuiKey_Slash && action.shift) return "?";
    if (action.key == ImGuiKey_LeftBracket && action.shift) return "{";
    if (action.key == ImGuiKey_RightBracket && action.shift) return "}";
    std::string words = action.control ? "Ctrl+" : "";
    if (action.shift) words += "Shift+";
    return words.append(name_of_key(action.key));
}

bool is_enabled(const Action& action, const Model& model) {
    return action.enabled == nullptr || action.enabled(model);
}

void run_shortcuts(const Model& model, Commands& commands) {
    // Escape has closed it before this frame was drawn.
    if (model.menu_open) return;
    for (const Action& one : table) {
        if (!is_pressed(one) || !is_enabled(one, model)) continue;
        const bool about_dialogs = one.id == "leave" || one.id == "palette" || one.id == "help";
        if (model.dialog != Dialog::none && !about_dialogs) continue;
        one.run(model, commands);
    }
}

}  // namespace errata::ui
