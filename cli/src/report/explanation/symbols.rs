//! Entropies and informations as a person reads them: plainly, or in TeX.

use maskproof::decide::shannon::combination::{Combination, Coordinate};
use maskproof::decide::shannon::inequality::Inequality;
use maskproof::exact::Rational;
use maskproof::law::PositionSet;

/// How formulas are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbols {
    /// `H(1,2|3)`, as in the claim language.
    Plain,
    /// `H(X_{1}, X_{2} \mid X_{3})`
    Tex,
}

impl Symbols {
    fn set(self, set: PositionSet) -> String {
        let names = set.positions().map(|position| match self {
            Self::Plain => (position + 1).to_string(),
            Self::Tex => format!("X_{{{}}}", position + 1),
        });
        names.collect::<Vec<_>>().join(match self {
            Self::Plain => ",",
            Self::Tex => ", ",
        })
    }

    fn given(self, set: PositionSet) -> String {
        match self {
            _ if set.is_empty() => String::new(),
            Self::Plain => format!("|{}", self.set(set)),
            Self::Tex => format!(r" \mid {}", self.set(set)),
        }
    }

    /// What an inequality says is at least 0.
    pub fn inequality(self, inequality: &Inequality) -> String {
        match inequality {
            Inequality::Information { first, second, given } => {
                let between = if self == Self::Plain { ";" } else { "; " };
                format!("I({}{between}{}{})", self.set(*first), self.set(*second), self.given(*given))
            }
            Inequality::Entropy { of, given } => format!("H({}{})", self.set(*of), self.given(*given)),
            Inequality::Vocabulary(position) => {
                format!("({} - H({}))", self.coordinate(&Coordinate::LnVocabulary), self.set(*position))
            }
            Inequality::Nonnegative(coordinate) => self.coordinate(coordinate),
            Inequality::Premise { index, is_negated } => {
                let name = self.premise(*index);
                if *is_negated { format!("(-{name})") } else { name }
            }
            Inequality::ZhangYeung(sets) => {
                let [a, b, c, d] = sets.map(|set| self.set(set));
                format!("ZY({a}; {b}; {c}; {d})")
            }
        }
    }

    /// The name of a premise, by its number from 0.
    pub fn premise(self, index: usize) -> String {
        match self {
            Self::Plain => format!("P{}", index + 1),
            Self::Tex => format!("P_{{{}}}", index + 1),
        }
    }

    fn coordinate(self, coordinate: &Coordinate) -> String {
        match (self, coordinate) {
            (_, Coordinate::Entropy(set)) => format!("H({})", self.set(*set)),
            (Self::Plain, other) => other.to_string(),
            (Self::Tex, Coordinate::LnVocabulary) => r"\ln V".to_owned(),
            (Self::Tex, Coordinate::Gap(revealed)) => format!("g_{{{revealed}}}"),
            (Self::Tex, Coordinate::Ln(argument)) => format!(r"\ln {argument}"),
            (Self::Tex, Coordinate::Nat) => "1".to_owned(),
        }
    }

    /// A rational number.
    pub fn number(self, number: &Rational) -> String {
        match self {
            Self::Tex if *number.denom() != 1 => {
                let sign = if *number < 0 { "-" } else { "" };
                let parts = Rational::from(number.abs_ref());
                format!(r"{sign}\tfrac{{{}}}{{{}}}", parts.numer(), parts.denom())
            }
            Self::Tex | Self::Plain => number.to_string(),
        }
    }

    /// A multiple of something; of 1 only the thing itself.
    pub fn multiple(self, factor: &Rational, of: &str) -> String {
        match self {
            _ if *factor == 1 => of.to_owned(),
            Self::Plain => format!("{factor}*{of}"),
            Self::Tex => format!(r"{} {of}", self.number(factor)),
        }
    }

    /// A combination, the positive terms first.
    pub fn combination(self, combination: &Combination) -> String {
        let (positive, negative): (Vec<_>, Vec<_>) = combination.terms().partition(|(_, factor)| **factor > 0);
        let mut text = String::new();
        for (coordinate, factor) in positive.into_iter().chain(negative) {
            let sign = match (text.is_empty(), *factor < 0) {
                (true, false) => "",
                (true, true) => "-",
                (false, false) => " + ",
                (false, true) => " - ",
            };
            text += sign;
            text += &self.multiple(&Rational::from(factor.abs_ref()), &self.coordinate(coordinate));
        }
        if text.is_empty() { "0".to_owned() } else { text }
    }

    /// `>=`
    pub fn at_least(self) -> &'static str {
        match self {
            Self::Plain => ">=",
            Self::Tex => r"\ge",
        }
    }
}
