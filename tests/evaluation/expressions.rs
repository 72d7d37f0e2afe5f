//! Values of expressions: a foreign reference, values by hand, identities on the default laws, and mistakes.

use maskproof::cases::Fragment;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{ExpressionValue, NamedPredictor, Sampling, Setting};
use maskproof::exact::digits::rational_to_decimal;
use maskproof::exact::{Integer, Limits, Unit};
use maskproof::language::{Claim, Given, ValueExpression};
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::law::{Law, Vocabulary};
use maskproof::sampler::Schedule;
use maskproof::sweep::{Conclusion, default_families, run};
use maskproof::{ClaimError, Diagnosis};
use serde::Deserialize;

fn value_of(text: &str, setting: &Setting, sampling: &Sampling) -> Result<ExpressionValue, ClaimError> {
    let expression = ValueExpression::parse(text, sampling.given())?;
    setting.evaluate(&OrderTables::default(), |subject| expression.value(subject, sampling, Limits::default()))
}

fn of_schedule(blocks: &[usize]) -> Sampling {
    Sampling { schedule: Some(Schedule::new(blocks.to_vec()).unwrap()), ..Sampling::default() }
}

/// The value as a text: exact, or a ratio.
fn shown(text: &str, law: &str, sampling: &Sampling) -> String {
    match value_of(text, &parse_spec(law).unwrap().into(), sampling).unwrap() {
        ExpressionValue::Rational(number) => number.to_string(),
        ExpressionValue::Information(value) => value.to_string(),
        ExpressionValue::Ratio(parts) => format!("({})/({})", parts[0], parts[1]),
        ExpressionValue::Undefined(reason) => format!("undefined: {reason}"),
        ExpressionValue::Unavailable(reason) => format!("not computed: {reason}"),
    }
}

#[derive(Deserialize)]
struct Reference {
    made_by: String,
    digits: u32,
    laws: Vec<ReferenceLaw>,
}

#[derive(Deserialize)]
struct ReferenceLaw {
    vocabulary_size: usize,
    length: usize,
    counts: Vec<u32>,
    values: Vec<(String, String)>,
    schedules: Vec<ReferenceSchedule>,
}

#[derive(Deserialize)]
struct ReferenceSchedule {
    blocks: Vec<usize>,
    values: Vec<(String, String)>,
}

/// Every digit of definitions computed with fractions and decimals in Python.
#[test]
fn values_are_those_of_the_definitions() {
    let text = include_str!("../../fixtures/references/expressions.json");
    let reference: Reference = serde_json::from_str(text).unwrap();
    assert_eq!((reference.made_by.as_str(), reference.laws.len()), ("fixtures/references/expressions.py", 5));
    let digits = reference.digits;
    let mut compared = 0;
    for listed in &reference.laws {
        let counts = listed.counts.iter().copied().map(Integer::from).collect();
        let vocabulary = Vocabulary::numbered(listed.vocabulary_size);
        let law = Law::from_counts("reference", vocabulary, listed.length, counts).unwrap();
        let setting = Setting::exact(law);
        let mut compare = |sampling: &Sampling, values: &[(String, String)]| {
            for (text, expected) in values {
                let found = match value_of(text, &setting, sampling).unwrap() {
                    ExpressionValue::Rational(number) => rational_to_decimal(&number, digits),
                    ExpressionValue::Information(value) => value.to_decimal(digits, Unit::Nats),
                    ExpressionValue::Ratio(parts) => parts[0].ratio_to_decimal(&parts[1], digits).unwrap(),
                    other => panic!("{text}: {other:?}"),
                };
                assert_eq!(found, *expected, "{text}");
                compared += 1;
            }
        };
        compare(&Sampling::default(), &listed.values);
        for schedule in &listed.schedules {
            compare(&of_schedule(&schedule.blocks), &schedule.values);
        }
    }
    assert_eq!(compared, 5 * (5 + 25 + 15) + 15 * 5);
}

#[derive(Deserialize)]
struct ByDit {
    laws: Vec<LawOfDit>,
}

#[derive(Deserialize)]
struct LawOfDit {
    vocabulary_size: usize,
    length: usize,
    counts: Vec<u32>,
    values: Vec<(String, String)>,
}

