//! Programs: the distinct forms of claims, and trees that combine the signs of forms to verdicts.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::cases::Plan;
use crate::cases::bindings::ScheduleChoice;
use crate::cases::plan::{Goal, Instantiation, LeafIndex, Relation};
use crate::cases::tree::Tree;
use crate::language::words::Comparator;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::law::Shape;
use crate::sampler::Schedule;

use super::basis::{Basis, Rule};
use super::form::Form;

/// A relation of a claim, as a test of the sign of a form.
#[derive(Debug, Clone)]
pub struct SignTest {
    /// Left minus right up to a positive factor: an index of the program's forms, and whether the sign is the other
    /// one. `None` when the difference is zero for all laws.
    pub difference: Option<(usize, bool)>,
    /// The relation.
    pub relation: Comparator,
    /// The side that should be smaller and the larger one, for inequalities whose tightness is measured.
    pub sides: Option<[Form; 2]>,
    /// The larger side up to a positive factor: an index of the program's forms, and whether the sign is the other one.
    /// `None` where there are no sides, or the larger side is zero for all laws.
    pub larger: Option<(usize, bool)>,
}

/// A goal: a tree over the sign tests of a claim.
#[derive(Debug, Clone)]
pub enum SignTree {
    /// One of the claim's sign tests.
    Test(usize),
    /// All must hold.
    All(Vec<SignTree>),
    /// One must hold.
    Any(Vec<SignTree>),
}

/// A case of a claim.
#[derive(Debug, Clone)]
pub struct CaseProgram {
    /// The leaf of the quantifiers before the law.
    pub leaf: LeafIndex,
    /// The goal of the case.
    pub goal: SignTree,
}

/// A claim without its quantifiers.
#[derive(Debug, Clone, Default)]
pub struct ClaimProgram {
    /// The sign tests of all cases.
    pub tests: Vec<SignTest>,
    /// The cases, in the order of the plan.
    pub cases: Vec<CaseProgram>,
}

/// Claims as programs, for laws of one shape.
#[derive(Debug, Clone)]
pub struct Program {
    /// The shape of the laws.
    pub shape: Shape,
    /// The distinct forms, in three parts. First come the differences, reduced. Then come the larger sides, whose signs
    /// are asked for only where the two sides are equal. Last comes the basis, from whose signs others follow.
    pub forms: Vec<Form>,
    /// The number of differences.
    pub differences: usize,
    /// The rule by which the sign of each form before the basis follows from it. Empty where a basis is not worth its
    /// cost; then there is none.
    pub rules: Vec<Option<Rule>>,
    /// The claims, each with the plan that its cases come from. A claim has no cases where its condition on laws leaves
    /// this shape out.
    pub claims: Vec<(Option<Plan>, ClaimProgram)>,
}

/// The reasons why a claim has no program.
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// It cannot be instantiated.
    #[error(transparent)]
    Claim(#[from] ClaimError),
    /// It is not linear in average entropies.
    #[error("the claim {id} is not linear in average entropies, so that a sweep cannot decide it")]
    NotLinear {
        /// The claim.
        id: String,
    },
}

