//! What the pack knows of events: verbs and nouns with their codes, what they mean together, and the small words
//! that tell who does what to whom.

use std::collections::{BTreeMap, HashMap};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::diagnostics::{Place, Sink, did_you_mean};
use super::model::{Entries, Entry, Labels, kinds};
use super::table::{Row, Table, entity_rows};
use crate::matching::{EntryId, LabelId};

/// What a small word does in a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Role {
    Determiner,
    Be,
    Have,
    Do,
    /// What follows is still to come.
    Future,
    /// What follows may be or not.
    Conditional,
    /// What follows is an obligation.
    Must,
    Not,
    /// Before a verb or a recipient.
    To,
    By,
    With,
    Between,
    Against,
    From,
    For,
    Of,
    In,
    On,
    /// Another clause begins.
    Break,
    /// A clause about what stands before.
    Relative,
    That,
    And,
    /// A verb by which somebody tells something.
    Report,
    According,
    Pronoun,
    Adverb,
    /// What is said to be so goes on.
    Ongoing,
    /// Those that the text has spoken of, together.
    Group,
    /// Joined to a name by a hyphen, it says that who is named acts: "Saudi-led".
    Led,
}

const ROLES: [(&str, Role); 29] = [
    ("determiner", Role::Determiner),
    ("be", Role::Be),
    ("have", Role::Have),
    ("do", Role::Do),
    ("future", Role::Future),
    ("conditional", Role::Conditional),
    ("must", Role::Must),
    ("not", Role::Not),
    ("to", Role::To),
    ("by", Role::By),
    ("with", Role::With),
    ("between", Role::Between),
    ("against", Role::Against),
    ("from", Role::From),
    ("for", Role::For),
    ("of", Role::Of),
    ("in", Role::In),
    ("on", Role::On),
    ("break", Role::Break),
    ("relative", Role::Relative),
    ("that", Role::That),
    ("and", Role::And),
    ("report", Role::Report),
    ("according", Role::According),
    ("pronoun", Role::Pronoun),
    ("adverb", Role::Adverb),
    ("ongoing", Role::Ongoing),
    ("group", Role::Group),
    ("led", Role::Led),
];

/// How a verb takes those who take part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Frame {
    /// One does it to another.
    #[default]
    Act,
    /// The same, and it is an event only if both are named.
    Both,
    /// They do it with each other.
    Mutual,
    /// What is promised, asked or threatened follows, and is no event of its own.
    Clause,
    /// One does it; there is no object.
    Intransitive,
}

const FRAMES: [(&str, Frame); 5] = [
    ("", Frame::Act),
    ("both", Frame::Both),
    ("mutual", Frame::Mutual),
    ("clause", Frame::Clause),
    ("intransitive", Frame::Intransitive),
];

/// The form of a verb, by what pack.toml calls it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Form {
    #[default]
    Base,
    Present,
    Past,
    Gerund,
}

const FORMS: [(&str, Form); 4] = [
    ("base", Form::Base),
    ("present", Form::Present),
    ("past", Form::Past),
    ("gerund", Form::Gerund),
];

/// The number of a class of verbs or nouns, or of a type.
pub(crate) type Number = u16;

/// What an event is called.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Coding {
    /// The place of its type in [`EventWords::types`].
    pub(crate) kind: Number,
    pub(crate) mode: Option<String>,
    pub(crate) subtype: Option<String>,
    /// The subject has it from another, who does it: "received a loan from".
    pub(crate) is_reversed: bool,
}

/// A verb or noun that can tell an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EventWord {
    pub(crate) class: Number,
    pub(crate) coding: Option<Coding>,
    pub(crate) frame: Frame,
    pub(crate) form: Form,
    /// Who does it is host to the others.
    pub(crate) is_host: bool,
    /// What can be delivered.
    pub(crate) is_goods: bool,
    /// Who a noun is said of, if that is told: "the bailout of", "the refusal of".
    pub(crate) of: Option<Of>,
}

