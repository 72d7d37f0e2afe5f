"""Laws a second: all subset entropies of a law, and the sum of the mutual informations I(X_i; rest).

Every peer does the same work on the same random laws, on one core; the results are compared before anything is timed.
Rounds go through all peers in turn, so that a disturbance of the machine hits them alike; medians are printed. Seconds are
seconds of processor time, the start of a program included, so that waiting for a busy machine is not counted; and beside
them seconds of the wall clock.
"""

import argparse
import itertools
import json
import resource
import shlex
import statistics
import subprocess
import time

import dit
import flint
import numpy

SHAPES = [(2, 3), (2, 4), (3, 3)]
# The denominator from which on sweeps are timed: it is raised until a sweep takes long enough.
FIRST_DENOMINATOR = {(2, 3): 60, (2, 4): 20, (3, 3): 13}
FIRST_DENOMINATOR_SLOW = {(2, 3): 8, (2, 4): 5, (3, 3): 4}
# Seconds of the wall clock after which a command is given up.
PATIENCE = 900
BATCH = 4096


def subsets(length):
    positions = range(length)
    return [s for k in range(1, length + 1) for s in itertools.combinations(positions, k)]


def mutual_information_sum(entropy, length):
    """From the entropies of all subsets, by subset."""
    everything = tuple(range(length))
    total = 0
    for i in everything:
        rest = tuple(j for j in everything if j != i)
        total = total + entropy[(i,)] + entropy[rest] - entropy[everything]
    return total


class Dit:
    name = "dit"

    def __init__(self, vocabulary, length, counts):
        self.length = length
        self.words = [tuple(word) for word in itertools.product(range(vocabulary), repeat=length)]
        self.laws = [[c / sum(law) for c in law] for law in counts]
        self.next = 0

    def step(self):
        law = self.laws[self.next % len(self.laws)]
        self.next += 1
        self.value = self.one(law)
        return 1

    def one(self, law):
        distribution = dit.Distribution(self.words, law)
        entropy = {s: dit.shannon.entropy(distribution, list(s)) for s in subsets(self.length)}
        return mutual_information_sum(entropy, self.length) * numpy.log(2)

    def values(self, number):
        return [float(self.one(law)) for law in self.laws[:number]]


class ExactWithBalls:
    name = "exact rationals, Arb balls"

    def __init__(self, vocabulary, length, counts):
        self.length = length
        self.counts = [[int(c) for c in law] for law in counts]
        words = list(itertools.product(range(vocabulary), repeat=length))
        self.index = {}
        for s in subsets(length):
            places = {}
            self.index[s] = [places.setdefault(tuple(w[i] for i in s), len(places)) for w in words]
        self.next = 0

    def step(self):
        law = self.counts[self.next % len(self.counts)]
        self.next += 1
        self.value = self.one(law)
        return 1

    def one(self, law):
        total = sum(law)
        logarithm = flint.arb(total).log()
        weighted = {}
        entropy = {}
        for s, index in self.index.items():
            marginal = [0] * (max(index) + 1)
            for place, count in zip(index, law):
                marginal[place] += count
            value = flint.arb(0)
            for count in marginal:
                if count > 0:
                    if count not in weighted:
                        weighted[count] = count * flint.arb(count).log()
                    value += weighted[count]
            entropy[s] = logarithm - value / total
        return mutual_information_sum(entropy, self.length)

    def values(self, number):
        return [float(self.one(law)) for law in self.counts[:number]]


class Numpy:
    name = "numpy float64 in batches (inexact)"

    def __init__(self, vocabulary, length, counts):
        self.length = length
        laws = numpy.array([law for law, _ in zip(itertools.cycle(counts), range(BATCH))], dtype=numpy.float64)
        laws /= laws.sum(axis=1, keepdims=True)
        self.laws = laws.reshape((BATCH,) + (vocabulary,) * length)

    def step(self):
        self.value = self.one(self.laws)
        return BATCH

    def one(self, laws):
        # Marginals by summing out one position at a time from a larger marginal.
        everything = tuple(range(self.length))
        marginal = {everything: laws}
        entropy = {}
        for s in sorted(subsets(self.length), key=len, reverse=True):
            if s != everything:
                added = next(i for i in everything if i not in s)
                larger = tuple(sorted(s + (added,)))
                marginal[s] = marginal[larger].sum(axis=1 + larger.index(added))
            p = marginal[s].reshape(len(laws), -1)
            entropy[s] = -(p * numpy.log(p, where=p > 0, out=numpy.zeros_like(p))).sum(axis=1)
        return mutual_information_sum(entropy, self.length)

    def values(self, number):
        return [float(x) for x in self.one(self.laws[:number])]


