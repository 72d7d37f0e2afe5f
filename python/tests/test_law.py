"""How laws are made and given back, against Counter, numpy and pandas."""

import pickle
import subprocess
import sys
from collections import Counter
from fractions import Fraction

import numpy
import pandas
import pytest
from conftest import random_law

from maskproof import Law, LawError


def rows(seed, kind):
    chance = numpy.random.default_rng(seed)
    integers = chance.integers(0, 3, size=(500, 4))
    return {
        "int64": integers,
        "uint8": integers.astype(numpy.uint8),
        "bool": integers > 1,
        "letters": numpy.array(list("abc"))[integers],
        "words": numpy.array(["x", "yy", "zzz"])[integers],
        "objects": numpy.array(["x", "yy", "zzz"], dtype=object)[integers],
        "large": integers * 10**12,
        "negative": integers - 5,
        "fortran": numpy.asfortranarray(integers),
        "strided": chance.integers(0, 3, size=(1000, 8))[::2, ::2],
    }[kind]


KINDS = ["int64", "uint8", "bool", "letters", "words", "objects", "large", "negative", "fortran", "strided"]


@pytest.mark.parametrize("kind", KINDS)
def test_samples_are_counted_as_counter_counts_them(kind):
    array = rows(1, kind)
    expected = Counter(tuple(str(token) for token in row) for row in array.tolist())
    law = Law.from_samples(array)
    assert law.counts() == dict(expected)
    assert law.total == len(array)
    assert law == Law.from_samples(array.tolist())
    assert list(law.tokens) == [str(token) for token in sorted(set(array.ravel().tolist()))]


def test_arrays_are_counted_alike_with_and_without_pandas(monkeypatch):
    for kind in KINDS:
        with_pandas = Law.from_samples(rows(2, kind))
        monkeypatch.delitem(sys.modules, "pandas")
        assert Law.from_samples(rows(2, kind)) == with_pandas
        monkeypatch.undo()


def test_frames_give_their_columns():
    frame = pandas.DataFrame({"a": [0, 0, 1], "b": ["u", "v", "v"], "c": [1, 1, 0]})
    assert Law.from_samples(frame, columns=["a", "c"]).counts() == {("0", "1"): 2, ("1", "0"): 1}
    assert Law.from_samples(frame[["b"]]).counts() == {("u",): 1, ("v",): 2}
    with pytest.raises(TypeError, match="expected a DataFrame"):
        Law.from_samples([[0, 1]], columns=["a"])


def test_a_vocabulary_sets_the_tokens_and_their_order():
    law = Law.from_samples(numpy.array([[1, 0], [1, 1]]), vocabulary=[1, 0, 2])
    assert law.tokens == ("1", "0", "2")
    assert law.to_numpy().tolist() == [[0.5, 0.5, 0], [0, 0, 0], [0, 0, 0]]
    with pytest.raises(LawError, match="the token '3' is not in the vocabulary"):
        Law.from_samples(numpy.array([[3, 0]]), vocabulary=[0, 1])


@pytest.mark.parametrize(
    "samples, complaint",
    [
        (numpy.zeros((0, 3), dtype=int), "shape"),
        (numpy.zeros(3, dtype=int), "shape"),
        ([], "the sample is empty"),
        ([[0, 1], [0]], "have 2 and 1 tokens"),
        ([[0, "0"]], "written alike"),
        (numpy.array([["a", None]], dtype=object), "missing"),
    ],
)
def test_samples_that_are_none_are_refused(samples, complaint):
    with pytest.raises(LawError, match=complaint):
        Law.from_samples(samples)


def test_floats_are_no_tokens():
    with pytest.raises(TypeError, match=r"take samples.astype\(int\)"):
        Law.from_samples(numpy.zeros((2, 2)))


