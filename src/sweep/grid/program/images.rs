//! From cases to trees of sign tests, with the images of cases that tell positions apart.
//!
//! A sweep visits one law of each orbit of the group of [`orbit`](crate::law::orbit), whose elements relabel tokens and
//! reorder positions. Relabelling changes no entropy. Reordering moves the entropies of sets: if `Y_i = X_{s(i)}` for an
//! order s of the positions, then `H(Y_A) = H(X_{s(A)})`. So a case on the law of Y is its *image* under s on that of X:
//! the same tree of relations, with `S_{s(A)}` in the place of `S_A`.
//!
//! *All laws of an orbit are decided on one.* Let G be the group, L! the number of orders, and c a law. Each law of the
//! orbit of c is `g c` for `|G| / |orbit|` of the elements g, and each order s belongs to `|G| / L!` of these. The verdict
//! of a case on `g c` is that of its image under the order s of g on c. So the verdict is met on
//!
//! ```text
//! |orbit| / L! * (the number of orders s whose image has this verdict on c)
//! ```
//!
//! laws of the orbit. Orders with the same image are counted once with their number ([`CaseProgram::orders`]). Such a sum
//! over an orbit is an integer, and blocks have whole orbits; so the sums of a block are divided by L! at their end.
//!
//! *One order is enough* where all coefficients depend on sizes alone, and where reordering only exchanges the cases of a
//! leaf: then as many of them have a verdict on every law of the orbit. Whether it does is tested for the exchange of two
//! positions and the rotation of all, from which all orders are made.

use std::collections::BTreeMap;

use itertools::Itertools;

use crate::cases::Plan;
use crate::cases::plan::{CaseIndex, Goal, LeafIndex, Relation};
use crate::cases::quantity::Quantity;
use crate::cases::tree::Tree;
use crate::language::words::Comparator;
use crate::law::Shape;
use crate::limits::SWEEP_IMAGE_LIMIT;

use super::claim_program::{CaseProgram, ClaimProgram, SignTest, SignTree};
use super::form::Form;

/// The distinct forms of some claims, each with its index.
#[derive(Debug, Default)]
pub struct DistinctForms {
    /// The differences of sides, reduced.
    pub differences: BTreeMap<Form, usize>,
    /// The larger sides, reduced.
    pub larger: BTreeMap<Form, usize>,
}

/// The reasons why a claim has no program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsuitable {
    /// A relation is not linear in the entropies of sets of positions.
    NotLinear,
    /// The relations have more images than [`SWEEP_IMAGE_LIMIT`].
    TooManyImages,
}

/// A relation between two forms.
struct FormRelation {
    left: Form,
    right: Form,
    relation: Comparator,
    /// Whether its tightness is measured.
    is_measured: bool,
}

impl FormRelation {
    /// The relation of a plan; `None` when it is not linear in the entropies of sets of positions.
    fn new(relation: &Relation, shape: Shape) -> Option<Self> {
        Some(Self {
            left: Form::new(&relation.left, shape)?,
            right: Form::new(&relation.right, shape)?,
            relation: relation.relation,
            // As in the evaluation of claims: tightness compares what is written on both sides.
            is_measured: relation.relation != Comparator::Equals
                && relation.left.terms().len() > 0
                && relation.right.terms().len() > 0,
        })
    }

    /// Whether it may tell positions apart.
    fn names_positions(&self) -> bool {
        !(self.left.sets.is_empty() && self.right.sets.is_empty())
    }

    /// The sign test of its image under an order of the positions.
    fn test(&self, order: &[usize], forms: &mut DistinctForms) -> SignTest {
        let (left, right) = (self.left.rearranged(order), self.right.rearranged(order));
        let difference = index_of(left.minus(&right), &mut forms.differences);
        let sides = self.is_measured.then(|| self.relation.smaller_first(left, right));
        let larger = sides.as_ref().and_then(|[_, larger]| index_of(larger.clone(), &mut forms.larger));
        SignTest { difference, relation: self.relation, sides, larger }
    }
}

/// The index of a form among those found, and whether the form was reduced to the other sign; `None` for zero.
fn index_of(mut form: Form, found: &mut BTreeMap<Form, usize>) -> Option<(usize, bool)> {
    let flipped = form.reduce();
    let next = found.len();
    (!form.is_zero()).then(|| (*found.entry(form).or_insert(next), flipped))
}