/// What part those have whom a noun is said of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Of {
    Actor,
    Recipient,
}

const OFS: [(&str, Option<Of>); 3] = [
    ("", None),
    ("actor", Some(Of::Actor)),
    ("recipient", Some(Of::Recipient)),
];

/// A type of event.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct EventType {
    pub(crate) id: String,
    /// The root code of CAMEO.
    pub(crate) cameo: Option<String>,
    pub(crate) is_hostile: bool,
    /// The types that it has when it is promised or threatened, and when it is refused.
    pub(crate) future: Number,
    pub(crate) refused: Number,
    /// Those who are in the place where it happens suffer it.
    pub(crate) is_local: bool,
    /// It takes two.
    pub(crate) is_shared: bool,
}

/// Everything that the pack knows of events.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct EventWords {
    pub(crate) types: Vec<EventType>,
    words: FxHashMap<EntryId, EventWord>,
    roles: FxHashMap<EntryId, Role>,
    /// Those without a coding say nothing.
    pairs: FxHashMap<(Number, Number), Option<Coding>>,
    /// What a sum of money is as a noun.
    pub(crate) money: Option<EventWord>,
    /// The type of an obligation that somebody tells another of.
    pub(crate) demand: Option<Number>,
}

impl EventWords {
    pub(crate) fn word(&self, entry: EntryId) -> Option<&EventWord> {
        self.words.get(&entry)
    }

    pub(crate) fn role(&self, entry: EntryId) -> Option<Role> {
        self.roles.get(&entry).copied()
    }

    /// What a verb says with its object, if they belong together; none inside if that is nothing.
    pub(crate) fn pair(&self, verb: Number, noun: Number) -> Option<Option<&Coding>> {
        self.pairs.get(&(verb, noun)).map(Option::as_ref)
    }

    pub(super) fn compile(
        tables: &[Table],
        entries: &Entries,
        labels: &Labels,
        sink: &mut Sink,
    ) -> Self {
        let mut words = Self::default();
        let mut reader = Reader {
            types: BTreeMap::new(),
            classes: [HashMap::new(), HashMap::new()],
            sink,
        };
        reader.types(tables, labels, &mut words);
        // The entries of a row, one for each form, stand behind each other.
        let mut last: Option<(Entry, Option<EventWord>)> = None;
        for (id, entry) in (0..).zip(entries.list.iter()) {
            let table = &tables[usize::from(entry.table)];
            match labels.public(entry.label) {
                label @ (kinds::EVENT_VERB | kinds::EVENT_NOUN) => {
                    let word = match &last {
                        Some((other, word)) if other.is_of_row(&entry) => word.clone(),
                        _ => reader.word(table, &entry.row, label),
                    };
                    let form = form(entries.form(&entry).unwrap_or_default());
                    if table.cell(&entry.row, "amount").is_some() {
                        words.money.clone_from(&word);
                    }
                    let formed = word.clone().map(|word| EventWord { form, ..word });
                    words.words.extend(formed.map(|word| (id, word)));
                    last = Some((entry, word));
                }
                kinds::CLAUSE_WORD => {
                    let role = reader.one_of(table, &entry.row, "id", &ROLES);
                    words.roles.extend(role.map(|role| (id, role)));
                }
                _ => {}
            }
        }
        reader.pairs(tables, &mut words);
        words
    }
}

/// The form that pack.toml calls so; what it calls otherwise is none that events know.
fn form(name: &str) -> Form {
    let known = FORMS.iter().find(|(known, _)| *known == name);
    known.map_or(Form::Base, |(_, form)| *form)
}

struct Reader<'s> {
    /// In order, so that what a mistake is likened to never depends on chance.
    types: BTreeMap<String, Number>,
    /// The classes of verbs and those of nouns.
    classes: [HashMap<String, Number>; 2],
    sink: &'s mut Sink,
}

