//! What the text leaves out: the country of a post, the full name of its holder.

use std::collections::HashSet;

use jiff::civil::Date;

use super::countries::in_order;
use super::officials::{Officials, says_yes};
use super::people::{Individual, People};
use crate::analysis::Analysis;
use crate::pack::{Holder, kinds};
use crate::record::{Certainty, Country, Person, Position, Status};
use crate::segment::fold;

/// The attribute of a post that a state has one of at a time, or one for each portfolio.
const SINGLE: &str = "single";

/// The attribute of a post, and of a kind of organisation, that says whether it belongs to a state.
pub(super) const NATIONAL: &str = "national";

/// So many terms of one family name are looked through at most.
const MOST_TERMS: usize = 500;

/// A person that the pack knows as the holder of a post.
pub(crate) struct Known {
    entity: String,
    name: String,
    given: Option<String>,
    family: Option<String>,
}

impl Known {
    fn new(holder: &Holder<'_>) -> Self {
        let cell = |cell: &str| (!cell.is_empty()).then(|| cell.to_owned());
        Self {
            entity: holder.person().to_owned(),
            name: holder.name().to_owned(),
            given: cell(holder.given()),
            family: cell(holder.family()),
        }
    }

    /// Says who a person is, and gives the full name to those whom the text calls by a part of it.
    pub(crate) fn describe(self, person: &mut Person) {
        person.entity = Some(self.entity);
        if person.given.is_none() && self.given.is_some() {
            person.name = self.name;
            person.given = self.given;
            person.family = self.family;
            person.certainty = Certainty::Derived;
        }
    }
}

impl Officials {
    /// Adds to posts and persons what follows from the rest of the document and from what the pack
    /// knows of office-holders on its day.
    pub(super) fn complete(&mut self, analysis: &Analysis<'_>, people: &People) {
        self.recognize(analysis, people);
        self.derive_countries(analysis);
    }

    /// Finds the office-holders that persons and their posts can only mean.
    fn recognize(&mut self, analysis: &Analysis<'_>, people: &People) {
        let day = self.as_of;
        for (&at, positions) in &mut self.positions {
            let person = &people.list[at];
            let terms: Vec<Holder<'_>> = terms_of(analysis, person).collect();
            for position in positions.iter_mut() {
                let mut fitting = terms.iter().filter(|term| fits(term, position, day));
                let Some(first) = fitting.next() else {
                    continue;
                };
                let same = |term: &Holder<'_>| {
                    term.person() == first.person() && term.country() == first.country()
                };
                if !fitting.all(same) {
                    continue;
                }
                let known = Known::new(first);
                if position.country.is_none() && position.organization.is_none() {
                    position.country = Some(first.country().to_owned());
                    position.certainty = Certainty::Derived;
                }
                self.known.entry(at).or_insert(known);
            }
        }
    }

    /// Gives posts of a state that are stated without one the country of another post of the same
    /// person, else the one that a title or name implies, else the one that the document speaks of
    /// most up to there and that has nobody else in the post.
    fn derive_countries(&mut self, analysis: &Analysis<'_>) {
        let is_post = |position: &Position, attribute: &str| {
            says_yes(analysis, kinds::TITLE, position.post.as_deref(), attribute)
        };
        let taken = self.single_posts(|position| is_post(position, SINGLE));
        for (person, positions) in &mut self.positions {
            let stated = positions
                .iter()
                .find_map(|position| position.country.clone());
            let own = stated.or_else(|| self.implied.get(person).cloned());
            for position in positions {
                let body = position.organization.as_ref();
                let is_national = body.is_some_and(|body| self.national.contains(body));
                let is_open = position.country.is_none() && (body.is_none() || is_national);
                let Some(evidence) = position.evidence.first().filter(|_| is_open) else {
                    continue;
                };
                if !is_national && !is_post(position, NATIONAL) {
                    continue;
                }
                let has_holder = |country: &str| {
                    let key = (
                        position.post.clone(),
                        position.portfolios.clone(),
                        country.to_owned(),
                    );
                    taken.contains(&key)
                };
                let spoken_of = || {
                    self.focus
                        .at(evidence.end)
                        .filter(|country| !has_holder(country))
                };
                position.country = own.clone().or_else(spoken_of);
                position.certainty = match position.country {
                    Some(_) => Certainty::Derived,
                    None => Certainty::Stated,
                };
            }
        }
    }

    /// The posts that only one can hold and that somebody holds now, as far as the text states their
    /// country. Who has a stated country of their own never asks.
    fn single_posts(
        &self,
        is_single: impl Fn(&Position) -> bool,
    ) -> HashSet<(Option<String>, Vec<String>, String)> {
        let mut taken = HashSet::new();
        for positions in self.positions.values() {
            for position in positions {
                if let (Some(country), Status::Current, true) =
                    (&position.country, position.status, is_single(position))
                {
                    let (post, portfolios) = (position.post.clone(), position.portfolios.clone());
                    taken.insert((post, portfolios, country.clone()));
                }
            }
        }
        taken
    }
}

