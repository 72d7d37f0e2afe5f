//! The certificates that the engine writes: of decisions, of constants, and of the cases that a run on laws shows.

use maskproof::Shape;
use maskproof::certificate::{self, Certificate};
use maskproof::decide::{decide, sharp_constants};
use maskproof::evaluation::Setting;
use maskproof::language::{Catalogue, Claim};
use maskproof::law::{families::parse_spec, grid};
use maskproof::sweep::{ClaimReport, Witness, run};
use rayon::prelude::*;

/// A certificate and what it is of.
pub struct Written {
    pub name: String,
    pub claim: String,
    pub kind: &'static str,
    pub text: String,
}

impl Written {
    fn new(claim: &Claim, name: &str, certificate: &Certificate) -> Self {
        let name = format!("{}, {name}", claim.id());
        Self { name, claim: claim.id().to_owned(), kind: certificate.kind(), text: certificate.to_json() }
    }
}

/// The certificates of the cases that a report shows.
fn of_cases(claim: &Claim, report: &ClaimReport, items: &[Setting]) -> Vec<Written> {
    let witnesses = report.tightest.iter().chain(&report.counterexamples);
    let of_case = |(number, witness): (usize, &Witness)| {
        let law = &items[witness.item].law;
        let certificate = certificate::case(claim, law, &witness.bindings, witness.verdict)?;
        Some(Written::new(claim, &format!("case {} on {}", number + 1, law.name()), &certificate))
    };
    witnesses.enumerate().filter_map(of_case).collect()
}

/// The certificates of the cases on the laws that the claim names for itself.
pub fn of_own_laws(claim: &Claim) -> Vec<Written> {
    let items: Vec<Setting> = claim.laws().unwrap_or_default().iter().cloned().map(Setting::exact).collect();
    let reports = run(std::slice::from_ref(claim), &items, &|_| ()).unwrap();
    of_cases(claim, &reports[0], &items)
}

/// Laws on which claims are run: small grids, which hold repetition and parity, and codes that break false bounds.
fn items() -> Vec<Setting> {
    let grids = [(2, 2, 3), (2, 3, 3), (2, 4, 2), (3, 3, 2)];
    let of_grids = grids
        .into_iter()
        .flat_map(|(size, length, d)| grid(Shape::new(length, size).unwrap(), d).unwrap())
        .map(|orbit| orbit.law);
    let codes = ["parity(L=4,V=2)", "mds(n=4,k=2,q=3)", "mds(n=5,k=2,q=4)"].map(|spec| parse_spec(spec).unwrap());
    of_grids.chain(codes).map(Setting::exact).collect()
}

/// Every certificate that the engine writes for the catalogue, for short sequences; in an order that does not depend on
/// the number of threads.
pub fn written() -> Vec<Written> {
    let catalogue = Catalogue::built_in().unwrap();
    let claims = catalogue.claims();
    let items = items();
    let reports = run(claims, &items, &|_| ()).unwrap();
    let of_claims: Vec<Vec<Written>> = claims
        .par_iter()
        .zip(&reports)
        .map(|(claim, report)| {
            let mut found = Vec::new();
            for length in 2..=6 {
                let decided = decide(claim, length, None).unwrap();
                let certificate = certificate::decision(claim, &decided).unwrap();
                found
                    .extend(certificate.map(|certificate| Written::new(claim, &format!("L = {length}"), &certificate)));
            }
            for length in (2..=4).filter(|_| claim.constant().is_some()) {
                for (number, sharp) in sharp_constants(claim, length, None).unwrap().iter().enumerate() {
                    let certificate = certificate::constant(claim, sharp).unwrap();
                    let name = format!("L = {length}, constant {}", number + 1);
                    found.extend(certificate.map(|certificate| Written::new(claim, &name, &certificate)));
                }
            }
            found.extend(of_cases(claim, report, &items));
            found
        })
        .collect();
    let of_sets = CLAIMS_OF_SETS.iter().map(|name| {
        let path = format!("{}/fixtures/claims/{name}.toml", env!("CARGO_MANIFEST_DIR"));
        let claim = Claim::parse(name, &std::fs::read_to_string(path).unwrap()).unwrap();
        let certificate = certificate::decision(&claim, &decide(&claim, 4, None).unwrap()).unwrap().unwrap();
        Written::new(&claim, "L = 4", &certificate)
    });
    let of_sets: Vec<Written> = of_sets.collect();
    of_claims.into_iter().flatten().chain(of_sets).collect()
}

/// Claims about entropies of sets of positions, in `fixtures/claims`.
const CLAIMS_OF_SETS: [&str; 3] = ["shearer", "data-processing", "zhang-yeung"];
