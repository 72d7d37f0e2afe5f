//! The ordinary evaluation on a grid, for `benches/peers/run.sh`: `slow_path V L N` decides the sharp form of Theorem 1
//! of Li and Cai for every schedule on one law of each orbit, and prints how many laws and orbits there were as JSON.

use maskproof::Shape;
use maskproof::evaluation::Setting;
use maskproof::exact::Integer;
use maskproof::language::Catalogue;
use maskproof::law::grid;
use maskproof::sweep::{Conclusion, run};

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|text| text.parse().expect("a number")).collect();
    let &[vocabulary_size, length, denominator] = arguments.as_slice() else { panic!("slow_path V L N") };
    let denominator = u32::try_from(denominator).expect("a small denominator");
    // One core, as the peers.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("no pool yet");
    let orbits =
        grid(Shape::new(length, vocabulary_size).expect("both are positive"), denominator).expect("a small grid");
    let laws: Integer = orbits.iter().map(|orbit| &orbit.size).sum();
    let items: Vec<Setting> = orbits.into_iter().map(|orbit| Setting::exact(orbit.law)).collect();
    let catalogue = Catalogue::built_in().expect("the catalogue is embedded");
    let claim = catalogue.claims().iter().find(|claim| claim.id() == "li-cai-thm1-sharp").expect("in the catalogue");
    let reports = run(std::slice::from_ref(claim), &items, &|_| ()).expect("instantiated for every shape");
    assert_eq!(reports[0].conclusion, Conclusion::Holds);
    println!("{{\"laws\": \"{laws}\", \"orbits\": {}}}", items.len());
}
