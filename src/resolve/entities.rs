//! Places and sectors: entities that an id of the pack tells apart.

use std::collections::HashMap;

use super::names::{Standing, standing};
use super::people::People;
use super::{mention, on_one_line};
use crate::analysis::Analysis;
use crate::matching::{AnnotationId, LabelId};
use crate::pack::kinds;
use crate::record::{Place, Sector};

/// Annotations by the id of their entity, in order of first mention.
pub(crate) fn by_id(
    analysis: &Analysis<'_>,
    annotations: Vec<AnnotationId>,
) -> Vec<(String, Vec<AnnotationId>)> {
    let mut groups: Vec<(String, Vec<AnnotationId>)> = Vec::new();
    let mut index: HashMap<String, usize> = HashMap::new();
    for id in annotations {
        let Some(key) = analysis.attribute(id, "id") else {
            continue;
        };
        let at = *index.entry(key.clone().into_owned()).or_insert_with(|| {
            groups.push((key.into_owned(), Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(id);
    }
    groups
}

/// The name of an entity: its own, else the words that mention it first.
pub(crate) fn name(
    analysis: &Analysis<'_>,
    label: LabelId,
    id: &str,
    first: AnnotationId,
) -> String {
    match analysis.pack.entity_attribute(label, id, "name") {
        Some(name) => name.to_owned(),
        None => on_one_line(analysis.text(first)),
    }
}

/// A list that stands in one cell.
pub(crate) fn list(cell: &str) -> Vec<String> {
    cell.split(',')
        .filter(|item| !item.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn places(analysis: &Analysis<'_>, people: &People) -> Vec<Place> {
    let mut named = analysis.annotations.of(kinds::PLACE);
    // What is part of another name is no mention, so it is none that a place can come first by.
    named.retain(|&id| standing(analysis, people, id) == Standing::Free);
    by_id(analysis, named)
        .into_iter()
        .map(|(id, annotations)| Place {
            name: name(analysis, kinds::PLACE, &id, annotations[0]),
            country: analysis
                .attribute(annotations[0], "country")
                .map(|c| c.into_owned()),
            mentions: annotations.iter().map(|&a| mention(analysis, a)).collect(),
            id,
        })
        .collect()
}

/// The list in a column of an entity; empty if there is none.
pub(crate) fn cells(
    analysis: &Analysis<'_>,
    label: LabelId,
    id: &str,
    column: &str,
) -> Vec<String> {
    let cell = analysis.pack.entity_attribute(label, id, column);
    cell.map_or_else(Vec::new, list)
}

pub(crate) fn sectors(analysis: &Analysis<'_>) -> Vec<Sector> {
    let groups = by_id(analysis, analysis.annotations.of(kinds::SECTOR)).into_iter();
    let codes = |id: &str, column: &str| cells(analysis, kinds::SECTOR, id, column);
    groups
        .map(|(id, annotations)| Sector {
            name: name(analysis, kinds::SECTOR, &id, annotations[0]),
            parent: codes(&id, "parent").pop(),
            isic: codes(&id, "isic"),
            nace: codes(&id, "nace"),
            naics: codes(&id, "naics"),
            iptc: codes(&id, "iptc"),
            mentions: annotations.iter().map(|&a| mention(analysis, a)).collect(),
            id,
        })
        .collect()
}
