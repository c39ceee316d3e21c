//! Who does it to whom: deeds joined with those who stand before and behind them.

use super::clause::{Cell, Clause, Deed, DeedKind};
use crate::pack::{Coding, EventWord, EventWords, Form, Frame, Role};

/// How what is told stands to what is the case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    #[default]
    Past,
    Ongoing,
    Planned,
    Conditional,
    Denied,
}

/// A part that groups of parties have in a deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Actor,
    Recipient,
    Mutual,
}

/// An event of one clause, before it is a record.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    pub(super) coding: Coding,
    pub(super) status: Status,
    /// Groups of the clause with the parts that they have.
    pub(super) parts: Vec<(usize, Part)>,
    /// The group where it happens.
    pub(super) place: Option<usize>,
    /// The group that tells it.
    pub(super) told_by: Option<usize>,
    /// Where the noun stands that tells it.
    pub(super) noun: Option<usize>,
    /// Whoever takes part, it is an event: others are so only between states and those who act for them.
    pub(super) is_plain: bool,
    /// The tokens that say it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The deed's annotation.
    pub(super) annotation: Option<u32>,
    /// How far what it is about can stand.
    pub(super) scope: usize,
}

/// What the small words before a verb say of it.
#[derive(Clone, Copy, Debug, Default)]
struct Chain {
    /// Where they begin.
    start: usize,
    is_passive: bool,
    is_future: bool,
    is_conditional: bool,
    is_obligation: bool,
    is_negated: bool,
    is_infinitive: bool,
    is_progressive: bool,
}

/// A group behind a deed, and what governs it.
type Object = (usize, Option<Role>);

/// What has been found of the deeds before, by their numbers.
pub(super) struct Attacher<'c, 'a> {
    words: &'a EventWords,
    clause: &'c Clause<'a>,
    /// For each deed, the group that does it.
    subjects: Vec<Option<usize>>,
    /// Deeds that are told as a part of another.
    taken: Vec<bool>,
    /// Where the words of who tells the sentence at its end begin.
    tail: usize,
}

impl<'c, 'a> Attacher<'c, 'a> {
    pub(super) fn new(words: &'a EventWords, clause: &'c Clause<'a>) -> Self {
        let mut attacher = Self {
            words,
            clause,
            subjects: vec![None; clause.deeds.len()],
            taken: vec![false; clause.deeds.len()],
            tail: clause.cells.len(),
        };
        attacher.tail = attacher.find_tail();
        attacher
    }

