//! Persons: full names made entities, short names joined to them.

use std::collections::{HashMap, HashSet};

use super::antecedents::{Key, Link, Named, Short, link, put_in_order};
use super::mention_as;
use super::person_name::{FAMILY, FULL, GIVEN, Name};
use super::references::Reference;
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::{By, Pick, Search, kinds};
use crate::record::{Mention, forms};
use crate::segment::fold;

/// The capture that can be either.
const NAME: &str = "name";

/// A person of a document.
#[derive(Debug, Default)]
pub(crate) struct Individual {
    pub(crate) name: String,
    pub(crate) given: Option<String>,
    pub(crate) family: Option<String>,
    /// The id that the pack knows the person by.
    pub(crate) entity: Option<String>,
    /// As far as the words of and before the names tell, and agree.
    pub(crate) gender: Option<String>,
    pub(crate) mentions: Vec<Mention>,
}

impl Individual {
    /// Takes over what a name tells of the person's gender; what contradicts it tells nothing.
    fn take_gender(&mut self, name: &Name) {
        if self.mentions.is_empty() || self.gender.is_none() {
            self.gender.clone_from(&name.gender);
        } else if name.gender.is_some() && self.gender != name.gender {
            self.gender = None;
        }
    }
}

/// The persons of a document, in order of first mention.
#[derive(Default)]
pub(crate) struct People {
    pub(crate) list: Vec<Individual>,
    of: HashMap<AnnotationId, usize>,
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
                keys: name.keys(),
            });
        }
        people.add_short(analysis, named, partial);
        put_in_order(&mut people.list, &mut people.of, |person| {
            &mut person.mentions
        });
        people
    }

    /// Joins family names, given names and other references to the persons who bear them. A person
    /// rule that found no antecedent found a person all the same.
    fn add_short(&mut self, analysis: &Analysis<'_>, mut named: Vec<Named>, partial: Vec<Name>) {
        let mut short = Vec::new();
        let mut names: HashMap<AnnotationId, Name> = HashMap::new();
        let known: HashSet<String> = named
            .iter()
            .flat_map(|named| named.keys.iter().cloned())
            .collect();
        let mut alone: HashMap<String, usize> = HashMap::new();
        for name in partial {
            let wanted = name.wanted_keys();
            if !wanted.iter().any(|key| known.contains(key)) {
                // Nobody of that name has a full one: all who are called so are one person.
                let found = wanted.iter().find_map(|key| alone.get(key)).copied();
                let at = found.unwrap_or_else(|| {
                    self.list.push(name.individual());
                    self.list.len() - 1
                });
                let keys = name.keys();
                for key in &keys {
                    alone.entry(key.clone()).or_insert(at);
                }
                named.push(Named {
                    at: name.span.0,
                    entity: at,
                    keys,
                });
                self.mention(analysis, &name, at);
                continue;
            }
            let key = |text| Key {
                text,
                pick: Pick::NearestBefore,
            };
            short.push(Short {
                at: name.span.0,
                annotation: name.annotation,
                keys: wanted.into_iter().map(key).collect(),
                search: Search::Document,
            });
            names.insert(name.annotation, name);
        }
        for id in analysis.annotations.of(kinds::COREF) {
            let refers = analysis.rule(id).and_then(|rule| rule.refers.as_ref());
            let Some(refers) = refers.filter(|refers| refers.is_to(kinds::PERSON)) else {
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
            let word = fold(analysis.capture_text(word));
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
        self.list[at].take_gender(name);
        self.list[at].mentions.push(Mention {
            start: name.span.0,
            end: name.span.1,
            text: analysis.text[name.span.0..name.span.1].to_owned(),
            form: name.form.clone(),
            rule: analysis.origin(name.annotation),
        });
    }

    /// Adds mentions by title or pronoun to the persons that they mean.
    pub(crate) fn refer_all(&mut self, analysis: &Analysis<'_>, references: &[Reference]) {
        for reference in references {
            self.refer_to(analysis, reference);
        }
        for person in &mut self.list {
            person
                .mentions
                .sort_by_key(|mention| (mention.start, mention.end));
        }
    }

    fn refer_to(&mut self, analysis: &Analysis<'_>, reference: &Reference) {
        let form = match (reference.title, reference.persons.len()) {
            (None, _) => forms::PRONOUN,
            (Some(_), 1) => forms::TITLE,
            (Some(_), _) => forms::GROUP,
        };
        for &person in &reference.persons {
            let mention = mention_as(analysis, reference.annotation, form.to_owned());
            self.list[person].mentions.push(mention);
        }
        // A title stays what it is; a pronoun stands for the person wherever a rule takes it for a name.
        if let ([person], None) = (reference.persons.as_slice(), reference.title) {
            self.of.insert(reference.annotation, *person);
        }
    }

    /// Where persons are mentioned.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = (usize, usize)> {
        let persons = self.list.iter().enumerate();
        persons.flat_map(|(at, person)| person.mentions.iter().map(move |m| (m.start, at)))
    }

    /// The person that an annotation names or refers to.
    pub(crate) fn of(&self, id: AnnotationId) -> Option<usize> {
        self.of.get(&id).copied()
    }
}

/// Full names known so far, to see which of them are one person.
#[derive(Default)]
struct Index {
    /// By the whole name.
    whole: HashMap<String, usize>,
    /// By family name and the first of the given names.
    ends: HashMap<(String, String), usize>,
    /// By the id of a person that the pack knows.
    known: HashMap<String, usize>,
}

impl Index {
    fn find_or_add(&mut self, name: &Name, list: &mut Vec<Individual>) -> usize {
        let whole = fold(&name.text);
        let first = name
            .given
            .as_deref()
            .and_then(|given| given.split(' ').next());
        let ends = name
            .family
            .as_deref()
            .zip(first)
            .map(|(family, first)| (fold(family), fold(first)));
        let known = self
            .whole
            .get(&whole)
            .or_else(|| self.ends.get(ends.as_ref()?))
            .or_else(|| self.known.get(name.entity.as_ref()?))
            .copied();
        let at = known.unwrap_or_else(|| {
            list.push(name.individual());
            list.len() - 1
        });
        // The fullest form names the person: "George W. Bush" rather than "George Bush", and one in
        // capitals only if there is no other.
        let rank = |name: &str| {
            let has_small = name.chars().any(char::is_lowercase);
            (has_small, name.chars().count())
        };
        if rank(&name.text) > rank(&list[at].name) {
            let old = std::mem::take(&mut list[at]);
            list[at] = Individual {
                mentions: old.mentions,
                gender: old.gender,
                entity: old.entity,
                ..name.individual()
            };
        }
        if let Some(entity) = &name.entity {
            list[at].entity.get_or_insert_with(|| entity.clone());
            self.known.entry(entity.clone()).or_insert(at);
        }
        self.whole.entry(whole).or_insert(at);
        if let Some(ends) = ends {
            self.ends.entry(ends).or_insert(at);
        }
        at
    }
}
