//! Who holds a post, and for which country.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::gold::GoldOfficial;
use super::mistakes::{Mistake, MistakeClass, Page};
use super::ratios::percent;
use crate::record::forms::only_refers;
use crate::record::{Extraction, Person};
use crate::segment;

/// How many of the gold's officials were found.
///
/// There is no precision: gold of this kind names some of the officials of a text, not all.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct OfficialScore {
    /// How many persons the gold has; one counts once in a document, by the folded name.
    pub gold: usize,
    /// How many of them were found with a position, in percent. A person is found whose name, or any
    /// mention that names them, is the gold's name but for case and accents.
    pub position: f64,
    /// How many pairs of a person and a country the gold has.
    pub gold_countries: usize,
    /// How many of these were found: a position of the person has that country, in percent.
    pub country: f64,
    /// The differences, by class and in order of the documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
}

/// The counts of officials so far.
#[derive(Debug, Default)]
pub(super) struct OfficialTally {
    gold: usize,
    with_position: usize,
    gold_countries: usize,
    with_country: usize,
    mistakes: Vec<Mistake>,
}

impl OfficialTally {
    /// Counts one document in.
    pub(super) fn add(&mut self, gold: &[GoldOfficial], found: &Extraction, page: &Page<'_>) {
        let mut wanted: BTreeMap<String, (&str, BTreeSet<&str>)> = BTreeMap::new();
        for official in gold {
            let Some(name) = official.person.as_deref() else {
                continue;
            };
            let (_, countries) = wanted.entry(fold(name)).or_insert((name, BTreeSet::new()));
            countries.extend(official.country.as_deref());
        }
        if wanted.is_empty() {
            return;
        }
        let known = countries_by_name(found);
        for (folded, (name, countries)) in wanted {
            let held = known.get(&folded);
            self.gold += 1;
            self.gold_countries += countries.len();
            let Some(held) = held else {
                let mut mistake = page.mistake(MistakeClass::Miss);
                mistake.gold = Some(name.to_owned());
                self.mistakes.push(mistake);
                continue;
            };
            self.with_position += 1;
            for country in countries {
                if held.contains(country) {
                    self.with_country += 1;
                    continue;
                }
                let mut mistake = page.mistake(MistakeClass::Value);
                mistake.gold = Some(format!("{name}, {country}"));
                mistake.found = Some(held.iter().copied().collect::<Vec<_>>().join(" "));
                self.mistakes.push(mistake);
            }
        }
    }

    pub(super) fn has_gold(&self) -> bool {
        self.gold > 0
    }

    pub(super) fn finish(mut self) -> OfficialScore {
        self.mistakes.sort_by_key(|mistake| mistake.class);
        OfficialScore {
            gold: self.gold,
            position: percent(self.with_position, self.gold),
            gold_countries: self.gold_countries,
            country: percent(self.with_country, self.gold_countries),
            mistakes: self.mistakes,
        }
    }
}

/// For each name of a person with a position, the countries of the positions.
fn countries_by_name(extraction: &Extraction) -> BTreeMap<String, BTreeSet<&str>> {
    let mut known: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let people = extraction.officials.iter().chain(&extraction.people);
    for person in people.filter(|person| !person.positions.is_empty()) {
        let countries = person.positions.iter().map(|position| &position.country);
        let countries: Vec<&str> = countries.flatten().map(String::as_str).collect();
        for name in names(person) {
            known.entry(fold(name)).or_default().extend(&countries);
        }
    }
    known
}

fn names(person: &Person) -> impl Iterator<Item = &str> {
    let mentions = person.mentions.iter();
    let named = mentions.filter(|mention| !only_refers(&mention.form));
    std::iter::once(person.name.as_str()).chain(named.map(|mention| mention.text.as_str()))
}

/// A name without case, accents and double spaces.
fn fold(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    segment::fold(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Mention, Position};

    fn gold(person: &str, country: Option<&str>) -> GoldOfficial {
        GoldOfficial {
            person: Some(person.to_owned()),
            country: country.map(str::to_owned),
        }
    }

    fn person(name: &str, mention: &str, form: &str, countries: &[&str]) -> Person {
        let position = |&country: &&str| Position {
            country: Some(country.to_owned()),
            ..Position::default()
        };
        Person {
            name: name.to_owned(),
            positions: countries.iter().map(position).collect(),
            mentions: vec![Mention {
                text: mention.to_owned(),
                form: form.to_owned(),
                ..Mention::default()
            }],
            ..Person::default()
        }
    }

    #[test]
    fn an_official_is_found_by_any_of_their_names() {
        let page = Page::new("d", "");
        let found = Extraction {
            officials: vec![
                person("José Ruiz", "RUIZ", "family", &["ESP"]),
                person("Ann Lee", "she", "pronoun", &["USA", "CAN"]),
            ],
            people: vec![person("Jo Doe", "Doe", "family", &[])],
            ..Extraction::default()
        };
        let mut tally = OfficialTally::default();
        let wanted = [
            gold("Jose  Ruiz", Some("ESP")),
            gold("ruiz", Some("PRT")),
            gold("Ann Lee", Some("CAN")),
            gold("Ann Lee", Some("USA")),
            gold("She", None),
            gold("Jo Doe", None),
            GoldOfficial::default(),
        ];
        tally.add(&wanted, &found, &page);
        let score = tally.finish();
        assert_eq!((score.gold, score.position), (5, 60.0));
        assert_eq!((score.gold_countries, score.country), (4, 75.0));
        assert_eq!(score.mistakes[2].gold.as_deref(), Some("ruiz, PRT"));
        assert_eq!(score.mistakes[2].found.as_deref(), Some("ESP"));
    }
}
