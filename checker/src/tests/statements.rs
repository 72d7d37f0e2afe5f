//! Reading statements.

use super::Random;
use crate::answer::{Decline, Reason, Refusal, Rejection, Why};
use crate::instances::{Instance, Problem};
use crate::limits::Meter;
use crate::number::{Q, whole};
use crate::statement::Statement;
use crate::typing;

/// The value of a scalar for `L = 6`, `V = 3`, `j = 2` and the schedule (1, 3, 2), as that of a constant.
fn scalar(text: &str) -> Result<Q, Refusal> {
    let statement = "for all law, schedule, for all j in 2..2: C * TC >= 0";
    let problem = Problem::new(typing::statement(statement, Some(("C", text)))?, 6, Meter::new(1));
    let instance = Instance { variables: vec![whole(2)], schedule: Some(vec![1, 3, 2]) };
    problem.confirm(&instance, Some(3))?;
    Ok(problem.scope(&instance, Some(3))?.constant.unwrap_or_default())
}

fn is(text: &str, numerator: i64, denominator: i64) {
    assert_eq!(scalar(text), Ok(Q::new(numerator.into(), denominator.into())), "{text}");
}

#[test]
fn precedence() {
    is("1 + 2 * 3", 7, 1);
    is("7 - 2 - 1", 4, 1);
    is("12 / 2 / 3 * 2", 4, 1);
    is("-2^2", -4, 1);
    is("(-2)^2", 4, 1);
    is("2^3^2", 512, 1);
    is("2^-j", 1, 4);
    is("2^-j^2", 1, 16);
    is("2 * -3", -6, 1);
    is("1 - -1", 2, 1);
    is("0.125 * 2", 1, 4);
    is("0^0", 1, 1);
    is("s_max/2^j", 3, 4);
}

#[test]
fn functions() {
    is("floor(log2(5)) + ceil(log2(5))", 5, 1);
    is("floor(log2(1/5)) + ceil(log2(1/5))", -5, 1);
    is("floor(log2(8)) * ceil(log2(8))", 9, 1);
    is("log2(1/8)", -3, 1);
    is("floor(-1/2) + ceil(-1/2)", -1, 1);
    is("binomial(L, 2)", 15, 1);
    is("binomial(L, 0) + binomial(L, L) + binomial(L, L + 1)", 2, 1);
    is("abs(-j) + abs(j) + --j", 6, 1);
    is("min(3, 1/2, 2) + max(j, 1)", 5, 2);
    is("factorial(0) + factorial(L)", 721, 1);
    is("beta(1, 2, 0, 1)", 1, 12);
    is("beta(2, 1, 1/2, 1) + 1000*beta(0, 0, 1/2, 1/4)", -47989, 192);
    is("bernstein(1, 3, 1/4)", 27, 64);
    is("bernstein(0, 0, 5) + 10*bernstein(3, 2, 1/2) + 100*bernstein(2, 2, -2)", 401, 1);
    is("sum(i in 0..L, bernstein(i, L, 2/7)) + bernstein(0, L, 1) + bernstein(L, L, 1)", 2, 1);
    is("mean(i in 1..L, i) + 10*min(i in -1..j, i^2) + 100*max(i in -1..j, i)", 407, 2);
    is("sum(i in 1..L, i)", 21, 1);
    is("sum(i in 3..2, i)", 0, 1);
    is("sum(i in 1..3, sum(k in i..3, 1))", 6, 1);
    is("s[1] + 10*s[2] + 100*s[3]", 231, 1);
    is("N[0] + N[1] + 10*N[3]", 61, 1);
    is("T + 10*s_max + 100*s_min + 1000*V", 3133, 1);
}

fn read(text: &str) -> Result<Statement, Refusal> {
    typing::statement(text, None)
}

fn rejection(text: &str) -> Option<Reason> {
    match read(text).err()? {
        Refusal::Rejected(Rejection { reason, .. }) => Some(reason),
        Refusal::Declined(_) => None,
    }
}

