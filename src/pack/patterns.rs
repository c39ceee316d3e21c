//! Syntax trees of patterns compiled to programs.

use std::cell::RefCell;
use std::collections::HashMap;

use regex::Regex;
use rustc_hash::FxHashMap;

use super::diagnostics::{Place, Sink, did_you_mean};
use super::fields::Text;
use super::model::{Inflected, Labels};
use super::syntax::{LabelNode, Node, parse};
use crate::matching::{
    ANY, AttributeTest, Builder, CLASSES, Context, LabelId, LabelSet, Step, Vocabulary, WordRegex,
    class_test,
};
use crate::segment::{Tokenizer, fold_into};

/// Reads a pattern line; its mistake, if any, is reported.
pub(crate) fn parse_pattern(text: &Text, sink: &mut Sink) -> Option<Node> {
    match parse(&text.value) {
        Ok(node) => Some(node),
        Err(error) => {
            let place = text.place.within(error.span);
            sink.error_help(error.code, &place, error.message, error.help.to_owned());
            None
        }
    }
}

/// Calls `visit` with every part of a pattern.
pub(crate) fn walk(node: &Node, visit: &mut impl FnMut(&Node)) {
    visit(node);
    match node {
        Node::Sequence(nodes) | Node::Alternatives(nodes) => {
            nodes.iter().for_each(|node| walk(node, visit));
        }
        Node::Capture { node, .. } | Node::Repeat { node, .. } => walk(node, visit),
        _ => {}
    }
}

/// Gives labels of a pattern another name: in a rule of the label `from`, it means what tables and
/// shapes have found of it, since the rules of a label never see each other's work.
pub(crate) fn rename_label(node: &mut Node, from: &str, to: &str) {
    match node {
        Node::Label(label) => {
            let excluded = label.not.iter_mut().map(|(name, _)| name);
            for name in std::iter::once(&mut label.label).chain(excluded) {
                if name == from {
                    to.clone_into(name);
                }
            }
        }
        Node::Sequence(nodes) | Node::Alternatives(nodes) => {
            for node in nodes {
                rename_label(node, from, to);
            }
        }
        Node::Capture { node, .. } | Node::Repeat { node, .. } => rename_label(node, from, to),
        _ => {}
    }
}

/// Turns a pattern round, so that it can be read leftwards.
pub(crate) fn reverse(node: Node) -> Node {
    let all = |nodes: Vec<Node>| nodes.into_iter().map(reverse);
    match node {
        Node::Sequence(nodes) => Node::Sequence(all(nodes).rev().collect()),
        Node::Alternatives(nodes) => Node::Alternatives(all(nodes).collect()),
        Node::Capture { node, .. } => reverse(*node),
        Node::Repeat { node, min, max } => Node::Repeat {
            node: Box::new(reverse(*node)),
            min,
            max,
        },
        other => other,
    }
}

/// True if a pattern can match without taking a token.
pub(crate) fn is_nullable(node: &Node) -> bool {
    match node {
        Node::Start | Node::End | Node::Hyphen | Node::NoHyphen => true,
        Node::Sequence(nodes) => nodes.iter().all(is_nullable),
        Node::Alternatives(nodes) => nodes.iter().any(is_nullable),
        Node::Capture { node, .. } => is_nullable(node),
        Node::Repeat { node, min, .. } => *min == 0 || is_nullable(node),
        _ => false,
    }
}

/// The inflections of words.
#[derive(Debug, Default)]
pub(crate) struct Inflections {
    /// What a base ends in, how many letters go, and what comes.
    pub(crate) regular: Vec<(Regex, usize, Vec<String>)>,
    /// The forms of a folded base that no ending tells.
    pub(crate) irregular: HashMap<String, Vec<String>>,
    /// What forms other than the base are called, by what they end in.
    pub(crate) names: Vec<(Regex, String)>,
}

/// What stands behind a word for all its inflections.
const INFLECTED: char = '~';

