//! What the claims of the catalogue say of schedules on a curve.

use rug::Rational;

use crate::cases::Plan;
use crate::cases::bindings::{ScheduleChoice, schedule_of};
use crate::cases::linear::Linear;
use crate::cases::plan::{Case, Instantiation, Relation};
use crate::cases::quantity::Quantity;
use crate::entropy::ConcaveCurve;
use crate::exact::LogForm;
use crate::language::words::Comparator;
use crate::language::{Catalogue, Claim, ClaimError, Expectation};
use crate::sampler::Schedule;

use super::costs::is_bound;

/// What one claim says of one schedule: of several of its cases the one that comes closest.
#[derive(Debug, Clone)]
pub struct CurveBound {
    /// The identifier of the claim.
    pub claim: String,
    /// Whether the claim is true in general, as far as the catalogue knows.
    pub expectation: Expectation,
    /// The relation of the expected KL, on the left, to the bound.
    pub relation: Comparator,
    /// The bound, in nats.
    pub bound: LogForm,
    /// How far the expected KL is from the bound, positive where the claim holds; in nats.
    pub slack: LogForm,
    /// Whether the claim holds here.
    pub holds: bool,
}

/// The claims that bound the expected KL and need only the curve, for each of some distinct schedules; and those that do
/// not apply or need more. The predictor is exact.
///
/// # Errors
/// When a claim of the catalogue cannot be instantiated.
pub fn curve_bounds(
    curve: &ConcaveCurve,
    vocabulary_size: Option<usize>,
    schedules: &[Schedule],
    catalogue: &Catalogue,
) -> Result<(Vec<Vec<CurveBound>>, Vec<String>), ClaimError> {
    let values = Values { curve, vocabulary_size };
    let mut bounds: Vec<Vec<CurveBound>> = vec![Vec::new(); schedules.len()];
    let mut without = Vec::new();
    for claim in catalogue.claims().iter().filter(|claim| is_bound(claim)) {
        let instantiation = Instantiation {
            length: curve.length(),
            vocabulary_size,
            schedules: ScheduleChoice::Given(schedules),
            evaluation: claim.evaluation(),
            constant: None,
        };
        let plan = match Plan::of(claim, &instantiation) {
            Err(error) if error.is_undefined() || error.is_too_large() => None,
            plan => plan.map_err(|error| claim.locate(error))?,
        };
        let mut found: Vec<Option<CurveBound>> = vec![None; schedules.len()];
        for case in plan.iter().flat_map(|plan| &plan.cases) {
            let own = schedule_of(&case.bindings);
            let Some(index) = own.and_then(|own| schedules.iter().position(|known| known == own)) else { continue };
            for relation in values.relations(case) {
                let Some(bound) = values.bound(claim, relation) else { continue };
                if found[index].as_ref().is_none_or(|known| bound.slack < known.slack) {
                    found[index] = Some(bound);
                }
            }
        }
        if found.iter().all(Option::is_none) {
            without.push(claim.id().to_owned());
        }
        for (bounds, found) in bounds.iter_mut().zip(found) {
            bounds.extend(found);
        }
    }
    Ok((bounds, without))
}

/// The values of combinations on a curve.
struct Values<'a> {
    curve: &'a ConcaveCurve,
    vocabulary_size: Option<usize>,
}

impl Values<'_> {
    /// The relations of a case whose premise holds.
    fn relations<'c>(&self, case: &'c Case) -> Vec<&'c Relation> {
        let holds = |relation: &Relation| {
            self.sides(relation).is_some_and(|[left, right]| relation.relation.admits(left.cmp(&right)))
        };
        if case.premise.iter().all(holds) { case.goal.leaves().flatten().collect() } else { Vec::new() }
    }

    /// Both sides; `None` where a quantity is not one of the curve.
    fn sides(&self, relation: &Relation) -> Option<[LogForm; 2]> {
        let scale = Rational::from((1, &relation.scale));
        Some([self.value(&relation.left)?.scaled(&scale), self.value(&relation.right)?.scaled(&scale)])
    }

    /// What a relation says of the expected KL, its left side.
    fn bound(&self, claim: &Claim, relation: &Relation) -> Option<CurveBound> {
        let [left, right] = self.sides(relation)?;
        let holds = relation.relation.admits(left.cmp(&right));
        let [smaller, larger] = relation.relation.smaller_first(&left, &right);
        let mut slack = larger.clone();
        slack -= smaller;
        Some(CurveBound {
            claim: claim.id().to_owned(),
            expectation: claim.expectation(),
            relation: relation.relation,
            bound: right,
            slack,
            holds,
        })
    }

    /// The value of a combination, in nats.
    fn value(&self, linear: &Linear) -> Option<LogForm> {
        let mut form = LogForm::zero();
        let mut of_curve = Rational::new();
        for (quantity, coefficient) in linear.terms() {
            let coefficient = coefficient.to_rational();
            match quantity {
                Quantity::Average(size) => of_curve += coefficient * self.curve.h(*size),
                Quantity::Gap(_) | Quantity::TrainingError => {}
                Quantity::Ln(argument) => form.add_ln(argument, &coefficient),
                Quantity::Nat => form.add_nats(&coefficient),
                Quantity::LnVocabulary => form.add_ln(&self.vocabulary_size?.into(), &coefficient),
                Quantity::Entropy(_)
                | Quantity::IdealExpectedKl
                | Quantity::OutputKl(_)
                | Quantity::ByDefinition(_) => {
                    return None;
                }
            }
        }
        form += &self.curve.form(&of_curve);
        for (coefficient, extremum) in linear.extrema() {
            let options: Option<Vec<LogForm>> = extremum.options.iter().map(|option| self.value(option)).collect();
            let options = options?.into_iter();
            let chosen = if extremum.is_maximum { options.max() } else { options.min() };
            form.add_scaled(&chosen?, &coefficient.to_rational());
        }
        Some(form)
    }
}