#[test]
fn examples_of_the_language() {
    for text in [
        "for all law, schedule: E_KL == ideal_KL + eps_train",
        "for all law, schedule: KL_output <= E_KL # a comment\n",
        "for all law, for all m in 1..L-1: delta(m) >= 0",
        "for all j in 1..floor(log2(L)), exists schedule with s_max == 2^j and T >= 2: for all law:\n\
         E_KL >= 2^j/16 * sum(k in 0..j, 2^-k * zeta(L - 2^(j-k))) + eps_train",
        "for all law, schedule:\n  E_KL <= (2^ceil(log2(s_max)) - 1)/L * sum(i in 1..L, I(i; rest)) + eps_train",
        "for all law with L >= 3 and V == 2: H(1,2 | 4..L) + I(1; 2 | rest) >= 0",
        "for all law, for all j in 1..L-1: 0 <= Z(j) <= Z(j + 1)",
        "for all law, schedule with s_max == 2^1 and T <= L/2: ideal_KL(halved_smaller_first) <= H(all)",
        "exists schedule: for all law: DTC >= ln(3/2) - ln(V)",
        "for all law: --TC >= H(none) + I(1,1; 1 | 1..L)",
        "for all law, for all k in 1..L, schedule = singles_then_rest(k): if 1 <= T then L == N[T] and TC <= 2*nat",
    ] {
        assert_eq!(read(text).err(), None, "{text}");
    }
    assert_eq!(rejection("for all law: TC * DTC >= 0"), Some(Reason::IllTyped));
    assert_eq!(
        read("for all law: 0 <= TC <= DTC and TC >= 0").map(|statement| statement.relations.len()).ok(),
        Some(3)
    );
}

#[test]
fn not_in_the_grammar() {
    for text in [
        "",
        "for all law",
        "for all law:",
        "law: TC >= 0",
        "for all law: TC",
        "for all law: TC >= 0 and",
        "for all law: TC >= 0 TC",
        "for all law: TC = 0",
        "for all law: h(1 >= 0",
        "for all law: H() >= 0",
        "for all law: TC >= 0..2",
        "for all law: \u{e9} >= 0",
        "for all law: rest >= 0",
    ] {
        assert_eq!(rejection(text), Some(Reason::StatementSyntax), "{text}");
    }
}

/// Why a statement is not one of the language; `None` where it is read.
fn refusal(text: &str, constant: Option<(&str, &str)>) -> Option<Result<Reason, Why>> {
    match typing::statement(text, constant).err()? {
        Refusal::Rejected(Rejection { reason, .. }) => Some(Ok(reason)),
        Refusal::Declined(Decline { why, .. }) => Some(Err(why)),
    }
}

