//! Mentions that name nobody: titles alone, pronouns, groups of office-holders.
//!
//! An antecedent is looked for in ever wider stretches of the text before the mention: its sentence,
//! the sentence before, the paragraph, all of it. The narrowest stretch that has one decides, and where
//! it has more than are meant, the mention stays unresolved.

use super::antecedents::{paragraph_start, sentence_start};
use super::officials::Officials;
use super::people::People;
use crate::analysis::Analysis;
use crate::matching::{AnnotationId, NONE};
use crate::pack::{By, Pick, Refers, Search, kinds};

/// The capture that holds a title.
const TITLE: &str = "title";
/// The attribute of a pronoun that tells men from women.
const GENDER: &str = "gender";
/// No more mentions than this are looked through for one antecedent, so that a text of nothing but names
/// and pronouns takes linear time.
const MOST_MENTIONS: usize = 64;

/// Somebody spoken of: a person, or whoever a title stands for that nobody is known to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Person(usize),
    Somebody(AnnotationId),
}

/// A mention that refers, and to whom.
pub(crate) struct Reference {
    pub(crate) annotation: AnnotationId,
    pub(crate) persons: Vec<usize>,
    /// The title that is meant, if it is by one.
    pub(crate) title: Option<AnnotationId>,
}

/// Finds whom the mentions mean that refer by a title or by nothing at all.
pub(crate) fn link(
    analysis: &Analysis<'_>,
    people: &People,
    officials: &Officials,
) -> Vec<Reference> {
    let mut spoken: Vec<(usize, Who)> = people
        .mentions()
        .map(|(start, person)| (start, Who::Person(person)))
        .collect();
    let unheld = officials
        .unheld()
        .map(|id| (analysis.span(id).0, Who::Somebody(id)));
    spoken.extend(unheld);
    spoken.sort_by_key(|(start, _)| *start);
    let mut sweep = Sweep {
        analysis,
        officials,
        people,
        before: Vec::new(),
    };
    let mut ahead = spoken.into_iter().peekable();
    let mut references = Vec::new();
    for id in analysis.annotations.of(kinds::COREF) {
        let refers = analysis.rule(id).and_then(|rule| rule.refers.as_ref());
        let wanted = |refers: &&Refers| {
            refers.is_to(kinds::PERSON) && matches!(refers.by, By::Title | By::Any)
        };
        let Some(refers) = refers.filter(wanted) else {
            continue;
        };
        let start = analysis.span(id).0;
        while let Some(next) = ahead.next_if(|(at, _)| *at < start) {
            sweep.before.push(next);
        }
        let title = analysis
            .captures(id, TITLE)
            .map(|capture| capture.annotation)
            .find(|&annotation| annotation != NONE);
        // What says somebody's name beside it has its person.
        if title.is_some_and(|title| officials.has_holder(title)) {
            continue;
        }
        let persons = sweep.antecedents(id, refers, title);
        match persons.as_slice() {
            [] => sweep
                .before
                .extend(title.map(|title| (start, Who::Somebody(title)))),
            found => {
                sweep
                    .before
                    .extend(found.iter().map(|&person| (start, Who::Person(person))));
                references.push(Reference {
                    annotation: id,
                    persons,
                    title,
                });
            }
        }
    }
    references
}

/// The way through the text, with those spoken of so far.
struct Sweep<'a, 'b> {
    analysis: &'a Analysis<'b>,
    officials: &'a Officials,
    people: &'a People,
    before: Vec<(usize, Who)>,
}

impl Sweep<'_, '_> {
    /// Whom a mention means; none if that is in doubt.
    fn antecedents(
        &self,
        id: AnnotationId,
        refers: &Refers,
        title: Option<AnnotationId>,
    ) -> Vec<usize> {
        let meant = title.map(|title| self.officials.meant(self.analysis, title));
        let gender = match title {
            Some(_) => None,
            None => self.analysis.attribute(id, GENDER),
        };
        let fits = |who: Who| match (who, &meant) {
            (Who::Person(person), Some(meant)) => meant
                .as_ref()
                .is_some_and(|meant| self.officials.holds(person, meant)),
            (Who::Somebody(other), Some(meant)) => {
                let post = meant.as_ref().map(|meant| &meant.post);
                self.analysis.attribute(other, "id").as_ref() == post
            }
            (Who::Person(person), None) => match (&self.people.list[person].gender, &gender) {
                (Some(own), Some(wanted)) => own.as_str() == &**wanted,
                _ => true,
            },
            (Who::Somebody(_), None) => true,
        };
        let horizons = self.horizons(id, refers.search);
        let mut found: Vec<Who> = Vec::new();
        let mut widest = 0;
        for (start, who) in self.before.iter().rev().take(MOST_MENTIONS) {
            while horizons.get(widest).is_some_and(|horizon| start < horizon) {
                if !found.is_empty() {
                    return self.decide(&found, refers.count);
                }
                widest += 1;
            }
            if widest == horizons.len() {
                break;
            }
            if !found.contains(who) && fits(*who) {
                found.push(*who);
                if refers.pick == Pick::NearestBefore && found.len() == refers.count {
                    break;
                }
            }
        }
        self.decide(&found, refers.count)
    }

    /// Those found, if they are as many as are meant and all are known by name.
    fn decide(&self, found: &[Who], count: usize) -> Vec<usize> {
        let person = |who: &Who| match who {
            Who::Person(person) => Some(*person),
            Who::Somebody(_) => None,
        };
        match found.len() == count {
            true => found
                .iter()
                .map(person)
                .collect::<Option<_>>()
                .unwrap_or_default(),
            false => Vec::new(),
        }
    }

    /// Where the stretches begin in which an antecedent may stand, the narrowest first.
    fn horizons(&self, id: AnnotationId, search: Search) -> Vec<usize> {
        let own = self.analysis.sentence_of(id);
        let before = sentence_start(self.analysis, own.saturating_sub(1));
        let mut horizons = vec![sentence_start(self.analysis, own)];
        if search != Search::Sentence {
            horizons.push(before);
        }
        if matches!(search, Search::Paragraph | Search::Document) {
            horizons.push(paragraph_start(self.analysis, own).min(before));
        }
        if search == Search::Document {
            horizons.push(0);
        }
        horizons
    }
}
