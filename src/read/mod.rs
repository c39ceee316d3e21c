//! Reading documents from files and streams, for programs that take them in.
//!
//! Extraction itself wants no more than a `&str`; this module is what the command line program
//! reads with, open to other programs with the same wishes. What is not UTF-8, web pages and languages need the
//! feature `formats`.
//!
//! - One text: [`text_file`], or [`text`] for what is no file.
//! - Many documents in one JSON Lines file: [`JsonlReader`], which holds one line at a time; or a line
//!   by itself, whatever its fields are called: [`DocumentRecord::from_json`].
//! - Lines of any length: [`LineReader`].
//! - Bytes of any encoding: `decode`; what tells a text from others: `digest`.
//! - The article of a web page: `article`; the language of a text: `language`.
//!
//! # Examples
//!
//! ```
//! use attache::read::JsonlReader;
//! use attache::{Extractor, Scratch};
//!
//! let lines = r#"
//! {"id": "a", "text": "Talks in Beijing.", "published": "2015-11-16"}
//! {"id": "b", "text": "Talks in Moscow."}
//! "#;
//! let extractor = Extractor::builtin();
//! let mut scratch = Scratch::default();
//! let mut places = Vec::new();
//! for record in JsonlReader::new(lines.as_bytes(), "talks.jsonl") {
//!     let record = record?;
//!     let extraction = extractor.extract_with(&record.document(), &mut scratch);
//!     places.extend(extraction.places.into_iter().map(|place| place.name));
//! }
//! assert_eq!(places, ["Beijing", "Moscow"]);
//! # Ok::<(), attache::Error>(())
//! ```

#[cfg(feature = "formats")]
mod decode;
#[cfg(feature = "formats")]
mod digest;
#[cfg(feature = "formats")]
mod html;
mod jsonl;
#[cfg(feature = "formats")]
mod language;
mod lines;
mod text;

use jiff::civil::{Date, Time};

use crate::document::Document;
use crate::error::Error;

pub(crate) use jsonl::{Lines, name, object, published};

#[cfg(feature = "formats")]
pub use decode::{Decoded, decode};
#[cfg(feature = "formats")]
pub use digest::digest;
#[cfg(feature = "formats")]
pub use html::{Article, article};
pub use jsonl::{Columns, JsonlReader};
#[cfg(feature = "formats")]
pub use language::language;
pub use lines::{Line, LineReader};
pub use text::{text, text_file};

/// A document that owns its text and metadata, as a reader gives it.
///
/// # Examples
///
/// ```
/// use attache::read::DocumentRecord;
///
/// let mut record = DocumentRecord::new("Talks were held on Monday.");
/// record.published = Some(attache::read::date("2015-11-16")?);
/// assert_eq!(record.document().text(), "Talks were held on Monday.");
/// # Ok::<(), attache::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentRecord {
    /// The name of the document.
    pub id: Option<String>,
    /// Its text, which all spans refer to.
    pub text: String,
    /// Its headline, where it is known apart from the text.
    pub title: Option<String>,
    /// Its own creation time: the day.
    pub published: Option<Date>,
    /// The time of that day, where it is known.
    pub published_time: Option<Time>,
    /// The encoding that the text was decoded from.
    pub encoding: Option<String>,
    /// A digest of the text.
    pub digest: Option<String>,
}

impl DocumentRecord {
    /// A record of which nothing but its text is known.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            ..Self::default()
        }
    }

    /// The view of it that an [`Extractor`](crate::Extractor) reads.
    ///
    /// Its creation time counts as [`PublishedSource::Metadata`](crate::PublishedSource::Metadata).
    pub fn document(&self) -> Document<'_> {
        Document::new(&self.text)
            .id(self.id.as_deref())
            .title(self.title.as_deref())
            .published_at(self.published.map(|date| (date, self.published_time)))
            .encoding(self.encoding.as_deref())
            .digest(self.digest.as_deref())
    }
}

/// Reads an ISO 8601 date, or the date of an ISO 8601 date-time or RFC 3339 timestamp.
///
/// The date is taken as it is written: a time zone does not move it.
///
/// # Errors
///
/// If the words are neither.
///
/// # Examples
///
/// ```
/// let date = attache::read::date("2015-11-16T23:30:00+08:00")?;
/// assert_eq!(date.to_string(), "2015-11-16");
/// assert!(attache::read::date("16 November 2015").is_err());
/// # Ok::<(), attache::Error>(())
/// ```
pub fn date(words: &str) -> Result<Date, Error> {
    date_time(words).map(|(date, _)| date)
}

/// Reads an ISO 8601 date with the time of day, where there is one.
///
/// Both are taken as they are written: a time zone moves neither.
///
/// # Errors
///
/// If the words are neither a date nor a date and time.
///
/// # Examples
///
/// ```
/// let (date, time) = attache::read::date_time("2015-11-16T23:30:00+08:00")?;
/// assert_eq!(date.to_string(), "2015-11-16");
/// assert_eq!(time.map(|time| time.to_string()).as_deref(), Some("23:30:00"));
/// assert_eq!(attache::read::date_time("2015-11-16")?.1, None);
/// # Ok::<(), attache::Error>(())
/// ```
pub fn date_time(words: &str) -> Result<(Date, Option<Time>), Error> {
    let is_separator = |c: char| matches!(c, 'T' | 't' | ' ');
    let (day, rest) = match words.split_once(is_separator) {
        Some((day, rest)) => (day, Some(rest)),
        None => (words, None),
    };
    let time = rest.map(|rest| {
        let zone = rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, ':' | '.' | ','));
        rest[..zone.unwrap_or(rest.len())].parse::<Time>().ok()
    });
    match (day.parse(), time) {
        (Ok(day), None) => Ok((day, None)),
        (Ok(day), Some(Some(time))) => Ok((day, Some(time))),
        _ => Err(Error::input(format!(
            "`{words}` is no ISO 8601 date such as 2015-11-16"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_and_the_dates_of_date_times_are_read() {
        for words in [
            "2015-11-16",
            "2015-11-16T10:00:00Z",
            "2015-11-16t10:00+03:00",
            "2015-11-16 10:00:00",
        ] {
            assert_eq!(
                date(words).map(|d| d.to_string()).ok().as_deref(),
                Some("2015-11-16"),
                "{words}"
            );
        }
        for words in [
            "",
            "2015",
            "2015-11-31",
            "2015-11-16T",
            "2015-11-16 or so",
            "T10:00",
        ] {
            assert!(date(words).is_err(), "{words}");
        }
    }
}
