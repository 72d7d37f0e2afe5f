//! All laws whose probabilities have the denominator N, up to symmetry.

use num_integer::Integer as _;

use crate::diagnosis::{Advice, Diagnosis};
use crate::exact::Integer;
use crate::limits::{GRID_LIMIT, MEMBER_LIMIT, ORBIT_TABLE_LIMIT};

use super::LawError;
use super::orbit::SymmetryGroup;
use super::orderly::{Orderly, SupportSize};
use super::{Law, Shape, Vocabulary};

/// A grid could not be enumerated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GridError {
    /// V or L is impossible or too large for a law.
    #[error("{0}")]
    Law(LawError),
    /// The denominator is 0.
    #[error("the denominator N is 0: expected at least 1")]
    ZeroDenominator,
    /// The symmetry group is too large.
    #[error("the symmetry group of {shape} has a table of more than {limit} entries")]
    GroupTooLarge {
        /// The numbers of tokens and of positions.
        shape: Shape,
        /// The limit, [`ORBIT_TABLE_LIMIT`].
        limit: u64,
    },
    /// There are more laws than the limit.
    #[error("the grid with {shape}, N = {denominator} has {} laws, more than the limit of {limit}", in_words(laws))]
    TooManyLaws {
        /// The numbers of tokens and of positions.
        shape: Shape,
        /// The denominator N.
        denominator: u32,
        /// How many laws there are.
        laws: Integer,
        /// The limit, [`GRID_LIMIT`].
        limit: u64,
    },
    /// The grid has fewer laws, up to symmetry.
    #[error(
        "the grid with {shape}, N = {denominator} has {orbits} laws up to symmetry, numbered from 0, \
         and no law #{number}"
    )]
    NoSuchLaw {
        /// The numbers of tokens and of positions.
        shape: Shape,
        /// The denominator N.
        denominator: u32,
        /// How many laws there are, up to symmetry.
        orbits: u64,
        /// The number asked for.
        number: u64,
    },
    /// The sizes of the orbits found do not add up to the number of laws: a fault of this program.
    #[error("the orbits hold {found} laws, but the grid has {expected}")]
    Incomplete {
        /// The sum of the orbit sizes.
        found: Integer,
        /// `C(N + V^L - 1, V^L - 1)`.
        expected: Integer,
    },
}

impl Diagnosis for GridError {
    fn advice(&self) -> Advice {
        match self {
            Self::Law(error) => error.advice(),
            Self::ZeroDenominator => {
                Advice::new("grid::zero_denominator", "give the common denominator of the probabilities")
            }
            Self::GroupTooLarge { .. } => {
                Advice::new("grid::group_too_large", "take shorter sequences or fewer tokens")
            }
            Self::TooManyLaws { .. } => {
                Advice::new("grid::too_many_laws", "take a smaller denominator, shorter sequences or fewer tokens")
            }
            Self::NoSuchLaw { orbits, .. } => Advice::new("grid::no_such_law", format!("take a number below {orbits}")),
            Self::Incomplete { .. } => {
                Advice::new("grid::incomplete", "this is a fault of the enumeration; please report it with V, L and N")
            }
        }
    }
}

/// One representative of all laws of a grid that differ only in the order of positions and the names of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orbit {
    /// The law whose counts are lexicographically largest in its orbit, with total N, named `grid(V=..,L=..,N=..)#k`,
    /// k from 0 in falling lexicographic order.
    pub law: Law,
    /// The number of laws in the orbit.
    pub size: Integer,
    /// Whether the counts have no common factor: no law of the orbit belongs to a grid of smaller denominator.
    pub primitive: bool,
}

/// The orbits of all laws of a shape with denominator N, one representative each, in falling lexicographic order of
/// their counts. For streaming, and without the cost of a [`Law`] an orbit, see [`for_each_orbit`].
///
/// ```
/// use maskproof::exact::Integer;
/// use maskproof::law::{Shape, grid};
/// let orbits = grid(Shape::new(2, 2).unwrap(), 2).unwrap();
/// let counts: Vec<_> = orbits.iter().map(|orbit| orbit.law.counts().to_vec()).collect();
/// assert_eq!(counts, [[2, 0, 0, 0], [1, 1, 0, 0], [1, 0, 0, 1]].map(|counts| counts.map(Integer::from).to_vec()));
/// assert_eq!(orbits.iter().map(|orbit| orbit.size.clone()).sum::<Integer>(), 10);
/// assert_eq!(orbits[0].law.name(), "grid(V=2,L=2,N=2)#0");
/// assert!(!orbits[0].primitive && orbits[1].primitive);
/// ```
///
/// # Errors
/// Those of [`for_each_orbit`].
pub fn grid(shape: Shape, denominator: u32) -> Result<Vec<Orbit>, GridError> {
    let mut found: Vec<(Vec<u32>, u64)> = Vec::new();
    for_each_orbit(shape, denominator, |counts, size| found.push((counts.to_vec(), size)))?;
    let vocabulary = Vocabulary::numbered(shape.vocabulary_size());
    let orbit = |(number, (counts, size)): (usize, (Vec<u32>, u64))| {
        let primitive = counts.iter().fold(0, |divisor: u32, count| divisor.gcd(count)) == 1;
        let law = named_law(&vocabulary, shape.length(), denominator, number as u64, &counts)?;
        Ok(Orbit { law, size: Integer::from(size), primitive })
    };
    found.into_iter().enumerate().map(orbit).collect()
}

