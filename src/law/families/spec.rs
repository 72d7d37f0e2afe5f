//! Laws of families from a line of text, such as `mds(n=4,k=2,q=3)`.

use crate::exact::{Limits, Rational, Work, parse_rational};
use crate::law::grid::grid_member;
use crate::law::{GridError, Law, LawError, Shape};
use crate::limits::{KEPT_BYTES, SPEC_DEPTH_LIMIT};

use super::codes::DIGITS;
use super::parameters::{Parameters, call, nearest};
use super::products::named_mixture;
use super::spec_error::SpecError;
use super::*;

/// A family as specs know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The name in canonical specs.
    pub name: &'static str,
    /// Names of its parameters; empty for `product`, `concatenate` and `mixture`, whose arguments are specs.
    pub parameters: &'static [&'static str],
    /// What it is, in a phrase.
    pub summary: &'static str,
    /// A spec of it.
    pub example: &'static str,
}

macro_rules! families {
    ($($name:literal [$($parameter:literal)*] $summary:literal, $example:literal;)*) => {
        /// All families, in alphabetical order. The name `rs` is read as `mds`.
        pub const FAMILIES: &[Family] = &[$(
            Family { name: $name, parameters: &[$($parameter),*], summary: $summary, example: $example }
        ),*];
    };
}

families! {
    "code" ["q" "rows"] "uniform on the words of a linear code over GF(q)", "code(q=2,rows=1100;0011)";
    "concatenate" [] "independent blocks side by side", "concatenate(parity(L=3,V=2),iid(L=1,V=2))";
    "exchangeable" ["L" "weights"] "bits; the weight of a word depends on its number of ones", "exchangeable(L=2,weights=3;1;3)";
    "grid" ["V" "L" "N"] "the k-th law of a grid, up to symmetry, as sweeps and reports number them", "grid(V=2,L=2,N=2)#1";
    "iid" ["L" "V" "p"] "independent tokens, uniform or of distribution p", "iid(L=3,V=2)";
    "independent" ["p"] "independent tokens, a distribution for each position", "independent(p=1/2;1/2|1/3;2/3)";
    "latent-parity" ["i0" "i1"] "a hidden bit repeated on i0 positions, the parity of i1 others", "latent-parity(i0=2,i1=2)";
    "markov" ["L" "initial" "transition"] "a Markov chain", "markov(L=3,initial=1/2;1/2,transition=3/4;1/4|1/4;3/4)";
    "mds" ["n" "k" "q"] "uniform on a Reed-Solomon or other MDS code", "mds(n=4,k=2,q=3)";
    "mixture" [] "a mixture of laws", "mixture(1/2*repetition(L=3,V=2),1/2*iid(L=3,V=2))";
    "parity" ["L" "V"] "uniform on the sequences of sum 0 modulo V", "parity(L=3,V=2)";
    "permutations" ["L"] "a uniform permutation of L tokens", "permutations(L=3)";
    "product" [] "pairs of tokens of independent laws", "product(repetition(L=3,V=2),parity(L=3,V=2))";
    "random" ["V" "L" "seed" "bits" "density"] "random counts below 2^bits on density percent of the sequences", "random(V=2,L=3,seed=1,bits=8)";
    "repetition" ["L" "V"] "one uniform token at every position", "repetition(L=3,V=2)";
    "walk" ["L"] "partial sums of fair bits", "walk(L=3)";
}

/// The law that a spec tells; its name is the canonical form of the spec.
///
/// ```
/// use maskproof::law::families::{SpecError, parse_spec};
/// let law = parse_spec("rs(q = 3, n = 4, k = 2)").unwrap();
/// assert_eq!(law.name(), "mds(n=4,k=2,q=3)");
/// assert!(matches!(parse_spec("partiy(L=3,V=2)"), Err(SpecError::UnknownFamily { nearest, .. }) if nearest == "parity"));
/// ```
///
/// # Errors
/// [`SpecError`]: what the spec lacks or has too much, or why the family has no such law.
pub fn parse_spec(text: &str) -> Result<Law, SpecError> {
    parse_spec_within(text, Limits::default())
}

