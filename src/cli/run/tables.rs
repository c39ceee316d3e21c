//! Records as rows of tables, one table for each kind.

use std::borrow::Cow;

use attache::{Extraction, Mention};

/// One of the tables.
pub(crate) struct Table {
    /// Of its file, without the ending.
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [&'static str],
    rows: fn(&Extraction, &mut Rows<'_>),
}

type Cell<'e> = Cow<'e, str>;

/// Takes the rows of one document; each begins with its name.
struct Rows<'w> {
    document: &'w str,
    writer: csv::Writer<&'w mut Vec<u8>>,
    error: Option<csv::Error>,
}

impl Rows<'_> {
    fn add<const N: usize>(&mut self, cells: [Cell<'_>; N]) {
        let first = std::iter::once(self.document.as_bytes());
        let row = first.chain(cells.iter().map(|cell| cell.as_bytes()));
        if let Err(error) = self.writer.write_record(row) {
            self.error = Some(error);
        }
    }
}

impl Table {
    /// Appends the rows of a document.
    pub(crate) fn write(
        &self,
        extraction: &Extraction,
        document: &str,
        delimiter: u8,
        output: &mut Vec<u8>,
    ) -> Result<(), csv::Error> {
        let mut rows = Rows {
            document,
            writer: writer(delimiter, output),
            error: None,
        };
        (self.rows)(extraction, &mut rows);
        rows.writer.flush()?;
        rows.error.map_or(Ok(()), Err)
    }