/// What the form without an ending is called.
const BASE: &str = "base";

impl Inflections {
    /// All forms of a base, itself first.
    pub(crate) fn forms(&self, base: &str) -> Vec<String> {
        let mut folded = String::new();
        fold_into(base, &mut folded);
        let mut forms = vec![folded.clone()];
        match self.irregular.get(&folded) {
            Some(irregular) => forms.extend_from_slice(irregular),
            None => {
                let rule = self
                    .regular
                    .iter()
                    .find(|(ends, ..)| ends.is_match(&folded));
                if let Some((_, strip, endings)) = rule {
                    let stem: String = {
                        let letters = folded.chars().count().saturating_sub(*strip);
                        folded.chars().take(letters).collect()
                    };
                    forms.extend(endings.iter().map(|ending| format!("{stem}{ending}")));
                }
            }
        }
        forms.sort();
        forms.dedup();
        forms
    }

    /// The surfaces that a surface of a table stands for: one for each form of its inflected word; none if it has none.
    pub(super) fn surfaces(&self, surface: &str) -> Option<Vec<Inflected>> {
        let marked = surface.find(INFLECTED)?;
        let (before, after) = (&surface[..marked], &surface[marked + 1..]);
        let start = before.rfind([' ', '-']).map_or(0, |at| at + 1);
        let (before, base) = before.split_at(start);
        let forms = self.forms(base);
        let last = self.names.last().map(|(_, name)| name);
        let others = forms.iter().filter(|form| *form != base);
        // "put" has no form of its own for what the last name is for: the base is that too.
        let base_name = match others.clone().any(|form| self.name(form) == last) {
            true => Some(BASE.to_owned()),
            false => last.cloned(),
        };
        let forms = forms.iter().map(|form| Inflected {
            form: match form == base {
                true => base_name.clone(),
                false => self.name(form).cloned(),
            },
            surface: format!("{before}{form}{after}"),
        });
        Some(forms.collect())
    }

    fn name(&self, form: &str) -> Option<&String> {
        let named = self.names.iter().find(|(ends, _)| ends.is_match(form));
        named.map(|(_, name)| name)
    }
}

/// The codes of a literal's words, in each inflection.
pub(crate) struct Words<'a> {
    pub(crate) tokenizer: &'a Tokenizer,
    pub(crate) inflections: &'a Inflections,
}

impl Words<'_> {
    /// The tokens of a literal. Only its last word is inflected.
    pub(crate) fn tokens(&self, text: &str, inflected: bool) -> Vec<Vec<String>> {
        let mut tokens = Vec::new();
        // A clitic is cut off from a word; alone it would be taken for a mark and a word.
        let (text, skipped) = match text.starts_with('\'') {
            true => (format!("x{text}"), 1),
            false => (text.to_owned(), 0),
        };
        self.tokenizer.tokenize(&text, &mut tokens, |_| 0);
        let mut words: Vec<Vec<String>> = tokens
            .iter()
            .skip(skipped)
            .map(|token| vec![token.text(&text).to_owned()])
            .collect();
        if let (Some(last), true) = (words.last_mut(), inflected) {
            *last = self.inflections.forms(&last[0]);
        }
        words
    }
}

/// Compiles patterns whose macros are expanded.
pub(crate) struct Compiler<'a> {
    pub(crate) labels: &'a Labels,
    pub(crate) words: Words<'a>,
    pub(crate) vocabulary: &'a Vocabulary,
    pub(crate) regexes: &'a WordRegexes,
}

/// The expressions of single words, each compiled once: macros bring the same ones many times.
#[derive(Debug, Default)]
pub(crate) struct WordRegexes {
    compiled: RefCell<FxHashMap<String, Result<WordRegex, regex::Error>>>,
}

impl WordRegexes {
    /// The expression that matches a word whole.
    pub(super) fn get(&self, source: &str) -> Result<WordRegex, regex::Error> {
        let mut compiled = self.compiled.borrow_mut();
        if let Some(regex) = compiled.get(source) {
            return regex.clone();
        }
        let regex = WordRegex::new(source);
        compiled.insert(source.to_owned(), regex.clone());
        regex
    }
}

