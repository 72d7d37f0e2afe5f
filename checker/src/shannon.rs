//! Proofs by the inequalities of entropies of sets: the kinds `shannon`, `farkas` and `polymatroid`.

use std::cell::RefCell;
use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::{One, Signed, Zero};

use crate::answer::{Reason, Result, Why};
use crate::document::Json;
use crate::evaluate::{Scope, Symbol, Value};
use crate::instances::Problem;
use crate::law::size;
use crate::limits::{self, Meter};
use crate::number::{Linear, Q, Unknown, choose, count, fraction, product, sum, whole};
use crate::statement::{Comparison, Relation};
use crate::values::subsets;
use crate::words::Halving;

/// What a difference has coefficients at, with the sets of an orbit as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Set(usize),
    LogVocabulary,
    TrainingError,
    Log(BigUint),
    Nat,
}

impl Unknown for Place {
    fn words(&self) -> u64 {
        if let Self::Log(number) = self { number.words() } else { 1 }
    }
}

type Form = Linear<Place>;

/// How sets are taken together: each for itself, all of one size, or the orbits of permutations, each of which says
/// where a position goes.
enum Orbits {
    Sizes,
    Generated(Vec<Vec<usize>>, RefCell<BTreeMap<usize, usize>>),
}

impl Orbits {
    fn read(json: Json, length: usize) -> Result<Self> {
        if let Json::Text(word) = &json {
            Reason::WrongForm.unless(word == "all", "a symmetry that is neither all nor a list")?;
            return Ok(Self::Sizes);
        }
        let generators = json.list(|permutation| {
            let images: Vec<usize> = permutation.list(Json::size)?;
            let mut sorted = images.clone();
            sorted.sort_unstable();
            Reason::WrongForm.unless(sorted.into_iter().eq(1..=length), "no permutation of the positions")?;
            Ok(images.into_iter().map(|image| image - 1).collect())
        })?;
        Ok(Self::Generated(generators, RefCell::default()))
    }

    /// Permutations that generate the group.
    fn generators(&self, length: usize) -> Vec<Vec<usize>> {
        match self {
            Self::Generated(generators, _) => generators.clone(),
            Self::Sizes => {
                let exchange = |second: usize| {
                    let mut images: Vec<usize> = (0..length).collect();
                    images.swap(0, second);
                    images
                };
                (1..length).map(exchange).collect()
            }
        }
    }

    /// One set for all of an orbit.
    fn representative(&self, set: usize, meter: &Meter) -> Result<usize> {
        let (generators, known) = match self {
            Self::Sizes => return Ok((1 << size(set)) - 1),
            Self::Generated(generators, known) => (generators, known),
        };
        if generators.is_empty() {
            return Ok(set);
        }
        if let Some(known) = known.borrow().get(&set) {
            return Ok(*known);
        }
        // The first set that is asked for stands for all that it is moved to.
        let mut open = vec![set];
        while let Some(member) = open.pop() {
            if known.borrow().contains_key(&member) {
                continue;
            }
            meter.keep(64)?;
            known.borrow_mut().insert(member, set);
            for generator in generators {
                meter.work(count(generator.len()))?;
                open.push(image(generator, member));
            }
        }
        Ok(set)
    }
}

/// The image of a set under a permutation.
fn image(permutation: &[usize], set: usize) -> usize {
    let members = permutation.iter().enumerate().filter(|(from, _)| set >> from & 1 == 1);
    members.fold(0, |image, (_, to)| image | 1 << to)
}

/// The most sets of one size that an average is written out for.
const AVERAGED: u64 = 1 << 14;

/// A value with the sets of an orbit as one.
fn form(value: &Value, orbits: &Orbits, length: usize, meter: &Meter) -> Result<Form> {
    let mut form = Form::zero();
    form.add(Place::Nat, &value.constant, meter)?;
    for (symbol, factor) in value.terms() {
        match symbol {
            Symbol::Entropy(set) => add_set(&mut form, *set, factor, orbits, meter)?,
            Symbol::Average(k) if matches!(orbits, Orbits::Sizes) => {
                add_set(&mut form, (1 << k) - 1, factor, orbits, meter)?;
            }
            Symbol::Average(k) => {
                let number = choose(length, *k, meter)?;
                let few = u64::try_from(&number).is_ok_and(|number| number <= AVERAGED);
                Why::TooLarge.unless(few, format_args!("too large: sets of one size: at most {AVERAGED}"))?;
                let share = product(factor, &fraction(One::one(), number, meter)?, meter)?;
                for set in subsets(length, *k) {
                    add_set(&mut form, set, &share, orbits, meter)?;
                }
            }
            Symbol::TrainingError(Halving::Whole) => form.add(Place::TrainingError, factor, meter)?,
            Symbol::LogVocabulary => form.add(Place::LogVocabulary, factor, meter)?,
            Symbol::Log(number) => form.add(Place::Log(number.clone()), factor, meter)?,
            Symbol::TrainingError(Halving::LargerFirst | Halving::SmallerFirst) | Symbol::OfLaw(_) => {
                return Err(Why::Fragment.of("a quantity that is not linear in entropies of sets"));
            }
        }
    }
    Ok(form)
}

