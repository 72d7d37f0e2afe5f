//! Finds the code spans of Markdown text and turns those that are formulas into MathML.

use crate::{mathml, notation, words};

/// What became of the code spans of a text.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many are formulas.
    pub formulas: usize,
    /// Those that look like formulas, but cannot be read.
    pub unread: Vec<String>,
}

/// What a code span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name of the program, a file, a command, a claim.
    Code,
    /// A formula.
    Formula,
}

/// Whether a code span is a formula; `claims` are the identifiers of the catalogue.
pub fn kind(span: &str, claims: &[String]) -> Kind {
    let is_claim = claims.iter().any(|claim| {
        claim == span || span.strip_suffix('*').is_some_and(|prefix| !prefix.is_empty() && claim.starts_with(prefix))
    });
    let parts: Vec<&str> = span.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).collect();
    let unknown = |word: &&&str| !words::is_known(word) && !words::is_word(word);
    let lower = |word: &&&str| word.len() > 2 && word.chars().all(char::is_lowercase);
    // `from-0`, `rounding-up-4-3`, `decision.rs`, `han.curve`: words joined by hyphens, points, slashes or colons.
    let joined = !span.contains(char::is_whitespace)
        && span.contains(['-', '.', '/', ':', '_'])
        && !span.contains(['(', '{', '^', '=', '<', '>', '|', '+'])
        && parts.iter().any(|word| unknown(&word) && word.chars().all(|c| c.is_lowercase()));
    let program = ["maskproof", "cargo ", "make ", "::", "--", "\"", "# ", "exists ", "schedule", "for all law", "$"];
    // `errata.<name>.as-printed`
    let pattern = !span.contains(' ') && span.split_once('<').is_some_and(|(_, rest)| rest.contains('>'));
    let language = parts.iter().any(|word| ["law", "s_max"].contains(word));
    let single = parts.len() == 1 && parts[0] == span && unknown(&&parts[0]) && lower(&&parts[0]);
    if is_claim || joined || pattern || language || single || program.iter().any(|mark| span.contains(mark)) {
        Kind::Code
    } else {
        Kind::Formula
    }
}

/// What a text is set with.
pub struct Setting<'a> {
    /// The identifiers of the catalogue.
    pub claims: &'a [String],
    /// Whether its formulas are set; its code spans are all code otherwise.
    pub formulas: bool,
    /// Where a code span leads: the page of a file, the place of a claim.
    pub link: &'a dyn Fn(&str) -> Option<String>,
}

/// The text with its formulas as MathML, and its names of claims and files as links.
pub fn set(text: &str, setting: &Setting, outcome: &mut Outcome) -> String {
    let mut result = String::with_capacity(2 * text.len());
    let mut block = String::new();
    let mut fence: Option<String> = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        let marker: String = trimmed.chars().take_while(|c| *c == '`' || *c == '~').collect();
        let is_marker = marker.len() >= 3;
        match &fence {
            Some(open) => {
                result += line;
                if is_marker && marker.starts_with(open.as_str()) {
                    fence = None;
                }
            }
            None if is_marker => {
                result += &converted(&std::mem::take(&mut block), setting, outcome);
                result += line;
                fence = Some(marker);
            }
            None if trimmed.is_empty() || (block.is_empty() && line.starts_with("    ")) => {
                result += &converted(&std::mem::take(&mut block), setting, outcome);
                result += line;
            }
            None => block += line,
        }
    }
    result + &converted(&block, setting, outcome)
}

/// A block without blank lines, set.
fn converted(block: &str, setting: &Setting, outcome: &mut Outcome) -> String {
    let mut result = String::with_capacity(2 * block.len());
    let mut rest = block;
    while let Some(start) = rest.find('`') {
        let opening = rest[start..].chars().take_while(|c| *c == '`').count();
        let after = &rest[start + opening..];
        let Some(length) = closing(after, opening) else {
            result += &rest[..start + opening];
            rest = after;
            continue;
        };
        result += &rest[..start];
        let raw = &after[..length];
        let tail = &after[length + opening..];
        let row_of_table = result.rsplit('\n').next().unwrap_or_default().trim_start().starts_with('|');
        let joined = raw.split_whitespace().collect::<Vec<_>>().join(" ");
        let span = if row_of_table { joined.replace("\\|", "|") } else { joined };
        let alone = result.trim().is_empty() && [".", ",", ";", ":", ""].contains(&tail.trim());
        let kind = if setting.formulas { kind(&span, setting.claims) } else { Kind::Code };
        let row = match kind {
            Kind::Code => {
                let line = result.rsplit('\n').next().unwrap_or_default();
                let may_link = !line.starts_with('#') && !line.ends_with('[');
                if let Some(link) = (setting.link)(&span).filter(|_| may_link) {
                    result += &format!("[{}]({link})", &rest[start..start + 2 * opening + length]);
                    rest = tail;
                    continue;
                }
                None
            }
            Kind::Formula => {
                let row = notation::read(&span, alone);
                if row.is_none() {
                    outcome.unread.push(span);
                }
                row
            }
        };
        match row {
            None => {
                result += &rest[start..start + 2 * opening + length];
                rest = tail;
            }
            Some(row) if alone => {
                outcome.formulas += 1;
                result += &mathml::display(&row, tail.trim());
                result += "\n";
                rest = "";
            }
            Some(row) => {
                outcome.formulas += 1;
                // A line does not break between a formula and the punctuation beside it.
                let end = tail.find(|c| !".,;:)!?'-".contains(c)).unwrap_or(tail.len());
                let opening = if result.ends_with('(') && !result.ends_with("](") { "(" } else { "" };
                result.truncate(result.len() - opening.len());
                result += &mathml::inline(&row, opening, &tail[..end]);
                rest = &tail[end..];
            }
        }
    }
    result + rest
}

/// Where a run of exactly so many backticks begins.
fn closing(text: &str, wanted: usize) -> Option<usize> {
    let mut place = 0;
    while let Some(start) = text[place..].find('`') {
        let run = text[place + start..].chars().take_while(|c| *c == '`').count();
        if run == wanted {
            return Some(place + start);
        }
        place += start + run;
    }
    None
}