    /// The first row.
    pub(crate) fn header(&self, delimiter: u8) -> Result<Vec<u8>, csv::Error> {
        let mut output = Vec::new();
        let mut writer = writer(delimiter, &mut output);
        writer.write_record(self.columns)?;
        writer.flush()?;
        drop(writer);
        Ok(output)
    }
}

fn writer(delimiter: u8, output: &mut Vec<u8>) -> csv::Writer<&mut Vec<u8>> {
    csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(output)
}

/// All tables. `start` and `end` are of the first mention, `mentions` is how many there are; lists have a
/// semicolon between what they list.
pub(crate) const TABLES: [Table; 9] = [
    Table {
        name: "documents",
        columns: &[
            "document",
            "title",
            "published",
            "published_source",
            "language",
            "encoding",
            "length",
            "digest",
            "duplicate_of",
        ],
        rows: |extraction, rows| {
            let info = &extraction.document;
            rows.add([
                or_empty(&info.title),
                or_empty(&info.published),
                word(&info.published_source),
                (&info.language).into(),
                or_empty(&info.encoding),
                info.length.to_string().into(),
                or_empty(&info.digest),
                or_empty(&info.duplicate_of),
            ]);
        },
    },
    Table {
        name: "officials",
        columns: &[
            "document",
            "id",
            "name",
            "entity",
            "title",
            "post",
            "country",
            "portfolios",
            "organization",
            "status",
            "as_of",
            "certainty",
            "start",
            "end",
            "text",
            "rule",
        ],
        rows: |extraction, rows| {
            for person in &extraction.officials {
                for position in &person.positions {
                    let proof = position.evidence.first();
                    rows.add([
                        (&person.id).into(),
                        (&person.name).into(),
                        or_empty(&person.entity),
                        (&position.title).into(),
                        or_empty(&position.post),
                        or_empty(&position.country),
                        list(&position.portfolios),
                        or_empty(&position.organization),
                        word(&position.status),
                        or_empty(&position.as_of),
                        word(&position.certainty),
                        proof.map_or("".into(), |proof| proof.start.to_string().into()),
                        proof.map_or("".into(), |proof| proof.end.to_string().into()),
                        proof.map_or("".into(), |proof| Cow::from(&proof.text)),
                        proof.map_or("".into(), |proof| Cow::from(&proof.rule)),
                    ]);
                }
            }
        },
    },
    Table {
        name: "people",
        columns: &[
            "document", "id", "name", "given", "family", "entity", "mentions", "start", "end",
        ],
        rows: |extraction, rows| {
            for person in extraction.officials.iter().chain(&extraction.people) {
                let [mentions, start, end] = places(&person.mentions);
                rows.add([
                    (&person.id).into(),
                    (&person.name).into(),
                    or_empty(&person.given),
                    or_empty(&person.family),
                    or_empty(&person.entity),
                    mentions,
                    start,
                    end,
                ]);
            }
        },
    },
    Table {
        name: "titles",
        columns: &[
            "document",
            "id",
            "title",
            "post",
            "country",
            "portfolios",
            "organization",
            "status",
            "holder",
            "mentions",
            "start",
            "end",
        ],
        rows: |extraction, rows| {
            for title in &extraction.titles {
                let [mentions, start, end] = places(&title.mentions);
                rows.add([
                    (&title.id).into(),
                    (&title.title).into(),
                    or_empty(&title.post),
                    or_empty(&title.country),
                    list(&title.portfolios),
                    or_empty(&title.organization),
                    word(&title.status),
                    or_empty(&title.holder),
                    mentions,
                    start,
                    end,
                ]);
            }
        },
    },
    Table {
        name: "countries",
        columns: &[
            "document", "id", "alpha2", "name", "kind", "mentions", "start", "end",
        ],
        rows: |extraction, rows| {
            for country in &extraction.countries {
                let [mentions, start, end] = places(&country.mentions);
                rows.add([
                    (&country.id).into(),
                    or_empty(&country.alpha2),
                    (&country.name).into(),
                    or_empty(&country.kind),
                    mentions,
                    start,
                    end,
                ]);
            }
        },
    },
    Table {
        name: "places",
        columns: &[
            "document", "id", "name", "country", "mentions", "start", "end",
        ],
        rows: |extraction, rows| {
            for place in &extraction.places {
                let [mentions, start, end] = places(&place.mentions);
                rows.add([
                    (&place.id).into(),
                    (&place.name).into(),
                    or_empty(&place.country),
                    mentions,
                    start,
                    end,
                ]);
            }
        },
    },
    Table {
        name: "organizations",
        columns: &[
            "document",
            "id",
            "entity",
            "name",
            "kind",
            "countries",
            "sectors",
            "mentions",
            "start",
            "end",
        ],
        rows: |extraction, rows| {
            for organization in &extraction.organizations {
                let [mentions, start, end] = places(&organization.mentions);
                rows.add([
                    (&organization.id).into(),
                    or_empty(&organization.entity),
                    (&organization.name).into(),
                    or_empty(&organization.kind),
                    list(&organization.countries),
                    list(&organization.sectors),
                    mentions,
                    start,
                    end,
                ]);
            }
        },
    },
    Table {
        name: "sectors",
        columns: &[
            "document", "id", "name", "parent", "isic", "mentions", "start", "end",
        ],
        rows: |extraction, rows| {
            for sector in &extraction.sectors {
                let [mentions, start, end] = places(&sector.mentions);
                rows.add([
                    (&sector.id).into(),
                    (&sector.name).into(),
                    or_empty(&sector.parent),
                    list(&sector.isic),
                    mentions,
                    start,
                    end,
                ]);
            }
        },
    },
    Table {
        name: "dates",
        columns: &[
            "document",
            "id",
            "type",
            "value",
            "mod",
            "grain",
            "from",
            "to",
            "valid",
            "basis",
            "alternatives",
            "start",
            "end",
            "text",
            "rule",
        ],
        rows: |extraction, rows| {
            for date in &extraction.dates {
                let rule = date.evidence.first();
                rows.add([
                    (&date.id).into(),
                    word(&date.kind),
                    (&date.value).into(),
                    or_empty(&date.modifier),
                    or_empty(&date.grain),
                    or_empty(&date.from),
                    or_empty(&date.to),
                    date.valid.to_string().into(),
                    (&date.basis).into(),
                    list(&date.alternatives),
                    date.start.to_string().into(),
                    date.end.to_string().into(),
                    (&date.text).into(),
                    rule.map_or("".into(), |proof| Cow::from(&proof.rule)),
                ]);
            }
        },
    },
];

fn or_empty(text: &Option<String>) -> Cell<'_> {
    text.as_deref().unwrap_or("").into()
}

fn list(words: &[String]) -> Cell<'_> {
    words.join(";").into()
}

/// The word that JSON has for a value.
fn word(value: &impl serde::Serialize) -> Cell<'static> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word.into(),
        _ => "".into(),
    }
}

/// How many mentions there are, and where the first is.
fn places(mentions: &[Mention]) -> [Cell<'static>; 3] {
    let first = mentions.first();
    [
        mentions.len().to_string().into(),
        first.map_or("".into(), |mention| mention.start.to_string().into()),
        first.map_or("".into(), |mention| mention.end.to_string().into()),
    ]
}