/// As [`parse_spec`], within limits of memory.
///
/// # Errors
/// As [`parse_spec`].
pub fn parse_spec_within(text: &str, limits: Limits) -> Result<Law, SpecError> {
    parse(text, SPEC_DEPTH_LIMIT, &Work::new(u64::MAX, limits.of(KEPT_BYTES)))
}

/// Counts the memory of a law before it is made.
fn keep(work: &Work, text: &str, length: usize, vocabulary_size: usize) -> Result<(), SpecError> {
    // What is larger is refused as a law.
    let shape = Shape::new(length, vocabulary_size);
    let Some(shape) = shape.ok().filter(|shape| shape.check_size().is_ok()) else { return Ok(()) };
    let too_large = |error| SpecError::TooLarge { text: text.trim().to_owned(), error };
    work.keep(shape.law_bytes()).map_err(too_large)
}

fn parse(text: &str, depth: usize, work: &Work) -> Result<Law, SpecError> {
    let Some(depth) = depth.checked_sub(1) else {
        return Err(SpecError::TooDeep { limit: SPEC_DEPTH_LIMIT });
    };
    let (spec, number) = numbered(text);
    let call = call(spec)?;
    if call.name == "grid" {
        return grid_law(&call.arguments, text, number);
    }
    if number.is_some() {
        return Err(SpecError::Malformed { text: text.to_owned() });
    }
    let name = if call.name == "rs" { "mds" } else { call.name };
    let Some(family) = FAMILIES.iter().find(|family| family.name == name) else {
        let names = || FAMILIES.iter().map(|family| family.name);
        let (known, nearest) = (names().join(", "), nearest(name, names()));
        return Err(SpecError::UnknownFamily { found: name.to_owned(), known, nearest });
    };
    let refuse = |error: FamilyError| SpecError::Family { text: text.trim().to_owned(), error: Box::new(error) };
    match family.name {
        "product" => combined(&call.arguments, text, depth, work, |first, second| {
            let vocabulary_size = first.vocabulary_size().saturating_mul(second.vocabulary_size());
            keep(work, text, first.length(), vocabulary_size)?;
            first.product(second).map_err(|error| refuse(error.into()))
        }),
        "concatenate" => combined(&call.arguments, text, depth, work, |first, second| {
            keep(work, text, first.length() + second.length(), first.vocabulary_size())?;
            first.concatenate(second).map_err(|error| refuse(error.into()))
        }),
        "mixture" => mixture(&call.arguments, depth, work)?.map_err(|error| refuse(error.into())),
        _ => {
            let given = Parameters::new(family.name, family.parameters, &call.arguments)?;
            if let (Ok(vocabulary_size), Ok(length)) = (given.number("V"), given.number("L")) {
                keep(work, text, length, vocabulary_size)?;
            }
            of_parameters(family.name, &given)?.map_err(refuse)
        }
    }
}

/// A spec, and the number behind `#` where there is one.
fn numbered(text: &str) -> (&str, Option<&str>) {
    match text.trim().rsplit_once('#') {
        Some((spec, number)) if spec.ends_with(')') && number.bytes().all(|byte| byte.is_ascii_digit()) => {
            (spec, Some(number))
        }
        _ => (text, None),
    }
}

/// The law `grid(V=..,L=..,N=..)#k`.
fn grid_law(arguments: &[&str], text: &str, number: Option<&str>) -> Result<Law, SpecError> {
    let given = Parameters::new("grid", &["V", "L", "N"], arguments)?;
    let number = number.ok_or(SpecError::NoNumber)?;
    let place = number.parse().map_err(|_| given.bad_value("#", number, "a smaller number behind `#`"))?;
    let (vocabulary_size, length, denominator) = (given.number("V")?, given.number("L")?, given.number("N")?);
    let shape = Shape::new(length, vocabulary_size).map_err(GridError::Law);
    shape
        .and_then(|shape| grid_member(shape, denominator, place))
        .map_err(|error| SpecError::Family { text: text.trim().to_owned(), error: Box::new(FamilyError::Grid(error)) })
}

