//! `attache explain`: one text with its mentions marked, and the proof of every record.

use std::cmp::Reverse;
use std::io::{self, Write as _};
use std::path::PathBuf;

use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use attache::{Document, Extraction, OffsetUnit};
use clap::Args;

use super::reading::Reading;
use super::{Colour, Outcome, PackArguments, Stop, input, listing};

const EXAMPLES: &str = "\
Examples:
  attache explain talks.txt
  attache explain --published 2015-11-16 - < talks.txt
  attache explain --overlay my-rules/ --color always talks.txt | less -R";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Explain {
    /// The text, or - for standard input
    #[arg(value_name = "FILE")]
    path: PathBuf,

    #[command(flatten)]
    reading: Reading,

    #[command(flatten)]
    pack: PackArguments,
}

impl Explain {
    pub(super) fn run(self, colour: Colour) -> Result<Outcome, Stop> {
        let text = input::text(&self.path).map_err(Stop::Other)?;
        let document = self.reading.of(Document::new(&text), None);
        let mut extraction = self.pack.extractor()?.extract(&document);
        let output = io::stdout().lock();
        let choice = colour.on(&output);
        let is_coloured = choice != ColorChoice::Never;
        let mut page = mark(&text, &extraction, is_coloured);
        page.push('\n');
        extraction.convert_offsets(&text, OffsetUnit::Char);
        page.push_str(&listing::list(&extraction, is_coloured));
        let mut output = AutoStream::new(output, choice);
        output
            .write_all(page.as_bytes())
            .and_then(|()| output.flush())
            .map_err(Stop::Output)?;
        Ok(Outcome::Success)
    }
}

/// The kinds of record in the order of the listing, which is also the order of precedence where two
/// mentions cover the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Officials,
    People,
    Organizations,
    Places,
    Countries,
    Titles,
    Sectors,
    Dates,
    Events,
    Records,
}

impl Kind {
    /// The name of the kind's list in the JSON.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Officials => "officials",
            Self::People => "people",
            Self::Organizations => "organizations",
            Self::Places => "places",
            Self::Countries => "countries",
            Self::Titles => "titles",
            Self::Sectors => "sectors",
            Self::Dates => "dates",
            Self::Events => "events",
            Self::Records => "records",
        }
    }

    pub(super) fn style(self) -> Style {
        let colour = match self {
            Self::Officials => AnsiColor::Red,
            Self::People => AnsiColor::Magenta,
            Self::Organizations => AnsiColor::Blue,
            Self::Places => AnsiColor::Cyan,
            Self::Countries => AnsiColor::Green,
            Self::Titles => AnsiColor::Yellow,
            Self::Sectors => AnsiColor::BrightBlue,
            Self::Dates => AnsiColor::BrightMagenta,
            Self::Events | Self::Records => AnsiColor::White,
        };
        Style::new().fg_color(Some(colour.into()))
    }
}

/// A mention in the text, in bytes.
struct Span<'e> {
    start: usize,
    end: usize,
    kind: Kind,
    id: &'e str,
}

/// The text with its mentions marked; it ends with a line break.
fn mark(text: &str, extraction: &Extraction, is_coloured: bool) -> String {
    let mut page = String::with_capacity(text.len() * 2);
    let mut position = 0;
    for span in outermost(extraction) {
        push_printable(&mut page, &text[position..span.start]);
        let words = &text[span.start..span.end];
        if is_coloured {
            let style = span.kind.style().underline();
            page.push_str(&style.render().to_string());
            push_printable(&mut page, words);
            page.push_str(&style.render_reset().to_string());
        } else {
            page.push('[');
            push_printable(&mut page, words);
            page.push_str("]{");
            page.push_str(span.id);
            page.push('}');
        }
        position = span.end;
    }
    push_printable(&mut page, &text[position..]);
    if !page.ends_with('\n') {
        page.push('\n');
    }
    page
}

/// The spans to mark, in order and apart from each other.
fn outermost(extraction: &Extraction) -> Vec<Span<'_>> {
    let mut spans = Vec::new();
    let mut add = |kind, id, mentions: &[attache::Mention]| {
        spans.extend(mentions.iter().map(|mention| Span {
            start: mention.start,
            end: mention.end,
            kind,
            id,
        }));
    };
    for person in &extraction.officials {
        add(Kind::Officials, &person.id, &person.mentions);
    }
    for person in &extraction.people {
        add(Kind::People, &person.id, &person.mentions);
    }
    for organization in &extraction.organizations {
        add(
            Kind::Organizations,
            &organization.id,
            &organization.mentions,
        );
    }
    for place in &extraction.places {
        add(Kind::Places, &place.id, &place.mentions);
    }
    for country in &extraction.countries {
        add(Kind::Countries, &country.id, &country.mentions);
    }
    for title in &extraction.titles {
        add(Kind::Titles, &title.id, &title.mentions);
    }
    for sector in &extraction.sectors {
        add(Kind::Sectors, &sector.id, &sector.mentions);
    }
    spans.extend(extraction.dates.iter().map(|date| Span {
        start: date.start,
        end: date.end,
        kind: Kind::Dates,
        id: &date.id,
    }));
    spans.sort_by_key(|span| (span.start, Reverse(span.end), span.kind));
    let mut marked_to = 0;
    spans.retain(|span| {
        let is_free = span.start >= marked_to && span.start < span.end;
        if is_free {
            marked_to = span.end;
        }
        is_free
    });
    spans
}

/// Adds words of the text. Control characters are replaced: a text must not steer the terminal.
fn push_printable(page: &mut String, words: &str) {
    let words = words.chars().filter(|&c| c != '\r');
    page.extend(words.map(|c| match c {
        '\n' | '\t' => c,
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Sample {
        text: String,
        extraction: Extraction,
    }

    /// The sample is no output of the engine, so that every kind of record is in it.
    #[test]
    fn every_kind_of_record_has_its_place_on_the_page() -> Result<(), serde_json::Error> {
        let sample: Sample =
            serde_json::from_str(include_str!("../../tests/cli/page/sample.json"))?;
        let page = mark(&sample.text, &sample.extraction, false);
        let page = format!("{page}\n{}", listing::list(&sample.extraction, false));
        assert_eq!(
            page,
            include_str!("../../tests/cli/page/sample.txt"),
            "\n{page}"
        );
        Ok(())
    }
}