/// The doubles of the package dit agree to 12 digits behind the point, which is what they are good for.
#[test]
fn values_are_those_of_dit() {
    let text = include_str!("../../fixtures/references/measures-by-dit.json");
    let reference: ByDit = serde_json::from_str(text).unwrap();
    let mut compared = 0;
    for listed in &reference.laws {
        let counts = listed.counts.iter().copied().map(Integer::from).collect();
        let vocabulary = Vocabulary::numbered(listed.vocabulary_size);
        let setting = Setting::exact(Law::from_counts("reference", vocabulary, listed.length, counts).unwrap());
        for (text, expected) in &listed.values {
            let found = match value_of(text, &setting, &Sampling::default()).unwrap() {
                ExpressionValue::Rational(number) => rational_to_decimal(&number, 17),
                ExpressionValue::Information(value) => value.to_decimal(17, Unit::Nats),
                ExpressionValue::Ratio(parts) => parts[0].ratio_to_decimal(&parts[1], 17).unwrap(),
                other => panic!("{text}: {other:?}"),
            };
            let [found, expected] = [&found, expected].map(|number| number.parse::<f64>().unwrap());
            assert!((found - expected).abs() < 1e-12, "{text}: {found}, and {expected} by dit");
            compared += 1;
        }
    }
    assert_eq!((reference.laws.len(), compared), (7, 7 * (5 * 5 + 2 * 4)));
}

#[test]
fn values_by_hand() {
    let none = Sampling::default();
    for (text, law, expected) in [
        // Two of three bits with their sum: each pair independent, each third bit a function of the others.
        ("TC", "parity(L=3,V=2)", "ln 2"),
        ("DTC", "parity(L=3,V=2)", "2 ln 2"),
        ("O_information", "parity(L=3,V=2)", "-ln 2"),
        ("co_information", "parity(L=3,V=2)", "-ln 2"),
        ("TSE", "parity(L=3,V=2)", "ln 2"),
        ("TC(1, 2)", "parity(L=3,V=2)", "0"),
        ("TC(1, 2 | 3)", "parity(L=3,V=2)", "ln 2"),
        ("O_information(all)", "parity(L=3,V=2)", "-ln 2"),
        ("DTC(1 | rest)", "parity(L=3,V=2)", "0"),
        ("TC(none)", "parity(L=3,V=2)", "0"),
        // Copies: O = (L - 2) ln V, co-information ln V.
        ("O_information", "repetition(L=5,V=3)", "3 ln 3"),
        ("co_information", "repetition(L=5,V=3)", "ln 3"),
        ("L + 1/3", "parity(L=3,V=2)", "10/3"),
        ("max_mass", "parity(L=3,V=2)", "1/4"),
        ("abs(max_mass - 1)^2", "parity(L=3,V=2)", "9/16"),
        ("I(1;2|3)/ln(3)", "parity(L=3,V=2)", "(ln 2)/(ln 3)"),
        ("I(1;2|3)/H(1)", "parity(L=3,V=2)", "1"),
        ("I(1;2|3)/(H(1) - ln(8))", "parity(L=3,V=2)", "-1/2"),
        ("NMI_joint(1;2)", "repetition(L=2,V=2)", "1"),
        ("TC_reverse", "parity(L=3,V=2)", "inf"),
        ("TC_reverse/TC", "parity(L=3,V=2)", "inf"),
        ("TC/TC_reverse", "parity(L=3,V=2)", "0"),
        ("TC - TC_reverse", "parity(L=3,V=2)", "undefined: an infinite term is subtracted"),
        ("TC/I(1;2)", "parity(L=3,V=2)", "undefined: a division by zero: the divisor is 0 on this law"),
        ("1/(max_mass - 1/4)", "parity(L=3,V=2)", "undefined: a division by zero"),
    ] {
        let found = shown(text, law, &none);
        assert!(found == expected || (expected.ends_with("zero") && found.starts_with("undefined")), "{text}: {found}");
    }
    let rule = Sampling { rule: Some("low-confidence:1".to_owned()), ..Sampling::default() };
    assert_eq!(shown("KL_rule", "parity(L=3,V=2)", &rule), "0");
    let policy = Sampling { policy: Some("bisection".to_owned()), ..Sampling::default() };
    assert_eq!(shown("expected_rounds(nat)", "parity(L=3,V=2)", &policy), "2");
}

