# Imports the compiled dependencies as dependency::imgui, ::simdjson, ::zlib, ::spng, ::re2, ::catch2, and the header-only
# ones as dependency::headers; compiles the former first if this toolchain has none yet.

# A link is followed: clones may share what was built.
file(REAL_PATH "${CMAKE_CURRENT_SOURCE_DIR}/.deps" dependency_root)
set(dependency_project "${CMAKE_CURRENT_SOURCE_DIR}/tools/cmake/dependencies")

# Whatever decides the objects: compiler, flags, sources, and how they are compiled.
execute_process(COMMAND "${CMAKE_CXX_COMPILER}" --version OUTPUT_VARIABLE dependency_key)
string(APPEND dependency_key "${CMAKE_CXX_COMPILER} ${CMAKE_C_FLAGS} ${CMAKE_CXX_FLAGS} ${CMAKE_BUILD_TYPE} ${dependency_root}")
file(READ "${dependency_project}/CMakeLists.txt" dependency_text)
string(APPEND dependency_key "${dependency_text}")
foreach(name imgui simdjson zlib spng re2 catch2)
    if(EXISTS "${dependency_root}/src/${name}/.version")
        file(READ "${dependency_root}/src/${name}/.version" dependency_text)
        string(APPEND dependency_key "${name} ${dependency_text}")
    endif()
endforeach()
string(SHA256 dependency_key "${dependency_key}")
string(SUBSTRING "${dependency_key}" 0 12 dependency_key)
cmake_path(GET CMAKE_BINARY_DIR FILENAME dependency_tree)
set(dependency_folder "${dependency_root}/built/${dependency_tree}-${dependency_key}")

if(NOT EXISTS "${dependency_folder}/complete")
    message(STATUS "Compiling dependencies into ${dependency_folder}")
    execute_process(
        COMMAND "${CMAKE_COMMAND}" -S "${dependency_project}" -B "${dependency_folder}" -G Ninja
            "-DCMAKE_TOOLCHAIN_FILE=${CMAKE_TOOLCHAIN_FILE}" "-DCMAKE_BUILD_TYPE=${CMAKE_BUILD_TYPE}"
            "-DDEPENDENCY_ROOT=${dependency_root}"
            "-DCMAKE_C_FLAGS=${CMAKE_C_FLAGS}" "-DCMAKE_CXX_FLAGS=${CMAKE_CXX_FLAGS}"
        COMMAND_ERROR_IS_FATAL ANY)
    execute_process(COMMAND "${CMAKE_COMMAND}" --build "${dependency_folder}" COMMAND_ERROR_IS_FATAL ANY)
    file(TOUCH "${dependency_folder}/complete")
endif()
include("${dependency_folder}/targets.cmake")

add_library(dependency_headers INTERFACE)
target_include_directories(dependency_headers SYSTEM INTERFACE "${dependency_root}/include")
add_library(dependency::headers ALIAS dependency_headers)
