//! One case of a proof by cases: the unknowns, what is known of them, and the choices that lead to it.
//!
//! A statement is evaluated with polynomials in the place of numbers. Where the value depends on a sign, as that of
//! `min(k, m)` does, the evaluation asks for a decision, and goes on with what the decision makes known. All decisions
//! together are a tree; a leaf is reached by evaluating anew with a list of choices.

use std::collections::BTreeMap;

use crate::exact::{TooLarge, Work};

use super::fraction::Fraction;
use super::identity::Identity;
use super::polynomial::{Polynomial, Unknown};
use super::premises::Premises;

/// The most factors of products of premises that are tried.
const MOST_FACTORS: usize = 3;

/// Why an evaluation ends before its end.
#[derive(Debug, Clone)]
pub enum Stop {
    /// The premises of the case contradict each other.
    Closed,
    /// All is shown that the case asks for.
    Shown,
    /// A sum is to be split: in the frame of this number, into these ranges, of which each is empty at most by one.
    Split(usize, Vec<[Polynomial; 2]>),
    /// What the method does not reach, in a phrase.
    Beyond(String),
    /// More work than is allowed.
    TooLarge(TooLarge),
}

impl From<TooLarge> for Stop {
    fn from(error: TooLarge) -> Self {
        Self::TooLarge(error)
    }
}

/// What an evaluation comes to.
pub type Result<Value> = std::result::Result<Value, Stop>;

/// A method that does not reach so far.
pub fn beyond<Value>(what: impl Into<String>) -> Result<Value> {
    Err(Stop::Beyond(what.into()))
}

/// A sum under evaluation: its variable runs from one end to the other.
#[derive(Debug, Clone)]
struct Frame {
    variable: Unknown,
    from: Polynomial,
    to: Polynomial,
}

/// What is shown, and from what.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The answer to the question whether a polynomial is nonnegative: the identity shows that it is, or that it is
    /// at most -1.
    pub answer: bool,
    /// What is known of the integers: in a sum, with the ends of its variable.
    pub premises: Premises,
    /// The proof.
    pub identity: Identity,
}

impl Shown {
    /// Whether the proof is one, by expanding it.
    pub fn is_true(&self) -> bool {
        self.identity.is_true(self.premises.inequalities())
    }
}

/// What happens in an evaluation.
#[derive(Debug, Clone)]
pub enum Event {
    /// Something is shown.
    Shown(Shown),
    /// One of two alternatives is taken.
    Choice(bool),
}

/// A case.
#[derive(Debug)]
pub struct Branch<'w> {
    /// The choices that are made before; the others are the first that is not contradictory.
    given: Vec<bool>,
    /// How many choices are made.
    made: usize,
    /// What leads to the cases that are still open.
    open: Vec<Vec<bool>>,
    choices: Vec<bool>,
    names: Vec<String>,
    premises: Premises,
    frames: Vec<Frame>,
    fresh: BTreeMap<(&'static str, Vec<Polynomial>), Unknown>,
    events: Vec<Event>,
    /// The contradictory cases: what happens before, and the proof that -1 is nonnegative.
    closed: Vec<(Vec<Event>, Shown)>,
    work: &'w Work,
}

/// What a case leaves behind.
#[derive(Debug)]
pub struct Finished {
    /// Choices that lead to cases that are still open.
    pub open: Vec<Vec<bool>>,
    /// What happened.
    pub events: Vec<Event>,
    /// Cases that are contradictory: what happens before, and the proof that -1 is nonnegative.
    pub closed: Vec<(Vec<Event>, Shown)>,
}

impl<'w> Branch<'w> {
    /// The case with these choices, before the evaluation.
    pub fn new(given: Vec<bool>, work: &'w Work) -> Self {
        Self {
            given,
            made: 0,
            open: Vec::new(),
            choices: Vec::new(),
            names: Vec::new(),
            premises: Premises::default(),
            frames: Vec::new(),
            fresh: BTreeMap::new(),
            events: Vec::new(),
            closed: Vec::new(),
            work,
        }
    }

    /// What is left behind.
    pub fn finish(self) -> Finished {
        let Self { open, events, closed, .. } = self;
        Finished { open, events, closed }
    }

