//! The tables of the sign engine for laws of one total. They are made once, and all batches read them.

use crate::sweep::grid::program::Program;
use crate::sweep::grid::program::basis::Basis;

use super::batch::{LARGEST_TOTAL, PatternPass};
use super::filter::Filter;
use super::interior::Interior;
use super::prime_exponents::PrimeTable;
use super::ranges::Weights;

/// The tables for a program on laws of one total.
#[derive(Debug)]
pub struct SignTables<'a> {
    pub(super) program: &'a Program,
    pub(super) total: u32,
    pub(super) pass: PatternPass,
    pub(super) filter: Filter,
    pub(super) primes: PrimeTable,
    /// The weights of the forms before the basis that do not follow from it by a rule. Empty where there is no basis.
    pub(super) weights: Vec<Option<Weights>>,
    pub(super) interior: Interior,
}

impl<'a> SignTables<'a> {
    /// The tables for laws with counts of total N.
    ///
    /// # Panics
    /// When the total is larger than [`LARGEST_TOTAL`].
    pub fn new(program: &'a Program, total: u32) -> Self {
        assert!(total <= LARGEST_TOTAL, "counts have 16 bits");
        let filter = Filter::new(program, total);
        let basis = Basis::new(program.shape.length());
        let ruled = program.rules.iter().zip(&program.forms);
        let weights = ruled.map(|(rule, form)| match rule {
            Some(_) => None,
            None => Weights::of(&basis.combination(form, total)?, filter.scale()),
        });
        Self {
            weights: weights.collect(),
            program,
            total,
            pass: PatternPass::new(program.shape, program.columns),
            primes: PrimeTable::new(program, total),
            interior: Interior::new(program, total),
            filter,
        }
    }

    /// The program.
    pub fn program(&self) -> &'a Program {
        self.program
    }

    /// The total N of the counts of a law.
    pub fn total(&self) -> u32 {
        self.total
    }

    /// The filter of all forms.
    pub fn filter(&self) -> &Filter {
        &self.filter
    }
}
