//! The sets of draws that are kept by noise, exactly; see [`maskgit`](super::maskgit).

use std::collections::BTreeMap;

use rug::ops::Pow;
use rug::{Integer, Rational};

use crate::exact::{Power, Real};
use crate::law::PositionSet;
use crate::sampler::rows::Confidence;

use super::draws::Pairs;
use super::rows::Rows;

/// What may be kept of the draws of some rows, by the noise of a step. Rows are meant by their indices.
pub(super) struct Noisy<'a> {
    rows: &'a Rows<'a>,
    /// The draws that are possible with their weights, by row.
    weights: Vec<Vec<(usize, Integer)>>,
    /// The powers of the confidences, by row and token, over a common denominator: only their proportions matter.
    powers: Vec<Vec<Integer>>,
    /// What [`beaten`](Self::beaten) has found.
    found: BTreeMap<(PositionSet, Vec<(usize, usize)>), Rational>,
}

impl<'a> Noisy<'a> {
    /// The draws of the rows, whose confidences are raised to a power; `None` unless all of that is known to be rational.
    pub(super) fn new(rows: &'a Rows, power: Power) -> Option<Self> {
        let power = power.whole()?;
        let weight = |(token, weight): (usize, &Real)| weight.exact().map(|weight| (token, weight.numer().clone()));
        let weights = rows.rows().iter().map(|row| row.drawn.possible().map(weight).collect());
        let weights: Vec<Vec<(usize, Integer)>> = weights.collect::<Option<_>>()?;
        let raised = |confidence| match confidence {
            Confidence::Rational(number) => Some(number.pow(power)),
            Confidence::Root(_) => None,
        };
        let powers = rows.compared().map(|compared| compared.confidences().map(raised).collect());
        let powers: Vec<Vec<Rational>> = powers.collect::<Option<_>>()?;
        let common = powers.iter().flatten().fold(Integer::from(1), |common, power| common.lcm(power.denom()));
        let whole = |power: &Rational| power.numer() * Integer::from(common.div_exact_ref(power.denom()));
        let powers = powers.iter().map(|row| row.iter().map(whole).collect()).collect();
        Some(Self { rows, weights, powers, found: BTreeMap::new() })
    }

    /// The drawings of a set of rows, each with the product of its weights.
    fn drawings(&self, set: PositionSet) -> Vec<(Vec<(usize, usize)>, Integer)> {
        let mut drawings = vec![(Vec::new(), Integer::from(1))];
        for index in set.positions() {
            let weights = &self.weights[index];
            let with_tokens = |(before, product): &(Vec<(usize, usize)>, Integer)| {
                let (before, product) = (before.clone(), product.clone());
                weights.iter().map(move |(token, weight)| {
                    let mut drawn = before.clone();
                    drawn.push((index, *token));
                    (drawn, Integer::from(&product * weight))
                })
            };
            drawings = drawings.iter().flat_map(with_tokens).collect();
        }
        drawings
    }

    /// The sum of the powers of some draws.
    fn sum(&self, drawn: &[(usize, usize)]) -> Integer {
        drawn.iter().map(|&(index, token)| &self.powers[index][token]).sum()
    }

    /// The drawings of a set of rows with the weights with which they are what is kept.
    pub(super) fn kept(&mut self, set: PositionSet) -> Vec<(Pairs, Real)> {
        let forgotten = (0..self.rows.number()).collect::<PositionSet>().minus(set);
        let mut left: BTreeMap<Integer, Integer> = BTreeMap::new();
        for (drawn, weight) in self.drawings(forgotten) {
            *left.entry(self.sum(&drawn)).or_default() += weight;
        }
        let left: Vec<(Integer, Integer)> = left.into_iter().collect();
        let mut outcomes = Vec::new();
        for (drawn, weight) in self.drawings(set) {
            let mut chance = Rational::new();
            for chosen in 0..1_usize << drawn.len() {
                let some: Vec<(usize, usize)> =
                    (0..drawn.len()).filter(|place| chosen >> place & 1 == 1).map(|place| drawn[place]).collect();
                let beaten = self.beaten(forgotten, &left, some);
                if chosen.count_ones() % 2 == 0 { chance += beaten } else { chance -= beaten }
            }
            chance += self.of_nothing(&drawn, forgotten, &left);
            if !chance.is_zero() {
                let position = |(index, token): (usize, usize)| (self.rows.rows()[index].position(), token);
                outcomes.push((drawn.into_iter().map(position).collect(), Real::Exact(chance * weight)));
            }
        }
        outcomes
    }

    /// The sum of `R / (R + the powers of some draws)` over the forgotten draws with `R > 0`, each with its weight.
    fn beaten(&mut self, forgotten: PositionSet, left: &[(Integer, Integer)], some: Vec<(usize, usize)>) -> &Rational {
        let sum = self.sum(&some);
        self.found.entry((forgotten, some)).or_insert_with(|| {
            let fraction =
                |(left, weight): &(Integer, Integer)| (Integer::from(left * weight), Integer::from(left + &sum));
            let fractions: Vec<_> = left.iter().filter(|(left, _)| !left.is_zero()).map(fraction).collect();
            sum_of(&fractions).map_or_else(Rational::new, Rational::from)
        })
    }

    /// The weight of the forgotten draws that all have the power 0, which only rounding to 0 makes, where some draws are
    /// kept before them: those with a power come first, and of the others the lower.
    fn of_nothing(&self, drawn: &[(usize, usize)], forgotten: PositionSet, left: &[(Integer, Integer)]) -> Integer {
        let last =
            drawn.iter().filter(|(index, token)| self.powers[*index][*token].is_zero()).map(|(index, _)| *index).max();
        let is_kept = last.is_none_or(|last| forgotten.positions().all(|index| index > last));
        let nothing = left.iter().find(|(left, _)| left.is_zero()).filter(|_| is_kept);
        nothing.map_or_else(Integer::new, |(_, weight)| weight.clone())
    }
}

/// The sum of fractions as a numerator over a denominator, in no lowest terms; `None` for no fractions. Halves are added
/// up first, so that the factors of each product are of about the same size.
fn sum_of(fractions: &[(Integer, Integer)]) -> Option<(Integer, Integer)> {
    match fractions {
        [] => None,
        [one] => Some(one.clone()),
        more => {
            let (first, second) = more.split_at(more.len() / 2);
            let ((a, b), (c, d)) = (sum_of(first)?, sum_of(second)?);
            Some((a * &d + c * &b, b * d))
        }
    }
}
