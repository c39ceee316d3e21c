//! Who does it to whom: deeds joined with those who stand before and behind them.

use super::clause::{Cell, Clause, Deed, DeedKind};
use crate::pack::{Coding, EventType, EventWord, EventWords, Form, Role};

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
    /// The group that is host to the others.
    pub(super) host: Option<usize>,
    /// The tokens that say it.
    pub(super) start: usize,
    pub(super) end: usize,
    /// The deed's annotation.
    pub(super) annotation: Option<u32>,
    /// How far what it is about can stand.
    pub(super) scope: usize,
}

impl Draft {
    /// All who take part do it with each other.
    pub(super) fn make_mutual(&mut self) {
        self.parts
            .iter_mut()
            .for_each(|(_, part)| *part = Part::Mutual);
    }
}

/// What has been found of the deeds before, by their numbers.
pub(super) struct Attacher<'c, 'a> {
    pub(super) words: &'a EventWords,
    pub(super) clause: &'c Clause<'a>,
    /// For each deed, the group that does it.
    pub(super) subjects: Vec<Option<usize>>,
    /// For each deed, whether it makes an event with a noun.
    pub(super) has_noun: Vec<bool>,
    /// Deeds that are told as a part of another.
    pub(super) taken: Vec<bool>,
    /// Where the words of who tells the sentence at its end begin.
    pub(super) tail: usize,
}

impl<'c, 'a> Attacher<'c, 'a> {
    pub(super) fn new(words: &'a EventWords, clause: &'c Clause<'a>) -> Self {
        let mut attacher = Self {
            words,
            clause,
            subjects: vec![None; clause.deeds.len()],
            has_noun: vec![false; clause.deeds.len()],
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

    /// The type of what is coded.
    pub(super) fn kind(&self, coding: &Coding) -> &'a EventType {
        &self.words.types[usize::from(coding.kind)]
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
        // "must be able", "should be there" ask nobody for anything.
        let behind = &self.clause.cells[deed.end..self.clause.cells.len().min(deed.end + 4)];
        let is_state = behind
            .first()
            .is_some_and(|cell| cell.role == Some(Role::Be))
            && behind.iter().all(|cell| cell.deed.is_none());
        if is_state {
            return None;
        }
        let mut deeds = self.clause.deeds.iter();
        let is_told = deeds.any(|deed| matches!(deed.kind, DeedKind::Report));
        let actor = self.reporter(deed.start);
        let recipient = subject.filter(|group| is_told && Some(*group) != actor)?;
        self.take_what_follows(index);
        let (_, end) = self.objects(deed, true);
        let coding = Coding {
            kind,
            ..Coding::default()
        };
        let mut draft = self.draft(coding, deed, end);
        draft.parts.extend(actor.map(|actor| (actor, Part::Actor)));
        draft.parts.push((recipient, Part::Recipient));
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
        if draft.parts.is_empty() && self.kind(&draft.coding).is_hostile {
            // "a bombing in A"
            let place = draft
                .place
                .filter(|place| self.clause.groups[*place].start - deed.end <= 8);
            draft
                .parts
                .extend(place.map(|place| (place, Part::Recipient)));
        }
        // With whom is a part of what they do together.
        let kind = self.kind(&draft.coding);
        let is_mutual = draft.parts.iter().any(|(_, part)| *part == Part::Mutual);
        let parties = draft
            .parts
            .iter()
            .map(|(group, _)| self.clause.groups[*group].count);
        if draft.parts.is_empty() || (kind.is_shared && !is_mutual && parties.sum::<usize>() < 2) {
            return None;
        }
        draft.is_plain = draft.parts.len() > 1;
        Some(draft)
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

    pub(super) fn draft(&self, coding: Coding, deed: &Deed<'_>, end: usize) -> Draft {
        Draft {
            coding,
            status: Status::Past,
            parts: Vec::new(),
            place: None,
            noun: None,
            is_plain: false,
            host: None,
            told_by: None,
            start: deed.start,
            end: deed.end,
            annotation: deed.annotation,
            scope: end,
        }
    }
}
