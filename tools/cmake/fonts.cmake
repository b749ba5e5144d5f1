# The page's typeface, cut to what it draws: generated/fonts/NAME.bytes and NAME.size, which src/ui includes.

set(font_folder /usr/share/fonts/truetype/roboto/unhinted/RobotoTTF)
set(font_outputs)
foreach(font Roboto-Regular Roboto-Medium)
    string(TOLOWER "${font}" name)
    string(REPLACE "-" "_" name "${name}")
    set(output "${CMAKE_BINARY_DIR}/generated/fonts/${name}")
    add_custom_command(OUTPUT "${output}.bytes" "${output}.size"
        COMMAND "${CMAKE_SOURCE_DIR}/tools/subset_font" "${font_folder}/${font}.ttf" "${output}"
        DEPENDS tools/subset_font
        COMMENT "Subset of ${font}")
    list(APPEND font_outputs "${output}.bytes" "${output}.size")
endforeach()
add_custom_target(errata_font_files DEPENDS ${font_outputs})
add_library(errata_fonts INTERFACE)
target_include_directories(errata_fonts INTERFACE "${CMAKE_BINARY_DIR}/generated/fonts")
add_dependencies(errata_fonts errata_font_files)
