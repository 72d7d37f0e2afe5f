//! Laws of families from a line of text, such as `mds(n=4,k=2,q=3)`.

use crate::diagnosis::nearest::nearest;
use crate::exact::{Limits, Rational, Work, parse_rational};
use crate::law::grid::grid_member;
use crate::law::{GridError, Law, LawError, Noise, Shape};
use crate::limits::{KEPT_BYTES, SPEC_DEPTH_LIMIT};

use super::codes::DIGITS;
use super::parameters::{Parameters, call};
use super::products::named_mixture;
use super::spec_error::SpecError;
use super::*;

/// A family as specs know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// The name in canonical specs.
    pub name: &'static str,
    /// Names of its parameters; empty for `product`, `concatenate` and `mixture`, whose arguments are specs; those of
    /// `noised` stand behind one.
    pub parameters: &'static [&'static str],
    /// What it is, in a phrase.
    pub summary: &'static str,
    /// A spec of it.
    pub example: &'static str,
    construction: Construction,
}

/// How the law of a family is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Construction {
    /// From laws, as pairs of their tokens.
    Product,
    /// From laws, side by side.
    Concatenation,
    /// From laws with weights.
    Mixture,
    /// From a law, through a noise process.
    Noised,
    /// By its number in a grid.
    Grid,
    /// From plain parameters.
    Parameters(Named),
}

/// The families with plain parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Code,
    Exchangeable,
    Iid,
    Independent,
    LatentParity,
    Markov,
    Mds,
    Parity,
    Permutations,
    Random,
    Repetition,
    Walk,
}

macro_rules! families {
    ($($construction:expr, $name:literal [$($parameter:literal)*] $summary:literal, $example:literal;)*) => {
        /// All families, in alphabetical order. The name `rs` is read as `mds`.
        pub const FAMILIES: &[Family] = &[$(
            Family {
                name: $name,
                parameters: &[$($parameter),*],
                summary: $summary,
                example: $example,
                construction: $construction,
            }
        ),*];
    };
}

use Construction::{Concatenation, Grid, Mixture, Noised, Parameters as Of, Product};

