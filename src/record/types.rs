//! The output types. Their serde form is the output format.

use serde::{Deserialize, Serialize};

use crate::document::PublishedSource;

/// The unit that the offsets of an [`Extraction`] count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum OffsetUnit {
    /// Bytes of the UTF-8 text: what Rust slices by, and what the library gives.
    #[default]
    Byte,
    /// Unicode code points: what Python slices by, and what the command line gives.
    Char,
    /// UTF-16 code units: what JavaScript and Java slice by.
    Utf16,
}

/// Everything that was found in one document.
///
/// Lists are in order of first mention and never absent. All offsets are in
/// [`DocumentInfo::offset_unit`], `end` exclusive, and fall on character boundaries.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Extraction {
    /// What is known about the document itself.
    pub document: DocumentInfo,
    /// Persons who hold, held or will hold a public post.
    pub officials: Vec<Person>,
    /// Persons without a public post.
    pub people: Vec<Person>,
    /// Titles, with or without a holder.
    pub titles: Vec<Title>,
    /// Countries and territories.
    pub countries: Vec<Country>,
    /// Cities and other places that are no country.
    pub places: Vec<Place>,
    /// Organisations.
    pub organizations: Vec<Organization>,
    /// Economic sectors.
    pub sectors: Vec<Sector>,
    /// Temporal expressions.
    pub dates: Vec<TemporalExpression>,
    /// What happens, in order of first mention.
    pub events: Vec<Event>,
    /// What lasts between two: `member-of`, `chairs`, `partner-of`, `owns`; of the form that events have.
    #[serde(default)]
    pub relations: Vec<Event>,
    /// What rules with labels of their own have recorded.
    pub records: Vec<Record>,
}

/// The document that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DocumentInfo {
    /// The caller's name for the document.
    pub id: Option<String>,
    /// The headline, if the caller gave one.
    pub title: Option<String>,
    /// The document creation time, ISO 8601 (`2015-11-16`).
    pub published: Option<String>,
    /// Where `published` comes from; absent when it is absent.
    pub published_source: Option<PublishedSource>,
    /// The language of the pack that read the document (BCP 47).
    pub language: String,
    /// What all offsets count.
    pub offset_unit: OffsetUnit,
    /// The length of the text, in `offset_unit`.
    pub length: usize,
    /// The encoding that the text was decoded from, by its name in the WHATWG Encoding Standard, if its
    /// reader tells.
    #[serde(default)]
    pub encoding: Option<String>,
    /// The SHA-256 of the decoded text as UTF-8, in hexadecimal digits, if its reader tells.
    #[serde(default)]
    pub digest: Option<String>,
    /// The name of the document that this one is a copy of, or nearly so, if copies were looked for.
    #[serde(default)]
    pub duplicate_of: Option<String>,
    /// Why the document was not read to its end, or not at all: then it has no records. Absent from all others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<Incomplete>,
}

/// The limit of a run that a document has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Incomplete {
    /// It has more bytes than a document may have.
    TooLong,
    /// It was not done in time.
    Timeout,
}

impl Incomplete {
    /// As the output has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::TooLong => "too-long",
            Self::Timeout => "timeout",
        }
    }
}

/// One place where something is named or referred to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Mention {
    /// Where the words begin.
    pub start: usize,
    /// Where the words end, exclusive.
    pub end: usize,
    /// The words as they stand in the text: the name alone, without title or honorific.
    pub text: String,
    /// How the words refer: for persons `full`, `family`, `given`, `honorific`; for countries
    /// `name`, `alias`, `demonym`, `combining`, `metonym`, `part` in a longer name, and `capital`, `city`, `region` or
    /// `organization` where a place or organisation of the country is named; for places `capital`,
    /// `city`, `region`, `sea` and the like; for organisations `name`, `abbreviation`, and `short` for a name without what
    /// companies add to it; `name` elsewhere; and
    /// for what only refers `group`, `title`, `pronoun`. A pack can bring further ones.
    pub form: String,
    /// The rule that found the mention, or `table:` and the gazetteer's name.
    pub rule: String,
}

/// The words that prove a record, and the rule that joined them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Evidence {
    /// The id of the rule, or `table:` and the gazetteer's name.
    pub rule: String,
    /// Where the whole matched phrase begins.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The phrase as it stands in the text.
    pub text: String,
}

/// A person, with the posts that the text gives them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Person {
    /// `p1`, `p2` … within the document.
    pub id: String,
    /// The fullest form of the name that the text has; see `certainty`.
    pub name: String,
    /// Given name or names, if the name tells.
    pub given: Option<String>,
    /// Family name, if the name tells.
    pub family: Option<String>,
    /// The id that the pack's table of office-holders has for the person, the same in all documents; the
    /// text's name and post, and the document creation time, leave no other.
    pub entity: Option<String>,
    /// Whether the text has the name (`stated`), or the office-holders' table filled in the full name
    /// where the text has only a part of it (`derived`).
    pub certainty: Certainty,
    /// What the text says they are, in order of mention.
    pub positions: Vec<Position>,
    /// Where they are named or referred to.
    pub mentions: Vec<Mention>,
}

