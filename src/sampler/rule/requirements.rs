//! What a rule needs of the model, beside the rows of masked positions.

use crate::law::PositionSet;
use crate::law::predictor_table::state as shown;
use crate::sampler::policy::masked;
use crate::sampler::predictor::{Model, Predictor};

use super::composed::Rule;
use super::error::RuleError;
use super::guidance;

/// Checks that the model has what a rule reads.
///
/// # Errors
/// With guidance [`RuleError::NoUnconditional`], and [`RuleError::GuidedZero`] of the first state and masked position,
/// reached or not, where the unconditional predictor excludes a token that the predictor allows. For a rule that reads
/// the rows of revealed positions [`RuleError::NoRevealedRows`] and [`RuleError::NoRevealedRow`].
pub fn check(model: &Model, rule: &Rule) -> Result<(), RuleError> {
    let (law, shaping) = (model.law(), rule.shaping());
    if shaping.guidance > 0 {
        if model.unconditional().is_none() {
            return Err(RuleError::NoUnconditional { rule: rule.to_string() });
        }
        if let Some([state, position, token]) = guidance::zero(model, |token| shaping.removes(token)) {
            let (rule, state) = (rule.to_string(), shown(state, law.shape()));
            return Err(RuleError::GuidedZero { rule, state, position, token });
        }
    }
    if rule.selection().reads_revealed_rows() {
        let Predictor::Table(table) = model.predictor() else {
            return Err(RuleError::NoRevealedRows { rule: rule.to_string() });
        };
        let all = PositionSet::all(law.length());
        for state in 0..law.shape().patterns() {
            let revealed = all.minus(masked(model, state));
            if let Some(position) = revealed.positions().find(|&position| table.row_sum(state, position).is_zero()) {
                let state = shown(state, law.shape());
                return Err(RuleError::NoRevealedRow { rule: rule.to_string(), state, position });
            }
        }
    }
    Ok(())
}
