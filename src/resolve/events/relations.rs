//! What lasts rather than happens: who belongs to, heads, owns or is a partner of whom.

use std::collections::HashMap;
use std::ops::Range;

use super::index::{Index, within};
use super::merge;
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::kinds;
use crate::record::{Event, Extraction, Participant, Status};
use crate::resolve::evidence;

/// The fields of a rule that records a relation: its type, whether it still is so, and the two between whom it is.
const TYPE: &str = "type";
const STATUS: &str = "status";
const ACTOR: &str = "actor";
const RECIPIENT: &str = "recipient";

/// The column of posts that says what their holders are to the bodies.
const RELATION: &str = "relation";

/// A relation that is over, and one to come.
const PAST: &str = "past";
const PLANNED: &str = "planned";

/// What a relation is that no rule says more of.
const LASTS: &str = "ongoing";

pub(super) fn collect(
    analysis: &Analysis<'_>,
    extraction: &Extraction,
    index: &Index<'_>,
) -> Vec<Event> {
    let mut relations: Vec<Event> = Vec::new();
    let mut known: HashMap<(String, String, Vec<String>), usize> = HashMap::new();
    let told = analysis.annotations.of(kinds::RELATION);
    let told = told
        .into_iter()
        .filter_map(|id| relation(analysis, id, index));
    for relation in told.chain(held(analysis, extraction, index)) {
        let participants = relation.participants.iter();
        let between: Vec<String> = participants.map(|one| one.reference.clone()).collect();
        let same = (relation.kind.clone(), relation.status.clone(), between);
        match known.get(&same) {
            Some(&other) => {
                let evidence = &mut relations[other].evidence;
                let mut new = relation.evidence;
                new.retain(|one| !evidence.contains(one));
                evidence.extend(new);
            }
            None => {
                known.insert(same, relations.len());
                relations.push(relation);
            }
        }
    }
    for (number, relation) in (1..).zip(&mut relations) {
        relation.id = format!("r{number}");
        merge::set_key(relation, index);
    }
    relations
}

/// A relation, if both are known between whom it is.
fn relation(analysis: &Analysis<'_>, id: AnnotationId, index: &Index<'_>) -> Option<Event> {
    let first = |name: &str| analysis.field(id, name).into_iter().next();
    let mut participants: Vec<Participant> = Vec::new();
    for role in [ACTOR, RECIPIENT] {
        let before = participants.len();
        for capture in analysis.field_captures(id, role) {
            for reference in named_at(index, capture.start as usize..capture.end as usize) {
                if participants.iter().all(|one| one.reference != reference) {
                    participants.push(Participant {
                        reference,
                        role: role.to_owned(),
                    });
                }
            }
        }
        if participants.len() == before {
            return None;
        }
    }
    Some(Event {
        kind: first(TYPE)?.into_owned(),
        status: first(STATUS).map_or_else(|| LASTS.to_owned(), |status| status.into_owned()),
        is_complete: true,
        participants,
        evidence: vec![evidence(analysis, id)],
        ..Event::default()
    })
}

/// What persons are to the bodies that their posts belong to.
fn held<'x>(
    analysis: &'x Analysis<'_>,
    extraction: &'x Extraction,
    index: &'x Index<'_>,
) -> impl Iterator<Item = Event> + 'x {
    let persons = extraction.officials.iter().chain(&extraction.people);
    let positions =
        persons.flat_map(|person| person.positions.iter().map(move |one| (person, one)));
    positions.filter_map(|(person, position)| {
        let body = position.organization.as_deref()?;
        if position.status == Status::Candidate {
            return None;
        }
        let post = position.post.as_deref()?;
        let kind = analysis
            .pack
            .entity_attribute(kinds::TITLE, post, RELATION)?;
        let state = index.country_of(&person.id);
        let actors = std::iter::once(&*person.id).chain(state);
        let participants =
            actors
                .map(|id| (id, ACTOR))
                .chain([(body, RECIPIENT)])
                .map(|(id, role)| Participant {
                    reference: id.to_owned(),
                    role: role.to_owned(),
                });
        Some(Event {
            kind: kind.to_owned(),
            status: match position.status {
                Status::Former => PAST,
                Status::Elect => PLANNED,
                _ => LASTS,
            }
            .to_owned(),
            is_complete: true,
            participants: participants.collect(),
            evidence: position.evidence.clone(),
            ..Event::default()
        })
    })
}

/// The ids of whoever is named in a stretch of the text.
fn named_at(index: &Index<'_>, span: Range<usize>) -> Vec<String> {
    let lists = [&index.organizations, &index.persons, &index.countries];
    let found = lists
        .into_iter()
        .find_map(|list| within(list, span.clone()).first());
    let Some(found) = found else {
        return Vec::new();
    };
    let country = index.country_of(found.id);
    std::iter::once(found.id)
        .chain(country)
        .map(str::to_owned)
        .collect()
}
