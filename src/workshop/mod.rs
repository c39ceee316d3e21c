//! For people who write rules: what a pack has, why a rule did not match, what rules cost, what a change of them does.
//!
//! The command line's `rules`, `trace`, `profile`, `diff` and `suggest` are made of these. To run a pack's examples there
//! is [`check`](crate::check()).

mod attempt;
mod compare;
mod format;
mod profile;
mod rules;
mod schema;
mod steps;
mod suggest;
mod trace;

pub use self::attempt::{Attempt, Outcome, TakenStep, Trace, Wanted};
pub use self::compare::{Change, Finding, compare};
pub use self::format::{format_table, format_toml};
pub use self::profile::{Profile, Profiler, RuleCost, TableHits};
pub use self::rules::{RuleInfo, rules};
pub use self::schema::pack_schema;
pub use self::suggest::{Suggester, Suggestion};
pub use self::trace::{nearest, trace};
