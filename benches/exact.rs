//! What signs and enclosures cost. Correctness is the tests' matter.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use maskproof::exact::coprime::refined;
use maskproof::exact::enclosure::FIRST_PRECISION;
use maskproof::exact::{Enclosure, Integer, LogForm, Rational, Unit};

/// SplitMix64, seeded alike in every run.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn generic(terms: usize, bits: u32) -> LogForm {
    let mut state = 1;
    (0..terms)
        .map(|_| {
            let n = (random(&mut state) >> (64 - bits)) + 2;
            (Integer::from(n), Rational::from((random(&mut state) % 2001, 1000)) - 1_u32)
        })
        .collect()
}

/// `sum q (ln xy + ln z - ln x - ln yz)` over random `x`, `y`, `z`: zero.
fn hidden_zero(terms: usize, bits: u32) -> LogForm {
    let mut state = 2;
    let mut form = LogForm::zero();
    for _ in 0..terms / 4 {
        let [x, y, z] = [(); 3].map(|()| Integer::from((random(&mut state) >> (64 - bits)) + 2));
        let q = Rational::from((random(&mut state) % 1000 + 1, 1000));
        form.add_ln(&Integer::from(&x * &y), &q);
        form.add_ln(&z, &q);
        form.add_ln(&x, &Rational::from(-&q));
        form.add_ln(&(y * z), &Rational::from(-&q));
    }
    form
}

fn signs(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sign");
    for terms in [10, 100, 1000] {
        for bits in [12, 60] {
            let form = generic(terms, bits);
            group.bench_function(BenchmarkId::new(format!("generic, {bits} bits"), terms), |bencher| {
                bencher.iter(|| black_box(&form).sign());
            });
        }
    }
    for terms in [12, 100, 1000] {
        for bits in [10, 30] {
            let form = hidden_zero(terms, bits);
            assert!(form.is_zero());
            group.bench_function(BenchmarkId::new(format!("zero, {bits} bits"), terms), |bencher| {
                bencher.iter(|| black_box(&form).sign());
            });
        }
    }
    for exponent in [30_u32, 100, 300] {
        let mut form = hidden_zero(12, 30);
        form.add_ln(&3.into(), &Rational::from((Integer::from(1), Integer::from(Integer::u_pow_u(10, exponent)))));
        group.bench_function(BenchmarkId::new("near zero, 10^-", exponent), |bencher| {
            bencher.iter(|| black_box(&form).sign());
        });
    }
    group.finish();
}

fn enclosures(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("enclosure");
    let form = generic(100, 60);
    for precision in [64, FIRST_PRECISION, 512, 4096] {
        group.bench_function(BenchmarkId::new("100 terms of 60 bits", precision), |bencher| {
            bencher.iter(|| Enclosure::of(black_box(&form), precision));
        });
    }
    let counts = generic(100, 12);
    group.bench_function("100 terms of 12 bits, cached", |bencher| {
        bencher.iter(|| Enclosure::of(black_box(&counts), FIRST_PRECISION));
    });
    group.finish();
}

fn refinements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("refined");
    group.sample_size(10);
    for terms in [100, 1000, 20_000] {
        let form = generic(terms, 60);
        group.bench_function(BenchmarkId::new("60 bits", terms), |bencher| bencher.iter(|| refined(black_box(&form))));
    }
    group.finish();
}

fn prints(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("to_decimal");
    let form = generic(100, 60);
    for digits in [6, 17, 100, 1000] {
        group.bench_function(BenchmarkId::new("100 terms of 60 bits", digits), |bencher| {
            bencher.iter(|| black_box(&form).to_decimal(digits, Unit::Bits));
        });
    }
    group.finish();
}

criterion_group!(benches, signs, enclosures, refinements, prints);
criterion_main!(benches);
