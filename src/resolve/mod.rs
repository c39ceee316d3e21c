//! Annotations joined to entities, dates to the calendar, short mentions to their antecedents.

mod antecedents;
mod complete;
mod countries;
mod dates;
mod entities;
mod events;
mod names;
mod officials;
mod organizations;
mod people;
mod person_name;
mod records;
mod references;
mod titles;

use crate::analysis::Analysis;
use crate::deadline::Deadline;
use crate::document::Document;
use crate::matching::AnnotationId;
use crate::record::{DocumentInfo, Evidence, Extraction, Mention, OffsetUnit};

/// Turns the annotations of a document into its records, as far as it comes by the deadline.
pub(crate) fn resolve(
    analysis: Analysis<'_>,
    document: &Document<'_>,
    deadline: Deadline,
) -> Extraction {
    if deadline.is_over() {
        return Extraction::default();
    }
    let parts = document.parts();
    let dates = dates::Dates::resolve(&analysis, &parts);
    let published = dates.published.map(|(day, _)| day);
    let mut people = people::People::collect(&analysis);
    let organizations = organizations::Organizations::collect(&analysis, &people, published);
    let countries = countries::collect(&analysis, &people);
    let mut officials =
        officials::Officials::collect(&analysis, &people, &organizations, &countries, published);
    if deadline.is_over() {
        return Extraction::default();
    }
    let references = references::link(&analysis, &people, &officials);
    people.refer_all(&analysis, &references);
    for reference in &references {
        if let (Some(title), [person]) = (reference.title, reference.persons.as_slice()) {
            officials.hold(title, *person);
        }
    }
    officials.add_postponed(&analysis, &people, &organizations);
    let titles = titles::collect(&analysis, &officials);
    let places = entities::places(&analysis, &people);
    let (officials, people) = officials.into_persons(people);
    let mut extraction = Extraction {
        document: DocumentInfo {
            id: parts.id.map(str::to_owned),
            title: parts.title.map(str::to_owned),
            published: published.map(|day| day.to_string()),
            published_source: dates.published.map(|(_, source)| source),
            language: analysis.pack.language.clone(),
            offset_unit: OffsetUnit::Byte,
            length: analysis.text.len(),
            encoding: parts.encoding.map(str::to_owned),
            digest: parts.digest.map(str::to_owned),
            duplicate_of: None,
            incomplete: None,
        },
        officials,
        people,
        titles,
        countries,
        places,
        organizations: organizations.into_records(),
        sectors: entities::sectors(&analysis),
        dates: dates.expressions,
        events: Vec::new(),
        relations: Vec::new(),
        records: records::collect(&analysis),
    };
    [extraction.events, extraction.relations] = events::collect(&analysis, &extraction, deadline);
    extraction
}

/// The form of mentions whose annotation names none.
const NAME: &str = "name";

/// A mention of what an annotation names.
fn mention(analysis: &Analysis<'_>, id: AnnotationId) -> Mention {
    let form = analysis.attribute(id, "form");
    mention_as(
        analysis,
        id,
        form.map_or_else(|| NAME.to_owned(), |form| form.into_owned()),
    )
}

/// A mention of a given form.
fn mention_as(analysis: &Analysis<'_>, id: AnnotationId, form: String) -> Mention {
    let (start, end) = analysis.span(id);
    Mention {
        start,
        end,
        text: analysis.text[start..end].to_owned(),
        form,
        rule: analysis.origin(id),
    }
}

/// The proof of what an annotation says.
fn evidence(analysis: &Analysis<'_>, id: AnnotationId) -> Evidence {
    let (start, end) = analysis.match_span(id);
    Evidence {
        rule: analysis.origin(id),
        start,
        end,
        text: analysis.text[start..end].to_owned(),
    }
}

/// A name on one line, whatever white space it has in the text.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
