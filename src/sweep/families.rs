//! The laws that claims are checked on by default.

use thiserror::Error;

use crate::diagnosis::{Advice, Diagnosis};
use crate::evaluation::{NamedPredictor, Setting};
use crate::exact::{Integer, Rational};
use crate::law::families::{self, FamilyError};
use crate::law::readers::json::law_from_json;
use crate::law::readers::npy::{Rows, predictor_from_npy};
use crate::law::{GridError, LawError, PredictorError, Shape, grid};

/// Laws of one kind.
#[derive(Debug, Clone)]
pub struct Family {
    /// What they are.
    pub name: String,
    /// The laws.
    pub items: Vec<Setting>,
    /// How many laws they stand for, those included that differ only in the order of positions and the names of tokens.
    pub represented: Integer,
}

impl Family {
    /// Laws that stand for themselves.
    pub fn new(name: impl Into<String>, items: Vec<Setting>) -> Self {
        let represented = Integer::from(items.len());
        Self { name: name.into(), items, represented }
    }
}

/// A default family that could not be made, which is a defect of the program.
#[derive(Debug, Error)]
pub enum DefaultsError {
    /// A law.
    #[error(transparent)]
    Law(#[from] LawError),
    /// A family.
    #[error(transparent)]
    Family(#[from] FamilyError),
    /// A grid.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// A predictor.
    #[error(transparent)]
    Predictor(#[from] PredictorError),
}

impl Diagnosis for DefaultsError {
    fn advice(&self) -> Advice {
        match self {
            Self::Law(error) => error.advice(),
            Self::Family(error) => error.advice(),
            Self::Grid(error) => error.advice(),
            Self::Predictor(error) => error.advice(),
        }
    }
}

/// The grids checked by default: vocabulary size, length, largest denominator.
pub const GRIDS: [(usize, usize, u32); 7] =
    [(2, 1, 8), (2, 2, 8), (2, 3, 8), (2, 4, 8), (3, 2, 8), (3, 3, 4), (2, 5, 4)];

/// The largest number of words of a code that is checked by default.
const CODE_WORDS: usize = 1024;

/// The most atoms of a code's law that is checked by default.
const CODE_ATOMS: usize = 4096;

/// The real laws, counted from the King James Bible, and the trained predictor of the second one.
const REAL_LAWS: [(&str, &str); 4] = [
    ("kjv-classes-l4", include_str!("../../fixtures/laws/kjv-classes-l4.json")),
    ("kjv-classes-l6", include_str!("../../fixtures/laws/kjv-classes-l6.json")),
    ("kjv-words-l4", include_str!("../../fixtures/laws/kjv-words-l4.json")),
    ("kjv-vowels-l8", include_str!("../../fixtures/laws/kjv-vowels-l8.json")),
];
const TRAINED_PREDICTOR: (&str, &[u8]) =
    ("mdm-kjv-classes-l6", include_bytes!("../../fixtures/predictors/mdm-kjv-classes-l6.npy"));

/// The families of laws that claims are checked on when none are named. The heaviest laws come first.
///
/// # Errors
/// Only by a defect of the program: everything is embedded or generated.
pub fn default_families() -> Result<Vec<Family>, DefaultsError> {
    let mut families = vec![real_laws()?, trained_predictor()?, linear_codes()?, mds_codes()?, named_laws()?];
    families.extend(random_laws()?);
    for (vocabulary_size, length, largest) in GRIDS {
        families.push(grid_family(Shape::new(length, vocabulary_size)?, largest)?);
    }
    Ok(families)
}

fn real_laws() -> Result<Family, DefaultsError> {
    let laws = REAL_LAWS.iter().rev().map(|(_, text)| law_from_json(text).map(Setting::exact));
    Ok(Family::new("counted from a real text", laws.collect::<Result<_, _>>()?))
}

fn trained_predictor() -> Result<Family, DefaultsError> {
    let law = law_from_json(REAL_LAWS[1].1)?;
    let (name, bytes) = TRAINED_PREDICTOR;
    let table = predictor_from_npy(bytes, law.shape(), Rows::Probabilities)?;
    let item = Setting { law, predictor: Some(NamedPredictor { name: name.to_owned(), table }) };
    Ok(Family::new("a real law with a trained predictor", vec![item]))
}

fn linear_codes() -> Result<Family, DefaultsError> {
    let mut items = Vec::new();
    for (q, longest) in [(2, 5), (3, 4), (5, 3)] {
        for length in 2..=longest {
            for code in families::all_linear_codes(q, length)? {
                items.push(Setting::exact(code.law()?));
            }
        }
    }
    Ok(Family::new("uniform on a linear code: all of F_2^L, L = 2..5; F_3^L, L = 2..4; F_5^L, L = 2..3", items))
}

fn mds_codes() -> Result<Family, DefaultsError> {
    let mut items = Vec::new();
    for q in [2_usize, 3, 4, 5, 7, 8, 9] {
        for n in 2..=6 {
            for k in 1..n {
                let words = q.pow(u32::try_from(k).expect("a short code"));
                let atoms = q.pow(u32::try_from(n).expect("a short code"));
                if words > CODE_WORDS || atoms > CODE_ATOMS {
                    continue;
                }
                // No MDS code of these parameters is known here when q is too small for n.
                match families::mds(n, k, q) {
                    Ok(law) => items.push(Setting::exact(law)),
                    Err(FamilyError::NoMdsCode { .. }) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }
    let name = format!("uniform on an MDS code [n,k] over GF(q), q = 2..9, n = 2..6, up to {CODE_ATOMS} atoms");
    Ok(Family::new(name, items))
}

fn named_laws() -> Result<Family, DefaultsError> {
    let mut laws = Vec::new();
    for (ones, others) in [(1, 2), (2, 1), (2, 2), (3, 3)] {
        laws.push(families::latent_parity(ones, others)?);
    }
    for length in 2..=4 {
        laws.push(families::permutations(length)?);
    }
    let thirds = |numerator: i32| Rational::from((numerator, 3));
    for length in 2..=6 {
        let sticky = [vec![thirds(2), thirds(1)], vec![thirds(1), thirds(2)]];
        laws.push(families::markov(length, &[Rational::from((1, 2)), Rational::from((1, 2))], &sticky)?);
        let component = |numerator: i32| vec![vec![thirds(numerator), thirds(3 - numerator)]; length];
        let weights = [Rational::from((1, 4)), Rational::from((3, 4))];
        laws.push(families::mixture_of_products(&weights, &[component(1), component(2)])?);
    }
    // Pairwise independent, yet not independent: P(1111) = e^2, P(each word of weight 1) = e - e^2, at e = 1/8.
    let [e, one] = [Rational::from((1, 8)), Rational::from(1)];
    let square = Rational::from(&e * &e);
    let empty = (one.clone() - &e) * (one - Rational::from(3) * &e);
    let weights = [empty, e - &square, Rational::new(), Rational::new(), square];
    laws.push(families::exchangeable(4, &weights)?);
    let repetition = families::repetition(2, 3)?;
    laws.push(repetition.product(&families::parity(2, 3)?)?);
    laws.push(repetition.concatenate(&families::parity(2, 3)?)?);
    let items = laws.into_iter().map(Setting::exact).collect();
    Ok(Family::new("named: latent parity, permutations, chains, mixtures, exchangeable, products", items))
}

fn random_laws() -> Result<Vec<Family>, DefaultsError> {
    let mut plain = Vec::new();
    let mut predicted = Vec::new();
    for (vocabulary_size, length) in [(2, 2), (2, 3), (2, 4), (2, 5), (3, 2), (3, 3), (4, 2), (5, 2)] {
        for seed in 1..=4 {
            for (bits, density) in [(4, 100), (16, 60), (256, 100), (256, 40)] {
                plain.push(Setting::exact(families::random_law(seed, vocabulary_size, length, bits, density)?));
            }
            for allow_zero in [false, true] {
                let law = families::random_law(seed, vocabulary_size, length, 8, 80)?;
                let table = families::random_predictor_table(seed, law.shape(), allow_zero)?;
                let zeros = if allow_zero { ",zeros" } else { "" };
                let name = format!("random(seed={seed}{zeros})");
                predicted.push(Setting { law, predictor: Some(NamedPredictor { name, table }) });
            }
        }
    }
    Ok(vec![
        Family::new("random, seeds 1..4, counts of 4 to 256 bits", plain),
        Family::new("random with a random predictor, with and without zeros, seeds 1..4", predicted),
    ])
}

fn grid_family(shape: Shape, largest: u32) -> Result<Family, DefaultsError> {
    let mut items = Vec::new();
    let mut represented = Integer::new();
    for denominator in 1..=largest {
        // Laws of a smaller denominator come with that one.
        for orbit in grid(shape, denominator)?.into_iter().filter(|orbit| orbit.primitive) {
            represented += orbit.size;
            items.push(Setting::exact(orbit.law));
        }
    }
    let name = format!(
        "grid V={} L={} N<={largest}: every law of these denominators, up to the order of positions and the names of tokens",
        shape.vocabulary_size(),
        shape.length()
    );
    Ok(Family { name, items, represented })
}
