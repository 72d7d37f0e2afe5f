"""Predictors from tables and from models."""

import importlib.util
import math
from fractions import Fraction
from pathlib import Path

import numpy
import pytest

from maskproof import Law, LogForm, Predictor, PredictorError


def softmax(logits):
    logits = logits - logits.max(-1, keepdims=True)
    weights = numpy.exp(logits)
    return weights / weights.sum(-1, keepdims=True)


class Model:
    """A model whose answer depends on all that it sees, and which remembers how it was called."""

    def __init__(self, length, vocabulary_size, kind=numpy.float64):
        self.weights = numpy.random.default_rng(5).normal(size=(length, vocabulary_size + 1, length, vocabulary_size))
        self.batches, self.kind = [], kind

    def __call__(self, states):
        self.batches.append(states.copy())
        return softmax(self.logits(states)).astype(self.kind)

    def logits(self, states):
        length = states.shape[1]
        return sum(self.weights[i, states[:, i]] for i in range(length))


def wrong_at(state, value=0.3):
    """A model with a wrong number for each token in one state, and halves elsewhere."""

    def model(states):
        answer = numpy.full((*states.shape, 2), 0.5)
        answer[(states == state).all(1)] = value
        return answer

    return model


@pytest.mark.parametrize("kind", [numpy.float64, numpy.float32])
def test_a_model_is_called_once_for_each_masked_state(kind):
    model = Model(3, 2, kind)
    told = []
    predictor = Predictor.from_callable(
        model, (3, 2), batch_size=7, progress=lambda done, all: told.append((done, all))
    )
    states = numpy.concatenate(model.batches)
    assert len(states) == 3**3 - 2**3 == len({tuple(state) for state in states.tolist()})
    assert states.dtype == numpy.int64 and states.min() == -1 and states.max() == 1
    assert all((state == -1).any() for state in states)
    assert [len(batch) for batch in model.batches] == [7, 7, 5]
    assert told == [(7, 19), (14, 19), (19, 19)]
    for state in states:
        answer = Model(3, 2, kind)(state[None])[0]
        for position in numpy.flatnonzero(state == -1):
            exact = [Fraction(float(value)) for value in answer[position]]
            assert predictor.row(state, position) == [value / sum(exact) for value in exact]


