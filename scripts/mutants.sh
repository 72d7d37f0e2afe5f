#!/bin/sh
# Mutation tests of the exact layer and of the checker: `sh scripts/mutants.sh [exact] [checker]`, both by default.
#
# cargo-mutants changes one place of the sources at a time and runs the tests, which should fail. Each part is copied into a
# small crate of its own under target/mutants, where a change rebuilds little: the exact layer with tests/exact, the checker
# with its own tests and the fixtures, in two stages: what survives the unit tests and the corpus, the tests of the program try. (Left out
# are the test of one-place changes and the files of the corpus that reach a limit of work: each takes many seconds.)
# Survivors are compared with a kept list (`tests/exact/mutants.txt`, `checker/tests/mutants.txt`), which says of each why no
# test can tell it from the original. One that is not listed fails the script, and so does an entry that nothing needs.
#
# `sh scripts/mutants.sh --compare exact` compares the results of an earlier run again, and runs nothing. With `--again` a run takes
# the sources and tests as they are now, and tries only what was not killed before, or is on another line. What stands after `--` is
# handed to cargo-mutants: `sh scripts/mutants.sh exact -- --file sign.rs` tries the mutants of one file only, and asks of
# no other whether its entry is still needed.
set -eu
cd "$(dirname "$0")/.."

version=27.1.0
cargo=${CARGO:-cargo}
root=target/mutants

fail() {
    echo "mutants: $*" >&2
    exit 1
}

# Copies a folder or a file of the repository to the same place of a crate. Old files there vanish.
copy() {
    for path in "$@"; do
        rm -rf "${crate:?}/$path"
        mkdir -p "$crate/$(dirname "$path")"
        cp -Rp "$path" "$crate/$path"
    done
}

# The lines of a table of a manifest for some keys.
dependencies() {
    manifest=$1
    shift
    for name in "$@"; do
        grep -E "^$name = " "$manifest" || fail "$manifest has no $name: mend the list in scripts/mutants.sh"
    done
}

# Dependencies are compiled once, optimised; what changes is compiled as fast as its tests allow, with all assertions.
profile() {
    printf '\n[profile.dev]\nopt-level = %s\ndebug = false\n\n[profile.dev.package."*"]\nopt-level = 2\n' "$1"
}

# How tests are run: no further than the first failure (libtest takes that option under this variable only; the compiler does not
# see it), and with less memory and processor time than a loop without end would take. Seconds of the processor are the same on a
# busy machine, where those of the clock stop tests that would pass; the limit is several times what all the tests need.
configuration() {
    mkdir -p "$crate/.cargo"
    cat >"$crate/.cargo/config.toml" <<'END'
[target.'cfg(all())']
runner = ["sh", "-c", "ulimit -v 4194304; ulimit -t 20; RUSTC_BOOTSTRAP=1 exec \"$0\" \"$@\" -Z unstable-options --fail-fast"]
END
}

assemble_exact() {
    copy src/exact src/limits.rs tests/exact fixtures/references Cargo.lock
    printf 'pub mod exact;\npub mod limits;\n' >"$crate/src/lib.rs"
    {
        printf '[workspace]\n\n[package]\nname = "maskproof"\nversion = "0.0.0"\nedition = "2024"\n\n[lib]\ndoctest = false\n'
        printf '\n[features]\ndefault = ["gmp-mpfr-sys/c-no-tests"]\n\n[dependencies]\n'
        dependencies Cargo.toml gmp-mpfr-sys rug rustc-hash thiserror
        printf '\n[dev-dependencies]\n'
        dependencies Cargo.toml itertools num-bigint num-rational num-traits quickcheck serde serde_json
        profile 1
    } >"$crate/Cargo.toml"
}

assemble_checker() {
    copy checker fixtures Cargo.lock
    {
        printf '[workspace]\nmembers = ["checker"]\nresolver = "3"\n\n'
        awk '/^\[/ { wanted = /^\[workspace\../ } wanted' Cargo.toml
        profile 0
    } >"$crate/Cargo.toml"
    # Its library has documentation tests, which are slow to build and test no more than the others.
    printf '\n[lib]\ndoctest = false\n' >>"$crate/checker/Cargo.toml"
    # The corpus becomes a module of the library, named to run last: a change is then compiled and linked once.
    printf '%s\n' '#[cfg(test)]' 'extern crate self as maskproof_checker;' '#[cfg(test)]' '#[path = "../tests/corpus.rs"]' \
        'mod zcorpus;' >>"$crate/checker/src/lib.rs"
    # Files that take seconds, as they reach a limit of work, are left out.
    for name in fields logarithms names near-ties powers-in-folds work; do
        rm "$crate/fixtures/certificates/declined/too-large.$name.json"
    done
}

