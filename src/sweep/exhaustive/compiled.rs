//! Claims compiled for one vocabulary size and length: distinct differences, and trees that combine their signs.

use std::collections::BTreeMap;

use crate::cases::Plan;
use crate::cases::bindings::ScheduleChoice;
use crate::cases::plan::{Goal, Instantiation, Relation, Tree};
use crate::language::words::Comparator;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::sampler::Schedule;

use super::form::Form;
use super::implied::{Basis, Rule};

/// A relation of a claim as the sign of a difference.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Left minus right up to a positive factor: which of the differences, and whether with the other sign. `None` when it is
    /// zero for all laws.
    pub difference: Option<(usize, bool)>,
    /// The relation.
    pub relation: Comparator,
    /// The side that should be smaller and the other one, for inequalities whose tightness is measured.
    pub sides: Option<[Form; 2]>,
    /// The larger side up to a positive factor: which of the forms, and whether with the other sign. `None` where there are no
    /// sides, or this one is zero for all laws.
    pub larger: Option<(usize, bool)>,
}

/// What has to hold, over the comparisons of a claim.
#[derive(Debug, Clone)]
pub enum Node {
    /// One of the claim's comparisons.
    Comparison(usize),
    /// All must hold.
    All(Vec<Node>),
    /// One must hold.
    Any(Vec<Node>),
}

/// One case of a claim.
#[derive(Debug, Clone)]
pub struct CompiledCase {
    /// The leaf of the quantifiers before the law.
    pub leaf: usize,
    /// What has to hold.
    pub goal: Node,
}

/// A claim without its quantifiers.
#[derive(Debug, Clone, Default)]
pub struct CompiledClaim {
    /// The comparisons of all cases.
    pub comparisons: Vec<Comparison>,
    /// The cases, in the order of the plan.
    pub cases: Vec<CompiledCase>,
}

/// Claims compiled for one vocabulary size and length.
#[derive(Debug, Clone)]
pub struct Compiled {
    /// The length L.
    pub length: usize,
    /// The distinct differences, reduced; behind them the distinct larger sides, whose signs are asked for only where the two
    /// sides are equal; last the basis from whose signs others follow.
    pub forms: Vec<Form>,
    /// How many of the forms are differences.
    pub differences: usize,
    /// How the signs of the forms before the basis follow from it. Empty, and there is no basis, where that is not worth the while.
    pub rules: Vec<Option<Rule>>,
    /// The claims, each with the plan that its cases come from; without cases where its condition on laws leaves this shape out.
    pub claims: Vec<(Option<Plan>, CompiledClaim)>,
}

/// A claim could not be compiled.
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

impl Compiled {
    /// Compiles claims for every schedule, or for those given.
    ///
    /// # Errors
    /// When a claim cannot be instantiated or is not linear in average entropies. One that has no meaning for the shape has no
    /// case there, unless it is the only one.
    pub fn new(
        claims: &[Claim],
        vocabulary_size: usize,
        length: usize,
        schedules: Option<&[Schedule]>,
    ) -> Result<Self, CompileError> {
        let mut differences = BTreeMap::new();
        let mut larger = BTreeMap::new();
        let mut compiled = Vec::new();
        for claim in claims {
            let instantiation = Instantiation {
                length,
                vocabulary_size: Some(vocabulary_size),
                schedules: schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given),
                evaluation: Evaluation::Formulas,
                constant: None,
            };
            let plan = match Plan::of(claim, &instantiation) {
                // Beside other claims, one without a meaning for this shape has no case.
                Err(error) if error.is_undefined() && claims.len() > 1 => None,
                plan => plan.map_err(|error| claim.locate(error))?,
            };
            let mut builder = Builder {
                vocabulary_size,
                length,
                differences: &mut differences,
                larger: &mut larger,
                comparisons: Vec::new(),
            };
            let mut cases = Vec::new();
            for case in plan.iter().flat_map(|plan| &plan.cases) {
                let goal = if case.premise.is_empty() && !claim.names_laws() { builder.goal(&case.goal) } else { None };
                let goal = goal.ok_or_else(|| CompileError::NotLinear { id: claim.id().to_owned() })?;
                cases.push(CompiledCase { leaf: case.leaf, goal });
            }
            let comparisons = builder.comparisons;
            compiled.push((plan, CompiledClaim { comparisons, cases }));
        }
        let known = differences.len();
        let mut forms = vec![Form::default(); known + larger.len()];
        for (form, index) in differences {
            forms[index] = form;
        }
        for (form, index) in larger {
            forms[known + index] = form;
        }
        for comparison in compiled.iter_mut().flat_map(|(_, claim)| &mut claim.comparisons) {
            if let Some((index, _)) = &mut comparison.larger {
                *index += known;
            }
        }
        let basis = Basis::new(length);
        let mut rules: Vec<Option<Rule>> = forms.iter().map(|form| basis.rule(form)).collect();
        if rules[..known].iter().flatten().count() > length {
            forms.extend(basis.forms());
        } else {
            rules.clear();
        }
        Ok(Self { length, forms, differences: known, rules, claims: compiled })
    }
}

struct Builder<'a> {
    vocabulary_size: usize,
    length: usize,
    differences: &'a mut BTreeMap<Form, usize>,
    larger: &'a mut BTreeMap<Form, usize>,
    comparisons: Vec<Comparison>,
}

impl Builder<'_> {
    fn goal(&mut self, goal: &Goal) -> Option<Node> {
        Some(match goal {
            Tree::Leaf(relations) => {
                let mut nodes: Vec<Node> =
                    relations.iter().map(|relations| self.comparison(relations)).collect::<Option<_>>()?;
                if nodes.len() == 1 { nodes.remove(0) } else { Node::All(nodes) }
            }
            Tree::All(instances) => Node::All(self.goals(instances)?),
            Tree::Any(instances) => Node::Any(self.goals(instances)?),
        })
    }

    fn goals<B>(&mut self, instances: &[(B, Goal)]) -> Option<Vec<Node>> {
        instances.iter().map(|(_, goal)| self.goal(goal)).collect()
    }

    fn comparison(&mut self, relations: &Relation) -> Option<Node> {
        let form = |linear| Form::new(linear, self.length, self.vocabulary_size);
        let (left, right) = (form(&relations.left)?, form(&relations.right)?);
        let difference = number(left.minus(&right), self.differences);
        // As in the evaluation of claims: tightness compares what is written on both sides.
        let measured = relations.left.terms().len() > 0 && relations.right.terms().len() > 0;
        let sides = match relations.relation {
            Comparator::AtMost | Comparator::Below if measured => Some([left, right]),
            Comparator::AtLeast | Comparator::Above if measured => Some([right, left]),
            _ => None,
        };
        let larger = sides.as_ref().and_then(|[_, larger]| number(larger.clone(), self.larger));
        self.comparisons.push(Comparison { difference, relation: relations.relation, sides, larger });
        Some(Node::Comparison(self.comparisons.len() - 1))
    }
}

/// The number of a form among those found, and whether it was reduced to the other sign; `None` for zero.
fn number(mut form: Form, found: &mut BTreeMap<Form, usize>) -> Option<(usize, bool)> {
    let flipped = form.reduce();
    let next = found.len();
    (!form.is_zero()).then(|| (*found.entry(form).or_insert(next), flipped))
}
