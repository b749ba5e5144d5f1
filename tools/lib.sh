# Shared by the scripts in tools/: where things are, how they speak, the table of dependencies.
# Source it; it runs nothing by itself.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
tools="$root/tools"
# A link is followed: clones may share what was set up.
deps="$(realpath -m "$root/.deps")"
logs="$deps/logs"

# One line to standard error: what failed, why, what to do; then the script ends.
fail() {
    echo "${0##*/}: $1: $2; $3" >&2
    exit 1
}

# Runs a command and prints how long it took. Returns the command's own exit code.
stage() {
    local title=$1 start=$EPOCHREALTIME code=0
    shift
    echo "== $title"
    "$@" || code=$?
    local end=$EPOCHREALTIME
    local tenths=$(((${end/[.,]/} - ${start/[.,]/}) / 100000))
    echo "== $title: $([[ $code == 0 ]] && echo done || echo FAILED) in $((tenths / 10)).$((tenths % 10)) s"
    return "$code"
}

# Runs a command with its output in a file under .deps/logs; shows nothing. Returns its exit code.
quietly() {
    local log=$logs/$1.log
    shift
    mkdir -p "$logs"
    "$@" >"$log" 2>&1
}

# The line of such a file that tells the cause: the "why" of a failure.
why() {
    grep -E '^(E: |npm (ERR!|error) [^ ]|CMake Error|.*[Ee]rror: )' "$logs/$1.log" | grep -v 'complete log' | tail -1 |
        grep . || tail -1 "$logs/$1.log"
}

# Lines of the table of dependencies of one kind that one of the given parts needs, without comments:
#   dependencies apt native web
dependencies() {
    local kind=$1
    shift
    awk -F'\t' -v kind="$kind" -v wanted="$*" '
        BEGIN { n = split(wanted, part, " ") }
        /^#/ || $1 == "name" || $4 != kind { next }
        { for (i = 1; i <= n; i++) if (("," $3 ",") ~ ("," part[i] ",")) { print; next } }
    ' "$tools/dependencies.tsv"
}

# One column of one dependency: dependency_column emscripten versions
dependency_column() {
    awk -F'\t' -v name="$1" -v column="$2" '
        /^#/ { next }
        $1 == "name" { for (i = 1; i <= NF; i++) if ($i == column) wanted = i; next }
        $1 == name { print $wanted; exit }
    ' "$tools/dependencies.tsv"
}

# True if version $1 is one that pattern $2 (">=1.2" or a shell pattern) accepts.
version_accepted() {
    case $2 in
    -) true ;;
    ">="*) dpkg --compare-versions "${1#*:}" ge "${2#>=}" ;;
    # shellcheck disable=SC2053  # the right side is meant to be a pattern
    *) [[ $1 == $2 ]] ;;
    esac
}

# Stamps make second runs quick: a step is skipped while its key (whatever decides its result) is the same.
stamped() { [[ -f $deps/stamps/$1 && $(<"$deps/stamps/$1") == "$2" ]]; }
stamp() { mkdir -p "$deps/stamps" && printf '%s' "$2" >"$deps/stamps/$1"; }
