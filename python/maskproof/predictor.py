"""Predictors: what the sampler draws each masked token from."""

from __future__ import annotations

import io
import os
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Callable, List, Optional, Tuple, Union

from . import _maskproof
from ._progress import Progress, as_callback
from ._values import exact_fraction
from .errors import PredictorError
from .law import Law

if TYPE_CHECKING:
    import numpy

__all__ = ["Predictor"]

#: A law, or its length and its number of tokens.
Shape = Union[Law, Tuple[int, int]]


def _shape(of: Shape) -> Tuple[int, int]:
    if isinstance(of, Law):
        return of.length, of.vocabulary_size
    length, vocabulary_size = of
    return int(length), int(vocabulary_size)


def _checked(rows: str) -> str:
    if rows not in ("probabilities", "weights", "logits"):
        raise ValueError(f"rows is {rows!r}: expected 'probabilities', 'weights' or 'logits'")
    return rows


class Predictor:
    """For each partly masked sequence and each position the probabilities of the tokens, exactly.

    A table has shape `((V + 1)^L, L, V)`: its row is the sequence read as digits in base `V + 1`, the first position
    most significant, where the digit `V` means masked. Doubles are read as the rationals that they are, and every row
    is then divided exactly by its sum. Rows at positions that are revealed are never used. Predictors are equal when
    their shapes and their probabilities at masked positions are.
    """

    __slots__ = ("_native", "name")

    def __init__(self, native: _maskproof.Predictor, name: str = "predictor") -> None:
        if not isinstance(native, _maskproof.Predictor):
            raise TypeError("a Predictor is made by Predictor.from_table, from_callable, from_file or random")
        self._native = native
        self.name = name

    @classmethod
    def from_table(cls, table: Any, *, rows: str = "probabilities", name: str = "table") -> Predictor:
        """The predictor in an array of shape `((V + 1)^L, L, V)` of 32-bit or 64-bit floats.

        The rows at masked positions are probabilities, of sum 1 within `V * 2^-22`, for the rounding of 32-bit floats;
        with `rows='weights'` they have any positive sum. With `rows='logits'` the weights are the doubles nearest to
        `exp(x - m)`, correctly rounded, where `m` is the greatest logit of the row; `-inf` is 0.

        >>> import numpy
        >>> table = numpy.zeros((3, 1, 2))
        >>> table[2, 0] = [0.25, 0.75]
        >>> Predictor.from_table(table).row([-1], 0)
        [Fraction(1, 4), Fraction(3, 4)]
        """
        import numpy

        array = numpy.asarray(table)
        if array.ndim != 3:
            raise PredictorError(
                f"the table has shape {array.shape}: expected ((V + 1)^L, L, V)",
                code="predictor::wrong_shape",
                help="row = masked input in base V + 1, first position most significant, digit V = mask",
            )
        buffer = io.BytesIO()
        numpy.lib.format.write_array(buffer, numpy.ascontiguousarray(array), allow_pickle=False)
        length, vocabulary_size = array.shape[1:]
        native = _maskproof.Predictor.from_npy(buffer.getvalue(), length, vocabulary_size, _checked(rows))
        return cls(native, name)

    @classmethod
    def from_callable(
        cls,
        model: Callable[[Any], Any],
        of: Shape,
        *,
        batch_size: int = 1024,
        rows: str = "probabilities",
        name: Optional[str] = None,
        progress: Optional[Progress] = None,
    ) -> Predictor:
        """The predictor that a model is, of numpy, torch or anything else that arrays are made of.

        `of` is the law, or `(L, V)`. The model is called with arrays of shape `(n, L)` of 64-bit integers, `n` at most
        `batch_size`: tokens by their place in the vocabulary, and -1 where a position is masked. It returns the
        probabilities of the tokens at each position, of shape `(n, L, V)`; what it says of revealed positions is not
        used. It is called once for each sequence with a masked position, `(V + 1)^L - V^L` in all.

        `progress` is a function of `(done, total)`, or a bar of tqdm.

        >>> import numpy
        >>> uniform = Predictor.from_callable(lambda states: numpy.full(states.shape + (2,), 0.5), of=(3, 2))
        >>> Law.named('parity(L=3,V=2)').cost('3', uniform).training_error
        0
        """
        import numpy

        length, vocabulary_size = _shape(of)
        if batch_size < 1:
            raise ValueError(f"batch_size is {batch_size}: expected at least 1")
        patterns = (vocabulary_size + 1) ** length
        entries = patterns * length * vocabulary_size
        if entries > _maskproof.Predictor.ENTRY_LIMIT:
            raise PredictorError(
                f"a predictor with V = {vocabulary_size} tokens and length L = {length} has (V + 1)^L L V = {entries} "
                f"entries, more than the limit of {_maskproof.Predictor.ENTRY_LIMIT}",
                code="predictor::too_large",
                help="use shorter sequences or a smaller vocabulary",
            )
        powers = (vocabulary_size + 1) ** numpy.arange(length - 1, -1, -1, dtype=numpy.int64)
        states = numpy.arange(patterns, dtype=numpy.int64)
        masked = numpy.zeros(patterns, dtype=bool)
        for power in powers:
            masked |= states // power % (vocabulary_size + 1) == vocabulary_size
        states = states[masked]
        tell = as_callback(progress)
        table: Optional[numpy.ndarray[Any, Any]] = None
        for start in range(0, len(states), batch_size):
            batch = states[start : start + batch_size]
            digits = batch[:, None] // powers % (vocabulary_size + 1)
            is_masked = digits == vocabulary_size
            answer = _as_array(model(numpy.where(is_masked, -1, digits)))
            expected = (len(batch), length, vocabulary_size)
            if answer.shape != expected:
                raise PredictorError(
                    f"the model returned an array of shape {answer.shape}: expected (n, L, V) = {expected}",
                    code="predictor::wrong_shape",
                    help="return the probabilities of the tokens at each position of each sequence",
                )
            if table is None:
                kind = answer.dtype if answer.dtype in (numpy.float32, numpy.float64) else numpy.float64
                table = numpy.zeros((patterns, length, vocabulary_size), dtype=kind)
            table[batch] = numpy.where(is_masked[:, :, None], answer, 0)
            if tell is not None:
                tell(start + len(batch), len(states))
        assert table is not None, "there is a masked sequence"
        chosen = name if name is not None else getattr(model, "__name__", type(model).__name__)
        return cls.from_table(table, rows=rows, name=chosen)

    @classmethod
    def from_file(
        cls, path: Union[str, os.PathLike[str]], of: Shape, *, rows: str = "probabilities", name: Optional[str] = None
    ) -> Predictor:
        """Reads the `.npy` file of a table for a law, or for `(L, V)`.

        For a law it may be a `.jsonl` file of states with their rows, as docs/predictors.md has it.
        """
        length, vocabulary_size = _shape(of)
        if Path(path).suffix.lower() == ".jsonl":
            if not isinstance(of, Law):
                raise TypeError("a .jsonl file is read for a Law: the law says which states it must have")
            native = _maskproof.Predictor.from_lines(Path(path), of._native, _checked(rows))
        else:
            native = _maskproof.Predictor.from_file(Path(path), length, vocabulary_size, _checked(rows))
        return cls(native, Path(path).stem if name is None else name)

    @classmethod
    def random(cls, seed: int, of: Shape, *, zeros: bool = False) -> Predictor:
        """A random predictor, the same for the same seed; with `zeros` it may be infinitely wrong."""
        length, vocabulary_size = _shape(of)
        return cls(_maskproof.Predictor.random(seed, length, vocabulary_size, zeros), f"random(seed={seed})")

    @property
    def length(self) -> int:
        """The number of positions, `L`."""
        return self._native.length

    @property
    def vocabulary_size(self) -> int:
        """The number of tokens, `V`."""
        return self._native.vocabulary_size

    def row(self, state: Any, position: int) -> List[Fraction]:
        """The probabilities of the tokens at a masked position, given a state: a token's place, or -1 for masked."""
        digits = [int(digit) for digit in state]
        size = self.vocabulary_size
        if len(digits) != self.length or any(not -1 <= digit < size for digit in digits):
            raise ValueError(f"the state is {digits}: expected {self.length} numbers from -1 to {size - 1}")
        if not 0 <= position < self.length or digits[position] != -1:
            raise ValueError(f"position {position} is not masked in the state {digits}")
        pattern = 0
        for digit in digits:
            pattern = pattern * (size + 1) + (size if digit == -1 else digit)
        weights, total = self._native.row(pattern, position)
        return [Fraction(weight, total) for weight in weights]

    def temperature(self, temperature: Union[int, Fraction, str, float]) -> Predictor:
        """The predictor at a temperature `t`: probabilities proportional to `p^(1/t)`; exact.

        `1/t` must be an integer, for other powers of a rational are not rational: t is 1, 1/2, 1/3 and so on. For other
        temperatures let the model divide its logits by `t`, and give its probabilities to `from_callable`.

        >>> import numpy
        >>> table = numpy.zeros((3, 1, 2))
        >>> table[2, 0] = [0.25, 0.75]
        >>> Predictor.from_table(table).temperature('1/2').row([-1], 0)
        [Fraction(1, 10), Fraction(9, 10)]
        """
        exact = exact_fraction(temperature, "the temperature")
        if exact <= 0 or exact.numerator != 1:
            raise PredictorError(
                f"the temperature is {exact}: expected 1, 1/2, 1/3, .., at which probabilities stay rational",
                code="predictor::temperature",
                help="let the model divide its logits by the temperature, and give its probabilities to from_callable",
            )
        return Predictor(self._native.powered(exact.denominator), f"{self.name} at temperature {exact}")

    def top_k(self, k: int) -> Predictor:
        """The predictor that keeps the `k` likeliest tokens of each row, of equally likely ones the first; exact."""
        return Predictor(self._native.top_k(k), f"{self.name} with top {k}")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Predictor):
            return NotImplemented
        return self._native.is_same(other._native)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Predictor({self.name}: L = {self.length}, V = {self.vocabulary_size})"


def _as_array(answer: Any) -> Any:
    """What a model returns as an array of numpy."""
    import numpy

    if hasattr(answer, "detach"):
        answer = answer.detach().cpu().numpy()
    return numpy.asarray(answer)
