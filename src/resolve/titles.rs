//! Titles as records of their own.

use std::borrow::Cow;
use std::collections::HashMap;

use super::officials::{Officials, person_id};
use super::{mention, on_one_line};
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::kinds;
use crate::record::{Status, Title};

/// The attribute that says what a minister is responsible for.
const PORTFOLIO: &str = "portfolio";

/// What mentions of one title share: words, holder, country, organisation, status.
type Identity = (
    String,
    Option<usize>,
    Option<String>,
    Option<String>,
    Status,
);

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
            used.status,
        );
        let at = *index.entry(key).or_insert_with(|| {
            titles.push(Title {
                id: format!("t{}", titles.len() + 1),
                title: text,
                post: analysis.attribute(id, "id").map(|post| post.into_owned()),
                country: used.country,
                portfolios: portfolios(analysis, id),
                organization: used.organization,
                status: used.status,
                holder: holder.map(person_id),
                mentions: Vec::new(),
            });
            titles.len() - 1
        });
        titles[at].mentions.push(mention(analysis, id));
    }
    titles
}

/// What the holder of a title is responsible for.
pub(crate) fn portfolios(analysis: &Analysis<'_>, id: AnnotationId) -> Vec<String> {
    let mut values = Vec::new();
    analysis.attributes(id, PORTFOLIO, &mut values);
    values.into_iter().map(Cow::into_owned).collect()
}
