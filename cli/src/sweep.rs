//! `maskproof sweep` and `maskproof merge`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayon::prelude::*;

use maskproof::cases::Fragment;
use maskproof::certificate;
use maskproof::exact::Limits;
use maskproof::language::{Catalogue, Claim, ClaimError, Expectation};
use maskproof::law::Shape;
use maskproof::law::readers::bounded;
use maskproof::limits::CLAIM_BYTES;
use maskproof::sampler::Schedule;
use maskproof::sweep::Conclusion;
use maskproof::sweep::grid::{
    ClaimText, CompileError, Grid, Header, PartitionError, Shard, Summary, Support, Sweep, SweepError, Tables, Tallies,
    Validator,
};
use maskproof::sweep::remade::{RemadeSweep, RemakeError};

use super::arguments::{Added, Merge, Stated, Sweep as Arguments, SweepReport};
use super::catalogue::find;
use super::failure::Failure;
use super::law_files::{LawFiles, is_numbered};
use super::paths::{Contents, Paths};
use super::pipes::{OtherEnd, patiently};
use super::progress::{self, Told};
use super::report::sweep::{GridReport, to_text};
use super::values::Support as SupportArgument;
use super::{Success, certificates, files, input, output};

/// Decides claims on every law of a grid.
pub fn sweep(arguments: &Arguments, limits: Limits) -> Result<Success, Failure> {
    let (claims, texts) = claims(arguments.claim.iter().chain(&arguments.claims), &arguments.added, limits)?;
    let inputs = Paths::new().inputs(&arguments.claim).inputs(&arguments.claims);
    check_paths(inputs, &claims, arguments.state.as_ref(), &arguments.report)?;
    let schedules = schedules(&arguments.schedule, &arguments.schedules, arguments.length)?;
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
    let shape = Shape::new(length, vocabulary).map_err(|error| SweepError::from(PartitionError::from(error)))?;
    let grid = Grid { shape, denominator, support };
    let sweep = Sweep::new(&claims, grid, schedules.as_deref(), block_orbits)?;
    let header = Header::new(&sweep, texts, schedules.as_deref(), block_orbits);
    let tables = sweep.prepare();
    let mut shard = match &arguments.state {
        Some(folder) => {
            let shard = Shard::open(folder, &header)?;
            shard.validate(&mut Validator::new(&sweep, &tables), folder)?;
            shard
        }
        None => Shard::new(header),
    };
    let mine = |block: usize| arguments.shard.is_none_or(|shard| block % shard.of == shard.index);
    let pending: Vec<usize> =
        (0..sweep.partition().blocks()).filter(|block| mine(*block) && !shard.blocks.contains_key(block)).collect();
    let done = run(&sweep, &tables, &shard.header.digest(), &pending, arguments)?;
    shard.blocks.extend(done);
    report(&sweep, &claims, &shard, &arguments.report)
}

/// Does the blocks, and keeps each result as soon as it is there.
fn run(
    sweep: &Sweep,
    tables: &Tables,
    digest: &str,
    pending: &[usize],
    arguments: &Arguments,
) -> Result<Vec<(usize, Tallies)>, Failure> {
    // Blocks have about as many laws each.
    let laws = (sweep.partition().laws() as f64 * pending.len() as f64 / sweep.partition().blocks() as f64) as u64;
    let bar = progress::bar(laws, Told::TimeAndRate, arguments.report.quiet);
    let start = Instant::now();
    let done: Vec<(usize, Tallies)> = pending
        .par_iter()
        .with_max_len(1)
        .map(|&block| {
            let tallies = sweep.run(tables, block);
            if let Some(folder) = &arguments.state {
                Shard::save(folder, digest, block, &tallies)?;
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
            "{orbits} orbits ({laws} laws) in {seconds:.2} s on {threads} threads: {:.2} million orbits ({:.1} million \
             laws) a second\n",
            rate(orbits),
            rate(laws)
        ));
    }
    Ok(done)
}

/// Merges shards.
pub fn merge(arguments: &Merge, limits: Limits) -> Result<Success, Failure> {
    let mut shards = Vec::new();
    for path in &arguments.shards {
        shards.push((path, patiently(path, OtherEnd::Writer, || Shard::read(path))?));
    }
    let (first, shard) = shards.first().expect("clap asks for one");
    let RemadeSweep { sweep, claims } = RemadeSweep::of(&shard.header, first, limits)?;
    let inputs = Paths::new().inputs(&arguments.shards).inputs(&arguments.claims);
    check_paths(inputs, &claims, None, &arguments.report)?;
    if !arguments.claims.is_empty() || arguments.added.statement.is_some() {
        let (_, texts) = self::claims(arguments.claims.iter(), &arguments.added, limits)?;
        let given = Header { claims: texts, ..shard.header.clone() };
        Shard::new(given).merge(Shard::new(shard.header.clone()), first)?;
    }
    // Nothing is swept: a warm start is not needed.
    let tables = sweep.prepare_cold();
    let mut validator = Validator::new(&sweep, &tables);
    let mut merged = Shard::new(shard.header.clone());
    for (path, shard) in shards {
        let own = shard.clone();
        merged.merge(shard, path)?;
        own.validate(&mut validator, path)?;
    }
    merged.check_complete()?;
    report(&sweep, &claims, &merged, &arguments.report)
}

