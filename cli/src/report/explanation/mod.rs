//! The proof or the refutation of a claim at one length, as a person reads it.

mod frame;
mod symbols;

use maskproof::cases::bindings::Binding;
use maskproof::decide::outcome::{Proof, Reason};
use maskproof::decide::shannon::ShannonProof;
use maskproof::decide::shannon::chain::Chain;
use maskproof::decide::{Counterexample, Decision, LengthDecision, RayCoefficients};
use maskproof::exact::Rational;
use maskproof::language::Claim;
use maskproof::law::Law;
use maskproof::sweep::Witness;

use frame::Frame;

pub use frame::Format;

use super::case::CaseReport;

/// The most sequences of a law that are listed.
const LISTED_SEQUENCES: usize = 32;

/// What is explained.
pub struct Explained<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// What was decided at a length.
    pub decided: &'a LengthDecision,
    /// The laws that refute it.
    pub laws: &'a [Counterexample],
    /// A case that one of them breaks, with both sides.
    pub witness: Option<&'a Witness>,
    /// The most cases of a proof that are shown.
    pub cases: usize,
    /// Digits of numbers.
    pub digits: u32,
}

impl Explained<'_> {
    /// The text in a format.
    pub fn to_text(&self, format: Format) -> String {
        let mut frame = Frame::new(format);
        // A statement on the command line has no title but itself.
        if self.claim.statement_alone().is_none() {
            frame.title(self.claim.id(), self.claim.title());
        }
        frame.statement(self.claim.text().trim());
        let length = self.decided.length;
        match &self.decided.decision {
            Decision::Proved(proofs) => {
                frame.paragraph(&format!(
                    "At L = {length} it is proved for every law, every vocabulary and every predictor, in {}.",
                    super::wording::counted(proofs.len() as u64, "case")
                ));
                for proof in proofs.iter().take(self.cases) {
                    self.proof(&mut frame, proof);
                }
                if proofs.len() > self.cases {
                    let more = proofs.len() - self.cases;
                    frame.paragraph(&format!(
                        "And {} more; --cases N shows more of them.",
                        super::wording::counted(more as u64, "case")
                    ));
                }
            }
            Decision::Refuted(refutation) => {
                frame.paragraph(&format!("At L = {length} it is false{}.", bound(&refutation.bindings, " with ")));
                self.laws(&mut frame);
            }
            Decision::Undecided(reason) => {
                frame.paragraph(&format!("At L = {length} it is not decided for all laws: {}.", reason.describe()));
            }
            Decision::NoCase => frame.paragraph(&format!("It has no case at L = {length}.")),
        }
        frame.finish()
    }

    fn proof(&self, frame: &mut Frame, proof: &Proof) {
        if !proof.bindings.is_empty() {
            frame.heading(&bound(&proof.bindings, ""));
        }
        match &proof.reason {
            Reason::Coefficients(relations) => relations.iter().for_each(|relation| rays(frame, relation)),
            Reason::Mixture(mixture) => {
                let weights = mixture.weights.iter().map(|(schedule, weight)| format!("{weight} of {schedule}"));
                frame.paragraph(&format!(
                    "For every law one of these schedules serves, for their mean does: {}.",
                    weights.collect::<Vec<_>>().join(", ")
                ));
                rays(frame, &mixture.coefficients);
            }
            Reason::Shannon(sums) => sums.iter().for_each(|sum| shannon(frame, sum)),
        }
    }

    fn laws(&self, frame: &mut Frame) {
        if self.laws.is_empty() {
            frame.paragraph("No law was made.");
        }
        for counterexample in self.laws.iter().take(self.cases) {
            if let Some(schedule) = &counterexample.schedule {
                frame.heading(&format!("schedule {schedule}"));
            }
            match (&counterexample.law, &counterexample.codes) {
                (Some(law), _) => listed(frame, law),
                (None, Some(codes)) => frame.paragraph(&format!("The law is uniform on {codes}.")),
                (None, None) => {}
            }
            if counterexample.predictor.is_some() {
                frame.paragraph("The predictor is wrong about it: its training error breaks the claim.");
            }
        }
        if self.laws.len() > self.cases {
            frame.paragraph(&format!("And {} more laws, one for each schedule.", self.laws.len() - self.cases));
        }
        if let Some(witness) = self.witness {
            frame.paragraph(&CaseReport::new(witness, self.digits).to_text());
        }
    }
}

