//! What the tables are.

use std::collections::HashMap;

use super::{Cell, Column, ColumnKind, Table};
use crate::record::{Evidence, Mention};

/// All tables: `documents`, one for each kind of record, `records` of rules with labels of their own
/// (`fields` is a JSON object), and `mentions` of all records but dates, which have one each.
pub const TABLES: [Table; 13] = [
    Table {
        name: "documents",
        columns: &[
            text("document"),
            text("title"),
            day("published"),
            text("published_source"),
            text("language"),
            text("encoding"),
            integer("length"),
            text("digest"),
            text("duplicate_of"),
            text("incomplete"),
        ],
        rows: |extraction, rows| {
            let info = &extraction.document;
            rows.add(
                [
                    or_empty(&info.title),
                    day_of(&info.published),
                    info.published_source
                        .map_or(Cell::Empty, |source| text_of(source.as_str())),
                    text_of(&info.language),
                    or_empty(&info.encoding),
                    Cell::Integer(info.length),
                    or_empty(&info.digest),
                    or_empty(&info.duplicate_of),
                    info.incomplete
                        .map_or(Cell::Empty, |limit| text_of(limit.as_str())),
                ],
                [],
            );
        },
    },
    Table {
        name: "officials",
        columns: &[
            text("document"),
            text("id"),
            text("name"),
            text("entity"),
            text("title"),
            text("post"),
            text("country"),
            list("portfolios"),
            text("organization"),
            text("status"),
            day("as_of"),
            text("certainty"),
            integer("start"),
            integer("end"),
            text("text"),
            text("rule"),
        ],
        rows: |extraction, rows| {
            for person in &extraction.officials {
                for position in &person.positions {
                    rows.add(
                        [
                            text_of(&person.id),
                            text_of(&person.name),
                            or_empty(&person.entity),
                            text_of(&position.title),
                            or_empty(&position.post),
                            or_empty(&position.country),
                            Cell::List(&position.portfolios),
                            or_empty(&position.organization),
                            text_of(position.status.as_str()),
                            day_of(&position.as_of),
                            text_of(position.certainty.as_str()),
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
            text("document"),
            text("id"),
            text("name"),
            text("given"),
            text("family"),
            text("entity"),
            integer("mentions"),
            integer("start"),
            integer("end"),
        ],
        rows: |extraction, rows| {
            for person in extraction.officials.iter().chain(&extraction.people) {
                rows.add(
                    [
                        text_of(&person.id),
                        text_of(&person.name),
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
            text("document"),
            text("id"),
            text("title"),
            text("post"),
            text("country"),
            list("portfolios"),
            text("organization"),
            text("status"),
            text("holder"),
            integer("mentions"),
            integer("start"),
            integer("end"),
        ],
        rows: |extraction, rows| {
            for title in &extraction.titles {
                rows.add(
                    [
                        text_of(&title.id),
                        text_of(&title.title),
                        or_empty(&title.post),
                        or_empty(&title.country),
                        Cell::List(&title.portfolios),
                        or_empty(&title.organization),
                        text_of(title.status.as_str()),
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
            text("document"),
            text("id"),
            text("alpha2"),
            text("name"),
            text("kind"),
            integer("mentions"),
            integer("start"),
            integer("end"),
        ],
        rows: |extraction, rows| {
            for country in &extraction.countries {
                rows.add(
                    [
                        text_of(&country.id),
                        or_empty(&country.alpha2),
                        text_of(&country.name),
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
            text("document"),
            text("id"),
            text("name"),
            text("country"),
            integer("mentions"),
            integer("start"),
            integer("end"),
        ],
        rows: |extraction, rows| {
            for place in &extraction.places {
                rows.add(
                    [
                        text_of(&place.id),
                        text_of(&place.name),
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
            text("document"),
            text("id"),
            text("entity"),
            text("name"),
            text("kind"),
            list("countries"),
            list("sectors"),
            integer("mentions"),
            integer("start"),
            integer("end"),
        ],
        rows: |extraction, rows| {
            for organization in &extraction.organizations {
                rows.add(
                    [
                        text_of(&organization.id),
                        or_empty(&organization.entity),
                        text_of(&organization.name),
                        or_empty(&organization.kind),
                        Cell::List(&organization.countries),
                        Cell::List(&organization.sectors),
                    ],
                    mentions(&organization.mentions),
                );
            }
        },
    },
    Table {
        name: "sectors",
        columns: &[
            text("document"),
            text("id"),
            text("name"),
            text("parent"),
            list("isic"),
            integer("mentions"),
            integer("start"),
            integer("end"),
        ],
        rows: |extraction, rows| {
            for sector in &extraction.sectors {
                rows.add(
                    [
                        text_of(&sector.id),
                        text_of(&sector.name),
                        or_empty(&sector.parent),
                        Cell::List(&sector.isic),
                    ],
                    mentions(&sector.mentions),
                );
            }
        },
    },
    Table {
        name: "dates",
        columns: &[
            text("document"),
            text("id"),
            text("type"),
            text("value"),
            text("mod"),
            text("grain"),
            text("from"),
            text("to"),
            boolean("valid"),
            text("basis"),
            list("alternatives"),
            integer("start"),
            integer("end"),
            text("text"),
            text("rule"),
        ],
        rows: |extraction, rows| {
            for date in &extraction.dates {
                let [.., rule] = proof(date.evidence.first());
                rows.add(
                    [
                        text_of(&date.id),
                        text_of(date.kind.as_str()),
                        text_of(&date.value),
                        or_empty(&date.modifier),
                        or_empty(&date.grain),
                        or_empty(&date.from),
                        or_empty(&date.to),
                        Cell::Boolean(date.valid),
                        text_of(&date.basis),
                        Cell::List(&date.alternatives),
                    ],
                    [
                        Cell::Integer(date.start),
                        Cell::Integer(date.end),
                        text_of(&date.text),
                        rule,
                    ],
                );
            }
        },
    },
    Table {
        name: "events",
        columns: &[
            text("document"),
            text("id"),
            text("type"),
            text("mode"),
            text("subtype"),
            text("cameo"),
            text("status"),
            boolean("complete"),
            text("date"),
            boolean("date_inherited"),
            text("place"),
            text("organization"),
            text("host"),
            list("sectors"),
            list("goods"),
            list("reported_by"),
            text("key"),
            integer("start"),
            integer("end"),
            text("text"),
            text("rule"),
        ],
        rows: |extraction, rows| {
            let dates = extraction.dates.iter().map(|date| (&date.id, date));
            let dates: HashMap<_, _> = dates.collect();
            for event in extraction.events.iter().chain(&extraction.relations) {
                let date = event.date.as_ref().and_then(|id| dates.get(id));
                rows.add(
                    [
                        text_of(&event.id),
                        text_of(&event.kind),
                        or_empty(&event.mode),
                        or_empty(&event.subtype),
                        or_empty(&event.cameo),
                        text_of(&event.status),
                        Cell::Boolean(event.is_complete),
                        date.map_or(Cell::Empty, |date| text_of(&date.value)),
                        Cell::Boolean(event.date_inherited),
                        or_empty(&event.place),
                        or_empty(&event.organization),
                        or_empty(&event.host),
                        Cell::List(&event.sectors),
                        Cell::List(&event.goods),
                        Cell::List(&event.reported_by),
                        text_of(&event.key),
                    ],
                    proof(event.evidence.first()),
                );
            }
        },
    },
    Table {
        name: "participants",
        columns: &[text("document"), text("event"), text("ref"), text("role")],
        rows: |extraction, rows| {
            for event in extraction.events.iter().chain(&extraction.relations) {
                for one in &event.participants {
                    rows.add(
                        [
                            text_of(&event.id),
                            text_of(&one.reference),
                            text_of(&one.role),
                        ],
                        [],
                    );
                }
            }
        },
    },
    Table {
        name: "records",
        columns: &[
            text("document"),
            text("kind"),
            text("fields"),
            integer("start"),
            integer("end"),
            text("text"),
            text("rule"),
        ],
        rows: |extraction, rows| {
            for record in &extraction.records {
                let fields = serde_json::to_string(&record.fields).unwrap_or_default();
                rows.add(
                    [text_of(&record.kind), Cell::Text(fields.into())],
                    proof(Some(&record.evidence)),
                );
            }
        },
    },
    Table {
        name: "mentions",
        columns: &[
            text("document"),
            text("kind"),
            text("id"),
            text("form"),
            integer("start"),
            integer("end"),
            text("text"),
            text("rule"),
        ],
        rows: |extraction, rows| {
            for person in &extraction.officials {
                rows.add_mentions("officials", &person.id, &person.mentions);
            }
            for person in &extraction.people {
                rows.add_mentions("people", &person.id, &person.mentions);
            }
            for title in &extraction.titles {
                rows.add_mentions("titles", &title.id, &title.mentions);
            }
            for country in &extraction.countries {
                rows.add_mentions("countries", &country.id, &country.mentions);
            }
            for place in &extraction.places {
                rows.add_mentions("places", &place.id, &place.mentions);
            }
            for organization in &extraction.organizations {
                rows.add_mentions("organizations", &organization.id, &organization.mentions);
            }
            for sector in &extraction.sectors {
                rows.add_mentions("sectors", &sector.id, &sector.mentions);
            }
        },
    },
];

const fn text(name: &'static str) -> Column {
    column(name, ColumnKind::Text)
}

const fn list(name: &'static str) -> Column {
    column(name, ColumnKind::List)
}

const fn integer(name: &'static str) -> Column {
    column(name, ColumnKind::Integer)
}

const fn boolean(name: &'static str) -> Column {
    column(name, ColumnKind::Boolean)
}

const fn day(name: &'static str) -> Column {
    column(name, ColumnKind::Day)
}

const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column { name, kind }
}

pub(super) fn text_of(text: &str) -> Cell<'_> {
    Cell::Text(text.into())
}

fn or_empty(text: &Option<String>) -> Cell<'_> {
    text.as_deref().map_or(Cell::Empty, text_of)
}

/// The day of a date or of a date and time.
fn day_of(text: &Option<String>) -> Cell<'_> {
    let day = text.as_deref().and_then(|text| text.parse().ok());
    day.map_or(Cell::Empty, Cell::Day)
}

/// How many mentions there are, and where the first is.
fn mentions(mentions: &[Mention]) -> [Cell<'_>; 3] {
    let [start, end] = match mentions.first() {
        Some(first) => [Cell::Integer(first.start), Cell::Integer(first.end)],
        None => [Cell::Empty, Cell::Empty],
    };
    [Cell::Integer(mentions.len()), start, end]
}

/// Where a proof is, its words and its rule.
fn proof(evidence: Option<&Evidence>) -> [Cell<'_>; 4] {
    let Some(proof) = evidence else {
        return [const { Cell::Empty }; 4];
    };
    [
        Cell::Integer(proof.start),
        Cell::Integer(proof.end),
        text_of(&proof.text),
        text_of(&proof.rule),
    ]
}