/// As the page on the claim language says it: where there is no instance, too.
#[test]
fn scopes_and_types() {
    use Reason::{
        IllTyped, NameTaken, NotAffine, NotOneLaw, QuantifiersClash, StatementSyntax, UnknownName, WrongArity,
    };
    for (text, reason) in [
        ("for all law, schedule = uniform(T): TC >= 0", UnknownName),
        ("for all law, schedule = uniform(s_max): TC >= 0", UnknownName),
        ("for all law, schedule = uniform(N[1]): TC >= 0", UnknownName),
        ("for all schedule with V == 2, law: TC >= 0", UnknownName),
        ("for all i in V..V, law: TC >= 0", UnknownName),
        ("for all schedule = uniform(V), law: TC >= 0", UnknownName),
        ("for all policy = random_table(V), law: TC >= 0", UnknownName),
        ("for all i in sum(k in 1..V, 1)..2, law: TC >= 0", UnknownName),
        ("for all A in subsets(V), law: TC >= 0", UnknownName),
        ("for all i in 1..2, law with i == 1: TC >= 0", UnknownName),
        ("for all schedule, law with T == 1: TC >= 0", UnknownName),
        ("for all law, i in 1..i: TC >= 0", UnknownName),
        ("for all law: sum(i in 1..i, TC) >= 0", UnknownName),
        ("for all law: sum(i in 1..2, TC) + i*TC >= 0", UnknownName),
        ("for all law: E_KL >= 0", UnknownName),
        ("for all law, schedule: E_KL(T) >= 0", UnknownName),
        ("for all law, schedule: eps_train(halved_larger_first) >= 0", UnknownName),
        ("for all law, schedule: KL_order >= 0", UnknownName),
        ("for all law, schedule: H(block(1)) >= 0", UnknownName),
        ("for all law, order: KL_policy >= 0", UnknownName),
        ("for all law: sum >= 0", UnknownName),
        ("for all law: H(h) >= 0", UnknownName),
        ("for all law: I >= 0", UnknownName),
        ("for all law: L[1]*TC >= 0", UnknownName),
        ("for all law, k in 1..2, A in subsets(1): A*TC >= 0", IllTyped),
        ("for all law: serial_depth(2^sum(i in 1..2, 1)*nat) >= 0", IllTyped),
        ("for all law: serial_depth(sum(i in 1..2, 1)^2*nat) >= 0", IllTyped),
        ("for all law, schedule: serial_depth(s[sum(i in 1..1, 1)]*nat) >= 0", IllTyped),
        ("for all law: nat(1) >= 0", UnknownName),
        ("for all law, schedule: s(1)*TC >= 0", UnknownName),
        ("for all law, schedule = one: TC >= 0", UnknownName),
        ("for all law, TC in 1..2: TC >= 0", NameTaken),
        ("for all law, i in 1..2, i in 1..2: TC >= 0", NameTaken),
        ("for all law, i in 1..2: sum(i in 1..2, TC) >= 0", NameTaken),
        ("for all law: sum(mean in 1..2, TC) >= 0", NameTaken),
        ("for all law: sum(i in 1..2, sum(i in 1..2, TC)) >= 0", NameTaken),
        ("for all law, A in subsets(1), A in 1..2: TC >= 0", NameTaken),
        ("for all i in 1..2: i >= 0", NotOneLaw),
        ("for all law, law: TC >= 0", NotOneLaw),
        ("exists law: TC >= 0", NotOneLaw),
        ("for all law, schedule, schedule: TC >= 0", QuantifiersClash),
        ("for all law, order, schedule: TC >= 0", QuantifiersClash),
        ("for all law, schedule, order: TC >= 0", QuantifiersClash),
        ("for all law, policy, policy: TC >= 0", QuantifiersClash),
        ("for all law, exists k in 1..2: if TC == 0 then k*TC == 0", QuantifiersClash),
        ("for all law: h(1, 2) >= 0", WrongArity),
        ("for all law: best_order_KL(1, 2) >= 0", WrongArity),
        ("for all law, order: H(block(1, 2)) >= 0", WrongArity),
        ("for all law, schedule = uniform: TC >= 0", WrongArity),
        ("for all law, policy = bisection(1): TC >= 0", WrongArity),
        ("for all law: TC + 1 >= 0", IllTyped),
        ("for all law: 0 <= 1 <= TC", IllTyped),
        ("for all law: min(TC, 1) >= 0", IllTyped),
        ("for all law: h(TC) >= 0", IllTyped),
        ("for all law with nat == nat: TC >= 0", IllTyped),
        ("for all law: 1/TC >= 0", IllTyped),
        ("for all law: TC^2 >= 0", IllTyped),
        ("for all law: 2^TC >= 0", IllTyped),
        ("for all law: (0*1)*nat + 0*0 >= 0*TC + 0*0", IllTyped),
        ("for all law, order: block(1)*TC >= 0", IllTyped),
        ("for all law: sum(A in subsets(1), A)*TC >= 0", IllTyped),
        ("for all law: serial_depth(TC) >= 0", IllTyped),
        ("for all law: serial_depth(1) >= 0", IllTyped),
        ("for all law: serial_depth(sum(i in 1..2, nat)) >= 0", IllTyped),
        ("for all law: H(rest | rest) >= 0", StatementSyntax),
        ("for all law, none in 1..2: TC >= 0", StatementSyntax),
        ("for all law, schedule = one_by_one(): TC >= 0", StatementSyntax),
        ("forall law: TC >= 0", StatementSyntax),
    ] {
        assert_eq!(refusal(text, None), Some(Ok(reason)), "{text}");
    }
    for (text, name, value, reason) in [
        ("for all law, i in 1..C: TC >= 0", "C", "1", UnknownName),
        ("for all law, schedule with C == 1: TC >= 0", "C", "1", UnknownName),
        ("for all law: if C*TC == 0 then TC >= 0", "C", "1", UnknownName),
        ("for all law: C*TC >= 0", "C", "C", UnknownName),
        ("for all law: C*TC >= 0", "C", "TC", IllTyped),
        ("for all law: C*TC >= 0", "C", "1 +", StatementSyntax),
        ("for all law, C in 1..2: C*TC >= 0", "C", "1", NameTaken),
        ("for all law: sum(C in 1..2, C*TC) >= 0", "C", "1", NameTaken),
        ("for all law: at*TC >= 0", "at", "1", NameTaken),
        ("for all law: C*C*TC >= 0", "C", "1", NotAffine),
        ("for all law: TC/C >= 0", "C", "1", NotAffine),
        ("for all law: C^1*TC >= 0", "C", "1", NotAffine),
        ("for all law: H(C) >= 0", "C", "1", NotAffine),
        ("for all law: sum(i in 1..C, TC) >= 0", "C", "1", NotAffine),
        ("for all law: max(C, 1)*TC >= 0", "C", "1", NotAffine),
        ("for all law: max(i in 1..2, C)*TC >= 0", "C", "1", NotAffine),
        ("for all law: best_order_KL(C) >= 0", "C", "1", NotAffine),
        ("for all law: min(C*TC, DTC) >= 0", "C", "1", NotAffine),
        ("for all law: H0(C) > H(1)", "C", "1", NotAffine),
        ("for all law: H0(1, 2..L - C) >= 0", "C", "1", NotAffine),
        ("for all law: sum(A in subsets(C), H(A)) >= 0", "C", "1", NotAffine),
        ("for all law, A in subsets(1): H(A | C) >= 0", "C", "1", NotAffine),
        ("for all law, A in subsets(1): I(A; C | rest) >= 0", "C", "1", NotAffine),
        ("for all law, order: H(block(C)) >= 0", "C", "1", NotAffine),
        ("for all law, order: I(1; 2 | before(C)) >= 0", "C", "1", NotAffine),
        ("for all law, order: H0(block(C)) >= 0", "C", "1", NotAffine),
        ("for all law, order: at(C)*TC >= 0", "C", "1", NotAffine),
        ("for all law: H_binomial(C) >= 0", "C", "1", NotAffine),
        ("for all law: exp_lower(C)*TC >= 0", "C", "1", NotAffine),
        ("for all law: permutation_error(2, C) >= 0", "C", "1", NotAffine),
        ("for all law: serial_depth(C*nat) >= 0", "C", "1", NotAffine),
        ("for all law: max(DTC, C*TC)*C >= 0", "C", "1", NotAffine),
        ("for all law: max(i in 1..2, C*TC) >= 0", "C", "1", NotAffine),
        ("for all law: TC >= 0", "1x", "1", StatementSyntax),
        ("for all law: TC >= 0", "", "1", StatementSyntax),
        ("for all law: TC >= 0", "a b", "1", StatementSyntax),
        ("for all law: TC >= 0", " a", "1", StatementSyntax),
        ("for all law: TC >= 0", "a\n", "1", StatementSyntax),
        ("for all law: TC >= 0", "\u{e9}", "1", StatementSyntax),
        ("for all law: TC >= 0", "a\u{e9}", "1", StatementSyntax),
        ("for all law: TC >= 0", "a#", "1", StatementSyntax),
        ("for all law: TC >= 0", "law", "1", StatementSyntax),
        ("for all law: TC >= 0", "then", "1", StatementSyntax),
    ] {
        assert_eq!(refusal(text, Some((name, value))), Some(Ok(reason)), "{text} {name} = {value}");
    }
}

