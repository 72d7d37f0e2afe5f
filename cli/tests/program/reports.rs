//! The report of `maskproof check` and `maskproof verify`.

use maskproof::Shape;
use maskproof::analysis::{AllLaws, CheckedClaim};
use maskproof::decide::RangeOutcome;
use maskproof::evaluation::{NamedPredictor, Setting};
use maskproof::language::{Catalogue, Claim};
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::sweep::{ClaimReport, Conclusion, Family, run};
use maskproof_cli::report::claims::{CheckReport, FamilyReport};
use maskproof_cli::report::claims_text::to_text;

fn items(specs: &[&str]) -> Vec<Setting> {
    specs
        .iter()
        .map(|spec| Setting::exact(parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))))
        .collect()
}

/// The report of claims about which nothing is decided for all laws.
fn report(claims: &[Claim], reports: &[ClaimReport], families: Vec<FamilyReport>, digits: u32) -> CheckReport {
    let undecided = AllLaws::from(RangeOutcome::Undecided);
    let checked: Vec<CheckedClaim> =
        claims.iter().zip(reports).map(|(claim, report)| CheckedClaim::new(claim, report, &undecided)).collect();
    CheckReport::new(&checked, families, digits)
}

#[test]
fn reports_do_not_depend_on_the_number_of_threads() {
    let catalogue = Catalogue::built_in().unwrap();
    let mut laws =
        items(&["repetition(L=3,V=2)", "parity(L=4,V=2)", "mds(n=4,k=2,q=3)", "iid(L=2,V=3)", "permutations(L=3)"]);
    for seed in 1..=12 {
        let law = parse_spec(&format!("random(V=2,L=3,seed={seed},bits=6,density=70)")).unwrap();
        let table = random_predictor_table(seed, Shape::new(3, 2).unwrap(), seed % 3 == 0).unwrap();
        laws.push(Setting { law, predictor: Some(NamedPredictor { name: seed.to_string(), table }) });
    }
    let texts: Vec<(String, String)> = [1, 2, 3]
        .iter()
        .map(|&threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| {
                let reports = run(catalogue.claims(), &laws, &|_| ()).unwrap();
                let families = vec![FamilyReport::new(&Family::new("some", laws.clone()))];
                let report = report(catalogue.claims(), &reports, families, 30);
                (serde_json::to_string_pretty(&report).unwrap(), to_text(&report))
            })
        })
        .collect();
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[0], texts[2]);
}

/// Vacuous cases are counted, and a claim that has no others is not as expected.
#[test]
fn only_vacuous_is_said() {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    let statement = "for all law, for all k in 1..L-1: if h(k) == k*ln(V) and h(L) == k*ln(V) then delta(k) == ln(V)";
    let claims = [Claim::parse("x.toml", &format!("{head}statement = '{statement}'\n")).unwrap()];
    let reports = run(&claims, &items(&["iid(L=3,V=2)"]), &|_| ()).unwrap();
    let report = report(&claims, &reports, Vec::new(), 6);
    assert_eq!((report.claims[0].vacuous, report.claims[0].conclusion), (2, Conclusion::Vacuous));
    assert!(!report.as_expected);
    let text = to_text(&report);
    assert!(text.contains("2 vacuous") && text.contains("holds only vacuously, UNEXPECTED"), "{text}");
}
