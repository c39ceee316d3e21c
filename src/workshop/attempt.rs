//! What a trace tells: where a rule began, what it took, how that ended.

use serde::Serialize;

/// What a rule did in a text, or how far it came.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Trace {
    /// The rule's id.
    pub rule: String,
    /// The label of what it finds.
    pub emits: String,
    /// What it matches, as it is written.
    pub pattern: String,
    /// The file's path inside the pack.
    pub file: String,
    /// The line that the rule begins in, from 1.
    pub line: usize,
    /// How many sentences the text has.
    pub sentences: usize,
    /// What the rule can begin with, as the pattern line has it.
    pub begins: Vec<String>,
    /// Where it began, in order of the text, in a long text the first thousand. Of attempts that end at the same place for want of the same, the longest.
    pub attempts: Vec<Attempt>,
}

/// A place where a rule began.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Attempt {
    /// The number of the sentence, from 1.
    pub sentence: usize,
    /// The bytes that it took.
    pub start: usize,
    /// Where they end.
    pub end: usize,
    /// What it took, step by step.
    pub steps: Vec<TakenStep>,
    /// How it ended.
    pub outcome: Outcome,
}

/// Something that a step took.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TakenStep {
    /// The step, as the pattern line has it.
    pub pattern: String,
    /// The words that it took.
    pub text: String,
}

/// How an attempt ended.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Outcome {
    /// It fires.
    Fires,
    /// The pattern could not go on.
    Stopped {
        /// What stands where it stopped; nothing at the end of a sentence.
        found: String,
        /// The labels of what begins there.
        labels: Vec<String>,
        /// What could have stood there, and where it nearly does, what is wrong with it.
        wanted: Vec<Wanted>,
    },
    /// The pattern matches, and what must or must not stand beside it forbids it.
    Forbidden {
        /// `before`, `after`, `not_before` or `not_after`.
        key: String,
        /// Its pattern.
        pattern: String,
    },
    /// The pattern matches, and a condition does not hold.
    Condition {
        /// The condition, as it is written.
        condition: String,
        /// What it compares.
        left: String,
        /// And with what.
        right: String,
    },
    /// The pattern matches, and another match has taken the words: one that begins before it, is longer, or is of a
    /// rule that comes first.
    Lost {
        /// The rule or table that has them.
        to: String,
        /// Its words.
        text: String,
    },
    /// The pattern matches in a sentence where the rule is not asked.
    Elsewhere {
        /// Why it is not.
        reason: String,
    },
}

/// What could have stood where an attempt stopped.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Wanted {
    /// The step, as the pattern line has it.
    pub pattern: String,
    /// What is wrong with what stands there, where that can be said.
    pub reason: Option<String>,
}
