//! The parser and the values of scalar expressions: literal cases, an independent evaluator, and texts of every kind.

use std::fmt::Write;
use std::sync::Arc;

use maskproof::Shape;
use maskproof::cases::Plan;
use maskproof::cases::environment::{Bound, Environment, ScheduleScope};
use maskproof::cases::scalar::evaluate;
use maskproof::language::Claim;
use maskproof::language::error::{Mistake, StatementError};
use maskproof::language::resolve::read;
use maskproof::language::typed::{Domain, Scalar, Statement};
use maskproof::language::words::Binder;
use maskproof::sampler::Schedule;
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Signed, Zero};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

fn checked(text: &str) -> Result<Statement, StatementError> {
    read(text, None)
}

/// The first expression of a law's condition: any scalar expression over `L` and `V`.
fn scalar(text: &str) -> Scalar {
    let statement =
        checked(&format!("for all law with {text} == 0: TC >= 0")).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    match &statement.quantifiers[0].domain {
        Domain::Law(condition) => condition[0].first.clone(),
        other => panic!("{other:?}"),
    }
}

/// The value for `L = 6`, `V = 3`, the schedule (3,1,2) and the variable `k = 4`, or the message of the mistake.
fn value(text: &str) -> Result<String, String> {
    let head = "for all law, for all k in 4..4, schedule with";
    let statement = checked(&format!("{head} {text} == 0: TC >= 0")).unwrap_or_else(|e| panic!("{text}: {e:?}"));
    let Domain::Schedule(condition) = &statement.quantifiers[2].domain else { panic!("a schedule") };
    let mut environment = Environment::of_length(6);
    environment.vocabulary_size = Some(3);
    environment.schedule = Schedule::new(vec![3, 1, 2]).map(|schedule| Arc::new(ScheduleScope::Single(schedule)));
    environment.bind(&"k".into(), Bound::Integer(4.into()));
    evaluate(&condition[0].first, &environment).map(|value| value.to_string()).map_err(|error| error.message)
}

