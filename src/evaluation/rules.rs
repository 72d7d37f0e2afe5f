//! The values of quantities of rules and of numbers that depend on the law.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use rug::Rational;

use crate::cases::law_scalar::{LawScalar, NoNumber};
use crate::cases::quantity::ByDefinition;
use crate::exact::Extended;
use crate::language::words::{RuleDivergence, RuleNumber};
use crate::sampler::rule::{RuleEvaluation, evaluate_rule, parse_rule};

use super::sampled::{NEEDS_TABLE, Sampled};
use super::tokens_of_word::tokens_of_word;

/// A rule by its name, and whether the exact predictor replaces the model's.
type Followed = (Arc<str>, bool);

/// What has been computed of the rules on a law; each is followed once.
#[derive(Debug, Default)]
pub struct Rules {
    followed: BTreeMap<Followed, Result<RuleEvaluation, String>>,
}

impl Rules {
    /// Follows the rules that quantities are of.
    pub fn prepare<'q>(&mut self, wanted: impl Iterator<Item = &'q ByDefinition>, model: &Sampled) {
        let mut missing: BTreeSet<Followed> = BTreeSet::new();
        for quantity in wanted {
            match quantity {
                ByDefinition::OfRule(divergence, rule) => _ = missing.insert(followed(*divergence, rule, model)),
                ByDefinition::Number(number) | ByDefinition::LnOf(number) => add_rules(number, &mut missing),
                ByDefinition::Multiple(multiple) => add_rules(&multiple.0, &mut missing),
                _ => {}
            }
        }
        missing.retain(|rule| !self.followed.contains_key(rule));
        self.followed.par_extend(missing.into_par_iter().map(|(rule, ideal)| {
            let evaluation = follow(&rule, ideal, model);
            ((rule, ideal), evaluation)
        }));
    }

    /// A divergence of a rule that was followed.
    ///
    /// # Errors
    /// Why it was not computed.
    pub fn divergence(&self, divergence: RuleDivergence, rule: &Arc<str>, model: &Sampled) -> Result<Extended, String> {
        let evaluation = self.evaluation(&followed(divergence, rule, model))?;
        Ok(match divergence {
            RuleDivergence::Kl | RuleDivergence::IdealKl => evaluation.kl.clone(),
            RuleDivergence::ReverseKl => evaluation.reverse_kl.clone(),
            RuleDivergence::MeanKl => evaluation.mean_kl_over_orders.clone().ok_or_else(|| {
                format!(
                    "the rule {rule} chooses positions by the tokens that it draws, so that it has no mean over orders"
                )
            })?,
        })
    }

    /// The value of a scalar, whose rules were followed.
    ///
    /// # Errors
    /// Why it has none.
    pub fn number(&self, scalar: &LawScalar, model: &Sampled) -> Result<Rational, NoNumber> {
        let table = || model.table().ok_or_else(|| NoNumber::Unavailable(NEEDS_TABLE.to_owned()));
        scalar.value(&|word| match word {
            LawScalar::OfWords(number) => Ok(number.value(table()?.law())),
            LawScalar::OfRule(number, rule) => {
                let evaluation = self.evaluation(&(Arc::clone(rule), false)).map_err(NoNumber::Unavailable)?;
                Ok(match number {
                    RuleNumber::TotalVariation => evaluation.total_variation.clone(),
                    RuleNumber::SupportProbability => evaluation.support_probability.clone(),
                    RuleNumber::ExpectedRounds => evaluation.expected_rounds.clone(),
                    RuleNumber::ExpectedRoundsUnderLaw => {
                        evaluation.expected_rounds_under_law.clone().ok_or_else(|| {
                            NoNumber::Undefined(format!("the output law of {rule} misses a sequence of the law"))
                        })?
                    }
                    RuleNumber::MaxRounds => evaluation.max_rounds.into(),
                })
            }
            LawScalar::OfWord(of) => tokens_of_word(of, table()?),
            _ => unreachable!("words are of the law or of a rule"),
        })
    }

    fn evaluation(&self, rule: &Followed) -> Result<&RuleEvaluation, String> {
        self.followed[rule].as_ref().map_err(Clone::clone)
    }
}

/// The rule that a divergence is of. Without a table the predictor is the exact one, and nothing replaces it.
fn followed(divergence: RuleDivergence, rule: &Arc<str>, model: &Sampled) -> Followed {
    (Arc::clone(rule), divergence == RuleDivergence::IdealKl && !model.is_exact())
}

fn add_rules(number: &LawScalar, rules: &mut BTreeSet<Followed>) {
    number.visit_words(&mut |word| {
        if let LawScalar::OfRule(_, rule) = word {
            rules.insert((Arc::clone(rule), false));
        }
    });
}

fn follow(name: &str, ideal: bool, model: &Sampled) -> Result<RuleEvaluation, String> {
    let model = if ideal { model.ideal() } else { *model };
    let rule = parse_rule(name, model.labels()).map_err(|error| error.to_string())?;
    let evaluation = model.follow(|states| evaluate_rule(states, &rule)).map_err(|error| error.to_string())?;
    evaluation.map_err(|error| error.to_string())
}
