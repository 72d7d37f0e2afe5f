"""Exact values, and how they are shown."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Optional, Tuple, Union

from ._maskproof import LogForm

#: A divergence in nats: exact, or `math.inf`.
Divergence = Union[LogForm, float]

#: The block sizes of a schedule, first block first.
Schedule = Tuple[int, ...]


def as_schedule(schedule: object) -> Tuple[int, ...]:
    """The block sizes that a tuple, a list or a text such as '2,2' gives."""
    if isinstance(schedule, str):
        text = schedule.strip().strip("()")
        if not re.fullmatch(r"\s*\d+\s*(,\s*\d+\s*)*,?\s*", text):
            raise TypeError(f"the schedule is {schedule!r}: expected block sizes such as '2,2,1' or (2, 2, 1)")
        return tuple(int(block) for block in text.split(",") if block.strip())
    try:
        return tuple(int(block.__index__()) for block in schedule)  # type: ignore[attr-defined]
    except (TypeError, AttributeError):
        raise TypeError(f"the schedule is {schedule!r}: expected block sizes such as (2, 2, 1)") from None


def exact_fraction(value: object, what: str) -> Fraction:
    """The number that an int, a Fraction, a text or a float stands for; a float is the decimal that it prints as."""
    if isinstance(value, (str, float)):
        text = repr(float(value)) if isinstance(value, float) else value
        try:
            return Fraction(text)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{what} is {value!r}: expected a number such as 3, '1/3', '0.125' or 0.125") from None
    numerator, denominator = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if numerator is None or denominator is None:
        item = getattr(value, "item", None)
        if item is not None and not isinstance(value, type):
            return exact_fraction(item(), what)
        raise TypeError(f"{what} is {value!r}: expected an int, a Fraction, a text or a float")
    return Fraction(int(numerator), int(denominator))


def shown(value: Optional[Divergence], digits: int = 6) -> str:
    """A value rounded to so many digits of nats."""
    if value is None:
        return ""
    if isinstance(value, LogForm):
        return value.to_decimal(digits)
    return "inf" if math.isinf(value) else repr(value)
