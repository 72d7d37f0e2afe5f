//! Laws by their sequences: against the same laws as tables, and against values computed apart.

use maskproof::entropy::SparseEntropies;
use maskproof::exact::{Integer, Limits, Unit};
use maskproof::law::families::parse_spec;
use maskproof::law::readers::{LawFormat, read_any_law, sparse_law_from_csv, sparse_law_from_json};
use maskproof::law::{Labels, Law, LawError, PositionSet, SparseLaw, Vocabulary};
use proptest::prelude::*;
use serde_json::Value;

fn labels(sizes: &[usize]) -> Labels {
    Labels::each(sizes.iter().map(|&size| Vocabulary::numbered(size)).collect()).unwrap()
}

fn integers(counts: &[u32]) -> Vec<Integer> {
    counts.iter().map(|&count| Integer::from(count)).collect()
}

#[test]
fn sequences_are_sorted_and_counts_add() {
    let tokens = vec![1, 0, 0, 2, 1, 0, 0, 0];
    let law = SparseLaw::new("l", labels(&[2, 3]), tokens, integers(&[1, 2, 3, 0])).unwrap();
    assert_eq!((law.support(), law.sequence(0), law.sequence(1)), (2, &[0, 2][..], &[1, 0][..]));
    assert_eq!((law.counts(), law.total()), (&integers(&[2, 4])[..], &Integer::from(6)));
    assert_eq!(law.shape().vocabulary_size(), 3);
    assert_eq!(law.to_string(), "l: P(0 2) = 1/3, P(1 0) = 2/3");
    let zero = SparseLaw::new("l", labels(&[2]), vec![0], integers(&[0]));
    assert!(matches!(zero, Err(LawError::AllZero)));
    let long = SparseLaw::new("l", labels(&[1; 4097]), vec![0; 4097], integers(&[1]));
    assert!(matches!(long, Err(LawError::TooManySequences { length: 4097, .. })));
}

/// A table is made of sequences and back, also with vocabularies of their own.
#[test]
fn tables_and_sequences_tell_the_same_law() {
    for spec in ["parity(L=5,V=2)", "mds(n=3,k=2,q=4)", "random(V=3,L=4,seed=1,bits=70,density=40)"] {
        let law = parse_spec(spec).unwrap();
        assert_eq!(SparseLaw::from(&law).to_table().unwrap(), law, "{spec}");
    }
    let tokens = vec![1, 0, 0, 2];
    let named = labels(&[2, 3]).with_names(vec!["sex".into(), "island".into()]).unwrap();
    let law = SparseLaw::new("l", named, tokens, integers(&[1, 2])).unwrap();
    let table = law.to_table().unwrap();
    assert!(table.is_valid());
    assert_eq!((table.vocabulary_size(), table.counts().len()), (3, 9));
    assert_eq!(SparseLaw::from(&table), law);
    let pair = law.marginal(&[1, 0]).unwrap();
    assert_eq!(pair.labels().names().unwrap(), ["island", "sex"]);
    assert_eq!(pair.to_table().unwrap().labels(), table.marginal(&[1, 0]).unwrap().labels());
    assert_eq!(pair.to_table().unwrap().counts(), table.marginal(&[1, 0]).unwrap().counts());
}

/// Marginals over positions of a smaller vocabulary have that size.
#[test]
fn marginals_have_their_own_vocabulary_size() {
    let law = SparseLaw::new("l", labels(&[2, 5]), vec![1, 4, 0, 0], integers(&[1, 1])).unwrap().to_table().unwrap();
    assert_eq!((law.vocabulary_size(), law.marginal(&[0]).unwrap().vocabulary_size()), (5, 2));
    assert_eq!(law.marginal(&[0, 0]).unwrap().counts(), integers(&[1, 0, 0, 1]));
}

