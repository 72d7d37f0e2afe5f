//! Reading statements by recursive descent, along the grammar of the claim language.

use crate::lexer::{Token, tokens};
use crate::limits::{self, too_large};
use crate::outcome::{Fault, Reason};
use crate::syntax::{Binder, Comparison, Curve, Expr, Positions, Quantifier, Quantity, Relation, Sentence, Set};

/// Words with a meaning; none of them can be bound.
const RESERVED: &str = "for all exists law schedule with in and rest L V T s N s_max s_min E_KL ideal_KL eps_train \
    KL_output TC DTC h Z zeta delta H I ln log2 min max sum floor ceil binomial halved_larger_first halved_smaller_first";

const COMPARISONS: [(&str, Comparison); 5] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("==", Comparison::Equal),
    ("<", Comparison::Below),
    (">", Comparison::Above),
];

/// Whether a word has a meaning of its own.
pub fn is_reserved(word: &str) -> bool {
    RESERVED.split(' ').any(|reserved| reserved == word)
}

/// Reads a statement.
pub fn sentence(text: &str) -> Result<Sentence, Fault> {
    let mut parser = Parser::new(text)?;
    let quantifiers = parser.quantifiers()?;
    let relations = parser.relations()?;
    parser.end()?;
    Ok(Sentence { quantifiers, relations })
}

/// Reads an expression.
pub fn expression(text: &str) -> Result<Expr, Fault> {
    let mut parser = Parser::new(text)?;
    let expr = parser.expr()?;
    parser.end()?;
    Ok(expr)
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    next: usize,
    depth: usize,
}

impl Parser {
    fn new(text: &str) -> Result<Self, Fault> {
        Ok(Self { tokens: tokens(text)?, next: 0, depth: 0 })
    }

    fn fail<T>(&self, expected: &'static str) -> Result<T, Fault> {
        Err(Reason::StatementSyntax { at: self.tokens[self.next].1, expected }.into())
    }

