//! A sentence as the rules of events see it: parties, verbs, nouns, and the small words between them.

use super::parties::Party;
use crate::analysis::Analysis;
use crate::matching::{Annotation, LabelId, Source};
use crate::pack::{EventWord, Form, Role, kinds};
use crate::segment::{Class, Glue, Sentence, Token};

/// What stands at a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub(super) role: Option<Role>,
    pub(super) group: Option<usize>,
    pub(super) deed: Option<usize>,
    pub(super) is_comma: bool,
    /// Another mark that parts clauses.
    pub(super) is_stop: bool,
    is_colon: bool,
    /// A part of a sector's name.
    pub(super) is_sector: bool,
    /// A part of a date.
    pub(super) is_date: bool,
    pub(super) is_lowercase: bool,
    /// An ending that is a word of its own, such as a possessive.
    pub(super) is_clitic: bool,
    is_capitalized: bool,
    /// Joined to the word before by a hyphen.
    pub(super) is_joined: bool,
}

impl Cell {
    fn is_preposition(&self) -> bool {
        use Role::*;
        let is_one = |role| matches!(role, By | In | On | To | For | With | From | Against);
        self.role.is_some_and(is_one)
    }
}

/// Parties that are named together.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Its members among the parties of the document.
    pub(super) first: usize,
    pub(super) last: usize,
    /// How many take part.
    pub(super) count: usize,
    /// States, or those who act for them or in politics.
    pub(super) is_political: bool,
    /// What governs it.
    pub(super) role: Option<Role>,
}

/// What a word does that somebody or something does.
#[derive(Clone, Copy, Debug)]
pub(super) enum DeedKind<'a> {
    Verb(&'a EventWord),
    Noun(&'a EventWord),
    /// A verb of telling.
    Report,
    /// An obligation.
    Must,
}

/// A verb or noun, where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deed<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: DeedKind<'a>,
    /// The annotation, where it is a gazetteer's.
    pub(super) annotation: Option<u32>,
}

impl Deed<'_> {
    pub(super) fn is_verb(&self) -> bool {
        !matches!(self.kind, DeedKind::Noun(_))
    }
}

/// A sentence. Positions count from its first token.
#[derive(Debug)]
pub(super) struct Clause<'a> {
    pub(super) start: u32,
    pub(super) cells: Vec<Cell>,
    pub(super) groups: Vec<Group>,
    pub(super) deeds: Vec<Deed<'a>>,
}

/// The labels that are looked at.
const LABELS: [LabelId; 6] = [
    kinds::EVENT_VERB,
    kinds::EVENT_NOUN,
    kinds::CLAUSE_WORD,
    kinds::DATE,
    kinds::AMOUNT,
    kinds::SECTOR,
];

/// Marks that part clauses as a comma does, and those that part them more.
const COMMA: &str = ",";
const COLON: &str = ":";
const STOPS: [&str; 6] = [";", COLON, "(", ")", "\u{2013}", "\u{2014}"];

impl<'a> Clause<'a> {
    /// The sentence, with those of the document's parties that stand in it; none if it can't tell an event.
    pub(super) fn read(
        analysis: &Analysis<'a>,
        sentence: Sentence,
        parties: &[Party],
    ) -> Option<Self> {
        let first = parties.partition_point(|party| party.start < sentence.start);
        let last = parties.partition_point(|party| party.start < sentence.end);
        if first == last {
            return None;
        }
        let has_deed = (sentence.start..sentence.end).any(|token| {
            let labels = analysis.annotations.labels_starting(token);
            labels.has(kinds::EVENT_VERB) || labels.has(kinds::EVENT_NOUN)
        });
        if !has_deed {
            return None;
        }
        let mut clause = Self {
            start: sentence.start,
            cells: Vec::with_capacity((sentence.end - sentence.start) as usize),
            groups: Vec::new(),
            deeds: Vec::new(),
        };
        let mut found = Vec::new();
        for token in sentence.start..sentence.end {
            clause.cells.push(mark_cell(analysis, token));
            let labels = analysis.annotations.labels_starting(token);
            if LABELS.iter().any(|label| labels.has(*label)) {
                let starting = analysis.annotations.starting_at(token);
                found.extend(starting.filter(|(_, one)| LABELS.contains(&one.label)));
            }
        }
        clause.mark_roles(analysis, &found);
        let parties_here = &parties[first..last];
        clause.mark_parties(parties_here, first);
        clause.mark_deeds(analysis, &found);
        clause.join_groups(parties);
        for index in 0..clause.groups.len() {
            clause.groups[index].role = clause.governor(clause.groups[index].start);
        }
        Some(clause)
    }

    fn place(&self, annotation: &Annotation) -> std::ops::Range<usize> {
        (annotation.start - self.start) as usize..(annotation.end - self.start) as usize
    }

