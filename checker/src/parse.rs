//! Reading statements by recursive descent, along the grammar of the claim language: in what comes out of here every
//! name is bound and every type fits.

use num_bigint::BigInt;
use num_traits::Pow;

use crate::answer::{Reason, Result, Why};
use crate::limits;
use crate::number::{Q, whole};
use crate::statement::{Binder, COMPARISONS, Expr, Quantifier, REST, Relation, SOME, Statement};
use crate::statement::{Type, Use, common, find_word};

/// Reads a statement, with the name and the value of its constant.
pub fn statement(text: &str, constant: Option<(&str, &str)>) -> Result<Statement> {
    let mut parser = Parser { tokens: tokens(text)?, ..Parser::default() };
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
    parser.expect("")?;
    let laws = quantifiers.iter().filter(|quantifier| quantifier.binder == Binder::Law);
    Reason::NotOneLaw.unless(laws.count() == 1, "not exactly one `for all law`")?;
    let mut claimed = None;
    if let Some((name, value)) = constant {
        Reason::NotInStatement.unless(parser.used.contains(&name), format_args!("the constant {name}"))?;
        // Whatever the quantifiers bind can be used in the value.
        parser.names.retain(|bound| *bound != name);
        parser = Parser { tokens: tokens(value)?, next: 0, ..parser };
        claimed = Some((name.to_owned(), parser.scalar()?));
        parser.expect("")?;
    }
    let mut from_schedule = quantifiers.iter().skip_while(|quantifier| quantifier.binder != Binder::Schedule);
    let exists = from_schedule.next().is_some_and(|quantifier| quantifier.exists);
    let later: Vec<&Binder> = from_schedule.map(|quantifier| &quantifier.binder).collect();
    Why::Fragment.unless(!later.contains(&&Binder::Schedule), "two quantifiers of a schedule")?;
    let only_law = later.iter().all(|binder| **binder == Binder::Law);
    Why::Fragment.unless(!exists || only_law, "something else than `for all law` after `exists schedule`")?;
    Why::Fragment.unless(!exists || premise.is_empty(), "an implication, for some schedule")?;
    Ok(Statement { quantifiers, premise, relations, constant: claimed })
}

/// Longer ones first.
const SYMBOLS: [&str; 20] =
    ["..", "<=", ">=", "==", "<", ">", "(", ")", "[", "]", ",", ":", ";", "|", "+", "-", "*", "/", "^", "="];

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
            'a'..='z' | 'A'..='Z' => run(|c| c.is_ascii_alphanumeric() || c == '_'),
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

#[derive(Default)]
struct Parser<'a> {
    tokens: Vec<(&'a str, usize)>,
    next: usize,         // The place of the next token.
    depth: usize,        // How deep the expression is that is being read.
    names: Vec<&'a str>, // The integer variables that are bound, and the constant.
    used: Vec<&'a str>,  // Those that occur.
    schedule: bool,      // Whether a schedule is bound.
    law_condition: bool, // Whether a condition on the law is being read, which knows nothing that is bound.
}

