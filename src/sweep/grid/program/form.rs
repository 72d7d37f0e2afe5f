//! Forms: linear combinations of the entropies of sets of positions, as integer combinations of the sums that a law's
//! pattern counts give.
//!
//! For a law with counts of total N write `S_k` for the sum of `c ln c` over the counts c of all patterns that keep k
//! positions; `S_0 = N ln N`. Then `h_k = ln N - S_k / (N C(L,k))`. With D the least common multiple of all `C(L,k)`,
//! the combination `sum_k a_k h_k + sum_n b_n ln n + c` (in nats) times N D is the [`Form`]
//!
//! ```text
//! (D sum_k a_k) S_0 - sum_k (a_k D / C(L,k)) S_k + N sum_n (D b_n) ln n + N D c,
//! ```
//!
//! whose coefficients depend on the claim alone, and not on the law. For a set A of positions write `S_A` for the sum of
//! `c ln c` over the counts of the patterns that keep just A. Then `H(X_A) = ln N - S_A / N`, and a combination with
//! terms `a_A H(X_A)` has `D a_A S_0 - D a_A S_A` in its form.
//!
//! `S_k` is the sum of `S_A` over the sets of k positions. So that equal combinations have equal forms, a form has sums
//! by size where its coefficients depend on sizes alone, and otherwise sums of single sets.

use std::collections::BTreeMap;

use crate::cases::linear::Linear;
use crate::cases::quantity::Quantity;
use crate::exact::{Integer, LogForm, Number, Rational};
use crate::law::Shape;

/// The form `sum_k sums[k] S_k + sum_A sets[A] S_A + N sum_n logarithms[n] ln n + N nats`, with integer coefficients.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Form {
    /// The coefficients of `S_0, .., S_L`.
    pub sums: Vec<Integer>,
    /// The coefficients of `S_A`, where they are not the same for all sets of a size: for the set with the bits b, at
    /// b - 1. Those of `S_1, .., S_L` are 0 then. Otherwise this is empty.
    pub sets: Vec<Integer>,
    /// The coefficients of `N ln n`, by n.
    pub logarithms: BTreeMap<Integer, Integer>,
    /// The coefficient of N.
    pub nats: Integer,
}

impl Form {
    /// The form of a combination with integer coefficients. `None` when the combination contains anything but entropies
    /// of sets of positions, their averages, logarithms and nats. Gaps are zero, as the predictor is exact.
    pub fn new(linear: &Linear, shape: Shape) -> Option<Self> {
        let length = shape.length();
        if !linear.extrema().is_empty() {
            return None;
        }
        let subsets = |size: usize| Integer::from(length).binomial(u32::try_from(size).unwrap_or(u32::MAX));
        let common = (1..=length).fold(Integer::from(1), |lcm, size| lcm.lcm(&subsets(size)));
        let common = Number::from(&common);
        let mut form = Self { sums: vec![Integer::new(); length + 1], ..Self::default() };
        if linear.terms().any(|(quantity, _)| matches!(quantity, Quantity::Entropy(_))) {
            form.sets = vec![Integer::new(); (1 << length) - 1];
        }
        for (quantity, coefficient) in linear.terms() {
            let (number, denominator) = coefficient.times(&common).into_rational().into_numer_denom();
            if denominator != 1 {
                return None;
            }
            match quantity {
                Quantity::Average(size) => {
                    form.sums[0] += &number;
                    form.sums[*size] -= number / subsets(*size);
                }
                Quantity::Ln(argument) => form.add_logarithm(argument, &number),
                Quantity::LnVocabulary => form.add_logarithm(&Integer::from(shape.vocabulary_size()), &number),
                Quantity::Gap(_) => {}
                Quantity::Nat => form.nats += &number,
                Quantity::Entropy(set) => {
                    form.sums[0] += &number;
                    form.sets[usize::try_from(set.bits()?).ok()?.checked_sub(1)?] -= number;
                }
                Quantity::IdealExpectedKl
                | Quantity::TrainingError
                | Quantity::OutputKl(_)
                | Quantity::ByDefinition(_) => return None,
            }
        }
        form.settle();
        Some(form)
    }

    /// Writes sums by size as those of single sets.
    fn expand(&mut self) {
        let sets = 1_usize << (self.sums.len() - 1);
        self.sets.resize(sets - 1, Integer::new());
        for (coefficient, set) in self.sets.iter_mut().zip(1_usize..) {
            *coefficient += &self.sums[set.count_ones() as usize];
        }
        self.sums[1..].iter_mut().for_each(|sum| *sum = Integer::new());
    }

