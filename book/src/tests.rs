//! The notation, formula by formula, and the proof notes as they are.

use std::path::{Path, PathBuf};

use crate::notation::read;
use crate::spans::{Kind, Outcome, Setting, kind, set};
use crate::{mathml, pages};

/// A formula's MathML, without the attributes of operators and with characters for their references.
fn plain(formula: &str, display: bool) -> String {
    let row = read(formula, display).unwrap_or_else(|| panic!("{formula}"));
    let text = if display { mathml::display(&row, "") } else { mathml::inline(&row, "", "") };
    let text = text.replace("</math><math>", "").replace("<math>", "").replace("</math>", "");
    let mut result = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(['<', '&']) {
        result += &rest[..start];
        let end = start + rest[start..].find(['>', ';']).unwrap();
        let piece = &rest[start..=end];
        if let Some(code) = piece.strip_prefix("&#") {
            result.push(char::from_u32(code.trim_end_matches(';').parse().unwrap()).unwrap());
        } else {
            let name: String = piece[1..].chars().take_while(|c| c.is_alphanumeric() || *c == '/').collect();
            if name.trim_start_matches('/') != "mspace" {
                result += &format!("<{name}>");
            }
        }
        rest = &rest[end + 1..];
    }
    result += rest;
    result = result.replace("<math>", "");
    // One element for each sign is understood.
    for tag in ["mi", "mn", "mo"] {
        result = result.replace(&format!("<{tag}>"), "").replace(&format!("</{tag}>"), "");
    }
    result
}

#[test]
fn formulas_in_a_line() {
    let table = [
        ("s_max", "<msub>smax</msub>"),
        ("delta_m", "<msub>δm</msub>"),
        ("N_{t-1}", "<msub>N<mrow>t−1</mrow></msub>"),
        ("2^(i+1) - 1", "<msup>2<mrow>i+1</mrow></msup>−1"),
        ("2^-j", "<msup>2<mrow>−j</mrow></msup>"),
        ("2^ceil(log2 s_max)", "<msup>2<mrow>⌈<mrow><msub>log2</msub><msub>smax</msub></mrow>⌉</mrow></msup>"),
        ("s^paper_t", "<msubsup>stpaper</msubsup>"),
        ("q_bar", "<mover>q‾</mover>"),
        ("X_{-i}", "<msub>X<mrow>−i</mrow></msub>"),
        ("e_kj", "<msub>e<mrow>kj</mrow></msub>"),
        ("J'", "<msup>J′</msup>"),
        ("S''", "<msup>S<mrow>′′</mrow></msup>"),
        ("#{n <= N}", "#<mrow>{<mrow>n≤N</mrow>}</mrow>"),
        ("2, .., 2", "2,…,2"),
        ("C*", "<msup>C∗</msup>"),
        ("K+ = K", "<msup>K+</msup>=K"),
        ("a + b", "a+b"),
        ("R_+^k", "<msubsup>R+k</msubsup>"),
        ("x != y", "x≠y"),
        ("{}", "∅"),
        ("C u {i}", "C∪<mrow>{i}</mrow>"),
        ("A_1 u...u A_n", "<msub>A1</msub>∪…∪<msub>An</msub>"),
        ("r_1 x ... x r_L", "<msub>r1</msub>×…×<msub>rL</msub>"),
        ("0 < u < 1", "0<u<1"),
        ("|A| = k", "<mrow>|A|</mrow>=k"),
        ("p_i(. | x_C)", "<mrow><msub>pi</msub><mrow>(<mrow>⋅∣<msub>xC</msub></mrow>)</mrow></mrow>"),
        ("KL(p || q_S)", "<mrow>KL<mrow>(<mrow>p∥<msub>qS</msub></mrow>)</mrow></mrow>"),
        ("[0, +infinity)", "<mrow>[<mrow>0,+∞</mrow>)</mrow>"),
        ("C(L, k)", "<mrow>(<mfrac>Lk</mfrac>)</mrow>"),
        ("C(x)", "<mrow>C<mrow>(x)</mrow></mrow>"),
        ("i in U", "i∈U"),
        ("1..L", "1…L"),
        ("1.5 x", "1.5x"),
        ("X_1, ..., X_L", "<msub>X1</msub>,…,<msub>XL</msub>"),
        ("sum_i I_i", "<munder>∑i</munder><msub>Ii</msub>"),
        ("sum_{m=1..L-1} x", "<munderover>∑<mrow>m=1</mrow><mrow>L−1</mrow></munderover>x"),
        ("max_x f(x)", "<munder>maxx</munder><mrow>f<mrow>(x)</mrow></mrow>"),
        ("max(a, b)", "<mrow>max<mrow>(<mrow>a,b</mrow>)</mrow></mrow>"),
        ("m! (L-m)!", "<mrow>m!</mrow><mrow><mrow>(<mrow>L−m</mrow>)</mrow>!</mrow>"),
        ("m | n", "m∣n"),
        ("a/b", "a/b"),
        ("A \\ B", "A\\B"),
    ];
    for (formula, expected) in table {
        assert_eq!(plain(formula, false), expected, "{formula}");
    }
}

#[test]
fn quotients_are_built_up_where_there_is_room() {
    assert_eq!(plain("(a + b)/(2 c) x", true), "<mfrac><mrow>a+b</mrow><mrow>2c</mrow></mfrac>x");
    assert_eq!(plain("L h_k/k", true), "L<mfrac><msub>hk</msub>k</mfrac>");
    assert_eq!(plain("p(x)/q(x)", true), "<mfrac><mrow>p<mrow>(x)</mrow></mrow><mrow>q<mrow>(x)</mrow></mrow></mfrac>");
}

