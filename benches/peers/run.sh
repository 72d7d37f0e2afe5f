#!/bin/sh
# Laws a second of this toolkit and of its peers, side by side in one run, as a Markdown table.
#
#   benches/peers/run.sh                      # builds, installs the peers into target/peers-venv, measures
#   MASKPROOF='maskproof --threads 1 sweep --vocabulary {V} --length {L} --denominator {N} --json' benches/peers/run.sh
#   SECONDS_EACH=5 ROUNDS=5 benches/peers/run.sh
#
# MASKPROOF is the command that is timed: {V}, {L} and {N} are replaced, and it prints JSON with `laws` and `orbits`. Without
# it, `maskproof sweep` is timed on one thread: all claims of the catalogue that are linear in average entropies, and all schedules. With SLOW=1, so is
# the slow path: every case of one claim by the ordinary evaluation. A second sweep has the claims of `claims`, which tell
# positions apart.
set -eu
cd "$(dirname "$0")/../.."
venv=target/peers-venv
if [ ! -x "$venv/bin/python" ]; then
    "${PYTHON:-python3}" -m venv "$venv"
fi
"$venv/bin/python" -c 'import dit, flint, numpy' 2>/dev/null ||
    "$venv/bin/pip" install --quiet -r benches/peers/requirements.txt
cargo build --quiet --release --locked --package maskproof-cli
sweep='target/release/maskproof --threads 1 sweep --vocabulary {V} --length {L} --denominator {N} --json --quiet'
set -- --command "maskproof sweep, exact=${MASKPROOF:-$sweep}"
for claim in benches/peers/claims/*.toml; do claims=${claims:+$claims,}$claim; done
set -- "$@" --command "maskproof sweep of sets, exact=$sweep --claims $claims"
if [ -n "${SLOW:-}" ]; then
    cargo build --quiet --release --locked --package maskproof --example slow_path
    set -- "$@" --command 'maskproof, slow path=target/release/examples/slow_path {V} {L} {N}'
fi
# One core each: the libraries under numpy would take more.
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
exec "$venv/bin/python" benches/peers/peers.py --seconds "${SECONDS_EACH:-2}" --rounds "${ROUNDS:-3}" "$@"
