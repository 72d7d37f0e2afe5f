//! Claims of the catalogue on neighbouring papers (Lavenant and Zanella, Zhao and Cai, Chen, Cong and Li, pinning,
//! Austin): their constants are the sharp ones where they say so, a little less is false at the law that the notes
//! name, and the combinatorial parts of the proofs hold on every small instance, written out from the printed
//! constructions.

use maskproof::decide::constant::{Bound, SharpConstant};
use maskproof::decide::decision::decide_with;
use maskproof::decide::difference::distances;
use maskproof::decide::{Decision, decide, sharp_constants};
use maskproof::evaluation::Setting;
use maskproof::exact::Rational;
use maskproof::language::{Catalogue, Claim};
use maskproof::law::families::parse_spec;
use maskproof::sampler::Schedule;
use maskproof::sweep::{Conclusion, run};

fn catalogue(id: &str) -> Claim {
    Catalogue::built_in().unwrap().find(id).unwrap_or_else(|| panic!("{id}")).clone()
}

fn ratio(numerator: usize, denominator: usize) -> Rational {
    Rational::from((numerator, denominator))
}

fn sharp(found: &SharpConstant) -> &Rational {
    match &found.bound {
        Bound::Sharp(extremal) => &extremal.constant,
        other => panic!("L = {}: {other:?}", found.length),
    }
}

/// The sharp constants of a claim at a length, one for each case.
fn constants(id: &str, length: usize) -> Vec<Rational> {
    let found = sharp_constants(&catalogue(id), length, None).unwrap_or_else(|error| panic!("{id}: {error}"));
    found.iter().map(|constant| sharp(constant).clone()).collect()
}

fn is_proved(id: &str, length: usize, constant: Option<&Rational>) -> bool {
    match decide_with(&catalogue(id), length, None, constant).unwrap().decision {
        Decision::Proved(_) => true,
        Decision::Refuted(_) => false,
        other => panic!("{id} at L = {length}: {other:?}"),
    }
}

/// The harmonic number of n.
fn harmonic(n: usize) -> Rational {
    (1..=n).map(|i| ratio(1, i)).sum()
}

#[test]
fn constants_for_every_length_are_sharp() {
    for length in 2..=12 {
        for (id, closed_form) in [
            ("zc-minimax.tc-one-saved.randomised", ratio(2, length * (length - 1))),
            ("zc-minimax.dtc-one-saved.randomised", ratio(2, length * (length - 1))),
            ("zc-minimax.tc-one-saved.deterministic", ratio(1, length - 1)),
            ("zc-minimax.dtc-one-saved.deterministic", ratio(1, length - 1)),
            ("zc-minimax.tc-two-steps.randomised", 1 - harmonic(length - 1).recip()),
            ("zc-minimax.tc-two-steps.deterministic", ratio(length - 2, length - 1)),
            ("austin-basic.tc-by-dtc", ratio(length - 1, 1)),
            ("austin-basic.dtc-by-tc", ratio(length - 1, 1)),
            ("errata.cardinality-factor.as-printed", ratio(length + 1, length)),
        ] {
            assert_eq!(constants(id, length), [closed_form], "{id} at L = {length}");
            assert!(is_proved(id, length, None), "{id} at L = {length}");
        }
        let covering: Vec<Rational> = (1..length).map(|m| ratio(1, m)).collect();
        assert_eq!(constants("ccl-lem33", length), covering, "L = {length}");
        // For k = L all tokens are single, and every constant serves; the least is 0.
        let singles: Vec<Rational> = (1..=length).map(|k| ratio(length - k, k)).collect();
        assert_eq!(constants("ccl-cor34-sharp", length), singles, "L = {length}");
    }
}