    /// Chooses between sums by size and those of single sets.
    fn settle(&mut self) {
        if self.sets.is_empty() {
            return;
        }
        self.expand();
        // The set of the first k positions stands for its size.
        let first = |size: u32| (1_usize << size) - 2;
        if self.sets.iter().zip(1_usize..).all(|(coefficient, set)| *coefficient == self.sets[first(set.count_ones())])
        {
            for (sum, size) in self.sums[1..].iter_mut().zip(1..) {
                *sum = std::mem::take(&mut self.sets[first(size)]);
            }
            self.sets.clear();
        }
    }

    /// The form whose value on a law is that of this one on the law of the positions in another order: there position i
    /// is the position `order[i]` of the law.
    #[must_use]
    pub fn rearranged(&self, order: &[usize]) -> Self {
        let mut form = self.clone();
        for (coefficient, set) in self.sets.iter().zip(1_usize..) {
            let positions = order.iter().enumerate().filter(|(position, _)| set >> position & 1 == 1);
            let image = positions.fold(0, |image, (_, position)| image | 1_usize << position);
            form.sets[image - 1].clone_from(coefficient);
        }
        form
    }

    fn add_logarithm(&mut self, argument: &Integer, coefficient: &Integer) {
        let entry = self.logarithms.entry(argument.clone()).or_default();
        *entry += coefficient;
        if entry.is_zero() || *argument == 1 {
            self.logarithms.remove(argument);
        }
    }

    /// `self - other`.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        if !other.sets.is_empty() && self.sets.is_empty() {
            difference.expand();
        }
        for (set, less) in difference.sets.iter_mut().zip(&other.sets) {
            *set -= less;
        }
        for (sum, less) in difference.sums.iter_mut().zip(&other.sums) {
            *sum -= less;
        }
        for (argument, coefficient) in &other.logarithms {
            difference.add_logarithm(argument, &Integer::from(-coefficient));
        }
        difference.nats -= &other.nats;
        difference.settle();
        difference
    }

    /// Whether all coefficients are zero.
    pub fn is_zero(&self) -> bool {
        self.coefficients().all(Integer::is_zero)
    }

    /// Divides the form by the greatest common divisor of its coefficients, and makes the last nonzero coefficient of
    /// the sums positive. Returns whether that changed the sign.
    pub fn reduce(&mut self) -> bool {
        let divisor = self.coefficients().fold(Integer::new(), |gcd, coefficient| gcd.gcd(coefficient));
        if divisor.is_zero() {
            return false;
        }
        let constants = self.logarithms.values().chain([&self.nats]);
        let sums = self.sets.iter().rev().chain(self.sums.iter().rev());
        let leading = sums.chain(constants).find(|coefficient| !coefficient.is_zero());
        let flipped = leading.is_some_and(Integer::is_negative);
        let divisor = if flipped { -divisor } else { divisor };
        let sums = self.sums.iter_mut().chain(&mut self.sets);
        for coefficient in sums.chain(self.logarithms.values_mut()).chain([&mut self.nats]) {
            coefficient.div_exact_mut(&divisor);
        }
        flipped
    }

    /// The coefficients of the sums, of the logarithms and of N.
    pub fn coefficients(&self) -> impl Iterator<Item = &Integer> {
        self.sums.iter().chain(&self.sets).chain(self.logarithms.values()).chain([&self.nats])
    }

    /// The coefficients of the [columns](super::columns::Columns) of a program; those that are missing are 0.
    pub fn columns(&self) -> impl Iterator<Item = &Integer> {
        self.sums[1..].iter().chain(&self.sets)
    }

    /// Whether the form has no sums.
    pub fn is_constant(&self) -> bool {
        self.sums.iter().chain(&self.sets).all(Integer::is_zero)
    }

    /// The exact value on a law. `histograms[k]` maps each positive count of the patterns of the column k, counted from
    /// 1, to the number of times that it occurs; `histograms[0]` holds the total once.
    pub fn value(&self, histograms: &[BTreeMap<u32, u64>]) -> LogForm {
        let total = histograms[0].keys().next().copied().unwrap_or_default();
        let mut value = LogForm::zero();
        for (coefficient, histogram) in self.sums.iter().chain(&self.sets).zip(histograms) {
            for (count, times) in histogram {
                let factor = Integer::from(coefficient * *times) * *count;
                value.add_ln(&Integer::from(*count), &Rational::from(factor));
            }
        }
        value += &self.constants(total);
        value
    }

    /// The part without sums: logarithms and nats, times the total N. It is the same for all laws of that total.
    pub fn constants(&self, total: u32) -> LogForm {
        let terms = self.logarithms.iter();
        let mut constants: LogForm = terms
            .map(|(argument, coefficient)| (argument.clone(), Rational::from(Integer::from(coefficient * total))))
            .collect();
        constants.add_nats(&Rational::from(Integer::from(&self.nats * total)));
        constants
    }
}
