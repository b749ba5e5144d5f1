# Web toolchain: the Emscripten that tools/setup found or unpacked, with the flags that every object shares.
set(errata_root_file "${CMAKE_CURRENT_LIST_DIR}/../../.deps/emscripten-root")
if(NOT EXISTS "${errata_root_file}")
    message(FATAL_ERROR "Emscripten: tools/setup has not run yet; run 'tools/setup web'")
endif()
file(STRINGS "${errata_root_file}" errata_emscripten LIMIT_COUNT 1)

# Exceptions stay inside their module, but libraries that throw need them (see ARCHITECTURE.md).
set(CMAKE_C_FLAGS_INIT "-ffp-contract=off -msimd128 -msse2")
set(CMAKE_CXX_FLAGS_INIT "-ffp-contract=off -msimd128 -msse2 -fwasm-exceptions")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fwasm-exceptions")

include("${errata_emscripten}/cmake/Modules/Platform/Emscripten.cmake")
