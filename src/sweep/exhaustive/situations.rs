//! What follows for all cases from the signs of the differences on a batch.
//!
//! On most batches every element of the basis is positive, and most differences have one strict sign on all laws. Those signs are
//! a *situation*, and few occur: what a case comes to where all its differences have one of them is found once for each, and
//! counted for all the batches that have it.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::classes::Class;
use super::compiled::{CompiledClaim, Node};
use super::patterns::Mask;
use super::prepared::{Prepared, Strict};
use super::verdicts::{Signs, Verdicts};

/// A class of cases that are equalities on all laws, or violated on all.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settled {
    /// Which.
    pub(super) class: usize,
    /// Whether they are violated.
    pub(super) is_violated: bool,
    /// Whether they are equalities of positive values.
    pub(super) is_attained: bool,
}

/// What follows from the strict signs on a batch on which all of the basis is positive. A class that is in neither list holds
/// strictly on all laws.
#[derive(Debug, Default)]
pub(super) struct Situation {
    /// The classes on which the signs do not decide.
    pub(super) open: Vec<usize>,
    /// Those that do not hold strictly.
    pub(super) settled: Vec<Settled>,
}

impl Situation {
    /// What follows from signs: for the differences that are not strict they are those of some laws, and say nothing.
    fn new(prepared: &Prepared, strict: &Strict, signs: &[Signs], active: Mask) -> Self {
        let mut situation = Self::default();
        for (number, class) in prepared.classes.iter().enumerate() {
            let Class { goal, claim, .. } = class;
            if !prepared.situations.is_decided(claim, goal, strict) {
                situation.open.push(number);
                continue;
            }
            let verdicts = Verdicts::of(goal, claim, signs);
            if verdicts.violated() & active != 0 {
                situation.settled.push(Settled { class: number, is_violated: true, is_attained: false });
            } else if verdicts.equality & active != 0 {
                match is_attained(prepared, claim, goal, signs, active) {
                    None => situation.open.push(number),
                    Some(is_attained) => {
                        situation.settled.push(Settled { class: number, is_violated: false, is_attained });
                    }
                }
            }
        }
        situation
    }
}

/// Whether a goal that is an equality is one of positive values, where all of the basis is positive; `None` where that does not
/// follow.
fn is_attained(
    prepared: &Prepared,
    compiled: &CompiledClaim,
    goal: &Node,
    signs: &[Signs],
    active: Mask,
) -> Option<bool> {
    let equal = |node: &&Node| Verdicts::of(node, compiled, signs).equality & active != 0;
    let each = |nodes: &[Node]| {
        let nodes = nodes.iter().filter(equal);
        nodes.map(|node| is_attained(prepared, compiled, node, signs, active)).collect::<Option<Vec<bool>>>()
    };
    Some(match goal {
        Node::Comparison(index) => match compiled.comparisons[*index].larger {
            None => false,
            Some((form, flipped)) => match prepared.generic.known[form]? {
                Ordering::Greater => !flipped,
                Ordering::Less => flipped,
                Ordering::Equal => false,
            },
        },
        Node::All(nodes) => each(nodes)?.contains(&true),
        Node::Any(nodes) => !each(nodes)?.contains(&false),
    })
}

/// The situations met so far: a pure function of the signs, kept because it is asked for often.
#[derive(Debug)]
pub(super) struct Situations {
    /// The differences that are zero on all laws whatsoever: one bit each.
    zero: Vec<u64>,
    known: RwLock<HashMap<Strict, Arc<Situation>>>,
}

impl Situations {
    /// None yet, with the differences that are zero on all laws whatsoever.
    pub(super) fn new(zero: Vec<u64>) -> Self {
        Self { zero, known: RwLock::default() }
    }

    /// Whether all differences that a goal compares have one sign.
    fn is_decided(&self, compiled: &CompiledClaim, goal: &Node, strict: &Strict) -> bool {
        match goal {
            Node::Comparison(index) => compiled.comparisons[*index].difference.is_none_or(|(difference, _)| {
                let word = difference / 64;
                (strict.positive[word] | strict.negative[word] | self.zero[word]) >> (difference % 64) & 1 == 1
            }),
            Node::All(nodes) | Node::Any(nodes) => nodes.iter().all(|node| self.is_decided(compiled, node, strict)),
        }
    }

    /// The situation with these strict signs.
    pub(super) fn get(&self, prepared: &Prepared, strict: &Strict, signs: &[Signs], active: Mask) -> Arc<Situation> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(strict).cloned();
        known.unwrap_or_else(|| {
            let situation = Arc::new(Situation::new(prepared, strict, signs, active));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < MOST_KNOWN {
                known.insert(strict.clone(), Arc::clone(&situation));
            }
            situation
        })
    }
}

/// More situations are not kept, so that memory stays bounded.
pub(super) const MOST_KNOWN: usize = 1 << 14;

/// A situation, and how often it was met.
#[derive(Debug)]
pub(super) struct Met {
    pub(super) strict: Strict,
    pub(super) situation: Arc<Situation>,
    /// Whether the laws that it has to show have been shown.
    pub(super) is_shown: bool,
    /// The orbits, and the laws that these hold.
    pub(super) laws: [u64; 2],
}
