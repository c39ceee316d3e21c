//! Events as records of PLOVER, with the names of fields that its gold standard records have.
//!
//! Source: Open Event Data Alliance, PLOVER, <https://github.com/openeventdata/PLOVER>.

use attache::{Event, Extraction, Participant};
use serde::Serialize;

/// What follows the code of a state for those who govern it, in CAMEO and PLOVER.
const GOVERNMENT: &str = "GOV";

/// One who takes part.
#[derive(Serialize)]
struct Actor {
    #[serde(rename = "actorText")]
    text: String,
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
    source: Vec<Actor>,
    target: Vec<Actor>,
    reciprocal: bool,
    event_text: &'e str,
    location: Option<&'e str>,
    subtype: Option<&'e str>,
    cameo: Option<&'e str>,
    status: &'e str,
    key: &'e str,
}

pub(super) fn record<'e>(event: &'e Event, extraction: &'e Extraction) -> PloverEvent<'e> {
    let document = extraction.document.id.as_deref();
    let date = event.date.as_ref();
    let date = extraction.dates.iter().find(|one| Some(&one.id) == date);
    let is_mutual = |one: &&Participant| one.role == "mutual";
    PloverEvent {
        id: format!("{}:{}", document.unwrap_or_default(), event.id),
        document,
        published: extraction.document.published.as_deref(),
        date: date.and_then(|date| date.from.as_deref()),
        event_type: &event.kind,
        mode: event.mode.as_deref(),
        context: &event.sectors,
        source: actors(event, extraction, |role| role != "recipient"),
        target: actors(event, extraction, |role| role == "recipient"),
        reciprocal: event.participants.iter().any(|one| is_mutual(&one)),
        event_text: event.evidence.first().map_or("", |proof| &proof.text),
        location: event.place.as_deref().map(|id| place(id, extraction)),
        subtype: event.subtype.as_deref(),
        cameo: event.cameo.as_deref(),
        status: &event.status,
        key: &event.key,
    }
}

fn actors(event: &Event, extraction: &Extraction, is_wanted: fn(&str) -> bool) -> Vec<Actor> {
    let wanted = event.participants.iter();
    let wanted: Vec<&Participant> = wanted.filter(|one| is_wanted(&one.role)).collect();
    let mut stood_for: Vec<&str> = Vec::new();
    let mut actors = Vec::new();
    for one in &wanted {
        let mut officials = extraction.officials.iter();
        if let Some(person) = officials.find(|person| person.id == one.reference) {
            let country = person
                .positions
                .iter()
                .find_map(|position| position.country.as_deref());
            stood_for.extend(country);
            actors.push(Actor {
                text: person.name.clone(),
                code: country.map(|country| format!("{country}{GOVERNMENT}")),
            });
            continue;
        }
        let mut people = extraction.people.iter();
        let mut organizations = extraction.organizations.iter();
        let person = people.find(|person| person.id == one.reference);
        let name = person.map(|person| &person.name);
        let name = name.or_else(|| {
            let organization = organizations.find(|known| known.id == one.reference);
            organization.map(|organization| &organization.name)
        });
        actors.extend(name.map(|name| Actor {
            text: name.clone(),
            code: None,
        }));
    }
    for one in wanted {
        let mut countries = extraction.countries.iter();
        if let Some(country) = countries.find(|country| country.id == one.reference)
            && !stood_for.contains(&&*country.id)
        {
            actors.push(Actor {
                text: country.name.clone(),
                code: Some(country.id.clone()),
            });
        }
    }
    actors
}

fn place<'e>(id: &'e str, extraction: &'e Extraction) -> &'e str {
    let places = extraction
        .places
        .iter()
        .map(|place| (&place.id, &place.name));
    let countries = extraction
        .countries
        .iter()
        .map(|country| (&country.id, &country.name));
    let found = places.chain(countries).find(|(known, _)| *known == id);
    found.map_or(id, |(_, name)| name)
}