#[test]
fn statements_of_the_language() {
    for (text, constant) in [
        ("for all law: TC - 0 >= -0", None),
        ("for all law: -0 <= TC <= TC + 0.0", None),
        ("for all law: min(0, 0) + sum(i in 1..2, 0) <= TC", None),
        ("for all law: TC >= 0", Some(("C", "1"))),
        ("for all law: TC >= 0", Some(("laws", "1"))),
        ("for all law: TC >= 0", Some(("__9", "1"))),
        ("for all law: C*TC >= 0", Some(("C", "V"))),
        ("for all law, schedule: C*TC >= 0", Some(("C", "T + s[1]"))),
        ("for all law: sum(i in 1..2, C*TC) + mean(i in 1..2, -C*i/2*TC) >= 0", Some(("C", "1"))),
        ("for all law, k in 1..sum(C in 1..2, C): if sum(C in 1..2, C) == 3 then C*TC >= 0", Some(("C", "1"))),
        ("for all law: C*TC >= 0", Some(("C", "sum(C in 1..2, C)"))),
        ("for all i in 1..2, law with sum(i in 1..L, i) == 3: TC >= 0", None),
        ("for all law, uniform in 1..2, schedule = uniform(uniform): TC >= 0", None),
        ("for all law, bisection in 1..2: bisection*_a*TC >= 0", Some(("_a", "1"))),
        ("for all law, schedule: E_KL((halved_larger_first)) >= 0", None),
        ("for all law with V^L <= 16: TC >= 0 # TC <= 0", None),
    ] {
        assert_eq!(refusal(text, constant), None, "{text}");
    }
}

/// The reader alone, as users of the library call it.
#[test]
fn a_statement_is_read_alone() {
    assert_eq!(crate::read("for all law: TC >= 0", None), Ok(()));
    assert_eq!(crate::read("for all law: C*TC >= 0", Some(("C", "1/2"))), Ok(()));
    for (text, constant) in
        [("TC >=", None), ("for all law: C*TC >= 0", None), ("for all law: TC >= 0", Some(("L", "1")))]
    {
        assert!(crate::read(text, constant).is_err(), "{text}");
    }
}

