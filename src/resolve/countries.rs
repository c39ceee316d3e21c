//! Countries, with the mentions that mean several of them at once.

use std::collections::HashMap;

use super::entities::{by_id, cells, name};
use super::names::{Standing, standing};
use super::people::People;
use super::{mention, mention_as};
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::{Pick, kinds};
use crate::record::{Country, Mention, forms};

/// The form of a mention inside a longer name.
const PART: &str = "part";
/// The form of an organisation that belongs to the country.
const ORGANIZATION: &str = "organization";

/// A mention of a country; none where its name means something else.
fn country_mention(analysis: &Analysis<'_>, people: &People, id: AnnotationId) -> Option<Mention> {
    match (standing(analysis, people, id), analysis.get(id).label) {
        (Standing::Other, _) => None,
        (Standing::Part, kinds::COUNTRY) => Some(mention_as(analysis, id, PART.to_owned())),
        (Standing::Part, _) => None,
        (Standing::Free, kinds::ORGANIZATION) => {
            Some(mention_as(analysis, id, ORGANIZATION.to_owned()))
        }
        (Standing::Free, _) => Some(mention(analysis, id)),
    }
}

pub(crate) fn collect(analysis: &Analysis<'_>, people: &People) -> Vec<Country> {
    let mut countries = Vec::new();
    let named = by_id(analysis, analysis.annotations.of(kinds::COUNTRY));
    for (id, annotations) in with_places(analysis, named) {
        let mut mentions = Vec::new();
        let mut first = None;
        for annotation in annotations {
            if let Some(mention) = country_mention(analysis, people, annotation) {
                first = first.or(Some(annotation));
                mentions.push(mention);
            }
        }
        let Some(first) = first else { continue };
        let entity = |name: &str| {
            analysis
                .pack
                .entity_attribute(kinds::COUNTRY, &id, name)
                .map(str::to_owned)
        };
        countries.push(Country {
            alpha2: entity("alpha2"),
            numeric: entity("numeric"),
            name: country_name(analysis, &id, first),
            kind: entity("kind"),
            successors: cells(analysis, kinds::COUNTRY, &id, "successors"),
            mentions,
            id,
        });
    }
    countries.sort_by_key(|country| (country.mentions[0].start, country.mentions[0].end));
    add_groups(analysis, &mut countries);
    countries
}

/// The pack's name of a country; failing that, the words that name it first.
fn country_name(analysis: &Analysis<'_>, id: &str, first: AnnotationId) -> String {
    match analysis.get(first).label {
        kinds::COUNTRY => name(analysis, kinds::COUNTRY, id, first),
        _ => {
            let known = analysis.pack.entity_attribute(kinds::COUNTRY, id, "name");
            known.unwrap_or(id).to_owned()
        }
    }
}

/// Adds to the mentions of countries those of their places, and of organisations of one country:
/// who reads for countries wants them too, and can tell them by their form.
fn with_places(
    analysis: &Analysis<'_>,
    mut groups: Vec<(String, Vec<AnnotationId>)>,
) -> Vec<(String, Vec<AnnotationId>)> {
    let mut index: HashMap<String, usize> = HashMap::new();
    for (at, (id, _)) in groups.iter().enumerate() {
        index.insert(id.clone(), at);
    }
    for label in [kinds::PLACE, kinds::ORGANIZATION] {
        for id in analysis.annotations.of(label) {
            let Some(country) = analysis.attribute(id, "country") else {
                continue;
            };
            // A rule for an organisation captures its country, which is a mention by itself.
            let is_captured = label == kinds::ORGANIZATION && analysis.rule(id).is_some();
            if is_captured {
                continue;
            }
            let at = *index
                .entry(country.clone().into_owned())
                .or_insert_with(|| {
                    groups.push((country.into_owned(), Vec::new()));
                    groups.len() - 1
                });
            groups[at].1.push(id);
        }
    }
    for (_, annotations) in &mut groups {
        annotations.sort_by_key(|&id| analysis.span(id));
    }
    groups
}

/// Where countries are mentioned, in order of the text: each place with the country's index.
pub(crate) fn in_order(countries: &[Country]) -> Vec<(usize, usize)> {
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (index, country) in countries.iter().enumerate() {
        places.extend(
            country
                .mentions
                .iter()
                .map(|mention| (mention.start, index)),
        );
    }
    places.sort_unstable();
    places
}

/// Joins "the two countries" to the countries that it means.
fn add_groups(analysis: &Analysis<'_>, countries: &mut [Country]) {
    let named = in_order(countries);
    let mut ahead = named.iter().peekable();
    // The countries named so far, the last one at the end, and how often.
    let mut recent: Vec<usize> = Vec::new();
    let mut counts: HashMap<usize, usize> = HashMap::new();
    for id in analysis.annotations.of(kinds::COREF) {
        let refers = analysis.rule(id).and_then(|rule| rule.refers.as_ref());
        let Some(refers) = refers.filter(|refers| refers.is_to(kinds::COUNTRY)) else {
            continue;
        };
        let at = analysis.span(id).0;
        while let Some((_, index)) = ahead.next_if(|(start, _)| *start < at) {
            recent.retain(|known| known != index);
            recent.push(*index);
            *counts.entry(*index).or_default() += 1;
        }
        let meant = choose(&recent, &counts, countries.len(), refers.pick, refers.count);
        for index in meant {
            add_group_mention(analysis, &mut countries[index], id);
        }
    }
    for country in countries {
        country
            .mentions
            .sort_by_key(|mention| (mention.start, mention.end));
    }
}

fn choose(
    recent: &[usize],
    counts: &HashMap<usize, usize>,
    all: usize,
    pick: Pick,
    count: usize,
) -> Vec<usize> {
    if recent.len() < count {
        // A headline can speak of "two countries" before it names them: then there must be no others.
        return if all == count {
            (0..all).collect()
        } else {
            Vec::new()
        };
    }
    match pick {
        Pick::NearestBefore | Pick::Alone => recent[recent.len() - count..].to_vec(),
        Pick::Unique if recent.len() == count => recent.to_vec(),
        Pick::Unique => Vec::new(),
        Pick::MostMentioned => {
            let mut ranked: Vec<usize> = recent.iter().rev().copied().collect();
            ranked.sort_by_key(|index| usize::MAX - counts[index]);
            ranked.truncate(count);
            ranked
        }
    }
}

fn add_group_mention(analysis: &Analysis<'_>, country: &mut Country, id: AnnotationId) {
    country
        .mentions
        .push(mention_as(analysis, id, forms::GROUP.to_owned()));
}
