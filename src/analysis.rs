//! A document as far as it has been read: its tokens and annotations, with what the pack knows of them.

use std::borrow::Cow;

use crate::matching::{
    Annotation, AnnotationId, Annotations, AttributeTest, Capture, NONE, Oracle, RuleId, Source,
};
use crate::pack::{Condition, Pack, Part, Reference, Rule, TABLE_RULE, Template, WHOLE_MATCH};
use crate::segment::Segmented;

/// The attribute that every annotation and capture has: its words.
const TEXT: &str = "text";

/// A byte range of the text.
pub(crate) type Span = (usize, usize);

/// Read access to one document's analysis.
#[derive(Clone, Copy)]
pub(crate) struct Analysis<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) text: &'a str,
    pub(crate) segmented: &'a Segmented,
    pub(crate) annotations: &'a Annotations,
}

impl<'a> Analysis<'a> {
    pub(crate) fn get(&self, id: AnnotationId) -> &'a Annotation {
        self.annotations.get(id)
    }

    /// The bytes that an annotation covers.
    pub(crate) fn span(&self, id: AnnotationId) -> Span {
        let annotation = self.get(id);
        self.segmented.span(annotation.start, annotation.end)
    }

    /// The bytes that its rule matched.
    pub(crate) fn match_span(&self, id: AnnotationId) -> Span {
        let annotation = self.get(id);
        self.segmented
            .span(annotation.match_start, annotation.match_end)
    }

    /// The number of the sentence that an annotation stands in.
    pub(crate) fn sentence_of(&self, id: AnnotationId) -> usize {
        let token = self.get(id).start;
        self.segmented
            .sentences
            .partition_point(|sentence| sentence.end <= token)
    }

    pub(crate) fn token_text(&self, token: u32) -> &'a str {
        self.segmented.tokens[token as usize].text(self.text)
    }

    pub(crate) fn text(&self, id: AnnotationId) -> &'a str {
        let (start, end) = self.span(id);
        &self.text[start..end]
    }

    /// The rule that made an annotation; none for a gazetteer's.
    pub(crate) fn rule(&self, id: AnnotationId) -> Option<&'a Rule> {
        match self.get(id).source {
            Source::Rule { rule, .. } => self.pack.rules.get(rule as usize),
            Source::Entry(_) => None,
        }
    }

    /// The name of what made an annotation, as the output has it.
    pub(crate) fn origin(&self, id: AnnotationId) -> String {
        self.origin_of(self.get(id).source)
    }

    /// The name of a rule or table, as the output has it.
    pub(crate) fn origin_of(&self, source: Source) -> String {
        match source {
            Source::Rule { rule, .. } => self.pack.rules[rule as usize].id.clone(),
            Source::Entry(entry) => format!("table:{}", self.pack.entry_table(entry).name),
        }
    }

    /// The captures of an annotation under a name.
    pub(crate) fn captures(
        &self,
        id: AnnotationId,
        name: &str,
    ) -> impl Iterator<Item = &'a Capture> {
        let name = self.rule(id).and_then(|rule| rule.capture(name));
        let captures = self.annotations.captures(self.get(id)).iter();
        captures.filter(move |capture| Some(capture.name) == name)
    }

    /// An attribute of what a capture holds; plain words have only their `text`.
    pub(crate) fn capture_attribute(&self, capture: &Capture, name: &str) -> Option<Cow<'a, str>> {
        match capture.annotation {
            NONE => (name == TEXT).then(|| self.capture_text(capture).into()),
            annotation => self.attribute(annotation, name),
        }
    }

    /// The words of a capture.
    pub(crate) fn capture_text(&self, capture: &Capture) -> &'a str {
        &self.text[capture.start as usize..capture.end as usize]
    }

    /// The first value of an annotation's attribute.
    pub(crate) fn attribute(&self, id: AnnotationId, name: &str) -> Option<Cow<'a, str>> {
        match self.get(id).source {
            _ if name == TEXT => Some(self.text(id).into()),
            Source::Entry(entry) => self.pack.entry_attribute(entry, name).map(Cow::Borrowed),
            Source::Rule { .. } => {
                let mut values = Vec::new();
                self.attributes(id, name, &mut values);
                values.into_iter().next()
            }
        }
    }

    /// Appends all values of an annotation's attribute.
    pub(crate) fn attributes(&self, id: AnnotationId, name: &str, values: &mut Vec<Cow<'a, str>>) {
        if name == TEXT {
            values.push(self.text(id).into());
            return;
        }
        let annotation = self.get(id);
        let label = self.pack.labels.public(annotation.label);
        match annotation.source {
            Source::Entry(entry) => {
                values.extend(self.pack.entry_attribute(entry, name).map(Cow::Borrowed));
            }
            Source::Rule { rule, .. } => {
                let rule = &self.pack.rules[rule as usize];
                let before = values.len();
                if let Some(field) = rule.attributes.iter().find(|field| field.name == name) {
                    for template in &field.templates {
                        self.template_values(id, template, values);
                    }
                } else if let Some(capture) = rule.capture(name) {
                    let reference = Reference {
                        capture,
                        attribute: None,
                    };
                    self.reference_values(id, &reference, values);
                } else if name == "label" {
                    values.push(self.pack.labels.name(label).into());
                } else if name != "id"
                    && let Some(own) = self.attribute(id, "id")
                {
                    let value = self.pack.entity_attribute(label, &own, name);
                    values.extend(value.map(Cow::Borrowed));
                }
                // What is not there says nothing; an empty text would be a value.
                let mut at = before;
                while at < values.len() {
                    if values[at].is_empty() {
                        values.remove(at);
                    } else {
                        at += 1;
                    }
                }
            }
        }
    }

    /// The values of a rule's field, from the captures of one of its annotations.
    pub(crate) fn field(&self, id: AnnotationId, name: &str) -> Vec<Cow<'a, str>> {
        let mut values = Vec::new();
        let field = self
            .rule(id)
            .and_then(|rule| rule.record.iter().find(|f| f.name == name));
        for template in field.into_iter().flat_map(|field| &field.templates) {
            self.template_values(id, template, &mut values);
        }
        values
    }

    /// The captures that a field hands on whole: those of each template that is one reference.
    pub(crate) fn field_captures(&self, id: AnnotationId, name: &str) -> Vec<&'a Capture> {
        let field = self
            .rule(id)
            .and_then(|rule| rule.record.iter().find(|f| f.name == name));
        let templates = field.into_iter().flat_map(|field| &field.templates);
        let references = templates.filter_map(|template| match template.parts.as_slice() {
            [Part::Reference(reference)] => Some(reference.capture),
            _ => None,
        });
        let captures = self.annotations.captures(self.get(id));
        references
            .flat_map(|name| captures.iter().filter(move |capture| capture.name == name))
            .collect()
    }

    /// Appends the values of a template: all captures of a lone reference, else one joined text.
    pub(crate) fn template_values(
        &self,
        id: AnnotationId,
        template: &Template,
        values: &mut Vec<Cow<'a, str>>,
    ) {
        let captures = self.annotations.captures(self.get(id));
        self.fill(template, captures, Some(self.match_span(id)), values);
    }

    /// Appends the values of a reference into an annotation's captures.
    pub(crate) fn reference_values(
        &self,
        id: AnnotationId,
        reference: &Reference,
        values: &mut Vec<Cow<'a, str>>,
    ) {
        let captures = self.annotations.captures(self.get(id));
        self.refer(reference, captures, Some(self.match_span(id)), values);
    }

    fn fill(
        &self,
        template: &Template,
        captures: &[Capture],
        whole: Option<Span>,
        values: &mut Vec<Cow<'a, str>>,
    ) {
        match template.parts.as_slice() {
            [Part::Reference(reference)] => self.refer(reference, captures, whole, values),
            parts => {
                let mut joined = String::new();
                for part in parts {
                    match part {
                        Part::Text(text) => joined.push_str(text),
                        Part::Reference(reference) => {
                            let mut found = Vec::new();
                            self.refer(reference, captures, whole, &mut found);
                            joined.push_str(found.first().map_or("", |value| value));
                        }
                    }
                }
                values.push(joined.into());
            }
        }
    }

    /// What a condition compares.
    pub(crate) fn compared(
        &self,
        condition: &Condition,
        captures: &[Capture],
    ) -> [Cow<'a, str>; 2] {
        [&condition.left, &condition.right].map(|template| {
            let mut values = Vec::new();
            self.fill(template, captures, None, &mut values);
            values.into_iter().next().unwrap_or_default()
        })
    }

    fn refer(
        &self,
        reference: &Reference,
        captures: &[Capture],
        whole: Option<Span>,
        values: &mut Vec<Cow<'a, str>>,
    ) {
        if reference.capture == WHOLE_MATCH {
            values.extend(whole.map(|(start, end)| Cow::Borrowed(&self.text[start..end])));
            return;
        }
        for capture in captures
            .iter()
            .filter(|capture| capture.name == reference.capture)
        {
            let text = &self.text[capture.start as usize..capture.end as usize];
            match (&reference.attribute, capture.annotation) {
                (None, _) | (Some(_), NONE) => values.push(text.into()),
                (Some(attribute), annotation) => self.attributes(annotation, attribute, values),
            }
        }
    }
}

