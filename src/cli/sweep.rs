//! `maskproof sweep` and `maskproof merge`

use std::path::Path;
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;

use crate::certificate;
use crate::claim::{Catalogue, Claim, Expectation, Fragment};
use crate::report::sweep::{SweepJson, to_text};
use crate::sweep::Conclusion;
use crate::sweep::exhaustive::state::{ClaimText, Shard};
use crate::sweep::exhaustive::{Family, Header, Summary, Support, Sweep, Tallies};

use super::arguments::{Merge, Support as SupportArgument, Sweep as Arguments, SweepReport};
use super::catalogue::find;
use super::decide::write_certificate;
use super::failure::Failure;
use super::{Success, input, output};

/// Decides claims on every law of a grid.
pub fn sweep(arguments: &Arguments) -> Result<Success, Failure> {
    check_targets(&arguments.report)?;
    let claims = claims(&arguments.claims)?;
    let schedules = match arguments.schedules.as_slice() {
        [] => None,
        texts => Some(input::schedules(texts, arguments.length)?),
    };
    let support = match arguments.support {
        None => Support::Any,
        Some(SupportArgument::Size(size)) => Support::Exactly(size),
        Some(SupportArgument::Full) => {
            let atoms =
                u32::try_from(arguments.length).ok().and_then(|length| arguments.vocabulary.checked_pow(length));
            Support::Exactly(atoms.unwrap_or(usize::MAX))
        }
    };
    let Arguments { vocabulary, length, denominator, block_orbits, .. } = *arguments;
    let family = Family { vocabulary_size: vocabulary, length, denominator, support };
    let sweep = Sweep::new(&claims, family, schedules.as_deref(), block_orbits)?;
    let header = Header::new(&sweep, &claims, schedules.as_deref(), block_orbits);
    let mut shard = match &arguments.state {
        Some(folder) => Shard::open(folder, &header)?,
        None => Shard::new(header),
    };
    let mine = |block: usize| arguments.shard.is_none_or(|shard| block % shard.of == shard.index);
    let pending: Vec<usize> =
        (0..sweep.blocks()).filter(|block| mine(*block) && !shard.blocks.contains_key(block)).collect();
    let done = run(&sweep, &shard.header.digest(), &pending, arguments)?;
    shard.blocks.extend(done);
    report(&sweep, &claims, &shard, &arguments.report)
}

/// Does the blocks, and keeps each result as soon as it is there.
fn run(
    sweep: &Sweep,
    digest: &str,
    pending: &[usize],
    arguments: &Arguments,
) -> Result<Vec<(usize, Tallies)>, Failure> {
    let bar = progress_bar(sweep, pending.len(), arguments.report.quiet);
    let start = Instant::now();
    let prepared = sweep.prepare();
    let done: Vec<(usize, Tallies)> = pending
        .par_iter()
        .with_max_len(1)
        .map(|&block| {
            let tallies = sweep.run(&prepared, block);
            if let Some(folder) = &arguments.state {
                Shard::keep(folder, digest, block, &tallies)?;
            }
            bar.inc(tallies.laws);
            Ok((block, tallies))
        })
        .collect::<Result<_, Failure>>()?;
    bar.finish_and_clear();
    if !arguments.report.quiet {
        let seconds = start.elapsed().as_secs_f64();
        let orbits: u64 = done.iter().map(|(_, tallies)| tallies.orbits).sum();
        let laws: u64 = done.iter().map(|(_, tallies)| tallies.laws).sum();
        let threads = rayon::current_num_threads();
        let rate = |number: u64| number as f64 / seconds / 1e6;
        output::to_stderr(&format!(
            "{orbits} orbits ({laws} laws) in {seconds:.2} s on {threads} threads: {:.2} million orbits ({:.1} million laws) a \
             second\n",
            rate(orbits),
            rate(laws)
        ));
    }
    Ok(done)
}

