//! Pattern packs: read, checked and compiled.

mod compile;
mod diagnostics;
mod event_words;
mod example;
mod fields;
mod functions;
mod gold_types;
mod holders;
mod index;
#[cfg_attr(
    not(feature = "workshop"),
    allow(dead_code, reason = "the workshop asks for the rest")
)]
pub(crate) mod keys;
mod lints;
mod load;
mod macros;
mod memberships;
mod model;
mod parallel;
mod partial_date;
mod patterns;
mod programs;
mod rule_file;
mod rules;
pub(crate) mod snapshot;
mod source;
mod starts;
mod syntax;
mod table;
mod template;
mod words;
#[cfg_attr(
    not(feature = "workshop"),
    allow(dead_code, reason = "the workshop asks for the rest")
)]
mod written;

pub use diagnostics::{Diagnostic, Severity};

pub(crate) use diagnostics::{Place, Sink, did_you_mean_one_of};
pub(crate) use event_words::{Coding, EventType, EventWord, EventWords, Form, Frame, Of, Role};
pub(crate) use example::{Example, Mark};
pub(crate) use functions::Function;
pub(crate) use holders::Holder;
pub(crate) use model::{By, Field, KINDS, Pack, Pick, Refers, Rule, Search, TABLE_RULE, kinds};
pub(crate) use source::{PackSource, list};
pub(crate) use table::TableKind;
pub(crate) use template::{Condition, Expression, Part, Reference, Template, WHOLE_MATCH};

use crate::error::Error;

/// Reads and compiles a pack with its overlays; fails with all their mistakes at once.
pub(crate) fn build(sources: &[PackSource]) -> Result<Pack, Error> {
    let mut sink = Sink::default();
    let parsed = load::load(sources, &mut sink);
    let pack = compile::compile(parsed, &mut sink);
    let has_errors = sink.has_errors();
    let diagnostics = sink.into_sorted();
    match pack {
        Some(mut pack) if !has_errors => {
            pack.warnings = diagnostics;
            Ok(pack)
        }
        _ => Err(Error::pack(diagnostics)),
    }
}
