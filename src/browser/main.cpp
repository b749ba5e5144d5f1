// The page's side: Dear ImGui on the canvas, and the functions that the page's script calls.
//
// What it is for: web/canvas.js tells of events and asks for frames, web/app.js hands over snapshots of
// evaluations, web/pictures.js decoded images. Nothing here waits or reads a file.
// Strings come as UTF-8; buffers are made by errata_allocate and, where the comment says so, taken over.
#include <emscripten/emscripten.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fingerprint.h"
#include "base/hash.h"
#include "browser/debug_snapshot.h"
#include "browser/graphics.h"
#include "browser/input.h"
#include "browser/json_text.h"
#include "browser/picture_cache.h"
#include "data/name_matching.h"
#include "data/snapshot.h"
#include "engine/matches.h"
#include "engine/pictures_job.h"
#include "session/link.h"
#include "ui/app.h"

namespace errata::browser {

namespace {

struct Page {
    Graphics graphics;
    PictureCache pictures;
    std::unique_ptr<ui::App> app;  // made once Dear ImGui stands
    std::string answer;            // the text that a function has given to the script last
    double last_frame_ms = 0;
};

// The page has one of everything; the script's calls are its only users.
Page& page() {
    static Page only;
    return only;
}

const char* answer(const nlohmann::json& value) {
    page().answer = text_of(value);
    return page().answer.c_str();
}

// Names with a NUL after each.
std::vector<std::string> split_names(const char* names, std::size_t size) {
    std::vector<std::string> result;
    for (std::string_view rest(names, size); !rest.empty();) {
        const std::size_t end = rest.find('\0');
        result.emplace_back(rest.substr(0, end));
        rest.remove_prefix(end + 1);
    }
    return result;
}

// Which image files belong to samples, told in the reports; images of earlier drops have none yet.
void report_images(Evaluation& evaluation, const std::vector<std::string>& images,
                   const double* sizes, std::size_t earlier_begin,
                   const std::vector<std::uint32_t>& files) {
    for (std::size_t i = earlier_begin; i < images.size(); ++i) {
        evaluation.files.push_back({.name = images[i],
                                    .kind = FileKind::image,
                                    .used = false,
                                    .note = {},
                                    .size = static_cast<std::uint64_t>(sizes[i])});
    }
    std::vector<bool> used(images.size(), false);
    for (const std::uint32_t file : files) {
        if (file != no_file) used[file] = true;
    }
    std::size_t image = 0;  // reports and `images` have the same order
    for (FileReport& report : evaluation.files) {
        if (report.kind != FileKind::image || image == images.size()) continue;
        report.used = used[image++];
        if (!report.used) report.note = "no image of this name in the ground truth, or several";
    }
    // What matters most first; thousands of images last.
    std::ranges::stable_sort(evaluation.files, {}, [](const FileReport& report) {
        return std::pair(report.kind == FileKind::image, report.kind);
    });
}

// What a link says of the images: how many, and the hash of their paths and sizes.
std::optional<SessionImages> session_images(const std::vector<std::string>& images,
                                            const double* sizes) {
    if (images.empty()) return std::nullopt;
    std::vector<FolderEntry> entries;
    entries.reserve(images.size());
    for (std::size_t i = 0; i < images.size(); ++i) {
        entries.push_back({images[i], static_cast<std::uint64_t>(sizes[i])});
    }
    return SessionImages{.count = images.size(), .fingerprint = fingerprint_of_folder(entries)};
}

std::shared_ptr<const void> owner_of(std::byte* allocated) {
    return {allocated, [](const void* p) { std::free(const_cast<void*>(p)); }};
}

// The image files at hand, in the script's order.
struct Images {
    std::vector<std::string> names;
    const double* sizes;        // bytes, one per name
    std::size_t earlier_begin;  // those from here on came with earlier drops
};

void close_all() {
    page().app->close();
    page().pictures.clear();
}

Result<void> show(std::span<const std::byte> snapshot, const std::shared_ptr<const void>& owner,
                  const Images& images, bool demo) {
    auto evaluation = evaluation_from_snapshot(snapshot, owner);
    if (!evaluation) return std::unexpected(evaluation.error());
    std::vector<std::uint32_t> files =
        files_of_samples(evaluation->dataset.samples.names, images.names);
    report_images(*evaluation, images.names, images.sizes, images.earlier_begin, files);
    page().app->show(*std::move(evaluation),
                     {.demo = demo, .images = session_images(images.names, images.sizes)});
    page().pictures.reset(page().app->whole().dataset.samples, std::move(files));
    return {};
}

void set_display(double width, double height, double scale, double time_ms) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DisplayFramebufferScale = {static_cast<float>(scale), static_cast<float>(scale)};
    const double passed = (time_ms - page().last_frame_ms) / 1000;
    io.DeltaTime = static_cast<float>(passed > 0 && passed < 0.1 ? passed : 1.0 / 60);
    page().last_frame_ms = time_ms;
}

}  // namespace

}  // namespace errata::browser

