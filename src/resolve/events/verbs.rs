//! The event that a verb tells.

use super::attach::{Attacher, Draft, Part, Status};
use super::chain::Chain;
use super::clause::{Deed, DeedKind};
use super::objects::{Object, Taking};
use crate::pack::{Coding, EventWord, Form, Frame, Role};

/// A verb with what stands around it.
struct Reading<'a> {
    deed: Deed<'a>,
    word: &'a EventWord,
    chain: Chain,
    /// The group that does it, or that a passive is said of.
    subject: Option<usize>,
    objects: Vec<Object>,
    /// Where its clause ends.
    end: usize,
    /// The noun that it makes an event with, by its number among the deeds.
    noun: Option<usize>,
}

impl Reading<'_> {
    fn is_clause(&self) -> bool {
        self.word.frame == Frame::Clause
    }

    fn taking(&self, may_be_direct: bool, may_be_local: bool) -> Taking<'_> {
        Taking {
            word: self.word,
            is_paired: self.noun.is_some(),
            may_be_direct,
            may_be_local,
        }
    }

    /// The group that does what is said in the passive.
    fn by(&self) -> Option<usize> {
        let by = self
            .objects
            .iter()
            .find(|(_, role)| *role == Some(Role::By));
        by.map(|(group, _)| *group)
    }
}

