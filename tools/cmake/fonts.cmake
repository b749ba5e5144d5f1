# The page's typeface and icons, cut to what it draws: generated/fonts/NAME.bytes and NAME.size, which src/ui includes.

set(font_folder /usr/share/fonts/truetype/roboto/unhinted/RobotoTTF)
set(icon_folder /usr/share/fonts/truetype/material-design-icons-iconfont)
set(icon_names "${CMAKE_SOURCE_DIR}/src/ui/icons.h")
set(font_outputs)
function(subset_font file name)
    set(output "${CMAKE_BINARY_DIR}/generated/fonts/${name}")
    add_custom_command(OUTPUT "${output}.bytes" "${output}.size"
        COMMAND "${CMAKE_SOURCE_DIR}/tools/subset_font" "${file}" "${output}" ${ARGN}
        DEPENDS tools/subset_font ${ARGN}
        COMMENT "Subset of ${name}")
    set(font_outputs ${font_outputs} "${output}.bytes" "${output}.size" PARENT_SCOPE)
endfunction()
subset_font("${font_folder}/Roboto-Regular.ttf" roboto_regular)
subset_font("${font_folder}/Roboto-Medium.ttf" roboto_medium)
subset_font("${icon_folder}/MaterialIcons-Regular.ttf" material_icons "${icon_names}")
add_custom_target(errata_font_files DEPENDS ${font_outputs})
add_library(errata_fonts INTERFACE)
target_include_directories(errata_fonts INTERFACE "${CMAKE_BINARY_DIR}/generated/fonts")
add_dependencies(errata_fonts errata_font_files)
