//! A proof by cases that polynomials in integers are nonnegative, followed along one path.

use num_traits::{One, Signed};

use crate::answer::{Reason, Refusal, Result, Why};
use crate::document::Json;
use crate::limits::Meter;
use crate::number::Q;
use crate::polynomial::{Polynomial, Quotient};

/// An identity: products of premises with coefficients, multiples of pairs of opposite premises, and positive factors.
pub struct Identity {
    divisors: Vec<Polynomial>,
    terms: Vec<(Vec<usize>, Q)>,
    multiples: Vec<([usize; 2], Polynomial)>,
}

/// A case as the document has it.
pub struct Node {
    shown: Vec<(bool, Identity)>,
    contradiction: Option<Identity>,
    cases: Vec<Node>,
}

impl Identity {
    fn read(json: [Json; 3], meter: &Meter) -> Result<Self> {
        let [divisors, terms, multiples] = json;
        Ok(Self {
            divisors: divisors.list(|divisor| Polynomial::read(divisor, meter))?,
            terms: terms.list(|term| {
                let [factors, coefficient] = term.items()?;
                Ok((factors.list(Json::size)?, coefficient.number()?))
            })?,
            multiples: multiples.list(|multiple| {
                let [places, factor] = multiple.items()?;
                let [one, two] = places.items()?;
                Ok(([one.size()?, two.size()?], Polynomial::read(factor, meter)?))
            })?,
        })
    }

    /// Makes sure that it shows `target >= 0`, by expanding it; `divisors` are known to be positive.
    fn confirm(
        &self,
        target: &Polynomial,
        divisors: &[Polynomial],
        premises: &[Polynomial],
        meter: &Meter,
    ) -> Result<()> {
        let premise =
            |place: usize| premises.get(place).ok_or_else(|| Reason::NotProved.of("a premise that is not there"));
        let mut total = Polynomial::default();
        for (factors, coefficient) in &self.terms {
            Reason::NotProved.unless(!coefficient.is_negative(), "a negative coefficient")?;
            let mut term = Polynomial::constant(coefficient.clone());
            for &place in factors {
                term = term.times(premise(place)?, meter)?;
            }
            total = total.plus(&term, meter)?;
        }
        let mut left = divisors.to_vec();
        for divisor in &self.divisors {
            let place = left.iter().position(|known| known == divisor);
            let place = place.ok_or_else(|| Reason::NotProved.of("a divisor that is not known to be positive"))?;
            left.swap_remove(place);
            total = total.times(divisor, meter)?;
        }
        for ([one, two], factor) in &self.multiples {
            let opposite = premise(*one)?.plus(premise(*two)?, meter)?;
            Reason::NotProved.unless(opposite.is_zero(), "premises that are not opposite")?;
            total = total.plus(&factor.times(premise(*one)?, meter)?, meter)?;
        }
        Reason::WrongCoefficient.unless(total == *target, "the two sides of an identity")
    }
}

impl Node {
    /// Reads `{"shown": [..], "contradiction": .., "cases": [..]}`.
    pub fn read(json: Json, depth: usize, meter: &Meter) -> Result<Self> {
        crate::limits::NESTING.check(depth)?;
        let [shown, contradiction, cases] = json.fields(["shown", "contradiction", "cases"])?;
        let shown = shown.list(|shown| {
            let [answer, divisors, terms, multiples] = shown.fields(["answer", "divisors", "terms", "multiples"])?;
            let answer = match answer.text()?.as_str() {
                "yes" => true,
                "no" => false,
                _ => return Err(Reason::WrongForm.of("an answer other than yes and no")),
            };
            Ok((answer, Identity::read([divisors, terms, multiples], meter)?))
        })?;
        let contradiction = contradiction
            .nullable(|identity| Identity::read(identity.fields(["divisors", "terms", "multiples"])?, meter))?;
        let cases = cases.list(|case| Self::read(case, depth + 1, meter))?;
        let fits = cases.is_empty() || cases.len() == 2 && contradiction.is_none();
        Reason::WrongForm.unless(fits, "cases that are not two, or beside a contradiction")?;
        Ok(Self { shown, contradiction, cases })
    }

    /// The paths to all cases that are not split.
    pub fn paths(&self) -> Vec<Vec<bool>> {
        if self.cases.is_empty() {
            return vec![Vec::new()];
        }
        let below = |case: &Self, choice: bool| {
            case.paths().into_iter().map(move |path| [vec![choice], path].concat()).collect::<Vec<_>>()
        };
        [below(&self.cases[0], true), below(&self.cases[1], false)].concat()
    }
}

