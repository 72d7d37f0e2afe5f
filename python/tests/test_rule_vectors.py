"""Rules on tables: against the program, against a naive enumeration of one round, and samples of other rules."""

import json
import math
import random
import subprocess
from fractions import Fraction

import pytest

from maskproof import (
    Law,
    Predictor,
    RuleError,
    SamplesError,
    check_vectors,
    compare_rules,
    vector_tables,
    vectors,
)

numpy = pytest.importorskip("numpy")


def test_the_vectors_are_those_that_the_program_writes(program, tmp_path):
    subprocess.run([program, "vectors", "--out", "v"], cwd=tmp_path, check=True, capture_output=True)
    compared = 0
    for name, table in vector_tables().items():
        text = json.loads((tmp_path / "v" / f"{name}.json").read_text(encoding="utf-8"))
        assert (text["table"], text["description"]) == (name, table.description)
        for vector in text["vectors"]:
            found = vectors(table.predictor, vector["rule"], vector["prompt"])
            assert found.rule == vector["rule"]
            assert [(list(word), str(p)) for word, p in found.output_law.items()] == [
                (entry["sequence"], entry["probability"]) for entry in vector["output_law"]
            ]
            assert (str(found.expected_rounds), str(found.expected_null_rounds), found.max_rounds) == (
                vector["expected_rounds"],
                vector["expected_null_rounds"],
                vector["max_rounds"],
            )
            assert [
                (here.step, list(here.state), str(here.probability), [(list(s), str(p)) for s, p in here.next.items()])
                for here in found.rounds
            ] == [
                (
                    here["step"],
                    here["state"],
                    here["probability"],
                    [(behind["state"], behind["probability"]) for behind in here["next"]],
                )
                for here in vector["rounds"]
            ]
            compared += 1
        assert {tuple(vector["prompt"]) for vector in text["vectors"]} == {(), *table.prompts}
    assert compared > 400


def test_the_first_round_of_low_confidence_is_its_definition():
    table = vector_tables()["dependent-l2-v3"].predictor
    rows = [table.row([-1, -1], position) for position in range(2)]
    expected = {}
    for first in range(3):
        for second in range(3):
            chance = rows[0][first] * rows[1][second]
            state = (first, None) if rows[0][first] >= rows[1][second] else (None, second)
            expected[state] = expected.get(state, 0) + chance
    assert vectors(table, "low-confidence:1").rounds[0].next == expected


def test_samples_of_a_rule_pass_and_those_of_another_do_not():
    table = vector_tables()["dependent-l4"].predictor
    draw = random.Random(5)
    law = vectors(table, "low-confidence:1").output_law
    words = draw.choices(list(law), weights=[float(p) for p in law.values()], k=4000)
    fit = check_vectors(table, "low-confidence:1", words)
    assert (fit.verdict, fit.is_consistent, fit.samples, fit.possible) == ("consistent", True, 4000, 16)
    shares = {word: Fraction(words.count(word), 4000) for word in law}
    assert fit.total_variation == sum(abs(shares[word] - p) for word, p in law.items()) / 2
    ratio = 2 * sum(4000 * s * (math.log(s) - math.log(law[word])) for word, s in shares.items() if s)
    assert abs(float(fit.likelihood_ratio) - float(ratio)) < 1e-6
    assert 0 <= fit.p_limit[0] <= fit.p_limit[1] <= 1 and fit.sufficient_samples > 1000
    other = check_vectors(table, "top:1", words, level="1/100")
    assert other.verdict == "refuted" and other.p_bound < Fraction(1, 100)
    impossible = check_vectors(table, "low-confidence:1", [[1, 0, 0, 0]], prompt=[0])
    assert (impossible.verdict, impossible.likelihood_ratio) == ("impossible", math.inf)
    assert impossible.impossible == {(1, 0, 0, 0): 1}


def test_mistakes_are_explained():
    table = vector_tables()["ties-l3"].predictor
    with pytest.raises(RuleError, match="there is no rule `low`"):
        vectors(table, "low:1")
    with pytest.raises(RuleError, match="expected fewer than L = 3 tokens"):
        vectors(table, "random:1", [0, 1, 0])
    with pytest.raises(SamplesError, match="this is the mask") as error:
        check_vectors(table, "random:1", [[0, 1, 2]])
    assert error.value.code == "samples::masked"
    with pytest.raises(SamplesError, match="expected integers"):
        check_vectors(table, "random:1", [[0.0, 1.0, 1.0]])
    with pytest.raises(SamplesError, match="shape"):
        check_vectors(table, "random:1", [[0, 1]])
    for level in (0, 1, "3/2"):
        with pytest.raises(ValueError, match="above 0 and below 1"):
            check_vectors(table, "random:1", [[0, 1, 1]], level=level)


def test_a_table_of_ones_own():
    half = Predictor.from_table([[[0.5, 0.5]] * 2] * 9)
    assert set(vectors(half, "random:1").output_law.values()) == {Fraction(1, 4)}


def test_the_curve_is_that_of_the_program(program):
    spec = "markov(L=4,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)"
    run = subprocess.run(
        [program, "policy", spec, "--curve", "4", "--json"], capture_output=True, text=True, check=True
    )
    rows = json.loads(run.stdout)["curve"]
    points = Law.named(spec).rule_curve(4)
    assert [(point.family, point.calls, point.result.rule, str(point.result.total_variation)) for point in points] == [
        (row["family"], row["calls"], row["rule"], row["total_variation"]) for row in rows
    ]
    assert len(points) == 35


def test_rules_are_compared():
    law = Law.from_counts({"00": 36, "01": 9, "10": 4, "11": 1})
    assert law.compare_rules("random:1", "top:1") is None
    apart = law.compare_rules("random:1", "low-confidence:1")
    # By hand in docs/rules.md.
    assert (apart.sequence, apart.total_variation) == (("0", "0"), Fraction(9, 100))
    assert apart.probabilities == (Fraction(18, 25), Fraction(99, 125))
    found = compare_rules("top:1", "low-confidence:1", length=2, vocabulary_size=2, denominator=4)
    assert found.difference == found.law.compare_rules("top:1", "low-confidence:1")
    with pytest.raises(RuleError, match="there is no rule `x`"):
        compare_rules("x", "top:1", length=2, vocabulary_size=2, denominator=4)
