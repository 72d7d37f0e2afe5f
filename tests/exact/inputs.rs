//! Inputs: a seeded generator for loops, and `quickcheck` generators for laws.

use maskproof::exact::{Integer, LogForm, Rational};
use quickcheck::{Arbitrary, Gen, QuickCheck, Testable};
use rug::integer::Order;

/// SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine.
pub struct Random(u64);

impl Random {
    /// Prints the seed, so that a failure shows it.
    pub fn new(seed: u64) -> Self {
        println!("seed {seed}");
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Between the two bounds, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high - low).unwrap() + 1;
        low + i64::try_from(self.next() % width).unwrap()
    }

    pub fn bits(&mut self, bits: u32) -> Integer {
        let words: Vec<u64> = (0..bits.div_ceil(64)).map(|_| self.next()).collect();
        Integer::from_digits(&words, Order::Lsf).keep_bits(bits)
    }

    pub fn rational(&mut self, size: i64) -> Rational {
        Rational::from((self.between(-size, size), self.between(1, size)))
    }
}

pub fn form(terms: &[(u64, Rational)]) -> LogForm {
    terms.iter().map(|(n, q)| (Integer::from(*n), q.clone())).collect()
}

/// Checks a property on `cases` inputs that depend on nothing but the seed.
pub fn check(seed: u64, cases: u64, property: impl Testable) {
    println!("quickcheck seed {seed}");
    QuickCheck::new().rng(Gen::from_size_and_seed(100, seed)).tests(cases).quickcheck(property);
}

/// Any rational, small ones often.
#[derive(Debug, Clone)]
pub struct AnyRational(pub Rational);

impl Arbitrary for AnyRational {
    fn arbitrary(g: &mut Gen) -> Self {
        Self(match u8::arbitrary(g) % 4 {
            0 => Rational::from(i8::arbitrary(g) % 4),
            1 => Rational::from((i8::arbitrary(g), u32::from(u8::arbitrary(g)) + 1)),
            2 => Rational::from((i64::arbitrary(g), u64::from(u32::arbitrary(g)) + 1)),
            _ => Rational::from((i128::arbitrary(g), u128::from(u64::arbitrary(g)) + 1)),
        })
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let candidates = [Rational::new(), Rational::from(1), self.0.clone().trunc()];
        let simpler =
            |number: &Rational| number.denom() < self.0.denom() || number.numer().cmp_abs(self.0.numer()).is_lt();
        Box::new(candidates.into_iter().filter(simpler).map(Self).collect::<Vec<_>>().into_iter())
    }
}

/// Any form: of small integers (exact cancellations are frequent), of products from a small pool of large integers
/// (hidden cancellations), or of large integers; in half of the cases with a hidden zero added, or nothing but one; in
/// a quarter with a constant.
#[derive(Debug, Clone)]
pub struct AnyForm(pub LogForm);

impl Arbitrary for AnyForm {
    fn arbitrary(g: &mut Gen) -> Self {
        let pool: [u64; 4] = [1_000_003, 999_983 * 1_000_003, 4_294_967_291, 2 * 999_983];
        let kind = u8::arbitrary(g) % 3;
        let count = usize::arbitrary(g) % 6;
        let term = |g: &mut Gen| match kind {
            0 => (
                Integer::from(u8::arbitrary(g) % 12 + 1),
                Rational::from((i8::arbitrary(g) % 5, 1 + u8::arbitrary(g) % 3)),
            ),
            1 => {
                let picked = (0..1 + u8::arbitrary(g) % 3).map(|_| Integer::from(*g.choose(&pool).unwrap()));
                (picked.product(), Rational::from(i8::arbitrary(g) % 3))
            }
            _ => (Integer::from(u128::arbitrary(g)) + 1, AnyRational::arbitrary(g).0),
        };
        let mut form: LogForm = (0..count).map(|_| term(g)).collect();
        if bool::arbitrary(g) {
            // q ln xy + q ln z - q ln x - q ln yz, which is zero: added to the form, or in its stead
            let [x, y, z] = [(); 3].map(|()| Integer::from(u16::arbitrary(g)) + 2);
            let q = AnyRational::arbitrary(g).0;
            let opposite = Rational::from(-&q);
            if bool::arbitrary(g) {
                form = LogForm::zero();
            }
            form.add_ln(&Integer::from(&x * &y), &q);
            form.add_ln(&z, &q);
            form.add_ln(&x, &opposite);
            form.add_ln(&(y * z), &opposite);
        }
        if u8::arbitrary(g) % 4 == 0 {
            form.add_nats(&AnyRational::arbitrary(g).0);
        }
        Self(form)
    }

    fn shrink(&self) -> Box<dyn Iterator<Item = Self>> {
        let terms: Vec<(Integer, Rational)> = self.0.terms().map(|(n, q)| (n.clone(), q.clone())).collect();
        Box::new((0..terms.len()).map(move |dropped| {
            let kept = terms.iter().enumerate().filter(|(position, _)| *position != dropped);
            Self(kept.map(|(_, term)| term.clone()).collect())
        }))
    }
}

/// `p/q + sum_k (p_k/q_k) ln n_k`, from the constant and the terms `(n_k, p_k, q_k)`.
pub fn small_form(constant: (i32, u32), terms: &[(u32, i32, u32)]) -> LogForm {
    let mut form: LogForm = terms.iter().map(|&(n, p, q)| (n.into(), Rational::from((p, q)))).collect();
    form.add_nats(&Rational::from(constant));
    form
}
