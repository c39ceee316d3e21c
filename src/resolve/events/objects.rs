//! To whom it is done: what stands behind a verb or beside a noun.

use super::attach::{Attacher, Draft, Part};
use super::chain::Chain;
use super::clause::{Cell, Deed, DeedKind};
use crate::pack::{Coding, EventWord, Frame, Of, Role};

/// A group behind a deed, and what governs it.
pub(super) type Object = (usize, Option<Role>);

/// What a verb takes behind it.
#[derive(Clone, Copy)]
pub(super) struct Taking<'a> {
    pub(super) word: &'a EventWord,
    pub(super) is_paired: bool,
    /// An object without a preposition.
    pub(super) may_be_direct: bool,
    /// Those who are in the place where it happens, if nobody else is named.
    pub(super) may_be_local: bool,
}

impl Attacher<'_, '_> {
    /// The groups behind a deed, as far as its clause goes, and where that ends.
    pub(super) fn objects(&self, deed: &Deed<'_>, goes_on: bool) -> (Vec<Object>, usize) {
        let mut objects = Vec::new();
        let mut at = deed.end;
        let limit = match deed.start < self.tail {
            true => self.tail,
            false => self.clause.cells.len(),
        };
        let is_mutual = matches!(deed.kind, DeedKind::Verb(word) if word.frame == Frame::Mutual);
        while at < limit {
            let cell = &self.clause.cells[at];
            if let Some(group) = cell.group {
                let found = &self.clause.groups[group];
                let role = match found.start > deed.end {
                    true => found.role,
                    false => None,
                };
                objects.push((group, role));
                at = found.end;
                continue;
            }
            let ends = match cell.role {
                Some(Role::Break | Role::Relative) => true,
                // "met to counter A"
                Some(Role::To) => is_mutual,
                Some(Role::That) => !goes_on && !objects.is_empty(),
                Some(Role::And) if goes_on => !objects.is_empty(),
                _ => false,
            };
            if ends || (cell.is_stop && cell.role.is_none()) {
                break;
            }
            if let Some(other) = cell.deed {
                let other = &self.clause.deeds[other];
                let ends = match other.kind {
                    DeedKind::Verb(_) | DeedKind::Must => !goes_on || !objects.is_empty(),
                    DeedKind::Report => true,
                    DeedKind::Noun(_) => false,
                };
                if ends {
                    break;
                }
            }
            at += 1;
        }
        (objects, at)
    }

    /// The noun that makes an event of a verb: an object, or what a passive is said of.
    pub(super) fn pair(
        &self,
        deed: &Deed<'_>,
        word: &EventWord,
        end: usize,
        chain: &Chain,
    ) -> Option<(Option<Coding>, usize)> {
        let range = match chain.is_passive {
            true => {
                let from = chain.start.saturating_sub(14);
                let parts = |cell: &Cell| {
                    cell.is_comma
                        || cell.is_stop
                        || cell
                            .deed
                            .is_some_and(|deed| self.clause.deeds[deed].is_verb())
                };
                let last = self.clause.cells[from..chain.start].iter().rposition(parts);
                last.map_or(from, |last| from + last + 1)..chain.start
            }
            false => deed.end..end,
        };
        let mut found = None;
        for index in 0..self.clause.deeds.len() {
            let noun = &self.clause.deeds[index];
            let DeedKind::Noun(other) = noun.kind else {
                continue;
            };
            if !range.contains(&noun.start) || noun.start > deed.end + 14 && !chain.is_passive {
                continue;
            }
            let is_apart = match self.clause.governor(noun.start) {
                // "ordered $6 billion in new airliners"
                Some(Role::In) => !other.is_goods,
                governor => matches!(
                    governor,
                    Some(Role::With | Role::For | Role::Against | Role::From)
                ),
            };
            if is_apart {
                continue;
            }
            if let Some(coding) = self.words.pair(word.class, other.class)
                && (found.is_none() || chain.is_passive)
            {
                found = Some((coding.cloned(), index));
            }
        }
        found
    }