/// The mean over the orders of a schedule of the divergence of one order is the expected KL, also with a predictor.
#[test]
fn means_over_orders_are_expected_divergences() {
    let law = parse_spec("random(V=2,L=4,seed=3,bits=6)").unwrap();
    let table = random_predictor_table(5, law.shape(), false).unwrap();
    let predictor = Some(NamedPredictor { name: "random".to_owned(), table });
    for setting in [Setting::exact(law.clone()), Setting { law, predictor }] {
        for blocks in [&[4][..], &[2, 2], &[1, 3], &[1, 2, 1], &[1, 1, 1, 1]] {
            let sampling = of_schedule(blocks);
            let difference = value_of("mean(order, KL_order) - E_KL", &setting, &sampling).unwrap();
            let ExpressionValue::Information(difference) = difference else { panic!("{difference:?}") };
            assert!(difference.finite().unwrap().is_zero(), "{blocks:?}");
        }
    }
    // The blocks of an order are those of the schedule.
    assert_eq!(shown("mean(order, at(1))", "parity(L=3,V=2)", &of_schedule(&[1, 2])), "2");
    assert_eq!(shown("sum(order, 1)", "parity(L=3,V=2)", &of_schedule(&[1, 2])), "3");
    assert_eq!(shown("max(order, T*at(3))", "parity(L=3,V=2)", &of_schedule(&[1, 1, 1])), "9");
}

fn claim(relations: &str) -> Claim {
    Claim::of_statement(&format!("for all {relations}")).unwrap_or_else(|error| panic!("{relations}: {error:?}"))
}

#[test]
fn identities_hold_on_the_default_laws_and_are_decided_where_they_are_of_averages() {
    let items: Vec<Setting> = default_families().unwrap().into_iter().flat_map(|family| family.items).collect();
    let items: Vec<Setting> = items.into_iter().step_by(37).collect();
    for (relations, fragment) in [
        ("law: O_information == TC - DTC", Fragment::AverageEntropy),
        ("law: TSE == sum(k in 1..L, h(k) - k/L*h(L)) and TSE >= 0", Fragment::AverageEntropy),
        ("law: co_information == sum(k in 1..L, (-1)^(k+1)*binomial(L, k)*h(k))", Fragment::AverageEntropy),
        ("law with L >= 2: TC(1,2) == I(1;2) and DTC(1,2) == I(1;2)", Fragment::SubsetEntropy),
        ("law with L >= 3: co_information(1,2,3) == I(1;2) - I(1;2|3)", Fragment::SubsetEntropy),
        (
            "law with L >= 3: TC(1..3 | 4..L) + DTC(1..3 | 4..L) == sum(i in 1..3, I(i; all) - I(i; 4..L) - H(i | rest))",
            Fragment::SubsetEntropy,
        ),
        (
            "law with L >= 2: TC(all) == TC and O_information(1..L) == O_information and TSE(all|none) == TSE",
            Fragment::AverageEntropy,
        ),
        // By symmetry a combination of average entropies.
        ("law with L <= 4, schedule: mean(order, ideal_KL_order) == ideal_KL", Fragment::AverageEntropy),
        (
            "law with L <= 4, schedule: min(order, ideal_KL_order) <= ideal_KL <= max(order, ideal_KL_order)",
            Fragment::CasesOnly,
        ),
    ] {
        let claim = claim(relations);
        assert_eq!(Fragment::of(&claim).unwrap(), fragment, "{relations}");
        let report = &run(std::slice::from_ref(&claim), &items, &|_| ()).unwrap()[0];
        assert_eq!(report.conclusion, Conclusion::Holds, "{relations}: {:?}", report.counterexamples);
        if fragment == Fragment::AverageEntropy && !relations.contains("order") {
            let decided = claim.decide(5).unwrap();
            assert!(matches!(decided.decision, maskproof::Decision::Proved(_)), "{relations}");
        }
    }
    // A false one is found false.
    let refuted = claim("law with L >= 3: O_information >= 0").decide(3).unwrap();
    assert!(matches!(refuted.decision, maskproof::Decision::Refuted(_)));
}

