//! Reading texts by recursive descent, along the grammar of the claim language: what comes out of here is a text of the
//! language in form. What its names mean, `typing.rs` finds.

use num_bigint::BigInt;
use num_traits::Pow;

use crate::answer::{Reason, Result};
use crate::limits;
use crate::number::Q;
use crate::statement::{Comparison, Fold};
use crate::words::{KEYWORDS, OF_POSITIONS};

/// A statement.
pub struct Text<'a> {
    pub quantifiers: Vec<(bool, Domain<'a>)>, // Whether `exists` binds, not `for all`.
    pub premise: Vec<Chain<'a>>,
    pub chains: Vec<Chain<'a>>,
}

/// What a quantifier binds, with the condition after `with`, or the name after `=` and its arguments.
pub enum Domain<'a> {
    Law(Vec<Chain<'a>>),
    Schedule(Vec<Chain<'a>>),
    NamedSchedule(&'a str, Vec<Term<'a>>),
    Order(Vec<Chain<'a>>),
    Policy(Option<(&'a str, Vec<Term<'a>>)>),
    /// The names of rules, with their quotes.
    Rules(Vec<&'a str>),
    Variable(Variable<'a>),
}

/// A variable, and what it runs over: a range with both ends, or the sets of so many positions.
pub struct Variable<'a> {
    pub name: &'a str,
    pub values: Values<'a>,
}

pub enum Values<'a> {
    Range(Box<[Term<'a>; 2]>),
    Subsets(Box<Term<'a>>),
    /// The orders of the schedule in scope; the variable is `order`, a word of the grammar.
    Orders,
}

/// `a <= b < c`
pub struct Chain<'a> {
    pub first: Term<'a>,
    pub rest: Vec<(Comparison, Term<'a>)>,
}

/// An expression. Sums and products are flat, so that only real nesting makes a tree deep.
pub enum Term<'a> {
    Number(Q),
    Name(&'a str),
    Call(&'a str, Vec<Term<'a>>),
    Index(&'a str, Box<Term<'a>>),
    Sum(Vec<Term<'a>>),
    Product(Vec<Term<'a>>),
    Negative(Box<Term<'a>>),
    Inverse(Box<Term<'a>>),
    Power(Box<[Term<'a>; 2]>),
    Fold(Fold, Variable<'a>, Box<Term<'a>>),
    /// A word of positions, such as `H0(A)` or `TC(A | C)`.
    OfPositions(&'a str, [Vec<Item<'a>>; 2]),
    /// The probability of a word's tokens, given others: a number of the law.
    OfWord {
        name: &'a str,
        word: Box<Term<'a>>,
        set: Vec<Item<'a>>,
        given: Vec<Item<'a>>,
    },
    /// `I(A; B | C)`; `H(A | C)` is without `B`.
    Measure {
        a: Vec<Item<'a>>,
        b: Option<Vec<Item<'a>>>,
        c: Vec<Item<'a>>,
    },
}

/// An item of a list of positions; `all` is the range of all.
pub enum Item<'a> {
    All,
    Rest,
    None,
    One(Term<'a>),
    Range(Box<[Term<'a>; 2]>),
}

/// Reads a statement.
pub fn statement(text: &str) -> Result<Text<'_>> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let quantifiers = parser.quantifiers()?;
    let mut premise = Vec::new();
    if parser.eat("if") {
        premise = parser.relations()?;
        parser.expect("then")?;
    }
    let chains = parser.relations()?;
    parser.end().map(|()| Text { quantifiers, premise, chains })
}

/// Reads an expression.
pub fn expression(text: &str) -> Result<Term<'_>> {
    let mut parser = Parser { tokens: tokens(text)?, next: 0, depth: 0 };
    let expression = parser.expression()?;
    parser.end().map(|()| expression)
}

/// Whether a text is a name: a letter or `_`, then letters, digits and `_`; and no word of the grammar.
pub fn is_name(text: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.starts_with(is_letter) && text.chars().all(|c| is_letter(c) || c.is_ascii_digit()) && !KEYWORDS.contains(&text)
}

/// A text without its comments.
pub fn without_comments(text: &str) -> String {
    text.lines().map(|line| line.split('#').next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// Longer ones first.
const SYMBOLS: [&str; 22] =
    ["..", "<=", ">=", "==", "<", ">", "(", ")", "[", "]", "{", "}", ",", ":", ";", "|", "+", "-", "*", "/", "^", "="];

/// The words, numbers and symbols of a text, each with the byte where it begins; an empty one at the end.
fn tokens(text: &str) -> Result<Vec<(&str, usize)>> {
    limits::STATEMENT.check(text.len())?;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let run = |accept: fn(char) -> bool| rest.find(|c| !accept(c)).unwrap_or(rest.len());
        let length = match first {
            ' ' | '\t' | '\n' | '\r' => 1,
            '#' => run(|c| c != '\n'),
            '0'..='9' => {
                // A dot counts only before a digit: `1..3` is a range.
                let before = run(|c| c.is_ascii_digit());
                let after = rest[before..].strip_prefix('.').unwrap_or_default();
                let decimals = after.bytes().take_while(u8::is_ascii_digit).count();
                if decimals == 0 { before } else { before + 1 + decimals }
            }
            // A text ends in its line, and has no comment inside.
            '"' => match rest[1..].find(['"', '\n', '#']) {
                Some(end) if rest[1 + end..].starts_with('"') => end + 2,
                _ => 0,
            },
            'a'..='z' | 'A'..='Z' | '_' => run(|c| c.is_ascii_alphanumeric() || c == '_'),
            _ => SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)).map_or(0, |symbol| symbol.len()),
        };
        Reason::StatementSyntax.unless(length > 0, format_args!("no word of the language, at byte {at}"))?;
        if !first.is_ascii_whitespace() && first != '#' {
            found.push((&rest[..length], at));
        }
        at += length;
    }
    found.push(("", at));
    Ok(found)
}

struct Parser<'a> {
    tokens: Vec<(&'a str, usize)>,
    next: usize,  // The place of the next token.
    depth: usize, // How deep the expression is that is being read.
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &'a str {
        self.tokens[self.next].0
    }

    /// The token so many places after the next one.
    fn after(&self, places: usize) -> &'a str {
        self.tokens.get(self.next + places).map_or("", |(token, _)| token)
    }

    fn fail<T>(&self, expected: &str) -> Result<T> {
        let (found, at) = self.tokens[self.next];
        Err(Reason::StatementSyntax.of(format!("`{found}` instead of {expected}, at byte {at}")))
    }

    /// Passes over a token, if it comes next.
    fn eat(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.eat(token) { Ok(()) } else { self.fail(token) }
    }

    fn end(&self) -> Result<()> {
        if self.peek().is_empty() { Ok(()) } else { self.fail("the end") }
    }

    fn name(&mut self) -> Result<&'a str> {
        let word = self.peek();
        if !is_name(word) {
            return self.fail("an expression, or a name");
        }
        self.next += 1;
        Ok(word)
    }

    /// Runs a rule one level deeper.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.depth += 1;
        limits::NESTING.check(self.depth)?;
        let result = rule(self);
        self.depth -= 1;
        result
    }

    // Quantifiers and relations.

    fn quantifiers(&mut self) -> Result<Vec<(bool, Domain<'a>)>> {
        let mut list: Vec<(bool, Domain<'a>)> = Vec::new();
        let mut after_comma = false;
        loop {
            let exists = match list.last() {
                _ if self.eat("exists") => true,
                _ if self.eat("for") => self.expect("all").map(|()| false)?,
                // After a comma, the binder need not be repeated.
                Some((exists, _)) if after_comma => *exists,
                Some(_) => return Ok(list),
                None => return self.fail("`for all` or `exists`"),
            };
            list.push((exists, self.domain()?));
            after_comma = self.eat(",");
            if !after_comma {
                self.expect(":")?;
            }
        }
    }

    fn domain(&mut self) -> Result<Domain<'a>> {
        if self.eat("law") {
            self.condition().map(Domain::Law)
        } else if self.eat("order") {
            self.condition().map(Domain::Order)
        } else if self.eat("schedule") {
            match self.named()? {
                Some((name, arguments)) => Ok(Domain::NamedSchedule(name, arguments)),
                None => self.condition().map(Domain::Schedule),
            }
        } else if self.eat("policy") {
            self.named().map(Domain::Policy)
        } else if self.eat("rule") {
            self.rules().map(Domain::Rules)
        } else {
            self.variable().map(Domain::Variable)
        }
    }

    /// `= NAME`, or `= NAME(x, ..)`.
    fn named(&mut self) -> Result<Option<(&'a str, Vec<Term<'a>>)>> {
        if !self.eat("=") {
            return Ok(None);
        }
        let name = self.name()?;
        let arguments = if self.eat("(") { self.arguments()? } else { Vec::new() };
        Ok(Some((name, arguments)))
    }

    /// `= "NAME"`, or `in {"NAME", ..}`.
    fn rules(&mut self) -> Result<Vec<&'a str>> {
        if self.eat("=") {
            return Ok(vec![self.text()?]);
        }
        self.expect("in")?;
        self.expect("{")?;
        let mut names = vec![self.text()?];
        while self.eat(",") {
            names.push(self.text()?);
        }
        self.expect("}").map(|()| names)
    }

    fn text(&mut self) -> Result<&'a str> {
        let text = self.peek();
        if !text.starts_with('"') {
            return self.fail("the name of a rule in quotes");
        }
        self.next += 1;
        Ok(text)
    }

    fn condition(&mut self) -> Result<Vec<Chain<'a>>> {
        if self.eat("with") { self.relations() } else { Ok(Vec::new()) }
    }

    /// `i in a..b`, or `A in subsets(k)`.
    fn variable(&mut self) -> Result<Variable<'a>> {
        if self.eat("order") {
            return Ok(Variable { name: "order", values: Values::Orders });
        }
        let name = self.name()?;
        self.expect("in")?;
        if self.eat("subsets") {
            self.expect("(")?;
            let size = Box::new(self.expression()?);
            return self.expect(")").map(|()| Variable { name, values: Values::Subsets(size) });
        }
        let from = self.expression()?;
        self.expect("..")?;
        Ok(Variable { name, values: Values::Range(Box::new([from, self.expression()?])) })
    }

    fn relations(&mut self) -> Result<Vec<Chain<'a>>> {
        let mut list = Vec::new();
        loop {
            let first = self.expression()?;
            let mut rest = Vec::new();
            while let Some(comparison) = Comparison::of_sign(self.peek()) {
                self.next += 1;
                rest.push((comparison, self.expression()?));
            }
            if rest.is_empty() {
                return self.fail("a comparison");
            }
            list.push(Chain { first, rest });
            if !self.eat("and") {
                return Ok(list);
            }
        }
    }

    // Expressions.

    fn expression(&mut self) -> Result<Term<'a>> {
        self.nested(|parser| {
            let mut terms = vec![parser.product()?];
            loop {
                if parser.eat("+") {
                    terms.push(parser.product()?);
                } else if parser.eat("-") {
                    terms.push(Term::Negative(Box::new(parser.product()?)));
                } else {
                    return Ok(if terms.len() == 1 { terms.swap_remove(0) } else { Term::Sum(terms) });
                }
            }
        })
    }

    fn product(&mut self) -> Result<Term<'a>> {
        let mut factors = vec![self.unary()?];
        loop {
            if self.eat("*") {
                factors.push(self.unary()?);
            } else if self.eat("/") {
                factors.push(Term::Inverse(Box::new(self.unary()?)));
            } else {
                return Ok(if factors.len() == 1 { factors.swap_remove(0) } else { Term::Product(factors) });
            }
        }
    }

    /// Signs, and a power, which binds tighter and groups to the right.
    fn unary(&mut self) -> Result<Term<'a>> {
        let mut is_negative = false;
        while self.eat("-") {
            is_negative = !is_negative;
        }
        let mut term = self.atom()?;
        if self.eat("^") {
            term = Term::Power(Box::new([term, self.nested(Self::unary)?]));
        }
        Ok(if is_negative { Term::Negative(Box::new(term)) } else { term })
    }

    fn atom(&mut self) -> Result<Term<'a>> {
        if self.peek().starts_with(|c: char| c.is_ascii_digit()) {
            return self.number();
        }
        if self.eat("(") {
            let inner = self.expression()?;
            return self.expect(")").map(|()| inner);
        }
        let name = self.name()?;
        if self.eat("[") {
            let index = Box::new(self.expression()?);
            return self.expect("]").map(|()| Term::Index(name, index));
        }
        if !self.eat("(") {
            return Ok(Term::Name(name));
        }
        // `min(i in a..b, x)` is a fold, and `min(i, j)` a function.
        let fold = Fold::of_word(name).filter(|_| self.after(1) == "in" || self.peek() == "order");
        match name {
            "H" | "I" => self.measure(name == "I"),
            _ if OF_POSITIONS.contains(&name) => {
                let positions = self.positions()?;
                let given = if name != "H0" && self.eat("|") { self.positions()? } else { Vec::new() };
                self.expect(")").map(|()| Term::OfPositions(name, [positions, given]))
            }
            "mass" | "predicted" => self.of_word(name),
            _ => match fold {
                Some(fold) => {
                    let variable = self.variable()?;
                    self.expect(",")?;
                    let term = Box::new(self.expression()?);
                    self.expect(")").map(|()| Term::Fold(fold, variable, term))
                }
                None => self.arguments().map(|arguments| Term::Call(name, arguments)),
            },
        }
    }

    fn number(&mut self) -> Result<Term<'a>> {
        let digits = self.peek();
        limits::LITERAL.check(digits.len())?;
        let Ok(numeral) = digits.replace('.', "").parse::<BigInt>() else { return self.fail("a number") };
        self.next += 1;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Ok(Term::Number(Q::new(numeral, Pow::pow(BigInt::from(10), decimals))))
    }

    /// At least one argument, and the parenthesis after the last.
    fn arguments(&mut self) -> Result<Vec<Term<'a>>> {
        let mut arguments = vec![self.expression()?];
        while self.eat(",") {
            arguments.push(self.expression()?);
        }
        self.expect(")").map(|()| arguments)
    }

    /// `A | C)`, or `A; B | C)` with a second set.
    fn measure(&mut self, has_second: bool) -> Result<Term<'a>> {
        let a = self.positions()?;
        let mut b = None;
        if has_second {
            self.expect(";")?;
            b = Some(self.positions()?);
        }
        let c = if self.eat("|") { self.positions()? } else { Vec::new() };
        self.expect(")").map(|()| Term::Measure { a, b, c })
    }

    /// `w; A)`, or `w; A | B)`.
    fn of_word(&mut self, name: &'a str) -> Result<Term<'a>> {
        let word = Box::new(self.expression()?);
        self.expect(";")?;
        let set = self.positions()?;
        let given = if self.eat("|") { self.positions()? } else { Vec::new() };
        self.expect(")").map(|()| Term::OfWord { name, word, set, given })
    }

    fn positions(&mut self) -> Result<Vec<Item<'a>>> {
        let mut items = Vec::new();
        loop {
            items.push(if self.eat("all") {
                Item::All
            } else if self.eat("rest") {
                Item::Rest
            } else if self.eat("none") {
                Item::None
            } else {
                let from = self.expression()?;
                if self.eat("..") { Item::Range(Box::new([from, self.expression()?])) } else { Item::One(from) }
            });
            if !self.eat(",") {
                return Ok(items);
            }
        }
    }
}
