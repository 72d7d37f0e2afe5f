"""Decoding rules: values against a naive enumeration, against the program, and samples of docs/rule-vectors.md."""

import itertools
import json
import math
import os
import re
import subprocess
from fractions import Fraction

import pytest
from conftest import ROOT, random_law

from maskproof import Enclosed, Law, MaskproofError, Predictor, RuleError

PAGE = (ROOT / "docs" / "rule-vectors.md").read_text(encoding="utf-8")
LOOP, TORCH_LOOP = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def rows(law, revealed):
    """The exact predictor: for each masked position the probabilities of its tokens; uniform where nothing is known."""
    fitting = [
        (word, weight)
        for word, weight in law.counts().items()
        if all(token is None or token == own for token, own in zip(revealed, word))
    ]
    total = sum(weight for _, weight in fitting)
    found = {}
    for position, token in enumerate(revealed):
        if token is None:
            share = {own: sum(weight for word, weight in fitting if word[position] == own) for own in law.tokens}
            found[position] = [
                Fraction(share[own], total) if total else Fraction(1, len(law.tokens)) for own in law.tokens
            ]
    return found


def low_confidence(law, revealed):
    """The output law of low-confidence:1 by its definition: all draws, the first of the most confident one is kept."""
    found = rows(law, revealed)
    if not found:
        return {tuple(revealed): Fraction(1)}
    output = {}
    for drawn in itertools.product(range(len(law.tokens)), repeat=len(found)):
        confidences = [found[position][token] for position, token in zip(found, drawn)]
        chance = math.prod(confidences)
        if chance == 0:
            continue
        best = confidences.index(max(confidences))
        after = list(revealed)
        after[list(found)[best]] = law.tokens[drawn[best]]
        for word, probability in low_confidence(law, after).items():
            output[word] = output.get(word, 0) + chance * probability
    return output


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("length, vocabulary_size", [(2, 2), (3, 2), (2, 3)])
def test_low_confidence_is_its_definition(seed, length, vocabulary_size):
    law = random_law(seed, length, vocabulary_size)
    result = law.rule("low-confidence:1")
    expected = low_confidence(law, [None] * length)
    assert result.output_law == expected
    assert list(result.output_law) == sorted(expected)
    p = law.to_dict()
    words = set(p) | set(expected)
    assert result.total_variation == sum(abs(p.get(word, 0) - expected.get(word, 0)) for word in words) / 2
    assert result.support_probability == sum(expected.get(word, 0) for word in p)
    assert (result.expected_rounds, result.max_rounds, result.mean_kl_over_orders) == (length, length, None)
    assert (result.reverse_kl == math.inf) == (result.support_probability < 1)
    assert result.is_exact == (result.total_variation == 0)
    if result.kl != math.inf:
        kl = sum(float(p[word]) * math.log(p[word] / expected[word]) for word in p)
        assert abs(float(result.kl) - kl) < 1e-9


def test_a_predictor_takes_the_place_of_the_law():
    law = Law.named("repetition(L=2,V=2)")
    half = Predictor.from_table([[[0.5, 0.5]] * 2] * 9)
    result = law.rule("random:1", half)
    assert set(result.output_law.values()) == {Fraction(1, 4)}
    assert (result.total_variation, result.support_probability, result.reverse_kl) == (
        Fraction(1, 2),
        Fraction(1, 2),
        math.inf,
    )
    assert law.rule("random:1").is_exact


def test_guidance_reads_a_second_predictor():
    # r_c = (2/3, 1/3) and r_u = (1/4, 3/4) with w = 1.
    law = Law.from_counts({"0": 2, "1": 1})
    unconditional = Predictor.from_table([[[0.5, 0.5]], [[0.5, 0.5]], [[0.25, 0.75]]])
    result = law.rule("sequential:1@guidance=1", unconditional=unconditional)
    # Weights (2/3)^2 * 4 and (1/3)^2 * 4/3.
    assert result.output_law == {("0",): Fraction(12, 13), ("1",): Fraction(1, 13)}
    with pytest.raises(RuleError, match="guidance needs the rows of a second, unconditional predictor"):
        law.rule("sequential:1@guidance=1")


def test_the_program_says_the_same(program):
    names = ["low-confidence:2", "random:2", "mdlm:linear,T=3", "threshold>3/5", "random:1@t=0"]
    spec = "markov(L=3,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)"
    options = [part for name in names for part in ("--rule", name)]
    run = subprocess.run(
        [program, "policy", spec, *options, "--json", "--digits", "20"], capture_output=True, text=True, check=True
    )
    law = Law.named(spec)
    for row in json.loads(run.stdout)["rules"]:
        result = law.rule(row["rule"])
        assert result.rule == row["rule"]
        assert str(result.total_variation) == row["total_variation"]
        assert str(result.expected_rounds) == row["expected_rounds"]
        assert result.max_rounds == row["max_rounds"]
        assert (None if result.expected_rounds_under_law is None else str(result.expected_rounds_under_law)) == row[
            "expected_rounds_under_law"
        ]
        assert ("inf" if result.kl == math.inf else result.kl.to_decimal(20)) == row["kl"]["nats"]


