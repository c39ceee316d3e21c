//! What a sentence must hold for rules to have a chance in it, so that most are never tried.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::gates::{Gate, ProgramSet};
use super::program::ClassTest;
use super::{LabelId, LabelSet, MAX_LABELS};
use crate::packed;
use crate::segment::Class;

/// Something that a sentence must hold for a rule to have a chance: any of these.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Serialize, Deserialize)]
struct Group {
    labels: LabelSet,
    clause: Option<u32>,
    members: Vec<Member>,
}

/// A rule, and what else it needs.
#[derive(Debug, Serialize, Deserialize)]
struct Member {
    rule: u32,
    clauses: Box<[u32]>,
    header_only: bool,
}

/// What the rules of a program need.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ProgramNeeds {
    /// Each once.
    clauses: Vec<Clause>,
    /// The number of the first among the clauses of all programs.
    first: u32,
    groups: Vec<Group>,
    rules: usize,
}

/// The clauses of all programs, by what meets them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct ClauseIndex {
    count: usize,
    /// By the code of a word, where its clauses stand in `of_words`; codes beyond its end have none.
    #[serde(with = "packed")]
    words: Vec<(u32, u32)>,
    #[serde(with = "packed")]
    of_words: Vec<u32>,
    /// By the bits of a class, a set of clauses.
    classes: Vec<Box<[u64]>>,
    /// By label, a set of clauses.
    labels: Vec<Box<[u64]>>,
}

/// The clauses that a sentence meets.
#[derive(Debug, Default)]
pub(crate) struct MetClauses(Vec<u64>);

impl ClauseIndex {
    /// Numbers the clauses of programs in order.
    pub(super) fn new<'p>(programs: impl Iterator<Item = &'p mut ProgramNeeds>) -> Self {
        let mut clauses: Vec<&'p Clause> = Vec::new();
        for program in programs {
            program.first = clauses.len() as u32;
            clauses.extend(&program.clauses);
        }
        let set = |is_met: &dyn Fn(&Clause) -> bool| {
            let mut set = vec![0; clauses.len().div_ceil(64)].into_boxed_slice();
            for (number, clause) in clauses.iter().enumerate() {
                if is_met(clause) {
                    set[number / 64] |= 1 << (number % 64);
                }
            }
            set
        };
        let classes = (0..=u8::MAX).map(|class| {
            set(&|clause| {
                let mut tests = clause.classes.iter();
                tests.any(|test| test.admits(Class(class)))
            })
        });
        let labels =
            (0..MAX_LABELS as u8).map(|label| set(&|clause| clause.labels.has(LabelId(label))));
        let mut words: Vec<(u32, u32)> = (0..)
            .zip(&clauses)
            .flat_map(|(number, clause)| clause.words.iter().map(move |&word| (word, number)))
            .collect();
        words.sort_unstable();
        let last = words.last().map_or(0, |(word, _)| *word as usize + 1);
        let mut index = Self {
            count: clauses.len(),
            words: vec![(0, 0); last],
            of_words: words.iter().map(|(_, number)| *number).collect(),
            classes: classes.collect(),
            labels: labels.collect(),
        };
        for (at, (word, _)) in (0..).zip(&words) {
            let range = &mut index.words[*word as usize];
            if range.1 == 0 {
                range.0 = at;
            }
            range.1 = at + 1;
        }
        index
    }
}

impl MetClauses {
    pub(crate) fn clear(&mut self, index: &ClauseIndex) {
        self.0.clear();
        self.0.resize(index.count.div_ceil(64), 0);
    }

    pub(crate) fn add_word(&mut self, index: &ClauseIndex, code: u32) {
        if let Some(&(from, to)) = index.words.get(code as usize) {
            for &clause in &index.of_words[from as usize..to as usize] {
                self.0[clause as usize / 64] |= 1 << (clause % 64);
            }
        }
    }

    pub(crate) fn add_class(&mut self, index: &ClauseIndex, class: Class) {
        self.add(&index.classes[usize::from(class.0)]);
    }

    pub(crate) fn add_labels(&mut self, index: &ClauseIndex, labels: LabelSet) {
        for label in labels.iter() {
            self.add(&index.labels[label.index()]);
        }
    }

    fn add(&mut self, clauses: &[u64]) {
        for (own, new) in self.0.iter_mut().zip(clauses) {
            *own |= new;
        }
    }

    fn has(&self, clause: u32) -> bool {
        self.0[clause as usize / 64] & (1 << (clause % 64)) != 0
    }
}

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
        met: &MetClauses,
        active: &mut Vec<bool>,
    ) -> bool {
        active.clear();
        active.resize(self.rules, false);
        let holds = |clause: u32| met.has(self.first + clause);
        let mut any = false;
        for group in &self.groups {
            if !labels.includes(group.labels) || !group.clause.is_none_or(holds) {
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
