//! From texts to statements: what each name means, and whether scopes and types fit. The whole statement is looked at
//! before anything is evaluated. Only a statement of the language in which something has no meaning here is declined.

use crate::answer::{Reason, Result, Why};
use crate::number::{Q, whole};
use crate::statement::{Binder, Bound, Expr, Fold, Quantifier, Relation, Set, Statement};
use crate::syntax::{self, Chain, Domain, Item, Term, Values, Variable};
use crate::words::{self, Arguments, Halving, Meaning, Measure, Named, Needs, Scalar, Type};

/// Reads a statement, with the name and the value of its constant.
pub fn statement(text: &str, constant: Option<(&str, &str)>) -> Result<Statement> {
    let text = syntax::statement(text)?;
    let value = constant.map(|(_, value)| syntax::expression(value)).transpose()?;
    let mut scope = Scope::default();
    let quantifiers = text.quantifiers.iter().map(|(exists, domain)| scope.quantifier(*exists, domain));
    let quantifiers = quantifiers.collect::<Result<Vec<Quantifier>>>()?;
    Reason::NotOneLaw.unless(scope.law, "no `for all law`")?;
    let premise = scope.relations(&text.premise)?;
    let mut from_law = quantifiers.iter().skip_while(|quantifier| !matches!(quantifier.binder, Binder::Law));
    let chosen = from_law.any(|quantifier| quantifier.exists);
    Reason::QuantifiersClash.unless(premise.is_empty() || !chosen, "`exists` behind the law, before an `if`")?;
    let mut claimed = None;
    if let (Some((name, _)), Some(value)) = (constant, value) {
        // The value may speak of whatever the quantifiers bind.
        claimed = Some((name.to_owned(), scope.scalar(&value)?));
        Reason::StatementSyntax.unless(syntax::is_name(name), format_args!("the constant {name:?}: not a name"))?;
        scope.can_be_bound(name)?;
        scope.constant = Some(name);
    }
    let relations = scope.relations(&text.chains)?;
    for Relation { left, right, .. } in &relations {
        left.degree()?;
        right.degree()?;
    }
    let statement = Statement { quantifiers, premise, relations, constant: claimed };
    let unread = scope.unread.or_else(|| other_quantifiers(&statement).map(str::to_owned));
    match unread {
        Some(words) => Err(Why::Fragment.of(words)),
        None => Ok(statement),
    }
}

/// Quantifiers that no kind of certificate is about.
fn other_quantifiers(statement: &Statement) -> Option<&'static str> {
    let mut from_exists = statement.quantifiers.iter().skip_while(|quantifier| !quantifier.exists);
    from_exists.next()?;
    if from_exists.any(|later| !matches!(later.binder, Binder::Law)) {
        return Some("something else than `for all law` after `exists schedule`");
    }
    (!statement.premise.is_empty()).then_some("an implication, for some schedule")
}

/// What can be named in a place of the statement.
#[derive(Default)]
struct Scope<'a> {
    names: Vec<(&'a str, bool)>, // The variables that are bound, and whether each is a set of positions.
    first: usize,                // The first one that can be named here.
    constant: Option<&'a str>,
    law: bool,
    schedule: bool, // An order has block sizes as well.
    order: bool,
    policy: bool,
    rule: bool,
    unread: Option<String>, // What this checker has no meaning of.
}

/// An expression with its type, and whether it is a unit where it is an information measure: made of `nat`, logarithms
/// of scalars, and scalars, without a fold.
struct Typed {
    expr: Expr,
    kind: Type,
    unit: bool,
}

impl<'a> Scope<'a> {
    fn unread(&mut self, words: impl Into<String>) {
        self.unread.get_or_insert(words.into());
    }

    // Quantifiers.

    fn can_be_bound(&self, name: &str) -> Result<()> {
        let bound = self.names[self.first..].iter().any(|(known, _)| *known == name) || self.constant == Some(name);
        Reason::NameTaken.unless(words::find(name).is_none() && !bound, name)
    }

