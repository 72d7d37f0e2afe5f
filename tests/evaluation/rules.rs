//! Rules and numbers of the law in claims: by hand, against an enumeration of the definitions, and in inequalities that
//! hold for all laws.

use maskproof::evaluation::{NamedPredictor, Setting};
use maskproof::exact::{Integer, Rational};
use maskproof::language::Claim;
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::law::grid;
use maskproof::law::{Law, Shape, Vocabulary};
use maskproof::sweep::{ClaimReport, Conclusion, run};

fn report(statement: &str, items: &[Setting]) -> ClaimReport {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    let claim = Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"));
    run(&[claim], items, &|_| ()).unwrap().remove(0)
}

fn conclusion(statement: &str, law: &Law) -> Conclusion {
    report(statement, &[Setting::exact(law.clone())]).conclusion
}

fn assert_holds(statement: &str, law: &Law) {
    assert_eq!(conclusion(statement, law), Conclusion::Holds, "{statement} on {}", law.name());
}

/// Words 00, 01, 10, 11 with these counts.
fn pair(counts: [u32; 4]) -> Law {
    Law::from_counts("pair".to_owned(), Vocabulary::numbered(2), 2, counts.map(Integer::from).to_vec()).unwrap()
}

/// Two independent tokens, which are 1 with probabilities 1/10 and 1/5. The output of low-confidence:1 is worked out in
/// docs/rules.md: (396, 99, 4, 1)/500.
#[test]
fn low_confidence_by_hand() {
    let law = pair([36, 9, 4, 1]);
    for relations in [
        "TV_rule == 9/100",
        "KL_rule == 9/10*ln(10/11) + 1/10*ln(10)",
        "reverse_KL_rule == 99/100*ln(11/10) - 1/100*ln(10)",
        "ideal_KL_rule == KL_rule",
        "support_rule == 1",
        "rounds_rule == 2 and rounds_rule_under_law == 2 and max_rounds_rule == 2",
        // Numbers beside information measures are so many nats, and mean what their parts do.
        "TV_rule * nat == 9/100*nat and 100*TV_rule - 9*nat == 0",
        "TV_rule^2 == 81/10000 and 1/TV_rule == 100/9 and TV_rule^-1 == 100/9 and (1 - TV_rule)^0 == 1",
        "TV_rule * KL_rule == 9/100*KL_rule and KL_rule/TV_rule == 100/9*KL_rule",
        "ln(TV_rule) == 2*ln(3) - 2*ln(10) and ln(1/TV_rule) == -ln(TV_rule)",
        "abs(TV_rule - 1) == 91/100 and max(TV_rule, 1/10) == 1/10 and min(TV_rule, 1/10, max_mass) == TV_rule",
        "sum(i in 1..3, i*TV_rule) == 54/100 and mean(i in 1..3, TV_rule^i) == (9/100 + 81/10000 + 729/1000000)/3",
        "max(i in 1..3, TV_rule^i) == TV_rule and sum(i in 1..0, TV_rule) == 0",
        "TV_rule * (TC + H(1)) == 9/100*H(1) and TV_rule*(KL_rule - KL_rule) == 0",
        "max_mass == 18/25 and second_mass == 9/50 and collision == (36^2 + 9^2 + 4^2 + 1)/2500",
        "TV_product == 0 and chi_square_product == 0 and TV_rule*TC == 0",
    ] {
        assert_holds(&format!("for all law, rule = \"low-confidence:1\": {relations}"), &law);
    }
    // Controls: nearly the same numbers.
    for relations in
        ["TV_rule == 91/1000", "TV_rule^2 < 81/10000", "ln(TV_rule) > 2*ln(3) - 2*ln(10)", "TV_rule*TC > 0"]
    {
        let statement = format!("for all law, rule = \"low-confidence:1\": {relations}");
        assert_eq!(conclusion(&statement, &law), Conclusion::Violated, "{statement}");
    }
}

