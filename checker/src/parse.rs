//! Reading statements by recursive descent, along the grammar of the claim language. Names and types are checked on the
//! way: in what comes out of here every name is bound and every type fits.

use num_bigint::BigInt;
use num_traits::{Pow, Zero};

use crate::answer::{Fault, Reason, outside};
use crate::limits::{self, too_large};
use crate::number::{Q, whole};
use crate::statement::{Binder, Comparison, Expr, KEYWORDS, Places, Quantifier, Relation, SCHEDULES, SOME};
use crate::statement::{ScheduleQuantifier, Statement, Type, UNREAD, WORDS, lists};

/// Reads a statement, with the name and the value of its constant.
pub fn statement(text: &str, constant: Option<(&str, &str)>) -> Result<Statement, Fault> {
    let mut parser = Parser::new(text)?;
    if let Some((name, _)) = constant {
        parser.bind(name)?;
    }
    let quantifiers = parser.quantifiers()?;
    let mut premise = Vec::new();
    if parser.eat("if") {
        premise = parser.relations(false)?;
        parser.expect("then")?;
    }
    let relations = parser.relations(false)?;
    parser.end()?;
    if quantifiers.iter().filter(|quantifier| quantifier.binder == Binder::Law).count() != 1 {
        return Err(Reason::NotOneLaw.into());
    }
    let mut claimed = None;
    if let Some((name, value)) = constant {
        if !parser.used.contains(&name) {
            return Err(Reason::UnusedConstant(name.to_owned()).into());
        }
        // Whatever the quantifiers bind can be used in the value.
        let names = parser.names.into_iter().filter(|bound| *bound != name).collect();
        let mut parser = Parser { names, schedule: parser.schedule, ..Parser::new(value)? };
        claimed = Some((name.to_owned(), parser.scalar()?));
        parser.end()?;
    }
    let schedule = ScheduleQuantifier::of(&quantifiers)?;
    if schedule.exists() && !premise.is_empty() {
        return Err(outside("an implication, for some schedule"));
    }
    Ok(Statement { quantifiers, premise, relations, constant: claimed, schedule })
}

/// Longer ones first.
const SYMBOLS: [&str; 20] =
    ["..", "<=", ">=", "==", "<", ">", "(", ")", "[", "]", ",", ":", ";", "|", "+", "-", "*", "/", "^", "="];

/// The words, numbers and symbols of a text, each with the byte where it begins; an empty one at the end.
fn tokens(text: &str) -> Result<Vec<(&str, usize)>, Fault> {
    if text.len() > limits::STATEMENT_BYTES {
        return Err(too_large("bytes of a statement", limits::STATEMENT_BYTES));
    }
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
            'a'..='z' | 'A'..='Z' => run(|c| c.is_ascii_alphanumeric() || c == '_'),
            _ => SYMBOLS.iter().find(|symbol| rest.starts_with(**symbol)).map_or(0, |symbol| symbol.len()),
        };
        if length == 0 {
            return Err(Reason::StatementSyntax { at, expected: "a word of the language" }.into());
        }
        if !first.is_ascii_whitespace() && first != '#' {
            found.push((&rest[..length], at));
        }
        at += length;
    }
    found.push(("", at));
    Ok(found)
}

/// An expression and its type.
type Typed = (Expr, Type);

/// The type of values that are added, or compared.
fn common(kinds: &[Type]) -> Result<Type, Fault> {
    match (kinds.contains(&Type::Scalar), kinds.contains(&Type::Information)) {
        (true, true) => Err(Reason::IllTyped("a scalar beside an information").into()),
        (false, true) => Ok(Type::Information),
        (_, false) => Ok(Type::Scalar),
    }
}

