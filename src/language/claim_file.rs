//! Claim files.

use std::fmt;
use std::path::Path;
use std::sync::OnceLock;

use serde::Deserialize;
use toml::Spanned;

use crate::exact::Limits;
use crate::law::Law;
use crate::law::families::{parse_spec, parse_spec_within};
use crate::law::large_numbers::check_numbers;
use crate::law::readers::bounded;
use crate::limits::CLAIM_BYTES;

use super::error::{ClaimError, Span, StatementError};
use super::parse::{is_name, parse, parse_expression};
use super::position_names::with_numbers;
use super::resolve::{read, resolve, resolve_constant};
use super::suggestions;
use super::tree;
use super::typed::{Scalar, Statement};

/// How sure the wording of a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Provenance {
    /// The primary text was read.
    #[serde(rename = "P")]
    Primary,
    /// A secondary source states it.
    #[serde(rename = "S")]
    Secondary,
    /// From memory, not verified.
    #[serde(rename = "M")]
    Memory,
    /// Derived here.
    #[serde(rename = "D")]
    Derived,
}

impl Provenance {
    /// What the tag means.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Primary => "primary text read",
            Self::Secondary => "secondary source",
            Self::Memory => "from memory, not verified against the source",
            Self::Derived => "derived here",
        }
    }
}

impl fmt::Display for Provenance {
    /// The tag, as claim files have it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Primary => "P",
            Self::Secondary => "S",
            Self::Memory => "M",
            Self::Derived => "D",
        })
    }
}

/// What is known of a claim's truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Expectation {
    /// It holds in every case.
    Holds,
    /// It is false: the default families hold a violation.
    Fails,
}

impl Expectation {
    /// The name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Fails => "fails",
        }
    }
}

/// How the quantities of a claim are evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evaluation {
    /// From the entropies and the predictor's gaps, by the identities that the catalogue checks.
    #[default]
    Formulas,
    /// Each from its definition, by enumeration: for the identities themselves.
    Definitions,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClaim {
    id: Spanned<String>,
    title: String,
    source: String,
    provenance: Provenance,
    reading: Option<String>,
    #[serde(default = "expected_to_hold")]
    expect: Expectation,
    #[serde(default)]
    evaluation: Evaluation,
    note: Option<String>,
    proof: Option<String>,
    not_tight: Option<String>,
    constant: Option<RawConstant>,
    laws: Option<Spanned<Vec<Spanned<String>>>>,
    statement: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawConstant {
    name: Spanned<String>,
    value: Spanned<String>,
}

/// A constant that a statement names, so that it can be freed.
#[derive(Debug, Clone)]
pub struct ClaimConstant {
    /// The name.
    pub name: String,
    /// The text of its value.
    pub text: String,
    /// Its value, which may depend on `L`, the schedule and the variables.
    pub value: Scalar,
}

fn expected_to_hold() -> Expectation {
    Expectation::Holds
}

/// A claim: a statement with its source and what is expected of it.
#[derive(Debug, Clone)]
pub struct Claim {
    id: String,
    title: String,
    source: String,
    provenance: Provenance,
    reading: Option<String>,
    expectation: Expectation,
    evaluation: Evaluation,
    note: Option<String>,
    proof: Option<String>,
    not_tight: Option<String>,
    constant: Option<ClaimConstant>,
    laws: Option<NamedLaws>,
    limits: Limits,
    text: String,
    statement: Statement,
    file: String,
    file_text: String,
    /// Where the statement starts in the file, when it stands there letter for letter.
    offset: Option<usize>,
    /// Where its value stands in the file, quotation marks included.
    value: Span,
    /// Where the constant's value starts in the file, when it stands there letter for letter, and its place with
    /// quotation marks.
    constant_place: (Option<usize>, Span),
}

/// Laws named by their specs.
#[derive(Debug, Clone)]
struct NamedLaws {
    specs: Vec<String>,
    made: OnceLock<Vec<Law>>,
}

/// When the laws that a claim names are made.
#[derive(Debug, Clone, Copy)]
enum Making {
    /// When the claim is read, within limits, so that a mistake in their names is one in the file.
    AtOnce(Limits),
    /// When they are asked for.
    WhenAsked,
}

/// The text of a claim file, with its name.
#[derive(Clone, Copy)]
struct ClaimFile<'a> {
    name: &'a str,
    text: &'a str,
}

