//! What rules and tables find in texts, and what that costs.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::cascade::Onlooker;
use crate::deadline::Deadline;
use crate::document::Document;
use crate::extractor::{Extractor, Scratch, Stage};
use crate::matching::{EntryId, RuleId, Source};
use crate::resolve;

/// What a pack found in texts, and what that cost.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Profile {
    /// How many documents were read.
    pub documents: usize,
    /// The bytes of their texts.
    pub bytes: usize,
    /// What each stage took, in seconds.
    pub stages: Vec<(&'static str, f64)>,
    /// The rules that were asked in any sentence, the costliest first.
    pub rules: Vec<RuleCost>,
    /// The rules and shapes that were asked nowhere, by id. A shape is never asked by itself.
    pub unasked: Vec<String>,
    /// The tables, those that were found most often first.
    pub tables: Vec<TableHits>,
}

/// What a rule found and cost.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RuleCost {
    /// The rule's id.
    pub id: String,
    /// The file's path inside the pack.
    pub file: String,
    /// The line that it begins in, from 1.
    pub line: usize,
    /// In how many sentences it was asked: those that hold something of all that it can't do without.
    pub asked: usize,
    /// How often it matched when it was run alone.
    pub matched: usize,
    /// How often its match was kept beside those of other rules.
    pub kept: usize,
    /// What it took when it was run alone, in seconds. Rules that run together share work, so all together take less.
    pub seconds: f64,
}

/// How often a table was found.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TableHits {
    /// The file's path inside the pack.
    pub file: String,
    /// How many of its rows were found.
    pub rows: usize,
    /// How often.
    pub hits: usize,
}

/// Reads texts and counts what rules and tables find in them, and what that takes.
///
/// # Examples
///
/// ```
/// let mut profiler = attache::workshop::Profiler::new(&attache::Extractor::builtin());
/// profiler.read(&attache::Document::new("Russian President Vladimir Putin met Li Keqiang on Monday."));
/// let profile = profiler.finish();
/// let rule = profile.rules.iter().find(|rule| rule.id == "country-title-name").unwrap();
/// assert_eq!((rule.asked, rule.kept), (1, 1));
/// ```
#[derive(Debug)]
pub struct Profiler {
    extractor: Extractor,
    scratch: Scratch,
    documents: usize,
    bytes: usize,
    times: [Duration; STAGES.len()],
    costs: Costs,
    kept: BTreeMap<RuleId, usize>,
    entries: BTreeMap<EntryId, usize>,
}

const STAGES: [&str; 5] = ["segment", "phrases", "shapes", "rules", "resolve"];

/// For each rule, how often it was asked, how often it matched, and the time.
#[derive(Debug, Default)]
struct Costs(BTreeMap<RuleId, (usize, usize, Duration)>);

impl Onlooker for Costs {
    const LOOKS: bool = true;

    fn ran(&mut self, rule: RuleId, time: Duration, matches: usize) {
        let (asked, matched, sum) = self.0.entry(rule).or_default();
        *asked += 1;
        *matched += matches;
        *sum += time;
    }
}

impl Profiler {
    /// Begins with no text.
    pub fn new(extractor: &Extractor) -> Self {
        Self {
            extractor: extractor.whole(),
            scratch: Scratch::default(),
            documents: 0,
            bytes: 0,
            times: [Duration::ZERO; STAGES.len()],
            costs: Costs::default(),
            kept: BTreeMap::new(),
            entries: BTreeMap::new(),
        }
    }

    /// Reads a text.
    pub fn read(&mut self, document: &Document<'_>) {
        let text = document.text();
        self.documents += 1;
        self.bytes += text.len();
        // Each stage is timed with all that stand before it, and these are taken off.
        let stages = [Stage::Segment, Stage::Phrases, Stage::Shapes, Stage::Rules];
        let mut before = Duration::ZERO;
        for (at, stage) in stages.into_iter().enumerate() {
            let begun = Instant::now();
            self.extractor.run_until(stage, text, &mut self.scratch);
            let time = begun.elapsed();
            self.times[at] += time.saturating_sub(before);
            before = time;
        }
        for (_, annotation) in self.scratch.annotations.iter() {
            match annotation.source {
                Source::Rule { rule, .. } => *self.kept.entry(rule).or_default() += 1,
                Source::Entry(entry) => *self.entries.entry(entry).or_default() += 1,
            }
        }
        for (_, source) in self.scratch.annotations.dropped() {
            if let Source::Rule { rule, .. } = source {
                *self.kept.entry(*rule).or_default() += 1;
            }
        }
        let begun = Instant::now();
        let analysis = self.extractor.analyse(text, &mut self.scratch);
        let analysed = begun.elapsed();
        let extraction = resolve::resolve(analysis, document, Deadline::default());
        self.times[STAGES.len() - 1] += begun.elapsed().saturating_sub(analysed);
        drop(extraction);
        self.extractor
            .run_until(Stage::Shapes, text, &mut self.scratch);
        self.extractor
            .add_rules(text, &mut self.scratch, &mut self.costs);
    }

    /// What has been counted.
    pub fn finish(self) -> Profile {
        let pack = self.extractor.compiled();
        let costs = self.costs.0.iter().filter_map(|(index, cost)| {
            let (asked, matched, time) = *cost;
            let rule = pack.rules.get(*index as usize)?;
            Some(RuleCost {
                id: rule.id.clone(),
                file: rule.place.file.path.clone(),
                line: rule.written.table.line(),
                asked,
                matched,
                kept: self.kept.get(index).copied().unwrap_or(0),
                seconds: time.as_secs_f64(),
            })
        });
        let mut rules: Vec<RuleCost> = costs.collect();
        rules.sort_by(|a, b| {
            b.seconds
                .total_cmp(&a.seconds)
                .then_with(|| a.id.cmp(&b.id))
        });
        let indexed = (0..).zip(&pack.rules);
        let unasked = indexed.filter(|(index, _)| {
            !self.costs.0.contains_key(index) && !self.kept.contains_key(index)
        });
        let mut tables: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (entry, hits) in &self.entries {
            let counts = tables.entry(&pack.entry_table(*entry).file.path);
            let (rows, sum) = counts.or_default();
            *rows += 1;
            *sum += hits;
        }
        let tables = tables.into_iter().map(|(file, (rows, hits))| TableHits {
            file: file.to_owned(),
            rows,
            hits,
        });
        let mut tables: Vec<TableHits> = tables.collect();
        tables.sort_by_key(|table| usize::MAX - table.hits);
        let seconds = self.times.iter().map(Duration::as_secs_f64);
        Profile {
            documents: self.documents,
            bytes: self.bytes,
            stages: STAGES.into_iter().zip(seconds).collect(),
            rules,
            unasked: unasked.map(|(_, rule)| rule.id.clone()).collect(),
            tables,
        }
    }
}
