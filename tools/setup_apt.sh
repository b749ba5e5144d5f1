# Part of tools/setup: packages of the system's own Debian, and the private apt configuration.

# Node can be had from elsewhere (nodesource, nvm): ask the program, not the package.
node_is_recent() {
    local minimum
    minimum=$(dependency_column node versions)
    command -v node >/dev/null && node -e "process.exit(parseInt(process.versions.node) >= ${minimum#>=} ? 0 : 1)"
}

package_present() {
    case $1 in
    nodejs) node_is_recent ;;
    npm) command -v npm >/dev/null ;;
    # Any of the following may be there without being a package.
    chromium | cmake | ccache | git | python3) command -v "$1" >/dev/null ;;
    *) [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]] ;;
    esac
}

as_root() {
    if [[ $EUID == 0 ]]; then "$@"; else sudo "$@"; fi
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive as_root apt-get install -y --no-install-recommends \
        -o DPkg::Lock::Timeout=600 "$@"
}

install_system_packages() {
    local missing=() package other _
    while IFS=$'\t' read -r _ _ _ _ package _; do
        package_present "$package" || missing+=("$package")
    done < <(dependencies apt "$@")
    [[ ${#missing[@]} -gt 0 ]] || return 0

    command -v apt-get >/dev/null ||
        fail "missing: ${missing[*]}" "this system has no apt-get" "install them by hand or use Debian 12 or later"
    [[ $EUID == 0 ]] || command -v sudo >/dev/null ||
        fail "missing: ${missing[*]}" "installing needs root" "run tools/setup as root once"

    # Two releases of libc++'s headers cannot be installed side by side; apt would remove the other silently.
    if [[ " ${missing[*]} " == *" libc++-19-dev "* ]]; then
        other=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' 'libc++-*-dev' 'libc++abi-*-dev' 2>/dev/null |
            awk '$1 == "installed" && $2 !~ /-19-dev$/ { printf "%s ", $2 }')
        [[ -z $other ]] ||
            fail "libc++-19-dev" "it conflicts with ${other% }, which is installed" \
                "remove that with 'apt-get remove ${other% }' and run tools/setup again"
    fi

    echo "installing ${missing[*]}"
    quietly apt-install apt_install "${missing[@]}" && return
    # Usually the lists are absent or old.
    quietly apt-update as_root apt-get update ||
        fail "apt-get update" "$(why apt-update)" "check the network and the system's apt sources"
    quietly apt-install apt_install "${missing[@]}" ||
        fail "apt-get install" "$(why apt-install)" "see .deps/logs/apt-install.log"
}

# apt with sources, lists and cache of our own: newer suites are seen without changing the system's.
# Signatures are verified as always, with Debian's own keyring.
private_apt() {
    local command=$1
    shift
    "$command" -o Dir::Etc::sourcelist="$deps/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null \
        -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null \
        -o Dir::State::lists="$deps/apt/lists" -o Dir::State::status="$deps/apt/status" \
        -o Dir::Cache="$deps/apt/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none \
        -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false -o Acquire::Retries=2 "$@"
}

# The Debian archive that this machine is configured to use.
debian_mirror() {
    local codename
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(REPO_URI)|$(ORIGIN)|$(LABEL)|$(RELEASE)|$(COMPONENT)' 'Created-By: Packages' |
        awk -F'|' -v codename="$codename" '
            $2 == "Debian" && $3 == "Debian" && $5 == "main" { print $1; found = 1; exit }
            $2 == "" && $4 == codename && $5 == "main" && !guess { guess = $1 }
            END { if (!found && guess) print guess }'
}

prepare_private_apt() {
    local mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg key
    mirror=$(debian_mirror)
    [[ -n $mirror ]] ||
        fail "Debian mirror" "apt's configuration names no Debian main archive" "run 'apt-get update', or use Debian 12 or later"
    [[ -f $keyring ]] || fail "$keyring" "it is absent" "apt-get install debian-archive-keyring"
    mkdir -p "$deps/apt/lists/partial" "$deps/apt/cache/archives/partial" "$deps/downloads"
    touch "$deps/apt/status"
    {
        # bookworm has the oldest sources we take, trixie the tools, sid what is newest.
        echo "deb [signed-by=$keyring] $mirror trixie main"
        echo "deb-src [signed-by=$keyring] $mirror bookworm main"
        echo "deb-src [signed-by=$keyring] $mirror trixie main"
        echo "deb-src [signed-by=$keyring] $mirror sid main"
    } >"$deps/apt/sources.list"

    # Lists of the last day are good enough; a download that fails refreshes them.
    key="$(<"$deps/apt/sources.list") $(date +%F)"
    stamped apt-lists "$key" || refresh_private_lists
    stamp apt-lists "$key"
}

# A suite that cannot be reached is no failure here: the package that wants it will say so.
refresh_private_lists() {
    quietly private-apt-update private_apt apt-get update ||
        echo "note: $(why private-apt-update)" >&2
}

# Versions of a binary package that the private lists hold, newest first.
binary_versions() { private_apt apt-cache madison "$1" 2>/dev/null | awk -F' *\\| *' '/Packages/ { print $2 }'; }

# Versions of a source package, newest first.
source_versions() {
    private_apt apt-cache showsrc --only-source "$1" 2>/dev/null | awk '/^Version:/ { print $2 }' | sort -Vru
}

# First version on the list $2 (patterns, best first) among the lines of standard input.
best_version() {
    local available pattern version
    mapfile -t available
    for pattern in $1; do
        for version in "${available[@]}"; do
            if version_accepted "$version" "$pattern"; then
                echo "$version"
                return
            fi
        done
    done
    return 1
}
