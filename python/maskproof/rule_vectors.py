"""What decoding rules do with predictor tables, exactly, for those who implement the rules; docs/rule-vectors.md."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any, Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import _maskproof
from ._values import Divergence, exact_fraction
from .predictor import Predictor

__all__ = ["RuleFit", "RuleRound", "RuleVectors", "VectorTable", "check_vectors", "vector_tables", "vectors"]

#: A partly masked sequence: tokens by their places, None where a position is masked.
State = Tuple[Optional[int], ...]


class VectorTable(NamedTuple):
    """A built-in predictor table, whose probabilities are multiples of 1/64."""

    name: str
    description: str
    predictor: Predictor
    #: The prompts of the vectors beside the empty one.
    prompts: List[Tuple[int, ...]]


class RuleRound(NamedTuple):
    """What a rule does in a round at a state that runs come to."""

    #: The step, from 0, through all blocks; 0 for rules without a number of steps.
    step: int
    state: State
    #: The probability that a run comes to the state at the step.
    probability: Fraction
    #: The states behind the round, with their probabilities.
    next: Dict[State, Fraction]


class RuleVectors(NamedTuple):
    """What a rule does with a predictor behind a prompt; exact."""

    rule: str
    prompt: Tuple[int, ...]
    #: The sequences of positive probability, with the prompt in front, tokens by their places.
    output_law: Dict[Tuple[int, ...], Fraction]
    expected_rounds: Fraction
    expected_null_rounds: Fraction
    max_rounds: int
    rounds: List[RuleRound]


class RuleFit(NamedTuple):
    """Whether samples may be those of a rule; docs/rule-vectors.md says what the verdicts rest on."""

    rule: str
    #: `'impossible'`, `'refuted'`, `'doubtful'` or `'consistent'`.
    verdict: str
    #: The number of samples.
    samples: int
    #: The number of sequences of positive probability.
    possible: int
    #: `G = 2 sum n_x ln(n_x / (n q(x)))` in nats; `math.inf` where an impossible sequence occurred.
    likelihood_ratio: Divergence
    #: `1/2 sum_x |n_x / n - q(x)|`.
    total_variation: Fraction
    #: A proven bound on the p-value, for this number of samples.
    p_bound: Fraction
    #: Bounds of its limit for many samples.
    p_limit: Tuple[Fraction, Fraction]
    #: The sequences of probability zero that occurred, with how often.
    impossible: Dict[Tuple[int, ...], int]
    #: A number of samples that refutes a sampler at the difference with probability `1 - level`; None above 2^64.
    sufficient_samples: Optional[int]

    @property
    def is_consistent(self) -> bool:
        """Whether nothing speaks against the rule."""
        return self.verdict == "consistent"


def vector_tables() -> Dict[str, VectorTable]:
    """The built-in tables by their names.

    >>> list(vector_tables())
    ['independent-l2', 'ties-l3', 'zeros-l3', 'dependent-l2-v3', 'dependent-l4']
    """
    tables = [
        VectorTable(name, description, Predictor(native, name), [tuple(prompt) for prompt in prompts])
        for name, description, native, prompts in _maskproof.vector_tables()
    ]
    return {table.name: table for table in tables}


def vectors(predictor: Predictor, rule: str, prompt: Sequence[int] = ()) -> RuleVectors:
    """What a rule does with a predictor, the first positions being given: the output law and every round.

    Blocks and steps begin behind the prompt. `remask` starts from a sequence that is uniform behind it.

    >>> table = vector_tables()['independent-l2'].predictor
    >>> found = vectors(table, 'low-confidence:1')
    >>> found.output_law[(1, 1)], found.rounds[0].next[(0, None)]
    (Fraction(1, 256), Fraction(7, 8))

    Raises `RuleError` for a rule that is none, and for a prompt that does not fit.
    """
    given = tuple(int(token) for token in prompt)
    name, (rounds, null_rounds, most), output, parts = _maskproof.vectors(predictor._native, rule, list(given))
    return RuleVectors(
        rule=name,
        prompt=given,
        output_law={tuple(sequence): probability for sequence, probability in output},
        expected_rounds=rounds,
        expected_null_rounds=null_rounds,
        max_rounds=most,
        rounds=[
            RuleRound(step, tuple(state), probability, {tuple(behind): chance for behind, chance in next})
            for step, (state, probability), next in parts
        ],
    )


def _share(name: str, value: object) -> Fraction:
    share = exact_fraction(value, name)
    if not 0 < share < 1:
        raise ValueError(f"{name} is {share}: expected an exact number above 0 and below 1")
    return share


def check_vectors(
    predictor: Predictor,
    rule: str,
    samples: Any,
    prompt: Sequence[int] = (),
    *,
    level: Union[str, float, Fraction] = Fraction(1, 1000),
    difference: Union[str, float, Fraction] = Fraction(1, 20),
) -> RuleFit:
    """Whether samples may be those of a rule on a predictor: an array of integers of shape `(N, L)`.

    >>> table = vector_tables()['independent-l2'].predictor
    >>> check_vectors(table, 'random:1', [[0, 0]] * 30 + [[0, 1]] * 12 + [[1, 0]] * 4 + [[1, 1]] * 2).verdict
    'consistent'
    >>> check_vectors(table, 'random:1@t=0', [[0, 0], [1, 1]]).impossible
    {(1, 1): 1}

    Raises `SamplesError` for samples that are none, among them those with the mask `V`.
    """
    import numpy

    array = numpy.asarray(samples)
    buffer = io.BytesIO()
    numpy.lib.format.write_array(buffer, numpy.ascontiguousarray(array), allow_pickle=False)
    (name, verdict, number, possible), (ratio, distance), p_values, impossible, enough = _maskproof.check_vectors(
        predictor._native,
        rule,
        buffer.getvalue(),
        [int(token) for token in prompt],
        _share("level", level),
        _share("difference", difference),
    )
    bound, low, high = p_values
    return RuleFit(
        rule=name,
        verdict=verdict,
        samples=number,
        possible=possible,
        likelihood_ratio=float("inf") if ratio is None else ratio,
        total_variation=distance,
        p_bound=bound,
        p_limit=(low, high),
        impossible={tuple(sequence): count for sequence, count in impossible},
        sufficient_samples=enough,
    )
