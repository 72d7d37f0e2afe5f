"""Uniform permutations revealed in batches: the least errors, exactly. docs/policies.md has the formulas."""

from __future__ import annotations

from typing import List, NamedTuple, Optional, Tuple

from . import _maskproof
from ._maskproof import LogForm

__all__ = ["Convexity", "LeastError", "convexity", "least_errors"]


class LeastError(NamedTuple):
    """The least error for a uniform permutation in a number of rounds."""

    rounds: int
    #: `E_{n,R}` in nats: the least `sum_t ln(M_t^B_t / (M_t)_B_t)`, with `M_t` the tokens that remain before round `t`.
    error: LogForm
    #: The batches that attain it; of several the lexicographically largest.
    batches: Tuple[int, ...]


class Convexity(NamedTuple):
    """Whether the least error `E_{n,R}` is convex in the number `R` of rounds."""

    #: For each `n` up to this one every second difference has a decided sign.
    checked_up_to: int
    #: How many second differences were decided, and how many of them are 0.
    decided: int
    equalities: int
    #: 'strictly convex', 'convex' or 'not convex'.
    curvature: str
    #: The `(n, R)` whose second difference is negative.
    violations: List[Tuple[int, int]]


def least_errors(size: int, rounds: Optional[int] = None) -> List[LeastError]:
    """The least error for a uniform permutation of `size` tokens in each number of rounds, or in one; exact, in nats.

    `size` is at most 1500.

    >>> from maskproof.permutations import least_errors
    >>> [(least.rounds, least.error, least.batches) for least in least_errors(3)]
    [(1, -ln 2 + 2 ln 3, (3,)), (2, -ln 2 + ln 3, (2, 1)), (3, 0, (1, 1, 1))]
    """
    asked = list(range(1, size + 1)) if rounds is None else [rounds]
    found = _maskproof.least_errors(size, asked)
    return [LeastError(number, error, tuple(batches)) for number, error, batches in found]


def convexity(size: int) -> Convexity:
    """Whether the least error is convex in the number of rounds, for each number of tokens up to `size`.

    `size` is at most 100000.

    >>> from maskproof.permutations import convexity
    >>> convexity(40)
    Convexity(checked_up_to=40, decided=741, equalities=0, curvature='strictly convex', violations=[])
    """
    return Convexity(*_maskproof.convexity(size))