struct Parser<'a> {
    tokens: Vec<(&'a str, usize)>,
    /// The place of the next token. The empty one is never passed, so there always is one.
    next: usize,
    depth: usize,
    /// The integer variables bound so far, and the constant; and which of them occur.
    names: Vec<&'a str>,
    used: Vec<&'a str>,
    /// Whether a schedule is bound.
    schedule: bool,
    /// In a condition on the law, where only `L` and `V` can be named.
    law_condition: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Result<Self, Fault> {
        let tokens = tokens(text)?;
        let (names, used) = (Vec::new(), Vec::new());
        Ok(Self { tokens, next: 0, depth: 0, names, used, schedule: false, law_condition: false })
    }

    // Tokens.

    fn peek(&self) -> &'a str {
        self.tokens[self.next].0
    }

    fn fail<T>(&self, expected: &'static str) -> Result<T, Fault> {
        Err(Reason::StatementSyntax { at: self.tokens[self.next].1, expected }.into())
    }

    /// Passes over a token, if it comes next.
    fn eat(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.next += usize::from(found);
        found
    }

    fn expect(&mut self, token: &'static str) -> Result<(), Fault> {
        if self.eat(token) { Ok(()) } else { self.fail(token) }
    }

    fn end(&self) -> Result<(), Fault> {
        if self.peek().is_empty() { Ok(()) } else { self.fail("the end, or an operator") }
    }

    /// Passes over a name, or a word of the table.
    fn word(&mut self) -> Result<&'a str, Fault> {
        let word = self.peek();
        if !word.starts_with(|c: char| c.is_ascii_alphabetic()) || lists(KEYWORDS, word) {
            return self.fail("an expression, or a name");
        }
        self.next += 1;
        Ok(word)
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

    fn bind(&mut self, name: &'a str) -> Result<(), Fault> {
        let mut known = WORDS.iter().map(|(word, ..)| *word).chain(SCHEDULES.map(|(word, _)| word));
        let has_meaning = known.any(|word| word == name) || lists(KEYWORDS, name) || lists(UNREAD, name);
        if has_meaning || self.names.contains(&name) {
            return Err(Reason::NameTaken(name.to_owned()).into());
        }
        self.names.push(name);
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
                Some(_) => return Ok(list),
                None => return self.fail("`for all` or `exists`"),
            };
            let binder = match self.peek() {
                "law" if exists => return Err(Reason::NotOneLaw.into()),
                "law" => Binder::Law,
                "schedule" => Binder::Schedule,
                "order" | "policy" => return Err(outside("an order, or a policy")),
                _ => {
                    let (name, range) = self.range()?;
                    Binder::Range(name, range)
                }
            };
            let mut condition = Vec::new();
            if let Binder::Range(..) = binder {
                if exists {
                    return Err(outside("`exists` of an integer"));
                }
            } else {
                self.next += 1;
                self.schedule |= binder == Binder::Schedule;
                self.law_condition = binder == Binder::Law;
                if self.eat("with") {
                    condition = self.relations(true)?;
                } else if binder == Binder::Schedule && self.eat("=") {
                    condition = vec![self.named_schedule()?];
                }
                self.law_condition = false;
            }
            list.push(Quantifier { exists, binder, condition });
            after_comma = self.eat(",");
            if !after_comma {
                self.expect(":")?;
            }
        }
    }

    /// `i in a..b`, which binds `i` from here on.
    fn range(&mut self) -> Result<(String, Box<[Expr; 2]>), Fault> {
        let name = self.word()?;
        self.expect("in")?;
        if self.peek() == "subsets" {
            return Err(outside("sets of positions as values"));
        }
        let from = self.scalar()?;
        self.expect("..")?;
        let to = self.scalar()?;
        self.bind(name)?;
        Ok((name.to_owned(), Box::new([from, to])))
    }

    /// `NAME(x, ..)`: the schedule is the one of this name.
    fn named_schedule(&mut self) -> Result<Relation, Fault> {
        let name = self.word()?;
        let known = SCHEDULES.into_iter().find(|(known, _)| *known == name);
        let (name, count) = known.ok_or_else(|| Reason::UnknownName(name.to_owned()))?;
        let arguments = self.arguments(count, "(", ")")?.into_iter().map(scalar).collect::<Result<_, Fault>>()?;
        let (left, right) = (Expr::Word(name, arguments), Expr::Number(whole(1)));
        Ok(Relation { left, comparison: Comparison::Equal, right })
    }

    /// Relations: in a condition between scalars; elsewhere between informations, where `a <= b` between scalars stands for
    /// `a * nat <= b * nat`.
    fn relations(&mut self, condition: bool) -> Result<Vec<Relation>, Fault> {
        let side = |expr: &Expr, kind: Type| match kind {
            Type::Scalar if !condition => {
                Expr::Product(vec![(false, expr.clone()), (false, Expr::Word("nat", Vec::new()))])
            }
            Type::Scalar | Type::Information | Type::Zero => expr.clone(),
        };
        let mut list = Vec::new();
        loop {
            let mut left = self.expr()?;
            let mut comparison = self.comparison();
            if comparison.is_none() {
                return self.fail("a comparison");
            }
            while let Some(sign) = comparison {
                let right = self.expr()?;
                let kind = common(&[left.1, right.1])?;
                if condition && kind == Type::Information {
                    return Err(Reason::IllTyped("conditions compare scalars").into());
                }
                list.push(Relation { left: side(&left.0, kind), comparison: sign, right: side(&right.0, kind) });
                left = right;
                comparison = self.comparison();
            }
            if !self.eat("and") {
                return Ok(list);
            }
        }
    }

    fn comparison(&mut self) -> Option<Comparison> {
        let comparison = match self.peek() {
            "<=" => Comparison::AtMost,
            ">=" => Comparison::AtLeast,
            "==" => Comparison::Equal,
            "<" => Comparison::Below,
            ">" => Comparison::Above,
            _ => return None,
        };
        self.next += 1;
        Some(comparison)
    }

    // Expressions.

    /// An expression that must be a scalar.
    fn scalar(&mut self) -> Result<Expr, Fault> {
        self.expr().and_then(scalar)
    }

    fn expr(&mut self) -> Result<Typed, Fault> {
        self.nested(|parser| {
            let (mut terms, kinds) = parser.listed(["+", "-"], Self::product)?;
            if terms.len() == 1 {
                return Ok((terms.remove(0).1, kinds[0]));
            }
            Ok((Expr::Sum(terms), common(&kinds)?))
        })
    }

    fn product(&mut self) -> Result<Typed, Fault> {
        let (mut factors, kinds) = self.listed(["*", "/"], Self::unary)?;
        if factors.len() == 1 {
            return Ok((factors.remove(0).1, kinds[0]));
        }
        let informations = factors.iter().zip(kinds).filter(|(_, kind)| *kind == Type::Information);
        let kind = match informations.map(|((inverted, _), _)| *inverted).collect::<Vec<_>>()[..] {
            [] => Type::Scalar,
            [false] => Type::Information,
            _ => return Err(Reason::IllTyped("a product of informations, or a division by one").into()),
        };
        Ok((Expr::Product(factors), kind))
    }

    /// Items between two operators, `true` for those after the second; and their types.
    #[expect(clippy::type_complexity, reason = "two lists")]
    fn listed(
        &mut self,
        [plain, inverting]: [&str; 2],
        item: fn(&mut Self) -> Result<Typed, Fault>,
    ) -> Result<(Vec<(bool, Expr)>, Vec<Type>), Fault> {
        let (mut items, mut kinds) = (Vec::new(), Vec::new());
        let mut inverted = false;
        loop {
            let (expr, kind) = item(self)?;
            items.push((inverted, expr));
            kinds.push(kind);
            inverted = self.eat(inverting);
            if !inverted && !self.eat(plain) {
                return Ok((items, kinds));
            }
        }
    }

    fn unary(&mut self) -> Result<Typed, Fault> {
        if !self.eat("-") {
            return self.power();
        }
        let (inner, kind) = self.nested(Self::unary)?;
        // `-0` is a scalar: only the literal 0 itself is of both types.
        Ok((Expr::Sum(vec![(true, inner)]), common(&[kind])?))
    }

    fn power(&mut self) -> Result<Typed, Fault> {
        let base = self.atom()?;
        if !self.eat("^") {
            return Ok(base);
        }
        let exponent = self.nested(Self::unary)?;
        Ok((Expr::Word("^", vec![scalar(base)?, scalar(exponent)?]), Type::Scalar))
    }

    fn atom(&mut self) -> Result<Typed, Fault> {
        if self.eat("(") {
            let inner = self.expr()?;
            self.expect(")")?;
            Ok(inner)
        } else if self.peek().starts_with(|c: char| c.is_ascii_digit()) {
            self.literal()
        } else if let Some(fold) = ["sum", "mean", "min", "max"].into_iter().find(|fold| self.begins(fold)) {
            self.fold(fold)
        } else if self.eat("H") {
            self.entropy(false)
        } else if self.eat("I") {
            self.entropy(true)
        } else {
            self.name()
        }
    }

    fn literal(&mut self) -> Result<Typed, Fault> {
        let digits = self.peek();
        if digits.len() > limits::NUMBER_BYTES / 4 {
            return Err(too_large("bytes of a number", limits::NUMBER_BYTES / 4));
        }
        let Ok(numeral) = digits.replace('.', "").parse::<BigInt>() else { return self.fail("a number") };
        self.next += 1;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        let number = Q::new(numeral, Pow::pow(BigInt::from(10), decimals));
        let kind = if number.is_zero() { Type::Zero } else { Type::Scalar };
        Ok((Expr::Number(number), kind))
    }

    /// A variable, the constant, or a word of the table with its arguments.
    fn name(&mut self) -> Result<Typed, Fault> {
        let name = self.word()?;
        let mut full = name.to_owned();
        if name.ends_with("_KL") && self.eat("(") {
            full = format!("{name}({})", self.peek());
            self.next += usize::from(!self.peek().is_empty());
            self.expect(")")?;
        }
        let word = WORDS.into_iter().find(|(word, ..)| *word == full);
        let known = match word {
            Some((_, _, _, of_schedule)) => !of_schedule || (self.schedule && !self.law_condition),
            None => self.names.contains(&full.as_str()) && !self.law_condition,
        };
        if lists(UNREAD, name) {
            return Err(outside("a word that this checker does not know"));
        }
        if !known {
            return Err(Reason::UnknownName(full).into());
        }
        let Some((word, count, kind, _)) = word else {
            self.used.push(name);
            return Ok((Expr::Variable(full), Type::Scalar));
        };
        let (open, close) = if matches!(word, "s" | "N") { ("[", "]") } else { ("(", ")") };
        let arguments = self.arguments(count, open, close)?;
        if count == SOME && arguments.iter().any(|(_, kind)| *kind == Type::Information) {
            return Err(outside("min or max of informations"));
        }
        let arguments: Result<Vec<Expr>, Fault> = arguments.into_iter().map(scalar).collect();
        Ok((Expr::Word(word, arguments?), kind))
    }

    /// So many arguments, between brackets where there are any.
    fn arguments(&mut self, count: usize, open: &'static str, close: &'static str) -> Result<Vec<Typed>, Fault> {
        let mut arguments = Vec::new();
        if count > 0 {
            self.expect(open)?;
            arguments.push(self.expr()?);
            while arguments.len() < count && (count != SOME || self.peek() == ",") {
                self.expect(",")?;
                arguments.push(self.expr()?);
            }
            self.expect(close)?;
        }
        Ok(arguments)
    }

    /// Whether `sum(i in`, or another fold, comes next: `min(i, j)` is a function.
    fn begins(&self, fold: &str) -> bool {
        self.peek() == fold
            && (!matches!(fold, "min" | "max")
                || self.tokens[self.next..].get(3).is_some_and(|(token, _)| *token == "in"))
    }

    /// `sum(i in a..b, x)`
    fn fold(&mut self, fold: &'static str) -> Result<Typed, Fault> {
        self.next += 1;
        self.expect("(")?;
        let (name, range) = self.range()?;
        self.expect(",")?;
        let (term, kind) = self.expr()?;
        self.expect(")")?;
        self.names.pop();
        if kind == Type::Information && matches!(fold, "min" | "max") {
            return Err(outside("min or max of informations"));
        }
        Ok((Expr::Fold { fold, name, range, term: Box::new(term) }, common(&[kind])?))
    }

    /// `(A|C)`, or with a second set `(A;B|C)`.
    fn entropy(&mut self, second: bool) -> Result<Typed, Fault> {
        self.expect("(")?;
        let of = self.places()?;
        let mut and = None;
        if second {
            self.expect(";")?;
            and = Some(self.places()?);
        }
        let given = if self.eat("|") { self.places()? } else { Places::default() };
        if [Some(&of), and.as_ref(), Some(&given)].into_iter().flatten().filter(|set| set.rest).count() > 1 {
            return self.fail("`rest` in one set only");
        }
        self.expect(")")?;
        Ok((Expr::Entropy { of, and, given }, Type::Information))
    }

    fn places(&mut self) -> Result<Places, Fault> {
        let mut places = Places::default();
        loop {
            if self.eat("all") {
                places.ranges.push([Expr::Number(whole(1)), Expr::Word("L", Vec::new())]);
            } else if !places.rest && self.eat("rest") {
                places.rest = true;
            } else if !self.eat("none") {
                let from = self.scalar()?;
                let to = if self.eat("..") { self.scalar()? } else { from.clone() };
                places.ranges.push([from, to]);
            }
            if !self.eat(",") {
                return Ok(places);
            }
        }
    }
}

/// The expression, which must be a scalar.
fn scalar((expr, kind): Typed) -> Result<Expr, Fault> {
    match kind {
        Type::Scalar | Type::Zero => Ok(expr),
        Type::Information => Err(Reason::IllTyped("an information where a scalar is needed").into()),
    }
}
