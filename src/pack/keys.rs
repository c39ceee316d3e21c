//! The keys of a pack's TOML files: what each holds and what it is for. Unknown keys are found, files are laid out and the
//! JSON Schema for editors is made by these lists.

/// A key of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key {
    pub(crate) name: &'static str,
    pub(crate) holds: Holds,
    /// What it is for, for who writes packs.
    pub(crate) help: &'static str,
    pub(crate) is_required: bool,
}

/// What a key holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Holds {
    Text,
    /// One of these words.
    Word(&'static [&'static str]),
    Integer,
    Boolean,
    Date,
    /// A text or a list of texts.
    Texts,
    /// A table of texts.
    TextTable,
    /// A table of texts or lists of texts.
    TextsTable,
    /// A table with keys of its own.
    Table(&'static [Key]),
    /// A list of such tables.
    Tables(&'static [Key]),
    /// Tables of lists of the output, each with a part of one of its members.
    Expectations,
}

const fn key(name: &'static str, holds: Holds, help: &'static str) -> Key {
    Key {
        name,
        holds,
        help,
        is_required: false,
    }
}

const fn required(name: &'static str, holds: Holds, help: &'static str) -> Key {
    Key {
        name,
        holds,
        help,
        is_required: true,
    }
}

/// The names of keys.
pub(crate) fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

/// Where a match of a rule may stand.
pub(crate) const WITHIN: [&str; 2] = ["sentence", "header"];

/// What a short mention shares with its antecedent.
pub(crate) const BY: [&str; 7] = [
    "family",
    "given",
    "name",
    "head",
    "abbreviation",
    "title",
    "kind",
];

/// Where its antecedent may stand.
pub(crate) const SEARCH: [&str; 4] = ["document", "paragraph", "nearby", "sentence"];

/// Which antecedent is chosen.
pub(crate) const PICK: [&str; 4] = ["nearest-before", "unique", "most-mentioned", "alone"];

/// The keys of `refers`.
pub(crate) const REFERS: [Key; 5] = [
    required(
        "to",
        Holds::Text,
        "The lists whose records can be meant: person, organization, country, with | between",
    ),
    key(
        "by",
        Holds::Word(&BY),
        "What the mention shares with the record; nothing if it is left out",
    ),
    key(
        "search",
        Holds::Word(&SEARCH),
        "Where the record may have been mentioned [document]",
    ),
    key(
        "pick",
        Holds::Word(&PICK),
        "Which is chosen where several fit [nearest-before]",
    ),
    key("count", Holds::Integer, "How many are meant at once [1]"),
];

/// The keys of `[[rule]]` and `[[shape]]`, in the order in which they are laid out.
pub(crate) const RULE: [Key; 24] = [
    required(
        "id",
        Holds::Text,
        "The rule's name, in letters, digits, hyphens, dots and underscores; -name takes a rule of an earlier pack out",
    ),
    key(
        "note",
        Holds::Text,
        "For who reads the rule; nothing else is done with it",
    ),
    key(
        "emits",
        Holds::Text,
        "The label of what is found; a label of your own, or one of the engine's, such as official, person, country, date",
    ),
    key(
        "pattern",
        Holds::Text,
        "What is matched: a pattern line, or for a shape a regular expression",
    ),
    key(
        "priority",
        Holds::Integer,
        "Of matches that begin and end together the one with the greater number is taken [0]",
    ),
    key(
        "before",
        Holds::Text,
        "A pattern that must stand right before the match",
    ),
    key(
        "after",
        Holds::Text,
        "A pattern that must stand right behind the match",
    ),
    key(
        "not_before",
        Holds::Text,
        "A pattern that must not stand right before the match",
    ),
    key(
        "not_after",
        Holds::Text,
        "A pattern that must not stand right behind the match",
    ),
    key(
        "within",
        Holds::Word(&WITHIN),
        "Where the match must be: in one sentence, or in the first sentences of a document [sentence]",
    ),
    key(
        "beside",
        Holds::Text,
        "A label that the sentence must have too",
    ),
    key(
        "where",
        Holds::Texts,
        "Conditions on captures, such as \"{day.n} <= 31\", of which all must hold",
    ),
    key(
        "drop",
        Holds::Boolean,
        "The words are taken, and nothing comes of them [false]",
    ),
    key(
        "mention",
        Holds::Text,
        "The capture that is found, if not the whole match",
    ),
    key(
        "resume",
        Holds::Text,
        "The capture at whose beginning the search goes on, if not behind the match",
    ),
    key(
        "value",
        Holds::Text,
        "The value of a date: a calendar expression of the captures",
    ),
    key("mod", Holds::Text, "The modifier of a date, such as APPROX"),
    key(
        "also",
        Holds::TextTable,
        "Further captures that are dates, each with its expression",
    ),
    key(
        "record",
        Holds::TextsTable,
        "The fields of the record, each a text with captures in braces, or a list of them",
    ),
    key(
        "attributes",
        Holds::TextsTable,
        "Attributes that other rules can ask for, written as fields are",
    ),
    key(
        "refers",
        Holds::Table(&REFERS),
        "Whom a short mention may mean",
    ),
    key(
        "yes",
        Holds::Texts,
        "Texts in which the rule must fire, with [words]{capture} marked",
    ),
    key("no", Holds::Texts, "Texts in which it must not"),
    key(
        "todo",
        Holds::Texts,
        "Texts in which it should, and can't yet",
    ),
];

/// The keys of these that a shape has not.
pub(crate) const OF_WORDS: [&str; 6] = [
    "before",
    "after",
    "not_before",
    "not_after",
    "within",
    "beside",
];

/// The keys of `[[inflection]]`.
pub(crate) const INFLECTION: [Key; 3] = [
    required(
        "ends",
        Holds::Text,
        "What a word ends in: a regular expression",
    ),
    key("strip", Holds::Integer, "How many letters go [0]"),
    key("add", Holds::Texts, "The endings that come"),
];

/// The keys of `[[form]]`.
pub(crate) const FORM: [Key; 2] = [
    required(
        "ends",
        Holds::Text,
        "What the form ends in: a regular expression",
    ),
    required(
        "name",
        Holds::Text,
        "What it is called: the attribute `inflection` of rows",
    ),
];

/// The keys of `[[case]]`.
pub(crate) const CASE: [Key; 5] = [
    required("name", Holds::Text, "What the case is called in messages"),
    key(
        "published",
        Holds::Date,
        "When the text was published [the pack's day]",
    ),
    required("text", Holds::Text, "A whole document"),
    key(
        "expect",
        Holds::Expectations,
        "What must come out: a table from a list of the output to a part of one of its members, or a list of such tables",
    ),
    key("reject", Holds::Expectations, "What must not"),
];

/// The keys of a file in `rules/`.
pub(crate) const RULES: [Key; 3] = [
    key(
        "macros",
        Holds::TextTable,
        "Parts of patterns that are written as $name",
    ),
    key(
        "rule",
        Holds::Tables(&RULE),
        "A construction: words and what is known of them",
    ),
    key(
        "shape",
        Holds::Tables(&RULE),
        "Something that is known by its letters",
    ),
];

/// The keys of a file in `cases/`.
pub(crate) const CASES: [Key; 1] = [key(
    "case",
    Holds::Tables(&CASE),
    "A whole document with what must come out of it",
)];

/// The keys of `pack.toml`.
pub(crate) const MANIFEST: [Key; 11] = [
    key("name", Holds::Text, "What the pack is called"),
    key("version", Holds::Text, "Which version of it this is"),
    key(
        "language",
        Holds::Text,
        "The language of its texts, as BCP 47 has it",
    ),
    key("license", Holds::Text, "Who may use its data, and how"),
    key("description", Holds::Text, "What it is for"),
    key(
        "published",
        Holds::Date,
        "The day on which all examples are taken to be published; an overlay leaves it out",
    ),
    key(
        "clitics",
        Holds::Texts,
        "Endings that are words of their own, such as 's",
    ),
    key(
        "score",
        Holds::TextsTable,
        "What gold files call the kinds that a score is kept of",
    ),
    key(
        "macros",
        Holds::TextTable,
        "Parts of patterns that are written as $name",
    ),
    key(
        "inflection",
        Holds::Tables(&INFLECTION),
        "How words with an ending are inflected; the first that fits is taken",
    ),
    key(
        "form",
        Holds::Tables(&FORM),
        "What inflected forms are called",
    ),
];
