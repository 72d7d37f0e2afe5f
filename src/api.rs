//! The front door of the library: a law, a claim, and what is to be said of the two.

use std::collections::BTreeMap;

use crate::cases::Plan;
use crate::cases::bindings::{Binding, schedule_of};
use crate::cases::plan::Case;
use crate::decide::{Decision, LengthDecision, SharpConstant, counterexamples, decide, sharp_constants};
use crate::evaluation::outcome::Outcome;
use crate::evaluation::subject::OrderTables;
use crate::evaluation::{Comparison, Item, NamedPredictor, Setting, Subject, Verdict};
use crate::hunt::hunt_within_vocabularies;
use crate::language::{Claim, ClaimError};
use crate::law::Law;
use crate::law::families::{SpecError, parse_spec};
use crate::sampler::Schedule;
use crate::sweep::{Conclusion, Tally};

impl Law {
    /// A law of a family, by its name, such as `parity(L=3,V=2)` or `mds(n=4,k=2,q=3)`; docs/tour.md lists the
    /// families.
    ///
    /// ```
    /// let law = maskproof::Law::named("parity(L=3,V=2)")?;
    /// assert_eq!((law.length(), law.vocabulary_size()), (3, 2));
    /// # Ok::<(), maskproof::SpecError>(())
    /// ```
    ///
    /// # Errors
    /// When the text names no family, or its parameters have no law, or one that is too large.
    pub fn named(text: &str) -> Result<Self, SpecError> {
        parse_spec(text)
    }
}

impl Claim {
    /// Decides every case of the claim on a law with its predictor, exactly.
    ///
    /// ```
    /// use maskproof::{Claim, Law, Setting};
    /// # const TEXT: &str = "id = 'x'\ntitle = ''\nsource = ''\nprovenance = 'D'\n
    /// # statement = 'for all law, schedule with s_max == 2: E_KL <= 1/2 * TC + eps_train'";
    /// let law = Law::named("parity(L=3,V=2)")?;
    /// let check = Claim::parse("my-bound.toml", TEXT)?.check(&Setting::exact(law))?;
    /// assert_eq!(check.violations().next().unwrap().schedule(), "1,2".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the statement has no meaning for the law's length and vocabulary, or more cases than the limits allow; the
    /// error has the place in the claim.
    pub fn check(&self, setting: &Setting) -> Result<Check, ClaimError> {
        self.check_item(setting)
    }

    /// As [`Claim::check`], also on a law that is given by its sequences ([`SparseSetting`](crate::evaluation::SparseSetting)).
    ///
    /// # Errors
    /// As [`Claim::check`].
    pub fn check_item(&self, setting: &impl Item) -> Result<Check, ClaimError> {
        let shape = setting.shape();
        let plan = Plan::new(self, shape).map_err(|error| self.locate(error))?;
        let Some(plan) = plan else {
            let conclusion = Conclusion::of(&Tally::default().findings(&BTreeMap::new()));
            return Ok(Check { conclusion, cases: Vec::new(), tightest: None });
        };
        let mut cases = Vec::new();
        let tally = setting.evaluate(&OrderTables::default(), |subject| {
            subject.prepare(plan.quantities());
            let subject: &Subject = subject;
            Tally::of_outcomes(&plan.cases, subject, 0, |case, outcome| {
                cases.push(CheckedCase::new(case, outcome, subject));
            })
        });
        let conclusion = Conclusion::of(&tally.findings(&BTreeMap::from([(shape.length(), &plan.outer)])));
        Ok(Check { conclusion, cases, tightest: tally.tightest().map(|location| location.case.0) })
    }

    /// Decides the claim for all laws of a length, over all vocabularies and with all predictors: a proof, or laws that
    /// break it. Where the claim has a condition on `V`, and is false without it, a short hunt looks for a law within
    /// it.
    ///
    /// ```
    /// use maskproof::{Catalogue, Decision};
    /// let catalogue = Catalogue::built_in()?;
    /// let claim = catalogue.find("li-cai-thm1").unwrap();
    /// assert!(matches!(claim.decide(5)?.decision, Decision::Proved(_)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When the statement has no meaning for the length; the error has the place in the claim.
    pub fn decide(&self, length: usize) -> Result<LengthDecision, ClaimError> {
        let mut decided = decide(self, length, None)?;
        hunt_within_vocabularies(self, &mut decided, None, &|| false);
        Ok(decided)
    }

