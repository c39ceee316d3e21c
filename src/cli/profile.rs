//! `attache profile`: what rules and tables find in a corpus, and what that costs.

use attache::workshop::{Profile as Counted, Profiler};
use clap::Args;

use super::corpus::CorpusArguments;
use super::rules::ListFormat;
use super::{Outcome, PackArguments, Stop, count, print, print_json};

const EXAMPLES: &str = "\
Examples:
  attache profile news/
  attache profile --overlay my-rules/ --top 50 archive.tar.gz

A rule's time is what it takes when it is run alone. Rules of one label run together and share work, so all
together take less than the sum.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Profile {
    #[command(flatten)]
    corpus: CorpusArguments,

    /// How many rules and tables to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,

    /// How to print the counts
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: ListFormat,

    #[command(flatten)]
    pack: PackArguments,
}

impl Profile {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut profiler = Profiler::new(&self.pack.extractor()?);
        let outcome = self.corpus.each(|_, document| profiler.read(document));
        let counted = profiler.finish();
        match self.format {
            ListFormat::Json => print_json(&counted)?,
            ListFormat::Text => print(&page(&counted, self.top))?,
        }
        Ok(outcome)
    }
}

fn page(profile: &Counted, top: usize) -> String {
    let mut page = format!(
        "{}, {} bytes\n\nseconds  stage\n",
        count(profile.documents, "document"),
        profile.bytes
    );
    for (stage, seconds) in &profile.stages {
        page.push_str(&format!("{seconds:7.3}  {stage}\n"));
    }
    page.push_str("\n     ms   asked  matched   kept  rule\n");
    for rule in profile.rules.iter().take(top) {
        page.push_str(&format!(
            "{:7.2} {:7} {:8} {:6}  {}  {}:{}\n",
            rule.seconds * 1e3,
            rule.asked,
            rule.matched,
            rule.kept,
            rule.id,
            rule.file,
            rule.line
        ));
    }
    let silent = profile.rules.iter().filter(|rule| rule.kept == 0).count();
    page.push_str(&format!(
        "\n{} asked, {silent} of them kept nothing; {} asked nowhere\n",
        count(profile.rules.len(), "rule"),
        profile.unasked.len()
    ));
    page.push_str("\n   hits    rows  table\n");
    for table in profile.tables.iter().take(top) {
        page.push_str(&format!(
            "{:7} {:7}  {}\n",
            table.hits, table.rows, table.file
        ));
    }
    page
}
