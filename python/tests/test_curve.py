"""Measured curves: best schedules against all compositions, ranges against members, errors."""

import itertools
import random
from fractions import Fraction

import pytest

from maskproof import CurveError, MaskproofError, MeasuredCurve


def cost(values, blocks):
    """`sum over blocks (a,b] and j of Z_j - Z_{a+1}`, with `Z_j = h_1 + h_{j-1} - h_j`."""
    total, start = Fraction(0), 0
    for block in blocks:
        first = values[start] - values[start + 1]
        total += sum(values[j - 1] - values[j] - first for j in range(start + 1, start + block + 1))
        start += block
    return total


def compositions(size, parts):
    for cuts in itertools.combinations(range(1, size), parts - 1):
        ends = (0, *cuts, size)
        yield tuple(end - start for start, end in zip(ends, ends[1:]))


def test_best_schedules_are_the_least_of_all():
    generator = random.Random(1)
    for length in range(1, 8):
        values = [Fraction(generator.randrange(100), 7) for _ in range(length)]
        curve = MeasuredCurve(values)
        projected = curve.projected
        steps = [b - a for a, b in zip(projected, projected[1:])]
        assert steps == sorted(steps, reverse=True) and steps[-1] >= 0
        assert all(raised >= value for raised, value in zip(projected, curve.values))
        for number, best in enumerate(curve.best_schedules(), 1):
            costs = {blocks: cost(projected, blocks) for blocks in compositions(length, number)}
            assert best.expected_kl == min(costs.values())
            assert best.schedule == min(blocks for blocks, value in costs.items() if value == best.expected_kl)
            assert curve.expected_kl(best.schedule) == best.expected_kl


def test_the_band_holds_the_curve():
    values = [Fraction(k * (12 - k), 4) for k in range(1, 6)]
    curve = MeasuredCurve(values, low=[v - Fraction(1, 8) for v in values], high=[v + Fraction(1, 8) for v in values])
    found = curve.over_band("2,3")
    assert found is not None and found.is_attained
    assert found.least < curve.expected_kl((2, 3)) < found.greatest
    assert 0 <= found.regret_bound <= found.greatest
    assert MeasuredCurve(values).over_band("2,3") is None


def test_the_grid_of_a_repetition():
    grid = MeasuredCurve([1, 1, 1], unit="bits").time_grid(2)
    ((low, high),) = grid.times
    assert grid.is_best and 3 * (1 - low) ** 2 >= 1 >= 3 * (1 - high) ** 2
    with pytest.raises(CurveError, match="straight line"):
        MeasuredCurve([1, 2, 3]).time_grid(2)


def test_files(tmp_path):
    path = tmp_path / "h.csv"
    path.write_text("k,h,se\n1,1.5,0.25\n2,2,0.25\n", encoding="utf-8")
    curve = MeasuredCurve.from_file(path, unit="bits", errors=2)
    assert curve.values == [0, Fraction(3, 2), 2] and curve.unit == "bits"
    assert curve.band == ([0, 1, Fraction(3, 2)], [0, 2, Fraction(5, 2)])
    with pytest.raises(CurveError) as error:
        MeasuredCurve.from_file(path)
    assert error.value.code == "curve::no_multiple" and isinstance(error.value, MaskproofError)


def test_what_is_no_curve():
    for bad in [lambda: MeasuredCurve([]), lambda: MeasuredCurve([-1]), lambda: MeasuredCurve([1], unit="dits")]:
        with pytest.raises(ValueError):
            bad()
    with pytest.raises(ValueError):
        MeasuredCurve([1], low=[0])
    with pytest.raises(CurveError, match="at k = 1"):
        MeasuredCurve([1, 4], low=[0, 4], high=[1, 4])


def test_a_weighted_projection_is_of_least_squares(tmp_path):
    # By hand: (t, 2t) with (t - 1) + 2 * 4 (2t - 3) = 0.
    path = tmp_path / "h.csv"
    path.write_text("k,h,se\n1,1,1\n2,3,1/2\n")
    curve = MeasuredCurve.from_file(path, weighted=True)
    assert curve.projected == [0, Fraction(25, 17), Fraction(50, 17)]
    assert curve.band is None
    with_band = MeasuredCurve.from_file(path, errors=1, weighted=True)
    assert with_band.projected == curve.projected and with_band.band is not None
    path.write_text("k,h\n1,1\n")
    with pytest.raises(CurveError, match="standard errors"):
        MeasuredCurve.from_file(path, weighted=True)
