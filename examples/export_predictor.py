"""Writes the predictor table of a model for maskproof, as .npy, or as JSON lines of some states.

A model is a function of an array of shape (n, L) of 64-bit integers, tokens from 0 and -1 where a position is masked.
It returns probabilities, weights or logits of shape (n, L, V): a numpy array, a torch tensor, or nested lists. A
network of torch with a mask token MASK is wrapped so:

    def model(states):
        with torch.no_grad():
            inputs = torch.as_tensor(states).masked_fill(torch.as_tensor(states) == -1, MASK)
            return network(inputs).logits[..., :V].float()

    export_table(model, 4, 3, 'predictor.npy')        # then: maskproof analyse LAW --predictor predictor.npy --logits
    export_states(model, states, 3, 'predictor.jsonl')

docs/predictors.md has both layouts. Nothing is rounded here: floats are written as they are.
"""

import json

import numpy


def as_array(answer):
    """What a model returns, as an array of floats of 32 or 64 bits."""
    if hasattr(answer, "detach"):
        answer = answer.detach().cpu()
        answer = (answer.float() if str(answer.dtype) not in ("torch.float32", "torch.float64") else answer).numpy()
    array = numpy.asarray(answer)
    return array if array.dtype in (numpy.float32, numpy.float64) else array.astype(numpy.float64)


def ask(model, states, vocabulary_size):
    """The rows of a model at some states, checked."""
    rows = as_array(model(states))
    expected = (*states.shape, vocabulary_size)
    if rows.shape != expected:
        raise ValueError(f"the model returned an array of shape {rows.shape}: expected (n, L, V) = {expected}")
    return rows


def export_table(model, length, vocabulary_size, path, batch_size=1024):
    """Writes the table of shape ((V+1)^L, L, V): row = masked input in base V + 1, digit V = mask."""
    base = vocabulary_size + 1
    patterns = numpy.arange(base**length)
    digits = numpy.stack([patterns // base ** (length - 1 - i) % base for i in range(length)], axis=1)
    states = numpy.where(digits == vocabulary_size, -1, digits).astype(numpy.int64)
    parts = [
        ask(model, states[start : start + batch_size], vocabulary_size) for start in range(0, len(states), batch_size)
    ]
    numpy.save(path, numpy.concatenate(parts))


def export_states(model, states, vocabulary_size, path, batch_size=1024):
    """Writes the rows of some states as JSON lines, those at masked positions."""
    states = numpy.unique(numpy.asarray(states, dtype=numpy.int64), axis=0)
    states = states[(states == -1).any(axis=1)]
    with open(path, "w", encoding="utf-8") as file:
        for start in range(0, len(states), batch_size):
            batch = states[start : start + batch_size]
            for state, rows in zip(batch, ask(model, batch, vocabulary_size)):
                line = {
                    "state": [None if token == -1 else int(token) for token in state],
                    "rows": [
                        [number(value) for value in row] if token == -1 else None for token, row in zip(state, rows)
                    ],
                }
                file.write(json.dumps(line) + "\n")


def number(value):
    """A float as JSON: the shortest decimal of a double is not the double, so that its fraction is written."""
    value = float(value)
    if value == -numpy.inf:
        return "-inf"
    numerator, denominator = value.as_integer_ratio()
    return numerator if denominator == 1 else f"{numerator}/{denominator}"


if __name__ == "__main__":
    # A toy model: the logit of a token grows with how often it is revealed.
    def toy(states):
        counts = (states[:, :, None] == numpy.arange(2)).sum(axis=1)
        return numpy.repeat(counts[:, None, :].astype(numpy.float32), states.shape[1], axis=1)

    export_table(toy, 3, 2, "toy.npy")
    print("toy.npy: maskproof analyse 'parity(L=3,V=2)' --predictor toy.npy --logits")
