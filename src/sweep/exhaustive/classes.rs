//! Cases with the same verdict on every law, counted once for all the claims that have them.

use std::collections::BTreeMap;

use super::compiled::{Compiled, CompiledClaim, Node};

/// A case of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Member {
    /// The claim.
    pub(super) claim: usize,
    /// The case, as an index of the plan's cases.
    pub(super) case: usize,
    /// The leaf of the quantifiers before the law.
    pub(super) leaf: usize,
}

/// Cases that put the same comparisons together in the same way.
#[derive(Debug)]
pub(super) struct Class<'a> {
    /// What has to hold, as it stands in one of the cases.
    pub(super) goal: &'a Node,
    /// The claim whose comparisons that refers to.
    pub(super) claim: &'a CompiledClaim,
    /// The cases.
    pub(super) members: Vec<Member>,
}

/// How often a class held with equality or was violated, on representatives and on all laws.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) equalities: [u64; 2],
    /// Equalities of positive values, on representatives.
    pub(super) attained: u64,
    pub(super) violations: [u64; 2],
}

/// The classes of all cases, in the order of their first members.
pub(super) fn classes(compiled: &Compiled) -> Vec<Class<'_>> {
    let mut found: Vec<Class> = Vec::new();
    let mut places: BTreeMap<Vec<usize>, usize> = BTreeMap::new();
    for (number, (_, claim)) in compiled.claims.iter().enumerate() {
        for (case, compiled) in claim.cases.iter().enumerate() {
            let mut key = Vec::new();
            describe(&compiled.goal, claim, &mut key);
            let place = *places.entry(key).or_insert(found.len());
            if place == found.len() {
                found.push(Class { goal: &compiled.goal, claim, members: Vec::new() });
            }
            found[place].members.push(Member { claim: number, case, leaf: compiled.leaf });
        }
    }
    found
}

/// Numbers that tell a goal from others: what its verdict, and whether an equality is one of positive values, depends on.
fn describe(goal: &Node, claim: &CompiledClaim, key: &mut Vec<usize>) {
    let mut several = |kind: usize, nodes: &[Node]| {
        key.extend([kind, nodes.len()]);
        nodes.iter().for_each(|node| describe(node, claim, key));
    };
    match goal {
        Node::Comparison(index) => {
            let comparison = &claim.comparisons[*index];
            let form =
                |form: Option<(usize, bool)>| form.map_or(0, |(form, flipped)| 2 * form + usize::from(flipped) + 1);
            key.extend([0, form(comparison.difference), comparison.relation as usize, form(comparison.larger)]);
        }
        Node::All(nodes) => several(1, nodes),
        Node::Any(nodes) => several(2, nodes),
    }
}
