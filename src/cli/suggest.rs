//! `attache suggest`: names beside titles, countries and sectors that no table has.

use attache::workshop::{Suggester, Suggestion};
use clap::{Args, ValueEnum};

use super::corpus::CorpusArguments;
use super::{Outcome, PackArguments, Stop, count, one_line, print, print_json};

const EXAMPLES: &str = "\
Examples:
  attache suggest news/
  attache suggest --format rows news/ > my-rules/tables/names.tsv     then read it, and correct labels and ids
  attache suggest --all --at-least 10 archive.tar.gz";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Suggest {
    #[command(flatten)]
    corpus: CorpusArguments,

    /// How often a name must stand in the texts
    #[arg(long, value_name = "N", default_value_t = 2)]
    at_least: usize,

    /// Names that rules find by themselves too
    #[arg(long)]
    all: bool,

    /// How many names to list
    #[arg(long, value_name = "N", default_value_t = 50)]
    top: usize,

    /// How to print them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,

    #[command(flatten)]
    pack: PackArguments,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// For people
    #[default]
    Text,
    /// Rows of a table, to be pasted into one
    Rows,
    /// For programs
    Json,
}

impl Suggest {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut suggester = Suggester::new(&self.pack.extractor()?);
        let outcome = self.corpus.each(|_, document| suggester.read(document));
        let mut found = suggester.finish(self.at_least);
        found.retain(|suggestion| self.all || suggestion.found_as.is_none());
        let left = found.len().saturating_sub(self.top);
        found.truncate(self.top);
        match self.format {
            Format::Json => print_json(&found)?,
            Format::Rows => print(&rows(&found))?,
            Format::Text => {
                let mut page: String = found.iter().map(listed).collect();
                page.push_str(&count(found.len(), "name"));
                if left > 0 {
                    page.push_str(&format!(", {left} more (--top)"));
                }
                page.push('\n');
                print(&page)?;
            }
        }
        Ok(outcome)
    }
}

fn beside(suggestion: &Suggestion) -> String {
    let beside = suggestion.beside.iter();
    let beside: Vec<String> = beside
        .map(|(label, times)| format!("{label} {times}"))
        .collect();
    beside.join(", ")
}

fn listed(suggestion: &Suggestion) -> String {
    let Suggestion {
        phrase,
        count: times,
        documents,
        found_as,
        contexts,
        ..
    } = suggestion;
    let found = found_as.as_ref().map(|label| format!("; found as {label}"));
    let mut lines = format!(
        "{phrase}  {} in {}; beside {}{}\n",
        count(*times, "time"),
        count(*documents, "document"),
        beside(suggestion),
        found.unwrap_or_default()
    );
    for context in contexts {
        lines.push_str(&format!("    …{}…\n", one_line(context)));
    }
    lines
}

/// A table with a row for each name. What a name is, only a reader can say: the label is the commonest of names beside
/// such things.
fn rows(found: &[Suggestion]) -> String {
    let mut table = "surface\tlabel\tid\tcase\n".to_owned();
    for suggestion in found {
        let seen = count(suggestion.count, "time");
        table.push_str(&format!("# {seen}, beside {}\n", beside(suggestion)));
        for context in suggestion.contexts.iter().take(1) {
            table.push_str(&format!("#   …{}…\n", one_line(context)));
        }
        let label = suggestion.found_as.as_deref().unwrap_or("organization");
        let id = id_of(&suggestion.phrase);
        table.push_str(&format!("{}\t{label}\t{id}\texact\n", suggestion.phrase));
    }
    table
}

fn id_of(phrase: &str) -> String {
    let words = phrase.split(|c: char| !c.is_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("-")
}
