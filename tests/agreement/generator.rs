//! Statements of the claim language, made at random from a seed: every construct of docs/claim-language.md, small more
//! often than large. What comes out is well formed by the way it is made; `mistakes.rs` spoils it.

use std::ops::Range;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::language::{Language, Sampling};

/// What a token is to the statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A word or a sign of the language.
    Plain,
    /// A name that is bound here.
    Bound,
    /// A name that was bound before.
    Used,
    /// A number.
    Number,
}

/// A piece of the text.
#[derive(Debug, Clone)]
pub struct Token {
    pub text: String,
    pub role: Role,
}

/// The sort of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Scalar,
    Measure,
    /// An item of a set of positions.
    Item,
}

/// A statement, its expressions by their tokens, and its constant.
#[derive(Debug, Clone, Default)]
pub struct Sample {
    pub tokens: Vec<Token>,
    pub parts: Vec<(Range<usize>, Sort)>,
    /// The name and the tokens of the value.
    pub constant: Option<(String, Vec<Token>)>,
}

/// What is bound where the generator stands.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub law: bool,
    pub schedule: bool,
    pub order: bool,
    pub policy: bool,
    pub rule: bool,
    pub integers: Vec<String>,
    pub sets: Vec<String>,
    /// Names that may not be bound, and do not stand for anything here.
    pub taken: Vec<String>,
    /// The constant, where it may stand.
    pub constant: Option<String>,
}

/// Names that may be bound: they look like words of the language, and are none.
const NAMES: [&str; 26] = [
    "i",
    "j",
    "k",
    "m",
    "n",
    "t",
    "z",
    "A",
    "B",
    "C",
    "e",
    "x",
    "uniform",
    "one_by_one",
    "bisection",
    "random_table",
    "_x",
    "x_1",
    "lawful",
    "forall",
    "ifs",
    "H2",
    "E_kl",
    "ln2",
    "_",
    "z9",
];

/// Makes a statement.
pub struct Generator {
    pub random: ChaCha8Rng,
    pub language: Language,
    /// Whether sums and the like may stand here.
    pub folds: bool,
    tokens: Vec<Token>,
    parts: Vec<(Range<usize>, Sort)>,
    pub scope: Scope,
}

impl Generator {
    /// A generator of statements of a part of the language.
    pub fn new(seed: u64, language: Language) -> Self {
        let random = ChaCha8Rng::seed_from_u64(seed);
        Self { random, language, folds: true, tokens: Vec::new(), parts: Vec::new(), scope: Scope::default() }
    }

    /// A statement.
    pub fn sample(mut self) -> (Sample, ChaCha8Rng) {
        let has_premise = self.language.premises && self.chance(15);
        let constant = (self.language.constants > 0 && self.chance(self.language.constants)).then(|| self.fresh());
        self.scope.taken.extend(constant.clone());
        self.quantifiers(has_premise);
        self.put(":");
        if has_premise {
            self.put("if");
            self.relations(1, None);
            self.put("then");
        }
        self.scope.constant.clone_from(&constant);
        self.relations(2, None);
        let constant = constant.map(|name| {
            self.scope.constant = None;
            let (statement, parts) = (std::mem::take(&mut self.tokens), self.parts.clone());
            self.scalar(1);
            self.parts = parts;
            (name, std::mem::replace(&mut self.tokens, statement))
        });
        (Sample { tokens: self.tokens, parts: self.parts, constant }, self.random)
    }

    /// The quantifiers of a statement and a colon, and then an expression alone; what is bound stays so.
    pub fn expression(mut self) -> (Sample, Sample, ChaCha8Rng) {
        self.quantifiers(false);
        self.put(":");
        let prefix = Sample { tokens: std::mem::take(&mut self.tokens), ..Sample::default() };
        self.parts.clear();
        if self.chance(50) {
            self.scalar(2)
        } else {
            self.measure(2)
        }
        (prefix, Sample { tokens: self.tokens, parts: self.parts, constant: None }, self.random)
    }

    // Chances.

