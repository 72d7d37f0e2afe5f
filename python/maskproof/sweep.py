"""Sweeps: a claim on every law with a common denominator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

from . import _maskproof
from ._html import table
from ._maskproof import LogForm
from ._values import Divergence, Schedule, shown
from .claim import NO_SIDES, Bindings, Claim
from .law import Law

__all__ = ["Sweep", "SweptCase"]


@dataclass(frozen=True)
class SweptCase:
    """A law that a sweep has met, with a case of the claim on it; verdict and sides are as those of a `Case`."""

    law: Law
    bindings: Bindings
    verdict: str
    left: Optional[Divergence]
    relation: Optional[str]
    right: Optional[Divergence]
    slack: Optional[LogForm]

    @property
    def schedule(self) -> Optional[Schedule]:
        """The block sizes of the schedule, where one is bound."""
        return self.bindings.schedule


def _case(parts: Tuple[_maskproof.Law, Any]) -> SweptCase:
    law, (bindings, verdict, sides) = parts
    return SweptCase(Law(law), Bindings._of(bindings), verdict, *(sides or NO_SIDES))


class Sweep:
    """What a claim is on every law of a length and a vocabulary whose probabilities have a common denominator.

    One law of each orbit is decided, for relabelled tokens and positions change nothing; numbers of cases are those on
    all laws. Every case is decided: floats decide signs only with a proven bound on their error, exact arithmetic the
    others.
    """

    def __init__(self, claim: Claim, native: _maskproof.Sweep) -> None:
        self.claim = claim
        #: 'holds', 'violated' or 'no case'.
        self.conclusion: str = native.conclusion
        #: How many laws there are, and how many orbits of them.
        self.laws, self.orbits = native.laws
        #: How many cases there are, how many of them are violated, and how many hold with equality.
        self.cases, self.violations, self.equalities = native.cases
        tightest = native.tightest()
        #: The tightest case that holds.
        self.tightest: Optional[SweptCase] = None if tightest is None else _case(tightest)
        #: The first violations, one of each orbit.
        self.counterexamples: List[SweptCase] = [_case(parts) for parts in native.violations()]

    @property
    def holds(self) -> bool:
        """Whether the claim holds in every case."""
        return self.conclusion == "holds"

    def __repr__(self) -> str:
        return (
            f"Sweep({self.claim.id} on {self.laws} laws: {self.conclusion}, "
            f"{self.violations} of {self.cases} cases violated)"
        )

    def _repr_html_(self) -> str:
        shown_cases = [*self.counterexamples, *([] if self.tightest is None else [self.tightest])]
        rows = [
            (case.law.name, str(case.bindings), shown(case.left), case.relation or "", shown(case.right), case.verdict)
            for case in shown_cases
        ]
        return table(["law", "case", "left (nats)", "", "right (nats)", "verdict"], rows, repr(self))