def test_a_table_is_what_the_model_fills_it_with(tmp_path):
    model = Model(2, 3)
    table = numpy.zeros((16, 2, 3))
    for row in range(16):
        state = numpy.array([[row // 4, row % 4]])
        answer = model(numpy.where(state == 3, -1, state))[0]
        table[row] = numpy.where((state == 3)[0][:, None], answer, 0)
    from_table = Predictor.from_table(table)
    assert from_table == Predictor.from_callable(model, Law.named("iid(L=2,V=3)"))
    numpy.save(tmp_path / "table.npy", table)
    assert Predictor.from_file(tmp_path / "table.npy", (2, 3)) == from_table
    assert Predictor.from_table(numpy.asfortranarray(table)) == from_table
    assert Predictor.from_table(4 * table, rows="weights") == from_table


def test_what_looks_like_torch_is_taken():
    class Tensor:
        def __init__(self, array):
            self.array = array

        def detach(self):
            return self

        def cpu(self):
            return self

        def numpy(self):
            return self.array

    model = Model(2, 2)
    assert Predictor.from_callable(lambda states: Tensor(model(states)), (2, 2)) == Predictor.from_callable(
        model, (2, 2)
    )
    law = Law.from_samples(Tensor(numpy.array([[0, 1], [1, 0]])))
    assert law.total == 2


def test_the_training_error_is_the_mean_divergence():
    law = Law.from_counts({"00": 3, "01": 1, "11": 4})
    quarter = numpy.array([0.25, 0.75])
    predictor = Predictor.from_callable(lambda states: numpy.broadcast_to(quarter, (*states.shape, 2)), law)
    # In one step, both positions are drawn from (1/4, 3/4): sum over positions of KL(p_i || (1/4, 3/4)).
    firsts, seconds = (Fraction(1, 2), Fraction(1, 2)), (Fraction(3, 8), Fraction(5, 8))
    expected = LogForm()
    for p, q in [firsts, seconds]:
        expected += p * LogForm.ln(p / Fraction(1, 4)) + q * LogForm.ln(q / Fraction(3, 4))
    cost = law.cost("2", predictor)
    assert cost.training_error == expected
    assert cost.expected_kl == law.total_correlation() + expected
    assert law.predictor_gaps(predictor)[0] == expected / 2


def test_temperature_is_exact_where_it_is_rational():
    model = Model(2, 3)
    predictor = Predictor.from_callable(model, (2, 3))
    cold = predictor.temperature(Fraction(1, 3))
    row, warm = cold.row([-1, 2], 0), predictor.row([-1, 2], 0)
    assert row == [p**3 / sum(q**3 for q in warm) for p in warm]
    by_logits = softmax(3 * model.logits(numpy.array([[-1, 2]])))[0, 0]
    assert [float(p) for p in row] == pytest.approx(by_logits.tolist(), abs=1e-12)
    assert predictor.temperature(1) == predictor and predictor.temperature(0.5) == predictor.temperature("1/2")
    for temperature in [2, 0, -1, "2/3", 0.7]:
        with pytest.raises(PredictorError, match="expected 1, 1/2, 1/3"):
            predictor.temperature(temperature)


def test_top_k_keeps_the_likeliest():
    table = numpy.zeros((4, 1, 3))
    table[3, 0] = [0.25, 0.5, 0.25]
    predictor = Predictor.from_table(table)
    assert predictor.top_k(1).row([-1], 0) == [0, 1, 0]
    assert predictor.top_k(2).row([-1], 0) == [Fraction(1, 3), Fraction(2, 3), 0]
    assert predictor.top_k(3) == predictor
    with pytest.raises(PredictorError):
        predictor.top_k(0)
    law = Law.from_counts({"0": 1, "1": 1, "2": 1})
    assert law.cost("1", predictor.top_k(2)).expected_kl == math.inf


@pytest.mark.parametrize(
    "make, complaint",
    [
        (lambda: Predictor.from_table(numpy.zeros((3, 1))), "expected \\(\\(V \\+ 1\\)\\^L, L, V\\)"),
        (lambda: Predictor.from_table(numpy.zeros((4, 1, 2))), "shape"),
        (lambda: Predictor.from_table(numpy.zeros((3, 1, 2))), "all 0"),
        (lambda: Predictor.from_table(numpy.ones((3, 1, 2))), "sum to 2"),
        # Row 5 of ((V + 1)^L, L, V) is 5 = 1 * 3 + 2: the first token is 1, the second masked.
        (lambda: Predictor.from_callable(wrong_at((1, -1)), (2, 2)), r"row 5 \(state \(1, mask\)\), position 1"),
        (lambda: Predictor.from_callable(wrong_at((-1, -1), 0.0), (2, 2)), r"state \(mask, mask\)\), .* all 0"),
        (lambda: Predictor.from_callable(wrong_at((0, -1), math.nan), (2, 2)), r"state \(0, mask\)\), .* NaN"),
        (lambda: Predictor.from_table(numpy.full((3, 1, 2), numpy.nan)), "NaN"),
        (lambda: Predictor.from_table(numpy.ones((3, 1, 2), dtype=int)), "floats"),
        (lambda: Predictor.from_callable(lambda states: numpy.zeros((1, 1)), (1, 2)), "the model returned"),
        (lambda: Predictor.from_callable(None, (30, 2)), "more than the limit"),
        (lambda: Law.named("iid(L=2,V=2)").cost("2", Predictor.random(1, (3, 2))), "the predictor is for laws of"),
    ],
)
def test_what_is_no_predictor_is_refused(make, complaint):
    with pytest.raises(PredictorError, match=complaint):
        make()


def test_the_trained_predictor_of_the_fixtures(root):
    law = Law.from_file(root / "fixtures/laws/kjv-classes-l6.json")
    predictor = Predictor.from_file(root / "fixtures/predictors/mdm-kjv-classes-l6.npy", law)
    cost = law.cost("2,2,2", predictor)
    # As docs/tour.md shows, from the program.
    shown = [value.to_decimal(8) for value in (cost.expected_kl, cost.ideal_expected_kl, cost.training_error)]
    assert shown == ["0.35780292", "0.26610196", "0.091700955"]


def test_logits_have_one_exact_meaning():
    table = numpy.zeros((3, 1, 2))
    table[2, 0] = [0.0, -1.0]
    # The double nearest to 1/e, which Python's exp gives here, correctly rounded.
    weight = Fraction(math.exp(-1))
    assert Predictor.from_table(table, rows="logits").row([-1], 0) == [1 / (1 + weight), weight / (1 + weight)]
    table[2, 0] = [-numpy.inf, 5.0]
    assert Predictor.from_table(table, rows="logits").row([-1], 0) == [0, 1]
    table[2, 0] = [numpy.inf, 5.0]
    with pytest.raises(PredictorError, match="expected a finite number"):
        Predictor.from_table(table, rows="logits")
    with pytest.raises(ValueError, match="expected 'probabilities', 'weights' or 'logits'"):
        Predictor.from_table(table, rows="logit")


def load_exporter():
    path = Path(__file__).parents[2] / "examples" / "export_predictor.py"
    spec = importlib.util.spec_from_file_location("export_predictor", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_exporter_writes_both_layouts(tmp_path):
    exporter, model, law = load_exporter(), Model(3, 2, numpy.float32), Law.named("random(V=2,L=3,seed=1,bits=4)")
    exporter.export_table(model.logits, 3, 2, tmp_path / "p.npy", batch_size=5)
    states = [state for state in numpy.ndindex(3, 3, 3)]
    exporter.export_states(model.logits, numpy.array(states) - 1, 2, tmp_path / "p.jsonl")
    table = Predictor.from_file(tmp_path / "p.npy", law, rows="logits")
    assert table == Predictor.from_file(tmp_path / "p.jsonl", law, rows="logits")
    assert table == Predictor.from_callable(model.logits, law, rows="logits")
    lines = (tmp_path / "p.jsonl").read_text().splitlines()
    (tmp_path / "few.jsonl").write_text("\n".join(lines[1:]))
    with pytest.raises(PredictorError, match=r"the state \(mask, mask, mask\) has no row at position 0") as error:
        Predictor.from_file(tmp_path / "few.jsonl", law, rows="logits")
    assert error.value.code == "predictor::missing_row"
    with pytest.raises(TypeError, match="is read for a Law"):
        Predictor.from_file(tmp_path / "p.jsonl", (3, 2), rows="logits")