impl<'a> Attacher<'_, 'a> {
    pub(super) fn verb(
        &mut self,
        index: usize,
        deed: &Deed<'a>,
        word: &'a EventWord,
    ) -> Option<Draft> {
        let mut chain = self.chain(deed, word.form);
        let governing = self.governing(index, chain.start);
        let is_governed =
            (chain.is_infinitive && !chain.is_future) || self.is_gerund_of(&chain, word);
        let mut subject = self.subject(index, chain.start);
        if is_governed {
            subject = governing.and_then(|other| self.subjects[other]).or(subject);
        }
        self.subjects[index] = subject;
        let (objects, end) = self.objects(deed, word.frame == Frame::Clause);
        if word.form == Form::Past && deed.start == 0 {
            chain.is_passive = true;
        } else if self.is_reduced(&chain, deed, word, &objects) {
            chain.is_passive = true;
            // Who stands right before, if anybody.
            subject = subject.filter(|&group| self.clause.groups[group].end == deed.start);
        }
        let pair = self.pair(deed, word, end, &chain);
        self.has_noun[index] = pair.is_some();
        let (coding, noun) = match pair {
            Some((coding, noun)) => (coding?, Some(noun)),
            None => (word.coding.clone()?, None),
        };
        // "signed a contract to buy"
        chain.is_future |=
            chain.is_infinitive && governing.is_some_and(|other| self.has_noun[other]);
        let reading = Reading {
            deed: *deed,
            word,
            chain,
            subject,
            objects,
            end,
            noun,
        };
        let was_taken = self.take_parts(index, &reading);
        // Only what a verb that says nothing itself begins or goes on with is a fact.
        let is_aspect = governing.is_some_and(|other| self.says_nothing(other));
        if was_taken || (is_governed && !is_aspect) || chain.is_obligation {
            return None;
        }
        self.tell(index, reading, coding)
    }

    /// The event, once it is known to be one of its own.
    fn tell(&self, index: usize, reading: Reading<'a>, coding: Coding) -> Option<Draft> {
        let Reading {
            deed, word, chain, ..
        } = reading;
        let mut draft = self.draft(coding, &deed, reading.end);
        if reading.is_clause()
            && let Some(threat) = self.threat(index, &draft.coding)
        {
            draft.coding.kind = threat;
        }
        if reading.subject.is_none() {
            draft.place = self.scene(chain.start);
        }
        match word.form == Form::Past && chain.is_passive {
            true => self.add_passive(&mut draft, &reading),
            false if draft.coding.is_reversed => self.add_receiver(&mut draft, &reading),
            false => self.add_active(&mut draft, &reading),
        }
        if draft.parts.is_empty() {
            // "began a hunger strike to protest against A"
            let (objects, _) = self.objects(&deed, true);
            let taking = reading.taking(true, false);
            self.add_recipients(&mut draft, &objects, taking);
        }
        self.share(&mut draft);
        let has = |part: Part| {
            let mut parts = draft.parts.iter();
            parts.any(|(_, other)| *other == part || *other == Part::Mutual)
        };
        let is_refusal = chain.is_negated && chain.is_future;
        let needs_both = word.frame == Frame::Both && reading.noun.is_none() && !is_refusal;
        if draft.parts.is_empty() || (needs_both && !(has(Part::Actor) && has(Part::Recipient))) {
            return None;
        }
        draft.start = chain.start;
        if let Some(noun) = reading.noun {
            let noun = &self.clause.deeds[noun];
            draft.noun = Some(noun.start);
            draft.start = draft.start.min(noun.start);
            draft.end = draft.end.max(noun.end);
        }
        draft.is_plain = reading.noun.is_some()
            || matches!(word.frame, Frame::Mutual | Frame::Intransitive)
            || draft.parts.len() > 1;
        let is_active = word.form != Form::Past || !chain.is_passive;
        draft.host = match is_active {
            true => reading.subject,
            false => reading.by(),
        };
        let kind = self.kind(&draft.coding);
        let is_guest = !draft.coding.is_reversed || kind.is_shared;
        draft.host = draft.host.filter(|_| word.is_host && is_guest);
        draft.told_by = self.reporter(deed.start);
        self.set_status(&mut draft, &chain, word);
        Some(draft)
    }

    /// "accused of supporting", "by dumping": a gerund that a preposition governs.
    fn is_gerund_of(&self, chain: &Chain, word: &EventWord) -> bool {
        use Role::*;
        word.form == Form::Gerund
            && matches!(
                self.role_before(chain),
                Some(Some(By | For | Of | From | In | With | Against))
            )
    }

    /// "sanctions imposed by A"
    fn is_reduced(
        &self,
        chain: &Chain,
        deed: &Deed<'_>,
        word: &EventWord,
        objects: &[Object],
    ) -> bool {
        let cells = &self.clause.cells;
        let is_date = |at: usize| cells.get(at).is_some_and(|cell| cell.is_date);
        // "imposed on Monday by A"
        let is_aside = |at: &usize| match cells[*at].role {
            Some(Role::Adverb) => true,
            Some(Role::On | Role::In) => is_date(at + 1),
            _ => is_date(*at),
        };
        let next = (deed.end..cells.len()).find(|at| !is_aside(at));
        word.form == Form::Past
            && next.is_some_and(|at| cells[at].role == Some(Role::By))
            && chain.start == deed.start
            && self.clause.cells[deed.start].role != Some(Role::Be)
            && objects
                .first()
                .is_some_and(|(_, role)| *role == Some(Role::By))
            && self.role_before(chain) == Some(None)
    }

    /// The role of what stands before a verb and its small words; none at the beginning.
    fn role_before(&self, chain: &Chain) -> Option<Option<Role>> {
        let before = chain.start.checked_sub(1)?;
        Some(self.clause.cells[before].role)
    }

    fn says_nothing(&self, deed: usize) -> bool {
        matches!(self.clause.deeds[deed].kind, DeedKind::Verb(word) if word.coding.is_none())
    }

    /// Takes the deeds that are told as a part of this one; true if it is a part of another itself.
    fn take_parts(&mut self, index: usize, reading: &Reading<'_>) -> bool {
        let Reading {
            deed, end, noun, ..
        } = reading;
        let behind = deed.end..(*end).max(deed.end);
        for (other, taken) in self.taken.iter_mut().enumerate() {
            let part = &self.clause.deeds[other];
            *taken |= (!part.is_verb() && behind.contains(&part.start)) || Some(other) == *noun;
        }
        let was_taken = std::mem::replace(&mut self.taken[index], false);
        if reading.is_clause() {
            self.take_what_follows(index);
        }
        was_taken
    }

    fn add_passive(&self, draft: &mut Draft, reading: &Reading<'_>) {
        let noun = reading.noun.map(|noun| self.clause.deeds[noun]);
        let stands_with =
            |noun: &Deed<'_>, group: usize| self.clause.groups[group].start > noun.end;
        match (noun, reading.subject) {
            // "talks between A and B were held", "a visit to A by B was put off"
            (Some(noun), None) => self.add_parties_of(draft, &noun, reading.chain.start),
            (Some(noun), Some(group)) if stands_with(&noun, group) => {
                self.add_parties_of(draft, &noun, reading.chain.start);
            }
            (_, Some(group)) => draft.parts.push((group, Part::Recipient)),
            (None, None) => {}
        }
        let by = reading.by();
        draft.parts.extend(by.map(|by| (by, Part::Actor)));
        let may_be_direct = by.is_none() && reading.subject.is_none();
        // "were killed in A", but not "equipment captured in A"
        let is_stated = reading.chain.start < reading.deed.start || reading.subject.is_some();
        let taking = reading.taking(may_be_direct, is_stated);
        self.add_recipients(draft, &reading.objects, taking);
    }

    fn add_active(&self, draft: &mut Draft, reading: &Reading<'_>) {
        let is_paired = reading.noun.is_some();
        let has_with = reading.objects.iter().any(|(_, role)| {
            *role == Some(Role::With) || (is_paired && *role == Some(Role::Between))
        });
        let kind = self.kind(&draft.coding);
        let is_mutual = reading.word.frame == Frame::Mutual
            || (has_with && !reading.is_clause() && !kind.is_hostile);
        let subject = reading.subject;
        draft
            .parts
            .extend(subject.map(|group| (group, Part::Actor)));
        let is_stated = subject.is_some() || reading.chain.start < reading.deed.start;
        self.add_recipients(draft, &reading.objects, reading.taking(true, is_stated));
        if is_mutual {
            draft.make_mutual();
        }
    }

    /// "A received a loan from B", "A received B's loan"
    fn add_receiver(&self, draft: &mut Draft, reading: &Reading<'_>) {
        let receiver = reading.subject.map(|group| (group, Part::Recipient));
        draft.parts.extend(receiver);
        let noun = reading.noun.map(|noun| self.clause.deeds[noun].start);
        let gives = |(group, role): &Object| match role {
            Some(Role::From) => true,
            None => noun.is_some_and(|noun| self.clause.groups[*group].start < noun),
            _ => false,
        };
        let givers = reading.objects.iter().filter(|object| gives(object));
        draft
            .parts
            .extend(givers.map(|(group, _)| (*group, Part::Actor)));
    }

    /// Several who do what takes two do it with each other.
    fn share(&self, draft: &mut Draft) {
        if self.kind(&draft.coding).is_shared {
            for (group, part) in &mut draft.parts {
                if *part == Part::Actor && self.clause.groups[*group].count > 1 {
                    *part = Part::Mutual;
                }
            }
        }
    }

    fn set_status(&self, draft: &mut Draft, chain: &Chain, word: &EventWord) {
        let kind = self.kind(&draft.coding);
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
    }

    /// What a verb of promising, asking or threatening is about is no event of its own.
    pub(super) fn take_what_follows(&mut self, index: usize) {
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
        let promised = self.kind(coding);
        let (_, behind) = self.objects(deed, false);
        let pair = self.pair(deed, word, behind, &self.chain(deed, word.form));
        let coding_of_pair = pair.and_then(|(coding, _)| coding);
        let kind = self.kind(coding_of_pair.as_ref().or(word.coding.as_ref())?);
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
}
