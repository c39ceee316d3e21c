//! What the rules of a program can begin with, step by step.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::look::classes_of;
use super::program::{Code, ProgramRule, Step};
use super::reach::Reach;
use super::{LabelId, LabelSet};
use crate::packed::{self, packed_as};
use crate::segment::Class;

/// The steps that take what matches begin with, by what they take.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Starts {
    #[serde(with = "packed")]
    starts: Vec<Start>,
    labels: LabelSet,
    /// Indices into `starts`, in order, as in all lists here.
    by_label: Vec<(LabelId, Box<[u32]>)>,
    /// The words in order of their codes, where the list of each ends in `of_words`.
    #[serde(with = "packed")]
    words: Vec<u32>,
    #[serde(with = "packed")]
    word_ends: Vec<u32>,
    #[serde(with = "packed")]
    of_words: Vec<u32>,
    /// By the bits of a class, its list in `of_classes`. There are few different ones.
    #[serde(with = "packed")]
    by_class: Vec<u16>,
    of_classes: Vec<Box<[u32]>>,
}

/// A step that a rule can begin at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Start {
    /// The rule, by its place in the program.
    pub(super) rule: u32,
    /// The number of the step in the program's [`Reach`].
    pub(super) reached: u32,
}

packed_as!(Start, 2, |start| [start.rule, start.reached], |[
    rule,
    reached,
]| Self {
    rule,
    reached
});

/// What kinds of things a place has that rules can begin with, each a bit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct StartKinds(u8);

impl StartKinds {
    pub(crate) fn new(word: bool, class: bool, label: bool) -> Self {
        Self(u8::from(word) | u8::from(class) << 1 | u8::from(label) << 2)
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) fn word(self) -> bool {
        self.0 & 1 != 0
    }

    pub(super) fn class(self) -> bool {
        self.0 & 2 != 0
    }

    pub(super) fn label(self) -> bool {
        self.0 & 4 != 0
    }
}

impl Starts {
    /// Sorts the steps that rules reach before they have taken anything.
    pub(crate) fn new(code: &Code, rules: &[ProgramRule], reach: &Reach) -> Self {
        let mut starts = Self::default();
        let mut by_label: BTreeMap<LabelId, Vec<u32>> = BTreeMap::new();
        let mut by_word: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut by_class = vec![Vec::new(); usize::from(u8::MAX) + 1];
        for (rule, start) in (0..).zip(rules) {
            for reached in reach.range(code.landing(start.start)) {
                let number = starts.starts.len() as u32;
                starts.starts.push(Start { rule, reached });
                match &code.steps[reach.get(reached).step as usize] {
                    Step::Word(word) => by_word.entry(*word).or_default().push(number),
                    Step::AnyWord(list) => {
                        for word in code.words(*list) {
                            by_word.entry(*word).or_default().push(number);
                        }
                    }
                    Step::Label { label, .. } => by_label.entry(*label).or_default().push(number),
                    step => {
                        let classes = classes_of(code, step);
                        let lists = (0..=u8::MAX).zip(&mut by_class);
                        let lists = lists.filter(|(class, _)| classes.has(Class(*class)));
                        lists.for_each(|(_, list)| list.push(number));
                    }
                }
            }
        }
        for (label, list) in by_label {
            starts.labels.insert(label);
            starts.by_label.push((label, list.into()));
        }
        for (word, list) in by_word {
            starts.words.push(word);
            starts.of_words.extend(list);
            starts.word_ends.push(starts.of_words.len() as u32);
        }
        let mut known: HashMap<Vec<u32>, u16> = HashMap::new();
        for list in by_class {
            let number = *known.entry(list).or_insert_with_key(|list| {
                starts.of_classes.push(list.as_slice().into());
                starts.of_classes.len() as u16 - 1
            });
            starts.by_class.push(number);
        }
        starts
    }

    pub(super) fn get(&self, number: u32) -> Start {
        self.starts[number as usize]
    }

    /// The labels that rules can begin with.
    pub(crate) fn labels(&self) -> LabelSet {
        self.labels
    }

    /// The words that rules can begin with.
    pub(super) fn words(&self) -> &[u32] {
        &self.words
    }

    /// The steps that take a word.
    pub(super) fn with_word(&self, code: u32) -> &[u32] {
        let Ok(at) = self.words.binary_search(&code) else {
            return &[];
        };
        let from = at.checked_sub(1).map_or(0, |before| self.word_ends[before]);
        &self.of_words[from as usize..self.word_ends[at] as usize]
    }

    /// The steps that take words of a class, whatever they are.
    pub(super) fn with_class(&self, class: Class) -> &[u32] {
        let list = self.by_class[usize::from(class.0)];
        &self.of_classes[usize::from(list)]
    }

    /// Appends the steps that take an annotation of one of these labels.
    pub(super) fn with_labels(&self, labels: LabelSet, found: &mut Vec<u32>) {
        let lists = self.by_label.iter();
        for (_, list) in lists.filter(|(label, _)| labels.has(*label)) {
            found.extend_from_slice(list);
        }
    }
}