#[test]
fn definitions_and_formulas_agree() {
    let law = parse_spec("random(V=2,L=4,seed=9,bits=5)").unwrap();
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nevaluation = \"definitions\"\n";
    for relation in [
        "TSE == sum(k in 1..L, k/L*TC - mean(A in subsets(k), TC(A)))",
        "O_information == TC - DTC and O_information(all) == O_information",
        "co_information == co_information(1..3) - co_information(1..3 | 4)",
        "TSE(1,2,3|4) == h(1) - h(1) + TSE(1..3|4)",
        "DTC(1,3|2) == I(1;3|2) and TC(1,3|2) == I(1;3|2)",
    ] {
        let claim = Claim::parse("x.toml", &format!("{head}statement = '''for all law: {relation}'''")).unwrap();
        let report = &run(&[claim], &[Setting::exact(law.clone())], &|_| ()).unwrap()[0];
        assert_eq!(report.conclusion, Conclusion::Holds, "{relation}");
    }
}

#[test]
fn what_a_value_needs_is_asked_for() {
    let law = parse_spec("parity(L=3,V=2)").unwrap();
    for (text, code, message) in [
        ("E_KL", "claim::scope", "`E_KL` needs a schedule, and none is given"),
        ("mean(order, KL_order)", "claim::scope", "`order` needs a schedule, and none is given"),
        ("KL_order", "claim::scope", "`KL_order` needs an unmasking order, and none is given"),
        ("KL_policy", "claim::scope", "`KL_policy` needs a policy, and none is given"),
        ("KL_rule", "claim::scope", "`KL_rule` needs a rule, and none is given"),
        ("H(A)", "claim::name", "`A` is not defined here"),
        ("TC*DTC", "claim::type", "the product of two information measures is not a linear form in logarithms"),
        ("NMI_min(1;2) + 1", "claim::type", "`NMI_min` is a quotient of information measures"),
        ("TC/DTC/TC", "claim::type", "an information measure cannot be a divisor"),
        ("h(7)", "claim::domain", "h(k) is defined for 0..3 at L = 3, and the index is 7"),
        ("TC(4)", "claim::domain", "a position is defined for 1..3 at L = 3, and the index is 4"),
        ("TC <= 3", "claim::syntax", "the expression cannot be read at `<`"),
        ("", "claim::syntax", "the expression cannot be read at the end of the expression"),
        ("NMI_min", "claim::name", "`NMI_min` takes two sets of positions"),
    ] {
        let error = value_of(text, &Setting::exact(law.clone()), &Sampling::default()).expect_err(text);
        assert_eq!(error.advice().code, code, "{text}");
        assert!(error.to_string().contains(message), "{text}: {error}");
        assert!(error.excerpt().is_some() || text.is_empty(), "{text}");
    }
    // Beside an order there are no others.
    let given = Given { order: true, ..Given::default() };
    let error = ValueExpression::parse("mean(order, KL_order)", given).unwrap_err();
    assert!(error.to_string().contains("the orders of a schedule beside an order or a policy"), "{error}");
    // In a claim a quotient is refused with the mend.
    let error = Claim::of_statement("for all law: NMI_min(1;2) <= 1").unwrap_err();
    assert!(error.advice().help.contains("I(1;2) <= 1/2*min(H(1), H(2))"), "{error:?}");
}

/// What would take too long is refused, and no sooner.
#[test]
fn sets_and_orders_are_limited() {
    let error = |text: &str, law: &str, sampling: &Sampling| {
        value_of(text, &parse_spec(law).unwrap().into(), sampling).unwrap_err().to_string()
    };
    let orders = error("mean(order, KL_order)", "iid(L=8,V=2)", &of_schedule(&[1; 8]));
    assert!(orders.contains("has 40320 unmasking orders, and at most 5040 are gone through"), "{orders}");
    assert_eq!(shown("mean(order, ideal_KL_order)", "iid(L=5,V=2)", &of_schedule(&[1; 5])), "0");
    // Of all positions no sets are gone through.
    assert!(claim("law: TSE >= 0").decide(64).is_ok());
    let sets = claim("law: TSE(1..19 | 20) >= 0").decide(20).unwrap();
    assert!(!matches!(sets.decision, maskproof::Decision::Proved(_)));
}
