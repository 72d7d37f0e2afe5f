//! `maskproof analyse`

use crate::evaluation::Subject;
use crate::evaluation::subject::OrderTables;
use crate::exact::Limits;
use crate::language::Catalogue;
use crate::law::PatternCounts;
use crate::report::{Analysis, analysis_text};
use crate::sampler::{Model, Predictor, best_schedules};

use super::arguments::Analyse;
use super::failure::Failure;
use super::{Success, input, output};

/// Analyses a law.
pub fn analyse(arguments: &Analyse, limits: Limits) -> Result<Success, Failure> {
    let law = input::law(&arguments.law, limits)?;
    let named =
        arguments.predictor.as_deref().map(|text| input::predictor(text, arguments.weights, &law)).transpose()?;
    let mut schedules = input::schedules(&arguments.schedules, law.length())?;

    let patterns = PatternCounts::new(&law);
    let predictor = named.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let orders = OrderTables::default();
    let mut subject = Subject::new(Model::new(&law, &patterns, predictor), &orders);
    if schedules.is_empty() {
        schedules = best_schedules(subject.curve(), subject.gaps()).into_iter().map(|best| best.schedule).collect();
    }
    let name = named.as_ref().map(|named| named.name.clone());
    let analysis = Analysis::new(&mut subject, name, &schedules, &Catalogue::built_in()?, arguments.numbers.digits)?;
    let text = if arguments.numbers.json {
        output::json(&analysis)
    } else {
        analysis_text::render(&analysis, arguments.numbers.print_unit())
    };
    output::to_stdout(&text)?;
    Ok(Success::AsExpected)
}