fn report(sweep: &Sweep, claims: &[Claim], shard: &Shard, arguments: &SweepReport) -> Result<Success, Failure> {
    if let Some(path) = &arguments.output {
        files::to_file(path, shard.to_json())?;
    }
    let summary = Summary::new(sweep, claims, shard)?;
    if let Some(folder) = &arguments.violations {
        write_violations(folder, claims, shard, &summary)?;
    }
    let report = GridReport::new(sweep, claims, &shard.header, shard.blocks.len(), &summary, arguments.digits);
    output::report(arguments.json, &report, to_text)?;
    let is_unexpected = claims
        .iter()
        .zip(&summary.claims)
        .any(|(claim, found)| claim.expectation() == Expectation::Holds && found.conclusion == Conclusion::Violated);
    // Where no claim has a case nothing is decided.
    let has_case = summary.claims.iter().any(|found| found.conclusion != Conclusion::NoCase);
    Ok(if is_unexpected || !has_case { Success::NotAsExpected } else { Success::AsExpected })
}

fn write_violations(folder: &Path, claims: &[Claim], shard: &Shard, summary: &Summary) -> Result<(), Failure> {
    let schedules = match &shard.header.schedules {
        None => None,
        Some(texts) => Some(input::schedules(texts, shard.header.length)?),
    };
    for (claim, found) in claims.iter().zip(&summary.claims) {
        let mut laws = LawFiles::new(folder, claim.id());
        for (number, example) in found.violations.iter().enumerate() {
            let part = format!("violation-{}", number + 1);
            laws.write(&format!("{part}.law"), &example.law.to_json())?;
            let name = format!("{}.{part}", claim.id());
            let witness = &example.witness;
            let certificate = certificate::restricted(claim, schedules.as_deref(), &witness.bindings)
                .and_then(|claim| certificate::try_case(&claim, &example.law, &witness.bindings, witness.verdict));
            let of = format!("violation {} of {}", number + 1, claim.id());
            certificates::replace(folder, &name, &of, &certificate)?;
        }
        certificates::remove_beyond(folder, &format!("{}.violation", claim.id()), found.violations.len())?;
        laws.remove_others(|part| part.strip_suffix(".law").is_some_and(|part| is_numbered(part, "violation")))?;
    }
    Ok(())
}

/// Refuses before a long computation what cannot be written after it.
fn check_paths(inputs: Paths, claims: &[Claim], state: Option<&PathBuf>, report: &SweepReport) -> Result<(), Failure> {
    let ids: Vec<&str> = claims.iter().map(Claim::id).collect();
    let folders = inputs.folder("--state", state, Contents::State);
    let folders = folders.folder("--violations", report.violations.as_ref(), Contents::Laws(&ids));
    folders.file("--output", report.output.as_ref()).check()
}

/// The claims of the catalogue, of files or of a statement, in order of their identifiers, with the texts that bind
/// results to them; where there is none, all of the catalogue that are linear in average entropies.
fn claims<'a>(
    names: impl Iterator<Item = &'a String>,
    added: &Added,
    limits: Limits,
) -> Result<(Vec<Claim>, Vec<ClaimText>), Failure> {
    let catalogue = Catalogue::built_in()?;
    let mut found: BTreeMap<String, (Claim, ClaimText)> = BTreeMap::new();
    let named = names.map(|name| named_claim(&catalogue, name.trim(), limits));
    let stated = added.statement.as_ref().map(|statement| stated_claim(statement, added, limits));
    for given in named.chain(stated) {
        let (claim, text) = given?;
        let known = found.insert(claim.id().to_owned(), (claim, text.clone()));
        if known.is_some_and(|(_, known)| known != text) {
            return Err(Failure::Usage {
                message: format!("two claims have the identifier {}", text.id),
                help: "give one of them another `id`".to_owned(),
            });
        }
    }
    if found.is_empty() {
        for claim in catalogue.claims() {
            if Fragment::of(claim).map_err(|error| claim.locate(error))? == Fragment::AverageEntropy {
                found.insert(claim.id().to_owned(), (claim.clone().within(limits), ClaimText::new(claim, None)));
            }
        }
    }
    Ok(found.into_values().unzip())
}

