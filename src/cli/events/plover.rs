//! Events as records of PLOVER, with the names of fields that its gold standard records have.
//!
//! Source: Open Event Data Alliance, PLOVER, <https://github.com/openeventdata/PLOVER>.

use std::collections::HashMap;

use attache::{Event, Extraction};
use serde::Serialize;

/// What follows the code of a state for those who govern it, in CAMEO and PLOVER.
const GOVERNMENT: &str = "GOV";

/// One who takes part.
#[derive(Serialize)]
struct Actor<'e> {
    #[serde(rename = "actorText")]
    text: &'e str,
    /// The state, ISO 3166-1 alpha-3, followed by `GOV` for its officials; none for organisations.
    code: Option<String>,
}

/// An event as PLOVER writes it; what it has no field for keeps the name of ours.
#[derive(Serialize)]
pub(super) struct PloverEvent<'e> {
    id: String,
    document: Option<&'e str>,
    published: Option<&'e str>,
    date: Option<&'e str>,
    event_type: &'e str,
    mode: Option<&'e str>,
    context: &'e [String],
    source: Vec<Actor<'e>>,
    target: Vec<Actor<'e>>,
    reciprocal: bool,
    event_text: &'e str,
    location: Option<&'e str>,
    subtype: Option<&'e str>,
    cameo: Option<&'e str>,
    status: &'e str,
    key: &'e str,
}

/// What a participant is.
enum Known<'e> {
    Country,
    /// An official, and the state that they stand for.
    Official(&'e str),
    Other,
}

/// A document's records by their ids.
pub(super) struct Names<'e> {
    extraction: &'e Extraction,
    dates: HashMap<&'e str, &'e str>,
    named: HashMap<&'e str, (&'e str, Known<'e>)>,
    places: HashMap<&'e str, &'e str>,
}

impl<'e> Names<'e> {
    pub(super) fn new(extraction: &'e Extraction) -> Self {
        let mut named = HashMap::new();
        for person in extraction.officials.iter().chain(&extraction.people) {
            let known = person.state().map_or(Known::Other, Known::Official);
            named.insert(&*person.id, (&*person.name, known));
        }
        for organization in &extraction.organizations {
            named.insert(&*organization.id, (&*organization.name, Known::Other));
        }
        for country in &extraction.countries {
            named.insert(&*country.id, (&*country.name, Known::Country));
        }
        let dates = extraction.dates.iter();
        let places = extraction.places.iter();
        Self {
            extraction,
            dates: dates
                .filter_map(|date| Some((&*date.id, date.from.as_deref()?)))
                .collect(),
            named,
            places: places.map(|place| (&*place.id, &*place.name)).collect(),
        }
    }

    pub(super) fn record(&self, event: &'e Event) -> PloverEvent<'e> {
        let info = &self.extraction.document;
        let document = info.id.as_deref();
        let place = event.place.as_deref();
        let proof = event.evidence.first();
        PloverEvent {
            id: format!("{}:{}", document.unwrap_or_default(), event.id),
            document,
            published: info.published.as_deref(),
            date: event
                .date
                .as_deref()
                .and_then(|id| self.dates.get(id).copied()),
            event_type: &event.kind,
            mode: event.mode.as_deref(),
            context: &event.sectors,
            source: self.actors(event, |role| role != "recipient"),
            target: self.actors(event, |role| role == "recipient"),
            reciprocal: event.participants.iter().any(|one| one.role == "mutual"),
            event_text: proof.map_or("", |proof| &proof.text),
            location: place.map(|id| self.place(id)),
            subtype: event.subtype.as_deref(),
            cameo: event.cameo.as_deref(),
            status: &event.status,
            key: &event.key,
        }
    }

    /// Those who have a role; a state for which an official stands is told by the official.
    fn actors(&self, event: &'e Event, has_role: fn(&str) -> bool) -> Vec<Actor<'e>> {
        let participants = event.participants.iter().filter(|one| has_role(&one.role));
        let known = participants.filter_map(|one| {
            let (name, known) = self.named.get(&*one.reference)?;
            Some((&*one.reference, *name, known))
        });
        let known: Vec<_> = known.collect();
        let is_stood_for = |country: &str| {
            let mut states = known.iter();
            states.any(|(_, _, known)| matches!(known, Known::Official(state) if *state == country))
        };
        let actors = known.iter().filter_map(|(id, text, known)| {
            let code = match known {
                Known::Country if is_stood_for(id) => return None,
                Known::Country => Some((*id).to_owned()),
                Known::Official(state) => Some(format!("{state}{GOVERNMENT}")),
                Known::Other => None,
            };
            Some(Actor { text, code })
        });
        actors.collect()
    }

    fn place(&self, id: &'e str) -> &'e str {
        let country = || self.named.get(id).map(|(name, _)| *name);
        self.places.get(id).copied().or_else(country).unwrap_or(id)
    }
}
