//! Documents with what was found in them, to look at: as one page that needs no other file, or as a part of a page.
//!
//! ```
//! let text = "German Chancellor Angela Merkel spoke.";
//! let extraction = attache::Extractor::builtin().extract(&attache::Document::new(text));
//! let shown = attache::html::fragment(&extraction, text, "a.txt");
//! assert!(shown.contains("Angela Merkel</mark>"));
//! ```

mod found;
mod tables;
mod text;
mod timeline;

use std::fmt::Write as _;
use std::hash::Hasher as _;

use html_escape::{encode_double_quoted_attribute as attribute, encode_text};
use rustc_hash::FxHasher;

use self::found::{Names, found};
use crate::record::{Extraction, OffsetUnit};

/// How [`piece`]s look, for a page of one's own: its `body` needs the class `attache`.
pub const STYLE: &str = include_str!("records.css");

/// What makes [`piece`]s answer to clicks and keys, for a page of one's own.
pub const SCRIPT: &str = include_str!("page.js");

/// What all pages end with.
pub const ENDING: &str = "</main>\n</body>\n</html>\n";

/// The kinds of mention: the name of its style, and what readers call it.
const KINDS: [(&str, &str); 9] = [
    ("person", "Persons"),
    ("title", "Titles"),
    ("country", "Countries"),
    ("place", "Places"),
    ("organization", "Organisations"),
    ("sector", "Sectors"),
    ("date", "Dates"),
    ("event", "Events"),
    ("record", "Records"),
];

/// The kinds of mention with a switch for each, for a page of one's own. The [`SCRIPT`] makes them work; without it they
/// are the key to the colours.
pub fn legend() -> String {
    let switches = KINDS.map(|(kind, label)| {
        format!(
            "<label><input type=\"checkbox\" data-kind=\"{kind}\" checked><mark class=\"{kind}\">{label}</mark></label>\n"
        )
    });
    let switches = switches.concat();
    format!("<fieldset class=\"legend\"><legend>Show</legend>\n{switches}</fieldset>\n")
}

/// What all pages begin with. [`piece`]s follow, and the [`ENDING`].
pub fn beginning() -> String {
    let style = concat!(include_str!("records.css"), include_str!("page.css"));
    let legend = legend();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>attache</title>\n<style>\n{style}</style>\n<script>\n{SCRIPT}</script>\n</head>\n<body class=\"attache\">\n\
         <header class=\"bar\">\n{legend}</header>\n<main>\n"
    )
}

/// The part of a page that shows one document under a name. Nothing of the text or the records is taken for HTML.
///
/// Offsets are taken to count what [`offset_unit`](crate::DocumentInfo::offset_unit) says.
pub fn piece(extraction: &Extraction, text: &str, name: &str) -> String {
    let in_bytes = (extraction.document.offset_unit != OffsetUnit::Byte).then(|| {
        let mut extraction = extraction.clone();
        extraction.convert_offsets(text, OffsetUnit::Byte);
        extraction
    });
    let extraction = in_bytes.as_ref().unwrap_or(extraction);
    let mut page = Page {
        html: String::with_capacity(text.len() * 4),
        prefix: prefix(name),
    };
    page.article(extraction, text, name);
    page.html
}

/// A [`piece`] with its own style, for a place in somebody else's page such as a notebook's.
pub fn fragment(extraction: &Extraction, text: &str, name: &str) -> String {
    let style = STYLE;
    let shown = piece(extraction, text, name);
    format!("<style>\n{style}</style>\n<div class=\"attache\">\n{shown}</div>\n")
}

/// What the anchors of a document begin with: the same for the same name, whatever else is on the page.
fn prefix(name: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric();
    let plain: String = name.chars().rev().filter(is_plain).take(24).collect();
    let plain: String = plain.chars().rev().collect();
    let mut hasher = FxHasher::default();
    hasher.write(name.as_bytes());
    format!("{plain}-{:x}", hasher.finish())
}

/// The HTML of a document as far as it is written.
struct Page {
    html: String,
    prefix: String,
}

