//! What happens: events between states, officials and organisations.

mod attach;
mod chain;
mod clause;
mod details;
mod index;
mod merge;
mod objects;
mod parties;
mod relations;
mod subjects;
mod verbs;

use self::attach::{Attacher, Draft, Part, Status};
use self::clause::Clause;
use self::details::Frame;
use self::index::Index;
use self::merge::Merged;
use self::parties::Party;
use crate::analysis::Analysis;
use crate::deadline::Deadline;
use crate::pack::EventType;
use crate::record::{Event, Evidence, Extraction, Participant};

/// The mark of a question.
const QUESTION: &str = "?";

/// The events and the relations of a document whose other records are known.
pub(super) fn collect(
    analysis: &Analysis<'_>,
    extraction: &Extraction,
    deadline: Deadline,
) -> [Vec<Event>; 2] {
    let parties = parties::collect(analysis, extraction);
    let index = Index::new(analysis, extraction);
    let events = events(analysis, &index, &parties, deadline);
    let relations = relations::collect(analysis, extraction, &index);
    [events, relations]
}

fn events(
    analysis: &Analysis<'_>,
    index: &Index<'_>,
    parties: &[Party],
    deadline: Deadline,
) -> Vec<Event> {
    let words = &analysis.pack.events;
    let mut merged = Merged::default();
    for sentence in &analysis.segmented.sentences {
        if deadline.is_over() {
            break;
        }
        // What is asked is not told.
        if analysis.token_text(sentence.end - 1) == QUESTION {
            continue;
        }
        let Some(clause) = Clause::read(analysis, *sentence, parties) else {
            continue;
        };
        for draft in Attacher::new(words, &clause).run() {
            let groups = draft.parts.iter().map(|(group, _)| clause.groups[*group]);
            let mut members = groups.flat_map(|group| &parties[group.first..group.last]);
            if draft.is_plain || members.any(|party| party.is_political) {
                let mut event = record(analysis, &clause, parties, &draft);
                let frame = Frame {
                    analysis,
                    index,
                    clause: &clause,
                    draft: &draft,
                };
                frame.fill(&mut event);
                merged.add(event, index);
            }
        }
    }
    let mut events = merged.into_events();
    for (number, event) in (1..).zip(&mut events) {
        event.id = format!("e{number}");
        merge::set_key(event, index);
    }
    events
}

fn record(analysis: &Analysis<'_>, clause: &Clause<'_>, parties: &[Party], draft: &Draft) -> Event {
    let kind = &analysis.pack.events.types[usize::from(draft.coding.kind)];
    let mut participants: Vec<Participant> = Vec::new();
    for (group, part) in &draft.parts {
        let role = match part {
            Part::Actor => "actor",
            Part::Recipient => "recipient",
            Part::Mutual => "mutual",
        };
        let group = &clause.groups[*group];
        for id in parties[group.first..group.last]
            .iter()
            .flat_map(|party| &party.ids)
        {
            if participants.iter().all(|other| other.reference != *id) {
                participants.push(Participant {
                    reference: id.clone(),
                    role: role.to_owned(),
                });
            }
        }
    }
    let told_by = draft
        .told_by
        .filter(|group| draft.parts.iter().all(|(other, _)| other != group));
    let told_by = told_by.map(|group| clause.groups[group]);
    let told_by = told_by.map_or(&[][..], |group| &parties[group.first..group.last]);
    let reported_by = told_by.iter().flat_map(|party| party.ids.clone()).collect();
    let span = analysis.segmented.span(
        clause.start + draft.start as u32,
        clause.start + draft.end as u32,
    );
    let evidence = Evidence {
        rule: draft
            .annotation
            .map_or_else(String::new, |id| analysis.origin(id)),
        start: span.0,
        end: span.1,
        text: analysis.text[span.0..span.1].to_owned(),
    };
    let status = match draft.status {
        Status::Past => "past",
        Status::Ongoing => "ongoing",
        Status::Planned => "planned",
        Status::Conditional => "conditional",
        Status::Denied => "denied",
    };
    Event {
        kind: kind.id.clone(),
        mode: draft.coding.mode.clone(),
        subtype: draft.coding.subtype.clone(),
        cameo: kind.cameo.clone(),
        status: status.to_owned(),
        is_complete: is_complete(kind, &participants, draft),
        host: draft.host.and_then(|group| {
            let party = &parties[clause.groups[group].first];
            party.ids.last().cloned()
        }),
        participants,
        reported_by,
        evidence: vec![evidence],
        ..Event::default()
    }
}

/// Whether all those are stated whom such an event needs.
fn is_complete(kind: &EventType, participants: &[Participant], draft: &Draft) -> bool {
    let has = |part: Part| draft.parts.iter().any(|(_, other)| *other == part);
    match kind.is_shared {
        true => participants.len() > 1,
        false => has(Part::Actor) || has(Part::Mutual),
    }
}
