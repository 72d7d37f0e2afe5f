//! The built-in catalogue: every file is valid and in the folder of its paper, every expectation is met on small
//! families, a wrong expectation or a wrong constant is noticed, and the two ways to evaluate a claim agree.

use std::collections::BTreeSet;
use std::path::Path;

use maskproof::Shape;
use maskproof::cases::Plan;
use maskproof::evaluation::evaluate::decide;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Comparison, Verdict};
use maskproof::evaluation::{NamedPredictor, Setting};
use maskproof::language::{Catalogue, Claim, Evaluation, Expectation};
use maskproof::law::families::{parse_spec, random_predictor_table};
use maskproof::law::grid;
use maskproof::sweep::{Conclusion, run, run_within, with_own_laws};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn file(id: &str) -> String {
    std::fs::read_to_string(root().join(catalogue().find(id).expect(id).file())).unwrap()
}

fn catalogue() -> Catalogue {
    Catalogue::built_in().unwrap_or_else(|error| panic!("{error}"))
}

/// The claim with its file's text changed in one place: in the value of its constant, in a key, or in its statement.
fn changed(id: &str, from: &str, to: &str) -> Claim {
    let text = file(id);
    let (head, statement) = text.split_at(text.find("\nstatement = ").unwrap());
    let change = |part: &str| {
        assert_eq!(part.matches(from).count(), 1, "{id}: `{from}` once");
        part.replace(from, to)
    };
    let constant = head.lines().find(|line| line.starts_with("constant = ") && line.contains(from));
    let text = match constant {
        Some(line) => head.replace(line, &change(line)) + statement,
        None if from.contains(" = \"") => change(head) + statement,
        None => head.to_owned() + &change(statement),
    };
    Claim::parse(id, &text).unwrap_or_else(|error| panic!("{id}: {error}"))
}

