//! The name of a person as one mention has it, and what it can be found by.

use super::on_one_line;
use super::people::Individual;
use crate::analysis::{Analysis, Span};
use crate::matching::AnnotationId;
use crate::pack::{KINDS, kinds};
use crate::segment::fold;

/// The forms of mentions that name a person, and of the keys that they are found by.
pub(crate) const FULL: &str = "full";
pub(crate) const FAMILY: &str = "family";
pub(crate) const GIVEN: &str = "given";
/// The attribute of a word that tells men from women.
const GENDER: &str = "gender";
/// The attribute of a word for somebody's relative, before the relative's name.
const RELATIVE: &str = "relative";
/// What it says of husbands and wives.
const SPOUSE: &str = "spouse";

/// A name as an annotation gives it.
pub(crate) struct Name {
    pub(crate) annotation: AnnotationId,
    pub(crate) span: Span,
    pub(crate) text: String,
    pub(crate) given: Option<String>,
    pub(crate) family: Option<String>,
    pub(crate) form: String,
    /// The id of a person whom the pack knows by this name.
    pub(crate) entity: Option<String>,
    /// As far as the words of the name and before it tell.
    pub(crate) gender: Option<String>,
    /// Introduced as somebody's relative: the family name alone means the other one.
    relative: Option<Relative>,
}

/// Whose relative is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Relative {
    /// Of the other gender, as a rule: "Mrs. X" means the wife of President X.
    Spouse,
    Other,
}

impl Name {
    pub(crate) fn read(analysis: &Analysis<'_>, id: AnnotationId) -> Self {
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
        let text = part("name").unwrap_or_else(|| on_one_line(analysis.text(id)));
        let known = known_person(analysis, id);
        let of_known = |name: &str| Some(analysis.attribute(known?, name)?.into_owned());
        // Which name is the family's, the words do not always tell.
        let (mut given, mut family) = match (of_known(GIVEN), of_known(FAMILY)) {
            (None, None) => (part(GIVEN), part(FAMILY)),
            parts => parts,
        };
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
        let (gender, relative) = beside(analysis, id);
        Self {
            annotation: id,
            span: analysis.span(id),
            text,
            given,
            family,
            form,
            entity: of_known("id"),
            gender,
            relative,
        }
    }

    pub(crate) fn individual(&self) -> Individual {
        Individual {
            name: self.text.clone(),
            given: self.given.clone(),
            family: self.family.clone(),
            entity: self.entity.clone(),
            gender: None,
            mentions: Vec::new(),
        }
    }

    /// The keys that a mention by part of the name is found by. A family name is one by itself and
    /// together with the gender, so that "Mrs. X" never means a Mr. X.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        if let Some(family) = &self.family {
            let family = fold(family);
            // "van der Aue" is found by "Aue" too.
            let last = family.rsplit_once(' ').map(|(_, last)| last);
            for family in std::iter::once(family.as_str()).chain(last) {
                let gendered = gendered(family, self.gender.as_deref());
                match self.relative {
                    None => keys.extend([format!("{FAMILY}:{family}"), gendered]),
                    Some(Relative::Spouse) => keys.push(gendered),
                    Some(Relative::Other) => keys.push(format!("{gendered}:{RELATIVE}")),
                }
            }
        }
        // "Molinar Arredondo" has two family names, of which the last counts alone too.
        let words: Vec<&str> = self.text.split(' ').collect();
        if let ([_, .., double, last], None) = (words.as_slice(), self.relative) {
            keys.push(format!("{FAMILY}:{}", fold(&format!("{double} {last}"))));
        }
        if let Some(given) = &self.given {
            keys.push(format!("{GIVEN}:{}", fold(given)));
            // Most are called by the first of their given names, Vietnamese by the last.
            for part in [
                given.split_once(' ').map(|(first, _)| first),
                given.rsplit_once(' ').map(|(_, last)| last),
            ]
            .into_iter()
            .flatten()
            {
                keys.push(format!("{GIVEN}:{}", fold(part)));
            }
        }
        if keys.is_empty() {
            keys.push(format!("name:{}", fold(&self.text)));
        }
        keys
    }

    /// The keys that a partial name looks for, the best first.
    pub(crate) fn wanted_keys(&self) -> Vec<String> {
        match (&self.family, &self.given) {
            (Some(family), _) => {
                let family = fold(family);
                match &self.gender {
                    Some(gender) => {
                        let same = gendered(&family, Some(gender));
                        let relative = format!("{same}:{RELATIVE}");
                        vec![same, gendered(&family, None), relative]
                    }
                    None => vec![format!("{FAMILY}:{family}")],
                }
            }
            (None, Some(given)) => vec![format!("{GIVEN}:{}", fold(given))],
            (None, None) => vec![format!("name:{}", fold(&self.text))],
        }
    }
}

/// The key of a family name of a man, a woman, or somebody of whom it is not known.
fn gendered(family: &str, gender: Option<&str>) -> String {
    format!("{FAMILY}:{family}:{}", gender.unwrap_or(""))
}

/// The entry of a person whom the pack knows by the name.
fn known_person(analysis: &Analysis<'_>, id: AnnotationId) -> Option<AnnotationId> {
    let name = analysis.get(id);
    let mut known = analysis
        .annotations
        .starting_at(name.start)
        .filter(|(_, known)| known.label == kinds::KNOWN_PERSON && known.end == name.end);
    known.next().map(|(known, _)| known)
}

/// What the first word of a name and the words before it tell: the gender, and whether this is the
/// relative of somebody.
fn beside(analysis: &Analysis<'_>, id: AnnotationId) -> (Option<String>, Option<Relative>) {
    let start = analysis.get(id).start;
    let mut gender = None;
    let mut relative = None;
    let mut ask = |word: AnnotationId| {
        let label = analysis.get(word).label;
        let is_plain = label == kinds::TITLE || !KINDS.contains(&analysis.pack.labels.name(label));
        if is_plain {
            let said = || {
                analysis
                    .attribute(word, GENDER)
                    .map(|said| said.into_owned())
            };
            gender = gender.take().or_else(said);
            let kind = || match &*analysis.attribute(word, RELATIVE)? {
                SPOUSE => Some(Relative::Spouse),
                _ => Some(Relative::Other),
            };
            relative = relative.or_else(kind);
        }
    };
    let before = |token: u32| analysis.annotations.ending_at(token).map(|(word, _)| word);
    before(start).for_each(&mut ask);
    // "his wife, X"
    let last = start.checked_sub(1);
    if let Some(last) = last.filter(|&last| analysis.token_text(last) == ",") {
        before(last).for_each(&mut ask);
    }
    for (word, _) in analysis.annotations.starting_at(start) {
        ask(word);
    }
    (gender, relative)
}