/// Uniform on the words of even parity: all at once gives the uniform law on all words.
#[test]
fn parity_by_hand() {
    let law = parse_spec("parity(L=3,V=2)").unwrap();
    for relations in [
        "KL_rule == ln(2) and TV_rule == 1/2 and support_rule == 1/2 and rounds_rule == 1",
        "KL_rule >= ln(1/support_rule)",
        "reverse_KL_rule > 1000*nat and mean_KL_rule == KL_rule and KL_rule == KL_output",
        "collision == 1/4 and chi_square_product == 1 and TC == ln(1 + chi_square_product)",
        "ln(1/max_mass) == H(all) and ln(1/collision) == H(all)",
        // 0 times what is infinite is 0, and a positive multiple is infinite.
        "(1/2 - TV_rule)*reverse_KL_rule == 0 and TV_rule*reverse_KL_rule > 1000*nat",
    ] {
        assert_holds(&format!("for all law, schedule = all_at_once, rule = \"random:3\": {relations}"), &law);
    }
    // At temperature 0 one word is drawn, in one round, and the others of the law are lost.
    let greedy = "for all law, rule = \"random:3@t=0\": ";
    assert_holds(&format!("{greedy}KL_rule > 1000*nat and TV_rule == 3/4 and support_rule == 1"), &law);
    let repetition = parse_spec("repetition(L=2,V=2)").unwrap();
    assert_holds(
        "for all law, rule in {\"random:1\", \"low-confidence:1\", \"first-hitting\"}: KL_rule == 0 and TV_rule == 0",
        &repetition,
    );
}

#[test]
fn what_has_no_value_is_undefined_or_not_computed() {
    let law = parse_spec("parity(L=3,V=2)").unwrap();
    for (statement, reason) in [
        ("for all law: 1/TV_product >= 1/second_mass - 1/(max_mass - second_mass)", "division by zero"),
        ("for all law: ln(max_mass - second_mass) <= 0", "ln(0) is not a real number"),
        ("for all law: (max_mass - second_mass)^-1 >= 0", "division by zero"),
        ("for all law, rule = \"random:3\": -TV_rule*reverse_KL_rule <= 0", "infinit"),
        ("for all law, rule = \"random:3@t=0\": rounds_rule_under_law >= 1", "misses a sequence"),
        ("for all law, rule = \"low-confidence:1\": mean_KL_rule >= 0", "no mean over orders"),
        ("for all law: (1 + max_mass + 2^-1000)^9999 >= 0", "too large"),
    ] {
        let report = report(statement, &[Setting::exact(law.clone())]);
        assert_eq!(report.conclusion, Conclusion::NotDecided, "{statement}");
        let said = report.undecided.and_then(|witness| witness.reason).unwrap_or_default();
        assert!(said.contains(reason), "{statement}: {said}");
    }
}

/// The output law of `low-confidence:1` for two tokens, from its definition: both are drawn from their marginals, the
/// draw of the larger probability is kept, the first one where they are equal, and the other token is drawn given it.
fn two_tokens(law: &Law, size: usize) -> Vec<Rational> {
    let p = |word: [usize; 2]| law.probability(word[0] * size + word[1]);
    let marginal = |position: usize, token: usize| -> Rational {
        let words = (0..size).map(|other| if position == 0 { [token, other] } else { [other, token] });
        words.map(p).sum()
    };
    let mut output = vec![Rational::new(); size * size];
    for drawn in (0..size).flat_map(|first| (0..size).map(move |second| [first, second])) {
        let chances = [marginal(0, drawn[0]), marginal(1, drawn[1])];
        let together = Rational::from(&chances[0] * &chances[1]);
        if together.is_zero() {
            continue;
        }
        let kept = usize::from(chances[1] > chances[0]);
        for other in 0..size {
            let word = if kept == 0 { [drawn[0], other] } else { [other, drawn[1]] };
            output[word[0] * size + word[1]] += &together * (p(word) / &chances[kept]);
        }
    }
    output
}

/// `sum first ln(first/second)`, as text; `None` where it is infinite.
fn divergence(first: &[Rational], second: &[Rational]) -> Option<String> {
    let mut terms = vec!["0*nat".to_owned()];
    for (first, second) in first.iter().zip(second).filter(|(first, _)| !first.is_zero()) {
        if second.is_zero() {
            return None;
        }
        terms.push(format!("{first}*ln({})", Rational::from(first / second)));
    }
    Some(terms.join(" + "))
}

