"""Laws that are too large for a table, names of positions, and vocabularies by position."""

import math
import pickle
from collections import Counter
from fractions import Fraction

import numpy
import pandas
import pytest

from maskproof import Claim, Law, LawError, MaskproofError, PolicyError, Predictor, RuleError


def random_rows(seed, shape=(60, 12), tokens=5):
    return numpy.random.default_rng(seed).integers(0, tokens, size=shape)


def plain_entropy(rows, positions):
    """The entropy in nats, in doubles, from the definition."""
    counts = Counter(tuple(row[position] for position in positions) for row in rows.tolist())
    total = sum(counts.values())
    return -math.fsum(count / total * math.log(count / total) for count in counts.values())


@pytest.mark.parametrize("seed", range(3))
def test_entropies_are_those_of_the_definition(seed):
    rows = random_rows(seed)
    law = Law.from_samples(rows)
    assert not law.has_table and law.length == 12 and law.total == 60
    assert law.counts() == Counter(tuple(map(str, row)) for row in rows.tolist())
    for positions in [(), (0,), (3, 7), (11, 2, 5), tuple(range(12))]:
        assert float(law.entropy(positions)) == pytest.approx(plain_entropy(rows, positions), abs=1e-12)
    each = [plain_entropy(rows, [position]) for position in range(12)]
    without = [plain_entropy(rows, [other for other in range(12) if other != position]) for position in range(12)]
    whole = plain_entropy(rows, range(12))
    assert float(law.total_correlation()) == pytest.approx(sum(each) - whole, abs=1e-11)
    assert float(law.dual_total_correlation()) == pytest.approx(sum(without) - 11 * whole, abs=1e-11)
    information = plain_entropy(rows, [0, 4]) + plain_entropy(rows, [1, 4]) - plain_entropy(rows, [0, 1, 4])
    information -= plain_entropy(rows, [4])
    assert float(law.mutual_information(0, 1, given=4)) == pytest.approx(information, abs=1e-12)
    pairs = [plain_entropy(rows, [a, b]) for a in range(12) for b in range(a)]
    curve = law.curve()
    assert float(curve[2]) == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)
    assert curve[12] == law.entropy() and curve[0] == 0
    assert 12 * curve[1] - curve[12] == law.total_correlation()
    assert law.information_curve()[0] == 0


def test_schedules_values_and_claims_of_long_laws():
    law = Law.from_samples(random_rows(5, (40, 13)))
    curve = law.curve()
    best = law.best_schedules()
    assert [cost.steps for cost in best] == list(range(1, 14))
    assert best[0].expected_kl == law.total_correlation() and best[-1].expected_kl == 0
    cost = law.cost((6, 7))
    # E_KL of blocks (a, b): a h_1 - h_a + b (h_(a+1) - h_a) - (h_L - h_a).
    assert cost.expected_kl == 6 * curve[1] - curve[6] + 7 * (curve[7] - curve[6]) - (curve[13] - curve[6])
    assert best[1].expected_kl <= cost.expected_kl
    assert law.value("I(1; 2 | 3)") == law.mutual_information(0, 1, given=2)
    assert law.value("E_KL", schedule=(6, 7)) == cost.expected_kl
    assert [bound.verdict for bound in law.bounds((6, 7)) if bound.claim == "li-cai-thm1"] != []
    check = Claim("for all law: TC <= (L - 1) * DTC").check(law)
    assert check.holds and check.cases[0].left == law.total_correlation()
    assert Claim("for all law: I(1; 2) <= 0").check(law).conclusion == "violated"
    with pytest.raises(MaskproofError, match="no certificate|too large"):
        check.cases[0].certificate()


def test_what_needs_a_table_says_so():
    law = Law.from_samples(random_rows(1))
    calls = [
        law.to_numpy,
        lambda: law.cost((6, 6), Predictor.random(1, (3, 2))),
        lambda: Claim("for all law: TC >= 0").check(law, Predictor.random(1, (3, 2))),
    ]
    for call in calls:
        with pytest.raises(LawError, match="is too large: .*fewer positions") as caught:
            call()
        assert caught.value.code == "law::too_large"
    # Fewer positions have a table.
    assert law.marginal([0, 1, 2]).has_table


def test_rules_and_policies_follow_the_sequences():
    """Copies of one token: by hand."""
    law = Law.from_samples(numpy.repeat(numpy.arange(3), 20).reshape(3, 20))
    assert not law.has_table
    by_policy = law.policy("lowest-entropy:1")
    assert (by_policy.expected_rounds, by_policy.kl, by_policy.output) == (20, 0, None)
    assert law.value("KL_policy", policy="bisection") == 0
    result = law.rule("top:1")
    assert result.is_exact and result.output_law == {(str(token),) * 20: Fraction(1, 3) for token in range(3)}
    assert law.compare_rules("top:1", "entropy:1") is None
    # Twenty draws that tie: the first is kept.
    assert law.rule("low-confidence:1").is_exact
    with pytest.raises(RuleError, match="outcomes or more"):
        law.rule("sequential:20")
    with pytest.raises(PolicyError, match="random table"):
        law.policy("random-table:1")


