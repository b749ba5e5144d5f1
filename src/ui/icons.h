// Icons: the ones that the page uses, by name, as text in the typeface.
//
// What it is for: an icon stands in any string; tools/subset_font reads this file and keeps only these outlines.
// Source: Google's Material Icons.
#pragma once

namespace errata::ui::icon {

inline constexpr const char* overview = "\uE871";
inline constexpr const char* errors = "\uE868";
inline constexpr const char* confusion = "\uE3EC";
inline constexpr const char* confidence = "\uE6E1";
inline constexpr const char* rules = "\uE90E";
inline constexpr const char* data = "\uE26B";
inline constexpr const char* groups = "\uE8EF";
inline constexpr const char* gallery = "\uE9B0";
inline constexpr const char* image = "\uE3F4";
inline constexpr const char* catalog = "\uE413";
inline constexpr const char* plan = "\uE065";
inline constexpr const char* tag = "\uE54E";
inline constexpr const char* add = "\uE145";
inline constexpr const char* similar = "\uE3B8";
inline constexpr const char* files = "\uE873";
inline constexpr const char* open_folder = "\uE2C8";
inline constexpr const char* search = "\uE8B6";
inline constexpr const char* undo = "\uE166";
inline constexpr const char* redo = "\uE15A";
inline constexpr const char* link = "\uE157";
inline constexpr const char* close = "\uE5CD";
inline constexpr const char* help = "\uE8FD";
inline constexpr const char* more = "\uE5D3";
inline constexpr const char* expand = "\uE5CF";
inline constexpr const char* warning = "\uE002";
inline constexpr const char* check = "\uE5CA";
inline constexpr const char* previous = "\uE5CB";
inline constexpr const char* next = "\uE5CC";
inline constexpr const char* back = "\uE5C4";
inline constexpr const char* forward = "\uE5C8";
inline constexpr const char* zoom_in = "\uE8FF";
inline constexpr const char* zoom_out = "\uE900";
inline constexpr const char* fit = "\uEA10";
inline constexpr const char* side_panel = "\uF114";
inline constexpr const char* columns = "\uE8EC";
inline constexpr const char* copy = "\uE14D";
inline constexpr const char* download = "\uE2C4";

}  // namespace errata::ui::icon
