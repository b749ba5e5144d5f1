// What the page's script does for the module: the few calls that go from C++ to JavaScript.
//
// What it is for: everything of the platform that has no C++ interface. The script answers later, by the
// functions that main.cpp and worker.cpp export.
#pragma once

#include <cstdint>
#include <span>

namespace errata::browser {

// --- on the page ----------------------------------------------------------------------------------------

// Decode image file number `file`, reduced to width × height (0: in its own size). Answered by
// errata_picture_begin and _end, errata_picture_failed or errata_picture_dropped.
void request_picture(std::uint32_t ticket, std::uint32_t file, int width, int height);

// --- in the worker --------------------------------------------------------------------------------------

// Reads from file number `file` at a byte offset; how many bytes, or -1 when the file cannot be read.
int read_file(std::uint32_t file, double offset, std::span<char> out);

// Milliseconds from some beginning.
double now_ms();

}  // namespace errata::browser
