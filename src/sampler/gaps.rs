//! The predictor's gaps: what it loses to the exact conditional marginals, by the number of revealed tokens.

use rug::{Integer, Rational};

use crate::exact::lazy_form::{Terms, expand};
use crate::exact::{Extended, LazyForm, LogForm};

use super::predictor::Model;
use super::schedule::Schedule;

/// `gap_k`, `k = 0..L-1`, in nats: the mean over `k`-subsets `A` of the positions and over positions `i` outside `A` of
/// `E ln( p_i(X_i | X_A) / phat_i(X_i | X_A) )`; exact, at least 0, `+infinity` when the predictor gives probability 0
/// to a possible token.
///
/// The training error of Li & Cai is linear in the gaps: a schedule with boundaries `N_t` has
/// `eps_train = sum_t s_t gap_{N_{t-1}}`.
#[derive(Debug, Clone)]
pub struct PredictorGaps {
    /// `None` for `+infinity`.
    gaps: Vec<Option<LazyForm<'static>>>,
}

impl PredictorGaps {
    /// Sums up the log-likelihood ratios over all partly revealed sequences.
    pub fn new(model: &Model) -> Self {
        let length = model.law().length();
        if model.is_exact() {
            return Self::exact(length);
        }
        let patterns = model.patterns();
        let vocabulary_size = model.law().vocabulary_size();
        let mut gaps = vec![Some(LogForm::zero()); length];
        for (pattern, count) in patterns.counts().iter().enumerate() {
            let kept = patterns.kept(pattern);
            let revealed = kept.size();
            if count.is_zero() || revealed == length {
                continue;
            }
            let subsets = Integer::from(length).binomial(u32::try_from(revealed).expect("few positions"));
            let mean_over = model.law().total() * subsets * (length - revealed);
            for position in (0..length).filter(|&position| !kept.contains(position)) {
                for token in 0..vocabulary_size {
                    let joint = patterns.count(patterns.with_token(pattern, position, token));
                    if joint.is_zero() {
                        continue;
                    }
                    let predicted = model.conditional(pattern, position, token);
                    if predicted.weight.is_zero() {
                        gaps[revealed] = None;
                        continue;
                    }
                    if let Some(gap) = &mut gaps[revealed] {
                        let probability = Rational::from((joint, &mean_over));
                        let negative = Rational::from(-&probability);
                        gap.add_ln(joint, &probability);
                        gap.add_ln(count, &negative);
                        gap.add_ln(&predicted.sum, &probability);
                        gap.add_ln(&predicted.weight, &negative);
                    }
                }
            }
        }
        Self { gaps: gaps.into_iter().map(|gap| gap.map(LazyForm::from)).collect() }
    }

    /// The gaps of the exact predictor, which are 0.
    pub fn exact(length: usize) -> Self {
        Self { gaps: vec![Some(LogForm::zero().into()); length] }
    }

    /// `gap_k`, with `k` tokens revealed; `None` for `+infinity`.
    pub fn gap(&self, revealed: usize) -> Option<&LazyForm<'static>> {
        self.gaps[revealed].as_ref()
    }

    /// `eps_train = sum_t s_t gap_{N_{t-1}}` for a schedule, which is not worked out; `None` for `+infinity`.
    pub fn training_terms(&self, schedule: &Schedule) -> Option<Terms<'_>> {
        let steps = schedule.blocks().iter().zip(schedule.boundaries());
        steps.map(|(&block, revealed)| Some((Rational::from(block), self.gap(revealed)?))).collect()
    }

    /// `eps_train = sum_t s_t gap_{N_{t-1}}` for a schedule.
    pub fn training_error(&self, schedule: &Schedule) -> Extended {
        match self.training_terms(schedule) {
            Some(terms) => Extended::Finite(expand(&terms)),
            None => Extended::PositiveInfinity,
        }
    }
}