/// Adds a multiple of the entropy of a set; that of no position is 0.
fn add_set(form: &mut Form, set: usize, factor: &Q, orbits: &Orbits, meter: &Meter) -> Result<()> {
    if set == 0 { Ok(()) } else { form.add(Place::Set(orbits.representative(set, meter)?), factor, meter) }
}

/// The side that should be the greater minus the other.
fn difference(scope: &Scope<'_>, relation: &Relation, is_premise: bool) -> Result<Value> {
    let (greater, lesser) = match relation.comparison {
        Comparison::AtMost | Comparison::Equals => (&relation.right, &relation.left),
        Comparison::AtLeast => (&relation.left, &relation.right),
        // What a strict premise implies.
        Comparison::Below if is_premise => (&relation.right, &relation.left),
        Comparison::Above if is_premise => (&relation.left, &relation.right),
        Comparison::Below | Comparison::Above => return Err(Why::Fragment.of("a strict relation")),
    };
    let of_training = |(symbol, _): &(&Symbol, &Q)| matches!(symbol, Symbol::TrainingError(_));
    let side = |expr| {
        let value = scope.value(expr)?;
        let subtracts = value.terms().filter(of_training).any(|(_, factor)| factor.is_negative());
        Why::Fragment.unless(!subtracts, "a side that subtracts a training error")?;
        Ok(value)
    };
    let (greater, lesser) = (side(greater)?, side(lesser)?);
    // Where both sides are infinite a premise is true, and says nothing of their difference.
    let is_bounded = !is_premise || !greater.terms().any(|term| of_training(&term));
    Why::Fragment.unless(is_bounded, "a premise that bounds something by a training error")?;
    greater.minus(&lesser, scope.meter)
}

/// Complains where a permutation changes a value. Averages of a size stay what they are.
fn check_fixed(value: &Value, generators: &[Vec<usize>], words: &str, meter: &Meter) -> Result<()> {
    for generator in generators {
        let mut moved = Value::zero();
        for (symbol, factor) in value.terms() {
            meter.work(count(generator.len()))?;
            let symbol = match symbol {
                Symbol::Entropy(set) => Symbol::Entropy(image(generator, *set)),
                other @ (Symbol::Average(_)
                | Symbol::TrainingError(_)
                | Symbol::LogVocabulary
                | Symbol::Log(_)
                | Symbol::OfLaw(_)) => other.clone(),
            };
            moved.add(symbol, factor, meter)?;
        }
        let mut own = value.clone();
        own.constant = Q::zero();
        Reason::NotProved.unless(moved == own, format_args!("{words}: a permutation changes it"))?;
    }
    Ok(())
}

/// Checks that a list proves the statement, by sums of Shannon's inequalities and, where it is an implication, of its
/// premises; how many instances it has.
pub fn prove(problem: &Problem, list: Json) -> Result<usize> {
    Why::Fragment.unless(!problem.statement.exists(), "a schedule that is to exist")?;
    let mut missing = problem.instances()?;
    let entries = list.list(|mut entry| {
        let instance = problem.read(entry.take("instance")?)?;
        Reason::WrongInstance.unless(missing.remove(&instance), problem.shown(&instance))?;
        let [proofs] = entry.fields(["proofs"])?;
        let scope = problem.scope(&instance, None)?;
        let premise = |relation| Ok((difference(&scope, relation, true)?, relation.comparison == Comparison::Equals));
        let premises = problem.statement.premise.iter().map(premise).collect::<Result<Vec<(Value, bool)>>>()?;
        let mut targets = Vec::new();
        for relation in &problem.statement.relations {
            let target = difference(&scope, relation, false)?;
            if relation.comparison == Comparison::Equals {
                targets.push(target.clone());
                targets.push(target.times(&-Q::one(), scope.meter)?);
            } else {
                targets.push(target);
            }
        }
        let proofs = proofs.list(Ok)?;
        Reason::WrongForm.unless(proofs.len() == targets.len(), "proofs of another number of inequalities")?;
        for (target, proof) in targets.iter().zip(proofs) {
            check_sum(&scope, target, &premises, proof, &problem.shown(&instance))?;
        }
        Ok(())
    })?;
    if let Some(instance) = missing.first() {
        return Err(Reason::MissingInstance.of(problem.shown(instance)));
    }
    Ok(entries.len())
}

