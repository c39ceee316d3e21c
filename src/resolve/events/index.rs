//! A document's other records, to be asked by place and by id without going through them all.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::Analysis;
use crate::record::{Extraction, Mention, TemporalExpression, TimexType};
use crate::segment::Glue;

/// Where something is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named<'x> {
    pub(super) start: usize,
    pub(super) id: &'x str,
}

pub(super) struct Index<'x> {
    /// Points in time, in order of the text.
    dates: Vec<&'x TemporalExpression>,
    dates_by_id: FxHashMap<&'x str, &'x TemporalExpression>,
    pub(super) places: Vec<Named<'x>>,
    pub(super) organizations: Vec<Named<'x>>,
    pub(super) sectors: Vec<Named<'x>>,
    pub(super) countries: Vec<Named<'x>>,
    pub(super) persons: Vec<Named<'x>>,
    /// Where paragraphs begin.
    paragraphs: Vec<usize>,
    /// Names that are the same in all documents; none for persons who stand for a state.
    stable_names: FxHashMap<&'x str, Option<String>>,
    states: FxHashMap<&'x str, &'x str>,
    /// Persons who hold no office.
    individuals: FxHashSet<&'x str>,
}

impl<'x> Index<'x> {
    pub(super) fn new(analysis: &Analysis<'_>, extraction: &'x Extraction) -> Self {
        let is_point = |date: &&TemporalExpression| {
            matches!(date.kind, TimexType::Date | TimexType::Time)
                && date.valid
                && date.from.is_some()
        };
        let mut dates: Vec<_> = extraction.dates.iter().filter(is_point).collect();
        dates.sort_by_key(|date| date.start);
        let persons = || extraction.officials.iter().chain(&extraction.people);
        let tokens = analysis.segmented.tokens.iter();
        let paragraphs = tokens.filter(|token| token.glue == Glue::Paragraph);
        Self {
            dates,
            dates_by_id: extraction
                .dates
                .iter()
                .map(|date| (&*date.id, date))
                .collect(),
            places: named(
                extraction
                    .places
                    .iter()
                    .map(|one| (&*one.id, &*one.mentions)),
            ),
            organizations: named(
                extraction
                    .organizations
                    .iter()
                    .map(|one| (&*one.id, &*one.mentions)),
            ),
            sectors: named(
                extraction
                    .sectors
                    .iter()
                    .map(|one| (&*one.id, &*one.mentions)),
            ),
            countries: named(
                extraction
                    .countries
                    .iter()
                    .map(|one| (&*one.id, &*one.mentions)),
            ),
            persons: named(persons().map(|one| (&*one.id, &*one.mentions))),
            paragraphs: paragraphs.map(|token| token.start as usize).collect(),
            stable_names: stable_names(extraction),
            states: (extraction.officials.iter())
                .filter_map(|person| Some((&*person.id, person.state()?)))
                .collect(),
            individuals: (extraction.people.iter())
                .map(|person| &*person.id)
                .collect(),
        }
    }

    /// The points in time that are named in a stretch of the text.
    pub(super) fn dates(&self, bytes: Range<usize>) -> &[&'x TemporalExpression] {
        let first = self.dates.partition_point(|date| date.start < bytes.start);
        let last = self.dates.partition_point(|date| date.start < bytes.end);
        &self.dates[first..last.max(first)]
    }

    /// The first day of a date.
    pub(super) fn first_day(&self, date: Option<&str>) -> Option<&'x str> {
        self.dates_by_id
            .get(date?)?
            .from
            .as_deref()?
            .split('T')
            .next()
    }

    /// Where the paragraph of a byte begins.
    pub(super) fn paragraph(&self, byte: usize) -> usize {
        let after = self.paragraphs.partition_point(|start| *start <= byte);
        after.checked_sub(1).map_or(0, |last| self.paragraphs[last])
    }

    /// The state that a person stands for.
    pub(super) fn country_of(&self, person: &str) -> Option<&'x str> {
        self.states.get(person).copied()
    }

    pub(super) fn is_individual(&self, id: &str) -> bool {
        self.individuals.contains(id)
    }

    /// A name that is the same in all documents. A person who stands for a state is named by the state.
    pub(super) fn stable_name(&self, id: &str) -> Option<&str> {
        self.stable_names.get(id)?.as_deref()
    }
}

/// What is named in a stretch of the text.
pub(super) fn within<'l, 'x>(list: &'l [Named<'x>], bytes: Range<usize>) -> &'l [Named<'x>] {
    let first = list.partition_point(|named| named.start < bytes.start);
    let last = list.partition_point(|named| named.start < bytes.end);
    &list[first..last.max(first)]
}

fn named<'x>(records: impl Iterator<Item = (&'x str, &'x [Mention])>) -> Vec<Named<'x>> {
    let mut list: Vec<Named<'x>> = Vec::new();
    for (id, mentions) in records {
        list.extend(mentions.iter().map(|mention| Named {
            start: mention.start,
            id,
        }));
    }
    list.sort_by_key(|named| named.start);
    list
}

fn stable_names(extraction: &Extraction) -> FxHashMap<&str, Option<String>> {
    let mut names: FxHashMap<&str, Option<String>> = FxHashMap::default();
    let officials = extraction.officials.iter();
    let officials = officials.map(|person| (person, person.state()));
    let people = extraction.people.iter().map(|person| (person, None));
    for (person, state) in officials.chain(people) {
        let own = || person.entity.clone().unwrap_or_else(|| slug(&person.name));
        names.insert(&person.id, state.is_none().then(own));
        // It need not be named itself.
        names.extend(state.map(|state| (state, Some(state.to_owned()))));
    }
    for organization in &extraction.organizations {
        let name = organization.entity.clone();
        names.insert(
            &organization.id,
            Some(name.unwrap_or_else(|| slug(&organization.name))),
        );
    }
    for country in &extraction.countries {
        names.insert(&country.id, Some(country.id.clone()));
    }
    names
}

fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}
