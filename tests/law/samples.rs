//! Samples as laws, from every format, and what is wrong with them.

use maskproof::exact::Rational;
use maskproof::law::readers::text::{Kept, law_of_windows};
use maskproof::law::readers::{
    HeaderRow, LawFormat, SampleOptions, TextTokens, ValueColumn, law_of_rows, law_of_token_array, law_of_token_lines,
    read_any_law, read_sampled_law,
};
use maskproof::law::{LawError, SparseLaw};
use maskproof::{Diagnosis, Law};
use proptest::prelude::*;

fn rows(text: &str, options: &SampleOptions) -> Result<SparseLaw, LawError> {
    law_of_rows("law", text, options).map(|read| read.law)
}

fn with_count(column: &str) -> SampleOptions {
    SampleOptions { value: Some(ValueColumn::Count(column.to_owned())), ..SampleOptions::default() }
}

fn choosing(positions: &[&str]) -> SampleOptions {
    SampleOptions { positions: positions.iter().map(ToString::to_string).collect(), ..SampleOptions::default() }
}

/// The probabilities of all sequences, with their tokens.
fn told(law: &SparseLaw) -> Vec<String> {
    (0..law.support()).map(|at| format!("{} {}", law.sequence_tokens(at).join(" "), law.probability(at))).collect()
}

/// Counted by hand.
#[test]
fn rows_are_counted_with_any_separator_and_header() {
    let expected = ["Biscoe male 1/4", "Dream female 1/2", "Dream male 1/4"];
    for separator in [",", ";", "\t"] {
        let table = ["island|sex", "Dream|male", "Dream|female", "Biscoe|male", "Dream|female", ""].join("\r\n");
        let law = rows(&table.replace('|', separator), &SampleOptions::default()).unwrap();
        assert_eq!(told(&law), expected, "{separator:?}");
        assert_eq!(law.labels().names().unwrap(), ["island", "sex"]);
        assert_eq!(law.labels().vocabulary(1).tokens(), ["female", "male"]);
    }
    let counted = "sex;n;island\nmale;1;Dream\nfemale;2;Dream\nmale;1;Biscoe\n";
    let options = SampleOptions { positions: vec!["island".into(), "1".into()], ..with_count("n") };
    assert_eq!(told(&rows(counted, &options).unwrap()), expected);
    // A field in quotation marks holds separators and line breaks.
    let quoted = "a,b\n\"x,y\",\"z\nz\"\n";
    assert_eq!(rows(quoted, &SampleOptions::default()).unwrap().sequence_tokens(0), ["x,y", "z\nz"]);
}

#[test]
fn numbers_are_ordered_as_numbers_and_texts_by_letters() {
    let law = rows("x1,x2\n10,9\n9,100\n", &SampleOptions::default()).unwrap();
    assert_eq!(law.labels().shared_vocabulary().unwrap().tokens(), ["9", "10", "100"]);
    assert_eq!(law.labels().names(), None);
    let law = rows("a,b\n10,9\n9,x\n", &SampleOptions::default()).unwrap();
    assert_eq!(
        (law.labels().vocabulary(0).tokens(), law.labels().vocabulary(1).tokens()),
        (&["9".to_owned(), "10".to_owned()][..], &["9".to_owned(), "x".to_owned()][..])
    );
}

#[test]
fn a_first_row_of_samples_is_no_header() {
    let table = "0,1,0\n1,1,0\n0,1,0\n";
    let absent = SampleOptions { header: HeaderRow::Absent, ..SampleOptions::default() };
    let law = rows(table, &absent).unwrap();
    assert_eq!(told(&law), ["0 1 0 2/3", "1 1 0 1/3"]);
    let error = rows(table, &SampleOptions::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the first row `0,1,0` has an empty or a repeated field: expected a header that names the columns"
    );
    let error = rows("0,1\n1,1\n", &SampleOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), "the first row `0,1` has only numbers: expected a header that names the columns");
    let present = SampleOptions { header: HeaderRow::Present, ..SampleOptions::default() };
    assert_eq!(told(&rows("2020,2021\n1,1\n", &present).unwrap()), ["1 1 1"]);
}

#[test]
fn probabilities_are_normalised_when_that_is_asked_for() {
    let table = "a,b,p\n0,0,0.3333\n1,1,0.3333\n0,1,0.3333\n";
    let value = Some(ValueColumn::Probability("p".to_owned()));
    let exact = SampleOptions { value: value.clone(), ..SampleOptions::default() };
    let error = rows(table, &exact).unwrap_err();
    assert_eq!(error.to_string(), "the probabilities sum to 9999/10000, not to exactly 1");
    let normalised = SampleOptions { value, normalise: true, ..SampleOptions::default() };
    let read = law_of_rows("law", table, &normalised).unwrap();
    assert_eq!(told(&read.law), ["0 0 1/3", "0 1 1/3", "1 1 1/3"]);
    assert_eq!(read.sum, Some((9999, 10000).into()));
}

