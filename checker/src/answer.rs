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
    pub kind: String,
    /// The `id` of the claim: a free text, which the checker copies.
    pub id: String,
    /// The length `L`.
    pub length: usize,
    /// How many instances, relations or refutations were checked.
    pub checked: usize,
}

/// The verdict of a `case`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every relation holds strictly.
    Holds,
    /// Every relation holds, one at least with equal sides.
    Equality,
    /// A relation is false.
    Violated,
}

/// Why a document is rejected. Instances and schedules are given as texts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are explained with their variant")]
pub enum Reason {
    // The document.
    /// Not a JSON text.
    NotJson(String),
    /// A key is missing, unknown or there twice, or a value has the wrong type.
    WrongForm(String),
    /// `format` is not that of a certificate.
    WrongFormat(String),
    /// Not a rational number, or a count, as the format writes it.
    BadNumber(String),
    /// A length below 1.
    BadLength,

    // The statement.
    /// The statement, or the value of its constant, is not in the grammar; `at` is a byte offset.
    StatementSyntax { at: usize, expected: &'static str },
    /// A name that nothing binds, or a quantity of the schedule where there is none.
    UnknownName(String),
    /// A name that has a meaning already is bound.
    NameTaken(String),
    /// Not exactly one quantifier is `law`, or it is not `for all`.
    NotOneLaw,
    /// Scalars and informations are mixed up.
    IllTyped(&'static str),
    /// The statement does not use its constant.
    UnusedConstant(String),

    // The statement has no value in an instance.
    /// Division by zero, a negative power of zero included.
    DivisionByZero,
    /// A number that must be an integer is not.
    NotAnInteger,
    /// An index outside the range of the quantity, or the least of no numbers.
    IndexOutOfRange,
    /// A logarithm of a number that is not positive.
    LogOfNonPositive,
    /// `log2` of a number that is not a power of two.
    NotAPowerOfTwo,

    // Instances.
    /// Not an instance of the statement (in the class, for `constant`).
    WrongInstance(String),
    /// An instance of the statement is not listed.
    MissingInstance(String),
    /// An instance is listed twice.
    DuplicateInstance(String),

    // Proofs for all laws.
    /// An instance has too few or too many relations.
    WrongRelationCount(String),
    /// Not `L` ray coefficients.
    WrongRayCount(usize),
    /// A coefficient is not that of the statement.
    WrongCoefficient { instance: String, which: String, expected: String, found: String },
    /// A right coefficient is negative: the statement is false, or not proved.
    NegativeCoefficient { instance: String, which: String },
    /// A right coefficient of an equation is not 0.
    NonzeroCoefficient { instance: String, which: String },
    /// The part of a difference that does not depend on the law is negative, or, of an equation, not 0.
    WrongConstant(String),
    /// A schedule of a mixture does not fulfil the condition, or is outside the class.
    NotAMixtureSchedule(String),
    /// A mixture names a schedule twice.
    RepeatedSchedule(String),
    /// A weight of a mixture is not positive.
    WeightNotPositive(String),
    /// The weights of a mixture have another sum.
    WeightsDoNotSumToOne(String),
    /// One schedule for every law is needed, and the mixture has several.
    MixtureNotSingle(String),

    // Constants.
    /// The statement has no constant.
    NoConstant,
    /// A class of schedules for a statement without a schedule.
    ClassWithoutSchedule,
    /// A weight of the point of sharpness is negative.
    NegativeWeight,
    /// All weights of the point of sharpness are 0.
    NoWeight,
    /// The difference does not vanish (is positive) at the point, with the constant.
    NotTight,
    /// The constant does not act in the direction of the sense.
    WrongDirection,

    // Laws.
    /// No sequence, or no code.
    EmptyLaw,
    /// A sequence of the wrong length.
    WrongSequenceLength,
    /// A token outside the vocabulary.
    TokenOutsideVocabulary,
    /// The sequences are not in increasing order, each once.
    NotIncreasing,
    /// A count of 0, or no copies of a code.
    ZeroCount,
    /// A dimension outside `1..L`.
    DimensionOutOfRange,
    /// Not the order of a field.
    NotAFieldOrder(u64),
    /// No MDS code has these parameters.
    NoSuchCode { dimension: u64, field: u64 },

    // Verdicts.
    /// Computing by the sampler's definition and by the identity disagree: an error in this checker or in the format.
    FormulaMismatch,
    /// The premise is false at the law, so that the case decides nothing.
    PremiseFalse(String),
    /// The verdict is another.
    VerdictDiffers { found: Verdict },
    /// The relation is true at the law that should violate it, in this instance.
    NotViolated(String),
    /// No relation has this index.
    NoSuchRelation(usize),
    /// A schedule that fulfils the condition is not refuted, or there is no refutation at all.
    MissingRefutation(String),
    /// A refutation of something that needs none, or the second of one schedule.
    UnexpectedRefutation(String),
    /// One law must refute every schedule, and the laws are different.
    LawsDiffer,
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
    /// Beyond a limit of `limits.rs`.
    TooLarge { what: &'static str, limit: u64 },
    /// A code that may exist, but is not among those that the format names.
    CodeNotKnown { dimension: u64, field: u64 },
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

/// The fault of a statement outside the fragment of a kind.
pub fn outside(what: &'static str) -> Fault {
    Fault::Decline(Why::Fragment(what))
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(Summary { kind, id, length, checked }) => {
                write!(f, "accepted: {kind}, {id:?}, L = {length}, {checked} checked")
            }
            Self::Rejected(reason) => write!(f, "rejected: {reason:?}"),
            Self::Declined(why) => write!(f, "declined: {why:?}"),
        }
    }
}
