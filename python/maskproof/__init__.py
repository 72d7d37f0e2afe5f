"""maskproof: exact verification of sampling-error theorems for masked diffusion language models.

Results are exact: probabilities are `fractions.Fraction`, entropies and divergences are `LogForm`, in nats, and an
infinite divergence is `math.inf`. numpy, pandas and mpmath are needed only where they are asked for.

>>> from maskproof import Claim, Law
>>> law = Law.named('parity(L=3,V=2)')
>>> law.expected_kl('1,2')
ln 2
>>> Claim('for all law: TC <= (L - 1) * DTC').decide(3).outcome
'proved'
"""

from __future__ import annotations

from . import permutations
from ._maskproof import LogForm, __version__
from .certificate import Answer, Certificate, check_certificate
from .claim import (
    Bindings,
    Case,
    Catalogue,
    Check,
    Claim,
    Counterexample,
    Decision,
    Finding,
    Hunt,
    HuntedCase,
    SharpConstant,
    catalogue,
)
from .curve import BestMeasured, MeasuredCurve, OverBand, TimeGrid
from .errors import (
    CertificateError,
    ClaimError,
    CurveError,
    HuntError,
    LawError,
    MaskproofError,
    PolicyError,
    PredictorError,
    RuleError,
    SamplesError,
    ScheduleError,
    SweepError,
    TooLargeError,
)
from .law import Cost, Law, LawBound, Ratio
from .policy import BestOrder, PolicyResult, SerialDepth, standard_policies
from .predictor import Predictor
from .rule import CurvePoint, Enclosed, GridComparison, RuleDifference, RuleResult, compare_rules
from .rule_vectors import RuleFit, RuleRound, RuleVectors, VectorTable, check_vectors, vector_tables, vectors
from .sweep import Sweep, SweptCase

__all__ = [
    "Answer",
    "BestMeasured",
    "BestOrder",
    "Bindings",
    "Case",
    "Catalogue",
    "Certificate",
    "CertificateError",
    "Check",
    "Claim",
    "ClaimError",
    "Cost",
    "Counterexample",
    "CurveError",
    "CurvePoint",
    "Decision",
    "Enclosed",
    "Finding",
    "GridComparison",
    "Hunt",
    "HuntError",
    "HuntedCase",
    "Law",
    "LawBound",
    "LawError",
    "LogForm",
    "MaskproofError",
    "MeasuredCurve",
    "OverBand",
    "PolicyError",
    "PolicyResult",
    "Predictor",
    "PredictorError",
    "Ratio",
    "RuleDifference",
    "RuleError",
    "RuleFit",
    "RuleResult",
    "RuleRound",
    "RuleVectors",
    "SamplesError",
    "ScheduleError",
    "SerialDepth",
    "SharpConstant",
    "Sweep",
    "SweepError",
    "SweptCase",
    "TimeGrid",
    "TooLargeError",
    "VectorTable",
    "__version__",
    "catalogue",
    "check_certificate",
    "check_vectors",
    "compare_rules",
    "permutations",
    "standard_policies",
    "vector_tables",
    "vectors",
]