impl Person {
    /// The state that they stand for: the country of the first of their posts that has one, ISO 3166-1 alpha-3.
    ///
    /// # Examples
    ///
    /// ```
    /// let extractor = attache::Extractor::builtin();
    /// let document = attache::Document::new("Kenyan Foreign Minister Amina Mohamed spoke.");
    /// assert_eq!(extractor.extract(&document).officials[0].state(), Some("KEN"));
    /// ```
    pub fn state(&self) -> Option<&str> {
        let mut positions = self.positions.iter();
        positions.find_map(|position| position.country.as_deref())
    }
}

/// Whether a post is held now, as the text has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Status {
    /// Held at the time of writing.
    #[default]
    Current,
    /// Held before, no longer.
    Former,
    /// Held for the time being, in place of another.
    Acting,
    /// Won or given, not yet taken up.
    Elect,
    /// Still held, soon to be left.
    Outgoing,
    /// Sought.
    Candidate,
}

/// How sure a field is: a word, never an invented probability.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Certainty {
    /// The evidence says it in so many words.
    #[default]
    Stated,
    /// It follows from something else in the document, or from what the pack knows beforehand.
    Derived,
}

/// A post that a person holds, held or is to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Position {
    /// The title in the text's own words.
    pub title: String,
    /// The kind of post, from the pack's list, such as `deputy-head-of-government`.
    pub post: Option<String>,
    /// The country that the post belongs to, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// What a minister is responsible for, by the pack's ids, such as `finance`.
    pub portfolios: Vec<String>,
    /// The [`Organization::id`] that the post belongs to.
    pub organization: Option<String>,
    /// Whether it is held now.
    pub status: Status,
    /// When the text says so: the document creation time, never the start of a term.
    pub as_of: Option<String>,
    /// Whether country and organisation are stated or derived.
    pub certainty: Certainty,
    /// The phrases that say it.
    pub evidence: Vec<Evidence>,
}

/// A title that the text mentions, with or without a holder.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Title {
    /// `t1`, `t2` … within the document.
    pub id: String,
    /// The title in the text's own words.
    pub title: String,
    /// The kind of post, from the pack's list.
    pub post: Option<String>,
    /// The country that the post belongs to, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// What a minister is responsible for, by the pack's ids, such as `finance`.
    pub portfolios: Vec<String>,
    /// The [`Organization::id`] that the post belongs to.
    pub organization: Option<String>,
    /// Whether the post is held, as the words beside its first mention say: a "former president".
    pub status: Status,
    /// The [`Person::id`] of the holder, if the text names one.
    pub holder: Option<String>,
    /// Where the title stands.
    pub mentions: Vec<Mention>,
}

/// A country or territory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Country {
    /// ISO 3166-1 alpha-3, or the pack's own id where ISO has none.
    pub id: String,
    /// ISO 3166-1 alpha-2.
    pub alpha2: Option<String>,
    /// ISO 3166-1 numeric, three digits.
    pub numeric: Option<String>,
    /// Its usual short name.
    pub name: String,
    /// `state`, `territory`, `disputed`, or what it was: `former`, `colony`, `unrecognised`.
    pub kind: Option<String>,
    /// For what is no more: the countries that its land belongs to now.
    pub successors: Vec<String>,
    /// Where it is named or referred to.
    pub mentions: Vec<Mention>,
}

/// A place that is no country.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Place {
    /// The pack's id of the place.
    pub id: String,
    /// Its usual name.
    pub name: String,
    /// The country that it lies in, ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Where it is named.
    pub mentions: Vec<Mention>,
}

/// An organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Organization {
    /// `o1`, `o2` … within the document.
    pub id: String,
    /// The pack's id of an organisation that it knows, the same in all documents, such as `nato`.
    pub entity: Option<String>,
    /// The fullest form of the name that the text has.
    pub name: String,
    /// What kind of organisation, such as `joint-commission`.
    pub kind: Option<String>,
    /// The countries that it belongs to or joins, ISO 3166-1 alpha-3.
    pub countries: Vec<String>,
    /// For a bloc of states: those that belong to it when the document was published, or without
    /// that date now.
    pub members: Vec<String>,
    /// The sectors that it is about.
    pub sectors: Vec<String>,
    /// Where it is named or referred to.
    pub mentions: Vec<Mention>,
}

/// An economic sector.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Sector {
    /// The pack's id, such as `oil-and-gas`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The next wider sector, if there is one: `oil-and-gas` lies in `energy`.
    pub parent: Option<String>,
    /// ISIC Rev. 4: a section letter, with division or group digits where narrower.
    pub isic: Vec<String>,
    /// NACE Rev. 2, written likewise, where its classes are the same.
    pub nace: Vec<String>,
    /// NAICS 2017, where one code or a few cover the sector.
    pub naics: Vec<String>,
    /// IPTC Media Topics (`medtop:…`), where there is one.
    pub iptc: Vec<String>,
    /// Where it is named.
    pub mentions: Vec<Mention>,
}

