"""Arithmetic and order of forms, against mpmath at 60 digits, which knows nothing of this library."""

import math
import pickle
import random
import re
from fractions import Fraction

import mpmath
import numpy
import pytest

from maskproof import LogForm


def made(seed):
    """A form, and its value in mpmath."""
    chance = random.Random(seed)
    fraction = lambda: Fraction(chance.randint(-40, 40), chance.randint(1, 30))
    terms = {chance.randint(1, 500): fraction() for _ in range(chance.randint(0, 5))}
    constant = chance.choice([Fraction(0), fraction()])
    with mpmath.workdps(60):
        value = mpmath.mpf(constant.numerator) / constant.denominator
        for argument, coefficient in terms.items():
            value += mpmath.log(argument) * coefficient.numerator / coefficient.denominator
        return LogForm(terms, constant), +value


@pytest.mark.parametrize("seed", range(100))
def test_values_are_those_of_mpmath(seed):
    (x, x_value), (y, y_value) = made(seed), made(seed + 1000)
    factor = Fraction(seed - 50, 7)
    with mpmath.workdps(60):
        pairs = [
            (x, x_value),
            (x + y, x_value + y_value),
            (x - y, x_value - y_value),
            (-x, -x_value),
            (abs(x), abs(x_value)),
            (factor * x, x_value * factor.numerator / factor.denominator),
            (x / 3, x_value / 3),
            (2 - x, 2 - x_value),
            (x + Fraction(1, 3), x_value + mpmath.mpf(1) / 3),
        ]
        for form, value in pairs:
            # 60 digits are more than enough to find the nearest double of these values.
            assert float(form) == float(value), (form, value)
            assert abs(mpmath.mpf(form.to_decimal(40)) - value) <= abs(value) * mpmath.mpf(10) ** -39
            bits = mpmath.mpf(form.to_decimal(40, unit="bits"))
            assert abs(bits - value / mpmath.log(2)) <= abs(bits) * mpmath.mpf(10) ** -39
        assert (x < y, x > y) == (x_value < y_value, x_value > y_value)
        assert (x < 1, x >= Fraction(1, 2)) == (x_value < 1, x_value >= mpmath.mpf(1) / 2)


def test_to_mpmath_has_the_precision_that_is_set():
    with mpmath.workdps(200):
        assert abs(LogForm.ln(3).to_mpmath() - mpmath.log(3)) < mpmath.mpf(10) ** -198


def test_equality_is_that_of_values_and_hashes_agree():
    same = [LogForm.ln(12) / 2, LogForm({2: 1, 3: Fraction(1, 2)}), LogForm.ln(Fraction(4, 3)) / 2 + LogForm.ln(3)]
    assert len(set(same)) == 1 and same[0] == same[1] == same[2]
    assert same[0] != LogForm.ln(12) / 3
    # Large primes are not found by trial division: equality and hash must not depend on it.
    p, q = 2**61 - 1, 2**89 - 1
    assert LogForm.ln(p * q) == LogForm.ln(p) + LogForm.ln(q)
    assert hash(LogForm.ln(p * q)) == hash(LogForm.ln(p) + LogForm.ln(q))
    third = LogForm({}, Fraction(1, 3)) + LogForm.ln(9) - 2 * LogForm.ln(3)
    assert third == Fraction(1, 3) and hash(third) == hash(Fraction(1, 3))
    assert LogForm() == 0 and hash(LogForm()) == hash(0) and not LogForm()
    assert LogForm({}, 7) == 7 == LogForm({}, 7) and hash(LogForm({}, 7)) == hash(7)


def test_a_near_tie_is_told_apart():
    # 2^84 / 3^53 is 1.0021; the power of it minus its rounded logarithm is far below a double's precision.
    x = 84 * LogForm.ln(2) - 53 * LogForm.ln(3)
    near = Fraction(x.to_decimal(60))
    assert abs(float(x - near)) < 1e-60
    assert (x > near) != (x < near) and x != near


