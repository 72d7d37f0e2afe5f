//! The search for counterexamples over two letters.

use maskproof::cases::bindings::Binding;
use maskproof::decide::search_binary;
use maskproof::entropy::AverageCurve;
use maskproof::exact::Rational;
use maskproof::language::{Catalogue, Claim};
use maskproof::law::PatternCounts;
use maskproof::limits::BINARY_LENGTH_LIMIT;
use maskproof::sampler::Schedule;

fn claim(statement: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\n{statement}\n'''\n"))
        .unwrap_or_else(|error| panic!("{statement}: {error:?}"))
}

/// Over all vocabularies the tetracode refutes the conjecture at (2,2); it has three letters. The law found must break
/// `16 (delta_1 + delta_3) >= 3 delta_1 + 3 delta_2 + delta_3`, both sides by hand: R(m) = 1, 0, 1 and B(x) = 3, 3, 1
/// (proofs-notes/li-cai-theorem-2.md).
#[test]
fn the_balanced_conjecture_fails_over_two_letters() {
    let conjecture = Catalogue::built_in().unwrap().find("li-cai-conj").unwrap().clone();
    let schedule = Schedule::new(vec![2, 2]).unwrap();
    let (law, bindings) = search_binary(&conjecture, 4, Some(&schedule)).unwrap().expect("a violation is known");
    assert_eq!((law.vocabulary_size(), law.length()), (2, 4));
    assert!(bindings.contains(&Binding::Schedule(schedule)));
    let curve = AverageCurve::new(&PatternCounts::new(&law));
    // 13 delta_1 - 3 delta_2 + 15 delta_3, with delta_m = 2 h_m - h_(m-1) - h_(m+1).
    let form =
        curve.combine([(1, 26 + 3), (2, -13 - 6 - 15), (3, 3 + 30), (4, -15)].map(|(k, c)| (k, Rational::from(c))));
    assert!(form.sign().is_lt());
    // The published shape: all mass on 0000 and on words of one and of four ones, the latter about e^2 against e.
    let of_ones: Vec<Rational> = [0b0000, 0b0001, 0b0011, 0b0111, 0b1111].map(|atom| law.probability(atom)).to_vec();
    assert!(of_ones[1] > 0 && of_ones[4] > 0 && of_ones[4] < of_ones[1], "{of_ones:?}");
}

#[test]
fn nothing_is_found_against_true_claims_and_simple_laws_against_false_ones() {
    let catalogue = Catalogue::built_in().unwrap();
    for (id, length) in [("li-cai-thm1", 4), ("li-cai-thm2-lower.a", 4), ("han.increments", 3)] {
        assert!(search_binary(catalogue.find(id).unwrap(), length, None).unwrap().is_none(), "{id}");
    }
    // The only laws of two bits and denominator 2 with a mutual information (ln 2) are P(01) = P(10) = 1/2 and P(00) =
    // P(11) = 1/2; the first comes first.
    let (law, _) = search_binary(&claim("for all law: TC <= ln(3/2)"), 2, None).unwrap().unwrap();
    assert_eq!(law.support().map(|(atom, _)| atom).collect::<Vec<_>>(), [0b01, 0b10]);
    assert_eq!(law.probability(0b01), Rational::from((1, 2)));
    // True over two letters, false over three: V = 2 is what is searched.
    assert!(search_binary(&claim("for all law: TC <= (L - 1)*ln(2)"), 3, None).unwrap().is_none());
    // No condition on the shape is overlooked.
    assert!(search_binary(&claim("for all law with V >= 3: TC <= 0"), 2, None).unwrap().is_none());
    assert!(search_binary(&claim("for all law: TC <= 0"), BINARY_LENGTH_LIMIT + 1, None).unwrap().is_none());
    // One law does not refute `exists` before the law, except for a given schedule: repetition is against (2,1).
    let outer = claim("exists schedule with T == 2: for all law: E_KL <= 0");
    assert!(search_binary(&outer, 3, None).unwrap().is_none());
    assert!(search_binary(&outer, 3, Schedule::new(vec![2, 1]).as_ref()).unwrap().is_some());
    // What the curve alone does not decide goes through the ordinary check.
    assert!(search_binary(&claim("for all law: I(1;2) <= 0"), 2, None).unwrap().is_some());
    assert!(search_binary(&claim("for all law, schedule: KL_output <= E_KL"), 2, None).unwrap().is_none());
}
