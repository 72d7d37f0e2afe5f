//! `maskproof analyse`

use maskproof::analysis;
use maskproof::evaluation::subject::OrderTables;
use maskproof::evaluation::{Item, SparseSetting, Subject};
use maskproof::exact::Limits;
use maskproof::language::Catalogue;
use maskproof::law::{PatternCounts, SparseLaw};
use maskproof::sampler::circulation::circulations;
use maskproof::sampler::{Model, Predictor};

use super::arguments::Analyse;
use super::failure::Failure;
use super::input::GivenLaw;
use super::report::analysis::AnalysisReport;
use super::report::analysis_text::to_text;
use super::{Success, curve, input, output};

/// Analyses a law, or a measured curve.
pub fn analyse(arguments: &Analyse, limits: Limits) -> Result<Success, Failure> {
    if let Some(file) = &arguments.measured.curve {
        return curve::analyse(file, arguments);
    }
    if let Some(option) = arguments.measured.given() {
        return Err(Failure::Usage {
            message: format!("{option} is about a measured curve, and there is none"),
            help: "give the curve's file with --curve in place of the law, or leave the option out".to_owned(),
        });
    }
    let Some(law) = &arguments.law else {
        return Err(Failure::Usage {
            message: "there is no law to analyse".to_owned(),
            help: "give a .json or .csv file, a family such as `parity(L=3,V=2)`, or a measured curve with --curve"
                .to_owned(),
        });
    };
    let law = match input::any_law(law, limits)? {
        GivenLaw::Table(law) => law,
        GivenLaw::Sparse(law) => return analyse_sequences(arguments, law, limits),
    };
    let named = input::named_predictor(arguments.predictor.as_deref(), arguments.rows(), &law)?;
    let schedules = input::schedules(&arguments.schedules, law.length())?;

    let patterns = PatternCounts::new(&law);
    let predictor = named.as_ref().map_or(Predictor::Exact, |named| Predictor::Table(&named.table));
    let orders = OrderTables::default();
    let model = Model::new(&law, &patterns, predictor);
    let circulations = named.as_ref().and_then(|_| circulations(&model));
    let mut subject = Subject::new(model, &orders);
    let analysis = analysis::analyse(&mut subject, &schedules, &Catalogue::built_in()?)?;
    let name = named.as_ref().map(|named| named.name.clone());
    let digits = arguments.numbers.digits;
    let report = AnalysisReport::new(law.name(), law.labels(), name, &analysis, digits);
    print(arguments, &report.with_circulations(circulations, law.labels(), digits))
}

/// Analyses a law that is given by its sequences.
fn analyse_sequences(arguments: &Analyse, law: SparseLaw, limits: Limits) -> Result<Success, Failure> {
    let named = input::named_rows(arguments.predictor.as_deref(), arguments.rows(), &law)?;
    let name = named.as_ref().map(|named| named.name.clone());
    let schedules = input::schedules(&arguments.schedules, law.length())?;
    let setting = SparseSetting::new(law, limits).with_predictor(named);
    setting.curve()?;
    let law = setting.law();
    let report = setting.evaluate(&OrderTables::default(), |subject| {
        let analysis = analysis::analyse(subject, &schedules, &Catalogue::built_in()?)?;
        Ok::<_, Failure>(AnalysisReport::new(law.name(), law.labels(), name, &analysis, arguments.numbers.digits))
    })?;
    print(arguments, &report)
}

fn print(arguments: &Analyse, report: &AnalysisReport) -> Result<Success, Failure> {
    output::report(arguments.numbers.json, report, |report| to_text(report, arguments.numbers.print_unit()))?;
    Ok(Success::AsExpected)
}