#[test]
fn values_of_scalars() {
    // Expected values by hand, from the rules of docs/claim-language.md.
    let table = [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("8 - 3 - 2", "3"),
        ("8 / 4 / 2", "1"),
        ("8 / (4 / 2)", "4"),
        ("2 * 3 ^ 2", "18"),
        ("-2^2", "-4"),
        ("(-2)^2", "4"),
        ("2^-k", "1/16"),
        ("2^-1^2", "1/2"),
        ("2^3^2", "512"),
        ("1^99999999999999999999 + 1^-99999999999999999999", "2"),
        ("(-1)^99999999999999999999 + 10*(-1)^-99999999999999999998", "9"),
        ("0^99999999999999999999 + 0^0", "1"),
        ("(2^3)^2", "64"),
        ("-2^-2", "-1/4"),
        ("1 - -1", "2"),
        ("1 --- 1", "0"),
        ("2*-3", "-6"),
        ("0^0", "1"),
        ("0.125 * 8", "1"),
        ("0.1 + 0.2", "3/10"),
        ("007", "7"),
        ("L/V", "2"),
        ("T + s_max * s_min", "6"),
        ("s[1] * 100 + s[2] * 10 + s[T]", "312"),
        ("N[0] * 1000 + N[1] * 100 + N[2] * 10 + N[3]", "346"),
        ("floor(7/2) * 10 + ceil(7/2)", "34"),
        ("floor(-7/2) * 10 - ceil(-7/2)", "-37"),
        ("floor(log2(7)) * 10 + ceil(log2(7))", "23"),
        ("floor(log2(8)) * 10 + ceil(log2(8))", "33"),
        ("floor(log2(1/3)) * 10 + ceil(log2(1/3))", "-21"),
        ("log2(1/8) + log2(16)", "1"),
        ("abs(-3/4)", "3/4"),
        ("binomial(6, 2) + binomial(3, 5)", "15"),
        ("binomial(10^12, 10^12 - 1)", "1000000000000"),
        ("min(3, 1, 2) * 10 + max(3, 1, 2)", "13"),
        ("max(5)", "5"),
        ("sum(i in 1..4, i)", "10"),
        ("sum(i in 1..4, i^2) * 1000 + sum(i in 1..0, 7)", "30000"),
        ("sum(i in 1..3, sum(j in 1..i, j))", "10"),
        ("sum(i in 1 .. 3,i)", "6"),
        ("sum(i in 0..k, 2^-i)", "31/16"),
        ("sum(i in -2..-1, i)", "-3"),
        ("sum(i in 1..floor(5.5), 1)", "5"),
        ("mean(i in 1..4, i^2)", "15/2"),
        ("min(i in 1..4, (i - 3)^2 + 1)", "1"),
        ("max(i in -5..2, i*i)", "25"),
        ("max(i in 1..3, min(i, 2)) * 10 + min(i in 7..7, i)", "27"),
        // Sums over pairs and triples of 1..6 count them.
        ("sum(A in subsets(2), 1) + sum(A in subsets(3), 1)", "35"),
        ("mean(A in subsets(0), 7)", "7"),
        ("factorial(0) + factorial(5)", "121"),
        ("factorial(25)", "15511210043330985984000000"),
        // python3 -c 'from mpmath import *; print(quad(lambda t: t**3*(1-t)**2, [mpf(1)/3, mpf(3)/4]))' and so on;
        // exact by hand.
        ("beta(0, 0, 0, 1)", "1"),
        ("beta(2, 3, 0, 1)", "1/60"),
        ("beta(1, 0, 1/2, 1)", "3/8"),
        ("beta(0, 4, 1, 0)", "-1/5"),
        ("exp_lower(0) + exp_upper(0)", "2"),
        // Comments and line ends separate words, and only that.
        ("1 + # two (((\n 2", "3"),
        ("1\r\n\t+\n\n2", "3"),
    ];
    for (text, expected) in table {
        assert_eq!(value(text).as_deref(), Ok(expected), "{text}");
    }
    for (text, part) in [
        ("1/(k - 4)", "division by zero"),
        ("0^-1", "division by zero"),
        ("2^(1/2)", "exponent 1/2"),
        ("2^99999999999999999999", "at most 10000"),
        ("log2(3)", "irrational"),
        ("log2(0)", "positive"),
        ("floor(log2(-1))", "positive"),
        ("s[0]", "1..3"),
        ("s[4]", "1..3"),
        ("N[4]", "0..3"),
        ("N[-1]", "0..3"),
        ("sum(i in 1..5/2, i)", "this is 5/2"),
        ("sum(i in 1..10^7, i)", "1000000"),
        ("binomial(-1, 1)", "n >= 0"),
        ("binomial(1/2, 1)", "this is 1/2"),
        ("min(i in 1..0, i)", "`min` over nothing"),
        ("max(i in k..3, i)", "`max` over nothing"),
        ("mean(i in 1..0, i)", "`mean` over nothing"),
        ("sum(A in subsets(7), 1)", "0..6 at L = 6"),
        ("sum(A in subsets(1/2), 1)", "this is 1/2"),
        ("factorial(-1)", "at least 0"),
        ("factorial(10^5)", "binary digits"),
        ("beta(-1, 0, 0, 1)", "at least 0"),
        ("beta(10^6, 10^6, 0, 1)", "binary digits"),
        ("exp_upper(65)", "from -64 to 64"),
        ("effective_weight_lower(0)", "1..5 at L = 6"),
        ("effective_weight_upper(L)", "1..5 at L = 6"),
    ] {
        let message = value(text).expect_err(text);
        assert!(message.contains(part), "{text}: {message}");
    }
}

