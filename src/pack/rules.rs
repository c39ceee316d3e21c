//! What a rule makes of its captures, checked against what the captures can give.

use std::collections::{HashMap, HashSet};

use regex::Regex;

use super::diagnostics::{Place, Sink, did_you_mean, did_you_mean_one_of};
use super::fields::Text;
use super::functions::Function;
use super::keys;
use super::model::{By, Field, Labels, Pick, Refers, Rule, Search, kinds};
use super::patterns::walk;
use super::rule_file::{RefersSource, RuleSource};
use super::syntax::Node;
use super::table::Table;
use super::template::{
    Expression, Part, Reference, Template, TemplateError, WHOLE_MATCH, parse_condition,
    parse_expression, parse_template,
};
use super::written::Written;
use crate::matching::class_test;

/// The attributes that every annotation has.
const COMMON: [&str; 3] = ["text", "label", "id"];

/// The attributes that annotations of each label can have.
pub(crate) struct Knowledge {
    attributes: HashMap<String, HashSet<String>>,
}

impl Knowledge {
    pub(crate) fn collect<'r>(
        tables: &[Table],
        labels: &Labels,
        rules: impl Iterator<Item = (&'r RuleSource, Option<&'r Regex>)>,
    ) -> Self {
        let mut attributes: HashMap<String, HashSet<String>> = HashMap::new();
        for name in labels.names() {
            attributes.insert(name.to_owned(), COMMON.map(str::to_owned).into());
        }
        for table in tables {
            for name in &table.labels {
                let known = attributes.entry(name.clone()).or_default();
                known.extend(table.columns.iter().cloned());
            }
        }
        for (rule, shape) in rules {
            let known = attributes.entry(rule.emits.value.clone()).or_default();
            known.extend(rule.attributes.iter().map(|(name, ..)| name.value.clone()));
            let groups = shape.into_iter().flat_map(Regex::capture_names).flatten();
            known.extend(groups.map(str::to_owned));
        }
        Self { attributes }
    }

    /// Reports tests of attributes that nothing under the label can have.
    pub(crate) fn check_tests(&self, node: &Node, place: &Place, sink: &mut Sink) {
        walk(node, &mut |node| {
            let Node::Label(label) = node else { return };
            let known = self.attributes.get(&label.label);
            for test in &label.tests {
                let is_known = known.is_some_and(|known| known.contains(&test.attribute));
                if !is_known {
                    let message =
                        format!("`{}` has no attribute `{}`", label.label, test.attribute);
                    let mut names: Vec<&str> =
                        known.into_iter().flatten().map(String::as_str).collect();
                    names.sort_unstable();
                    let help = did_you_mean_one_of(&test.attribute, &names, "it has");
                    sink.error_help("P303", &place.within(test.span.clone()), message, help);
                }
            }
        });
    }
}

/// Compiles all of a rule but its pattern. `captures` are the pattern's, with their labels.
pub(crate) fn compile_rule(
    source: &RuleSource,
    captures: Vec<(String, Vec<String>)>,
    labels: &Labels,
    knowledge: &Knowledge,
    sink: &mut Sink,
) -> Option<Rule> {
    let (names, capture_labels): (Vec<String>, Vec<Vec<String>>) = captures.into_iter().unzip();
    let mut reader = Reader {
        names: &names,
        labels: &capture_labels,
        knowledge,
        sink,
    };
    let mention = source
        .mention
        .as_ref()
        .and_then(|text| reader.capture(text));
    let resume = source.resume.as_ref().and_then(|text| reader.capture(text));
    let record = reader.fields(&source.record);
    let attributes = reader.fields(&source.attributes);
    let value = source
        .value
        .as_ref()
        .and_then(|text| reader.expression(text));
    let modifier = source
        .modifier
        .as_ref()
        .and_then(|text| reader.template(text));
    let also = source.also.iter();
    let also = also
        .filter_map(|(name, text)| Some((reader.capture(name)?, reader.expression(text)?)))
        .collect();
    let conditions = source.conditions.iter();
    let conditions = conditions
        .filter_map(|text| reader.condition(text))
        .collect();
    let refers = source
        .refers
        .as_ref()
        .and_then(|refers| reader.refers(refers));
    let emits = labels.get(&source.emits.value)?;
    reader.required_fields(source, emits);
    if let Some(within) = &source.within
        && !keys::WITHIN.contains(&within.value.as_str())
    {
        let help = "the words are `sentence` and `header`".to_owned();
        let message = format!("`{}` is nothing that a match can be within", within.value);
        sink.error_help("P309", &within.place, message, help);
    }
    Some(Rule {
        id: source.id.value.clone(),
        emits,
        mention,
        resume,
        record,
        attributes,
        value,
        modifier,
        also,
        refers,
        conditions,
        drop: source.drop,
        yes: source.yes.clone(),
        no: source.no.clone(),
        todo: source.todo.clone(),
        place: source.id.place.clone(),
        written: Written::new(source),
        captures: names,
    })
}

