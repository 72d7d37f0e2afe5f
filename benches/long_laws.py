#!/usr/bin/env python3
"""Laws by their sequences: all entropies of sets of positions, beside numpy and dit on the same laws.

    python3 benches/long_laws.py [PROGRAM]      # needs numpy; dit where it is installed

`maskproof analyse` reads the law, computes its average entropies exactly, and finds the best schedules with the bounds of the
catalogue. numpy computes the entropies of all sets in doubles, each from the classes of the set without its last position; dit
computes them one by one. Seconds are of processor time, medians of three rounds, in which all take turns; a peer that would
take minutes is left out (`-`).
"""

import itertools
import json
import math
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy

try:
    import dit
except ImportError:
    dit = None

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "target/release/maskproof"
ROUNDS = 3
#: length, sequences, tokens, whether numpy and dit take part
LAWS = [
    (8, 500, 3, True, True),
    (12, 10_000, 4, True, False),
    (16, 10_000, 1000, False, False),
    (16, 100_000, 4, False, False),
    (20, 10_000, 2, False, False),
    (20, 10_000, 4, False, False),
]


def law(length, sequences, tokens):
    draw = random.Random(1)
    found = set()
    while len(found) < sequences:
        found.add(tuple(draw.randrange(tokens) for _ in range(length)))
    rows = sorted(found)
    return rows, [draw.randint(1, 9) for _ in rows]


def write(path, length, tokens, rows, counts):
    document = {
        "name": f"random, L = {length}",
        "length": length,
        "vocabulary": [str(token) for token in range(tokens)],
        "counts": [[[str(token) for token in row], count] for row, count in zip(rows, counts)],
    }
    path.write_text(json.dumps(document))


def with_program(path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    printed = subprocess.run([PROGRAM, "analyse", "--json", "--digits", "12", path], check=True, capture_output=True)
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    averages = [float(value["nats"]) for value in json.loads(printed.stdout)["average_entropies"]]
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall, averages


def with_numpy(rows, counts, length):
    start = time.process_time()
    columns = numpy.array(rows, dtype=numpy.int64).T
    weights = numpy.array(counts, dtype=numpy.float64)
    total, base = weights.sum(), columns.max() + 1
    sums = [0.0] * (length + 1)

    def visit(classes, size, first):
        share = numpy.bincount(classes, weights) / total
        sums[size] -= float((share * numpy.log(share)).sum())
        for position in range(first, length):
            pairs = classes * base + columns[position]
            visit(numpy.unique(pairs, return_inverse=True)[1].ravel(), size + 1, position + 1)

    visit(numpy.zeros(len(rows), dtype=numpy.int64), 0, 0)
    averages = [value / math.comb(length, size) for size, value in enumerate(sums)]
    return time.process_time() - start, averages


def with_dit(rows, counts, length):
    start = time.process_time()
    total = sum(counts)
    distribution = dit.Distribution(["".join(map(str, row)) for row in rows], [count / total for count in counts])
    for size in range(1, length + 1):
        for positions in itertools.combinations(range(length), size):
            dit.shannon.entropy(distribution, list(positions))
    return time.process_time() - start


def main():
    folder = pathlib.Path(tempfile.mkdtemp())
    print("| L | sequences | tokens | maskproof, exact | wall | numpy | dit | memory so far |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for length, sequences, tokens, has_numpy, has_dit in LAWS:
        rows, counts = law(length, sequences, tokens)
        path = folder / f"l{length}-{sequences}-{tokens}.json"
        write(path, length, tokens, rows, counts)
        times = {"own": [], "wall": [], "numpy": [], "dit": []}
        for _ in range(ROUNDS):
            seconds, wall, averages = with_program(path)
            times["own"].append(seconds)
            times["wall"].append(wall)
            if has_numpy:
                seconds, others = with_numpy(rows, counts, length)
                times["numpy"].append(seconds)
                assert all(abs(a - b) < 1e-9 for a, b in zip(averages, others)), "another result"
            if has_dit and dit:
                times["dit"].append(with_dit(rows, counts, length))
        shown = [f"{statistics.median(taken):.2f} s" if taken else "-" for taken in times.values()]
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
        print(f"| {length} | {sequences:,} | {tokens:,} | {' | '.join(shown)} | {memory} MiB |", flush=True)


main()
