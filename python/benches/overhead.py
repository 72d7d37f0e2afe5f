"""What a call from Python costs over the same work in the library.

    python python/benches/overhead.py

times the calls below through Python, and through `library.rs`, which cargo builds and runs; the difference is what the
border between the two languages costs. Of several means the least is shown, since what else runs only adds.
"""

import json
import subprocess
import timeit
from pathlib import Path

from maskproof import Claim, Law, LogForm

CALLS, REPEATS = 50, 400
FOLDER = Path(__file__).resolve().parents[1]


def microseconds(call):
    return min(timeit.repeat(call, number=CALLS, repeat=REPEATS)) / CALLS * 1e6


def main():
    command = ["cargo", "run", "--release", "--locked", "--quiet", "--example", "library"]
    library = json.loads(subprocess.run(command, cwd=FOLDER, check=True, capture_output=True, text=True).stdout)
    x, y = LogForm.ln(2), LogForm.ln(3)
    law = Law.named("parity(L=3,V=2)")
    claim = Claim("for all law: TC >= 0")
    calls = {
        "x + y": lambda: x + y,
        "x < y": lambda: x < y,
        "float(x)": lambda: float(x),
        "law.entropy()": law.entropy,
        "law.curve()": law.curve,
        "law.cost((1, 2))": lambda: law.cost((1, 2)),
        "claim.check(law)": lambda: claim.check(law),
        "claim.decide(1)": lambda: claim.decide(1),
    }
    print(f"{'microseconds':<20}{'Python':>10}{'library':>10}{'overhead':>10}")
    for name, call in calls.items():
        through_python = microseconds(call)
        print(f"{name:<20}{through_python:>10.2f}{library[name]:>10.2f}{through_python - library[name]:>10.2f}")


if __name__ == "__main__":
    main()
