//! What a page says of itself: its names, and its times in the order in which they are trusted.

use std::borrow::Cow;

use jiff::civil::{Date, Time};
use jiff::fmt::rfc2822;
use serde_json::Value;

use super::scan::{Piece, Pieces, Tag, decoded, has};
use super::visible::Lines;
use crate::read::date_time;

/// A day, with the time of day where it is known.
pub(super) type Moment = (Date, Option<Time>);

/// Names of the metadata that tells of publication, the most trusted first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:published_time",
    "datePublished",
    "date",
    "DC.date",
    "DC.date.issued",
    "dcterms.created",
    "pubdate",
    "publishdate",
    "sailthru.date",
    "parsely-pub-date",
    "citation_publication_date",
];

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Facts<'p> {
    metadata: Vec<(Cow<'p, str>, Cow<'p, str>)>,
    linked: Vec<Linked>,
    /// The times that say of themselves that they are those of publication.
    named_times: Vec<Moment>,
    /// The times in articles.
    article_times: Vec<Moment>,
    articles: usize,
    title: Option<String>,
    headings: Vec<String>,
}

impl<'p> Facts<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        let mut facts = Self::default();
        let mut heading: Option<Lines> = None;
        let mut open_articles = 0_usize;
        for piece in Pieces::new(page) {
            match piece {
                Piece::Text(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push(&decoded(text));
                    }
                }
                Piece::Raw(tag, text) => facts.raw(&tag, text),
                Piece::End(name) => {
                    if name.eq_ignore_ascii_case("h1") {
                        facts
                            .headings
                            .extend(heading.take().map(|lines| lines.text));
                    } else if name.eq_ignore_ascii_case("article") {
                        open_articles = open_articles.saturating_sub(1);
                    }
                }
                Piece::Start(tag) => {
                    if tag.name.eq_ignore_ascii_case("h1") {
                        heading = Some(Lines::default());
                    } else if tag.name.eq_ignore_ascii_case("br") {
                        if let Some(heading) = &mut heading {
                            heading.push(" ");
                        }
                    } else if tag.name.eq_ignore_ascii_case("article") {
                        open_articles += 1;
                        facts.articles += 1;
                    }
                    facts.start(&tag, open_articles > 0);
                }
            }
        }
        facts
    }

    fn raw(&mut self, tag: &Tag<'_>, text: &str) {
        if tag.name.eq_ignore_ascii_case("title") && self.title.is_none() {
            self.title = Some(super::visible::line(&decoded(text)));
        } else if tag.name.eq_ignore_ascii_case("script")
            && let Some(kind) = tag.attribute("type")
            && kind
                .trim_ascii()
                .eq_ignore_ascii_case("application/ld+json")
        {
            self.linked.extend(linked(text));
        }
    }

    fn start(&mut self, tag: &Tag<'p>, is_in_article: bool) {
        if tag.name.eq_ignore_ascii_case("meta") {
            let content = tag.attribute("content");
            let names = ["property", "name", "itemprop"];
            for name in names.into_iter().filter_map(|name| tag.attribute(name)) {
                self.metadata
                    .extend(content.clone().map(|content| (name, content)));
            }
        } else if let Some((moment, is_named)) = marked_time(tag) {
            if is_named {
                self.named_times.push(moment);
            } else if is_in_article {
                self.article_times.push(moment);
            }
        }
    }

    fn metadata<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        let mut found = self.metadata.iter();
        std::iter::from_fn(move || found.find(|(n, _)| n.trim_ascii().eq_ignore_ascii_case(name)))
            .map(|(_, content)| content.as_ref())
    }

    /// When the page was published; `body` is the markup of its article.
    pub(super) fn published(&self, body: Option<&str>) -> Option<Moment> {
        let mut linked: Vec<_> = self.linked.iter().collect();
        linked.sort_by_key(|object| !object.is_article);
        let linked = linked.into_iter().filter_map(|object| object.published);
        let metadata = PUBLISHED
            .iter()
            .flat_map(|name| self.metadata(name))
            .filter_map(moment);
        let named = self.named_times.iter().copied();
        let body = body.map(Pieces::new).into_iter().flatten();
        let body = body.filter_map(|piece| match piece {
            Piece::Start(tag) => marked_time(&tag).map(|(moment, _)| moment),
            _ => None,
        });
        // Where there are more, any may be of another article that the page shows.
        let only = self
            .article_times
            .iter()
            .filter(|_| self.articles == 1)
            .copied();
        linked
            .chain(metadata)
            .chain(named)
            .chain(body)
            .chain(only)
            .next()
    }

    /// The headline; `guess` is what there is to go by if the page doesn't say which it is.
    pub(super) fn title(&self, guess: Option<String>) -> Option<String> {
        let linked = self.linked.iter().filter(|object| object.is_article);
        let linked = linked.filter_map(|object| object.headline.clone());
        let named = || self.metadata("og:title").chain(self.title.as_deref());
        // The name of a page is its headline, often with the name of the site, which may be a
        // heading too.
        let is_most_of =
            |heading: &str, name: &str| name.contains(heading) && 2 * heading.len() > name.len();
        let headings = || self.headings.iter().filter(|heading| !heading.is_empty());
        let headline = headings().find(|heading| named().any(|name| is_most_of(heading, name)));
        linked
            .chain(headline.cloned())
            .chain(guess)
            .chain(headings().cloned())
            .chain(named().map(str::to_owned))
            .map(|title| super::visible::line(&title))
            .find(|title| !title.is_empty())
    }
}

