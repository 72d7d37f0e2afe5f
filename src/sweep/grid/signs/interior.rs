//! The interior: signs that follow on every batch on which all elements of the basis are positive.

use std::cmp::Ordering;

use crate::sweep::grid::program::Program;

use super::batch::Mask;
use super::sign::{Signs, StrictSigns};

/// The signs on a batch on which all elements of the basis are positive.
#[derive(Debug, Clone, Default)]
pub struct Interior {
    /// The sign of each form before the basis, where it follows.
    known: Vec<Option<Ordering>>,
    /// The signs of all differences. Those of an open difference mean nothing.
    signs: Vec<Signs>,
    /// The differences with a strict sign that follows.
    strict: StrictSigns,
    /// The open differences: those whose sign does not follow.
    open: Vec<usize>,
}

impl Interior {
    /// The interior of a program, for laws of one total.
    pub fn new(program: &Program, total: u32) -> Self {
        let mut interior = Self { strict: StrictSigns::new(program.differences), ..Self::default() };
        for (index, form) in program.forms[..program.basis().start].iter().enumerate() {
            let sign = match program.rule(index) {
                Some(rule) => Some(if rule.is_negative { Ordering::Less } else { Ordering::Greater }),
                None => form.is_constant().then(|| form.constants(total).sign()),
            };
            interior.known.push(sign);
            if index >= program.differences {
                continue;
            }
            let laws = |has: bool| if has { Mask::MAX } else { 0 };
            interior.signs.push(Signs {
                positive: laws(sign == Some(Ordering::Greater)),
                zero: laws(sign == Some(Ordering::Equal)),
            });
            match sign {
                None => interior.open.push(index),
                Some(Ordering::Equal) => {}
                Some(sign) => interior.strict.insert(index, sign.is_gt()),
            }
        }
        interior
    }

    /// The sign of a form before the basis, where it follows.
    #[inline]
    pub fn sign(&self, form: usize) -> Option<Ordering> {
        self.known[form]
    }

    /// Whether a form is zero on all laws whatsoever. That follows without the basis.
    pub fn is_always_zero(&self, form: usize) -> bool {
        self.known[form] == Some(Ordering::Equal)
    }

    /// The signs of all differences. Those of an open difference mean nothing.
    #[inline]
    pub fn signs(&self) -> &[Signs] {
        &self.signs
    }

    /// The differences with a strict sign that follows.
    #[inline]
    pub fn strict(&self) -> &StrictSigns {
        &self.strict
    }

    /// The differences whose sign does not follow.
    #[inline]
    pub fn open(&self) -> &[usize] {
        &self.open
    }
}
