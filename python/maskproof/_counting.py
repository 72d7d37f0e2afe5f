"""From samples and dicts to tokens and counts. Everything is an integer: nothing is rounded."""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Sequence, Tuple, TypeVar, Union

from .errors import LawError

Value = TypeVar("Value")

#: The largest (V + 1)^L of a law, as in the library.
_PATTERNS = 1 << 22

#: How columns are called that have no names of their own: 0, 1, .. or x1, x2, ...
_NUMBERED = [("", 0), ("x", 1)]

#: Beside it, the widest table of integers in which codes are looked up, where sorting would take longer.
_TABLE = 1 << 16


class Placed(NamedTuple):
    """The tokens in order, the length, and the values of sequences, which the places of their tokens tell."""

    tokens: List[str]
    length: int
    values: Dict[Tuple[int, ...], Any]


class Tabulated(NamedTuple):
    """The tokens in order, the length, and the counts of all sequences as little-endian 64-bit integers."""

    tokens: List[str]
    length: int
    counts: bytes


class Listed(NamedTuple):
    """Rows that differ: the places of their tokens as little-endian 32-bit integers, and their 64-bit counts.

    There is one vocabulary for all positions, or one for each. `positions` are the names of columns that have any.
    """

    vocabularies: List[List[str]]
    length: int
    positions: Optional[List[str]]
    rows: bytes
    counts: bytes


def count(
    samples: Any, columns: Optional[Sequence[Any]], vocabulary: Optional[Sequence[Any]]
) -> Union[Placed, Tabulated, Listed]:
    """The counts of the rows of a sample."""
    if columns is not None:
        if not hasattr(samples, "columns"):
            kind = type(samples).__name__
            raise TypeError(f"columns are given, and the samples are of type {kind}: expected a DataFrame")
        samples = samples[list(columns)]
    if hasattr(samples, "columns") and hasattr(samples, "to_numpy"):
        names = [str(column) for column in samples.columns]
        numbered = [[f"{letter}{place + first}" for place in range(len(names))] for letter, first in _NUMBERED]
        if names not in numbered:
            return _of_frame(samples, names, vocabulary)
        samples = samples.to_numpy()
    if hasattr(samples, "detach"):
        samples = samples.detach().cpu().numpy()
    if hasattr(samples, "dtype") and hasattr(samples, "shape"):
        return _of_array(samples, vocabulary)
    rows = Counter(row if isinstance(row, str) else tuple(row) for row in samples)
    if not rows:
        raise LawError("the sample is empty", code="law::no_samples", help="give one row for each sequence")
    return places(rows, vocabulary)


def places(values: Mapping[Any, Value], vocabulary: Optional[Sequence[Any]]) -> Placed:
    """The values of sequences, by the places of their tokens."""
    sequences = {key: tuple(key) for key in values}
    if not sequences and not vocabulary:
        raise LawError(
            "no sequence is given", code="law::no_sequences", help="give at least one sequence, such as {'00': 1}"
        )
    lengths = {len(sequence): key for key, sequence in sequences.items()}
    if len(lengths) > 1:
        (first, first_key), (second, second_key) = list(lengths.items())[:2]
        raise LawError(
            f"the sequences {first_key!r} and {second_key!r} have {first} and {second} tokens",
            code="law::wrong_atom_length",
            help="give one token for each position",
        )
    found = {token for sequence in sequences.values() for token in sequence}
    names = _names(found, vocabulary)
    tokens = list(names.values()) if vocabulary is None else [str(token) for token in vocabulary]
    place_of = {name: place for place, name in enumerate(tokens)}
    placed: Dict[Tuple[int, ...], Value] = {}
    for key, sequence in sequences.items():
        place = tuple(place_of[names[token]] for token in sequence)
        if place in placed:
            raise LawError(
                f"{key!r} repeats a sequence that is listed before it",
                code="law::duplicate_atom",
                help="keep one of the two, with the sum of their values if both were meant",
            )
        placed[place] = values[key]
    return Placed(tokens, next(iter(lengths), 0), placed)


def _names(found: Any, vocabulary: Optional[Sequence[Any]]) -> Dict[Any, str]:
    """The token that each object stands for, in order."""
    if vocabulary is None:
        try:
            ordered = sorted(found)
        except TypeError:
            ordered = sorted(found, key=str)
        names = {token: str(token) for token in ordered}
        if len(set(names.values())) < len(names):
            raise LawError(
                "two tokens that differ are written alike, as 1 and '1' are",
                code="law::duplicate_token",
                help="use one type of tokens",
            )
        return names
    known = {str(token) for token in vocabulary}
    for token in found:
        if str(token) not in known:
            raise LawError(
                f"the token {str(token)!r} is not in the vocabulary",
                code="law::unknown_token",
                help="add the token to the vocabulary, or correct its spelling",
            )
    return {token: str(token) for token in found}


