//! The answers of the checker. Whatever is not accepted says why: by a variant, and in words.

use std::fmt::{self, Display};

/// What the checker says of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What it says is proved.
    Accepted(Summary),
    /// What it says is proved, and says nothing: the words are why.
    Vacuous(Summary, String),
    /// It is wrong.
    Rejected(Rejection),
    /// It may be right; this checker does not decide it.
    Declined(Decline),
}

/// What was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The kind of the certificate.
    pub kind: String,
    /// The `id` of the claim: a label, which the checker copies, and which proves nothing.
    pub id: String,
    /// The statement, as it was read.
    pub statement: String,
    /// The name of the constant, and its value: the claimed one, or that which was proved to be sharp.
    pub constant: Option<(String, String)>,
    /// The length `L`.
    pub length: usize,
    /// How many instances, relations or refutations were checked.
    pub checked: usize,
    /// What was proved of the statement, in words; of a case its verdict, its instance and its law.
    pub what: String,
}

/// Why a document is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    /// The kind of fault.
    pub reason: Reason,
    /// What it is.
    pub words: String,
}

/// Why a document is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decline {
    /// What the checker does not do.
    pub why: Why,
    /// Where it meets it.
    pub words: String,
}

/// What keeps a document from being accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is wrong.
    Rejected(Rejection),
    /// It may be right.
    Declined(Decline),
}

/// A result, or what keeps the document from being accepted.
pub(crate) type Result<T, E = Refusal> = std::result::Result<T, E>;

/// Reasons to reject: the document is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Not a JSON text.
    NotJson,
    /// A key is missing, unknown or there twice; a value of a wrong type, a list of a wrong length.
    WrongForm,
    /// Not a rational number, or a count, as the format writes it.
    BadNumber,
    /// The statement, or the name or the value of its constant, is not in the grammar.
    StatementSyntax,
    /// A name that nothing binds, or a word where its law, schedule, order or policy is not bound.
    UnknownName,
    /// A name that has a meaning already is bound.
    NameTaken,
    /// A word with another number of arguments than it takes.
    WrongArity,
    /// Not exactly one quantifier is `law`, or it is not `for all`.
    NotOneLaw,
    /// Quantifiers that do not go together: two schedules, an order beside a policy, `exists` before an `if`.
    QuantifiersClash,
    /// Scalars, information measures and sets of positions are mixed up.
    IllTyped,
    /// The statement is not affine in its constant.
    NotAffine,
    /// The statement lacks the constant, or the schedule, that the document speaks of.
    NotInStatement,
    /// An expression has no value in an instance.
    NoValue,
    /// Not an instance of the statement (in the class, for `constant`), or there twice.
    WrongInstance,
    /// An instance of the statement is not listed.
    MissingInstance,
    /// Not a mixture of schedules that the statement allows.
    WrongMixture,
    /// A coefficient is not that of the statement.
    WrongCoefficient,
    /// A right coefficient, or the constant of a difference, has the wrong sign.
    NotProved,
    /// The point of sharpness does not show that the constant is sharp.
    NotSharp,
    /// Not a law of the length and the vocabulary, or no code has these parameters.
    WrongLaw,
    /// The sampler and the identity disagree: an error in this checker or in the format.
    FormulaMismatch,
    /// The premise is false at the law, so that the case decides nothing.
    PremiseFalse,
    /// The verdict is another.
    VerdictDiffers,
    /// The relation is true at the law that should violate it, or the premise is false there.
    NotViolated,
    /// Not one for each schedule that fulfils the condition, or not of one law where it must be one.
    WrongRefutations,
}

/// Reasons to decline: the document may be right; this checker does not decide it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Another version of the format.
    Version,
    /// An unknown kind.
    Kind,
    /// A statement of the language that is outside the fragment that this kind decides.
    Fragment,
    /// Beyond a limit of `limits.rs`.
    TooLarge,
    /// A code that may exist, but is not among those that the format names.
    CodeNotKnown,
}

impl Reason {
    pub(crate) fn of(self, words: impl Display) -> Refusal {
        Refusal::Rejected(Rejection { reason: self, words: words.to_string() })
    }

    /// The refusal, unless the condition holds.
    pub(crate) fn unless(self, condition: bool, words: impl Display) -> Result<()> {
        if condition { Ok(()) } else { Err(self.of(words)) }
    }
}

impl Why {
    pub(crate) fn of(self, words: impl Display) -> Refusal {
        Refusal::Declined(Decline { why: self, words: words.to_string() })
    }

    /// The refusal, unless the condition holds.
    pub(crate) fn unless(self, condition: bool, words: impl Display) -> Result<()> {
        if condition { Ok(()) } else { Err(self.of(words)) }
    }
}

impl Answer {
    /// Whether something was proved that is not vacuous.
    pub fn is_accepted(&self) -> bool {
        matches!(self, Self::Accepted(_))
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Rejected(rejection) => Self::Rejected(rejection),
            Refusal::Declined(decline) => Self::Declined(decline),
        }
    }
}

/// The answer in one line.
impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted(summary) => write!(f, "accepted: {summary}"),
            Self::Vacuous(summary, why) => write!(f, "accepted, vacuous: {why}: {summary}"),
            Self::Rejected(Rejection { reason, words }) => write!(f, "rejected: {reason:?}: {}", one_line(words)),
            Self::Declined(Decline { why, words }) => write!(f, "declined: {why:?}: {}", one_line(words)),
        }
    }
}

impl Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, id, statement, constant, length, checked, what } = self;
        write!(f, "{kind}, L = {length}: {what}: \"{}\"", one_line(statement))?;
        if let Some((name, value)) = constant {
            write!(f, " with {} = {}", one_line(name), one_line(value))?;
        }
        write!(f, " ({checked} checked; labelled \"{}\", which proves nothing)", one_line(id))
    }
}

/// How many characters of a text are shown.
const SHOWN: usize = 200;

/// A text on one line: white space is one space, other control characters and quotation marks are escaped, and of a
/// long text the beginning is shown, with its length.
pub(crate) fn one_line(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let beginning: String = words.chars().take(SHOWN).flat_map(escaped).collect();
    let count = words.chars().count();
    if count > SHOWN { format!("{beginning}.. ({count} characters)") } else { beginning }
}

/// A character as it is, if every terminal shows it and it ends no quotation; otherwise its escape.
fn escaped(character: char) -> Vec<char> {
    let is_plain = character == ' ' || character.is_ascii_graphic() && !"\"\\".contains(character);
    if is_plain { vec![character] } else { character.escape_default().collect() }
}