/// What quantifiers bind, in words.
fn bound(bindings: &[Binding], before: &str) -> String {
    let words: Vec<String> = bindings.iter().map(ToString::to_string).collect();
    if words.is_empty() { String::new() } else { format!("{before}{}", words.join(", ")) }
}

/// The coefficients of a difference on the rays of the cone.
fn rays(frame: &mut Frame, coefficients: &RayCoefficients) {
    frame.paragraph(
        "The difference of the sides is a combination of the average entropies, and these are nonnegative combinations \
         of the vectors min(k, m), those of MDS codes of dimension m. On them it is:",
    );
    let symbols = frame.symbols();
    let mut rows: Vec<[String; 2]> = coefficients
        .rays
        .iter()
        .enumerate()
        .map(|(index, coefficient)| [(index + 1).to_string(), symbols.number(coefficient)])
        .collect();
    for (name, coefficient) in [("ln V alone", &coefficients.ln_v), ("eps_train", &coefficients.eps_train)] {
        if *coefficient != 0 {
            rows.push([name.to_owned(), symbols.number(coefficient)]);
        }
    }
    frame.table(["m", "difference"], &rows);
    let tight: Vec<String> = coefficients
        .rays
        .iter()
        .enumerate()
        .filter(|(_, coefficient)| **coefficient == 0)
        .map(|(index, _)| (index + 1).to_string())
        .collect();
    frame.paragraph(&match tight.as_slice() {
        [] => "None is negative, and none is 0: equality holds only where all entropies vanish.".to_owned(),
        tight => format!("None is negative. Equality holds on the codes of dimension {}.", tight.join(", ")),
    });
}

/// A sum of Shannon's inequalities.
fn shannon(frame: &mut Frame, proof: &ShannonProof) {
    let symbols = frame.symbols();
    let chain = Chain::of(proof);
    for (index, premise) in proof.premises.iter().enumerate() {
        let relation = if premise.is_equation { "=" } else { symbols.at_least() };
        let name = symbols.premise(index);
        frame.formula(&format!("{name} = {} {relation} 0", symbols.combination(&premise.combination)));
    }
    if chain.steps.is_empty() {
        frame.paragraph("Both sides are the same combination of entropies.");
        return;
    }
    let left = if chain.scale == 1 {
        "The difference of the sides".to_owned()
    } else {
        format!("The difference of the sides, times {},", chain.scale)
    };
    if proof.symmetry.is_empty() {
        frame.paragraph(&format!("{left} falls to 0 as these are taken away, each of which is at least 0:"));
        frame.formula(&symbols.combination(&chain.start));
        for step in &chain.steps {
            let taken = symbols.multiple(&Rational::from(&step.times), &symbols.inequality(&step.inequality));
            frame.step(symbols.at_least(), &symbols.combination(&step.rest), &taken);
        }
    } else {
        let entropies = match proof.has_all_permutations {
            true => "over all permutations of the positions",
            false => "over the permutations of the positions that change nothing",
        };
        frame.paragraph(&format!("{left} is, in the mean {entropies}, the sum of these, each of which is at least 0:"));
        for step in &chain.steps {
            frame.formula(&symbols.multiple(&Rational::from(&step.times), &symbols.inequality(&step.inequality)));
        }
    }
    frame.paragraph("Equality holds exactly where all that is taken away vanishes.");
}

/// A law with its probabilities.
fn listed(frame: &mut Frame, law: &Law) {
    frame.paragraph(&format!("The law {}:", law.name()));
    if law.support().count() > LISTED_SEQUENCES {
        frame.paragraph(&format!("uniform or not, it has {} sequences, which are not listed.", law.support().count()));
        return;
    }
    let rows: Vec<[String; 2]> = law
        .support()
        .map(|(atom, _)| [law.atom_tokens(atom).join(" "), frame.symbols().number(&law.probability(atom))])
        .collect();
    frame.table(["sequence", "probability"], &rows);
}