    /// A new integer.
    pub fn unknown(&mut self, name: &str) -> Polynomial {
        let unknown = Unknown(self.names.len());
        let times = self.names.iter().filter(|other| other.trim_end_matches('\'') == name).count();
        self.names.push(format!("{name}{}", "'".repeat(times)));
        unknown.into()
    }

    /// The integer that a function has at polynomials: new at the first time, when `define` says what is known of it.
    pub fn function(
        &mut self,
        name: &'static str,
        of: &[&Polynomial],
        define: impl FnOnce(&mut Self, &Polynomial) -> Result<()>,
    ) -> Result<Polynomial> {
        let of: Vec<Polynomial> = of.iter().map(|&polynomial| polynomial.clone()).collect();
        let is_of_sum = |frame: &Frame| of.iter().any(|polynomial| polynomial.mentions(frame.variable));
        if self.frames.iter().any(is_of_sum) {
            return beyond(format!("{name} of what depends on the variable of a sum"));
        }
        if let Some(unknown) = self.fresh.get(&(name, of.clone())) {
            return Ok((*unknown).into());
        }
        let unknown = Unknown(self.names.len());
        let value = self.unknown(name);
        self.fresh.insert((name, of), unknown);
        define(self, &value)?;
        Ok(value)
    }

    /// Adds `polynomial >= 0` to what is known.
    pub fn assume(&mut self, polynomial: &Polynomial) {
        self.premises.add(tightened(polynomial));
    }

    /// Adds `polynomial = 0` to what is known.
    pub fn assume_zero(&mut self, polynomial: &Polynomial) {
        let scaled = polynomial.scaled(&polynomial.to_primitive());
        self.premises.add(scaled.negated());
        self.premises.add(scaled);
    }

    /// Decides whether a polynomial, whose values are integers times a positive number, is nonnegative.
    ///
    /// # Errors
    /// [`Stop`]
    pub fn is_nonnegative(&mut self, polynomial: &Polynomial) -> Result<bool> {
        if let Some(value) = polynomial.value() {
            return Ok(value >= 0);
        }
        let polynomial = tightened(polynomial);
        if let Some(place) = self.frames.iter().rposition(|frame| polynomial.mentions(frame.variable)) {
            return self.is_nonnegative_in(place, &polynomial);
        }
        if let Some(answer) = self.answer(&polynomial, 1)? {
            return Ok(answer);
        }
        let negative = polynomial.negated().plus_integer(-1);
        self.choose(|branch, choice| {
            branch.premises.add(if choice { polynomial.clone() } else { negative.clone() });
        })
    }

    /// Whether a polynomial with integers as values is nonnegative, where one of the two follows from what is known by
    /// products of at most so many premises, which is noted.
    fn answer(&mut self, polynomial: &Polynomial, factors: usize) -> Result<Option<bool>> {
        let premises = self.known();
        for answer in [true, false] {
            let target = if answer { polynomial.clone() } else { polynomial.negated().plus_integer(-1) };
            if let Some(identity) = premises.prove_by_products(&target, &[], factors, self.work)? {
                self.events.push(Event::Shown(Shown { answer, premises, identity }));
                return Ok(Some(answer));
            }
        }
        Ok(None)
    }

    /// What is known, with the ends of the variables of sums.
    fn known(&self) -> Premises {
        let mut premises = self.premises.clone();
        self.frames.iter().flat_map(Frame::ends).for_each(|end| premises.add(end));
        premises
    }

    /// Chooses one of two alternatives, which `assume` makes known: both are cases of the proof.
    ///
    /// # Errors
    /// [`Stop`]
    pub fn choose(&mut self, assume: impl Fn(&mut Self, bool)) -> Result<bool> {
        let place = self.made;
        self.made += 1;
        if let Some(&choice) = self.given.get(place) {
            self.take(choice, &assume);
            let is_new = place + 1 == self.given.len();
            return if is_new && self.is_contradictory(1)? { Err(Stop::Closed) } else { Ok(choice) };
        }
        let (premises, events) = (self.premises.clone(), self.events.len());
        self.take(true, &assume);
        if !self.is_contradictory(1)? {
            let other = self.choices[..place].iter().copied().chain([false]);
            self.open.push(other.collect());
            return Ok(true);
        }
        self.premises = premises;
        self.events.truncate(events);
        self.choices.truncate(place);
        self.take(false, &assume);
        if self.is_contradictory(1)? { Err(Stop::Closed) } else { Ok(false) }
    }

