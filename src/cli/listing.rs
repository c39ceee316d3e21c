//! The records of an extraction as a page to read: what `attache explain` shows under the text.

use std::fmt::Write as _;

use anstyle::Style;
use attache::{
    Certainty, Event, Evidence, Extraction, Mention, Person, Status, TemporalExpression, TimexType,
};

use super::explain::Kind;
use super::one_line;

/// One block for each kind that something was found of, in the order of [`Kind`].
pub(super) fn list(extraction: &Extraction, is_coloured: bool) -> String {
    let mut page = Page {
        out: String::new(),
        is_coloured,
    };
    page.document(extraction);
    for (kind, entries) in blocks(extraction) {
        page.block(kind, &entries);
    }
    page.out
}

/// A record, ready to be laid out.
struct Entry {
    id: String,
    name: String,
    lines: Vec<Line>,
}

/// A line under a record; `depth` counts steps to the right.
enum Line {
    Fact {
        depth: usize,
        label: &'static str,
        value: String,
    },
    /// A field whose name the pack chooses.
    Field { label: String, value: String },
    Proof {
        depth: usize,
        rule: String,
        span: String,
        words: String,
    },
}

impl Entry {
    fn new(id: &str, name: &str) -> Self {
        Self {
            id: id.to_owned(),
            name: one_line(name),
            lines: Vec::new(),
        }
    }

    fn fact(self, label: &'static str, value: impl IntoValue) -> Self {
        self.fact_at(0, label, value)
    }

    /// Adds a fact, if there is a value to show.
    fn fact_at(mut self, depth: usize, label: &'static str, value: impl IntoValue) -> Self {
        if let Some(value) = value.into_value() {
            self.lines.push(Line::Fact {
                depth,
                label,
                value: one_line(&value),
            });
        }
        self
    }

    fn proof(&mut self, depth: usize, rule: &str, start: usize, end: usize, words: &str) {
        self.lines.push(Line::Proof {
            depth,
            rule: rule.to_owned(),
            span: format!("{start}..{end}"),
            words: one_line(words),
        });
    }

    fn evidence(mut self, depth: usize, evidence: &[Evidence]) -> Self {
        for item in evidence {
            self.proof(depth, &item.rule, item.start, item.end, &item.text);
        }
        self
    }

    fn mentions(mut self, mentions: &[Mention]) -> Self {
        for item in mentions {
            self.proof(0, &item.rule, item.start, item.end, &item.text);
        }
        self
    }
}

/// What can stand in a fact: the value, or nothing.
trait IntoValue {
    fn into_value(self) -> Option<String>;
}

