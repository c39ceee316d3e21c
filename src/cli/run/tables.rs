//! Records as rows of tables, one table for each kind.

use std::borrow::Cow;

use attache::{Evidence, Extraction, Mention};

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
    /// A row of some cells and of those that tell where it is from.
    fn add<'e, const N: usize, const M: usize>(
        &mut self,
        cells: [Cell<'e>; N],
        place: [Cell<'e>; M],
    ) {
        let cells = cells.iter().chain(&place).map(|cell| cell.as_bytes());
        let row = std::iter::once(self.document.as_bytes()).chain(cells);
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
            rows.add(
                [
                    or_empty(&info.title),
                    or_empty(&info.published),
                    word(&info.published_source),
                    (&info.language).into(),
                    or_empty(&info.encoding),
                    info.length.to_string().into(),
                    or_empty(&info.digest),
                    or_empty(&info.duplicate_of),
                ],
                [],
            );
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
                    rows.add(
                        [
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
                        ],
                        proof(position.evidence.first()),
                    );
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
                rows.add(
                    [
                        (&person.id).into(),
                        (&person.name).into(),
                        or_empty(&person.given),
                        or_empty(&person.family),
                        or_empty(&person.entity),
                    ],
                    mentions(&person.mentions),
                );
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
                rows.add(
                    [
                        (&title.id).into(),
                        (&title.title).into(),
                        or_empty(&title.post),
                        or_empty(&title.country),
                        list(&title.portfolios),
                        or_empty(&title.organization),
                        word(&title.status),
                        or_empty(&title.holder),
                    ],
                    mentions(&title.mentions),
                );
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
                rows.add(
                    [
                        (&country.id).into(),
                        or_empty(&country.alpha2),
                        (&country.name).into(),
                        or_empty(&country.kind),
                    ],
                    mentions(&country.mentions),
                );
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
                rows.add(
                    [
                        (&place.id).into(),
                        (&place.name).into(),
                        or_empty(&place.country),
                    ],
                    mentions(&place.mentions),
                );
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
                rows.add(
                    [
                        (&organization.id).into(),
                        or_empty(&organization.entity),
                        (&organization.name).into(),
                        or_empty(&organization.kind),
                        list(&organization.countries),
                        list(&organization.sectors),
                    ],
                    mentions(&organization.mentions),
                );
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
                rows.add(
                    [
                        (&sector.id).into(),
                        (&sector.name).into(),
                        or_empty(&sector.parent),
                        list(&sector.isic),
                    ],
                    mentions(&sector.mentions),
                );
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
                let [.., rule] = proof(date.evidence.first());
                rows.add(
                    [
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
                    ],
                    [
                        date.start.to_string().into(),
                        date.end.to_string().into(),
                        (&date.text).into(),
                        rule,
                    ],
                );
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
fn mentions(mentions: &[Mention]) -> [Cell<'static>; 3] {
    let place = |place: fn(&Mention) -> usize| match mentions.first() {
        Some(first) => place(first).to_string().into(),
        None => "".into(),
    };
    [
        mentions.len().to_string().into(),
        place(|first| first.start),
        place(|first| first.end),
    ]
}

/// Where a proof is, its words and its rule.
fn proof(evidence: Option<&Evidence>) -> [Cell<'_>; 4] {
    let Some(proof) = evidence else {
        return [const { Cow::Borrowed("") }; 4];
    };
    [
        proof.start.to_string().into(),
        proof.end.to_string().into(),
        (&proof.text).into(),
        (&proof.rule).into(),
    ]
}
