//! A pack tried on its own examples and cases.

mod cases;
mod coverage;
mod examples;
mod tables;

use std::fmt;

pub use self::coverage::{Coverage, TableCoverage};
pub use self::examples::{ExampleKind, TriedExample};

use self::coverage::Seen;
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
    /// Which rules and rows no example or case fires.
    pub coverage: Coverage,
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
    let mut trial = Trial::new(extractor);
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
        coverage: trial.seen.coverage(pack),
    }
}

/// Runs the examples of the rules of one file, such as `rules/visits.toml`, in the order in which they stand there.
///
/// # Examples
///
/// ```
/// let rules = "[[rule]]\nid = 'toast'\nemits = 'toast'\npattern = 'raised a glass'\n\
///     yes = ['he raised a glass']\nno = ['he raised glasses']\n";
/// let extractor = attache::Extractor::builder().overlay_file("rules/toast.toml", rules).build()?;
/// let tried = attache::check_file(&extractor, "rules/toast.toml");
/// assert!(tried.len() == 2 && tried.iter().all(|example| example.problem.is_none()));
/// # Ok::<(), attache::Error>(())
/// ```
pub fn check_file(extractor: &Extractor, file: &str) -> Vec<TriedExample> {
    let extractor = &extractor.whole();
    let mut trial = Trial::new(extractor);
    let rules = (0..).zip(&extractor.compiled().rules);
    let rules = rules.filter(|(_, rule)| rule.place.file.path == file);
    let mut tried: Vec<_> = rules
        .flat_map(|(index, rule)| trial.rule(index, rule))
        .collect();
    tried.sort_by_key(|example| example.line);
    tried
}

/// A check that is under way.
struct Trial<'e> {
    extractor: &'e Extractor,
    scratch: Scratch,
    sink: Sink,
    seen: Seen,
    examples: usize,
    gaps: usize,
}

impl<'e> Trial<'e> {
    fn new(extractor: &'e Extractor) -> Self {
        Self {
            extractor,
            scratch: Scratch::default(),
            sink: Sink::default(),
            seen: Seen::default(),
            examples: 0,
            gaps: 0,
        }
    }
}
