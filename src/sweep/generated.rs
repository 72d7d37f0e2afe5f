//! Laws made for the scope of a claim, where the default families hardly reach it.
//!
//! The default families hold many laws of small shapes and few of others. A claim whose condition asks for a shape (a
//! length and a vocabulary size) with few of them gets laws of that shape: named families that fit it, many with
//! other parameters at each position so that no exchange of positions leaves the law as it is, and random ones. Every
//! law has a spec that can be typed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::cases::shapes::{admits, condition_text};
use crate::evaluation::Setting;
use crate::language::Claim;
use crate::law::Shape;
use crate::law::families::parse_spec;
use crate::limits::INSTANTIATION_STEPS;

use super::families::Family;

/// The number of laws of the default families with which a shape is well covered.
pub const ENOUGH: usize = 100;

/// The most shapes that laws are made for, beside those of one token.
const MOST_SHAPES: usize = 8;

/// The patterns `(V + 1)^L` of all laws that are made of one shape, together; a few laws are made in any case.
const PATTERNS_OF_SHAPE: usize = 400_000;

/// The patterns of all laws that are made for one claim, together; the first shape has its laws in any case.
const PATTERNS_OF_CLAIM: usize = 1_000_000;

/// The fewest laws that are made of a shape: the first structured ones, and a random one.
const FEWEST: usize = STRUCTURED_FIRST + 1;

/// How many structured laws come before the first random one.
const STRUCTURED_FIRST: usize = 4;

/// The lengths at which the law over one token is tried.
const LENGTHS_OF_ONE_TOKEN: [usize; 7] = [1, 2, 3, 4, 5, 6, 8];

/// The longest law over one token: beyond that, its `2^L` patterns are many.
const LONGEST_OF_ONE_TOKEN: usize = 16;

/// The largest vocabulary that is looked at.
const LARGEST_VOCABULARY: usize = 2047;

/// The largest vocabulary of a chain: its transitions are written out.
const LARGEST_CHAIN: usize = 32;

/// The greatest length that is looked at.
const GREATEST_LENGTH: usize = 22;

/// The shapes in the scope of a claim that the default laws hardly reach: those of one token, and the smallest ones of
/// each length that its condition admits, if it has one. `covered` counts the default laws of each shape. A shape for
/// which the condition has no value is left out: the check of the claim says so.
pub fn shapes_to_cover(claim: &Claim, covered: &BTreeMap<Shape, usize>) -> Vec<Shape> {
    let work = Arc::new(claim.limits().work(INSTANTIATION_STEPS));
    let mut of_one_token: Vec<Shape> = Vec::new();
    // For each length, the smallest vocabularies: so every length comes before a second vocabulary of one.
    let mut others: Vec<(usize, usize, Shape)> = Vec::new();
    for length in 1..=GREATEST_LENGTH {
        let mut rank = 0;
        for vocabulary_size in 1..=LARGEST_VOCABULARY {
            let shape = Shape::new(length, vocabulary_size).ok().filter(|shape| shape.check_size().is_ok());
            let Some(shape) = shape.filter(|_| rank < MOST_SHAPES) else { break };
            let is_admitted = admits(claim, shape, &work).unwrap_or(false);
            if !is_admitted || covered.get(&shape).is_some_and(|laws| *laws >= ENOUGH) {
                continue;
            }
            if vocabulary_size == 1 {
                of_one_token.push(shape);
            } else if condition_text(claim).is_some() {
                others.push((rank, shape.patterns(), shape));
                rank += 1;
            }
        }
    }
    let is_usual = |shape: &Shape| LENGTHS_OF_ONE_TOKEN.contains(&shape.length());
    if of_one_token.iter().any(is_usual) {
        of_one_token.retain(is_usual);
    } else {
        of_one_token.truncate(2);
        of_one_token.retain(|shape| shape.length() <= LONGEST_OF_ONE_TOKEN);
    }
    others.sort_unstable();
    let mut spent = 0;
    let chosen = others.into_iter().take(MOST_SHAPES).take_while(|(_, patterns, shape)| {
        let is_first = spent == 0;
        spent += patterns * number_of_laws(*shape);
        is_first || spent <= PATTERNS_OF_CLAIM
    });
    of_one_token.into_iter().chain(chosen.map(|(.., shape)| shape)).collect()
}

/// How many laws are made of a shape.
fn number_of_laws(shape: Shape) -> usize {
    if shape.vocabulary_size() == 1 { 1 } else { (PATTERNS_OF_SHAPE / shape.patterns()).clamp(FEWEST, ENOUGH) }
}

