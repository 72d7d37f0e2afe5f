//! The hunt that a user can start, where a decision and its short hunt found no law over the vocabulary in question.

use maskproof::law::Shape;
use maskproof::sampler::Schedule;

/// The command of a hunt over laws of a shape.
pub fn command(claim: &str, shape: Shape, schedules: Option<&[Schedule]>) -> String {
    let quoted = if claim.contains(|letter: char| letter.is_whitespace() || letter == '\'') {
        format!("'{}'", claim.replace('\'', "'\\''"))
    } else {
        claim.to_owned()
    };
    let (length, vocabulary_size) = (shape.length(), shape.vocabulary_size());
    let mut text = format!("maskproof hunt {quoted} --vocabulary {vocabulary_size} --length {length}");
    for schedule in schedules.unwrap_or_default() {
        let sizes: Vec<String> = schedule.blocks().iter().map(ToString::to_string).collect();
        text += &format!(" --schedule {}", sizes.join(","));
    }
    text
}