/// Joins shards.
pub fn merge(arguments: &Merge) -> Result<Success, Failure> {
    check_targets(&arguments.report)?;
    let mut shards = arguments.shards.iter();
    let first = shards.next().expect("clap asks for one");
    let mut joined = Shard::read(first)?;
    for path in shards {
        joined.join(Shard::read(path)?, path)?;
    }
    joined.check_complete()?;
    let mixed = |difference: String| crate::sweep::exhaustive::MergeError::Mixed { path: first.clone(), difference };
    if joined.header.version != env!("CARGO_PKG_VERSION") {
        let theirs = &joined.header.version;
        return Err(mixed(format!("the version is {theirs}, and this is {}", env!("CARGO_PKG_VERSION"))).into());
    }
    let catalogue = Catalogue::built_in()?;
    let mut claims = Vec::new();
    for text in &joined.header.claims {
        let claim = find(&catalogue, &text.id)?;
        if ClaimText::from(claim) != *text {
            return Err(mixed(format!("the catalogue has another text of {}", text.id)).into());
        }
        claims.push(claim.clone());
    }
    let header = &joined.header;
    let schedules = match &header.schedules {
        None => None,
        Some(texts) => Some(input::schedules(texts, header.length)?),
    };
    let sweep = Sweep::new(&claims, header.family(), schedules.as_deref(), header.block_orbits)?;
    if sweep.blocks() != header.blocks {
        return Err(mixed(format!("it has {} blocks, and should have {}", header.blocks, sweep.blocks())).into());
    }
    report(&sweep, &claims, &joined, &arguments.report)
}

fn report(sweep: &Sweep, claims: &[Claim], shard: &Shard, arguments: &SweepReport) -> Result<Success, Failure> {
    if let Some(path) = &arguments.output {
        output::to_file(path, &shard.to_json())?;
    }
    let summary = Summary::new(sweep, claims, shard)?;
    if let Some(folder) = &arguments.violations {
        write_violations(folder, claims, &summary)?;
    }
    let json = SweepJson::new(sweep, claims, &shard.header, shard.blocks.len(), &summary, arguments.digits);
    output::to_stdout(&if arguments.json { output::json(&json) } else { to_text(&json) })?;
    let unexpected = claims
        .iter()
        .zip(&summary.claims)
        .any(|(claim, found)| claim.expectation() == Expectation::Holds && found.conclusion == Conclusion::Violated);
    Ok(if unexpected { Success::Unexpected } else { Success::AsExpected })
}

fn write_violations(folder: &Path, claims: &[Claim], summary: &Summary) -> Result<(), Failure> {
    for (claim, found) in claims.iter().zip(&summary.claims) {
        for (number, shown) in found.violations.iter().enumerate() {
            let name = format!("{}.violation-{}", claim.id(), number + 1);
            output::to_new_file(folder, &format!("{name}.law.json"), &shown.law.to_json())?;
            let witness = &shown.witness;
            if let Some(certificate) = certificate::case(claim, &shown.law, &witness.bindings, witness.verdict) {
                write_certificate(folder, &name, &certificate)?;
            }
        }
    }
    Ok(())
}

/// Refuses before a long computation what cannot be written after it.
fn check_targets(report: &SweepReport) -> Result<(), Failure> {
    report.output.as_deref().map_or(Ok(()), output::check_target)
}

/// The claims with these identifiers, or all of the catalogue that are linear in average entropies.
fn claims(ids: &[String]) -> Result<Vec<Claim>, Failure> {
    let catalogue = Catalogue::built_in()?;
    let mut claims = Vec::new();
    if ids.is_empty() {
        for claim in catalogue.claims() {
            if Fragment::of(claim).map_err(|error| claim.locate(error))? == Fragment::A {
                claims.push(claim.clone());
            }
        }
    }
    for id in ids {
        claims.push(find(&catalogue, id)?.clone());
    }
    claims.sort_by(|first, second| first.id().cmp(second.id()));
    claims.dedup_by(|first, second| first.id() == second.id());
    Ok(claims)
}

/// A progress bar on the standard error, where that is a terminal.
fn progress_bar(sweep: &Sweep, pending: usize, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    // Blocks have about as many laws each.
    let laws = (sweep.laws as f64 * pending as f64 / sweep.blocks() as f64) as u64;
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} laws, {per_sec}, {elapsed} gone, about {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(laws).with_style(style)
}