# Every mutant of the last run, a line each: outcome, tab, the key of the kept list. A key is `file: change: line`, where the
# line is that of the source, so that it holds until the line changes; equal keys of one file are numbered from the second on.
keys() {
    for outcome in caught missed timeout unviable; do
        sed "s/^/$outcome:/" "$crate/mutants.out/$outcome.txt"
    done | sort -t: -k2,2 -k3,3n -k4,4n | while IFS=: read -r outcome file line _ change; do
        printf '%s\t%s:%s: %s\n' "$outcome" "$file" "$change" "$(sed -n "${line}s/^ *//p" "$crate/$file")"
    done | awk -F'\t' '{ seen[$2]++; print $1 "\t" $2 (seen[$2] > 1 ? " (" seen[$2] ")" : "") }'
}

# The keys of a kept list: after `# `, why; then the file; then its changes, two blanks before each.
listed() {
    awk '/^#/ || /^$/ { next } /^  / { print file ": " substr($0, 3); next } { file = $0 }' "$1"
}

# Prints the figures, survivors that are not listed, and entries that nothing needs; fails when there are any of the latter two.
compare() {
    kept=$1
    keys >"$crate/keys.txt"
    listed "$kept" | sort >"$crate/listed.txt"
    awk -F'\t' '$1 == "missed" { print $2 }' "$crate/keys.txt" | sort >"$crate/missed.txt"
    comm -13 "$crate/listed.txt" "$crate/missed.txt" >"$crate/new.txt"
    comm -23 "$crate/listed.txt" "$crate/missed.txt" >"$crate/stale.txt"
    if [ -n "$more" ]; then
        # Part of the mutants: an entry may belong to one that was not tried.
        cut -f2 "$crate/keys.txt" | sort | comm -12 - "$crate/stale.txt" >"$crate/stale.tmp"
        mv "$crate/stale.tmp" "$crate/stale.txt"
    fi
    awk -F'\t' -v part="$part" -v listed="$(comm -12 "$crate/listed.txt" "$crate/missed.txt" | wc -l)" '
        { count[$1]++ }
        END { printf "mutants: %s: %d viable: %d killed, %d timed out, %d survived (%d listed); %d unviable\n", part,
              count["caught"] + count["timeout"] + count["missed"], count["caught"], count["timeout"], count["missed"], listed,
              count["unviable"] }' "$crate/keys.txt"
    sed 's/^/mutants: survived, and not in the list: /' "$crate/new.txt"
    sed 's/^/mutants: in the list, and killed, timed out or gone: /' "$crate/stale.txt"
    [ ! -s "$crate/new.txt" ] && [ ! -s "$crate/stale.txt" ]
}

run() {
    [ "$($cargo mutants --version 2>/dev/null)" = "cargo-mutants $version" ] ||
        fail "cargo-mutants $version is needed: 'cargo install cargo-mutants --version $version --locked'"
    mkdir -p "$crate"
    "assemble_$part"
    configuration
    # The lock file is that of the repository: this drops what the small crate does not use, and changes no version.
    (cd "$crate" && $cargo metadata --format-version 1 >/dev/null)
    $again || rm -rf "$crate"/mutants.out "$crate"/known-*.txt
    # What a run that was stopped has found.
    [ ! -d "$crate/mutants.out" ] || know
    case $part in
        # The limits are those of all layers, and come along.
        exact) mutants --exclude src/limits.rs ;;
        checker)
            # First the unit tests and the corpus, for the library; then, for what survives that and for the program, the
            # program's tests.
            mutants --exclude checker/src/main.rs -C=--lib -- -- --skip every_kind --skip every_reason --skip control_
            copy fixtures
            mutants -C=--bins -C=--test=program
            ;;
    esac
    for outcome in caught timeout unviable; do
        cp "$crate/known-$outcome.txt" "$crate/mutants.out/$outcome.txt"
    done
}

# cargo-mutants with some arguments, on what no earlier stage has killed. It exits with 2 where mutants survive and 3 where some time
# out: `compare` judges those.
mutants() {
    CARGO_TARGET_DIR="$PWD/$root/build/$part" $cargo mutants --dir "$crate" --output "$crate" --in-place --iterate --no-shuffle \
        --colors never --timeout 600 $more "$@" || [ $? -le 3 ]
    know
}

# Keeps what the last stage has killed, as long as there is such a mutant.
know() {
    $cargo mutants --list --dir "$crate" --colors never >"$crate/all.txt"
    for outcome in caught timeout unviable; do
        touch "$crate/known-$outcome.txt"
        sort -u "$crate/known-$outcome.txt" "$crate/mutants.out/$outcome.txt" >"$crate/known.tmp"
        grep -Fx -f "$crate/all.txt" "$crate/known.tmp" >"$crate/known-$outcome.txt" || [ $? -eq 1 ]
    done
}

again=false
only_compare=false
parts=
more=
while [ $# -gt 0 ]; do
    case $1 in
        --compare) only_compare=true ;;
        --again) again=true ;;
        --) shift; more=$*; break ;;
        exact | checker) parts="$parts $1" ;;
        *) fail "no part $1: exact or checker" ;;
    esac
    shift
done
bad=0
for part in ${parts:-exact checker}; do
    crate=$root/$part
    case $part in
        exact) kept=tests/exact/mutants.txt ;;
        checker) kept=checker/tests/mutants.txt ;;
    esac
    $only_compare || run
    compare "$kept" || bad=1
done
exit $bad
