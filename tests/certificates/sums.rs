//! Sums of Shannon's inequalities, and polymatroids, read by the engine's combinations of entropies.

use maskproof::cases::plan::Relation;
use maskproof::decide::shannon::combination::{Combination, Coordinate, conjuncts};
use maskproof::decide::shannon::inequality::Inequality;
use maskproof::exact::{Integer, Rational};
use maskproof::language::words::Comparator;
use maskproof::law::PositionSet;
use serde_json::Value;

/// What a case asks and assumes.
pub struct Asked<'a> {
    pub length: usize,
    pub schedule: Option<&'a [usize]>,
    pub premise: &'a [Relation],
    pub relations: &'a [Relation],
}

/// A premise: what is at least 0, and whether it is 0.
type Premise = (Combination, bool);

impl Asked<'_> {
    fn premises(&self) -> Option<Vec<Premise>> {
        let premise = |relation: &Relation| {
            let weaker = match relation.relation {
                Comparator::Below => Comparator::AtMost,
                Comparator::Above => Comparator::AtLeast,
                other => other,
            };
            let relaxed = Relation { relation: weaker, ..relation.clone() };
            let combination = conjuncts(&relaxed, (self.length, false)).ok()?.into_iter().next()?;
            Some((combination, weaker == Comparator::Equals))
        };
        self.premise.iter().map(premise).collect()
    }

    fn targets(&self, relation: &Relation) -> Option<Vec<Combination>> {
        conjuncts(relation, (self.length, false)).ok()
    }

    /// Whether the proofs of an instance have the right sums.
    pub fn proofs_are_right(&self, proofs: &Value) -> Option<bool> {
        let premises = self.premises()?;
        let targets: Vec<Combination> =
            self.relations.iter().map(|relation| self.targets(relation)).collect::<Option<Vec<_>>>()?.concat();
        let proofs = proofs.as_array()?;
        let right = targets.iter().zip(proofs).map(|(target, proof)| self.sum_is_right(target, &premises, proof));
        Some(proofs.len() == targets.len() && right.collect::<Option<Vec<bool>>>()?.into_iter().all(|right| right))
    }

    fn sum_is_right(&self, target: &Combination, premises: &[Premise], proof: &Value) -> Option<bool> {
        let generators = self.generators(&proof["symmetry"])?;
        let is_fixed = |combination: &Combination| {
            generators.iter().all(|generator| combination.map_sets(|set| image(generator, set)) == *combination)
        };
        if !is_fixed(target) || !premises.iter().all(|(premise, _)| is_fixed(premise)) {
            return Some(false);
        }
        let mut rest = target.map_sets(|set| smallest(&generators, set));
        for term in proof["terms"].as_array()? {
            let weight: Rational = term["weight"].as_str()?.parse().ok()?;
            let (combination, is_equation) = self.term(term, premises)?;
            if weight < 0 && !is_equation {
                return Some(false);
            }
            let combination = combination.map_sets(|set| smallest(&generators, set));
            rest.add_scaled(&combination, &Rational::from(-&weight));
        }
        Some(rest.is_zero())
    }

    fn generators(&self, symmetry: &Value) -> Option<Vec<Vec<usize>>> {
        if symmetry == "all" {
            let exchange = |second: usize| {
                let mut images: Vec<usize> = (0..self.length).collect();
                images.swap(0, second);
                images
            };
            return Some((1..self.length).map(exchange).collect());
        }
        let listed = symmetry.as_array()?.iter().map(|generator| {
            generator.as_array()?.iter().map(|image| usize::try_from(image.as_u64()?.checked_sub(1)?).ok()).collect()
        });
        listed.collect()
    }

    fn term(&self, term: &Value, premises: &[Premise]) -> Option<Premise> {
        let set = |value: &Value| -> Option<PositionSet> {
            let positions =
                value.as_array()?.iter().map(|position| usize::try_from(position.as_u64()?.checked_sub(1)?).ok());
            Some(positions.collect::<Option<Vec<usize>>>()?.into_iter().collect())
        };
        let one = Rational::from(1);
        let sets = |key: &str| term[key].as_array()?.iter().map(set).collect::<Option<Vec<PositionSet>>>();
        if let Some(sets) = sets("information") {
            let [first, second, given] = sets[..] else { return None };
            return Some((Inequality::Information { first, second, given }.combination(&[]), false));
        }
        if let Some(sets) = sets("entropy") {
            let [of, given] = sets[..] else { return None };
            return Some((Inequality::Entropy { of, given }.combination(&[]), false));
        }
        if let Some(position) = term["vocabulary"].as_u64() {
            let position = PositionSet::EMPTY.with(usize::try_from(position).ok()?.checked_sub(1)?);
            return Some((Inequality::Vocabulary(position).combination(&[]), false));
        }
        if let Some(index) = term["premise"].as_u64() {
            return premises.get(usize::try_from(index).ok()?).cloned();
        }
        let mut combination = Combination::default();
        match term["nonnegative"].as_str()? {
            "ln V" => combination.add(Coordinate::LnVocabulary, &one),
            "nat" => combination.add(Coordinate::Nat, &one),
            "eps_train" => {
                let mut revealed = 0;
                for block in self.schedule? {
                    combination.add(Coordinate::Gap(revealed), &Rational::from(*block));
                    revealed += block;
                }
            }
            word => combination.add(Coordinate::Ln(word.strip_prefix("ln ")?.parse::<Integer>().ok()?), &one),
        }
        Some((combination, false))
    }

    /// Whether a relation is false at the polymatroid of a document, which fulfils the premises.
    pub fn polymatroid_violates(&self, document: &Value) -> Option<bool> {
        let entropies = document["entropies"].as_array()?.iter().map(|value| value.as_str()?.parse::<Rational>().ok());
        let entropies: Vec<Rational> = entropies.collect::<Option<_>>()?;
        let other = |key: &str| document["others"][key].as_str()?.parse::<Rational>().ok();
        let [ln_v, nat] = [other("ln V")?, other("nat")?];
        let at = |combination: &Combination| {
            let term = |(coordinate, coefficient): (&Coordinate, &Rational)| match coordinate {
                Coordinate::Entropy(set) => {
                    Some(Rational::from(coefficient * entropies.get(usize::try_from(set.bits()).ok()? - 1)?))
                }
                Coordinate::LnVocabulary => Some(Rational::from(coefficient * &ln_v)),
                Coordinate::Nat => Some(Rational::from(coefficient * &nat)),
                Coordinate::Gap(_) | Coordinate::Ln(_) => None,
            };
            Some(combination.terms().map(term).collect::<Option<Vec<_>>>()?.into_iter().sum::<Rational>())
        };
        for (premise, is_equation) in self.premises()? {
            let value = at(&premise)?;
            if value < 0 || (is_equation && value != 0) {
                return Some(false);
            }
        }
        // Every elemental inequality, by the entropies of four sets.
        let all = PositionSet::all(self.length);
        for first in all.positions().map(|position| PositionSet::EMPTY.with(position)) {
            let mut elementals = vec![Inequality::Entropy { of: first, given: all.minus(first) }];
            let pairs = PositionSet::subsets(self.length)
                .flat_map(|given| all.positions().map(move |second| (PositionSet::EMPTY.with(second), given)));
            let pairs =
                pairs.filter(|(second, given)| first.is_disjoint(second.union(*given)) && second.is_disjoint(*given));
            elementals.extend(pairs.map(|(second, given)| Inequality::Information { first, second, given }));
            elementals.push(Inequality::Vocabulary(first));
            for elemental in elementals {
                if at(&elemental.combination(&[]))? < 0 {
                    return Some(false);
                }
            }
        }
        let relation = self.relations.get(usize::try_from(document["relation"].as_u64()?).ok()?)?;
        let values = self.targets(relation)?.iter().map(at).collect::<Option<Vec<_>>>()?;
        Some(values.iter().any(|value| *value < 0))
    }
}

fn image(generator: &[usize], set: PositionSet) -> PositionSet {
    set.positions().map(|position| generator[position]).collect()
}

/// The smallest set of an orbit.
fn smallest(generators: &[Vec<usize>], set: PositionSet) -> PositionSet {
    let mut orbit = vec![set];
    let mut next = 0;
    while let Some(&member) = orbit.get(next) {
        next += 1;
        for generator in generators {
            let moved = image(generator, member);
            if !orbit.contains(&moved) {
                orbit.push(moved);
            }
        }
    }
    orbit.into_iter().min().unwrap()
}
