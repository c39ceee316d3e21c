//! Shapes: regular expressions over the text, all of them in one engine.

use std::sync::OnceLock;

use regex_automata::Input;
use regex_automata::meta;
use regex_automata::util::captures::Captures;
use serde::{Deserialize, Serialize};

use super::RuleId;
use crate::segment::Segmented;

/// All shapes of a pack. Where several match at one place, the first of them wins.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Shapes {
    sources: Vec<String>,
    /// Built when it is first asked, if it was not when the expressions were checked.
    #[serde(skip)]
    engine: OnceLock<meta::Regex>,
    rules: Vec<RuleId>,
}

/// A shape found in the text, aligned to tokens.
#[derive(Debug)]
pub(crate) struct ShapeHit {
    pub(crate) rule: RuleId,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Group number in the expression, and byte range.
    pub(crate) groups: Vec<(usize, (usize, usize))>,
}

impl Shapes {
    /// Compiles the expressions, which are in order of preference and were each checked before.
    pub(crate) fn build(shapes: &[(RuleId, String)]) -> Result<Self, String> {
        let sources: Vec<String> = shapes.iter().map(|(_, source)| source.clone()).collect();
        let engine = build(&sources)?;
        Ok(Self {
            sources,
            engine: engine.into(),
            rules: shapes.iter().map(|(rule, _)| *rule).collect(),
        })
    }

    /// Finds all shapes, leftmost first, that begin and end where tokens do.
    pub(crate) fn find(&self, text: &str, segmented: &Segmented, mut found: impl FnMut(ShapeHit)) {
        if self.sources.is_empty() {
            return;
        }
        let engine = self.engine.get_or_init(|| {
            build(&self.sources).unwrap_or_else(|_| unreachable!("they were checked"))
        });
        let tokens = &segmented.tokens;
        let text = &text[..tokens.last().map_or(0, |last| last.end as usize)];
        let mut captures = Captures::all(engine.group_info().clone());
        let (mut at, mut token) = (0, 0);
        while let Some(hit) = engine.find(Input::new(text).range(at..)) {
            while token < tokens.len() && (tokens[token].end as usize) <= hit.start() {
                token += 1;
            }
            let mut end = token;
            while end < tokens.len() && (tokens[end].end as usize) < hit.end() {
                end += 1;
            }
            let Some((first, last)) = tokens.get(token).zip(tokens.get(end)) else {
                break;
            };
            if first.start as usize != hit.start()
                || last.end as usize != hit.end()
                || hit.is_empty()
            {
                at = (first.end as usize).max(hit.start() + 1);
                while !text.is_char_boundary(at) {
                    at += 1;
                }
                continue;
            }
            // The pattern is found again from its own start, so the engine need not report groups
            // for the many places where there is nothing to find.
            engine.search_captures(&Input::new(text).range(hit.start()..), &mut captures);
            let groups = (1..captures.group_info().group_len(hit.pattern()))
                .filter_map(|group| Some((group, captures.get_group(group)?)))
                .map(|(group, span)| (group, (span.start, span.end)))
                .collect();
            found(ShapeHit {
                rule: self.rules[hit.pattern().as_usize()],
                start: token as u32,
                end: end as u32 + 1,
                groups,
            });
            at = hit.end();
        }
    }
}

/// Shapes begin with all sorts of letters and figures, so looking for these first finds too much to be of use, and takes
/// long to build.
fn build(sources: &[String]) -> Result<meta::Regex, String> {
    meta::Builder::new()
        .configure(meta::Config::new().auto_prefilter(false))
        .build_many(sources)
        .map_err(|error| error.to_string())
}
