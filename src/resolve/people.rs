//! Persons: full names made entities, short names joined to them.

use std::collections::HashMap;

use super::antecedents::{Key, Link, Named, Short, link};
use super::{mention_as, on_one_line};
use crate::analysis::{Analysis, Span};
use crate::matching::AnnotationId;
use crate::pack::{By, Pick, Search, kinds};
use crate::record::Mention;
use crate::segment::fold_into;

/// The forms of mentions that name a person.
const FULL: &str = "full";
const FAMILY: &str = "family";
const GIVEN: &str = "given";
/// The capture that can be either.
const NAME: &str = "name";

/// A person of a document.
#[derive(Debug, Default)]
pub(crate) struct Individual {
    pub(crate) name: String,
    pub(crate) given: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) mentions: Vec<Mention>,
}

/// The persons of a document, in order of first mention.
#[derive(Default)]
pub(crate) struct People {
    pub(crate) list: Vec<Individual>,
    of: HashMap<AnnotationId, usize>,
}

/// A name as an annotation gives it.
struct Name {
    annotation: AnnotationId,
    span: Span,
    text: String,
    given: Option<String>,
    family: Option<String>,
    form: String,
}

impl People {
    pub(crate) fn collect(analysis: &Analysis<'_>) -> Self {
        let mut people = Self::default();
        let names: Vec<Name> = analysis
            .annotations
            .of(kinds::PERSON)
            .into_iter()
            .map(|id| Name::read(analysis, id))
            .collect();
        let (full, partial): (Vec<Name>, Vec<Name>) =
            names.into_iter().partition(|name| name.form == FULL);
        let mut index = Index::default();
        let mut named = Vec::new();
        for name in &full {
            let at = index.find_or_add(name, &mut people.list);
            people.mention(analysis, name, at);
            named.push(Named {
                at: name.span.0,
                entity: at,
                keys: keys(name),
            });
        }
        people.add_short(analysis, named, partial);
        people.sort();
        people
    }

    /// Joins family names, given names and other references to the persons who bear them. A person
    /// rule that found no antecedent found a person all the same.
    fn add_short(&mut self, analysis: &Analysis<'_>, mut named: Vec<Named>, partial: Vec<Name>) {
        let mut short = Vec::new();
        let mut names: HashMap<AnnotationId, Name> = HashMap::new();
        let known: std::collections::HashSet<String> = named
            .iter()
            .flat_map(|named| named.keys.iter().cloned())
            .collect();
        let mut alone: HashMap<String, usize> = HashMap::new();
        for name in partial {
            let key = key_of(&name);
            if !known.contains(&key) {
                // Nobody of that name has a full one: all who are called so are one person.
                let at = *alone.entry(key.clone()).or_insert_with(|| {
                    self.list.push(name.individual());
                    self.list.len() - 1
                });
                named.push(Named {
                    at: name.span.0,
                    entity: at,
                    keys: vec![key],
                });
                self.mention(analysis, &name, at);
                continue;
            }
            short.push(Short {
                at: name.span.0,
                annotation: name.annotation,
                keys: vec![Key {
                    text: key,
                    pick: Pick::NearestBefore,
                }],
                search: Search::Document,
            });
            names.insert(name.annotation, name);
        }
        for id in analysis.annotations.of(kinds::COREF) {
            let refers = analysis.rule(id).and_then(|rule| rule.refers.as_ref());
            let Some(refers) = refers.filter(|refers| refers.to == kinds::PERSON) else {
                continue;
            };
            let capture = match refers.by {
                By::Family => FAMILY,
                By::Given => GIVEN,
                By::Name => NAME,
                _ => continue,
            };
            let Some(word) = analysis.captures(id, capture).next() else {
                continue;
            };
            let word = folded(analysis.capture_text(word));
            let key = |kind: &str, pick: Pick| Key {
                text: format!("{kind}:{word}"),
                pick,
            };
            short.push(Short {
                at: analysis.span(id).0,
                annotation: id,
                keys: match refers.by {
                    By::Name => vec![key(FAMILY, refers.pick), key(GIVEN, Pick::Unique)],
                    _ => vec![key(capture, refers.pick)],
                },
                search: refers.search,
            });
        }
        for link in link(analysis, named, short) {
            match names.get(&link.annotation) {
                Some(name) => self.mention(analysis, name, link.entity),
                None => self.refer(analysis, &link),
            }
        }
    }

    /// Adds a mention that names nobody by itself. Its form is the kind of name that joined it.
    fn refer(&mut self, analysis: &Analysis<'_>, link: &Link) {
        self.of.insert(link.annotation, link.entity);
        let form = link.key.split(':').next().unwrap_or(FAMILY);
        let mention = mention_as(analysis, link.annotation, form.to_owned());
        self.list[link.entity].mentions.push(mention);
    }

