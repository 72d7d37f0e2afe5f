//! `maskproof verify` and `maskproof check`

use std::collections::BTreeMap;

use maskproof::analysis::{AllLaws, CheckedClaim, DECIDED_LENGTHS};
use maskproof::evaluation::{AnySetting, Item, Setting, SparseSetting};
use maskproof::limits::CASES_STEPS;
use rayon::prelude::*;

use maskproof::decide::RangeOutcome;
use maskproof::exact::Limits;
use maskproof::hunt::{self, hunt};
use maskproof::language::{Catalogue, Claim, ClaimError};
use maskproof::law::Shape;
use maskproof::sweep::generated::{laws_of_shape, shapes_to_cover};
use maskproof::sweep::run::Selection;
use maskproof::sweep::{ClaimReport, Conclusion, Family, Options, default_families, run_on};

use super::arguments::{Check, Report, Verify};
use super::catalogue::find;
use super::evidence::{write_certificates, write_laws};
use super::failure::Failure;
use super::input::GivenLaw;
use super::paths::{Contents, Paths};
use super::progress::{self, Told};
use super::report::claims::{CheckReport, FamilyReport};
use super::report::claims_text::to_text;
use super::report::name::one_line;
use super::{Success, files, input, interrupt, output};

/// Checks the catalogue on the default families.
pub fn verify(arguments: &Verify, limits: Limits) -> Result<Success, Failure> {
    let catalogue = Catalogue::built_in()?;
    let claims = if arguments.claims.is_empty() {
        catalogue.claims().to_vec()
    } else {
        let mut claims: Vec<Claim> =
            arguments.claims.iter().map(|id| find(&catalogue, id).cloned()).collect::<Result<_, _>>()?;
        claims.sort_by(|first, second| first.id().cmp(second.id()));
        claims.dedup_by(|first, second| first.id() == second.id());
        claims
    };
    let claims: Vec<Claim> = claims.into_iter().map(|claim| claim.within(limits)).collect();
    Subjects::by_default(&claims)?.check(&claims, Paths::new(), None, &arguments.report)
}

/// Checks a claim file on the default families or on given laws.
pub fn check(arguments: &Check, limits: Limits) -> Result<Success, Failure> {
    let items = given_items(arguments, limits)?;
    let names = position_names(&items);
    let named = |path: &str| input::claim_file(std::path::Path::new(path), &names, limits);
    let claim = input::stated_claim(&arguments.stated, arguments.claim.as_deref(), &names, limits, named)?;
    let claims = [input::with_rules(claim, &arguments.rules)?];
    let most_steps = Some(limits.of(CASES_STEPS));
    interrupt::install();
    let inputs = Paths::new().inputs(&arguments.claim).inputs(&arguments.laws).inputs(&arguments.predictor);
    if arguments.laws.is_empty() {
        let mut subjects = Subjects::by_default(&claims)?;
        subjects.hunt(&claims[0]);
        return subjects.check(&claims, inputs, most_steps, &arguments.report);
    }
    Subjects::given(items).check(&claims, inputs, most_steps, &arguments.report)
}

/// The laws that are given, each with its predictor.
fn given_items(arguments: &Check, limits: Limits) -> Result<Vec<AnySetting>, Failure> {
    let mut items = Vec::new();
    for text in &arguments.laws {
        items.push(match input::any_law(text, limits)? {
            GivenLaw::Table(law) => {
                let predictor = input::named_predictor(arguments.predictor.as_deref(), arguments.rows(), &law)?;
                AnySetting::Table(Setting { law, predictor })
            }
            GivenLaw::Sparse(law) => {
                let predictor = input::named_rows(arguments.predictor.as_deref(), arguments.rows(), &law)?;
                AnySetting::Sparse(SparseSetting::new(law, limits).with_predictor(predictor))
            }
        });
    }
    Ok(items)
}

