"""The decoding rules by which real samplers unmask tokens."""

from __future__ import annotations

from fractions import Fraction
from typing import Dict, NamedTuple, Optional, Tuple

from . import _maskproof
from ._html import table
from ._values import Divergence, shown
from .law import Law
from .predictor import Predictor

__all__ = ["RuleResult"]


class RuleResult(NamedTuple):
    """What a decoding rule puts out on a law `p`, its output law `q`, and what that costs; exact, in nats."""

    #: The rule as the library writes it.
    rule: str
    #: `KL(p || q)`, a LogForm or `math.inf`; of the mixture where the rule chooses at random.
    kl: Divergence
    #: `KL(q || p)`; `math.inf` exactly when `support_probability < 1`.
    reverse_kl: Divergence
    #: The mean of `KL(p || q_choices)` over random choices of positions, at least `kl`; None for a rule that looks at
    #: the tokens that it draws.
    mean_kl_over_orders: Optional[Divergence]
    #: `1/2 sum_x |p(x) - q(x)|`.
    total_variation: Fraction
    #: The probability under `q` of what is possible under `p`.
    support_probability: Fraction
    #: The mean number of rounds along the rule's own runs.
    expected_rounds: Fraction
    #: The mean number of rounds that reveal nothing, which no other number counts.
    expected_null_rounds: Fraction
    #: `sum_x p(x) E(rounds given output x)`; None where `q` misses a sequence of the law.
    expected_rounds_under_law: Optional[Fraction]
    #: The most rounds of a possible run.
    max_rounds: int
    #: Whether `q == p`.
    is_exact: bool
    #: The sequences of positive probability under `q`, in order, with their probabilities.
    output_law: Dict[Tuple[str, ...], Fraction]

    def _repr_html_(self) -> str:
        rows = [
            ("KL(p || q) (nats)", shown(self.kl)),
            ("KL(q || p) (nats)", shown(self.reverse_kl)),
            ("total variation", self.total_variation),
            ("probability of the support", self.support_probability),
            ("expected rounds", self.expected_rounds),
            ("most rounds", self.max_rounds),
        ]
        return table(["quantity", "value"], rows, self.rule)


def evaluate(
    law: Law, rule: str, predictor: Optional[Predictor], unconditional: Optional[Predictor]
) -> RuleResult:
    """What a rule puts out and costs."""
    tables = [None if table is None else table._native for table in (predictor, unconditional)]
    divergences, fractions, max_rounds, is_exact, output = _maskproof.rule(law._native, rule, *tables)
    name, kl, reverse_kl, mean_kl = divergences
    distance, support, rounds, null_rounds, under_law = fractions
    tokens = law.tokens
    output_law = {tuple(tokens[place] for place in places): probability for places, probability in output}
    return RuleResult(
        rule=name,
        kl=kl,
        reverse_kl=reverse_kl,
        mean_kl_over_orders=mean_kl,
        total_variation=distance,
        support_probability=support,
        expected_rounds=rounds,
        expected_null_rounds=null_rounds,
        expected_rounds_under_law=under_law,
        max_rounds=max_rounds,
        is_exact=is_exact,
        output_law=output_law,
    )
