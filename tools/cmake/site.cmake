# The page: its module, and the static site and single file that tools/bundle.mjs makes of it.

file(GLOB page_sources CONFIGURE_DEPENDS src/browser/*.cpp)
if(NOT page_sources)
    add_custom_target(site COMMENT "src/browser has no sources: no page to build")
    add_custom_target(single DEPENDS site)
    return()
endif()

add_executable(page $<TARGET_OBJECTS:errata_browser>)
set_target_properties(page PROPERTIES OUTPUT_NAME errata)
target_link_libraries(page PRIVATE errata_browser)
# A page without main() is a library of functions that its script calls.
file(STRINGS src/browser/main.cpp page_main REGEX "^int main\\(" LIMIT_COUNT 1)
target_link_options(page PRIVATE ${page_link_options} $<$<CONFIG:Release>:-O3>)
if(NOT page_main)
    target_link_options(page PRIVATE --no-entry)
endif()

# Everything the bundle is made of; a change of a style is a matter of a second.
file(GLOB_RECURSE bundle_inputs CONFIGURE_DEPENDS web/* assets/* tools/bundle.mjs build/demo/*)
set(bundle_stamp "${CMAKE_BINARY_DIR}/site.stamp")
if(EXISTS "${CMAKE_SOURCE_DIR}/tools/bundle.mjs")
    add_custom_command(OUTPUT "${bundle_stamp}"
        COMMAND node tools/bundle.mjs --js "$<TARGET_FILE:page>" --wasm "${CMAKE_BINARY_DIR}/errata.wasm"
            --demo build/demo --web build/web --single build/single
        COMMAND "${CMAKE_COMMAND}" -E touch "${bundle_stamp}"
        DEPENDS page ${bundle_inputs}
        WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
        COMMENT "Site and single file")
else()
    add_custom_command(OUTPUT "${bundle_stamp}" COMMAND "${CMAKE_COMMAND}" -E touch "${bundle_stamp}"
        DEPENDS page COMMENT "tools/bundle.mjs is not there: the page is linked and not bundled")
endif()
add_custom_target(site ALL DEPENDS "${bundle_stamp}")
# The single file is bundled from the same objects, with the site.
add_custom_target(single DEPENDS site)