impl ClaimFile<'_> {
    /// The fields, typed; the identifier and the constant's name are right.
    fn fields(self) -> Result<RawClaim, ClaimError> {
        let raw: RawClaim =
            toml::from_str(self.text).map_err(|error| self.error(error.span(), error.message().to_owned()))?;
        let id = raw.id.get_ref();
        let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.';
        if id.is_empty() || !id.chars().all(is_letter) {
            let message = format!("id `{id}`: expected lower-case letters, digits, `-` and `.`");
            return Err(self.error(Some(raw.id.span()), message));
        }
        raw.constant.as_ref().map_or(Ok(()), |constant| self.check_name(constant))?;
        Ok(raw)
    }

    /// Refuses a constant whose name is none.
    fn check_name(self, RawConstant { name, .. }: &RawConstant) -> Result<(), ClaimError> {
        if is_name(name.get_ref()) {
            return Ok(());
        }
        let message = format!(
            "the constant's name `{}`: expected a letter or `_`, then letters from a to z, digits and `_`, and no word of \
             the grammar, such as `law`: for example `C`",
            name.get_ref()
        );
        Err(self.error(Some(name.span()), message))
    }

    /// The laws that the file names.
    fn laws(self, specs: Spanned<Vec<Spanned<String>>>, making: Making) -> Result<NamedLaws, ClaimError> {
        if specs.get_ref().is_empty() {
            return Err(self.error(Some(specs.span()), "`laws` names no law".to_owned()));
        }
        let specs = specs.into_inner();
        let made = match making {
            Making::AtOnce(limits) => {
                let make = |spec: &Spanned<String>| {
                    let refused = |message: String| self.error(Some(spec.span()), format!("`laws`: {message}"));
                    let law = parse_spec_within(spec.get_ref(), limits).map_err(|error| refused(error.to_string()))?;
                    check_numbers(&law, limits).map_err(|error| refused(format!("{error}; raise the limit")))?;
                    Ok(law)
                };
                OnceLock::from(specs.iter().map(make).collect::<Result<Vec<Law>, ClaimError>>()?)
            }
            Making::WhenAsked => OnceLock::new(),
        };
        Ok(NamedLaws { specs: specs.into_iter().map(Spanned::into_inner).collect(), made })
    }

    /// Where a value starts, when it stands in the file letter for letter.
    fn start_of(self, value: &Spanned<String>) -> Option<usize> {
        let span = value.span();
        self.text.get(span.clone())?.find(value.get_ref()).map(|start| span.start + start)
    }

    /// A mistake in the file.
    fn error(self, span: Option<Span>, message: String) -> ClaimError {
        ClaimError::File { name: self.name.to_owned(), message, span, file_text: self.text.into() }
    }
}

impl Claim {
    /// Reads and checks a claim file.
    ///
    /// # Errors
    /// When the file cannot be read, is not a claim file, or its statement does not parse or type.
    pub fn read(path: &Path) -> Result<Self, ClaimError> {
        Self::read_within(path, Limits::default())
    }

    /// As [`Claim::read`], with limits of work: of the claim, and of the laws that it names.
    ///
    /// # Errors
    /// As [`Claim::read`].
    pub fn read_within(path: &Path, limits: Limits) -> Result<Self, ClaimError> {
        Self::read_on(path, &[], limits)
    }

    /// Reads and checks the text of a claim file; `name` stands for the file in messages.
    ///
    /// # Errors
    /// As [`Claim::read`].
    pub fn parse(name: &str, text: &str) -> Result<Self, ClaimError> {
        Self::parse_within(name, text, Limits::default())
    }

    /// As [`Claim::parse`], with limits of work: of the claim, and of the laws that it names.
    ///
    /// # Errors
    /// As [`Claim::read`].
    pub fn parse_within(name: &str, text: &str, limits: Limits) -> Result<Self, ClaimError> {
        Self::parse_on(name, text, &[], limits)
    }

    /// As [`Claim::read_within`], of laws whose positions have names: these stand for their numbers.
    ///
    /// # Errors
    /// As [`Claim::read`], and for a name that has two meanings.
    pub fn read_on(path: &Path, positions: &[String], limits: Limits) -> Result<Self, ClaimError> {
        let text = bounded::read_text(path, CLAIM_BYTES)
            .map_err(|error| ClaimError::Unreadable { path: path.to_owned(), error })?;
        Self::parse_on(&path.display().to_string(), &text, positions, limits)
    }

    pub(super) fn parse_on(name: &str, text: &str, positions: &[String], limits: Limits) -> Result<Self, ClaimError> {
        let making = Making::AtOnce(limits);
        Ok(Self::parse_file(ClaimFile { name, text }, making, positions)?.within(limits))
    }

    /// Reads a claim file whose laws are known to be right: they are made when they are asked for.
    pub(super) fn parse_built_in(name: &str, text: &str) -> Result<Self, ClaimError> {
        Self::parse_file(ClaimFile { name, text }, Making::WhenAsked, &[])
    }

