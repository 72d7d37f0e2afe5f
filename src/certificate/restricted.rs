//! The claim that a certificate of a run with given schedules is about.

use crate::cases::bindings::{Binding, schedule_of};
use crate::language::Claim;
use crate::sampler::Schedule;

use super::declined::Declined;

/// The claim whose statement says what was decided for these schedules. It is the claim itself where they are all, or
/// where the case names the schedule that its verdict is about; a schedule that should exist is one of those given.
///
/// # Errors
/// When the schedules are too many to list.
pub fn restricted(claim: &Claim, schedules: Option<&[Schedule]>, bindings: &[Binding]) -> Result<Claim, Declined> {
    match schedules {
        Some(schedules) if claim.has_existence() || schedule_of(bindings).is_none() => {
            claim.restricted_to(schedules).ok_or(Declined::Format("so many schedules"))
        }
        _ => Ok(claim.clone()),
    }
}