def test_what_is_not_rational_is_enclosed(program):
    spec = "markov(L=3,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)"
    names = ["low-confidence:1@t=7/10", "mdlm:cosine,T=2", "random:1@t=3/10", "dream:entropy,steps=2,alg_temp=1/2"]
    options = [part for name in names for part in ("--rule", name)]
    run = subprocess.run(
        [program, "policy", spec, *options, "--json", "--digits", "12"], capture_output=True, text=True, check=True
    )
    law = Law.named(spec)
    for row in json.loads(run.stdout)["rules"]:
        assert row["enclosed"]["width"].startswith("2^-")
        result = law.rule(row["rule"])
        assert isinstance(result.total_variation, Enclosed) and isinstance(result.kl, Enclosed)
        low, high = result.total_variation
        assert 0 < high - low == result.total_variation.width < Fraction(1, 2**100)
        shown = row["total_variation"]
        # Both intervals hold the one number.
        assert low <= Fraction(shown["high"]) and Fraction(shown["low"]) <= high
        assert abs(Fraction(row["total_variation_decimal"]) - low) < Fraction(1, 10**11)
        assert result.max_rounds == row["max_rounds"] and result.is_exact is False
        assert sum(q.low if isinstance(q, Enclosed) else q for q in result.output_law.values()) <= 1
        assert sum(q.high if isinstance(q, Enclosed) else q for q in result.output_law.values()) >= 1
    # Equal rows stay rational: the temperature changes nothing.
    assert Law.named("parity(L=3,V=2)").rule("random:1@t=3/10").is_exact
    # The law may be kept, but enclosures do not prove it.
    assert Law.named("independent(p=9/10;1/10|4/5;1/5)").rule("mdlm:cosine,T=2").is_exact is None


def test_mistakes_are_explained():
    law = Law.named("parity(L=2,V=2)")
    with pytest.raises(RuleError, match="there is no rule `low`") as error:
        law.rule("low:1")
    assert isinstance(error.value, MaskproofError) and error.value.code == "rule::unknown"
    with pytest.raises(RuleError, match="expected a number of positions from 1"):
        law.rule("low-confidence:0")
    with pytest.raises(MaskproofError, match="the predictor is for laws of V = 2, L = 1"):
        law.rule("random:1", Predictor.from_table([[[0.5, 0.5]]] * 3))
    with pytest.raises(TypeError):
        law.rule(1)


def check(program, folder, code, rule):
    """The verdict of the program on what the loop of the page saved, after some change of its code."""
    numbers = {}
    here = os.getcwd()
    os.chdir(folder)
    try:
        exec(code, numbers)
    finally:
        os.chdir(here)
    command = [program, "vectors", "check", "target/vectors", "target/samples.npy", "--table", "dependent-l4"]
    run = subprocess.run([*command, "--rule", rule, "--json"], cwd=folder, capture_output=True, text=True)
    assert run.stderr == ""
    return run.returncode, json.loads(run.stdout)["verdict"]


def test_the_loop_in_torch_samples_the_rule(program, tmp_path):
    pytest.importorskip("torch")
    subprocess.run([program, "vectors", "--out", "target/vectors"], cwd=tmp_path, check=True, capture_output=True)
    code = "import numpy\n" + TORCH_LOOP
    assert check(program, tmp_path, code, "low-confidence:1") == (0, "consistent")
    # The position of the best row and not of the best draw, which is another rule.
    wrong = code.replace("torch.where(masked, confidences", "torch.where(masked, weights.amax(dim=2)")
    assert wrong != code
    assert check(program, tmp_path, wrong, "low-confidence:1") == (1, "refuted")
    assert check(program, tmp_path, wrong, "top:1") == (0, "consistent")


def test_the_loop_of_the_page_samples_the_rule(program, tmp_path):
    subprocess.run([program, "vectors", "--out", "target/vectors"], cwd=tmp_path, check=True, capture_output=True)
    assert check(program, tmp_path, LOOP, "low-confidence:1") == (0, "consistent")
    # The position of the best row and not of the best draw, which is another rule.
    wrong = LOOP.replace("rows[masked, drawn]", "rows[masked].max(axis=1)")
    assert wrong != LOOP
    assert check(program, tmp_path, wrong, "low-confidence:1") == (1, "refuted")
    assert check(program, tmp_path, wrong, "top:1") == (0, "consistent")
