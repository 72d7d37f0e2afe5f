//! Reading statements by recursive descent, along the grammar of the claim language. Names and types are checked on the
//! way: in what comes out of here every name is bound and every type fits.

use num_bigint::BigInt;
use num_traits::{Pow, Zero};

use crate::answer::{Fault, Reason, outside};
use crate::limits::{self, too_large};
use crate::number::{Q, whole};
use crate::statement::{Binder, Comparison, Expr, KEYWORDS, Places, Quantifier, Relation, SOME, ScheduleQuantifier};
use crate::statement::{Statement, Type, WORDS};

/// Reads a statement, with the name and the value of its constant.
pub fn statement(text: &str, constant: Option<(&str, &str)>) -> Result<Statement, Fault> {
    let mut parser = Parser::new(text)?;
    if let Some((name, _)) = constant {
        parser.bind(name)?;
        parser.constant = Some(name.to_owned());
    }
    let quantifiers = parser.quantifiers()?;
    let relations = parser.relations(Type::Information)?;
    parser.end()?;
    if quantifiers.iter().filter(|quantifier| quantifier.binder == Binder::Law).count() != 1 {
        return Err(Reason::NotOneLaw.into());
    }
    let affine_in_constant = parser.constant_in_sides <= Constant::Affine;
    let constant = match constant {
        None => None,
        Some((name, _)) if !parser.constant_used => return Err(Reason::UnusedConstant(name.to_owned()).into()),
        Some((name, value)) => {
            // Whatever the quantifiers bind can be used in the value.
            let names = parser.names.into_iter().filter(|bound| bound != name).collect();
            let mut of_value = Parser { names, schedule: parser.schedule, ..Parser::new(value)? };
            let (value, _) = of_value.scalar()?;
            of_value.end()?;
            Some((name.to_owned(), value))
        }
    };
    let schedule = ScheduleQuantifier::of(&quantifiers)?;
    Ok(Statement { quantifiers, relations, constant, schedule, affine_in_constant })
}

/// A word of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Token {
    Number(Q),
    /// A name or a keyword.
    Word(String),
    Symbol(&'static str),
    End,
}

/// Longer ones first.
const SYMBOLS: [&str; 19] =
    ["..", "<=", ">=", "==", "<", ">", "(", ")", "[", "]", ",", ":", ";", "|", "+", "-", "*", "/", "^"];

/// The tokens of a text, each with the byte where it begins, and `End` after them.
fn tokens(text: &str) -> Result<Vec<(Token, usize)>, Fault> {
    if text.len() > limits::STATEMENT_BYTES {
        return Err(too_large("bytes of a statement", limits::STATEMENT_BYTES));
    }
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let run = |accept: fn(char) -> bool| rest.find(|c: char| !accept(c)).unwrap_or(rest.len());
        let used = if matches!(first, ' ' | '\t' | '\n' | '\r') {
            1
        } else if first == '#' {
            run(|c| c != '\n')
        } else if first.is_ascii_digit() {
            let (number, used) = literal(rest)?;
            found.push((Token::Number(number), at));
            used
        } else if first.is_ascii_alphabetic() {
            let used = run(|c| c.is_ascii_alphanumeric() || c == '_');
            found.push((Token::Word(rest[..used].to_owned()), at));
            used
        } else if let Some(symbol) = SYMBOLS.into_iter().find(|symbol| rest.starts_with(symbol)) {
            found.push((Token::Symbol(symbol), at));
            symbol.len()
        } else {
            return Err(Reason::StatementSyntax { at, expected: "a word of the language" }.into());
        };
        at += used;
    }
    found.push((Token::End, at));
    Ok(found)
}

/// The literal at the beginning of a text, and its length. A dot counts only before a digit: `1..3` is a range.
fn literal(text: &str) -> Result<(Q, usize), Fault> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let before = digits(0);
    let after = if text[before..].starts_with('.') { digits(before + 1) } else { 0 };
    let used = if after == 0 { before } else { before + 1 + after };
    let numeral = text[..used].replace('.', "").parse().ok().filter(|_| used <= limits::NUMBER_BYTES / 4);
    let numeral: BigInt = numeral.ok_or_else(|| too_large("bytes of a number", limits::NUMBER_BYTES / 4))?;
    Ok((Q::new(numeral, Pow::pow(BigInt::from(10), after)), used))
}

/// An expression, and what its surroundings must know of it.
struct Part {
    expr: Expr,
    kind: Type,
    constant: Constant,
}

/// How the constant stands in an expression.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Constant {
    /// Not at all.
    Absent,
    /// So that the expression is affine in it, by its form.
    Affine,
    /// In another way.
    Buried,
}

