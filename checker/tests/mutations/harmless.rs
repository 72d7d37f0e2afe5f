//! The changes that leave a document of the corpus true.

use serde_json::Value;

use super::mutator::{Edit, harmless_anywhere};

/// Changes of one file below one place that leave it true, and why. Of a string of the claim: the piece that is changed
/// and what it becomes; of anything else: nothing, and the new value (as JSON; nothing where an item is moved).
pub struct Harmless {
    pub file: &'static str,
    pub why: &'static str,
    changes: &'static [(&'static str, &'static str, &'static str)],
}

/// Why a change in this place leaves the document true, if it does.
pub fn harmless(file: &str, original: &Value, edit: &Edit) -> Option<&'static str> {
    if let Some(why) = harmless_anywhere(original, edit) {
        return Some(why);
    }
    let is_text_of_claim = edit.path == "/claim/statement" || edit.path == "/claim/constant/value";
    let old = original.pointer(&edit.path).and_then(Value::as_str).unwrap_or_default();
    let listed = |(place, from, to): &(&str, &str, &str)| {
        let same = match edit.change() {
            Some(Value::String(new)) if is_text_of_claim => *new == old.replace(from, to),
            Some(new) => serde_json::to_string(new).is_ok_and(|new| new == *to),
            None => to.is_empty(),
        };
        edit.path == *place && same
    };
    let entry = HARMLESS.iter().find(|entry| entry.file == file && entry.changes.iter().any(listed));
    entry.map(|entry| entry.why)
}

