//! What the sweep of a grid costs, part by part. Correctness is the tests' matter.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use maskproof::Shape;
use maskproof::cases::Fragment;
use maskproof::language::{Catalogue, Claim};
use maskproof::law::orderly::{Orderly, SupportSize};
use maskproof::sweep::grid::program::Columns;
use maskproof::sweep::grid::signs::batch::{Batch, LANES, PatternPass};
use maskproof::sweep::grid::signs::filter::Filter;
use maskproof::sweep::grid::signs::prime_exponents::PrimeTable;
use maskproof::sweep::grid::{Grid, Program, Support, Sweep};

/// Vocabulary, length, denominator.
const GRIDS: [(usize, usize, u32); 4] = [(2, 3, 32), (2, 4, 14), (3, 3, 9), (2, 5, 7)];

fn claims() -> Vec<Claim> {
    let claims = Catalogue::built_in().expect("the catalogue is valid").claims().to_vec();
    claims
        .into_iter()
        .filter(|claim| Fragment::of(claim).is_ok_and(|fragment| fragment == Fragment::AverageEntropy))
        .collect()
}

fn name((vocabulary_size, length, denominator): (usize, usize, u32)) -> String {
    format!("V={vocabulary_size} L={length} N={denominator}")
}

/// A batch of neighbouring laws of a grid, whose counts are spread out.
fn batch((vocabulary_size, length, denominator): (usize, usize, u32)) -> (PatternPass, Batch) {
    let shape = Shape::new(length, vocabulary_size).expect("both are positive");
    let pass = PatternPass::new(shape, Columns::new(length, false));
    let mut batch = pass.new_batch();
    let orderly = Orderly::new(Shape::new(length, vocabulary_size).expect("both are positive"))
        .expect("a small grid")
        .expect("a small group");
    let first = denominator.div_ceil(orderly.atoms() as u32) + 2;
    orderly.for_each_change(denominator, &[first], SupportSize::ANY, |atoms, _, changed| {
        if batch.filled() < LANES {
            pass.push(&mut batch, atoms, changed);
        }
    });
    assert_eq!(batch.filled(), LANES, "the laws fill the batch");
    (pass, batch)
}

fn sweep(criterion: &mut Criterion) {
    let claims = claims();
    let mut group = criterion.benchmark_group("sweep: an orbit, one thread");
    group.sample_size(10);
    for grid in GRIDS {
        let (vocabulary_size, length, denominator) = grid;
        let laws = Grid {
            shape: Shape::new(length, vocabulary_size).expect("both are positive"),
            denominator,
            support: Support::Any,
        };
        let sweep = Sweep::new(&claims, laws, None, u64::MAX >> 12).expect("a small grid");
        let tables = sweep.prepare();
        let orbits: u64 = (0..sweep.partition().blocks()).map(|block| sweep.run(&tables, block).orbits).sum();
        group.throughput(Throughput::Elements(orbits));
        group.bench_function(BenchmarkId::new("verdicts", name(grid)), |bencher| {
            bencher
                .iter(|| (0..sweep.partition().blocks()).map(|block| sweep.run(&tables, block).fallbacks).sum::<u64>());
        });
        let orderly = Orderly::new(Shape::new(length, vocabulary_size).expect("both are positive"))
            .expect("a small grid")
            .expect("a small group");
        group.bench_function(BenchmarkId::new("enumeration alone", name(grid)), |bencher| {
            bencher.iter(|| {
                let mut laws = 0;
                orderly.for_each(denominator, &[], SupportSize::ANY, |_, size| laws += size);
                laws
            });
        });
    }
    group.finish();
}

fn parts(criterion: &mut Criterion) {
    let claims = claims();
    let mut group = criterion.benchmark_group("parts, a law");
    group.throughput(Throughput::Elements(LANES as u64));
    for grid in GRIDS {
        let (vocabulary_size, length, denominator) = grid;
        let program = Program::new(&claims, Shape::new(length, vocabulary_size).expect("both are positive"), None)
            .expect("the catalogue is linear");
        let filter = Filter::new(&program, denominator);
        let primes = PrimeTable::new(&program, denominator);
        let (pass, mut batch) = batch(grid);
        let mut sums = vec![[0.0; LANES]; length];
        group.bench_function(BenchmarkId::new("pattern pass", name(grid)), |bencher| {
            bencher.iter(|| {
                pass.add_up(black_box(&mut batch));
                pass.tabulate(&batch, filter.table(), &mut sums);
            });
        });
        let (with_sets, batch_with_sets) = (PatternPass::new(program.shape, Columns::new(length, true)), &batch);
        let mut sums_with_sets = vec![[0.0; LANES]; Columns::new(length, true).number()];
        group.bench_function(BenchmarkId::new("sums of single sets", name(grid)), |bencher| {
            bencher.iter(|| with_sets.tabulate(black_box(batch_with_sets), filter.table(), &mut sums_with_sets));
        });
        group.bench_function(BenchmarkId::new("signs of all differences", name(grid)), |bencher| {
            bencher.iter(|| {
                for form in 0..program.differences {
                    black_box(filter.decide(form, black_box(&sums)));
                }
            });
        });
        group.bench_function(BenchmarkId::new("exact zero test of all differences", name(grid)), |bencher| {
            bencher.iter(|| {
                for lane in 0..LANES {
                    let exponents = primes.exponents(pass.counts_by_column(black_box(&batch), lane));
                    for form in 0..program.differences {
                        black_box(primes.is_zero(form, &exponents));
                    }
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, sweep, parts);
criterion_main!(benches);
