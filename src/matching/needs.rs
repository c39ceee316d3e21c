//! What a sentence must hold for rules to have a chance in it, so that most are never tried.

use std::collections::HashMap;

use super::LabelSet;
use super::gates::{Gate, ProgramSet};
use super::program::ClassTest;
use crate::segment::Class;

/// Something that a sentence must hold for a rule to have a chance: any of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Clause {
    pub(crate) labels: LabelSet,
    pub(crate) words: Vec<u32>,
    pub(crate) classes: Vec<ClassTest>,
}

impl Clause {
    /// How easily the clause is met: labels are met more often than words, and classes of words other
    /// than numbers nearly always.
    pub(crate) fn breadth(&self) -> usize {
        let number = |test: &ClassTest| test.wants_any(Class::NUMERIC.union(Class::DIGITS));
        let classes = self.classes.iter();
        let classes = classes.map(|test| if number(test) { 8 } else { 64 });
        self.labels.iter().count() * 16 + self.words.len() + classes.sum::<usize>()
    }
}

/// What a sentence must hold for one rule to have a chance.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// All of these labels.
    labels: LabelSet,
    /// And one of each of these, the narrowest first.
    clauses: Vec<Clause>,
    /// It must be one of the first of the document.
    header_only: bool,
}

impl Needs {
    pub(crate) fn new(clauses: Vec<Clause>, header_only: bool) -> Self {
        let mut needs = Self {
            header_only,
            ..Self::default()
        };
        for clause in clauses {
            let mut labels = clause.labels.iter();
            let is_label = clause.words.is_empty() && clause.classes.is_empty();
            match (is_label, labels.next(), labels.next()) {
                (true, Some(label), None) => needs.labels.insert(label),
                _ => needs.clauses.push(clause),
            }
        }
        needs.clauses.sort_by_key(Clause::breadth);
        needs
    }
}

/// Rules that need the same labels and the same narrowest clause.
#[derive(Debug)]
struct Group {
    labels: LabelSet,
    clause: Option<u32>,
    members: Vec<Member>,
}

/// A rule, and what else it needs.
#[derive(Debug)]
struct Member {
    rule: u32,
    clauses: Box<[u32]>,
    header_only: bool,
}

/// What the rules of a program need.
#[derive(Debug, Default)]
pub(crate) struct ProgramNeeds {
    /// Each once.
    clauses: Vec<Clause>,
    groups: Vec<Group>,
    rules: usize,
}

/// What is known of the clauses of a program in a sentence, reused from one to the next.
#[derive(Debug, Default)]
pub(crate) struct ClauseScratch(Vec<Option<bool>>);

impl ProgramNeeds {
    pub(crate) fn new(needs: Vec<Needs>) -> Self {
        let mut program = Self {
            rules: needs.len(),
            ..Self::default()
        };
        let mut known: HashMap<Clause, u32> = HashMap::new();
        for (rule, needs) in (0..).zip(needs) {
            let mut clauses = needs.clauses.into_iter().map(|clause| {
                *known.entry(clause).or_insert_with_key(|clause| {
                    program.clauses.push(clause.clone());
                    program.clauses.len() as u32 - 1
                })
            });
            let clause = clauses.next();
            let member = Member {
                rule,
                clauses: clauses.collect(),
                header_only: needs.header_only,
            };
            let is_same =
                |group: &&mut Group| group.labels == needs.labels && group.clause == clause;
            match program.groups.iter_mut().find(is_same) {
                Some(group) => group.members.push(member),
                None => program.groups.push(Group {
                    labels: needs.labels,
                    clause,
                    members: vec![member],
                }),
            }
        }
        program
    }

    /// Adds a program to the gate of what one of its rules needs at least.
    pub(super) fn open(&self, program: ProgramSet, gate: &mut Gate) {
        for group in &self.groups {
            match (group.labels.iter().next(), group.clause) {
                (Some(label), _) => gate.add_label(program, label),
                (None, Some(clause)) => gate.add_clause(program, &self.clauses[clause as usize]),
                (None, None) => gate.add_any(program),
            }
        }
    }

    /// Marks the rules that a sentence with these labels has all needs of; false if there are none.
    pub(crate) fn find_active(
        &self,
        labels: LabelSet,
        in_header: bool,
        is_met: impl Fn(&Clause) -> bool,
        scratch: &mut ClauseScratch,
        active: &mut Vec<bool>,
    ) -> bool {
        active.clear();
        active.resize(self.rules, false);
        scratch.0.clear();
        scratch.0.resize(self.clauses.len(), None);
        let mut holds = |clause: u32| {
            let known = &mut scratch.0[clause as usize];
            *known.get_or_insert_with(|| is_met(&self.clauses[clause as usize]))
        };
        let mut any = false;
        for group in &self.groups {
            if !labels.includes(group.labels) || !group.clause.is_none_or(&mut holds) {
                continue;
            }
            for member in &group.members {
                let is_active = (in_header || !member.header_only)
                    && member.clauses.iter().all(|clause| holds(*clause));
                active[member.rule as usize] = is_active;
                any |= is_active;
            }
        }
        any
    }
}