    /// True in so many cases of a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.random.random_range(0..100) < percent
    }

    /// A number below a limit.
    pub fn random_below(&mut self, limit: usize) -> usize {
        self.random.random_range(0..limit)
    }

    /// One of several.
    pub fn pick<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.random.random_range(0..options.len())]
    }

    /// An index, as often as its weight says.
    pub fn weighted(&mut self, weights: &[u32]) -> usize {
        let mut left = self.random.random_range(0..weights.iter().sum::<u32>());
        weights.iter().position(|&weight| left.checked_sub(weight).map(|rest| left = rest).is_none()).expect("a weight")
    }

    // Tokens.

    pub fn put(&mut self, text: &str) {
        let role = if text.starts_with(|c: char| c.is_ascii_digit()) { Role::Number } else { Role::Plain };
        self.tokens.push(Token { text: text.to_owned(), role });
    }

    pub fn name(&mut self, text: &str, role: Role) {
        self.tokens.push(Token { text: text.to_owned(), role });
    }

    pub fn part(&mut self, sort: Sort, make: impl FnOnce(&mut Self)) {
        let start = self.tokens.len();
        make(self);
        self.parts.push((start..self.tokens.len(), sort));
    }

    /// A name that is not bound.
    pub fn fresh(&mut self) -> String {
        loop {
            let name = if self.chance(60) { self.pick(&NAMES[..9]) } else { self.pick(&NAMES) };
            let scope = &self.scope;
            if scope.integers.iter().chain(&scope.sets).chain(&scope.taken).all(|bound| bound != name) {
                return name.to_owned();
            }
        }
    }

    // Quantifiers.

    fn quantifiers(&mut self, has_premise: bool) {
        let mut domains = vec!["law"];
        domains.extend(match self.language.sampling {
            Sampling::Schedules => self.pick(&[&[][..], &["schedule"], &["schedule"], &["named"]]),
            Sampling::All => self.pick(&[
                &[][..],
                &["schedule"],
                &["schedule"],
                &["named"],
                &["order"],
                &["policy"],
                &["schedule", "policy"],
                &["rule"],
                &["rule", "policy"],
            ]),
        });
        for _ in 0..self.pick(&[0, 0, 0, 1, 1, 2]) {
            domains.push(if self.language.subsets && self.chance(25) { "subsets" } else { "range" });
        }
        for end in (1..domains.len()).rev() {
            if self.chance(40) {
                let other = self.random.random_range(0..=end);
                domains.swap(other, end);
            }
        }
        let mut last = None;
        for domain in domains {
            let may_exist = match domain {
                "law" => false,
                "range" | "subsets" => self.language.exists_of_variables,
                _ => true,
            };
            let exists = may_exist && self.chance(25) && !(has_premise && self.scope.law);
            if last.is_some() {
                let comma = self.chance(70);
                self.put(if comma { "," } else { ":" });
                if !(comma && last == Some(exists) && self.chance(70)) {
                    self.binder(exists);
                }
            } else {
                self.binder(exists);
            }
            last = Some(exists);
            self.domain(domain);
        }
    }

    fn binder(&mut self, exists: bool) {
        if exists {
            self.put("exists");
        } else {
            self.put("for");
            self.put("all");
        }
    }

    fn domain(&mut self, domain: &str) {
        match domain {
            "law" => {
                self.put("law");
                if self.chance(20) {
                    // A condition on the law knows L and V alone.
                    let known = std::mem::take(&mut self.scope);
                    let taken = [&known.integers[..], &known.sets, &known.taken].concat();
                    self.scope = Scope { law: true, taken, ..Scope::default() };
                    self.with();
                    self.scope = known;
                }
                self.scope.law = true;
            }
            "schedule" | "order" => {
                self.put(domain);
                (self.scope.schedule, self.scope.order) = (true, domain == "order");
                if self.chance(35) {
                    self.with();
                }
            }
            "named" => {
                let named = [
                    ("one_by_one", 0),
                    ("all_at_once", 0),
                    ("uniform", 1),
                    ("singles_then_rest", 1),
                    ("total_correlation_schedule", 1),
                    ("dual_total_correlation_schedule", 1),
                ];
                self.named("schedule", &named);
                self.scope.schedule = true;
            }
            "rule" => {
                self.put("rule");
                let rules = ["\"random:1\"", "\"low-confidence:2\"", "\" blocks:2[threshold>3/5]@t=0 \""];
                let first = self.random_below(rules.len());
                if self.chance(60) {
                    self.put("=");
                    self.put(rules[first]);
                } else {
                    self.put("in");
                    self.put("{");
                    self.put(rules[first]);
                    if self.chance(60) {
                        self.put(",");
                        self.put(rules[(first + 1) % rules.len()]);
                    }
                    self.put("}");
                }
                self.scope.rule = true;
            }
            "policy" if self.chance(70) => {
                let named = [
                    ("bisection", 0),
                    ("left_to_right", 1),
                    ("lowest_entropy", 1),
                    ("highest_confidence", 1),
                    ("entropy_bounded", 1),
                    ("confidence_threshold", 1),
                    ("random_table", 1),
                ];
                self.named("policy", &named);
                self.scope.policy = true;
            }
            "policy" => {
                self.put("policy");
                self.scope.policy = true;
            }
            _ => {
                let name = self.fresh();
                self.variable(&name, domain == "subsets");
            }
        }
    }

    /// A variable with what it runs over; it is bound from here on.
    pub fn variable(&mut self, name: &str, subsets: bool) {
        self.name(name, Role::Bound);
        self.put("in");
        if subsets {
            self.put("subsets");
            self.put("(");
            self.index();
            self.put(")");
            self.scope.sets.push(name.to_owned());
        } else {
            self.index();
            self.put("..");
            if self.chance(50) {
                self.put_length()
            } else {
                self.index()
            }
            self.scope.integers.push(name.to_owned());
        }
    }

    pub fn put_length(&mut self) {
        self.part(Sort::Scalar, |generator| {
            generator.put("L");
            if generator.chance(25) {
                generator.put("-");
                generator.put("1");
            }
        });
    }

    fn named(&mut self, word: &str, names: &[(&str, usize)]) {
        self.put(word);
        self.put("=");
        let (name, arity) = self.pick(names);
        self.put(name);
        if arity > 0 {
            self.put("(");
            self.index();
            self.put(")");
        }
    }

    fn with(&mut self) {
        self.put("with");
        self.relations(1, Some(Sort::Scalar));
    }

    // Relations.

    fn relations(&mut self, depth: u32, sort: Option<Sort>) {
        if let (true, Some(constant)) = (self.language.linear, self.scope.constant.clone()) {
            return self.bound_with_constant(&constant);
        }
        self.chain(depth, sort);
        while self.chance(12) {
            self.put("and");
            self.chain(depth, sort);
        }
    }

    /// A bound whose constant can be sharp: information measures on both sides, one of them times the constant.
    fn bound_with_constant(&mut self, constant: &str) {
        self.scope.constant = None;
        let left = self.chance(50);
        for side in [true, false] {
            if side == left {
                self.name(constant, Role::Used);
                self.put("*");
                self.measure_factor(0);
                if self.chance(30) {
                    self.put("+");
                    self.measure(0);
                }
            } else {
                self.measure(0);
            }
            if side {
                let compare = self.pick(&["<=", ">="]);
                self.put(compare);
            }
        }
        self.scope.constant = Some(constant.to_owned());
    }

    fn chain(&mut self, depth: u32, sort: Option<Sort>) {
        let of_scalars = sort == Some(Sort::Scalar) || (self.language.of_scalars && self.chance(15));
        let sides = if self.chance(10) { 3 } else { 2 };
        let zero = if self.chance(25) { self.random.random_range(0..sides) } else { sides };
        for side in 0..sides {
            if side > 0 {
                let compare = if self.language.linear && self.chance(95) {
                    self.pick(&["<=", ">=", "<=", ">=", "<=", "=="])
                } else {
                    self.pick(&["<=", ">=", "==", "<", ">", "<=", ">="])
                };
                self.put(compare);
            }
            if side == zero {
                self.part(Sort::Scalar, |generator| generator.put("0"));
            } else if of_scalars {
                self.scalar_side(depth);
            } else {
                self.measure(depth);
            }
        }
    }

    /// A scalar in which the constant may stand.
    fn scalar_side(&mut self, depth: u32) {
        let constant = self.scope.constant.clone().filter(|_| self.chance(30));
        if let Some(constant) = constant {
            self.part(Sort::Scalar, |generator| {
                generator.name(&constant, Role::Used);
                generator.put("*");
                generator.scalar_unary(0);
            });
        } else {
            self.scalar(depth);
        }
    }
}