/// What stands side by side is not nested: the limit is on levels.
#[test]
fn terms_in_parentheses_side_by_side() {
    let sum = vec!["(1)"; 200].join("+");
    assert_eq!(refusal(&format!("for all law: ({sum})*TC >= 0"), None), None);
    let deep = format!("{}1{}", "(".repeat(200), ")".repeat(200));
    assert_eq!(refusal(&format!("for all law: {deep}*TC >= 0"), None), Some(Err(Why::TooLarge)));
}

/// Statements of the language that this checker does not evaluate.
#[test]
fn statements_without_a_meaning_here() {
    for text in [
        "for all law, order: KL_order == ideal_KL_order + eps_order and at(1)*TC >= 0",
        "for all law, order: H(block(T) | before(T)) >= 0 and conditional_TC >= 0",
        "for all law, policy: KL_policy == conditional_TC + eps_policy",
        "for all law, policy = entropy_bounded(1/2), schedule: expected_rounds(1/2*nat + ln(V)) >= max_rounds(0*nat)",
        "exists order, for all law: TC >= 0",
        "for all law, exists k in 1..2: k*TC >= 0",
        "for all law, A in subsets(1): H(A, 1 | (A)) >= 0",
        "for all law: sum(A in subsets(2), H(A)) >= 0",
        "for all law, A in subsets(1), k in 1..2: k*TC >= 0",
        "for all law, schedule: serial_depth(s[1]^2*nat) >= 0",
        "for all law: mass(1; 1 | rest) + predicted(2; all | none) + H0(rest) + D_inf + TV_product + fano_top + H_binomial(3) + permutation_error(2, 3) >= 0",
        "for all law: TC(1) + DTC(1, 2 | rest) + O_information + O_information(all) + TSE(1 | none) >= co_information(1..L)",
        "for all law, schedule: mean(order, KL_order + at(1)*TC) <= max(order, H(block(1))) + sum(order, T)*nat",
        "for all law: exp_lower(1)*effective_weight_upper(1)*TC >= 0",
        "for all law: serial_depth(nat) <= serial_depth_worst(floor(3/2)*ln(2)) + best_order_KL(2)",
        "for all law: min(TC, 0, DTC) >= max(i in 1..2, i*TC)",
        "exists schedule, for all i in 1..2, law: TC >= 0",
        "exists schedule: for all law: if TC == 0 then E_KL >= 0",
    ] {
        assert_eq!(refusal(text, None), Some(Err(Why::Fragment)), "{text}");
    }
}

/// Words of the language in any order, and any characters: read or refused, without a panic.
#[test]
fn reading_never_panics() {
    let words: Vec<&str> =
        "for all exists law schedule with in and rest none L V T s N s_max E_KL eps_train TC h Z zeta H I ln \
        min sum floor ceil log2 binomial halved_larger_first i j 0 1 2.5 .. <= == < ( ) [ ] , : ; | + - * / ^ # \u{e9} \
        \u{1f600} \\ 99999999999999999999"
            .split_whitespace()
            .chain(["\n"])
            .collect();
    let mut random = Random(3);
    let mut read_well = 0;
    for round in 0..60_000 {
        let mut text = String::from(random.of(&["", "for all law: ", "for all law, schedule: E_KL <= "]));
        for _ in 0..random.below(if round % 10 == 0 { 60 } else { 8 }) {
            text.push_str(random.of(&words));
            text.push_str(random.of(&[" ", "", " "]));
        }
        read_well += usize::from(read(&text).is_ok());
        let _ = scalar(&text);
    }
    assert!(read_well > 100, "{read_well}");
}

/// A true statement with characters changed, through the whole checker.
#[test]
fn checking_never_panics() {
    let statement = "for all law, for all j in 1..floor(log2(L)): exists schedule with s_max == 2^j: \
                     E_KL >= 1/16 * 2^j * sum(k in 0..j, 2^-k * zeta(L - 2^(j-k))) + H(1,2|3..L) + eps_train";
    let characters = b"0123456789+-*/^()[].,:;|<>= LVTshNHIZjk";
    let mut random = Random(4);
    for _ in 0..4000 {
        let mut bytes = statement.as_bytes().to_vec();
        for _ in 0..=random.below(3) {
            let at = random.below(u64::try_from(bytes.len()).unwrap());
            bytes[usize::try_from(at).unwrap()] = random.of(characters);
        }
        let statement = String::from_utf8(bytes).unwrap();
        for kind in ["mixture", "rays"] {
            let document = format!(
                r#"{{"format": "maskproof-certificate", "version": 1, "kind": "{kind}", "length": 3, "instances": [],
                    "claim": {{"id": "", "statement": "{statement}", "constant": null}}}}"#
            );
            let _ = crate::check(&document);
        }
    }
}