/// The four kinds of temporal expression of TimeML 1.2.1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
#[non_exhaustive]
pub enum TimexType {
    /// A calendar time of a day or more.
    #[default]
    Date,
    /// A time of the day.
    Time,
    /// A length of time.
    Duration,
    /// A time that recurs.
    Set,
}

/// A temporal expression, as TIMEX3 of TimeML 1.2.1 has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TemporalExpression {
    /// `d1`, `d2` … within the document.
    pub id: String,
    /// The TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimexType,
    /// The TIMEX3 value: ISO 8601 with `X` for what is not known, or `PAST_REF` and its like.
    pub value: String,
    /// The TIMEX3 modifier, such as `APPROX`.
    #[serde(rename = "mod")]
    pub modifier: Option<String>,
    /// The finest unit that is stated: `day`, `month`, `year` …
    pub grain: Option<String>,
    /// Where the interval that is meant begins, in civil time by ISO 8601: a day (`2015-11-16`), or of
    /// times of day a day and time (`2015-11-16T09:30:00`). Absent where the value is open.
    pub from: Option<String>,
    /// Where it ends: the first day or time that is no longer meant.
    pub to: Option<String>,
    /// False for a date that no calendar has, such as 31 June; its value is as it is written.
    pub valid: bool,
    /// Why this value and no other: `explicit`; `creation-time`, for
    /// what is counted from it; `mentioned`, for what is counted from a date named before; `past` or
    /// `future`, by the tense around it; `nearest`, where no tense tells; `underspecified`.
    pub basis: String,
    /// Other values that the words allow.
    pub alternatives: Vec<String>,
    /// Where the expression begins.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// The expression as it stands in the text.
    pub text: String,
    /// The rule and the whole phrase.
    pub evidence: Vec<Evidence>,
}

/// Something that happened, happens or is to happen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Event {
    /// `e1`, `e2` … within the document.
    pub id: String,
    /// The PLOVER event type, or `STATEMENT` for a public statement, which PLOVER has left out of CAMEO.
    #[serde(rename = "type")]
    pub kind: String,
    /// The PLOVER mode, where the type has modes.
    pub mode: Option<String>,
    /// What the pack tells apart further: `treaty`, `loan`, `summit` and the like.
    #[serde(default)]
    pub subtype: Option<String>,
    /// The root code of CAMEO that the type goes back to, two digits.
    #[serde(default)]
    pub cameo: Option<String>,
    /// `past`, `ongoing`, `planned`, `conditional` or `denied`. Only the first two are told as facts.
    pub status: String,
    /// Who took part. An official is followed by the state that they stand for.
    pub participants: Vec<Participant>,
    /// Whether all those are stated whom such an event needs: two where it takes two, else somebody who acts.
    #[serde(default)]
    pub is_complete: bool,
    /// The [`TemporalExpression::id`] of its date.
    pub date: Option<String>,
    /// Whether the date stands in an earlier sentence of the paragraph.
    #[serde(default)]
    pub date_inherited: bool,
    /// The [`Place::id`] or [`Country::id`] of where it happens.
    pub place: Option<String>,
    /// Who is host to the others, if the text says so: a reference like those of participants, to the state where an official
    /// stands for one.
    #[serde(default)]
    pub host: Option<String>,
    /// The [`Organization::id`] in whose frame it happens.
    pub organization: Option<String>,
    /// Its number among meetings of the same sort ("the 12th meeting").
    #[serde(default)]
    pub session: Option<u32>,
    /// The sectors that it is about.
    pub sectors: Vec<String>,
    /// Goods that it is about, in the text's words.
    #[serde(default)]
    pub goods: Vec<String>,
    /// Amounts of money that it is about.
    #[serde(default)]
    pub amounts: Vec<Amount>,
    /// Who tells it, as references like those of participants.
    #[serde(default)]
    pub reported_by: Vec<String>,
    /// Type, participants, first day and place, the same in all documents: events with one key can be counted as one.
    #[serde(default)]
    pub key: String,
    /// The phrases that say it.
    pub evidence: Vec<Evidence>,
}

/// One who takes part in an event.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Participant {
    /// The id of a person or organisation of the same extraction, or of a country, ISO 3166-1 alpha-3, which the text need not
    /// name where an official of it takes part.
    #[serde(rename = "ref")]
    pub reference: String,
    /// `actor`, `recipient` or `mutual`.
    pub role: String,
}

/// An amount of money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Amount {
    /// How much, written out as a decimal number: `400000000000`.
    pub value: String,
    /// The currency, ISO 4217.
    pub currency: String,
    /// The words.
    pub text: String,
}

/// What a rule with a label of its own has recorded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Record {
    /// The label that the rule emits.
    pub kind: String,
    /// The id of the rule.
    pub rule: String,
    /// The fields of the rule's `record`: a string, a list of strings, or null where nothing matched.
    pub fields: serde_json::Map<String, serde_json::Value>,
    /// The matched phrase.
    pub evidence: Evidence,
}
