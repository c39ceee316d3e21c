//! `attache rules`: the rules of a pack, listed or shown.

use attache::workshop::{self, RuleInfo};
use clap::{Args, ValueEnum};

use super::{Outcome, PackArguments, Stop, count, print, print_json};

const EXAMPLES: &str = "\
Examples:
  attache rules                          all of them, a line each
  attache rules title-name               those that have these words in their id, label, file or pattern
  attache rules --emits official --source
  attache rules --own --overlay my-rules/";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Rules {
    /// Words that the id, the label, the file or the pattern has; of an id, all of it shows the rule whole
    #[arg(value_name = "WORDS")]
    words: Option<String>,

    /// Only rules that emit this label
    #[arg(long, value_name = "LABEL")]
    emits: Option<String>,

    /// Only rules of overlays
    #[arg(long)]
    own: bool,

    /// Show the rules whole, with their examples
    #[arg(long)]
    source: bool,

    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: ListFormat,

    #[command(flatten)]
    pack: PackArguments,
}

/// How lists are printed that people and programs read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum ListFormat {
    /// For people
    #[default]
    Text,
    /// For programs
    Json,
}

impl Rules {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut rules = workshop::rules(&self.pack.extractor()?);
        let named = self
            .words
            .as_ref()
            .filter(|words| rules.iter().any(|rule| rule.id == **words));
        let is_one = named.is_some();
        rules.retain(|rule| match named {
            Some(id) => rule.id == *id,
            None => self.is_wanted(rule),
        });
        match self.format {
            ListFormat::Json => print_json(&rules)?,
            ListFormat::Text if is_one || self.source => {
                let sources: Vec<String> = rules
                    .iter()
                    .map(|rule| format!("# {}:{}\n{}\n", rule.file, rule.line, rule.source))
                    .collect();
                print(&sources.join("\n"))?;
            }
            ListFormat::Text => print(&list(&rules))?,
        }
        Ok(match rules.is_empty() {
            true => Outcome::Failure,
            false => Outcome::Success,
        })
    }

    fn is_wanted(&self, rule: &RuleInfo) -> bool {
        let words = self.words.as_deref().unwrap_or("");
        let places = [&rule.id, &rule.emits, &rule.file, &rule.pattern];
        places.iter().any(|place| place.contains(words))
            && self.emits.as_ref().is_none_or(|label| *label == rule.emits)
            && (!self.own || rule.layer > 0)
    }
}

fn list(rules: &[RuleInfo]) -> String {
    let width = |of: fn(&RuleInfo) -> &str| {
        let widths = rules.iter().map(|rule| of(rule).chars().count());
        widths.max().unwrap_or(0)
    };
    let (ids, labels) = (width(|rule| &rule.id), width(|rule| &rule.emits));
    let mut page = String::new();
    for rule in rules {
        let [yes, no, todo] = rule.examples;
        let gaps = match todo {
            0 => String::new(),
            todo => format!(" ?{todo}"),
        };
        page.push_str(&format!(
            "{:ids$}  {:labels$}  +{yes} -{no}{gaps}  {}:{}\n",
            rule.id, rule.emits, rule.file, rule.line
        ));
    }
    let shapes = rules.iter().filter(|rule| rule.is_shape).count();
    let rules = count(rules.len() - shapes, "rule");
    page.push_str(&format!("{rules}, {}\n", count(shapes, "shape")));
    page
}