fn names(folder: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// The folders of the catalogue. Beside them stands the file that explains them.
fn folders() -> Vec<String> {
    let mut names = names("catalogue");
    names.retain(|name| name != "README.md");
    names.sort();
    names
}

/// The folder of a claim is that of the paper that its source names first. The README says in this order what each
/// folder holds.
#[test]
fn every_file_is_in_the_folder_of_its_paper() {
    let readme = std::fs::read_to_string(root().join("catalogue/README.md")).unwrap();
    let rows = readme.lines().filter_map(|line| line.strip_prefix("| [")?.split_once("](")?.1.split_once("/) |"));
    assert_eq!(rows.map(|(folder, _)| folder.to_owned()).collect::<Vec<_>>(), folders(), "catalogue/README.md");
    for claim in catalogue().claims() {
        let folder = claim.file().split('/').nth(1).unwrap();
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let paper =
            claim.source().split_once("arXiv:").map(|(_, after)| after.split(|c: char| !is_number(c)).next().unwrap());
        let of_folder = folder.rsplit_once('-').map(|(_, number)| number).filter(|number| number.contains('.'));
        assert_eq!(of_folder, paper, "{}", claim.file());
    }
}

#[test]
fn every_file_is_embedded_and_named_after_its_claim() {
    let on_disk: BTreeSet<String> = folders()
        .iter()
        .flat_map(|folder| {
            names(&format!("catalogue/{folder}")).into_iter().map(move |name| format!("{folder}/{name}"))
        })
        .collect();
    let catalogue = catalogue();
    let embedded: BTreeSet<String> = catalogue.claims().iter().map(|claim| claim.file().to_owned()).collect();
    assert_eq!(embedded, on_disk.into_iter().map(|name| format!("catalogue/{name}")).collect(), "each once");
    assert!(catalogue.claims().is_sorted_by(|first, second| first.id() < second.id()), "sorted, each once");
    for claim in catalogue.claims() {
        let (id, path) = (claim.id(), claim.file());
        assert_eq!(Path::new(path).file_name().unwrap(), format!("{id}.toml").as_str());
        let claim = Claim::read(&root().join(path)).unwrap();
        assert_eq!(claim.id(), id);
        assert_eq!(claim.text(), catalogue.find(id).unwrap().text());
        // Every claim says in the file what is expected, though that has a default.
        assert!(file(id).contains("\nexpect = \""), "{id}");
        assert!(!claim.title().is_empty() && !claim.source().is_empty());
        // A reading that a stored law refutes says how.
        assert!(claim.expectation() == Expectation::Holds || claim.reading().is_some(), "{id}: false, but no reading");
    }
    assert!(catalogue.find("no-such-claim").is_none());
}

/// Laws that attain, separate or refute the claims: repetition and parity, codes, random laws with wrong predictors.
fn small_family() -> Vec<Setting> {
    let mut items = Vec::new();
    let specs = [
        "iid(L=1,V=2)",
        "repetition(L=2,V=2)",
        "repetition(L=3,V=2)",
        "repetition(L=4,V=2)",
        "repetition(L=5,V=2)",
        "parity(L=3,V=2)",
        "parity(L=4,V=2)",
        "parity(L=5,V=2)",
        "parity(L=6,V=2)",
        "mds(n=4,k=2,q=3)",
        "mds(n=3,k=1,q=3)",
        // The schedules that two random ones beat at L = 5.
        "mds(n=5,k=2,q=4)",
        "mds(n=5,k=3,q=4)",
        "latent-parity(i0=2,i1=2)",
        "permutations(L=3)",
        "exchangeable(L=4,weights=3;1;3;1;2)",
        "iid(L=4,V=2,p=1/3;2/3)",
        "markov(L=4,initial=1/2;1/2,transition=3/4;1/4|1/4;3/4)",
    ];
    for spec in specs {
        items.push(Setting::exact(parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))));
    }
    // For claims about independent tokens, and about rules that keep the most confident draws.
    let products = [
        "independent(p=9/10;1/10|4/5;1/5)",
        "independent(p=1/3;2/3|1/5;4/5)",
        "independent(p=1/2;1/2|1/3;2/3|1/5;4/5)",
        "independent(p=1/2;1/3;1/6|3/5;1/5;1/5)",
        "independent(p=2/3;1/3|1;0)",
        "independent(p=19/20;1/20|9/10;1/10|4/5;1/5)",
        "iid(L=2,V=2,p=1/3;2/3)",
        "iid(L=3,V=2,p=1/4;3/4)",
        "iid(L=3,V=2)",
        "iid(L=2,V=3)",
        "iid(L=4,V=2)",
        "iid(L=2,V=4)",
        // 00, 01, 10 with the masses 1/5, 2/5, 2/5.
        "exchangeable(L=2,weights=1;2;0)",
        // 00, 01, 10 with the masses 4/6, 1/6, 1/6.
        "exchangeable(L=2,weights=4;1;0)",
        // Chains of four tokens.
        "markov(L=4,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)",
        "markov(L=4,initial=1;0,transition=1/2;1/2|1/3;2/3)",
        // Three tokens without symmetry, and with it.
        "markov(L=3,initial=1/3;2/3,transition=3/4;1/4|1/5;4/5)",
        "exchangeable(L=3,weights=3;1;1;3)",
        "walk(L=3)",
        "noised(parity(L=3,V=2),kind=uniform,keep=1/2)",
        "noised(repetition(L=3,V=2),kind=mask,keep=1/2)",
    ];
    for spec in products {
        items.push(Setting::exact(parse_spec(spec).unwrap_or_else(|error| panic!("{spec}: {error}"))));
    }
    // For claims about two tokens.
    for seed in 4..12 {
        items.push(Setting::exact(parse_spec(&format!("random(V=3,L=2,seed={seed},bits=4,density=70)")).unwrap()));
    }
    for seed in 1..4 {
        for length in 2..=4 {
            let law = parse_spec(&format!("random(V=2,L={length},seed={seed},bits=5,density=80)")).unwrap();
            let table = random_predictor_table(seed, Shape::new(length, 2).unwrap(), seed == 2).unwrap();
            items.push(Setting { law, predictor: Some(NamedPredictor { name: format!("random {seed}"), table }) });
        }
    }
    items
}

#[test]
fn every_expectation_is_met_and_the_opposite_is_not() {
    let catalogue = catalogue();
    let (items, ranges) = with_own_laws(catalogue.claims(), small_family());
    let reports = run_within(catalogue.claims(), &items, &ranges, &|_| ()).unwrap();
    for (claim, report) in catalogue.claims().iter().zip(&reports) {
        let id = claim.id();
        let expected = match claim.expectation() {
            Expectation::Holds => Conclusion::Holds,
            Expectation::Fails => Conclusion::Violated,
        };
        assert_eq!(report.conclusion, expected, "{id}");
        let least = claim.laws().map_or(12, <[_]>::len);
        assert!(report.tally.laws >= least as u64, "{id} has cases on {} laws only", report.tally.laws);
        assert_eq!(report.counterexamples.is_empty(), expected == Conclusion::Holds, "{id}");
        // The text of the file with the other expectation is another claim, and not as expected.
        let (now, other) = (claim.expectation(), if expected == Conclusion::Holds { "fails" } else { "holds" });
        let flipped = changed(id, &format!("expect = \"{}\"", now.name()), &format!("expect = \"{other}\""));
        assert_ne!(flipped.expectation(), now);
        assert!(report.is_expected(now) && !report.is_expected(flipped.expectation()), "{id}");
    }
}

