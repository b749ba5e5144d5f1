# Part of tools/setup: Emscripten. An installed one is used if it is new enough; otherwise Debian 13's
# package, which is independent of the machine, is unpacked in .deps/ and given Debian 12's clang 19.
#
# The result is the file .deps/emscripten-root: the folder that holds em++ (read by tools/cmake).

emscripten_version() { "$1" --version 2>/dev/null | sed -nE '1s/.* ([0-9]+\.[0-9]+\.[0-9]+).*/\1/p'; }

# Folder of an installed em++ that is new enough.
installed_emscripten() {
    local minimum candidate version
    minimum=$(dependency_column emscripten versions)
    for candidate in "${EMSDK:-/nonexistent}/upstream/emscripten/em++" "$(command -v em++ || true)" /usr/share/emscripten/em++; do
        [[ -x $candidate ]] || continue
        version=$(emscripten_version "$candidate")
        if [[ -n $version ]] && version_accepted "$version" "$minimum"; then
            # Debian's /usr/bin/em++ is a wrapper; the folder wanted is the one with the CMake platform file.
            candidate=$(dirname "$(readlink -f "$candidate")")
            if [[ ! -d $candidate/cmake ]]; then candidate=/usr/share/emscripten; fi
            echo "$candidate"
            return
        fi
    done
    return 1
}

set_up_emscripten() {
    local folder candidate minimum
    minimum=$(dependency_column emscripten versions)
    if ! folder=$(installed_emscripten); then
        # Debian 13 and later: the system's own package.
        candidate=$(apt-cache policy emscripten | awk '$1 == "Candidate:" { print $2 }')
        if [[ -n $candidate && $candidate != "(none)" ]] && version_accepted "$candidate" "$minimum"; then
            echo "installing emscripten $candidate"
            quietly apt-emscripten apt_install emscripten ||
                fail "apt-get install emscripten" "$(why apt-emscripten)" "see .deps/logs/apt-emscripten.log"
            folder=/usr/share/emscripten
        else
            unpack_emscripten
            folder=$deps/emscripten/usr/share/emscripten
        fi
    fi
    echo "$folder" >"$deps/emscripten-root"
    echo "Emscripten $(emscripten_version "$folder/em++") in $folder"
}

# Downloads and unpacks one package of a newer suite: unpack_private NAME FOLDER
unpack_private() {
    local package version versions file
    package=$(dependency_column "$1" from)
    versions=$(dependency_column "$1" versions)
    package=${package#*/}
    version=$(binary_versions "$package" | best_version "$versions") ||
        fail "$package" "the Debian archive lists no version that is $versions" \
            "install Emscripten $(dependency_column emscripten versions) yourself (emsdk) and set EMSDK"
    stamped "unpacked-$1" "$version" && return
    echo "unpacking $package $version"
    (cd "$deps/downloads" && quietly "download-$1" private_apt apt-get download "$package=$version") || {
        refresh_private_lists
        version=$(binary_versions "$package" | best_version "$versions") &&
            (cd "$deps/downloads" && quietly "download-$1" private_apt apt-get download "$package=$version")
    } || fail "$package $version" "$(why "download-$1")" "check the network and run tools/setup again"
    file=$(ls -t "$deps/downloads/${package}_"*.deb | head -1)
    mkdir -p "$2"
    dpkg-deb -x "$file" "$2" || fail "$file" "it could not be unpacked" "free some disk space (2 GB) and run tools/setup again"
    # The archive is large and verified only on download; nothing needs it again.
    rm -f "$file"
    stamp "unpacked-$1" "$version"
}

unpack_emscripten() {
    local name loader libraries tool
    prepare_private_apt
    unpack_private emscripten "$deps/emscripten"
    for name in binaryen binaryen-libc binaryen-libstdc++ binaryen-libgcc; do
        unpack_private "$name" "$deps/binaryen"
    done

    # Binaryen wants a newer C library than Debian 12's: run each tool through the loader unpacked beside it.
    loader=$(find "$deps/binaryen" -name 'ld-linux-*.so.*' -print -quit)
    libraries=$(dirname "$(find "$deps/binaryen" -name 'libc.so.6' -print -quit)"):$(dirname "$(find "$deps/binaryen" -name libbinaryen.so -print -quit)")
    libraries+=:$(dirname "$(find "$deps/binaryen" -name 'libstdc++.so.6' -print -quit)")
    mkdir -p "$deps/binaryen/wrapped/bin"
    for tool in "$deps"/binaryen/usr/bin/*; do
        printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$libraries" "$tool" \
            >"$deps/binaryen/wrapped/bin/${tool##*/}"
        chmod +x "$deps/binaryen/wrapped/bin/${tool##*/}"
    done

    # Emscripten reads this file beside itself before looking anywhere else, so no variable needs setting.
    # The cache is complete as packaged: nothing may be built into it.
    cat >"$deps/emscripten/usr/share/emscripten/.emscripten" <<EOF
LLVM_ROOT = '/usr/lib/llvm-19/bin'
BINARYEN_ROOT = '$deps/binaryen/wrapped'
NODE_JS = '$(command -v node)'
CACHE = '$deps/emscripten/usr/share/emscripten/cache'
FROZEN_CACHE = True
EOF
    mkdir -p "$deps/emscripten/usr/share/emscripten/node_modules"
    ln -sfn "$deps/npm/node_modules/acorn" "$deps/emscripten/usr/share/emscripten/node_modules/acorn"
}

# Compiles and runs a page's worth of C++23 once, so that a broken toolchain is found here and not later.
check_emscripten() {
    local folder work
    folder=$(<"$deps/emscripten-root")
    work=$deps/emscripten-check
    mkdir -p "$work"
    cat >"$work/hello.cpp" <<'EOF'
#include <cstdio>
#include <expected>
#include <format>
#include <ranges>
#include <stdexcept>
#include <string>
int main() {
    std::expected<int, std::string> answer = 0;
    for (int i : std::views::iota(0, 4)) *answer += i;
    try {
        throw std::runtime_error(std::format("{} {}", "wasm", *answer));
    } catch (const std::exception& error) {
        std::puts(error.what());
    }
}
EOF
    quietly emscripten-check "$folder/em++" -std=c++23 -O2 -msimd128 -fwasm-exceptions "$work/hello.cpp" -o "$work/hello.js" ||
        fail "Emscripten" "$(why emscripten-check)" "see .deps/logs/emscripten-check.log"
    [[ $(node "$work/hello.js") == "wasm 6" ]] ||
        fail "Emscripten" "a compiled program does not run under node $(node --version)" "install node 18 or newer"
}