impl Page {
    fn article(&mut self, extraction: &Extraction, text: &str, name: &str) {
        let info = &extraction.document;
        let heading = info.title.as_deref().unwrap_or(name);
        let prefix = self.prefix.clone();
        self.write(format_args!(
            "<article aria-labelledby=\"{prefix}\">\n<h2 id=\"{prefix}\">{}</h2>\n<p class=\"about\">{}",
            encode_text(heading),
            encode_text(&info.language)
        ));
        if heading != name {
            self.write(format_args!(" · {}", encode_text(name)));
        }
        if let Some(published) = &info.published {
            let source = info.published_source.map(|source| source.as_str());
            self.write(format_args!(
                " · <time>{}</time> (by {})",
                encode_text(published),
                encode_text(source.unwrap_or("the reader"))
            ));
        }
        if let Some(first) = &info.duplicate_of {
            self.write(format_args!(" · copy of {}", encode_text(first)));
        }
        if let Some(limit) = info.incomplete {
            self.write(format_args!(" · not read: {}", limit.as_str()));
        }
        self.write(format_args!("</p>\n"));
        let found = found(extraction);
        let names = Names::new(extraction);
        self.text(&found, text);
        self.timeline(extraction);
        self.tables(extraction, &names);
        self.facts(&found, &names);
        self.write(format_args!("</article>\n"));
    }

    fn write(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a string can't fail.
        let _ = self.html.write_fmt(part);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Extractor};

    #[test]
    fn text_is_shown_and_never_run() {
        let text = "<script>alert(1)</script> German Chancellor Angela Merkel & \"friends\" met in Oslo on Monday.";
        let extraction = Extractor::builtin().extract(&Document::new(text));
        let html = piece(&extraction, text, "<b onload=\"x\">.txt");
        assert!(!html.contains("<script") && !html.contains("<b "), "{html}");
        let shown = html.split("<div class=\"text\">").nth(1).unwrap_or("");
        let shown = shown.split("</div>").next().unwrap_or("");
        let mut plain = String::new();
        let mut depth = 0;
        for c in shown.chars() {
            match c {
                '<' => depth += 1,
                '>' => depth -= 1,
                c if depth == 0 => plain.push(c),
                _ => {}
            }
        }
        assert_eq!(html_escape::decode_html_entities(&plain), text);
        assert_eq!(
            shown.matches("<mark").count(),
            shown.matches("</mark>").count()
        );
    }

    #[test]
    fn no_two_anchors_are_the_same_and_all_links_lead_to_one() {
        let text = "China and Russia met on Monday. The two countries agreed. China left in 2015.";
        let extraction = Extractor::builtin().extract(&Document::new(text));
        let html = piece(&extraction, text, "a.txt");
        let values = |attribute: &str| {
            let parts = html.split(attribute).skip(1);
            let values = parts.filter_map(|part| part.split('"').next());
            values.map(str::to_owned).collect::<Vec<_>>()
        };
        let anchors = values(" id=\"");
        let unique: std::collections::BTreeSet<_> = anchors.iter().collect();
        assert_eq!(unique.len(), anchors.len(), "{html}");
        let links = values("href=\"#");
        assert!(!links.is_empty());
        assert!(links.iter().all(|link| unique.contains(link)), "{html}");
        assert!(html.contains("data-of=\"country0 country1\""), "{html}");
    }

    /// A colour of [`STYLE`], for light and for dark pages.
    fn colour(name: &str) -> [f64; 2] {
        let value = STYLE.split(&format!("--{name}: light-dark(")).nth(1);
        let value = value.and_then(|value| value.split(')').next());
        let value = value.expect("the colour is there");
        let parts: Vec<f64> = value.split(", ").map(luminance).collect();
        [parts[0], parts[1]]
    }

    /// The relative luminance of WCAG 2.
    fn luminance(hex: &str) -> f64 {
        let digits = hex.trim_start_matches('#');
        let width = digits.len() / 3;
        let part = |at: usize| {
            let digits = &digits[at * width..][..width];
            let value = u8::from_str_radix(&digits.repeat(3 - width), 16).expect("digits");
            let value = f64::from(value) / 255.0;
            match value <= 0.04045 {
                true => value / 12.92,
                false => ((value + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * part(0) + 0.7152 * part(1) + 0.0722 * part(2)
    }

    fn assert_contrast(one: &str, other: &str, least: f64) {
        for (one_is, other_is) in colour(one).into_iter().zip(colour(other)) {
            let contrast = (one_is.max(other_is) + 0.05) / (one_is.min(other_is) + 0.05);
            assert!(contrast >= least, "{one} on {other}: {contrast:.2}");
        }
    }

    #[test]
    fn colours_stand_out_from_each_other() {
        for ground in ["paper", "raised"] {
            for text in ["ink", "faint", "accent", "good", "bad"] {
                assert_contrast(text, ground, 4.5);
            }
        }
        for (kind, _) in KINDS {
            assert_contrast("ink", kind, 4.5);
            let line = format!("{kind}-line");
            assert_contrast(&line, kind, 3.0);
            assert_contrast(&line, "paper", 3.0);
            assert_contrast(&line, "raised", 3.0);
        }
    }
}
