//! Messages for what people type first: each names the mend, and the mended line is a statement of the language.

use maskproof::diagnosis::Diagnosis;
use maskproof::language::Claim;

use super::common::Folder;

fn file(statement: &str) -> String {
    let quoted = serde_json::to_string(statement).unwrap();
    format!("id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\nstatement = {quoted}\n")
}

/// The line that the message of a refused statement suggests; it must be one of the language.
fn suggested(statement: &str) -> String {
    let error = Claim::parse("x.toml", &file(statement)).expect_err(statement);
    let help = error.advice().help;
    let line = help.rsplit_once("write `").and_then(|(_, line)| line.strip_suffix('`'));
    let line = line.unwrap_or_else(|| panic!("{statement}: {error}; {help}")).to_owned();
    if let Err(error) = Claim::parse("y.toml", &file(&line)) {
        panic!("{statement}: the suggestion `{line}` is refused: {error}");
    }
    line
}

#[test]
fn what_people_type_first_has_a_mended_line() {
    for (statement, mended) in [
        ("for all law: TC ≥ 0", "for all law: TC >= 0"),
        ("for all law: 0 ≤ TC", "for all law: 0 <= TC"),
        ("for all law: TC ≠ DTC", "for all law: TC == DTC"),
        ("for all law: TC != DTC", "for all law: TC == DTC"),
        ("forall law: TC >= 0", "for all law: TC >= 0"),
        ("∀ law: TC >= 0", "for all law: TC >= 0"),
        ("∀law, ∃schedule: E_KL <= TC + eps_train", "for all law, exists schedule: E_KL <= TC + eps_train"),
        ("for every law: TC >= 0", "for all law: TC >= 0"),
        ("For all laws: TC >= 0", "for all law: TC >= 0"),
        ("for all law with L >= 2: H(X_1) <= H(X_2) + TC", "for all law with L >= 2: H(1) <= H(2) + TC"),
        ("for all law with L >= 2: H(X1|X2) <= H(X1)", "for all law with L >= 2: H(1|2) <= H(1)"),
        ("for all law with L >= 2: H(X_{1}, X_{2}) >= H(X_{1})", "for all law with L >= 2: H(1, 2) >= H(1)"),
        ("for all law with L >= 2: I(X;Y) >= 0", "for all law with L >= 2: I(1;2) >= 0"),
        ("for all law with L >= 3: I(X;Y|Z) >= 0", "for all law with L >= 3: I(1;2|3) >= 0"),
        ("for all law with L >= 2: I(1,2) >= 0", "for all law with L >= 2: I(1;2) >= 0"),
        ("for all law with L >= 2: I(X_1:X_2) >= 0", "for all law with L >= 2: I(1;2) >= 0"),
        ("for all law: H(X) <= L*ln(V)", "for all law: H(all) <= L*ln(V)"),
        ("for all law: TC(X) >= 0", "for all law: TC(all) >= 0"),
        ("for all law with L >= 3: TC(X1, X2 | X3) >= 0", "for all law with L >= 3: TC(1, 2 | 3) >= 0"),
        ("for all law: sum(i in 1..L, H(X_i)) >= TC", "for all law: sum(i in 1..L, H(i)) >= TC"),
        ("for all law: TC <= L*log(V)", "for all law: TC <= L*ln(V)"),
        ("for all law: TC <= L*ln V", "for all law: TC <= L*ln(V)"),
        ("for all law: TC <= L log V", "for all law: TC <= L*ln(V)"),
        ("for all law: TC <= sqrt(2)*DTC + TC", "for all law: TC <= (1414214/1000000)*DTC + TC"),
        ("for all law: TC <= sqrt(4)*DTC + TC", "for all law: TC <= (2)*DTC + TC"),
        ("for all law with TC <= 1*nat: DTC <= 2*nat", "for all law: if TC <= 1*nat then DTC <= 2*nat"),
        (
            "for all law with L >= 3 and TC <= 1*nat: DTC <= 2*nat",
            "for all law with L >= 3: if TC <= 1*nat then DTC <= 2*nat",
        ),
        ("for all law with TC = 0: if DTC == 0 then h(1) >= 0", "for all law: if TC == 0 and DTC == 0 then h(1) >= 0"),
        ("for all law: H(all) = h(L)", "for all law: H(all) == h(L)"),
        (
            "for all law rule = \"mdlm:linear,T=2\": TV_rule ≤ 1",
            "for all law, rule = \"mdlm:linear,T=2\": TV_rule <= 1",
        ),
        ("for all law, schedule: KL(p||q) <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law: D_KL(p||q) <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law, schedule: E[KL(p||q)] <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law: TC >= 0 && DTC >= 0", "for all law: TC >= 0 and DTC >= 0"),
        ("for all law: TC == 0 <=> DTC == 0", "for all law: if TC == 0 then DTC == 0"),
        ("for all law: TC == 0 => DTC == 0", "for all law: if TC == 0 then DTC == 0"),
        ("for all law: TC => 0", "for all law: TC >= 0"),
        ("for all law: TC <= 2 DTC + TC", "for all law: TC <= 2*DTC + TC"),
        ("for all law: TC <= 2DTC + TC", "for all law: TC <= 2*DTC + TC"),
        ("for all law: TC <= 1e3*DTC + TC", "for all law: TC <= 1*10^3*DTC + TC"),
        ("for all law: 1e-3*TC >= 0", "for all law: 1*10^-3*TC >= 0"),
        ("for all law: TC <= 2·DTC + TC", "for all law: TC <= 2*DTC + TC"),
        ("for all law: 2*(TC + [DTC]) >= 0", "for all law: 2*(TC + (DTC)) >= 0"),
        ("for all law: \\frac TC \\geq 0", ""),
        ("for all law: TC \\geq 0", "for all law: TC >= 0"),
        ("for all law, for all k ∈ 1..L: h(k) >= 0", "for all law, for all k in 1..L: h(k) >= 0"),
        ("for all law, schedule with smax == 2: E_KL >= 0", "for all law, schedule with s_max == 2: E_KL >= 0"),
        ("for all law: TC − DTC <= L*ln(V)", "for all law: TC - DTC <= L*ln(V)"),
        ("TC <= DTC + L*ln(V)", "for all law: TC <= DTC + L*ln(V)"),
        ("E_KL <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("∀ p: TC >= 0", "for all law: TC >= 0"),
        ("for all law, for all k in [1, L]: h(k) >= 0", "for all law, for all k in 1..L: h(k) >= 0"),
        ("for all law, for all k ∈ {1,...,L}: h(k) >= 0", "for all law, for all k in 1..L: h(k) >= 0"),
        ("for all law with L >= 2: H(X|Y) <= H(X)", "for all law with L >= 2: H(1|2) <= H(1)"),
        ("for all law: I(X_1; X_{-1}) >= 0", "for all law: I(1; rest) >= 0"),
        ("for all law with L >= 2, schedule: T=L", "for all law with L >= 2, schedule: T==L"),
        ("for all law: H(X_1^L) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_1^n) ≥ 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X^n) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X^{L}) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_{1:L}) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_{1..L}) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_{1,\\ldots,L}) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_{[n]}) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_1, ..., X_L) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law: H(X_1, X_2, ..., X_n) >= 0", "for all law: H(1, 2..L) >= 0"),
        ("for all law: H(x_1^L) >= 0", "for all law: H(1..L) >= 0"),
        ("for all law, for all n in 1..L: H(X^n) >= 0", "for all law, for all n in 1..L: H(1..n) >= 0"),
        ("for all law, for all i in 1..L: H(X_i | X_{<i}) >= 0", "for all law, for all i in 1..L: H(i | 1..i-1) >= 0"),
        (
            "for all law, for all i in 2..L: H(X_i | X_1^{i-1}) >= 0",
            "for all law, for all i in 2..L: H(i | 1..i-1) >= 0",
        ),
        ("for all law, for all i in 1..L: H(X_i | X_{-i}) >= 0", "for all law, for all i in 1..L: H(i | rest) >= 0"),
        ("for all law with L >= 2: H(X_{-1}) >= 0", "for all law with L >= 2: H(2..L) >= 0"),
        ("for all law, for all x in 1..L: H(x) ≤ ln(V)", "for all law, for all x in 1..L: H(x) <= ln(V)"),
        ("for all law: KL(law, product) <= L*ln(V)", "for all law: TC <= L*ln(V)"),
        ("for all law: KL(product||p) >= 0", "for all law: TC_reverse >= 0"),
        ("for all law, order: KL(p||q) <= TC + eps_order", "for all law, order: KL_order <= TC + eps_order"),
        ("for all law, policy: KL(p||q) >= eps_policy", "for all law, policy: KL_policy >= eps_policy"),
        ("for all law: H(X) <= L*log2(V)", "for all law: H(all) <= L*ln(V)"),
        ("for all law: H(X_i) <= ln(V)", "for all law, for all i in 1..L: H(i) <= ln(V)"),
        ("for all law: |TC - DTC| <= L*ln(V)", "for all law: max(TC - DTC, DTC - TC) <= L*ln(V)"),
        ("for all law: abs(TC - DTC) <= L*ln(V)", "for all law: max(TC - DTC, DTC - TC) <= L*ln(V)"),
        (
            "for all law with L >= 2: |H(1|2) - H(2|1)| <= 2*ln(V)",
            "for all law with L >= 2: max(H(1|2) - H(2|1), H(2|1) - H(1|2)) <= 2*ln(V)",
        ),
        ("for all law: TC < = DTC", "for all law: TC <= DTC"),
        ("for all law, schedule: E_KL <= DTX + TC + eps_train", "for all law, schedule: E_KL <= DTC + TC + eps_train"),
        ("for all law, shedule: E_KL <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law, schedule: E_LK <= TC + eps_trian", "for all law, schedule: E_KL <= TC + eps_train"),
        ("fro all law: TC >= 0", "for all law: TC >= 0"),
        ("for all law: TC >= 0 adn DTC >= 0", "for all law: TC >= 0 and DTC >= 0"),
        ("for all law: if TC == 0 the DTC == 0", "for all law: if TC == 0 then DTC == 0"),
        ("for all law, policy = bisecton: TC >= 0", "for all law, policy = bisection: TC >= 0"),
        ("for all law, schedule = unifrm(2): E_KL >= 0", "for all law, schedule = uniform(2): E_KL >= 0"),
        ("for all law, for all size in 1..L: h(sise) >= 0", "for all law, for all size in 1..L: h(size) >= 0"),
        ("for all law schedule: E_KL <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law for all k in 1..L: h(k) >= 0", "for all law, for all k in 1..L: h(k) >= 0"),
        ("for all law exists schedule: E_KL >= 0", "for all law, exists schedule: E_KL >= 0"),
        ("for all law with L >= 2 schedule: E_KL >= 0", "for all law with L >= 2, schedule: E_KL >= 0"),
        ("for all law; schedule: E_KL >= 0", "for all law, schedule: E_KL >= 0"),
        ("law, schedule: E_KL <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law shedule: E_KL <= TC + eps_train", "for all law, schedule: E_KL <= TC + eps_train"),
        ("for all law: (TC >= 0) and (DTC >= 0)", "for all law: TC >= 0 and DTC >= 0"),
        ("(TC >= 0) and (DTC >= 0)", "for all law: TC >= 0 and DTC >= 0"),
        ("for all law: (TC = 0) => (DTC = 0)", "for all law: if TC == 0 then DTC == 0"),
    ] {
        if mended.is_empty() {
            // Nothing to suggest, or nothing wrong.
            continue;
        }
        assert_eq!(suggested(statement), mended, "{statement}");
    }
}

/// Where the language has no counterpart, the message says so, with an example that parses.
#[test]
fn what_the_language_lacks_is_said() {
    for (statement, part) in [
        ("for all law: E[TC] >= 0", "no expectation `E[..]`"),
        ("for all law: p(x) <= 1", "no probabilities such as `p(x)`"),
        ("for all law: TC >= 0 or DTC >= 0", "there is no `or`"),
        ("for all law: TC <= sqrt(L)*DTC", "there is no root"),
        ("for all law: \\sum_{i=1}^{L} H(X_i) >= TC", "sums name their range"),
        ("for all law, for all i in 1..L, j in 1..L, i != j: I(i; j) >= 0", "variables have ranges alone"),
        ("for all law, for all i != j in 1..L: I(i; j) >= 0", "variables have ranges alone"),
        ("for all law: exists! schedule: E_KL <= TC + eps_train", "there is no `exists !`"),
        ("for all law: not TC < 0", "there is no `not`"),
        ("for all law with L != 3: TC >= 0", "a condition has no `!=`"),
    ] {
        let error = Claim::parse("x.toml", &file(statement)).expect_err(statement);
        let help = error.advice().help;
        assert!(help.contains(part), "{statement}: {help}");
        // Other hints may stand before it.
        let hint = help.split_once(part).unwrap().1;
        let example = hint.split_once("as in `").unwrap().1.split_once('`').unwrap().0;
        Claim::parse("y.toml", &file(example)).unwrap_or_else(|error| panic!("{example}: {error}"));
    }
}

/// The message names the word and its place, and not what could have stood behind it.
#[test]
fn a_misspelt_word_is_named_with_the_nearest() {
    for (statement, word, meant) in [
        ("for all law, shedule: E_KL <= TC + eps_train", "shedule", "schedule"),
        ("for all law, schedule wiht T == 2: E_KL <= TC + eps_train", "wiht", "with"),
        ("# shedule\nfor all law, shedule: E_KL <= TC + eps_train", "shedule", "schedule"),
        ("for all law: TC <= DTX", "DTX", "DTC"),
    ] {
        let error = Claim::parse("x.toml", &file(statement)).expect_err(statement);
        let (message, help) = (error.to_string(), error.advice().help);
        assert!(message.contains(&format!("`{word}`")) && !message.contains("expected"), "{statement}: {message}");
        assert!(help.starts_with(&format!("did you mean `{meant}`? write `")), "{statement}: {help}");
    }
    // What the nearest word takes.
    let error = Claim::parse("x.toml", &file("for all law: KL_ordr >= 0")).unwrap_err();
    assert_eq!(error.advice().help, "did you mean `KL_order`? write `for all law, order:`");
    // No comma is missing.
    let error = Claim::parse("x.toml", &file("for al law: TC >= 0")).unwrap_err();
    assert!(!error.advice().help.contains("commas"), "{}", error.advice().help);
    // Far from every word: no suggestion.
    let error = Claim::parse("x.toml", &file("for all law: TC <= redundancy")).unwrap_err();
    assert!(!error.advice().help.contains("did you mean"), "{}", error.advice().help);
}

/// No line is recommended that says something else than what was meant, or that says nothing.
#[test]
fn what_is_not_clear_has_no_mended_line() {
    for (statement, part) in [
        ("for all law: KL(law, product) == TC", "`KL(law, product)` is `TC`, by definition"),
        ("for all law: KL(q||p) <= TC", "the divergences of the language are `E_KL`"),
        ("for all law: KL(law, uniform) <= TC", "the divergences of the language are `E_KL`"),
        ("for all law, policy, schedule: KL(p||q) <= TC", "the divergences of the language are `E_KL`"),
        ("for all law: I(X_1; Y_1) >= 0", "a law is of one sequence of tokens"),
        ("for all law: I(X^n; Y^n) >= 0", "a law is of one sequence of tokens"),
        ("for all law: TC <= sqrt(DTC)", "there is no root of an information measure"),
        ("for all law: TC/2L <= DTC", "`/2L` is `/(2*L)` or `/2*L`"),
        ("for all law: ln 2V >= 0", "not clear without brackets"),
        ("for all law: (TC == 0 => DTC == 0) and TC >= 0", "outside parentheses"),
        ("for all law with L != 3: TC >= 0", "a condition has no `!=`"),
        ("for all law: if TC != 0 then DTC > 0", "a condition has no `!=`"),
    ] {
        let error = Claim::parse("x.toml", &file(statement)).expect_err(statement);
        let help = error.advice().help;
        assert!(help.contains(part) && !help.contains(": write `"), "{statement}: {help}");
    }
}

/// The name of a rule is read as a whole: its signs are none of the statement.
#[test]
fn the_signs_of_a_rule_are_not_mended() {
    let statement = "for all law, rule = \"random:1@t=0.7\": TV_rule <= 1";
    let error = Claim::parse("x.toml", &file(statement)).unwrap_err();
    assert!(error.to_string().contains("can only be enclosed"), "{error}");
    assert!(!error.advice().help.contains("=="), "{}", error.advice().help);
}

/// A word of the language that is used in another way is no unknown name: the message says what it takes.
#[test]
fn words_used_in_another_way_are_explained() {
    for (statement, part, example) in [
        ("for all law: best_order_KL >= 0", "`best_order_KL` takes one scalar in parentheses", "best_order_KL(2)"),
        (
            "for all law: permutation_error(3) >= 0",
            "`permutation_error` takes 2 argument(s)",
            "permutation_error(4, 2)",
        ),
        ("for all law: mean(TC) >= 0", "`mean` takes a variable with its range", "mean(i in 1..L, H(i))"),
        ("for all law: sum(i, I(i;rest)) >= TC", "`sum` takes a variable with its range", "sum(i in 1..L, I(i; rest))"),
        ("for all law: nat(1) >= 0", "`nat` takes no argument", "nat"),
        ("for all law, schedule: s(1) >= 1", "`s` takes one index in square brackets", "s[1]"),
        ("for all law, schedule: N(1) >= 1", "`N` takes one index in square brackets", "N[1]"),
        ("for all law: I(1) >= 0", "`I` takes two sets of positions", "I(1; 2)"),
        ("for all law: H >= 0", "`H` takes positions", "H(1 | 2)"),
        ("for all law: h >= 0", "`h` takes one scalar in parentheses", "h(2)"),
        ("for all law: beta(1) >= 0", "`beta` takes 4 argument(s)", "beta(1, 2, 0, 1)"),
        ("for all law, policy: expected_rounds >= 0", "`expected_rounds` takes the unit", "expected_rounds(nat)"),
        ("for all law, order: H(all) >= block", "`block` takes one scalar in parentheses", "H(block(1))"),
        ("for all law, schedule: E_KL(2) >= 0", "`E_KL` takes no argument, but for", "E_KL"),
        ("for all law, schedule: halved_larger_first >= 0", "is an argument of `E_KL`", "E_KL(halved_larger_first)"),
    ] {
        let error = Claim::parse("x.toml", &file(statement)).expect_err(statement);
        let help = error.advice().help;
        assert!(error.to_string().contains(part), "{statement}: {error}");
        assert!(help.contains(&format!("as in `{example}`")), "{statement}: {help}");
        let sampled = if statement.contains("order:") { "order" } else { "schedule, policy" };
        let typed = format!("for all law with L >= 2, {sampled}: {example} >= 0");
        Claim::parse("y.toml", &file(&typed)).unwrap_or_else(|error| panic!("{typed}: {error}"));
    }
    for (statement, example) in [
        ("for all law: bisection >= 0", "for all law, policy = bisection: TC >= 0"),
        ("for all law: uniform(2) >= 0", "for all law, schedule = uniform(2): TC >= 0"),
    ] {
        let error = Claim::parse("x.toml", &file(statement)).expect_err(statement);
        let help = error.advice().help;
        assert!(help.contains(&format!("as in `{example}`")), "{statement}: {help}");
        Claim::parse("y.toml", &file(example)).unwrap_or_else(|error| panic!("{example}: {error}"));
    }
}

/// Where no law can be given, the message does not ask for one.
#[test]
fn a_condition_that_no_law_fulfils_is_named() {
    for (condition, part) in [
        ("V < 1", "no law fulfils the condition of the claim: V < 1"),
        ("L == 3 and L == 4", "no law fulfils the condition of the claim: L = 3 and L = 4"),
        ("L == 40", "Every law of it is too large to be read: (V + 1)^L may be at most 4194304"),
    ] {
        let folder = Folder::new();
        folder.claim("c.toml", &format!("for all law with {condition}: TC >= 0"), "");
        let run = folder.run(&["check", "c.toml"]);
        assert_eq!(run.code, 1, "{}", run.stderr);
        assert!(run.stdout.contains(part) && !run.stdout.contains("Give a law"), "{condition}: {}", run.stdout);
    }
}

#[test]
fn constants_that_are_not_sought_have_their_reason() {
    for (statement, part) in [
        ("for all law: TC - DTC <= C*(TC - DTC)", "positive for some laws and negative for others"),
        ("for all law: C*TC == DTC", "the constant of an equation"),
        ("for all law: C*TC <= DTC and C*DTC <= TC", "the statement has several"),
        (
            "for all law: exists schedule with T == 2: E_KL <= C*s[1]*TC + eps_train",
            "what the constant multiplies depends on the schedule",
        ),
    ] {
        let folder = Folder::new();
        folder.claim("c.toml", statement, "constant = { name = \"C\", value = \"1\" }");
        let run = folder.run(&["constant", "c.toml", "--length", "3"]);
        assert!(run.stdout.contains(part), "{statement}: {}{}", run.stdout, run.stderr);
        assert!(!run.stdout.contains("order of quantifiers"), "{statement}: {}", run.stdout);
    }
}

/// Statements of the language are not touched, however strange.
#[test]
fn good_statements_have_no_suggestion() {
    for statement in [
        "for all law, for all p in 1..2: p*TC >= 0",
        "for all law: TC <= TC # ≤ 2 TC",
        "for all law, schedule: N[T] == L",
    ] {
        Claim::parse("x.toml", &file(statement)).expect(statement);
    }
}

#[test]
fn names_printed_in_reports_can_be_typed() {
    let folder = Folder::new();
    folder.claim("c.toml", "for all law: TC >= 0", "");
    let law = folder.run(&["law", "family", "grid(V=2,L=3,N=6)#67"]);
    assert_eq!(law.code, 0, "{}", law.stderr);
    // The name of the law is the text that made it, and the counts add up to the denominator.
    let text: serde_json::Value = serde_json::from_str(&law.stdout).unwrap();
    assert_eq!(text["name"], "grid(V=2,L=3,N=6)#67");
    let counts = text["counts"].as_array().unwrap().iter().map(|count| count[1].as_u64().unwrap());
    assert_eq!(counts.sum::<u64>(), 6);
    for arguments in [
        &["analyse", "grid(V=2,L=2,N=2)#1"][..],
        &["policy", "grid(V=2,L=2,N=2)#1"],
        &["check", "c.toml", "--law", "grid(V=2,L=2,N=2)#1"],
        &[
            "check",
            "c.toml",
            "--law",
            "random(V=2,L=2,seed=1,bits=8,density=80)",
            "--predictor",
            "random(seed=1,zeros)",
        ],
        &["analyse", "parity(L=2,V=2)", "--predictor", "random(seed=1)"],
        &["policy", "parity(L=2,V=2)", "--predictor", "random(seed=1)"],
    ] {
        let run = folder.run(arguments);
        assert_eq!(run.code, 0, "{arguments:?}: {}", run.stderr);
        // A report of `check` names a law only where it has something to say of it.
        assert!(arguments[0] == "check" || run.stdout.contains(arguments.last().unwrap()), "{}", run.stdout);
    }
    for (spec, part) in [
        ("grid(V=2,L=2,N=2)", "lacks the number of a law"),
        ("grid(V=2,L=2,N=2)#3", "has 3 laws up to symmetry"),
        ("grid(V=2,L=4,N=60)#0", "more than the limit of 100000000"),
        ("parity(L=2,V=2)#1", "is not a family spec"),
    ] {
        let run = folder.run(&["law", "family", spec]);
        assert!(run.code == 2 && run.stderr.contains(part), "{spec}: {}", run.stderr);
    }
}

#[test]
fn a_fault_in_a_constants_value_is_marked_there() {
    let folder = Folder::new();
    folder.claim("c.toml", "for all law: TC <= C*DTC", "constant = { name = \"C\", value = \"1/0\" }");
    for command in ["check", "decide"] {
        let run = folder.run(&[command, "c.toml"]);
        assert_eq!(run.code, 3);
        assert!(
            run.stderr.contains("value = \"1/0\"") && run.stderr.contains("^^^ the divisor is 0"),
            "{}",
            run.stderr
        );
    }
}

/// The second token decides on nothing: after a 0, of probability 1/3, everything else follows at once, in 2 rounds;
/// after a 1 one token at a time, in 3. The mean is 2/3 + 3 * 2/3 = 8/3.
#[test]
fn expected_rounds_have_a_decimal() {
    let folder = Folder::new();
    let state = |revealed: &str, reveal: usize| format!("{{\"revealed\": [{revealed}], \"reveal\": [{reveal}]}}");
    let states = [state("null, null, null", 1), state("\"1\", null, null", 2)].join(", ");
    folder.write("t.json", format!("{{\"states\": [{states}]}}"));
    let arguments = ["policy", "iid(L=3,p=1/3;2/3)", "--policy", "table:t.json"];
    let run = folder.run(&arguments);
    assert!(run.stdout.contains("8/3 = 2.66666666667"), "{}{}", run.stdout, run.stderr);
    let run = folder.run(&[&arguments[..], &["--json"]].concat());
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let row = &report["policies"][0];
    assert_eq!(
        (row["expected_rounds"].as_str(), row["expected_rounds_decimal"].as_str()),
        (Some("8/3"), Some("2.66666666667"))
    );
}

/// Repetition has two sequences at any length: H(all) = ln 2 and TC = (L - 1) ln 2.
#[test]
fn long_laws_of_few_sequences_are_written_out_and_checked() {
    let folder = Folder::new();
    folder.claim("c.toml", "for all law: TC <= H(all)", "expect = \"fails\"");
    for length in ["11", "12", "13"] {
        let run = folder.run(&["decide", "c.toml", "--length", length, "--certificates", "out"]);
        assert!(run.stdout.contains("the case is checked: violated"), "{}{}", run.stdout, run.stderr);
    }
}
