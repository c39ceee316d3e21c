//! Gold files: documents with the labels that people gave them.

use std::io::BufRead;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer};

use crate::document::Document;
use crate::error::Error;
use crate::read::{self, Lines};

/// A document with its gold labels. All offsets count Unicode code points, `end` exclusive.
///
/// As JSON it is an object with `id` (a string or a number), `text`, `published` (an ISO 8601 date) and
/// `gold`; other keys are passed over.
///
/// ```json
/// {"id": "a", "text": "Russia and China met on Monday.", "published": "2015-11-16", "gold": {
///   "entities": [{"start": 0, "end": 6, "type": "country"}, {"start": 11, "end": 16, "type": "country"}],
///   "timex": [{"start": 24, "end": 30, "type": "DATE", "value": "2015-11-16"}],
///   "countries": ["CHN", "RUS"]}}
/// ```
///
/// `dummy_date` true says that `published` is none. What is absent or null is empty.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GoldDocument {
    /// The name of the document; for one without a name its line in the file.
    pub id: String,
    /// Its text, which all spans refer to.
    pub text: String,
    /// Its creation time.
    pub published: Option<Date>,
    /// What people say is in it.
    pub gold: Gold,
}

/// The gold labels of one document.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Gold {
    /// Spans with a type.
    #[serde(deserialize_with = "or_default")]
    pub entities: Vec<GoldEntity>,
    /// Temporal expressions.
    #[serde(deserialize_with = "or_default")]
    pub timex: Vec<GoldTimex>,
    /// The countries that the document is about, by the ids of the pack; in JSON an id or an object
    /// with `id`.
    #[serde(deserialize_with = "codes")]
    pub countries: Vec<String>,
    /// Who holds a post.
    #[serde(deserialize_with = "or_default")]
    pub officials: Vec<GoldOfficial>,
}

/// A span with a type of the gold file's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct GoldEntity {
    /// Where it begins.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// Its type; one without a type is left out.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Its words, which are no more than compared with those at its offsets.
    pub text: Option<String>,
}

/// A temporal expression, as TIMEX3 has it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[non_exhaustive]
pub struct GoldTimex {
    /// Where it begins.
    pub start: usize,
    /// Where it ends, exclusive.
    pub end: usize,
    /// `DATE`, `TIME`, `DURATION` or `SET`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The TIMEX3 value; anything but a string is met by no value.
    #[serde(default)]
    pub value: serde_json::Value,
    /// True for the line that says when the document was written.
    #[serde(default, deserialize_with = "or_default")]
    pub dct: bool,
    /// Its words, which are no more than compared with those at its offsets.
    pub text: Option<String>,
}

/// One who holds or held a post.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OfficialFields")]
#[non_exhaustive]
pub struct GoldOfficial {
    /// Their name, in JSON `person`, `head` or `name`; one without is left out.
    pub person: Option<String>,
    /// The id of the post's country, in JSON `iso3`.
    pub country: Option<String>,
}

#[derive(Deserialize)]
struct OfficialFields {
    person: Option<String>,
    head: Option<String>,
    name: Option<String>,
    iso3: Option<String>,
}

impl From<OfficialFields> for GoldOfficial {
    fn from(fields: OfficialFields) -> Self {
        Self {
            person: fields.person.or(fields.head).or(fields.name),
            country: fields.iso3.filter(|code| !code.is_empty()),
        }
    }
}

impl GoldDocument {
    /// Reads one line of a gold file.
    fn parse(line: &[u8], number: u64) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct Fields {
            #[serde(default, deserialize_with = "read::name")]
            id: Option<String>,
            text: String,
            published: Option<String>,
            #[serde(default, deserialize_with = "or_default")]
            dummy_date: bool,
            gold: Gold,
        }
        let fields: Fields = read::object(line)?;
        let published = fields.published.filter(|_| !fields.dummy_date);
        Ok(Self {
            id: fields.id.unwrap_or_else(|| format!("line {number}")),
            text: fields.text,
            published: read::published(published.as_deref())?.map(|(date, _)| date),
            gold: fields.gold,
        })
    }

    /// The document as an [`Extractor`](crate::Extractor) reads it, without its labels.
    pub fn document(&self) -> Document<'_> {
        let document = Document::new(&self.text).id(self.id.as_str());
        match self.published {
            Some(date) => document.published(date),
            None => document,
        }
    }
}

