//! Foreign oracle: decimal values by mpmath, digit string by digit string.
//!
//! `fixtures/references/log_forms.py` makes the fixture and says how.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use maskproof::exact::{Integer, LogForm, Unit, coprime::refined, parse_rational};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    made_by: String,
    #[serde(rename = "mpmath")]
    _mpmath: String,
    #[serde(rename = "seed")]
    _seed: u64,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    /// Integer and coefficient.
    terms: Vec<(String, String)>,
    /// Number of digits to digit string.
    nats: BTreeMap<u32, String>,
    bits: BTreeMap<u32, String>,
}

#[test]
fn mpmath_agrees() {
    let text = include_str!("../../fixtures/references/log-forms.json");
    let document: Document = serde_json::from_str(text).unwrap();
    assert_eq!(document.made_by, "fixtures/references/log_forms.py");
    let mut signs = BTreeMap::new();
    for case in &document.cases {
        let form: LogForm =
            case.terms.iter().map(|(n, q)| (n.parse::<Integer>().unwrap(), parse_rational(q).unwrap())).collect();
        assert!(form.is_valid(), "{}", case.name);
        let expected = match &case.nats[&1] {
            zero if zero == "0" => Ordering::Equal,
            negative if negative.starts_with('-') => Ordering::Less,
            _ => Ordering::Greater,
        };
        assert_eq!(form.sign(), expected, "{}", case.name);
        *signs.entry(expected).or_insert(0) += 1;
        let refinement = refined(&form);
        assert!(refinement.is_valid(), "{}", case.name);
        for (unit, strings) in [(Unit::Nats, &case.nats), (Unit::Bits, &case.bits)] {
            assert!(strings.len() >= 10);
            for (digits, expected) in strings {
                assert_eq!(form.to_decimal(*digits, unit), *expected, "{} to {digits} digits in {unit:?}", case.name);
                assert_eq!(refinement.to_decimal(*digits, unit), *expected, "{}, refined", case.name);
            }
        }
    }
    // No kind may quietly vanish from the fixture.
    assert!(
        signs[&Ordering::Equal] >= 8 && signs[&Ordering::Less] >= 20 && signs[&Ordering::Greater] >= 20,
        "{signs:?}"
    );
}
