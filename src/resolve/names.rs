//! Names inside other names.

use super::people::People;
use crate::analysis::Analysis;
use crate::matching::{AnnotationId, LabelId};
use crate::pack::kinds;
use crate::segment::Class;

/// The kinds whose names can hold that of a country or place.
const NAMES: [LabelId; 5] = [
    kinds::COUNTRY,
    kinds::ORGANIZATION,
    kinds::PLACE,
    kinds::PERSON,
    kinds::PROPER_NAME,
];

/// A name is looked for so many tokens before the one in it.
const LONGEST_NAME: u32 = 12;

/// How the name of a country or place stands in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Standing {
    /// By itself, or captured by the rule for something that is named after it in plain words.
    Free,
    /// In a proper name that a rule has built, where it says whose the thing is ("the X Institute").
    Part,
    /// In a name that means something else, as in that of a bank that the pack knows; or the same word
    /// is a person's name here.
    Other,
}

/// How the name of a country or place stands in the text.
pub(crate) fn standing(analysis: &Analysis<'_>, people: &People, id: AnnotationId) -> Standing {
    let part = analysis.get(id);
    let covering = analysis.annotations.labels_covering(part.start);
    if !NAMES.iter().any(|name| covering.has(*name)) && !covering.has(kinds::COREF) {
        return Standing::Free;
    }
    let first = part.start.saturating_sub(LONGEST_NAME);
    let names = (first..=part.start).flat_map(|token| analysis.annotations.starting_at(token));
    names
        .filter(|(_, name)| name.end >= part.end)
        .map(|(other, name)| match name.label {
            kinds::COREF if people.of(other).is_some() => Standing::Other,
            label if NAMES.contains(&label) && name.end - name.start > part.end - part.start => {
                standing_in(analysis, id, other)
            }
            _ => Standing::Free,
        })
        .max()
        .unwrap_or(Standing::Free)
}

/// How a name stands in a longer one.
fn standing_in(analysis: &Analysis<'_>, id: AnnotationId, longer: AnnotationId) -> Standing {
    let name = analysis.get(longer);
    let mut captures = analysis.annotations.captures(name).iter();
    let is_captured = captures.any(|capture| capture.annotation == id);
    match name.label {
        kinds::PROPER_NAME => Standing::Part,
        kinds::ORGANIZATION if is_captured => {
            // "The X Institute" is a name; "the X police" is not.
            let is_capitalized = |at: u32| {
                let class = analysis.segmented.tokens[at as usize].class;
                let covering = analysis.annotations.labels_covering(at);
                class.has(Class::CAPITALIZED) && !covering.has(kinds::COUNTRY)
            };
            match (name.start..name.end).any(is_capitalized) {
                true => Standing::Part,
                false => Standing::Free,
            }
        }
        _ if is_captured => Standing::Free,
        kinds::ORGANIZATION if analysis.rule(longer).is_some() => Standing::Part,
        _ => Standing::Other,
    }
}