/// A claim of the catalogue, or of a file with its text.
fn named_claim(catalogue: &Catalogue, name: &str, limits: Limits) -> Result<(Claim, ClaimText), Failure> {
    let path = Path::new(name);
    if !name.ends_with(".toml") && (!path.exists() || path.is_dir()) {
        let claim = find(catalogue, name)?;
        return Ok((claim.clone().within(limits), ClaimText::new(claim, None)));
    }
    // Read once, so that the text is that of the claim.
    let unreadable = |error| ClaimError::Unreadable { path: path.to_owned(), error };
    let file = patiently(path, OtherEnd::Writer, || bounded::read_text(path, CLAIM_BYTES)).map_err(unreadable)?;
    let claim = Claim::parse_within(&path.display().to_string(), &file, limits)?;
    let text = ClaimText::new(&claim, Some(&file));
    Ok((claim, text))
}

/// The claim of a statement, with a claim file of it as its text: results are bound to files.
fn stated_claim(statement: &str, added: &Added, limits: Limits) -> Result<(Claim, ClaimText), Failure> {
    let Added { statement: text, constant } = added;
    let stated = Stated { statement: text.clone(), constant: constant.clone() };
    let named = |_: &str| unreachable!("there is a statement");
    let claim = input::stated_claim(&stated, None, &[], limits, named)?;
    // What JSON quotes TOML reads as the same text.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let id = claim.id();
    let mut file = format!(
        "id = {}\ntitle = {}\nsource = \"\"\nprovenance = \"D\"\nstatement = {}\n",
        quoted(id),
        quoted(claim.title()),
        quoted(statement)
    );
    if let Some(constant) = claim.constant() {
        file += &format!("constant = {{ name = {}, value = {} }}\n", quoted(&constant.name), quoted(&constant.text));
    }
    let claim = Claim::parse_within(id, &file, limits)?;
    let text = ClaimText::new(&claim, Some(&file));
    Ok((claim, text))
}

/// The schedules given one by one and in lists; `None` for all.
fn schedules(single: &[String], lists: &[String], length: usize) -> Result<Option<Vec<Schedule>>, Failure> {
    let mut texts: Vec<String> = single.to_vec();
    let mut is_all = false;
    for list in lists {
        for text in schedule_list(list) {
            if text == "all" { is_all = true } else { texts.push(text) }
        }
    }
    if is_all && !texts.is_empty() {
        return Err(Failure::Usage {
            message: "`all` stands beside schedules".to_owned(),
            help: "give `--schedules all`, or a list such as `--schedules '2,2 1,3'`".to_owned(),
        });
    }
    if is_all || (texts.is_empty() && lists.is_empty()) {
        return Ok(None);
    }
    if texts.is_empty() {
        return Err(Failure::Usage {
            message: "the list of schedules is empty".to_owned(),
            help: "give `--schedules all`, or a list such as `--schedules '2,2 1,3'`".to_owned(),
        });
    }
    let mut schedules: Vec<Schedule> = Vec::new();
    for schedule in input::schedules(&texts, length)? {
        if !schedules.contains(&schedule) {
            schedules.push(schedule);
        }
    }
    Ok(Some(schedules))
}

/// The parts of a list: between spaces and semicolons, and between commas behind a bracket, as in `(2,2),(1,3)`.
fn schedule_list(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    for letter in text.chars() {
        let last = parts.last_mut().expect("never empty");
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let separates = letter == ';' || letter.is_whitespace() || (letter == ',' && last.ends_with(')'));
        if depth == 0 && separates { parts.push(String::new()) } else { last.push(letter) }
    }
    parts.into_iter().filter(|part| !part.trim().is_empty()).collect()
}

impl From<SweepError> for Failure {
    fn from(error: SweepError) -> Self {
        match error {
            SweepError::Compile(CompileError::Claim(error)) => error.into(),
            error => Self::Sweep(error),
        }
    }
}

impl From<RemakeError> for Failure {
    fn from(error: RemakeError) -> Self {
        match error {
            RemakeError::Merge(error) => error.into(),
            RemakeError::Catalogue(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::schedule_list;

    #[test]
    fn lists_of_schedules() {
        for (text, parts) in [
            ("all", vec!["all"]),
            ("2,2", vec!["2,2"]),
            ("2,2 1,3", vec!["2,2", "1,3"]),
            ("2,2;1,3;", vec!["2,2", "1,3"]),
            ("(2,2),(1,3)", vec!["(2,2)", "(1,3)"]),
            ("( 2, 2 ) 4", vec!["( 2, 2 )", "4"]),
            (" ; ", vec![]),
        ] {
            assert_eq!(schedule_list(text), parts, "{text}");
        }
    }
}