    fn take(&mut self, choice: bool, assume: &impl Fn(&mut Self, bool)) {
        self.choices.push(choice);
        self.events.push(Event::Choice(choice));
        assume(self, choice);
    }

    /// Whether the premises contradict each other by products of at most so many, which is noted.
    fn is_contradictory(&mut self, factors: usize) -> Result<bool> {
        let Some(identity) = self.premises.contradiction(factors, self.work)? else { return Ok(false) };
        let shown = Shown { answer: true, premises: self.premises.clone(), identity };
        self.closed.push((self.events.clone(), shown));
        Ok(true)
    }

    /// The sign of what contains the variable of a sum: the same for all its values, or the sum is split.
    fn is_nonnegative_in(&mut self, place: usize, polynomial: &Polynomial) -> Result<bool> {
        let Frame { variable, from, to } = self.frames[place].clone();
        let coefficients = polynomial.coefficients_in(variable);
        let [rest, slope] = &coefficients[..] else {
            return self.is_shown_nonnegative(polynomial);
        };
        // k + r >= 0 from k = -r on; r - k >= 0 up to k = r.
        let (start, is_then) = match slope.value() {
            Some(value) if value == 1 => (rest.negated(), true),
            Some(value) if value == -1 => (rest.plus_integer(1), false),
            _ => return self.is_shown_nonnegative(polynomial),
        };
        if self.is_nonnegative(&from.minus(&start))? {
            return Ok(is_then);
        }
        if !self.is_nonnegative(&to.minus(&start))? {
            return Ok(!is_then);
        }
        Err(Stop::Split(place, vec![[from, start.plus_integer(-1)], [start, to]]))
    }

    /// Decides whether two polynomials are equal. In a sum whose variable is one of the two, up to a constant, the sum is
    /// split at the value at which they are.
    ///
    /// # Errors
    /// [`Stop`]
    pub fn is_equal(&mut self, left: &Polynomial, right: &Polynomial) -> Result<bool> {
        let difference = left.minus(right);
        let frame = self.frames.iter().rposition(|frame| difference.mentions(frame.variable));
        let place = frame.filter(|&place| {
            let coefficients = difference.coefficients_in(self.frames[place].variable);
            coefficients.len() == 2 && coefficients[1] == Polynomial::constant(1)
        });
        let Some(place) = place else {
            return Ok(self.is_nonnegative(&difference)? && self.is_nonnegative(&difference.negated())?);
        };
        let Frame { variable, from, to } = self.frames[place].clone();
        let at = Polynomial::from(variable).minus(&difference);
        if !self.is_nonnegative(&at.minus(&from))? || !self.is_nonnegative(&to.minus(&at))? {
            return Ok(false);
        }
        let pieces = vec![[from, at.plus_integer(-1)], [at.clone(), at.clone()], [at.plus_integer(1), to]];
        Err(Stop::Split(place, pieces))
    }

    /// The sign of what is no linear expression in the variable of a sum: it must follow from what is known.
    fn is_shown_nonnegative(&mut self, polynomial: &Polynomial) -> Result<bool> {
        match self.answer(polynomial, MOST_FACTORS)? {
            Some(answer) => Ok(answer),
            None => beyond(format!("the sign of {} in a sum", polynomial.to_text(&self.names))),
        }
    }

    /// Whether `polynomial >= 0` follows from what is known, after a division by positive polynomials; it is noted.
    ///
    /// # Errors
    /// [`Stop`]
    pub fn shows(&mut self, polynomial: &Polynomial, divisors: &[Polynomial]) -> Result<bool> {
        if let Some(value) = polynomial.value() {
            return Ok(value >= 0);
        }
        let premises = self.known();
        let found = premises.prove_by_products(polynomial, divisors, MOST_FACTORS, self.work)?;
        let shown = found.map(|identity| Event::Shown(Shown { answer: true, premises, identity }));
        Ok(shown.map(|shown| self.events.push(shown)).is_some())
    }

