//! JSON Lines: one document for each line.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jiff::civil::{Date, Time};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::lines::LineReader;
use super::{DocumentRecord, date_time};
use crate::error::Error;

/// Reads documents from JSON Lines, and holds one line at a time.
///
/// A line is an object with `text` and, where known, `id`, `title` and `published` (see
/// [`date`](super::date)). Other fields are passed over, null is like absent, a number for an `id` is taken as
/// it is written. Blank lines are skipped.
///
/// A line that is no such object is an error that names the line, and reading goes on after it. When
/// the reader itself fails, that error ([`Error::is_io`]) is the last item.
///
/// # Examples
///
/// ```
/// use attache::read::JsonlReader;
///
/// let lines = "{\"id\": 7, \"text\": \"Talks.\"}\n\n{\"id\": 8}\n{\"text\": \"More talks.\"}";
/// let mut records = JsonlReader::new(lines.as_bytes(), "talks.jsonl");
/// assert_eq!(records.next().unwrap()?.id.as_deref(), Some("7"));
/// let error = records.next().unwrap().unwrap_err();
/// assert_eq!(error.to_string(), "talks.jsonl:3: missing field `text`");
/// assert_eq!(records.next().unwrap()?.text, "More talks.");
/// assert!(records.next().is_none());
/// # Ok::<(), attache::Error>(())
/// ```
#[derive(Debug)]
pub struct JsonlReader<R> {
    lines: Lines<R>,
}

impl<R: BufRead> JsonlReader<R> {
    /// Reads from a stream; `name` stands in errors, and nowhere else.
    pub fn new(reader: R, name: impl Into<String>) -> Self {
        Self {
            lines: Lines::new(reader, name),
        }
    }
}

impl JsonlReader<BufReader<File>> {
    /// Reads from a file.
    ///
    /// # Errors
    ///
    /// If the file can't be opened.
    ///
    /// # Examples
    ///
    /// ```
    /// use attache::read::JsonlReader;
    ///
    /// assert!(JsonlReader::open("no/such/file.jsonl").unwrap_err().is_io());
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|error| Error::io(path, error))?;
        Ok(Self::new(BufReader::new(file), path.display().to_string()))
    }
}

impl<R: BufRead> Iterator for JsonlReader<R> {
    type Item = Result<DocumentRecord, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let columns = Columns::default();
        self.lines.next(|line, _| record(line, &columns))
    }
}

/// The lines of a JSON Lines stream, blank ones passed over.
#[derive(Debug)]
pub(crate) struct Lines<R> {
    lines: LineReader<R>,
    name: String,
    line: Vec<u8>,
    has_failed: bool,
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn new(reader: R, name: impl Into<String>) -> Self {
        Self {
            lines: LineReader::new(reader, u64::MAX),
            name: name.into(),
            line: Vec::new(),
            has_failed: false,
        }
    }

    /// Reads the next line by `parse`, which is handed the line and its number. The reason that it
    /// gives for an error comes back with the name and the line; a failing reader ends the lines.
    pub(crate) fn next<T>(
        &mut self,
        parse: impl FnOnce(&[u8], u64) -> Result<T, String>,
    ) -> Option<Result<T, Error>> {
        if self.has_failed {
            return None;
        }
        let read = self.lines.next_line(&mut self.line);
        let number = self.lines.number();
        match read {
            Ok(None) => None,
            // Without the line break, so that serde counts columns of this line to its end.
            Ok(Some(_)) => Some(
                parse(&self.line, number)
                    .map_err(|reason| Error::input(format!("{}:{number}: {reason}", self.name))),
            ),
            Err(error) => {
                self.has_failed = true;
                Some(Err(Error::io(Path::new(&self.name), error)))
            }
        }
    }
}

/// Reads one object. The derived types would also take their fields from an array, in order.
pub(crate) fn object<'l, T: Deserialize<'l>>(line: &'l [u8]) -> Result<T, String> {
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(NO_OBJECT.to_owned());
    }
    serde_json::from_slice(line).map_err(|error| reason(&error))
}

/// What the fields of a document are called where they are written: the fields of a JSON object, the
/// columns of a table.
///
/// # Examples
///
/// ```
/// use attache::read::{Columns, DocumentRecord};
///
/// let mut columns = Columns::default();
/// columns.text = "body".to_owned();
/// let record = DocumentRecord::from_json(br#"{"id": 7, "body": "Talks."}"#, &columns)?;
/// assert_eq!(record.text, "Talks.");
/// # Ok::<(), attache::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Columns {
    /// The name of the document; by default `id`.
    pub id: String,
    /// Its text; by default `text`.
    pub text: String,
    /// Its headline; by default `title`.
    pub title: String,
    /// Its date of publication, ISO 8601; by default `published`.
    pub published: String,
}

impl Default for Columns {
    fn default() -> Self {
        let [id, text, title, published] = ["id", "text", "title", "published"].map(str::to_owned);
        Self {
            id,
            text,
            title,
            published,
        }
    }
}

impl DocumentRecord {
    /// Reads a JSON object, such as a line of JSON Lines.
    ///
    /// Fields that no column names are passed over, null is like absent, a number for an id is taken as
    /// it is written.
    ///
    /// # Errors
    ///
    /// If the bytes are no such object, or it has no text; the error says why, and not where from.
    pub fn from_json(object: &[u8], columns: &Columns) -> Result<Self, Error> {
        record(object, columns).map_err(Error::input)
    }
}

