//! Phrases, shapes and rules, found in time linear in the text.

mod annotations;
mod context;
mod gates;
mod look;
mod machine;
mod needs;
mod phrases;
mod program;
mod reach;
mod shapes;
mod starts;
mod threads;
#[cfg(feature = "workshop")]
pub(crate) mod trace;
mod vocabulary;
mod word_regex;

use serde::{Deserialize, Serialize};

pub(crate) use annotations::{Annotation, Annotations, Capture, Source};
pub(crate) use gates::{ProgramSet, Programs};
pub(crate) use machine::{Machine, Oracle, View};
pub(crate) use needs::{Clause, MetClauses, Needs, ProgramNeeds};
pub(crate) use phrases::{Agreement, Case, Phrase, PhraseScratch, Phrases};
pub(crate) use program::{
    ANY, AttributeTest, Builder, CLASSES, ClassTest, Context, MAX_STEPS, Program, ProgramRule,
    Step, class_test,
};
#[cfg(feature = "workshop")]
pub(crate) use program::{Code, SetId};
pub(crate) use reach::Reach;
pub(crate) use shapes::Shapes;
pub(crate) use starts::{StartKinds, Starts};
pub(crate) use threads::MachineScratch;
pub(crate) use vocabulary::{UNKNOWN, Vocabulary, hash};
pub(crate) use word_regex::WordRegex;

/// An entry of a gazetteer.
pub(crate) type EntryId = u32;

/// A rule or shape.
pub(crate) type RuleId = u32;

/// An annotation of the document at hand.
pub(crate) type AnnotationId = u32;

/// No annotation.
pub(crate) const NONE: AnnotationId = u32::MAX;

/// A label: what a table, a shape or a rule says a stretch of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct LabelId(pub(crate) u8);

impl LabelId {
    pub(crate) fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// A pack can have as many labels, those of tables under rules of the same name counted twice.
pub(crate) const MAX_LABELS: usize = 128;

/// A set of labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct LabelSet(u128);

impl LabelSet {
    pub(crate) const EMPTY: Self = Self(0);

    pub(crate) fn insert(&mut self, label: LabelId) {
        self.0 |= 1 << label.0;
    }

    pub(crate) fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn has(self, label: LabelId) -> bool {
        self.0 & (1 << label.0) != 0
    }

    /// True if all labels of the other set are in this one.
    pub(crate) fn includes(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = LabelId> {
        let mut bits = self.0;
        std::iter::from_fn(move || {
            let next = (bits != 0).then(|| bits.trailing_zeros() as u8)?;
            bits &= bits - 1;
            Some(LabelId(next))
        })
    }
}
