//! A compiled pack: everything that extraction needs, and nothing of how it was written.

use std::num::NonZeroU32;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::diagnostics::{Diagnostic, Place};
use super::event_words::EventWords;
use super::fields::Text;
use super::gold_types::GoldTypes;
use super::holders::Holders;
use super::index::Index;
use super::memberships::Memberships;
use super::rule_file::CaseSource;
use super::source::PackSource;
use super::table::{Row, Table, TableKind};
use super::template::{Condition, Expression, Template};
use super::written::Written;
use crate::matching::{EntryId, LabelId, LabelSet, Phrases, Programs, RuleId, Shapes, Vocabulary};
use crate::packed::{self, Column, packed_as};
use crate::segment::Tokenizer;

/// The labels that the engine itself gives a meaning. All others belong to the pack.
///
/// Their order is that of the constants in [`kinds`].
pub(crate) const KINDS: [&str; 23] = [
    "person",
    "official",
    "title",
    "country",
    "place",
    "organization",
    "sector",
    "date",
    "coref",
    "creation-time",
    "tense",
    "proper-name",
    "membership",
    "organization-kind",
    "holder",
    "known-person",
    "event-verb",
    "event-noun",
    "event-pair",
    "event-type",
    "clause-word",
    "amount",
    "relation",
];

/// The engine's own labels.
pub(crate) mod kinds {
    use crate::matching::LabelId;

    pub(crate) const PERSON: LabelId = LabelId(0);
    pub(crate) const OFFICIAL: LabelId = LabelId(1);
    pub(crate) const TITLE: LabelId = LabelId(2);
    pub(crate) const COUNTRY: LabelId = LabelId(3);
    pub(crate) const PLACE: LabelId = LabelId(4);
    pub(crate) const ORGANIZATION: LabelId = LabelId(5);
    pub(crate) const SECTOR: LabelId = LabelId(6);
    pub(crate) const DATE: LabelId = LabelId(7);
    pub(crate) const COREF: LabelId = LabelId(8);
    pub(crate) const CREATION_TIME: LabelId = LabelId(9);
    pub(crate) const TENSE: LabelId = LabelId(10);
    /// The name of something that has no records of its own; what stands in it is a part of the name.
    pub(crate) const PROPER_NAME: LabelId = LabelId(11);
    /// Which state belongs to which bloc, and when: for tables of entities only.
    pub(crate) const MEMBERSHIP: LabelId = LabelId(12);
    /// Kinds of organisation and what is known of them: for tables of entities only.
    pub(crate) const ORGANIZATION_KIND: LabelId = LabelId(13);
    /// Who held which post, and when: for tables of entities only.
    pub(crate) const HOLDER: LabelId = LabelId(14);
    /// Persons by all the names that they are known by: the ids are those of the holders.
    pub(crate) const KNOWN_PERSON: LabelId = LabelId(15);
    /// Verbs and nouns that tell events.
    pub(crate) const EVENT_VERB: LabelId = LabelId(16);
    pub(crate) const EVENT_NOUN: LabelId = LabelId(17);
    /// What these mean together, and the types of events: for tables of entities only.
    pub(crate) const EVENT_PAIR: LabelId = LabelId(18);
    pub(crate) const EVENT_TYPE: LabelId = LabelId(19);
    /// The small words that tell who does what to whom.
    pub(crate) const CLAUSE_WORD: LabelId = LabelId(20);
    /// Amounts of money, with the attributes `number`, `scale` (a power of ten) and `currency`.
    pub(crate) const AMOUNT: LabelId = LabelId(21);
    /// What lasts between two: rules record its `type`, `actor`, `recipient` and, if it is over, `status`.
    pub(crate) const RELATION: LabelId = LabelId(22);
}

/// The rule that stands for the tables and shapes of a label that rules emit too.
pub(crate) const TABLE_RULE: RuleId = RuleId::MAX;

/// A row of a gazetteer, or one form of a row whose surface has all inflections of a word.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    pub(crate) table: u16,
    pub(crate) label: LabelId,
    pub(crate) row: Row,
    /// Its place among the inflected surfaces; none if its surface is the row's.
    pub(crate) inflected: Option<NonZeroU32>,
}

