//! Names and types: what a statement must satisfy before anything is computed.

use crate::outcome::{Fault, Reason, outside};
use crate::parse;
use crate::syntax::{Binder, Expr, Positions, Quantifier, Quantity, Relation, Set};

/// A statement whose names are bound and whose types fit.
#[derive(Clone, Debug)]
pub struct Statement {
    /// In the order of the text.
    pub quantifiers: Vec<Quantifier>,
    /// Each with whether it compares informations (and not scalars).
    pub relations: Vec<(Relation, bool)>,
    /// The constant's name and value.
    pub constant: Option<(String, Expr)>,
    /// How the schedule is quantified.
    pub schedule: ScheduleQuantifier,
}

/// How the schedule is quantified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScheduleQuantifier {
    /// Not at all.
    Absent,
    /// By `for all`.
    ForAll,
    /// By `exists`, as the last quantifier: the schedule may depend on the law.
    ExistsAfterLaw,
    /// By `exists`, with only the law after it: one schedule for every law.
    ExistsBeforeLaw,
}

impl ScheduleQuantifier {
    /// Whether the schedule is quantified by `exists`.
    pub fn exists(self) -> bool {
        matches!(self, Self::ExistsAfterLaw | Self::ExistsBeforeLaw)
    }
}

/// The type of an expression. The literal 0 is of both types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Scalar,
    Information,
    Zero,
}

struct Names<'a> {
    bound: Vec<&'a str>,
    constant: Option<&'a str>,
    constant_used: bool,
    schedule: bool,
    /// In a condition on the law only `L` and `V` count.
    law_condition: bool,
}

impl Statement {
    /// Reads a statement and the name and value of its constant.
    pub fn read(text: &str, constant: Option<(&str, &str)>) -> Result<Self, Fault> {
        let sentence = parse::sentence(text)?;
        let constant = match constant {
            None => None,
            Some((name, _)) if parse::is_reserved(name) => return Err(Reason::NameTaken(name.to_owned()).into()),
            Some((name, value)) => Some((name.to_owned(), parse::expression(value)?)),
        };
        let schedule = schedule_quantifier(&sentence.quantifiers)?;
        let mut names = Names {
            bound: Vec::new(),
            constant: constant.as_ref().map(|(name, _)| name.as_str()),
            constant_used: false,
            schedule: false,
            law_condition: false,
        };
        for quantifier in &sentence.quantifiers {
            match &quantifier.binder {
                Binder::Law => {}
                Binder::Schedule => names.schedule = true,
                Binder::Range { name, from, to } => {
                    names.scalar(from)?;
                    names.scalar(to)?;
                    names.bind(name)?;
                }
            }
            names.law_condition = quantifier.binder == Binder::Law;
            for relation in &quantifier.condition {
                if names.relation(relation)? {
                    return Err(Reason::IllTyped("an information in a condition").into());
                }
            }
            names.law_condition = false;
        }
        let informational: Result<Vec<bool>, Fault> =
            sentence.relations.iter().map(|relation| names.relation(relation)).collect();
        let informational = informational?;
        if let Some((name, value)) = &constant {
            if !names.constant_used {
                return Err(Reason::UnusedConstant(name.clone()).into());
            }
            names.constant = None;
            names.scalar(value)?;
        }
        let relations = sentence.relations.into_iter().zip(informational).collect();
        Ok(Self { quantifiers: sentence.quantifiers, relations, constant, schedule })
    }

    /// Whether each side of each relation is affine in the constant, by its form.
    pub fn is_affine_in_constant(&self) -> bool {
        let Some((name, _)) = &self.constant else { return false };
        let sides = self.relations.iter().flat_map(|(relation, _)| [&relation.left, &relation.right]);
        sides.into_iter().all(|side| degree(side, name).is_some())
    }
}

fn schedule_quantifier(quantifiers: &[Quantifier]) -> Result<ScheduleQuantifier, Fault> {
    if quantifiers.iter().filter(|quantifier| quantifier.binder == Binder::Law).count() != 1 {
        return Err(Reason::NotOneLaw.into());
    }
    let mut schedules = quantifiers.iter().enumerate().filter(|(_, quantifier)| quantifier.binder == Binder::Schedule);
    let Some((place, quantifier)) = schedules.next() else { return Ok(ScheduleQuantifier::Absent) };
    if schedules.next().is_some() {
        return Err(outside("two quantifiers of a schedule"));
    }
    let after = &quantifiers[place + 1..];
    match after {
        _ if !quantifier.exists => Ok(ScheduleQuantifier::ForAll),
        [] => Ok(ScheduleQuantifier::ExistsAfterLaw),
        // A condition on the law could make the rest true of nothing while no schedule exists.
        [last] if last.binder == Binder::Law && last.condition.is_empty() => Ok(ScheduleQuantifier::ExistsBeforeLaw),
        _ => Err(outside("something else than `for all law` after `exists schedule`")),
    }
}