/// Claims with a constant a little too small or too large, or a relation turned round, and the law that shows it.
#[test]
fn broken_claims_are_caught() {
    let broken = [
        // Attained by repetition when the first block is a largest one, and by other codes for the other blocks.
        ("li-cai-thm1-sharp", "(s_max - 1)/L", "((s_max - 1)/L - 1/1000)", "repetition(L=2,V=2)"),
        // 2^ceil(log2 2) - 1 = 1 = s_max - 1: Theorem 1 is sharp at s_max = 2.
        ("li-cai-thm1", "- 1)/L", "- 1 - 1/1000)/L", "repetition(L=2,V=2)"),
        // T = 1 at L = 2: the error is TC, half the sum of mutual informations.
        ("li-cai-cor1-sharp", "1/T - 1/L", "1/T - 1/L - 1/1000", "repetition(L=2,V=2)"),
        // L = 2, T = 1: ln 2 for the repeated bit.
        ("li-cai-ter", "L/T - 1", "L/T - 1 - 1/1000", "repetition(L=2,V=2)"),
        ("li-cai-thm2-upper.from-1", "value = \"1\"", "value = \"1 - 1/1000\"", "repetition(L=2,V=2)"),
        // 4/3 is needed at s_max = 3, L = 3, T = 1: delta(1) has coefficient 2, zeta(2) = delta(1) + delta(2).
        ("li-cai-thm2-upper.rounding-up-4-3", "4/3", "(4/3 - 1/1000)", "repetition(L=3,V=2)"),
        ("han.increments", ">= 0", "> 0", "iid(L=3,V=2)"),
        ("han.average", "<=", "<", "iid(L=2,V=2)"),
        ("han.curve", "0 <= Z(j)", "0 < Z(j)", "repetition(L=2,V=2)"),
        ("han.subsets", "<=", "<", "iid(L=2,V=2)"),
        ("han.conditional", "<=", "<", "iid(L=2,V=2)"),
        // The mixture over orders is strictly better only where the orders give different laws.
        ("ccl-thm16-mixture", "<=", "<", "iid(L=2,V=2)"),
        ("li-cai-decouple", "+ eps_train", "- eps_train", "random"),
        ("ccl-thm16", "- Z(N[t-1] + 1)", "- 999/1000 * Z(N[t-1] + 1)", "repetition(L=3,V=2)"),
        ("ccl-lem13", "h(i - 1)", "h(i)", "iid(L=2,V=2)"),
        ("ccl-lem8.tc", "sum(j in 1..L", "sum(j in 1..L-1", "repetition(L=2,V=2)"),
        ("ccl-lem8.dtc", "L * Z(L)", "(L + 1/1000) * Z(L)", "repetition(L=2,V=2)"),
        ("ccl-thm31", "- 1)/L", "- 1 - 1/1000)/L", "repetition(L=2,V=2)"),
        ("distance-dictionary", "(N[t] - m)", "(N[t] - m + 1/1000)", "repetition(L=2,V=2)"),
        ("mutual-information-sum", "+ DTC", "+ 999/1000 * DTC", "repetition(L=2,V=2)"),
        ("li-cai-recursion.larger-first", "1/2", "1/2 - 1/1000", "repetition(L=2,V=2)"),
        // At L = 2, j = 1 the schedule is (2): the error is zeta(1) and the sum is zeta(0) + zeta(1)/2 = zeta(1)/2.
        ("li-cai-thm2-lower.a", "1/16", "1 + 1/1000", "repetition(L=2,V=2)"),
    ];
    for (id, from, to, spec) in broken {
        let claim = changed(id, from, to);
        let items = if spec == "random" {
            let law = parse_spec("random(V=2,L=2,seed=1,bits=5)").unwrap();
            let table = random_predictor_table(1, Shape::new(2, 2).unwrap(), false).unwrap();
            vec![Setting { law, predictor: Some(NamedPredictor { name: "random".to_owned(), table }) }]
        } else {
            vec![Setting::exact(parse_spec(spec).unwrap())]
        };
        let claims = [claim, catalogue().find(id).unwrap().clone()];
        let reports = run(&claims, &items, &|_| ()).unwrap();
        assert_eq!(reports[0].conclusion, Conclusion::Violated, "{id} with `{to}` on {spec}");
        assert_eq!(reports[0].counterexamples.len(), 1, "{id}");
        let witness = &reports[0].counterexamples[0];
        assert_eq!((witness.item, witness.verdict), (0, Verdict::Violated), "{id}");
        assert_eq!(reports[1].conclusion, Conclusion::Holds, "{id} itself on {spec}");
    }
}

/// The same claim evaluated by formulas and by definitions.
fn both_ways(claim: &Claim) -> [Claim; 2] {
    let text = file(claim.id());
    let without = text.replace("evaluation = \"definitions\"\n", "");
    let ways = ["formulas", "definitions"].map(|way| {
        let text = without.replacen("statement =", &format!("evaluation = \"{way}\"\nstatement ="), 1);
        Claim::parse(claim.id(), &text).unwrap_or_else(|error| panic!("{}: {error}", claim.id()))
    });
    assert_eq!([ways[0].evaluation(), ways[1].evaluation()], [Evaluation::Formulas, Evaluation::Definitions]);
    ways
}