impl Entry {
    /// Whether two entries are forms of one row.
    pub(crate) fn is_of_row(&self, other: &Self) -> bool {
        self.table == other.table && self.row == other.row
    }
}

packed_as!(
    Entry,
    4,
    |entry| {
        let [start, first_end, case] = entry.row.to_words();
        let [a, b] = entry.table.to_le_bytes();
        let kinds = u32::from_le_bytes([a, b, entry.label.0, case as u8]);
        let inflected = entry.inflected.map_or(0, NonZeroU32::get);
        [kinds, start, first_end, inflected]
    },
    |[kinds, start, first_end, inflected]| {
        let [a, b, label, case] = kinds.to_le_bytes();
        Self {
            table: u16::from_le_bytes([a, b]),
            label: LabelId(label),
            row: Row::from_words([start, first_end, case.into()]),
            inflected: NonZeroU32::new(inflected),
        }
    }
);

/// The gazetteers' entries, and the surfaces of those that are inflected.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Entries {
    pub(crate) list: Column<Entry>,
    /// The inflected surfaces, one after the other, where each ends, and what its form is called, by its
    /// place in `forms`.
    surfaces: String,
    #[serde(with = "packed")]
    inflected: Vec<(u32, u8)>,
    /// The names of forms, and none for what has no name.
    forms: Vec<Option<String>>,
}

/// A surface that is a form of a row's, and what the form is called.
#[derive(Debug)]
pub(crate) struct Inflected {
    pub(crate) surface: String,
    pub(crate) form: Option<String>,
}

impl Entries {
    pub(crate) fn add(&mut self, mut entry: Entry, inflected: Option<Inflected>) {
        if let Some(Inflected { surface, form }) = inflected {
            self.surfaces.push_str(&surface);
            let known = self.forms.iter().position(|other| *other == form);
            let form = known.unwrap_or_else(|| {
                self.forms.push(form);
                self.forms.len() - 1
            });
            self.inflected
                .push((self.surfaces.len() as u32, form as u8));
            entry.inflected = NonZeroU32::new(self.inflected.len() as u32);
        }
        self.list.push(entry);
    }

    /// What the form of an inflected entry is called.
    pub(crate) fn form(&self, entry: &Entry) -> Option<&str> {
        let number = entry.inflected?.get() as usize;
        let (_, form) = self.inflected[number - 1];
        self.forms[usize::from(form)].as_deref()
    }

    /// The words of an entry.
    pub(crate) fn surface<'a>(&'a self, tables: &'a [Table], entry: &Entry) -> &'a str {
        let Some(number) = entry.inflected else {
            return tables[usize::from(entry.table)].key(&entry.row)[0];
        };
        let end = |number: u32| match number.checked_sub(1) {
            Some(at) => self.inflected[at as usize].0 as usize,
            None => 0,
        };
        &self.surfaces[end(number.get() - 1)..end(number.get())]
    }
}

/// A field that a rule fills.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) templates: Vec<Template>,
    /// Written as a list.
    pub(crate) list: bool,
}

/// Which list of entities a short mention points into, and how it is chosen from it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refers {
    /// The lists, the first before the others.
    pub(crate) to: Vec<LabelId>,
    pub(crate) by: By,
    pub(crate) search: Search,
    pub(crate) pick: Pick,
    /// How many are meant at once.
    pub(crate) count: usize,
}

impl Refers {
    pub(crate) fn is_to(&self, label: LabelId) -> bool {
        self.to.contains(&label)
    }
}

/// What a short mention shares with its antecedent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum By {
    /// The captured `family` is the person's family name.
    Family,
    /// The captured `given` is the person's given name.
    Given,
    /// The captured `name` is the family name, or the given name if only one person bears it; of an organisation, a
    /// short form of the tables, or its name without the suffix of companies.
    Name,
    /// The captured `head` has the id of the organisation's head noun.
    Head,
    /// The captured `abbreviation` stood in brackets behind the organisation's name.
    Abbreviation,
    /// The captured `title` is one that the person holds.
    Title,
    /// The rule's attribute `kind` is the organisation's kind.
    Kind,
    /// Nothing: any antecedent will do.
    Any,
}

