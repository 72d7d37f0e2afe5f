//! The predictor's gaps: what it loses to the exact conditional marginals, by the number of revealed tokens.

use rug::{Integer, Rational};

use crate::exact::lazy_form::{Terms, expand};
use crate::exact::{Extended, LazyForm, LogForm};
use crate::law::PositionSet;

use super::predictor::Model;
use super::schedule::Schedule;
use super::states::States;
use super::states_error::StatesError;

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
        Self::of(model).expect("a table has all rows")
    }

    /// As [`new`](Self::new), of any law.
    ///
    /// # Errors
    /// [`StatesError`] of a law that is given by its sequences: its partly masked sequences are too many, or the predictor
    /// lacks a row.
    pub fn of(model: &dyn States) -> Result<Self, StatesError> {
        let length = model.shape().length();
        if model.is_exact() {
            return Ok(Self::exact(length));
        }
        let mut gaps = vec![Some(LogForm::zero()); length];
        for kept in PositionSet::subsets(length).filter(|kept| kept.size() < length) {
            let revealed = kept.size();
            let subsets = Integer::from(length).binomial(u32::try_from(revealed).expect("few positions"));
            let mean_over = model.total() * subsets * (length - revealed);
            for state in model.followers(model.all_masked(), kept) {
                let count = model.count(state);
                for position in PositionSet::all(length).minus(kept).positions() {
                    let gap = &mut gaps[revealed];
                    add_ratios(gap, model, (state, &count, position), &mean_over);
                }
                StatesError::check(model, 0)?;
            }
        }
        Ok(Self { gaps: gaps.into_iter().map(|gap| gap.map(LazyForm::from)).collect() })
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

/// Adds `c(x_i, x_A)/N ln( p_i(x_i | x_A) / phat_i(x_i | x_A) )` over the tokens of a masked position of a state with its
/// count; `None` is `+infinity`.
fn add_ratios(
    gap: &mut Option<LogForm>,
    model: &dyn States,
    (state, count, position): (usize, &Integer, usize),
    over: &Integer,
) {
    for (token, joint) in model.tokens(state, position) {
        let predicted = model.conditional(state, position, token);
        if predicted.weight.is_zero() {
            *gap = None;
        }
        if let Some(gap) = gap {
            let probability = Rational::from((&*joint, over));
            let negative = Rational::from(-&probability);
            gap.add_ln(&joint, &probability);
            gap.add_ln(count, &negative);
            gap.add_ln(&predicted.sum, &probability);
            gap.add_ln(&predicted.weight, &negative);
        }
    }
}
