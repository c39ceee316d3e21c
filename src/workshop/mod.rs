//! For people who write rules: what a pack has, why a rule did not match, what rules cost, what a change of them does.
//!
//! The command line's `rules`, `trace`, `profile`, `diff` and `suggest` are made of these. To run a pack's examples there
//! is [`check`](crate::check()).

mod rules;

pub use self::rules::{RuleInfo, rules};
