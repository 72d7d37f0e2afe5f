//! Families of rules: error against the number of calls of the predictor.

use crate::limits::RULE_RANGE_LIMIT;

/// The families.
const FAMILIES: [&str; 5] = ["low-confidence", "random", "top", "margin", "entropy"];

/// A rule of a family with its number of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurvePoint {
    /// The family.
    pub family: &'static str,
    /// The number of calls: the steps of all blocks.
    pub calls: usize,
    /// The rule.
    pub rule: String,
}

/// The rules of each family for 1 to `most` calls, and no more than there are positions: steps alone, and for as many
/// calls in all, steps in blocks of equal size.
pub fn curve(length: usize, most: usize) -> Vec<CurvePoint> {
    let mut points = Vec::new();
    for family in FAMILIES {
        for calls in 1..=most.min(length) {
            let mut add = |rule| points.push(CurvePoint { family, calls, rule });
            add(format!("{family}:steps={calls}"));
            for blocks in (2..=calls).filter(|blocks| calls.is_multiple_of(*blocks) && length.is_multiple_of(*blocks)) {
                add(format!("blocks:{}[{family}:steps={}]", length / blocks, calls / blocks));
            }
        }
    }
    points
}

/// The rules that a text with a range `steps=A..B` or `T=A..B` stands for, one for each number; any other text stands
/// for itself.
pub fn expanded(text: &str) -> Vec<String> {
    let range = ["steps=", "T="].iter().find_map(|key| {
        let start = text.find(key)? + key.len();
        let (first, rest) = text[start..].split_once("..")?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (last, behind) = rest.split_at(digits);
        let numbers = first.parse::<usize>().ok()?..=last.parse::<usize>().ok()?;
        let number = numbers.end().checked_sub(*numbers.start())?;
        (number < RULE_RANGE_LIMIT).then_some((&text[..start], numbers, behind))
    });
    match range {
        Some((before, numbers, behind)) => numbers.map(|number| format!("{before}{number}{behind}")).collect(),
        None => vec![text.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_stand_for_rules() {
        assert_eq!(expanded("random:steps=2..4"), ["random:steps=2", "random:steps=3", "random:steps=4"]);
        assert_eq!(expanded("mdlm:linear,T=1..2@t=0"), ["mdlm:linear,T=1@t=0", "mdlm:linear,T=2@t=0"]);
        for text in ["random:2", "random:steps=3..2", "random:steps=1..65", "random:steps=1..", "mdlm:grid=1/2;1"] {
            assert_eq!(expanded(text), [text]);
        }
    }

    #[test]
    fn blocks_and_steps_stand_at_equal_numbers_of_calls() {
        let points = curve(4, 9);
        let of_random: Vec<_> = points
            .iter()
            .filter(|point| point.family == "random")
            .map(|point| (point.calls, point.rule.as_str()))
            .collect();
        let expected = [
            (1, "random:steps=1"),
            (2, "random:steps=2"),
            (2, "blocks:2[random:steps=1]"),
            (3, "random:steps=3"),
            (4, "random:steps=4"),
            (4, "blocks:2[random:steps=2]"),
            (4, "blocks:1[random:steps=1]"),
        ];
        assert_eq!(of_random, expected);
    }
}
