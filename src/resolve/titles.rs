//! Titles as records of their own.

use std::collections::HashMap;

use super::officials::{Officials, person_id};
use super::{mention, on_one_line};
use crate::analysis::Analysis;
use crate::pack::kinds;
use crate::record::Title;

/// What mentions of one title share: words, holder, country, organisation.
type Identity = (String, Option<usize>, Option<String>, Option<String>);

/// The titles of a document: one for all mentions with the same words, holder and affiliation.
pub(crate) fn collect(analysis: &Analysis<'_>, officials: &Officials) -> Vec<Title> {
    let mut titles: Vec<Title> = Vec::new();
    let mut index: HashMap<Identity, usize> = HashMap::new();
    for id in analysis.annotations.of(kinds::TITLE) {
        let text = on_one_line(analysis.text(id));
        let used = officials.title_use(id).cloned().unwrap_or_default();
        let holder = used.holder;
        let key = (
            text.to_lowercase(),
            holder,
            used.country.clone(),
            used.organization.clone(),
        );
        let at = *index.entry(key).or_insert_with(|| {
            titles.push(Title {
                id: format!("t{}", titles.len() + 1),
                title: text,
                post: analysis.attribute(id, "id").map(|post| post.into_owned()),
                country: used.country,
                organization: used.organization,
                holder: holder.map(person_id),
                mentions: Vec::new(),
            });
            titles.len() - 1
        });
        titles[at].mentions.push(mention(analysis, id));
    }
    titles
}
