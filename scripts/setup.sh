#!/bin/sh
# Checks for what a build needs: cargo, a C compiler, make, and m4 (GMP's build runs it). Installs m4 where that needs no
# password; otherwise says in one line what is missing. Silent when there is nothing to do.
set -eu

has() {
    command -v "$1" >/dev/null 2>&1
}

fail() {
    echo "setup: $*" >&2
    exit 1
}

# Runs apt-get as root, or says no.
apt() {
    if [ "$(id -u)" -eq 0 ]; then
        DEBIAN_FRONTEND=noninteractive apt-get "$@"
    elif has sudo && sudo -n true >/dev/null 2>&1; then
        sudo -n env DEBIAN_FRONTEND=noninteractive apt-get "$@"
    else
        return 1
    fi
}

install_m4() {
    has apt-get || return 1
    apt install -y -qq --no-install-recommends m4 >/dev/null 2>&1 && return 0
    apt update -qq >/dev/null 2>&1 || return 1
    apt install -y -qq --no-install-recommends m4 >/dev/null 2>&1
}

has cargo || fail "cargo is missing: install Rust 1.89 or later from https://rustup.rs"

missing=""
has gcc || has cc || { [ -n "${CC:-}" ] && has "${CC%% *}"; } || missing="$missing gcc"
has make || missing="$missing make"
if ! has m4; then
    if [ -z "$missing" ] && install_m4 && has m4; then
        echo "setup: installed m4" >&2
    else
        missing="$missing m4"
    fi
fi
[ -z "$missing" ] || fail "missing:$missing. Install with: 'sudo apt-get install gcc make m4' (Debian, Ubuntu)," \
    "'sudo dnf install gcc make m4' (Fedora), 'xcode-select --install && brew install m4' (macOS)"