/// The moment that a tag marks, and whether it says that it is that of publication.
fn marked_time(tag: &Tag<'_>) -> Option<(Moment, bool)> {
    let is_time = tag.name.eq_ignore_ascii_case("time");
    if !is_time && tag.attributes_len() == 0 {
        return None;
    }
    let property = tag.attribute("itemprop");
    let is_property = |name| {
        property
            .as_deref()
            .is_some_and(|p| p.split_ascii_whitespace().any(|p| p == name))
    };
    let is_published = is_property("datePublished");
    if !(is_time || is_published) {
        return None;
    }
    let class = tag.attribute("class").unwrap_or_default();
    let is_modified = is_property("dateModified")
        || class
            .split_ascii_whitespace()
            .any(|class| has(&["dt-updated", "modified", "updated"], class));
    let is_named = is_published || tag.attribute("pubdate").is_some();
    if is_modified && !is_named {
        return None;
    }
    let words = tag
        .attribute("datetime")
        .or_else(|| tag.attribute("content"))?;
    Some((moment(&words)?, is_named))
}

/// An object of linked data that tells of the page.
#[derive(Debug)]
struct Linked {
    is_article: bool,
    published: Option<Moment>,
    headline: Option<String>,
}

/// The objects of a script of linked data, with those of lists and graphs, and no deeper: what these
/// hold may be comments, or other pages.
fn linked(script: &str) -> Vec<Linked> {
    // Some wrap it in comments, and many leave line breaks in its strings.
    let script = script.replace("<![CDATA[", "").replace("]]>", "");
    let Some(start) = script.find(['{', '[']) else {
        return Vec::new();
    };
    let end = script.rfind(['}', ']']).map_or(start, |at| at + 1);
    let script = script.get(start..end).unwrap_or_default();
    let script = script.replace(|c: char| c.is_ascii_control(), " ");
    let mut found = Vec::new();
    let mut left = vec![serde_json::from_str::<Value>(&script).unwrap_or_default()];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(values) => left.extend(values.into_iter().rev()),
            Value::Object(mut object) => {
                left.extend(object.remove("mainEntity"));
                left.extend(object.remove("@graph"));
                let string = |name: &str| object.get(name).and_then(Value::as_str);
                found.push(Linked {
                    is_article: object.get("@type").is_some_and(is_article),
                    published: string("datePublished").and_then(moment),
                    headline: string("headline").map(|words| decoded(words).into_owned()),
                });
            }
            _ => {}
        }
    }
    found
}

/// Whether the type of an object is one of the articles of schema.org.
fn is_article(kind: &Value) -> bool {
    match kind {
        Value::String(kind) => ["Article", "Posting", "Report"]
            .iter()
            .any(|end| kind.ends_with(end)),
        Value::Array(kinds) => kinds
            .iter()
            .any(|kind| kind.is_string() && is_article(kind)),
        _ => false,
    }
}

