# errata_bench, the program that tools/bench times and compares: the evaluation alone; and errata_query_bench, which
# times queries. Both natively and in wasm.

# A file on disk is read the same way in both (Emscripten has these calls of POSIX, too).
add_executable(errata_bench EXCLUDE_FROM_ALL tools/benchmark/errata_bench.cpp src/cli/file_source.cpp)
target_link_libraries(errata_bench PRIVATE errata_engine)
add_executable(errata_query_bench EXCLUDE_FROM_ALL tools/benchmark/errata_query_bench.cpp)
target_link_libraries(errata_query_bench PRIVATE errata_query)
foreach(program errata_bench errata_query_bench)
    target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O3>)
    if(EMSCRIPTEN)
        target_link_options(${program} PRIVATE -O3 -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=4GB
            -sSTACK_SIZE=1MB -sEXIT_RUNTIME=1 -sENVIRONMENT=node)
    endif()
endforeach()
