//! The text of a document, with its mentions marked.

use super::{Page, attribute, encode_text};
use crate::record::{Extraction, Mention};

/// A mention that is to be marked.
struct Mark<'e> {
    kind: &'static str,
    start: usize,
    end: usize,
    /// The record that it belongs to.
    of: &'e str,
    /// What is said of it.
    about: String,
}

fn marks(extraction: &Extraction) -> Vec<Mark<'_>> {
    let mut marks = Vec::new();
    let mut add = |kind, of, name: &str, mentions| {
        let mentions: &[Mention] = mentions;
        for mention in mentions {
            marks.push(Mark {
                kind,
                start: mention.start,
                end: mention.end,
                of,
                about: format!("{kind}: {name} ({}; {})", mention.form, mention.rule),
            });
        }
    };
    for person in extraction.officials.iter().chain(&extraction.people) {
        add("person", &*person.id, &person.name, &person.mentions);
    }
    for title in &extraction.titles {
        let name = title.post.as_ref().unwrap_or(&title.title);
        add("title", &title.id, name, &title.mentions);
    }
    for country in &extraction.countries {
        add("country", &country.id, &country.name, &country.mentions);
    }
    for place in &extraction.places {
        add("place", &place.id, &place.name, &place.mentions);
    }
    for organization in &extraction.organizations {
        add(
            "organization",
            &organization.id,
            &organization.name,
            &organization.mentions,
        );
    }
    for sector in &extraction.sectors {
        add("sector", &sector.id, &sector.name, &sector.mentions);
    }
    for date in &extraction.dates {
        let rule = date.evidence.first().map_or("", |proof| &proof.rule);
        marks.push(Mark {
            kind: "date",
            start: date.start,
            end: date.end,
            of: &date.id,
            about: format!("date: {} ({}; {rule})", date.value, date.basis),
        });
    }
    for event in extraction.events.iter().chain(&extraction.relations) {
        marks.extend(event.evidence.iter().map(|proof| Mark {
            kind: "event",
            start: proof.start,
            end: proof.end,
            of: &event.id,
            about: format!("{}, {}: {}", event.kind, event.status, event.key),
        }));
    }
    for record in &extraction.records {
        marks.push(Mark {
            kind: "record",
            start: record.evidence.start,
            end: record.evidence.end,
            of: "",
            about: format!("{}: {}", record.kind, record.rule),
        });
    }
    // Of those that begin together the longest is outermost.
    marks.sort_by_key(|mark| (mark.start, usize::MAX - mark.end));
    marks
}

impl Page {
    /// Writes the text. Marks nest; one that crosses another is cut where that one ends.
    pub(super) fn text(&mut self, extraction: &Extraction, text: &str) {
        let marks = marks(extraction);
        self.html.push_str("<div class=\"text\">");
        let mut open: Vec<&Mark<'_>> = Vec::new();
        let mut at = 0;
        let mut next = marks.iter().peekable();
        loop {
            let end = open.iter().map(|mark| mark.end).min();
            let start = next.peek().map(|mark| mark.start);
            let Some(stop) = end.into_iter().chain(start).min() else {
                break;
            };
            self.words(text, at, stop);
            at = at.max(stop);
            self.close(&mut open, at);
            while let Some(mark) = next.next_if(|mark| mark.start <= at) {
                self.open(mark, true);
                open.push(mark);
            }
        }
        self.words(text, at, text.len());
        self.html.push_str("</div>\n");
    }

    /// Closes the marks that end at a place; those within which they lie are opened again.
    fn close(&mut self, open: &mut Vec<&Mark<'_>>, at: usize) {
        let Some(first) = open.iter().position(|mark| mark.end <= at) else {
            return;
        };
        let closed = open.split_off(first);
        closed.iter().for_each(|_| self.html.push_str("</mark>"));
        for mark in closed.into_iter().filter(|mark| mark.end > at) {
            self.open(mark, false);
            open.push(mark);
        }
    }

    fn open(&mut self, mark: &Mark<'_>, is_start: bool) {
        let prefix = self.prefix.clone();
        self.write(format_args!("<mark class=\"{}\"", mark.kind));
        if is_start {
            self.write(format_args!(
                " id=\"{prefix}-{}\" tabindex=\"0\"",
                mark.start
            ));
        }
        self.write(format_args!(
            " data-of=\"{prefix}-{}\" title=\"{}\">",
            attribute(mark.of),
            attribute(&mark.about)
        ));
    }

    fn words(&mut self, text: &str, from: usize, to: usize) {
        if let Some(words) = text.get(from..to) {
            self.html.push_str(&encode_text(words));
        }
    }
}
