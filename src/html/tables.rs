//! The tables of a document: what was found, by kind.

use std::borrow::Cow;

use super::found::{Names, key};
use super::{Page, encode_text};
use crate::record::{Extraction, Mention};

/// A row: what the page calls its record, and its cells.
type Row<'e> = (String, Vec<Cow<'e, str>>);

impl Page {
    pub(super) fn tables(&mut self, extraction: &Extraction, names: &Names<'_>) {
        self.officials(extraction, names);
        self.titles(extraction, names);
        self.countries(extraction);
        self.organizations(extraction, names);
        self.places(extraction, names);
        self.sectors(extraction, names);
        self.dates(extraction);
        self.events(extraction, names);
        self.records(extraction);
    }

    fn officials(&mut self, extraction: &Extraction, names: &Names<'_>) {
        let mut rows = Vec::new();
        for (index, person) in extraction.officials.iter().enumerate() {
            rows.extend(person.positions.iter().map(|position| {
                let proof = position.evidence.first();
                let body = position.country.as_ref().or(position.organization.as_ref());
                let cells = vec![
                    (&*person.name).into(),
                    (&*position.title).into(),
                    position.post.as_deref().unwrap_or("").into(),
                    body.map_or("", |id| names.of(id)).into(),
                    position.status.to_string().into(),
                    proof.map_or("", |proof| &proof.text).into(),
                    proof.map_or("", |proof| &proof.rule).into(),
                ];
                (key("person", index), cells)
            }));
        }
        let heads = ["Name", "Title", "Post", "Of", "Status", "Words", "Rule"];
        self.table("Officials", &heads, rows);
        let first = extraction.officials.len();
        let people = extraction.people.iter().enumerate();
        let people = people.map(|(index, person)| {
            let cells = vec![(&*person.name).into(), number(&person.mentions)];
            (key("person", first + index), cells)
        });
        self.table("Further persons", &["Name", "Mentions"], people.collect());
    }

    fn titles(&mut self, extraction: &Extraction, names: &Names<'_>) {
        let rows = rows("title", &extraction.titles, |title| {
            let body = title.country.as_ref().or(title.organization.as_ref());
            vec![
                (&*title.title).into(),
                title.post.as_deref().unwrap_or("").into(),
                body.map_or("", |id| names.of(id)).into(),
                title.holder.as_ref().map_or("", |id| names.of(id)).into(),
                number(&title.mentions),
            ]
        });
        let heads = ["Title", "Post", "Of", "Holder", "Mentions"];
        self.table("Titles", &heads, rows);
    }

    fn countries(&mut self, extraction: &Extraction) {
        let rows = rows("country", &extraction.countries, |country| {
            vec![
                (&*country.name).into(),
                (&*country.id).into(),
                country.kind.as_deref().unwrap_or("").into(),
                number(&country.mentions),
            ]
        });
        let heads = ["Name", "ISO 3166", "Kind", "Mentions"];
        self.table("Countries", &heads, rows);
    }

    fn organizations(&mut self, extraction: &Extraction, names: &Names<'_>) {
        let rows = rows("organization", &extraction.organizations, |organization| {
            vec![
                (&*organization.name).into(),
                organization.kind.as_deref().unwrap_or("").into(),
                join(&organization.countries, names).into(),
                join(&organization.sectors, names).into(),
                number(&organization.mentions),
            ]
        });
        let heads = ["Name", "Kind", "Countries", "Sectors", "Mentions"];
        self.table("Organisations", &heads, rows);
    }

    fn places(&mut self, extraction: &Extraction, names: &Names<'_>) {
        let rows = rows("place", &extraction.places, |place| {
            let country = place.country.as_deref().unwrap_or("");
            vec![
                (&*place.name).into(),
                names.of(country).to_owned().into(),
                number(&place.mentions),
            ]
        });
        self.table("Places", &["Name", "Country", "Mentions"], rows);
    }

    fn sectors(&mut self, extraction: &Extraction, names: &Names<'_>) {
        let rows = rows("sector", &extraction.sectors, |sector| {
            let parent = sector.parent.as_deref().unwrap_or("");
            vec![
                (&*sector.name).into(),
                names.of(parent).to_owned().into(),
                sector.isic.join(", ").into(),
                number(&sector.mentions),
            ]
        });
        self.table("Sectors", &["Name", "Part of", "ISIC", "Mentions"], rows);
    }

