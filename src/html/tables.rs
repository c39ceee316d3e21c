//! The tables of a document: what was found, by kind.

use std::borrow::Cow;

use super::{Page, attribute, encode_text};
use crate::record::{Extraction, Mention, Participant, Position};

/// A row: the id of its record, where its first mention is, and its cells.
type Row<'e> = (&'e str, Option<usize>, Vec<Cow<'e, str>>);

impl Page {
    pub(super) fn tables(&mut self, extraction: &Extraction) {
        let positions = extraction.officials.iter().flat_map(|person| {
            let row = move |position: &'_ Position| {
                let proof = position.evidence.first();
                let cells = [
                    person.name.clone(),
                    position.title.clone(),
                    position.post.clone().unwrap_or_default(),
                    position.country.clone().unwrap_or_default(),
                    position.status.to_string(),
                    proof.map(|proof| proof.text.clone()).unwrap_or_default(),
                    proof.map(|proof| proof.rule.clone()).unwrap_or_default(),
                ];
                (
                    &*person.id,
                    first(&person.mentions),
                    cells.map(Cow::Owned).into(),
                )
            };
            person.positions.iter().map(row)
        });
        let heads = [
            "Name", "Title", "Post", "Country", "Status", "Words", "Rule",
        ];
        self.table("Officials", &heads, positions.collect());
        let people = extraction.people.iter().map(|person| {
            let cells = vec![Cow::Borrowed(&*person.name), number(&person.mentions)];
            (&*person.id, first(&person.mentions), cells)
        });
        self.table("Further persons", &["Name", "Mentions"], people.collect());
        let countries = extraction.countries.iter().map(|country| {
            let cells = vec![
                (&*country.name).into(),
                (&*country.id).into(),
                number(&country.mentions),
            ];
            (&*country.id, first(&country.mentions), cells)
        });
        self.table(
            "Countries",
            &["Name", "ISO 3166", "Mentions"],
            countries.collect(),
        );
        let organizations = extraction.organizations.iter().map(|organization| {
            let cells = vec![
                (&*organization.name).into(),
                organization.kind.as_deref().unwrap_or("").into(),
                organization.countries.join(", ").into(),
                number(&organization.mentions),
            ];
            (&*organization.id, first(&organization.mentions), cells)
        });
        let heads = ["Name", "Kind", "Countries", "Mentions"];
        self.table("Organisations", &heads, organizations.collect());
        let places = extraction.places.iter().map(|place| {
            let country = place.country.as_deref().unwrap_or("");
            let cells = vec![
                (&*place.name).into(),
                country.into(),
                number(&place.mentions),
            ];
            (&*place.id, first(&place.mentions), cells)
        });
        self.table("Places", &["Name", "Country", "Mentions"], places.collect());
        let sectors = extraction.sectors.iter().map(|sector| {
            let cells = vec![
                (&*sector.name).into(),
                sector.isic.join(", ").into(),
                number(&sector.mentions),
            ];
            (&*sector.id, first(&sector.mentions), cells)
        });
        self.table("Sectors", &["Name", "ISIC", "Mentions"], sectors.collect());
        let dates = extraction.dates.iter().map(|date| {
            let stretch = match (&date.from, &date.to) {
                (Some(from), Some(to)) => format!("{from} – {to}"),
                _ => String::new(),
            };
            let cells = vec![
                (&*date.text).into(),
                date.kind.as_str().into(),
                (&*date.value).into(),
                stretch.into(),
                (&*date.basis).into(),
            ];
            (&*date.id, Some(date.start), cells)
        });
        let heads = ["Words", "Type", "Value", "From – to", "Basis"];
        self.table("Dates", &heads, dates.collect());
        let events = extraction.events.iter().chain(&extraction.relations);
        let events = events.map(|event| {
            let proof = event.evidence.first();
            let sort = event.subtype.as_ref().or(event.mode.as_ref());
            let cells = vec![
                (&*event.kind).into(),
                sort.map_or("", |sort| sort).into(),
                (&*event.status).into(),
                join(&event.participants).into(),
                proof.map_or("", |proof| &proof.text).into(),
            ];
            (&*event.id, proof.map(|proof| proof.start), cells)
        });
        let heads = ["Type", "Sort", "Status", "Participants", "Words"];
        self.table("Events and relations", &heads, events.collect());
        let records = extraction.records.iter().map(|record| {
            let fields = serde_json::to_string(&record.fields).unwrap_or_default();
            let cells = vec![
                (&*record.kind).into(),
                fields.into(),
                (&*record.evidence.text).into(),
            ];
            ("", Some(record.evidence.start), cells)
        });
        self.table("Records", &["Kind", "Fields", "Words"], records.collect());
    }

    /// A table whose first cells lead to the text; none if it has no rows.
    fn table(&mut self, name: &str, heads: &[&str], rows: Vec<Row<'_>>) {
        if rows.is_empty() {
            return;
        }
        let prefix = self.prefix.clone();
        self.write(format_args!(
            "<details open><summary>{name} ({})</summary>\n<div class=\"scroll\"><table><thead><tr>",
            rows.len()
        ));
        for head in heads {
            self.write(format_args!("<th scope=\"col\">{head}</th>"));
        }
        self.html.push_str("</tr></thead>\n<tbody>\n");
        for (of, place, cells) in rows {
            self.write(format_args!("<tr data-of=\"{prefix}-{}\">", attribute(of)));
            for (index, cell) in cells.iter().enumerate() {
                match place.filter(|_| index == 0) {
                    Some(place) => self.write(format_args!(
                        "<td><a href=\"#{prefix}-{place}\">{}</a></td>",
                        encode_text(cell)
                    )),
                    None => self.write(format_args!("<td>{}</td>", encode_text(cell))),
                }
            }
            self.html.push_str("</tr>\n");
        }
        self.html.push_str("</tbody></table></div></details>\n");
    }
}

fn first(mentions: &[Mention]) -> Option<usize> {
    mentions.first().map(|mention| mention.start)
}

fn number(mentions: &[Mention]) -> Cow<'static, str> {
    mentions.len().to_string().into()
}

fn join(participants: &[Participant]) -> String {
    let words: Vec<_> = participants.iter().map(ToString::to_string).collect();
    words.join(", ")
}