/// Reads a gold file in JSON Lines to its end; `name` stands in errors, and nowhere else.
///
/// # Errors
///
/// If the reader fails, or at the first line that is no gold document: a score on a part of the gold
/// would mislead.
///
/// # Examples
///
/// ```
/// let lines = r#"{"text": "Talks.", "gold": {}}
/// {"text": "Talks."}"#;
/// let error = attache::score::read_gold(lines.as_bytes(), "mine.jsonl").unwrap_err();
/// assert_eq!(error.to_string(), "mine.jsonl:2: missing field `gold`");
/// ```
pub fn read_gold(reader: impl BufRead, name: &str) -> Result<Vec<GoldDocument>, Error> {
    let mut lines = Lines::new(reader, name);
    std::iter::from_fn(|| lines.next(GoldDocument::parse)).collect()
}

/// A value, where null stands for the default.
fn or_default<'d, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'d>,
    T: Default + Deserialize<'d>,
{
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn codes<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(
        untagged,
        expecting = "a country must be a string or an object with `id`"
    )]
    enum Code {
        Bare(String),
        Object { id: String },
    }
    let codes: Vec<Code> = or_default(deserializer)?;
    let bare = codes.into_iter().map(|code| match code {
        Code::Bare(id) | Code::Object { id } => id,
    });
    Ok(bare.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> String {
        let lines = format!("{{\"text\": \"a\", \"gold\": {{}}}}\n\n{line}");
        let read = read_gold(lines.as_bytes(), "x");
        read.map_or_else(|error| error.to_string(), |_| "none".to_owned())
    }

    #[test]
    fn what_is_null_or_absent_is_empty() -> Result<(), Error> {
        let lines = r#"{"id": 7, "text": "é", "published": "2015-11-16T08:00:00Z", "gold": {"entities": null, "x": 1}}
            {"text": "b", "published": "soon", "dummy_date": true, "gold":
             {"entities": [{"start": 0, "end": 1, "type": null}], "countries": ["RUS", {"id": "CHN", "x": 1}],
              "timex": [{"start": 0, "end": 1, "type": "DATE", "value": {"grain": "day"}, "dct": null}],
              "officials": [{"head": "A", "iso3": "RUS"}, {"person": "B", "of": "C"}, {"relation": "r"}]}}"#
            .replace("\n             ", " ")
            .replace("\n              ", " ");
        let read = read_gold(lines.as_bytes(), "x")?;
        assert_eq!(read[0].id, "7");
        assert_eq!(read[0].published, Some(jiff::civil::date(2015, 11, 16)));
        assert_eq!(read[0].gold, Gold::default());
        let second = &read[1];
        assert_eq!((second.id.as_str(), second.published), ("line 2", None));
        assert_eq!(second.gold.countries, ["RUS", "CHN"]);
        assert_eq!(second.gold.entities[0].kind, None);
        assert!(!second.gold.timex[0].dct && second.gold.timex[0].value.is_object());
        let named = second
            .gold
            .officials
            .iter()
            .map(|o| (o.person.as_deref(), o.country.as_deref()));
        assert!(named.eq([(Some("A"), Some("RUS")), (Some("B"), None), (None, None)]));
        Ok(())
    }

    #[test]
    fn a_bad_line_names_itself() {
        assert_eq!(error("[]"), "x:3: not a JSON object");
        assert_eq!(
            error("{\"text\": 1}"),
            "x:3: invalid type: integer `1`, expected a string"
        );
        assert_eq!(error("{\"text\": \"a\"}"), "x:3: missing field `gold`");
        assert_eq!(
            error("{\"text\": \"a\", \"gold\": {\"countries\": [7]}}"),
            "x:3: a country must be a string or an object with `id`"
        );
        assert_eq!(
            error("{\"text\": \"a\", \"gold\": {\"entities\": [{\"start\": -1, \"end\": 2}]}}"),
            "x:3: invalid value: integer `-1`, expected usize"
        );
        assert_eq!(
            error("{\"text\": \"a\", \"published\": \"soon\", \"gold\": {}}"),
            "x:3: `published`: `soon` is no ISO 8601 date such as 2015-11-16"
        );
    }
}