/// Few steps saved: 2d/(L(L-1)) is sharp exactly while the pairs fit, 2d(2L-3) <= L(L-1).
#[test]
fn few_saved_steps_have_the_closed_form_exactly_while_the_pairs_fit() {
    let mut beyond = 0;
    for bound in ["TC", "DTC"] {
        for length in 3..=8 {
            for saved in 1..length {
                let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n\
                            constant = { name = \"C\", value = \"1\" }\n";
                let steps = length - saved;
                let statement = format!("for all law: exists schedule with T == {steps}: ideal_KL <= C * {bound}");
                let claim = Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n")).unwrap();
                let found = sharp_constants(&claim, length, None).unwrap();
                let lower = ratio(2 * saved, length * (length - 1));
                let fits = 2 * saved * (2 * length - 3) <= length * (length - 1);
                assert!(*sharp(&found[0]) >= lower, "{statement} at L = {length}");
                assert_eq!(*sharp(&found[0]) == lower, fits, "{statement} at L = {length}");
                beyond += usize::from(!fits);
            }
        }
    }
    assert!(beyond > 20);
}

#[test]
fn a_little_less_fails_at_the_law_of_the_note() {
    for (id, from, to, spec) in [
        ("lz-avg", "L/T - 1", "L/T - 1 - 1/1000", "repetition(L=4,V=2)"),
        ("lz-avg.any-schedule", "s_max - 1", "s_max - 1 - 1/1000", "repetition(L=3,V=2)"),
        ("lz-profile", "- zeta(N[t-1])", "- 999/1000 * zeta(N[t-1])", "repetition(L=3,V=2)"),
        ("lz-avg.profile-end", "zeta(L - 1) <= h(1)", "zeta(L - 1) <= 999/1000*h(1)", "repetition(L=2,V=3)"),
        ("ccl-cor34-sharp", "(L - k)/k", "(L - k - 1/1000)/k", "mds(n=4,k=2,q=3)"),
        ("ccl-lem33", "1/m", "1/m - 1/1000", "parity(L=4,V=2)"),
        ("ccl-thm10.single-tokens-first", "/(a + 1)", "/(a + 1 + 1/1000)", "repetition(L=3,V=2)"),
        ("pinning.sum", "== zeta(t)", "== 999/1000 * zeta(t)", "repetition(L=3,V=2)"),
        ("pinning.min", "1/t", "1/t - 1/1000", "repetition(L=2,V=2)"),
        ("austin-basic.tc-by-dtc", "L - 1", "L - 1 - 1/1000", "repetition(L=4,V=2)"),
        ("austin-basic.dtc-by-tc", "L - 1", "L - 1 - 1/1000", "parity(L=4,V=2)"),
        ("austin-basic.two-tokens", "TC == I(1; rest)", "TC == 2*I(1; rest)", "repetition(L=2,V=2)"),
        ("austin-mix.any-label", "<= I(1..L-1; L)", "<= 999/1000*I(1..L-1; L)", "repetition(L=3,V=2)"),
        ("zc-minimax.tc-one-saved.randomised", "2/(L", "1999/1000/(L", "product(repetition(L=3,V=2),parity(L=3,V=2))"),
        ("zc-minimax.tc-one-saved.deterministic", "1/(L", "999/1000/(L", "repetition(L=2,V=2)"),
        ("pinning.literal", "ln(V)/t", "999/1000*ln(V)/t", "repetition(L=2,V=2)"),
        ("austin-mix", "<= I(1..L-1; L)", "<= 999/1000*I(1..L-1; L)", "repetition(L=3,V=2)"),
        ("austin-basic.independent", "and TC == 0", "and TC == ln(3/2)", "iid(L=2,V=2)"),
        ("ccl-prop20", "max(0, j - k)", "max(0, j - k - 1)", "mds(n=4,k=2,q=3)"),
        ("ccl-ex1.tc", "- H0(all)", "- 2*H0(all)", "parity(L=3,V=2)"),
        ("ccl-ex1.dtc", "sum(i in 1..L,", "sum(i in 2..L,", "iid(L=2,V=2)"),
        ("gop-verify", "D_inf >= TC", "D_inf >= 1001/1000*TC", "repetition(L=3,V=2)"),
        ("lz-worst", "(L - T)", "(L - T - 1/1000)", "concatenate(repetition(L=2,V=2),repetition(L=2,V=2))"),
        ("gop-fwd", "<= (L - 1)", "<= (L - 1 - 1/1000)", "repetition(L=3,V=2)"),
        ("errata.power-of-two.as-mended", "s_max - 1", "s_max - 1 - 1/1000", "repetition(L=3,V=2)"),
    ] {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(catalogue(id).file());
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains(from), "{id}: `{from}`");
        let changed = Claim::parse(id, &text.replace(from, to)).unwrap_or_else(|error| panic!("{id}: {error}"));
        let items = [Setting::exact(parse_spec(spec).unwrap())];
        let reports = run(&[changed, catalogue(id)], &items, &|_| ()).unwrap();
        assert_eq!(reports[0].conclusion, Conclusion::Violated, "{id} with `{to}` on {spec}");
        assert_eq!(reports[1].conclusion, Conclusion::Holds, "{id} itself on {spec}");
    }
}

/// Theorem 9's schedule as printed: nodes by the rounded recursion, lambda of them, then single steps.
fn geometric_schedule(length: usize, z: usize) -> Vec<usize> {
    let mut nodes = vec![0];
    if z <= length {
        // lambda = 2 + the largest e with (z/(z-1))^e <= L - z + 1.
        let (base, limit) = (ratio(z, z - 1), ratio(length - z + 1, 1));
        let mut power = base.clone();
        let mut lambda = 2;
        while power <= limit {
            power *= &base;
            lambda += 1;
        }
        for _ in 0..lambda {
            let last = *nodes.last().unwrap();
            nodes.push((last * z + length - last) / z);
        }
    }
    let last = *nodes.last().unwrap();
    nodes.extend(last + 1..=length);
    let blocks: Vec<usize> = nodes.windows(2).map(|pair| pair[1] - pair[0]).filter(|&block| block > 0).collect();
    assert_eq!(blocks.iter().sum::<usize>(), length);
    blocks
}