/// The laws of all arguments, combined from the left.
fn combined(
    arguments: &[&str],
    text: &str,
    depth: usize,
    work: &Work,
    combine: impl Fn(&Law, &Law) -> Result<Law, SpecError>,
) -> Result<Law, SpecError> {
    let Some((first, rest)) = arguments.split_first() else {
        return Err(SpecError::Malformed { text: text.to_owned() });
    };
    rest.iter().try_fold(parse(first, depth, work)?, |law, argument| combine(&law, &parse(argument, depth, work)?))
}

/// The mixture of arguments `weight*spec`.
fn mixture(arguments: &[&str], depth: usize, work: &Work) -> Result<Result<Law, LawError>, SpecError> {
    let mut weights: Vec<Rational> = Vec::new();
    let mut laws = Vec::new();
    for argument in arguments {
        let not_weighted = || SpecError::BadValue {
            family: "mixture",
            parameter: "argument".to_owned(),
            found: (*argument).to_owned(),
            expected: "`weight*spec` with an exact weight, such as `1/2*iid(L=3,V=2)`".to_owned(),
        };
        let (weight, spec) = argument.split_once('*').ok_or_else(not_weighted)?;
        weights.push(parse_rational(weight).map_err(|error| match error.is_too_large {
            true => SpecError::BadValue {
                family: "mixture",
                parameter: "weight".to_owned(),
                found: error.shown(),
                expected: "an exponent from -10000 to 10000: this one is too large".to_owned(),
            },
            false => not_weighted(),
        })?);
        laws.push(parse(spec, depth, work)?);
    }
    Ok(named_mixture(&weights, &laws))
}

/// The law of a family with plain parameters; the outer error is about the spec, the inner one about the law.
fn of_parameters(family: &'static str, given: &Parameters) -> Result<Result<Law, FamilyError>, SpecError> {
    let number = |name| given.number::<usize>(name);
    Ok(match family {
        "code" => code(given)?,
        "exchangeable" => exchangeable(number("L")?, &given.list("weights")?),
        "iid" if given.has("p") => {
            let p = given.list("p")?;
            if given.has("V") && number("V")? != p.len() {
                return Err(given.bad_value("V", given.text("V")?, "the number of entries of `p`, or `V` left out"));
            }
            iid(number("L")?, &p)
        }
        "iid" => iid_uniform(number("V")?, number("L")?).map_err(FamilyError::from),
        "independent" => independent(&given.rows("p")?),
        "latent-parity" => latent_parity(number("i0")?, number("i1")?),
        "markov" => markov(number("L")?, &given.list("initial")?, &given.rows("transition")?),
        "mds" => mds(number("n")?, number("k")?, number("q")?),
        "parity" => parity(number("V")?, number("L")?).map_err(FamilyError::from),
        "permutations" => permutations(number("L")?).map_err(FamilyError::from),
        "random" => {
            let (bits, density) = (given.number_or("bits", 8)?, given.number_or("density", 100)?);
            random_law(given.number("seed")?, number("V")?, number("L")?, bits, density)
        }
        "repetition" => repetition(number("V")?, number("L")?).map_err(FamilyError::from),
        // The last of the table; a test builds every family's example.
        _ => walk(number("L")?).map_err(FamilyError::from),
    })
}

fn code(given: &Parameters) -> Result<Result<Law, FamilyError>, SpecError> {
    let text = given.text("rows")?;
    let digit = |character: char| {
        DIGITS
            .iter()
            .position(|digit| *digit == character)
            .ok_or_else(|| given.bad_value("rows", text, "rows of digits (0-9, a-c) with `;` between"))
    };
    let row = |row: &str| row.trim().chars().map(digit).collect::<Result<Vec<usize>, _>>();
    let rows = text.split(';').map(row).collect::<Result<Vec<_>, _>>()?;
    let q = given.number("q")?;
    Ok(LinearCode::new(q, &rows).and_then(|code| code.law()))
}
