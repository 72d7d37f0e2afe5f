//! The certificates that the engine writes: of decisions, of constants, and of the cases that a run on laws shows.

use maskproof::certificate::{self, Certificate};
use maskproof::claim::Catalogue;
use maskproof::decide::{decide, sharp_constants};
use maskproof::law::{families::parse_spec, grid};
use maskproof::sweep::{Item, run};
use rayon::prelude::*;

/// A certificate and what it is of.
pub struct Written {
    pub name: String,
    pub kind: &'static str,
    pub text: String,
}

impl Written {
    fn new(name: String, certificate: &Certificate) -> Self {
        Self { name, kind: certificate.kind(), text: certificate.to_json() }
    }
}

/// Laws on which claims are run: small grids, which hold repetition and parity, and codes that break false bounds.
fn items() -> Vec<Item> {
    let grids = [(2, 2, 3), (2, 3, 3), (2, 4, 2), (3, 3, 2)];
    let of_grids =
        grids.into_iter().flat_map(|(size, length, d)| grid(size, length, d).unwrap()).map(|orbit| orbit.law);
    let codes = ["mds(n=4,k=2,q=3)", "mds(n=5,k=2,q=4)"].map(|spec| parse_spec(spec).unwrap());
    of_grids.chain(codes).map(Item::exact).collect()
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
            let id = claim.id();
            let mut found = Vec::new();
            for length in 2..=6 {
                let decided = decide(claim, length, None).unwrap();
                let certificate = certificate::decision(claim, &decided).unwrap();
                found.extend(certificate.map(|certificate| Written::new(format!("{id}, L = {length}"), &certificate)));
            }
            for length in (2..=5).filter(|_| claim.constant().is_some()) {
                for (number, sharp) in sharp_constants(claim, length, None).unwrap().iter().enumerate() {
                    let certificate = certificate::constant(claim, sharp).unwrap();
                    let name = format!("{id}, L = {length}, constant {}", number + 1);
                    found.extend(certificate.map(|certificate| Written::new(name, &certificate)));
                }
            }
            for (number, witness) in report.tightest.iter().chain(&report.counterexamples).enumerate() {
                let law = &items[witness.item].law;
                let certificate = certificate::case(claim, law, &witness.bindings, witness.verdict);
                let name = format!("{id}, case {} on {}", number + 1, law.name());
                found.extend(certificate.map(|certificate| Written::new(name, &certificate)));
            }
            found
        })
        .collect();
    of_claims.into_iter().flatten().collect()
}