    fn parse_file(file: ClaimFile, making: Making, positions: &[String]) -> Result<Self, ClaimError> {
        let raw = file.fields()?;
        let laws = raw.laws.map(|specs| file.laws(specs, making)).transpose()?;
        let mut claim = Self {
            id: raw.id.into_inner(),
            title: raw.title,
            source: raw.source,
            provenance: raw.provenance,
            reading: raw.reading,
            expectation: raw.expect,
            evaluation: raw.evaluation,
            note: raw.note,
            proof: raw.proof,
            not_tight: raw.not_tight,
            laws,
            offset: file.start_of(&raw.statement),
            value: raw.statement.span(),
            ..Self::unread(file.name, file.text, raw.statement.into_inner())
        };
        let numbered = with_numbers(&claim.text, positions).map_err(|error| claim.locate(error))?;
        if numbered != claim.text {
            // The places of mistakes have moved.
            (claim.text, claim.offset) = (numbered, None);
        }
        let constant = raw.constant.as_ref().map(|constant| constant.name.get_ref().as_str());
        let tree = claim.parsed(constant)?;
        if let Some(constant) = raw.constant {
            claim.constant_place = (file.start_of(&constant.value), constant.value.span());
            claim.constant = Some(claim.value_of_constant(&tree, constant)?);
        }
        claim.resolved(&tree)
    }

    /// The claim that is a statement and nothing else: its id and its name in messages are `statement`, its title is the
    /// statement on one line, and its provenance is that of what is derived here.
    ///
    /// ```
    /// use maskproof::{Claim, Diagnosis, Law};
    /// let claim = Claim::of_statement("for all law, schedule: ideal_KL <= TC")?;
    /// assert_eq!(claim.check(&Law::named("parity(L=3,V=2)")?.into())?.violations().count(), 0);
    /// assert_eq!(Claim::of_statement("for all law: TC <= DTV").unwrap_err().excerpt().unwrap().column(), 20);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the text is no statement; the error has the place in it.
    pub fn of_statement(text: &str) -> Result<Self, ClaimError> {
        Self::named_statement("statement", text)
    }

    /// As [`Claim::of_statement`], with a constant that the statement names, and the text of its claimed value. In
    /// messages the constant stands on a line behind the statement.
    ///
    /// ```
    /// use maskproof::Claim;
    /// let text = "for all law, schedule: ideal_KL <= C*TC";
    /// let claim = Claim::of_statement_with(text, "C", "(s_max - 1)/s_max")?;
    /// assert_eq!(claim.sharp_constant(2)?.len(), 2);
    /// # Ok::<(), maskproof::ClaimError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Claim::of_statement`], and when the name is none or the value is no scalar of the statement's variables.
    pub fn of_statement_with(text: &str, name: &str, value: &str) -> Result<Self, ClaimError> {
        let file_text = format!("{text}\n{name} = {value}");
        let start = file_text.len() - value.len();
        let name_start = text.len() + 1;
        let constant = RawConstant {
            name: Spanned::new(name_start..name_start + name.len(), name.to_owned()),
            value: Spanned::new(start..file_text.len(), value.to_owned()),
        };
        ClaimFile { name: "statement", text: &file_text }.check_name(&constant)?;
        let constant_place = (Some(start), constant.value.span());
        let unread = Self::unread("statement", &file_text, text.to_owned());
        let mut claim = Self { offset: Some(0), value: 0..text.len(), constant_place, ..unread };
        let tree = claim.parsed(Some(name))?;
        claim.constant = Some(claim.value_of_constant(&tree, constant)?);
        claim.resolved(&tree)
    }

    /// As [`Claim::of_statement`], with a name in the place of `statement`.
    pub(super) fn named_statement(name: &str, text: &str) -> Result<Self, ClaimError> {
        let claim = Self { offset: Some(0), value: 0..text.len(), ..Self::unread(name, text, text.to_owned()) };
        let tree = claim.parsed(None)?;
        claim.resolved(&tree)
    }

    /// A claim with the text of a statement that is not read yet, and nothing beside it.
    fn unread(file: &str, file_text: &str, text: String) -> Self {
        Self {
            id: file.to_owned(),
            title: text.split_whitespace().collect::<Vec<_>>().join(" "),
            source: String::new(),
            provenance: Provenance::Derived,
            reading: None,
            expectation: expected_to_hold(),
            evaluation: Evaluation::default(),
            note: None,
            proof: None,
            not_tight: None,
            constant: None,
            laws: None,
            limits: Limits::default(),
            text,
            statement: Statement { quantifiers: Vec::new(), premise: Vec::new(), chains: Vec::new() },
            file: file.to_owned(),
            file_text: file_text.to_owned(),
            offset: None,
            value: 0..0,
            constant_place: (None, 0..0),
        }
    }

    /// The syntax tree of the statement's text.
    fn parsed(&self, constant: Option<&str>) -> Result<tree::Statement, ClaimError> {
        parse(&self.text).map_err(|error| self.locate(suggestions::improved(error, &self.text, constant)))
    }