/// The terms of office-holders who can be a person by name: by the id of a name that the pack knows,
/// else by family name and, where both have one, given name.
fn terms_of<'a>(
    analysis: &Analysis<'a>,
    person: &'a Individual,
) -> impl Iterator<Item = Holder<'a>> {
    let pack = analysis.pack;
    let family = person.family.as_ref().unwrap_or(&person.name);
    let given = person.given.as_deref().map(fold);
    let entity = person.entity.as_deref();
    let terms = pack.holders.of(&pack.tables, entity, &fold(family));
    terms.take(MOST_TERMS).filter(move |term| match &given {
        Some(given) if entity.is_none() => are_one(given, &fold(term.given())),
        _ => true,
    })
}

/// True if two folded given names can be one person's: the same first word, or its initial.
fn are_one(a: &str, b: &str) -> bool {
    let first = |name: &str| {
        let word = name.split(' ').next().unwrap_or("");
        word.trim_end_matches('.').to_owned()
    };
    let (a, b) = (first(a), first(b));
    let is_initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
    a == b || is_initial(&a, &b) || is_initial(&b, &a)
}

/// True if a position that the text gives somebody can be one that an office-holder had: by post,
/// portfolio, stated country, and the day; a former one must have ended.
fn fits(term: &Holder<'_>, position: &Position, day: Option<Date>) -> bool {
    let is_in_time = day.is_none_or(|day| match position.status {
        Status::Former => term.left(day),
        Status::Elect | Status::Candidate => !term.left(day),
        _ => term.held(day),
    });
    let is_stated = position.certainty == Certainty::Stated;
    let country = position.country.as_deref().filter(|_| is_stated);
    let portfolios = &position.portfolios;
    position.post.as_deref() == Some(term.post())
        && is_in_time
        && position.organization.is_none()
        && country.is_none_or(|country| country == term.country())
        && match term.portfolio() {
            "" => portfolios.is_empty(),
            portfolio => portfolios.iter().any(|own| own == portfolio),
        }
}

/// Which country a document speaks of most, at any place in it.
pub(super) struct Focus {
    /// Where the leading country changes, and to which.
    leads: Vec<(usize, String)>,
}

impl Focus {
    pub(super) fn new(countries: &[Country]) -> Self {
        let mut counts = vec![0; countries.len()];
        let mut leads: Vec<(usize, String)> = Vec::new();
        let mut leader: Option<usize> = None;
        for (start, at) in in_order(countries) {
            counts[at] += 1;
            if leader.is_none_or(|leader| counts[at] > counts[leader]) && leader != Some(at) {
                leader = Some(at);
                leads.push((start, countries[at].id.clone()));
            }
        }
        Self { leads }
    }

    /// The leading country of the text before a place; failing that, the first one after it.
    fn at(&self, place: usize) -> Option<String> {
        let next = self.leads.partition_point(|(start, _)| *start < place);
        let lead = self.leads.get(next.saturating_sub(1))?;
        Some(lead.1.clone())
    }
}