/// Values of `fixtures/references/sparse_values.py`: laws of up to six positions with a vocabulary each, whose entropies
/// are summed over all sets with fractions and 60 decimal digits.
#[test]
fn entropies_are_those_computed_apart() {
    let text = include_str!("../../fixtures/references/sparse_values.json");
    let laws: Vec<Value> = serde_json::from_str(text).unwrap();
    assert_eq!(laws.len(), 40);
    for reference in &laws {
        let law = sparse_law_from_json(&reference["law"].to_string(), false).unwrap().law;
        let entropies = SparseEntropies::new(&law);
        let curve = entropies.average_curve(Limits::default()).unwrap();
        for (size, expected) in reference["h"].as_array().unwrap().iter().enumerate() {
            let own = curve.h(size).to_decimal(40, Unit::Nats);
            assert_eq!(own, expected.as_str().unwrap(), "h({size}) of {law}");
        }
        for (bits, expected) in reference["sets"].as_object().unwrap() {
            let own = entropies.entropy(PositionSet::from_bits(bits.parse().unwrap())).to_decimal(40, Unit::Nats);
            assert_eq!(own, expected.as_str().unwrap(), "{bits} of {law}");
        }
    }
}

/// Values of `fixtures/references/long_windows.py`: numpy counts the classes of each of the 2^16 sets of positions, and
/// sums in doubles.
#[test]
fn windows_of_sixteen_are_those_of_numpy() {
    use maskproof::law::readers::text::{Kept, TextTokens, read_text};
    let text = include_str!("../../fixtures/references/long_windows.json");
    let reference: Value = serde_json::from_str(text).unwrap();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/texts/genesis-1.txt");
    for (name, tokens) in
        [("letters", TextTokens::Letters), ("classes", TextTokens::Classes), ("words", TextTokens::Words(Kept::All))]
    {
        let law = read_text(&path, 16, tokens).unwrap().law;
        assert!(matches!(law.to_table(), Err(LawError::TooLarge { .. })), "{name}");
        let curve = SparseEntropies::new(&law).average_curve(Limits::default()).unwrap();
        let averages = reference[name].as_array().unwrap();
        assert_eq!(averages.len(), 17);
        for (size, expected) in averages.iter().enumerate() {
            assert_eq!(curve.h(size).to_decimal(12, Unit::Nats), expected.as_str().unwrap(), "h({size}) of {name}");
        }
    }
}

/// Every format tells the same law; a list of sequences and a table with one vocabulary have the same bytes.
#[test]
fn formats_tell_the_same_law() {
    let folder = tempfile::tempdir().unwrap();
    let vocabulary = Vocabulary::new(["x", "y", "z"].map(str::to_owned).to_vec()).unwrap();
    let shared = Labels::shared(2, vocabulary).unwrap();
    let texts = SparseLaw::new("law", shared, vec![0, 1, 1, 2, 2, 0], integers(&[2, 1, 3])).unwrap();
    assert_eq!(texts.to_json(), texts.to_table().unwrap().to_json());
    let numbers = SparseLaw::new("law", labels(&[3, 3]), vec![0, 1, 1, 2, 2, 0], integers(&[2, 1, 3])).unwrap();
    for (law, formats) in [(&texts, &["json", "csv", "tsv", "jsonl"][..]), (&numbers, &["json", "csv", "jsonl", "npy"])]
    {
        for format in formats {
            let path = folder.path().join(format!("law.{format}"));
            std::fs::write(&path, LawFormat::of(&path).unwrap().write(law).unwrap()).unwrap();
            let read = read_any_law(&path, &[], false).unwrap().law;
            assert_eq!(read, *law, "{format}");
        }
    }
    let named = labels(&[2, 3]).with_names(vec!["sex".into(), "island".into()]).unwrap();
    let law = SparseLaw::new("law", named, vec![0, 0, 0, 1, 1, 2], integers(&[1, 1, 1])).unwrap();
    let csv = String::from_utf8(LawFormat::Rows(b',').write(&law).unwrap()).unwrap();
    assert_eq!(csv, "sex,island,count\n0,0,1\n0,1,1\n1,2,1\n");
    assert_eq!(sparse_law_from_csv("law", &csv, false).unwrap().law, law);
    assert_eq!(sparse_law_from_json(&law.to_json(), false).unwrap().law, law);
}

proptest! {
    #[test]
    fn a_marginal_of_sequences_is_that_of_the_table(seed in 0u64..1000, first in 0usize..4, second in 0usize..4) {
        let law = parse_spec(&format!("random(V=2,L=4,seed={seed},bits=3,density=60)")).unwrap();
        prop_assume!(first != second);
        let own = SparseLaw::from(&law).marginal(&[first, second]).unwrap().to_table().unwrap();
        let table: Law = law.marginal(&[first, second]).unwrap();
        prop_assert_eq!(own, table);
    }
}
