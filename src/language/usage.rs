//! What a word stands with, for messages about one that stands otherwise.

use crate::sampler::named_schedules::NAMED_SCHEDULES;

use super::words::{Extremum, Halving, Meaning, Multivariate, OrderPart, POLICIES, WORDS, find};

/// What a word stands with, as `takes one scalar`, and a piece of a statement that uses it so; `None` for other names.
pub fn usage(name: &str) -> Option<(String, String)> {
    match find(name) {
        Some(word) => Some(of_meaning(word.spelling, word.meaning)),
        None => of_construction(name),
    }
}

fn of_meaning(name: &str, meaning: Meaning) -> (String, String) {
    match meaning {
        Meaning::Measure(_) if Multivariate::of_word(name).is_some() => {
            ("takes no argument, or positions and perhaps others behind `|`".to_owned(), format!("{name}(1, 2 | 3)"))
        }
        Meaning::Scalar(_) | Meaning::LawNumber(_) | Meaning::Measure(_) => {
            ("takes no argument".to_owned(), name.to_owned())
        }
        Meaning::Entry(_) => ("takes one index in square brackets".to_owned(), format!("{name}[1]")),
        Meaning::Function(_) | Meaning::MeasureFunction(_) => scalars(name, 1),
        Meaning::Binomial | Meaning::PermutationError => scalars(name, 2),
        Meaning::Bernstein => (scalars(name, 3).0, format!("{name}(1, 2, 1/2)")),
        Meaning::Beta => scalars(name, 4),
        Meaning::Extremum(Extremum::Minimum | Extremum::Maximum) => {
            ("takes values, or a range and a term".to_owned(), format!("{name}(L, 2)"))
        }
        Meaning::Divergence(_) => {
            let derived = halvings().map(|derived| format!("`{name}({derived})`")).collect::<Vec<_>>().join(" and ");
            (format!("takes no argument, but for {derived}"), name.to_owned())
        }
        Meaning::Rounds(_) => ("takes the unit that rounds are counted in".to_owned(), format!("{name}(nat)")),
        Meaning::OrderPart(OrderPart::Block | OrderPart::Before) => (scalars(name, 1).0, format!("H({name}(1))")),
        Meaning::Halving(Halving::LargerFirst | Halving::SmallerFirst) => {
            ("is an argument of `E_KL` and `ideal_KL`".to_owned(), format!("E_KL({name})"))
        }
        Meaning::Grammar => of_grammar(name),
    }
}

/// The words that the grammar places.
fn of_grammar(name: &str) -> (String, String) {
    let (takes, example) = match name {
        "H" => ("takes positions, and perhaps others behind `|`", "H(1 | 2)"),
        "H0" => ("takes positions", "H0(1, 2)"),
        "I" => ("takes two sets of positions with `;` between them", "I(1; 2)"),
        "NMI_min" | "NMI_max" | "NMI_mean" | "NMI_joint" => {
            return ("takes two sets of positions with `;` between them".to_owned(), format!("{name}(1; 2)"));
        }
        "mass" => ("takes the number of a word and positions, and perhaps others behind `|`", "mass(1; all)"),
        "predicted" => ("takes the number of a word and positions, and others behind `|`", "predicted(1; 1 | 2)"),
        "subsets" => ("stands behind `in`", "sum(A in subsets(2), H(A))"),
        "sum" => (FOLD, "sum(i in 1..L, I(i; rest))"),
        _ => return (FOLD.to_owned(), format!("{name}(i in 1..L, H(i))")),
    };
    (takes.to_owned(), example.to_owned())
}

/// What a sum and a mean take.
const FOLD: &str = "takes a variable with its range, and a term";

/// The schedules and policies that a quantifier may name.
fn of_construction(name: &str) -> Option<(String, String)> {
    let called = |kind: &str, count: usize| {
        let called = if count == 0 { name.to_owned() } else { scalars(name, count).1 };
        (format!("stands behind `{kind} =`"), format!("for all law, {kind} = {called}: TC >= 0"))
    };
    let policy = POLICIES.iter().find(|(known, ..)| *known == name).map(|(.., count)| called("policy", *count));
    policy.or_else(|| {
        let schedule = NAMED_SCHEDULES.iter().find(|(known, _)| *known == name);
        schedule.map(|(_, count)| called("schedule", *count))
    })
}

/// So many scalars in parentheses.
fn scalars(name: &str, count: usize) -> (String, String) {
    let words = if count == 1 { "one scalar".to_owned() } else { format!("{count} scalars") };
    let example = ["2", "4, 2", "4, 3, 2", "1, 2, 0, 1"].get(count.wrapping_sub(1)).copied().unwrap_or("2");
    (format!("takes {words} in parentheses"), format!("{name}({example})"))
}

/// The spellings of the derived schedules.
pub fn halvings() -> impl Iterator<Item = &'static str> {
    WORDS.iter().filter(|word| matches!(word.meaning, Meaning::Halving(_))).map(|word| word.spelling)
}
