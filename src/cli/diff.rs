//! `attache diff`: what a change of a pack adds, removes and alters on a corpus.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use attache::workshop::{Change, Finding, compare};
use attache::{Document, Extractor, OffsetUnit, Scratch};
use clap::Args;
use serde::Serialize;

use super::corpus::CorpusArguments;
use super::rules::ListFormat;
use super::{Outcome, Stop, count, extractor, one_line, print, print_json, printable};

const EXAMPLES: &str = "\
Examples:
  attache diff builtin my-rules/ news/            what an overlay does
  attache diff my-rules-old/ my-rules/ news/      what a change of it does
  attache diff --whole old-pack/ new-pack/ news/
  git worktree add ../before && attache diff ../before/my-rules/ my-rules/ news/

The exit status is 0 whether or not something differs.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Diff {
    /// The folder of the pack before, or `builtin`
    #[arg(value_name = "BEFORE")]
    before: PathBuf,

    /// The folder of the pack after, or `builtin`
    #[arg(value_name = "AFTER")]
    after: PathBuf,

    #[command(flatten)]
    corpus: CorpusArguments,

    /// The folders are packs in place of the built-in one, not laid on top of it
    #[arg(long)]
    whole: bool,

    /// How many changes to show of each sort
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// How to print the changes; as JSON it is all of them
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: ListFormat,
}

/// What differs in a corpus.
#[derive(Debug, Default, Serialize)]
struct Report {
    documents: usize,
    /// In how many of them something differs.
    changed: usize,
    changes: Vec<Seen>,
}

/// A change, and where it was seen.
#[derive(Debug, Serialize)]
struct Seen {
    document: String,
    /// The words, with some before and behind.
    context: [String; 3],
    #[serde(flatten)]
    change: Change,
}

/// So many characters stand on either side of the words.
const AROUND: usize = 30;

impl Diff {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let before = self.pack(&self.before)?;
        let after = self.pack(&self.after)?;
        let mut scratch = Scratch::default();
        let mut report = Report::default();
        let outcome = self.corpus.each(|name, document| {
            report.documents += 1;
            let changes = changes((&before, &after), document, &mut scratch);
            report.changed += usize::from(!changes.is_empty());
            let seen = changes.into_iter().map(|change| Seen {
                document: name.to_owned(),
                context: context(document.text(), change.start, change.end),
                change,
            });
            report.changes.extend(seen);
        });
        match self.format {
            ListFormat::Json => print_json(&report)?,
            ListFormat::Text => print(&page(&report, self.top))?,
        }
        Ok(outcome)
    }

    fn pack(&self, folder: &Path) -> Result<Extractor, Stop> {
        let folder = folder.to_owned();
        let found = match (folder.as_os_str() == "builtin", self.whole) {
            (true, _) => extractor(None, &[]),
            (false, true) => extractor(Some(&folder), &[]),
            (false, false) => extractor(None, &[folder]),
        };
        Ok(found?)
    }
}

/// What differs in one document; offsets are in bytes.
fn changes(
    (before, after): (&Extractor, &Extractor),
    document: &Document<'_>,
    scratch: &mut Scratch,
) -> Vec<Change> {
    let old = before.extract_with(document, scratch);
    let new = after.extract_with(document, scratch);
    debug_assert_eq!(old.document.offset_unit, OffsetUnit::Byte);
    compare(&old, &new)
}

/// The words of a place, and some before and behind.
fn context(text: &str, start: usize, end: usize) -> [String; 3] {
    let first = text[..start].char_indices().rev().nth(AROUND - 1);
    let last = text[end..].char_indices().nth(AROUND);
    let parts = [
        &text[first.map_or(0, |(at, _)| at)..start],
        &text[start..end],
        &text[end..last.map_or(text.len(), |(at, _)| end + at)],
    ];
    parts.map(printable)
}

/// What sort of change it is: what happens in which lists by which rules.
fn sort_of(change: &Change) -> (u8, String) {
    let of = |finding: &Finding| format!("{} by {}", finding.kind, finding.rule);
    match (&change.before, &change.after) {
        (None, Some(after)) => (0, format!("added: {}", of(after))),
        (Some(before), None) => (1, format!("removed: {}", of(before))),
        (Some(before), Some(after)) if before.kind == after.kind && before.rule == after.rule => {
            (2, format!("altered: {}", of(after)))
        }
        (Some(before), Some(after)) => (2, format!("altered: {}, now {}", of(before), of(after))),
        (None, None) => (3, String::new()),
    }
}

fn page(report: &Report, top: usize) -> String {
    let mut sorts: BTreeMap<(u8, String), Vec<&Seen>> = BTreeMap::new();
    for seen in &report.changes {
        sorts.entry(sort_of(&seen.change)).or_default().push(seen);
    }
    let number = |sort: u8| {
        let of_sort = sorts.iter().filter(|((known, _), _)| *known == sort);
        of_sort.map(|(_, seen)| seen.len()).sum::<usize>()
    };
    let mut page = format!(
        "{}, {} changed; {} added, {} removed, {} altered\n",
        count(report.documents, "document"),
        report.changed,
        number(0),
        number(1),
        number(2)
    );
    for ((_, name), seen) in &sorts {
        page.push_str(&format!("\n{name} ({})\n", seen.len()));
        for seen in seen.iter().take(top) {
            page.push_str(&line(seen));
        }
        if seen.len() > top {
            page.push_str(&format!("  … {} more (--top)\n", seen.len() - top));
        }
    }
    page
}

fn line(seen: &Seen) -> String {
    let [before, words, behind] = &seen.context;
    let mut lines = format!("  {}: …{before}[{words}]{behind}…\n", seen.document);
    for (sign, finding) in [('-', &seen.change.before), ('+', &seen.change.after)] {
        if let Some(finding) = finding {
            lines.push_str(&format!("    {sign} {}\n", one_line(&finding.value)));
        }
    }
    lines
}
