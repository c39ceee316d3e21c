//! A page that shows documents with what was found in them, in one file that needs no other.

mod tables;
mod text;

use std::fmt::Write as _;

use attache::Extraction;
use html_escape::{encode_double_quoted_attribute as attribute, encode_text};

use crate::cli::words::word;

/// What all pages end with.
pub(super) const ENDING: &[u8] = b"</main>\n</body>\n</html>\n";

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
    ("record", "Records of further rules"),
];

/// What all pages begin with.
pub(super) fn beginning() -> Vec<u8> {
    let boxes = KINDS.map(|(kind, label)| {
        format!(
            "<label class=\"{kind}\"><input type=\"checkbox\" id=\"show-{kind}\" checked> <mark class=\"{kind}\">{label}</mark></label>"
        )
    });
    let style = include_str!("page.css");
    let hide: String = KINDS
        .iter()
        .map(|(kind, _)| {
            format!("body:has(#show-{kind}:not(:checked)) article mark.{kind}{{all:unset}}\n")
        })
        .collect();
    let page = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\">\n\
         <title>attache</title>\n<style>\n{style}{hide}</style>\n<script>\n{}</script>\n</head>\n<body>\n\
         <fieldset><legend>Show</legend>\n{}\n</fieldset>\n<main>\n",
        include_str!("page.js"),
        boxes.join("\n"),
    );
    page.into_bytes()
}

/// The part of a page that shows one document, which has offsets in bytes of the text.
pub(super) fn piece(extraction: &Extraction, text: &str, name: &str, output: &mut Vec<u8>) {
    let mut page = Page {
        html: String::with_capacity(text.len() * 4),
        prefix: prefix(name),
    };
    page.article(extraction, text, name);
    output.extend(page.html.as_bytes());
}

/// What the anchors of a document begin with: the same for the same name, whatever else is on the page.
fn prefix(name: &str) -> String {
    let is_plain = |c: &char| c.is_ascii_alphanumeric();
    let plain: String = name.chars().rev().filter(is_plain).take(24).collect();
    let plain: String = plain.chars().rev().collect();
    format!("{plain}-{:x}", super::brat::hash(name))
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
            encode_text(name)
        ));
        if let Some(published) = &info.published {
            let source = info.published_source.map(|source| word(&source));
            self.write(format_args!(
                " · <time>{}</time> (by {})",
                encode_text(published),
                encode_text(source.as_deref().unwrap_or("the reader"))
            ));
        }
        self.write(format_args!(" · {}", encode_text(&info.language)));
        if let Some(first) = &info.duplicate_of {
            self.write(format_args!(" · copy of {}", encode_text(first)));
        }
        self.write(format_args!("</p>\n"));
        self.text(extraction, text);
        self.tables(extraction);
        self.write(format_args!("</article>\n"));
    }

    fn write(&mut self, part: std::fmt::Arguments<'_>) {
        // Writing to a string can't fail.
        let _ = self.html.write_fmt(part);
    }
}

#[cfg(test)]
mod tests {
    use attache::{Document, Extractor};

    use super::*;

    #[test]
    fn text_is_shown_and_never_run() {
        let text = "<script>alert(1)</script> German Chancellor Angela Merkel & \"friends\" met in Oslo on Monday.";
        let extraction = Extractor::builtin().extract(&Document::new(text));
        let mut output = Vec::new();
        piece(&extraction, text, "<b onload=\"x\">.txt", &mut output);
        let html = String::from_utf8_lossy(&output).into_owned();
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
}