def test_floats_are_refused_and_the_way_out_is_said():
    x = LogForm.ln(2)
    for use in [
        lambda: x + 0.1,
        lambda: 0.1 + x,
        lambda: x - 0.1,
        lambda: x * 0.5,
        lambda: 0.5 * x,
        lambda: x / 2.0,
        lambda: x < 0.7,
        lambda: 0.7 <= x,
        lambda: LogForm.ln(2.0),
        lambda: LogForm({2: 0.5}),
        lambda: x + numpy.float64(0.1),
        lambda: x < numpy.float64(0.7),
    ]:
        with pytest.raises(TypeError, match="exact arithmetic takes int, fractions.Fraction and LogForm"):
            use()
    # What the message says to write works.
    for value, mend in [(2.0, "write 2 for this number"), (0.1, "write Fraction('0.1') for this decimal")]:
        with pytest.raises(TypeError, match=re.escape(mend)):
            x * value
        assert eval(mend.split()[1]) == Fraction(str(value))
    with pytest.raises(TypeError, match="write a finite number"):
        x * math.inf
    with pytest.raises(TypeError):
        x * x
    with pytest.raises(TypeError):
        x / x
    with pytest.raises(TypeError):
        x + "1"
    with pytest.raises(ZeroDivisionError):
        x / 0
    with pytest.raises(ValueError):
        LogForm.ln(0)
    with pytest.raises(ValueError):
        x.to_decimal(5, unit="dits")


def test_a_float_equals_the_rational_that_it_is_and_no_other():
    assert LogForm({}, Fraction(1, 2)) == 0.5
    assert LogForm({}, Fraction(1, 10)) != 0.1  # the double is not one tenth
    assert LogForm.ln(2) != math.log(2)
    assert LogForm.ln(2) != math.nan and not LogForm.ln(2) == math.nan


def test_infinities_are_beyond_every_form():
    x = LogForm.ln(10**30)
    assert x < math.inf and x > -math.inf and math.inf > x and x != math.inf
    assert x + math.inf == math.inf and math.inf + x == math.inf and x - math.inf == -math.inf
    assert max(x, math.inf) == math.inf
    assert not x < math.nan and not x > math.nan


def test_integers_of_numpy_are_integers():
    assert numpy.int64(3) * LogForm.ln(2) == LogForm.ln(8)
    assert LogForm.ln(numpy.int64(8)) / numpy.int32(3) == LogForm.ln(2)
    array = numpy.array([LogForm.ln(2), LogForm.ln(3)], dtype=object)
    assert array.sum() == LogForm.ln(6)


def test_large_numbers_pass_in_both_directions():
    large = 2**607 - 1  # a prime
    x = LogForm({large: Fraction(-large, 3)}, Fraction(1, large))
    assert x.constant == Fraction(1, large)
    assert x.terms() == {large: Fraction(-large, 3)}


@pytest.mark.parametrize("seed", range(20))
def test_pickles_and_terms_rebuild_the_value(seed):
    x, _ = made(seed)
    assert pickle.loads(pickle.dumps(x)) == x
    assert LogForm(x.terms(), x.constant) == x
    assert sum((q * LogForm.ln(n) for n, q in x.terms().items()), x.constant + LogForm()) == x


def test_what_is_printed():
    x = Fraction(3, 4) * LogForm.ln(2) - LogForm.ln(3)
    assert repr(x) == str(x) == f"{x}" == "3/4 ln 2 - ln 3"
    assert repr(x - Fraction(1, 2)) == "-1/2 + 3/4 ln 2 - ln 3"
    assert f"{x:.3f}" == "-0.579"
    assert x._repr_latex_() == r"$\tfrac{3}{4} \ln 2 - \ln 3$"
    assert (-x / 5)._repr_latex_() == r"$-\tfrac{3}{20} \ln 2 + \tfrac{1}{5} \ln 3$"