    fn mark_roles(&mut self, analysis: &Analysis<'a>, found: &[(u32, &Annotation)]) {
        for (_, annotation) in found {
            let place = self.place(annotation);
            match (annotation.label, annotation.source) {
                (kinds::DATE, _) => self.cells[place].iter_mut().for_each(|c| c.is_date = true),
                (kinds::SECTOR, _) => self.cells[place]
                    .iter_mut()
                    .for_each(|c| c.is_sector = true),
                (kinds::CLAUSE_WORD, Source::Entry(entry)) => {
                    let role = analysis.pack.events.role(entry);
                    let cells = self.cells[place].iter_mut();
                    cells
                        .filter(|cell| role != Some(Role::Led) || cell.is_joined)
                        .for_each(|cell| cell.role = role);
                }
                _ => {}
            }
        }
    }

    /// Each party is a group of its own, until they are joined.
    fn mark_parties(&mut self, parties: &[Party], first: usize) {
        for (index, party) in parties.iter().enumerate() {
            let start = (party.start - self.start) as usize;
            let end = ((party.end - self.start) as usize).min(self.cells.len());
            let compound = self.cells.get(end);
            if compound
                .is_some_and(|cell| cell.is_joined && cell.is_lowercase && cell.role.is_none())
            {
                // "Minsk-based", "Iran-backed": said of somebody else.
                continue;
            }
            if start == 0 && compound.is_some_and(|cell| cell.is_colon) {
                // Who speaks the words that follow.
                continue;
            }
            let group = self.groups.len();
            self.cells[start..end]
                .iter_mut()
                .for_each(|cell| cell.group = Some(group));
            self.groups.push(Group {
                start,
                end,
                first: first + index,
                last: first + index + 1,
                count: party.count,
                is_political: party.is_political,
                role: None,
            });
        }
    }

