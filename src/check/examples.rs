//! The examples of rules.

use std::ops::Range;

use serde::Serialize;

use super::Trial;
use crate::analysis::Analysis;
use crate::document::Document;
use crate::matching::{LabelId, Source};
use crate::pack::{Example, Mark, Place, Rule};

/// The name of a mark over the whole match.
const MATCH: &str = "match";

/// What a rule did in an example's text.
#[derive(Debug, Default)]
struct Firing {
    whole: Range<usize>,
    covered: Range<usize>,
    /// Name and byte range of each capture, in order of the text.
    captures: Vec<(String, Range<usize>)>,
}

/// What an example of a rule is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ExampleKind {
    /// It must come out.
    Yes,
    /// It must not.
    No,
    /// A known gap.
    Todo,
}

/// An example of a rule, and what came of it.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TriedExample {
    /// The id of the rule.
    pub rule: String,
    /// What it is for.
    pub kind: ExampleKind,
    /// The example as it is written, with its marks.
    pub text: String,
    /// What does not come out, or comes out and must not; none if all is as it is said.
    pub problem: Option<String>,
    /// The line of the file that it stands in, from 1.
    pub line: usize,
    #[serde(skip)]
    place: Place,
}

impl Trial<'_> {
    /// Runs the examples of all rules; says how many rules fired.
    pub(super) fn rules(&mut self) -> usize {
        let extractor = self.extractor;
        let mut fired = 0;
        for (index, rule) in (0..).zip(&extractor.compiled().rules) {
            let mut has_fired = false;
            for tried in self.rule(index, rule) {
                match (tried.kind, tried.problem) {
                    (ExampleKind::Todo, None) => {
                        let message = "this known gap is closed".to_owned();
                        let help = "move the example to `yes`".to_owned();
                        self.sink.warning("P409", &tried.place, message, help);
                    }
                    (ExampleKind::Todo, Some(_)) | (ExampleKind::No, None) => {}
                    (ExampleKind::Yes, None) => has_fired = true,
                    (ExampleKind::Yes, Some(problem)) => {
                        self.sink.error("P401", &tried.place, problem);
                    }
                    (ExampleKind::No, Some(problem)) => {
                        self.sink.error("P402", &tried.place, problem);
                    }
                }
            }
            fired += usize::from(has_fired);
            if !has_fired && rule.yes.is_empty() {
                let message = format!("no example fires `{}`", rule.id);
                self.sink.error("P404", &rule.place, message);
            }
            if rule.no.is_empty() {
                let message = format!("`{}` has no negative example", rule.id);
                let help = "say in `no` what it must leave alone".to_owned();
                self.sink.warning("P405", &rule.place, message, help);
            }
        }
        fired
    }

    /// Runs the examples of one rule.
    pub(super) fn rule(&mut self, index: u32, rule: &Rule) -> Vec<TriedExample> {
        let kinds = [
            (ExampleKind::Yes, &rule.yes),
            (ExampleKind::No, &rule.no),
            (ExampleKind::Todo, &rule.todo),
        ];
        let examples = kinds
            .into_iter()
            .flat_map(|(kind, texts)| texts.iter().map(move |text| (kind, text)));
        let tried = examples.map(|(kind, text)| {
            let example = Example::parse(&text.value);
            let problem = match kind {
                ExampleKind::No => self
                    .negative(index, &example)
                    .map(|found| format!("`{}` fires here on `{found}`, and must not", rule.id)),
                _ => self
                    .positive(index, rule, &example)
                    .err()
                    .map(|reason| format!("this example does not come out: {reason}")),
            };
            match kind {
                ExampleKind::Todo => self.gaps += 1,
                _ => self.examples += 1,
            }
            TriedExample {
                rule: rule.id.clone(),
                kind,
                text: text.value.clone(),
                problem,
                line: text.place.line(),
                place: text.place.clone(),
            }
        });
        tried.collect()
    }

    /// Tries a positive example; the error says what is missing.
    fn positive(&mut self, index: u32, rule: &Rule, example: &Example) -> Result<(), String> {
        let firings = self.firings(index, &example.text);
        if firings.is_empty() {
            let other = self.taken_by(rule.emits, &example.text);
            return Err(format!("`{}` does not fire{other}", rule.id));
        }
        let mut marks = example
            .marks
            .iter()
            .filter(|mark| !mark.name.is_empty())
            .peekable();
        if marks.peek().is_some() {
            let names: Vec<&Mark> = marks.collect();
            // A rule can fire more than once in an example: then each mark belongs to one firing.
            let fits = |marks: &[&Mark]| {
                firings
                    .iter()
                    .any(|firing| mismatch(firing, rule, marks, &example.text).is_none())
            };
            let apart = || firings.len() > 1 && names.chunks(1).all(fits);
            if !(fits(&names) || apart()) {
                let closest = mismatch(&firings[0], rule, &names, &example.text);
                return Err(closest.unwrap_or_default());
            }
        }
        self.values(rule, example)
    }

    /// Checks the marks that name a value, such as `{=2015-10}`.
    fn values(&mut self, rule: &Rule, example: &Example) -> Result<(), String> {
        let mut marks = example
            .marks
            .iter()
            .filter(|mark| mark.name.is_empty())
            .peekable();
        if marks.peek().is_none() {
            return Ok(());
        }
        let extractor = self.extractor;
        let mut document = Document::new(&example.text);
        if let Some(day) = extractor.compiled().published {
            document = document.published(day);
        }
        let extraction = extractor.extract_with(&document, &mut self.scratch);
        for mark in marks {
            let words = &example.text[mark.span.clone()];
            let wanted = mark.value.as_deref().unwrap_or("");
            let date = extraction
                .dates
                .iter()
                .find(|date| (date.start, date.end) == (mark.span.start, mark.span.end));
            let Some(date) = date else {
                return Err(format!("there is no date at `{words}`"));
            };
            if date.value != wanted {
                return Err(format!("`{words}` is {}, not {wanted}", date.value));
            }
            if date.evidence[0].rule != rule.id {
                return Err(format!("`{words}` is found by `{}`", date.evidence[0].rule));
            }
        }
        Ok(())
    }

    /// Tries a negative example; returns the words on which the rule fired all the same. Where the
    /// example has marks, only what touches a mark counts.
    fn negative(&mut self, index: u32, example: &Example) -> Option<String> {
        let firings = self.firings(index, &example.text);
        let counts = |firing: &&Firing| {
            let touches = |mark: &Mark| {
                firing.whole.start < mark.span.end && mark.span.start < firing.whole.end
            };
            example.marks.is_empty() || example.marks.iter().any(touches)
        };
        let found = firings.iter().find(counts)?;
        Some(example.text[found.whole.clone()].to_owned())
    }

    /// Which rules have found something of a label in the text that was tried last.
    fn taken_by(&self, label: LabelId, text: &str) -> String {
        let analysis = Analysis {
            pack: self.extractor.compiled(),
            text,
            segmented: &self.scratch.segmented,
            annotations: &self.scratch.annotations,
        };
        let others = analysis.annotations.of(label).into_iter();
        let others =
            others.map(|id| format!("`{}` takes `{}`", analysis.origin(id), analysis.text(id)));
        let others: Vec<String> = others.collect();
        match others.is_empty() {
            true => String::new(),
            false => format!("; {}", others.join(", ")),
        }
    }

    /// What a rule finds in a text.
    fn firings(&mut self, index: u32, text: &str) -> Vec<Firing> {
        let analysis = self.extractor.analyse(text, &mut self.scratch);
        self.seen.note(analysis.annotations);
        let is_own = |source: Source| matches!(source, Source::Rule { rule, .. } if rule == index);
        let annotations = analysis.annotations;
        let kept = annotations
            .iter()
            .map(|(_, a)| ((a.match_start, a.match_end), (a.start, a.end), a.source));
        let dropped = annotations
            .dropped()
            .iter()
            .map(|&(matched, source)| (matched, matched, source));
        let own = kept.chain(dropped).filter(|&(_, _, source)| is_own(source));
        own.map(|(matched, covered, source)| {
            let names = &analysis.pack.rules[index as usize].captures;
            let bytes = |(start, end)| {
                let (from, to) = analysis.segmented.span(start, end);
                from..to
            };
            let captures = annotations.captures_of(source).iter();
            Firing {
                whole: bytes(matched),
                covered: bytes(covered),
                captures: captures
                    .map(|c| {
                        (
                            names[usize::from(c.name)].clone(),
                            c.start as usize..c.end as usize,
                        )
                    })
                    .collect(),
            }
        })
        .collect()
    }
}

/// Says how a firing differs from an example's marks; none if it agrees.
fn mismatch(firing: &Firing, rule: &Rule, marks: &[&Mark], text: &str) -> Option<String> {
    for mark in marks {
        let words = &text[mark.span.clone()];
        if mark.name == MATCH {
            if firing.whole != mark.span && firing.covered != mark.span {
                return Some(format!(
                    "the match is `{}`, not `{words}`",
                    &text[firing.whole.clone()]
                ));
            }
            continue;
        }
        if rule.capture(&mark.name).is_none() {
            return Some(format!("`{}` captures nothing as `{}`", rule.id, mark.name));
        }
        let mut captured = firing
            .captures
            .iter()
            .filter(|(name, _)| *name == mark.name)
            .peekable();
        let Some((_, first)) = captured.peek().copied() else {
            return Some(format!("nothing is captured as `{}`", mark.name));
        };
        if !captured.any(|(_, span)| *span == mark.span) {
            let found = &text[first.clone()];
            return Some(format!("`{}` is `{found}`, not `{words}`", mark.name));
        }
    }
    None
}
