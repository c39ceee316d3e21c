//! One event that is told several times, and the key by which it is known again.

use std::collections::BTreeSet;

use super::index::Index;
use crate::record::{Event, Participant};

/// With so many events before is one compared: what is told again is told soon.
const COMPARED: usize = 64;

/// An event takes so many at most from others that it is told with.
const MOST_PARTICIPANTS: usize = 64;

/// Events as they are told, with what they are compared by.
#[derive(Default)]
pub(super) struct Merged {
    events: Vec<Event>,
    names: Vec<BTreeSet<String>>,
}

impl Merged {
    /// Adds an event, or what it tells to one that is the same.
    pub(super) fn add(&mut self, event: Event, index: &Index<'_>) {
        let names = names(event.participants.iter(), index);
        let known = self.events.len().saturating_sub(COMPARED)..self.events.len();
        let same = known.rev().find(|&other| {
            is_same(
                (&self.events[other], &self.names[other]),
                (&event, &names),
                index,
            )
        });
        match same {
            Some(other) => {
                join(&mut self.events[other], event);
                self.names[other].extend(names);
            }
            None => {
                self.events.push(event);
                self.names.push(names);
            }
        }
    }

    pub(super) fn into_events(self) -> Vec<Event> {
        self.events
    }
}

/// Gives an event its key: type, who takes part, day, place.
pub(super) fn set_key(event: &mut Event, index: &Index<'_>) {
    let participants = event.participants.iter();
    let (others, actors): (Vec<_>, Vec<_>) = participants.partition(|one| one.role == "recipient");
    let list = |some: Vec<&Participant>| {
        let names = names(some.into_iter(), index).into_iter();
        names.collect::<Vec<_>>().join("+")
    };
    let who = match others.is_empty() {
        true => list(actors),
        false => format!("{}>{}", list(actors), list(others)),
    };
    let day = index.first_day(event.date.as_deref()).unwrap_or_default();
    let place = event.place.as_deref().unwrap_or_default();
    event.key = format!("{}|{who}|{day}|{place}", event.kind);
}

/// The states and bodies among some who take part, for which their officials stand.
fn names<'p>(some: impl Iterator<Item = &'p Participant>, index: &Index<'_>) -> BTreeSet<String> {
    let names = some.filter_map(|one| index.stable_name(&one.reference));
    names.map(str::to_owned).collect()
}

type Compared<'e> = (&'e Event, &'e BTreeSet<String>);

fn is_same((a, own): Compared<'_>, (b, other): Compared<'_>, index: &Index<'_>) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    if a.kind != b.kind
        || a.status != b.status
        || !agree(&a.subtype, &b.subtype)
        || !agree(&a.place, &b.place)
        || !(own.is_subset(other) || other.is_subset(own))
    {
        return false;
    }
    let days = [a, b].map(|event| match event.date_inherited {
        true => None,
        false => index.first_day(event.date.as_deref()),
    });
    let differ = days[0].is_some() && days[1].is_some() && days[0] != days[1];
    let is_same_day = days[0].is_some() && days[0] == days[1];
    let is_individual = || {
        let mut who = a.participants.iter();
        a.mode.is_some() && a.mode == b.mode && who.all(|one| index.is_individual(&one.reference))
    };
    // One name alone is too little to know an event by, unless the day is the same too or it is a person who does the
    // same again.
    let is_enough =
        own.len().min(other.len()) > 1 || (own == other && (is_same_day || is_individual()));
    is_enough && !differ
}

fn join(event: &mut Event, other: Event) {
    for one in other.participants {
        let is_known = event
            .participants
            .iter()
            .any(|two| two.reference == one.reference);
        if !is_known && event.participants.len() < MOST_PARTICIPANTS {
            event.participants.push(one);
        }
    }
    let is_better = event.date_inherited && !other.date_inherited && other.date.is_some();
    if event.date.is_none() || is_better {
        event.date = other.date;
        event.date_inherited = other.date_inherited;
    }
    event.mode = event.mode.take().or(other.mode);
    event.subtype = event.subtype.take().or(other.subtype);
    event.place = event.place.take().or(other.place);
    event.host = event.host.take().or(other.host);
    event.organization = event.organization.take().or(other.organization);
    event.session = event.session.or(other.session);
    add_new(&mut event.sectors, other.sectors);
    add_new(&mut event.goods, other.goods);
    add_new(&mut event.reported_by, other.reported_by);
    add_new(&mut event.amounts, other.amounts);
    event.is_complete |= other.is_complete;
    event.evidence.extend(other.evidence);
}

fn add_new<T: PartialEq>(own: &mut Vec<T>, others: Vec<T>) {
    for item in others {
        if !own.contains(&item) && own.len() < MOST_PARTICIPANTS {
            own.push(item);
        }
    }
}