impl<'a> Parser<'a> {
    fn peek(&self) -> &'a str {
        self.tokens[self.next].0
    }

    fn fail<T>(&self, expected: &str) -> Result<T> {
        let (found, at) = self.tokens[self.next];
        Err(Reason::StatementSyntax.of(format!("`{found}` instead of {expected}, at byte {at}")))
    }

    /// Passes over a token, if it comes next; the empty one is the end.
    fn eat(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.next += usize::from(found && !token.is_empty());
        found
    }

    fn expect(&mut self, token: &str) -> Result<()> {
        if self.eat(token) { Ok(()) } else { self.fail(token) }
    }

    /// Passes over a name, or a word of the table.
    fn word(&mut self) -> Result<&'a str> {
        let word = self.peek();
        let is_grammar = find_word(word).is_some_and(|(_, _, _, place)| place == Use::Grammar);
        if is_grammar || !word.starts_with(|c: char| c.is_ascii_alphabetic()) {
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

    fn bind(&mut self, name: &'a str) -> Result<()> {
        Reason::NameTaken.unless(find_word(name).is_none() && !self.names.contains(&name), name)?;
        self.names.push(name);
        Ok(())
    }

    fn quantifiers(&mut self) -> Result<Vec<Quantifier>> {
        let mut list: Vec<Quantifier> = Vec::new();
        let mut after_comma = false;
        loop {
            let exists = match list.last() {
                _ if self.eat("exists") => true,
                _ if self.eat("for") => self.expect("all").map(|()| false)?,
                // After a comma, the binder need not be repeated.
                Some(last) if after_comma => last.exists,
                Some(_) => return Ok(list),
                None => return self.fail("`for all` or `exists`"),
            };
            let binder;
            let mut condition = Vec::new();
            let is_law = self.eat("law");
            if is_law || self.eat("schedule") {
                Reason::NotOneLaw.unless(!(is_law && exists), "`exists law`")?;
                binder = if is_law { Binder::Law } else { Binder::Schedule };
                (self.law_condition, self.schedule) = (is_law, self.schedule || !is_law);
                if self.eat("with") {
                    condition = self.relations(true)?;
                } else if !is_law && self.eat("=") {
                    condition = vec![self.named_schedule()?];
                }
                self.law_condition = false;
            } else {
                Why::Fragment.unless(!matches!(self.peek(), "order" | "policy"), "an order, or a policy")?;
                let (name, range) = self.range()?;
                Why::Fragment.unless(!exists, "`exists` of an integer")?;
                binder = Binder::Range(name, range);
            }
            list.push(Quantifier { exists, binder, condition });
            after_comma = self.eat(",");
            if !after_comma {
                self.expect(":")?;
            }
        }
    }

    /// `i in a..b`, which binds `i` from here on.
    fn range(&mut self) -> Result<(String, [Expr; 2])> {
        let name = self.word()?;
        self.expect("in")?;
        Why::Fragment.unless(self.peek() != "subsets", "sets of positions as values")?;
        let from = self.scalar()?;
        self.expect("..")?;
        let to = self.scalar()?;
        self.bind(name)?;
        Ok((name.to_owned(), [from, to]))
    }

    /// `NAME`, or `NAME(x)`: the schedule is the one of this name, whose word is 1 there.
    fn named_schedule(&mut self) -> Result<Relation> {
        let name = self.word()?;
        let Some((word, count, _, Use::AsSchedule)) = find_word(name) else { return Err(Reason::UnknownName.of(name)) };
        let left = Expr::Apply(word, self.arguments(count, ["(", ")"])?);
        left.kind()?;
        Ok(Relation { left, admits: COMPARISONS[2].1, right: Expr::Number(whole(1)) })
    }

    /// Relations: in a condition between scalars only.
    fn relations(&mut self, condition: bool) -> Result<Vec<Relation>> {
        let mut list = Vec::new();
        loop {
            let mut left = self.expr()?;
            let before = list.len();
            while let Some((_, admits)) = COMPARISONS.iter().find(|(sign, _)| *sign == self.peek()) {
                self.next += 1;
                let right = self.expr()?;
                let of_informations = common(&[left.kind()?, right.kind()?])? == Type::Information;
                Reason::IllTyped.unless(!(condition && of_informations), "a condition on informations")?;
                list.push(Relation { left, admits, right: right.clone() });
                left = right;
            }
            if list.len() == before {
                return self.fail("a comparison");
            }
            if !self.eat("and") {
                return Ok(list);
            }
        }
    }

    // Expressions.

    /// An expression that must be a scalar.
    fn scalar(&mut self) -> Result<Expr> {
        let expr = self.expr()?;
        Reason::IllTyped.unless(expr.kind()? != Type::Information, "an information where a scalar is needed")?;
        Ok(expr)
    }

    fn expr(&mut self) -> Result<Expr> {
        let product = |parser: &mut Self| parser.chain(["*", "/"], Self::unary);
        self.nested(|parser| parser.chain(["+", "-"], product))
    }

    /// Items between two operators, of which the second inverts the item that follows.
    fn chain(&mut self, [joining, inverting]: [&'static str; 2], item: fn(&mut Self) -> Result<Expr>) -> Result<Expr> {
        let mut items = vec![item(self)?];
        loop {
            if self.eat(joining) {
                items.push(item(self)?);
            } else if self.eat(inverting) {
                items.push(Expr::Apply(inverting, vec![item(self)?]));
            } else if items.len() == 1 {
                return Ok(items.swap_remove(0));
            } else {
                return Ok(Expr::Apply(joining, items));
            }
        }
    }

    fn unary(&mut self) -> Result<Expr> {
        if self.eat("-") {
            return Ok(Expr::Apply("-", vec![self.nested(Self::unary)?]));
        }
        let base = self.atom()?;
        if self.eat("^") { Ok(Expr::Apply("^", vec![base, self.nested(Self::unary)?])) } else { Ok(base) }
    }

    fn atom(&mut self) -> Result<Expr> {
        let folds = [("sum", "sum"), ("mean", "mean"), ("min", "min in"), ("max", "max in")];
        let fold = folds.into_iter().find(|(word, _)| *word == self.peek());
        // `min(i in a..b, x)` is a fold, and `min(i, j)` a function.
        let has_range = self.tokens.get(self.next + 3).is_some_and(|(token, _)| *token == "in");
        if let Some((_, fold)) = fold.filter(|(word, fold)| has_range || word == fold) {
            self.next += 1;
            self.expect("(")?;
            let (name, [from, to]) = self.range()?;
            self.expect(",")?;
            let term = self.expr()?;
            self.names.pop();
            self.expect(")").map(|()| Expr::Apply(fold, vec![Expr::Variable(name), from, to, term]))
        } else if self.eat("(") {
            let inner = self.expr()?;
            self.expect(")").map(|()| inner)
        } else if self.peek().starts_with(|c: char| c.is_ascii_digit()) {
            self.literal()
        } else if self.eat("H") {
            self.information(false)
        } else if self.eat("I") {
            self.information(true)
        } else {
            self.name()
        }
    }

    fn literal(&mut self) -> Result<Expr> {
        let digits = self.peek();
        limits::LITERAL.check(digits.len())?;
        let Ok(numeral) = digits.replace('.', "").parse::<BigInt>() else { return self.fail("a number") };
        self.next += 1;
        let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        Ok(Expr::Number(Q::new(numeral, Pow::pow(BigInt::from(10), decimals))))
    }

    /// A variable, the constant, or a word of the table with its arguments.
    fn name(&mut self) -> Result<Expr> {
        let name = self.word()?;
        let mut full = name.to_owned();
        if name.ends_with("_KL") && self.eat("(") {
            full = format!("{name}({})", self.peek());
            self.next += usize::from(!self.peek().is_empty());
            self.expect(")")?;
        }
        let of_schedule = self.schedule && !self.law_condition;
        match find_word(&full) {
            Some((_, _, _, Use::Unread)) => Err(Why::Fragment.of("a word that this checker does not know")),
            Some((word, count, _, place)) if place == Use::Anywhere || (place == Use::OfSchedule && of_schedule) => {
                let brackets = if matches!(word, "s" | "N") { ["[", "]"] } else { ["(", ")"] };
                Ok(Expr::Apply(word, self.arguments(count, brackets)?))
            }
            None if self.names.contains(&full.as_str()) && !self.law_condition => {
                self.used.push(name);
                Ok(Expr::Variable(full))
            }
            _ => Err(Reason::UnknownName.of(full)),
        }
    }

    /// So many arguments, between brackets where there are any.
    fn arguments(&mut self, count: usize, [open, close]: [&str; 2]) -> Result<Vec<Expr>> {
        let mut arguments = Vec::new();
        while arguments.len() < count && (count != SOME || arguments.is_empty() || self.peek() == ",") {
            self.expect(if arguments.is_empty() { open } else { "," })?;
            arguments.push(self.expr()?);
        }
        if count > 0 { self.expect(close).map(|()| arguments) } else { Ok(arguments) }
    }

    /// `(A|C)`, or `(A;B|C)` with a second set.
    fn information(&mut self, has_second: bool) -> Result<Expr> {
        self.expect("(")?;
        let mut sets = vec![self.places()?];
        if has_second {
            self.expect(";")?;
            sets.push(self.places()?);
        }
        sets.push(if self.eat("|") { self.places()? } else { Expr::Apply("set", Vec::new()) });
        if sets.iter().filter(|set| set.parts().contains(&REST)).count() > 1 {
            return self.fail("`rest` in one set only");
        }
        if !has_second {
            sets.insert(0, sets[0].clone());
        }
        self.expect(")").map(|()| Expr::Apply("I", sets))
    }

    fn places(&mut self) -> Result<Expr> {
        let mut parts = Vec::new();
        loop {
            if self.eat("all") {
                parts.push(Expr::Apply("..", vec![Expr::Number(whole(1)), Expr::Apply("L", Vec::new())]));
            } else if !parts.contains(&REST) && self.eat("rest") {
                parts.push(REST);
            } else if !self.eat("none") {
                let from = self.scalar()?;
                let to = if self.eat("..") { self.scalar()? } else { from.clone() };
                parts.push(Expr::Apply("..", vec![from, to]));
            }
            if !self.eat(",") {
                return Ok(Expr::Apply("set", parts));
            }
        }
    }
}
