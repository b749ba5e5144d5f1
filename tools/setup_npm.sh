# Part of tools/setup: npm packages, at exactly the versions of the table, into .deps/npm. node_modules at
# the top is a link to them, because scripts find their imports that way.

install_npm_packages() {
    local wanted=() package version key _
    # All of them whatever the part: they are few, and npm removes what it is not told of.
    while IFS=$'\t' read -r _ _ _ _ package version _; do
        wanted+=("\"$package\": \"$version\"")
    done < <(dependencies npm native web browser)
    key="${wanted[*]}"
    if ! stamped npm "$key" || [[ ! -d $deps/npm/node_modules ]]; then
        mkdir -p "$deps/npm"
        printf '{"private": true, "dependencies": {%s}}\n' "$(IFS=,; echo "${wanted[*]}")" >"$deps/npm/package.json"
        (cd "$deps/npm" && quietly npm npm install --no-package-lock --no-audit --no-fund --ignore-scripts) ||
            fail "npm install" "$(why npm)" "check the network; see .deps/logs/npm.log"
        stamp npm "$key"
    fi
    ln -sfn .deps/npm/node_modules "$root/node_modules"
}