/// The program of a plan. It shares the distinct forms with other claims.
pub fn program_of(plan: &Plan, shape: Shape, forms: &mut DistinctForms) -> Result<ClaimProgram, Unsuitable> {
    let orders = (1..=shape.length() as u64).try_fold(1_u64, u64::checked_mul);
    let orders = orders.filter(|orders| *orders <= SWEEP_IMAGE_LIMIT);
    // Forms of single sets have a coefficient for each.
    if orders.is_none() && plan.quantities().iter().any(|quantity| matches!(quantity, Quantity::Entropy(_))) {
        return Err(Unsuitable::TooManyImages);
    }
    let mut relations = Vec::new();
    let mut cases = Vec::new();
    for (index, case) in plan.cases.iter().enumerate() {
        let goal = case.premise.is_empty().then(|| tree(&case.goal, shape, &mut relations)).flatten();
        let goal = goal.ok_or(Unsuitable::NotLinear)?;
        cases.push(CaseProgram { case: CaseIndex(index), leaf: case.leaf, goal, order: None, orders: 1 });
    }
    let images = Images { length: shape.length(), relations, cases };
    if !images.relations.iter().any(FormRelation::names_positions) {
        return Ok(images.first(forms));
    }
    let first = images.first(forms);
    if images.are_exchanged(&first, forms) {
        return Ok(first);
    }
    let has_room = |orders: &u64| orders.saturating_mul(images.relations.len() as u64) <= SWEEP_IMAGE_LIMIT;
    let orders = orders.filter(has_room).ok_or(Unsuitable::TooManyImages)?;
    Ok(images.under_all_orders(orders, forms))
}

/// The tree of a goal over indices of relations; `None` when one of these is not linear in the entropies of sets.
fn tree(goal: &Goal, shape: Shape, relations: &mut Vec<FormRelation>) -> Option<SignTree> {
    let mut trees = |instances: &[(_, Goal)]| {
        instances.iter().map(|(_, goal)| tree(goal, shape, relations)).collect::<Option<Vec<SignTree>>>()
    };
    Some(match goal {
        Tree::Leaf(leaf) => {
            let first = relations.len();
            for relation in leaf {
                relations.push(FormRelation::new(relation, shape)?);
            }
            match leaf.len() {
                1 => SignTree::Test(first),
                _ => SignTree::All((first..relations.len()).map(SignTree::Test).collect()),
            }
        }
        Tree::All(instances) => SignTree::All(trees(instances)?),
        Tree::Any(instances) => SignTree::Any(trees(instances)?),
    })
}

/// The cases of a plan over its relations, of which images are made.
struct Images {
    length: usize,
    relations: Vec<FormRelation>,
    cases: Vec<CaseProgram>,
}

impl Images {
    /// The sign tests of all relations under an order of the positions.
    fn tests(&self, order: &[usize], forms: &mut DistinctForms) -> Vec<SignTest> {
        self.relations.iter().map(|relation| relation.test(order, forms)).collect()
    }

    /// The program without other images than the cases themselves.
    fn first(&self, forms: &mut DistinctForms) -> ClaimProgram {
        let order: Vec<usize> = (0..self.length).collect();
        ClaimProgram { tests: self.tests(&order, forms), cases: self.cases.clone(), orders: 1 }
    }

    /// Whether reordering the positions only exchanges the cases of each leaf.
    fn are_exchanged(&self, first: &ClaimProgram, forms: &mut DistinctForms) -> bool {
        let keys = |program: &ClaimProgram| -> Vec<(LeafIndex, Vec<usize>)> {
            program.cases.iter().map(|case| (case.leaf, program.key(&case.goal))).sorted().collect()
        };
        let expected = keys(first);
        let mut exchange: Vec<usize> = (0..self.length).collect();
        let mut rotation = exchange.clone();
        if self.length > 1 {
            exchange.swap(0, 1);
            rotation.rotate_left(1);
        }
        [exchange, rotation].iter().all(|order| {
            let image = ClaimProgram { tests: self.tests(order, forms), cases: self.cases.clone(), orders: 1 };
            keys(&image) == expected
        })
    }

    /// The program with the distinct images of each case under all orders of the positions.
    fn under_all_orders(&self, orders: u64, forms: &mut DistinctForms) -> ClaimProgram {
        let mut program = ClaimProgram { orders, ..ClaimProgram::default() };
        let mut images: Vec<BTreeMap<Vec<usize>, CaseProgram>> = vec![BTreeMap::new(); self.cases.len()];
        for order in (0..self.length).permutations(self.length) {
            let image = ClaimProgram { tests: self.tests(&order, forms), ..ClaimProgram::default() };
            let mut is_new = false;
            for (case, images) in self.cases.iter().zip(&mut images) {
                let known = images.entry(image.key(&case.goal)).or_insert_with(|| {
                    is_new = true;
                    let goal = case.goal.moved(program.tests.len());
                    CaseProgram { goal, order: Some(order.clone()), orders: 0, ..case.clone() }
                });
                known.orders += 1;
            }
            if is_new {
                program.tests.extend(image.tests);
            }
        }
        // The orders are in lexicographic order, and an image has the first that makes it.
        let images = images.into_iter().map(|images| images.into_values().sorted_by(|a, b| a.order.cmp(&b.order)));
        program.cases = images.flatten().collect();
        program
    }
}
