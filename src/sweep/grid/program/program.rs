//! Programs: the distinct forms of claims, and trees that combine the signs of forms to verdicts.

use std::ops::Range;

use crate::cases::Plan;
use crate::cases::bindings::ScheduleChoice;
use crate::cases::plan::Instantiation;
use crate::language::{Claim, ClaimError, Evaluation};
use crate::law::Shape;
use crate::limits::SWEEP_IMAGE_LIMIT;
use crate::sampler::Schedule;

use super::basis::{Basis, Rule};
use super::claim_program::ClaimProgram;
use super::columns::Columns;
use super::form::Form;
use super::images::{DistinctForms, Unsuitable, program_of};

/// Claims as programs, for laws of one shape.
#[derive(Debug, Clone)]
pub struct Program {
    /// The shape of the laws.
    pub shape: Shape,
    /// The sums that the forms are combinations of.
    pub columns: Columns,
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
    /// It is not linear in entropies of sets of positions.
    #[error("the claim {id} is not linear in entropies of sets of positions, so that a sweep cannot decide it")]
    NotLinear {
        /// The claim.
        id: String,
    },
    /// It names positions, and has too many relations.
    #[error(
        "the claim {id} names positions, so that a sweep decides its relations in all orders of the {length} positions: \
         more than {SWEEP_IMAGE_LIMIT} relations in all"
    )]
    TooManyImages {
        /// The claim.
        id: String,
        /// The length L.
        length: usize,
    },
}

impl Program {
    /// The program of claims for every schedule, or for those given.
    ///
    /// # Errors
    /// When a claim cannot be instantiated, is not linear in entropies of sets of positions, or has too many images. One
    /// that has no meaning for the shape has no case there, unless it is the only one.
    pub fn new(claims: &[Claim], shape: Shape, schedules: Option<&[Schedule]>) -> Result<Self, CompileError> {
        let mut found = DistinctForms::default();
        let mut programs = Vec::new();
        for claim in claims {
            let schedules = schedules.map_or(ScheduleChoice::All, ScheduleChoice::Given);
            let instantiation = Instantiation::of_shape(shape, schedules, Evaluation::Formulas);
            let plan = match Plan::of(claim, &instantiation) {
                // Beside other claims, one without a meaning for this shape has no case.
                Err(error) if error.is_undefined() && claims.len() > 1 => None,
                plan => plan.map_err(|error| claim.locate(error))?,
            };
            let program = match &plan {
                None => Ok(ClaimProgram::default()),
                Some(plan) if claim.names_laws() && !plan.cases.is_empty() => Err(Unsuitable::NotLinear),
                Some(plan) => program_of(plan, shape, &mut found),
            };
            let id = || claim.id().to_owned();
            let program = program.map_err(|unsuitable| match unsuitable {
                Unsuitable::NotLinear => CompileError::NotLinear { id: id() },
                Unsuitable::TooManyImages => CompileError::TooManyImages { id: id(), length: shape.length() },
            })?;
            programs.push((plan, program));
        }
        let DistinctForms { differences, larger } = found;
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
        let sides =
            programs.iter().flat_map(|(_, claim)| &claim.tests).filter_map(|test| test.sides.as_ref()).flatten();
        let has_sets = sides.chain(&forms).any(|form| !form.sets.is_empty());
        let columns = Columns::new(shape.length(), has_sets);
        Ok(Self { shape, columns, forms, differences: known, rules, claims: programs })
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
