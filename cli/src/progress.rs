//! Progress bars.

use indicatif::{ProgressBar, ProgressStyle};

/// What a progress bar over laws tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// How long it takes.
    Time,
    /// How long it takes, and how many laws are done in a second.
    TimeAndRate,
}

/// A progress bar over a number of laws on the standard error, where that is a terminal. It is hidden where quiet is
/// asked for.
pub fn bar(laws: u64, told: Told, is_quiet: bool) -> ProgressBar {
    if is_quiet {
        return ProgressBar::hidden();
    }
    let template = match told {
        Told::Time => "{bar:40} {pos}/{len} laws, {elapsed} gone, about {eta} left",
        Told::TimeAndRate => "{bar:40} {pos}/{len} laws, {per_sec}, {elapsed} gone, about {eta} left",
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(laws).with_style(style)
}
