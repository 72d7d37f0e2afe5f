//! What trials by people found to be wrong, each as the input that showed it with the right outcome. One file a topic;
//! the inputs that are more than a line stand in `fixtures/regressions/`.

#[path = "../common/mod.rs"]
mod common;

mod certificates;
mod decisions;
mod earlier_runs;
mod hunts;
mod limits;
mod messages;
mod outputs;
mod readers;
mod verdicts;
