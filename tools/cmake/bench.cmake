# What is measured from inside, natively and in wasm: errata_bench, the evaluation alone, which tools/bench times and
# compares; errata_restrict_bench, metrics of selections and groups; errata_query_bench, queries;
# errata_curate_bench, sampling plans and near duplicates.

foreach(bench errata_bench errata_restrict_bench errata_query_bench errata_curate_bench)
    # A file on disk is read the same way in both (Emscripten has these calls of POSIX, too).
    add_executable(${bench} EXCLUDE_FROM_ALL tools/benchmark/${bench}.cpp src/cli/file_source.cpp)
    target_link_libraries(${bench} PRIVATE errata_engine)
    target_compile_options(${bench} PRIVATE $<$<CONFIG:Release>:-O3>)
    if(EMSCRIPTEN)
        target_link_options(${bench} PRIVATE -O3 -sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sMAXIMUM_MEMORY=4GB
            -sSTACK_SIZE=1MB -sEXIT_RUNTIME=1 -sENVIRONMENT=node)
    endif()
endforeach()
