// Lines for errors and warnings, found when they are needed.
//
// What it is for: readers record bytes, which cost nothing; the few places that are shown to a person
// are turned into lines by reading the (unpacked) file once more.
#pragma once

#include "base/byte_source.h"
#include "base/error.h"
#include "base/warnings.h"

namespace errata {

// The error with its line, where it has a byte and its file is the source's.
Error with_line(Error error, const ByteSource& source);

// Gives lines to the examples of this file's warnings.
void resolve_lines(Warnings& warnings, const ByteSource& source);

}  // namespace errata