/// The beta function by Simpson's rule over 2^4 panels, which is exact up to degree 3, and by symmetry.
#[test]
fn beta_functions() {
    let number = |text: &str| -> BigRational { value(text).unwrap().parse().unwrap() };
    let ratio = |n: i64, d: i64| BigRational::new(n.into(), d.into());
    for (a, b) in [(0_i32, 0_i32), (1, 0), (2, 1), (0, 3), (1, 2), (3, 0)] {
        for (p, q) in [((0, 1), (1, 1)), ((1, 3), (3, 4)), ((-1, 2), (5, 2))] {
            let (from, to) = (ratio(p.0, p.1), ratio(q.0, q.1));
            let middle = (&from + &to) / BigInt::from(2);
            let at = |t: &BigRational| t.pow(a) * (BigRational::one() - t).pow(b);
            let simpson = (&to - &from) / BigInt::from(6) * (at(&from) + at(&middle) * BigInt::from(4) + at(&to));
            let text = format!("beta({a}, {b}, {}/{}, {}/{})", p.0, p.1, q.0, q.1);
            assert_eq!(number(&text), simpson, "{text}");
        }
    }
    for (a, b) in [(4, 9), (12, 3), (20, 20)] {
        assert_eq!(number(&format!("beta({a}, {b}, 1/5, 2/3)")), number(&format!("beta({b}, {a}, 1/3, 4/5)")));
        // B(a+1, b+1) = a! b!/(a+b+1)!
        let whole = format!("factorial({a}) * factorial({b}) / factorial({})", a + b + 1);
        assert_eq!(number(&format!("beta({a}, {b}, 0, 1)")), number(&whole));
    }
}

/// Values by mpmath to 25 digits:
/// `python3 -c 'from mpmath import *; mp.dps = 40; print(nstr(exp(mpf(-7)/3), 25))'`.
#[test]
fn bounds_of_powers_of_e() {
    let table = [
        ("1", "2.718281828459045235360287"),
        ("-1", "0.3678794411714423215955238"),
        ("1/2", "1.648721270700128146848651"),
        ("-64", "1.603810890548637852976087e-28"),
        ("64", "6.235149080811616882909239e+27"),
        ("-7/3", "0.09697196786440506280990666"),
    ];
    for (exponent, digits) in table {
        assert_bounds(&format!("exp_lower({exponent})"), &format!("exp_upper({exponent})"), digits, 6);
    }
    // e^x e^-x = 1 lies between the products of the bounds, and these are close.
    for exponent in ["3/7", "64", "22.5"] {
        let bounds = |side: &str| value(&format!("exp_{side}({exponent}) * exp_{side}(-({exponent}))")).unwrap();
        let [lower, upper] = ["lower", "upper"].map(|side| bounds(side).parse::<BigRational>().unwrap());
        assert!(lower <= BigRational::one() && BigRational::one() <= upper);
        assert!(upper - lower <= BigRational::new(1.into(), BigInt::one() << 62));
    }
}

/// Values by mpmath to 25 digits: `python3 -c 'from mpmath import *; mp.dps = 40; n, m = 4, 2;
/// print(nstr(n*(n-1)*binomial(n-2,m-1)*quad(lambda t: t**m*(1-t)**(n-1-m)*min(mpf(1),log(1/t)), [0,exp(-1),1]),
/// 25))'`.
#[test]
fn bounds_of_effective_weights() {
    let table = [
        (2, 1, "0.4323323583816936540530003"),
        (3, 1, "0.6635217873903235908118957"),
        (3, 2, "0.6334752877547573713471051"),
        (4, 2, "1.061374609352130755828997"),
        (5, 1, "0.8752774180358780246348182"),
        (8, 4, "2.410926962613434515518842"),
        (12, 1, "0.9954464173652961697684336"),
        (12, 11, "0.9166610344720094491410545"),
        (30, 15, "10.07839908776714183938696"),
    ];
    for (length, size, digits) in table {
        assert_bounds(
            &format!("effective_weight_lower({size})"),
            &format!("effective_weight_upper({size})"),
            digits,
            length,
        );
    }
}

