//! Sign patterns: what the strict signs of a batch in the interior decide for all classes of cases.
//!
//! On most batches all elements of the basis are positive, and most differences have one strict sign on all laws. These
//! signs are a *sign pattern*, and few patterns occur. The verdict of a class all of whose differences have such a sign
//! is found once for each pattern, and counted for all the batches with that pattern.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::sweep::grid::program::classes::{Class, classes};
use crate::sweep::grid::program::{ClaimProgram, Program, SignTree};
use crate::sweep::grid::signs::{BatchSigns, Interior, StrictSigns};

/// The largest number of patterns that are kept, so that memory stays bounded.
pub const MOST_PATTERNS: usize = 1 << 14;

/// A class of cases that are equalities on all laws, or violated on all.
#[derive(Debug, Clone, Copy)]
pub struct DecidedClass {
    /// The class, as an index of all classes.
    pub class: usize,
    /// Whether the cases are violated.
    pub is_violated: bool,
    /// Whether the cases are equalities of positive values.
    pub is_attained: bool,
}

/// The verdicts that follow from the strict signs on a batch in the interior. A class in neither list holds strictly on
/// all laws.
#[derive(Debug, Default)]
pub struct SignPattern {
    /// The classes on which the strict signs do not decide.
    pub open: Vec<usize>,
    /// The classes that are decided and do not hold strictly.
    pub decided: Vec<DecidedClass>,
}

impl SignPattern {
    /// The pattern of a batch. Only strict signs are used: the other signs hold for this batch alone.
    fn new(classes: &[Class], signs: &BatchSigns) -> Self {
        let mut pattern = Self::default();
        let (interior, active) = (signs.interior(), signs.active());
        for (index, Class { goal, claim, .. }) in classes.iter().enumerate() {
            if !is_decided(claim, goal, signs.strict(), interior) {
                pattern.open.push(index);
                continue;
            }
            let verdicts = signs.verdicts(goal, claim);
            if verdicts.violated() & active != 0 {
                pattern.decided.push(DecidedClass { class: index, is_violated: true, is_attained: false });
            } else if verdicts.equality & active != 0 {
                match is_attained(claim, goal, signs) {
                    None => pattern.open.push(index),
                    Some(is_attained) => {
                        pattern.decided.push(DecidedClass { class: index, is_violated: false, is_attained });
                    }
                }
            }
        }
        pattern
    }
}

/// Whether each difference that a goal compares has one strict sign on the batch, or is zero on all laws whatsoever.
fn is_decided(claim: &ClaimProgram, goal: &SignTree, strict: &StrictSigns, interior: &Interior) -> bool {
    match goal {
        SignTree::Test(index) => claim.tests[*index]
            .difference
            .is_none_or(|(difference, _)| strict.contains(difference) || interior.is_always_zero(difference)),
        SignTree::All(goals) | SignTree::Any(goals) => {
            goals.iter().all(|goal| is_decided(claim, goal, strict, interior))
        }
    }
}

/// Whether a decided goal that is an equality is one of positive values, on a batch in the interior. `None` where that
/// does not follow.
fn is_attained(claim: &ClaimProgram, goal: &SignTree, signs: &BatchSigns) -> Option<bool> {
    let equal = |goal: &&SignTree| signs.verdicts(goal, claim).equality & signs.active() != 0;
    let each = |goals: &[SignTree]| {
        let goals = goals.iter().filter(equal);
        goals.map(|goal| is_attained(claim, goal, signs)).collect::<Option<Vec<bool>>>()
    };
    Some(match goal {
        SignTree::Test(index) => match claim.tests[*index].larger {
            None => false,
            Some((form, flipped)) => match signs.interior().sign(form)? {
                Ordering::Greater => !flipped,
                Ordering::Less => flipped,
                Ordering::Equal => false,
            },
        },
        SignTree::All(goals) => each(goals)?.contains(&true),
        SignTree::Any(goals) => !each(goals)?.contains(&false),
    })
}

/// The classes of a program, and the sign patterns met so far. A pattern is a pure function of the strict signs, and is
/// kept because it is asked for often. All threads share the patterns.
#[derive(Debug)]
pub struct SignPatterns<'a> {
    program: &'a Program,
    classes: Vec<Class<'a>>,
    known: RwLock<HashMap<StrictSigns, Arc<SignPattern>>>,
}

impl<'a> SignPatterns<'a> {
    /// The classes of a program, and no pattern yet.
    pub fn new(program: &'a Program) -> Self {
        Self { program, classes: classes(program), known: RwLock::default() }
    }

    /// The program.
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The classes.
    #[inline]
    pub fn classes(&self) -> &[Class<'a>] {
        &self.classes
    }

    /// The pattern of a batch.
    pub fn get(&self, signs: &BatchSigns) -> Arc<SignPattern> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(signs.strict()).cloned();
        known.unwrap_or_else(|| {
            let pattern = Arc::new(SignPattern::new(&self.classes, signs));
            let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
            if known.len() < MOST_PATTERNS {
                known.insert(signs.strict().clone(), Arc::clone(&pattern));
            }
            pattern
        })
    }
}

/// A pattern, and the number of times that a counter met it.
#[derive(Debug)]
pub struct PatternCount {
    /// The strict signs of the pattern.
    pub strict: StrictSigns,
    /// The pattern.
    pub pattern: Arc<SignPattern>,
    /// Whether no claim has to record a law of the pattern any more.
    pub is_recorded: bool,
    /// The number of orbits, and the number of laws in these.
    pub times: [u64; 2],
}
