//! The cases of a claim, one after another.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::cases::bindings::Binding;
use crate::cases::linear::Linear;
use crate::cases::plan::{Case, Goal, Instantiation, LeafIndex, Plan, Relation};
use crate::cases::quantity::Quantity;
use crate::cases::tree::Tree;
use crate::decide::breaking_law::relation_verdict;
use crate::decide::difference::NotLinear;
use crate::decide::outcome::{Decision, Proof, Reason, Refutation};
use crate::decide::undecided::Undecided;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Subject, Verdict};
use crate::exact::{TooLarge, Work};
use crate::language::words::Comparator;
use crate::language::{Claim, ClaimError};
use crate::law::{Law, PatternCounts, PositionSet};
use crate::sampler::{Model, Predictor};

use super::combination::{Combination, conjuncts};
use super::inequality::Premise;
use super::laws::{Suspect, suspects};
use super::polymatroid::NoProof;
use super::problem::{NonShannon, Problem};
use super::proof::{Multipliers, ShannonProof, is_proof};
use super::prover::{Search, by_all, by_chains};

/// Decides the cases of a claim for one length, over all laws. The plan is that of the instantiation.
///
/// # Errors
/// When the claim cannot be instantiated for the shape of a law that may break it.
pub fn decide(
    claim: &Claim,
    plan: &Plan,
    instantiation: &Instantiation,
    non_shannon: NonShannon,
    work: &Arc<Work>,
) -> Result<Decision, ClaimError> {
    // Average entropies alone, of sequences of any length: the sets of one size need not be told apart.
    let is_averaged = instantiation.length <= PositionSet::MAX_LENGTH
        && !plan.quantities().iter().any(|quantity| matches!(quantity, Quantity::Entropy(_)));
    let size = (instantiation.length, is_averaged);
    let mut decider = Decider { claim, instantiation, size, non_shannon, work, known: FxHashMap::default() };
    decider.outer(plan, &plan.outer)
}

/// What says whether a proof of one problem is one of another: the target and the premises on the blocks, and the
/// permutations over which the mean is taken. Blocks of other sizes have others.
type Key = (Combination, Vec<Premise>, Vec<Vec<usize>>);

struct Decider<'a> {
    claim: &'a Claim,
    instantiation: &'a Instantiation<'a>,
    /// The length, and whether the entropy of the first positions stands for an average entropy.
    size: (usize, bool),
    non_shannon: NonShannon,
    work: &'a Arc<Work>,
    /// The proof of a problem along chain rules, or that none was found.
    known: FxHashMap<Key, Option<Multipliers>>,
}

/// Why a case is not proved.
enum Failure {
    Refuted(Refutation),
    Undecided(Undecided),
}

impl From<NotLinear> for Failure {
    fn from(reason: NotLinear) -> Self {
        Self::Undecided(Undecided::NotLinear(reason))
    }
}

impl From<TooLarge> for Failure {
    fn from(error: TooLarge) -> Self {
        Self::Undecided(error.into())
    }
}

