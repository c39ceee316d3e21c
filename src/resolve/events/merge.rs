//! One event that is told several times, and the key by which it is known again.

use std::collections::BTreeSet;

use crate::record::{Event, Extraction};

/// Gives an event its key: type, who takes part, day, place.
pub(super) fn set_key(event: &mut Event, extraction: &Extraction) {
    let mut actors = BTreeSet::new();
    let mut others = BTreeSet::new();
    let states = |event: &Event, role: fn(&str) -> bool, names: &mut BTreeSet<String>| {
        for one in event.participants.iter().filter(|one| role(&one.role)) {
            names.extend(stable_name(&one.reference, extraction));
        }
    };
    states(event, |role| role != "recipient", &mut actors);
    states(event, |role| role == "recipient", &mut others);
    let list = |names: BTreeSet<String>| names.into_iter().collect::<Vec<_>>().join("+");
    let who = match others.is_empty() {
        true => list(actors),
        false => format!("{}>{}", list(actors), list(others)),
    };
    let day = first_day(event, extraction).unwrap_or_default();
    let place = event.place.as_deref().unwrap_or_default();
    event.key = format!("{}|{who}|{day}|{place}", event.kind);
}

/// The first day of an event's date.
fn first_day(event: &Event, extraction: &Extraction) -> Option<String> {
    let id = event.date.as_ref()?;
    let date = extraction.dates.iter().find(|date| date.id == *id)?;
    let day = date.from.as_deref()?.split('T').next()?;
    Some(day.to_owned())
}

/// A name that is the same in all documents. A person who stands for a state is named by the state.
fn stable_name(id: &str, extraction: &Extraction) -> Option<String> {
    let countries = &extraction.countries;
    if countries.iter().any(|country| country.id == id) {
        return Some(id.to_owned());
    }
    let mut organizations = extraction.organizations.iter();
    if let Some(organization) = organizations.find(|one| one.id == id) {
        return Some(
            organization
                .entity
                .clone()
                .unwrap_or_else(|| slug(&organization.name)),
        );
    }
    let mut persons = extraction.officials.iter().chain(&extraction.people);
    let person = persons.find(|person| person.id == id)?;
    if person
        .positions
        .iter()
        .any(|position| position.country.is_some())
    {
        return None;
    }
    Some(person.entity.clone().unwrap_or_else(|| slug(&person.name)))
}

fn slug(name: &str) -> String {
    let words = name
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Adds an event, or what it tells to one that is the same.
pub(super) fn add(events: &mut Vec<Event>, event: Event, extraction: &Extraction) {
    let same = events
        .iter_mut()
        .rev()
        .find(|other| is_same(other, &event, extraction));
    match same {
        Some(other) => join(other, event),
        None => events.push(event),
    }
}

/// The states and bodies that take part, for which their officials stand.
fn names(event: &Event, extraction: &Extraction) -> BTreeSet<String> {
    let references = event.participants.iter();
    references
        .filter_map(|one| stable_name(&one.reference, extraction))
        .collect()
}

fn is_same(a: &Event, b: &Event, extraction: &Extraction) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    let dates = match (a.date_inherited, b.date_inherited) {
        (false, false) => agree(&first_day(a, extraction), &first_day(b, extraction)),
        _ => true,
    };
    let days = [a, b].map(|event| match event.date_inherited {
        true => None,
        false => first_day(event, extraction),
    });
    let is_same_day = days[0].is_some() && days[0] == days[1];
    let (own, other) = (names(a, extraction), names(b, extraction));
    // One name alone is too little to know an event by, unless the day is the same too.
    let is_enough = own.len().min(other.len()) > 1 || (own == other && is_same_day);
    a.kind == b.kind
        && a.status == b.status
        && agree(&a.subtype, &b.subtype)
        && agree(&a.place, &b.place)
        && dates
        && is_enough
        && (own.is_subset(&other) || other.is_subset(&own))
}

fn join(event: &mut Event, other: Event) {
    for one in other.participants {
        if event
            .participants
            .iter()
            .all(|two| two.reference != one.reference)
        {
            event.participants.push(one);
        }
    }
    if event.date.is_none()
        || (event.date_inherited && !other.date_inherited && other.date.is_some())
    {
        event.date = other.date;
        event.date_inherited = other.date_inherited;
    }
    event.mode = event.mode.take().or(other.mode);
    event.subtype = event.subtype.take().or(other.subtype);
    event.place = event.place.take().or(other.place);
    event.organization = event.organization.take().or(other.organization);
    event.session = event.session.or(other.session);
    for (own, theirs) in [
        (&mut event.sectors, other.sectors),
        (&mut event.reported_by, other.reported_by),
    ] {
        for item in theirs {
            if !own.contains(&item) {
                own.push(item);
            }
        }
    }
    for amount in other.amounts {
        if !event.amounts.contains(&amount) {
            event.amounts.push(amount);
        }
    }
    event.is_complete |= other.is_complete;
    event.evidence.extend(other.evidence);
}
