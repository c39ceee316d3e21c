//! Patterns compiled to programs: one for each label that rules emit.

use serde::{Deserialize, Serialize};

use super::needs::ProgramNeeds;
use super::reach::Reach;
use super::starts::Starts;
use super::word_regex::WordRegex;
use super::{LabelId, LabelSet, RuleId};
use crate::segment::Class;

/// One step of a program, kept small since programs have many. Positions are the gaps between tokens.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) enum Step {
    /// One word with this code.
    Word(u32),
    /// One word with any of the codes of a list in [`Code::words`].
    AnyWord(u32),
    /// One token of a class, not covered by any of the labels.
    Token {
        test: ClassTest,
        not: SetId,
    },
    /// One word that the expression matches whole.
    Regex(u32),
    /// One annotation.
    Label {
        label: LabelId,
        /// The first of the tests that it must pass, in [`Code::tests`], and how many there are.
        tests: (u32, u16),
        not: SetId,
        capture: Option<u16>,
    },
    /// A captured group begins or ends.
    Open(u16),
    Close(u16),
    /// Go on at both, the first one preferred.
    Split(u32, u32),
    Jump(u32),
    SentenceStart,
    SentenceEnd,
    Hyphen,
    NoHyphen,
    /// A rule has matched: its index in [`Program::rules`].
    Accept(u32),
}

impl Step {
    /// True if a thread goes on from this step by taking a token or an annotation.
    pub(super) fn takes(&self) -> bool {
        matches!(
            self,
            Self::Word(_)
                | Self::AnyWord(_)
                | Self::Token { .. }
                | Self::Regex(_)
                | Self::Label { .. }
        )
    }

    /// True if a thread goes on from this step by taking one token.
    pub(super) fn takes_token(&self) -> bool {
        self.takes() && !matches!(self, Self::Label { .. })
    }

    /// True if a thread stays at this step until its place is read: it takes something, or has matched.
    pub(super) fn waits(&self) -> bool {
        self.takes() || matches!(self, Self::Accept(_))
    }

    /// What must hold where a thread stands for it to go on from this step, as a bit; zero if nothing.
    pub(super) fn assertion(&self) -> u16 {
        match self {
            Self::SentenceStart => 1,
            Self::SentenceEnd => 2,
            Self::Hyphen => 4,
            Self::NoHyphen => 8,
            _ => 0,
        }
    }

    /// True if a thread goes on from this step only if something holds where it stands.
    pub(super) fn asserts(&self) -> bool {
        self.assertion() != 0
    }
}

/// The number of a set in [`Code::sets`].
pub(crate) type SetId = u16;

/// Which tokens belong to a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct ClassTest {
    all: Class,
    none: Class,
}

impl ClassTest {
    pub(crate) fn admits(self, class: Class) -> bool {
        class.has(self.all) && !class.has_any(self.none)
    }

    /// True if a token must have one of these classes.
    pub(super) fn wants_any(self, classes: Class) -> bool {
        self.all.has_any(classes)
    }
}

/// The built-in classes of one word, by name.
pub(crate) const CLASSES: [(&str, ClassTest); 10] = [
    ("word", class(Class(0), Class::MARK)),
    ("capitalized", class(Class::CAPITALIZED, Class(0))),
    // Capitalised, but neither an initial nor all capitals.
    (
        "proper",
        class(Class::CAPITALIZED, Class::UPPERCASE.union(Class::INITIAL)),
    ),
    ("uppercase", class(Class::UPPERCASE, Class(0))),
    ("lowercase", class(Class::LOWERCASE, Class(0))),
    ("digits", class(Class::DIGITS, Class(0))),
    // Begins with a digit: `12th`, `1990s`.
    ("numeric", class(Class::NUMERIC, Class(0))),
    ("initial", class(Class::INITIAL, Class(0))),
    ("mark", class(Class::MARK, Class(0))),
    ("token", ANY),
];

/// Every token.
pub(crate) const ANY: ClassTest = class(Class(0), Class(0));

const fn class(all: Class, none: Class) -> ClassTest {
    ClassTest { all, none }
}

/// The built-in class of a name.
pub(crate) fn class_test(name: &str) -> Option<ClassTest> {
    CLASSES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, test)| *test)
}

/// A condition on an attribute of an annotation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AttributeTest {
    pub(crate) attribute: String,
    pub(crate) negated: bool,
    pub(crate) values: Vec<String>,
}

/// A pattern that must or must not stand beside a match.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Context {
    pub(crate) code: Code,
    /// Read leftwards from the start of the match, else rightwards from its end.
    pub(crate) before: bool,
    pub(crate) negated: bool,
}

