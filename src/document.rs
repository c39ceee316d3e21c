//! What goes in: a text with the little that is known about it.

use jiff::civil::Date;

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
}

/// Where a document's creation time comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum PublishedSource {
    /// The caller said so for this document: a field of its record, a call in code.
    Metadata,
    /// The caller said so for a whole run: a command line option.
    Option,
    /// A header line of the text says so, as found by a rule of the pack.
    Header,
}

impl<'t> Document<'t> {
    /// A document of which nothing but its text is known.
    pub fn new(text: &'t str) -> Self {
        Self {
            text,
            id: None,
            title: None,
            published: None,
        }
    }

    /// Names the document; the name is handed through to the output.
    pub fn id(mut self, id: &'t str) -> Self {
        self.id = Some(id);
        self
    }

    /// Gives the headline, where it is known apart from the text. It is handed through, not read.
    pub fn title(mut self, title: &'t str) -> Self {
        self.title = Some(title);
        self
    }

    /// Gives the document creation time, against which dates such as "Monday" are resolved.
    pub fn published(self, date: Date) -> Self {
        self.published_by(date, PublishedSource::Metadata)
    }

    /// Like [`published`](Document::published), with the source that the output is to name.
    pub fn published_by(mut self, date: Date, source: PublishedSource) -> Self {
        self.published = Some((date, source));
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
        }
    }
}

/// The metadata of a document, for the stages that write it out.
pub(crate) struct DocumentParts<'t> {
    pub(crate) id: Option<&'t str>,
    pub(crate) title: Option<&'t str>,
    pub(crate) published: Option<(Date, PublishedSource)>,
}