/// Why an evaluation ends.
pub enum Stop {
    Refused(Refusal),
    /// The premises contradict each other, or all is shown that is asked for.
    Closed,
    /// A sum, by its number among those that are evaluated, is to be split into these ranges.
    Split(usize, Vec<[Polynomial; 2]>),
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

pub type Evaluated<T> = std::result::Result<T, Stop>;

/// A statement that is outside the fragment.
pub fn outside<T>(what: &str) -> Evaluated<T> {
    Err(Why::Fragment.of(what).into())
}

/// The case at the end of a path: what is known on the way.
pub struct Walk<'a> {
    pub meter: &'a Meter,
    node: &'a Node,
    path: std::vec::IntoIter<bool>,
    /// How many of the node's answers are used.
    used: usize,
    unknowns: usize,
    premises: Vec<Polynomial>,
    /// The variables of the sums that are evaluated, with their ends.
    frames: Vec<(usize, [Polynomial; 2])>,
}

impl<'a> Walk<'a> {
    pub fn new(root: &'a Node, path: Vec<bool>, meter: &'a Meter) -> Self {
        let path = path.into_iter();
        Self { meter, node: root, path, used: 0, unknowns: 0, premises: Vec::new(), frames: Vec::new() }
    }

    /// Makes sure that nothing of the document is left over.
    pub fn finish(&self) -> Result<()> {
        let is_used = self.used == self.node.shown.len() && self.node.cases.is_empty();
        Reason::WrongForm.unless(is_used && self.path.len() == 0, "answers or cases that nothing asks for")
    }

    pub fn is_in_sum(&self) -> bool {
        !self.frames.is_empty()
    }

    pub fn unknown(&mut self) -> Polynomial {
        self.unknowns += 1;
        Polynomial::unknown(self.unknowns - 1)
    }

    pub fn assume(&mut self, polynomial: &Polynomial) -> Result<()> {
        self.premises.push(polynomial.tightened(self.meter)?);
        Ok(())
    }

    pub fn assume_zero(&mut self, polynomial: &Polynomial) -> Result<()> {
        let scaled = polynomial.scaled(&polynomial.to_primitive(self.meter)?, self.meter)?;
        self.premises.push(scaled.scaled(&-Q::one(), self.meter)?);
        self.premises.push(scaled);
        Ok(())
    }

    /// What is known, with the ends of the variables of sums.
    fn known(&self) -> Result<Vec<Polynomial>> {
        let mut known = self.premises.clone();
        for (variable, [from, to]) in &self.frames {
            let variable = Polynomial::unknown(*variable);
            known.push(variable.minus(from, self.meter)?);
            known.push(to.minus(&variable, self.meter)?);
        }
        Ok(known)
    }

