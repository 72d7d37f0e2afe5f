"""Average entropy curves that were measured on a model; docs/curves.md has the definitions."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any, List, NamedTuple, Optional, Sequence, Tuple, Union

from . import _maskproof
from ._values import Schedule, as_schedule, exact_fraction

__all__ = ["BestMeasured", "MeasuredCurve", "OverBand", "TimeGrid"]


class BestMeasured(NamedTuple):
    """The best schedule with a number of steps."""

    schedule: Schedule
    #: In the unit of the curve.
    expected_kl: Fraction


class OverBand(NamedTuple):
    """What a schedule costs over all curves of entropies in the band, in the unit of the curve."""

    least: Fraction
    greatest: Fraction
    #: Whether curves in the band have these values; otherwise they are proven bounds.
    is_attained: bool
    #: By how much the schedule can be worse than the best one with as many steps: a proven bound.
    regret_bound: Fraction


class TimeGrid(NamedTuple):
    """A stationary time grid of tau-leaping."""

    #: Between which numbers each time before the last lies; the last is 1.
    times: List[Tuple[Fraction, Fraction]]
    #: Between which numbers its expected KL lies, in the unit of the curve.
    expected_kl: Tuple[Fraction, Fraction]
    #: Whether it is proven to be the only stationary grid, and so the best.
    is_best: bool


class MeasuredCurve:
    """Numbers `h_1, ..., h_L` that were measured, exact: the mean entropies of random sets of `k` positions.

    Floats are taken as the decimals that they print as. `low` and `high` are a band, as long as the values. Everything
    is computed on the projection: the least concave curve that does not decrease and is nowhere below the values.

    >>> from maskproof import MeasuredCurve
    >>> curve = MeasuredCurve([4, 5, 8, 7], unit='bits')
    >>> [str(value) for value in curve.projected]
    ['0', '4', '6', '8', '8']
    >>> curve.best_schedules()[1]
    BestMeasured(schedule=(1, 3), expected_kl=Fraction(2, 1))
    >>> curve.expected_kl('2,2')
    Fraction(4, 1)
    """

    __slots__ = ("_native",)

    def __init__(
        self,
        values: Sequence[Any],
        *,
        unit: str = "nats",
        low: Optional[Sequence[Any]] = None,
        high: Optional[Sequence[Any]] = None,
    ) -> None:
        if (low is None) != (high is None):
            raise ValueError("a band has both ends: give low and high, or none")
        numbers = [self._from_zero(numbers, what) for numbers, what in ((values, "h"), (low, "low"), (high, "high"))]
        self._native = _maskproof.MeasuredCurve(numbers[0] or [], unit, numbers[1], numbers[2])

    @staticmethod
    def _from_zero(values: Optional[Sequence[Any]], what: str) -> Optional[List[Fraction]]:
        if values is None:
            return None
        return [Fraction(0)] + [exact_fraction(value, f"{what}_{k}") for k, value in enumerate(values, 1)]

    @classmethod
    def from_file(
        cls,
        path: Union[str, os.PathLike[str]],
        *,
        unit: str = "nats",
        errors: Optional[Any] = None,
        weighted: bool = False,
    ) -> MeasuredCurve:
        """Reads a table with columns k and h, and perhaps low and high, or se with the multiple `errors` of it.

        With `weighted` the projection is that of least squares, with weights 1/se^2.

        Raises `CurveError` with the line of what is wrong.
        """
        curve = cls.__new__(cls)
        multiple = None if errors is None else exact_fraction(errors, "errors")
        curve._native = _maskproof.MeasuredCurve.read(os.fspath(path), unit, multiple, weighted)
        return curve

    @property
    def values(self) -> List[Fraction]:
        """`h_0, ..., h_L` as measured."""
        return self._native.values()

    @property
    def projected(self) -> List[Fraction]:
        """`h_0, ..., h_L` on the cone."""
        return self._native.projected()

    @property
    def unit(self) -> str:
        """'nats' or 'bits'."""
        return self._native.unit()

    @property
    def band(self) -> Optional[Tuple[List[Fraction], List[Fraction]]]:
        """The lower and the upper ends, from `k = 0` on."""
        return self._native.band()

    def best_schedules(self, steps: Optional[int] = None) -> List[BestMeasured]:
        """The best schedule for each number of steps up to `steps`, or to the length."""
        found = self._native.best_schedules(len(self.values) - 1 if steps is None else steps)
        return [BestMeasured(tuple(blocks), cost) for blocks, cost in found]

    def expected_kl(self, schedule: object) -> Fraction:
        """The expected KL of a schedule with the exact predictor, in the unit of the curve."""
        return self._native.expected_kl(list(as_schedule(schedule)))

    def over_band(self, schedule: object) -> Optional[OverBand]:
        """The range of a schedule's expected KL over the band, and a bound on its regret; `None` without a band."""
        found = self._native.over_band(list(as_schedule(schedule)))
        if found is None:
            return None
        ((least, least_attained), (greatest, greatest_attained)), regret = found
        return OverBand(least, greatest, least_attained and greatest_attained, regret)

    def time_grid(self, steps: int, bits: int = 60) -> TimeGrid:
        """A stationary time grid of tau-leaping with so many steps, its times within `2**-bits`; for `L <= 64`."""
        times, expected_kl, is_best = self._native.time_grid(steps, bits)
        return TimeGrid([(low, high) for low, high in times], (expected_kl[0], expected_kl[1]), is_best)

    def __repr__(self) -> str:
        values = self.values
        return f"MeasuredCurve(L = {len(values) - 1}, {self.unit}, h_L = {float(values[-1]):.6g})"