def test_more_than_64_positions():
    rows = random_rows(2, (50, 100), 2)
    law = Law.from_samples(rows)
    assert float(law.entropy()) == pytest.approx(plain_entropy(rows, range(100)), abs=1e-12)
    assert float(law.entropy(99, given=[0, 70])) == pytest.approx(
        plain_entropy(rows, [0, 70, 99]) - plain_entropy(rows, [0, 70]), abs=1e-12
    )
    assert law.total_correlation() > 0
    with pytest.raises(LawError, match="100 positions") as caught:
        law.curve()
    assert caught.value.code == "law::too_many_sets"
    assert law.marginal(range(20)).length == 20


def frame():
    return pandas.DataFrame(
        {
            "island": ["Dream", "Dream", "Biscoe", "Dream"],
            "body mass": [3, 4, 4, 3],
            "T": [True, False, True, True],
        }
    )


def test_frames_keep_their_names_and_have_a_vocabulary_for_each_column():
    law = Law.from_samples(frame())
    assert law.positions == ("island", "body mass", "T")
    assert law.vocabularies == (("Biscoe", "Dream"), ("3", "4"), ("False", "True"))
    assert law.vocabulary_size == 2 and law.has_table
    assert law.probability(("Dream", "3", "True")) == Fraction(1, 2)
    assert law.entropy("island") == law.entropy(0)
    assert law.mutual_information("island", ["body mass", 2]) == law.mutual_information(0, [1, 2])
    assert law.value('H(island, "T")') == law.entropy([0, 2])
    assert law.marginal(["T", "island"]).positions == ("T", "island")
    assert law.marginal(["T", "island"]).vocabularies == (("False", "True"), ("Biscoe", "Dream"))
    assert list(law.to_frame().columns) == ["island", "body mass", "T", "count", "probability"]
    with pytest.raises(LawError, match="no position 'sex'.*island, body mass, T"):
        law.entropy("sex")
    with pytest.raises(TypeError):
        Law.from_samples(frame().to_numpy(dtype=str)).entropy("island")
    claim = Claim('for all law: I(island; "body mass") <= H(island)', positions=law.positions)
    assert claim.check(law).holds
    result = law.rule("random:1")
    assert sum(result.output_law.values()) == 1 and all(
        sequence[0] in ("Biscoe", "Dream") for sequence in result.output_law
    )


def test_numbered_columns_share_a_vocabulary():
    rows = random_rows(3, (20, 3), 3)
    for names in [[0, 1, 2], ["x1", "x2", "x3"]]:
        law = Law.from_samples(pandas.DataFrame(rows, columns=names))
        assert law == Law.from_samples(rows) and law.positions is None
    shared = Law.from_samples(frame()[["island"]], vocabulary=["Biscoe", "Dream", "Torgersen"])
    assert shared.tokens == ("Biscoe", "Dream", "Torgersen") and shared.positions == ("island",)


@pytest.mark.parametrize("make", [lambda: Law.from_samples(random_rows(4)), lambda: Law.from_samples(frame())])
def test_laws_come_back_from_files_and_pickles(make, tmp_path):
    law = make()
    law.save(tmp_path / "law.json")
    for other in [Law.from_file(tmp_path / "law.json"), Law.from_json(law.to_json()), pickle.loads(pickle.dumps(law))]:
        assert other == law and hash(other) == hash(law)
        assert (other.positions, other.vocabularies, other.counts()) == (law.positions, law.vocabularies, law.counts())
    assert law.renamed("other") == law and law.renamed("other").positions == law.positions


def test_long_laws_from_counts_probabilities_and_texts():
    sequences = {"a" * 30: 1, "ab" * 15: 3}
    law = Law.from_counts(sequences)
    assert not law.has_table and law.probability("ab" * 15) == Fraction(3, 4)
    assert law == Law.from_probabilities({"a" * 30: 0.25, "ab" * 15: "3/4"})
    assert law.co_information([[0, 1], [2, 3]]) == law.entropy()
    assert law != Law.from_counts({"a" * 30: 1, "ab" * 15: 2})
    text = "a,b,count\n" + "\n".join(f"{row},{row % 7},1" for row in range(3000)) + "\n"
    columns = Law.from_text(text, name="columns")
    assert columns.positions == ("a", "b") and columns.vocabulary_size == 3000
    assert columns.mutual_information("a", "b") == columns.entropy("b")