    /// The laws that break the claim at a length at which it is refuted, each with the predictor that it takes,
    /// confirmed by the check of cases. None where the claim is not refuted, or no such law can be written out.
    ///
    /// ```
    /// use maskproof::Claim;
    /// let claim = Claim::of_statement("for all law, schedule: E_KL <= 1/2 * TC + eps_train")?;
    /// let laws = claim.breaking_laws(&claim.decide(2)?)?;
    /// assert_eq!(laws[0].law.to_string(), "mds(n=2,k=1,q=2): P(0 0) = 1/2, P(1 1) = 1/2");
    /// # Ok::<(), maskproof::ClaimError>(())
    /// ```
    ///
    /// # Errors
    /// When the statement has no meaning for the length; the error has the place in the claim.
    pub fn breaking_laws(&self, decided: &LengthDecision) -> Result<Vec<Setting>, ClaimError> {
        let Decision::Refuted(refutation) = &decided.decision else { return Ok(Vec::new()) };
        let mut settings: Vec<Setting> = Vec::new();
        for found in counterexamples(self, decided.length, refutation)? {
            let (Some(law), Some(Verdict::Violated)) = (found.law, found.confirmed) else { continue };
            let predictor = found.predictor.map(|table| NamedPredictor { name: "wrong".to_owned(), table });
            if settings.iter().all(|known| known.law != law) {
                settings.push(Setting { law, predictor });
            }
        }
        Ok(settings)
    }

    /// The sharp values of the claim's constant over all laws of a length, one for each class of schedules, with the
    /// laws that attain them; none where the claim has no constant.
    ///
    /// # Errors
    /// As [`Claim::decide`].
    pub fn sharp_constant(&self, length: usize) -> Result<Vec<SharpConstant>, ClaimError> {
        if self.constant().is_none() { Ok(Vec::new()) } else { sharp_constants(self, length, None) }
    }
}

/// What the cases of a claim are on one law.
#[derive(Debug, Clone)]
pub struct Check {
    conclusion: Conclusion,
    cases: Vec<CheckedCase>,
    /// The index of the tightest case.
    tightest: Option<usize>,
}

impl Check {
    /// What follows from the cases.
    pub fn conclusion(&self) -> Conclusion {
        self.conclusion
    }

    /// The cases, in the order of the quantifiers' values.
    pub fn cases(&self) -> &[CheckedCase] {
        &self.cases
    }

    /// The cases in which the claim is false. Where an `exists` stands before the law, a false case need not make the
    /// claim false: [`Check::conclusion`] says.
    pub fn violations(&self) -> impl Iterator<Item = &CheckedCase> {
        self.cases.iter().filter(|case| case.verdict == Verdict::Violated)
    }

    /// The tightest case in which the claim holds: the one whose smaller side is the largest part of the larger one.
    pub fn tightest(&self) -> Option<&CheckedCase> {
        self.cases.get(self.tightest?)
    }
}

/// A case of a claim on a law, decided.
#[derive(Debug, Clone)]
pub struct CheckedCase {
    bindings: Vec<Binding>,
    verdict: Verdict,
    comparison: Option<Comparison>,
}

impl CheckedCase {
    fn new(case: &Case, outcome: &Outcome, subject: &Subject) -> Self {
        let mut bindings = case.bindings.clone();
        let comparison = outcome.decisive.as_ref().map(|(relation, inner)| {
            bindings.extend(inner.iter().copied().cloned());
            Comparison::new(relation, subject)
        });
        Self { bindings, verdict: outcome.verdict, comparison }
    }

    /// What the quantifiers bind, outermost first.
    pub fn bindings(&self) -> &[Binding] {
        &self.bindings
    }

    /// The schedule of the case.
    ///
    /// # Panics
    /// When the statement quantifies over no schedule.
    pub fn schedule(&self) -> Schedule {
        schedule_of(&self.bindings).expect("the statement quantifies over schedules").clone()
    }

    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The exact sides of the relation that the verdict rests on; none where no instance satisfies an `exists`.
    pub fn comparison(&self) -> Option<&Comparison> {
        self.comparison.as_ref()
    }
}