impl Constant {
    /// How it stands in an expression that is not affine in these parts.
    fn within(parts: impl IntoIterator<Item = Self>) -> Self {
        if parts.into_iter().all(|part| part == Self::Absent) { Self::Absent } else { Self::Buried }
    }
}

/// The type of values that are added, or compared.
fn common(kinds: impl IntoIterator<Item = Type>) -> Result<Type, Fault> {
    let kinds: Vec<Type> = kinds.into_iter().collect();
    match (kinds.contains(&Type::Scalar), kinds.contains(&Type::Information)) {
        (true, true) => Err(Reason::IllTyped("a scalar beside an information").into()),
        (false, true) => Ok(Type::Information),
        (_, false) => Ok(Type::Scalar),
    }
}

struct Parser {
    tokens: Vec<(Token, usize)>,
    /// The place of the next token. `End` is never passed, so there always is one.
    next: usize,
    depth: usize,
    /// The integer variables bound so far, and the constant.
    names: Vec<String>,
    constant: Option<String>,
    constant_used: bool,
    constant_in_sides: Constant,
    /// Whether a schedule is bound.
    schedule: bool,
    /// In a condition on the law, where only `L` and `V` can be named.
    law_condition: bool,
}

impl Parser {
    fn new(text: &str) -> Result<Self, Fault> {
        Ok(Self {
            tokens: tokens(text)?,
            next: 0,
            depth: 0,
            names: Vec::new(),
            constant: None,
            constant_used: false,
            constant_in_sides: Constant::Absent,
            schedule: false,
            law_condition: false,
        })
    }

    // Tokens.

    fn peek(&self) -> &Token {
        &self.tokens[self.next].0
    }

    fn fail<T>(&self, expected: &'static str) -> Result<T, Fault> {
        Err(Reason::StatementSyntax { at: self.tokens[self.next].1, expected }.into())
    }

