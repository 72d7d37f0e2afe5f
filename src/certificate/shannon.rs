//! Proofs by Shannon's inequalities, and polymatroids, as documents.

use rug::Rational;

use crate::cases::bindings::{Binding, schedule_of};
use crate::decide::difference::training_error;
use crate::decide::outcome::{Proof, Reason};
use crate::decide::shannon::combination::Coordinate;
use crate::decide::shannon::polymatroid::NoProof;
use crate::decide::shannon::{Inequality, ShannonProof};
use crate::exact::Number;
use crate::language::Claim;
use crate::law::PositionSet;

use super::declined::Declined;
use super::document::{Evidence, Instance, ShannonInstance};
use super::shannon_text::{InequalityText, OthersText, ShannonText, SymmetryText, TermText};

/// The certificate of proofs by Shannon's inequalities; `None` where one of them is of another kind.
pub fn proved(claim: &Claim, length: usize, proofs: &[Proof]) -> Option<Result<Evidence, Declined>> {
    let mut instances = Vec::new();
    for proof in proofs {
        let Reason::Shannon(sums) = &proof.reason else { return None };
        let texts = sums.iter().map(|sum| text(sum, length, &proof.bindings)).collect();
        match texts {
            Ok(proofs) => instances.push(ShannonInstance { instance: Instance::new(&proof.bindings), proofs }),
            Err(declined) => return Some(Err(declined)),
        }
    }
    let has_premise = !claim.statement().premise.is_empty();
    Some(Ok(if has_premise { Evidence::Farkas { instances } } else { Evidence::Shannon { instances } }))
}

fn text(proof: &ShannonProof, length: usize, bindings: &[Binding]) -> Result<ShannonText, Declined> {
    let mut gaps = vec![Number::ZERO; length];
    let mut terms = Vec::new();
    for (inequality, multiplier) in &proof.terms {
        let (mut sign, list) = (1, |set: &PositionSet| set.positions().map(|position| position + 1).collect());
        let inequality = match inequality {
            Inequality::Information { first, second, given } => {
                // The two are interchangeable, and the one with the first position is written first.
                let is_first = first.bits().trailing_zeros() < second.bits().trailing_zeros();
                let [first, second] = if is_first { [first, second] } else { [second, first] };
                InequalityText::Information([first, second, given].map(list))
            }
            Inequality::Entropy { of, given } => InequalityText::Entropy([of, given].map(list)),
            Inequality::Vocabulary(set) => {
                let position = set.positions().next().expect("a set of one position");
                InequalityText::Vocabulary(position + 1)
            }
            Inequality::Nonnegative(Coordinate::Gap(revealed)) => {
                gaps[*revealed] = Number::from(multiplier);
                continue;
            }
            Inequality::Nonnegative(coordinate) => InequalityText::Nonnegative(match coordinate {
                Coordinate::LnVocabulary => "ln V".to_owned(),
                Coordinate::Ln(argument) => format!("ln {argument}"),
                Coordinate::Nat => "nat".to_owned(),
                Coordinate::Entropy(_) | Coordinate::Gap(_) => return Err(Declined::Format("this proof")),
            }),
            Inequality::Premise { index, is_negated } => {
                sign = if *is_negated { -1 } else { 1 };
                InequalityText::Premise(*index)
            }
            Inequality::ZhangYeung(_) => {
                return Err(Declined::Format("a proof by an inequality that is none of Shannon's"));
            }
        };
        terms.push(TermText { weight: Rational::from(multiplier * sign).to_string(), inequality });
    }
    // Gaps of the predictor are written as the training error of the schedule.
    let training = training_error(&gaps, schedule_of(bindings));
    let training = training.ok_or(Declined::Format("training errors of several schedules"))?;
    if training != 0 {
        let inequality = InequalityText::Nonnegative("eps_train".to_owned());
        terms.push(TermText { weight: training.to_string(), inequality });
    }
    let numbered = |generator: &Vec<usize>| generator.iter().map(|position| position + 1).collect();
    let symmetry = match proof.has_all_permutations {
        true => SymmetryText::All("all"),
        false => SymmetryText::Generators(proof.symmetry.iter().map(numbered).collect()),
    };
    Ok(ShannonText { symmetry, terms })
}

/// The longest sequences of which a polymatroid is written out.
const POLYMATROID_LENGTH: usize = 12;

/// The certificate that there is no proof by Shannon's inequalities.
pub fn no_proof(length: usize, found: &NoProof) -> Result<Evidence, Declined> {
    if length > POLYMATROID_LENGTH {
        return Err(Declined::Format("a polymatroid on more than 12 positions"));
    }
    let polymatroid = &found.polymatroid;
    let others = polymatroid.others();
    let is_written = |coordinate: &Coordinate| matches!(coordinate, Coordinate::LnVocabulary | Coordinate::Nat);
    if others.iter().any(|(coordinate, value)| !is_written(coordinate) && *value != 0) {
        return Err(Declined::Format("a polymatroid with values of logarithms or of training errors"));
    }
    let largest = (0..length).map(|position| polymatroid.entropy(PositionSet::EMPTY.with(position))).max();
    let ln_v = others.get(&Coordinate::LnVocabulary).cloned().or(largest).unwrap_or_default();
    let nat = others.get(&Coordinate::Nat).cloned().unwrap_or_default();
    let sets = PositionSet::subsets(length).skip(1);
    Ok(Evidence::Polymatroid {
        instance: Instance::new(&found.bindings),
        relation: found.relation,
        entropies: sets.map(|set| polymatroid.entropy(set).to_string()).collect(),
        others: OthersText { ln_v: ln_v.to_string(), eps_train: "0".to_owned(), nat: nat.to_string() },
    })
}
