//! The notation that proof notes write formulas in, read into a tree.
//!
//! It is plain text for the terminal: `sum_{m=1..L-1} R_s(m) delta_m <= (s_max - 1)/L`. What cannot be read is not an
//! error of the note: it stays code.

use crate::words::{BIG, GREEK, NAMES, infix, is_known, is_word, lookup, relation};

/// A piece of a formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    /// A variable of one letter.
    Letter(String),
    /// A name of several letters: a function, or words.
    Name(String),
    /// Words between formulas.
    Text(String),
    /// A number.
    Number(String),
    /// An operator or a sign.
    Operator(&'static str, Form),
    /// The space of a product.
    Space,
    /// Pieces that belong together.
    Row(Vec<Node>),
    /// Pieces in brackets.
    Fenced(&'static str, Vec<Node>, &'static str),
    /// A base with something below and above, at its right.
    Scripts(Box<Node>, Option<Box<Node>>, Option<Box<Node>>),
    /// A sum, a product, a maximum, with its range.
    Big(&'static str, Option<Box<Node>>, Option<Box<Node>>),
    /// A letter with an accent.
    Accent(Box<Node>, &'static str),
    /// A quotient.
    Fraction(Box<Node>, Box<Node>),
    /// A binomial coefficient.
    Binomial(Box<Node>, Box<Node>),
    /// A square root.
    Root(Vec<Node>),
}

/// How an operator stands to what is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Between two operands, a relation: a line may break after it.
    Relation,
    /// Between two operands.
    Infix,
    /// Before an operand.
    Prefix,
    /// A comma or semicolon.
    Separator,
    /// Without spaces around it.
    Tight,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    text: String,
    /// Whether white space stands before it.
    apart: bool,
}

impl Token {
    fn is_name(&self) -> bool {
        self.text.starts_with(char::is_alphabetic)
    }

    fn is_number(&self) -> bool {
        self.text.starts_with(|c: char| c.is_ascii_digit())
    }
}

const LONG_SIGNS: [&str; 12] = ["...", "<=>", "<=", ">=", "==", "!=", "->", "=>", ":=", "||", "..", "''"];

fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start();
        let apart = trimmed.len() < rest.len();
        let Some(first) = trimmed.chars().next() else { return found };
        let run = |wanted: fn(char) -> bool| trimmed.find(|c| !wanted(c)).unwrap_or(trimmed.len());
        let length = if first.is_ascii_digit() {
            let whole = run(|c| c.is_ascii_digit());
            let decimals = trimmed[whole..].strip_prefix('.').map_or(0, |rest| {
                let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
                if digits == 0 { 0 } else { digits + 1 }
            });
            whole + decimals
        } else if first.is_alphabetic() {
            run(char::is_alphabetic)
        } else {
            LONG_SIGNS.iter().find(|sign| trimmed.starts_with(**sign)).map_or(first.len_utf8(), |sign| sign.len())
        };
        found.push(Token { text: trimmed[..length].to_owned(), apart });
        rest = &trimmed[length..];
    }
}

/// Reads a formula; `None` when it is not one. With `display`, quotients are built up.
pub fn read(text: &str, display: bool) -> Option<Vec<Node>> {
    let tokens = tokens(text);
    let mut reader = Reader { tokens: &tokens, next: 0, display, depth: 0 };
    let row = reader.row(&[])?;
    (reader.next == tokens.len() && !row.is_empty()).then_some(row)
}