def test_probabilities_are_read_exactly():
    law = Law.from_probabilities({"0": 0.1, "1": "0.2", "2": Fraction(3, 10), "3": "2/5"})
    assert law.to_dict() == {(str(k),): Fraction(k + 1, 10) for k in range(4)}
    assert Law.from_probabilities({"0": numpy.float64(0.25), "1": numpy.int64(0), "2": 0.75}).total == 4
    with pytest.raises(LawError, match=r"sum to 9/10, not to exactly 1; .*normalise=True"):
        Law.from_probabilities({"0": 0.4, "1": 0.5})
    with pytest.raises(LawError, match="sum to 99/100") as refused:
        Law.from_probabilities({"0": 0.5, "1": 0.49})
    assert refused.value.code == "law::sum_not_one"
    thirds = Law.from_probabilities({"0": 1 / 3, "1": 1 / 3, "2": 1 / 3}, normalise=True)
    assert thirds.to_dict() == {(str(k),): Fraction(1, 3) for k in range(3)}
    assert thirds.description.startswith("normalised: the probabilities summed to 9999999999999999/10000000000000000")
    with pytest.raises(LawError):
        Law.from_probabilities({"0": -1, "1": 2})
    with pytest.raises(LawError):
        Law.from_probabilities({"0": 0, "1": 0}, normalise=True)
    for value in ["x", "1/0", float("nan")]:
        with pytest.raises(ValueError, match="the probability of '0' is"):
            Law.from_probabilities({"0": value})


def test_counts_are_integers_and_stay():
    law = Law.from_counts({(0, 1): 2, (1, 0): 4})
    assert law.total == 6 and law.counts() == {("0", "1"): 2, ("1", "0"): 4}
    huge = Law.from_counts({"0": 10**40, "1": 1})
    assert huge.total == 10**40 + 1
    with pytest.raises(ValueError, match="expected an integer"):
        Law.from_counts({"0": 0.5, "1": 1})
    with pytest.raises(LawError, match="repeats a sequence"):
        Law.from_counts({("0",): 1, "0": 1})
    with pytest.raises(LawError, match="no sequence is given"):
        Law.from_counts({})
    with pytest.raises(LawError, match="is -1"):
        Law.from_counts({"0": -1, "1": 2})


def test_equality_is_that_of_laws():
    law = Law.from_counts({"00": 1, "11": 1})
    same = Law.from_probabilities({"00": "1/2", "11": "1/2"}, name="another name")
    assert law == same and hash(law) == hash(same)
    assert law != Law.from_counts({"00": 1, "11": 2})
    assert law != Law.from_counts({"aa": 1, "bb": 1})
    assert law != Law.from_counts({"00": 1, "11": 1}, vocabulary="012")
    assert law != "law"
    assert law.renamed("x") == law and law.renamed("x").name == "x"


@pytest.mark.parametrize("seed", range(10))
def test_laws_go_out_and_come_back(seed, tmp_path):
    law = random_law(seed, 3, 3)
    assert Law.from_json(law.to_json()) == law == pickle.loads(pickle.dumps(law))
    law.save(tmp_path / "law.json")
    assert Law.from_file(tmp_path / "law.json") == law
    assert Law.from_counts(law.counts(), vocabulary=law.tokens) == law
    assert Law.from_probabilities(law.to_dict(), vocabulary=law.tokens) == law
    frame = law.to_frame()
    assert list(frame.columns) == ["x1", "x2", "x3", "count", "probability"]
    rebuilt = {tuple(row[:3]): row[3] for row in frame.itertuples(index=False)}
    assert Law.from_counts(rebuilt, vocabulary=law.tokens) == law
    array = law.to_numpy()
    for sequence, probability in law.to_dict().items():
        place = tuple(law.tokens.index(token) for token in sequence)
        assert array[place] == float(probability) and law.probability(sequence) == probability