#[test]
fn what_is_no_formula_is_not_read() {
    for text in ["", "(a", "a)", "a_", "{a", "sum_{k", "a b\"", "@", "()", "[a, b"] {
        assert_eq!(read(text, false), None, "{text}");
    }
}

#[test]
fn markdown_has_nothing_to_read_in_a_formula() {
    for formula in ["C* + a * b", "|A| = x_1", "x < y", "a_i^b_j", "[a](b)", "p ~ q", "\\"] {
        let Some(row) = read(formula, false) else { continue };
        let text = mathml::inline(&row, "", "");
        let mut outside = String::new();
        let mut inside = false;
        for c in text.chars() {
            inside = if c == '<' {
                true
            } else if c == '>' {
                false
            } else {
                inside
            };
            if !inside && c != '>' {
                outside.push(c);
            }
        }
        assert!(outside.chars().all(|c| c.is_ascii_alphanumeric() || "&#;".contains(c)), "{formula}: {outside}");
        assert!(!text.contains('\n'));
    }
}

fn claims() -> Vec<String> {
    pages::claims(&root()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn code_is_told_from_formulas() {
    let claims = claims();
    let code = [
        "li-cai-thm1",
        "li-cai-thm2-upper.*",
        "han.curve",
        "from-0",
        "rounding-up-4-3",
        "a-every-size",
        "decision.rs",
        "maskproof constant",
        "proofs-notes/",
        "exists schedule",
        "src/exact/sign.rs",
        "larger",
        "make verify",
    ];
    for span in code {
        assert_eq!(kind(span, &claims), Kind::Code, "{span}");
    }
    let formulas = [
        "L",
        "eps_train",
        "s_max = 1",
        "m-1",
        "L - m",
        "h_k",
        "ln V",
        "E_S KL(p || q_S)",
        "log2 s",
        "s-theta",
        "TC + DTC",
        "sum of s 2^-j over j",
        "(s_max - 1)/L",
        "a",
        "tau",
    ];
    for span in formulas {
        assert_eq!(kind(span, &claims), Kind::Formula, "{span}");
    }
}

#[test]
fn spans_in_text() {
    let convert = |text: &str| {
        let mut outcome = Outcome::default();
        let link = |span: &str| (span == "li-cai-thm1").then(|| "there".to_owned());
        let result = set(text, &Setting { claims: &claims(), formulas: true, link: &link }, &mut outcome);
        (result, outcome)
    };
    let (text, outcome) = convert("Let `x\n>= 1`, and `decision.rs`.\n\n`y = 1`,\n\n```\n`z`\n```\n\n    `w`\n");
    assert_eq!((outcome.formulas, outcome.unread.len()), (2, 0));
    assert!(text.starts_with("Let <math>") && text.contains("</math>,</span> and `decision.rs`.\n"), "{text}");
    assert!(text.contains("<math display=\"block\">") && text.contains("<mtext>&#44;</mtext></math>\n"), "{text}");
    assert!(text.ends_with("\n```\n`z`\n```\n\n    `w`\n"), "{text}");
    let (text, outcome) = convert("| `H(A\\|B)` | b |\n");
    assert_eq!((outcome.formulas, text.matches('|').count()), (1, 3), "{text}");
    let (text, _) = convert("# `li-cai-thm1`\n\n`li-cai-thm1` [`li-cai-thm1`](x)\n");
    assert_eq!(text, "# `li-cai-thm1`\n\n[`li-cai-thm1`](there) [`li-cai-thm1`](x)\n");
    let (text, outcome) = convert("`x = \"` and `` a`b `` and `left");
    assert_eq!((text.as_str(), outcome.formulas), ("`x = \"` and `` a`b `` and `left", 0));
}

/// Every note: what looks like a formula can be read.
#[test]
fn the_notes_are_read_to_the_last_formula() {
    let (claims, mut formulas) = (claims(), 0);
    for name in pages::names(&root().join("proofs-notes"), "md").unwrap() {
        let text = std::fs::read_to_string(root().join("proofs-notes").join(format!("{name}.md"))).unwrap();
        let mut outcome = Outcome::default();
        let setting = Setting { claims: &claims, formulas: true, link: &|_| None };
        let converted = set(&text, &setting, &mut outcome);
        assert_eq!(outcome.unread, [""; 0], "proofs-notes/{name}.md");
        assert_eq!(converted.matches("<math").count(), converted.matches("</math>").count());
        formulas += outcome.formulas;
    }
    assert!(formulas > 900, "{formulas}");
}

/// The pages of the repository as it is.
#[test]
fn the_book_is_assembled_from_every_document() {
    let out = std::env::temp_dir().join(format!("maskproof-book-test-{}", std::process::id()));
    let assembled = pages::assemble(&root(), &out).unwrap();
    let summary = std::fs::read_to_string(out.join("src/SUMMARY.md")).unwrap();
    for (folder, name) in
        [("docs", "claim-language"), ("docs", "hunt"), ("proofs-notes", "han"), ("proofs-notes", "index")]
    {
        assert!(summary.contains(&format!("]({folder}/{name}.md)")), "{summary}");
    }
    let catalogue = std::fs::read_to_string(out.join("src/catalogue.md")).unwrap();
    assert_eq!(catalogue.matches("\n## ").count(), claims().len());
    assert!(assembled.pages > 15);
    std::fs::remove_dir_all(&out).unwrap();
}
