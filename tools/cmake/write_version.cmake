# Writes the header that holds the version, only when it changes, so that nothing is compiled again in vain:
#   cmake -DVERSION=0.1.0 -DSOURCE=… -DHEADER=… -P write_version.cmake
execute_process(COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=10 --exclude=*
    OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
if(commit)
    set(VERSION "${VERSION}+${commit}")
endif()
file(CONFIGURE OUTPUT "${HEADER}" CONTENT [[
// Written by tools/cmake/write_version.cmake.
#pragma once

#include <string_view>

namespace errata {
inline constexpr std::string_view version = "@VERSION@";
}  // namespace errata
]] @ONLY)
