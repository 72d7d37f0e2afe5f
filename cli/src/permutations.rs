//! `maskproof permutations`

use std::time::{Duration, Instant};

use maskproof::limits::CONVEXITY_LIMIT;
use maskproof::sampler::permutations::{PermutationTable, check_convexity, largest_convexity};

use super::arguments::PermutationArguments;
use super::failure::Failure;
use super::report::permutations::{ConvexityReport, PermutationReport};
use super::{Success, output};

/// The least errors for uniform permutations, or the convexity of their sequence.
pub fn permutations(arguments: &PermutationArguments) -> Result<Success, Failure> {
    match arguments.size {
        Some(size) => least_errors(usize::from(size), arguments),
        None => convexity(arguments),
    }
}

fn least_errors(size: usize, arguments: &PermutationArguments) -> Result<Success, Failure> {
    let rounds = arguments.rounds.map(usize::from);
    let asked = rounds.map_or(1..=size, |rounds| rounds..=rounds);
    let errors = PermutationTable::new(size)
        .and_then(|table| asked.map(|rounds| table.least_error(size, rounds)).collect::<Option<Vec<_>>>());
    let Some(errors) = errors else {
        return Err(Failure::Usage {
            message: format!("{} rounds for {size} tokens", rounds.unwrap_or_default()),
            help: format!("give a number of rounds from 1 to {size}"),
        });
    };
    let report = PermutationReport::new(size, errors, arguments.digits);
    output::report(arguments.json, &report, PermutationReport::to_text)?;
    Ok(Success::AsExpected)
}

fn convexity(arguments: &PermutationArguments) -> Result<Success, Failure> {
    let start = Instant::now();
    let limit = arguments.seconds.map(Duration::from_secs);
    let stop = || limit.is_some_and(|limit| start.elapsed() >= limit);
    let progress = |size: usize| {
        if !arguments.quiet {
            output::to_stderr(&format!("checked up to n = {size}\n"));
        }
    };
    let convexity = match arguments.up_to {
        Some(size) => check_convexity(size as usize, &stop),
        None => largest_convexity(CONVEXITY_LIMIT, &stop, &|convexity| progress(convexity.size)),
    };
    let Some(convexity) = convexity else {
        return Err(Failure::Usage {
            message: "the time was too short for the first check".to_owned(),
            help: "give more seconds, or a bound with --up-to".to_owned(),
        });
    };
    let report = ConvexityReport::new(&convexity);
    output::report(arguments.json, &report, ConvexityReport::to_text)?;
    Ok(if convexity.is_convex() { Success::AsExpected } else { Success::NotAsExpected })
}