using namespace errata;
using namespace errata::browser;

extern "C" {

// --- start ----------------------------------------------------------------------------------------------

// 1, or 0 when the browser gives no WebGL2 context.
EMSCRIPTEN_KEEPALIVE int errata_start(const char* canvas_selector) {
    ImGui::CreateContext();
    start_input();
    if (!page().graphics.start(canvas_selector)) return 0;
    page().app = std::make_unique<ui::App>(page().pictures);
    return 1;
}

// The system's scheme.
EMSCRIPTEN_KEEPALIVE void errata_set_scheme(int dark) {
    page().app->set_system_scheme(dark != 0 ? ui::Scheme::dark : ui::Scheme::light);
}
// 1 when the page is dark, by the system or by the person's setting.
EMSCRIPTEN_KEEPALIVE int errata_is_dark() {
    return page().app->scheme() == ui::Scheme::dark ? 1 : 0;
}
EMSCRIPTEN_KEEPALIVE void errata_set_setting(const char* key, const char* value) {
    page().app->set_setting(key, value);
}

// The typeface, as a TrueType file, for the fields that the script lays over the canvas.
EMSCRIPTEN_KEEPALIVE const unsigned char* errata_font() { return ui::regular_typeface().data(); }
EMSCRIPTEN_KEEPALIVE double errata_font_size() {
    return static_cast<double>(ui::regular_typeface().size());
}

// --- frames ---------------------------------------------------------------------------------------------

// Sizes in CSS pixels, `scale` device pixels in each. 1: the next frame would look different.
EMSCRIPTEN_KEEPALIVE int errata_frame(double width, double height, double scale, double time_ms) {
    Page& now = page();
    if (now.graphics.is_lost() || width <= 0 || height <= 0) return 0;
    set_display(width, height, scale, time_ms);
    now.graphics.begin_frame();
    ImGui::NewFrame();
    const bool changed = now.app->frame();
    ImGui::Render();
    now.graphics.draw(static_cast<int>(width * scale + 0.5), static_cast<int>(height * scale + 0.5),
                      ui::palette_of(now.app->scheme()).page);
    now.pictures.end_frame();
    // Of several events in one frame Dear ImGui keeps some for the next.
    const bool more_events = !ImGui::GetCurrentContext()->InputEventsQueue.empty();
    return changed || more_events ? 1 : 0;
}

// What the frames asked the script to do, in order: a JSON array of {do, ...} (json_text.cpp).
EMSCRIPTEN_KEEPALIVE const char* errata_take_commands() {
    nlohmann::json list = nlohmann::json::array();
    for (const ui::HostCommand& command : page().app->take_host_commands()) {
        list.push_back(json_of(command));
    }
    return answer(list);
}

// The pointer's shape, as CSS calls it.
EMSCRIPTEN_KEEPALIVE const char* errata_cursor() {
    return ImGui::GetMouseCursor() == ImGuiMouseCursor_ResizeEW ? "col-resize" : "default";
}

EMSCRIPTEN_KEEPALIVE void errata_context_lost() {
    page().graphics.set_lost();
    page().pictures.forget_textures();
}
EMSCRIPTEN_KEEPALIVE void errata_context_restored() { page().graphics.restore(); }

// --- events ---------------------------------------------------------------------------------------------

EMSCRIPTEN_KEEPALIVE void errata_pointer(double x, double y) {
    ImGui::GetIO().AddMousePosEvent(static_cast<float>(x), static_cast<float>(y));
}
EMSCRIPTEN_KEEPALIVE void errata_pointer_left() {
    ImGui::GetIO().AddMousePosEvent(-FLT_MAX, -FLT_MAX);
}
EMSCRIPTEN_KEEPALIVE void errata_pointer_button(int button, int down) {
    ImGui::GetIO().AddMouseButtonEvent(button, down != 0);
}
EMSCRIPTEN_KEEPALIVE void errata_wheel(double notches_x, double notches_y) {
    ImGui::GetIO().AddMouseWheelEvent(static_cast<float>(notches_x), static_cast<float>(notches_y));
}
// Modifiers: 1 Ctrl, 2 Shift, 4 Alt, 8 Meta.
EMSCRIPTEN_KEEPALIVE void errata_key(const char* code, int down, unsigned modifiers) {
    key_event(code, down != 0,
              {.control = (modifiers & 1U) != 0,
               .shift = (modifiers & 2U) != 0,
               .alt = (modifiers & 4U) != 0,
               .meta = (modifiers & 8U) != 0});
}
// Losing it releases all keys and buttons.
EMSCRIPTEN_KEEPALIVE void errata_focus(int focused) { ImGui::GetIO().AddFocusEvent(focused != 0); }

// --- items (json_text.h) --------------------------------------------------------------------------------

EMSCRIPTEN_KEEPALIVE const char* errata_items() { return answer(json_of(page().app->items())); }
// Another number when the list is another.
EMSCRIPTEN_KEEPALIVE unsigned errata_items_revision() {
    const std::string text = text_of(json_of(page().app->items()));
    return static_cast<unsigned>(xxh3_64(std::as_bytes(std::span(text))));
}

EMSCRIPTEN_KEEPALIVE int errata_field_count() {
    return static_cast<int>(page().app->fields().size());
}
EMSCRIPTEN_KEEPALIVE const char* errata_fields() { return answer(json_of(page().app->fields())); }

// Asks something of an item: `kind` is press, set, focus or key; `text` the value or the key.
EMSCRIPTEN_KEEPALIVE void errata_act(unsigned id, const char* kind, const char* text) {
    using Kind = ui::Request::Kind;
    const std::string_view word = kind;
    const Kind asked = word == "set"     ? Kind::set
                       : word == "focus" ? Kind::focus
                       : word == "key"   ? Kind::key
                                         : Kind::press;
    page().app->ask({.id = id, .kind = asked, .text = text});
}

// --- links ----------------------------------------------------------------------------------------------

// Looks as the fragment of a link says, now or when its data is open (1: about whatever is open): {error: null, applied, demo, files,
// images, summary, newer} or {error}.
EMSCRIPTEN_KEEPALIVE const char* errata_open_link(const char* fragment, int whatever_is_open) {
    auto wanted = session_from_fragment(fragment);
    if (!wanted) return answer({{"error", json_of(wanted.error())}});
    nlohmann::json result = json_of(*wanted);
    result["error"] = nullptr;
    result["applied"] = page().app->open_link(*std::move(wanted), whatever_is_open != 0);
    return answer(result);
}
// A saved session as a link: {fragment} or {error}.
EMSCRIPTEN_KEEPALIVE const char* errata_link_of_session(const char* document) {
    const auto session = session_from_json(document);
    if (!session) return answer({{"error", json_of(session.error())}});
    return answer({{"fragment", fragment_of(*session)}});
}
EMSCRIPTEN_KEEPALIVE void errata_clear_link() { page().app->clear_link(); }
// How the data that is open differs from what the link wanted, as sentences.
EMSCRIPTEN_KEEPALIVE const char* errata_link_differences() {
    return answer(page().app->link_differences());
}
// Of what is open; "" while nothing is.
EMSCRIPTEN_KEEPALIVE const char* errata_fragment() {
    page().answer = page().app->is_open() ? fragment_of(page().app->session()) : std::string();
    return page().answer.c_str();
}

// --- data -----------------------------------------------------------------------------------------------

// Aligned as snapshots want it; 0 when there is no memory left. errata_show takes it over.
EMSCRIPTEN_KEEPALIVE void* errata_allocate(double size) {
    const auto rounded =
        (static_cast<std::size_t>(size) + snapshot_alignment - 1) & ~(snapshot_alignment - 1);
    return std::aligned_alloc(snapshot_alignment, rounded);
}

// Opens the evaluation whose snapshot lies in a buffer of errata_allocate, which is taken over. `names` are
// the image files' paths with a NUL after each; those from `earlier_begin` on came with earlier drops; `sizes`
// are their sizes in bytes. `demo` 1: these are the built-in demo's files. Gives 0, or the error as JSON.
EMSCRIPTEN_KEEPALIVE const char* errata_show(std::byte* snapshot, double size, const char* names,
                                             double names_size, double earlier_begin,
                                             const double* sizes, int demo) {
    const Images images = {.names = split_names(names, static_cast<std::size_t>(names_size)),
                           .sizes = sizes,
                           .earlier_begin = static_cast<std::size_t>(earlier_begin)};
    try {
        const auto shown =
            show({snapshot, static_cast<std::size_t>(size)}, owner_of(snapshot), images, demo != 0);
        return shown ? nullptr : answer(json_of(shown.error()));
    } catch (const std::bad_alloc&) {
        close_all();
        return answer(json_of(Error{
            .code = ErrorCode::too_large,
            .message = "this evaluation needs more memory than a browser gives a page",
            .remedy =
                "Run the same natively: errata evaluate --truth GT.json --predictions DT.json"}));
    }
}

// Takes over a buffer of errata_allocate with the matches that a "match" command asked for. Gives 0, or the
// error as JSON.
EMSCRIPTEN_KEEPALIVE const char* errata_matched(std::byte* snapshot, double size) {
    const auto owner = owner_of(snapshot);
    if (!page().app->is_open()) return nullptr;  // closed meanwhile
    auto matches = matches_from_snapshot({snapshot, static_cast<std::size_t>(size)}, owner,
                                         page().app->whole());
    if (!matches) return answer(json_of(matches.error()));
    page().app->set_matches(*std::move(matches));
    return nullptr;
}

// --- pictures' measures (engine/pictures_job.h) ---

// Per sample the number of its picture among the names that errata_show was given, 0xFFFFFFFF for none; valid until the
// next errata_show or errata_close.
EMSCRIPTEN_KEEPALIVE const std::uint32_t* errata_sample_files() {
    return page().pictures.files().data();
}
EMSCRIPTEN_KEEPALIVE unsigned errata_sample_count() {
    return static_cast<unsigned>(page().pictures.files().size());
}

// How far the worker is with what a "measure-pictures" command asked for, 0 to 1; 1: it has ended, or was stopped.
EMSCRIPTEN_KEEPALIVE void errata_measuring(double done) { page().app->set_picture_progress(done); }
// Takes over a buffer of errata_allocate with what it has found. Gives 0, or the error as JSON.
EMSCRIPTEN_KEEPALIVE const char* errata_measured(std::byte* snapshot, double size) {
    const auto owner = owner_of(snapshot);
    if (!page().app->is_open()) return nullptr;  // closed meanwhile
    auto pictures = pictures_from_snapshot({snapshot, static_cast<std::size_t>(size)}, owner,
                                           page().app->whole().dataset.samples.size());
    if (!pictures) return answer(json_of(pictures.error()));
    page().app->set_picture_statistics(*std::move(pictures));
    return nullptr;
}

EMSCRIPTEN_KEEPALIVE void errata_close() { close_all(); }

// debug_snapshot.h says what is in it.
EMSCRIPTEN_KEEPALIVE const char* errata_snapshot() {
    return answer(debug_snapshot(*page().app, page().pictures));
}

// --- pictures (picture_cache.h) --------------------------------------------------------------------------

EMSCRIPTEN_KEEPALIVE unsigned errata_picture_begin(unsigned ticket) {
    return page().pictures.begin(ticket);
}
EMSCRIPTEN_KEEPALIVE void errata_picture_end(unsigned ticket, double width_px, double height_px) {
    page().pictures.end(ticket, static_cast<float>(width_px), static_cast<float>(height_px));
}
EMSCRIPTEN_KEEPALIVE void errata_picture_failed(unsigned ticket, const char* message) {
    page().pictures.failed(ticket, message);
}
EMSCRIPTEN_KEEPALIVE void errata_picture_dropped(unsigned ticket) {
    page().pictures.dropped(ticket);
}

}  // extern "C"