    /// The claim with the statement that a syntax tree of its text tells.
    fn resolved(mut self, tree: &tree::Statement) -> Result<Self, ClaimError> {
        let constant = self.constant.as_ref().map(|constant| constant.name.as_str());
        self.statement =
            resolve(tree, constant).map_err(|error| self.locate(suggestions::improved(error, &self.text, constant)))?;
        Ok(self)
    }

    /// The constant with its value, in which places begin behind those of the statement.
    fn value_of_constant(&self, tree: &tree::Statement, constant: RawConstant) -> Result<ClaimConstant, ClaimError> {
        let (span, text) = (constant.value.span(), constant.value.into_inner());
        let name = constant.name.into_inner();
        let in_file = |mut error: StatementError| {
            error.span = span.clone();
            self.statement_error(error)
        };
        let padded = " ".repeat(self.constant_start()) + &text;
        let value = parse_expression(&padded).map_err(in_file)?;
        let value = resolve_constant(tree, &name, &value).map_err(in_file)?;
        Ok(ClaimConstant { name, text, value })
    }

    /// A mistake in the statement or the constant, whose place is one in the file.
    fn statement_error(&self, error: StatementError) -> ClaimError {
        ClaimError::Statement {
            name: self.file.clone(),
            error: Box::new(error),
            file_text: self.file_text.as_str().into(),
        }
    }

    /// The file, as messages name it: the path from the root of the repository for a claim of the catalogue.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Gives a mistake in the statement its place in the file.
    #[must_use]
    pub fn locate(&self, mut error: StatementError) -> ClaimError {
        let start = self.constant_start();
        if error.span.start >= start {
            error.help = format!("correct the value of the constant, or {}", error.help);
        }
        error.span = match self.offset {
            _ if error.span.start >= start => match &self.constant_place {
                (Some(offset), _) => error.span.start - start + offset..error.span.end - start + offset,
                (None, value) => value.clone(),
            },
            Some(offset) => error.span.start + offset..error.span.end + offset,
            // Escapes have moved the letters: the place is the whole value.
            None => self.value.clone(),
        };
        self.statement_error(error)
    }

    /// The claim with other limits of work.
    #[must_use]
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The limits of the work that instances and decisions of the claim may take.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Where the places in the constant's value begin: behind all those in the statement.
    fn constant_start(&self) -> usize {
        self.text.len() + 1
    }

    /// The identifier.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// One line that says what is claimed.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Paper and theorem.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How sure the wording is.
    pub fn provenance(&self) -> Provenance {
        self.provenance
    }

    /// Which reading of an unsettled wording this is.
    pub fn reading(&self) -> Option<&str> {
        self.reading.as_deref()
    }

    /// What is expected of it.
    pub fn expectation(&self) -> Expectation {
        self.expectation
    }

    /// How its quantities are evaluated.
    pub fn evaluation(&self) -> Evaluation {
        self.evaluation
    }

    /// A remark.
    pub fn note(&self) -> Option<&str> {
        self.note.as_deref()
    }

    /// The note of `proofs-notes/` that proves or refutes it, by name.
    pub fn proof(&self) -> Option<&str> {
        self.proof.as_deref()
    }

    /// Why no law attains it, when none does.
    pub fn not_tight(&self) -> Option<&str> {
        self.not_tight.as_deref()
    }

    /// The constant that the statement names.
    pub fn constant(&self) -> Option<&ClaimConstant> {
        self.constant.as_ref()
    }

    /// The laws that the claim is checked on, where the file names them: these instead of the default ones.
    ///
    /// # Panics
    /// When a built-in claim names a law that is none.
    pub fn laws(&self) -> Option<&[Law]> {
        let NamedLaws { specs, made } = self.laws.as_ref()?;
        let law = |spec: &String| parse_spec(spec).expect("a test makes the laws of all built-in claims");
        Some(made.get_or_init(|| specs.iter().map(law).collect()))
    }

    /// Whether the file names laws.
    pub fn names_laws(&self) -> bool {
        self.laws.is_some()
    }

    /// The text of the statement.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of the statement, where the claim was made of one, by [`Claim::of_statement`] and its like.
    pub fn statement_alone(&self) -> Option<&str> {
        self.file_text.starts_with(&self.text).then(|| self.text.trim())
    }

    /// The statement.
    pub fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The same claim with another text of its statement.
    ///
    /// # Errors
    /// When the text is no statement.
    pub(crate) fn with_text(&self, text: String) -> Result<Self, StatementError> {
        let statement = read(&text, self.constant.as_ref().map(|constant| constant.name.as_str()))?;
        Ok(Self { statement, text, offset: None, ..self.clone() })
    }

    /// The same claim with another statement, which says the same or part of it; its text stays.
    pub(crate) fn with_statement(&self, statement: Statement) -> Self {
        Self { statement, ..self.clone() }
    }
}