/// The fields of a line, as they are written.
#[derive(Default)]
struct Fields {
    id: Option<String>,
    text: Option<String>,
    title: Option<String>,
    published: Option<String>,
}

/// Reads the fields that the columns name.
struct FieldsOf<'c>(&'c Columns);

impl<'d> DeserializeSeed<'d> for FieldsOf<'_> {
    type Value = Fields;

    fn deserialize<D: Deserializer<'d>>(self, deserializer: D) -> Result<Fields, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'d> Visitor<'d> for FieldsOf<'_> {
    type Value = Fields;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'d>>(self, mut map: A) -> Result<Fields, A::Error> {
        let Self(columns) = self;
        let mut fields = Fields::default();
        while let Some(key) = map.next_key::<Cow<'_, str>>()? {
            if key == columns.text {
                fields.text = map.next_value()?;
            } else if key == columns.id {
                let name: Option<Name> = map.next_value()?;
                fields.id = name.map(Name::written);
            } else if key == columns.title {
                fields.title = map.next_value()?;
            } else if key == columns.published {
                fields.published = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(fields)
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "`id` must be a string or a number")]
enum Name {
    Words(String),
    Number(serde_json::Number),
}

/// The name of a document: a number is taken as it is written.
pub(crate) fn name<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = Option::<Name>::deserialize(deserializer)?;
    Ok(name.map(Name::written))
}

impl Name {
    fn written(self) -> String {
        match self {
            Self::Words(words) => words,
            Self::Number(number) => number.to_string(),
        }
    }
}

/// The date of publication, as it is written in a line.
pub(crate) fn published(words: Option<&str>) -> Result<Option<(Date, Option<Time>)>, String> {
    let read = words.map(date_time).transpose();
    read.map_err(|error| format!("`published`: {error}"))
}

fn record(line: &[u8], columns: &Columns) -> Result<DocumentRecord, String> {
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(NO_OBJECT.to_owned());
    }
    let mut deserializer = serde_json::Deserializer::from_slice(line);
    let fields = FieldsOf(columns).deserialize(&mut deserializer);
    let fields = fields.and_then(|fields| deserializer.end().map(|()| fields));
    let fields = fields.map_err(|error| reason(&error))?;
    let Some(text) = fields.text else {
        return Err(format!("missing field `{}`", columns.text));
    };
    let published = published(fields.published.as_deref())?;
    Ok(DocumentRecord {
        id: fields.id,
        title: fields.title,
        published: published.map(|(date, _)| date),
        published_time: published.and_then(|(_, time)| time),
        ..DocumentRecord::new(text)
    })
}

const NO_OBJECT: &str = "not a JSON object";

/// What serde says, with the column for what is no JSON, and never the line: it knows of one only.
fn reason(error: &serde_json::Error) -> String {
    let (line, column) = (error.line(), error.column());
    let message = error.to_string();
    let message = message
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&message);
    match error.classify() {
        Category::Syntax | Category::Eof => format!("{message} at column {column}"),
        Category::Data | Category::Io => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::*;

    fn read(lines: &[u8]) -> Vec<Result<DocumentRecord, String>> {
        JsonlReader::new(lines, "x")
            .map(|item| item.map_err(|e| e.to_string()))
            .collect()
    }

    #[test]
    fn fields_may_be_null_absent_or_unknown() {
        let lines = "\u{FEFF}{\"text\":\"a\",\"id\":null,\"title\":null,\"published\":null,\"x\":[{}]}\r\n \t\r\n\
            {\"published\":\"2015-11-16T08:00:00Z\",\"title\":\"T\",\"id\":\"i\",\"text\":\"b\"}";
        let mut second = DocumentRecord::new("b");
        second.id = Some("i".to_owned());
        second.title = Some("T".to_owned());
        second.published = "2015-11-16".parse().ok();
        second.published_time = "08:00:00".parse().ok();
        assert_eq!(
            read(lines.as_bytes()),
            [Ok(DocumentRecord::new("a")), Ok(second)]
        );
    }

    #[test]
    fn a_bad_line_names_itself_and_the_rest_goes_on() {
        let lines = b"{\"text\":\n[\"a\"]\n{\"text\":\"\xFF\"}\n{\"text\":\"a\",\"id\":[]}\n\
            {\"text\":\"a\",\"published\":\"soon\"}\n{\"text\":7}\n{\"text\":\"b\"}\n";
        let expected = [
            Err("x:1: EOF while parsing a value at column 8"),
            Err("x:2: not a JSON object"),
            Err("x:3: invalid unicode code point at column 10"),
            Err("x:4: `id` must be a string or a number"),
            Err("x:5: `published`: `soon` is no ISO 8601 date such as 2015-11-16"),
            Err("x:6: invalid type: integer `7`, expected a string"),
        ];
        let mut expected: Vec<_> = expected.map(|item| item.map_err(str::to_owned)).into();
        expected.push(Ok(DocumentRecord::new("b")));
        assert_eq!(read(lines), expected);
    }

    #[test]
    fn a_failing_reader_ends_the_records() {
        struct Failing;
        impl Read for Failing {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("gone"))
            }
        }
        let reader = BufReader::new((&b"{\"text\":\"a\"}\n"[..]).chain(Failing));
        let items: Vec<_> = JsonlReader::new(reader, "x").collect();
        assert_eq!(items.len(), 2);
        assert!(items[1].as_ref().is_err_and(Error::is_io));
    }
}
