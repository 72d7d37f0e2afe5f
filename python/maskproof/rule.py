"""The decoding rules by which real samplers unmask tokens."""

from __future__ import annotations

from fractions import Fraction
from typing import Dict, List, NamedTuple, Optional, Tuple, TypeVar, Union

from . import _maskproof
from ._html import table
from ._values import Divergence, shown
from .law import Law
from .predictor import Predictor

__all__ = ["CurvePoint", "Enclosed", "GridComparison", "RuleDifference", "RuleResult", "compare_rules"]

T = TypeVar("T")

#: A number as it comes from the library: a pair is what it lies between.
_Real = Union[Fraction, Tuple[Fraction, Fraction]]


class Enclosed(NamedTuple):
    """A number that is not known to be rational: it is proven to lie from `low` to `high`."""

    #: The lower end.
    low: Fraction
    #: The upper end.
    high: Fraction

    @property
    def width(self) -> Fraction:
        """`high - low`."""
        return self.high - self.low


class RuleResult(NamedTuple):
    """What a decoding rule puts out on a law `p`, its output law `q`, and what that costs; in nats.

    Every number is exact, or `Enclosed` where the rule leaves the rationals, as at the temperature 7/10. Infinite
    divergences and the most rounds are exact then too.
    """

    #: The rule as the library writes it.
    rule: str
    #: `KL(p || q)`, a LogForm or `math.inf`; of the mixture where the rule chooses at random.
    kl: Union[Divergence, Enclosed]
    #: `KL(q || p)`; `math.inf` exactly when `support_probability < 1`.
    reverse_kl: Union[Divergence, Enclosed]
    #: The mean of `KL(p || q_choices)` over random choices of positions, at least `kl`; None for a rule that looks at
    #: the tokens that it draws.
    mean_kl_over_orders: Union[Divergence, Enclosed, None]
    #: `1/2 sum_x |p(x) - q(x)|`.
    total_variation: Union[Fraction, Enclosed]
    #: The probability under `q` of what is possible under `p`.
    support_probability: Union[Fraction, Enclosed]
    #: The mean number of rounds along the rule's own runs.
    expected_rounds: Union[Fraction, Enclosed]
    #: The mean number of rounds that reveal nothing, which no other number counts.
    expected_null_rounds: Union[Fraction, Enclosed]
    #: `sum_x p(x) E(rounds given output x)`; None where `q` misses a sequence of the law.
    expected_rounds_under_law: Union[Fraction, Enclosed, None]
    #: The most rounds of a possible run.
    max_rounds: int
    #: Whether `q == p`; None where enclosures leave it open.
    is_exact: Optional[bool]
    #: The sequences of positive probability under `q`, in order, with their probabilities.
    output_law: Dict[Tuple[str, ...], Union[Fraction, Enclosed]]

    def _repr_html_(self) -> str:
        rows = [
            ("KL(p || q) (nats)", _shown(self.kl)),
            ("KL(q || p) (nats)", _shown(self.reverse_kl)),
            ("total variation", _shown(self.total_variation)),
            ("probability of the support", _shown(self.support_probability)),
            ("expected rounds", _shown(self.expected_rounds)),
            ("most rounds", self.max_rounds),
        ]
        return table(["quantity", "value"], rows, self.rule)


class CurvePoint(NamedTuple):
    """A rule of a family at a number of calls of the predictor."""

    family: str
    #: The steps of all blocks.
    calls: int
    result: RuleResult


class RuleDifference(NamedTuple):
    """Where the output laws of two rules differ."""

    #: The sequence with the largest difference, the first of several.
    sequence: Tuple[str, ...]
    #: Its probability under each rule.
    probabilities: Tuple[Union[Fraction, Enclosed], Union[Fraction, Enclosed]]
    #: The total variation of the two output laws.
    total_variation: Union[Fraction, Enclosed]


