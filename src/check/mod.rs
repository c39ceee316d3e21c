//! A pack tried on its own examples and cases.

mod cases;
mod examples;
mod tables;

use std::fmt;

use crate::extractor::{Extractor, Scratch};
use crate::pack::{Diagnostic, Severity, Sink};

/// What came of trying a pack on its examples.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Report {
    /// Everything that is wrong or doubtful, by file and position.
    pub findings: Vec<Diagnostic>,
    /// How many rules and shapes the pack has.
    pub rules: usize,
    /// How many of them an example fires.
    pub fired: usize,
    /// How many rows its gazetteers have.
    pub entries: usize,
    /// How many examples were run, positive and negative.
    pub examples: usize,
    /// How many cases were run.
    pub cases: usize,
    /// How many examples are known gaps (`todo`).
    pub gaps: usize,
}

impl Report {
    /// True if nothing is wrong; doubtful things are allowed.
    pub fn is_green(&self) -> bool {
        self.findings
            .iter()
            .all(|finding| finding.severity() != Severity::Error)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self
            .findings
            .iter()
            .filter(|f| f.severity() == Severity::Error)
            .count();
        let warnings = self.findings.len() - errors;
        write!(
            f,
            "{} rules, {} of them fired by an example; {} table rows; {} examples; {} cases; {} known gaps: ",
            self.rules, self.fired, self.entries, self.examples, self.cases, self.gaps
        )?;
        match (errors, warnings) {
            (0, 0) => f.write_str("all green"),
            (0, _) => write!(f, "green, {warnings} warnings"),
            _ => write!(f, "{errors} errors, {warnings} warnings"),
        }
    }
}

/// Runs all examples and cases of an extractor's pack, and looks for what is probably not meant.
///
/// # Examples
///
/// ```
/// let report = attache::check(&attache::Extractor::builtin());
/// assert!(report.is_green());
/// assert_eq!(report.fired, report.rules);
/// ```
pub fn check(extractor: &Extractor) -> Report {
    let extractor = &extractor.whole();
    let pack = extractor.compiled();
    let mut trial = Trial {
        extractor,
        scratch: Scratch::default(),
        sink: Sink::default(),
        examples: 0,
        gaps: 0,
    };
    let fired = trial.rules();
    trial.tables();
    trial.cases();
    let mut findings = pack.warnings.clone();
    findings.extend(trial.sink.into_sorted());
    findings.sort_by_cached_key(Diagnostic::sort_key);
    Report {
        findings,
        rules: pack.rules.len(),
        fired,
        entries: pack.entries.list.len(),
        examples: trial.examples,
        cases: pack.cases.len(),
        gaps: trial.gaps,
    }
}

/// A check that is under way.
struct Trial<'e> {
    extractor: &'e Extractor,
    scratch: Scratch,
    sink: Sink,
    examples: usize,
    gaps: usize,
}
