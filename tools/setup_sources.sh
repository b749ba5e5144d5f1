# Part of tools/setup: sources of libraries that are compiled for every target (into .deps/src/NAME), and
# links to header-only libraries (into .deps/include; em++ must never see all of /usr/include).

fetch_sources() {
    local name package versions key _
    while IFS=$'\t' read -r name _ _ _ package versions _; do
        # A version once fetched stays until the table changes: pins that go dead do no harm then.
        key="$package $versions"
        stamped "source-$name" "$key" && [[ -d $deps/src/$name ]] && continue
        fetch_source "$name" "${package#*/}" "$versions"
        stamp "source-$name" "$key"
    done < <(dependencies source "$@")
}

fetch_source() {
    local name=$1 package=$2 versions=$3 version archive folder=$deps/downloads/source-$1
    prepare_private_apt
    rm -rf "$folder"
    mkdir -p "$folder"
    if version=$(source_versions "$package" | best_version "$versions") &&
        (cd "$folder" && quietly "source-$name" private_apt apt-get source --download-only "$package=$version"); then
        archive=$(find "$folder" -name '*.orig.tar.*' -not -name '*.asc')
        rm -rf "$deps/src/$name"
        mkdir -p "$deps/src/$name"
        # Debian's patches concern its own packaging of these libraries; upstream's files are what we want.
        tar -xf "$archive" -C "$deps/src/$name" --strip-components=1 ||
            fail "$archive" "it could not be unpacked" "remove .deps/downloads and run tools/setup again"
        rm -rf "$folder"
        echo "$version" >"$deps/src/$name/.version"
        echo "$name $version"
        return
    fi
    # Not fatal: CMake takes upstream's archive instead, where it can be reached.
    echo "note: $package: the Debian archive offers $(source_versions "$package" | paste -sd' ' | grep . || echo 'no version (suite not reached?)')," \
        "wanted $versions; CMake will fetch $(dependency_column "$name" upstream)" >&2
    rm -rf "$folder" "${deps:?}/src/$name"
}

link_headers() {
    local folder=$deps/include header
    mkdir -p "$folder"
    for header in nlohmann stb CLI xxhash.h fast_float; do
        [[ -e /usr/include/$header ]] ||
            fail "/usr/include/$header" "the header is not where its Debian package puts it" "install the package by hand"
        ln -sfn "/usr/include/$header" "$folder/$header"
    done
}
