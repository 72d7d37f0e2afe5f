"""The exceptions of maskproof. Each carries one paragraph, and where there is one the place."""

from __future__ import annotations

from typing import Optional

__all__ = [
    "CertificateError",
    "ClaimError",
    "HuntError",
    "LawError",
    "MaskproofError",
    "PolicyError",
    "PredictorError",
    "RuleError",
    "SamplesError",
    "ScheduleError",
    "SweepError",
    "TooLargeError",
]


class MaskproofError(ValueError):
    """An error of the library.

    `message` says what is wrong, `help` how to mend it, and `code` names the mistake. An error in a text has a `line`
    and a `column`, from 1, and an `excerpt`: the line with a mark under the place.

    >>> import maskproof
    >>> try:
    ...     maskproof.Claim("for all law: TC <= DTX")
    ... except maskproof.ClaimError as error:
    ...     print(error.code, error.line, error.column)
    ...     print(error.excerpt.rstrip())
    claim::name 1 20
      1 | for all law: TC <= DTX
        |                    ^^^ unknown
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        help: str = "",
        line: Optional[int] = None,
        column: Optional[int] = None,
        excerpt: Optional[str] = None,
    ) -> None:
        place = "" if line is None else f" (line {line}, column {column})"
        text = f"{message}{place}; {help}" if help else f"{message}{place}"
        super().__init__(text if excerpt is None else f"{text}\n{excerpt}".rstrip())
        self.message = message
        self.code = code
        self.help = help
        self.line = line
        self.column = column
        self.excerpt = excerpt


class LawError(MaskproofError):
    """A law that is none, or the name of a family that is none."""


class PredictorError(MaskproofError):
    """A predictor table that is none, or one of another shape than the law."""


class ClaimError(MaskproofError):
    """A claim that does not parse, does not type, or has no meaning for a length and a vocabulary."""


class CurveError(MaskproofError):
    """A measured curve that is none, or a time grid that is not found."""


class ScheduleError(MaskproofError):
    """A schedule that is none, or one of another length."""


class PolicyError(MaskproofError):
    """A policy that is none."""


class RuleError(MaskproofError):
    """A decoding rule that is none, or that is too much work."""


class SamplesError(MaskproofError):
    """Samples that are none, or of another shape than the predictor."""


class HuntError(MaskproofError):
    """A hunt that cannot be."""


class SweepError(MaskproofError):
    """A sweep that cannot be."""


class TooLargeError(MaskproofError):
    """More work, or more memory, than the limits allow."""


class CertificateError(MaskproofError):
    """There is no certificate."""
