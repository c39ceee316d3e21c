//! The countries of a document, wherever they stand in it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::mistakes::{Mistake, MistakeClass, Page};
use super::ratios::{Ratios, percent};
use crate::record::Country;

/// How well the countries of documents were found, as a set for each document.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SetScore {
    /// How many countries the gold has, summed over documents.
    pub gold: usize,
    /// How many were found.
    pub found: usize,
    /// Of all the sets together.
    pub set: Ratios,
    /// How many of all documents have the very set of the gold, in percent.
    pub exact_documents: f64,
    /// The differences, by class and in order of the documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
}

/// The counts of sets so far.
#[derive(Debug, Default)]
pub(super) struct SetTally {
    documents: usize,
    gold: usize,
    found: usize,
    common: usize,
    exact: usize,
    mistakes: Vec<Mistake>,
}

impl SetTally {
    /// Counts one document in, apart from codes that are to be ignored.
    pub(super) fn add(
        &mut self,
        gold: &[String],
        found: &[Country],
        ignored: &HashSet<String>,
        page: &Page<'_>,
    ) {
        let counts = |code: &&str| !code.is_empty() && !ignored.contains(*code);
        let gold: BTreeSet<&str> = gold.iter().map(String::as_str).filter(counts).collect();
        let countries = found.iter().filter(|country| counts(&country.id.as_str()));
        let found: BTreeMap<&str, &Country> = countries.map(|one| (one.id.as_str(), one)).collect();
        let common = gold.iter().filter(|code| found.contains_key(*code)).count();
        self.documents += 1;
        self.gold += gold.len();
        self.found += found.len();
        self.common += common;
        self.exact += usize::from(common == gold.len() && common == found.len());
        for &code in gold.iter().filter(|code| !found.contains_key(*code)) {
            let mut mistake = page.mistake(MistakeClass::Miss);
            mistake.gold = Some(code.to_owned());
            self.mistakes.push(mistake);
        }
        for (code, country) in found {
            if !gold.contains(code) {
                self.mistakes.push(false_country(country, page));
            }
        }
    }

    pub(super) fn has_gold(&self) -> bool {
        self.gold > 0
    }

    pub(super) fn finish(mut self) -> SetScore {
        self.mistakes.sort_by_key(|mistake| mistake.class);
        SetScore {
            gold: self.gold,
            found: self.found,
            set: Ratios::of_sets(self.common, self.found, self.gold),
            exact_documents: percent(self.exact, self.documents),
            mistakes: self.mistakes,
        }
    }
}

/// A country that the gold does not have, shown where it is mentioned first.
fn false_country(country: &Country, page: &Page<'_>) -> Mistake {
    let mut mistake = match country.mentions.first() {
        Some(first) => page.mistake_at(MistakeClass::False, (first.start, first.end)),
        None => page.mistake(MistakeClass::False),
    };
    mistake.found = Some(country.id.clone());
    mistake.rule = country.mentions.first().map(|first| first.rule.clone());
    mistake
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country(id: &str) -> Country {
        Country {
            id: id.to_owned(),
            ..Country::default()
        }
    }

    fn codes(codes: &[&str]) -> Vec<String> {
        codes.iter().map(|&code| code.to_owned()).collect()
    }

    #[test]
    fn sets_are_compared_document_by_document() {
        let page = Page::new("d", "");
        let ignored = codes(&["USA"]).into_iter().collect();
        let mut tally = SetTally::default();
        tally.add(
            &codes(&["RUS", "RUS", "", "USA"]),
            &[country("RUS")],
            &ignored,
            &page,
        );
        tally.add(
            &codes(&["CHN", "IND"]),
            &[country("CHN"), country("PAK")],
            &ignored,
            &page,
        );
        tally.add(&[], &[country("USA")], &ignored, &page);
        tally.add(&[], &[country("FRA")], &ignored, &page);
        let score = tally.finish();
        assert_eq!((score.gold, score.found), (3, 4));
        assert_eq!((score.set.precision, score.exact_documents), (50.0, 50.0));
        let what = |m: &Mistake| {
            (
                m.class,
                m.gold.clone().or(m.found.clone()).unwrap_or_default(),
            )
        };
        let mistakes: Vec<_> = score.mistakes.iter().map(what).collect();
        let expected = [
            (MistakeClass::Miss, "IND".to_owned()),
            (MistakeClass::False, "PAK".to_owned()),
            (MistakeClass::False, "FRA".to_owned()),
        ];
        assert_eq!(mistakes, expected);
    }
}