/// Each mistake with its message and its code.
#[test]
fn mistakes_in_rows_are_told_with_their_place() {
    let default = SampleOptions::default();
    for (table, options, code, message) in [
        ("", &default, "data::empty", "there is no sample: expected at least one row of tokens"),
        ("a,b\n", &default, "data::empty", "there is no sample: expected at least one row of tokens"),
        ("a,b\n0,1\n0\n", &default, "data::ragged", "line 3 has 1 tokens: expected 2, as in the first row"),
        ("a,b\n0,\n", &default, "data::missing", "line 2: the field b is empty: expected a token"),
        ("a,b\n0,NaN\n", &default, "data::missing", "line 2: the field b is `NaN`: expected a token"),
        (
            "a,freq\n0,3\n",
            &default,
            "data::looks_like_values",
            "the column `freq` has the name of counts or probabilities, and nothing says whether it is a position",
        ),
        ("a,n\n0,-3\n", &with_count("n"), "law::negative", "line 2 is -3: expected a value of at least 0"),
        ("a,n\n0,1.5\n", &with_count("n"), "law::not_an_integer", "line 2 is 1.5: expected an integer"),
        (
            "a,n\n0,x\n",
            &with_count("n"),
            "law::not_a_number",
            "line 2 is `x`: expected an integer, a fraction `p/q` or a decimal",
        ),
        (
            "a,n\n0,0\n",
            &with_count("n"),
            "law::all_zero",
            "all counts are 0: at least one sequence must have a positive count",
        ),
        (
            "island,n\n0,1\n",
            &with_count("m"),
            "data::unknown_column",
            "there is no column `m`: the columns are island, n",
        ),
        ("a,b\n0,1\n", &choosing(&["a", "1"]), "data::repeated_column", "the column `1` is asked for twice"),
        ("a,b\n0,1\n", &choosing(&["3"]), "data::unknown_column", "there is no column `3`: the columns are a, b"),
        ("n\n3\n", &with_count("n"), "data::no_position", "no column is left for the positions"),
    ] {
        let error = rows(table, options).unwrap_err();
        assert_eq!((error.advice().code, error.to_string().as_str()), (code, message), "{table:?}");
    }
    let error = rows("island,sex\n0,1\n", &choosing(&["iland"])).unwrap_err();
    assert_eq!(error.advice().help, "perhaps `island` is meant");
}

#[test]
fn token_lines_are_counted() {
    let read = law_of_token_lines("ids", "[10, 9]\n\n{\"tokens\": [9, 9], \"count\": 2}\n[10,9]\n").unwrap();
    assert_eq!(told(&read.law), ["9 9 1/2", "10 9 1/2"]);
    let read = law_of_token_lines("texts", "[\"b\", \"a\"]\n").unwrap();
    assert_eq!(told(&read.law), ["b a 1"]);
    for (text, code, message) in [
        ("\n\n", "data::empty", "there is no sample: expected at least one row of tokens"),
        ("[1]\n[1, 2]\n", "data::ragged", "line 2 has 2 tokens: expected 1, as in the first row"),
        (
            "[1, \"a\"]\n",
            "data::mixed_types",
            "line 1 has a text where the tokens before are numbers: expected tokens of one kind",
        ),
        ("[1]\n[1.5]\n", "data::not_tokens", "line 2: a token is neither a whole number nor a text"),
        ("[]\n", "data::not_tokens", "line 1: it lists no token"),
        ("3\n", "data::not_tokens", "line 1: it is no list of tokens"),
        ("[1\n", "data::not_tokens", "line 1: it is not JSON: EOF while parsing a list at line 1 column 2"),
        ("[\"\"]\n", "data::not_tokens", "line 1: a token is the empty text"),
        ("{\"tokens\": [1], \"count\": -1}\n", "law::negative", "line 1 is -1: expected a value of at least 0"),
        (
            "{\"tokens\": [1], \"number\": 1}\n",
            "data::not_tokens",
            "line 1: the object does not have `tokens`, a list, and `count`, a whole number from 0, and nothing else",
        ),
    ] {
        let error = law_of_token_lines("law", text).unwrap_err();
        assert_eq!((error.advice().code, error.to_string().as_str()), (code, message), "{text:?}");
    }
}

#[test]
fn arrays_that_are_no_samples_are_refused() {
    let array = |shape: &str, data: &[u8]| {
        let text = format!("{{'descr': '|i1', 'fortran_order': False, 'shape': {shape}, }}\n");
        let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
        bytes.extend(u16::try_from(text.len()).unwrap().to_le_bytes());
        bytes.extend(text.as_bytes());
        bytes.extend(data);
        bytes
    };
    let read = law_of_token_array("array", &array("(3, 2)", &[5, 255, 5, 255, 0, 5])).unwrap();
    assert_eq!(told(&read.law), ["0 5 1/3", "5 -1 2/3"]);
    for (shape, data) in [("(3,)", &[0, 0, 0][..]), ("(0, 2)", &[]), ("(2, 0)", &[]), ("(2, 2)", &[0, 0, 0])] {
        let error = law_of_token_array("array", &array(shape, data)).unwrap_err();
        assert_eq!(error.advice().code, "data::not_samples", "{shape}");
    }
    assert_eq!(law_of_token_array("array", b"[1, 2]").unwrap_err().advice().code, "data::not_samples");
}