    /// Finds what is done: at each place the longest of what is there, verb or noun as its neighbours have it.
    fn mark_deeds(&mut self, analysis: &Analysis<'a>, found: &[(u32, &Annotation)]) {
        let pack = analysis.pack;
        let mut deeds: Vec<Deed<'a>> = Vec::new();
        let word = |annotation: &Annotation| match annotation.source {
            Source::Entry(entry) => pack.events.word(entry),
            Source::Rule { .. } => None,
        };
        for (id, annotation) in found {
            let place = self.place(annotation);
            let kind = match (annotation.label, word(annotation)) {
                (kinds::EVENT_VERB, Some(word)) => DeedKind::Verb(word),
                (kinds::EVENT_NOUN, Some(word)) => DeedKind::Noun(word),
                (kinds::AMOUNT, _) => match &pack.events.money {
                    Some(word) => DeedKind::Noun(word),
                    None => continue,
                },
                _ => continue,
            };
            // A name is no deed, and "mining" in one of a sector is none.
            let is_name = |cell: &Cell| {
                cell.group.is_some() || (cell.is_sector && annotation.label == kinds::EVENT_VERB)
            };
            // Of a phrase the first word decides: "gave up their arms".
            if is_name(&self.cells[place.start]) {
                continue;
            }
            let deed = Deed {
                start: place.start,
                end: place.end,
                kind,
                annotation: Some(*id),
            };
            deeds.push(deed);
        }
        let both = deeds.clone();
        let is_verb = |deed: &Deed<'a>| {
            let rival = both.iter().any(|other| {
                !other.is_verb() && other.start <= deed.start && other.end >= deed.end
            });
            match deed.kind {
                DeedKind::Verb(word) => {
                    self.can_be_verb(deed, word.form, rival) && !self.is_telling(deed, word)
                }
                _ => true,
            }
        };
        deeds.retain(is_verb);
        for (at, cell) in self.cells.iter().enumerate() {
            let kind = match cell.role {
                Some(Role::Report) => DeedKind::Report,
                Some(Role::Must) => DeedKind::Must,
                _ => continue,
            };
            let goes_on = at > 0 && self.cells[at - 1].role == cell.role;
            if cell.group.is_none() && !goes_on {
                deeds.push(Deed {
                    start: at,
                    end: at + 1,
                    kind,
                    annotation: None,
                });
            }
        }
        let rank = |deed: &Deed<'_>| match deed.kind {
            DeedKind::Verb(_) => 0,
            DeedKind::Noun(_) => 1,
            _ => 2,
        };
        deeds.sort_by_key(|deed| (deed.start, std::cmp::Reverse(deed.end), rank(deed)));
        for deed in deeds {
            // What stands right behind another verb is an adjective: "investigating alleged crimes".
            let is_adjective = |last: &Deed<'_>| {
                deed.start == last.end
                    && matches!(last.kind, DeedKind::Verb(_))
                    && matches!(deed.kind, DeedKind::Verb(word) if word.form == Form::Past)
            };
            let is_in_way = |last: &Deed<'_>| deed.start < last.end || is_adjective(last);
            if self.deeds.last().is_some_and(is_in_way) {
                continue;
            }
            let index = self.deeds.len();
            // A sum is no word that could govern.
            let is_sum = deed
                .annotation
                .is_some_and(|id| analysis.get(id).label == kinds::AMOUNT);
            self.cells[deed.start..deed.end]
                .iter_mut()
                .filter(|_| !is_sum)
                .for_each(|cell| cell.deed = Some(index));
            self.deeds.push(deed);
        }
    }

    /// Whether a verb that says nothing itself tells something: "concluded that".
    fn is_telling(&self, deed: &Deed<'_>, word: &EventWord) -> bool {
        let behind = &self.cells[deed.end..self.cells.len().min(deed.end + 4)];
        word.coding.is_none()
            && self.cells[deed.start].role == Some(Role::Report)
            && behind.iter().any(|cell| cell.role == Some(Role::That))
    }

    /// Whether what could be a verb is one; a rival is a noun of the same words.
    fn can_be_verb(&self, deed: &Deed<'_>, form: Form, has_rival: bool) -> bool {
        let at = deed.start;
        let Some(before) = at.checked_sub(1).map(|before| &self.cells[before]) else {
            // At the beginning it is a noun, an order, or a participle.
            return match form {
                Form::Gerund => !has_rival,
                Form::Past => self.cells.get(deed.end).is_some_and(Cell::is_preposition),
                _ => false,
            };
        };
        let own = &self.cells[at];
        if own.is_joined || own.is_capitalized || before.is_clitic {
            return false;
        }
        use Role::*;
        let before_verb = matches!(
            before.role,
            Some(To | Future | Conditional | Must | Do | Not | Relative | Pronoun | Adverb | Have)
        ) && before.group.is_none();
        let before_noun = matches!(
            before.role,
            Some(Determiner | Of | In | On | With | By | Between | Against | From | For)
        ) && before.group.is_none();
        match form {
            Form::Past => !before_noun,
            Form::Gerund if has_rival => {
                matches!(before.role, Some(Be | Break | And)) || before.is_comma
            }
            Form::Gerund => {
                before.is_comma
                    || before.is_date
                    || before.group.is_some()
                    || before.role.is_some_and(|role| role != Determiner)
                    || before.deed.is_some()
            }
            Form::Base | Form::Present if before_verb => true,
            Form::Base | Form::Present if before_noun => false,
            Form::Base => !has_rival && (before.group.is_some() || before.is_date),
            Form::Present if has_rival => before.group.is_some() && self.is_noun_phrase(at),
            Form::Present => true,
        }
    }

    /// Whether something stands behind that a verb could have as its object.
    fn is_noun_phrase(&self, at: usize) -> bool {
        self.cells.get(at + 1).is_some_and(|next| {
            next.group.is_some() || matches!(next.role, Some(Role::Determiner | Role::Pronoun))
        })
    }

    /// Joins parties that are named together: "A, B and C", "the A minister B", "the president of A".
    fn join_groups(&mut self, parties: &[Party]) {
        let mut joined: Vec<Group> = Vec::new();
        for group in std::mem::take(&mut self.groups) {
            match joined.last_mut() {
                Some(last) if self.are_same(last, &group, parties) => last.end = group.end + 1,
                Some(last) if self.is_said_of(last, &group, parties) => {
                    *last = Group {
                        start: last.start,
                        ..group
                    };
                }
                Some(last) if self.are_together(last, &group, parties) => {
                    last.end = group.end;
                    last.last = group.last;
                    last.count += group.count;
                    last.is_political |= group.is_political;
                }
                _ => joined.push(group),
            }
        }
        for (index, group) in joined.iter().enumerate() {
            self.cells[group.start..group.end]
                .iter_mut()
                .for_each(|cell| cell.group = Some(index));
        }
        self.groups = joined;
    }

    /// "General Zzyx (GZ)"
    fn are_same(&self, before: &Group, after: &Group, parties: &[Party]) -> bool {
        let is_stop = |at: usize| self.cells.get(at).is_some_and(|cell| cell.is_stop);
        after.start == before.end + 1
            && is_stop(before.end)
            && is_stop(after.end)
            && parties[before.last - 1].ids == parties[after.first].ids
    }

    /// "the Irish airline Zzyx", "a Dutch firm, Zzyx, …": whose a company is does not act with it.
    fn is_said_of(&self, before: &Group, after: &Group, parties: &[Party]) -> bool {
        let between = &self.cells[before.end..after.start];
        let [plain @ .., last] = between else {
            return false;
        };
        let is_plain = |cell: &Cell| {
            cell.role.is_none() && cell.deed.is_none() && !cell.is_comma && !cell.is_stop
        };
        let is_apposition = last.is_comma
            && !plain.is_empty()
            && self.cells.get(after.end).is_some_and(|cell| cell.is_comma);
        before.last - before.first == 1
            && parties[before.first].is_adjective
            && !after.is_political
            && between.len() <= 6
            && plain.iter().all(is_plain)
            && (is_plain(last) || is_apposition)
    }

    fn are_together(&self, before: &Group, after: &Group, parties: &[Party]) -> bool {
        let between = &self.cells[before.end..after.start];
        if between.len() > 7 {
            return false;
        }
        let (mut joins, mut words, mut commas) = (0, 0, 0);
        for (index, cell) in between.iter().enumerate() {
            if cell.deed.is_some() || cell.is_stop || cell.is_date {
                return false;
            }
            match cell.role {
                Some(Role::And | Role::Of) => joins += 1,
                // What follows a comma and an article explains what is before.
                Some(Role::Determiner) if index > 0 && between[index - 1].is_comma => return false,
                Some(Role::Determiner | Role::Adverb) => {}
                Some(_) => return false,
                None if cell.is_comma => commas += 1,
                // "A's province of B"
                None if cell.is_clitic && parties[after.first].is_place => {}
                None => words += 1,
            }
        }
        let is_adjective = parties[before.last - 1].is_adjective;
        match (joins, commas) {
            (0, 0) => words == 0 || (is_adjective && words <= 5),
            // "A, B and C"; "Palmyra, Syria"
            (0, 1) => words == 0 && (self.goes_on(after.end) || parties[before.last - 1].is_place),
            _ => words <= 5 && commas <= 1,
        }
    }

    /// Whether a list goes on at a token.
    fn goes_on(&self, at: usize) -> bool {
        let next = self.cells.get(at);
        next.is_some_and(|cell| cell.is_comma || cell.role == Some(Role::And))
    }

    /// "by the army of A", "from the government of A": what governs the whole, if it tells who does it.
    fn source(&self, of: usize) -> Option<Role> {
        let before = &self.cells[of.saturating_sub(5)..of];
        let tells = |deed: usize| match self.deeds[deed].kind {
            DeedKind::Noun(word) => word.coding.is_some(),
            _ => true,
        };
        let is_word = |cell: &&Cell| {
            let is_plain = cell.role.is_none() && cell.group.is_none() && !cell.is_comma;
            is_plain && !cell.deed.is_some_and(tells)
        };
        let words = before.iter().rev().take_while(is_word).count();
        let mut rest = before[..before.len() - words].iter().rev();
        let next = rest.find(|cell| cell.role != Some(Role::Determiner))?;
        let is_source = matches!(next.role, Some(Role::By | Role::From)) && words > 0;
        next.role.filter(|_| is_source)
    }

    /// The preposition that what begins at a token stands under.
    pub(super) fn governor(&self, start: usize) -> Option<Role> {
        let mut words = 0;
        let mut has_determiner = false;
        for at in (start.saturating_sub(6)..start).rev() {
            let cell = &self.cells[at];
            if cell.group.is_some() || cell.is_comma || cell.is_stop {
                return None;
            }
            use Role::*;
            match cell.role {
                Some(Determiner) => has_determiner = true,
                Some(Adverb) => {}
                // An article before an article begins what is no part of this: "in the hardest terms the A attack".
                None if has_determiner => return None,
                // What stands between may be a verb: "to counter A".
                Some(To) if words > 0 && !has_determiner => return None,
                Some(Of) => return Some(self.source(at).unwrap_or(Of)),
                Some(role @ (By | With | Between | Against | From | For | In | On | To)) => {
                    return Some(role);
                }
                Some(_) => return None,
                None if cell.deed.is_some() => {
                    // "in talks with", "under attack by": what governs is nearer.
                    return None;
                }
                None => words += 1,
            }
        }
        None
    }
}

fn mark_cell(analysis: &Analysis<'_>, token: u32) -> Cell {
    let Token { class, glue, .. } = analysis.segmented.tokens[token as usize];
    let text = || analysis.token_text(token);
    Cell {
        is_comma: class.has(Class::MARK) && text() == COMMA,
        is_stop: class.has(Class::MARK) && STOPS.contains(&text()),
        is_colon: class.has(Class::MARK) && text() == COLON,
        is_lowercase: class.has(Class::LOWERCASE),
        is_clitic: glue == Glue::None && text().len() > 1 && text().starts_with(['\'', '\u{2019}']),
        is_capitalized: class.has(Class::CAPITALIZED),
        is_joined: glue == Glue::Hyphen,
        ..Cell::default()
    }
}
