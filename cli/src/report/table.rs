//! Tables.

use comfy_table::{ContentArrangement, LineStyle, Table, presets};

/// An empty table in the style of all reports, with these titles of its columns.
pub fn new_table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .load_style(presets::NOTHING.header_separator(LineStyle::new('─', '─', '─', '─')))
        .set_header(header.iter().copied());
    table
}