@pytest.mark.parametrize("seed", range(10))
def test_measures_are_those_of_numpy(seed):
    law = random_law(seed, 4, 2)
    joint = law.to_numpy()

    def entropy(kept):
        marginal = joint.sum(axis=tuple(axis for axis in range(4) if axis not in kept)).ravel()
        return -sum(p * numpy.log(p) for p in marginal if p > 0)

    close = lambda exact, value: abs(float(exact) - value) < 1e-12
    for kept in [(0,), (1, 3), (0, 1, 2), (0, 1, 2, 3)]:
        assert close(law.entropy(kept), entropy(kept))
        assert close(law.entropy(given=kept), entropy(range(4)) - entropy(kept))
        assert law.marginal(kept).entropy() == law.entropy(kept)
        assert close(law.total_correlation(kept), sum(entropy([i]) for i in kept) - entropy(kept))
    assert close(law.mutual_information(0, [1, 2]), entropy([0]) + entropy([1, 2]) - entropy([0, 1, 2]))
    given = law.mutual_information(0, 1, given=3)
    assert close(given, entropy([0, 3]) + entropy([1, 3]) - entropy([3]) - entropy([0, 1, 3]))
    others = lambda i: [j for j in range(4) if j != i]
    dual = entropy(range(4)) - sum(entropy(range(4)) - entropy(others(i)) for i in range(4))
    assert close(law.dual_total_correlation(), dual)
    pairs = numpy.mean([entropy(pair) for pair in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]])
    assert close(law.curve()[2], pairs)
    assert law.information_curve()[0] == 0
    assert numpy.allclose(law.marginal([2, 0]).to_numpy(), joint.sum(axis=(1, 3)).T, atol=1e-12)


def test_the_cost_of_a_schedule_is_the_mean_over_its_orders():
    # Schedule (2,2) on four positions: the mean over the six pairs of I within the pair and I within the rest given it.
    law = random_law(3, 4, 2)
    pairs = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    total = sum(
        (
            law.mutual_information(a, b)
            + law.mutual_information(*[i for i in range(4) if i not in (a, b)], given=[a, b])
            for a, b in pairs
        ),
        0,
    )
    assert law.expected_kl("2,2") == total / 6 == law.expected_kl([2, 2]) == law.cost((2, 2)).ideal_expected_kl
    best = law.best_schedules()
    assert [cost.steps for cost in best] == [1, 2, 3, 4] and best[3].expected_kl == 0
    for cost in best:
        compositions = [
            s
            for s in [(4,), (1, 3), (2, 2), (3, 1), (1, 1, 2), (1, 2, 1), (2, 1, 1), (1, 1, 1, 1)]
            if len(s) == cost.steps
        ]
        assert cost.expected_kl == min(law.expected_kl(s) for s in compositions)


def test_what_is_no_position_and_no_schedule_is_refused():
    law = Law.named("parity(L=3,V=2)")
    for positions in [3, [0, 5], -1]:
        with pytest.raises(IndexError):
            law.entropy(positions)
    with pytest.raises(TypeError):
        law.entropy("0")
    with pytest.raises(ValueError, match="add up to 4, but the law has length 3"):
        law.cost("2,2")
    with pytest.raises(ValueError, match="not a block size"):
        law.cost((3, 0))
    with pytest.raises(TypeError, match="the schedule is 'two'"):
        law.cost("two")
    with pytest.raises(TypeError, match="a Law is made by"):
        Law({"0": 1})
    with pytest.raises(LawError, match="did you mean `parity`"):
        Law.named("pariti(L=3,V=2)")


def test_a_page_escapes_what_it_shows():
    law = Law.from_counts({("<b>", "&"): 1}, name="<i>")
    page = law._repr_html_()
    assert "<b>" not in page and "&lt;b&gt; &amp;" in page and "&lt;i&gt;" in page
    assert "and 48 more" in Law.named("iid(L=6,V=2)")._repr_html_()


def test_numpy_and_pandas_are_optional():
    code = """
import sys
for name in ("numpy", "pandas", "mpmath"):
    sys.modules[name] = None
from maskproof import Claim, Law
law = Law.from_samples([(0, 1), (1, 0)])
assert float(law.total_correlation()) > 0.69
assert Claim("for all law: TC <= DTC * (L - 1)").check(law).holds
try:
    law.to_numpy()
except ImportError:
    print("refused")
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "refused\n"
