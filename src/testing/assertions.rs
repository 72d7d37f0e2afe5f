//! The assertions.

use super::failure::Failure;

/// What an assertion gives back, or its failure as a panic at the place of the assertion.
///
/// # Panics
/// When it failed.
#[doc(hidden)]
#[track_caller]
pub fn expect<T>(result: Result<T, Failure>) -> T {
    match result {
        Ok(passed) => passed,
        // Not in a closure, which has a place of its own.
        Err(failure) => panic!("{failure}"),
    }
}

/// Asserts that a claim holds on a law, or on random laws: every case is decided exactly.
///
/// The claim is a text: a statement, or the whole text of a claim file. The law is a [`Law`](crate::Law), one with its
/// predictor ([`Setting`](crate::Setting)), or a reference to one. Random laws are `random(V = .., L = ..)`, or
/// [`laws`](crate::testing::laws) with the kinds that are wanted; behind them may stand `number = ..` and `seed = ..`.
/// It gives back what the claim [`Passed`](crate::testing::Passed) on.
///
/// ```
/// use maskproof::testing::{LawKind, laws};
/// use maskproof::{Law, assert_claim};
///
/// let bound = "for all law, schedule: E_KL <= TC + eps_train";
/// assert_claim!(bound, Law::named("parity(L=3,V=2)").unwrap());
/// assert_claim!(bound, laws = random(V = 2..=3, L = 2..=3), number = 40);
/// let passed = assert_claim!(bound, laws = laws(2, 2..=3).of([LawKind::Code]), number = 40, seed = 3);
/// assert_eq!(passed.laws, 40);
/// ```
///
/// The variables `MASKPROOF_TEST_SEED` and `MASKPROOF_TEST_NUMBER` of the environment replace the seed and the number
/// of random laws.
///
/// # Panics
/// When a law breaks the claim; when it was not decided, has no case, or holds vacuously in each; when the text is no
/// claim. The message is that of [`Failure`](crate::testing::Failure).
#[macro_export]
macro_rules! assert_claim {
    ($claim:expr, laws = random(V = $vocabulary:expr, L = $length:expr $(,)?)
     $(, number = $number:expr)? $(, seed = $seed:expr)? $(,)?) => {{
        let run = $crate::testing::RandomRun::default()$(.number($number))?$(.seed($seed))?;
        let laws = $crate::testing::laws($vocabulary, $length);
        let checked = run.or_environment().and_then(|run| $crate::testing::check_random($claim, &laws, run));
        $crate::testing::expect(checked)
    }};
    ($claim:expr, laws = $laws:expr $(, number = $number:expr)? $(, seed = $seed:expr)? $(,)?) => {{
        let run = $crate::testing::RandomRun::default()$(.number($number))?$(.seed($seed))?;
        let checked = run.or_environment().and_then(|run| $crate::testing::check_random($claim, &$laws, run));
        $crate::testing::expect(checked)
    }};
    ($claim:expr, $law:expr $(,)?) => {
        $crate::testing::expect($crate::testing::check($claim, $law))
    };
}

/// Asserts that a claim is true for all laws of a length, or of each length of a range, over all vocabularies and with
/// all predictors. It gives back the decisions.
///
/// ```
/// use maskproof::assert_proved;
/// assert_proved!("for all law, schedule: E_KL <= (s_max - 1)/L * sum(i in 1..L, I(i; rest)) + eps_train", L in 2..=8);
/// assert_proved!("for all law with L >= 3: h(3) <= 3 * h(1)", L = 4);
/// ```
///
/// # Panics
/// When it is not proved at one of the lengths: refuted, undecided, without a case or without a meaning. The message is
/// that of [`Failure`](crate::testing::Failure).
#[macro_export]
macro_rules! assert_proved {
    ($claim:expr, L in $lengths:expr $(,)?) => {
        $crate::testing::expect($crate::testing::prove($claim, $lengths))
    };
    ($claim:expr, L = $length:expr $(,)?) => {
        $crate::testing::expect($crate::testing::prove($claim, $length))
    };
}

/// Asserts that a claim is false at a length, or at each length of a range: some law breaks it. It gives back the
/// decisions, from which [`Claim::breaking_laws`](crate::Claim::breaking_laws) makes laws.
///
/// ```
/// use maskproof::assert_refuted;
/// assert_refuted!("for all law, schedule: E_KL <= 1/2 * TC + eps_train", L in 2..=4);
/// ```
///
/// # Panics
/// When it is not refuted at one of the lengths. The message is that of [`Failure`](crate::testing::Failure).
#[macro_export]
macro_rules! assert_refuted {
    ($claim:expr, L in $lengths:expr $(,)?) => {
        $crate::testing::expect($crate::testing::refute($claim, $lengths))
    };
    ($claim:expr, L = $length:expr $(,)?) => {
        $crate::testing::expect($crate::testing::refute($claim, $length))
    };
}
