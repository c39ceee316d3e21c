//! All that is counted while documents are scored.

use std::collections::BTreeMap;

use super::countries::SetTally;
use super::dates::DateTally;
use super::gold::GoldDocument;
use super::kinds::{COUNTRIES, DATES, OFFICIALS, first_of_each, spans_of};
use super::mistakes::Page;
use super::officials::OfficialTally;
use super::spans::SpanTally;
use super::{Scorer, Scores};
use crate::record::Extraction;

/// All counts so far.
pub(super) struct Tally {
    documents: usize,
    /// By the index of the kind.
    spans: Vec<SpanTally>,
    dates: DateTally,
    countries: SetTally,
    officials: OfficialTally,
    left_out: BTreeMap<String, usize>,
    displaced: usize,
}

impl Tally {
    pub(super) fn new(kinds: usize) -> Self {
        Self {
            documents: 0,
            spans: (0..kinds).map(|_| SpanTally::default()).collect(),
            dates: DateTally::default(),
            countries: SetTally::default(),
            officials: OfficialTally::default(),
            left_out: BTreeMap::new(),
            displaced: 0,
        }
    }

    /// Counts one document in.
    pub(super) fn add(&mut self, scorer: &Scorer, document: &GoldDocument, found: &Extraction) {
        let gold = &document.gold;
        let page = Page::new(&document.id, &document.text);
        self.documents += 1;
        let entities = gold.entities.iter().map(|e| (e.start, e.end, &e.text));
        let timexes = gold.timex.iter().map(|t| (t.start, t.end, &t.text));
        for (start, end, text) in entities.chain(timexes) {
            let stands = |text: &String| page.has(text, start, end);
            self.displaced += usize::from(!text.as_ref().is_none_or(stands));
        }
        self.add_spans(scorer, document, found, &page);
        self.dates
            .add(&gold.timex, &found.dates, scorer.with_creation_times, &page);
        self.countries
            .add(&gold.countries, &found.countries, &scorer.ignored, &page);
        self.officials.add(&gold.officials, found, &page);
    }

    fn add_spans(
        &mut self,
        scorer: &Scorer,
        document: &GoldDocument,
        found: &Extraction,
        page: &Page<'_>,
    ) {
        let mut by_kind = vec![Vec::new(); self.spans.len()];
        for entity in &document.gold.entities {
            let name = entity.kind.as_deref().unwrap_or("");
            match scorer.mapped.get(name) {
                Some(Some(kind)) => by_kind[*kind].push(((entity.start, entity.end), name)),
                Some(None) => {}
                None => *self.left_out.entry(name.to_owned()).or_default() += 1,
            }
        }
        let kinds = &scorer.extractor.compiled().gold_types.kinds;
        for ((kind, tally), gold) in kinds.iter().zip(&mut self.spans).zip(by_kind) {
            if scorer.is_wanted(kind) {
                tally.add(
                    &first_of_each(gold.into_iter()),
                    &spans_of(kind, found),
                    page,
                );
            }
        }
    }

    pub(super) fn finish(self, scorer: &Scorer) -> Scores {
        let kinds = &scorer.extractor.compiled().gold_types.kinds;
        let spans = kinds.iter().zip(self.spans);
        let spans = spans.filter(|(kind, tally)| scorer.is_wanted(kind) && tally.has_gold());
        let told = |kind, has_gold| has_gold && scorer.is_wanted(kind);
        Scores {
            documents: self.documents,
            dates: told(DATES, self.dates.has_gold()).then(|| self.dates.finish()),
            countries: told(COUNTRIES, self.countries.has_gold()).then(|| self.countries.finish()),
            officials: told(OFFICIALS, self.officials.has_gold()).then(|| self.officials.finish()),
            spans: spans.map(|(kind, tally)| tally.finish(kind)).collect(),
            left_out: self.left_out,
            displaced: self.displaced,
        }
    }
}