/// Every claim has the same verdict and the same exact slack in every case, by formulas and by definitions, on every
/// law of the grids V = 2, L <= 3, N <= 6, half of them with a random predictor, every fourth with one that has zeros.
#[test]
fn formulas_agree_with_definitions() {
    let claims: Vec<[Claim; 2]> = catalogue().claims().iter().map(both_ways).collect();
    let orders = OrderTables::default();
    let (mut cases, mut compared) = (0_u64, 0_u64);
    for length in 1..=3 {
        let plans: Vec<Option<[Plan; 2]>> = claims
            .iter()
            .map(|ways| {
                let [first, second] =
                    ways.each_ref().map(|claim| Plan::new(claim, Shape::new(length, 2).unwrap()).unwrap());
                Some([first?, second?])
            })
            .collect();
        let laws = (1..=6)
            .flat_map(|denominator| grid(Shape::new(length, 2).unwrap(), denominator).unwrap())
            .filter(|orbit| orbit.primitive);
        for (seed, orbit) in (0_u64..).zip(laws) {
            let predictor = (seed % 2 == 1).then(|| NamedPredictor {
                name: "random".to_owned(),
                table: random_predictor_table(seed, Shape::new(length, 2).unwrap(), seed % 4 == 3).unwrap(),
            });
            let item = Setting { law: orbit.law, predictor };
            item.evaluate(&orders, |subject| {
                for (ways, plans) in claims.iter().zip(&plans) {
                    let Some(plans) = plans else { continue };
                    plans.iter().for_each(|plan| subject.prepare(plan.quantities()));
                    assert_eq!(plans[0].cases.len(), plans[1].cases.len());
                    for (first, second) in plans[0].cases.iter().zip(&plans[1].cases) {
                        cases += 1;
                        let what = || format!("{} on {}, {:?}", ways[0].id(), item.name(), first.bindings);
                        let outcomes = [first, second].map(|case| decide(&case.goal, subject));
                        assert_eq!(outcomes[0].verdict, outcomes[1].verdict, "{}", what());
                        let slack = |outcome: &maskproof::evaluation::Outcome| {
                            outcome
                                .decisive
                                .as_ref()
                                .and_then(|(relation, _)| Comparison::new(relation, subject).slack())
                        };
                        // Where an `exists` offers several instances or a side is infinite, which one is shown may
                        // differ.
                        let [formula, definition] = [slack(&outcomes[0]), slack(&outcomes[1])];
                        if let (Some(formula), Some(definition)) = (formula, definition)
                            && bindings(&outcomes[0]) == bindings(&outcomes[1])
                        {
                            let mut difference = formula;
                            difference -= &definition;
                            assert!(difference.is_zero(), "{}", what());
                            compared += 1;
                        }
                    }
                }
            });
        }
    }
    // Not compared are only cases of infinite training error and those of an `exists`.
    assert!(cases > 10_000 && 10 * compared > 7 * cases, "{compared} slacks of {cases} were compared");
}

fn bindings(outcome: &maskproof::evaluation::Outcome) -> Vec<String> {
    let inner = outcome.decisive.as_ref().map(|(_, bindings)| bindings.as_slice()).unwrap_or_default();
    inner.iter().map(ToString::to_string).collect()
}

/// Every statement in the language's reference is read, but those that are there as errors.
#[test]
fn the_examples_of_the_reference_are_in_the_language() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/claim-language.md")).unwrap();
    let mut statements = 0;
    for block in text.split("```").skip(1).step_by(2) {
        if let Some(file) = block.strip_prefix("toml\n") {
            let claim = Claim::parse("docs/claim-language.md", file).unwrap_or_else(|error| panic!("{error}"));
            // The claim of the tutorial is that of the examples; its lines are broken elsewhere.
            let tutorial =
                || Claim::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/my-bound.toml"))).unwrap();
            let known = catalogue().find(claim.id()).cloned().unwrap_or_else(tutorial);
            let words = |claim: &Claim| claim.text().split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!((claim.id(), words(&claim)), (known.id(), words(&known)));
            continue;
        }
        if !block.trim_start().starts_with("for all") && !block.trim_start().starts_with('#') {
            continue;
        }
        for paragraph in block.trim().split("\n\n") {
            let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
            let read = Claim::parse("x", &format!("{head}statement = '''\n{paragraph}\n'''\n"));
            assert_eq!(read.is_err(), paragraph.contains("error"), "{paragraph}: {read:?}");
            statements += 1;
        }
    }
    assert_eq!(statements, 14);
}
