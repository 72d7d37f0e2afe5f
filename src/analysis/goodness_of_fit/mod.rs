//! Whether samples may have been drawn from a law that is known exactly.
//!
//! Of `n` independent samples let `n_x` be how often the word `x` occurred, and `q` the law. A word with `q(x) = 0`
//! that occurred refutes by itself. Otherwise the likelihood ratio decides, `G = 2 sum_x n_x ln(n_x / (n q(x)))`, a
//! linear form in logarithms. [`tail`] bounds its tail for every number of samples, which proves or does not prove; the
//! limit for many samples is told beside it, and proves nothing.

pub mod tail;

use rug::{Integer, Rational};

use crate::exact::{Enclosure, LogForm};

use tail::{PRECISION, chi_square_tail, is_total_variation_tail_within, relative_entropy_tail};

/// What samples say of a law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitVerdict {
    /// A word occurred that the law does not have: the samples are not from the law, for certain.
    Impossible,
    /// Under the law, a likelihood ratio as large has at most the probability of the level, by a proven bound.
    Refuted,
    /// Not refuted by the proven bound, but its limit for many samples is at most the level.
    Doubtful,
    /// Neither.
    Consistent,
}

impl FitVerdict {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Impossible => "impossible",
            Self::Refuted => "refuted",
            Self::Doubtful => "doubtful",
            Self::Consistent => "consistent",
        }
    }
}

/// Samples beside a law.
#[derive(Debug, Clone)]
pub struct GoodnessOfFit {
    /// The number of samples, `n`.
    pub samples: u64,
    /// The number of words of positive probability, `k`.
    pub possible: usize,
    /// The words of probability zero that occurred, with how often.
    pub impossible: Vec<(usize, u64)>,
    /// `G` in nats; `None` where a word of probability zero occurred, and it is infinite.
    pub likelihood_ratio: Option<LogForm>,
    /// `1/2 sum_x |n_x / n - q(x)|`
    pub total_variation: Rational,
    /// A bound on the probability, under the law, of a likelihood ratio at least as large, for this number of samples.
    pub p_bound: Rational,
    /// Bounds of the limit of that probability for many samples.
    pub p_limit: (Rational, Rational),
    /// What follows at the level.
    pub verdict: FitVerdict,
}

/// Compares how often each word occurred with the law, at a level between 0 and 1.
///
/// # Panics
/// When there are no samples, or the two have different numbers of words.
pub fn goodness_of_fit(law: &[Rational], counts: &[u64], level: &Rational) -> GoodnessOfFit {
    assert_eq!(law.len(), counts.len(), "a count for each word");
    let samples: u64 = counts.iter().sum();
    assert!(samples > 0, "at least one sample");
    let possible = law.iter().filter(|probability| !probability.is_zero()).count();
    let occurred = || law.iter().zip(counts).enumerate().filter(|(_, (_, count))| **count > 0);
    let impossible: Vec<(usize, u64)> = occurred()
        .filter(|(_, (probability, _))| probability.is_zero())
        .map(|(word, (_, &count))| (word, count))
        .collect();
    let distance = |(probability, &count): (&Rational, &u64)| (Rational::from((count, samples)) - probability).abs();
    let total_variation = law.iter().zip(counts).map(distance).fold(Rational::new(), |sum, term| sum + term) / 2_u32;
    let mut fit = GoodnessOfFit {
        samples,
        possible,
        impossible,
        likelihood_ratio: None,
        total_variation,
        p_bound: Rational::new(),
        p_limit: (Rational::new(), Rational::new()),
        verdict: FitVerdict::Impossible,
    };
    if !fit.impossible.is_empty() {
        return fit;
    }
    let mut half = LogForm::zero();
    for (_, (probability, &count)) in occurred() {
        let share = Rational::from(count);
        half.add_ln(&Integer::from(count), &share);
        half.add_ln(probability.denom(), &share);
        half.add_ln(probability.numer(), &Rational::from(-&share));
    }
    half.add_ln(&Integer::from(samples), &Rational::from(-Integer::from(samples)));
    let enclosed = Enclosure::of(&half, PRECISION);
    fit.p_bound = relative_entropy_tail(&enclosed, possible - 1);
    fit.p_limit = chi_square_tail(&enclosed, possible - 1);
    fit.verdict = if fit.p_bound <= *level {
        FitVerdict::Refuted
    } else if fit.p_limit.1 <= *level {
        FitVerdict::Doubtful
    } else {
        FitVerdict::Consistent
    };
    fit.likelihood_ratio = Some(half.scaled(&Rational::from(2)));
    fit
}

