//! What policies cost on a law.

use crate::exact::Extended;
use crate::sampler::States;
use crate::sampler::policy::{Evaluation, Policy, PolicyError, evaluate};

/// What one policy costs.
#[derive(Debug, Clone)]
pub struct PolicyCost {
    /// The policy's name.
    pub policy: String,
    /// Its divergence and its rounds.
    pub evaluation: Evaluation,
    /// Whether its output law is the law itself: `KL(p || q)` is exactly 0.
    pub is_exact: bool,
}

impl PolicyCost {
    /// The cost of a policy with the predictor of a model.
    ///
    /// # Errors
    /// As [`evaluate`].
    pub fn new(model: &dyn States, policy: &dyn Policy) -> Result<Self, PolicyError> {
        let evaluation = evaluate(model, policy)?;
        let is_exact = matches!(&evaluation.kl, Extended::Finite(form) if form.is_zero());
        Ok(Self { policy: policy.name(), evaluation, is_exact })
    }
}