    fn mention(&mut self, analysis: &Analysis<'_>, name: &Name, at: usize) {
        self.of.insert(name.annotation, at);
        self.list[at].mentions.push(Mention {
            start: name.span.0,
            end: name.span.1,
            text: analysis.text[name.span.0..name.span.1].to_owned(),
            form: name.form.clone(),
            rule: analysis.origin(name.annotation),
        });
    }

    /// Puts persons and their mentions in order of the text.
    fn sort(&mut self) {
        for person in &mut self.list {
            person
                .mentions
                .sort_by_key(|mention| (mention.start, mention.end));
        }
        let mut order: Vec<usize> = (0..self.list.len()).collect();
        order.sort_by_key(|&at| self.list[at].mentions.first().map(|m| (m.start, m.end)));
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        for at in self.of.values_mut() {
            *at = place[*at];
        }
        let mut old: Vec<Option<Individual>> = self.list.drain(..).map(Some).collect();
        self.list = order.iter().filter_map(|&at| old[at].take()).collect();
    }

    /// The person that an annotation names or refers to.
    pub(crate) fn of(&self, id: AnnotationId) -> Option<usize> {
        self.of.get(&id).copied()
    }
}

impl Name {
    fn read(analysis: &Analysis<'_>, id: AnnotationId) -> Self {
        let part = |name: &str| {
            let mut values = Vec::new();
            analysis.attributes(id, name, &mut values);
            let joined = values
                .iter()
                .map(|v| on_one_line(v))
                .collect::<Vec<_>>()
                .join(" ");
            (!joined.is_empty()).then_some(joined)
        };
        let text = on_one_line(analysis.text(id));
        let (mut given, mut family) = (part("given"), part("family"));
        let form = part("form").unwrap_or_else(|| match text.contains(' ') {
            true => FULL.to_owned(),
            false => FAMILY.to_owned(),
        });
        // Unless the rule says otherwise, the family name comes last.
        if given.is_none() && family.is_none() {
            match text.rsplit_once(' ') {
                Some((first, last)) => {
                    given = Some(first.to_owned());
                    family = Some(last.to_owned());
                }
                None => family = Some(text.clone()),
            }
        }
        Self {
            annotation: id,
            span: analysis.span(id),
            text,
            given,
            family,
            form,
        }
    }

    fn individual(&self) -> Individual {
        Individual {
            name: self.text.clone(),
            given: self.given.clone(),
            family: self.family.clone(),
            mentions: Vec::new(),
        }
    }
}

fn folded(word: &str) -> String {
    let mut out = String::new();
    fold_into(word, &mut out);
    out
}

/// The key that a partial name looks for: its family name, else its given name.
fn key_of(name: &Name) -> String {
    match (&name.family, &name.given) {
        (Some(family), _) => format!("family:{}", folded(family)),
        (None, Some(given)) => format!("given:{}", folded(given)),
        (None, None) => format!("name:{}", folded(&name.text)),
    }
}

/// The keys that a full name is found by.
fn keys(name: &Name) -> Vec<String> {
    let mut keys = Vec::new();
    if let Some(family) = &name.family {
        keys.push(format!("family:{}", folded(family)));
        // "van der Aue" is found by "Aue" too.
        if let Some((_, last)) = family.rsplit_once(' ') {
            keys.push(format!("family:{}", folded(last)));
        }
    }
    if let Some(given) = &name.given {
        keys.push(format!("given:{}", folded(given)));
        if let Some((first, _)) = given.split_once(' ') {
            keys.push(format!("given:{}", folded(first)));
        }
    }
    keys
}

/// Full names known so far, to see which of them are one person.
#[derive(Default)]
struct Index {
    /// By the whole name.
    whole: HashMap<String, usize>,
    /// By family name and the first of the given names.
    ends: HashMap<(String, String), usize>,
}

impl Index {
    fn find_or_add(&mut self, name: &Name, list: &mut Vec<Individual>) -> usize {
        let whole = folded(&name.text);
        let first = name
            .given
            .as_deref()
            .and_then(|given| given.split(' ').next());
        let ends = name
            .family
            .as_deref()
            .zip(first)
            .map(|(family, first)| (folded(family), folded(first)));
        let known = self
            .whole
            .get(&whole)
            .or_else(|| self.ends.get(ends.as_ref()?))
            .copied();
        let at = known.unwrap_or_else(|| {
            list.push(name.individual());
            list.len() - 1
        });
        // The fullest form names the person: "George W. Bush" rather than "George Bush".
        if name.text.chars().count() > list[at].name.chars().count() {
            list[at] = Individual {
                mentions: std::mem::take(&mut list[at].mentions),
                ..name.individual()
            };
        }
        self.whole.entry(whole).or_insert(at);
        if let Some(ends) = ends {
            self.ends.entry(ends).or_insert(at);
        }
        at
    }
}