/// Two rationals of which the first is at most, the second at least, a number known to 25 digits, and which are 2^-64
/// apart.
fn assert_bounds(lower: &str, upper: &str, digits: &str, length: usize) {
    use maskproof::exact::{Rational, parse_rational};
    let at = |text: &str| evaluate(&scalar(text), &Environment::of_length(length)).unwrap();
    let known = parse_rational(&digits.replace("e+", "e")).unwrap();
    let (lower, upper) = (at(lower), at(upper));
    assert!(lower < upper);
    let slack = Rational::from(&known * &parse_rational("1e-24").unwrap());
    assert!(lower <= Rational::from(&known + &slack) && upper >= Rational::from(&known - &slack), "{digits}");
    let largest = if known > 1 { known } else { Rational::from(1) };
    assert!(Rational::from(&upper - &lower) <= largest >> 64, "{digits}: {}", upper - lower);
}

#[test]
fn quantifiers_read_as_documented() {
    let shape = |text: &str| -> String {
        let statement = checked(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        let mut shape = String::new();
        for quantifier in &statement.quantifiers {
            shape += if quantifier.binder == Binder::ForAll { "A" } else { "E" };
            let _ = match &quantifier.domain {
                Domain::Law(condition) => write!(shape, "law{} ", condition.len()),
                Domain::Schedule(condition) => write!(shape, "schedule{} ", condition.len()),
                Domain::NamedSchedule(named) => write!(shape, "{}{} ", named.name, named.arguments.len()),
                Domain::Policy(Some(named)) => {
                    write!(shape, "{}{} ", named.spelling, u8::from(named.argument.is_some()))
                }
                Domain::Order(condition) => write!(shape, "order{} ", condition.len()),
                Domain::Policy(None) => write!(shape, "policy "),
                Domain::Rule(names) => write!(shape, "rule:{} ", names.join("|")),
                Domain::Variable { name, .. } => write!(shape, "{name} "),
            };
        }
        let relations: Vec<usize> = statement.chains.iter().map(|chain| chain.relations().len()).collect();
        write!(shape, "{relations:?}").unwrap();
        shape
    };
    let table = [
        ("for all law: TC >= 0", "Alaw0 [1]"),
        ("for all law, schedule: TC >= 0", "Alaw0 Aschedule0 [1]"),
        ("for all law, for all schedule: TC >= 0", "Alaw0 Aschedule0 [1]"),
        ("for all law: for all schedule: TC >= 0", "Alaw0 Aschedule0 [1]"),
        ("for all law with L >= 3 and V == 2, k in 1..L: TC >= 0", "Alaw2 Ak [1]"),
        ("for all law: exists schedule with T == 2: TC >= 0", "Alaw0 Eschedule1 [1]"),
        // A comma repeats the binder before it, whichever it is.
        ("for all law, exists schedule, k in 1..2: TC >= 0", "Alaw0 Eschedule0 Ek [1]"),
        ("for all law, exists k in 1..2: TC >= 0", "Alaw0 Ek [1]"),
        ("exists schedule with 1 <= T < 3: for all law: TC >= 0", "Eschedule1 Alaw0 [1]"),
        ("for all law: 0 <= TC <= DTC and TC == DTC", "Alaw0 [2, 1]"),
        ("for\nall\tlaw # all of them\n: TC >= 0", "Alaw0 [1]"),
        // Names that begin like words.
        (
            "for all law, lawless in 1..2, schedules in 1..2, android in 1..2: TC >= 0",
            "Alaw0 Alawless Aschedules Aandroid [1]",
        ),
        ("for all law, inner in 1..2: TC * inner >= 0", "Alaw0 Ainner [1]"),
        ("for all law, schedule = one_by_one: TC >= 0", "Alaw0 Aone_by_one0 [1]"),
        ("for all law, exists schedule=uniform( 2 ), k in 1..2: TC >= 0", "Alaw0 Euniform1 Ek [1]"),
        ("for all law: if TC > 0 and L == 2 then TC >= 0 and DTC >= 0", "Alaw0 [1, 1]"),
        ("for all law, iffy in 1..2, thence in 1..2: if iffy == 1 then thence * TC >= 0", "Alaw0 Aiffy Athence [1]"),
        ("for all law, for all A in subsets(2), exists subsets2 in 1..2: TC >= 0", "Alaw0 AA Esubsets2 [1]"),
    ];
    for (text, expected) in table {
        assert_eq!(shape(text), expected, "{text}");
    }
    for text in [
        "",
        "TC >= 0",
        "for all law TC >= 0",
        "forall law: TC >= 0",
        "for alllaw: TC >= 0",
        "for all law: law: TC >= 0",
        "for all law with: TC >= 0",
        "for all law: TC",
        "for all law: TC >= 0 and",
        "for all law: TC = 0",
        "for all law: TC != 0",
        "for all law, k in 1...2: TC >= 0",
        "for all law, k in 1..2 with k == 1: TC >= 0",
        "for all law: h(1 2) >= 0",
        "for all law: h() >= 0",
        "for all law: 1. * TC >= 0",
        "for all law: .5 * TC >= 0",
        "for all law: 1e3 * TC >= 0",
        "for all law: +TC >= 0",
        "for all law: H(1|) >= 0",
        "for all law: TC >= 0;",
    ] {
        let error = checked(text).expect_err(text);
        assert_eq!(error.mistake, Mistake::Syntax, "{text}: {error:?}");
    }
}

#[test]
fn help_names_the_forms_of_entropies() {
    for (text, example) in [("I(1)", "I(1; 2)"), ("I(1, 2)", "I(1; 2)"), ("H", "H(1 | 2)"), ("I", "I(1; 2)")] {
        let error = checked(&format!("for all law: {text} >= 0")).unwrap_err();
        assert_eq!(error.mistake, Mistake::Name, "{error:?}");
        assert!(error.help.contains(&format!("`{example}`")), "{error:?}");
        checked(&format!("for all law: {example} >= 0")).unwrap();
    }
}

/// The literal 0 is of both types, and an expression is only as long as its text.
#[test]
fn zero_is_a_scalar_and_an_information() {
    for text in [
        "0 <= TC",
        "TC + 0 >= 0",
        "-0 <= TC",
        "0 * TC <= TC",
        "(0 + 0) <= TC",
        "sum(i in 1..2, 0) <= TC",
        "min(0, TC) <= TC",
        "max(0, 0) <= TC",
        "TC * min(0, 0) <= TC",
        "TC * (0 - 0) <= TC",
    ] {
        let claim = claim(&format!("for all law: {text}"));
        assert!(Plan::new(&claim, Shape::new(2, 2).unwrap()).is_ok(), "{text}");
    }
    for text in ["0 * 0 <= TC", "0 / 2 <= TC", "1 - 1 <= TC", "min(0, 1) <= TC", "abs(0) <= TC"] {
        assert_eq!(checked(&format!("for all law: {text}")).unwrap_err().mistake, Mistake::Type, "{text}");
    }
}

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n")).unwrap()
}

