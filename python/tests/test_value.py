"""Values of expressions."""

import math
from fractions import Fraction

import pytest

from maskproof import ClaimError, Law, LogForm, Predictor, Ratio

LAW = Law.named("parity(L=3,V=2)")


def test_values_have_the_type_of_what_they_are():
    assert LAW.value("I(1;2|3) + TC") == 2 * LogForm.ln(2)
    assert LAW.value("1 - max_mass") == Fraction(3, 4)
    assert LAW.value("TC_reverse") == math.inf
    ratio = LAW.value("TC/ln(3)")
    assert ratio == Ratio(LogForm.ln(2), LogForm.ln(3)) and math.isclose(float(ratio), math.log(2) / math.log(3))
    assert ratio.to_decimal(30) == "0.630929753571457437099527114343"


def test_values_are_those_of_the_methods():
    law = Law.named("random(V=2,L=4,seed=3,bits=6)")
    predictor = Predictor.random(1, law)
    assert law.value("TC") == law.total_correlation() and law.value("DTC") == law.dual_total_correlation()
    assert law.value("I(1,2; 3 | 4)") == law.mutual_information([0, 1], 2, given=3)
    assert law.value("E_KL", schedule=(2, 2), predictor=predictor) == law.expected_kl("2,2", predictor)
    assert law.value("mean(order, KL_order)", schedule="2,2", predictor=predictor) == law.expected_kl("2,2", predictor)
    assert law.value("TV_rule", rule="low-confidence:1") == law.rule("low-confidence:1").total_variation
    assert law.value("expected_rounds(nat)", policy="bisection") == LogForm(
        constant=law.policy("bisection").expected_rounds
    )
    assert law.value("KL_order", order="1,3/2/4") >= 0


@pytest.mark.parametrize(
    "expression, code",
    [
        ("E_KL", "claim::scope"),
        ("TC +", "claim::syntax"),
        ("TC*DTC", "claim::type"),
        ("h(9)", "claim::domain"),
        ("TC - TC_reverse", "claim::undefined"),
    ],
)
def test_mistakes_are_errors(expression, code):
    with pytest.raises(ClaimError) as error:
        LAW.value(expression)
    assert error.value.code == code