/// Reads the parts of one rule.
struct Reader<'a> {
    names: &'a [String],
    labels: &'a [Vec<String>],
    knowledge: &'a Knowledge,
    sink: &'a mut Sink,
}

impl Reader<'_> {
    fn report(&mut self, error: TemplateError, place: &Place) {
        let help = match &error.unknown {
            Some(name) => {
                let help = did_you_mean(name, self.names.iter().map(String::as_str));
                match help.is_empty() && !self.names.is_empty() {
                    true => format!("it captures: {}", self.names.join(", ")),
                    false => help,
                }
            }
            None => String::new(),
        };
        self.sink
            .error_help(error.code, &place.within(error.span), error.message, help);
    }

    fn capture(&mut self, text: &Text) -> Option<u16> {
        let at = self.names.iter().position(|name| *name == text.value);
        if at.is_none() {
            let error = TemplateError {
                code: "P302",
                message: format!("the pattern captures nothing as `{}`", text.value),
                unknown: Some(text.value.clone()),
                span: 0..text.value.len(),
            };
            self.report(error, &text.place);
        }
        at.map(|at| at as u16)
    }

    fn template(&mut self, text: &Text) -> Option<Template> {
        match parse_template(&text.value, self.names) {
            Ok(template) => {
                for part in &template.parts {
                    if let Part::Reference(reference) = part {
                        self.check_attribute(reference, &text.place);
                    }
                }
                Some(template)
            }
            Err(error) => {
                self.report(error, &text.place);
                None
            }
        }
    }

    fn fields(&mut self, sources: &[(Text, Vec<Text>, bool)]) -> Vec<Field> {
        let mut fields = Vec::new();
        for (name, texts, list) in sources {
            fields.push(Field {
                name: name.value.clone(),
                templates: texts
                    .iter()
                    .filter_map(|text| self.template(text))
                    .collect(),
                list: *list,
            });
        }
        fields
    }

    fn condition(&mut self, text: &Text) -> Option<super::template::Condition> {
        match parse_condition(&text.value, self.names) {
            Ok(condition) => {
                for part in condition.left.parts.iter().chain(&condition.right.parts) {
                    if let Part::Reference(reference) = part {
                        self.check_attribute(reference, &text.place);
                    }
                }
                Some(condition)
            }
            Err(error) => {
                self.report(error, &text.place);
                None
            }
        }
    }

    fn expression(&mut self, text: &Text) -> Option<Expression> {
        match parse_expression(&text.value, self.names) {
            Ok(expression) => {
                self.check_expression(&expression, &text.place);
                Some(expression)
            }
            Err(error) => {
                self.report(error, &text.place);
                None
            }
        }
    }

    fn check_expression(&mut self, expression: &Expression, place: &Place) {
        match expression {
            Expression::Reference(reference) => self.check_attribute(reference, place),
            Expression::Call {
                function,
                arguments,
            } => {
                match Function::from_name(function) {
                    None => {
                        let help = did_you_mean(function, Function::names());
                        let message = format!("there is no calendar function `{function}`");
                        self.sink.error_help("P305", place, message, help);
                    }
                    Some(known) if !known.arity().contains(&arguments.len()) => {
                        let message = format!(
                            "`{function}` takes {} to {} arguments, not {}",
                            known.arity().start(),
                            known.arity().end(),
                            arguments.len()
                        );
                        self.sink.error("P305", place, message);
                    }
                    Some(_) => {}
                }
                for argument in arguments {
                    self.check_expression(argument, place);
                }
            }
            Expression::Number(_) | Expression::Word(_) => {}
        }
    }

    /// Reports an attribute that nothing under the capture's labels can have.
    fn check_attribute(&mut self, reference: &Reference, place: &Place) {
        let Some(attribute) = &reference.attribute else {
            return;
        };
        let labels: &[String] = match reference.capture {
            WHOLE_MATCH => &[],
            capture => &self.labels[usize::from(capture)],
        };
        let attributes = labels
            .iter()
            .filter(|label| class_test(label).is_none())
            .filter_map(|label| self.knowledge.attributes.get(label));
        let known: HashSet<&str> = attributes
            .flatten()
            .map(String::as_str)
            .chain(["text"])
            .collect();
        if !known.contains(attribute.as_str()) {
            let mut sorted: Vec<&str> = known.into_iter().collect();
            sorted.sort_unstable();
            let help = did_you_mean_one_of(attribute, &sorted, "it has");
            let at = place.file.text[place.span.clone()].find(&format!(".{attribute}"));
            let place = at.map_or(place.clone(), |at| {
                place.within(at + 1..at + 1 + attribute.len())
            });
            let message = format!("what is captured there has no attribute `{attribute}`");
            self.sink.error_help("P303", &place, message, help);
        }
    }

    fn refers(&mut self, source: &RefersSource) -> Option<Refers> {
        let known = [
            ("person", kinds::PERSON),
            ("organization", kinds::ORGANIZATION),
            ("country", kinds::COUNTRY),
        ];
        let lists = source.to.value.split('|').map(|name| {
            let list = known.iter().find(|(other, _)| *other == name);
            list.map(|(_, label)| *label)
        });
        let Some(to) = lists.collect::<Option<Vec<_>>>() else {
            return self.refuse(&source.to, &known.map(|(name, _)| name));
        };
        let by = match source.by.as_ref().map(|text| (text, text.value.as_str())) {
            None => By::Any,
            Some((_, "family")) => By::Family,
            Some((_, "given")) => By::Given,
            Some((_, "name")) => By::Name,
            Some((_, "head")) => By::Head,
            Some((_, "abbreviation")) => By::Abbreviation,
            Some((_, "title")) => By::Title,
            Some((_, "kind")) => By::Kind,
            Some((text, _)) => {
                return self.refuse(text, &keys::BY);
            }
        };
        let captured = match &source.by {
            Some(text) if by != By::Kind => self.capture(text).is_some(),
            _ => true,
        };
        let search = match source
            .search
            .as_ref()
            .map(|text| (text, text.value.as_str()))
        {
            None | Some((_, "document")) => Search::Document,
            Some((_, "paragraph")) => Search::Paragraph,
            Some((_, "nearby")) => Search::Nearby,
            Some((_, "sentence")) => Search::Sentence,
            Some((text, _)) => {
                return self.refuse(text, &keys::SEARCH);
            }
        };
        let pick = match source.pick.as_ref().map(|text| (text, text.value.as_str())) {
            None | Some((_, "nearest-before")) => Pick::NearestBefore,
            Some((_, "unique")) => Pick::Unique,
            Some((_, "most-mentioned")) => Pick::MostMentioned,
            Some((_, "alone")) => Pick::Alone,
            Some((text, _)) => {
                return self.refuse(text, &keys::PICK);
            }
        };
        captured.then_some(Refers {
            to,
            by,
            search,
            pick,
            count: source
                .count
                .map_or(1, |count| usize::try_from(count).unwrap_or(1).max(1)),
        })
    }

    fn refuse<T>(&mut self, text: &Text, known: &[&str]) -> Option<T> {
        let help = did_you_mean_one_of(&text.value, known, "the words are");
        let message = format!("`{}` is not known here", text.value);
        self.sink.error_help("P306", &text.place, message, help);
        None
    }

    /// Reports what a rule of one of the engine's own labels must say and does not.
    fn required_fields(&mut self, source: &RuleSource, emits: crate::matching::LabelId) {
        if source.drop {
            return;
        }
        let mut missing: Vec<&str> = Vec::new();
        let has_field = |name: &str| source.record.iter().any(|(field, ..)| field.value == name);
        match emits {
            kinds::OFFICIAL if !has_field("title") && !has_field("same") => missing.push("title"),
            kinds::DATE if source.value.is_none() => missing.push("value"),
            kinds::RELATION => {
                let fields = ["type", "actor", "recipient"].into_iter();
                missing.extend(fields.filter(|name| !has_field(name)));
            }
            kinds::AMOUNT => {
                let has = |name: &&str| {
                    source
                        .attributes
                        .iter()
                        .any(|(field, ..)| field.value == *name)
                };
                let names = ["number", "currency"].into_iter();
                missing.extend(names.filter(|name| !has(name)));
            }
            kinds::COREF if source.refers.is_none() => missing.push("refers"),
            _ => {}
        }
        for name in missing {
            let message = format!(
                "a rule that emits `{}` must have `{name}`",
                source.emits.value
            );
            self.sink.error("P310", &source.emits.place, message);
        }
    }
}
