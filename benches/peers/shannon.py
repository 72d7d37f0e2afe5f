"""Proofs by Shannon's inequalities: maskproof beside psitip and QSopt_ex, on the same claims, one after the other.

Each claim says that a combination of entropies of n variables is at least 0. psitip (PyPI) decides in floating point,
with the solver CBC; `esolver` (Debian package qsopt-ex) solves the linear program over all polymatroids exactly, without
a proof; it is left out where it is not installed. maskproof decides exactly, and where it proves, with a certificate.
Times are wall seconds of one call (the program maskproof, with its start), the median of ROUNDS. True claims that are not
proved are marked, and false ones that are called true.

    pip install psitip pulp scipy numpy matplotlib
    MASKPROOF=target/release/maskproof python3 benches/peers/shannon.py
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
import warnings
from fractions import Fraction
from functools import reduce
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "fixtures" / "references"))
import shannon_esolver

MASKPROOF = os.environ.get("MASKPROOF", "target/release/maskproof")
ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = float(os.environ.get("SECONDS_EACH", "60"))
LENGTHS = [int(n) for n in os.environ.get("LENGTHS", "4,6,8,9,10,11,12").split(",")]


def weighted_han(n):
    """n H(all) >= sum_i i H(X_i | rest): true, no symmetry, unequal weights."""
    full = (1 << n) - 1
    form = {full: Fraction(n)}
    for i in range(n):
        shannon_esolver.add(form, {full: 1, full ^ (1 << i): -1}, Fraction(-(i + 1)))
    return form


def pairs(n):
    """Sum of H over pairs >= (n - 1) H(all): true, symmetric."""
    form = {(1 << n) - 1: Fraction(-(n - 1))}
    for i in range(n):
        for j in range(i + 1, n):
            form[1 << i | 1 << j] = Fraction(1)
    return {key: value for key, value in form.items() if value}


def order(n):
    """Two batches of a fixed order cost at most the total correlation: true, no symmetry."""
    half, full = (1 << (n // 2)) - 1, (1 << n) - 1
    form = {}
    for i in range(n):
        shannon_esolver.add(form, {1 << i: 1}, Fraction(1))
    shannon_esolver.add(form, {full: 1}, Fraction(-1))
    for i in range(n // 2):
        shannon_esolver.add(form, {1 << i: 1}, Fraction(-1))
    shannon_esolver.add(form, {half: 1}, Fraction(1))
    for i in range(n // 2, n):
        shannon_esolver.add(form, {half | 1 << i: 1, half: -1}, Fraction(-1))
    shannon_esolver.add(form, {full: 1, half: -1}, Fraction(1))
    return form


def random_sum(n):
    """A sum of 20 random elemental inequalities with weights 1 to 9: true, no symmetry."""
    random.seed(n)
    rows = [dict(row) for row in shannon_esolver.elementals(n)]
    form = {}
    for _ in range(20):
        shannon_esolver.add(form, random.choice(rows), Fraction(random.randint(1, 9)))
    return form


def less_a_little(n):
    """The same less 10^-8 H(X_1)."""
    form = random_sum(n)
    shannon_esolver.add(form, {1: 1}, Fraction(-1, 10**8))
    return form


CLAIMS = {
    "pairs": pairs,
    "weights": weighted_han,
    "order": order,
    "random": random_sum,
    "random less 1e-8": less_a_little,
}


def is_true(name, form):
    """The sums are true; one less a little is false where it is negative with a coin at X_1 and nothing elsewhere."""
    return name != "random less 1e-8" or sum(value for key, value in form.items() if key & 1) >= 0


def statement(form, n):
    def side(sign):
        terms = [
            f"({abs(value)})*H({','.join(str(i + 1) for i in range(n) if key >> i & 1)})"
            for key, value in sorted(form.items())
            if (value > 0) == (sign > 0)
        ]
        return " + ".join(terms) or "0"

    return f"for all law with L == {n}: {side(1)} >= {side(-1)}"


def by_maskproof(form, n):
    command = [MASKPROOF, "decide", "--statement", statement(form, n), "--length", str(n), "--json"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    outcome = found.stdout.split('"outcome": "')[1].split('"')[0]
    return outcome == "proved"


def by_psitip(form, n):
    variables = [psitip.rv(f"X{i + 1}") for i in range(n)]

    def entropy(key):
        return psitip.H(reduce(lambda a, b: a + b, [variables[i] for i in range(n) if key >> i & 1]))

    total = sum(float(value) * entropy(key) for key, value in form.items())
    return bool(total >= 0)


def by_esolver(form, n):
    return shannon_esolver.minimum(form, n, timeout=SECONDS) == 0


def timed(decide, form, n):
    times, verdict = [], None
    for _ in range(ROUNDS):
        start = time.perf_counter()
        verdict = decide(form, n)
        times.append(time.perf_counter() - start)
        if times[-1] > SECONDS / 4:
            break
    return statistics.median(times), verdict


def main():
    programs = {"maskproof": by_maskproof, "psitip": by_psitip}
    if shutil.which("esolver"):
        programs["esolver"] = by_esolver
    print("| claim | n | " + " | ".join(programs) + " |")
    print("| --- | --- |" + " ---: |" * len(programs))
    is_slow = set()
    for name, make in CLAIMS.items():
        for n in LENGTHS:
            form = make(n)
            truth = is_true(name, form)
            cells = []
            for program, decide in programs.items():
                if (name, program) in is_slow:
                    cells.append("not run")
                    continue
                try:
                    seconds, verdict = timed(decide, form, n)
                except subprocess.TimeoutExpired:
                    seconds, verdict = SECONDS, None
                if seconds > SECONDS / 4:
                    is_slow.add((name, program))
                if verdict is None:
                    remark = " stopped"
                elif verdict == truth:
                    remark = ""
                else:
                    remark = " not proved" if truth else " **called true**"
                cells.append(f"{seconds:.3f}{remark}")
            print(f"| {name} | {n} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    import psitip

    psitip.PsiOpts.setting(solver="pulp.cbc")
    main()