impl Reader<'_> {
    fn types(&mut self, tables: &[Table], labels: &Labels, words: &mut EventWords) {
        let label = labels.name(kinds::EVENT_TYPE);
        let rows = || entity_rows(tables, label);
        for (number, (table, row)) in (0..).zip(rows()) {
            self.types.insert(table.key(row)[0].to_owned(), number);
        }
        for (table, row) in rows() {
            let own = self.types[table.key(row)[0]];
            let mut other = |column: &str| match table.cell(row, column) {
                Some(cell) => self.kind(table, row, cell).unwrap_or(own),
                None => own,
            };
            words.types.push(EventType {
                id: table.key(row)[0].to_owned(),
                cameo: table.cell(row, "cameo").map(str::to_owned),
                is_hostile: table.cell(row, "attitude") == Some("hostile"),
                future: other("future"),
                refused: other("refused"),
                is_local: table.cell(row, "inside") == Some("recipient"),
                is_shared: table.cell(row, "shared").is_some(),
            });
            if table.cell(row, "obligation").is_some() {
                words.demand = Some(own);
            }
        }
    }

    fn kind(&mut self, table: &Table, row: &Row, name: &str) -> Option<Number> {
        let kind = self.types.get(name).copied();
        if kind.is_none() {
            let known = self.types.keys().map(String::as_str);
            let help = did_you_mean(name, known);
            let message = format!("there is no event type `{name}`");
            self.sink
                .error_help("P411", &table.row_place(row), message, help);
        }
        kind
    }

    fn coding(&mut self, table: &Table, row: &Row) -> Option<Coding> {
        let kind = table.cell(row, "type")?;
        Some(Coding {
            kind: self.kind(table, row, kind)?,
            mode: table.cell(row, "mode").map(str::to_owned),
            subtype: table.cell(row, "subtype").map(str::to_owned),
            is_reversed: table.cell(row, "reversed").is_some(),
        })
    }

    fn word(&mut self, table: &Table, row: &Row, label: LabelId) -> Option<EventWord> {
        let classes = &mut self.classes[usize::from(label == kinds::EVENT_NOUN)];
        let next = classes.len() as Number;
        let class = *classes.entry(table.key(row)[2].to_owned()).or_insert(next);
        let coding = self.coding(table, row);
        let frame = match table.column("frame") {
            Some(_) => self.one_of(table, row, "frame", &FRAMES)?,
            None => Frame::Act,
        };
        let of = match table.column("of") {
            Some(_) => self.one_of(table, row, "of", &OFS)?,
            None => None,
        };
        Some(EventWord {
            class,
            coding,
            frame,
            form: Form::Base,
            is_host: table.cell(row, "host").is_some(),
            is_goods: table.cell(row, "goods").is_some(),
            of,
        })
    }

    fn pairs(&mut self, tables: &[Table], words: &mut EventWords) {
        let label = crate::pack::KINDS[kinds::EVENT_PAIR.index()];
        for (table, row) in entity_rows(tables, label) {
            let id = table.key(row)[0];
            let pair = id.split_once('+').and_then(|(verb, noun)| {
                let [verbs, nouns] = &self.classes;
                Some((*verbs.get(verb)?, *nouns.get(noun)?))
            });
            let Some(pair) = pair else {
                let message =
                    format!("`{id}` is no class of verbs and one of nouns with a + between");
                self.sink.error("P411", &table.row_place(row), message);
                continue;
            };
            words.pairs.insert(pair, self.coding(table, row));
        }
    }

    /// What the word in a cell stands for.
    fn one_of<T: Copy>(
        &mut self,
        table: &Table,
        row: &Row,
        column: &str,
        known: &[(&'static str, T)],
    ) -> Option<T> {
        let cell = table.cell(row, column).unwrap_or("");
        let found = known.iter().find(|(name, _)| *name == cell);
        if found.is_none() {
            let help = did_you_mean(cell, known.iter().map(|(name, _)| *name));
            let message = format!("`{cell}` is no word for `{column}`");
            let place: Place = table.row_place(row);
            self.sink.error_help("P411", &place, message, help);
        }
        found.map(|(_, value)| *value)
    }
}
