//! Organisations, and the mentions that only refer to them.

use std::collections::HashMap;

use jiff::civil::Date;

use super::antecedents::{Key, Named, Short, link, put_in_order};
use super::entities::list;
use super::people::People;
use super::{mention, mention_as, on_one_line};
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::{By, Pick, Refers, kinds};
use crate::record::{Organization, forms};
use crate::segment::Class;

/// The capture and field that hold the head noun of a name.
const HEAD: &str = "head";
/// The capture that holds an abbreviation.
const ABBREVIATION: &str = "abbreviation";
/// The capture that holds a short name.
const NAME: &str = "name";
/// The field that holds the name without what companies add to it.
const SHORT: &str = "short";
/// The attribute and field that hold the kind.
const KIND: &str = "kind";
/// The capture and field that hold the word for what it does.
const TRADE: &str = "trade";

/// The organisations of a document.
pub(crate) struct Organizations {
    records: Vec<Organization>,
    of: HashMap<AnnotationId, usize>,
}

impl Organizations {
    pub(crate) fn collect(
        analysis: &Analysis<'_>,
        people: &People,
        published: Option<Date>,
    ) -> Self {
        let mut found = Self {
            records: Vec::new(),
            of: HashMap::new(),
        };
        let mut index: HashMap<String, usize> = HashMap::new();
        let mut named = Vec::new();
        for id in analysis.annotations.of(kinds::ORGANIZATION) {
            let key = identity(analysis, id);
            let at = *index.entry(key).or_insert_with(|| {
                found.records.push(Organization::default());
                found.records.len() - 1
            });
            found.of.insert(id, at);
            let record = &mut found.records[at];
            record.mentions.push(mention(analysis, id));
            describe(analysis, id, record);
            named.push(Named {
                at: analysis.span(id).0,
                entity: at,
                keys: keys(analysis, id),
            });
        }
        found.add_short_mentions(analysis, people, named);
        for (number, record) in (1..).zip(&mut found.records) {
            record.id = format!("o{number}");
            let bloc = record.entity.as_deref().unwrap_or("");
            let members = analysis.pack.memberships.of(bloc, published);
            record.members = members.into_iter().map(str::to_owned).collect();
        }
        found
    }

    fn add_short_mentions(&mut self, analysis: &Analysis<'_>, people: &People, named: Vec<Named>) {
        let mut short = Vec::new();
        for id in analysis.annotations.of(kinds::COREF) {
            let refers = analysis.rule(id).and_then(|rule| rule.refers.as_ref());
            let is_free =
                |refers: &&Refers| refers.is_to(kinds::ORGANIZATION) && people.of(id).is_none();
            let Some(refers) = refers.filter(is_free) else {
                continue;
            };
            short.push(Short {
                at: analysis.span(id).0,
                annotation: id,
                keys: short_keys(analysis, id, refers),
                search: refers.search,
            });
        }
        for link in link(analysis, named, short) {
            self.of.insert(link.annotation, link.entity);
            let record = &mut self.records[link.entity];
            let form = match link.key.split(':').next() {
                Some(HEAD | KIND | TRADE) => forms::TITLE,
                Some(ABBREVIATION) => ABBREVIATION,
                _ => SHORT,
            };
            record
                .mentions
                .push(mention_as(analysis, link.annotation, form.to_owned()));
        }
        // A short mention can stand before what it stands for.
        put_in_order(&mut self.records, &mut self.of, |record| {
            &mut record.mentions
        });
    }

    /// The organisation that an annotation names or refers to.
    pub(crate) fn of(&self, id: AnnotationId) -> Option<&Organization> {
        self.of.get(&id).map(|&at| &self.records[at])
    }

    pub(crate) fn into_records(self) -> Vec<Organization> {
        self.records
    }
}

