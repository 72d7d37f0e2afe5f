//! Formulas as MathML, in a form that Markdown leaves alone: every sign is a character reference, and all is on one
//! line.

use crate::notation::{Form, Node};

/// How many pieces of a formula in a line of text may stand together before it may break at a `+`, too.
const LONG: usize = 14;

/// Whether operators have spaces around them: not in scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Text,
    Script,
}

/// A formula in a line of text. A browser never breaks a line within a `math` element, so each part up to a relation is
/// one of its own; the first and the last stay with the punctuation beside them.
pub fn inline(row: &[Node], before: &str, after: &str) -> String {
    let mut parts: Vec<&[Node]> = Vec::new();
    let mut start = 0;
    for (place, node) in row.iter().enumerate() {
        let breaks = match node {
            Node::Operator(_, Form::Relation) => place > start,
            Node::Operator("+" | "−", Form::Infix) => place - start >= LONG,
            Node::Operator(",", Form::Separator) => place - start >= 2,
            Node::Text(_) => true,
            _ => false,
        };
        if breaks && place + 1 < row.len() {
            parts.push(&row[start..=place]);
            start = place + 1;
        }
    }
    parts.push(&row[start..]);
    let last = parts.len() - 1;
    let mut text = String::new();
    for (place, part) in parts.into_iter().enumerate() {
        let before = if place == 0 { before } else { "" };
        let after = if place == last { after } else { "" };
        let formula = format!("<math>{}</math>", contents(part, Size::Text));
        if before.is_empty() && after.is_empty() {
            text += &formula;
        } else {
            text += &format!("<span class=\"unbroken\">{before}{formula}{after}</span>");
        }
    }
    text
}

/// A formula on a line of its own, with the punctuation after it.
pub fn display(row: &[Node], punctuation: &str) -> String {
    let punctuation =
        if punctuation.is_empty() { String::new() } else { format!("<mtext>{}</mtext>", escaped(punctuation)) };
    format!("<math display=\"block\">{}{punctuation}</math>", contents(row, Size::Text))
}

fn contents(row: &[Node], size: Size) -> String {
    row.iter().map(|node| element(node, size)).collect()
}

fn grouped(row: &[Node], size: Size) -> String {
    match row {
        [only] => element(only, size),
        _ => format!("<mrow>{}</mrow>", contents(row, size)),
    }
}

