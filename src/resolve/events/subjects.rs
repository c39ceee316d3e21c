//! Who does it: what stands before a verb.

use super::attach::Attacher;
use super::clause::{Deed, DeedKind};
use crate::pack::{Form, Frame, Role};

impl Attacher<'_, '_> {
    /// The group that does what begins at a token.
    pub(super) fn subject(&self, index: usize, start: usize) -> Option<usize> {
        let cells = &self.clause.cells;
        let deed = &self.clause.deeds[index];
        let before = |at: usize| at.checked_sub(1).map(|before| (before, &cells[before]));
        let earlier = || {
            (0..index)
                .rev()
                .find(|&other| self.clause.deeds[other].is_verb())
        };
        match before(start) {
            // "Ruling out talks, A said …", "Arrested in B, A …"
            None => return self.main_subject(deed.end),
            // "A met B and signed …", "A did this, killing …": who did the last thing.
            Some((_, cell)) if cell.role == Some(Role::And) => {
                return match earlier() {
                    Some(other) => self.subjects[other],
                    None => self.first_free(start),
                };
            }
            Some((_, cell)) if cell.is_comma && self.is_gerund(deed) => {
                return earlier().and_then(|other| self.subjects[other]);
            }
            _ => {}
        }
        let mut at = start;
        let mut oblique = None;
        let mut is_first = true;
        // "in A and the leaders met": they are not of A.
        let mut has_crossed = false;
        while let Some((here, cell)) = before(at) {
            at = here;
            if let Some(group) = cell.group {
                let found = &self.clause.groups[group];
                let is_aside = found.start > 0 && cells[found.start - 1].is_stop;
                match found.role {
                    _ if is_aside || self.is_scene(group) => {}
                    None if self.is_object(found.start) => return None,
                    None | Some(Role::Of | Role::Between) => return Some(group),
                    Some(Role::Against | Role::To | Role::By) => {}
                    Some(_) if has_crossed => {}
                    Some(_) => oblique = oblique.or(Some(group)),
                }
                at = found.start;
                is_first = false;
                continue;
            }
            if cell.is_comma && is_first {
                // "A, a partner of B, did …": what the commas enclose is passed over.
                if let Some(open) = cells[..here].iter().rposition(|cell| cell.is_comma)
                    && here - open <= 25
                {
                    at = open;
                }
                is_first = false;
                continue;
            }
            if cell.is_comma || cell.is_stop {
                // What stands between is somebody else.
                return oblique;
            }
            has_crossed |= cell.role == Some(Role::And);
            match cell.role {
                Some(Role::Relative) => return self.nearest(here),
                Some(Role::That) if is_first => return self.nearest(here),
                Some(Role::Pronoun) => return earlier().and_then(|other| self.subjects[other]),
                Some(Role::Break | Role::That) => {
                    return oblique.or_else(|| {
                        self.is_gerund(deed)
                            .then(|| earlier().and_then(|other| self.subjects[other]))
                            .flatten()
                    });
                }
                _ => {}
            }
            if let Some(other) = cell.deed
                && self.clause.deeds[other].is_verb()
            {
                return oblique.or(self.subjects.get(other).copied().flatten());
            }
            if !cell.is_date {
                is_first = false;
            }
        }
        oblique
    }

    /// Who the clause is about that follows a participle and what belongs to it.
    fn main_subject(&self, after: usize) -> Option<usize> {
        let cells = &self.clause.cells;
        let reach = cells.len().min(after + 30);
        let is_comma = |at: &usize| cells[*at].is_comma;
        let is_end = |at: &usize| cells[*at].is_stop;
        let comma = (after..reach).take_while(|at| !is_end(at)).find(is_comma)?;
        let mut groups = self.clause.groups.iter();
        let found = groups.position(|group| group.start > comma)?;
        let group = &self.clause.groups[found];
        let between = &cells[comma + 1..group.start];
        let is_plain = between
            .iter()
            .all(|cell| cell.deed.is_none() && matches!(cell.role, None | Some(Role::Determiner)));
        (is_plain && between.len() <= 8).then_some(found)
    }

