//! What a corpus has, counted document by document.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use attache::{Date, Extraction, Person};

use super::periods::{Month, month};

/// Counts over all documents so far: memory is taken by what differs, not by documents.
#[derive(Default)]
pub(super) struct Corpus {
    counts_copies: bool,
    pub(super) documents: u64,
    /// Copies that are not counted.
    pub(super) copies: u64,
    pub(super) dated: u64,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
    pub(super) languages: BTreeMap<String, u64>,
    pub(super) records: BTreeMap<&'static str, u64>,
    pub(super) officials: HashMap<String, Official>,
    pub(super) posts: HashMap<Post, u64>,
    pub(super) countries: HashMap<String, Named>,
    /// Documents that have both countries, the first of which is the lesser by id.
    pub(super) pairs: HashMap<(String, String), u64>,
    pub(super) sectors: HashMap<String, Named>,
    pub(super) organizations: HashMap<String, Named>,
    pub(super) months: BTreeMap<Month, Counts>,
}

/// An official of the corpus.
#[derive(Default)]
pub(super) struct Official {
    pub(super) name: String,
    /// How often which title and country were given.
    pub(super) positions: BTreeMap<(String, String), u64>,
    pub(super) documents: u64,
    pub(super) mentions: u64,
}

/// A post of a country.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Post {
    pub(super) post: String,
    pub(super) country: String,
}

/// What has a name, and the documents that have it.
#[derive(Default)]
pub(super) struct Named {
    pub(super) name: String,
    pub(super) documents: u64,
}

/// The documents of a month, all and by what they have.
#[derive(Default)]
pub(super) struct Counts {
    pub(super) documents: u64,
    pub(super) countries: HashMap<String, u64>,
    pub(super) sectors: HashMap<String, u64>,
}

impl Corpus {
    pub(super) fn new(counts_copies: bool) -> Self {
        Self {
            counts_copies,
            ..Self::default()
        }
    }

    pub(super) fn add(&mut self, extraction: &Extraction) {
        let info = &extraction.document;
        if info.incomplete.is_some() {
            return;
        }
        if info.duplicate_of.is_some() && !self.counts_copies {
            self.copies += 1;
            return;
        }
        self.documents += 1;
        *self.languages.entry(info.language.clone()).or_default() += 1;
        self.count_records(extraction);
        self.count_officials(extraction);
        self.count_posts(extraction);
        for country in &extraction.countries {
            count_named(&mut self.countries, &country.id, &country.name);
        }
        for sector in &extraction.sectors {
            count_named(&mut self.sectors, &sector.id, &sector.name);
        }
        let organizations = extraction.organizations.iter();
        let organizations: BTreeMap<&str, &str> = organizations
            .map(|one| {
                (
                    one.entity.as_deref().unwrap_or(&one.name),
                    one.name.as_str(),
                )
            })
            .collect();
        for (id, name) in organizations {
            count_named(&mut self.organizations, id, name);
        }
        self.count_pairs(extraction);
        self.count_month(extraction);
    }

    fn count_records(&mut self, extraction: &Extraction) {
        let kinds = [
            ("officials", extraction.officials.len()),
            ("people", extraction.people.len()),
            ("titles", extraction.titles.len()),
            ("countries", extraction.countries.len()),
            ("places", extraction.places.len()),
            ("organizations", extraction.organizations.len()),
            ("sectors", extraction.sectors.len()),
            ("dates", extraction.dates.len()),
            (
                "events",
                extraction.events.len() + extraction.relations.len(),
            ),
            ("records", extraction.records.len()),
        ];
        for (kind, number) in kinds.into_iter().filter(|(_, number)| *number > 0) {
            *self.records.entry(kind).or_default() += number as u64;
        }
    }

    /// Counts each official once for a document. One without an id of the pack's is told by name and country.
    fn count_officials(&mut self, extraction: &Extraction) {
        let mut seen = BTreeSet::new();
        for person in &extraction.officials {
            let key = identity(person);
            let official = self.officials.entry(key.clone()).or_default();
            if official.name.len() < person.name.len() {
                official.name.clone_from(&person.name);
            }
            official.mentions += person.mentions.len() as u64;
            official.documents += u64::from(seen.insert(key));
            for position in &person.positions {
                let country = position.country.clone().unwrap_or_default();
                let position = (position.title.clone(), country);
                *official.positions.entry(position).or_default() += 1;
            }
        }
    }

    fn count_posts(&mut self, extraction: &Extraction) {
        let positions = extraction.officials.iter().flat_map(|one| &one.positions);
        let held = positions.map(|one| (&one.post, &one.country));
        let named = extraction
            .titles
            .iter()
            .map(|one| (&one.post, &one.country));
        let posts: BTreeSet<Post> = held
            .chain(named)
            .filter_map(|(post, country)| {
                Some(Post {
                    post: post.clone()?,
                    country: country.clone()?,
                })
            })
            .collect();
        for post in posts {
            *self.posts.entry(post).or_default() += 1;
        }
    }

    fn count_pairs(&mut self, extraction: &Extraction) {
        let ids: BTreeSet<&str> = extraction.countries.iter().map(|one| &*one.id).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        for (index, first) in ids.iter().enumerate() {
            for second in &ids[index + 1..] {
                let pair = ((*first).to_owned(), (*second).to_owned());
                *self.pairs.entry(pair).or_default() += 1;
            }
        }
    }

    fn count_month(&mut self, extraction: &Extraction) {
        let published = extraction.document.published.as_deref();
        let Some(day) = published.and_then(|day| day.parse::<Date>().ok()) else {
            return;
        };
        self.dated += 1;
        self.first = Some(self.first.map_or(day, |first| first.min(day)));
        self.last = Some(self.last.map_or(day, |last| last.max(day)));
        let counts = self.months.entry(month(day)).or_default();
        counts.documents += 1;
        for country in &extraction.countries {
            *counts.countries.entry(country.id.clone()).or_default() += 1;
        }
        for sector in &extraction.sectors {
            *counts.sectors.entry(sector.id.clone()).or_default() += 1;
        }
    }
}

/// What a person is told by in all documents.
fn identity(person: &Person) -> String {
    let country = || {
        let countries = person.positions.iter();
        let country = countries.filter_map(|one| one.country.as_deref()).next();
        format!("{}\t{}", person.name, country.unwrap_or(""))
    };
    person.entity.clone().unwrap_or_else(country)
}

fn count_named(all: &mut HashMap<String, Named>, id: &str, name: &str) {
    if let Some(known) = all.get_mut(id) {
        known.documents += 1;
        return;
    }
    let named = Named {
        name: name.to_owned(),
        documents: 1,
    };
    all.insert(id.to_owned(), named);
}
