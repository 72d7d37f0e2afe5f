"""Sweeps: a claim on every law with a common denominator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, List, Optional, Tuple

from . import _maskproof
from ._html import table
from ._values import shown
from .claim import NO_SIDES, Bindings, Claim, DecidedCase
from .law import Law

__all__ = ["Sweep", "SweptCase"]


@dataclass(frozen=True)
class SweptCase(DecidedCase):
    """A case that a sweep has met, with its law."""

    law: Law


def _case(parts: Tuple[_maskproof.Law, Any]) -> SweptCase:
    law, (bindings, verdict, sides) = parts
    left, relation, right, slack = sides or NO_SIDES
    return SweptCase(Bindings._of(bindings), verdict, left, relation, right, slack, Law(law))


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
