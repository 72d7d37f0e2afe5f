"""Policies that choose what to reveal from what has been revealed."""

from __future__ import annotations

from fractions import Fraction
from typing import List, NamedTuple, Optional, Tuple

from . import _maskproof
from ._html import table
from ._maskproof import LogForm
from ._values import Divergence, shown
from .errors import PolicyError
from .law import Law
from .predictor import Predictor

__all__ = ["BestOrder", "PolicyResult", "SerialDepth", "standard_policies"]

#: The longest law for which the best fixed orders are searched: the search takes 3^L comparisons a step.
_BEST_ORDERS_LIMIT = 10


class PolicyResult(NamedTuple):
    """What a policy puts out and costs on a law; exact, in nats."""

    policy: str
    #: The mean number of rounds under the law.
    expected_rounds: Fraction
    #: The largest number of rounds on a possible sequence.
    max_rounds: int
    #: The KL divergence of the law from the output, a LogForm or `math.inf`.
    kl: Divergence
    #: The expected total correlation of what is revealed together, given what is revealed before.
    conditional_tc: LogForm
    #: What the predictor's rows add; 0 for the exact predictor.
    learning_gap: Divergence
    #: The output law: the probabilities of all V^L sequences, the first position most significant. None for a law
    #: without a table; there `law.rule` of the same name has what is possible.
    output: Optional[List[Fraction]]

    def _repr_html_(self) -> str:
        rows = [
            ("expected rounds", self.expected_rounds),
            ("most rounds", self.max_rounds),
            ("KL (nats)", shown(self.kl)),
            ("conditional TC (nats)", shown(self.conditional_tc)),
            ("learning gap (nats)", shown(self.learning_gap)),
        ]
        return table(["quantity", "value"], rows, self.policy)


class BestOrder(NamedTuple):
    """A fixed order with the least KL for its number of steps."""

    #: The positions, from 0, that each step reveals.
    blocks: Tuple[Tuple[int, ...], ...]
    #: Its KL in nats, with the exact predictor.
    kl: LogForm


class SerialDepth(NamedTuple):
    """The fewest rounds of a policy without error."""

    #: On average under the law.
    expected: Fraction
    #: On the worst possible sequence.
    max: int


def standard_policies(length: int) -> List[str]:
    """The names of a policy of every kind, for laws of a length.

    >>> standard_policies(2)[:3]
    ['left-to-right:1', 'left-to-right:2', 'bisection']
    """
    return _maskproof.standard_policies(length)


def evaluate(law: Law, policy: str, predictor: Optional[Predictor]) -> PolicyResult:
    """What a policy puts out and costs."""
    native = None if predictor is None else predictor._native
    return PolicyResult(*_maskproof.policy(law._native, policy, native))


def best_orders(law: Law) -> List[BestOrder]:
    """The best fixed order for each number of steps."""
    if law.length > _BEST_ORDERS_LIMIT:
        raise PolicyError(
            f"the best fixed orders of a law of length {law.length} are too many to search",
            code="policy::too_long",
            help=f"take a law of length {_BEST_ORDERS_LIMIT} at most",
        )
    found = _maskproof.best_orders(law._native)
    return [BestOrder(tuple(tuple(block) for block in blocks), kl) for blocks, kl in found]


def serial_depth(law: Law) -> SerialDepth:
    """The serial depth."""
    return SerialDepth(*_maskproof.serial_depth(law._native))
