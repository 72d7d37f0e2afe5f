//! Sweeps: a claim on every law with a common denominator.

use std::sync::atomic::{AtomicU64, Ordering};

use maskproof::diagnosis::Diagnosis;
use maskproof::sweep::grid::{
    ClaimText, CompileError, Example, Grid, Header, Shard, Summary, Support, Sweep as GridSweep, SweepError,
};
use maskproof::{LawError, Schedule, Shape};
use pyo3::prelude::*;
use rayon::prelude::*;

use super::background::{self, Monitor};
use super::claim::{CaseParts, case_parts, claim_error};
use super::errors::Class;
use super::law::Law;

/// About how many laws, up to symmetry, a block has at the least, as in the program.
const BLOCK_ORBITS: u64 = 1 << 18;

/// The native part of `maskproof.Sweep`.
#[pyclass(frozen, module = "maskproof._maskproof")]
pub struct Sweep(Summary);

/// A sweep that is not possible, or whose laws do not add up.
enum Failure {
    Claim(Box<maskproof::ClaimError>),
    Other(Box<dyn Diagnosis + Send>),
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Compile(CompileError::Claim(error)) => Self::Claim(Box::new(error)),
            error => Self::Other(Box::new(error)),
        }
    }
}

/// Sweeps all blocks, and sums them up; after a stop it leaves out the others.
fn swept(
    claim: maskproof::Claim,
    grid: Grid,
    schedules: Option<&[Schedule]>,
    monitor: &Monitor,
) -> Result<Summary, Failure> {
    let claims = [claim];
    let sweep = GridSweep::new(&claims, grid, schedules, BLOCK_ORBITS)?;
    let tables = sweep.prepare();
    let mut shard = Shard::new(Header::new(&sweep, vec![ClaimText::new(&claims[0], None)], schedules, BLOCK_ORBITS));
    let (blocks, done) = (sweep.partition().blocks(), AtomicU64::new(0));
    let run = |block: usize| {
        let tallies = (!monitor.is_stopped()).then(|| sweep.run(&tables, block))?;
        let laws = done.fetch_add(tallies.laws, Ordering::Relaxed) + tallies.laws;
        let as_usize = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
        monitor.report(as_usize(laws), as_usize(sweep.partition().laws()));
        Some((block, tallies))
    };
    shard.blocks = (0..blocks).into_par_iter().with_max_len(1).filter_map(run).collect();
    Summary::new(&sweep, &claims, &shard).map_err(|error| Failure::Other(Box::new(error)))
}

impl Sweep {
    /// Sweeps a claim over the laws of a shape with a denominator, those with `support` atoms where it is given.
    pub fn new(
        py: Python,
        claim: &maskproof::Claim,
        (length, vocabulary_size, denominator): (usize, usize, u32),
        support: Option<usize>,
        schedules: Option<Vec<Schedule>>,
        progress: Option<&Bound<PyAny>>,
    ) -> PyResult<Self> {
        let shape = Shape::new(length, vocabulary_size).map_err(|error: LawError| Class::Law.of(&error))?;
        let grid = Grid { shape, denominator, support: support.map_or(Support::Any, Support::Exactly) };
        let claim = claim.clone();
        let found = background::run(py, progress, move |monitor| swept(claim, grid, schedules.as_deref(), monitor))?;
        found.map(Self).map_err(|failure| match failure {
            Failure::Claim(error) => claim_error(&error),
            Failure::Other(error) => Class::Sweep.of(&*error),
        })
    }
}

/// A law with its case.
type ExampleParts<'py> = (Law, CaseParts<'py>);

fn example<'py>(py: Python<'py>, example: &Example) -> PyResult<ExampleParts<'py>> {
    let witness = &example.witness;
    let case = case_parts(py, &witness.bindings, witness.verdict, witness.comparison.as_ref())?;
    Ok((Law::of(example.law.clone()), case))
}

#[pymethods]
impl Sweep {
    #[getter]
    fn conclusion(&self) -> &'static str {
        self.0.claims[0].conclusion.name()
    }

    /// The laws, and the orbits, of which one law each was decided.
    #[getter]
    fn laws(&self) -> (u64, u64) {
        (self.0.tallies.laws, self.0.tallies.orbits)
    }

    /// The cases on all laws: how many there are, are violated, and hold with equality.
    #[getter]
    fn cases(&self) -> (u64, u64, u64) {
        let tally = &self.0.claims[0].tally;
        (tally.cases_of_laws, tally.violations_of_laws, tally.equalities_of_laws)
    }

    fn tightest<'py>(&self, py: Python<'py>) -> PyResult<Option<ExampleParts<'py>>> {
        self.0.claims[0].tightest.as_ref().map(|found| example(py, found)).transpose()
    }

    /// The first violations.
    fn violations<'py>(&self, py: Python<'py>) -> PyResult<Vec<ExampleParts<'py>>> {
        self.0.claims[0].violations.iter().map(|found| example(py, found)).collect()
    }
}
