"""Claims: checked on laws, decided for all laws, hunted for counterexamples."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import (
    TYPE_CHECKING,
    Any,
    Callable,
    Dict,
    Iterable,
    Iterator,
    List,
    Mapping,
    Optional,
    Sequence,
    Tuple,
    Union,
    overload,
)

from . import _maskproof
from ._html import table
from ._maskproof import LogForm
from ._progress import Progress, as_callback
from ._values import Divergence, Schedule, as_schedule, shown
from .certificate import Certificate
from .errors import CertificateError
from .law import Law
from .predictor import Predictor

if TYPE_CHECKING:
    from .sweep import Sweep

__all__ = [
    "Bindings",
    "Case",
    "Catalogue",
    "Check",
    "Claim",
    "Counterexample",
    "Decision",
    "Finding",
    "Hunt",
    "HuntedCase",
    "SharpConstant",
    "catalogue",
]

#: A finding as the extension has it: law, verdict, sides of the ratio, whether it is unbounded, its exact value, bound.
_Parts = Tuple[
    _maskproof.Law,
    str,
    Optional[Tuple[LogForm, LogForm]],
    bool,
    Optional[Fraction],
    Tuple[List[str], Optional[List[int]], Dict[str, int]],
]

#: A comparison of which there is nothing to say.
NO_SIDES = (None,) * 4


@dataclass(frozen=True)
class Bindings:
    """What the quantifiers of a case bind."""

    #: As reports print it, outermost first: 'schedule (1,2)', 'j = 1'.
    texts: Tuple[str, ...]
    #: The block sizes of the schedule, where one is bound.
    schedule: Optional[Schedule]
    #: The integers by name.
    integers: Mapping[str, int]

    @classmethod
    def _of(cls, parts: Tuple[List[str], Optional[List[int]], Dict[str, int]]) -> Bindings:
        texts, schedule, integers = parts
        return cls(tuple(texts), None if schedule is None else tuple(schedule), integers)

    def __str__(self) -> str:
        return ", ".join(self.texts)


@dataclass(frozen=True)
class DecidedCase:
    """A case of a claim on a law, decided.

    The verdict is 'holds', 'holds with equality', 'violated', 'holds vacuously', 'both sides infinite', 'undefined' or
    'not computed'. The sides and the slack are exact, in nats: a LogForm or `math.inf`, and None without a value. The
    slack is positive where the relation holds.
    """

    bindings: Bindings
    verdict: str
    left: Optional[Divergence]
    relation: Optional[str]
    right: Optional[Divergence]
    slack: Optional[LogForm]

    @property
    def schedule(self) -> Optional[Schedule]:
        """The block sizes of the schedule, where one is bound."""
        return self.bindings.schedule

    @property
    def is_violated(self) -> bool:
        """Whether the case is false."""
        return self.verdict == "violated"


@dataclass(frozen=True)
class Case(DecidedCase):
    """A case of a check, which has a certificate."""

    _check: _maskproof.Check = field(repr=False, compare=False)
    _index: int = field(repr=False, compare=False)

    def certificate(self) -> Certificate:
        """The verdict with its evidence, for the checker; CertificateError where there is none."""
        return Certificate.from_json(self._check.certificate(self._index))


class Check:
    """What the cases of a claim are on one law; every one is decided."""

    def __init__(self, claim: Claim, law: Law, native: _maskproof.Check) -> None:
        self.claim = claim
        self.law = law
        #: 'holds', 'violated', 'not decided', 'stopped', 'vacuous', 'no case' or 'no law', as reports have it.
        self.conclusion: str = native.conclusion
        self.cases: List[Case] = []
        for index, (bindings, verdict, sides) in enumerate(native.cases()):
            left, relation, right, slack = sides or NO_SIDES
            self.cases.append(Case(Bindings._of(bindings), verdict, left, relation, right, slack, native, index))
        self._tightest = native.tightest

    @property
    def holds(self) -> bool:
        """Whether the claim holds in every case."""
        return self.conclusion == "holds"

    @property
    def violations(self) -> List[Case]:
        """The cases in which the claim is false."""
        return [case for case in self.cases if case.is_violated]

    @property
    def tightest(self) -> Optional[Case]:
        """The tightest case in which the claim holds: the smaller side is the largest part of the larger one."""
        return None if self._tightest is None else self.cases[self._tightest]

    def __repr__(self) -> str:
        return (
            f"Check({self.claim.id} on {self.law.name}: {self.conclusion}, "
            f"{len(self.violations)} of {len(self.cases)} cases violated)"
        )

    def _repr_html_(self) -> str:
        rows = [
            (
                str(case.bindings),
                shown(case.left),
                case.relation or "",
                shown(case.right),
                shown(case.slack),
                case.verdict,
            )
            for case in self.cases
        ]
        header = ["case", "left (nats)", "", "right (nats)", "slack", "verdict"]
        return table(header, rows, f"{self.claim.id} on {self.law.name}: {self.conclusion}")


@dataclass(frozen=True)
class Counterexample:
    """A law that breaks a claim. Where it is too large to write out `law` is None."""

    law: Optional[Law]
    #: The predictor, where the training error breaks the claim.
    predictor: Optional[Predictor]
    #: The schedule that it is against, where each schedule has a law of its own.
    schedule: Optional[Schedule]
    #: The verdict of the ordinary check on the law: 'violated'.
    confirmed: Optional[str]


class Decision:
    """What was decided of a claim for all laws of one length, over all vocabularies and with all predictors."""

    def __init__(self, claim: Claim, native: _maskproof.Decision) -> None:
        self.claim = claim
        self._native = native
        self.length: int = native.length
        #: 'proved', 'refuted', 'undecided' or 'no case'.
        self.outcome: str = native.outcome
        #: Why nothing was decided.
        self.reason: Optional[str] = native.reason
        #: How many schedules the decision is about.
        self.schedules: int = native.schedules
        #: What the quantifiers of the refuted case bind.
        self.bindings = Bindings._of(native.bindings())
        #: The laws that break the claim, of a refutation.
        self.counterexamples: List[Counterexample] = [
            Counterexample(
                None if law is None else Law(law),
                None if predictor is None else Predictor(predictor, "the predictor of the counterexample"),
                None if schedule is None else tuple(schedule),
                confirmed,
            )
            for schedule, law, predictor, confirmed in native.counterexamples()
        ]

    @property
    def is_proved(self) -> bool:
        """Whether the claim is true for every law of the length."""
        return self.outcome == "proved"

    @property
    def is_refuted(self) -> bool:
        """Whether a law of the length breaks the claim."""
        return self.outcome == "refuted"

    def certificate(self) -> Certificate:
        """The decision with its evidence, for the checker; CertificateError where there is none."""
        return Certificate.from_json(self._native.certificate())

    def __str__(self) -> str:
        return self._native.text()

    def __repr__(self) -> str:
        return f"Decision({self.claim.id} at L = {self.length}: {self._native.text()})"

    def _repr_html_(self) -> str:
        rows: List[Sequence[object]] = [("L", self.length), ("decision", self._native.text())]
        rows += [("counterexample", repr(found.law)) for found in self.counterexamples if found.law is not None]
        return table(["", self.claim.id], rows)


class SharpConstant:
    """The sharp constant of a claim at a length, for one class of schedules."""

    def __init__(self, claim: Claim, native: _maskproof.SharpConstant) -> None:
        self.claim = claim
        self._native = native
        self.length: int = native.length
        self.bindings = Bindings._of(native.bindings())
        #: The largest block of the schedules, where the class fixes one.
        self.s_max: Optional[int] = native.s_max
        #: 'smallest' or 'largest': which constants make the claim true, those from the value on or up to it.
        self.sense: str = native.sense
        #: 'sharp'; 'any' or 'none', where every or no constant makes the claim true; 'undecided'.
        self.bound: str = native.bound
        #: Why nothing was decided.
        self.reason: Optional[str] = native.reason
        #: The sharp constant, where there is one.
        self.value: Optional[Fraction] = native.value
        #: The schedule that is extremal, for claims about every schedule.
        self.schedule: Optional[Schedule] = None if native.schedule is None else tuple(native.schedule)
        #: The extremal law, as weights on the uniform laws on MDS codes of dimension 1..L.
        self.rays: Optional[List[Fraction]] = native.rays
        #: The claim's own value, where the class determines it.
        self.claimed: Optional[Fraction] = native.claimed
        #: How that stands: 'sharp', 'holds', 'false' or 'undecided'.
        self.standing: str = native.standing

    def certificate(self) -> Certificate:
        """The constant with its evidence, for the checker; CertificateError where there is none."""
        return Certificate.from_json(self._native.certificate())

    def __repr__(self) -> str:
        value = self.bound if self.value is None else f"{self.sense} {self.value}"
        case = f", {self.bindings}" if self.bindings.texts else ""
        claimed = "" if self.claimed is None else f", claimed {self.claimed}: {self.standing}"
        return f"SharpConstant({self.claim.id} at L = {self.length}{case}: {value}{claimed})"


@dataclass(frozen=True)
class Finding:
    """A law that a hunt has found, with the exact verdict on it."""

    law: Law
    verdict: str
    #: The side that should be the smaller over the other, as a Fraction where it is one with a small denominator.
    ratio_exact: Optional[Fraction]
    #: The two sides of the ratio in nats; None where there is no ratio, or it is unbounded.
    sides: Optional[Tuple[LogForm, LogForm]]
    #: What inner quantifiers bind where the ratio is this.
    inner: Bindings
    _ratio: float
    _certificates: Any = field(repr=False, compare=False)

    @property
    def ratio(self) -> float:
        """The ratio as a float, for reading: above 1 where the claim is violated, `math.inf` where it is unbounded."""
        return self._ratio

    @property
    def is_violated(self) -> bool:
        """Whether the law breaks the case."""
        return self.verdict == "violated"

    def certificates(self) -> List[Certificate]:
        """The verdict with its evidence, one certificate for each instance that it rests on."""
        return [Certificate.from_json(text) for text in self._certificates()]


@dataclass(frozen=True)
class HuntedCase:
    """What a hunt found for a case."""

    bindings: Bindings
    #: The best law; None where no law has a ratio, or the case was not reached.
    finding: Optional[Finding]
    #: The violating law with the smallest denominator that came up, where it is another one.
    simplest: Optional[Finding]
    is_reached: bool


class Hunt:
    """The outcome of a hunt. Floats propose laws; every verdict is exact."""

    def __init__(self, claim: Claim, native: _maskproof.Hunt) -> None:
        self.claim = claim
        #: Whether the claim is false.
        self.is_violated: bool = native.is_violated
        #: Whether it ended early, by `seconds`; another run may find other laws.
        self.is_stopped: bool = native.is_stopped
        self.cases: List[HuntedCase] = [
            HuntedCase(
                Bindings._of(bindings),
                _finding(native, index, best, False),
                _finding(native, index, simplest, True),
                is_reached,
            )
            for index, (bindings, best, simplest, is_reached) in enumerate(native.cases())
        ]
        #: The best case; where a schedule is to exist for all laws, the best case of each schedule.
        self.best: List[HuntedCase] = [self.cases[index] for index in native.best]

    @property
    def law(self) -> Optional[Law]:
        """The law of the best case: the simplest that breaks the claim, or the one that comes closest."""
        for case in self.best:
            found = case.simplest or case.finding
            if found is not None:
                return found.law
        return None

    def certificates(self) -> List[Certificate]:
        """The exact verdict on `law` with its evidence, for the checker: one certificate for each instance it rests on.

        Where a schedule is to exist for all laws, those of the law of each schedule. CertificateError where there is
        none, as for a hunt that has found no law.
        """
        found = [finding for finding in (case.simplest or case.finding for case in self.best) if finding is not None]
        if not found:
            raise CertificateError(
                "there is no certificate: the hunt has found no law",
                code="certificate::none",
                help="hunt over another shape, or decide the claim",
            )
        return [certificate for finding in found for certificate in finding.certificates()]

    def certificate(self) -> Certificate:
        """The exact verdict on `law` with its evidence, for the checker; CertificateError where there is none.

        >>> claim = Claim('for all law, schedule: E_KL <= 1/2 * TC + eps_train')
        >>> claim.hunt(length=2, vocabulary_size=2).certificate().check().outcome
        'accepted'
        """
        made = self.certificates()
        if len(made) != 1:
            raise CertificateError(
                f"there is no single certificate: the verdict rests on {len(made)}",
                code="certificate::several",
                help="`certificates()` lists them",
            )
        return made[0]

    def __repr__(self) -> str:
        outcome = "violated" if self.is_violated else "no violation found"
        return f"Hunt({self.claim.id}: {outcome}, {len(self.cases)} cases)"

    def _repr_html_(self) -> str:
        rows = [
            (str(case.bindings), "", "not reached" if not case.is_reached else "no law with a ratio")
            if case.finding is None
            else (str(case.bindings), f"{case.finding.ratio:.6g}", case.finding.verdict)
            for case in self.cases
        ]
        return table(["case", "ratio", "verdict"], rows, repr(self))


def _finding(native: _maskproof.Hunt, index: int, parts: Optional[_Parts], is_simplest: bool) -> Optional[Finding]:
    if parts is None:
        return None
    law, verdict, sides, is_unbounded, exact, inner = parts
    ratio = math.inf if is_unbounded else math.nan if sides is None else float(sides[0]) / float(sides[1])
    return Finding(
        Law(law), verdict, exact, sides, Bindings._of(inner), ratio, lambda: native.certificates(index, is_simplest)
    )


class Claim:
    """A claim: a statement about sampling errors, for all laws.

    The text is that of a statement, or of a claim file (TOML, with `id`, `title`, `source`, `provenance`, `statement`
    and perhaps `constant`, `expect`, ..); docs/claim-language.md has a tutorial and the reference. `limit` is how many
    times the default limits of work its decisions may take. `positions` are the names of positions that stand in the
    claim, as a law has them.

    >>> from maskproof import Claim, Law
    >>> claim = Claim('for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train', id='my-bound')
    >>> check = claim.check(Law.named('parity(L=3,V=2)'))
    >>> check
    Check(my-bound on parity(L=3,V=2): violated, 1 of 2 cases violated)
    >>> case, = check.violations
    >>> case.schedule, case.left, case.right, case.slack
    ((1, 2), ln 2, 1/2 ln 2, -1/2 ln 2)
    >>> claim.decide(2).outcome
    'refuted'
    >>> import pandas
    >>> law = Law.from_samples(pandas.DataFrame({'island': list('abba'), 'sex': list('mmff')}))
    >>> Claim('for all law: I(island; sex) == 0', positions=law.positions).check(law).holds
    True
    """

    __slots__ = ("_native",)

    def __init__(
        self, text: str, *, id: str = "claim", limit: int = 1, positions: Optional[Iterable[str]] = None
    ) -> None:
        native = _maskproof.Claim.parse(id, text, list(positions or ()))
        self._native = native if limit == 1 else native.within(limit)

    @classmethod
    def _of(cls, native: _maskproof.Claim) -> Claim:
        claim = cls.__new__(cls)
        claim._native = native
        return claim

    @classmethod
    def from_file(
        cls, path: Union[str, os.PathLike[str]], *, limit: int = 1, positions: Optional[Iterable[str]] = None
    ) -> Claim:
        """Reads a claim file."""
        native = _maskproof.Claim.from_file(Path(path), list(positions or ()))
        return cls._of(native if limit == 1 else native.within(limit))

    @property
    def id(self) -> str:
        """The identifier."""
        return self._native.id

    @property
    def title(self) -> str:
        """One line that says what is claimed."""
        return self._native.title

    @property
    def source(self) -> str:
        """Paper and theorem."""
        return self._native.source

    @property
    def provenance(self) -> str:
        """How sure the wording is: 'P' (read), 'S' (secondary source), 'M' (from memory) or 'D' (derived)."""
        return self._native.provenance

    @property
    def reading(self) -> Optional[str]:
        """Which reading of an unsettled wording this is."""
        return self._native.reading

    @property
    def note(self) -> Optional[str]:
        """A remark."""
        return self._native.note

    @property
    def expectation(self) -> str:
        """'holds' or 'fails'."""
        return self._native.expectation

    @property
    def statement(self) -> str:
        """The text of the statement."""
        return self._native.statement.strip()

    @property
    def constant(self) -> Optional[Tuple[str, str]]:
        """The name of the constant and the text of its value."""
        return self._native.constant

    def check(self, law: Law, predictor: Optional[Predictor] = None) -> Check:
        """Decides every case of the claim on a law with its predictor, the exact one where none is given."""
        native = None if predictor is None else predictor._native
        name = "" if predictor is None else predictor.name
        return Check(self, law, self._native.check(law._native, native, name))

    def check_each(
        self,
        laws: Iterable[Law],
        progress: Optional[Progress] = None,
        *,
        predictor: Union[Predictor, Callable[[Law], Optional[Predictor]], None] = None,
    ) -> Iterator[Check]:
        """Checks the claim on each of some laws; `progress` is a function of (done, total), or a bar of tqdm.

        `predictor` is one for all laws, which then have its shape, or a function that gives each law its own.

        >>> laws = [Law.named(f'repetition(L={length},V=2)') for length in (2, 3)]
        >>> claim = Claim('for all law, schedule: E_KL <= TC + eps_train', id='sum')
        >>> list(claim.check_each(laws, predictor=lambda law: Predictor.random(1, law)))[0]
        Check(sum on repetition(L=2,V=2): holds, 0 of 2 cases violated)
        """
        listed = list(laws)
        tell = as_callback(progress)
        for number, law in enumerate(listed):
            yield self.check(
                law, predictor if predictor is None or isinstance(predictor, Predictor) else predictor(law)
            )
            if tell is not None:
                tell(number + 1, len(listed))

    @overload
    def decide(
        self, length: int, *, schedules: Optional[Iterable[Any]] = ..., progress: Optional[Progress] = ...
    ) -> Decision: ...

    @overload
    def decide(
        self, length: Iterable[int], *, schedules: Optional[Iterable[Any]] = ..., progress: Optional[Progress] = ...
    ) -> List[Decision]: ...

    def decide(
        self,
        length: Union[int, Iterable[int]],
        *,
        schedules: Optional[Iterable[Any]] = None,
        progress: Optional[Progress] = None,
    ) -> Union[Decision, List[Decision]]:
        """Decides the claim for all laws of a length, over all vocabularies and with all predictors.

        Of several lengths, such as `range(2, 9)`, it gives a list; they share one limit of work. `schedules` restricts
        what is decided to these. Where the claim has a condition on `V`, and is false without it, a short hunt looks
        for a law within it.

        >>> from maskproof import catalogue
        >>> [decision.outcome for decision in catalogue['li-cai-conj'].decide([2, 4])]
        ['proved', 'refuted']
        """
        is_one = hasattr(length, "__index__")
        lengths: List[Any] = [length] if is_one else list(length)  # type: ignore[arg-type]
        listed = None if schedules is None else [list(as_schedule(schedule)) for schedule in schedules]
        found = self._native.decide([int(one) for one in lengths], listed, as_callback(progress))
        decisions = [Decision(self, native) for native in found]
        return decisions[0] if is_one else decisions

    def sharp_constant(self, length: int, *, schedules: Optional[Iterable[Any]] = None) -> List[SharpConstant]:
        """The sharp values of the claim's constant over all laws of a length, one for each class of schedules.

        The list is empty where the claim has no constant.

        >>> from maskproof import catalogue
        >>> [(sharp.s_max, sharp.value, sharp.standing) for sharp in catalogue['li-cai-thm1'].sharp_constant(4)][1:]
        [(2, Fraction(1, 4), 'sharp'), (3, Fraction(1, 2), 'holds'), (4, Fraction(3, 4), 'sharp')]
        """
        if self.constant is None:
            return []
        listed = None if schedules is None else [list(as_schedule(schedule)) for schedule in schedules]
        return [SharpConstant(self, native) for native in self._native.sharp_constants(length, listed)]

    def hunt(
        self,
        *,
        length: int,
        vocabulary_size: int,
        schedules: Optional[Iterable[Any]] = None,
        seed: int = 1,
        effort: int = 1,
        seconds: Optional[float] = None,
        progress: Optional[Progress] = None,
    ) -> Hunt:
        """Searches for a law over so many tokens that breaks the claim, or comes closest to it.

        The same claim, shape, seed and effort give the same laws, unless `seconds` ends the search early.

        >>> hunt = Claim('for all law, schedule: E_KL <= 1/2 * TC + eps_train').hunt(length=2, vocabulary_size=2)
        >>> hunt.is_violated, hunt.best[0].bindings.schedule, hunt.best[0].finding.ratio_exact
        (True, (2,), Fraction(2, 1))
        """
        listed = None if schedules is None else [list(as_schedule(schedule)) for schedule in schedules]
        native = self._native.hunt(length, vocabulary_size, listed, seed, effort, seconds, as_callback(progress))
        return Hunt(self, native)

    def sweep(
        self,
        *,
        length: int,
        vocabulary_size: int,
        denominator: int,
        support: Optional[int] = None,
        schedules: Optional[Iterable[Any]] = None,
        progress: Optional[Progress] = None,
    ) -> Sweep:
        """Decides the claim on every law over so many tokens whose probabilities have the denominator.

        There are `C(N + V^L - 1, N)` such laws; `support` leaves those with so many sequences of positive probability.
        The claim must be linear in entropies of sets of positions, or in their averages.

        >>> claim = Claim('for all law, schedule: E_KL <= 1/2 * TC + eps_train', id='half')
        >>> sweep = claim.sweep(length=2, vocabulary_size=2, denominator=4)
        >>> sweep
        Sweep(half on 35 laws: violated, 18 of 70 cases violated)
        >>> case = sweep.counterexamples[0]
        >>> case.schedule, case.verdict, claim.check(case.law).conclusion
        ((2,), 'violated', 'violated')
        """
        from .sweep import Sweep

        listed = None if schedules is None else [list(as_schedule(schedule)) for schedule in schedules]
        native = self._native.sweep(length, vocabulary_size, denominator, support, listed, as_callback(progress))
        return Sweep(self, native)

    def __repr__(self) -> str:
        return f"Claim({self.id}: {' '.join(self.statement.split())})"

    def _repr_html_(self) -> str:
        rows: List[Sequence[object]] = [("statement", self.statement)]
        if self.constant is not None:
            rows.append(("constant", " = ".join(self.constant)))
        named = [("source", self.source), ("reading", self.reading), ("note", self.note)]
        rows += [(name, text) for name, text in named if text]
        return table(["", self.title or self.id], rows, self.id)


class Catalogue(Mapping[str, Claim]):
    """The built-in claims by their identifiers, in order.

    >>> from maskproof import catalogue
    >>> catalogue['li-cai-thm1'].title
    'Upper bound by the sum of mutual informations'
    >>> 'li-cai-conj' in catalogue
    True
    """

    def __init__(self) -> None:
        self._read: Optional[Dict[str, Claim]] = None

    def _claims(self) -> Dict[str, Claim]:
        if self._read is None:
            self._read = {claim.id: Claim._of(claim) for claim in _maskproof.catalogue()}
        return self._read

    def __getitem__(self, id: str) -> Claim:
        try:
            return self._claims()[id]
        except KeyError:
            near = [known for known in self._claims() if known.startswith(id)]
            near = near or get_close_matches(id, self._claims(), n=1)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise KeyError(f"the catalogue has no claim {id!r}{hint}") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._claims())

    def __len__(self) -> int:
        return len(self._claims())

    def __repr__(self) -> str:
        return f"Catalogue({len(self)} claims)"

    def _repr_html_(self) -> str:
        rows = [(claim.id, claim.title, claim.expectation) for claim in self.values()]
        return table(["claim", "title", "expected"], rows)


#: The built-in claims; they are read when first asked for.
catalogue = Catalogue()