impl<'a> Names<'a> {
    fn bind(&mut self, name: &'a str) -> Result<(), Fault> {
        if self.bound.contains(&name) || self.constant == Some(name) {
            return Err(Reason::NameTaken(name.to_owned()).into());
        }
        self.bound.push(name);
        Ok(())
    }

    fn unknown<T>(name: &str) -> Result<T, Fault> {
        Err(Reason::UnknownName(name.to_owned()).into())
    }

    /// Whether the relation compares informations.
    fn relation(&mut self, relation: &'a Relation) -> Result<bool, Fault> {
        let sides = [self.of(&relation.left)?, self.of(&relation.right)?];
        common(&sides).map(|common| common == Type::Information)
    }

    fn scalar(&mut self, expr: &'a Expr) -> Result<(), Fault> {
        match self.of(expr)? {
            Type::Scalar | Type::Zero => Ok(()),
            Type::Information => Err(Reason::IllTyped("an information where a scalar is needed").into()),
        }
    }

    fn all(&mut self, list: &'a [Expr]) -> Result<Type, Fault> {
        let types: Result<Vec<Type>, Fault> = list.iter().map(|expr| self.of(expr)).collect();
        common(&types?)
    }

    fn of_schedule(&self, name: &str, found: Type) -> Result<Type, Fault> {
        if self.schedule && !self.law_condition { Ok(found) } else { Self::unknown(name) }
    }

    fn of(&mut self, expr: &'a Expr) -> Result<Type, Fault> {
        match expr {
            Expr::Number(number) => Ok(if *number.numer() == 0.into() { Type::Zero } else { Type::Scalar }),
            Expr::Variable(name) => {
                if self.law_condition {
                    return Self::unknown(name);
                }
                if self.constant == Some(name) {
                    self.constant_used = true;
                } else if !self.bound.contains(&name.as_str()) {
                    return Self::unknown(name);
                }
                Ok(Type::Scalar)
            }
            Expr::Quantity(quantity) => match quantity {
                Quantity::Length | Quantity::Vocabulary => Ok(Type::Scalar),
                Quantity::TotalCorrelation | Quantity::DualTotalCorrelation => Ok(Type::Information),
                Quantity::Blocks => self.of_schedule("T", Type::Scalar),
                Quantity::LargestBlock => self.of_schedule("s_max", Type::Scalar),
                Quantity::SmallestBlock => self.of_schedule("s_min", Type::Scalar),
                Quantity::ExpectedKl => self.of_schedule("E_KL", Type::Information),
                Quantity::IdealKl => self.of_schedule("ideal_KL", Type::Information),
                Quantity::TrainingError => self.of_schedule("eps_train", Type::Information),
                Quantity::OutputKl => self.of_schedule("KL_output", Type::Information),
            },
            Expr::Halved { .. } => self.of_schedule("E_KL or ideal_KL of halved blocks", Type::Information),
            Expr::Block(index) => {
                self.scalar(index)?;
                self.of_schedule("s", Type::Scalar)
            }
            Expr::Revealed(index) => {
                self.scalar(index)?;
                self.of_schedule("N", Type::Scalar)
            }
            Expr::Sum(terms) => {
                let types: Result<Vec<Type>, Fault> = terms.iter().map(|(_, term)| self.of(term)).collect();
                common(&types?)
            }
            Expr::Product(factors) => {
                let mut product = Type::Scalar;
                for (inverted, factor) in factors {
                    match (self.of(factor)?, product, inverted) {
                        (Type::Scalar | Type::Zero, _, _) => {}
                        (Type::Information, Type::Scalar | Type::Zero, false) => product = Type::Information,
                        (Type::Information, Type::Information, false) => {
                            return Err(Reason::IllTyped("a product of informations").into());
                        }
                        (Type::Information, _, true) => {
                            return Err(Reason::IllTyped("a division by an information").into());
                        }
                    }
                }
                Ok(product)
            }
            Expr::Negation(inner) => self.of(inner).map(not_literal),
            Expr::Power(base, exponent) => {
                self.scalar(base)?;
                self.scalar(exponent)?;
                Ok(Type::Scalar)
            }
            Expr::Curve(_, index) | Expr::Ln(index) => self.scalar(index).map(|()| Type::Information),
            Expr::Log2(inner) | Expr::Floor(inner) | Expr::Ceil(inner) => self.scalar(inner).map(|()| Type::Scalar),
            Expr::Binomial(n, k) => {
                self.scalar(n)?;
                self.scalar(k)?;
                Ok(Type::Scalar)
            }
            Expr::Entropy(of, given) => self.sets(&[of, given]),
            Expr::Mutual(of, and, given) => self.sets(&[of, and, given]),
            Expr::Min(list) | Expr::Max(list) => self.all(list),
            Expr::Series { name, from, to, term } => {
                self.scalar(from)?;
                self.scalar(to)?;
                self.bind(name)?;
                let found = self.of(term)?;
                self.bound.pop();
                Ok(not_literal(found))
            }
        }
    }