    fn quantifier(&mut self, exists: bool, domain: &Domain<'a>) -> Result<Quantifier> {
        let mut condition = Vec::new();
        let binder = match domain {
            Domain::Law(written) => {
                Reason::NotOneLaw.unless(!self.law && !exists, "a second `law`, or `exists law`")?;
                // A condition on the law knows L and V, and nothing that is bound.
                let first = self.names.len();
                let names = self.names.clone();
                let mut shape = Scope { names, first, law: true, unread: self.unread.take(), ..Self::default() };
                condition = shape.condition(written)?;
                self.unread = shape.unread;
                self.law = true;
                Binder::Law
            }
            Domain::Schedule(written) => {
                Reason::QuantifiersClash.unless(!self.schedule, "a second schedule, or one beside an order")?;
                self.schedule = true;
                condition = self.condition(written)?;
                Binder::Schedule
            }
            Domain::NamedSchedule(name, arguments) => {
                Reason::QuantifiersClash.unless(!self.schedule, "a second schedule, or one beside an order")?;
                let (named, argument) = self.named_schedule(name, arguments)?;
                // Only from here on: a schedule does not depend on itself.
                self.schedule = true;
                Binder::NamedSchedule(named, argument)
            }
            Domain::Order(written) => {
                Reason::QuantifiersClash
                    .unless(!self.schedule && !self.policy, "an order beside a schedule, an order or a policy")?;
                (self.order, self.schedule) = (true, true);
                condition = self.condition(written)?;
                self.unread("an order");
                Binder::Schedule
            }
            Domain::Policy(named) => {
                Reason::QuantifiersClash.unless(!self.policy && !self.order, "a policy beside a policy or an order")?;
                if let Some((name, arguments)) = named {
                    let policy = words::POLICIES.iter().find(|(policy, _)| policy == name);
                    let (_, count) = policy.ok_or_else(|| Reason::UnknownName.of(name))?;
                    Reason::WrongArity.unless(arguments.len() == *count, name)?;
                    self.scalars(arguments)?;
                }
                self.policy = true;
                self.unread("a policy");
                Binder::Schedule
            }
            Domain::Rules(names) => {
                Reason::QuantifiersClash.unless(!self.rule, "a rule beside a rule")?;
                let is_new = |place: usize| !names[..place].iter().any(|other| trimmed(other) == trimmed(names[place]));
                Reason::NameTaken.unless((0..names.len()).all(is_new), "a rule that stands twice in a list")?;
                self.rule = true;
                self.unread("a rule");
                Binder::Schedule
            }
            Domain::Variable(Variable { name, values }) => {
                let ends = self.values(values)?;
                self.bind(name, values)?;
                if exists {
                    self.unread("`exists` of an integer");
                }
                Binder::Range((*name).to_owned(), ends)
            }
        };
        Ok(Quantifier { exists, binder, condition })
    }

