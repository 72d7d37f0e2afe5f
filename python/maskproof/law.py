"""Laws of token sequences, and their exact information measures."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Mapping,
    NamedTuple,
    Optional,
    Sequence,
    Tuple,
    Union,
)

from . import _counting, _maskproof
from ._html import table
from ._maskproof import LogForm
from ._values import Divergence, Schedule, as_schedule, exact_fraction
from .errors import LawError

if TYPE_CHECKING:
    import numpy
    import pandas

    from .policy import BestOrder, PolicyResult, SerialDepth
    from .predictor import Predictor
    from .rule import CurvePoint, RuleDifference, RuleResult

__all__ = ["Cost", "Law", "LawBound", "Ratio"]

#: A position, by its number from 0 or by its name, or several.
Positions = Union[int, str, Iterable[Union[int, str]]]

#: How many sequences `_repr_html_` lists.
_LISTED = 16


class Cost(NamedTuple):
    """What a schedule costs, in nats: `expected_kl == ideal_expected_kl + training_error`.

    The first and the last are `math.inf` where the predictor gives probability 0 to what can occur.
    """

    schedule: Schedule
    expected_kl: Divergence
    ideal_expected_kl: LogForm
    training_error: Divergence

    @property
    def steps(self) -> int:
        """The number of steps."""
        return len(self.schedule)


class Ratio(NamedTuple):
    """The quotient of two forms, the second one positive, that is no rational number.

    >>> Ratio(LogForm.ln(2), LogForm.ln(3)).to_decimal(6)
    '0.630930'
    """

    dividend: LogForm
    divisor: LogForm

    def to_decimal(self, digits: int = 12) -> str:
        """The value rounded to so many significant digits; every digit is right."""
        return self.dividend.ratio_to_decimal(self.divisor, digits)

    def __float__(self) -> float:
        return float(self.to_decimal(25))


class LawBound(NamedTuple):
    """What a claim of the catalogue says of a law's schedule: its expected KL is in `relation` to `bound`, in nats."""

    #: The identifier of the claim.
    claim: str
    #: Whether the claim is true in general, as far as the catalogue knows: 'holds' or 'fails'.
    expectation: str
    #: '<=', '>=', '<' or '>'.
    relation: str
    #: A LogForm, or `math.inf`; None where it has no value.
    bound: Optional[Divergence]
    #: How far the expected KL is from the bound, positive where the claim holds; None unless both are finite.
    slack: Optional[LogForm]
    #: The verdict of the claim on this law and schedule.
    verdict: str


#: The length, the tokens of all positions or of each, and the names of the positions.
_Labels = Tuple[int, List[List[str]], Optional[List[str]]]