impl Compiler<'_> {
    pub(super) fn codes(&self, text: &str, inflected: bool) -> Vec<Vec<u32>> {
        let mut buffer = String::new();
        let mut code = |word: &String| self.vocabulary.code(word, &mut buffer);
        let words = self.words.tokens(text, inflected);
        words
            .iter()
            .map(|forms| forms.iter().map(&mut code).collect())
            .collect()
    }

    pub(super) fn mark_code(&self, mark: char) -> u32 {
        self.vocabulary
            .code(mark.encode_utf8(&mut [0; 4]), &mut String::new())
    }

    fn set(&self, labels: &[(String, std::ops::Range<usize>)]) -> LabelSet {
        let mut set = LabelSet::default();
        for (label, _) in labels {
            if let Some(label) = self.labels.get(label) {
                set.insert(label);
            }
        }
        set
    }

    /// Appends the steps of a pattern. Everything in it was checked before.
    pub(crate) fn emit(&self, node: &Node, captures: &[String], builder: &mut Builder) {
        let name_of = |name: &String| {
            captures
                .iter()
                .position(|known| known == name)
                .map(|i| i as u16)
        };
        match node {
            Node::Word { text, inflected } => {
                for forms in self.codes(text, *inflected) {
                    builder.one_of(forms);
                }
            }
            Node::Mark(mark) => {
                builder.push(Step::Word(self.mark_code(*mark)));
            }
            Node::Any => {
                let not = builder.set(LabelSet::default());
                builder.push(Step::Token { test: ANY, not });
            }
            Node::Regex { source, .. } => {
                if let Ok(regex) = self.regexes.get(source) {
                    builder.regex(regex);
                }
            }
            Node::Label(label) => {
                let capture = label.capture.as_ref().and_then(name_of);
                self.emit_label(label, capture, builder);
            }
            Node::Capture { name, node } => {
                let name = name_of(name).unwrap_or(0);
                builder.push(Step::Open(name));
                self.emit(node, captures, builder);
                builder.push(Step::Close(name));
            }
            Node::Sequence(nodes) => {
                nodes
                    .iter()
                    .for_each(|node| self.emit(node, captures, builder));
            }
            Node::Alternatives(nodes) => {
                // Single words among the alternatives are one step together.
                let (words, others): (Vec<_>, Vec<_>) = nodes
                    .iter()
                    .map(|node| (self.single(node), node))
                    .partition(|(codes, _)| codes.is_some());
                let words: Vec<u32> = words
                    .into_iter()
                    .filter_map(|(codes, _)| codes)
                    .flatten()
                    .collect();
                let count = others.len() + usize::from(!words.is_empty());
                builder.alternatives(count, |builder, i| match others.get(i) {
                    Some((_, node)) => self.emit(node, captures, builder),
                    None => {
                        builder.one_of(words.clone());
                    }
                });
            }
            Node::Repeat { node, min, max } => {
                builder.repeat(*min, *max, |builder| self.emit(node, captures, builder));
            }
            Node::Start => {
                builder.push(Step::SentenceStart);
            }
            Node::End => {
                builder.push(Step::SentenceEnd);
            }
            Node::Hyphen => {
                builder.push(Step::Hyphen);
            }
            Node::NoHyphen => {
                builder.push(Step::NoHyphen);
            }
            Node::Macro { .. } => {}
        }
    }

    /// The codes of a pattern that is one word; none for any other.
    fn single(&self, node: &Node) -> Option<Vec<u32>> {
        match node {
            Node::Word { text, inflected } => {
                let mut words = self.codes(text, *inflected);
                (words.len() == 1).then(|| words.remove(0))
            }
            Node::Mark(mark) => Some(vec![self.mark_code(*mark)]),
            _ => None,
        }
    }

    fn emit_label(&self, node: &LabelNode, capture: Option<u16>, builder: &mut Builder) {
        let not = builder.set(self.set(&node.not));
        if let Some(test) = class_test(&node.label) {
            if let Some(name) = capture {
                builder.push(Step::Open(name));
            }
            builder.push(Step::Token { test, not });
            if let Some(name) = capture {
                builder.push(Step::Close(name));
            }
            return;
        }
        let Some(label) = self.labels.get(&node.label) else {
            return;
        };
        let tests = builder.tests(node.tests.iter().map(|test| AttributeTest {
            attribute: test.attribute.clone(),
            negated: test.negated,
            values: test.values.clone(),
        }));
        builder.push(Step::Label {
            label,
            tests,
            not,
            capture,
        });
    }

    /// The code of a pattern that stands beside a match.
    pub(crate) fn context(&self, node: Node, before: bool, negated: bool) -> Context {
        let mut builder = Builder::default();
        let node = if before { reverse(node) } else { node };
        self.emit(&node, &[], &mut builder);
        builder.push(Step::Accept(0));
        Context {
            code: builder.code,
            before,
            negated,
        }
    }

    /// About how many steps a pattern takes.
    pub(crate) fn size(node: &Node) -> usize {
        match node {
            Node::Sequence(nodes) | Node::Alternatives(nodes) => {
                nodes.iter().map(Self::size).fold(1, usize::saturating_add)
            }
            Node::Capture { node, .. } => Self::size(node).saturating_add(2),
            Node::Repeat { node, min, max } => {
                let times = max.unwrap_or(min + 1).max(1) as usize;
                Self::size(node).saturating_add(1).saturating_mul(times)
            }
            _ => 1,
        }
    }

    /// The labels that a pattern depends on.
    pub(crate) fn dependencies(&self, node: &Node) -> Vec<LabelId> {
        let mut found = Vec::new();
        walk(node, &mut |node| {
            if let Node::Label(label) = node {
                let names =
                    std::iter::once(&label.label).chain(label.not.iter().map(|(name, _)| name));
                found.extend(names.filter_map(|name| self.labels.get(name)));
            }
        });
        found
    }
}

