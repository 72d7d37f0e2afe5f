//! What entropies and sampling errors cost on real laws. Correctness is the tests' matter.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use maskproof::entropy::{AverageCurve, SubsetEntropies};
use maskproof::law::readers::{Rows, read_predictor};
use maskproof::law::{Law, PatternCounts, PredictorTable, read_law};
use maskproof::sampler::enumeration::{self, OrderCounts};
use maskproof::sampler::output_law::{averaged_output_kl, bound_averaged_output_kl};
use maskproof::sampler::rule::{evaluate_rule, parse_rule};
use maskproof::sampler::{Model, Predictor, PredictorGaps, Schedule, cheapest_schedules};

const REAL_LAWS: [&str; 4] = ["kjv-classes-l4", "kjv-words-l4", "kjv-classes-l6", "kjv-vowels-l8"];

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(path)
}

fn real_law(name: &str) -> Law {
    read_law(&fixture(&format!("laws/{name}.json"))).expect("the fixtures are part of the repository")
}

fn trained() -> (Law, PredictorTable) {
    let law = real_law("kjv-classes-l6");
    let path = fixture("predictors/mdm-kjv-classes-l6.npy");
    let table = read_predictor(&path, law.shape(), Rows::Probabilities).expect("the fixtures are good");
    (law, table)
}

fn entropies(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("entropy");
    for name in REAL_LAWS {
        let law = real_law(name);
        let patterns = PatternCounts::new(&law);
        group.bench_function(BenchmarkId::new("pattern counts", name), |bencher| {
            bencher.iter(|| PatternCounts::new(black_box(&law)));
        });
        group.bench_function(BenchmarkId::new("average curve", name), |bencher| {
            bencher.iter(|| AverageCurve::new(black_box(&patterns)));
        });
        group.bench_function(BenchmarkId::new("subset entropies", name), |bencher| {
            bencher.iter(|| SubsetEntropies::new(black_box(&patterns)));
        });
    }
    group.finish();
}

fn expected_kl(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("expected KL");
    group.sample_size(10);
    let (law, table) = trained();
    let patterns = PatternCounts::new(&law);
    for blocks in [vec![3, 3], vec![2, 2, 2], vec![1; 6]] {
        let schedule = Schedule::new(blocks).expect("positive blocks");
        group.bench_function(BenchmarkId::new("order counts", &schedule), |bencher| {
            bencher.iter(|| OrderCounts::new(black_box(&schedule)));
        });
        let counts = OrderCounts::new(&schedule);
        for (name, predictor) in [("exact predictor", Predictor::Exact), ("table", Predictor::Table(&table))] {
            let model = Model::new(&law, &patterns, predictor);
            group.bench_function(BenchmarkId::new(format!("enumeration, {name}"), &schedule), |bencher| {
                bencher.iter(|| enumeration::expected_kl(black_box(&model), &counts));
            });
        }
    }
    group.finish();
}

fn output_laws(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("averaged output law");
    group.sample_size(10);
    let (law, table) = trained();
    let patterns = PatternCounts::new(&law);
    let schedules = Schedule::all(6);
    let all: Vec<&Schedule> = schedules.iter().collect();
    for (name, predictor) in [("exact predictor", Predictor::Exact), ("table", Predictor::Table(&table))] {
        let model = Model::new(&law, &patterns, predictor);
        group.bench_function(BenchmarkId::new("bounds of all 32 schedules", name), |bencher| {
            bencher.iter(|| bound_averaged_output_kl(black_box(&model), &all));
        });
        let halves = Schedule::new(vec![3, 3]).expect("positive blocks");
        group.bench_function(BenchmarkId::new("exact form of (3,3)", name), |bencher| {
            bencher.iter(|| averaged_output_kl(black_box(&model), &halves));
        });
    }
    group.finish();
}

fn best(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("best schedules");
    for name in REAL_LAWS {
        let law = real_law(name);
        let patterns = PatternCounts::new(&law);
        let (curve, gaps) =
            (AverageCurve::new(&patterns), PredictorGaps::new(&Model::new(&law, &patterns, Predictor::Exact)));
        group.bench_function(BenchmarkId::new("exact predictor", name), |bencher| {
            bencher.iter(|| cheapest_schedules(black_box(&curve), &gaps));
        });
    }
    let (law, table) = trained();
    let patterns = PatternCounts::new(&law);
    let model = Model::new(&law, &patterns, Predictor::Table(&table));
    group.bench_function("gaps of the table", |bencher| bencher.iter(|| PredictorGaps::new(black_box(&model))));
    let (curve, gaps) = (AverageCurve::new(&patterns), PredictorGaps::new(&model));
    group.bench_function(BenchmarkId::new("table", law.name()), |bencher| {
        bencher.iter(|| cheapest_schedules(black_box(&curve), &gaps));
    });
    group.finish();
}

/// Rules on six positions over three tokens with a trained predictor.
const RULES: [&str; 19] = [
    "top:1",
    "top:2",
    "entropy:1",
    "eb:sum-max,1/2",
    "random:1",
    "random:2",
    "low-confidence:1",
    "low-confidence:2",
    "low-confidence:3",
    "low-confidence:steps=4",
    "threshold:9/10",
    "threshold-or-near:9/10,1/100000",
    "hierarchy:9/10,2/5",
    "factor:1",
    "sequential:2",
    "maskgit:T=3,tau=0",
    "p2:T=3,eta=1,planner=remasked",
    "blocks:3[threshold:9/10]",
    "blocks:3[mdlm:linear,T=4]",
];

fn rules(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decoding rules");
    group.sample_size(10);
    let (law, table) = trained();
    let patterns = PatternCounts::new(&law);
    let model = Model::new(&law, &patterns, Predictor::Table(&table));
    for name in RULES {
        let rule = parse_rule(name, law.labels()).expect("a rule");
        group.bench_function(name, |bencher| {
            bencher.iter(|| evaluate_rule(black_box(&model), &rule).expect("few outcomes"));
        });
    }
    group.finish();
}

criterion_group!(benches, entropies, expected_kl, output_laws, best, rules);
criterion_main!(benches);