def rate(peer, seconds):
    """Laws a second of processor time, over at least `seconds` of it, and laws a second of the wall clock."""
    laws, start, wall = 0, time.process_time(), time.monotonic()
    while True:
        laws += peer.step()
        elapsed = time.process_time() - start
        if elapsed >= seconds:
            return laws / elapsed, laws / (time.monotonic() - wall)


def processor_time_of_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Sweep:
    """A command that enumerates laws: orbits a second, and laws a second with their multiplicity."""

    def __init__(self, name, command, shape):
        self.name, self.command, self.shape = name, command, shape
        self.denominator = (FIRST_DENOMINATOR_SLOW if "slow" in name else FIRST_DENOMINATOR)[shape]

    def run(self):
        vocabulary, length = self.shape
        command = self.command.format(V=vocabulary, L=length, N=self.denominator)
        start, wall = processor_time_of_children(), time.monotonic()
        output = subprocess.run(shlex.split(command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=PATIENCE)
        elapsed, wall = processor_time_of_children() - start, time.monotonic() - wall
        # 1: a claim that is expected to hold is violated. Not a failure of the measurement, but there should be none.
        assert output.returncode == 0, (command, output.returncode)
        found = json.loads(output.stdout)
        return elapsed, wall, int(found["orbits"]), int(found["laws"])

    def calibrate(self, seconds):
        """Raises the denominator until a sweep takes half of the time: starting the program counts for little then."""
        while self.run()[0] < seconds / 2 and self.denominator < 200:
            self.denominator = max(self.denominator + 1, self.denominator * 11 // 10)

    def rates(self):
        elapsed, wall, orbits, laws = self.run()
        return orbits / elapsed, orbits / wall, laws / elapsed


def check(peers, length):
    first, *others = [peer.values(8) for peer in peers]
    for peer, values in zip(peers[1:], others):
        for expected, found in zip(first, values):
            assert abs(expected - found) < 1e-9, (peer.name, expected, found)


def show(number):
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}" if number >= 1 else f"{number:.2g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--command", action="append", default=[], metavar="NAME=COMMAND")
    arguments = parser.parse_args()
    random = numpy.random.default_rng(1)
    print(f"dit {dit.__version__}, numpy {numpy.__version__}, python-flint {flint.__version__}")
    print(f"medians of {arguments.rounds} rounds of at least {arguments.seconds} s of processor time, one core\n")
    print("| V | L | program | laws a second | to numpy | laws a second of wall time | N | laws a second with multiplicity |")
    print("| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for shape in SHAPES:
        vocabulary, length = shape
        counts = random.integers(1, 1000, size=(256, vocabulary**length)).tolist()
        peers = [kind(vocabulary, length, counts) for kind in (Dit, ExactWithBalls, Numpy)]
        check(peers, length)
        sweeps = [Sweep(*text.split("=", 1), shape) for text in arguments.command]
        for sweep in sweeps:
            sweep.calibrate(arguments.seconds)
        rounds = []
        for _ in range(arguments.rounds):
            rounds.append([rate(peer, arguments.seconds) for peer in peers] + [sweep.rates() for sweep in sweeps])
        ratios = [statistics.median(found[place][0] / found[len(peers) - 1][0] for found in rounds)
                  for place in range(len(peers) + len(sweeps))]
        for place, program in enumerate(peers + sweeps):
            laws, wall, *multiple = (statistics.median(values) for values in zip(*(found[place] for found in rounds)))
            denominator = program.denominator if isinstance(program, Sweep) else ""
            with_multiplicity = show(multiple[0]) if multiple else ""
            print(f"| {vocabulary} | {length} | {program.name} | {show(laws)} | {show(ratios[place])} | {show(wall)} | "
                  f"{denominator} | {with_multiplicity} |", flush=True)


if __name__ == "__main__":
    main()