pub const HARMLESS: &[Harmless] = &[
    Harmless {
        file: "case-equality-l3",
        why: "the sides are equal, so >= is an equality too; eps_train is 0 for the exact predictor",
        changes: &[("/claim/statement", "<=", ">="), ("/claim/statement", "+", "-")],
    },
    Harmless {
        file: "case-equality-l3",
        why: "with three equal tokens E_KL = 2 H and the right side is 2/3 * 3 H, whatever the entropy H of one token",
        changes: &[
            ("/law/counts/0 taken out", "", ""),
            ("/law/counts/0/1", "", r#""11""#),
            ("/law/counts/0/1", "", r#""2""#),
            ("/law/counts/1 taken out", "", ""),
            ("/law/counts/1/1", "", r#""11""#),
            ("/law/counts/1/1", "", r#""2""#),
        ],
    },
    Harmless {
        file: "case-equality-l3",
        why: "V is not in the statement",
        changes: &[("/law/vocabulary_size", "", "3")],
    },
    Harmless {
        file: "case-li-cai-thm1-repetition-l3",
        why: "a greater factor than 1 of a positive right side, where 2/3 would be enough",
        changes: &[
            ("/claim/constant/value", "(2^ceil(log2(s_max))", "(22^ceil(log2(s_max))"),
            ("/claim/constant/value", "(2^ceil(log2(s_max))", "(3^ceil(log2(s_max))"),
            ("/claim/constant/value", "-", "--"),
            ("/claim/constant/value", "-", "+"),
            ("/claim/constant/value", "1)/L", "1)*L"),
            ("/claim/constant/value", "1)/L", "- 1)/L"),
        ],
    },
    Harmless {
        file: "case-li-cai-thm1-repetition-l3",
        why: "the verdict `holds` is strict; eps_train is 0 for the exact predictor",
        changes: &[("/claim/statement", "<=", "<"), ("/claim/statement", "+", "-")],
    },
    Harmless {
        file: "case-li-cai-thm1-repetition-l3",
        why: "Theorem 1 is true of every law; the factor 1 exceeds the sharp 2/3, and the law has dependent tokens",
        changes: &[
            ("/law/counts/0/0/0", "", "1"),
            ("/law/counts/0/0/1", "", "1"),
            ("/law/counts/0/0/2", "", "1"),
            ("/law/counts/0/1", "", r#""11""#),
            ("/law/counts/0/1", "", r#""2""#),
            ("/law/counts/1/0/0", "", "0"),
            ("/law/counts/1/0/1", "", "0"),
            ("/law/counts/1/0/2", "", "0"),
            ("/law/counts/1/1", "", r#""11""#),
            ("/law/counts/1/1", "", r#""2""#),
        ],
    },
    Harmless {
        file: "case-li-cai-thm1-repetition-l3",
        why: "V is not in the statement",
        changes: &[("/law/vocabulary_size", "", "3")],
    },
    Harmless {
        file: "case-output-mixture-l3",
        why: "the verdict `holds` is strict",
        changes: &[("/claim/statement", "<=", "<")],
    },
    Harmless {
        file: "case-output-mixture-l3",
        why: "the inequality is true of every law and schedule, strictly unless all orders give one output law",
        changes: &[("/instance/schedule/0 swapped", "", "")],
    },
    Harmless {
        file: "case-output-mixture-l3",
        why: "the inequality is true of every law and schedule, strictly unless all orders give one output law",
        changes: &[
            ("/law/counts/0 taken out", "", ""),
            ("/law/counts/0/0/2", "", "1"),
            ("/law/counts/0/1", "", r#""33""#),
            ("/law/counts/0/1", "", r#""4""#),
            ("/law/counts/0/1", "", r#""2""#),
            ("/law/counts/1/0/0 swapped", "", ""),
            ("/law/counts/1/0/0", "", "1"),
            ("/law/counts/1/0/1 swapped", "", ""),
            ("/law/counts/1/0/2", "", "1"),
            ("/law/counts/1/1", "", r#""11""#),
            ("/law/counts/1/1", "", r#""2""#),
            ("/law/counts/2/0/0", "", "0"),
            ("/law/counts/2/0/1", "", "0"),
            ("/law/counts/2/0/2", "", "0"),
            ("/law/counts/2/1", "", r#""22""#),
            ("/law/counts/2/1", "", r#""3""#),
            ("/law/counts/2/1", "", r#""1""#),
        ],
    },
    Harmless {
        file: "case-output-mixture-l3",
        why: "V is not in the statement",
        changes: &[("/law/vocabulary_size", "", "3")],
    },
    Harmless {
        file: "case-violated-l3",
        why: "ln 2 > c ln 2 for every c < 1, strictly or not; I(1; 3) = ln 2 as well; 1 stays in the range of i",
        changes: &[
            ("/claim/statement", "1..L-1:", "1..L--1:"),
            ("/claim/statement", "1..L-1:", "1..L+1:"),
            ("/claim/statement", "1..L-1:", "1..L-2:"),
            ("/claim/statement", "i+1..L)", "i+2..L)"),
            ("/claim/statement", "<=", "<"),
            ("/claim/statement", "ln(V)/2", "ln(V)/22"),
            ("/claim/statement", "ln(V)/2", "ln(V)/3"),
        ],
    },
    Harmless {
        file: "case-violated-l3",
        why: "I(2; 3) = ln 2 as well",
        changes: &[("/instance/variables/i", "", r#""2""#)],
    },
    Harmless {
        file: "case-violated-l3",
        why: "I(1; 2, 3) = H(1), as tokens 2 and 3 still tell token 1, and H(1) is ln 2, or ln 3 - 2/3 ln 2; both exceed 1/2 ln 2",
        changes: &[
            ("/law/counts/0/0/1", "", "1"),
            ("/law/counts/0/0/2", "", "1"),
            ("/law/counts/0/1", "", r#""2""#),
            ("/law/counts/1/0/1", "", "0"),
            ("/law/counts/1/0/2", "", "0"),
            ("/law/counts/1/1", "", r#""2""#),
        ],
    },
    Harmless { file: "case-violated-l3", why: "ln 2 > 1/2 ln 3", changes: &[("/law/vocabulary_size", "", "3")] },
    Harmless {
        file: "constant-li-cai-thm1-l3",
        why: "the difference and the constant's factor vanish on that ray and at ln V; a multiple of the point is as good",
        changes: &[
            ("/sharpness/ln_v", "", r#""1""#),
            ("/sharpness/rays/0", "", r#""11""#),
            ("/sharpness/rays/0", "", r#""2""#),
            ("/sharpness/rays/2", "", r#""1""#),
        ],
    },
    Harmless {
        file: "constant-li-cai-thm2-lower-l4",
        why: "another way to write the number",
        changes: &[("/claim/statement", "0..j,", "00..j,")],
    },
    Harmless {
        file: "constant-li-cai-thm2-lower-l4",
        why: "the difference and the constant's factor vanish on the last ray and at ln V",
        changes: &[("/sharpness/ln_v", "", r#""1""#), ("/sharpness/rays/3", "", r#""1""#)],
    },
    Harmless {
        file: "constant-ln-v-l3",
        why: "a multiple of the point is as good",
        changes: &[("/sharpness/rays/0", "", r#""11""#), ("/sharpness/rays/0", "", r#""2""#)],
    },
    Harmless {
        file: "counterexample-every-schedule-l3",
        why: "TC > 0, and a greater bound is violated as well; so is the strict relation; eps_train is 0",
        changes: &[
            ("/claim/statement", ">=", ">"),
            ("/claim/statement", "1/2", "11/2"),
            ("/claim/statement", "1/2", "2/2"),
            ("/claim/statement", "1/2", "12"),
            ("/claim/statement", "1/2", "1*2"),
            ("/claim/statement", "+", "-"),
        ],
    },
    Harmless {
        file: "counterexample-one-schedule-l3",
        why: "E_KL is 0 at the law, so that any positive bound is violated",
        changes: &[
            ("/claim/constant/value", "1/16", "11/16"),
            ("/claim/constant/value", "1/16", "2/16"),
            ("/claim/constant/value", "1/16", "116"),
            ("/claim/constant/value", "1/16", "1*16"),
            ("/claim/constant/value", "1/16", "1/6"),
            ("/claim/constant/value", "1/16", "1/116"),
            ("/claim/constant/value", "1/16", "1/26"),
            ("/claim/constant/value", "1/16", "1/1"),
            ("/claim/constant/value", "1/16", "1/166"),
            ("/claim/constant/value", "1/16", "1/17"),
        ],
    },
    Harmless {
        file: "counterexample-one-schedule-l3",
        why: "E_KL is 0 at the law, and the right side stays positive; the instance and its schedules are the same; eps_train is 0",
        changes: &[
            ("/claim/statement", ">=", ">"),
            ("/claim/statement", "C *", "C /"),
            ("/claim/statement", "* 2^j", "* 22^j"),
            ("/claim/statement", "* 2^j", "* 3^j"),
            ("/claim/statement", "0..j,", "00..j,"),
            ("/claim/statement", "0..j,", "1..j,"),
            ("/claim/statement", "2^-k", "22^-k"),
            ("/claim/statement", "2^-k", "3^-k"),
            ("/claim/statement", "2^-k", "2^k"),
            ("/claim/statement", "2^(j-k)))", "3^(j-k)))"),
            ("/claim/statement", "2^(j-k)))", "2^(k-k)))"),
            ("/claim/statement", "+", "-"),
        ],
    },
    Harmless {
        file: "counterexample-one-schedule-l3",
        why: "three equal tokens, however distributed: E_KL of (1,2) is 0, and the right side is positive",
        changes: &[
            ("/refutations/0/law/counts/0/1", "", r#""11""#),
            ("/refutations/0/law/counts/0/1", "", r#""2""#),
            ("/refutations/0/law/counts/1/1", "", r#""11""#),
            ("/refutations/0/law/counts/1/1", "", r#""2""#),
            ("/refutations/0/law/vocabulary_size", "", "3"),
        ],
    },
    Harmless {
        file: "counterexample-one-schedule-l3",
        why: "near the parity law: E_KL of (2,1) is I(1; 2) = 0.014, and the right side 0.044; V is not in the statement",
        changes: &[
            ("/refutations/1/law/counts/0/1", "", r#""2""#),
            ("/refutations/1/law/counts/1/1", "", r#""2""#),
            ("/refutations/1/law/counts/2/1", "", r#""2""#),
            ("/refutations/1/law/counts/3/1", "", r#""2""#),
            ("/refutations/1/law/vocabulary_size", "", "3"),
        ],
    },
    Harmless {
        file: "counterexample-tetracode-l4",
        why: "E_KL is 0 at the law, so that any positive bound is violated",
        changes: &[
            ("/claim/constant/value", "1/16", "11/16"),
            ("/claim/constant/value", "1/16", "2/16"),
            ("/claim/constant/value", "1/16", "116"),
            ("/claim/constant/value", "1/16", "1*16"),
            ("/claim/constant/value", "1/16", "1/6"),
            ("/claim/constant/value", "1/16", "1/116"),
            ("/claim/constant/value", "1/16", "1/26"),
            ("/claim/constant/value", "1/16", "1/1"),
            ("/claim/constant/value", "1/16", "1/166"),
            ("/claim/constant/value", "1/16", "1/17"),
        ],
    },
    Harmless {
        file: "counterexample-tetracode-l4",
        why: "E_KL is 0 at the law, and the right side stays positive; the instance and its schedules are the same; eps_train is 0",
        changes: &[
            ("/claim/statement", ">=", ">"),
            ("/claim/statement", "C *", "C /"),
            ("/claim/statement", "* 2^j", "* 22^j"),
            ("/claim/statement", "* 2^j", "* 3^j"),
            ("/claim/statement", "0..j,", "00..j,"),
            ("/claim/statement", "0..j,", "1..j,"),
            ("/claim/statement", "2^-k", "22^-k"),
            ("/claim/statement", "2^-k", "3^-k"),
            ("/claim/statement", "2^-k", "2^k"),
            ("/claim/statement", "2^(j-k)))", "3^(j-k)))"),
            ("/claim/statement", "2^(j-k)))", "2^(k-k)))"),
            ("/claim/statement", "2^(j-k)))", "2^(j--k)))"),
            ("/claim/statement", "2^(j-k)))", "2^(j+k)))"),
            ("/claim/statement", "+", "-"),
        ],
    },
    Harmless {
        file: "counterexample-tetracode-l4",
        why: "copies of the code, and the code of the same dimension over the field of order 4, have E_KL = 0 too",
        changes: &[
            ("/refutations/0/law/codes/0 doubled", "", ""),
            ("/refutations/0/law/codes/0/copies", "", "2"),
            ("/refutations/0/law/codes/0/field", "", "4"),
        ],
    },
    Harmless {
        file: "mixture-li-cai-thm2-lower-l3",
        why: "another way to write the number",
        changes: &[("/claim/statement", "0..j,", "00..j,")],
    },
    Harmless {
        file: "mixture-one-schedule-l3",
        why: "ideal_KL of (2,1) is Z(2)",
        changes: &[("/claim/statement", "<=", ">=")],
    },
    Harmless {
        file: "rays-chain-l3",
        why: "another way to write the number",
        changes: &[("/claim/statement", "0", "00")],
    },
    Harmless {
        file: "rays-identity-l3",
        why: "another way to write the number",
        changes: &[("/claim/statement", "0", "00")],
    },
    Harmless {
        file: "rays-no-instance-l1",
        why: "the range is still empty, and then any relation holds; 00 is another way to write the number",
        changes: &[
            ("/claim/statement", "1..L-1:", "11..L-1:"),
            ("/claim/statement", "1..L-1:", "2..L-1:"),
            ("/claim/statement", "1..L-1:", "1..-1:"),
            ("/claim/statement", "1..L-1:", "1..L-11:"),
            ("/claim/statement", "1..L-1:", "1..L-2:"),
            ("/claim/statement", ">=", "<="),
            ("/claim/statement", ">=", ">"),
            ("/claim/statement", "0", "00"),
        ],
    },
];