class Law:
    """The joint law of `L` tokens, each out of `V`, with exact probabilities.

    Positions are counted from 0, or called by their names where they have some (`positions`). Tokens are texts; an int
    in the data becomes its decimal text. A law is made by `from_samples`, `from_counts`, `from_probabilities`, `named`,
    `from_file` or `from_text`.

    A law with `(V + 1)^L` up to 2^22 has a table of all its sequences. A larger one has those of positive probability
    (`has_table` is False): entropies, curves, schedules, policies, rules and the checks of claims work on both, and
    what needs a table (`to_numpy`, predictors, certificates) raises `LawError`. Its curve takes up to `n 2^L` steps for
    `n` sequences, for at most 64 positions.

    >>> from maskproof import Law
    >>> law = Law.from_counts({'00': 1, '11': 3})
    >>> law
    Law(counts: P(0 0) = 1/4, P(1 1) = 3/4)
    >>> law.entropy()
    2 ln 2 - 3/4 ln 3
    >>> law.entropy() == law.total_correlation()
    True

    Two laws are equal when their tokens, lengths and probabilities are; names do not count.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _maskproof.Law) -> None:
        if not isinstance(native, _maskproof.Law):
            raise TypeError(
                "a Law is made by Law.from_samples, from_counts, from_probabilities, named, from_file or from_json"
            )
        self._native = native

    # How a law is made.

    @classmethod
    def from_samples(
        cls,
        samples: Any,
        columns: Optional[Sequence[Any]] = None,
        *,
        vocabulary: Optional[Sequence[Any]] = None,
        name: str = "samples",
    ) -> Law:
        """The law of a sample: each row a sequence, its probability the share of the rows that are equal to it.

        `samples` is an array of shape `(n, L)`, a list of rows (tuples, lists, or texts of one-letter tokens), or a
        DataFrame, of which `columns` are taken. `vocabulary` lists the tokens in order; without it they are those that
        occur, sorted. The columns of a DataFrame keep their names, and have a vocabulary each where none is given;
        those that are called 0, 1, .. or x1, x2, .. are numbered, and share one.

        >>> import numpy
        >>> Law.from_samples(numpy.array([[0, 0], [1, 1], [1, 1]]))
        Law(samples: P(0 0) = 1/3, P(1 1) = 2/3)
        >>> Law.from_samples(['ab', 'ba', 'ab', 'ab']).probability('ab')
        Fraction(3, 4)

        >>> import pandas
        >>> birds = pandas.DataFrame({'island': ['Dream', 'Dream', 'Biscoe'], 'sex': ['male', 'female', 'male']})
        >>> law = Law.from_samples(birds)
        >>> law.positions, law.vocabularies[0], law.mutual_information('island', 'sex') == law.value('I(island; sex)')
        (('island', 'sex'), ('Biscoe', 'Dream'), True)
        >>> long = Law.from_samples(numpy.arange(420).reshape(21, 20) % 7)
        >>> long.has_table, long.entropy(), len(long.curve())
        (False, ln 7, 21)
        """
        counted = _counting.count(samples, columns, vocabulary)
        if isinstance(counted, _counting.Tabulated):
            labels: _Labels = (counted.length, [counted.tokens], None)
            return cls(_maskproof.Law.from_count_bytes(name, labels, counted.counts))
        if isinstance(counted, _counting.Listed):
            labels = (counted.length, counted.vocabularies, counted.positions)
            return cls(_maskproof.Law.from_rows(name, labels, counted.rows, counted.counts))
        return cls._of_placed(counted, name, are_counts=True)

    @classmethod
    def from_counts(
        cls, counts: Mapping[Any, int], *, vocabulary: Optional[Sequence[Any]] = None, name: str = "counts"
    ) -> Law:
        """The law proportional to the counts of sequences; those that are not listed have probability 0.

        A sequence is a tuple of tokens, or a text of one-letter tokens. The counts stay as they are: `total` is their
        sum.

        >>> law = Law.from_counts({('yes', 'no'): 2, ('no', 'yes'): 4})
        >>> law.total, law.probability(('yes', 'no'))
        (6, Fraction(1, 3))
        """
        exact = {sequence: exact_fraction(count, f"the count of {sequence!r}") for sequence, count in counts.items()}
        for sequence, count in exact.items():
            if count.denominator != 1:
                raise ValueError(
                    f"the count of {sequence!r} is {counts[sequence]!r}: expected an integer; "
                    "Law.from_probabilities(..., normalise=True) takes fractions"
                )
        return cls._of_placed(_counting.places(exact, vocabulary), name, are_counts=True)

    @classmethod
    def from_probabilities(
        cls,
        probabilities: Mapping[Any, Union[Fraction, str, float]],
        *,
        normalise: bool = False,
        vocabulary: Optional[Sequence[Any]] = None,
        name: str = "probabilities",
    ) -> Law:
        """The law with these probabilities of sequences; those that are not listed have probability 0.

        A probability is an int, a Fraction, a text such as '1/3' or '0.125', or a float, which is taken as the decimal
        that it prints as: 0.1 is one tenth. Their sum must be exactly 1; `normalise=True` divides by the sum instead,
        and `description` then says how far from 1 it was.

        >>> Law.from_probabilities({'00': 0.1, '01': 0.2, '11': '7/10'})
        Law(probabilities: P(0 0) = 1/10, P(0 1) = 1/5, P(1 1) = 7/10)
        >>> Law.from_probabilities({'0': 0.333, '1': 0.333, '2': 0.333})
        Traceback (most recent call last):
            ...
        maskproof.errors.LawError: the probabilities sum to 999/1000...
        >>> law = Law.from_probabilities({'0': 0.333, '1': 0.333, '2': 0.333}, normalise=True)
        >>> law.probability('0'), law.description
        (Fraction(1, 3), 'normalised: the probabilities summed to 999/1000, which is 1 - 1/1000')
        """
        exact = {
            sequence: exact_fraction(value, f"the probability of {sequence!r}")
            for sequence, value in probabilities.items()
        }
        total = sum(exact.values(), Fraction(0))
        if not normalise or total <= 0 or total == 1:
            try:
                return cls._of_placed(_counting.places(exact, vocabulary), name, are_counts=False)
            except LawError as error:
                if error.code != "law::sum_not_one" or total <= 0:
                    raise
                help = "correct them, or pass normalise=True to divide them by their sum"
                raise LawError(error.message, code=error.code, help=help) from None
        exact = {sequence: value / total for sequence, value in exact.items()}
        law = cls._of_placed(_counting.places(exact, vocabulary), name, are_counts=False)
        off = f"1 {'-' if total < 1 else '+'} {abs(total - 1)}"
        return cls(law._native.described(f"normalised: the probabilities summed to {total}, which is {off}"))

    @classmethod
    def named(cls, text: str) -> Law:
        """The law of a family, by its name, such as 'parity(L=3,V=2)' or 'mds(n=4,k=2,q=3)'; docs/tour.md lists them.

        >>> Law.named('parity(L=3,V=2)').total_correlation()
        ln 2
        """
        return cls(_maskproof.Law.named(text))

    @classmethod
    def from_file(cls, path: Union[str, os.PathLike[str]]) -> Law:
        """Reads a law file, `.json`, `.csv` or `.tsv`, or samples of tokens, `.jsonl`, `.ndjson` or `.npy`."""
        return cls(_maskproof.Law.from_file(Path(path)))

    @classmethod
    def from_json(cls, text: str) -> Law:
        """Reads a law from the JSON text that `to_json` writes."""
        return cls(_maskproof.Law.from_json(text))

    @classmethod
    def from_text(cls, text: str, *, name: str = "law") -> Law:
        r"""Reads the text of a law file, JSON (`{` first) or CSV, as the program reads the file.

        `name` is that of a law of CSV, whose text has none.

        >>> Law.from_text('x1,x2,probability\n0,0,1/3\n1,1,2/3\n')
        Law(law: P(0 0) = 1/3, P(1 1) = 2/3)
        """
        plain = text[1:] if text.startswith("\ufeff") else text
        if plain.lstrip().startswith("{"):
            return cls(_maskproof.Law.from_json(plain))
        return cls(_maskproof.Law.from_csv(name, plain))

    @classmethod
    def _of_placed(cls, placed: _counting.Placed, name: str, are_counts: bool) -> Law:
        places, values = [list(places) for places in placed.values], list(placed.values.values())
        labels = (placed.length, [placed.tokens], None)
        return cls(_maskproof.Law.from_values(name, labels, places, values, are_counts))

    # What a law is.

    @property
    def name(self) -> str:
        """The name."""
        return self._native.name

    @property
    def description(self) -> str:
        """What the law is and where it comes from; may be empty."""
        return self._native.description

    @property
    def length(self) -> int:
        """`L`, the number of positions."""
        return self._native.length

    @property
    def tokens(self) -> Tuple[str, ...]:
        """The tokens that all positions share, in order; the numbers below `V` where each position has its own."""
        return tuple(self._native.tokens)

    @property
    def vocabularies(self) -> Tuple[Tuple[str, ...], ...]:
        """The tokens of each position, in order."""
        each = self._native.vocabularies
        return (self.tokens,) * self.length if each is None else tuple(map(tuple, each))

    @property
    def positions(self) -> Optional[Tuple[str, ...]]:
        """The names of the positions; None where they are numbered."""
        names = self._native.positions
        return None if names is None else tuple(names)

    @property
    def has_table(self) -> bool:
        """Whether there is a table of all sequences, as predictors take it."""
        return self._native.has_table

    @property
    def vocabulary_size(self) -> int:
        """`V`, the number of tokens, of the position with the most."""
        return len(self._native.tokens)

    @property
    def total(self) -> int:
        """The common denominator of the probabilities; of a law of counts their sum."""
        return self._native.total

    def renamed(self, name: str) -> Law:
        """The same law under another name."""
        return Law(self._native.renamed(name))

    def probability(self, sequence: Any) -> Fraction:
        """The probability of a sequence."""
        return self.to_dict().get(tuple(str(token) for token in sequence), Fraction(0))

    def counts(self) -> Dict[Tuple[str, ...], int]:
        """The counts of the sequences of positive probability, in order; their sum is `total`."""
        of = self._of_places()
        return {of(sequence): count for sequence, count in self._native.support()}

    def _of_places(self) -> Callable[[Sequence[int]], Tuple[str, ...]]:
        """The tokens of a sequence, from their places; a place behind a position's tokens is its number."""
        vocabularies = self.vocabularies

        def token(tokens: Tuple[str, ...], place: int) -> str:
            return tokens[place] if place < len(tokens) else str(place)

        return lambda places: tuple(map(token, vocabularies, places))

    def to_dict(self) -> Dict[Tuple[str, ...], Fraction]:
        """The sequences of positive probability with their probabilities, in order.

        >>> Law.named('repetition(L=2,V=2)').to_dict()
        {('0', '0'): Fraction(1, 2), ('1', '1'): Fraction(1, 2)}
        """
        total = self.total
        return {sequence: Fraction(count, total) for sequence, count in self.counts().items()}

    def to_numpy(self) -> numpy.ndarray[Any, Any]:
        """The probabilities as an array of doubles of shape `(V,) * L`, each correctly rounded.

        >>> Law.named('parity(L=2,V=2)').to_numpy()
        array([[0.5, 0. ],
               [0. , 0.5]])
        """
        import numpy

        self._native.check_table()
        total = self.total
        array = numpy.zeros((self.vocabulary_size,) * self.length)
        for sequence, count in self._native.support():
            array[tuple(sequence)] = count / total
        return array

    def to_frame(self) -> pandas.DataFrame:
        """The sequences of positive probability as a DataFrame: the tokens under the names of the positions, or in
        x1, .., xL, the count, and the probability as a double.
        """
        import pandas

        total = self.total
        rows = [(*sequence, count, count / total) for sequence, count in self.counts().items()]
        names = self.positions or [f"x{position + 1}" for position in range(self.length)]
        return pandas.DataFrame(rows, columns=[*names, "count", "probability"])

    def to_json(self) -> str:
        """The law as the text of a law file."""
        return self._native.to_json()

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the law as a JSON file, which `from_file` and the program read."""
        Path(path).write_bytes(self.to_json().encode())

    def marginal(self, positions: Positions) -> Law:
        """The law of some positions, in the order given.

        >>> Law.named('parity(L=3,V=2)').marginal([0, 2]).to_numpy()
        array([[0.25, 0.25],
               [0.25, 0.25]])
        """
        return Law(self._native.marginal(self._places(positions)))

    def _places(self, positions: Positions) -> List[int]:
        """The numbers of positions, from 0."""
        names = self.positions
        if isinstance(positions, bytes) or (isinstance(positions, str) and names is None):
            raise TypeError(f"the positions are {positions!r}: expected an int from 0, or several")
        is_one = isinstance(positions, str) or hasattr(positions, "__index__")
        listed: List[Any] = [positions] if is_one else list(positions)  # type: ignore[arg-type]
        chosen = []
        for position in listed:
            if not isinstance(position, str):
                chosen.append(int(position.__index__()))
            elif names is None or position not in names:
                known = "the positions have no names" if names is None else f"they are {', '.join(names)}"
                raise LawError(
                    f"the law has no position {position!r}",
                    code="law::position_names",
                    help=f"{known}; a number counts from 0",
                )
            else:
                chosen.append(names.index(position))
        if any(position < 0 for position in chosen):
            raise IndexError(f"the positions are {chosen}: expected numbers from 0")
        return chosen

    # Information measures, exact, in nats.

    def entropy(self, positions: Optional[Positions] = None, given: Positions = ()) -> LogForm:
        """`H(X_A | X_B)` in nats; of all positions where none are given.

        >>> law = Law.named('parity(L=3,V=2)')
        >>> law.entropy(), law.entropy([0, 1]), law.entropy(2, given=[0, 1])
        (2 ln 2, 2 ln 2, 0)
        """
        chosen = range(self.length) if positions is None else positions
        return self._native.entropy(self._places(chosen), self._places(given))

    def mutual_information(self, first: Positions, second: Positions, given: Positions = ()) -> LogForm:
        """`I(X_A; X_B | X_C)` in nats.

        >>> Law.named('parity(L=3,V=2)').mutual_information(0, 1, given=2)
        ln 2
        """
        return self._native.mutual_information(self._places(first), self._places(second), self._places(given))

    def total_correlation(self, positions: Optional[Positions] = None) -> LogForm:
        """`TC = sum_i H(X_i) - H(X)` in nats, of all positions or of some."""
        return self._part(positions).total_correlation()

    def dual_total_correlation(self, positions: Optional[Positions] = None) -> LogForm:
        """`DTC = H(X) - sum_i H(X_i | X_-i)` in nats, of all positions or of some."""
        return self._part(positions).dual_total_correlation()

    def _part(self, positions: Optional[Positions]) -> _maskproof.Law:
        return self._native if positions is None else self._native.marginal(sorted(set(self._places(positions))))

    def co_information(self, groups: Optional[Iterable[Positions]] = None) -> LogForm:
        """`sum_A (-1)^(|A| + 1) H(A)` in nats, over the nonempty sets `A` of groups; each position one, without groups.

        >>> Law.named('parity(L=3,V=2)').co_information()
        -ln 2
        """
        chosen: Iterable[Positions] = range(self.length) if groups is None else groups
        listed = [self._places(group) for group in chosen]
        if len(listed) > 20:
            raise ValueError(f"there are {len(listed)} groups: expected at most 20, for all their sets are summed over")
        return self._native.co_information(listed)

    def curve(self) -> List[LogForm]:
        """The average entropies `h_0, .., h_L` in nats: `h_k` is the mean of `H(X_A)` over the sets of `k` positions.

        >>> Law.named('parity(L=3,V=2)').curve()
        [0, ln 2, 2 ln 2, 2 ln 2]
        """
        return self._native.curve()

    def information_curve(self) -> List[LogForm]:
        """`Z_1, .., Z_L` in nats: `Z_j` is the mean information of a position about `j - 1` others."""
        return self._native.information_curve()

    # Schedules and policies.

    def cost(self, schedule: Any, predictor: Optional[Predictor] = None) -> Cost:
        """What a schedule costs: the expected KL of the law from what the sampler puts out, over random orders.

        A schedule is a tuple of block sizes, or a text such as '2,2'. The predictor is the exact one where none is
        given.

        >>> Law.named('parity(L=3,V=2)').cost('1,2')
        Cost(schedule=(1, 2), expected_kl=ln 2, ideal_expected_kl=ln 2, training_error=0)
        """
        blocks = as_schedule(schedule)
        native = None if predictor is None else predictor._native
        return Cost(blocks, *self._native.cost(list(blocks), native))

    def value(
        self,
        expression: str,
        *,
        schedule: Any = None,
        order: Optional[str] = None,
        policy: Optional[str] = None,
        rule: Optional[str] = None,
        predictor: Optional[Predictor] = None,
    ) -> Union[Fraction, Divergence, Ratio]:
        """The exact value of an expression of the claim language, in nats; docs/claim-language.md lists its words.

        Positions in expressions count from 1, or are called by their names. What an expression needs beside the law is
        given as an argument: a schedule, an order such as '1,3/2', a policy, a rule. Numbers are a `Fraction`,
        information measures a `LogForm` or `math.inf`, and a quotient of two that is not rational is a `Ratio`.

        >>> law = Law.named('parity(L=3,V=2)')
        >>> law.value('I(1;2|3) + TC'), law.value('max_mass'), law.value('O_information')
        (2 ln 2, Fraction(1, 4), -ln 2)
        >>> law.value('E_KL', schedule='1,2'), law.value('mean(order, KL_order)', schedule='1,2')
        (ln 2, ln 2)
        >>> law.value('NMI_mean(1; 2 | 3)'), law.value('TC/ln(3)')
        (Fraction(1, 1), Ratio(dividend=ln 2, divisor=ln 3))

        Raises `ClaimError` for what is no expression, lacks what it needs, or has no value on the law.
        """
        blocks = None if schedule is None else list(as_schedule(schedule))
        native = None if predictor is None else predictor._native
        value = self._native.value(expression, blocks, order, policy, rule, native)
        return Ratio(*value) if isinstance(value, tuple) else value

    def expected_kl(self, schedule: Any, predictor: Optional[Predictor] = None) -> Divergence:
        """The expected KL of a schedule in nats, a LogForm or `math.inf`; see `cost` for its parts."""
        return self.cost(schedule, predictor).expected_kl

    def bounds(self, schedule: Any, predictor: Optional[Predictor] = None) -> List[LawBound]:
        """What the claims of the catalogue that bound the expected KL say of a schedule, by their identifiers.

        These are the bounds that `maskproof analyse` prints.

        >>> law = Law.named('parity(L=3,V=2)')
        >>> [(bound.relation, bound.bound, bound.slack) for bound in law.bounds('1,2') if bound.claim == 'li-cai-thm1']
        [('<=', ln 2, 0)]
        """
        native = None if predictor is None else predictor._native
        return [LawBound(*parts) for parts in _maskproof.bounds(self._native, list(as_schedule(schedule)), native)]

    def best_schedules(self, predictor: Optional[Predictor] = None) -> List[Cost]:
        """The schedule with the least expected KL for each number of steps `1..L`; every comparison is exact.

        Among equally good schedules the first in lexicographic order is taken.

        >>> [best.schedule for best in Law.named('parity(L=3,V=2)').best_schedules()]
        [(3,), (2, 1), (1, 1, 1)]
        """
        native = None if predictor is None else predictor._native
        return [Cost(tuple(blocks), *cost) for blocks, cost in self._native.best_schedules(native)]

    def predictor_gaps(self, predictor: Predictor) -> List[Divergence]:
        """`gap_0, .., gap_(L-1)` in nats: what the predictor loses a token when so many are revealed."""
        return self._native.gaps(predictor._native)

    def policy(self, policy: str, predictor: Optional[Predictor] = None) -> PolicyResult:
        """What a policy puts out and costs; `maskproof.policy.standard_policies` lists names, docs/policies.md all.

        >>> result = Law.named('parity(L=3,V=2)').policy('left-to-right:2')
        >>> result.expected_rounds, result.kl
        (Fraction(2, 1), 0)
        """
        from .policy import evaluate

        return evaluate(self, policy, predictor)

    def rule(
        self, rule: str, predictor: Optional[Predictor] = None, unconditional: Optional[Predictor] = None
    ) -> RuleResult:
        """What a decoding rule of real samplers puts out and costs; docs/rules.md lists them all.

        `unconditional` is the second predictor of rules with `guidance=W` behind the `@`; others do not read it.

        >>> law = Law.from_counts({'00': 36, '01': 9, '10': 4, '11': 1})
        >>> result = law.rule('low-confidence:1')
        >>> result.total_variation, result.output_law['1', '1'], result.is_exact
        (Fraction(9, 100), Fraction(1, 500), False)

        Raises `RuleError` for a rule that is none, that is too much work, or that lacks a predictor which it reads.
        """
        from .rule import evaluate

        return evaluate(self, rule, predictor, unconditional)

    def rule_curve(self, calls: int, predictor: Optional[Predictor] = None) -> List[CurvePoint]:
        """Error against calls: families of rules for 1 to `calls` calls of the predictor, steps alone and in blocks.

        >>> law = Law.named('repetition(L=4,V=2)')
        >>> points = [point for point in law.rule_curve(2) if point.family == 'random']
        >>> [(point.result.rule, str(point.result.total_variation)) for point in points]
        [('random:steps=1', '7/8'), ('random:steps=2', '1/2'), ('blocks:2[random:steps=1]', '1/2')]
        """
        from .rule import curve

        return curve(self, calls, predictor)

    def compare_rules(self, first: str, second: str, predictor: Optional[Predictor] = None) -> Optional[RuleDifference]:
        """Where the output laws of two rules differ on this law; None where they are the same.

        Raises `RuleError` where enclosures of irrational laws leave that open.

        >>> law = Law.named('parity(L=3,V=2)')
        >>> law.compare_rules('random:1', 'top:1') is None
        True
        """
        from .rule import compare

        return compare(self, first, second, predictor)

    def best_orders(self) -> List[BestOrder]:
        """The fixed order with the least KL for each number of steps `1..L`; up to `L = 10`."""
        from .policy import best_orders

        return best_orders(self)

    def serial_depth(self) -> SerialDepth:
        """The fewest rounds of a policy without error, on average and at most."""
        from .policy import serial_depth

        return serial_depth(self)

    # How a law behaves.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Law):
            return NotImplemented
        return self._native.is_same(other._native)

    def __hash__(self) -> int:
        return hash((self.vocabularies, self.length, tuple(tuple(sequence) for sequence, _ in self._native.support())))

    def __reduce__(self) -> Tuple[Any, Tuple[str]]:
        return (Law.from_json, (self.to_json(),))

    def __repr__(self) -> str:
        return f"Law({self._native.text()})"

    def _repr_html_(self) -> str:
        counts = self.counts()
        rows = [
            (" ".join(sequence), str(Fraction(count, self.total))) for sequence, count in list(counts.items())[:_LISTED]
        ]
        if len(counts) > _LISTED:
            rows.append((f"and {len(counts) - _LISTED} more", ""))
        caption = f"{self.name}: L = {self.length}, V = {self.vocabulary_size}"
        return table(["sequence", "probability"], rows, caption)
