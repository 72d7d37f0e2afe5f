//! Masses, maxima and distances of words: by hand, and in inequalities that hold for all laws.

use maskproof::cases::Fragment;
use maskproof::evaluation::Setting;
use maskproof::exact::Integer;
use maskproof::language::Claim;
use maskproof::law::families::parse_spec;
use maskproof::law::{Law, Vocabulary};
use maskproof::sweep::{Conclusion, default_families, run};

fn claim(relations: &str) -> Claim {
    let head = "id = \"x\"\ntitle = \"t\"\nsource = \"s\"\nprovenance = \"D\"\n";
    Claim::parse("x.toml", &format!("{head}statement = '''\nfor all law: {relations}\n'''\n"))
        .unwrap_or_else(|error| panic!("{relations}: {error:?}"))
}

fn holds(relations: &str, law: Law) -> bool {
    run(&[claim(relations)], &[Setting::exact(law)], &|_| ()).unwrap()[0].conclusion == Conclusion::Holds
}

/// Words 00, 01, 10, 11 with these counts.
fn pair(counts: [u32; 4]) -> Law {
    Law::from_counts("pair".to_owned(), Vocabulary::numbered(2), 2, counts.map(Integer::from).to_vec()).unwrap()
}

#[test]
fn values_by_hand() {
    // Probability of 1 at each position: 4/6; the product has 4, 8, 8, 16 in 36, and the law 6, 6, 6, 18.
    let skew = || pair([1, 1, 1, 3]);
    for relations in [
        "D_inf == ln(3/2)",
        "TC_reverse == ln(2/3)/9 + 4*ln(4/3)/9 + 4*ln(8/9)/9",
        "TV_product == 1/9 * nat",
        "min_top == 2/3 * nat",
        "top_mass == nat/2 and max_mass == nat/2 and second_mass == nat/6",
        "fano_top == ln(3) - 2/3 * ln(2)",
        "H0(1) == ln(2) and H0(all) == ln(4) and H0(none) == 0",
    ] {
        assert!(holds(relations, skew()), "{relations}");
    }
    let parity = || parse_spec("parity(L=3,V=2)").unwrap();
    for relations in [
        "D_inf == ln(2) and TC_reverse > 10^9 * nat",
        "TV_product == nat/2 and min_top == nat/2",
        "top_mass == nat/4 and max_mass == nat/4 and second_mass == nat/4",
        "fano_top == ln(2)",
        "H0(1, 2) == ln(4) and H0(all) == ln(4) and H0(2..3) == ln(4)",
    ] {
        assert!(holds(relations, parity()), "{relations}");
    }
    // One word; and ties: 01 and 10 have the mass, 0 is the first token, and 00 has none.
    let table = [
        ("D_inf == 0 and TC_reverse == 0 and TV_product == 0 and second_mass == 0 and fano_top == 0", [0, 0, 5, 0]),
        ("min_top == nat and top_mass == nat and max_mass == nat and H0(all) == 0", [0, 0, 5, 0]),
        ("top_mass == 0 and max_mass == nat/2 and second_mass == max_mass and TV_product == nat/2", [0, 1, 1, 0]),
    ];
    for (relations, counts) in table {
        assert!(holds(relations, pair(counts)), "{relations}");
    }
    // Bin(n, 1/2) for n = 0..3: 0, ln 2, (3/2) ln 2, and (1,3,3,1)/8.
    for relations in [
        "H_binomial(0) == 0 and H_binomial(1) == ln(2) and H_binomial(2) == 3/2 * ln(2)",
        "H_binomial(3) == 3*ln(2) - 3/4 * ln(3)",
    ] {
        assert!(holds(relations, pair([1, 1, 1, 1])), "{relations}");
        assert_eq!(Fragment::of(&claim(relations)).unwrap(), Fragment::AverageEntropy);
    }
    assert_eq!(Fragment::of(&claim("D_inf >= 0")).unwrap(), Fragment::CasesOnly);
}

/// Each is a textbook inequality; on every law of the default families up to L = 3.
#[test]
fn inequalities_for_all_laws() {
    let relations = [
        "0 <= TC <= D_inf",
        "TC_reverse >= 0 and 0 <= TV_product < nat",
        "second_mass <= max_mass and top_mass <= max_mass and top_mass <= min_top and max_mass <= min_top",
        "H(all) <= H0(all) <= sum(i in 1..L, H0(i)) and H0(1) <= ln(V)",
        // Fano, at the position of the least top.
        "min(i in 1..L, H(i)) <= fano_top",
    ];
    let claims: Vec<Claim> = relations.iter().map(|relations| claim(relations)).collect();
    let mut items: Vec<Setting> = default_families().unwrap().into_iter().flat_map(|family| family.items).collect();
    items.retain(|item| item.law.length() <= 3);
    assert!(items.len() > 100);
    for (claim, report) in claims.iter().zip(run(&claims, &items, &|_| ()).unwrap()) {
        assert_eq!(report.conclusion, Conclusion::Holds, "{}: {:?}", claim.text(), report.counterexamples);
    }
}