    /// The events of the sentence, in order.
    pub(super) fn run(mut self) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for index in 0..self.clause.deeds.len() {
            let deed = self.clause.deeds[index];
            match deed.kind {
                DeedKind::Verb(word) => drafts.extend(self.verb(index, &deed, word)),
                DeedKind::Report => {
                    let chain = self.chain(&deed, Form::Past);
                    self.subjects[index] = self.subject(index, chain.start);
                }
                DeedKind::Must => {
                    let subject = self.subject(index, deed.start);
                    self.subjects[index] = subject;
                    drafts.extend(self.obligation(index, &deed, subject));
                }
                DeedKind::Noun(_) => {}
            }
        }
        for index in 0..self.clause.deeds.len() {
            let deed = self.clause.deeds[index];
            if let DeedKind::Noun(word) = deed.kind
                && !self.taken[index]
            {
                drafts.extend(self.noun(&deed, word));
            }
        }
        drafts.sort_by_key(|draft| draft.start);
        drafts
    }

    /// "…, A said on Monday": where the comma before A is.
    fn find_tail(&self) -> usize {
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

    /// Reads the small words before a verb leftwards.
    fn chain(&self, deed: &Deed<'_>, form: Form) -> Chain {
        let mut chain = Chain {
            start: deed.start,
            ..Chain::default()
        };
        let mut nearest = true;
        while let Some(before) = chain.start.checked_sub(1) {
            let cell = &self.clause.cells[before];
            if cell.group.is_some() {
                break;
            }
            match cell.role {
                Some(Role::Be) => match form {
                    Form::Past => chain.is_passive |= !chain.is_infinitive,
                    Form::Gerund => chain.is_progressive |= !chain.is_infinitive,
                    _ => {}
                },
                Some(Role::Have | Role::Do | Role::Adverb) => {}
                Some(Role::Future) => chain.is_future = true,
                Some(Role::Conditional) => chain.is_conditional = true,
                Some(Role::Must) => chain.is_obligation = true,
                Some(Role::Not) => chain.is_negated = true,
                Some(Role::To)
                    if nearest || self.clause.cells[chain.start].role == Some(Role::Be) =>
                {
                    chain.is_infinitive = true;
                }
                _ if cell.is_date => {}
                // "was heavily criticised"
                None if nearest
                    && cell.is_lowercase
                    && cell.deed.is_none()
                    && self.is_auxiliary(before) => {}
                Some(Role::On | Role::In) if self.clause.cells[chain.start].is_date => {}
                _ => break,
            }
            nearest &= matches!(cell.role, Some(Role::Adverb | Role::Not));
            chain.start = before;
        }
        chain
    }

    /// Whether a verb's helper stands before a token.
    fn is_auxiliary(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| &self.clause.cells[before]);
        before.is_some_and(|cell| {
            matches!(
                cell.role,
                Some(Role::Be | Role::Have | Role::Future | Role::Conditional)
            ) && cell.group.is_none()
        })
    }

    /// The group that does what begins at a token.
    fn subject(&self, index: usize, start: usize) -> Option<usize> {
        let cells = &self.clause.cells;
        let deed = &self.clause.deeds[index];
        let before = |at: usize| at.checked_sub(1).map(|before| (before, &cells[before]));
        let earlier = || {
            (0..index)
                .rev()
                .find(|&other| self.clause.deeds[other].is_verb())
        };
        match before(start) {
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
        while let Some((here, cell)) = before(at) {
            at = here;
            if let Some(group) = cell.group {
                let found = &self.clause.groups[group];
                let is_aside = found.start > 0 && cells[found.start - 1].is_stop;
                match found.role {
                    _ if is_aside => {}
                    None if self.is_object(found.start) => return None,
                    None | Some(Role::Of | Role::Between) => return Some(group),
                    Some(Role::Against | Role::To | Role::By) => {}
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

    /// Whether what begins at a token is what a verb before it is done to.
    fn is_object(&self, start: usize) -> bool {
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

    fn is_gerund(&self, deed: &Deed<'_>) -> bool {
        matches!(deed.kind, DeedKind::Verb(word) if word.form == Form::Gerund)
    }

    /// The last group before a token.
    fn nearest(&self, before: usize) -> Option<usize> {
        let mut groups = self.clause.groups.iter();
        groups.rposition(|group| group.end <= before)
    }

    /// The first group before a token that nothing governs.
    fn first_free(&self, before: usize) -> Option<usize> {
        let mut groups = self.clause.groups.iter();
        groups.position(|group| group.end <= before && group.role.is_none())
    }

    /// The groups behind a deed, as far as its clause goes, and where that ends.
    fn objects(&self, deed: &Deed<'_>, goes_on: bool) -> (Vec<Object>, usize) {
        let mut objects = Vec::new();
        let mut at = deed.end;
        let limit = match deed.start < self.tail {
            true => self.tail,
            false => self.clause.cells.len(),
        };
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
                Some(Role::That) => !goes_on && !objects.is_empty(),
                Some(Role::And) if goes_on => !objects.is_empty(),
                _ => false,
            };
            if ends || (cell.is_stop && self.clause.cells[at].role.is_none()) {
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
    fn pair(
        &mut self,
        deed: &Deed<'_>,
        word: &EventWord,
        end: usize,
        chain: &Chain,
    ) -> Option<(Coding, usize)> {
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
            let governor = self.clause.governor(noun.start);
            if matches!(
                governor,
                Some(Role::In | Role::With | Role::For | Role::Against | Role::From)
            ) {
                continue;
            }
            if let Some(coding) = self.words.pair(word.class, other.class)
                && (found.is_none() || chain.is_passive)
            {
                found = Some((coding.clone(), index));
            }
        }
        found
    }

    fn verb(&mut self, index: usize, deed: &Deed<'a>, word: &'a EventWord) -> Option<Draft> {
        let mut chain = self.chain(deed, word.form);
        let before = chain.start.checked_sub(1).map(|at| self.clause.cells[at]);
        let is_clause = word.frame == Frame::Clause;
        let mut subject = self.subject(index, chain.start);
        let governing = self.governing(index, chain.start);
        let is_governed = (chain.is_infinitive && !chain.is_future)
            || before.is_some_and(|cell| {
                word.form == Form::Gerund
                    && matches!(
                        cell.role,
                        Some(
                            Role::By
                                | Role::For
                                | Role::Of
                                | Role::From
                                | Role::In
                                | Role::With
                                | Role::Against
                        )
                    )
            });
        if is_governed {
            subject = governing.and_then(|other| self.subjects[other]).or(subject);
        }
        self.subjects[index] = subject;
        let (objects, end) = self.objects(deed, is_clause);
        // "sanctions imposed by A"
        let by = objects.iter().position(|(_, role)| *role == Some(Role::By));
        let is_reduced = word.form == Form::Past
            && chain.start == deed.start
            && by == Some(0)
            && before.is_some_and(|cell| cell.role.is_none());
        if is_reduced {
            chain.is_passive = true;
            // Who stands right before, if anybody.
            subject = subject.filter(|&group| self.clause.groups[group].end == deed.start);
        }
        let paired = self.pair(deed, word, end, &chain);
        let coding = match &paired {
            Some((coding, _)) => coding.clone(),
            None => word.coding.clone()?,
        };
        for noun in 0..self.clause.deeds.len() {
            let other = &self.clause.deeds[noun];
            if !other.is_verb() && (deed.end..end.max(deed.end)).contains(&other.start) {
                self.taken[noun] = true;
            }
        }
        if let Some((_, noun)) = paired {
            self.taken[noun] = true;
        }
        let was_taken = std::mem::replace(&mut self.taken[index], false);
        if is_clause {
            self.take_what_follows(index, end);
        }
        if was_taken {
            return None;
        }
        if is_governed {
            // Only what a verb that says nothing itself begins or goes on with is a fact.
            let aspect = governing.is_some_and(|other| {
                matches!(self.clause.deeds[other].kind, DeedKind::Verb(word) if word.coding.is_none())
            });
            if !aspect {
                return None;
            }
        }
        let sort = (word, paired.is_some());
        let mut draft = self.draft(coding, deed, end);
        if is_clause && let Some(threat) = self.threat(index, &draft.coding) {
            draft.coding.kind = threat;
        }
        if word.form == Form::Past && chain.is_passive {
            let noun = paired.as_ref().map(|(_, noun)| self.clause.deeds[*noun]);
            match (noun, subject) {
                // "talks between A and B were held", "a visit to A by B was put off"
                (Some(noun), None) => self.add_parties_of(&mut draft, &noun, chain.start),
                (Some(noun), Some(group)) if self.clause.groups[group].start > noun.end => {
                    self.add_parties_of(&mut draft, &noun, chain.start);
                }
                (_, Some(group)) => draft.parts.push((group, Part::Recipient)),
                (None, None) => {}
            }
            if let Some(by) = by {
                draft.parts.push((objects[by].0, Part::Actor));
            }
            self.add_recipients(
                &mut draft,
                &objects,
                sort,
                by.is_none() && subject.is_none(),
            );
        } else {
            let has_with = objects.iter().any(|(_, role)| {
                *role == Some(Role::With) || (paired.is_some() && *role == Some(Role::Between))
            });
            let is_mutual = word.frame == Frame::Mutual
                || (has_with && !is_clause && !self.is_hostile(&draft.coding));
            if let Some(group) = subject {
                let part = match is_mutual {
                    true => Part::Mutual,
                    false => Part::Actor,
                };
                draft.parts.push((group, part));
            }
            self.add_recipients(&mut draft, &objects, sort, true);
            let kind = &self.words.types[usize::from(draft.coding.kind)];
            let is_alone = draft.parts.len() == 1
                && subject.is_some_and(|group| self.clause.groups[group].count > 1);
            if is_mutual || (kind.is_shared && is_alone) {
                draft
                    .parts
                    .iter_mut()
                    .for_each(|(_, part)| *part = Part::Mutual);
            }
        }
        if draft.parts.is_empty() {
            // "began a hunger strike to protest against A"
            let (objects, _) = self.objects(deed, true);
            self.add_recipients(&mut draft, &objects, sort, false);
        }
        if draft.parts.is_empty() {
            return None;
        }
        let kind = &self.words.types[usize::from(draft.coding.kind)];
        if kind.is_shared {
            // Several who do what takes two do it with each other.
            for (group, part) in &mut draft.parts {
                if *part == Part::Actor && self.clause.groups[*group].count > 1 {
                    *part = Part::Mutual;
                }
            }
        }
        let has = |part: Part| {
            draft
                .parts
                .iter()
                .any(|(_, other)| *other == part || *other == Part::Mutual)
        };
        if word.frame == Frame::Both
            && paired.is_none()
            && !(has(Part::Actor) && has(Part::Recipient))
        {
            return None;
        }
        if chain.is_obligation {
            // It is told by the obligation itself.
            return None;
        }
        draft.start = chain.start;
        if let Some((_, noun)) = paired {
            let noun = &self.clause.deeds[noun];
            draft.noun = Some(noun.start);
            draft.start = draft.start.min(noun.start);
            draft.end = draft.end.max(noun.end);
        }
        draft.is_plain = sort.1
            || matches!(word.frame, Frame::Mutual | Frame::Intransitive)
            || draft.parts.len() > 1;
        draft.told_by = self.reporter(deed.start);
        self.set_status(&mut draft, &chain, word, is_clause);
        Some(draft)
    }

    fn is_hostile(&self, coding: &Coding) -> bool {
        self.words.types[usize::from(coding.kind)].is_hostile
    }

    fn set_status(&self, draft: &mut Draft, chain: &Chain, word: &EventWord, is_clause: bool) {
        let kind = &self.words.types[usize::from(draft.coding.kind)];
        draft.status = if chain.is_negated && chain.is_future {
            if !kind.is_hostile {
                draft.coding.kind = kind.refused;
                Status::Past
            } else {
                Status::Denied
            }
        } else if chain.is_negated {
            Status::Denied
        } else if chain.is_conditional {
            Status::Conditional
        } else if chain.is_future {
            draft.coding.kind = kind.future;
            Status::Planned
        } else if chain.is_progressive || word.form == Form::Present {
            Status::Ongoing
        } else {
            Status::Past
        };
        let _ = is_clause;
    }

    /// Adds those to whom it is done.
    fn add_recipients(
        &self,
        draft: &mut Draft,
        objects: &[Object],
        (word, is_paired): (&EventWord, bool),
        may_be_direct: bool,
    ) {
        let kind = &self.words.types[usize::from(draft.coding.kind)];
        let mut has_recipient = false;
        for (group, role) in objects {
            let takes = match role {
                Some(Role::In) => {
                    draft.place = draft.place.or(Some(*group));
                    false
                }
                Some(Role::By) => false,
                None | Some(Role::Of) => {
                    may_be_direct && !has_recipient && word.frame != Frame::Intransitive
                }
                Some(Role::To | Role::Against | Role::With | Role::Between) => {
                    draft.parts.len() < 3
                }
                Some(Role::On) => (is_paired || word.frame == Frame::Clause) && !has_recipient,
                Some(_) => !has_recipient && word.frame != Frame::Intransitive,
            };
            let is_new = draft.parts.iter().all(|(other, _)| other != group);
            if takes && is_new {
                draft.parts.push((*group, Part::Recipient));
                has_recipient = true;
            }
        }
        if !has_recipient
            && kind.is_local
            && let Some(place) = draft.place
            && draft.parts.iter().all(|(other, _)| *other != place)
        {
            draft.parts.push((place, Part::Recipient));
        }
    }

    /// The verb that an infinitive or gerund depends on.
    fn governing(&self, index: usize, start: usize) -> Option<usize> {
        let deed = (0..index)
            .rev()
            .find(|&other| self.clause.deeds[other].is_verb())?;
        let is_near = start - self.clause.deeds[deed].end.min(start) <= 14;
        is_near.then_some(deed)
    }

    /// What a verb of promising, asking or threatening is about is no event of its own.
    fn take_what_follows(&mut self, index: usize, _end: usize) {
        let from = self.clause.deeds[index].end;
        let mut to = from;
        let cells = &self.clause.cells;
        while to < cells.len() {
            let cell = &cells[to];
            if cell.is_stop || matches!(cell.role, Some(Role::Break)) {
                break;
            }
            if cell.role == Some(Role::And)
                && let Some(next) = cells.get(to + 1)
                && (next.role == Some(Role::Have)
                    || next.deed.is_some_and(|deed| self.is_finite(deed)))
            {
                break;
            }
            if cell.is_comma && to == self.tail {
                break;
            }
            to += 1;
        }
        for other in index + 1..self.clause.deeds.len() {
            let deed = &self.clause.deeds[other];
            if deed.start < to && !matches!(deed.kind, DeedKind::Report) {
                self.taken[other] = true;
            }
        }
    }

    /// What it comes to if what is promised is hostile.
    fn threat(&self, index: usize, coding: &Coding) -> Option<u16> {
        let end = self.clause.deeds[index].end;
        let (next, deed) = (index + 1..self.clause.deeds.len())
            .map(|next| (next, &self.clause.deeds[next]))
            .find(|(_, deed)| deed.is_verb())?;
        let DeedKind::Verb(word) = deed.kind else {
            return None;
        };
        let promised = self.words.types.get(usize::from(coding.kind))?;
        let kind = &self.words.types[usize::from(word.coding.as_ref()?.kind)];
        let is_near = deed.start - end <= 4 && self.taken[next];
        let is_promise = !promised.is_hostile
            && promised.future == coding.kind
            && promised.refused != coding.kind;
        (is_promise && is_near && kind.is_hostile && kind.future != coding.kind)
            .then_some(kind.future)
    }

    fn is_finite(&self, deed: usize) -> bool {
        matches!(self.clause.deeds[deed].kind, DeedKind::Verb(word) if matches!(word.form, Form::Past | Form::Present))
    }

    /// Who tells what begins at a token.
    fn reporter(&self, start: usize) -> Option<usize> {
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

    /// "A said that B must …".
    fn obligation(
        &mut self,
        index: usize,
        deed: &Deed<'a>,
        subject: Option<usize>,
    ) -> Option<Draft> {
        let kind = self.words.demand?;
        if std::mem::replace(&mut self.taken[index], false) {
            return None;
        }
        let actor = self.reporter(deed.start)?;
        let recipient = subject.filter(|group| *group != actor)?;
        self.take_what_follows(index, deed.end);
        let (_, end) = self.objects(deed, true);
        let coding = Coding {
            kind,
            ..Coding::default()
        };
        let mut draft = self.draft(coding, deed, end);
        draft.parts = vec![(actor, Part::Actor), (recipient, Part::Recipient)];
        Some(draft)
    }

    fn noun(&mut self, deed: &Deed<'a>, word: &'a EventWord) -> Option<Draft> {
        let coding = word.coding.clone()?;
        let (_, end) = self.objects(deed, false);
        let mut draft = self.draft(coding, deed, end);
        draft.noun = Some(deed.start);
        draft.told_by = self.reporter(deed.start);
        draft.status = self.noun_status(deed, end);
        self.add_parties_of(&mut draft, deed, end);
        // With whom is a part of what they do together.
        let kind = &self.words.types[usize::from(draft.coding.kind)];
        let is_mutual = draft.parts.iter().any(|(_, part)| *part == Part::Mutual);
        let parties = draft
            .parts
            .iter()
            .map(|(group, _)| self.clause.groups[*group].count);
        if draft.parts.is_empty() || (kind.is_shared && !is_mutual && parties.sum::<usize>() < 2) {
            return None;
        }
        Some(draft)
    }

    /// Adds those who take part in what a noun says and stand with it, before a token.
    fn add_parties_of(&self, draft: &mut Draft, deed: &Deed<'_>, end: usize) {
        let (objects, _) = self.objects(deed, false);
        let objects = objects
            .into_iter()
            .filter(|(group, _)| self.clause.groups[*group].start < end);
        let hostile = self.is_hostile(&draft.coding);
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
                Some(Role::Of) if hostile => Part::Recipient,
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
            draft
                .parts
                .iter_mut()
                .for_each(|(_, part)| *part = Part::Mutual);
        }
    }

    /// What is said of a noun: "talks are under way", "no talks", "talks will be held".
    fn noun_status(&self, deed: &Deed<'_>, end: usize) -> Status {
        let behind = &self.clause.cells[deed.end..self.clause.cells.len().min(end + 4)];
        let before = &self.clause.cells[deed.start.saturating_sub(3)..deed.start];
        let has = |cells: &[Cell], role: Role| {
            cells
                .iter()
                .any(|cell| cell.role == Some(role) && cell.group.is_none())
        };
        if has(before, Role::Not) || has(&behind[..behind.len().min(6)], Role::Not) {
            Status::Denied
        } else if has(behind, Role::Future) {
            Status::Planned
        } else if has(behind, Role::Conditional) {
            Status::Conditional
        } else if has(behind, Role::Ongoing) || has(before, Role::Ongoing) {
            Status::Ongoing
        } else {
            Status::Past
        }
    }

    fn draft(&self, coding: Coding, deed: &Deed<'_>, end: usize) -> Draft {
        Draft {
            coding,
            status: Status::Past,
            parts: Vec::new(),
            place: None,
            noun: None,
            is_plain: false,
            told_by: None,
            start: deed.start,
            end: deed.end,
            annotation: deed.annotation,
            scope: end,
        }
    }
}
