#!/usr/bin/env python3
"""Best schedules of a measured curve in doubles: the usual dynamic program, as a peer of `maskproof analyse --curve`.

    python3 benches/peers/curve_dp.py H.csv 16 32 64

The numbers are taken as they are measured. Every last block is tried for each number of positions, in O(T L^2).
"""

import csv
import sys
import time


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        rows = {int(row["k"]): float(row["h"]) for row in csv.DictReader(file)}
    h = [0.0] + [rows[k] for k in sorted(rows) if k]
    length = len(h) - 1
    start = time.process_time()
    # A step from a to b costs (b - a) (h_{a+1} - h_a) - (h_b - h_a).
    price = [h[a + 1] - h[a] for a in range(length)]
    best = [0.0] + [b * price[0] for b in range(1, length + 1)]
    wanted = set(map(int, sys.argv[2:]))
    for steps in range(1, max(wanted) + 1):
        if steps > 1:
            for b in range(length, steps - 1, -1):
                best[b] = min(best[a] + (b - a) * price[a] for a in range(steps - 1, b))
        if steps in wanted:
            print(steps, best[length] - h[length])
    print(f"{time.process_time() - start:.2f} s")


main()
