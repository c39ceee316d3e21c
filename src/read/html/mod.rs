//! Web pages: the article that stands in one.

mod facts;
mod scan;
mod visible;

use std::collections::HashMap;
use std::panic;

use dom_smoothie::{Config, Readability};
use jiff::civil::{Date, Time};

use facts::Facts;
use scan::{Piece, Pieces};
use visible::{AROUND, WITHIN, text};

/// Fewer characters than about 25 words have are no article.
const SHORTEST: usize = 150;

/// How deep the elements of a page may nest, for a tree of it to be built. Pages of news stay under 60.
const DEEPEST: usize = 256;

/// How large the depths of all elements may be in sum, which bounds what the faults of a page, repaired
/// as browsers repair them, can make of it. Large pages of news stay under a tenth of it.
const LARGEST: usize = 8_000_000;

/// How many bytes the attributes of one element may have: those of hostile pages are checked each
/// against each.
const LONGEST_ATTRIBUTES: usize = 1 << 16;

/// How large the number of character references may be, times the length of the page, as both count
/// where they stand in one text.
const MOST_REFERENCES: u64 = 100_000_000_000;

/// The article of a web page, as [`article`] finds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article {
    /// Its text, with blank lines between its blocks and without the headline.
    pub text: String,
    /// Its headline.
    pub title: Option<String>,
    /// The day on which it was published, with the time of day where it is known.
    pub published: Option<(Date, Option<Time>)>,
}

/// Reads the article of a web page, without all that stands around it.
///
/// Paragraphs, headings, items of lists and cells of tables have blank lines between them, and other
/// whitespace is collapsed. The headline stands apart from the text. A page without an article that
/// can be told from the rest gives all its visible text; so does one that is nested out of all reason.
///
/// The date of publication is the one that the page gives, in the order of trust: by linked data
/// (JSON-LD), in its metadata, or by a `time` element of the article. It is taken as it is written: a
/// time zone does not move it. When a page was changed never counts.
///
/// # Examples
///
/// ```
/// let page = r#"
///     <html>
///     <head>
///     <title>Talks open in Vienna | The Daily</title>
///     <meta property="article:published_time" content="2015-11-16T10:00:00Z">
///     </head>
///     <body>
///     <nav><a href="/">Home</a> <a href="/world">World</a></nav>
///     <h1>Talks open in Vienna</h1>
///     <p>Foreign ministers met in Vienna on&nbsp;Monday to
///     discuss a ceasefire, and said that they would meet again within a month.</p>
///     <p>The talks, the second in a fortnight, lasted for nine hours, diplomats said.</p>
///     <footer>All rights reserved</footer>
///     </body>
///     </html>"#;
/// let article = attache::read::article(page);
/// assert_eq!(article.title.as_deref(), Some("Talks open in Vienna"));
/// assert_eq!(
///     article.text,
///     "Foreign ministers met in Vienna on Monday to discuss a ceasefire, and said that they would \
///      meet again within a month.\n\nThe talks, the second in a fortnight, lasted for nine hours, \
///      diplomats said."
/// );
/// let (date, time) = article.published.expect("a date");
/// assert_eq!(date.to_string(), "2015-11-16");
/// assert_eq!(time.expect("a time").to_string(), "10:00:00");
/// ```
pub fn article(page: &str) -> Article {
    let facts = Facts::new(page);
    let found = if is_reasonable(page) {
        main_part(page)
    } else {
        None
    };
    let (title, body) = found.unzip();
    let mut published_in = body.as_deref();
    let text = body
        .as_deref()
        .and_then(|body| text(body, WITHIN))
        .filter(|text| is_long(text))
        .unwrap_or_else(|| {
            // What was found is no article, so that its times tell nothing.
            published_in = None;
            let inner = text(page, AROUND).filter(|text| !text.is_empty());
            inner.or_else(|| text(page, &[])).unwrap_or_default()
        });
    let published = facts.published(published_in);
    let title = facts.title(title);
    Article {
        text: without_headline(text, title.as_deref()),
        title,
        published,
    }
}

fn is_long(text: &str) -> bool {
    let letters = text.chars().filter(|c| !c.is_whitespace());
    letters.take(SHORTEST).count() == SHORTEST
}

/// The text without its first block, if that is the headline and not all there is.
fn without_headline(mut text: String, title: Option<&str>) -> String {
    if let Some((first, rest)) = text.split_once("\n\n")
        && title == Some(visible::line(first).as_str())
    {
        text.drain(..text.len() - rest.len());
    }
    text
}

/// A title and the markup of the main part of a page.
fn main_part(page: &str) -> Option<(String, String)> {
    let read = || {
        let config = Config {
            // The facts of a page are read apart from this.
            disable_json_ld: true,
            char_threshold: SHORTEST,
            ..Config::default()
        };
        let mut reader = Readability::new(page, None, Some(config)).ok()?;
        // The reader takes no `font` into a paragraph, and loses the cells of tables that were made
        // for layout. Those made for data have headings.
        reader.doc.select("font").rename("span");
        if reader.doc.select("caption, th, thead").is_empty() {
            reader
                .doc
                .select("table, tbody, tfoot, tr, td")
                .rename("div");
        }
        let article = reader.parse().ok()?;
        Some((article.title, article.content.to_string()))
    };
    // A fault of the reader on one page out of millions should not end the program.
    panic::catch_unwind(read).ok().flatten()
}

/// Whether a tree of the page can be built and searched at a cost near to its length.
fn is_reasonable(page: &str) -> bool {
    let mut open: HashMap<String, usize> = HashMap::new();
    let (mut depth, mut sum, mut references) = (0_usize, 0_usize, 0_u64);
    for piece in Pieces::new(page) {
        match piece {
            Piece::Start(tag) if tag.attributes_len() > LONGEST_ATTRIBUTES => return false,
            Piece::Start(tag) => {
                if tag.nests() {
                    *open.entry(tag.name.to_ascii_lowercase()).or_default() += 1;
                    depth += 1;
                }
                sum += depth;
            }
            Piece::End(name) => {
                if let Some(open @ 1..) = open.get_mut(&name.to_ascii_lowercase()) {
                    *open -= 1;
                    depth -= 1;
                }
                sum += depth;
            }
            Piece::Text(text) | Piece::Raw(_, text) => {
                references += text.matches('&').count() as u64
            }
        }
        if depth > DEEPEST || sum > LARGEST || references > MOST_REFERENCES / page.len() as u64 {
            return false;
        }
    }
    true
}