/// What is as deep or long as the limits allow is read on a test thread's small stack; what is longer is refused.
#[test]
fn deep_and_long_statements_do_not_overflow_the_stack() {
    let instantiate = |text: String| -> Result<(), StatementError> {
        let statement = checked(&text)?;
        drop(statement.clone());
        Plan::new(&claim(&text), Shape::new(3, 2).unwrap()).map(|_| ())
    };
    let minus = |n: usize| format!("for all law: 0 <= {}TC", "-".repeat(n));
    let sums = |n: usize| format!("for all law: 0 <= TC{}", " + TC".repeat(n));
    let powers = |n: usize| format!("for all law: 0 <= 1{} * TC", "^1".repeat(n));
    let nested = |n: usize| format!("for all law: 0 <= {}TC{}", "(".repeat(n), ")".repeat(n));
    let calls = |n: usize| format!("for all law: 0 <= {}TC{}", "max(0, ".repeat(n), ")".repeat(n));
    let indices = |n: usize| format!("for all law, schedule: 0 <= {}1{} * TC", "N[".repeat(n), "]".repeat(n));
    let relations = |n: usize| format!("for all law: TC >= 0{}", " and TC >= 0".repeat(n));
    let chain = |n: usize| format!("for all law: 0{}", " <= TC".repeat(n));
    let variables = |n: usize| {
        let quantifiers: String = (0..n).map(|i| format!(", for all a{i} in 1..1")).collect();
        format!("for all law{quantifiers}: TC >= 0")
    };
    for text in
        [minus(998), sums(998), powers(997), nested(64), calls(64), relations(5000), chain(5000), variables(300)]
    {
        instantiate(text.clone()).unwrap_or_else(|error| panic!("{}: {error:?}", &text[..60]));
    }
    // N[1] = 1 only for some schedules: deep enough indices leave the sequence, which is a domain mistake.
    assert_eq!(instantiate(indices(64)).unwrap_err().mistake, Mistake::Domain);
    let many = 300_000;
    for text in [minus(many), sums(many), powers(many), nested(many), calls(many), indices(many), variables(many)] {
        let error = instantiate(text).unwrap_err();
        assert_eq!(error.mistake, Mistake::Syntax, "{error:?}");
        assert!(error.message.contains("more than"), "{error:?}");
    }
    // Parentheses and operators in a comment count for nothing.
    let comment = format!("# {} {}\nfor all law: TC >= 0", "(".repeat(1000), "-".repeat(5000));
    instantiate(comment).unwrap();
}