struct Reader<'a> {
    tokens: &'a [Token],
    next: usize,
    display: bool,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.next + ahead)
    }

    fn is(&self, ahead: usize, text: &str) -> bool {
        self.peek(ahead).is_some_and(|token| token.text == text)
    }

    /// Whether the next token is this one, with no space before it.
    fn touches(&self, text: &str) -> bool {
        self.peek(0).is_some_and(|token| token.text == text && !token.apart)
    }

    /// Pieces up to one of the closing signs, which is read too; up to the end where there are none.
    fn row(&mut self, closing: &[&str]) -> Option<Vec<Node>> {
        self.depth += 1;
        if self.depth > 40 {
            return None;
        }
        let mut row: Vec<Node> = Vec::new();
        let mut after_operand = false;
        while let Some(token) = self.peek(0) {
            let (text, apart) = (token.text.clone(), token.apart);
            let text = text.as_str();
            if closing.contains(&text) && (text != "|" || after_operand) {
                self.next += 1;
                self.depth -= 1;
                return Some(row);
            }
            if let Some(sign) = relation(text) {
                self.next += 1;
                row.push(Node::Operator(sign, Form::Relation));
                after_operand = false;
            } else if text == "in" && after_operand {
                self.next += 1;
                row.push(Node::Operator("∈", Form::Relation));
                after_operand = false;
            } else if is_word(text) || (text == "in" && !after_operand) || (text == "mod" && after_operand) {
                self.next += 1;
                if let Some(Node::Text(words)) = row.last_mut() {
                    *words += &format!(" {text}");
                } else {
                    row.push(Node::Text(text.to_owned()));
                }
                after_operand = false;
            } else if text == "u" && after_operand && self.is_union() {
                self.next += 1;
                row.push(Node::Operator("∪", Form::Infix));
                after_operand = false;
            } else if text == "x" && after_operand && self.is_between_points() {
                self.next += 1;
                row.push(Node::Operator("×", Form::Infix));
                after_operand = false;
            } else if text == "/" && after_operand && self.display && self.divide(&mut row)? {
                after_operand = true;
            } else if let Some((sign, form)) = infix(text).filter(|_| after_operand || text == "," || text == ":") {
                self.next += 1;
                row.push(Node::Operator(sign, form));
                after_operand = false;
            } else if text == "#" && self.is(1, "{") {
                self.next += 1;
                after_operand = false;
                row.push(Node::Operator("#", Form::Prefix));
            } else if !after_operand && (text == "-" || text == "+" || text == "−") {
                self.next += 1;
                row.push(Node::Operator(if text == "+" { "+" } else { "−" }, Form::Prefix));
            } else {
                if after_operand && apart {
                    row.push(Node::Space);
                }
                let operand = self.operand()?;
                after_operand = !matches!(operand, Node::Big(..));
                row.push(operand);
            }
        }
        self.depth -= 1;
        closing.is_empty().then_some(row)
    }

    /// Whether the letter `u` here joins sets: what follows is one, and it stands apart.
    fn is_union(&self) -> bool {
        let apart = self.peek(0).is_some_and(|token| token.apart);
        let set = |token: &Token| token.text == "{" || token.text.starts_with(char::is_uppercase);
        self.is_between_points() || apart && self.peek(1).is_some_and(|token| token.apart && set(token))
    }

    /// Whether `...` stands beside the next token.
    fn is_between_points(&self) -> bool {
        self.is(1, "...") || self.next.checked_sub(1).is_some_and(|before| self.tokens[before].text == "...")
    }

    /// Builds up a quotient of the last operand by the next one, when both are simple.
    fn divide(&mut self, row: &mut Vec<Node>) -> Option<bool> {
        if matches!(row.last(), None | Some(Node::Operator(..) | Node::Text(_) | Node::Space | Node::Big(..))) {
            return Some(false);
        }
        self.next += 1;
        let bare = |node: Node| match node {
            Node::Fenced("(", body, ")") => Node::Row(body),
            other => other,
        };
        let below = self.operand()?;
        let above = row.pop()?;
        row.push(Node::Fraction(Box::new(bare(above)), Box::new(bare(below))));
        Some(true)
    }

    /// One operand, with its scripts and arguments.
    fn operand(&mut self) -> Option<Node> {
        let token = self.peek(0)?.clone();
        self.next += 1;
        let text = token.text.as_str();
        if token.is_number() {
            let number = Node::Number(token.text);
            return self.postfixes(number);
        }
        if token.is_name() {
            return self.named(text);
        }
        let node = match text {
            "(" | "[" => {
                let start = self.next;
                let body = self.row(&[")", "]"])?;
                let close = if self.tokens[self.next - 1].text == ")" { ")" } else { "]" };
                if self.next == start + 1 {
                    return None;
                }
                Node::Fenced(if text == "(" { "(" } else { "[" }, body, close)
            }
            "{" => {
                let body = self.row(&["}"])?;
                if body.is_empty() { Node::Letter("∅".to_owned()) } else { Node::Fenced("{", body, "}") }
            }
            "|" => Node::Fenced("|", self.row(&["|"])?, "|"),
            "..." | "…" | ".." => Node::Operator("…", Form::Tight),
            "." => Node::Operator("⋅", Form::Tight),
            "∞" | "∅" => Node::Letter(text.to_owned()),
            "∑" => return self.big("∑"),
            "∏" => return self.big("∏"),
            _ => return None,
        };
        self.postfixes(node)
    }

    /// What a name stands for, with its scripts and arguments.
    fn named(&mut self, name: &str) -> Option<Node> {
        let opens = self.touches("(");
        match name {
            "ceil" | "floor" if opens => {
                self.next += 1;
                let body = self.row(&[")"])?;
                let [open, close] = if name == "ceil" { ["⌈", "⌉"] } else { ["⌊", "⌋"] };
                return self.postfixes(Node::Fenced(open, body, close));
            }
            "sqrt" if opens => {
                self.next += 1;
                let body = self.row(&[")"])?;
                return self.postfixes(Node::Root(body));
            }
            "C" | "binomial" if opens => {
                let start = self.next;
                self.next += 1;
                let body = self.row(&[")"])?;
                let comma = |node: &Node| *node == Node::Operator(",", Form::Separator);
                let mut parts = body.split(comma);
                if let (Some(above), Some(below), None) = (parts.next(), parts.next(), parts.next()) {
                    let [above, below] = [above, below].map(|part| Box::new(Node::Row(part.to_vec())));
                    return self.postfixes(Node::Binomial(above, below));
                }
                self.next = start;
            }
            "log" if self.touches("2") => {
                self.next += 1;
                let two = Some(Box::new(Node::Number("2".to_owned())));
                return self.postfixes(Node::Scripts(Box::new(Node::Name("log".to_owned())), two, None));
            }
            _ => {}
        }
        if let Some(sign) = lookup(&BIG, name) {
            let ranged = self.touches("_");
            if ranged || ["sum", "prod", "Int"].contains(&name) {
                return if self.is(0, "of") { Some(Node::Text(name.to_owned())) } else { self.big(sign) };
            }
        }
        let mut node = name_node(name);
        if matches!(node, Node::Letter(_)) && self.peek(0).is_some_and(|token| token.is_number() && !token.apart) {
            let index = Node::Number(self.peek(0)?.text.clone());
            self.next += 1;
            node = Node::Scripts(Box::new(node), Some(Box::new(index)), None);
        }
        self.postfixes(node)
    }

    /// A sum or the like, with its range.
    fn big(&mut self, sign: &'static str) -> Option<Node> {
        let (mut below, mut above) = (None, None);
        if self.touches("_") {
            self.next += 1;
            match self.range() {
                Some((from, to)) => (below, above) = (Some(Box::new(from?)), Some(Box::new(to?))),
                None => below = Some(Box::new(self.script()?)),
            }
        }
        if self.touches("^") {
            self.next += 1;
            above = Some(Box::new(self.script()?));
        }
        Some(Node::Big(sign, below, above))
    }

    /// `{k=1..n}` as what stands below and above; each `None` when it is not a formula.
    fn range(&mut self) -> Option<(Option<Node>, Option<Node>)> {
        if !self.touches("{") {
            return None;
        }
        let (mut depth, mut points, mut end) = (0_usize, None, None);
        for (place, token) in self.tokens.iter().enumerate().skip(self.next) {
            match token.text.as_str() {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth = depth.checked_sub(1)?,
                ".." if depth == 1 && points.is_none() => points = Some(place),
                _ => {}
            }
            if depth == 0 {
                end = Some(place);
                break;
            }
        }
        let (points, end) = (points?, end?);
        let begin = self.next + 1;
        if !self.tokens[begin..points].iter().any(|token| token.text == "=")
            || self.tokens[points..end].iter().any(|token| token.text == "," || token.text == ":")
        {
            return None;
        }
        self.next = end + 1;
        let part = |tokens: &[Token]| {
            let mut reader = Reader { tokens, next: 0, display: false, depth: 0 };
            reader.row(&[]).map(Node::Row)
        };
        Some((part(&self.tokens[begin..points]), part(&self.tokens[points + 1..end])))
    }

    /// Scripts, primes, factorials and arguments after an operand.
    fn postfixes(&mut self, base: Node) -> Option<Node> {
        let (mut base, mut below, mut above) = (base, None, Vec::new());
        while let Some(token) = self.peek(0).filter(|token| !token.apart).cloned() {
            match token.text.as_str() {
                "_" if below.is_none() => {
                    self.next += 1;
                    if let Some(accent) = self.accent() {
                        base = Node::Accent(Box::new(base), accent);
                    } else {
                        below = Some(Box::new(self.script()?));
                    }
                }
                "^" => {
                    self.next += 1;
                    above.push(self.script()?);
                }
                "'" | "''" => {
                    self.next += 1;
                    above.extend(vec![Node::Operator("′", Form::Tight); token.text.len()]);
                }
                "*" if self.is_star() => {
                    self.next += 1;
                    above.push(Node::Operator("∗", Form::Tight));
                }
                "+" if self.is_plus_mark() => {
                    self.next += 1;
                    above.push(Node::Operator("+", Form::Tight));
                }
                "!" => {
                    self.next += 1;
                    let scripted = scripts(base, below.take(), std::mem::take(&mut above));
                    base = Node::Row(vec![scripted, Node::Operator("!", Form::Tight)]);
                }
                "(" | "[" if !matches!(base, Node::Number(_) | Node::Fenced(..)) => {
                    let scripted = scripts(base, below.take(), std::mem::take(&mut above));
                    // Read without its own scripts: those belong to the value, `f(x)^2`.
                    self.next += 1;
                    let open = self.tokens[self.next - 1].text == "(";
                    let body = self.row(&[")", "]"])?;
                    let close = if self.tokens[self.next - 1].text == ")" { ")" } else { "]" };
                    base = Node::Row(vec![scripted, Node::Fenced(if open { "(" } else { "[" }, body, close)]);
                }
                _ => break,
            }
        }
        Some(scripts(base, below, above))
    }

    fn accent(&mut self) -> Option<&'static str> {
        let accent = match self.peek(0)?.text.as_str() {
            "bar" => "‾",
            "hat" => "^",
            "tilde" => "~",
            _ => return None,
        };
        self.next += 1;
        Some(accent)
    }

    /// Whether a `*` directly after an operand is a mark and not a product: nothing follows that could be a factor.
    fn is_star(&self) -> bool {
        self.peek(1).is_none_or(|next| next.apart || !(next.is_name() || next.is_number() || next.text == "("))
    }

    /// Whether a `+` directly after an operand is a mark, as of the cone `K+`: no operand follows.
    fn is_plus_mark(&self) -> bool {
        self.peek(1)
            .is_none_or(|next| relation(&next.text).is_some() || [")", "]", "}", ","].contains(&next.text.as_str()))
    }

    /// What stands after `_` or `^`.
    fn script(&mut self) -> Option<Node> {
        let token = self.peek(0).filter(|token| !token.apart)?.clone();
        let text = token.text.as_str();
        if text == "{" || text == "(" {
            self.next += 1;
            let display = std::mem::replace(&mut self.display, false);
            let body = self.row(&[if text == "{" { "}" } else { ")" }]);
            self.display = display;
            return body.map(Node::Row);
        }
        self.next += 1;
        if token.is_number() {
            return Some(Node::Number(token.text));
        }
        if token.is_name() {
            if ["ceil", "floor", "log", "sqrt"].contains(&text) {
                return self.named(text);
            }
            let mut node = name_node(text);
            while self.touches("'") || self.touches("''") {
                let primes = self.peek(0)?.text.len();
                self.next += 1;
                node = scripts(node, None, vec![Node::Operator("′", Form::Tight); primes]);
            }
            return Some(node);
        }
        match text {
            "-" | "+" | "−" => {
                let sign = if text == "+" { "+" } else { "−" };
                let operand = self.peek(0).filter(|token| !token.apart && (token.is_name() || token.is_number()));
                if operand.is_none() {
                    return Some(Node::Operator(sign, Form::Tight));
                }
                Some(Node::Row(vec![Node::Operator(sign, Form::Prefix), self.script()?]))
            }
            "*" => Some(Node::Operator("∗", Form::Tight)),
            "∞" => Some(Node::Letter("∞".to_owned())),
            _ => None,
        }
    }
}

fn scripts(base: Node, below: Option<Box<Node>>, above: Vec<Node>) -> Node {
    let above = match above.len() {
        0 => None,
        1 => above.into_iter().next().map(Box::new),
        _ => Some(Box::new(Node::Row(above))),
    };
    if below.is_none() && above.is_none() { base } else { Node::Scripts(Box::new(base), below, above) }
}

/// A name without scripts.
fn name_node(name: &str) -> Node {
    if let Some(letter) = lookup(&GREEK, name) {
        return Node::Letter(letter.to_owned());
    }
    let letters = name.chars().count();
    // The mean is the one letter that stands upright.
    if name == "E"
        || NAMES.contains(&name)
        || (letters > 2 && lookup(&BIG, name).is_none())
        || is_known(name) && letters > 1
    {
        return Node::Name(name.to_owned());
    }
    if letters == 1 {
        return Node::Letter(name.to_owned());
    }
    if letters == 2 {
        return Node::Row(name.chars().map(|letter| Node::Letter(letter.to_string())).collect());
    }
    Node::Name(name.to_owned())
}
