//! Classes of cases with the same verdict on every law. A class is counted once for all the claims that have it.

use std::collections::BTreeMap;

use crate::cases::plan::{CaseIndex, LeafIndex};

use super::claim_program::{ClaimProgram, SignTree};
use super::program::Program;

/// A case of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// The claim, as an index of the program's claims.
    pub claim: usize,
    /// The case, as an index of the cases of the claim's program.
    pub case: CaseIndex,
    /// The leaf of the quantifiers before the law.
    pub leaf: LeafIndex,
}

/// A class of cases that combine the same sign tests in the same way.
#[derive(Debug)]
pub struct Class<'a> {
    /// The goal of one of the cases.
    pub goal: &'a SignTree,
    /// The claim whose sign tests the goal refers to.
    pub claim: &'a ClaimProgram,
    /// The cases.
    pub members: Vec<Member>,
}

/// The classes of all cases, in the order of their first members.
pub fn classes(program: &Program) -> Vec<Class<'_>> {
    let mut found: Vec<Class> = Vec::new();
    let mut indices: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for (index, (_, claim)) in program.claims.iter().enumerate() {
        for (case, of_case) in claim.cases.iter().enumerate() {
            let class = *indices.entry(claim.key(&of_case.goal)).or_insert(found.len());
            if class == found.len() {
                found.push(Class { goal: &of_case.goal, claim, members: Vec::new() });
            }
            found[class].members.push(Member { claim: index, case: CaseIndex(case), leaf: of_case.leaf });
        }
    }
    found
}
