//! Names inside other names.

use super::people::People;
use crate::analysis::Analysis;
use crate::matching::{AnnotationId, LabelId};
use crate::pack::kinds;

/// The kinds whose names can hold that of a country or place.
const NAMES: [LabelId; 3] = [kinds::ORGANIZATION, kinds::PLACE, kinds::PERSON];

/// A name is looked for so many tokens before the one in it.
const LONGEST_NAME: u32 = 12;

/// True if a country or place is a part of another name and no more, as in the name of a bank, or if
/// the same word is a person's name here. Where the rule for the longer name captures the part, the
/// part is meant as well.
pub(crate) fn is_part_of_name(analysis: &Analysis<'_>, people: &People, id: AnnotationId) -> bool {
    let part = analysis.get(id);
    let covering = analysis.annotations.labels_covering(part.start);
    if !NAMES.iter().any(|name| covering.has(*name)) && !covering.has(kinds::COREF) {
        return false;
    }
    let first = part.start.saturating_sub(LONGEST_NAME);
    (first..=part.start).any(|token| {
        analysis
            .annotations
            .starting_at(token)
            .any(|(other, name)| {
                let covers = name.end >= part.end;
                let is_longer = name.end - name.start > part.end - part.start;
                let captures = || analysis.annotations.captures(name).iter();
                let is_person = name.label == kinds::COREF && people.of(other).is_some();
                covers
                    && (is_person
                        || (NAMES.contains(&name.label)
                            && is_longer
                            && !captures().any(|capture| capture.annotation == id)))
            })
    })
}
