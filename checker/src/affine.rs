//! Informations as combinations of atoms, and their ray coefficients.

use std::collections::BTreeMap;

use num_bigint::BigUint;
use num_traits::{One, Signed, Zero};

use crate::outcome::{Fault, outside};
use crate::scalar::{Q, choose, whole};

/// What informations are combinations of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Atom {
    /// `h(k)`, `k` in `1..L`.
    Average(usize),
    /// The entropy of a nonempty set of positions; bit `i` stands for position `i + 1`.
    Subset(u64),
    /// `eps_train`
    TrainingError,
    /// The training error of the schedule with its blocks halved; `true` for the larger halves first.
    HalvedTrainingError(bool),
    /// `ln V`
    LogVocabulary,
    /// `ln n`, for `n >= 2`.
    Log(BigUint),
    /// `KL_output`
    OutputKl,
}

/// A combination of atoms, none with the coefficient 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Affine(BTreeMap<Atom, Q>);

impl Affine {
    /// The atom itself.
    pub fn atom(atom: Atom) -> Self {
        let mut affine = Self::default();
        affine.add(atom, &Q::one());
        affine
    }

    /// Adds a multiple of an atom. The entropies of no positions and `ln 1` are 0.
    pub fn add(&mut self, atom: Atom, factor: &Q) {
        if matches!(atom, Atom::Average(0) | Atom::Subset(0)) || atom == Atom::Log(BigUint::one()) {
            return;
        }
        let coefficient = self.0.entry(atom.clone()).or_insert_with(Q::zero);
        *coefficient += factor;
        if coefficient.is_zero() {
            self.0.remove(&atom);
        }
    }

    /// Adds a multiple of another combination.
    pub fn add_multiple(&mut self, other: &Self, factor: &Q) {
        for (atom, coefficient) in &other.0 {
            self.add(atom.clone(), &(coefficient * factor));
        }
    }

    /// The atoms with their coefficients.
    pub fn terms(&self) -> impl Iterator<Item = (&Atom, &Q)> {
        self.0.iter()
    }

    /// How many atoms.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// The coefficients of the average entropy curve, where this combination is one.
    pub fn curve(&self, length: usize) -> Result<Curve, Fault> {
        let mut curve = Curve { h: vec![Q::zero(); length], ln_v: Q::zero(), eps_train: Q::zero() };
        let mut of_size: BTreeMap<usize, Vec<&Q>> = BTreeMap::new();
        for (atom, coefficient) in &self.0 {
            match atom {
                Atom::Average(k) => curve.h[k - 1] += coefficient,
                Atom::Subset(set) => of_size.entry(size(*set)).or_default().push(coefficient),
                Atom::TrainingError => curve.eps_train += coefficient,
                Atom::LogVocabulary => curve.ln_v += coefficient,
                Atom::HalvedTrainingError(_) => return Err(outside("E_KL of halved blocks")),
                Atom::Log(_) => return Err(outside("a logarithm of something else than V")),
                Atom::OutputKl => return Err(outside("KL_output")),
            }
        }
        for (k, coefficients) in of_size {
            let subsets = choose(length, k);
            let every = subsets == coefficients.len().into();
            if !every || coefficients.iter().any(|coefficient| *coefficient != coefficients[0]) {
                return Err(outside("entropies of single subsets of positions"));
            }
            curve.h[k - 1] += coefficients[0] * Q::from_integer(subsets);
        }
        if curve.eps_train.is_negative() {
            // Where the training error is infinite the side has no value.
            return Err(outside("a side that subtracts a training error"));
        }
        Ok(curve)
    }
}

/// How many positions a set has.
pub fn size(set: u64) -> usize {
    (0..64).filter(|bit| set >> bit & 1 == 1).count()
}

/// `sum a_k h(k) + e eps_train + v ln V`; `h[k - 1]` is `a_k`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Curve {
    h: Vec<Q>,
    ln_v: Q,
    eps_train: Q,
}

impl Curve {
    /// The ray coefficients of this curve minus another.
    pub fn rays_of_difference(&self, other: &Self) -> Coefficients {
        let a: Vec<Q> = self.h.iter().zip(&other.h).map(|(a, b)| a - b).collect();
        let ln_v = &self.ln_v - &other.ln_v;
        let ray = |m: usize| (1..=a.len()).fold(ln_v.clone(), |sum, k| sum + &a[k - 1] * whole(k.min(m)));
        let rays = (1..=a.len()).map(ray).collect();
        Coefficients { rays, ln_v, eps_train: &self.eps_train - &other.eps_train }
    }
}

/// The values of a difference at the spanning vectors of the cone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coefficients {
    /// `c_m`, `m = 1..L`.
    pub rays: Vec<Q>,
    /// At the ray of `ln V`.
    pub ln_v: Q,
    /// At the ray of `eps_train`.
    pub eps_train: Q,
}

impl Coefficients {
    /// All 0.
    pub fn zero(length: usize) -> Self {
        Self { rays: vec![Q::zero(); length], ln_v: Q::zero(), eps_train: Q::zero() }
    }

    /// Adds a multiple.
    pub fn add_multiple(&mut self, other: &Self, factor: &Q) {
        for (sum, term) in self.rays.iter_mut().zip(&other.rays) {
            *sum += term * factor;
        }
        self.ln_v += &other.ln_v * factor;
        self.eps_train += &other.eps_train * factor;
    }

    /// Every coefficient with its name.
    pub fn named(&self) -> impl Iterator<Item = (String, &Q)> {
        let rays = self.rays.iter().zip(1..).map(|(ray, m)| (format!("rays, m = {m}"), ray));
        rays.chain([("ln_v".to_owned(), &self.ln_v), ("eps_train".to_owned(), &self.eps_train)])
    }
}
