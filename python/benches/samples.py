"""How long an array of a million samples takes to become a law: `python python/benches/samples.py`."""

import time

import numpy
import pandas

from maskproof import Law

ROWS = 10**6


def main():
    chance = numpy.random.default_rng(1)
    letters = numpy.array(["x", "y", "z"])
    integers = chance.integers(0, 3, size=(ROWS, 10))
    words = pandas.DataFrame(letters[integers[:, :4]])
    samples = {
        "int64, L = 6, V = 3": integers[:, :6],
        "int64, L = 10, V = 3": integers,
        "uint8, L = 8, V = 4": chance.integers(0, 4, size=(ROWS, 8), dtype=numpy.uint8),
        "letters, L = 6, V = 3": letters[integers[:, :6]],
        "DataFrame of texts, L = 4, V = 3": words,
    }
    for name, sample in samples.items():
        start = time.perf_counter()
        law = Law.from_samples(sample)
        print(f"{name:<36}{time.perf_counter() - start:>8.3f} s")
        assert law.total == ROWS


if __name__ == "__main__":
    main()
