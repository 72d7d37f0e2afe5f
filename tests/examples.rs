//! The examples of the library say what is true.

#[path = "../examples/check_claim.rs"]
#[allow(dead_code, reason = "the examples' own `main`")]
mod check_claim;
#[path = "../examples/expected_kl.rs"]
#[allow(dead_code, reason = "the examples' own `main`")]
mod expected_kl;

/// Two of three bits of even parity are independent, and the third is known from them: a bit is lost exactly where the
/// last two are revealed together.
#[test]
fn expected_kl_of_parity() {
    let expected = ["(3): 1.00000000000 bits", "(1,2): 1.00000000000 bits", "(2,1): 0 bits", "(1,1,1): 0 bits"];
    assert_eq!(expected_kl::report(), expected.map(|line| format!("schedule {line}")));
}

/// The weather is even parity: TC is one bit, and so is the error of (1,2); half a bit is promised.
#[test]
fn check_claim_on_the_weather() {
    let expected = ["violated in 2 cases", "weather, schedule (1,2): slack -1/2 ln 2 nats, -0.500000 bits"];
    assert_eq!(check_claim::report(), expected);
}