impl Oracle for Analysis<'_> {
    fn holds(&self, annotation: AnnotationId, test: &AttributeTest) -> bool {
        // A cell can hold a list; a test is passed by any of its items.
        let is_wanted = |value: &str| {
            value
                .split(',')
                .any(|item| test.values.iter().any(|wanted| wanted == item))
        };
        let is_absent = || test.values.iter().any(String::is_empty);
        let found = match self.get(annotation).source {
            Source::Entry(entry) if test.attribute != TEXT => {
                let value = self.pack.entry_attribute(entry, &test.attribute);
                value.map_or_else(is_absent, is_wanted)
            }
            _ => {
                let mut values = Vec::new();
                self.attributes(annotation, &test.attribute, &mut values);
                match values.is_empty() {
                    true => is_absent(),
                    false => values.iter().any(|value| is_wanted(value)),
                }
            }
        };
        found != test.negated
    }

    fn has_conditions(&self, rule: RuleId) -> bool {
        rule != TABLE_RULE && !self.pack.rules[rule as usize].conditions.is_empty()
    }

    fn allows(&self, rule: RuleId, captures: &[Capture]) -> bool {
        let conditions = &self.pack.rules[rule as usize].conditions;
        conditions.iter().all(|condition| {
            let [left, right] = self.compared(condition, captures);
            condition.operator.holds(&left, &right)
        })
    }
}
