//! What stands at a place, and what must stand there for any of several steps to take it.

use serde::{Deserialize, Serialize};

use super::LabelSet;
use super::program::{ClassTest, Code, Step};
use super::word_regex::WordRegex;
use crate::segment::Class;

/// A set of token classes, each class all the bits of one token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct ClassSet([u64; 4]);

impl ClassSet {
    /// The classes that pass a test.
    fn of_test(test: ClassTest) -> Self {
        Self::of(|class| test.admits(class))
    }

    /// The classes of the words that an expression can match, as far as their first byte tells.
    pub(super) fn of_regex(regex: &WordRegex) -> Self {
        let [digit, upper, other] = regex.beginnings();
        Self::of(|class| {
            other || digit && class.has(Class::NUMERIC) || upper && class.has(Class::CAPITALIZED)
        })
    }

    fn of(is_in: impl Fn(Class) -> bool) -> Self {
        let mut set = Self::default();
        for class in (0..=u8::MAX).filter(|class| is_in(Class(*class))) {
            set.0[usize::from(class / 64)] |= 1 << (class % 64);
        }
        set
    }

    pub(super) fn has(&self, class: Class) -> bool {
        self.0[usize::from(class.0 / 64)] >> (class.0 % 64) & 1 == 1
    }

    fn add(&mut self, other: Self) {
        for (own, new) in self.0.iter_mut().zip(other.0) {
            *own |= new;
        }
    }
}

/// The classes of tokens that a step takes whatever word they are; none for a step that wants a word or a label.
pub(super) fn classes_of(code: &Code, step: &Step) -> ClassSet {
    match step {
        Step::Token { test, .. } => ClassSet::of_test(*test),
        Step::Regex(index) => ClassSet::of_regex(&code.regexes[*index as usize]),
        _ => ClassSet::default(),
    }
}

/// What can stand at a place for one of several steps to go on: never less than they take, sometimes more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(super) struct Look {
    /// Anything, the end of the sentence too.
    any: bool,
    labels: LabelSet,
    classes: ClassSet,
    /// Words by the last eight bits of their codes.
    words: [u64; 4],
}

impl Look {
    pub(super) const ANY: Self = Self {
        any: true,
        labels: LabelSet::EMPTY,
        classes: ClassSet([0; 4]),
        words: [0; 4],
    };

    /// Lets in what a step takes; one that has matched lets in anything.
    pub(super) fn add(&mut self, code: &Code, step: &Step) {
        match step {
            Step::Word(word) => self.add_word(*word),
            Step::AnyWord(list) => {
                let words = code.words(*list);
                words.iter().for_each(|word| self.add_word(*word));
            }
            Step::Label { label, .. } => self.labels.insert(*label),
            Step::Token { .. } | Step::Regex(_) => self.classes.add(classes_of(code, step)),
            _ => self.any = true,
        }
    }

    fn add_word(&mut self, word: u32) {
        self.words[word as usize / 64 % 4] |= 1 << (word % 64);
    }

    /// True if a place at the end of a sentence is let in.
    pub(super) fn admits_end(&self) -> bool {
        self.any
    }

    /// True if a token is let in, or an annotation of one of the labels that begin at it.
    pub(super) fn admits(&self, word: u32, class: Class, labels: LabelSet) -> bool {
        self.any
            || self.classes.has(class)
            || self.words[word as usize / 64 % 4] >> (word % 64) & 1 == 1
            || self.labels.meets(labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_lets_in_the_classes_that_its_words_can_have() {
        let classes = |source| ClassSet::of_regex(&WordRegex::new(source).expect("an expression"));
        let upper = Class::WORD.union(Class::CAPITALIZED);
        let lower = Class::WORD.union(Class::LOWERCASE);
        let number = Class::NUMERIC.union(Class::DIGITS);
        let having = |source| [upper, lower, number].map(|class| classes(source).has(class));
        assert_eq!(having("[0-9]+"), [false, false, true]);
        assert_eq!(having("Q[1-4]"), [true, false, false]);
        assert_eq!(having("[a-z]+ed"), [true, true, true]);
    }

    #[test]
    fn a_look_lets_in_what_its_steps_take() {
        let code = Code::default();
        let mut look = Look::default();
        look.add(&code, &Step::Word(300));
        let mark = Class::MARK;
        assert!(look.admits(300, mark, LabelSet::EMPTY));
        assert!(!look.admits(301, mark, LabelSet::EMPTY) && !look.admits_end());
        look.add(&code, &Step::Accept(0));
        assert!(look.admits(301, mark, LabelSet::EMPTY) && look.admits_end());
    }
}