    /// "airstrikes in A": where it happens, and nobody who acts.
    pub(super) fn is_scene(&self, group: usize) -> bool {
        let group = &self.clause.groups[group];
        let before = &self.clause.cells[group.start.saturating_sub(12)..group.start];
        let mut nearest = before.iter().rev();
        let found = nearest.find(|cell| cell.deed.is_some() || cell.is_comma || cell.is_stop);
        let deed = found.and_then(|cell| cell.deed);
        group.role == Some(Role::In) && deed.is_some_and(|deed| self.tells_itself(deed))
    }

    /// Whether a noun is an event of its own.
    fn tells_itself(&self, deed: usize) -> bool {
        matches!(self.clause.deeds[deed].kind, DeedKind::Noun(word) if word.coding.is_some())
    }

    /// Where what is said before a token happens.
    pub(super) fn scene(&self, before: usize) -> Option<usize> {
        let last = self.nearest(before)?;
        self.is_scene(last).then_some(last)
    }

    /// Whether what begins at a token is what a verb before it is done to.
    pub(super) fn is_object(&self, start: usize) -> bool {
        let before = self.clause.cells[start.saturating_sub(6)..start]
            .iter()
            .rev();
        for cell in before {
            if let Some(deed) = cell.deed {
                return matches!(self.clause.deeds[deed].kind, DeedKind::Verb(word) if word.frame != Frame::Clause);
            }
            if cell.is_comma || cell.is_stop || cell.group.is_some() {
                return false;
            }
            if cell
                .role
                .is_some_and(|role| !matches!(role, Role::Determiner | Role::Adverb))
            {
                return false;
            }
        }
        false
    }

    pub(super) fn is_gerund(&self, deed: &Deed<'_>) -> bool {
        matches!(deed.kind, DeedKind::Verb(word) if word.form == Form::Gerund)
    }

    /// The last group before a token.
    pub(super) fn nearest(&self, before: usize) -> Option<usize> {
        let mut groups = self.clause.groups.iter();
        groups.rposition(|group| group.end <= before)
    }

    /// The first group before a token that nothing governs, if a verb that the pack does not know can't stand before it.
    pub(super) fn first_free(&self, before: usize) -> Option<usize> {
        let mut groups = self.clause.groups.iter();
        let free = groups.position(|group| group.end <= before && group.role.is_none())?;
        let start = self.clause.groups[free].start;
        let last = self.clause.cells[..start]
            .iter()
            .rposition(|cell| cell.is_comma);
        (start - last.map_or(0, |comma| comma + 1) <= 3).then_some(free)
    }

    /// The verb that an infinitive or gerund depends on.
    pub(super) fn governing(&self, index: usize, start: usize) -> Option<usize> {
        let deed = (0..index)
            .rev()
            .find(|&other| self.clause.deeds[other].is_verb())?;
        let is_near = start - self.clause.deeds[deed].end.min(start) <= 14;
        is_near.then_some(deed)
    }

    /// Who tells what begins at a token.
    pub(super) fn reporter(&self, start: usize) -> Option<usize> {
        let reports = self.clause.deeds.iter().enumerate();
        let mut reports = reports.filter(|(_, deed)| matches!(deed.kind, DeedKind::Report));
        let (index, deed) = reports
            .clone()
            .rfind(|(_, deed)| deed.end <= start)
            .or_else(|| reports.next_back())?;
        match self.subjects[index] {
            Some(subject) => Some(subject),
            None => self.subject(index, self.chain(deed, Form::Past).start),
        }
    }

    /// "…, A said on Monday": where the comma before A is.
    pub(super) fn find_tail(&self) -> usize {
        let cells = &self.clause.cells;
        let Some(report) = self
            .clause
            .deeds
            .iter()
            .rev()
            .find(|deed| !matches!(deed.kind, DeedKind::Noun(_)))
        else {
            return cells.len();
        };
        let is_report = matches!(report.kind, DeedKind::Report);
        let behind = &cells[report.end..];
        let goes_on = behind
            .iter()
            .any(|cell| cell.role == Some(Role::That) || cell.role == Some(Role::Pronoun));
        let comma = cells[..report.start].iter().rposition(|cell| cell.is_comma);
        match comma {
            Some(comma) if is_report && !goes_on && report.start - comma <= 14 && comma > 0 => {
                comma
            }
            _ => cells.len(),
        }
    }
}