/// Where an antecedent may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Search {
    /// In the same sentence or an earlier one of the same paragraph.
    Paragraph,
    /// In the same sentence.
    Sentence,
    /// In the same sentence or the one before.
    Nearby,
    /// Anywhere in the document.
    Document,
}

/// Which antecedent is chosen where several fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Pick {
    /// The last one before the mention; failing that, the first one after it.
    NearestBefore,
    /// The only one; none if there are several.
    Unique,
    /// The ones mentioned most often so far.
    MostMentioned,
    /// The last one before the mention, if no other is named in the same sentence.
    Alone,
}

/// A rule or shape, apart from its pattern.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) emits: LabelId,
    pub(crate) captures: Vec<String>,
    /// The capture that the annotation covers, if not the whole match.
    pub(crate) mention: Option<u16>,
    /// The capture at whose beginning the search for the next match goes on, if not behind this one.
    pub(crate) resume: Option<u16>,
    pub(crate) record: Vec<Field>,
    pub(crate) attributes: Vec<Field>,
    pub(crate) value: Option<Expression>,
    pub(crate) modifier: Option<Template>,
    /// Captures that are temporal expressions of their own, with their values.
    pub(crate) also: Vec<(u16, Expression)>,
    pub(crate) refers: Option<Refers>,
    pub(crate) conditions: Vec<Condition>,
    /// The match is consumed, and nothing comes of it.
    pub(crate) drop: bool,
    /// Examples, as they are written.
    #[serde(skip)]
    pub(crate) yes: Vec<Text>,
    #[serde(skip)]
    pub(crate) no: Vec<Text>,
    #[serde(skip)]
    pub(crate) todo: Vec<Text>,
    #[serde(skip)]
    pub(crate) place: Place,
    #[serde(skip)]
    pub(crate) written: Written,
}

impl Rule {
    /// The index of a capture's name.
    pub(crate) fn capture(&self, name: &str) -> Option<u16> {
        self.captures
            .iter()
            .position(|known| known == name)
            .map(|i| i as u16)
    }
}

/// A compiled pack.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Pack {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) language: String,
    /// The document creation time of examples.
    #[serde(with = "super::partial_date::stored")]
    pub(crate) published: Option<Date>,
    pub(crate) labels: Labels,
    pub(crate) tables: Vec<Table>,
    pub(crate) entries: Entries,
    /// Where the attributes of an entity stand.
    pub(crate) entities: Entities,
    pub(crate) memberships: Memberships,
    pub(crate) holders: Holders,
    pub(crate) events: EventWords,
    pub(crate) gold_types: GoldTypes,
    pub(crate) tokenizer: Tokenizer,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) phrases: Phrases,
    pub(crate) shapes: Shapes,
    /// In the order in which they run.
    pub(crate) programs: Programs,
    pub(crate) rules: Vec<Rule>,
    #[serde(skip)]
    pub(crate) cases: Vec<CaseSource>,
    #[serde(skip)]
    pub(crate) warnings: Vec<Diagnostic>,
    /// What the pack was compiled from, if what only serves to try it has been left out: examples, cases, places, warnings.
    #[serde(skip)]
    pub(crate) left_out: Option<Vec<PackSource>>,
}

impl Pack {
    /// An attribute of a gazetteer's entry: a cell of its row, or of its entity's.
    pub(crate) fn entry_attribute(&self, entry: EntryId, name: &str) -> Option<&str> {
        let entry = &self.entries.list.at(entry as usize);
        let table = &self.tables[usize::from(entry.table)];
        if let Some(cell) = table.cell(&entry.row, name) {
            return Some(cell);
        }
        let label = self.labels.public(entry.label);
        match name {
            "label" => Some(self.labels.name(label)),
            "inflection" => self.entries.form(entry),
            _ => self.entity_attribute(label, table.cell(&entry.row, "id")?, name),
        }
    }

    /// An attribute of an entity, from the table of entities that has its id.
    pub(crate) fn entity_attribute(&self, label: LabelId, id: &str, name: &str) -> Option<&str> {
        let label = self.labels.name(label);
        let (table, row) = self.entities.get(&self.tables, label, id)?;
        table.cell(row, name)
    }