impl Decider<'_> {
    fn outer(&mut self, plan: &Plan, tree: &Tree<LeafIndex>) -> Result<Decision, ClaimError> {
        match tree {
            Tree::Leaf(leaf) => {
                let mut proofs = Vec::new();
                for case in plan.cases.iter().filter(|case| case.leaf == *leaf) {
                    match self.case(case)? {
                        Ok(proof) => proofs.push(proof),
                        Err(Failure::Refuted(refutation)) => return Ok(Decision::Refuted(refutation)),
                        Err(Failure::Undecided(reason)) => return Ok(Decision::Undecided(reason)),
                    }
                }
                Ok(if proofs.is_empty() { Decision::NoCase } else { Decision::Proved(proofs) })
            }
            Tree::All(instances) => {
                let mut proofs = Vec::new();
                for (_, tree) in instances {
                    match self.outer(plan, tree)? {
                        Decision::Proved(more) => proofs.extend(more),
                        Decision::NoCase => {}
                        other => return Ok(other),
                    }
                }
                Ok(if proofs.is_empty() { Decision::NoCase } else { Decision::Proved(proofs) })
            }
            // One instance that serves all laws is enough; whether each law has its own is not decided.
            Tree::Any(instances) => {
                for (_, tree) in instances {
                    if let Decision::Proved(proofs) = self.outer(plan, tree)? {
                        return Ok(Decision::Proved(proofs));
                    }
                }
                Ok(Decision::Undecided(Undecided::Quantifiers))
            }
        }
    }

    fn case(&mut self, case: &Case) -> Result<Result<Proof, Failure>, ClaimError> {
        let premises = match self.premises(case) {
            Ok(premises) => premises,
            Err(failure) => return Ok(Err(failure)),
        };
        self.goal(case, &case.goal, &case.bindings, &premises)
    }

    fn goal(
        &mut self,
        case: &Case,
        goal: &Goal,
        bindings: &[Binding],
        premises: &[Premise],
    ) -> Result<Result<Proof, Failure>, ClaimError> {
        match goal {
            Tree::Leaf(relations) => {
                let mut proofs = Vec::new();
                for (index, relation) in relations.iter().enumerate() {
                    match self.relation(case, index, relation, premises)? {
                        Ok(more) => proofs.extend(more),
                        Err(failure) => return Ok(Err(failure)),
                    }
                }
                Ok(Ok(Proof { bindings: bindings.to_vec(), reason: Reason::Shannon(proofs) }))
            }
            Tree::Any(instances) => {
                for (binding, goal) in instances {
                    let bindings = [bindings, std::slice::from_ref(binding)].concat();
                    if let Ok(proof) = self.goal(case, goal, &bindings, premises)? {
                        return Ok(Ok(proof));
                    }
                }
                Ok(Err(Failure::Undecided(Undecided::Quantifiers)))
            }
            Tree::All(_) => Ok(Err(Failure::Undecided(Undecided::Quantifiers))),
        }
    }

    /// What a case assumes. A strict premise is used as the relation that is not strict.
    fn premises(&self, case: &Case) -> Result<Vec<Premise>, Failure> {
        let mut premises = Vec::new();
        for relation in &case.premise {
            let relaxed = match relation.relation {
                Comparator::Below => Relation { relation: Comparator::AtMost, ..relation.clone() },
                Comparator::Above => Relation { relation: Comparator::AtLeast, ..relation.clone() },
                Comparator::AtMost | Comparator::AtLeast | Comparator::Equals => relation.clone(),
            };
            let is_equation = relation.relation == Comparator::Equals;
            // Where both sides are infinite a premise is true, and says nothing of their difference.
            let [_, larger] = relaxed.relation.smaller_first(&relaxed.left, &relaxed.right);
            let may_be_infinite = |side: &Linear| side.terms().any(|(quantity, _)| quantity.may_be_infinite());
            if may_be_infinite(larger) || !relaxed.shared.is_zero() {
                return Err(Failure::Undecided(Undecided::Implication));
            }
            let combinations = conjuncts(&relaxed, self.size)?;
            let number = if is_equation { 1 } else { combinations.len() };
            premises
                .extend(combinations.into_iter().take(number).map(|combination| Premise { combination, is_equation }));
        }
        Ok(premises)
    }

    fn relation(
        &mut self,
        case: &Case,
        index: usize,
        relation: &Relation,
        premises: &[Premise],
    ) -> Result<Result<Vec<ShannonProof>, Failure>, ClaimError> {
        let targets = match conjuncts(relation, self.size) {
            Ok(targets) => targets,
            Err(reason) => return Ok(Err(reason.into())),
        };
        let mut proofs = Vec::new();
        for target in targets {
            match self.target(case, index, target, premises)? {
                Ok(proof) => proofs.push(proof),
                Err(failure) => return Ok(Err(failure)),
            }
        }
        Ok(Ok(proofs))
    }

    fn target(
        &mut self,
        case: &Case,
        relation: usize,
        target: Combination,
        premises: &[Premise],
    ) -> Result<Result<ShannonProof, Failure>, ClaimError> {
        let length = self.instantiation.length;
        let problem = match Problem::new(&target, premises, self.size, self.non_shannon, self.work) {
            Ok(problem) => problem,
            Err(error) => return Ok(Err(error.into())),
        };
        let by_chains = match self.by_chains(&problem) {
            Ok(found) => found,
            Err(error) => return Ok(Err(error.into())),
        };
        if let Some(multipliers) = by_chains {
            return Ok(Ok(proof(&problem, length, &target, premises, multipliers)));
        }
        for suspect in suspects(&problem, length) {
            match suspect {
                Suspect::Law(law) if self.is_broken(case, relation, &law)? => {
                    return Ok(Err(Failure::Refuted(Refutation::by_law(*law, case.bindings.clone()))));
                }
                Suspect::Law(_) => {}
                Suspect::LargeCode(code) => return Ok(Err(Failure::Undecided(Undecided::LargeCode(code)))),
            }
        }
        Ok(match by_all(&problem, self.work) {
            Err(error) => Err(error.into()),
            Ok(Search::Proof(multipliers)) => Ok(proof(&problem, length, &target, premises, multipliers)),
            Ok(Search::NoProof(polymatroid)) => {
                let (bindings, value) = (case.bindings.clone(), polymatroid.value(&target));
                let no_proof = NoProof { bindings, relation, value, polymatroid: *polymatroid };
                Err(Failure::Undecided(Undecided::NotShannon(Arc::new(no_proof))))
            }
            Ok(Search::Nothing) => Err(Failure::Undecided(Undecided::NoShannonProof)),
        })
    }

    /// A proof along chain rules, if there is one; found once for problems that differ in names of positions.
    fn by_chains(&mut self, problem: &Problem) -> Result<Option<Multipliers>, TooLarge> {
        let key = (problem.target.clone(), problem.premises.clone(), problem.symmetry.generators().to_vec());
        if let Some(known) = self.known.get(&key) {
            return Ok(known.clone());
        }
        let found = by_chains(problem, self.work)?;
        self.known.insert(key, found.clone());
        Ok(found)
    }

    /// Whether the ordinary check finds the case violated in this relation, with the exact predictor.
    fn is_broken(&self, case: &Case, relation: usize, law: &Law) -> Result<bool, ClaimError> {
        let instantiation = Instantiation {
            vocabulary_size: Some(law.vocabulary_size()),
            constant: self.instantiation.constant.clone(),
            ..*self.instantiation
        };
        let plan = Plan::of(self.claim, &instantiation).map_err(|error| self.claim.locate(error))?;
        let Some(plan) = plan else { return Ok(false) };
        let Some(own) = plan.cases.iter().find(|own| own.bindings == case.bindings) else { return Ok(false) };
        if !matches!(own.goal, Tree::Leaf(_)) {
            return Ok(false);
        }
        let (orders, patterns) = (OrderTables::default(), PatternCounts::new(law));
        let mut subject = Subject::new(Model::new(law, &patterns, Predictor::Exact), &orders);
        Ok(relation_verdict(own, relation, &mut subject) == Some(Verdict::Violated))
    }
}

/// The proof in terms of positions, checked once more.
fn proof(
    problem: &Problem,
    length: usize,
    target: &Combination,
    premises: &[Premise],
    multipliers: Multipliers,
) -> ShannonProof {
    assert!(is_proof(problem, &multipliers), "the multipliers sum to the target");
    let positions = |set: PositionSet| problem.family.positions(set.bits());
    let terms = multipliers.into_iter().map(|(inequality, multiplier)| (inequality.map_sets(positions), multiplier));
    let generators = problem.symmetry.generators().iter();
    ShannonProof {
        target: target.clone(),
        premises: premises.to_vec(),
        terms: terms.collect(),
        symmetry: generators.map(|generator| problem.family.permutation(generator, length)).collect(),
        has_all_permutations: problem.symmetry.has_all(),
    }
}