def _of_frame(frame: Any, names: List[str], vocabulary: Optional[Sequence[Any]]) -> Listed:
    """The counts of the rows of a DataFrame, whose columns are positions with names, and a vocabulary each."""
    import numpy

    if 0 in frame.shape:
        raise _wrong_shape(frame.shape)
    vocabularies, columns = [], []
    for place in range(len(names)):
        column = frame.iloc[:, place].to_numpy().reshape(-1, 1)
        tokens, codes = _named_codes(column, vocabulary)
        vocabularies.append(tokens)
        columns.append(codes[:, 0])
    shared = vocabularies[:1] if vocabulary is not None else vocabularies
    return _listed(shared, names, numpy.stack(columns, axis=1))


def _listed(vocabularies: List[List[str]], positions: Optional[List[str]], codes: Any) -> Listed:
    import numpy

    rows, counts = numpy.unique(codes.astype("<u4"), axis=0, return_counts=True)
    return Listed(vocabularies, codes.shape[1], positions, rows.tobytes(), counts.astype("<u8").tobytes())


def _wrong_shape(shape: Tuple[int, ...]) -> LawError:
    return LawError(
        f"the samples have shape {shape}: expected (n, L), one row for each sequence",
        code="law::wrong_shape",
        help="for one position take samples.reshape(-1, 1)",
    )


def _named_codes(array: Any, vocabulary: Optional[Sequence[Any]]) -> Tuple[List[str], Any]:
    """The tokens in order, and for each entry the place of its token."""
    import numpy

    if array.dtype.kind == "f":
        raise TypeError(f"the samples have dtype {array.dtype}: tokens are integers or texts; take samples.astype(int)")
    found, codes = _codes(array)
    names = _names(found, vocabulary)
    if vocabulary is None:
        return [names[token] for token in found], codes
    tokens = [str(token) for token in vocabulary]
    place_of = {name: place for place, name in enumerate(tokens)}
    return tokens, numpy.array([place_of[names[token]] for token in found], dtype=numpy.int64)[codes]


def _of_array(array: Any, vocabulary: Optional[Sequence[Any]]) -> Union[Tabulated, Listed]:
    import numpy

    array = numpy.asarray(array)
    if array.ndim != 2 or 0 in array.shape:
        raise _wrong_shape(array.shape)
    length = array.shape[1]
    tokens, codes = _named_codes(array, vocabulary)
    size = len(tokens)
    if (size + 1) ** length > _PATTERNS:
        return _listed([tokens], None, codes)
    # Sequences are numbered with the first position most significant.
    index = codes[:, 0].astype(numpy.int64)
    for position in range(1, length):
        index *= size
        index += codes[:, position]
    counts = numpy.bincount(index, minlength=size**length)
    return Tabulated(tokens, length, counts.astype("<u8").tobytes())


def _codes(array: Any) -> Tuple[List[Any], Any]:
    """The tokens that occur, in order, and for each entry the place of its token."""
    import numpy

    kind = array.dtype.kind
    as_token: Callable[[int], Any] = bool if kind == "b" else int
    if kind == "U" and array.dtype.itemsize == 4:
        # Texts of one letter, each of which is stored as its number.
        array, kind, as_token = numpy.ascontiguousarray(array).view(numpy.uint32), "u", chr
    if kind in "iub":
        least, most = int(array.min()), int(array.max())
        if most - least < _TABLE:
            shifted = array.astype(numpy.int64) - least
            occurs = numpy.zeros(most - least + 1, dtype=bool)
            occurs[shifted.ravel()] = True
            found = [as_token(int(token)) for token in numpy.flatnonzero(occurs) + least]
            return found, (numpy.cumsum(occurs) - 1)[shifted]
    pandas = sys.modules.get("pandas")
    if pandas is not None:
        # By a table of hashes, which is faster than sorting.
        codes, unique = pandas.factorize(array.ravel())
        return _in_order([_plain(token) for token in unique], codes.reshape(array.shape))
    if kind == "O":
        place_of: Dict[Any, int] = {}
        flat = [place_of.setdefault(token, len(place_of)) for token in array.ravel().tolist()]
        return _in_order(list(place_of), numpy.array(flat, dtype=numpy.int64).reshape(array.shape))
    unique, codes = numpy.unique(array, return_inverse=True)
    return [_plain(token) for token in unique], codes.reshape(array.shape)


def _plain(token: Any) -> Any:
    """A token as a Python object."""
    return token.item() if hasattr(token, "item") else token


def _in_order(tokens: List[Any], codes: Any) -> Tuple[List[Any], Any]:
    """The tokens in order, and for each entry the place of its token, from tokens in any order."""
    import numpy

    if (codes < 0).any():
        raise LawError(
            "a token is missing (None or NaN)", code="law::missing_token", help="drop such rows, or name the token"
        )
    ordered = list(_names(tokens, None))
    place_of = {token: place for place, token in enumerate(ordered)}
    return ordered, numpy.array([place_of[token] for token in tokens], dtype=numpy.int64)[codes]