/// Checks that a target is the sum of a proof's terms, orbit by orbit.
fn check_sum(scope: &Scope<'_>, target: &Value, premises: &[(Value, bool)], proof: Json, shown: &str) -> Result<()> {
    let (length, meter) = (scope.length, scope.meter);
    let [symmetry, terms] = proof.fields(["symmetry", "terms"])?;
    let orbits = Orbits::read(symmetry, length)?;
    let generators = orbits.generators(length);
    check_fixed(target, &generators, &format!("{shown}: the difference"), meter)?;
    premises
        .iter()
        .try_for_each(|(value, _)| check_fixed(value, &generators, &format!("{shown}: a premise"), meter))?;
    let mut rest = form(target, &orbits, length, meter)?;
    terms.list(|mut term| {
        let weight: Q = term.take("weight")?.number()?;
        let (value, may_be_negative) = inequality(term, premises, length, meter)?;
        let fits = weight.is_positive() || (may_be_negative && !weight.is_zero());
        Reason::NotProved.unless(fits, format_args!("{shown}: the weight {weight}"))?;
        rest.add_multiple(&form(&value, &orbits, length, meter)?, &-weight, meter)
    })?;
    match rest.terms().next() {
        Some((place, left)) => Err(Reason::NotProved.of(format!("{shown}: the sum leaves {left} of {place:?}"))),
        None => Ok(()),
    }
}

/// What a term says is at least 0, and whether it is 0.
fn inequality(term: Json, premises: &[(Value, bool)], length: usize, meter: &Meter) -> Result<(Value, bool)> {
    let Json::Object(keys) = &term else { return Err(Reason::WrongForm.of("something else instead of an object")) };
    let [kind] = keys
        .keys()
        .cloned()
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| Reason::WrongForm.of("a term with another number of keys than two"))?;
    let kind: String = kind;
    let [part] = term.fields([kind.as_str()])?;
    let mut value = Value::zero();
    let mut add = |symbol: Symbol, factor: i32| value.add(symbol, &whole(factor), meter);
    match kind.as_str() {
        "information" => {
            let [first, second, given] = sets(part, length)?;
            let is_first = first.trailing_zeros() < second.trailing_zeros();
            Reason::WrongForm.unless(is_first, "two sets of which the second has the first position")?;
            add(Symbol::Entropy(first | given), 1)?;
            add(Symbol::Entropy(second | given), 1)?;
            add(Symbol::Entropy(first | second | given), -1)?;
            add(Symbol::Entropy(given), -1)?;
        }
        "entropy" => {
            let [of, given] = sets(part, length)?;
            add(Symbol::Entropy(of | given), 1)?;
            add(Symbol::Entropy(given), -1)?;
        }
        "vocabulary" => {
            let position: usize = part.size()?;
            Reason::WrongForm.unless((1..=length).contains(&position), "no position")?;
            add(Symbol::LogVocabulary, 1)?;
            add(Symbol::Entropy(1 << (position - 1)), -1)?;
        }
        "nonnegative" => match part.text()?.as_str() {
            "ln V" => add(Symbol::LogVocabulary, 1)?,
            "eps_train" => add(Symbol::TrainingError(Halving::Whole), 1)?,
            "nat" => value.constant = Q::one(),
            word => {
                let number = word.strip_prefix("ln ").and_then(|number| number.parse::<BigUint>().ok());
                let number = number.filter(|number| *number > BigUint::one() && number.bits() <= 64);
                let number = number.ok_or_else(|| Reason::WrongForm.of("nothing that is at least 0"))?;
                add(Symbol::Log(number), 1)?;
            }
        },
        "premise" => {
            let index: usize = part.size()?;
            let premise = premises.get(index).ok_or_else(|| Reason::WrongForm.of("no premise of this number"))?;
            return Ok(premise.clone());
        }
        _ => return Err(Reason::WrongForm.of("an unknown kind of term")),
    }
    Ok((value, false))
}

/// Disjoint sets of positions, as lists of numbers from 1; the last one may be empty.
fn sets<const N: usize>(json: Json, length: usize) -> Result<[usize; N]> {
    let lists = json.items::<N>()?;
    let mut taken = 0;
    let mut sets = [0; N];
    for (place, (set, list)) in sets.iter_mut().zip(lists).enumerate() {
        let positions: Vec<usize> = list.list(Json::size)?;
        for position in positions {
            Reason::WrongForm.unless((1..=length).contains(&position), "no position")?;
            let bit = 1 << (position - 1);
            Reason::WrongForm.unless(taken & bit == 0, "a position that is there twice")?;
            Reason::WrongForm.unless(bit > *set, "positions that do not increase")?;
            taken |= bit;
            *set |= bit;
        }
        Reason::WrongForm.unless(*set != 0 || place + 1 == N, "an empty set")?;
    }
    Ok(sets)
}