    fn named_schedule(&mut self, name: &str, arguments: &[Term<'a>]) -> Result<(Named, Option<Expr>)> {
        let known = words::NAMED.iter().find(|(known, ..)| *known == name);
        let (_, named, count) = known.ok_or_else(|| Reason::UnknownName.of(name))?;
        Reason::WrongArity.unless(arguments.len() == *count, name)?;
        Ok((*named, self.scalars(arguments)?.pop()))
    }

    /// The ends of a range; of sets of positions, which this checker does not run over, their size twice.
    fn values(&mut self, values: &Values<'a>) -> Result<[Expr; 2]> {
        match values {
            Values::Range(ends) => Ok([self.scalar(&ends[0])?, self.scalar(&ends[1])?]),
            Values::Subsets(size) => {
                self.unread("sets of positions as values");
                let size = self.scalar(size)?;
                Ok([size.clone(), size])
            }
            Values::Orders => Err(Reason::StatementSyntax.of("orders outside a fold")),
        }
    }

    fn bind(&mut self, name: &'a str, values: &Values<'a>) -> Result<()> {
        self.can_be_bound(name)?;
        self.names.push((name, matches!(values, Values::Subsets(_))));
        Ok(())
    }

    // Relations.

    /// Relations between scalars.
    fn condition(&mut self, chains: &[Chain<'a>]) -> Result<Vec<Relation>> {
        for chain in chains {
            self.scalar(&chain.first)?;
            chain.rest.iter().try_for_each(|(_, term)| self.scalar(term).map(|_| ()))?;
        }
        self.relations(chains)
    }

    /// Relations between expressions, all of a chain of one type.
    fn relations(&mut self, chains: &[Chain<'a>]) -> Result<Vec<Relation>> {
        let mut relations = Vec::new();
        for chain in chains {
            let mut left = self.typed(&chain.first)?;
            for (comparison, term) in &chain.rest {
                let mut right = self.typed(term)?;
                right.kind = common([left.kind, right.kind])?;
                relations.push(Relation { left: left.expr, comparison: *comparison, right: right.expr.clone() });
                left = right;
            }
        }
        Ok(relations)
    }

    // Expressions.

    /// An expression that must be a scalar.
    fn scalar(&mut self, term: &Term<'a>) -> Result<Expr> {
        let Typed { expr, kind, .. } = self.typed(term)?;
        Reason::IllTyped.unless(kind.is_known(), "what depends on the law where a scalar is needed")?;
        Ok(expr)
    }

    fn scalars(&mut self, terms: &[Term<'a>]) -> Result<Vec<Expr>> {
        terms.iter().map(|term| self.scalar(term)).collect()
    }

    fn typed(&mut self, term: &Term<'a>) -> Result<Typed> {
        match term {
            Term::Number(number) => {
                let kind = if *number == Q::default() { Type::Zero } else { Type::Scalar };
                Ok(Typed { expr: Expr::Number(number.clone()), kind, unit: true })
            }
            Term::Name(name) => self.name(name),
            Term::Call(name, arguments) => self.call(name, arguments),
            Term::Index(name, index) => match words::find(name) {
                Some((meaning, Arguments::Index, needs)) => {
                    self.needs(name, needs)?;
                    let index = self.typed(index)?;
                    Reason::IllTyped.unless(index.kind.is_known(), "what depends on the law as an index")?;
                    self.applied(name, meaning, vec![index])
                }
                _ => Err(Reason::UnknownName.of(format!("{name}[..]"))),
            },
            Term::Sum(terms) => {
                let terms = self.all(terms)?;
                let (kind, unit) = (common(terms.iter().map(|term| term.kind))?, terms.iter().all(|term| term.unit));
                Ok(Typed { expr: Expr::Sum(expressions(terms)), kind, unit })
            }
            Term::Product(factors) => {
                let factors = self.all(factors)?;
                let measures = factors.iter().filter(|factor| factor.kind == Type::Measure).count();
                Reason::IllTyped.unless(measures < 2, "a product of information measures")?;
                let numbers = factors.iter().filter(|factor| factor.kind == Type::Number).count();
                if numbers > 0 && numbers + measures > 1 {
                    self.unread("a product with a number of the law");
                }
                let kind = match (measures, numbers) {
                    (0, 0) => Type::Scalar,
                    (0, _) => Type::Number,
                    _ => Type::Measure,
                };
                let unit = factors.iter().all(|factor| factor.unit);
                Ok(Typed { expr: Expr::Product(expressions(factors)), kind, unit })
            }
            Term::Negative(term) => {
                let Typed { expr, kind, unit } = self.typed(term)?;
                Ok(Typed { expr: Expr::Negative(Box::new(expr)), kind, unit })
            }
            Term::Inverse(divisor) => {
                let Typed { expr, kind, unit } = self.typed(divisor)?;
                Reason::IllTyped.unless(kind != Type::Measure, "an information measure as a divisor")?;
                if kind == Type::Number {
                    self.unread("a division by a number of the law");
                    return Ok(Typed { expr: Expr::Inverse(Box::new(expr)), kind, unit });
                }
                Ok(Typed { expr: Expr::Inverse(Box::new(expr)), kind: Type::Scalar, unit })
            }
            Term::Power(parts) => {
                let [base, exponent] = [self.typed(&parts[0])?, self.typed(&parts[1])?];
                let fits = base.kind != Type::Measure && exponent.kind.is_known();
                Reason::IllTyped.unless(fits, "a power of an information measure, or by what depends on the law")?;
                let mut kind = Type::Scalar;
                if base.kind == Type::Number {
                    self.unread("a power of a number of the law");
                    kind = Type::Number;
                }
                let expr = Expr::Power(Box::new([base.expr, exponent.expr]));
                Ok(Typed { expr, kind, unit: base.unit && exponent.unit })
            }
            Term::Fold(fold, variable, term) => self.fold(*fold, variable, term),
            Term::OfWord { name, word, set, given } => {
                let word = self.scalar(word)?;
                let (sets, _) = self.sets(&[set, given])?;
                self.unread(*name);
                let parts = positions_of(sets).into_iter().chain([word]).collect();
                Ok(Typed { expr: Expr::Unread(parts), kind: Type::Number, unit: false })
            }
            Term::OfPositions(word, [positions, given]) => {
                let (sets, _) = self.sets(&[positions, given])?;
                self.unread(*word);
                Ok(Typed { expr: Expr::Unread(positions_of(sets)), kind: Type::Measure, unit: false })
            }
            Term::Measure { a, b, c } => {
                let (sets, unread) = match b {
                    Some(b) => self.sets(&[a, b, c])?,
                    None => self.sets(&[a, c])?,
                };
                let expr = match <[Set; 3]>::try_from(sets) {
                    Ok(sets) if unread => Expr::Unread(positions_of(sets)),
                    Err(sets) if unread => Expr::Unread(positions_of(sets)),
                    Ok(sets) => Expr::Mutual(Box::new(sets)),
                    Err(two) => Expr::Mutual(Box::new([two[0].clone(), two[0].clone(), two[1].clone()])),
                };
                Ok(Typed { expr, kind: Type::Measure, unit: false })
            }
        }
    }

    fn all(&mut self, terms: &[Term<'a>]) -> Result<Vec<Typed>> {
        terms.iter().map(|term| self.typed(term)).collect()
    }

    fn name(&mut self, name: &str) -> Result<Typed> {
        if let Some(place) = self.names[self.first..].iter().position(|(known, _)| *known == name) {
            let (_, is_set) = self.names[self.first + place];
            Reason::IllTyped.unless(!is_set, format_args!("{name}: a set of positions as a value"))?;
            return Ok(Typed { expr: Expr::Variable(self.first + place), kind: Type::Scalar, unit: true });
        }
        if self.constant == Some(name) {
            return Ok(Typed { expr: Expr::Constant, kind: Type::Scalar, unit: true });
        }
        match words::find(name) {
            Some((meaning, Arguments::Count(0) | Arguments::Halving, needs)) if meaning != Meaning::Grammar => {
                self.needs(name, needs)?;
                self.applied(name, meaning, Vec::new())
            }
            _ => Err(Reason::UnknownName.of(name)),
        }
    }

    fn call(&mut self, name: &str, arguments: &[Term<'a>]) -> Result<Typed> {
        let known = words::find(name).filter(|(meaning, ..)| *meaning != Meaning::Grammar);
        let (meaning, takes, needs) = known.ok_or_else(|| Reason::UnknownName.of(name))?;
        self.needs(name, needs)?;
        let fits = match takes {
            Arguments::Halving => return halved(name, meaning, arguments),
            Arguments::Count(0) | Arguments::Index => return Err(Reason::UnknownName.of(format!("{name}(..)"))),
            Arguments::Count(count) => arguments.len() == count,
            Arguments::Some => true,
        };
        Reason::WrongArity.unless(fits, name)?;
        let arguments = self.all(arguments)?;
        self.applied(name, meaning, arguments)
    }

    /// A word of its arguments.
    fn applied(&mut self, name: &str, meaning: Meaning, arguments: Vec<Typed>) -> Result<Typed> {
        let are_scalars = arguments.iter().all(|argument| argument.kind.is_known());
        let are_units = arguments.iter().all(|argument| argument.unit);
        if let Meaning::Scalar(word @ (Scalar::Least | Scalar::Greatest)) = meaning {
            let kind = common(arguments.iter().map(|argument| argument.kind))?;
            let arguments = expressions(arguments);
            if matches!(kind, Type::Measure | Type::Number) {
                self.unread("min or max of what depends on the law");
                return Ok(Typed { expr: Expr::Unread(arguments), kind, unit: false });
            }
            return Ok(Typed { expr: Expr::Scalar(word, arguments), kind, unit: are_units });
        }
        let of_number = matches!(&arguments[..], [Typed { kind: Type::Number, .. }]);
        if let (true, Meaning::Scalar(Scalar::Abs) | Meaning::Measure(Measure::Log)) = (of_number, meaning) {
            self.unread(format!("{name} of a number of the law"));
            let kind = if meaning == Meaning::Scalar(Scalar::Abs) { Type::Number } else { Type::Measure };
            return Ok(Typed { expr: Expr::Unread(expressions(arguments)), kind, unit: false });
        }
        let needs_unit = meaning == Meaning::UnreadOfUnit;
        let fits = if needs_unit { !arguments.is_empty() && !are_scalars && are_units } else { are_scalars };
        let needed = if needs_unit { "a unit, such as nat or ln(2)" } else { "scalars" };
        Reason::IllTyped.unless(fits, format_args!("{name} needs {needed}"))?;
        let arguments = expressions(arguments);
        let (expr, kind) = match meaning {
            Meaning::Scalar(word) => (Expr::Scalar(word, arguments), Type::Scalar),
            Meaning::Measure(word) => (Expr::Measure(word, arguments), word.kind()),
            Meaning::Unread(kind) => {
                self.unread(name);
                (Expr::Unread(arguments), kind)
            }
            Meaning::UnreadOfUnit => {
                self.unread(name);
                (Expr::Unread(arguments), Type::Measure)
            }
            Meaning::UnreadSet | Meaning::Grammar => {
                return Err(Reason::IllTyped.of(format!("{name}: a set of positions as a value")));
            }
        };
        let is_unit_word = matches!(meaning, Meaning::Measure(Measure::Nat | Measure::Log));
        Ok(Typed { expr, kind, unit: are_units && (is_unit_word || kind.is_known()) })
    }

    /// Whether what a word needs is bound.
    fn needs(&self, name: &str, needs: Needs) -> Result<()> {
        let (law, met) = match needs {
            Needs::Nothing => (false, true),
            Needs::Law => (true, true),
            Needs::Schedule => (false, self.schedule),
            Needs::LawAndSchedule => (true, self.schedule),
            Needs::Order => (false, self.order),
            Needs::LawAndOrder => (true, self.order),
            Needs::LawAndPolicy => (true, self.policy),
            Needs::LawAndOrderOrPolicy => (true, self.order || self.policy),
            Needs::LawAndRule => (true, self.rule),
        };
        Reason::UnknownName.unless(met, format_args!("{name}: no schedule, order, policy or rule is bound here"))?;
        Reason::UnknownName.unless(self.law || !law, format_args!("{name}: no law is bound here"))
    }

    fn fold(&mut self, fold: Fold, variable: &Variable<'a>, term: &Term<'a>) -> Result<Typed> {
        if matches!(variable.values, Values::Orders) {
            return self.over_orders(fold, term);
        }
        let ends = self.values(&variable.values)?;
        let number = self.names.len();
        self.bind(variable.name, &variable.values)?;
        let Typed { expr, kind, .. } = self.typed(term)?;
        self.names.truncate(number);
        if matches!(kind, Type::Measure | Type::Number) && matches!(fold, Fold::Least | Fold::Greatest) {
            self.unread("min or max of what depends on the law");
        }
        let bound = Bound { variable: number, ends, term: expr };
        Ok(Typed { expr: Expr::Fold(fold, Box::new(bound)), kind, unit: false })
    }

    /// A fold over the orders of the schedule in scope, which this checker does not go through.
    fn over_orders(&mut self, fold: Fold, term: &Term<'a>) -> Result<Typed> {
        let is_alone = self.schedule && !self.order && !self.policy;
        Reason::UnknownName
            .unless(is_alone, format_args!("{fold:?} over orders: no schedule is bound here, or an order is"))?;
        self.unread("the orders of a schedule");
        self.order = true;
        let typed = self.typed(term);
        self.order = false;
        let Typed { expr, kind, .. } = typed?;
        Ok(Typed { expr: Expr::Unread(vec![expr]), kind, unit: false })
    }

    /// Sets of positions, and whether an item is a set that this checker does not evaluate.
    fn sets(&mut self, lists: &[&Vec<Item<'a>>]) -> Result<(Vec<Set>, bool)> {
        let rests = lists.iter().flat_map(|list| list.iter()).filter(|item| matches!(item, Item::Rest)).count();
        Reason::StatementSyntax.unless(rests < 2, "`rest` twice in one term")?;
        self.needs("positions", Needs::Law)?;
        let (mut sets, mut unread) = (Vec::new(), false);
        let length = || Expr::Scalar(Scalar::Length, Vec::new());
        for list in lists {
            let mut set = Set::default();
            for item in *list {
                match item {
                    Item::Rest => set.rest = true,
                    Item::None => {}
                    Item::All => set.ranges.push([Expr::Number(whole(1)), length()]),
                    Item::Range(ends) => set.ranges.push([self.scalar(&ends[0])?, self.scalar(&ends[1])?]),
                    Item::One(position) => {
                        let of_set = self.set(position)?;
                        unread |= of_set.is_some();
                        let position = of_set.map_or_else(|| self.scalar(position), Ok)?;
                        set.ranges.push([position.clone(), position]);
                    }
                }
            }
            sets.push(set);
        }
        Ok((sets, unread))
    }

    /// What an item that is a set names: a variable, or a part of an order.
    fn set(&mut self, item: &Term<'a>) -> Result<Option<Expr>> {
        if let Term::Name(name) = item {
            let is_set = self.names[self.first..].iter().any(|(known, is_set)| known == name && *is_set);
            return Ok(is_set.then(|| Expr::Unread(Vec::new())));
        }
        let Term::Call(name, arguments) = item else { return Ok(None) };
        let Some((Meaning::UnreadSet, Arguments::Count(count), needs)) = words::find(name) else { return Ok(None) };
        self.needs(name, needs)?;
        Reason::WrongArity.unless(arguments.len() == count, name)?;
        self.scalars(arguments).map(|arguments| Some(Expr::Unread(arguments)))
    }
}

/// An error of the schedule with its blocks halved.
fn halved(name: &str, meaning: Meaning, arguments: &[Term<'_>]) -> Result<Typed> {
    let halving = match arguments {
        [Term::Name("halved_larger_first")] => Halving::LargerFirst,
        [Term::Name("halved_smaller_first")] => Halving::SmallerFirst,
        _ => return Err(Reason::UnknownName.of(format!("{name}(..)"))),
    };
    let is_ideal = meaning == Meaning::Measure(Measure::IdealError(Halving::Whole));
    let word = if is_ideal { Measure::IdealError(halving) } else { Measure::ExpectedError(halving) };
    Ok(Typed { expr: Expr::Measure(word, Vec::new()), kind: Type::Measure, unit: false })
}

/// All expressions in sets of positions: also where the sets are not evaluated, the constant does not stand in them.
fn positions_of(sets: impl IntoIterator<Item = Set>) -> Vec<Expr> {
    sets.into_iter().flat_map(|set| set.ranges).flatten().collect()
}

fn expressions(typed: Vec<Typed>) -> Vec<Expr> {
    typed.into_iter().map(|typed| typed.expr).collect()
}

/// The name of a rule without its quotes.
fn trimmed(name: &str) -> &str {
    name.trim_matches('"').trim()
}

/// The type of values that are added, or compared: from the left, a scalar beside a number is a number, and a number
/// beside an information measure is so many nats.
fn common(kinds: impl IntoIterator<Item = Type>) -> Result<Type> {
    kinds.into_iter().try_fold(Type::Zero, |known, kind| match (known, kind) {
        (Type::Zero, other) | (other, Type::Zero) => Ok(other),
        (Type::Scalar, Type::Scalar) => Ok(Type::Scalar),
        (Type::Scalar | Type::Number, Type::Number) | (Type::Number, Type::Scalar) => Ok(Type::Number),
        (Type::Measure | Type::Number, Type::Measure) | (Type::Measure, Type::Number) => Ok(Type::Measure),
        (Type::Scalar, Type::Measure) | (Type::Measure, Type::Scalar) => {
            Err(Reason::IllTyped.of("a scalar beside an information measure"))
        }
    })
}