    /// Ends the case where its premises contradict each other by products of two.
    ///
    /// # Errors
    /// [`Stop::Closed`] then.
    pub fn close_by_products(&mut self) -> Result<()> {
        if self.is_contradictory(2)? { Err(Stop::Closed) } else { Ok(()) }
    }

    /// Makes sure that a polynomial is nonnegative.
    ///
    /// # Errors
    /// [`Stop::Beyond`] with the reason where it does not follow from what is known.
    pub fn require(&mut self, polynomial: &Polynomial, reason: &str) -> Result<()> {
        if self.shows(polynomial, &[])? { Ok(()) } else { beyond(format!("{reason}, as far as is known")) }
    }

    /// The reciprocal of what must not be 0.
    ///
    /// # Errors
    /// [`Stop`]
    pub fn reciprocal(&mut self, of: &Fraction) -> Result<Fraction> {
        if of.is_zero() {
            return beyond("a division by 0");
        }
        let text = of.numerator.to_text(&self.names);
        let numerator = of.numerator.scaled(&of.numerator.to_primitive());
        let is_positive = self.is_at_least_one(&numerator)?;
        if !is_positive && !self.is_at_least_one(&numerator.negated())? {
            return beyond(format!("a division by {text}, which may be 0"));
        }
        let reciprocal = if is_positive { of.reciprocal() } else { of.negated().reciprocal() };
        if reciprocal.divisors.len() > 1 {
            for divisor in &reciprocal.divisors {
                let reason = format!("a division by {text}, whose factors may be negative");
                self.require(&divisor.plus_integer(-1), &reason)?;
            }
        }
        Ok(if is_positive { reciprocal } else { reciprocal.negated() })
    }

    /// Whether a polynomial without a common divisor of its coefficients is at least 1.
    fn is_at_least_one(&mut self, polynomial: &Polynomial) -> Result<bool> {
        if let Some(value) = polynomial.value() {
            return Ok(value > 0);
        }
        let less = tightened(&polynomial.plus_integer(-1));
        if self.frames.iter().any(|frame| less.mentions(frame.variable)) {
            return self.is_shown_nonnegative(&less);
        }
        match self.answer(&less, MOST_FACTORS)? {
            Some(answer) => Ok(answer),
            None => self.is_nonnegative(&less),
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// [`Stop::Beyond`] where their factorials are different.
    pub fn sum(&self, left: &Fraction, right: &Fraction) -> Result<Fraction> {
        left.plus(right).map_or_else(|| beyond("a sum of different factorials"), Ok)
    }

    /// The value of a term for all values of a variable at once, if it is the same polynomial for all.
    ///
    /// # Errors
    /// What the term is stopped by; [`Stop::Split`] where the sum is to be split.
    pub fn for_each<Value>(
        &mut self,
        name: &str,
        from: &Polynomial,
        to: &Polynomial,
        term: impl FnOnce(&mut Self, &Polynomial) -> Result<Value>,
    ) -> (Unknown, usize, Result<Value>) {
        let variable = Unknown(self.names.len());
        let value = self.unknown(name);
        self.frames.push(Frame { variable, from: from.clone(), to: to.clone() });
        let frame = self.frames.len() - 1;
        let result = term(self, &value);
        self.frames.pop();
        (variable, frame, result)
    }

    /// Whether a sum is under evaluation.
    pub fn is_in_sum(&self) -> bool {
        !self.frames.is_empty()
    }

    /// The names of the unknowns.
    pub fn names(&self) -> &[String] {
        &self.names
    }
}

impl Frame {
    /// What is nonnegative at all values of the variable.
    fn ends(&self) -> [Polynomial; 2] {
        let variable = Polynomial::from(self.variable);
        [variable.minus(&self.from), self.to.minus(&variable)]
    }
}

/// What is nonnegative at the same integers: without a common divisor of the coefficients of the unknowns, and with the
/// constant rounded down.
fn tightened(polynomial: &Polynomial) -> Polynomial {
    let scaled = polynomial.scaled(&polynomial.to_primitive());
    let constant = scaled.constant_term();
    let rounded = constant.clone().floor();
    scaled.plus(&Polynomial::constant(rounded - constant))
}
