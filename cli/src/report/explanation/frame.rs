//! Paragraphs, formulas and tables in plain text, Markdown and LaTeX.

use clap::ValueEnum;

use super::super::table::new_table;
use super::symbols::Symbols;

/// A format of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a terminal.
    Text,
    /// Markdown with formulas in TeX.
    Markdown,
    /// A piece of a LaTeX document, for the packages amsmath and booktabs.
    Latex,
}

/// A text that grows.
pub struct Frame {
    format: Format,
    text: String,
}

impl Frame {
    /// An empty text.
    pub fn new(format: Format) -> Self {
        Self { format, text: String::new() }
    }

    /// How formulas are written.
    pub fn symbols(&self) -> Symbols {
        match self.format {
            Format::Text => Symbols::Plain,
            Format::Markdown | Format::Latex => Symbols::Tex,
        }
    }

    /// Words with what LaTeX reads as commands escaped.
    fn words(&self, words: &str) -> String {
        if self.format != Format::Latex {
            return words.to_owned();
        }
        let escaped = words.chars().map(|letter| match letter {
            '\\' => r"\textbackslash{}".to_owned(),
            '~' => r"\textasciitilde{}".to_owned(),
            '^' => r"\textasciicircum{}".to_owned(),
            '#' | '$' | '%' | '&' | '_' | '{' | '}' => format!(r"\{letter}"),
            '<' | '>' | '|' => format!("${letter}$"),
            other => other.to_string(),
        });
        escaped.collect()
    }

    /// The name and the title of a claim.
    pub fn title(&mut self, id: &str, title: &str) {
        let (id, title) = (self.words(id), self.words(title));
        self.text += &match self.format {
            Format::Text => format!("{id}: {title}\n"),
            Format::Markdown => format!("## {id}: {title}\n"),
            Format::Latex => format!("\\paragraph{{{id}: {title}}}\n"),
        };
    }

    /// A statement of the claim language.
    pub fn statement(&mut self, statement: &str) {
        self.text += &match self.format {
            Format::Text => {
                let lines: Vec<String> = statement.lines().map(|line| format!("  {line}\n")).collect();
                let space = if self.text.is_empty() { "" } else { "\n" };
                format!("{space}{}", lines.concat())
            }
            Format::Markdown => format!("\n```text\n{statement}\n```\n"),
            Format::Latex => format!("\n\\begin{{verbatim}}\n{statement}\n\\end{{verbatim}}\n"),
        };
    }

    /// What a part is about.
    pub fn heading(&mut self, words: &str) {
        let words = self.words(words);
        self.text += &match self.format {
            Format::Text => format!("\n{words}\n"),
            Format::Markdown => format!("\n### {words}\n"),
            Format::Latex => format!("\n\\subparagraph{{{words}}}\n"),
        };
    }

    /// A paragraph.
    pub fn paragraph(&mut self, words: &str) {
        let words = self.words(words);
        self.text += &format!("\n{words}\n");
    }

    /// A formula on a line of its own.
    pub fn formula(&mut self, formula: &str) {
        self.text += &match self.format {
            Format::Text => format!("     {formula}\n"),
            Format::Markdown => format!("\n$${formula}$$\n"),
            Format::Latex => format!("\\[ {formula} \\]\n"),
        };
    }

    /// A step of a chain: the relation, what is left, and what was taken away.
    pub fn step(&mut self, relation: &str, left: &str, taken: &str) {
        self.text += &match self.format {
            Format::Text => format!("  {relation} {left}    [less {taken}]\n"),
            Format::Markdown => format!("\n$${relation} {left} \\qquad \\text{{less }} {taken}$$\n"),
            Format::Latex => format!("\\[ {relation} {left} \\qquad \\text{{less }} {taken} \\]\n"),
        };
    }

    /// A table with two columns.
    pub fn table(&mut self, header: [&str; 2], rows: &[[String; 2]]) {
        self.text += "\n";
        match self.format {
            Format::Text => {
                let mut table = new_table(&header);
                rows.iter().for_each(|row| {
                    table.add_row(row.clone());
                });
                self.text += &format!("{table}\n");
            }
            Format::Markdown => {
                self.text += &format!("| {} | {} |\n| --- | ---: |\n", header[0], header[1]);
                for [first, second] in rows {
                    self.text += &format!("| {first} | ${second}$ |\n");
                }
            }
            Format::Latex => {
                let [first, second] = header.map(|word| self.words(word));
                self.text += &format!("\\begin{{tabular}}{{lr}}\n\\toprule\n{first} & {second} \\\\\n\\midrule\n");
                for [first, second] in rows {
                    let first = self.words(first);
                    self.text += &format!("{first} & ${second}$ \\\\\n");
                }
                self.text += "\\bottomrule\n\\end{tabular}\n";
            }
        }
    }

    /// The text.
    pub fn finish(self) -> String {
        self.text
    }
}