/// A scalar expression as the test prints and evaluates it.
#[derive(Debug, Clone)]
enum Tree {
    Number(u32, u32),
    Length,
    Vocabulary,
    Variable(usize),
    Negate(Box<Tree>),
    Binary(char, Box<Tree>, Box<Tree>),
    Power(Box<Tree>, i8),
    Floor(Box<Tree>),
    Ceil(Box<Tree>),
    Abs(Box<Tree>),
    Least(Vec<Tree>),
    Greatest(Vec<Tree>),
    Sum(u8, u8, Box<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        (0_u32..20, prop_oneof![Just(0_u32), 0_u32..100])
            .prop_map(|(whole, hundredths)| Tree::Number(whole, hundredths)),
        Just(Tree::Length),
        Just(Tree::Vocabulary),
        (0_usize..3).prop_map(Tree::Variable),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let boxed = || inner.clone().prop_map(Box::new);
        prop_oneof![
            boxed().prop_map(Tree::Negate),
            (prop::sample::select(vec!['+', '-', '*', '/']), boxed(), boxed())
                .prop_map(|(o, a, b)| Tree::Binary(o, a, b)),
            (boxed(), -3_i8..4).prop_map(|(base, exponent)| Tree::Power(base, exponent)),
            boxed().prop_map(Tree::Floor),
            boxed().prop_map(Tree::Ceil),
            boxed().prop_map(Tree::Abs),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::Least),
            prop::collection::vec(inner.clone(), 1..4).prop_map(Tree::Greatest),
            (0_u8..4, 0_u8..4, boxed()).prop_map(|(from, to, term)| Tree::Sum(from, to, term)),
        ]
    })
}

/// How tightly the printed form of a tree holds together: 1 sums, 2 products, 3 signs, 4 powers, 5 atoms.
fn strength(tree: &Tree) -> u8 {
    match tree {
        Tree::Binary('+' | '-', ..) => 1,
        Tree::Binary(..) => 2,
        Tree::Negate(_) => 3,
        Tree::Power(..) => 4,
        _ => 5,
    }
}

/// Prints with as few parentheses as the documented precedence allows. `depth` counts the sums around.
fn print(tree: &Tree, depth: usize) -> String {
    let at_least = |tree: &Tree, least: u8| {
        let text = print(tree, depth);
        if strength(tree) < least { format!("({text})") } else { text }
    };
    let list = |trees: &[Tree]| trees.iter().map(|tree| print(tree, depth)).collect::<Vec<_>>().join(", ");
    match tree {
        Tree::Number(whole, 0) => whole.to_string(),
        Tree::Number(whole, hundredths) => format!("{whole}.{hundredths:02}"),
        Tree::Length => "L".to_owned(),
        Tree::Vocabulary => "V".to_owned(),
        Tree::Variable(index) if depth == 0 => format!("{index}"),
        Tree::Variable(index) => format!("v{}", index % depth),
        Tree::Negate(operand) => format!("-{}", at_least(operand, 3)),
        Tree::Binary(operator @ ('+' | '-'), left, right) => {
            format!("{} {operator} {}", at_least(left, 1), at_least(right, 2))
        }
        Tree::Binary(operator, left, right) => format!("{}{operator}{}", at_least(left, 2), at_least(right, 3)),
        Tree::Power(base, exponent) => format!("{}^{exponent}", at_least(base, 5)),
        Tree::Floor(operand) => format!("floor({})", print(operand, depth)),
        Tree::Ceil(operand) => format!("ceil({})", print(operand, depth)),
        Tree::Abs(operand) => format!("abs({})", print(operand, depth)),
        Tree::Least(operands) => format!("min({})", list(operands)),
        Tree::Greatest(operands) => format!("max({})", list(operands)),
        Tree::Sum(from, to, term) => format!("sum(v{depth} in {from}..{to}, {})", print(term, depth + 1)),
    }
}

