//! Expressions that stand alone, so that their values on a law can be asked for.

use super::error::{ClaimError, Mistake, StatementError};
use super::parse::parse_expression;
use super::position_names::with_numbers;
use super::resolve::{Given, read_value};
use super::typed::ValueNode;

/// An expression of the claim language with what it is of: a law, and what is given beside it.
#[derive(Debug, Clone)]
pub struct ValueExpression {
    text: String,
    /// With numbers in the place of the names of positions.
    numbered: String,
    node: ValueNode,
}

impl ValueExpression {
    /// Reads an expression. The law is in scope, and what is given beside it.
    ///
    /// # Errors
    /// When the text is no expression, or needs what is not given; the error has the place in the text.
    pub fn parse(text: &str, given: Given) -> Result<Self, ClaimError> {
        Self::parse_on(text, given, &[])
    }

    /// As [`ValueExpression::parse`], on a law whose positions have names: these stand for their numbers.
    ///
    /// # Errors
    /// As [`ValueExpression::parse`], and for a name that has two meanings.
    pub fn parse_on(text: &str, given: Given, positions: &[String]) -> Result<Self, ClaimError> {
        let numbered = with_numbers(text, positions).map_err(|error| located(text, error))?;
        let read = parse_expression(&numbered).and_then(|tree| read_value(&tree, given));
        let expression = |node| Self { text: text.to_owned(), numbered: numbered.clone(), node };
        read.map(expression).map_err(|mut error| {
            if error.mistake == Mistake::Syntax {
                error.message = error.message.replacen("the statement", "the expression", 1);
                for text in [&mut error.message, &mut error.label] {
                    *text = text.replace("the end of the statement", "the end of the expression");
                }
                error.help = "an expression reads `I(1;2|3) + TC`; docs/claim-language.md has the grammar".to_owned();
            }
            located(&numbered, error)
        })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What it is.
    pub fn node(&self) -> &ValueNode {
        &self.node
    }

    /// Gives a mistake of its evaluation its place.
    pub fn locate(&self, mut error: StatementError) -> ClaimError {
        if error.mistake == Mistake::Domain {
            "ask for what has a value at this length and vocabulary".clone_into(&mut error.help);
        }
        located(&self.numbered, error)
    }
}

fn located(text: &str, error: StatementError) -> ClaimError {
    ClaimError::Statement { name: "expression".to_owned(), error: Box::new(error), file_text: text.into() }
}
