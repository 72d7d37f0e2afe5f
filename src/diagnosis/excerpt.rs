//! The place of a mistake in a text.

use std::fmt;
use std::ops::Range;

/// A part of a text, with a few words on what is wrong with it. It is shown as the first line of the part with a mark
/// under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Excerpt<'a> {
    /// The whole text.
    text: &'a str,
    /// The bytes that are meant, within the text.
    span: Range<usize>,
    /// The words at the mark, perhaps none.
    label: &'a str,
}

impl<'a> Excerpt<'a> {
    /// The part at these bytes of a text; `None` where the text is too short.
    pub fn new(text: &'a str, span: Range<usize>, label: &'a str) -> Option<Self> {
        (span.start <= span.end && span.end <= text.len()).then_some(Self { text, span, label })
    }

    /// The bytes that are meant, within the text.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The number of the line in which the part begins, from 1.
    pub fn line(&self) -> usize {
        self.before().iter().filter(|byte| **byte == b'\n').count() + 1
    }

    /// The number of the character at which the part begins, from 1.
    pub fn column(&self) -> usize {
        self.indent().chars().count() + 1
    }

    /// The text before the part.
    fn before(&self) -> &[u8] {
        &self.text.as_bytes()[..self.span.start]
    }

    /// The line in which the part begins, as far as the part.
    fn indent(&self) -> String {
        let start = self.before().iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        first_line(&self.before()[start..])
    }
}

/// The first line of a text, with blanks for tabs.
fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().replace('\t', " ")
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.text.as_bytes();
        let indent = self.indent();
        let width = first_line(&bytes[self.span.clone()]).chars().count().max(1);
        let mark = format!("{}{} {}", " ".repeat(indent.chars().count()), "^".repeat(width), self.label);
        let number = self.line().to_string();
        let margin = " ".repeat(number.len());
        writeln!(formatter, "  {number} | {indent}{}", first_line(&bytes[self.span.start..]))?;
        writeln!(formatter, "  {margin} | {}", mark.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::Excerpt;

    #[test]
    fn the_line_of_the_place_has_a_mark_under_it() {
        let shown = |text: &str, span| Excerpt::new(text, span, "here").unwrap().to_string();
        assert_eq!(shown("one two\nthree", 4..7), "  1 | one two\n    |     ^^^ here\n");
        assert_eq!(shown("one\r\n\ttwo\r\n", 6..9), "  2 |  two\n    |  ^^^ here\n");
        // Characters are counted, and of several lines the first is marked.
        assert_eq!(shown("é = ü\nx", 5..9), "  1 | é = ü\n    |     ^ here\n");
        // Nothing at the end of a line is a place too.
        assert_eq!(shown("a\nb", 1..1), "  1 | a\n    |  ^ here\n");
        assert_eq!(shown("a", 1..1), "  1 | a\n    |  ^ here\n");
    }

    #[test]
    fn places_are_counted_from_one() {
        let excerpt = Excerpt::new("a\nbé c\n", 6..7, "").unwrap();
        assert_eq!((excerpt.line(), excerpt.column(), excerpt.span()), (2, 4, 6..7));
        assert_eq!(excerpt.to_string(), "  2 | bé c\n    |    ^\n");
        assert_eq!(Excerpt::new("a", 1..2, ""), None);
    }
}