/// The law `grid(V=..,L=..,N=..)#number`, as [`grid`] names it.
///
/// ```
/// use maskproof::law::{Shape, grid::{grid, grid_member}};
/// let shape = Shape::new(2, 2).unwrap();
/// assert_eq!(grid_member(shape, 2, 1).unwrap(), grid(shape, 2).unwrap()[1].law);
/// ```
///
/// # Errors
/// Those of [`for_each_orbit`], with [`MEMBER_LIMIT`] in the place of [`GRID_LIMIT`], and [`GridError::NoSuchLaw`].
pub fn grid_member(shape: Shape, denominator: u32, number: u64) -> Result<Law, GridError> {
    let laws = number_of_laws(shape, denominator)?;
    if laws > MEMBER_LIMIT {
        return Err(GridError::TooManyLaws { shape, denominator, laws, limit: MEMBER_LIMIT });
    }
    let (mut orbits, mut found) = (0, None);
    for_each_orbit(shape, denominator, |counts, _| {
        if orbits == number {
            found = Some(counts.to_vec());
        }
        orbits += 1;
    })?;
    let counts = found.ok_or(GridError::NoSuchLaw { shape, denominator, orbits, number })?;
    named_law(&Vocabulary::numbered(shape.vocabulary_size()), shape.length(), denominator, number, &counts)
}

fn named_law(
    vocabulary: &Vocabulary,
    length: usize,
    denominator: u32,
    number: u64,
    counts: &[u32],
) -> Result<Law, GridError> {
    let name = format!("grid(V={},L={length},N={denominator})#{number}", vocabulary.size());
    let counts = counts.iter().copied().map(Integer::from).collect();
    Law::from_counts(name, vocabulary.clone(), length, counts).map_err(GridError::Law)
}

/// Calls `visit` with the canonical counts and the size of every orbit, in falling lexicographic order, then checks
/// that the sizes add up to `C(N + V^L - 1, V^L - 1)`, so that no law was missed or counted twice.
///
/// The counts come from [`Orderly`] generation, which meets one law an orbit and stores none.
///
/// # Errors
/// [`GridError::Law`] for a shape that is too large, [`GridError::ZeroDenominator`], [`GridError::GroupTooLarge`] and
/// [`GridError::TooManyLaws`], all before the first visit; [`GridError::Incomplete`] after the last.
pub fn for_each_orbit(shape: Shape, denominator: u32, mut visit: impl FnMut(&[u32], u64)) -> Result<(), GridError> {
    if denominator == 0 {
        return Err(GridError::ZeroDenominator);
    }
    // First, because it leaves so few atoms that the number of laws is quickly computed.
    let group = SymmetryGroup::new(shape).map_err(GridError::Law)?;
    let group = group.ok_or(GridError::GroupTooLarge { shape, limit: ORBIT_TABLE_LIMIT })?;
    let laws = number_of_laws(shape, denominator)?;
    if laws > GRID_LIMIT {
        return Err(GridError::TooManyLaws { shape, denominator, laws, limit: GRID_LIMIT });
    }
    let mut found = Integer::new();
    Orderly::of(&group).for_each(denominator, &[], SupportSize::ANY, |counts, size| {
        found += size;
        visit(counts, size);
    });
    if found == laws { Ok(()) } else { Err(GridError::Incomplete { found, expected: laws }) }
}

/// The number of laws of a grid, `C(N + V^L - 1, N)`.
///
/// ```
/// use maskproof::law::{Shape, grid::number_of_laws};
/// assert_eq!(number_of_laws(Shape::new(3, 2).unwrap(), 8).unwrap(), 6435);
/// ```
///
/// # Errors
/// [`GridError::Law`] for a shape that is too large; [`GridError::ZeroDenominator`].
pub fn number_of_laws(shape: Shape, denominator: u32) -> Result<Integer, GridError> {
    let atoms = shape.check_size().map_err(GridError::Law)?;
    if denominator == 0 {
        return Err(GridError::ZeroDenominator);
    }
    // The binomial is symmetric, and is computed with the smaller of its two lower arguments.
    let above = Integer::from(atoms) + denominator - 1u32;
    let below = denominator.min(u32::try_from(atoms - 1).unwrap_or(u32::MAX));
    Ok(above.binomial(below))
}

/// The number, or how many digits it has when nobody would read them.
fn in_words(number: &Integer) -> String {
    let digits = number.to_string();
    if digits.len() <= 40 { digits } else { format!("(a number of {} digits)", digits.len()) }
}
