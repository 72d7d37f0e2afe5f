#!/bin/sh
# Builds maskproof against a GMP and an MPFR that are compiled afresh and pass their own test suites.
#
# The build script of gmp-mpfr-sys runs `make check` for both only when it compiles them. It does not compile what it finds
# in its cache of C builds, or already in the target folder. So this build has a target folder and a cache of its own,
# both empty at the start, and the log is checked for the two test runs at the end.
set -eu

target="$(pwd)/target/gmp-self-tests"
rm -rf "$target"
GMP_MPFR_SYS_CACHE="$target/cache" \
    cargo build --release --locked --package maskproof-cli --no-default-features --target-dir target/gmp-self-tests

log="$(find "$target/release/build" -mindepth 2 -maxdepth 2 -path '*/gmp-mpfr-sys-*/output' -type f)"
[ -f "$log" ] || { echo "gmp-self-tests: no single log of the GMP and MPFR builds in $target" >&2; exit 1; }
runs="$(grep -c '^\$ .*"make".*"check"' "$log" || true)"
[ "$runs" -eq 2 ] || { echo "gmp-self-tests: $runs test suites ran, expected 2 (GMP, MPFR)" >&2; exit 1; }
awk '/^# PASS: /{ pass += $3 } /^# (FAIL|XPASS|ERROR): /{ bad += $3 }
     END { printf "gmp-self-tests: GMP and MPFR passed their own tests: %d programs passed, %d failed\n", pass, bad
           exit !(pass > 0 && bad == 0) }' "$log"
