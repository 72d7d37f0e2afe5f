//! Probabilities of a word's tokens, under the law and of the predictor: by hand, and against both from their
//! definitions.

use maskproof::Shape;
use maskproof::evaluation::{NamedPredictor, Setting};
use maskproof::exact::Rational;
use maskproof::language::Claim;
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::law::{Law, PatternCounts, PredictorTable, digits_of};
use maskproof::sweep::{Conclusion, run};

fn conclusion(relations: &str, setting: Setting) -> Conclusion {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    let claim = Claim::parse("x.toml", &format!("{head}statement = '''\nfor all law: {relations}\n'''\n"));
    let claim = claim.unwrap_or_else(|error| panic!("{relations}: {error:?}"));
    run(&[claim], &[setting], &|_| ()).unwrap()[0].conclusion
}

fn law(spec: &str) -> Law {
    parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))
}

/// 00, 01, 10 with the masses 4/6, 1/6, 1/6: words 1, 2 and 3.
#[test]
fn values_by_hand() {
    let skew = || Setting::exact(law("exchangeable(L=2,weights=4;1;0)"));
    for relations in [
        "mass(1; all) == 2/3 and mass(2; all) == 1/6 and mass(3; 1, 2) == 1/6 and mass(4; all) == 0",
        "mass(1; 1) == 5/6 and mass(4; 1) == 1/6 and mass(4; none) == 1",
        "mass(1; 1 | 2) == 4/5 and mass(2; 2 | 1) == 1/5 and mass(3; 2 | 1) == 1 and mass(3; all | 1) == 1",
        "predicted(1; 1 | none) == 5/6 and predicted(1; all | none) == 25/36 and predicted(1; 1 | 1) == 1",
        "predicted(1; rest | 2) == mass(1; 1 | 2)",
        "ln(mass(1; all)) == ln(2/3) and mass(1; all)^2 == 4/9 and 1/mass(2; 1..2) == 6",
        "sum(w in 1..V^L, mass(w; all)) == 1",
        "mean(i in 1..L, mass(1; i)) == 5/6",
    ] {
        assert_eq!(conclusion(relations, skew()), Conclusion::Holds, "{relations}");
    }
    // What is given has no probability: 1 at both positions.
    assert_eq!(conclusion("mass(4; 1 | all) == 1", skew()), Conclusion::NotDecided);
    assert_eq!(conclusion("if mass(4; all) > 0 then mass(4; 1 | all) == 0", skew()), Conclusion::Vacuous);
    // The predictor's convention there is the uniform distribution.
    let copied = Setting::exact(law("independent(p=1;0|1/2;1/2|1/2;1/2)"));
    assert_eq!(conclusion("predicted(5; 2 | 1) == 1/2", copied), Conclusion::Holds);
}

/// Each probability as a sum over the words that agree, or a product of a table's entries.
#[test]
fn values_from_the_definitions() {
    let shape = Shape::new(3, 2).unwrap();
    for seed in 1..4 {
        let law = law(&format!("random(V=2,L=3,seed={seed},bits=5)"));
        let table = random_predictor_table(seed, shape, false).unwrap();
        for word in 0..8 {
            for (set, given) in [(0b011, 0b100), (0b001, 0b000), (0b110, 0b001), (0b111, 0b010), (0b101, 0b000)] {
                let positions = |bits: usize| {
                    let listed: Vec<String> =
                        (0..3).filter(|position| bits >> position & 1 == 1).map(|p| (p + 1).to_string()).collect();
                    if listed.is_empty() { "none".to_owned() } else { listed.join(", ") }
                };
                let what = format!("{}; {} | {}", word + 1, positions(set), positions(given));
                let expected = agreeing(&law, word, set | given) / agreeing(&law, word, given);
                let relations = format!("mass({what}) == {expected}");
                assert_eq!(conclusion(&relations, Setting::exact(law.clone())), Conclusion::Holds, "{relations}");
                let relations = format!("predicted({what}) == {}", predicted(&law, &table, word, (set, given)));
                let predictor = Some(NamedPredictor { name: "random".to_owned(), table: table.clone() });
                let setting = Setting { law: law.clone(), predictor };
                assert_eq!(conclusion(&relations, setting), Conclusion::Holds, "{relations}");
            }
        }
    }
}

/// The probability that the positions have the word's tokens.
fn agreeing(law: &Law, word: usize, positions: usize) -> Rational {
    let word = digits_of(word, 2, 3);
    let agrees = |atom: usize| {
        let other = digits_of(atom, 2, 3);
        (0..3).all(|position| positions >> position & 1 == 0 || other[position] == word[position])
    };
    (0..8).filter(|&atom| agrees(atom)).map(|atom| law.probability(atom)).sum()
}

fn predicted(law: &Law, table: &PredictorTable, word: usize, (set, given): (usize, usize)) -> Rational {
    let word = digits_of(word, 2, 3);
    let is_in = |bits: usize, position: usize| bits >> position & 1 == 1;
    // Patterns are numbers with a digit for each position, the first most significant; 2 is a mask.
    let pattern =
        (0..3).fold(0, |number, position| number * 3 + if is_in(given, position) { word[position] } else { 2 });
    assert!(pattern < PatternCounts::new(law).counts().len());
    let of = |position: usize| {
        Rational::from((table.weight(pattern, position, word[position]), table.row_sum(pattern, position)))
    };
    (0..3)
        .filter(|&position| is_in(set, position) && !is_in(given, position))
        .map(of)
        .fold(Rational::from(1), |a, b| a * b)
}

#[test]
fn mistakes_say_what_is_expected() {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    for (statement, part) in [
        ("for all law: mass(1) == 1", "`;`"),
        ("for all law, mass in 1..2: TC >= 0", "already has a meaning"),
        ("for all law, i in 1..mass(1; all): TC >= 0", "before the law"),
        ("for all law: mass(TC; all) >= 0", "information measure"),
        ("exists schedule with mass(1; all) > 0: for all law: TC >= 0", "before the law"),
    ] {
        let error = Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n")).unwrap_err();
        assert!(error.to_string().contains(part), "{statement}: {error}");
    }
    let claim =
        Claim::parse("x.toml", &format!("{head}statement = '''\nfor all law: mass(9; all) >= 0\n'''\n")).unwrap();
    let error = maskproof::cases::Plan::new(&claim, Shape::new(3, 2).unwrap()).unwrap_err();
    assert!(format!("{error:?}").contains("no word 9"), "{error:?}");
}
