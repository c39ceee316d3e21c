//! An extractor measured on gold: precision, recall and F1 against labels that people gave.
//!
//! [`attache::check`](crate::check) asks whether a pack does what its author says; this module asks how
//! often that is right. It measures as the usual scorers do, so that figures can be compared:
//!
//! - **Spans** of each kind, exact and by overlap ([`SpanScore`]).
//! - **Dates** by the measures of TempEval-3 ([`DateScore`]).
//! - **Countries** as a set for each document ([`SetScore`]), and **officials** by name
//!   ([`OfficialScore`]).
//!
//! # Kinds of span
//!
//! | kind | what of an extraction answers to it |
//! |---|---|
//! | `people` | mentions of [officials](crate::Extraction::officials) and [people](crate::Extraction::people) |
//! | `organizations`, `places`, `titles`, `sectors` | mentions in the list of that name |
//! | `countries` | mentions of countries of the forms `name`, `alias`, `demonym` and `combining` |
//! | `locations` | mentions of places, and of countries of the forms `name` and `alias`: gold of this kind makes no difference between a state and a town |
//! | a label of the pack's own | the [`evidence`](crate::Record::evidence) of its [records](crate::Extraction::records) |
//!
//! Mentions of the forms `pronoun`, `title` and `group` are left out: gold files label names.
//!
//! Which type of a gold file is which kind, the `[score]` table of the pack's `pack.toml` says, and
//! [`Scorer::map`] beside it. A type that has the name of a kind needs no word; any other is left out and
//! counted in [`Scores::left_out`].
//!
//! # Examples
//!
//! ```
//! use attache::score::{Scorer, read_gold};
//!
//! let gold = r#"{"id": "a", "text": "Ann Lee met Bob Ray in Russia.", "gold": {"entities": [
//!     {"start": 0, "end": 7, "type": "person"}, {"start": 12, "end": 19, "type": "person"},
//!     {"start": 23, "end": 29, "type": "event"}]}}"#.replace('\n', " ");
//! let gold = read_gold(gold.as_bytes(), "mine.jsonl")?;
//! let scores = Scorer::new(&attache::Extractor::builtin()).score(&gold);
//! let people = &scores.spans[0];
//! assert_eq!((people.kind.as_str(), people.gold), ("people", 2));
//! assert_eq!(people.exact.recall, 100.0);
//! assert_eq!(scores.left_out["event"], 1);
//! # Ok::<(), attache::Error>(())
//! ```

mod brat;
mod countries;
mod dates;
mod gold;
mod kinds;
mod mistakes;
mod officials;
mod ratios;
mod spans;
mod tally;

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::error::Error;
use crate::extractor::{Extractor, Scratch};
use crate::pack::did_you_mean_one_of;
use crate::record::OffsetUnit;

use kinds::DOCUMENT_KINDS;
use tally::Tally;

pub use brat::read_brat;
pub use countries::SetScore;
pub use dates::DateScore;
pub use gold::{Gold, GoldDocument, GoldEntity, GoldOfficial, GoldTimex, read_gold};
pub use mistakes::{Mistake, MistakeClass};
pub use officials::OfficialScore;
pub use ratios::Ratios;
pub use spans::SpanScore;

/// What came of measuring an extractor on gold.
///
/// A kind of which the gold has nothing is absent.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Scores {
    /// How many documents were read.
    pub documents: usize,
    /// Spans, a score a kind: the kinds of the output first, then the pack's own by name.
    pub spans: Vec<SpanScore>,
    /// Temporal expressions.
    pub dates: Option<DateScore>,
    /// Countries, as a set for each document.
    pub countries: Option<SetScore>,
    /// Officials, by name.
    pub officials: Option<OfficialScore>,
    /// For each type of the gold that is no kind, how many entities were left out. Those without a type
    /// stand under the empty name.
    pub left_out: BTreeMap<String, usize>,
    /// How many gold spans do not have their own `text` at their offsets. Whoever counts bytes or an
    /// inclusive end has many.
    pub displaced: usize,
}