class GridComparison(NamedTuple):
    """What a comparison of two rules on all laws with a denominator came to."""

    #: All laws, or those up to the first that tells the rules apart.
    laws_compared: int
    #: On how many of them enclosures leave open whether the rules differ.
    laws_undecided: int
    #: That law; None where the rules are the same on all that are decided.
    law: Optional[Law]
    #: The difference on it.
    difference: Optional[RuleDifference]


def curve(law: Law, calls: int, predictor: Optional[Predictor]) -> List[CurvePoint]:
    """Families of rules for 1 to `calls` calls."""
    points = _maskproof.rule_curve(law.length, calls)
    return [CurvePoint(family, number, evaluate(law, rule, predictor, None)) for family, number, rule in points]


def _difference(law: Law, parts: Tuple[List[int], _Real, _Real, _Real]) -> RuleDifference:
    places, first, second, distance = parts
    probabilities = (_number(first), _number(second))
    return RuleDifference(law._of_places()(places), probabilities, _number(distance))


def compare(law: Law, first: str, second: str, predictor: Optional[Predictor]) -> Optional[RuleDifference]:
    """Where two rules differ on a law."""
    native = None if predictor is None else predictor._native
    found = _maskproof.compare_rules(law._native, first, second, native)
    return None if found is None else _difference(law, found)


def compare_rules(first: str, second: str, *, length: int, vocabulary_size: int, denominator: int) -> GridComparison:
    """Whether two rules have the same output law on all laws with a common denominator, with the exact predictor.

    All laws up to the first that tells the rules apart, 65536 at the most.

    >>> compare_rules('random:1', 'top:1', length=2, vocabulary_size=2, denominator=6)
    GridComparison(laws_compared=84, laws_undecided=0, law=None, difference=None)
    >>> apart = compare_rules('random:1', 'low-confidence:1', length=2, vocabulary_size=2, denominator=6)
    >>> apart.laws_compared, apart.difference.sequence, apart.difference.total_variation
    (4, ('0', '0'), Fraction(5, 36))
    """
    compared, undecided, apart = _maskproof.compare_rules_on_grid(first, second, length, vocabulary_size, denominator)
    if apart is None:
        return GridComparison(compared, undecided, None, None)
    law = Law(apart[0])
    return GridComparison(compared, undecided, law, _difference(law, apart[1]))


def _shown(value: Union[Divergence, Fraction, Enclosed]) -> object:
    if isinstance(value, Enclosed):
        return f"{float(value.low):.6g}" if f"{float(value.low):.6g}" == f"{float(value.high):.6g}" else f"{value}"
    return value if isinstance(value, Fraction) else shown(value)


def _number(value: Union[T, Tuple[Fraction, Fraction]]) -> Union[T, Enclosed]:
    """A number as it comes from the library: a pair is what it lies between."""
    return Enclosed(*value) if isinstance(value, tuple) else value


def evaluate(law: Law, rule: str, predictor: Optional[Predictor], unconditional: Optional[Predictor]) -> RuleResult:
    """What a rule puts out and costs."""
    tables = [None if table is None else table._native for table in (predictor, unconditional)]
    divergences, fractions, max_rounds, is_exact, output = _maskproof.rule(law._native, rule, *tables)
    name, kl, reverse_kl, mean_kl = divergences
    distance, support, rounds, null_rounds, under_law = fractions
    of = law._of_places()
    output_law = {of(places): _number(probability) for places, probability in output}
    return RuleResult(
        rule=name,
        kl=_number(kl),
        reverse_kl=_number(reverse_kl),
        mean_kl_over_orders=_number(mean_kl),
        total_variation=_number(distance),
        support_probability=_number(support),
        expected_rounds=_number(rounds),
        expected_null_rounds=_number(null_rounds),
        expected_rounds_under_law=_number(under_law),
        max_rounds=max_rounds,
        is_exact=is_exact,
        output_law=output_law,
    )
