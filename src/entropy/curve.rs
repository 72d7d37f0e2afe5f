//! The average entropy curve and what is linear in it.

use std::collections::BTreeMap;

use itertools::Itertools;
use rug::{Integer, Rational};

use crate::exact::lazy_form::{Terms, expand};
use crate::exact::{LazyForm, LogForm};
use crate::law::PatternCounts;

use super::mean_entropy;

/// The average entropies `h_k = mean of H(X_A) over the subsets A with k positions`, `k = 0..L`, in nats; exact.
///
/// Everything that the expected sampling error of random unmasking orders depends on is linear in these `L` numbers:
/// - `zeta(m) = h_1 + h_m - h_{m+1}`, the mean of `I(X_i; X_W)` over `i` and the `m`-subsets `W` that miss `i`,
///   `m = 0..L-1`; the information curve of Chen, Cong & Li is `Z_j = zeta(j-1)`;
/// - `delta(m) = zeta(m) - zeta(m-1) = 2 h_m - h_{m-1} - h_{m+1} >= 0`, `m = 1..L-1`;
/// - `TC = L h_1 - h_L`, `DTC = L h_{L-1} - (L-1) h_L`, `sum_i I(X_i; X_{-i}) = L zeta(L-1) = TC + DTC`.
#[derive(Debug, Clone)]
pub struct AverageCurve {
    averages: Vec<LazyForm<'static>>,
}

impl AverageCurve {
    /// Sums up the marginal counts by the size of the subset.
    pub fn new(patterns: &PatternCounts) -> Self {
        let length = patterns.length();
        let mut multiplicities = vec![BTreeMap::new(); length + 1];
        for (pattern, count) in patterns.counts().iter().enumerate() {
            if *count > 0 {
                *multiplicities[patterns.kept(pattern).size()].entry(count).or_insert(0) += 1;
            }
        }
        let total = patterns.count(patterns.all_masked());
        let averages = multiplicities
            .iter()
            .enumerate()
            .map(|(size, counts): (usize, &BTreeMap<&Integer, u64>)| {
                let subsets = Integer::from(length).binomial(u32::try_from(size).expect("few positions"));
                let counts = counts.iter().map(|(&count, &number)| (count, Integer::from(number)));
                mean_entropy(counts, total, &subsets)
            })
            .collect();
        Self::of(averages)
    }

    /// The curve with these averages, `h_0` first.
    pub(super) fn of(averages: Vec<LogForm>) -> Self {
        Self { averages: averages.into_iter().map(LazyForm::from).collect() }
    }

    /// `L`.
    pub fn length(&self) -> usize {
        self.averages.len() - 1
    }

    /// `h_k`, `0 <= k <= L`.
    pub fn h(&self, size: usize) -> &LogForm {
        self.averages[size].form()
    }

    /// `h_k` with its enclosure, `0 <= k <= L`.
    pub fn quantity(&self, size: usize) -> &LazyForm<'static> {
        &self.averages[size]
    }

    /// `sum_k coefficient_k h_k`, which is not worked out.
    pub fn terms(&self, coefficients: impl IntoIterator<Item = (usize, impl Into<Rational>)>) -> Terms<'_> {
        coefficients.into_iter().map(|(size, coefficient)| (coefficient.into(), self.quantity(size))).collect()
    }

    /// The value of `sum_k coefficient_k h_k`.
    pub fn combine(&self, coefficients: impl IntoIterator<Item = (usize, impl Into<Rational>)>) -> LogForm {
        expand(&self.terms(coefficients))
    }

    /// `zeta(m)`, `0 <= m <= L-1`.
    pub fn zeta(&self, size: usize) -> LogForm {
        self.combine(zeta_coefficients(size))
    }

    /// The information curve `Z_1, ..., Z_L`.
    pub fn information_curve(&self) -> Vec<LogForm> {
        (0..self.length()).map(|size| self.zeta(size)).collect()
    }

    /// `H(X)`.
    pub fn entropy(&self) -> &LogForm {
        self.h(self.length())
    }

    /// Total correlation, `sum_i H(X_i) - H(X)`.
    pub fn total_correlation(&self) -> LogForm {
        self.combine(total_correlation_coefficients(self.length()))
    }

    /// Dual total correlation, `H(X) - sum_i H(X_i | X_{-i})`.
    pub fn dual_total_correlation(&self) -> LogForm {
        self.combine(dual_total_correlation_coefficients(self.length()))
    }

    /// `sum_i I(X_i; X_{-i})`.
    pub fn mutual_information_sum(&self) -> LogForm {
        self.combine(mutual_information_coefficients(self.length()))
    }

    /// Whether the curve is what entropies allow (Han): it starts at 0, is nondecreasing and concave.
    pub fn is_valid(&self) -> bool {
        let increments: Vec<LogForm> = self
            .averages
            .iter()
            .tuple_windows()
            .map(|(before, after)| {
                let mut increment = after.form().clone();
                increment -= before.form();
                increment
            })
            .collect();
        self.h(0).is_zero()
            && increments.iter().all(|increment| increment.sign().is_ge())
            && increments.windows(2).all(|pair| pair[0] >= pair[1])
    }
}

/// The coefficients of `zeta(m)` on the average entropies, `0 <= m <= L-1`: pairs `(k, coefficient of h_k)`, possibly
/// several for one `k`.
pub fn zeta_coefficients(size: usize) -> [(usize, Rational); 3] {
    [(1, 1.into()), (size, 1.into()), (size + 1, (-1).into())]
}

/// The coefficients of the total correlation of `L` positions.
pub fn total_correlation_coefficients(length: usize) -> [(usize, Rational); 2] {
    [(1, length.into()), (length, (-1).into())]
}

/// The coefficients of the dual total correlation of `L` positions.
pub fn dual_total_correlation_coefficients(length: usize) -> [(usize, Rational); 2] {
    let positions = Rational::from(length);
    [(length - 1, positions.clone()), (length, Rational::from(1) - positions)]
}

/// The coefficients of `sum_i I(X_i; X_{-i})` of `L` positions.
pub fn mutual_information_coefficients(length: usize) -> [(usize, Rational); 3] {
    zeta_coefficients(length - 1).map(|(size, coefficient)| (size, coefficient * Rational::from(length)))
}
