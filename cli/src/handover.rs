//! The hunt that a user can start, where a decision and its short hunt found no law over the vocabulary in question.

use maskproof::law::Shape;
use maskproof::sampler::Schedule;

use super::arguments::Stated;

/// The claim as it stands on a command line: its name, or its statement with the constant, quoted where needed.
pub fn typed(claim: Option<&str>, stated: &Stated) -> String {
    let option = |name: &str, value: &Option<String>| value.as_ref().map(|value| format!("{name} {}", quoted(value)));
    let parts = [claim.map(quoted), option("--statement", &stated.statement), option("--constant", &stated.constant)];
    parts.into_iter().flatten().collect::<Vec<String>>().join(" ")
}

/// A word of a command line.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "-_./=,:@%+".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// The command of a hunt over laws of a shape; `claim` is [`typed`].
pub fn command(claim: &str, shape: Shape, schedules: Option<&[Schedule]>) -> String {
    let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
    let mut text = format!("maskproof hunt {claim} --vocabulary {vocabulary_size} --length {length}");
    for schedule in schedules.unwrap_or_default() {
        let sizes: Vec<String> = schedule.blocks().iter().map(ToString::to_string).collect();
        text += &format!(" --schedule {}", sizes.join(","));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_what_was_typed() {
        let stated = |statement: Option<&str>, constant: Option<&str>| Stated {
            statement: statement.map(str::to_owned),
            constant: constant.map(str::to_owned),
        };
        assert_eq!(typed(Some("li-cai-thm1"), &stated(None, None)), "li-cai-thm1");
        assert_eq!(typed(Some("my bound.toml"), &stated(None, None)), "'my bound.toml'");
        let both = typed(None, &stated(Some("for all law: TC <= C*DTC"), Some("C=1/2")));
        assert_eq!(both, "--statement 'for all law: TC <= C*DTC' --constant C=1/2");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
