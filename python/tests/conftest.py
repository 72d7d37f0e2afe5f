"""What the tests share: the folder of the repository, the program, laws made at random from seeds."""

import os
import random
from pathlib import Path

import pytest

from maskproof import Law

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def program() -> Path:
    """The program maskproof. `make python` names it, and then it must be there."""
    named = os.environ.get("MASKPROOF_PROGRAM")
    path = Path(named) if named else ROOT / "target" / "release" / "maskproof"
    if named is None and not path.exists():
        pytest.skip("there is no program: `make build` makes it")
    return path


def random_law(seed: int, length: int, vocabulary_size: int) -> Law:
    """A law with counts up to 20, many of them 0; the same for the same seed."""
    chance = random.Random(seed)
    tokens = "abcdefgh"[:vocabulary_size]
    sequences = [""]
    for _ in range(length):
        sequences = [sequence + token for sequence in sequences for token in tokens]
    counts = {sequence: chance.choice([0, 0, 1, chance.randint(0, 20)]) for sequence in sequences}
    counts[chance.choice(sequences)] += 1
    return Law.from_counts(counts, vocabulary=list(tokens), name=f"random-{seed}")
