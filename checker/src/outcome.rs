//! The answers of the checker. Everything that is not accepted says why, as data.

use std::fmt;

/// The answer for one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The document proves what it says.
    Accepted(Summary),
    /// The document is wrong.
    Rejected(Reason),
    /// The document may be right; this checker does not decide it.
    Declined(Why),
}

/// What was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The kind of the certificate.
    pub kind: &'static str,
    /// The `id` of the claim: a free text, which the checker copies.
    pub id: String,
    /// The length `L`.
    pub length: usize,
    /// How many instances, or refutations, were checked.
    pub checked: usize,
}

/// Why a document is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are explained with their variant")]
pub enum Reason {
    /// Not a JSON text.
    NotJson(String),
    /// An object has a key twice.
    DuplicateKey(String),
    /// A key that the format does not have there.
    UnknownKey(String),
    /// A key is missing.
    MissingKey(&'static str),
    /// A value has the wrong type.
    WrongType { key: String, expected: &'static str },
    /// `format` is not that of a certificate.
    WrongFormat(String),
    /// Not a rational number in the notation of the format.
    BadRational(String),
    /// A rational that is not in lowest terms.
    NotLowestTerms(String),
    /// Not an integer in the notation of the format.
    BadInteger(String),
    /// A length below 1.
    BadLength,
    /// A list of block sizes that are not positive, or do not add up to `L`.
    NotASchedule(Vec<u64>),
    /// The statement, or the value of its constant, is not in the grammar; `at` is a byte offset.
    StatementSyntax { at: usize, expected: &'static str },
    /// A name that nothing binds, or a quantity of the schedule where there is none.
    UnknownName(String),
    /// A name that has a meaning already is bound.
    NameTaken(String),
    /// Not exactly one quantifier is `law`.
    NotOneLaw,
    /// Scalars and informations are mixed up.
    IllTyped(&'static str),
    /// The statement does not use its constant.
    UnusedConstant(String),
    /// The statement has no value in an instance.
    Evaluation(EvaluationError),
    /// Not an instance of the statement (in the class, for `constant`).
    WrongInstance(String),
    /// An instance of the statement is not listed.
    MissingInstance(String),
    /// An instance is listed twice.
    DuplicateInstance(String),
    /// An instance has too few or too many relations.
    WrongRelationCount { instance: String, expected: usize, found: usize },
    /// Not `L` ray coefficients.
    WrongRayCount { expected: usize, found: usize },
    /// A coefficient is not that of the statement.
    WrongCoefficient { instance: String, which: String, expected: String, found: String },
    /// A right coefficient is negative: the statement is false, or not proved.
    NegativeCoefficient { instance: String, which: String },
    /// A right coefficient of an equation is not 0.
    NonzeroCoefficient { instance: String, which: String },
    /// A schedule of a mixture does not fulfil the condition, or is outside the class.
    NotAMixtureSchedule(Vec<usize>),
    /// A mixture names a schedule twice.
    RepeatedSchedule(Vec<usize>),
    /// A weight of a mixture is not positive.
    WeightNotPositive(String),
    /// The weights of a mixture have another sum.
    WeightsDoNotSumToOne(String),
    /// One schedule for every law is needed, and the mixture has several.
    MixtureNotSingle(String),
    /// The law is not a law of the format.
    NotALaw(LawError),
    /// Computing by the sampler's definition and by the identity disagree: an error in this checker or in the format.
    FormulaMismatch,
    /// The verdict is another.
    VerdictDiffers { found: Verdict },
    /// The relation is true at the law that should violate it.
    NotViolated { schedule: Option<Vec<usize>> },
    /// No relation has this index.
    NoSuchRelation(u64),
    /// A schedule that fulfils the condition is not refuted, or there is no refutation at all.
    MissingRefutation(Option<Vec<usize>>),
    /// A refutation of something that needs none, or the second of one schedule.
    UnexpectedRefutation(Option<Vec<usize>>),
    /// One law must refute every schedule, and the laws are different.
    LawsDiffer,
    /// Not the order of a field.
    NotAFieldOrder(u64),
    /// No MDS code has these parameters.
    NoSuchCode { dimension: u64, field: u64 },
    /// The statement has no constant.
    NoConstant,
    /// A class of schedules for a statement without a schedule.
    ClassWithoutSchedule,
    /// The evidence does not show that the constant is sharp.
    NotSharp(SharpnessError),
}

/// Why a statement has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EvaluationError {
    /// Division by zero, a negative power of zero included.
    DivisionByZero,
    /// A number that must be an integer is not.
    NotAnInteger,
    /// An index outside the range of the quantity.
    IndexOutOfRange,
    /// A term names a position twice.
    PositionTwice,
    /// A logarithm of a number that is not positive.
    LogOfNonPositive,
    /// `log2` of a number that is not a power of two.
    NotAPowerOfTwo,
}

/// Why a law is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawError {
    /// No sequence, or no code.
    Empty,
    /// A sequence of the wrong length.
    WrongLength,
    /// A token outside the vocabulary.
    TokenOutsideVocabulary,
    /// The sequences are not in increasing order, each once.
    NotIncreasing,
    /// A count of 0, or no copies of a code.
    ZeroCount,
    /// A dimension outside `1..L`.
    DimensionOutOfRange,
}

/// Why a constant is not shown to be sharp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharpnessError {
    /// A weight is negative.
    NegativeWeight,
    /// All weights are 0.
    NoWeight,
    /// The difference does not vanish (is positive) at the point, with the constant.
    NotTight,
    /// The constant does not act in the direction of the sense.
    WrongDirection,
}

/// Why a document is declined.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are explained with their variant")]
pub enum Why {
    /// Another version of the format.
    Version(u64),
    /// An unknown kind.
    Kind(String),
    /// Outside the fragment that this kind decides.
    Fragment(&'static str),
    /// Beyond a limit.
    TooLarge { what: &'static str, limit: u64 },
    /// A code that may exist, but is not among those that the format names.
    CodeNotKnown { dimension: u64, field: u64 },
}

/// The verdict of a `case`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Every relation holds strictly.
    Holds,
    /// Every relation holds, one at least with equal sides.
    Equality,
    /// A relation is false.
    Violated,
}

/// Whatever keeps a document from being accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is wrong.
    Reject(Reason),
    /// It is not decided.
    Decline(Why),
}

impl From<Reason> for Fault {
    fn from(reason: Reason) -> Self {
        Self::Reject(reason)
    }
}

impl From<EvaluationError> for Fault {
    fn from(error: EvaluationError) -> Self {
        Self::Reject(Reason::Evaluation(error))
    }
}

impl From<LawError> for Fault {
    fn from(error: LawError) -> Self {
        Self::Reject(Reason::NotALaw(error))
    }
}

impl From<SharpnessError> for Fault {
    fn from(error: SharpnessError) -> Self {
        Self::Reject(Reason::NotSharp(error))
    }
}

/// The fault of a statement outside the fragment of a kind.
pub fn outside(what: &'static str) -> Fault {
    Fault::Decline(Why::Fragment(what))
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(summary) => {
                let Summary { kind, id, length, checked } = summary;
                write!(f, "accepted: {kind}, {id:?}, L = {length}, {checked} checked")
            }
            Self::Rejected(reason) => write!(f, "rejected: {reason:?}"),
            Self::Declined(why) => write!(f, "declined: {why:?}"),
        }
    }
}
