//! When, where and about what: what stands beside a deed.

use super::attach::Draft;
use super::clause::{Clause, DeedKind};
use super::index::{Index, Named, within};
use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::{Role, kinds};
use crate::record::{Amount, Event};
use crate::segment::Class;

/// Where a deed stands in the text.
#[derive(Clone, Copy)]
pub(super) struct Frame<'x, 'a> {
    pub(super) analysis: &'x Analysis<'a>,
    pub(super) index: &'x Index<'x>,
    pub(super) clause: &'x Clause<'a>,
    pub(super) draft: &'x Draft,
}

impl Frame<'_, '_> {
    /// The byte at which a token of the sentence begins.
    fn start_of(&self, token: usize) -> usize {
        self.analysis.segmented.tokens[self.clause.start as usize + token].start as usize
    }

    /// The bytes of the sentence from one token to another.
    fn bytes(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let to = to.clamp(from + 1, self.clause.cells.len());
        let last = self.clause.start as usize + to - 1;
        self.start_of(from)..self.analysis.segmented.tokens[last].end as usize
    }

    /// The tokens from who does it to the end of the clause.
    fn scope(&self) -> std::ops::Range<usize> {
        let groups = self.draft.parts.iter();
        let first = groups
            .map(|(group, _)| self.clause.groups[*group].start)
            .min();
        let start = first.unwrap_or(self.draft.start).min(self.draft.start);
        start..self.draft.scope.max(self.draft.end)
    }

    pub(super) fn fill(&self, event: &mut Event) {
        self.date(event);
        self.place(event);
        self.organization(event);
        self.sectors(event);
        self.amounts(event);
        self.goods(event);
        event.session = self.session();
    }

    /// The date that stands nearest in the sentence; else the last one before it in the paragraph.
    fn date(&self, event: &mut Event) {
        let sentence = self.bytes(0, self.clause.cells.len());
        let own = self.start_of(self.draft.start);
        let here = self.index.dates(sentence.clone()).iter();
        let nearest = here.min_by_key(|date| (date.start.abs_diff(own), date.start));
        if let Some(date) = nearest {
            event.date = Some(date.id.clone());
            return;
        }
        let paragraph = self.index.paragraph(sentence.start);
        if let Some(date) = self.index.dates(paragraph..sentence.start).last() {
            event.date = Some(date.id.clone());
            event.date_inherited = true;
        }
    }

    /// The ids of what is named in the scope of the deed.
    fn named<'n>(&self, list: &'n [Named<'n>]) -> impl Iterator<Item = &'n Named<'n>> {
        let scope = self.scope();
        within(list, self.bytes(scope.start, scope.end)).iter()
    }

    fn place(&self, event: &mut Event) {
        let tokens = &self.analysis.segmented.tokens[self.clause.start as usize..];
        let tokens = &tokens[..self.clause.cells.len()];
        let stands_in = |place: &&Named<'_>| {
            let token = tokens.partition_point(|token| (token.start as usize) < place.start);
            self.clause.governor(token) == Some(Role::In)
        };
        let found = self.named(&self.index.places).find(stands_in);
        let country = || {
            let group = self.clause.groups[self.draft.place?];
            let bytes = self.bytes(group.start, group.end);
            within(&self.index.countries, bytes).first()
        };
        event.place = found.or_else(country).map(|named| named.id.to_owned());
    }

    /// An organisation in the clause that takes no part.
    fn organization(&self, event: &mut Event) {
        let takes_part = |id: &str| event.participants.iter().any(|one| one.reference == id);
        let found = self
            .named(&self.index.organizations)
            .find(|organization| !takes_part(organization.id));
        event.organization = found.map(|organization| organization.id.to_owned());
    }

    fn sectors(&self, event: &mut Event) {
        for sector in self.named(&self.index.sectors) {
            if event.sectors.iter().all(|known| known != sector.id) {
                event.sectors.push(sector.id.to_owned());
            }
        }
    }

    fn amounts(&self, event: &mut Event) {
        let scope = self.scope();
        for token in scope {
            let token = self.clause.start + token as u32;
            for (id, annotation) in self.analysis.annotations.starting_at(token) {
                if annotation.label == kinds::AMOUNT {
                    event.amounts.extend(self.amount(id));
                }
            }
        }
    }

    fn goods(&self, event: &mut Event) {
        let scope = self.scope();
        let deeds = self.clause.deeds.iter();
        for deed in deeds.filter(|deed| scope.contains(&deed.start)) {
            // "cooperation in oil and gas" is about a sector.
            let cells = &self.clause.cells;
            let mut beside = deed.start.checked_sub(1).into_iter().chain([deed.end]);
            let is_sector = beside.any(|at| cells.get(at).is_some_and(|cell| cell.is_sector));
            if matches!(deed.kind, DeedKind::Noun(word) if word.is_goods && !is_sector) {
                let bytes = self.bytes(deed.start, deed.end);
                event.goods.push(self.analysis.text[bytes].to_owned());
            }
        }
    }

    fn amount(&self, id: AnnotationId) -> Option<Amount> {
        let number = self.analysis.attribute(id, "number")?.replace(',', "");
        let scale = self.analysis.attribute(id, "scale");
        let scale: usize = scale.map_or(Some(0), |scale| scale.parse().ok())?;
        Some(Amount {
            value: scaled(&number, scale)?,
            currency: self.analysis.attribute(id, "currency")?.into_owned(),
            text: self.analysis.text(id).to_owned(),
        })
    }

    /// The number before the deed's noun: "the 12th meeting".
    fn session(&self) -> Option<u32> {
        let before = self.clause.start as usize + self.draft.noun?.checked_sub(1)?;
        let token = &self.analysis.segmented.tokens[before];
        let text = token.text(self.analysis.text);
        let digits = text.trim_end_matches(char::is_alphabetic);
        let is_ordinal = token.class.has(Class::NUMERIC) && digits.len() < text.len();
        is_ordinal.then(|| digits.parse().ok()).flatten()
    }
}

/// A decimal number times a power of ten, in digits.
fn scaled(number: &str, scale: usize) -> Option<String> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(part) || scale > 15 {
        return None;
    }
    let mut digits = whole.to_owned();
    let mut part = part.chars();
    digits.extend((0..scale).map(|_| part.next().unwrap_or('0')));
    let rest = part.as_str().trim_end_matches('0');
    let digits = digits.trim_start_matches('0');
    let digits = if digits.is_empty() { "0" } else { digits };
    Some(match rest.is_empty() {
        true => digits.to_owned(),
        false => format!("{digits}.{rest}"),
    })
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn amounts_are_written_out() {
        assert_eq!(scaled("400", 9).as_deref(), Some("400000000000"));
        assert_eq!(scaled("1.45", 9).as_deref(), Some("1450000000"));
        assert_eq!(scaled("0.5", 6).as_deref(), Some("500000"));
        assert_eq!(scaled("12.50", 0).as_deref(), Some("12.5"));
        assert_eq!(scaled("1.2345", 3).as_deref(), Some("1234.5"));
        assert_eq!(scaled("1.2.3", 3), None);
    }
}
