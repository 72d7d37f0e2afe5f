"""Agreement with dit on its own example laws. dit computes with doubles, in bits."""

import dit
import pytest
from dit import example_dists

from maskproof import Law

NAMES = ["And", "Or", "Rdn", "RdnXor", "ImperfectRdn", "Subtle", "Unq", "Xor", "dyadic", "triadic"]


def distribution(name):
    found = getattr(example_dists, name)
    found = found() if callable(found) else found
    found = found.copy(base="linear")
    found.make_dense()
    return found


DISTRIBUTIONS = {name: distribution(name) for name in NAMES}
DISTRIBUTIONS["giant_bit"] = example_dists.giant_bit(4, 2)
DISTRIBUTIONS["n_mod_m"] = example_dists.n_mod_m(4, 3)
DISTRIBUTIONS["summed_dice"] = example_dists.summed_dice()
DISTRIBUTIONS["jeff"] = example_dists.jeff(3)
DISTRIBUTIONS["uniform"] = dit.uniform(["000", "010", "100", "111"])


def law_of(distribution):
    values = {outcome: float(value) for outcome, value in zip(distribution.outcomes, distribution.pmf)}
    return Law.from_probabilities(values, normalise=True)


def bits(value):
    return float(value.to_decimal(17, unit="bits"))


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_measures_agree_with_dit(name):
    distribution = DISTRIBUTIONS[name]
    law, length = law_of(distribution), distribution.outcome_length()
    assert law.length == length
    pairs = [
        (law.entropy(), dit.multivariate.entropy(distribution)),
        (law.total_correlation(), dit.multivariate.total_correlation(distribution)),
        (law.dual_total_correlation(), dit.multivariate.dual_total_correlation(distribution)),
        (law.co_information(), dit.multivariate.coinformation(distribution)),
        (law.entropy(0, given=1), dit.shannon.conditional_entropy(distribution, [0], [1])),
        (
            law.mutual_information(0, range(1, length)),
            dit.shannon.mutual_information(distribution, [0], range(1, length)),
        ),
        (law.total_correlation([0, 1]), dit.multivariate.total_correlation(distribution, [[0], [1]])),
        (
            law.co_information([0, range(1, length)]),
            dit.multivariate.coinformation(distribution, [[0], range(1, length)]),
        ),
    ]
    for exact, value in pairs:
        assert abs(bits(exact) - value) < 1e-9, (name, exact, value)


def test_the_examples_are_not_all_alike():
    assert len({str(law_of(distribution).co_information()) for distribution in DISTRIBUTIONS.values()}) > 5