/// Reads the times that pages give: ISO 8601, with slashes too, and RFC 2822.
fn moment(words: &str) -> Option<Moment> {
    let words = words.trim();
    let dashed = || date_time(&words.replacen('/', "-", 2)).ok();
    let mailed = || {
        rfc2822::parse(words)
            .ok()
            .map(|at| (at.date(), Some(at.time())))
    };
    let found = date_time(words).ok().or_else(dashed).or_else(mailed);
    // What a program writes that has no date.
    let is_unset = |date: Date| date.year() <= 1 || date == Date::constant(1970, 1, 1);
    found.filter(|(date, _)| !is_unset(*date))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(page: &str) -> Option<String> {
        let (date, time) = Facts::new(page).published(None)?;
        Some(time.map_or_else(|| date.to_string(), |time| format!("{date} {time}")))
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for (words, expected) in [
            ("2015-11-16", Some("2015-11-16")),
            (
                " 2015-11-16T23:30:00.000+0800 ",
                Some("2015-11-16 23:30:00"),
            ),
            ("2015/11/16", Some("2015-11-16")),
            ("2015/11/16 10:00", Some("2015-11-16 10:00:00")),
            ("Mon, 16 Nov 2015 10:00:00 GMT", Some("2015-11-16 10:00:00")),
            ("0001-01-01T00:00:00", None),
            ("1970-01-01", None),
            ("16/11/2015", None),
            ("soon", None),
        ] {
            let page = format!("<meta name='pubdate' content='{words}'>");
            assert_eq!(published(&page).as_deref(), expected, "{words}");
        }
    }

    #[test]
    fn sources_are_trusted_in_order() {
        let sources = [
            r#"<script type="application/ld+json">//<![CDATA[
                [{"@type": "WebPage", "datePublished": "2015-01-09"},
                 {"@graph": [{"@type": ["NewsArticle"], "datePublished": "2015-01-01", "headline": "a
                 b", "comment": {"datePublished": "2015-01-08"}}]}]
                //]]></script>"#,
            r#"<meta content=2015-01-02 property="article:published_time">"#,
            "<meta itemprop=datePublished content=2015-01-03>",
            "<META NAME=DC.Date.Issued CONTENT='2015/01/04'>",
            "<time datetime=2015-01-05 pubdate>5 January</time>",
            "<article><time class='x updated' datetime=2015-01-07></time>\
                <time datetime=2015-01-06></time></article>",
        ];
        for at in 0..sources.len() {
            let page: String = sources[at..].iter().rev().copied().collect();
            let expected = format!("2015-01-0{}", at + 1);
            assert_eq!(published(&page), Some(expected), "{page}");
        }
    }

    #[test]
    fn times_of_changes_or_of_other_pages_are_none() {
        for page in [
            r#"<meta property="article:modified_time" content="2015-01-01">"#,
            r#"<script type="application/ld+json">{"dateModified": "2015-01-01"}</script>"#,
            r#"<script type="application/ld+json">{"itemListElement": [{"datePublished": "2015-01-01"}]}</script>"#,
            "<time itemprop=dateModified datetime=2015-01-01></time>",
            "<article><time class=updated datetime=2015-01-01></time></article>",
            "<article><time datetime=2015-01-01></time></article><article></article>",
            "<time datetime=2015-01-01></time>",
        ] {
            assert_eq!(published(page), None, "{page}");
        }
    }

    #[test]
    fn a_title_is_the_headline() {
        for (page, expected) in [
            (
                "<title>Talks &amp; more - The Site</title><h1>The Site</h1><h1>Talks <b>&amp;</b> more</h1>",
                "Talks & more",
            ),
            (
                "<title>Talks held - A Site</title><h1>Talks<br>held</h1>",
                "Talks held",
            ),
            ("<title>A</title><h1></h1>", "A"),
            (
                r#"<title>B</title><script type="application/ld+json">{"@type":"Article","headline":"A &amp; B"}</script>"#,
                "A & B",
            ),
        ] {
            let title = Facts::new(page).title(None);
            assert_eq!(title.as_deref(), Some(expected), "{page}");
        }
    }
}