/// The language's schedules are the printed construction, for every z.
#[test]
fn named_schedules_are_the_printed_construction() {
    for (id, backwards) in [("ccl-thm9.tc", false), ("ccl-thm9.dtc", true)] {
        for length in 2..=24 {
            let found = sharp_constants(&catalogue(id), length, None).unwrap();
            assert_eq!(found.len(), length, "z = 2..L+1");
            for (constant, z) in found.iter().zip(2..) {
                let Bound::Sharp(extremal) = &constant.bound else { panic!("{id}, L = {length}: {constant:?}") };
                let mut blocks = geometric_schedule(length, z);
                if backwards {
                    blocks.reverse();
                }
                assert_eq!(extremal.schedule.as_ref().unwrap().blocks(), blocks, "{id}, L = {length}, z = {z}");
            }
        }
    }
}

/// The coefficient form of Theorem 9, the sharper one for TC, and the number of blocks, for every L <= 60 and z.
#[test]
fn geometric_schedules_meet_their_bounds() {
    let mut dual_is_nearly_sharp = Rational::new();
    for length in 2..=60 {
        for z in 2..=length + 1 {
            let mut blocks = geometric_schedule(length, z);
            // T <= 2 + z (1 + ln L), that is e^(T - 2 - z) <= L^z; 2.72 is a little more than e.
            if blocks.len() > 2 + z {
                let power = |base: Rational, exponent: usize| (0..exponent).map(|_| base.clone()).product::<Rational>();
                let steps = power(ratio(68, 25), blocks.len() - 2 - z);
                assert!(steps <= power(ratio(length, 1), z), "L = {length}, z = {z}: {blocks:?}");
            }
            for (index, distance) in distances(&Schedule::new(blocks.clone()).unwrap()).into_iter().enumerate() {
                assert!(z * distance <= length - (index + 1), "TC: L = {length}, z = {z}: {blocks:?}");
            }
            blocks.reverse();
            for (index, distance) in distances(&Schedule::new(blocks.clone()).unwrap()).into_iter().enumerate() {
                assert!((z - 1) * distance <= index + 1, "DTC: L = {length}, z = {z}: {blocks:?}");
                dual_is_nearly_sharp = dual_is_nearly_sharp.max(ratio((z - 1) * distance, index + 1));
            }
        }
    }
    assert!(dual_is_nearly_sharp > ratio(9, 10) && dual_is_nearly_sharp < 1);
}

/// Lemma 33 as printed, for every x = d^2 of a grid, against its covering form, on every small curve.
#[test]
fn the_covering_form_of_lemma_33_is_the_lemma() {
    // The conclusion of the lemma needs only that zeta does not decrease; `dual` is any number, so that both answers
    // occur.
    let (mut covered, mut uncovered) = (0, 0);
    let length = 4;
    for code in 0..4_usize.pow(3) * 12 {
        let (mut rest, mut zeta) = (code, vec![0]);
        for _ in 1..length {
            zeta.push(zeta.last().unwrap() + rest % 4);
            rest /= 4;
        }
        let dual = rest + 1;
        let left = |s: usize| zeta[length - 1] - zeta[s];
        // Every x in (0, 12] in steps of 1/24: finer than all the ends dual/s and left(s).
        let lemma = (1..=12 * 24)
            .all(|x: usize| (0..length).any(|s| 24 * left(s) <= x && s * x <= 24 * dual) || length * x <= 24 * dual);
        let form = (1..length).all(|m| m * left(m - 1) <= dual);
        assert_eq!(lemma, form, "zeta = {zeta:?}, DTC = {dual}");
        if lemma { covered += 1 } else { uncovered += 1 }
    }
    assert!(covered > 100 && uncovered > 100, "{covered}, {uncovered}");
}

#[test]
fn false_claims_are_refuted_where_the_notes_say() {
    for (id, first) in [
        ("lz-avg.mean-block", 3),
        ("zc-minimax.tc-one-saved.deterministic-at-randomised", 3),
        ("zc-minimax.dtc-one-saved.deterministic-at-randomised", 3),
        ("errata.last-node.as-printed", 2),
    ] {
        for length in 2..=6 {
            let refuted = matches!(decide(&catalogue(id), length, None).unwrap().decision, Decision::Refuted(_));
            assert_eq!(refuted, length >= first, "{id} at L = {length}");
        }
    }
}
