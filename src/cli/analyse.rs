//! `maskproof analyse`

use crate::claim::subject::OrderTables;
use crate::claim::{Catalogue, Subject};
use crate::law::PatternCounts;
use crate::report::{Analysis, analysis_text, analysis_text::PrintUnit};
use crate::sampler::{Model, Predictor, best_schedules};

use super::arguments::{Analyse, Unit};
use super::failure::Failure;
use super::{Success, input, output};

/// Analyses a law.
pub fn analyse(arguments: &Analyse) -> Result<Success, Failure> {
    let law = input::law(&arguments.law)?;
    let named = arguments.predictor.as_deref().map(|path| input::predictor(path, &law)).transpose()?;
    let mut schedules = input::schedules(&arguments.schedules, law.length())?;

    let patterns = PatternCounts::new(&law);
    let predictor = named.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let orders = OrderTables::default();
    let mut subject = Subject::new(Model::new(&law, &patterns, predictor), &orders);
    if schedules.is_empty() {
        schedules = best_schedules(subject.curve(), subject.gaps()).into_iter().map(|best| best.schedule).collect();
    }
    let name = named.as_ref().map(|named| named.name.clone());
    let analysis = Analysis::new(&mut subject, name, &schedules, &Catalogue::built_in()?, arguments.digits)?;
    let text = if arguments.json {
        output::json(&analysis)
    } else {
        let unit = match arguments.unit {
            Unit::Nats => PrintUnit::Nats,
            Unit::Bits => PrintUnit::Bits,
        };
        analysis_text::render(&analysis, unit)
    };
    output::to_stdout(&text)?;
    Ok(Success::AsExpected)
}