fn element(node: &Node, size: Size) -> String {
    match node {
        Node::Letter(letter) if letter == "∞" || letter == "∅" => {
            format!("<mi mathvariant=\"normal\">{}</mi>", escaped(letter))
        }
        Node::Letter(letter) => format!("<mi>{}</mi>", escaped(letter)),
        Node::Name(name) if name.chars().count() == 1 => format!("<mi mathvariant=\"normal\">{}</mi>", escaped(name)),
        Node::Name(name) => format!("<mi>{}</mi>", escaped(name)),
        Node::Text(text) => format!("<mtext>&#160;{}&#160;</mtext>", escaped(text)),
        Node::Number(number) => format!("<mn>{}</mn>", escaped(number)),
        Node::Operator(sign, form) => operator(sign, *form, size),
        Node::Space => "<mspace width=\"0.17em\"></mspace>".to_owned(),
        Node::Row(row) => grouped(row, size),
        Node::Fenced(open, body, close) => {
            let tall = body.iter().any(is_tall);
            format!(
                "<mrow>{}{}{}</mrow>",
                fence(open, "prefix", tall),
                grouped(body, size),
                fence(close, "postfix", tall)
            )
        }
        Node::Scripts(base, below, above) => {
            let base = element(base, size);
            match (below, above) {
                (Some(below), Some(above)) => {
                    format!("<msubsup>{base}{}{}</msubsup>", boxed(below, Size::Script), boxed(above, Size::Script))
                }
                (Some(below), None) => format!("<msub>{base}{}</msub>", boxed(below, Size::Script)),
                (None, Some(above)) => format!("<msup>{base}{}</msup>", boxed(above, Size::Script)),
                (None, None) => base,
            }
        }
        Node::Big(sign, below, above) => {
            let base = if sign.is_ascii() {
                format!("<mo movablelimits=\"true\" lspace=\"0.17em\" rspace=\"0.17em\">{}</mo>", escaped(sign))
            } else {
                format!("<mo>{}</mo>", escaped(sign))
            };
            let integral = *sign == "∫";
            match (below, above) {
                (Some(below), Some(above)) => {
                    let name = if integral { "msubsup" } else { "munderover" };
                    format!("<{name}>{base}{}{}</{name}>", boxed(below, Size::Script), boxed(above, Size::Script))
                }
                (Some(below), None) => {
                    let name = if integral { "msub" } else { "munder" };
                    format!("<{name}>{base}{}</{name}>", boxed(below, Size::Script))
                }
                (None, Some(above)) => format!("<msup>{base}{}</msup>", boxed(above, Size::Script)),
                (None, None) => base,
            }
        }
        Node::Accent(base, accent) => {
            format!(
                "<mover accent=\"true\">{}<mo stretchy=\"false\">{}</mo></mover>",
                element(base, size),
                escaped(accent)
            )
        }
        Node::Fraction(above, below) => format!("<mfrac>{}{}</mfrac>", boxed(above, size), boxed(below, size)),
        Node::Binomial(above, below) => format!(
            "<mrow>{}<mfrac linethickness=\"0\">{}{}</mfrac>{}</mrow>",
            fence("(", "prefix", true),
            boxed(above, Size::Script),
            boxed(below, Size::Script),
            fence(")", "postfix", true)
        ),
        Node::Root(body) => format!("<msqrt>{}</msqrt>", grouped(body, size)),
    }
}

/// One element, as scripts and fractions need it.
fn boxed(node: &Node, size: Size) -> String {
    match node {
        Node::Row(row) if row.len() != 1 => format!("<mrow>{}</mrow>", contents(row, size)),
        other => element(other, size),
    }
}

/// Whether brackets around a piece should grow.
fn is_tall(node: &Node) -> bool {
    match node {
        Node::Fraction(..) | Node::Binomial(..) => true,
        Node::Row(row) | Node::Fenced(_, row, _) | Node::Root(row) => row.iter().any(is_tall),
        Node::Scripts(base, ..) => is_tall(base),
        _ => false,
    }
}

fn fence(sign: &str, form: &str, tall: bool) -> String {
    format!("<mo form=\"{form}\" fence=\"true\" stretchy=\"{tall}\" lspace=\"0\" rspace=\"0\">{}</mo>", escaped(sign))
}

fn operator(sign: &str, form: Form, size: Size) -> String {
    let attributes = match form {
        _ if size == Size::Script => " lspace=\"0\" rspace=\"0\"",
        Form::Relation => " form=\"infix\" lspace=\"0.278em\" rspace=\"0.278em\"",
        Form::Infix if sign == "…" => " form=\"infix\" lspace=\"0.17em\" rspace=\"0.17em\"",
        Form::Infix if sign == "⋅" => " form=\"infix\" lspace=\"0.17em\" rspace=\"0.17em\"",
        Form::Infix => " form=\"infix\" lspace=\"0.222em\" rspace=\"0.222em\"",
        Form::Prefix => " form=\"prefix\" lspace=\"0\" rspace=\"0\"",
        Form::Tight => " lspace=\"0\" rspace=\"0\"",
        Form::Separator => " form=\"infix\" separator=\"true\" lspace=\"0\" rspace=\"0.22em\"",
    };
    let stretchy = if ["∣", "∥", "/"].contains(&sign) { " stretchy=\"false\"" } else { "" };
    format!("<mo{attributes}{stretchy}>{}</mo>", escaped(sign))
}

/// Letters and digits as they are, everything else as a character reference.
fn escaped(text: &str) -> String {
    let reference = |c: char| if c.is_ascii_alphanumeric() { c.to_string() } else { format!("&#{};", u32::from(c)) };
    text.chars().map(reference).collect()
}
