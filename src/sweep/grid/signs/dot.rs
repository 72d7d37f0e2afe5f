//! Dot products of coefficients with the sums of all lanes of a batch.

use super::batch::{LANES, Lanes};

/// The coefficients of a form that are not 0, each with its column.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    columns: Vec<usize>,
    coefficients: Vec<f64>,
}

/// The lanes that are computed together.
const CHUNK: usize = 4;

impl Terms {
    /// The terms of the coefficients of all columns.
    pub fn new(coefficients: &[f64]) -> Self {
        let terms = coefficients.iter().enumerate().filter(|(_, coefficient)| **coefficient != 0.0);
        let (columns, coefficients) = terms.map(|(column, coefficient)| (column, *coefficient)).unzip();
        Self { columns, coefficients }
    }

    /// The number of terms.
    pub fn number(&self) -> usize {
        self.columns.len()
    }

    /// Puts the dot products of the coefficients with the sums of each lane, plus a constant, into `values`. Returns the
    /// least and the greatest.
    #[inline(always)]
    pub fn dot(&self, constant: f64, sums: &[Lanes<f64>], values: &mut Lanes<f64>) -> (f64, f64) {
        match self.columns.len() {
            1 => self.fixed::<1>(constant, sums, values),
            2 => self.fixed::<2>(constant, sums, values),
            3 => self.fixed::<3>(constant, sums, values),
            4 => self.fixed::<4>(constant, sums, values),
            5 => self.fixed::<5>(constant, sums, values),
            _ => chunks(constant, values, |chunk, start| {
                for (column, coefficient) in self.columns.iter().zip(&self.coefficients) {
                    add(chunk, *coefficient, &sums[*column], start);
                }
            }),
        }
    }

    /// The value on the law in a lane.
    pub fn at(&self, constant: f64, sums: &[Lanes<f64>], lane: usize) -> f64 {
        let products = self.columns.iter().zip(&self.coefficients);
        products.fold(constant, |sum, (column, coefficient)| sum + coefficient * sums[*column][lane])
    }

    /// The same as [`Terms::dot`], for K terms. As K is known when the program is compiled, a value stays in a register.
    #[inline(always)]
    fn fixed<const K: usize>(&self, constant: f64, sums: &[Lanes<f64>], values: &mut Lanes<f64>) -> (f64, f64) {
        let coefficients: [f64; K] = std::array::from_fn(|k| self.coefficients[k]);
        let sums: [&Lanes<f64>; K] = std::array::from_fn(|k| &sums[self.columns[k]]);
        chunks(
            constant,
            values,
            #[inline(always)]
            |chunk, start| {
                for (coefficient, sums) in coefficients.iter().zip(&sums) {
                    add(chunk, *coefficient, sums, start);
                }
            },
        )
    }
}

/// Puts into `values`, chunk by chunk, the constant with what `add_to` adds from a lane on. Returns the least and the
/// greatest. The extremes are two arrays of this function, so that the compiler keeps them in registers.
#[inline(always)]
fn chunks(constant: f64, values: &mut Lanes<f64>, add_to: impl Fn(&mut [f64; CHUNK], usize)) -> (f64, f64) {
    let (mut least, mut greatest) = ([f64::INFINITY; CHUNK], [f64::NEG_INFINITY; CHUNK]);
    for start in (0..LANES).step_by(CHUNK) {
        let mut chunk = [constant; CHUNK];
        add_to(&mut chunk, start);
        for lane in 0..CHUNK {
            least[lane] = if chunk[lane] < least[lane] { chunk[lane] } else { least[lane] };
            greatest[lane] = if chunk[lane] > greatest[lane] { chunk[lane] } else { greatest[lane] };
        }
        values[start..start + CHUNK].copy_from_slice(&chunk);
    }
    (least.into_iter().fold(f64::INFINITY, f64::min), greatest.into_iter().fold(f64::NEG_INFINITY, f64::max))
}

#[inline(always)]
fn add(chunk: &mut [f64; CHUNK], coefficient: f64, sums: &Lanes<f64>, start: usize) {
    for (value, sum) in chunk.iter_mut().zip(&sums[start..start + CHUNK]) {
        *value += coefficient * sum;
    }
}