impl IntoValue for &str {
    fn into_value(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl IntoValue for &Option<String> {
    fn into_value(self) -> Option<String> {
        self.clone()
    }
}

impl IntoValue for &[String] {
    fn into_value(self) -> Option<String> {
        (!self.is_empty()).then(|| self.join(", "))
    }
}

/// Who takes part in an event, each with the role.
fn participants(event: &Event) -> Vec<String> {
    event.participants.iter().map(ToString::to_string).collect()
}

impl IntoValue for Status {
    fn into_value(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl IntoValue for Certainty {
    fn into_value(self) -> Option<String> {
        Some(self.to_string())
    }
}

impl IntoValue for TimexType {
    fn into_value(self) -> Option<String> {
        Some(self.to_string())
    }
}

/// Words on one line, without what would steer a terminal.
fn blocks(extraction: &Extraction) -> Vec<(Kind, Vec<Entry>)> {
    let organizations = extraction.organizations.iter().map(|item| {
        Entry::new(&item.id, &item.name)
            .fact("entity", &item.entity)
            .fact("kind", &item.kind)
            .fact("countries", &item.countries[..])
            .fact("members", &item.members[..])
            .fact("sectors", &item.sectors[..])
            .mentions(&item.mentions)
    });
    let places = extraction.places.iter().map(|item| {
        Entry::new(&item.id, &item.name)
            .fact("country", &item.country)
            .mentions(&item.mentions)
    });
    let countries = extraction.countries.iter().map(|item| {
        Entry::new(&item.id, &item.name)
            .fact("alpha-2", &item.alpha2)
            .fact("numeric", &item.numeric)
            .fact("kind", &item.kind)
            .fact("successors", &item.successors[..])
            .mentions(&item.mentions)
    });
    let titles = extraction.titles.iter().map(|item| {
        Entry::new(&item.id, &item.title)
            .fact("post", &item.post)
            .fact("country", &item.country)
            .fact("portfolios", &item.portfolios[..])
            .fact("organization", &item.organization)
            .fact("status", item.status)
            .fact("holder", &item.holder)
            .mentions(&item.mentions)
    });
    let sectors = extraction.sectors.iter().map(|item| {
        Entry::new(&item.id, &item.name)
            .fact("parent", &item.parent)
            .fact("isic", &item.isic[..])
            .fact("nace", &item.nace[..])
            .fact("naics", &item.naics[..])
            .fact("iptc", &item.iptc[..])
            .mentions(&item.mentions)
    });
    let events = extraction.events.iter().chain(&extraction.relations);
    let events = events.map(|item| {
        let amounts = item.amounts.iter();
        let amounts: Vec<String> = amounts
            .map(|amount| format!("{} {}", amount.value, amount.currency))
            .collect();
        Entry::new(&item.id, &item.kind)
            .fact("mode", &item.mode)
            .fact("subtype", &item.subtype)
            .fact("status", item.status.as_str())
            .fact("participants", &participants(item)[..])
            .fact("reported by", &item.reported_by[..])
            .fact("date", &item.date)
            .fact("place", &item.place)
            .fact("host", &item.host)
            .fact("organization", &item.organization)
            .fact("session", &item.session.map(|number| number.to_string()))
            .fact("sectors", &item.sectors[..])
            .fact("goods", &item.goods[..])
            .fact("amounts", &amounts[..])
            .fact("key", item.key.as_str())
            .evidence(0, &item.evidence)
    });
    let records = extraction.records.iter().map(|item| {
        let mut entry = Entry::new(&item.kind, &item.rule);
        entry
            .lines
            .extend(item.fields.iter().map(|(name, value)| Line::Field {
                label: name.clone(),
                value: one_line(&field(value)),
            }));
        entry.evidence(0, std::slice::from_ref(&item.evidence))
    });
    vec![
        (
            Kind::Officials,
            extraction.officials.iter().map(person).collect(),
        ),
        (Kind::People, extraction.people.iter().map(person).collect()),
        (Kind::Organizations, organizations.collect()),
        (Kind::Places, places.collect()),
        (Kind::Countries, countries.collect()),
        (Kind::Titles, titles.collect()),
        (Kind::Sectors, sectors.collect()),
        (Kind::Dates, extraction.dates.iter().map(date).collect()),
        (Kind::Events, events.collect()),
        (Kind::Records, records.collect()),
    ]
}

fn person(person: &Person) -> Entry {
    let mut entry = Entry::new(&person.id, &person.name)
        .fact("given", &person.given)
        .fact("family", &person.family)
        .fact("entity", &person.entity);
    if person.certainty == Certainty::Derived {
        entry = entry.fact("certainty", person.certainty);
    }
    for position in &person.positions {
        entry = entry
            .fact("position", position.title.as_str())
            .fact_at(1, "post", &position.post)
            .fact_at(1, "country", &position.country)
            .fact_at(1, "portfolios", &position.portfolios[..])
            .fact_at(1, "organization", &position.organization)
            .fact_at(1, "status", position.status)
            .fact_at(1, "as of", &position.as_of)
            .fact_at(1, "certainty", position.certainty)
            .evidence(1, &position.evidence);
    }
    entry.mentions(&person.mentions)
}

fn date(date: &TemporalExpression) -> Entry {
    let entry = Entry::new(&date.id, &date.text)
        .fact("type", date.kind)
        .fact("value", date.value.as_str())
        .fact("mod", &date.modifier)
        .fact("grain", &date.grain)
        .fact("from", &date.from)
        .fact("to", &date.to)
        .fact("valid", &(!date.valid).then(|| "no".to_owned()))
        .fact("basis", date.basis.as_str())
        .fact("alternatives", &date.alternatives[..]);
    entry.evidence(0, &date.evidence)
}

/// A field of a record: words, a list of words, or nothing.
fn field(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(words) => words.clone(),
        serde_json::Value::Array(items) => items.iter().map(field).collect::<Vec<_>>().join(", "),
        serde_json::Value::Null => "-".to_owned(),
        other => other.to_string(),
    }
}

/// The page as it grows. Writing to a string can't fail, so the results of `write!` say nothing.
struct Page {
    out: String,
    is_coloured: bool,
}

impl Page {
    fn document(&mut self, extraction: &Extraction) {
        let document = &extraction.document;
        self.styled(Style::new().bold(), "document");
        let source = document.published_source;
        let published = match (&document.published, source) {
            (Some(date), Some(source)) => format!("{date} ({source})"),
            (Some(date), None) => date.clone(),
            (None, _) => "unknown".to_owned(),
        };
        let unit = document.offset_unit;
        let _ = writeln!(self.out, "\n  published  {published}");
        let _ = writeln!(self.out, "  length     {} ({unit})", document.length);
    }

    fn block(&mut self, kind: Kind, entries: &[Entry]) {
        if entries.is_empty() {
            return;
        }
        self.out.push('\n');
        self.styled(kind.style().bold(), kind.name());
        self.out.push('\n');
        let width = entries
            .iter()
            .map(|entry| length(&entry.id))
            .max()
            .unwrap_or(0);
        for entry in entries {
            self.out.push_str("  ");
            self.styled(kind.style(), &entry.id);
            let gap = width - length(&entry.id) + 2;
            let _ = writeln!(self.out, "{:gap$}{}", "", entry.name);
            self.lines(&entry.lines, width + 4);
        }
    }

    fn lines(&mut self, lines: &[Line], indent: usize) {
        let widths = |line: &Line| match line {
            Line::Fact { depth, label, .. } => (2 * depth + length(label), 0, 0),
            Line::Field { label, .. } => (length(label), 0, 0),
            Line::Proof {
                depth, rule, span, ..
            } => (0, 2 * depth + length(rule), length(span)),
        };
        let (labels, rules, spans) = lines
            .iter()
            .map(widths)
            .fold((0, 0, 0), |a, b| (a.0.max(b.0), a.1.max(b.1), a.2.max(b.2)));
        for line in lines {
            let depth = match line {
                Line::Fact { depth, .. } | Line::Proof { depth, .. } => 2 * depth,
                Line::Field { .. } => 0,
            };
            let _ = write!(self.out, "{:1$}", "", indent + depth);
            let labels = labels.saturating_sub(depth);
            let rules = rules.saturating_sub(depth);
            let _ = match line {
                Line::Fact { label, value, .. } => writeln!(self.out, "{label:labels$}  {value}"),
                Line::Field { label, value } => writeln!(self.out, "{label:labels$}  {value}"),
                Line::Proof {
                    rule, span, words, ..
                } => {
                    writeln!(self.out, "{rule:rules$}  {span:spans$}  \"{words}\"")
                }
            };
        }
    }

    fn styled(&mut self, style: Style, words: &str) {
        let _ = if self.is_coloured {
            write!(self.out, "{style}{words}{style:#}")
        } else {
            write!(self.out, "{words}")
        };
    }
}

/// The width of words on the page, near enough: ids, labels and rules are letters and digits.
fn length(words: &str) -> usize {
    words.chars().count()
}