/// Reports labels that nothing emits, and expressions that are none.
pub(crate) fn check_labels(
    node: &Node,
    place: &Place,
    labels: &Labels,
    regexes: &WordRegexes,
    sink: &mut Sink,
) {
    walk(node, &mut |node| match node {
        Node::Label(label) => {
            let is_class = class_test(&label.label).is_some();
            if !is_class && labels.get(&label.label).is_none() {
                unknown_label(
                    &label.label,
                    &place.within(label.label_span.clone()),
                    labels,
                    sink,
                );
            }
            for (name, span) in &label.not {
                let place = place.within(span.clone());
                if class_test(name).is_some() {
                    let message = format!("`{name}` is a class of words, no label");
                    let help = "only labels can stand behind `!`".to_owned();
                    sink.error_help("P301", &place, message, help);
                } else if labels.get(name).is_none() {
                    unknown_label(name, &place, labels, sink);
                }
            }
        }
        Node::Regex { source, span } => {
            if let Err(error) = regexes.get(source) {
                sink.error("P204", &place.within(span.clone()), regex_message(&error));
            }
        }
        _ => {}
    });
}

/// Reports a label that nothing emits.
pub(crate) fn unknown_label(name: &str, place: &Place, labels: &Labels, sink: &mut Sink) {
    let classes = CLASSES.iter().map(|(name, _)| *name);
    let help = did_you_mean(name, labels.names().chain(classes));
    sink.error_help(
        "P301",
        place,
        format!("no table, shape or rule emits `{name}`"),
        help,
    );
}

/// The last line of an error's text, which says what is wrong.
pub(crate) fn regex_message(error: &regex::Error) -> String {
    let message = error.to_string();
    let last = message.lines().last().unwrap_or("").trim();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}
