# How the page's module is linked, in one place. What the browser layer calls of Emscripten's runtime from
# JavaScript is named in page_runtime; functions of ours are exported where they stand, with
# EMSCRIPTEN_KEEPALIVE.
set(page_runtime HEAPU8 HEAPU32 HEAPF32 UTF8ToString stringToUTF8 lengthBytesUTF8 GL wasmMemory)

list(JOIN page_runtime "," page_runtime)
set(page_link_options
    -sMODULARIZE=1
    -sEXPORT_NAME=createErrata
    -sENVIRONMENT=web,worker
    # Files are read by the browser; a file system of Emscripten's would only add weight.
    -sFILESYSTEM=0
    # No eval: the page's Content-Security-Policy forbids it.
    -sDYNAMIC_EXECUTION=0
    -sALLOW_MEMORY_GROWTH=1
    -sMAXIMUM_MEMORY=4GB
    -sSTACK_SIZE=1MB
    -sMIN_WEBGL_VERSION=2
    -sMAX_WEBGL_VERSION=2
    -sINCOMING_MODULE_JS_API=canvas,instantiateWasm,locateFile,wasmBinary,print,printErr,onAbort
    -sEXPORTED_RUNTIME_METHODS=${page_runtime}
    -sEXPORTED_FUNCTIONS=_malloc,_free
    # Which object each byte comes from, for tools/size_report.
    "-Wl,-Map=${CMAKE_BINARY_DIR}/errata.map")
