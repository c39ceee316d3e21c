//! `attache trace`: why a rule matched in a text, or did not.

use std::path::PathBuf;

use attache::Document;
use attache::workshop::{self, Attempt, Outcome as End, Trace as Traced};
use clap::Args;

use super::reading::Reading;
use super::rules::ListFormat;
use super::{Outcome, PackArguments, Stop, count, input, one_line, print, print_json};

const EXAMPLES: &str = "\
Examples:
  attache trace talks.txt --rule country-title-name
  attache trace --overlay my-rules/ --rule visit - < talks.txt
  attache trace talks.txt                the rules that came nearest to firing, and did not";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Trace {
    /// The text, or - for standard input
    #[arg(value_name = "FILE")]
    path: PathBuf,

    /// The rule to follow [default: those that came nearest to firing, and did not]
    #[arg(long, value_name = "ID")]
    rule: Option<String>,

    /// How many attempts to show, or without a rule, how many rules
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: ListFormat,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    pack: PackArguments,
}

impl Trace {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let text = input::text(&self.path).map_err(Stop::Other)?;
        let document = self.reading.of(Document::new(&text), None);
        let extractor = self.pack.extractor()?;
        let traces = match &self.rule {
            Some(rule) => vec![workshop::trace(&extractor, &document, rule)?],
            None => workshop::nearest(&extractor, &document, self.top),
        };
        match self.format {
            ListFormat::Json => print_json(&traces)?,
            ListFormat::Text => {
                let pages: Vec<String> = traces
                    .iter()
                    .map(|trace| page(trace, self.top, self.rule.is_some()))
                    .collect();
                print(&pages.join("\n"))?;
            }
        }
        Ok(Outcome::Success)
    }
}

/// A rule and its attempts: those that came furthest, in order of the text.
fn page(trace: &Traced, top: usize, with_counts: bool) -> String {
    let mut page = format!(
        "{} ({}), {}:{}\n  {}\n",
        trace.rule,
        trace.emits,
        trace.file,
        trace.line,
        trace.pattern.trim().replace('\n', "\n  ")
    );
    let mut order: Vec<usize> = (0..trace.attempts.len()).collect();
    order.sort_by_key(|at| {
        let attempt = &trace.attempts[*at];
        (rank(&attempt.outcome), usize::MAX - attempt.steps.len())
    });
    order.truncate(top);
    order.sort_unstable();
    for attempt in order.iter().map(|at| &trace.attempts[*at]) {
        page.push('\n');
        page.push_str(&told(attempt));
    }
    if with_counts {
        page.push_str(&summary(trace, order.len()));
    }
    page
}

fn summary(trace: &Traced, shown: usize) -> String {
    let fires = |attempt: &&Attempt| matches!(attempt.outcome, End::Fires);
    let fired = trace.attempts.iter().filter(fires).count();
    let mut line = format!(
        "\nfires {} in {}",
        count(fired, "time"),
        count(trace.sentences, "sentence")
    );
    if trace.attempts.is_empty() {
        let begins = match trace.begins.is_empty() {
            true => String::new(),
            false => format!(": it can begin with {}", trace.begins.join(" or ")),
        };
        line.push_str(&format!("; nothing in the text begins it{begins}"));
    } else if shown < trace.attempts.len() {
        let rest = count(trace.attempts.len() - shown, "attempt");
        line.push_str(&format!("; {rest} more with --top"));
    }
    line.push('\n');
    line
}

/// The more is told of why, the earlier.
fn rank(outcome: &End) -> u8 {
    match outcome {
        End::Fires => 0,
        End::Forbidden { .. } | End::Condition { .. } | End::Lost { .. } => 1,
        End::Elsewhere { .. } => 2,
        _ => 3,
    }
}

/// An attempt, a line a step.
fn told(attempt: &Attempt) -> String {
    let mut lines: Vec<(String, String)> = attempt
        .steps
        .iter()
        .map(|step| (one_line(&step.text), step.pattern.clone()))
        .collect();
    let mut ending = String::new();
    let title = match &attempt.outcome {
        End::Fires => "fires".to_owned(),
        End::Stopped {
            found,
            labels,
            wanted,
        } => {
            let patterns: Vec<&str> = wanted.iter().map(|wanted| &*wanted.pattern).collect();
            let found = match found.is_empty() {
                true => "end of the sentence".to_owned(),
                false => one_line(found),
            };
            lines.push((found, format!("✗ wanted {}", patterns.join(" or "))));
            if !labels.is_empty() {
                let labels: Vec<String> =
                    labels.iter().map(|label| format!("{{{label}}}")).collect();
                ending.push_str(&format!("    here begins {}\n", labels.join(", ")));
            }
            for wanted in wanted {
                if let Some(reason) = &wanted.reason {
                    ending.push_str(&format!("    {}: {reason}\n", wanted.pattern));
                }
            }
            format!("stops after {}", count(attempt.steps.len(), "step"))
        }
        End::Forbidden { key, pattern } => {
            let holds = match key.starts_with("not") {
                true => "stands there",
                false => "does not stand there",
            };
            ending.push_str(&format!("    {key} = '{pattern}' {holds}\n"));
            format!("matches, but `{key}` forbids it")
        }
        End::Condition {
            condition,
            left,
            right,
        } => {
            ending.push_str(&format!(
                "    where \"{condition}\" compares `{left}` with `{right}`\n"
            ));
            "matches, but a condition does not hold".to_owned()
        }
        End::Lost { to, text } => {
            ending.push_str(&format!("    `{to}` takes `{}`\n", one_line(text)));
            "matches, but another match has the words".to_owned()
        }
        End::Elsewhere { reason } => format!("matches, but {reason}"),
        _ => String::new(),
    };
    let width = lines.iter().map(|(words, _)| words.chars().count()).max();
    let width = width.unwrap_or(0).min(40);
    let mut page = format!("  sentence {}: {title}\n", attempt.sentence);
    for (words, pattern) in lines {
        page.push_str(&format!("    {words:width$}  {pattern}\n"));
    }
    page + &ending
}