    /// Passes over a symbol or a word, if it comes next.
    fn eat(&mut self, text: &str) -> bool {
        let found = match self.peek() {
            Token::Symbol(symbol) => *symbol == text,
            Token::Word(word) => word == text,
            Token::Number(_) | Token::End => false,
        };
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, text: &'static str) -> Result<(), Fault> {
        if self.eat(text) { Ok(()) } else { self.fail(text) }
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

    // Quantifiers and relations.

    fn bind(&mut self, name: &str) -> Result<(), Fault> {
        let has_meaning = KEYWORDS.contains(&name) || WORDS.iter().any(|(word, ..)| *word == name);
        if has_meaning || self.names.iter().any(|bound| bound == name) {
            return Err(Reason::NameTaken(name.to_owned()).into());
        }
        self.names.push(name.to_owned());
        Ok(())
    }

    fn quantifiers(&mut self) -> Result<Vec<Quantifier>, Fault> {
        let mut list: Vec<Quantifier> = Vec::new();
        let mut after_comma = false;
        loop {
            let exists = match list.last() {
                _ if self.eat("exists") => true,
                _ if self.eat("for") => {
                    self.expect("all")?;
                    false
                }
                // After a comma, the binder need not be repeated.
                Some(last) if after_comma => last.exists,
                _ if list.is_empty() || after_comma => return self.fail("`for all` or `exists`"),
                _ => return Ok(list),
            };
            let binder = if self.eat("law") {
                if exists {
                    return Err(Reason::NotOneLaw.into());
                }
                Binder::Law
            } else if self.eat("schedule") {
                self.schedule = true;
                Binder::Schedule
            } else {
                let (name, range, _) = self.range()?;
                if exists {
                    return Err(outside("`exists` of an integer"));
                }
                Binder::Range(name, range)
            };
            let mut condition = Vec::new();
            if matches!(binder, Binder::Law | Binder::Schedule) && self.eat("with") {
                self.law_condition = binder == Binder::Law;
                condition = self.relations(Type::Scalar)?;
                self.law_condition = false;
            }
            list.push(Quantifier { exists, binder, condition });
            after_comma = self.eat(",");
            if !after_comma {
                self.expect(":")?;
            }
        }
    }

    /// `i in a..b`, which binds `i` from here on; and how the constant stands in it.
    fn range(&mut self) -> Result<(String, [Expr; 2], Constant), Fault> {
        let Token::Word(name) = self.peek().clone() else { return self.fail("a name") };
        self.next += 1;
        self.expect("in")?;
        let (from, first) = self.scalar()?;
        self.expect("..")?;
        let (to, second) = self.scalar()?;
        self.bind(&name)?;
        Ok((name, [from, to], Constant::within([first, second])))
    }

    /// Relations between expressions of this type.
    fn relations(&mut self, kind: Type) -> Result<Vec<Relation>, Fault> {
        let mut list = Vec::new();
        loop {
            let mut left = self.expr()?;
            let Some(mut comparison) = self.comparison() else { return self.fail("a comparison") };
            loop {
                let right = self.expr()?;
                if common([left.kind, right.kind])? != kind {
                    return Err(Reason::IllTyped("conditions compare scalars, statements informations").into());
                }
                self.constant_in_sides = self.constant_in_sides.max(left.constant).max(right.constant);
                list.push(Relation { left: left.expr, comparison, right: right.expr.clone() });
                left = right;
                let Some(next) = self.comparison() else { break };
                comparison = next;
            }
            if !self.eat("and") {
                return Ok(list);
            }
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let all = [
            ("<=", Comparison::AtMost),
            (">=", Comparison::AtLeast),
            ("==", Comparison::Equal),
            ("<", Comparison::Below),
            (">", Comparison::Above),
        ];
        all.into_iter().find(|(symbol, _)| self.eat(symbol)).map(|(_, comparison)| comparison)
    }

    // Expressions.

    /// An expression that must be a scalar.
    fn scalar(&mut self) -> Result<(Expr, Constant), Fault> {
        let part = self.expr()?;
        part.scalar()
    }

    fn expr(&mut self) -> Result<Part, Fault> {
        self.nested(|parser| {
            let mut terms = parser.listed(["+", "-"], Self::product)?;
            if terms.len() == 1 {
                return Ok(terms.remove(0).1);
            }
            let kind = common(terms.iter().map(|(_, term)| term.kind))?;
            let constant = terms.iter().map(|(_, term)| term.constant).max().unwrap_or(Constant::Absent);
            let terms = terms.into_iter().map(|(negative, term)| (negative, term.expr)).collect();
            Ok(Part { expr: Expr::Sum(terms), kind, constant })
        })
    }

    fn product(&mut self) -> Result<Part, Fault> {
        let mut factors = self.listed(["*", "/"], Self::unary)?;
        if factors.len() == 1 {
            return Ok(factors.remove(0).1);
        }
        let informations = factors.iter().filter(|(_, factor)| factor.kind == Type::Information);
        let kind = match informations.map(|(inverted, _)| *inverted).collect::<Vec<_>>()[..] {
            [] => Type::Scalar,
            [false] => Type::Information,
            _ => return Err(Reason::IllTyped("a product of informations, or a division by one").into()),
        };
        let naming: Vec<_> = factors.iter().filter(|(_, factor)| factor.constant != Constant::Absent).collect();
        let constant = match naming[..] {
            [] => Constant::Absent,
            [(false, factor)] => factor.constant,
            _ => Constant::Buried,
        };
        let factors = factors.into_iter().map(|(inverted, factor)| (inverted, factor.expr)).collect();
        Ok(Part { expr: Expr::Product(factors), kind, constant })
    }

    /// Items between two operators; `true` for those after the second.
    fn listed(
        &mut self,
        [plain, inverting]: [&str; 2],
        item: fn(&mut Self) -> Result<Part, Fault>,
    ) -> Result<Vec<(bool, Part)>, Fault> {
        let mut items = vec![(false, item(self)?)];
        loop {
            let inverted = self.eat(inverting);
            if !inverted && !self.eat(plain) {
                return Ok(items);
            }
            items.push((inverted, item(self)?));
        }
    }

    fn unary(&mut self) -> Result<Part, Fault> {
        if !self.eat("-") {
            return self.power();
        }
        let inner = self.nested(Self::unary)?;
        // `-0` is a scalar: only the literal 0 itself is of both types.
        Ok(Part { kind: common([inner.kind])?, expr: Expr::Sum(vec![(true, inner.expr)]), constant: inner.constant })
    }

    fn power(&mut self) -> Result<Part, Fault> {
        let base = self.atom()?;
        if !self.eat("^") {
            return Ok(base);
        }
        let (base, exponent) = (base.scalar()?, self.nested(Self::unary)?.scalar()?);
        let expr = Expr::Word("^", vec![base.0, exponent.0]);
        Ok(Part { expr, kind: Type::Scalar, constant: Constant::within([base.1, exponent.1]) })
    }

    fn atom(&mut self) -> Result<Part, Fault> {
        let token = self.peek().clone();
        if matches!(token, Token::End) {
            return self.fail("an expression");
        }
        self.next += 1;
        match token {
            Token::Number(number) => {
                let kind = if number.is_zero() { Type::Zero } else { Type::Scalar };
                Ok(Part { expr: Expr::Number(number), kind, constant: Constant::Absent })
            }
            Token::Symbol("(") => {
                let inner = self.expr()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Word(name) if name == "sum" => self.series(),
            Token::Word(name) if name == "H" || name == "I" => self.entropy(name == "I"),
            Token::Word(name) if !KEYWORDS.contains(&name.as_str()) => self.name(name),
            Token::Word(_) | Token::Symbol(_) | Token::End => {
                self.next -= 1;
                self.fail("an expression")
            }
        }
    }

    /// A variable, the constant, or a word of the table; what stands in its brackets comes next.
    fn name(&mut self, mut name: String) -> Result<Part, Fault> {
        if name.ends_with("_KL") && self.eat("(") {
            let Token::Word(halves) = self.peek().clone() else { return self.fail("how the blocks are halved") };
            self.next += 1;
            self.expect(")")?;
            name = format!("{name}({halves})");
        }
        let word = WORDS.into_iter().find(|(word, ..)| *word == name);
        let known = match word {
            Some((_, _, _, of_schedule)) => !of_schedule || (self.schedule && !self.law_condition),
            None => self.names.contains(&name) && !self.law_condition,
        };
        if !known {
            return Err(Reason::UnknownName(name).into());
        }
        let Some((word, count, kind, _)) = word else {
            let is_constant = self.constant.as_ref() == Some(&name);
            self.constant_used |= is_constant;
            let constant = if is_constant { Constant::Affine } else { Constant::Absent };
            return Ok(Part { expr: Expr::Variable(name), kind: Type::Scalar, constant });
        };
        let mut arguments = Vec::new();
        if count > 0 {
            let [open, close] = if matches!(word, "s" | "N") { ["[", "]"] } else { ["(", ")"] };
            self.expect(open)?;
            arguments.push(self.expr()?);
            while arguments.len() < count && self.eat(",") {
                arguments.push(self.expr()?);
            }
            if arguments.len() < count && count != SOME {
                return self.fail("another argument");
            }
            self.expect(close)?;
        }
        if count == SOME && arguments.iter().any(|argument| argument.kind == Type::Information) {
            return Err(outside("min or max of informations"));
        }
        let (arguments, constants): (_, Vec<_>) =
            arguments.into_iter().map(Part::scalar).collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok(Part { expr: Expr::Word(word, arguments), kind, constant: Constant::within(constants) })
    }

    fn series(&mut self) -> Result<Part, Fault> {
        self.expect("(")?;
        let (name, range, constant) = self.range()?;
        self.expect(",")?;
        let term = self.expr()?;
        self.expect(")")?;
        self.names.pop();
        let expr = Expr::Series { name, range: Box::new(range), term: Box::new(term.expr) };
        Ok(Part { expr, kind: common([term.kind])?, constant: constant.max(term.constant) })
    }

    fn entropy(&mut self, mutual: bool) -> Result<Part, Fault> {
        self.expect("(")?;
        let of = self.places()?;
        let mut and = None;
        if mutual {
            self.expect(";")?;
            and = Some(self.places()?);
        }
        let given = if self.eat("|") { self.places()? } else { (Places::default(), Constant::Absent) };
        let sets = [Some(&of), and.as_ref(), Some(&given)].into_iter().flatten();
        if sets.clone().filter(|(set, _)| set.rest).count() > 1 {
            return self.fail("`rest` in one set only");
        }
        self.expect(")")?;
        let constant = Constant::within(sets.map(|(_, constant)| *constant));
        let expr = Expr::Entropy { of: of.0, and: and.map(|(set, _)| set), given: given.0 };
        Ok(Part { expr, kind: Type::Information, constant })
    }

    fn places(&mut self) -> Result<(Places, Constant), Fault> {
        let mut places = Places::default();
        let mut constants = Vec::new();
        loop {
            if self.eat("all") {
                places.ranges.push([Expr::Number(whole(1)), Expr::Word("L", Vec::new())]);
            } else if !places.rest && self.eat("rest") {
                places.rest = true;
            } else if !self.eat("none") {
                let (from, constant) = self.scalar()?;
                constants.push(constant);
                let mut to = from.clone();
                if self.eat("..") {
                    let (end, constant) = self.scalar()?;
                    constants.push(constant);
                    to = end;
                }
                places.ranges.push([from, to]);
            }
            if !self.eat(",") {
                return Ok((places, Constant::within(constants)));
            }
        }
    }
}

impl Part {
    /// The expression, which must be a scalar, and how the constant stands in it.
    fn scalar(self) -> Result<(Expr, Constant), Fault> {
        match self.kind {
            Type::Scalar | Type::Zero => Ok((self.expr, self.constant)),
            Type::Information => Err(Reason::IllTyped("an information where a scalar is needed").into()),
        }
    }
}