/// What a short mention can find its organisation by, the best first.
fn short_keys(analysis: &Analysis<'_>, id: AnnotationId, refers: &Refers) -> Vec<Key> {
    let capture = |name: &str| analysis.captures(id, name).next();
    let text = |name: &str| capture(name).map(|word| analysis.capture_text(word));
    let entity = |name: &str| analysis.capture_attribute(capture(name)?, "id");
    let found = match refers.by {
        By::Head => entity(HEAD).map(|head| key(HEAD, &head.to_lowercase())),
        By::Abbreviation => text(ABBREVIATION).map(|word| key(ABBREVIATION, word)),
        By::Name => match entity(NAME) {
            Some(known) => Some(key("id", &known)),
            None => text(NAME).map(|name| key(SHORT, &name.to_lowercase())),
        },
        By::Kind => analysis.attribute(id, KIND).map(|kind| key(KIND, &kind)),
        _ => None,
    };
    let trade = entity(TRADE).map(|trade| Key {
        text: key(TRADE, &trade),
        pick: Pick::NearestBefore,
    });
    let found = found.map(|text| Key {
        text,
        pick: refers.pick,
    });
    trade.into_iter().chain(found).collect()
}

fn key(by: &str, value: &str) -> String {
    format!("{by}:{value}")
}

/// What a short mention can find an organisation by: its id, its kind, its trade, its head noun, its name without what
/// companies add to it, and the abbreviation that stands in brackets behind its name.
fn keys(analysis: &Analysis<'_>, id: AnnotationId) -> Vec<String> {
    let mut keys = Vec::new();
    for name in [HEAD, SHORT, TRADE] {
        let values = analysis.field(id, name);
        keys.extend(values.iter().map(|value| key(name, &value.to_lowercase())));
    }
    for name in ["id", KIND] {
        let value = analysis.attribute(id, name);
        keys.extend(value.map(|value| key(name, &value)));
    }
    let end = analysis.get(id).match_end as usize;
    if let Some([open, word, close]) = analysis.segmented.tokens.get(end..end + 3)
        && (open.text(analysis.text), close.text(analysis.text)) == ("(", ")")
        && word.class.has(Class::UPPERCASE)
    {
        keys.push(key(ABBREVIATION, word.text(analysis.text)));
    }
    keys
}

/// What makes two annotations name one organisation: the rule's `identity`, the gazetteer's id, or
/// the same words.
fn identity(analysis: &Analysis<'_>, id: AnnotationId) -> String {
    let mut parts = analysis.field(id, "identity");
    if !parts.is_empty() {
        parts.sort();
        return format!("identity:{}", parts.join("\u{1F}"));
    }
    match analysis.attribute(id, "id") {
        Some(own) => format!("id:{own}"),
        None => {
            let name = analysis.field(id, "name");
            let name = name.first().map_or(analysis.text(id), |name| name);
            format!("name:{}", on_one_line(name).to_lowercase())
        }
    }
}

/// Adds to a record what one more annotation says of it.
fn describe(analysis: &Analysis<'_>, id: AnnotationId, record: &mut Organization) {
    let values = |name: &str| {
        let mut values: Vec<String> = analysis
            .field(id, name)
            .iter()
            .map(ToString::to_string)
            .collect();
        if values.is_empty() {
            values = analysis
                .attribute(id, name)
                .map_or_else(Vec::new, |cell| list(&cell));
        }
        values
    };
    let name = analysis.field(id, "name");
    let name = match (name.first(), analysis.attribute(id, "name")) {
        (Some(name), _) => on_one_line(name),
        (None, Some(name)) => name.into_owned(),
        (None, None) => on_one_line(analysis.text(id)),
    };
    if name.chars().count() > record.name.chars().count() {
        record.name = name;
    }
    record.entity = record
        .entity
        .take()
        .or_else(|| values("id").into_iter().next());
    record.kind = record
        .kind
        .take()
        .or_else(|| values("kind").into_iter().next());
    extend_new(&mut record.countries, values("countries"));
    if analysis.rule(id).is_none() {
        extend_new(&mut record.countries, values("country"));
        extend_new(&mut record.countries, values("seat"));
    }
    extend_new(&mut record.sectors, values("sectors"));
}

fn extend_new(list: &mut Vec<String>, more: Vec<String>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}