/// The laws that are made of a shape: the one over one token, or structured and random ones in turn.
pub fn laws_of_shape(shape: Shape) -> Family {
    let name = match shape.vocabulary_size() {
        1 => format!("the law over one token, L = {}", shape.length()),
        _ => format!("made for this scope, {shape}: named families and random, fixed seeds"),
    };
    let mut random = random_specs(shape).into_iter();
    let in_turn = structured_specs(shape).into_iter().enumerate().flat_map(|(index, spec)| {
        let after = if index + 1 < STRUCTURED_FIRST { None } else { random.next() };
        [Some(spec), after].into_iter().flatten()
    });
    let mut items: Vec<Setting> = Vec::new();
    for spec in in_turn.collect::<Vec<_>>().into_iter().chain(random) {
        if items.len() == number_of_laws(shape) {
            break;
        }
        // No field of this order, no code of these parameters, too large a vocabulary: such a family has no law here.
        let Ok(law) = parse_spec(&spec) else { continue };
        let is_new = items.iter().all(|item| item.law.counts() != law.counts());
        if is_new && law.shape() == shape {
            items.push(Setting::exact(law));
        }
    }
    // A law that breaks a claim is shown first when it is simple.
    items.sort_by_key(|item| item.law.support().count());
    Family::new(name, items)
}

/// Specs of laws with structure, those that differ most from each other first: of a large shape there are only a few.
fn structured_specs(shape: Shape) -> Vec<String> {
    let (length, v) = (shape.length(), shape.vocabulary_size());
    let list = |weights: &[usize]| {
        let sum: usize = weights.iter().sum();
        weights.iter().map(|weight| format!("{weight}/{sum}")).collect::<Vec<_>>().join(";")
    };
    let ones = |of: &dyn Fn(usize) -> bool| (0..v).map(|token| usize::from(of(token))).collect::<Vec<_>>();
    let independent = |of: &dyn Fn(usize) -> Vec<usize>| {
        let rows: Vec<String> = (0..length).map(|position| list(&of(position))).collect();
        format!("independent(p={})", rows.join("|"))
    };
    let rising: Vec<usize> = (1..=v).collect();
    let mut specs = vec![
        format!("repetition(L={length},V={v})"),
        format!("parity(L={length},V={v})"),
        format!("iid(L={length},V={v})"),
        // One position is uniform, the others are fixed: the entropies of positions differ as much as they can.
        independent(&|position| ones(&|token| position == 0 || token == 0)),
        independent(&|position| (0..v).map(|token| 1 + (position + 1) * (token + 1) % (v + position + 1)).collect()),
    ];
    specs.extend((1..length).map(|at| independent(&|position| ones(&|token| position == at || token == 0))));
    let rows: Vec<String> = (0..v.min(LARGEST_CHAIN))
        .map(|from| list(&(0..v).map(|to| if to == from { from + 2 } else { 1 }).collect::<Vec<_>>()))
        .collect();
    if v <= LARGEST_CHAIN {
        specs.push(format!("markov(L={length},initial={},transition={})", list(&rising), rows.join("|")));
    }
    for first in 1..length {
        let second = length - first;
        specs.push(format!("concatenate(repetition(L={first},V={v}),iid(L={second},V={v}))"));
        specs.push(format!("concatenate(iid(L={first},p={}),parity(L={second},V={v}))", list(&rising)));
        specs.push(format!("latent-parity(i0={first},i1={second})"));
    }
    specs.push(format!("mixture(1/3*repetition(L={length},V={v}),2/3*iid(L={length},p={}))", list(&rising)));
    specs.extend((1..length).map(|k| format!("mds(n={length},k={k},q={v})")));
    specs.push(format!("permutations(L={length})"));
    specs.push(format!("walk(L={length})"));
    for a in (2..v).filter(|a| v % a == 0) {
        specs.push(format!("product(repetition(L={length},V={a}),parity(L={length},V={}))", v / a));
    }
    // Uniform on a linear code: copies, sums and fixed positions, at random.
    let mut state = (length * 4096 + v) as u64;
    for number in 0..ENOUGH / 2 {
        let dimension = 1 + number % length.max(2).saturating_sub(1);
        let rows = (0..dimension).map(|_| {
            let entries = (0..length).map(|_| char::from_digit(u32::try_from(below(&mut state, v)).unwrap_or(0), 36));
            entries.map(|entry| entry.unwrap_or('0')).collect::<String>()
        });
        specs.push(format!("code(q={v},rows={})", rows.collect::<Vec<_>>().join(";")));
    }
    specs
}

/// Specs of random laws: full, sparse, of a few atoms.
fn random_specs(shape: Shape) -> Vec<String> {
    let (length, v) = (shape.length(), shape.vocabulary_size());
    let few = (300 / shape.atoms()).clamp(1, 60);
    let kinds = [(4, 100), (3, few), (16, 60), (8, 25)];
    let of_seed = |seed: usize| {
        kinds.map(|(bits, density)| match density {
            100 => format!("random(V={v},L={length},seed={seed},bits={bits})"),
            _ => format!("random(V={v},L={length},seed={seed},bits={bits},density={density})"),
        })
    };
    (1..=ENOUGH / kinds.len()).flat_map(of_seed).collect()
}

/// The next number of a fixed sequence, below a limit: SplitMix64, reduced. It only chooses codes.
fn below(state: &mut u64, limit: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).unwrap_or(0)
}