#[test]
fn files_are_read_by_their_extension() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let code = |error: LawError| error.advice().code;
    let options = SampleOptions::default();
    let utf16: Vec<u8> = "\u{feff}a,b\n0,1\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(code(read_sampled_law(&write("utf16.csv", &utf16), &options).unwrap_err()), "data::utf16");
    assert_eq!(code(read_any_law(&write("utf16.json", &utf16), &[], false).unwrap_err()), "data::utf16");
    assert_eq!(code(read_sampled_law(&write("latin.csv", b"a,b\n\xe9,1\n"), &options).unwrap_err()), "law::not_utf8");
    assert_eq!(code(read_sampled_law(&write("law.xlsx", b""), &options).unwrap_err()), "law::no_samples");
    assert_eq!(code(read_any_law(&write("law.xlsx", b""), &[], false).unwrap_err()), "law::unknown_extension");
    let with_mark = write("mark.csv", "\u{feff}a,b\n0,1\n".as_bytes());
    assert_eq!(read_sampled_law(&with_mark, &options).unwrap().law.labels().names().unwrap(), ["a", "b"]);
    let lines = write("ids.jsonl", b"[3, 4, 5]\n");
    let chosen = read_sampled_law(&lines, &choosing(&["3", "1"])).unwrap().law;
    assert_eq!(chosen.sequence_tokens(0), ["5", "3"]);
}

/// Words and characters by the rules of Unicode; the expected ones were listed by hand.
#[test]
fn texts_in_any_script() {
    let tokens = |text: &str, tokens| {
        let read = law_of_windows("law", text, 1, tokens).unwrap();
        let mut tokens = read.law.labels().vocabulary(0).tokens().to_vec();
        tokens.sort();
        tokens
    };
    let words = TextTokens::Words(Kept::All);
    assert_eq!(tokens("L’été, naïve! Don't 3 été", words), ["don't", "l’été", "naïve", "été"]);
    assert_eq!(tokens("Ἐν ἀρχῇ ἦν ὁ λόγος", words).len(), 5);
    assert_eq!(tokens("起初", words), ["初", "起"]);
    let graphemes = TextTokens::Graphemes(Kept::All);
    assert_eq!(tokens("e\u{301} \t é", graphemes), ["e\u{301}", "space", "é"]);
    assert_eq!(tokens("👩‍👩‍👧🇫🇷", graphemes), ["🇫🇷", "👩‍👩‍👧"]);
    let ascii = law_of_windows("law", "été, déjà: 3", 1, TextTokens::Letters).unwrap();
    assert_eq!((ascii.read_as_spaces, ascii.law.sequence_tokens(0)), (4, vec!["d"]));
}

proptest! {
    /// From the definition: the probability of a row is the share of rows that are equal to it.
    #[test]
    fn shares_of_rows(samples in prop::collection::vec((0u8..3, 0u8..12), 1..40)) {
        let text: String = samples.iter().map(|(a, b)| format!("{a},{b}\n")).collect();
        let law = rows(&format!("left,right\n{text}"), &SampleOptions::default()).unwrap();
        prop_assert_eq!(law.total(), &samples.len());
        for at in 0..law.support() {
            let tokens: Vec<u8> = law.sequence_tokens(at).iter().map(|token| token.parse().unwrap()).collect();
            let equal = samples.iter().filter(|(a, b)| [*a, *b] == tokens[..]).count();
            prop_assert_eq!(law.probability(at), Rational::from((equal, samples.len())));
        }
        // The same samples in the other formats.
        let lines: String = samples.iter().map(|(a, b)| format!("[{a},{b}]\n")).collect();
        let of_lines = law_of_token_lines("law", &lines).unwrap().law;
        prop_assert_eq!(told(&of_lines), told(&law));
        let array = LawFormat::Array.write(&of_lines).unwrap();
        prop_assert_eq!(law_of_token_array("law", &array).unwrap().law, of_lines);
    }

    #[test]
    fn no_samples_make_a_reader_panic(text in "[ -~\n\t;,]{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        for header in [HeaderRow::Expected, HeaderRow::Present, HeaderRow::Absent] {
            let _ = rows(&text, &SampleOptions { header, ..with_count("1") });
            let _ = rows(&text, &SampleOptions { header, ..SampleOptions::default() });
        }
        let _ = law_of_token_lines("law", &text);
        let _ = law_of_token_array("law", &bytes);
        let _ = law_of_token_array("law", &[&b"\x93NUMPY\x01\x00"[..], &bytes[..]].concat());
        let _ = law_of_windows("law", &text, 2, TextTokens::Graphemes(Kept::Commonest(3)));
        let _ = Law::from_json(&text);
    }
}
