//! The kinds of span, and what of an extraction answers to each.

use super::spans::Spans;
use crate::record::forms::only_refers;
use crate::record::{Country, Extraction, Mention};

/// The kinds that are no spans of a type, but have a place of their own in the gold.
pub(super) const DATES: &str = "dates";
pub(super) const OFFICIALS: &str = "officials";
pub(super) const DOCUMENT_KINDS: [&str; 2] = [DATES, OFFICIALS];

/// The kind that is scored twice: as spans, and as a set for each document.
pub(super) const COUNTRIES: &str = "countries";

/// Forms of mentions that name a state.
const STATE_NAMES: [&str; 2] = ["name", "alias"];

/// Forms of mentions that name a state or what belongs to it.
const STATE_WORDS: [&str; 4] = ["name", "alias", "demonym", "combining"];

/// What was found of one kind of span.
pub(super) fn spans_of<'e>(kind: &str, extraction: &'e Extraction) -> Spans<'e> {
    let x = extraction;
    match kind {
        "people" => {
            let people = x.officials.iter().chain(&x.people);
            names(people.flat_map(|person| &person.mentions))
        }
        "organizations" => names(x.organizations.iter().flat_map(|one| &one.mentions)),
        "places" => names(x.places.iter().flat_map(|one| &one.mentions)),
        "locations" => {
            let places = x.places.iter().flat_map(|one| &one.mentions);
            names(places.chain(of_states(&x.countries, &STATE_NAMES)))
        }
        COUNTRIES => names(of_states(&x.countries, &STATE_WORDS)),
        "titles" => names(x.titles.iter().flat_map(|one| &one.mentions)),
        "sectors" => names(x.sectors.iter().flat_map(|one| &one.mentions)),
        label => {
            let records = x.records.iter().filter(|record| record.kind == label);
            let proofs = records.map(|record| &record.evidence);
            first_of_each(proofs.map(|proof| ((proof.start, proof.end), proof.rule.as_str())))
        }
    }
}

/// Mentions by name: labels of people are for names.
fn names<'e>(mentions: impl Iterator<Item = &'e Mention>) -> Spans<'e> {
    let named = mentions.filter(|mention| !only_refers(&mention.form));
    first_of_each(named.map(|mention| ((mention.start, mention.end), mention.rule.as_str())))
}

fn of_states<'e>(
    countries: &'e [Country],
    forms: &'static [&str],
) -> impl Iterator<Item = &'e Mention> {
    let mentions = countries.iter().flat_map(|country| &country.mentions);
    mentions.filter(|mention| forms.contains(&mention.form.as_str()))
}

/// Spans without those that stand twice.
pub(super) fn first_of_each<'s>(
    spans: impl Iterator<Item = ((usize, usize), &'s str)>,
) -> Spans<'s> {
    let mut first = Spans::new();
    for (span, name) in spans {
        first.entry(span).or_insert(name);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Extractor};

    fn found(kind: &str, text: &str) -> Vec<String> {
        let extraction = Extractor::builtin().extract(&Document::new(text));
        let spans = spans_of(kind, &extraction);
        spans.keys().map(|&(a, b)| text[a..b].to_owned()).collect()
    }

    #[test]
    fn locations_are_places_and_states_by_name() {
        let text = "The French minister left France for Beijing.";
        assert_eq!(found("places", text), ["Beijing"]);
        assert_eq!(found("locations", text), ["France", "Beijing"]);
        assert_eq!(found("countries", text), ["French", "France"]);
    }

    #[test]
    fn people_are_officials_and_others_by_name_alone() {
        let text = "Angela Merkel met John Smith. The chancellor praised Mr. Smith.";
        assert_eq!(
            found("people", text),
            ["Angela Merkel", "John Smith", "Smith"]
        );
        assert!(found("no-such-record", text).is_empty());
    }
}
