"""How the cost of `maskproof sweep` grows: with the size of the pattern table, with threads, and in memory.

    python3 benches/scaling.py [target/release/maskproof]

Prints three Markdown tables. Medians of three runs, seconds of processor time unless it says otherwise.
"""

import json
import os
import statistics
import subprocess
import sys
import time

PROGRAM = sys.argv[1] if len(sys.argv) > 1 else "target/release/maskproof"
SHAPES = [(2, 2, 500), (3, 2, 28), (2, 3, 50), (4, 2, 18), (2, 4, 18), (3, 3, 12), (2, 5, 11)]
MEMORY = [(2, 4, n) for n in (10, 13, 16, 19, 22)]
THREADS = (2, 4, 20)
ROUNDS = 3


def run(vocabulary, length, denominator, threads):
    command = [PROGRAM, "--threads", str(threads), "sweep", "--vocabulary", str(vocabulary), "--length", str(length),
               "--denominator", str(denominator), "--json", "--quiet"]
    start = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.PIPE)
    found = json.loads(child.stdout.read())
    _, status, used = os.wait4(child.pid, 0)
    wall = time.monotonic() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    return found, used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024


def median(case, threads, of):
    runs = [run(*case, threads) for _ in range(ROUNDS)]
    return runs[0][0], statistics.median(of(run) for run in runs)


def main():
    print("| V | L | N | (V+1)^L | forms | orbits | ns an orbit | ns an orbit and pattern |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for v, l, n in SHAPES:
        found, seconds = median((v, l, n), 1, lambda run: run[1])
        nanoseconds, patterns = seconds / found["orbits"] * 1e9, (v + 1) ** l
        print(f"| {v} | {l} | {n} | {patterns} | {found['forms']} | {found['orbits']:,} | {nanoseconds:.0f} | "
              f"{nanoseconds / patterns:.2f} |", flush=True)
    print("\n| laws | orbits | peak memory, MiB |")
    print("| ---: | ---: | ---: |")
    for case in MEMORY:
        found, _, _, memory = run(*case, 1)
        print(f"| {found['laws']:,} | {found['orbits']:,} | {memory:.0f} |", flush=True)
    print("\n| threads | seconds of wall time | seconds of processor time |")
    print("| ---: | ---: | ---: |")
    # In turn, so that a disturbance of the machine hits both alike; the best of each.
    runs = [[run(*THREADS, threads) for threads in (1, 2)] for _ in range(ROUNDS)]
    for place, threads in enumerate((1, 2)):
        best = min(runs, key=lambda pair: pair[place][2])[place]
        print(f"| {threads} | {best[2]:.2f} | {best[1]:.2f} |", flush=True)


if __name__ == "__main__":
    main()