families! {
    Of(Named::Code), "code" ["q" "rows"] "uniform on the words of a linear code over GF(q)", "code(q=2,rows=1100;0011)";
    Concatenation, "concatenate" [] "independent blocks side by side", "concatenate(parity(L=3,V=2),iid(L=1,V=2))";
    Of(Named::Exchangeable), "exchangeable" ["L" "weights"] "bits; the weight of a word depends on its number of ones", "exchangeable(L=2,weights=3;1;3)";
    Grid, "grid" ["V" "L" "N"] "the k-th law of a grid, up to symmetry, as sweeps and reports number them", "grid(V=2,L=2,N=2)#1";
    Of(Named::Iid), "iid" ["L" "V" "p"] "independent tokens, uniform or of distribution p", "iid(L=3,V=2)";
    Of(Named::Independent), "independent" ["p"] "independent tokens, a distribution for each position", "independent(p=1/2;1/2|1/3;2/3)";
    Of(Named::LatentParity), "latent-parity" ["i0" "i1"] "a hidden bit repeated on i0 positions, the parity of i1 others", "latent-parity(i0=2,i1=2)";
    Of(Named::Markov), "markov" ["L" "initial" "transition"] "a Markov chain", "markov(L=3,initial=1/2;1/2,transition=3/4;1/4|1/4;3/4)";
    Of(Named::Mds), "mds" ["n" "k" "q"] "uniform on a Reed-Solomon or other MDS code", "mds(n=4,k=2,q=3)";
    Mixture, "mixture" [] "a mixture of laws", "mixture(1/2*repetition(L=3,V=2),1/2*iid(L=3,V=2))";
    Noised, "noised" ["kind" "keep"] "a law through uniform noise or masks, at one time or at several", "noised(repetition(L=2,V=2),kind=uniform,keep=3/4;1/2)";
    Of(Named::Parity), "parity" ["L" "V"] "uniform on the sequences of sum 0 modulo V", "parity(L=3,V=2)";
    Of(Named::Permutations), "permutations" ["L"] "a uniform permutation of L tokens", "permutations(L=3)";
    Product, "product" [] "pairs of tokens of independent laws", "product(repetition(L=3,V=2),parity(L=3,V=2))";
    Of(Named::Random), "random" ["V" "L" "seed" "bits" "density"] "random counts below 2^bits on density percent of the sequences", "random(V=2,L=3,seed=1,bits=8)";
    Of(Named::Repetition), "repetition" ["L" "V"] "one uniform token at every position", "repetition(L=3,V=2)";
    Of(Named::Walk), "walk" ["L"] "partial sums of fair bits", "walk(L=3)";
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
    let name = if call.name == "rs" { "mds" } else { call.name };
    let Some(family) = FAMILIES.iter().find(|family| family.name == name) else {
        let names = || FAMILIES.iter().map(|family| family.name);
        let (known, nearest) = (names().join(", "), nearest(name, names()).unwrap_or_default().to_owned());
        return Err(SpecError::UnknownFamily { found: name.to_owned(), known, nearest });
    };
    if number.is_some() && family.construction != Grid {
        return Err(SpecError::Malformed { text: text.to_owned() });
    }
    let refuse = |error: FamilyError| SpecError::Family { text: text.trim().to_owned(), error: Box::new(error) };
    match family.construction {
        Grid => grid_law(&call.arguments, text, number),
        Product => combined(&call.arguments, text, depth, work, |first, second| {
            let vocabulary_size = first.vocabulary_size().saturating_mul(second.vocabulary_size());
            keep(work, text, first.length(), vocabulary_size)?;
            first.product(second).map_err(|error| refuse(error.into()))
        }),
        Concatenation => combined(&call.arguments, text, depth, work, |first, second| {
            keep(work, text, first.length() + second.length(), first.vocabulary_size())?;
            first.concatenate(second).map_err(|error| refuse(error.into()))
        }),
        Mixture => mixture(&call.arguments, depth, work)?.map_err(|error| refuse(error.into())),
        Noised => noised(&call.arguments, text, depth, work)?.map_err(|error| refuse(error.into())),
        Of(named) => {
            let given = Parameters::new(family.name, family.parameters, &call.arguments)?;
            if let (Ok(vocabulary_size), Ok(length)) = (given.number("V"), given.number("L")) {
                keep(work, text, length, vocabulary_size)?;
            }
            of_parameters(named, &given)?.map_err(refuse)
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

/// The law of the first argument through the noise that the others say.
fn noised(arguments: &[&str], text: &str, depth: usize, work: &Work) -> Result<Result<Law, LawError>, SpecError> {
    let Some((law, parameters)) = arguments.split_first() else {
        return Err(SpecError::Malformed { text: text.to_owned() });
    };
    let law = parse(law, depth, work)?;
    let given = Parameters::new("noised", &["kind", "keep"], parameters)?;
    let kind = given.text("kind")?;
    let noise = [Noise::Uniform, Noise::Mask].into_iter().find(|noise| noise.name() == kind);
    let noise = noise.ok_or_else(|| given.bad_value("kind", kind, "`uniform` or `mask`"))?;
    let retentions = given.list("keep")?;
    keep(work, text, law.length().saturating_mul(retentions.len()), noise.size(law.vocabulary_size()))?;
    Ok(law.noised(noise, &retentions))
}

/// The law of a family with plain parameters; the outer error is about the spec, the inner one about the law.
fn of_parameters(family: Named, given: &Parameters) -> Result<Result<Law, FamilyError>, SpecError> {
    let number = |name| given.number::<usize>(name);
    Ok(match family {
        Named::Code => code(given)?,
        Named::Exchangeable => exchangeable(number("L")?, &given.list("weights")?),
        Named::Iid if given.has("p") => {
            let p = given.list("p")?;
            if given.has("V") && number("V")? != p.len() {
                return Err(given.bad_value("V", given.text("V")?, "the number of entries of `p`, or `V` left out"));
            }
            iid(number("L")?, &p)
        }
        Named::Iid => iid_uniform(number("V")?, number("L")?).map_err(FamilyError::from),
        Named::Independent => independent(&given.rows("p")?),
        Named::LatentParity => latent_parity(number("i0")?, number("i1")?),
        Named::Markov => markov(number("L")?, &given.list("initial")?, &given.rows("transition")?),
        Named::Mds => mds(number("n")?, number("k")?, number("q")?),
        Named::Parity => parity(number("V")?, number("L")?).map_err(FamilyError::from),
        Named::Permutations => permutations(number("L")?).map_err(FamilyError::from),
        Named::Random => {
            let (bits, density) = (given.number_or("bits", 8)?, given.number_or("density", 100)?);
            random_law(given.number("seed")?, number("V")?, number("L")?, bits, density)
        }
        Named::Repetition => repetition(number("V")?, number("L")?).map_err(FamilyError::from),
        Named::Walk => walk(number("L")?).map_err(FamilyError::from),
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