impl Program {
    /// The program of claims for every schedule, or for those given.
    ///
    /// # Errors
    /// When a claim cannot be instantiated or is not linear in average entropies. One that has no meaning for the shape
    /// has no case there, unless it is the only one.
    pub fn new(claims: &[Claim], shape: Shape, schedules: Option<&[Schedule]>) -> Result<Self, CompileError> {
        let mut differences = BTreeMap::new();
        let mut larger = BTreeMap::new();
        let mut programs = Vec::new();
        for claim in claims {
            let schedules = schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given);
            let instantiation = Instantiation::of_shape(shape, schedules, Evaluation::Formulas);
            let plan = match Plan::of(claim, &instantiation) {
                // Beside other claims, one without a meaning for this shape has no case.
                Err(error) if error.is_undefined() && claims.len() > 1 => None,
                plan => plan.map_err(|error| claim.locate(error))?,
            };
            let mut builder = Builder { shape, differences: &mut differences, larger: &mut larger, tests: Vec::new() };
            let mut cases = Vec::new();
            for case in plan.iter().flat_map(|plan| &plan.cases) {
                let goal = if case.premise.is_empty() && !claim.names_laws() { builder.goal(&case.goal) } else { None };
                let goal = goal.ok_or_else(|| CompileError::NotLinear { id: claim.id().to_owned() })?;
                cases.push(CaseProgram { leaf: case.leaf, goal });
            }
            let tests = builder.tests;
            programs.push((plan, ClaimProgram { tests, cases }));
        }
        let known = differences.len();
        let mut forms = vec![Form::default(); known + larger.len()];
        for (form, index) in differences {
            forms[index] = form;
        }
        for (form, index) in larger {
            forms[known + index] = form;
        }
        for test in programs.iter_mut().flat_map(|(_, claim)| &mut claim.tests) {
            if let Some((index, _)) = &mut test.larger {
                *index += known;
            }
        }
        let basis = Basis::new(shape.length());
        let mut rules: Vec<Option<Rule>> = forms.iter().map(|form| basis.rule(form)).collect();
        if rules[..known].iter().flatten().count() > shape.length() {
            forms.extend(basis.forms());
        } else {
            rules.clear();
        }
        Ok(Self { shape, forms, differences: known, rules, claims: programs })
    }

    /// The rule by which the sign of a form follows from those of the basis.
    #[inline]
    pub fn rule(&self, form: usize) -> Option<Rule> {
        self.rules.get(form).copied().flatten()
    }

    /// The indices of the basis among the forms. Empty where there is none.
    #[inline]
    pub fn basis(&self) -> Range<usize> {
        let forms = self.forms.len();
        if self.rules.is_empty() { forms..forms } else { self.rules.len()..forms }
    }
}

/// The builder of the program of one claim. It shares the distinct forms with the other claims.
struct Builder<'a> {
    shape: Shape,
    differences: &'a mut BTreeMap<Form, usize>,
    larger: &'a mut BTreeMap<Form, usize>,
    tests: Vec<SignTest>,
}

impl Builder<'_> {
    /// The tree of a goal; `None` when a relation is not linear in average entropies.
    fn goal(&mut self, goal: &Goal) -> Option<SignTree> {
        Some(match goal {
            Tree::Leaf(relations) => {
                let mut tests: Vec<SignTree> =
                    relations.iter().map(|relation| self.test(relation)).collect::<Option<_>>()?;
                if tests.len() == 1 { tests.remove(0) } else { SignTree::All(tests) }
            }
            Tree::All(instances) => SignTree::All(self.goals(instances)?),
            Tree::Any(instances) => SignTree::Any(self.goals(instances)?),
        })
    }

    fn goals<B>(&mut self, instances: &[(B, Goal)]) -> Option<Vec<SignTree>> {
        instances.iter().map(|(_, goal)| self.goal(goal)).collect()
    }

    fn test(&mut self, relation: &Relation) -> Option<SignTree> {
        let form = |linear| Form::new(linear, self.shape);
        let (left, right) = (form(&relation.left)?, form(&relation.right)?);
        let difference = index_of(left.minus(&right), self.differences);
        // As in the evaluation of claims: tightness compares what is written on both sides.
        let is_measured = relation.relation != Comparator::Equals
            && relation.left.terms().len() > 0
            && relation.right.terms().len() > 0;
        let sides = is_measured.then(|| relation.relation.smaller_first(left, right));
        let larger = sides.as_ref().and_then(|[_, larger]| index_of(larger.clone(), self.larger));
        self.tests.push(SignTest { difference, relation: relation.relation, sides, larger });
        Some(SignTree::Test(self.tests.len() - 1))
    }
}

/// The index of a form among those found, and whether the form was reduced to the other sign; `None` for zero.
fn index_of(mut form: Form, found: &mut BTreeMap<Form, usize>) -> Option<(usize, bool)> {
    let flipped = form.reduce();
    let next = found.len();
    (!form.is_zero()).then(|| (*found.entry(form).or_insert(next), flipped))
}