    /// The next token. `End` is never passed, so there always is one.
    fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    fn at_word(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Word(found) if found == word)
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let found = self.at_word(word);
        self.next += usize::from(found);
        found
    }

    fn eat(&mut self, symbol: &str) -> bool {
        let found = matches!(self.peek(), Token::Symbol(found) if *found == symbol);
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, symbol: &'static str) -> Result<(), Fault> {
        if self.eat(symbol) { Ok(()) } else { self.fail(symbol) }
    }

    fn expect_word(&mut self, word: &'static str) -> Result<(), Fault> {
        if self.eat_word(word) { Ok(()) } else { self.fail(word) }
    }

    fn end(&self) -> Result<(), Fault> {
        if *self.peek() == Token::End { Ok(()) } else { self.fail("the end, or an operator") }
    }

    /// Runs a rule one level deeper.
    fn nested<T>(&mut self, rule: impl FnOnce(&mut Self) -> Result<T, Fault>) -> Result<T, Fault> {
        if self.depth == limits::NESTING {
            return Err(too_large("nesting of an expression", limits::NESTING));
        }
        self.depth += 1;
        let result = rule(self)?;
        self.depth -= 1;
        Ok(result)
    }

    fn quantifiers(&mut self) -> Result<Vec<Quantifier>, Fault> {
        let mut list = Vec::new();
        let mut repeats = false;
        loop {
            let exists = if self.eat_word("for") {
                self.expect_word("all")?;
                false
            } else if self.eat_word("exists") {
                true
            } else if repeats {
                false
            } else {
                return self.fail("`for all` or `exists`");
            };
            let binder = self.binder(exists)?;
            let condition = if self.eat_word("with") { self.relations()? } else { Vec::new() };
            list.push(Quantifier { exists, binder, condition });
            if self.eat(",") {
                // After a comma, a `for all` need not be repeated.
                repeats = !exists;
                continue;
            }
            self.expect(":")?;
            repeats = false;
            if !self.at_word("for") && !self.at_word("exists") {
                return Ok(list);
            }
        }
    }

    fn binder(&mut self, exists: bool) -> Result<Binder, Fault> {
        if self.eat_word("schedule") {
            return Ok(Binder::Schedule);
        }
        if exists {
            return self.fail("schedule");
        }
        if self.eat_word("law") {
            return Ok(Binder::Law);
        }
        let (name, from, to) = self.range()?;
        Ok(Binder::Range { name, from, to })
    }

    /// `i in a..b`
    fn range(&mut self) -> Result<(String, Expr, Expr), Fault> {
        let Token::Word(name) = self.peek().clone() else { return self.fail("a name") };
        if is_reserved(&name) {
            return Err(Reason::NameTaken(name).into());
        }
        self.next += 1;
        self.expect_word("in")?;
        let from = self.expr()?;
        self.expect("..")?;
        Ok((name, from, self.expr()?))
    }

    fn relations(&mut self) -> Result<Vec<Relation>, Fault> {
        let mut list = Vec::new();
        loop {
            let mut left = self.expr()?;
            let mut comparison = self.comparison();
            if comparison.is_none() {
                return self.fail("a comparison");
            }
            while let Some(found) = comparison {
                let right = self.expr()?;
                list.push(Relation { left, comparison: found, right: right.clone() });
                left = right;
                comparison = self.comparison();
            }
            if !self.eat_word("and") {
                return Ok(list);
            }
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        COMPARISONS.iter().find(|(symbol, _)| self.eat(symbol)).map(|(_, comparison)| *comparison)
    }

    fn expr(&mut self) -> Result<Expr, Fault> {
        self.nested(|parser| parser.listed(["+", "-"], Self::term, Expr::Sum))
    }

    fn term(&mut self) -> Result<Expr, Fault> {
        self.listed(["*", "/"], Self::unary, Expr::Product)
    }

    /// Items between two kinds of operators, the second of which inverts what follows it. One item stands for itself.
    fn listed(
        &mut self,
        operators: [&str; 2],
        item: fn(&mut Self) -> Result<Expr, Fault>,
        make: fn(Vec<(bool, Expr)>) -> Expr,
    ) -> Result<Expr, Fault> {
        let first = item(self)?;
        let mut items = Vec::new();
        loop {
            let inverted = if self.eat(operators[0]) {
                false
            } else if self.eat(operators[1]) {
                true
            } else {
                break;
            };
            items.push((inverted, item(self)?));
        }
        if items.is_empty() {
            return Ok(first);
        }
        items.insert(0, (false, first));
        Ok(make(items))
    }

    fn unary(&mut self) -> Result<Expr, Fault> {
        if self.eat("-") { Ok(Expr::Negation(Box::new(self.power()?))) } else { self.power() }
    }

    fn power(&mut self) -> Result<Expr, Fault> {
        let base = self.atom()?;
        if !self.eat("^") {
            return Ok(base);
        }
        let exponent = self.nested(Self::unary)?;
        Ok(Expr::Power(Box::new(base), Box::new(exponent)))
    }

    fn atom(&mut self) -> Result<Expr, Fault> {
        match self.peek().clone() {
            Token::Number(number) => {
                self.next += 1;
                Ok(Expr::Number(number))
            }
            Token::Word(word) => self.word(word),
            Token::Symbol("(") => {
                self.next += 1;
                let inner = self.expr()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Symbol(_) | Token::End => self.fail("an expression"),
        }
    }

    fn word(&mut self, word: String) -> Result<Expr, Fault> {
        let quantity = match word.as_str() {
            "L" => Some(Quantity::Length),
            "V" => Some(Quantity::Vocabulary),
            "T" => Some(Quantity::Blocks),
            "s_max" => Some(Quantity::LargestBlock),
            "s_min" => Some(Quantity::SmallestBlock),
            "E_KL" => Some(Quantity::ExpectedKl),
            "ideal_KL" => Some(Quantity::IdealKl),
            "eps_train" => Some(Quantity::TrainingError),
            "KL_output" => Some(Quantity::OutputKl),
            "TC" => Some(Quantity::TotalCorrelation),
            "DTC" => Some(Quantity::DualTotalCorrelation),
            _ => None,
        };
        if quantity.is_none() && is_reserved(&word) {
            return self.function(&word);
        }
        self.next += 1;
        let Some(quantity) = quantity else { return Ok(Expr::Variable(word)) };
        if !matches!(quantity, Quantity::ExpectedKl | Quantity::IdealKl) || !self.eat("(") {
            return Ok(Expr::Quantity(quantity));
        }
        let larger_first = self.eat_word("halved_larger_first");
        if !larger_first {
            self.expect_word("halved_smaller_first")?;
        }
        self.expect(")")?;
        Ok(Expr::Halved { ideal: quantity == Quantity::IdealKl, larger_first })
    }

    fn function(&mut self, word: &str) -> Result<Expr, Fault> {
        let close = if matches!(word, "s" | "N") { "]" } else { ")" };
        let open = if close == "]" { "[" } else { "(" };
        let known = "s N h Z zeta delta H I ln log2 floor ceil binomial min max sum";
        if !known.split(' ').any(|known| known == word) {
            return self.fail("an expression");
        }
        self.next += 1;
        self.expect(open)?;
        let result = match word {
            "s" => Expr::Block(self.boxed()?),
            "N" => Expr::Revealed(self.boxed()?),
            "h" => Expr::Curve(Curve::Entropy, self.boxed()?),
            "Z" => Expr::Curve(Curve::Information, self.boxed()?),
            "zeta" => Expr::Curve(Curve::Shifted, self.boxed()?),
            "delta" => Expr::Curve(Curve::Increment, self.boxed()?),
            "ln" => Expr::Ln(self.boxed()?),
            "log2" => Expr::Log2(self.boxed()?),
            "floor" => Expr::Floor(self.boxed()?),
            "ceil" => Expr::Ceil(self.boxed()?),
            "min" => Expr::Min(self.list()?),
            "max" => Expr::Max(self.list()?),
            "binomial" => {
                let n = self.boxed()?;
                self.expect(",")?;
                Expr::Binomial(n, self.boxed()?)
            }
            "sum" => {
                let (name, from, to) = self.range()?;
                self.expect(",")?;
                Expr::Series { name, from: Box::new(from), to: Box::new(to), term: self.boxed()? }
            }
            "H" => {
                let of = self.set()?;
                Expr::Entropy(of, if self.eat("|") { self.set()? } else { Set::new() })
            }
            "I" => {
                let of = self.set()?;
                self.expect(";")?;
                let and = self.set()?;
                Expr::Mutual(of, and, if self.eat("|") { self.set()? } else { Set::new() })
            }
            _ => return self.fail("an expression"),
        };
        self.expect(close)?;
        Ok(result)
    }

    fn boxed(&mut self) -> Result<Box<Expr>, Fault> {
        self.expr().map(Box::new)
    }

    fn list(&mut self) -> Result<Vec<Expr>, Fault> {
        let mut list = vec![self.expr()?];
        while self.eat(",") {
            list.push(self.expr()?);
        }
        Ok(list)
    }

    fn set(&mut self) -> Result<Set, Fault> {
        let mut set = Set::new();
        loop {
            set.push(if self.eat_word("all") {
                Positions::All
            } else if self.eat_word("rest") {
                Positions::Rest
            } else {
                let from = self.expr()?;
                if self.eat("..") { Positions::Span(from, self.expr()?) } else { Positions::One(from) }
            });
            if !self.eat(",") {
                return Ok(set);
            }
        }
    }
}