/// A number of samples with which [`goodness_of_fit`] refutes, with probability at least `1 - level`, a sampler whose
/// law is at total variation `difference` or more from the law; of `words` words, `possible` have positive probability
/// under the law. `None` above 2^64.
///
/// Let `q'` be the sampler's law, `p` the shares of the samples, `d` the difference. `TV(p, q') < d/2` but with
/// probability `(2^words - 2) e^(-n d^2 / 2)`. Then `TV(p, q) > d/2`, and by Pinsker's inequality `n KL(p || q) > 2 n
/// (d/2)^2 = n d^2 / 2`. So it is enough that with `x = n d^2 / 2` both bounds of [`tail`] are within the level; that
/// of the relative entropy is held `2^-64` of it below, since [`goodness_of_fit`] rounds its bound up by less.
pub fn sufficient_samples(possible: usize, words: usize, difference: &Rational, level: &Rational) -> Option<u64> {
    let square = Rational::from(difference * difference) / 2_u32;
    let below = Rational::from(1) - Rational::from((1, Integer::from(1) << 64));
    let target = level * below;
    let is_enough = |samples: u64| {
        let x = Rational::from(&square * Integer::from(samples));
        is_total_variation_tail_within(&x, words, level)
            && relative_entropy_tail(&Enclosure::of_rational(&x, PRECISION), possible - 1) <= target
    };
    let mut high = 1_u64;
    while !is_enough(high) {
        high = high.checked_mul(2)?;
    }
    let mut low = high / 2;
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if is_enough(middle) { high = middle } else { low = middle }
    }
    Some(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All counts of `n` samples of `k` words.
    fn all_counts(samples: u64, words: usize) -> Vec<Vec<u64>> {
        if words == 1 {
            return vec![vec![samples]];
        }
        let rest =
            |first| all_counts(samples - first, words - 1).into_iter().map(move |rest| [vec![first], rest].concat());
        (0..=samples).flat_map(rest).collect()
    }

    /// The multinomial probability of counts, by its definition.
    fn probability(law: &[Rational], counts: &[u64]) -> Rational {
        let factorial = |n: u64| Integer::from(Integer::factorial(u32::try_from(n).unwrap()));
        let mut product = Rational::from(factorial(counts.iter().sum()));
        for (probability, &count) in law.iter().zip(counts) {
            product /= factorial(count);
            product *= (0..count).fold(Rational::from(1), |power, _| power * probability);
        }
        product
    }

    fn law(weights: &[u32]) -> Vec<Rational> {
        let total: u32 = weights.iter().sum();
        weights.iter().map(|&weight| Rational::from((weight, total))).collect()
    }

    /// The exact probability of a likelihood ratio at least as large, by listing all outcomes, is within the bound.
    #[test]
    fn the_bound_is_above_the_exact_probability() {
        let mut refuted = 0;
        for (weights, samples) in [(vec![1, 1], 60), (vec![1, 9], 40), (vec![1, 2, 3], 24), (vec![1, 5, 5, 9], 12)] {
            let law = law(&weights);
            let level = Rational::from((1, 100));
            let outcomes: Vec<_> = all_counts(samples, law.len())
                .into_iter()
                .map(|counts| (goodness_of_fit(&law, &counts, &level), probability(&law, &counts)))
                .collect();
            let total: Rational = outcomes.iter().fold(Rational::new(), |sum, (_, chance)| sum + chance);
            assert_eq!(total, 1);
            // The bound falls as the likelihood ratio grows: what has a bound as small has a ratio as large, or both
            // are 1.
            for bound in outcomes.iter().map(|(fit, _)| &fit.p_bound).filter(|bound| **bound < 1) {
                let as_large = outcomes.iter().filter(|(fit, _)| fit.p_bound <= *bound).map(|(_, chance)| chance);
                assert!(Rational::from(Rational::sum(as_large)) <= *bound);
            }
            refuted += outcomes.iter().filter(|(fit, _)| fit.verdict == FitVerdict::Refuted).count();
        }
        assert!(refuted > 50);
    }

    /// With so many samples another law is refuted with the probability that is promised, by listing all outcomes.
    #[test]
    fn so_many_samples_are_enough() {
        let (expected, other) = (law(&[1, 1]), law(&[1, 9]));
        let (difference, level) = (Rational::from((2, 5)), Rational::from((1, 10)));
        let samples = sufficient_samples(2, 2, &difference, &level).unwrap();
        let refuted = all_counts(samples, 2)
            .into_iter()
            .filter(|counts| goodness_of_fit(&expected, counts, &level).verdict == FitVerdict::Refuted)
            .fold(Rational::new(), |sum, counts| sum + probability(&other, &counts));
        assert!(refuted >= Rational::from((9, 10)), "{samples} {refuted}");
        // A difference half as large takes four times as many.
        let half = Rational::from((1, 5));
        let four = sufficient_samples(2, 2, &half, &level).unwrap();
        assert!((4 * samples - 4..=4 * samples).contains(&four), "{samples} {four}");
    }

    #[test]
    fn verdicts_of_a_few_samples() {
        let level = Rational::from((1, 100));
        let fit = |weights: &[u32], counts: &[u64]| goodness_of_fit(&law(weights), counts, &level);
        // An impossible word refutes, whatever its number.
        let impossible = fit(&[1, 1, 0], &[500, 500, 1]);
        assert_eq!((impossible.verdict, impossible.impossible), (FitVerdict::Impossible, vec![(2, 1)]));
        assert!(impossible.likelihood_ratio.is_none());
        // As expected exactly: G = 0 and TV = 0.
        let same = fit(&[1, 3], &[25, 75]);
        assert_eq!((same.verdict, same.total_variation.clone()), (FitVerdict::Consistent, Rational::new()));
        assert!(same.likelihood_ratio.unwrap().is_zero() && same.p_bound == 1 && same.p_limit.1 == 1);
        // G = 2 (40 ln(4/5) + 60 ln(6/5)) = 4.027.., which the chi-square law exceeds with probability 0.0448 (tables).
        let uneven = fit(&[1, 1], &[40, 60]);
        assert_eq!(uneven.likelihood_ratio.unwrap().to_decimal(4, crate::exact::Unit::Nats), "4.027");
        let expected = Rational::from((448, 10_000));
        assert!(Rational::from(&uneven.p_limit.0 - &expected).abs() < Rational::from((1, 10_000)));
        assert_eq!(uneven.verdict, FitVerdict::Consistent);
        // The limit is at most 1/100 and the bound is not.
        assert_eq!(fit(&[1, 1], &[36, 64]).verdict, FitVerdict::Doubtful);
        assert_eq!(fit(&[1, 1], &[30, 70]).verdict, FitVerdict::Refuted);
    }
}