/// The names of positions that all laws have, or none.
fn position_names(items: &[AnySetting]) -> Vec<String> {
    let mut all = items.iter().map(|item| match item {
        AnySetting::Table(setting) => setting.law.labels().names(),
        AnySetting::Sparse(setting) => setting.law().labels().names(),
    });
    let first = all.next().flatten();
    first.filter(|first| all.all(|names| names == Some(*first))).map(<[String]>::to_vec).unwrap_or_default()
}

/// The seed of the hunts that a check makes.
const HUNT_SEED: u64 = 1;

/// The most shapes of a scope that are hunted in, the smallest ones.
const HUNTED_SHAPES: usize = 2;

/// The most patterns `(V + 1)^L` of such a shape.
const HUNTED_PATTERNS: usize = 5_000;

/// The laws that claims are checked on.
struct Subjects {
    items: Vec<AnySetting>,
    families: Vec<FamilyReport>,
    /// The items of each claim.
    selections: Vec<Selection>,
    /// The shapes for which laws were made.
    made: Vec<Shape>,
    /// The lengths for which claims are decided for all laws.
    lengths: Vec<usize>,
}

impl Subjects {
    /// Laws that are given, for one claim: it is decided for all laws of their lengths.
    fn given(items: Vec<AnySetting>) -> Self {
        let mut lengths: Vec<usize> = items.iter().map(|item| item.shape().length()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        let (families, selections) =
            (vec![FamilyReport::of_given(items.len())], vec![std::iter::once(0..items.len()).collect()]);
        Self { items, families, selections, made: Vec::new(), lengths }
    }

    /// The default families, and laws made for the scopes that these hardly reach; for a claim that names its laws,
    /// these.
    fn by_default(claims: &[Claim]) -> Result<Self, Failure> {
        let families = default_families()?;
        let mut summary: Vec<FamilyReport> = families.iter().map(FamilyReport::new).collect();
        let mut items: Vec<AnySetting> =
            families.into_iter().flat_map(|family| family.items).map(AnySetting::Table).collect();
        let defaults = 0..items.len();
        let mut covered: BTreeMap<Shape, usize> = BTreeMap::new();
        items.iter().for_each(|item| *covered.entry(item.shape()).or_insert(0) += 1);
        let mut made = BTreeMap::new();
        let mut of_one_token = Family::new("", Vec::new());
        let mut selections = Vec::new();
        for claim in claims {
            if let Some(laws) = claim.laws() {
                let first = items.len();
                items.extend(laws.iter().cloned().map(Setting::exact).map(AnySetting::Table));
                selections.push(std::iter::once(first..items.len()).collect());
                continue;
            }
            let mut selection = vec![defaults.clone()];
            for shape in shapes_to_cover(claim, &covered) {
                let range = made.entry(shape).or_insert_with(|| {
                    let family = laws_of_shape(shape);
                    if shape.vocabulary_size() == 1 {
                        of_one_token.items.extend(family.items.iter().cloned());
                    } else {
                        summary.push(FamilyReport::new(&family));
                    }
                    let first = items.len();
                    items.extend(family.items.into_iter().map(AnySetting::Table));
                    first..items.len()
                });
                selection.push(range.clone());
            }
            selections.push(selection);
        }
        if !of_one_token.items.is_empty() {
            summary.push(FamilyReport::new(&Family::new("the law over one token, of each length", of_one_token.items)));
        }
        let [first, last] = DECIDED_LENGTHS;
        let made = made.into_keys().filter(|shape: &Shape| shape.vocabulary_size() > 1).collect();
        Ok(Self { items, families: summary, selections, made, lengths: (first..=last).collect() })
    }

    /// Adds laws found by a short hunt in the smallest shapes for which laws were made, for the only claim.
    fn hunt(&mut self, claim: &Claim) {
        let mut shapes: Vec<Shape> = self.made.iter().copied().filter(|shape| shape.length() > 1).collect();
        shapes.retain(|shape| shape.patterns() <= HUNTED_PATTERNS);
        shapes.sort_by_key(|shape| shape.patterns());
        let mut found = Vec::new();
        for shape in shapes.into_iter().take(HUNTED_SHAPES) {
            let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
            let options = hunt::Options { shape, schedules: None, seed: HUNT_SEED, effort: 1 };
            // Too many cases for a short hunt, or no meaning at this shape: the laws that were made remain.
            let Ok(hunted) = hunt(claim, &options, &interrupt::is_asked) else { continue };
            let findings = hunted.best.iter().filter_map(|case| hunted.cases[*case].finding.as_ref());
            found.extend(findings.take(MOST_HUNTED).map(|finding| {
                let name = format!("hunt(V={vocabulary_size},L={length},seed={HUNT_SEED}): {}", finding.law.name());
                Setting::exact(finding.law.clone().with_name(name))
            }));
        }
        if !found.is_empty() {
            let family = Family::new(format!("found by a short hunt, seed {HUNT_SEED}"), found);
            self.families.push(FamilyReport::new(&family));
            let first = self.items.len();
            self.items.extend(family.items.into_iter().map(AnySetting::Table));
            self.selections[0].push(first..self.items.len());
        }
    }

    /// Checks the claims and decides them for all laws.
    fn check(
        self,
        claims: &[Claim],
        inputs: Paths,
        most_steps: Option<u64>,
        report: &Report,
    ) -> Result<Success, Failure> {
        let ids: Vec<&str> = claims.iter().map(Claim::id).collect();
        inputs
            .file("--json", report.json.as_ref())
            .folder("--certificates", report.certificates.as_ref(), Contents::Certificates(&ids))
            .folder("--laws", report.law_files.as_ref(), Contents::Laws(&ids))
            .check()?;
        interrupt::install();
        let bar = progress::bar(self.items.len() as u64, Told::Time, report.quiet);
        let options = Options { most_steps, stop: &interrupt::is_asked };
        let reports = run_on(claims, &self.items, &self.selections, &options, &|laws| bar.inc(laws));
        bar.finish_and_clear();
        let reports = reports?;
        self.items.iter().try_for_each(AnySetting::check_curve)?;
        let decided: Vec<Result<AllLaws, ClaimError>> =
            claims.par_iter().map(|claim| AllLaws::decide(claim, &self.lengths, &interrupt::is_asked)).collect();
        // The first mistake in order, whichever was found first.
        let decided = decided.into_iter().collect::<Result<Vec<_>, _>>()?;
        let checked: Vec<CheckedClaim> = claims
            .iter()
            .zip(&reports)
            .zip(&decided)
            .map(|((claim, report), decided)| CheckedClaim::new(claim, report, decided))
            .collect();
        let outcome = CheckReport::new(&checked, self.families, report.digits);
        let mut evidence = String::new();
        if let Some(folder) = &report.certificates {
            evidence += &format!("\ncertificates in {}:\n", one_line(&folder.display().to_string()));
            for checked in &checked {
                evidence += &write_certificates(folder, checked, &self.items)?;
            }
        }
        if let Some(folder) = &report.law_files {
            evidence += &format!("\nlaws in {}:\n", one_line(&folder.display().to_string()));
            for checked in &checked {
                evidence += &write_laws(folder, checked, &self.items)?;
            }
        }
        if let Some(path) = &report.json {
            files::to_file(path, output::json(&outcome))?;
        }
        output::to_stdout(&(to_text(&outcome) + &evidence))?;
        Ok(match outcome.as_expected {
            _ if is_cut_short(&reports, &decided) => Success::Interrupted,
            true => Success::AsExpected,
            false => Success::NotAsExpected,
        })
    }
}

/// The most laws of a hunt that are kept: one, or where a schedule is to exist for all laws, some of those against
/// each.
const MOST_HUNTED: usize = 64;

/// Whether Ctrl-C left something out.
fn is_cut_short(reports: &[ClaimReport], decided: &[AllLaws]) -> bool {
    let left_out = reports.iter().any(|report| report.conclusion == Conclusion::Stopped || report.done.is_stopped)
        || decided.iter().any(|decided| decided.outcome == RangeOutcome::Unfinished);
    interrupt::is_asked() && left_out
}