    /// True if there are entities of a label, but none with the id.
    pub(crate) fn lacks_entity(&self, label: LabelId, id: &str) -> bool {
        let name = self.labels.name(label);
        self.entities.labels.has(label) && self.entities.get(&self.tables, name, id).is_none()
    }

    /// The words of an entry.
    pub(crate) fn surface(&self, entry: EntryId) -> &str {
        let entry = &self.entries.list.at(entry as usize);
        self.entries.surface(&self.tables, entry)
    }

    /// The label that a table or shape of `label` is found under before the rules of the label run.
    pub(crate) fn found_label(&self, label: LabelId) -> LabelId {
        self.labels.hidden_of(label).unwrap_or(label)
    }

    /// The gazetteer that an entry stands in.
    pub(crate) fn entry_table(&self, entry: EntryId) -> &Table {
        &self.tables[usize::from(self.entries.list.at(entry as usize).table)]
    }
}

/// The rows of tables of entities, by label and id.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Entities {
    labels: LabelSet,
    by_id: Index,
}

impl Entities {
    /// The rows that tables of entities have of these labels.
    pub(super) fn new(tables: &[Table], labels: &Labels) -> Self {
        let mut entities = Self::default();
        let mut places = Vec::new();
        for (number, table) in (0..).zip(tables) {
            if table.kind == TableKind::Entities {
                let known = table.labels.iter().filter_map(|label| labels.get(label));
                known.for_each(|label| entities.labels.insert(label));
                let rows = (0..).zip(&table.rows);
                places.extend(rows.map(|(row, cells)| (table.key(cells)[0], (number, row))));
            }
        }
        entities.by_id = Index::new(places.into_iter());
        entities
    }

    /// The row of an id; of several with that id and label, the last one.
    fn get<'t>(&self, tables: &'t [Table], label: &str, id: &str) -> Option<(&'t Table, &'t Row)> {
        let rows = self.by_id.of(id).map(|(table, row)| {
            let table = &tables[usize::from(table)];
            (table, &table.rows[row as usize])
        });
        rows.filter(|(table, row)| table.key(row)[..2] == [id, label])
            .last()
    }
}

/// The names of labels.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Labels {
    names: Vec<String>,
    /// For each label, itself; for one under which tables and shapes are found before rules of the same name run,
    /// the label that all of them emit.
    public: Vec<LabelId>,
}

impl Labels {
    pub(crate) fn new() -> Self {
        Self {
            names: KINDS.map(str::to_owned).to_vec(),
            public: (0..KINDS.len() as u8).map(LabelId).collect(),
        }
    }

    pub(crate) fn get(&self, name: &str) -> Option<LabelId> {
        let index = self.names.iter().position(|known| known == name)?;
        Some(LabelId(index as u8))
    }

    /// The label of a name, new if need be; none if there are too many.
    pub(crate) fn intern(&mut self, name: &str) -> Option<LabelId> {
        if let Some(label) = self.get(name) {
            return Some(label);
        }
        if self.names.len() >= crate::matching::MAX_LABELS {
            return None;
        }
        let label = LabelId(self.names.len() as u8);
        self.names.push(name.to_owned());
        self.public.push(label);
        Some(label)
    }

    /// The label under which the tables and shapes of `label` are found before its rules run.
    pub(crate) fn intern_hidden(&mut self, label: LabelId) -> Option<LabelId> {
        let name = format!("{}#found", self.name(label));
        let hidden = self.intern(&name)?;
        self.public[hidden.index()] = label;
        Some(hidden)
    }

    fn hidden_of(&self, label: LabelId) -> Option<LabelId> {
        let mut labels = (0..).map(LabelId).zip(&self.public);
        let hidden = labels.find(|(own, public)| **public == label && *own != label);
        hidden.map(|(own, _)| own)
    }

    /// The label that a reader knows.
    pub(crate) fn public(&self, label: LabelId) -> LabelId {
        self.public[label.index()]
    }

    pub(crate) fn name(&self, label: LabelId) -> &str {
        &self.names[label.index()]
    }

    /// The names of all labels that a pattern can use.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.names
            .iter()
            .map(String::as_str)
            .filter(|name| !name.contains('#'))
    }
}
