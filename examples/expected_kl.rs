//! The exact error of a schedule for a law: how far the sampler's output is from the law, on average over the orders.
//!
//! Run with `cargo run --example expected_kl`.

use maskproof::entropy::AverageCurve;
use maskproof::exact::Unit;
use maskproof::law::families::parse_spec;
use maskproof::law::{Law, PatternCounts};
use maskproof::sampler::{Schedule, ideal_expected_kl};

/// The expected KL of the exact predictor, in bits, to twelve digits.
fn expected_kl_in_bits(law: &Law, schedule: &Schedule) -> String {
    let curve = AverageCurve::new(&PatternCounts::new(law));
    ideal_expected_kl(&curve, schedule).to_decimal(12, Unit::Bits)
}

/// The cost of four schedules for three bits of even parity: any two are independent, and the third is known from them.
pub fn report() -> Vec<String> {
    let law = parse_spec("parity(L=3,V=2)").expect("a family of laws");
    let schedules = [vec![3], vec![1, 2], vec![2, 1], vec![1, 1, 1]];
    let line = |blocks: Vec<usize>| {
        let schedule = Schedule::new(blocks).expect("positive blocks");
        format!("schedule {schedule}: {} bits", expected_kl_in_bits(&law, &schedule))
    };
    schedules.map(line).into()
}

fn main() {
    report().iter().for_each(|line| println!("{line}"));
}
