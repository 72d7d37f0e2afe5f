//! What a rule needs of the model, beside the rows of masked positions.

use crate::law::PositionSet;
use crate::law::predictor_table::state as shown;
use crate::sampler::predictor::Predictor;
use crate::sampler::states::{Counts, States};

use super::composed::Rule;
use super::error::RuleError;
use super::guidance;

/// Checks that the model has what a rule reads.
///
/// # Errors
/// With guidance [`RuleError::NoUnconditional`], and [`RuleError::GuidedZero`] of the first state and masked position,
/// reached or not, where the unconditional predictor excludes a token that the predictor allows. For a rule that reads
/// the rows of revealed positions [`RuleError::NoRevealedRows`] and [`RuleError::NoRevealedRow`].
pub fn check(model: &dyn States, rule: &Rule) -> Result<(), RuleError> {
    let shaping = rule.shaping();
    if shaping.guidance > 0 {
        if model.unconditional().is_none() {
            return Err(RuleError::NoUnconditional { rule: rule.to_string() });
        }
        let zero = model.model().and_then(|model| guidance::zero(model, |token| shaping.removes(token)));
        if let Some([state, position, token]) = zero {
            let (rule, state) = (rule.to_string(), shown(state, model.shape()));
            return Err(RuleError::GuidedZero { rule, state, position, token });
        }
    }
    if rule.selection().reads_revealed_rows() {
        if model.is_exact() {
            return Err(RuleError::NoRevealedRows { rule: rule.to_string() });
        }
        // Rows that are not in a table are looked for when they are read.
        let Some((model, Predictor::Table(table))) = model.model().map(|model| (model, model.predictor())) else {
            return Ok(());
        };
        let all = PositionSet::all(table.length());
        for state in 0..table.shape().patterns() {
            let revealed = all.minus(model.masked(state));
            if let Some(position) = revealed.positions().find(|&position| table.row_sum(state, position).is_zero()) {
                let state = shown(state, table.shape());
                return Err(RuleError::NoRevealedRow { rule: rule.to_string(), state, position });
            }
        }
    }
    Ok(())
}
