# Native toolchain: the compiler and C++ library that Emscripten also has, so both targets see one C++23.
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
# No contraction: a fused multiply-add here and none in wasm would give different last bits.
set(CMAKE_C_FLAGS_INIT "-ffp-contract=off")
set(CMAKE_CXX_FLAGS_INIT "-ffp-contract=off -stdlib=libc++")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld -stdlib=libc++")

# Build type "Sanitize": any finding ends the program, so a test that meets one fails.
set(sanitize_flags "-O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,float-cast-overflow -fno-sanitize-recover=all")
set(CMAKE_C_FLAGS_SANITIZE "${sanitize_flags}" CACHE STRING "")
set(CMAKE_CXX_FLAGS_SANITIZE "${sanitize_flags} -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE" CACHE STRING "")
set(CMAKE_EXE_LINKER_FLAGS_SANITIZE "-fsanitize=address,undefined" CACHE STRING "")