    /// Adds those to whom it is done.
    pub(super) fn add_recipients(&self, draft: &mut Draft, objects: &[Object], taking: Taking<'_>) {
        let Taking {
            word,
            is_paired,
            may_be_direct,
            may_be_local,
        } = taking;
        let kind = self.kind(&draft.coding);
        let is_clause = word.frame == Frame::Clause;
        let mut has_recipient = false;
        for (group, role) in objects {
            let takes = match role {
                // "sold its stake in A"
                Some(Role::In) if is_paired && !self.clause.groups[*group].is_political => {
                    may_be_direct && !has_recipient
                }
                Some(Role::In) => {
                    draft.place = draft.place.or(Some(*group));
                    false
                }
                // "demanded an admission by A", "condemned attacks by A"
                Some(Role::By) => may_be_direct && !has_recipient,
                None | Some(Role::Of) => {
                    may_be_direct && !has_recipient && word.frame != Frame::Intransitive
                }
                Some(Role::To | Role::Against | Role::With | Role::Between) => {
                    draft.parts.len() < 3
                }
                Some(Role::On) => (is_paired || is_clause) && !has_recipient,
                Some(_) => !has_recipient && word.frame != Frame::Intransitive,
            };
            let is_new = draft.parts.iter().all(|(other, _)| other != group);
            if takes && is_new {
                draft.parts.push((*group, Part::Recipient));
                has_recipient = true;
            }
        }
        // "agreed to lift the curfew in A", but not "agreed in A to lift the curfew".
        let is_about = |place: usize| is_clause && self.clause.groups[place].start > draft.end + 3;
        if !has_recipient
            && may_be_local
            && let Some(place) = draft.place
            && (kind.is_local || is_about(place))
            && draft.parts.iter().all(|(other, _)| *other != place)
        {
            draft.parts.push((place, Part::Recipient));
        }
    }

    /// Adds those who take part in what a noun says and stand with it, before a token.
    pub(super) fn add_parties_of(&self, draft: &mut Draft, deed: &Deed<'_>, end: usize) {
        let (objects, _) = self.objects(deed, false);
        let has_by = objects.iter().any(|(_, role)| *role == Some(Role::By));
        let of = match deed.kind {
            DeedKind::Noun(word) => word.of,
            _ => None,
        };
        let objects = objects
            .into_iter()
            .filter(|(group, _)| self.clause.groups[*group].start < end);
        let hostile = self.kind(&draft.coding).is_hostile;
        // "the A attack", "A's attack", "A–B talks"
        let before = self.nearest(deed.start + 1).filter(|&group| {
            let between = self.clause.groups[group].end..deed.start;
            let mut cells = self.clause.cells[between.clone()].iter();
            between.len() <= 3
                && cells.all(|cell| {
                    cell.role.is_none() && !cell.is_comma && !cell.is_stop && cell.deed.is_none()
                })
        });
        if let Some(group) = before {
            draft.parts.push((group, Part::Actor));
        }
        let mut mutual = false;
        for (group, role) in objects {
            let part = match role {
                Some(Role::Between) => {
                    mutual = true;
                    Part::Mutual
                }
                Some(Role::With) => {
                    mutual = !hostile;
                    Part::Recipient
                }
                Some(Role::By) => Part::Actor,
                Some(Role::Of) if of == Some(Of::Actor) => Part::Actor,
                Some(Role::Of) if hostile || has_by || of.is_some() => Part::Recipient,
                Some(Role::Of) => Part::Actor,
                Some(Role::In) => {
                    draft.place = draft.place.or(Some(group));
                    continue;
                }
                Some(Role::Against | Role::To | Role::On) => Part::Recipient,
                _ => continue,
            };
            if self.clause.groups[group].start - deed.end <= 8 {
                draft.parts.push((group, part));
            }
        }
        if mutual {
            draft.make_mutual();
        }
    }
}
