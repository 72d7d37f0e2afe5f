//! What the two programs say. Here alone stands how the checker is called.

use std::panic::{AssertUnwindSafe, catch_unwind};

use maskproof::language::StatementError;
use maskproof::language::error::Mistake;
use maskproof::language::resolve::read_with_constant;

use maskproof_checker::{Refusal, Why};

use super::text::Text;

/// The answer of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    Accepted,
    /// Accepted, but nothing was shown.
    Vacuous,
    /// Right or wrong: this program does not decide it.
    Declined(String),
    /// Beyond a limit on sizes.
    TooLarge(String),
    /// Not well formed, or false.
    Rejected(String),
    /// The program ended in a panic.
    Panic,
}

impl Answer {
    /// The kind of answer.
    pub fn class(&self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Vacuous => "vacuous",
            Self::Declined(_) => "declined",
            Self::TooLarge(_) => "too large",
            Self::Rejected(_) => "rejected",
            Self::Panic => "panic",
        }
    }

    /// The kind with the reason, names and numbers left out: what two answers have in common.
    pub fn signature(&self) -> String {
        let (Self::Declined(why) | Self::TooLarge(why) | Self::Rejected(why)) = self else {
            return self.class().to_owned();
        };
        let mut words = String::new();
        for (index, piece) in why.split('`').enumerate() {
            words.push_str(if index % 2 == 0 { piece } else { "_" });
        }
        let words: String = words.chars().filter(|c| !c.is_ascii_digit()).take(60).collect();
        format!("{}: {words}", self.class())
    }
}

fn guarded(answer: impl FnOnce() -> Answer) -> Answer {
    catch_unwind(AssertUnwindSafe(answer)).unwrap_or(Answer::Panic)
}

/// What the checker's reader says of a statement: accepted where it evaluates it.
pub fn checker_reads(text: &Text) -> Answer {
    guarded(|| match maskproof_checker::read(&text.statement, text.constant()) {
        Ok(()) => Answer::Accepted,
        Err(refusal) => refusal.into_answer(),
    })
}

/// What the checker says of a certificate.
pub fn checks(document: &str) -> Answer {
    guarded(|| match maskproof_checker::check(document) {
        maskproof_checker::Answer::Accepted(_) => Answer::Accepted,
        maskproof_checker::Answer::Vacuous(..) => Answer::Vacuous,
        maskproof_checker::Answer::Rejected(rejection) => Refusal::Rejected(rejection).into_answer(),
        maskproof_checker::Answer::Declined(decline) => Refusal::Declined(decline).into_answer(),
    })
}

trait IntoAnswer {
    fn into_answer(self) -> Answer;
}

impl IntoAnswer for Refusal {
    fn into_answer(self) -> Answer {
        match self {
            Self::Rejected(found) => Answer::Rejected(format!("{:?}: {}", found.reason, found.words)),
            Self::Declined(found) => {
                let words = format!("{:?}: {}", found.why, found.words);
                if found.why == Why::TooLarge { Answer::TooLarge(words) } else { Answer::Declined(words) }
            }
        }
    }
}

/// What the engine's reader says of a statement, and the kind of mistake.
pub fn engine_reads(text: &Text) -> (Answer, Option<Mistake>) {
    let mut mistake = None;
    let answer = guarded(|| match engine(text) {
        Ok(()) => Answer::Accepted,
        Err(error) => {
            mistake = Some(error.mistake);
            let too_deep = error.mistake == Mistake::Syntax && error.message.contains(" more than ");
            let too_large = too_deep || error.mistake == Mistake::TooLarge;
            if too_large { Answer::TooLarge(error.message) } else { Answer::Rejected(error.message) }
        }
    });
    (answer, mistake)
}

/// The steps of `Claim::parse` behind the file.
fn engine(text: &Text) -> Result<(), StatementError> {
    read_with_constant(&text.statement, text.constant()).map(|_| ())
}
