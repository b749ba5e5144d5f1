# Unit and parity tests: one program of all, the same cases in every tree; ctest runs it once per source file.

file(GLOB_RECURSE test_sources CONFIGURE_DEPENDS tests/unit/*.cpp tests/parity/*.cpp tests/support/*.cpp)
if(NOT test_sources)
    return()
endif()

add_executable(errata_tests ${test_sources})
target_include_directories(errata_tests PRIVATE tests)
target_compile_definitions(errata_tests PRIVATE "ERRATA_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"")
target_compile_options(errata_tests PRIVATE $<$<CONFIG:Release>:-O1>)
target_link_libraries(errata_tests PRIVATE errata_engine errata_demo errata_ui dependency::catch2)
target_compile_options(errata_tests PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
# Parsed once rather than in every file: most of what a small test takes to compile. Sources include what they use.
target_precompile_headers(errata_tests PRIVATE <catch2/catch_amalgamated.hpp> <nlohmann/json.hpp> <algorithm> <format>
    <functional> <map> <memory> <ranges> <string> <vector>)
if(EMSCRIPTEN)
    # Node's own file system, so the tests read the same files; a stack as generous as the native one.
    target_link_options(errata_tests PRIVATE -O1 -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=4GB
        -sSTACK_SIZE=8MB -sEXIT_RUNTIME=1 -sENVIRONMENT=node
        "--pre-js=${CMAKE_SOURCE_DIR}/tools/cmake/node_environment.js")
endif()

foreach(source IN LISTS test_sources)
    file(STRINGS "${source}" cases REGEX "TEST_CASE|SCENARIO" LIMIT_COUNT 1)
    if(cases)
        cmake_path(GET source STEM LAST_ONLY name)
        # Catch2 tags each case with its file's name when asked to (-#).
        add_test(NAME "${name}" COMMAND errata_tests "-#" --colour-mode none --rng-seed 1 "[#${name}]"
            WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}")
        set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
        # Catch2 ends with 4 when every case was skipped (reference results that are not there).
        set_tests_properties("${name}" PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 4
            ENVIRONMENT "UBSAN_OPTIONS=print_stacktrace=1;ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer")
    endif()
endforeach()

# Fuzzers, by name only; libFuzzer goes with the sanitizers.
if(CMAKE_BUILD_TYPE STREQUAL "Sanitize" AND NOT EMSCRIPTEN)
    add_executable(errata_query_fuzz EXCLUDE_FROM_ALL tests/fuzz/query_fuzz.cpp tests/support/query_tables.cpp)
    target_include_directories(errata_query_fuzz PRIVATE tests)
    target_compile_options(errata_query_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_options(errata_query_fuzz PRIVATE -fsanitize=fuzzer)
    # The fuzzer's own runtime is a libstdc++ build; -lstdc++ would mean libc++ here.
    target_link_libraries(errata_query_fuzz PRIVATE errata_query -l:libstdc++.so.6)
endif()