#[test]
fn values_are_those_of_the_definition() {
    let mut compared = 0;
    for (size, most) in [(2, 9), (3, 4)] {
        for denominator in 1..=most {
            for orbit in grid(Shape::new(2, size).unwrap(), denominator).unwrap() {
                let law = orbit.law;
                let q = two_tokens(&law, size);
                let p: Vec<Rational> = (0..q.len()).map(|atom| law.probability(atom)).collect();
                let distance: Rational = p.iter().zip(&q).map(|(p, q)| Rational::from(p - q).abs()).sum();
                let support: Rational = p.iter().zip(&q).filter(|(p, _)| !p.is_zero()).map(|(_, q)| q).sum();
                let squares: Rational = p.iter().map(|p| Rational::from(p * p)).sum();
                let mut relations = format!(
                    "TV_rule == {} and support_rule == {support} and collision == {squares} and rounds_rule == 2",
                    distance / 2
                );
                for (word, divergence) in [("KL_rule", divergence(&p, &q)), ("reverse_KL_rule", divergence(&q, &p))] {
                    relations += &match divergence {
                        Some(form) => format!(" and {word} == {form}"),
                        None => format!(" and {word} > 10^9*nat"),
                    };
                }
                assert_holds(&format!("for all law, rule = \"low-confidence:1\": {relations}"), &law);
                compared += 1;
            }
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn inequalities_of_all_laws() {
    let mut items: Vec<Setting> = Vec::new();
    for (length, size, most) in [(2, 2, 5), (3, 2, 3), (2, 3, 3)] {
        for denominator in 1..=most {
            let shape = Shape::new(length, size).unwrap();
            items.extend(grid(shape, denominator).unwrap().into_iter().map(|orbit| Setting::exact(orbit.law)));
        }
    }
    for seed in 1..=3 {
        let law = parse_spec(&format!("random(V=2,L=3,seed={seed},bits=6)")).unwrap();
        let table = random_predictor_table(seed, law.shape(), false).unwrap();
        items.push(Setting { law, predictor: Some(NamedPredictor { name: "random".to_owned(), table }) });
    }
    let rules = "rule in {\"low-confidence:1\", \"random:2\", \"threshold:3/5\", \"mdlm:linear,T=2\"}";
    for relations in [
        // Pinsker, both ways; Bretagnolle and Huber, whose logarithm needs a distance below 1.
        "KL_rule >= 2*TV_rule^2 and reverse_KL_rule >= 2*TV_rule^2",
        "if TV_rule < 1 then KL_rule >= ln(1/(1 - TV_rule^2))",
        // Data processing: to whether a word is possible under the law.
        "if support_rule > 0 then KL_rule >= ln(1/support_rule)",
        "TV_rule >= 1 - support_rule and 0 <= TV_rule and TV_rule <= 1",
        "rounds_rule <= max_rounds_rule and max_rounds_rule <= L",
        "max_mass^2 <= collision and collision <= max_mass and min_top >= max_mass",
        "TC <= ln(1 + chi_square_product) and 4*TV_product^2 <= chi_square_product",
        "TC*max_mass <= TC and TC <= TC/max_mass",
    ] {
        let statement = format!("for all law, {rules}: {relations}");
        let report = report(&statement, &items);
        assert_eq!(report.conclusion, Conclusion::Holds, "{statement}");
    }
    // Positions first at random: the schedule's expected KL and the averaged output law, also with these predictors.
    let random = "for all law with L == 3, schedule with T == 2 and s[1] == 2, rule = \"random:2\": ";
    for relations in ["mean_KL_rule == E_KL", "KL_rule == KL_output", "KL_rule <= mean_KL_rule"] {
        assert_eq!(report(&format!("{random}{relations}"), &items).conclusion, Conclusion::Holds, "{relations}");
    }
    let differ = report(&format!("{random}KL_rule == mean_KL_rule"), &items);
    assert_eq!(differ.conclusion, Conclusion::Violated);
    let ideal = report("for all law, rule = \"random:1\": ideal_KL_rule == 0", &items);
    assert_eq!(ideal.conclusion, Conclusion::Holds);
    let own = report("for all law, rule = \"random:1\": KL_rule == 0", &items);
    assert_eq!(own.conclusion, Conclusion::Violated, "the predictors are wrong");
}

/// A number of the law alone is one quantity, however its multiple is written: sides that are equal by their form have
/// no term left.
#[test]
fn equal_terms_cancel() {
    let law = pair([3, 1, 1, 2]);
    assert_holds("for all law: 2*(max_mass - collision) == max_mass + max_mass - collision*2", &law);
    assert_holds("for all law: (max_mass + 1)/2*nat == max_mass/2 + nat/2", &law);
    assert_holds("for all law: ln(1/max_mass) == ln(7) - ln(3)", &law);
}

/// Claims compare exact numbers: a rule whose output law can only be enclosed is refused, with the reason.
#[test]
fn rules_that_are_not_rational_are_refused() {
    let claim = |rule: &str| {
        let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
        let statement = format!("for all law, rule = \"{rule}\": TV_rule >= 0");
        Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
    };
    assert!(claim("random:1@t=1/2").is_ok());
    for rule in [
        "random:1@t=7/10",
        "random:1@t=1/65",
        "mdlm:cosine,T=2",
        "maskgit:T=3,tau=1",
        "dream:entropy,steps=2,alg_temp=1",
    ] {
        let error = format!("{:?}", claim(rule).unwrap_err());
        assert!(error.contains("its output law is in general not rational, and can only be enclosed"), "{error}");
    }
}