/// The value, or `None` where a division by zero or a huge power stands in the way.
fn naive(tree: &Tree, length: i64, vocabulary: i64, variables: &[i64]) -> Option<BigRational> {
    let integer = |n: i64| BigRational::from_integer(BigInt::from(n));
    let of = |tree: &Tree| naive(tree, length, vocabulary, variables);
    Some(match tree {
        Tree::Number(whole, hundredths) => BigRational::new(BigInt::from(whole * 100 + hundredths), BigInt::from(100)),
        Tree::Length => integer(length),
        Tree::Vocabulary => integer(vocabulary),
        Tree::Variable(index) if variables.is_empty() => integer(i64::try_from(*index).unwrap()),
        Tree::Variable(index) => integer(variables[index % variables.len()]),
        Tree::Negate(operand) => -of(operand)?,
        Tree::Binary(operator, left, right) => {
            let (left, right) = (of(left)?, of(right)?);
            match operator {
                '+' => left + right,
                '-' => left - right,
                '*' => left * right,
                _ if right.is_zero() => return None,
                _ => left / right,
            }
        }
        Tree::Power(base, exponent) => {
            let base = of(base)?;
            if *exponent < 0 && base.is_zero() {
                return None;
            }
            let product = (0..exponent.unsigned_abs()).fold(BigRational::one(), |product, _| product * &base);
            if *exponent < 0 { product.recip() } else { product }
        }
        Tree::Floor(operand) => of(operand)?.floor(),
        Tree::Ceil(operand) => of(operand)?.ceil(),
        Tree::Abs(operand) => of(operand)?.abs(),
        Tree::Least(operands) => operands.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().min()?,
        Tree::Greatest(operands) => operands.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().max()?,
        Tree::Sum(from, to, term) => {
            let mut sum = BigRational::zero();
            for value in i64::from(*from)..=i64::from(*to) {
                sum += naive(term, length, vocabulary, &[variables, &[value]].concat())?;
            }
            sum
        }
    })
}

const WORDS: &[&str] = &[
    "for all",
    "for",
    "all",
    "exists",
    "law",
    "schedule",
    "with",
    "and",
    "in",
    "rest",
    "none",
    "sum",
    "min",
    "max",
    "floor",
    "ceil",
    "log2",
    "abs",
    "binomial",
    "h",
    "Z",
    "zeta",
    "delta",
    "ln",
    "H",
    "I",
    "TC",
    "DTC",
    "E_KL",
    "ideal_KL",
    "KL_output",
    "eps_train",
    "halved_larger_first",
    "L",
    "V",
    "T",
    "N",
    "s",
    "s_max",
    "s_min",
    "j",
    "k",
    "0",
    "1",
    "2",
    "3.5",
    "10",
    "+",
    "-",
    "*",
    "/",
    "^",
    "(",
    ")",
    "[",
    "]",
    ",",
    ":",
    ";",
    "|",
    "..",
    "<=",
    ">=",
    "==",
    "<",
    ">",
    "#",
    "\n",
    "é",
    "=",
];

