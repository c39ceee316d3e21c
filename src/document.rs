//! What goes in: a text with the little that is known about it.

use jiff::civil::{Date, Time};

/// One text to read, with its metadata.
///
/// The text is borrowed: a `Document` is a cheap view that lives as long as the caller's string.
///
/// # Examples
///
/// ```
/// let document = attache::Document::new("Talks were held on Monday.")
///     .id("2015/talks.txt")
///     .published("2015-11-16".parse()?);
/// assert_eq!(document.text(), "Talks were held on Monday.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Document<'t> {
    text: &'t str,
    id: Option<&'t str>,
    title: Option<&'t str>,
    published: Option<(Date, PublishedSource)>,
    time: Option<Time>,
    direction: Direction,
    date_order: Option<DateOrder>,
    otherwise: Option<Otherwise>,
    encoding: Option<&'t str>,
    digest: Option<&'t str>,
}

/// A creation time, and where it is from, that holds where a document states none.
type Otherwise = (Date, Option<Time>, PublishedSource);

/// Where a document's creation time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PublishedSource {
    /// The caller said so for this document: a field of its record, a call in code.
    Metadata,
    /// The caller said so for a whole run: a command line option.
    Option,
    /// A header line of the text says so, as found by a rule of the pack.
    Header,
    /// The folders or the name of the file say so: `2015/11/16/talks.txt`.
    Path,
    /// When the file was last changed, where the caller asked for that.
    FileTime,
}

/// Which way a bare time such as "Friday" or "October" points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Direction {
    /// As in news: to the last one, unless the tense around it looks ahead.
    #[default]
    Past,
    /// As in notes and mail: to the coming one.
    Future,
}

/// Whether month or day comes first in a date of figures such as 3/4/2015.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DateOrder {
    /// 3/4/2015 is the fourth of March.
    MonthFirst,
    /// 3/4/2015 is the third of April.
    DayFirst,
}

impl DateOrder {
    pub(crate) fn other(self) -> Self {
        match self {
            Self::MonthFirst => Self::DayFirst,
            Self::DayFirst => Self::MonthFirst,
        }
    }
}

impl<'t> Document<'t> {
    /// A document of which nothing but its text is known.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            id: None,
            title: None,
            published: None,
            time: None,
            direction: Direction::default(),
            date_order: None,
            otherwise: None,
            encoding: None,
            digest: None,
        }
    }

    /// Names the document, if it has a name, which is handed through to the output.
    pub fn id(mut self, id: impl Into<Option<&'t str>>) -> Self {
        self.id = id.into();
        self
    }

    /// Gives the headline, where it is known apart from the text. It is handed through, not read.
    pub fn title(mut self, title: impl Into<Option<&'t str>>) -> Self {
        self.title = title.into();
        self
    }

    /// Gives the document creation time, against which dates such as "Monday" are resolved.
    pub fn published(self, date: Date) -> Self {
        self.published_by(date, PublishedSource::Metadata)
    }

    /// Like [`published`](Document::published) and [`published_time`](Document::published_time) as far as both are
    /// known, as [`read::date_time`](crate::read::date_time) gives them.
    pub fn published_at(self, published: Option<(Date, Option<Time>)>) -> Self {
        match published {
            None => self,
            Some((date, None)) => self.published(date),
            Some((date, Some(time))) => self.published(date).published_time(time),
        }
    }

    /// Like [`published`](Document::published), with the source that the output is to name.
    pub fn published_by(mut self, date: Date, source: PublishedSource) -> Self {
        self.published = Some((date, source));
        self
    }

    /// Gives a creation time that holds if neither the document's metadata nor a header line of its text
    /// say one.
    ///
    /// # Examples
    ///
    /// ```
    /// use attache::{Document, Extractor, PublishedSource};
    ///
    /// let undated = Document::new("They met on Monday.");
    /// let source = PublishedSource::Path;
    /// let document = undated.published_unless_stated("2015-11-18".parse()?, None, source);
    /// let info = Extractor::builtin().extract(&document).document;
    /// assert_eq!(info.published_source, Some(source));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn published_unless_stated(
        mut self,
        date: Date,
        time: Option<Time>,
        source: PublishedSource,
    ) -> Self {
        self.otherwise = Some((date, time, source));
        self
    }

    /// Gives the time of day of the creation time, from which "in two hours" is counted. Without it
    /// such times stay lengths.
    ///
    /// # Examples
    ///
    /// ```
    /// use attache::{Direction, Document, Extractor};
    ///
    /// let note = Document::new("Call back in two hours.")
    ///     .published("2015-11-16".parse()?)
    ///     .published_time("09:30:00".parse()?)
    ///     .direction(Direction::Future);
    /// let dates = Extractor::builtin().extract(&note).dates;
    /// assert_eq!(dates[0].value, "2015-11-16T11:30");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn published_time(mut self, time: Time) -> Self {
        self.time = Some(time);
        self
    }

    /// Names the encoding that the text was decoded from; it is handed through to the output.
    pub fn encoding(mut self, encoding: impl Into<Option<&'t str>>) -> Self {
        self.encoding = encoding.into();
        self
    }

    /// Gives a digest of the text; it is handed through to the output.
    pub fn digest(mut self, digest: impl Into<Option<&'t str>>) -> Self {
        self.digest = digest.into();
        self
    }

    /// Says which way bare times point; by default [`Direction::Past`].
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Says what comes first in dates of figures, where the document itself does not show it, and if it is known.
    pub fn date_order(mut self, order: impl Into<Option<DateOrder>>) -> Self {
        self.date_order = order.into();
        self
    }

    /// The text that all spans refer to.
    pub fn text(&self) -> &'t str {
        self.text
    }

    pub(crate) fn parts(&self) -> DocumentParts<'t> {
        DocumentParts {
            id: self.id,
            title: self.title,
            published: self.published,
            time: self.time,
            direction: self.direction,
            date_order: self.date_order,
            otherwise: self.otherwise,
            encoding: self.encoding,
            digest: self.digest,
        }
    }
}

/// The metadata of a document, for the stages that write it out.
pub(crate) struct DocumentParts<'t> {
    pub(crate) id: Option<&'t str>,
    pub(crate) title: Option<&'t str>,
    pub(crate) published: Option<(Date, PublishedSource)>,
    pub(crate) time: Option<Time>,
    pub(crate) direction: Direction,
    pub(crate) date_order: Option<DateOrder>,
    pub(crate) otherwise: Option<Otherwise>,
    pub(crate) encoding: Option<&'t str>,
    pub(crate) digest: Option<&'t str>,
}