impl Scores {
    /// Keeps no more than so many mistakes of a kind and class.
    pub fn limit_mistakes(&mut self, limit: usize) {
        let spans = self.spans.iter_mut().map(|score| &mut score.mistakes);
        let lists = spans
            .chain(self.dates.iter_mut().map(|score| &mut score.mistakes))
            .chain(self.countries.iter_mut().map(|score| &mut score.mistakes))
            .chain(self.officials.iter_mut().map(|score| &mut score.mistakes));
        for mistakes in lists {
            let mut kept = HashMap::new();
            mistakes.retain(|mistake| {
                let count = kept.entry(mistake.class).or_insert(0);
                *count += 1;
                *count <= limit
            });
        }
    }
}

/// Measures an extractor, and says what is to be measured.
///
/// # Examples
///
/// ```
/// use attache::score::Scorer;
///
/// let scorer = Scorer::new(&attache::Extractor::builtin()).map("river", "places")?.only("places")?;
/// assert!(scorer.score(&[]).dates.is_none());
/// assert!(scorer.map("river", "palces").unwrap_err().to_string().contains("did you mean `places`?"));
/// # Ok::<(), attache::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scorer {
    extractor: Extractor,
    /// For types of the gold, the index of their kind; none for what is not to be scored.
    mapped: HashMap<String, Option<usize>>,
    only: HashSet<String>,
    ignored: HashSet<String>,
    with_creation_times: bool,
}

impl Scorer {
    /// A scorer of all kinds, with the types that the extractor's pack knows.
    pub fn new(extractor: &Extractor) -> Self {
        let types = extractor.compiled().gold_types.of_type.iter();
        Self {
            mapped: types
                .map(|(name, &kind)| (name.clone(), Some(kind)))
                .collect(),
            extractor: extractor.clone(),
            only: HashSet::new(),
            ignored: HashSet::new(),
            with_creation_times: true,
        }
    }

    /// Takes a type of the gold for a kind, whatever the pack says of it.
    ///
    /// # Errors
    ///
    /// If there is no such kind of span.
    pub fn map(mut self, gold_type: impl Into<String>, kind: &str) -> Result<Self, Error> {
        let kinds = &self.extractor.compiled().gold_types.kinds;
        let index = kinds.iter().position(|known| known == kind);
        let index = index.ok_or_else(|| no_kind(kind, kinds.iter().map(String::as_str)))?;
        self.mapped.insert(gold_type.into(), Some(index));
        Ok(self)
    }

    /// Leaves a type of the gold out, whatever the pack says of it.
    pub fn leave_out(mut self, gold_type: impl Into<String>) -> Self {
        self.mapped.insert(gold_type.into(), None);
        self
    }

    /// Scores this kind, and no others but those that are named likewise: a kind of span, `dates` or
    /// `officials`.
    ///
    /// # Errors
    ///
    /// If there is no such kind.
    pub fn only(mut self, kind: impl Into<String>) -> Result<Self, Error> {
        let kind = kind.into();
        let kinds = &self.extractor.compiled().gold_types.kinds;
        let spans = kinds.iter().map(String::as_str);
        let known = spans.chain(DOCUMENT_KINDS.iter().copied());
        if !known.clone().any(|known| known == kind) {
            return Err(no_kind(&kind, known));
        }
        self.only.insert(kind);
        Ok(self)
    }

    /// Leaves a country out of the sets, of the gold's and of those found.
    pub fn ignore(mut self, country: impl Into<String>) -> Self {
        self.ignored.insert(country.into());
        self
    }

    /// Leaves out the gold's creation times ([`GoldTimex::dct`]), and what was found over them.
    pub fn without_creation_times(mut self) -> Self {
        self.with_creation_times = false;
        self
    }

    /// Extracts all documents and compares what is found with their gold.
    pub fn score(&self, gold: &[GoldDocument]) -> Scores {
        let mut tally = Tally::new(self.extractor.compiled().gold_types.kinds.len());
        let mut scratch = Scratch::default();
        for document in gold {
            let mut extraction = self
                .extractor
                .extract_with(&document.document(), &mut scratch);
            extraction.convert_offsets(&document.text, OffsetUnit::Char);
            tally.add(self, document, &extraction);
        }
        tally.finish(self)
    }

    fn is_wanted(&self, kind: &str) -> bool {
        self.only.is_empty() || self.only.contains(kind)
    }
}

fn no_kind<'k>(kind: &str, known: impl Iterator<Item = &'k str>) -> Error {
    let known: Vec<&str> = known.collect();
    let help = did_you_mean_one_of(kind, &known, "the kinds are");
    Error::input(format!("no score is kept of `{kind}`; {help}"))
}