/// Something of each level of the grammar, so that many random statements get through to typing and beyond.
fn fragments() -> impl Strategy<Value = String> {
    let atom = prop::sample::select(vec![
        "TC",
        "DTC",
        "E_KL",
        "eps_train",
        "h(1)",
        "h(k)",
        "zeta(k)",
        "H(1,k)",
        "I(1; rest)",
        "I(k; 2 | all)",
        "H(none)",
        "ln(2)",
        "ln(k)",
        "0",
        "2",
        "L",
        "V",
        "k",
        "T",
        "s_max",
        "s[1]",
        "N[T]",
        "1/2",
        "log2(L)",
        "floor(log2(k))",
        "binomial(L, k)",
        "sum(i in 1..L, h(i))",
        "sum(i in k..2, Z(i))",
        "min(TC, DTC)",
        "max(0, delta(k))",
        "rest",
        "E_KL(halved_smaller_first)",
        "2^-k",
        "abs(-1)",
    ]);
    let operator = prop::sample::select(vec![" + ", " - ", "*", "/", "^", " <= ", " == "]);
    let quantifier = prop::sample::select(vec![
        "for all law",
        "for all law, schedule",
        "for all law with L >= 2",
        "for all law, exists schedule with T == 2",
        "for all law, k in 1..L",
        "for all law, schedule, k in 1..T",
        "exists schedule: for all law",
        "for all k in 1..3, schedule with s_max == k: for all law",
        "exists k in 2..1: for all law, schedule",
    ]);
    (quantifier, prop::collection::vec((atom, operator), 1..6), prop::sample::select(vec!["TC", "0", "2*DTC"]))
        .prop_map(|(quantifier, terms, last)| {
            let body: String = terms.iter().map(|(atom, operator)| format!("{atom}{operator}")).collect();
            format!("{quantifier}: 0 <= {body}{last}")
        })
}

/// Parses, types and, when that succeeds, instantiates; spans must lie on the text.
fn try_all(text: &str) {
    let statement = match checked(text) {
        Ok(statement) => statement,
        Err(error) => {
            assert!(text.get(error.span.clone()).is_some(), "{text:?}: the span {:?} is not in the text", error.span);
            assert!(!error.message.is_empty() && !error.help.is_empty());
            return;
        }
    };
    assert!(!statement.chains.is_empty());
    if text.contains("'''") {
        return;
    }
    for (length, vocabulary) in [(1, 2), (3, 2), (4, 3)] {
        if let Err(error) = Plan::new(&claim(text), Shape::new(length, vocabulary).unwrap()) {
            assert_eq!(error.mistake, Mistake::Domain, "{text}: {error:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 512,
        failure_persistence: Some(Box::new(FileFailurePersistence::Off)),
        ..ProptestConfig::default()
    })]

    #[test]
    fn arbitrary_text_is_refused_with_a_place(text in any::<String>()) {
        try_all(&text);
        try_all(&format!("for all law: {text}"));
    }

    #[test]
    fn words_in_any_order_are_read_or_refused(words in prop::collection::vec(prop::sample::select(WORDS), 0..40)) {
        try_all(&words.join(" "));
        try_all(&format!("for all law, schedule: TC >= {}", words.join(" ")));
    }

    #[test]
    fn statements_of_pieces_are_read_or_refused(text in fragments()) {
        try_all(&text);
    }

    #[test]
    fn cut_statements_are_read_or_refused(text in fragments(), cut in 0.0..1.0_f64) {
        let end = (text.len() as f64 * cut) as usize;
        if text.is_char_boundary(end) {
            try_all(&text[..end]);
        }
    }

    #[test]
    fn printed_expressions_have_the_value_of_their_tree(tree in tree(), length in 1_i64..6, vocabulary in 1_i64..4) {
        let text = print(&tree, 0);
        let mut environment = Environment::of_length(usize::try_from(length).unwrap());
        environment.vocabulary_size = Some(usize::try_from(vocabulary).unwrap());
        let found = evaluate(&scalar(&text), &environment);
        match naive(&tree, length, vocabulary, &[]) {
            Some(expected) => prop_assert_eq!(found.map(|value| value.to_string()), Ok(expected.to_string()), "{}", text),
            None => prop_assert!(found.is_err(), "{} is {:?}", text, found),
        }
    }
}