    /// The next answer of the case, or nothing where none is left.
    fn next(&mut self) -> Option<&'a (bool, Identity)> {
        let node: &'a Node = self.node;
        let next = node.shown.get(self.used)?;
        self.used += 1;
        Some(next)
    }

    /// Ends a case without further answers and cases, which must be contradictory.
    fn end<T>(&self) -> Evaluated<T> {
        let Some(identity) = &self.node.contradiction else {
            return Err(Reason::NotProved.of("an answer that is missing").into());
        };
        identity.confirm(&Polynomial::integer(-1), &[], &self.premises, self.meter)?;
        Err(Stop::Closed)
    }

    /// Takes one of two alternatives.
    pub fn choose(&mut self) -> Evaluated<bool> {
        if self.used < self.node.shown.len() || self.node.cases.is_empty() {
            return self.end();
        }
        let choice = self.path.next().ok_or_else(|| Reason::WrongForm.of("a path that ends early"))?;
        self.node = &self.node.cases[usize::from(!choice)];
        self.used = 0;
        Ok(choice)
    }

    /// The answer to whether a polynomial, whose values are integers, is nonnegative, by an identity.
    fn answer(&mut self, polynomial: &Polynomial, (answer, identity): &(bool, Identity)) -> Result<bool> {
        let target = if *answer {
            polynomial.clone()
        } else {
            polynomial.scaled(&-Q::one(), self.meter)?.shifted(-1, self.meter)?
        };
        identity.confirm(&target, &[], &self.known()?, self.meter)?;
        Ok(*answer)
    }

    /// Decides whether a polynomial, whose values are integers times a positive number, is nonnegative.
    pub fn is_nonnegative(&mut self, polynomial: &Polynomial) -> Evaluated<bool> {
        if let Some(value) = polynomial.value() {
            return Ok(!value.is_negative());
        }
        let polynomial = polynomial.tightened(self.meter)?;
        let frame = self.frames.iter().rposition(|(variable, _)| polynomial.mentions(*variable));
        if let Some(frame) = frame {
            return self.is_nonnegative_in(frame, &polynomial);
        }
        if let Some(next) = self.next() {
            return Ok(self.answer(&polynomial, next)?);
        }
        let choice = self.choose()?;
        let negative = polynomial.scaled(&-Q::one(), self.meter)?.shifted(-1, self.meter)?;
        self.premises.push(if choice { polynomial } else { negative });
        Ok(choice)
    }

    /// The sign of what contains the variable of a sum.
    fn is_nonnegative_in(&mut self, frame: usize, polynomial: &Polynomial) -> Evaluated<bool> {
        let (variable, [from, to]) = self.frames[frame].clone();
        let coefficients = polynomial.coefficients_in(variable, self.meter)?;
        let slope = if let [_, slope] = &coefficients[..] { slope.value() } else { None };
        let (start, is_then) = match slope {
            Some(slope) if slope == Q::one() => (coefficients[0].scaled(&-Q::one(), self.meter)?, true),
            Some(slope) if slope == -Q::one() => (coefficients[0].shifted(1, self.meter)?, false),
            _ => return self.is_shown_nonnegative(polynomial),
        };
        if self.is_nonnegative(&from.minus(&start, self.meter)?)? {
            return Ok(is_then);
        }
        if !self.is_nonnegative(&to.minus(&start, self.meter)?)? {
            return Ok(!is_then);
        }
        Err(Stop::Split(frame, vec![[from, start.shifted(-1, self.meter)?], [start, to]]))
    }

    fn is_shown_nonnegative(&mut self, polynomial: &Polynomial) -> Evaluated<bool> {
        match self.next() {
            Some(next) => Ok(self.answer(polynomial, next)?),
            None => self.end(),
        }
    }

    /// Decides whether two polynomials are equal; a sum may be split at the value of its variable at which they are.
    pub fn is_equal(&mut self, left: &Polynomial, right: &Polynomial) -> Evaluated<bool> {
        let difference = left.minus(right, self.meter)?;
        let frame = self.frames.iter().rposition(|(variable, _)| difference.mentions(*variable));
        let mut in_frame = None;
        if let Some(frame) = frame {
            let coefficients = difference.coefficients_in(self.frames[frame].0, self.meter)?;
            in_frame = Some(frame).filter(|_| coefficients.len() == 2 && coefficients[1] == Polynomial::integer(1));
        }
        let Some(frame) = in_frame else {
            let is_least = self.is_nonnegative(&difference)?;
            return Ok(is_least && self.is_nonnegative(&difference.scaled(&-Q::one(), self.meter)?)?);
        };
        let (variable, [from, to]) = self.frames[frame].clone();
        let at = Polynomial::unknown(variable).minus(&difference, self.meter)?;
        let is_from = self.is_nonnegative(&at.minus(&from, self.meter)?)?;
        if !is_from || !self.is_nonnegative(&to.minus(&at, self.meter)?)? {
            return Ok(false);
        }
        let (before, behind) = (at.shifted(-1, self.meter)?, at.shifted(1, self.meter)?);
        Err(Stop::Split(frame, vec![[from, before], [at.clone(), at], [behind, to]]))
    }

    /// Makes sure that a polynomial over positive divisors is nonnegative.
    pub fn require(&mut self, polynomial: &Polynomial, divisors: &[Polynomial]) -> Evaluated<()> {
        if let Some(value) = polynomial.value() {
            return Ok(Reason::NotProved.unless(!value.is_negative(), "a negative number")?);
        }
        let Some((answer, identity)) = self.next() else { return self.end() };
        Reason::NotProved.unless(*answer, "the answer no where yes is needed")?;
        Ok(identity.confirm(polynomial, divisors, &self.known()?, self.meter)?)
    }

    /// The reciprocal of what is shown not to be 0.
    pub fn reciprocal(&mut self, of: &Quotient) -> Evaluated<Quotient> {
        if of.numerator.is_zero() {
            return Err(Reason::NoValue.of("a division by zero").into());
        }
        let primitive = of.numerator.to_primitive(self.meter)?;
        let numerator = of.numerator.scaled(&primitive, self.meter)?;
        let is_positive = self.is_at_least_one(&numerator)?;
        if !is_positive && !self.is_at_least_one(&numerator.scaled(&-Q::one(), self.meter)?)? {
            return Err(Reason::NoValue.of("a division by what may be zero").into());
        }
        let positive = if is_positive { of.clone() } else { of.negated(self.meter)? };
        let reciprocal = positive.reciprocal(self.meter)?;
        if reciprocal.divisors.len() > 1 {
            for divisor in &reciprocal.divisors {
                self.require(&divisor.shifted(-1, self.meter)?, &[])?;
            }
        }
        Ok(if is_positive { reciprocal } else { reciprocal.negated(self.meter)? })
    }

    fn is_at_least_one(&mut self, polynomial: &Polynomial) -> Evaluated<bool> {
        if let Some(value) = polynomial.value() {
            return Ok(value.is_positive());
        }
        let less = polynomial.shifted(-1, self.meter)?.tightened(self.meter)?;
        if self.frames.iter().any(|(variable, _)| less.mentions(*variable)) {
            return self.is_shown_nonnegative(&less);
        }
        self.is_nonnegative(&less)
    }

    /// Evaluates a term for all values of a variable at once; gives its number, that of the sum, and what comes of it.
    pub fn for_each<T>(
        &mut self,
        ends: &[Polynomial; 2],
        term: impl FnOnce(&mut Self, &Polynomial) -> Evaluated<T>,
    ) -> (usize, usize, Evaluated<T>) {
        let value = self.unknown();
        let variable = self.unknowns - 1;
        self.frames.push((variable, ends.clone()));
        let frame = self.frames.len() - 1;
        let found = term(self, &value);
        self.frames.truncate(frame);
        (variable, frame, found)
    }
}