/// `polymatroid`: no sum of Shannon's inequalities and premises proves the relation, for at this polymatroid, which
/// fulfils the premises, the difference is negative. How many sets it has a value at.
pub fn check_polymatroid(problem: &Problem, document: Json) -> Result<(usize, String)> {
    Why::Fragment.unless(!problem.statement.exists(), "a schedule that is to exist")?;
    let (length, meter) = (problem.length, &problem.meter);
    limits::ENUMERATED.check(length)?;
    let [instance, relation, entropies, others] = document.fields(["instance", "relation", "entropies", "others"])?;
    let instance = problem.read(instance)?;
    problem.confirm(&instance, None)?;
    let relation: usize = relation.size()?;
    let relation = problem.statement.relations.get(relation);
    let relation = relation.ok_or_else(|| Reason::WrongForm.of("no relation of this number"))?;
    let mut values: Vec<Q> = vec![Q::zero()];
    values.extend(entropies.list(Json::number)?);
    Reason::WrongForm.unless(values.len() == 1 << length, "values of another number of sets")?;
    check_shannon(&values, length, meter)?;
    let [vocabulary, training, nat] = others.fields(["ln V", "eps_train", "nat"])?;
    let others: [Q; 3] = [vocabulary.number()?, training.number()?, nat.number()?];
    let largest = (0..length).map(|at| &values[1 << at]).max().cloned().unwrap_or_default();
    let fits = others[0] >= largest && others.iter().all(|value| !value.is_negative());
    Reason::NotViolated.unless(fits, "ln V, the training error or the nat")?;
    let scope = problem.scope(&instance, None)?;
    let at = |value: &Value| at(value, &values, &others, length, meter);
    for premise in &problem.statement.premise {
        let value = at(&difference(&scope, premise, true)?)?;
        let holds = value.is_zero() || (value.is_positive() && premise.comparison != Comparison::Equals);
        Reason::PremiseFalse.unless(holds, "at the polymatroid")?;
    }
    let value = at(&difference(&scope, relation, false)?)?;
    let violates = value.is_negative() || (relation.comparison == Comparison::Equals && !value.is_zero());
    Reason::NotViolated.unless(violates, format_args!("the difference is {value} at the polymatroid"))?;
    let words = "no sum of Shannon's inequalities proves it (a polymatroid violates it), which does not refute it";
    Ok((values.len() - 1, words.to_owned()))
}

/// Complains about a function that violates an elemental inequality.
fn check_shannon(values: &[Q], length: usize, meter: &Meter) -> Result<()> {
    let all = (1 << length) - 1;
    for first in 0..length {
        let last = values[all] >= values[all & !(1 << first)];
        Reason::NotViolated.unless(last, "the function is not monotone")?;
        for second in first + 1..length {
            let (one, other) = (1 << first, 1 << second);
            for given in (0..=all).filter(|given| given & (one | other) == 0) {
                meter.work(64)?;
                let sides = sum(&values[given | one], &values[given | other], meter)?;
                let below = sum(&values[given | one | other], &values[given], meter)?;
                Reason::NotViolated.unless(sides >= below, "the function is not submodular")?;
            }
        }
    }
    Ok(())
}

/// The value of a difference at a polymatroid.
fn at(value: &Value, values: &[Q], [ln_v, training, nat]: &[Q; 3], length: usize, meter: &Meter) -> Result<Q> {
    let mut total = product(&value.constant, nat, meter)?;
    for (symbol, factor) in value.terms() {
        let part = match symbol {
            Symbol::Entropy(set) => values[*set].clone(),
            Symbol::Average(k) => {
                meter.work(64 << length)?;
                let all = subsets(length, *k)
                    .map(|set| &values[set])
                    .try_fold(Q::zero(), |all, value| sum(&all, value, meter))?;
                product(&all, &fraction(One::one(), choose(length, *k, meter)?, meter)?, meter)?
            }
            Symbol::LogVocabulary => ln_v.clone(),
            Symbol::TrainingError(Halving::Whole) => training.clone(),
            Symbol::Log(_) | Symbol::TrainingError(Halving::LargerFirst | Halving::SmallerFirst) | Symbol::OfLaw(_) => {
                return Err(Why::Fragment.of("a quantity that a polymatroid has no value of"));
            }
        };
        total = sum(&total, &product(factor, &part, meter)?, meter)?;
    }
    Ok(total)
}
