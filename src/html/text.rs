//! The text of a document, with its mentions marked.

use rustc_hash::FxHashSet;

use super::found::Found;
use super::{Page, attribute, encode_text};

/// A mention that is to be marked.
struct Mark<'f> {
    kind: &'static str,
    start: usize,
    end: usize,
    form: &'f str,
    rule: &'f str,
    /// The records that it belongs to: several for "the two countries".
    of: Vec<&'f str>,
    /// What is said of it.
    about: String,
}

fn marks<'f>(found: &'f [Found<'_>]) -> Vec<Mark<'f>> {
    let mut marks: Vec<Mark<'f>> = Vec::new();
    for one in found {
        marks.extend(one.spots.iter().map(|spot| Mark {
            kind: one.kind,
            start: spot.start,
            end: spot.end,
            form: spot.form,
            rule: spot.rule,
            of: vec![&one.key],
            about: format!("{}: {}", one.kind, one.name),
        }));
    }
    // Of those that begin together the longest is outermost.
    marks.sort_by_key(|mark| (mark.start, usize::MAX - mark.end));
    marks.dedup_by(|next, mark| {
        let is_same = (next.kind, next.start, next.end) == (mark.kind, mark.start, mark.end);
        if is_same {
            mark.of.append(&mut next.of);
            mark.about.push_str("; ");
            mark.about.push_str(&next.about);
        }
        is_same
    });
    marks
}

impl Page {
    /// Writes the text. Marks nest; one that crosses another is cut where that one ends.
    pub(super) fn text(&mut self, found: &[Found<'_>], text: &str) {
        let marks = marks(found);
        let mut anchored = FxHashSet::default();
        self.html
            .push_str("<div class=\"reading\"><div class=\"text\">");
        let mut open: Vec<&Mark<'_>> = Vec::new();
        let mut at = 0;
        let mut next = marks.iter().peekable();
        loop {
            let end = open.iter().map(|mark| mark.end).min();
            let start = next.peek().map(|mark| mark.start);
            let Some(stop) = end.into_iter().chain(start).min() else {
                break;
            };
            self.words(text, at, stop);
            at = at.max(stop);
            self.close(&mut open, at);
            while let Some(mark) = next.next_if(|mark| mark.start <= at) {
                self.begin(mark, &mut anchored);
                open.push(mark);
            }
        }
        self.words(text, at, text.len());
        self.html.push_str("</div></div>\n");
    }

    /// Closes the marks that end at a place; those within which they lie are opened again.
    fn close(&mut self, open: &mut Vec<&Mark<'_>>, at: usize) {
        let Some(first) = open.iter().position(|mark| mark.end <= at) else {
            return;
        };
        let closed = open.split_off(first);
        closed.iter().for_each(|_| self.html.push_str("</mark>"));
        for mark in closed.into_iter().filter(|mark| mark.end > at) {
            self.open(mark);
            self.html.push('>');
            open.push(mark);
        }
    }

    /// Opens a mark where its mention begins; the first of a record is where links to the record lead.
    fn begin<'f>(&mut self, mark: &Mark<'f>, anchored: &mut FxHashSet<&'f str>) {
        let prefix = self.prefix.clone();
        let mut anchors = mark.of.iter().filter(|of| anchored.insert(**of));
        let own = anchors.next();
        // Before the mark: inside, an empty element could stand alone at the end of a line.
        for of in anchors {
            self.write(format_args!("<span id=\"{prefix}-{of}\"></span>"));
        }
        self.open(mark);
        if let Some(of) = own {
            self.write(format_args!(" id=\"{prefix}-{of}\""));
        }
        self.write(format_args!(
            " tabindex=\"-1\" data-at=\"{}\" data-to=\"{}\" data-form=\"{}\" data-rule=\"{}\">",
            mark.start,
            mark.end,
            attribute(mark.form),
            attribute(mark.rule)
        ));
    }

    fn open(&mut self, mark: &Mark<'_>) {
        self.write(format_args!(
            "<mark class=\"{}\" data-of=\"{}\" title=\"{}\"",
            mark.kind,
            mark.of.join(" "),
            attribute(&mark.about)
        ));
    }

    fn words(&mut self, text: &str, from: usize, to: usize) {
        if let Some(words) = text.get(from..to) {
            self.html.push_str(&encode_text(words));
        }
    }
}
