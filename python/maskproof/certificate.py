"""Certificates, and the checker that shares no code with the library."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Tuple, Union

from . import _maskproof

__all__ = ["Answer", "Certificate", "check_certificate"]


class Certificate(Dict[str, Any]):
    """A certificate as a dict: a statement and the evidence for it. docs/certificate-format.md describes the format.

    >>> from maskproof import catalogue
    >>> certificate = catalogue['li-cai-thm1'].decide(3).certificate()
    >>> certificate['kind'], certificate['length'], certificate.check().outcome
    ('rays', 3, 'accepted')
    """

    @classmethod
    def from_json(cls, text: str) -> Certificate:
        """The certificate in a JSON text."""
        return cls(json.loads(text))

    @classmethod
    def from_file(cls, path: Union[str, os.PathLike[str]]) -> Certificate:
        """Reads a certificate."""
        return cls.from_json(Path(path).read_text(encoding="utf-8"))

    def to_json(self) -> str:
        """The text, byte for byte as the program writes it."""
        return json.dumps(self, indent=2, ensure_ascii=False) + "\n"

    def save(self, path: Union[str, os.PathLike[str]]) -> None:
        """Writes the certificate to a file, which `maskproof-check` reads."""
        Path(path).write_bytes(self.to_json().encode())

    def check(self, limit: int = 1) -> Answer:
        """What the checker says of it; see `check_certificate`."""
        return check_certificate(self, limit)


@dataclass(frozen=True)
class Answer:
    """What the checker says of a certificate.

    `outcome` is 'accepted', 'vacuous' (true, and it says nothing: there is no case of this length), 'rejected' (the
    document is wrong) or 'declined' (it may be right; this checker does not decide it). `reason` says why, unless it is
    accepted. The statement is what counts: the label of a claim is free text, and proves nothing.
    """

    outcome: str
    line: str
    reason: Optional[str] = None
    statement: Optional[str] = None
    kind: Optional[str] = None
    length: Optional[int] = None
    checked: Optional[int] = None
    proved: Optional[str] = None
    constant: Optional[Tuple[str, str]] = None

    @property
    def is_accepted(self) -> bool:
        """Whether something was proved that is not vacuous."""
        return self.outcome == "accepted"

    def __str__(self) -> str:
        return self.line


def check_certificate(certificate: Union[str, bytes, Mapping[str, Any], os.PathLike[str]], limit: int = 1) -> Answer:
    """Checks a certificate: a dict, the path of a file, or a JSON text (`str` or `bytes`, with `{` first).

    The checker is the package `maskproof-checker`, which shares no code with the library. `limit` is how many times its
    default work it may do before it declines a document as too large.

    >>> from maskproof import check_certificate
    >>> answer = check_certificate('{"format": "maskproof-certificate"}')
    >>> answer.outcome, answer.is_accepted
    ('rejected', False)
    """
    if isinstance(certificate, Mapping):
        document = json.dumps(certificate, ensure_ascii=False).encode()
    elif isinstance(certificate, bytes):
        document = certificate
    elif isinstance(certificate, str) and certificate.lstrip().startswith("{"):
        document = certificate.encode()
    else:
        document = Path(certificate).read_bytes()
    outcome, line, reason, summary = _maskproof.check_certificate(document, limit)
    return Answer(outcome, line, reason, *(summary or ()))
