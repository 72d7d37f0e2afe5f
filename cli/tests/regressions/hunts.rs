//! Hunts.

use serde_json::Value;

use super::common::{Folder, Run, fixture};

fn hunt(folder: &Folder, claim: &str, more: &[&str]) -> (Run, Value) {
    let run = folder.run(&[&["hunt", claim, "--json"], more].concat());
    let json = serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {run:?}"));
    (run, json)
}

const SHAPE: [&str; 4] = ["--vocabulary", "2", "--length", "4"];

/// 0.0893733 is the score of the four-atom law (Dougherty, Freiling and Zeger, 2011).
#[test]
fn the_four_atom_law_is_found_from_every_seed_and_either_form() {
    let folder = Folder::new();
    for claim in ["ingleton-score-a", "ingleton-score-b", "ingleton-constant"] {
        for seed in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"] {
            let claim = fixture(&format!("regressions/hunts/{claim}.toml"));
            let (_, json) = hunt(&folder, &claim, &[&SHAPE[..], &["--seed", seed]].concat());
            let constant = &json["cases"][0]["constant"];
            assert_eq!(constant["bound"], "at least", "{claim}, seed {seed}: {json}");
            let value: f64 = constant["value"].as_str().unwrap().parse().unwrap();
            assert!(value >= 0.08937, "{claim}, seed {seed}: {value}");
        }
    }
}

/// Moving terms across, a sign and a factor change nothing of the law.
#[test]
fn the_sides_of_terms_do_not_change_a_hunt() {
    let forms = [
        "I(1;2) - I(1;2|3) - I(1;2|4) - I(3;4) <= C*H(all)",
        "I(1;2) <= I(1;2|3) + I(1;2|4) + I(3;4) + C*H(all)",
        "C*H(all) >= I(1;2) - I(1;2|3) - I(1;2|4) - I(3;4)",
        "I(1;2|3) + I(1;2|4) + I(3;4) - I(1;2) >= -C*H(all)",
        "0 <= 2*(C*H(all) - (I(1;2) - I(1;2|3))) + 2*(I(1;2|4) + I(3;4))",
    ];
    for constant in ["constant = { name = \"C\", value = \"1/10\" }", ""] {
        let mut laws: Vec<Value> = Vec::new();
        for form in forms {
            let folder = Folder::new();
            let form = if constant.is_empty() { form.replace("C*", "1/100*") } else { form.to_owned() };
            folder.claim("x.toml", &format!("for all law with L == 4: {form}"), constant);
            let (_, json) = hunt(&folder, "x.toml", &SHAPE);
            laws.push(json["cases"][0]["law"].clone());
        }
        assert!(laws.iter().all(|law| *law == laws[0]), "{laws:?}");
    }
}

/// A claimed value says nothing of where the constant is largest; not even 0.
#[test]
fn a_constant_is_hunted_whatever_is_claimed() {
    for value in ["0", "1/10", "5", "-1"] {
        let folder = Folder::new();
        let statement = "for all law with L == 4: I(1;2) <= I(1;2|3) + I(1;2|4) + I(3;4) + C*H(all)";
        folder.claim("x.toml", statement, &format!("constant = {{ name = \"C\", value = \"{value}\" }}"));
        let (_, json) = hunt(&folder, "x.toml", &SHAPE);
        let found = json["cases"][0]["constant"]["value"].as_str().unwrap().to_owned();
        assert!(found.starts_with("0.08937330"), "{value}: {found}");
    }
}

#[test]
fn an_effort_of_more_rounds_finds_no_less() {
    let constant = |effort: &str| -> f64 {
        let claim = fixture("regressions/hunts/ingleton-constant.toml");
        let (_, json) = hunt(&Folder::new(), &claim, &[&SHAPE[..], &["--effort", effort]].concat());
        json["cases"][0]["constant"]["value"].as_str().unwrap().parse().unwrap()
    };
    assert!(constant("2") >= constant("1"));
}

/// With I(1;2) = 0 the value of I(1;2|3)/H(3) is 1 at parity of three, and never more, for I(1;2|3) <= H(3) there.
#[test]
fn laws_fulfil_the_premise() {
    let folder = Folder::new();
    let constant = "constant = { name = \"C\", value = \"1/10\" }";
    folder.claim("x.toml", "for all law with L == 3: if I(1;2) == 0 then I(1;2|3) <= C*H(3)", constant);
    let (run, json) = hunt(&folder, "x.toml", &["--vocabulary", "2", "--length", "3"]);
    assert_eq!((run.code, &json["outcome"]), (1, &"violated".into()), "{run:?}");
    assert_eq!(json["cases"][0]["constant"]["exact"], "1", "{json}");
}

#[test]
fn a_claim_about_listed_laws_is_hunted_among_these() {
    let folder = Folder::new();
    folder.claim("x.toml", "for all law: TC <= DTC", "laws = [\"repetition(L=3,V=2)\", \"parity(L=3,V=2)\"]");
    let (run, json) = hunt(&folder, "x.toml", &["--vocabulary", "2", "--length", "3"]);
    assert_eq!((run.code, &json["listed_laws"]), (1, &2.into()), "{run:?}");
    assert_eq!(json["cases"][0]["law"]["origin"], "repetition(L=3,V=2)");
    let run = folder.run(&["hunt", "x.toml", "--vocabulary", "3", "--length", "3"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("is about the laws that it lists"), "{run:?}");
}

#[test]
fn decide_is_recommended_where_it_decides() {
    let folder = Folder::new();
    folder.claim("average.toml", "for all law: DTC <= (L - 1)*TC", "");
    folder.claim("subsets.toml", "for all law: I(1;2) <= H(1)", "");
    folder.claim("cases.toml", "for all law: TC <= D_inf", "");
    let text = |claim: &str| folder.run(&["hunt", claim, "--vocabulary", "2", "--length", "3"]).stdout;
    assert!(text("average.toml").contains("`maskproof decide` decides for all laws"));
    assert!(text("subsets.toml").contains("`maskproof decide` decides for all laws"));
    assert!(text("cases.toml").contains("`maskproof decide` does not decide this claim"));
}
