//! How long the fractions of a rule's output are.

use rug::Integer;

use crate::sampler::rows::Confidence;
use crate::sampler::states::States;

use super::composed::{Block, Rule};
use super::guidance::weights;

/// About how many bits the denominators of a rule's output have beside the products of rows, by the rows of the state
/// in which all is masked. Confidences that are not known to be rational make no fractions.
pub fn fraction_bits(model: &dyn States, rule: &Rule) -> u64 {
    let (all, length) = (model.all_masked(), model.shape().length());
    let (size, shaping) = (model.shape().vocabulary_size(), rule.shaping());
    let of_block = |block: &Block| {
        // In proportion to the bits of confidences: for most rules nothing, and their rows need not be looked at.
        if rule.selection().fraction_bits(block.positions.size(), size, 1) == 0 {
            return 0;
        }
        let mut common = Integer::from(1);
        for position in block.positions.positions() {
            let (_, compared) = shaping.drawn_and_compared(size, weights(model, all, position, shaping.guidance));
            for &(token, _) in compared.possible() {
                if let Confidence::Rational(confidence) = shaping.rounding.of(compared.probability(token)) {
                    common.lcm_mut(confidence.denom());
                }
            }
        }
        rule.selection().fraction_bits(block.positions.size(), size, u64::from(common.significant_bits()))
    };
    rule.blocks(length).iter().map(of_block).fold(0, u64::saturating_add)
}
