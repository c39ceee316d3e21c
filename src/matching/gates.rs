//! Programs by the words, classes and labels that they can do nothing without: a few bits for each token
//! say which of them to ask at all.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::needs::{Clause, ClauseIndex};
use super::program::{ClassTest, Program};
use super::starts::Starts;
use super::{LabelId, LabelSet, MAX_LABELS};
use crate::packed;
use crate::segment::Class;

/// A set of programs. There are no more of them than labels.
pub(crate) type ProgramSet = u128;

/// Programs by something that they want.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Gate {
    /// Those that want nothing known.
    any: ProgramSet,
    /// By the code of a word; codes beyond its end have none.
    #[serde(with = "packed")]
    words: Vec<ProgramSet>,
    /// By the bits of a class.
    #[serde(with = "packed")]
    classes: Vec<ProgramSet>,
    labels: Vec<ProgramSet>,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            any: 0,
            words: Vec::new(),
            classes: vec![0; usize::from(u8::MAX) + 1],
            labels: vec![0; MAX_LABELS],
        }
    }
}

impl Gate {
    pub(super) fn add_any(&mut self, program: ProgramSet) {
        self.any |= program;
    }

    pub(super) fn add_label(&mut self, program: ProgramSet, label: LabelId) {
        self.labels[usize::from(label.0)] |= program;
    }

    pub(super) fn add_clause(&mut self, program: ProgramSet, clause: &Clause) {
        let labels = clause.labels.iter();
        labels.for_each(|label| self.add_label(program, label));
        self.add_words(program, &clause.words);
        self.add_classes(program, &clause.classes);
    }

    fn add_starts(&mut self, program: ProgramSet, starts: &Starts) {
        self.add_words(program, starts.words());
        for (class, programs) in (0..=u8::MAX).zip(&mut self.classes) {
            if !starts.with_class(Class(class)).is_empty() {
                *programs |= program;
            }
        }
    }

    fn add_words(&mut self, program: ProgramSet, words: &[u32]) {
        for &word in words {
            let word = word as usize;
            if self.words.len() <= word {
                self.words.resize(word + 1, 0);
            }
            self.words[word] |= program;
        }
    }

    fn add_classes(&mut self, program: ProgramSet, tests: &[ClassTest]) {
        for (class, programs) in (0..=u8::MAX).zip(&mut self.classes) {
            if tests.iter().any(|test| test.admits(Class(class))) {
                *programs |= program;
            }
        }
    }

    /// The programs that a word lets in.
    pub(crate) fn of_word(&self, code: u32) -> ProgramSet {
        self.words.get(code as usize).copied().unwrap_or(0)
    }

    /// The programs that a class lets in, and those that let in anything.
    pub(crate) fn of_class(&self, class: Class) -> ProgramSet {
        self.any | self.classes[usize::from(class.0)]
    }

    /// The programs that labels let in.
    pub(crate) fn of_labels(&self, labels: LabelSet) -> ProgramSet {
        let programs = labels.iter().map(|label| self.labels[usize::from(label.0)]);
        programs.fold(0, |all, programs| all | programs)
    }
}

/// The programs of a pack in the order in which they run, and what lets them in.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Programs {
    pub(crate) list: Vec<Program>,
    /// What a sentence must hold one of for any of a program's rules to have a chance.
    pub(crate) sentence: Gate,
    /// What a match can begin with, but for labels.
    pub(crate) start: Gate,
    /// What the clauses that rules need are met by.
    pub(crate) clauses: ClauseIndex,
}

impl Programs {
    /// Lets equal expressions be compiled once.
    pub(crate) fn share_expressions(&mut self) {
        let mut known = HashMap::new();
        for program in &mut self.list {
            let contexts = program.rules.iter_mut().flat_map(|rule| &mut rule.contexts);
            let codes = contexts.map(|context| &mut context.code);
            for code in std::iter::once(&mut program.code).chain(codes) {
                let regexes = code.regexes.iter_mut();
                regexes.for_each(|regex| regex.share(&mut known));
            }
        }
    }

    pub(crate) fn new(mut list: Vec<Program>) -> Self {
        let needs = list.iter_mut().map(|program| &mut program.needs);
        let mut programs = Self {
            clauses: ClauseIndex::new(needs),
            ..Self::default()
        };
        for (index, program) in list.iter().enumerate() {
            let bit = 1 << index;
            program.needs.open(bit, &mut programs.sentence);
            programs.start.add_starts(bit, &program.starts);
        }
        Self { list, ..programs }
    }
}