/// Steps with what they refer to.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Code {
    pub(crate) steps: Vec<Step>,
    tests: Vec<AttributeTest>,
    pub(crate) regexes: Vec<WordRegex>,
    /// Each once.
    sets: Vec<LabelSet>,
    /// Each sorted.
    words: Vec<Box<[u32]>>,
}

impl Code {
    pub(crate) fn tests(&self, (first, count): (u32, u16)) -> &[AttributeTest] {
        &self.tests[first as usize..first as usize + usize::from(count)]
    }

    /// Where a thread stands that is put at a step: a jump is gone by, so alternatives end at one step.
    pub(super) fn landing(&self, mut step: u32) -> u32 {
        while let Step::Jump(to) = self.steps[step as usize] {
            step = to;
        }
        step
    }

    pub(crate) fn set(&self, set: SetId) -> LabelSet {
        self.sets[usize::from(set)]
    }

    pub(crate) fn words(&self, list: u32) -> &[u32] {
        &self.words[list as usize]
    }
}

/// A rule's place in a program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ProgramRule {
    pub(crate) rule: RuleId,
    pub(crate) start: u32,
    pub(crate) contexts: Vec<Context>,
    /// All matches have the same number of tokens. Where they have not, threads that began at two places can come
    /// together, and the first one would keep out the other, so what must stand before is asked when a thread begins.
    pub(crate) has_one_width: bool,
    /// The capture at whose beginning the search goes on after a match, if not at the match's end.
    pub(crate) resume: Option<u16>,
}

/// All rules that emit one label.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Program {
    pub(crate) label: LabelId,
    pub(crate) code: Code,
    pub(crate) reach: Reach,
    pub(crate) rules: Vec<ProgramRule>,
    pub(crate) starts: Starts,
    pub(crate) needs: ProgramNeeds,
}

/// A program has no more steps than this.
pub(crate) const MAX_STEPS: usize = 100_000;

/// Builds the code of patterns from the leaves up.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    pub(crate) code: Code,
}

impl Builder {
    pub(crate) fn position(&self) -> u32 {
        self.code.steps.len() as u32
    }

    pub(crate) fn push(&mut self, step: Step) -> u32 {
        self.code.steps.push(step);
        self.position() - 1
    }

    pub(crate) fn regex(&mut self, regex: WordRegex) {
        let index = self.code.regexes.len() as u32;
        self.code.regexes.push(regex);
        self.push(Step::Regex(index));
    }

    /// The tests of a label. A pattern has far fewer than can be counted here.
    pub(crate) fn tests(&mut self, tests: impl IntoIterator<Item = AttributeTest>) -> (u32, u16) {
        let start = self.code.tests.len();
        self.code
            .tests
            .extend(tests.into_iter().take(usize::from(u16::MAX)));
        (start as u32, (self.code.tests.len() - start) as u16)
    }

    /// The number of a set. Few labels are ever excluded together.
    pub(crate) fn set(&mut self, set: LabelSet) -> SetId {
        let sets = &mut self.code.sets;
        let known = sets.iter().position(|other| *other == set);
        known.unwrap_or_else(|| {
            sets.push(set);
            sets.len() - 1
        }) as SetId
    }

    /// A step over one word with any of these codes.
    pub(crate) fn one_of(&mut self, mut codes: Vec<u32>) {
        codes.sort_unstable();
        codes.dedup();
        let step = match codes.as_slice() {
            [code] => Step::Word(*code),
            _ => {
                self.code.words.push(codes.into());
                Step::AnyWord(self.code.words.len() as u32 - 1)
            }
        };
        self.push(step);
    }

    /// Alternatives, each built by a call of `build` with its index.
    pub(crate) fn alternatives(&mut self, count: usize, mut build: impl FnMut(&mut Self, usize)) {
        let mut jumps = Vec::new();
        for index in 0..count {
            if index + 1 == count {
                build(self, index);
                break;
            }
            let split = self.push(Step::Split(0, 0));
            build(self, index);
            jumps.push(self.push(Step::Jump(0)));
            self.code.steps[split as usize] = Step::Split(split + 1, self.position());
        }
        for jump in jumps {
            self.code.steps[jump as usize] = Step::Jump(self.position());
        }
    }

    /// A repetition of what `build` builds.
    pub(crate) fn repeat(&mut self, min: u32, max: Option<u32>, mut build: impl FnMut(&mut Self)) {
        for _ in 0..min {
            build(self);
        }
        match max {
            None => {
                let split = self.push(Step::Split(0, 0));
                build(self);
                self.push(Step::Jump(split));
                self.code.steps[split as usize] = Step::Split(split + 1, self.position());
            }
            Some(max) => {
                let mut splits = Vec::new();
                for _ in min..max {
                    splits.push(self.push(Step::Split(0, 0)));
                    build(self);
                }
                for split in splits {
                    self.code.steps[split as usize] = Step::Split(split + 1, self.position());
                }
            }
        }
    }
}