    fn sets(&mut self, sets: &[&'a Set]) -> Result<Type, Fault> {
        for part in sets.iter().flat_map(|set| set.iter()) {
            match part {
                Positions::All | Positions::Rest => {}
                Positions::One(at) => self.scalar(at)?,
                Positions::Span(from, to) => {
                    self.scalar(from)?;
                    self.scalar(to)?;
                }
            }
        }
        Ok(Type::Information)
    }
}

/// Only the literal 0 itself is of both types.
fn not_literal(found: Type) -> Type {
    match found {
        Type::Scalar | Type::Zero => Type::Scalar,
        Type::Information => Type::Information,
    }
}

/// The type of values that are added, or compared.
fn common(types: &[Type]) -> Result<Type, Fault> {
    if !types.contains(&Type::Information) {
        Ok(Type::Scalar)
    } else if types.contains(&Type::Scalar) {
        Err(Reason::IllTyped("a scalar beside an information").into())
    } else {
        Ok(Type::Information)
    }
}

/// 0 where the expression does not name the constant, 1 where it is affine in it by its form; otherwise none.
fn degree(expr: &Expr, constant: &str) -> Option<usize> {
    let all = |list: &[(bool, Expr)]| list.iter().map(|(_, item)| degree(item, constant)).collect::<Option<Vec<_>>>();
    let free = |parts: &[&Expr]| parts.iter().all(|part| degree(part, constant) == Some(0)).then_some(0);
    match expr {
        Expr::Number(_) | Expr::Quantity(_) | Expr::Halved { .. } => Some(0),
        Expr::Variable(name) => Some(usize::from(name == constant)),
        Expr::Sum(terms) => Some(all(terms)?.into_iter().max().unwrap_or(0)),
        Expr::Product(factors) => {
            let divisors_free =
                factors.iter().all(|(inverted, factor)| !inverted || degree(factor, constant) == Some(0));
            let total: usize = all(factors)?.into_iter().sum();
            (divisors_free && total <= 1).then_some(total)
        }
        Expr::Negation(inner) => degree(inner, constant),
        Expr::Power(base, exponent) => free(&[base, exponent]),
        Expr::Binomial(n, k) => free(&[n, k]),
        Expr::Block(inner)
        | Expr::Revealed(inner)
        | Expr::Curve(_, inner)
        | Expr::Ln(inner)
        | Expr::Log2(inner)
        | Expr::Floor(inner)
        | Expr::Ceil(inner) => free(&[inner]),
        Expr::Entropy(of, given) => sets_free(&[of, given], constant),
        Expr::Mutual(of, and, given) => sets_free(&[of, and, given], constant),
        Expr::Min(list) | Expr::Max(list) => free(&list.iter().collect::<Vec<_>>()),
        Expr::Series { from, to, term, .. } => {
            free(&[from, to])?;
            degree(term, constant)
        }
    }
}

fn sets_free(sets: &[&Set], constant: &str) -> Option<usize> {
    let free = |expr: &Expr| degree(expr, constant) == Some(0);
    let parts = sets.iter().flat_map(|set| set.iter());
    let all_free = parts.into_iter().all(|part| match part {
        Positions::All | Positions::Rest => true,
        Positions::One(at) => free(at),
        Positions::Span(from, to) => free(from) && free(to),
    });
    all_free.then_some(0)
}
