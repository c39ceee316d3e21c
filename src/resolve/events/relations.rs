//! What lasts rather than happens: who belongs to, heads, owns or is a partner of whom.

use std::ops::Range;

use super::merge;
use super::parties::with_country;
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::kinds;
use crate::record::{Event, Extraction, Mention, Participant};
use crate::resolve::evidence;

/// The fields of a rule that records a relation: its type, whether it still is so, and the two between whom it is.
const TYPE: &str = "type";
const STATUS: &str = "status";
const ACTOR: &str = "actor";
const RECIPIENT: &str = "recipient";

/// What a relation is that no rule says more of.
const LASTS: &str = "ongoing";

pub(super) fn collect(analysis: &Analysis<'_>, extraction: &Extraction) -> Vec<Event> {
    let mut relations: Vec<Event> = Vec::new();
    for id in analysis.annotations.of(kinds::RELATION) {
        let Some(relation) = relation(analysis, id, extraction) else {
            continue;
        };
        let same = relations.iter_mut().find(|other| {
            other.kind == relation.kind
                && other.status == relation.status
                && other.participants == relation.participants
        });
        match same {
            Some(other) => other.evidence.extend(relation.evidence),
            None => relations.push(relation),
        }
    }
    for (number, relation) in (1..).zip(&mut relations) {
        relation.id = format!("r{number}");
        merge::set_key(relation, extraction);
    }
    relations
}

/// A relation, if both are known between whom it is.
fn relation(analysis: &Analysis<'_>, id: AnnotationId, extraction: &Extraction) -> Option<Event> {
    let first = |name: &str| analysis.field(id, name).into_iter().next();
    let mut participants: Vec<Participant> = Vec::new();
    for role in [ACTOR, RECIPIENT] {
        let before = participants.len();
        for capture in analysis.field_captures(id, role) {
            for reference in named_at(extraction, capture.start as usize..capture.end as usize) {
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

/// The ids of whoever is named in a stretch of the text.
fn named_at(extraction: &Extraction, span: Range<usize>) -> Vec<String> {
    let is_here = |mention: &Mention| span.start < mention.end && mention.start < span.end;
    let mut organizations = extraction.organizations.iter();
    if let Some(found) = organizations.find(|one| one.mentions.iter().any(is_here)) {
        return vec![found.id.clone()];
    }
    let mut persons = extraction.officials.iter().chain(&extraction.people);
    if let Some(found) = persons.find(|one| one.mentions.iter().any(is_here)) {
        return with_country(found);
    }
    let mut countries = extraction.countries.iter();
    let found = countries.find(|one| one.mentions.iter().any(is_here));
    found
        .map(|country| country.id.clone())
        .into_iter()
        .collect()
}
