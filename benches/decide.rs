//! What decisions for all laws cost. Correctness is the tests' matter.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use maskproof::decide::simplex::{Column, Program, Row};
use maskproof::decide::{decide, sharp_constants};
use maskproof::exact::Integer;
use maskproof::language::{Catalogue, Claim};
use maskproof::sampler::Schedule;

fn claim(id: &str) -> Claim {
    Catalogue::built_in().expect("the catalogue is valid").find(id).expect("a claim of the catalogue").clone()
}

fn decisions(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide");
    group.sample_size(10);
    let upper = claim("li-cai-thm1");
    group.bench_function("li-cai-thm1, L = 24, every schedule", |bencher| {
        bencher.iter(|| decide(black_box(&upper), 24, None));
    });
    let schedule = Schedule::new((0..100).flat_map(|_| [1, 2, 3, 4]).collect()).expect("positive blocks");
    let schedules = [schedule];
    group.bench_function("li-cai-thm1, L = 1000, one schedule", |bencher| {
        bencher.iter(|| decide(black_box(&upper), 1000, Some(&schedules)));
    });
    let lower = claim("li-cai-thm2-lower.a");
    group.bench_function("li-cai-thm2-lower.a, L = 24, games", |bencher| {
        bencher.iter(|| decide(black_box(&lower), 24, None));
    });
    group.bench_function("li-cai-thm2-lower.a, L = 24, sharp constants", |bencher| {
        bencher.iter(|| sharp_constants(black_box(&lower), 24, None));
    });
    group.finish();
}

/// Small entries without a pattern, the same each time.
fn program(rows: usize, columns: usize) -> Program {
    let mut state = 1_u64;
    let mut next = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Integer::from((state >> 33) % below)
    };
    let mut program = Program::new((0..rows).map(|_| (Row::AtMost, next(50) + 1)).collect());
    for _ in 0..columns {
        program.add(Column { entries: (0..rows).map(|_| next(10)).collect(), cost: next(20) });
    }
    program
}

fn simplex(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("simplex");
    for (rows, columns) in [(10, 20), (30, 60)] {
        group.bench_function(format!("{rows} rows, {columns} columns"), |bencher| {
            bencher.iter(|| program(rows, columns).solve(|_| None));
        });
    }
    group.finish();
}

criterion_group!(benches, decisions, simplex);
criterion_main!(benches);