    fn dates(&mut self, extraction: &Extraction) {
        let rows = rows("date", &extraction.dates, |date| {
            let stretch = match (&date.from, &date.to) {
                (Some(from), Some(to)) => format!("{from} – {to}"),
                _ => String::new(),
            };
            vec![
                (&*date.text).into(),
                date.kind.as_str().into(),
                (&*date.value).into(),
                stretch.into(),
                (&*date.basis).into(),
            ]
        });
        let heads = ["Words", "Type", "Value", "From – before", "Basis"];
        self.table("Dates", &heads, rows);
    }

    fn events(&mut self, extraction: &Extraction, names: &Names<'_>) {
        let events: Vec<_> = extraction
            .events
            .iter()
            .chain(&extraction.relations)
            .collect();
        let rows = rows("event", events, |event| {
            let sort = event.subtype.as_ref().or(event.mode.as_ref());
            let proof = event.evidence.first();
            let participants = event.participants.iter();
            let participants: Vec<_> = participants
                .map(|one| format!("{} ({})", names.of(&one.reference), one.role))
                .collect();
            vec![
                (&*event.kind).into(),
                sort.map_or("", |sort| sort).into(),
                (&*event.status).into(),
                participants.join(", ").into(),
                event.date.as_ref().map_or("", |id| names.of(id)).into(),
                event.place.as_ref().map_or("", |id| names.of(id)).into(),
                proof.map_or("", |proof| &proof.text).into(),
            ]
        });
        let heads = [
            "Type",
            "Sort",
            "Status",
            "Participants",
            "Date",
            "Place",
            "Words",
        ];
        self.table("Events and relations", &heads, rows);
    }

    fn records(&mut self, extraction: &Extraction) {
        let rows = rows("record", &extraction.records, |record| {
            let fields = serde_json::to_string(&record.fields).unwrap_or_default();
            vec![
                (&*record.kind).into(),
                fields.into(),
                (&*record.evidence.text).into(),
                (&*record.rule).into(),
            ]
        });
        self.table("Records", &["Kind", "Fields", "Words", "Rule"], rows);
    }

    /// A table whose first cells lead to the text; none if it has no rows.
    fn table(&mut self, name: &str, heads: &[&str], rows: Vec<Row<'_>>) {
        if rows.is_empty() {
            return;
        }
        let prefix = self.prefix.clone();
        self.write(format_args!(
            "<details open class=\"table\"><summary>{name} ({})</summary>\n<div class=\"scroll\"><table><thead><tr>",
            rows.len()
        ));
        for head in heads {
            self.write(format_args!("<th scope=\"col\">{head}</th>"));
        }
        self.html.push_str("</tr></thead>\n<tbody>\n");
        for (of, cells) in rows {
            self.write(format_args!("<tr data-of=\"{of}\">"));
            for (index, cell) in cells.iter().enumerate() {
                let cell = encode_text(cell);
                match index {
                    0 => self.write(format_args!(
                        "<td><a href=\"#{prefix}-{of}\">{cell}</a></td>"
                    )),
                    _ => self.write(format_args!("<td>{cell}</td>")),
                }
            }
            self.html.push_str("</tr>\n");
        }
        self.html.push_str("</tbody></table></div></details>\n");
    }
}

fn rows<'e, R: 'e>(
    kind: &str,
    records: impl IntoIterator<Item = R>,
    cells: impl Fn(R) -> Vec<Cow<'e, str>>,
) -> Vec<Row<'e>> {
    let records = records.into_iter().enumerate();
    let rows = records.map(|(index, record)| (key(kind, index), cells(record)));
    rows.collect()
}

fn number(mentions: &[Mention]) -> Cow<'static, str> {
    mentions.len().to_string().into()
}

fn join(ids: &[String], names: &Names<'_>) -> String {
    let words: Vec<_> = ids.iter().map(|id| names.of(id)).collect();
    words.join(", ")
}
