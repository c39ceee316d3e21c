//! What must or must not stand beside a match.

use rustc_hash::FxHashSet;

use super::machine::{Oracle, View};
use super::program::{Context, Step};

/// Buffers for matching contexts: the steps and positions gone by, and those still to go.
#[derive(Debug, Default)]
pub(super) struct ContextScratch {
    seen: FxHashSet<(u32, u32)>,
    open: Vec<(u32, u32)>,
}

/// True if the context's pattern matches beside a position.
pub(super) fn context_matches<O: Oracle>(
    context: &Context,
    view: View<'_>,
    oracle: &O,
    at: u32,
    scratch: &mut ContextScratch,
) -> bool {
    let code = &context.code;
    let sentence = view.sentence;
    let ContextScratch { seen, open } = scratch;
    seen.clear();
    open.clear();
    open.push((0, at));
    while let Some((step, at)) = open.pop() {
        if !seen.insert((step, at)) {
            continue;
        }
        match &code.steps[step as usize] {
            Step::Accept(_) => return true,
            Step::Split(a, b) => open.extend([(*b, at), (*a, at)]),
            Step::Jump(to) => open.push((*to, at)),
            Step::Open(_) | Step::Close(_) => open.push((step + 1, at)),
            assertion if assertion.asserts() => {
                if assertion_holds(assertion, view, at) {
                    open.push((step + 1, at));
                }
            }
            Step::Label {
                label, tests, not, ..
            } => {
                let tests = code.tests(*tests);
                let not = code.set(*not);
                let mut step_over = |id, from: u32, to: u32, goal: u32| {
                    let inside = from >= sentence.start && to <= sentence.end;
                    if inside
                        && !not.meets(view.annotations.labels_covering(from))
                        && tests.iter().all(|test| oracle.holds(id, test))
                    {
                        open.push((step + 1, goal));
                    }
                };
                if context.before {
                    for (id, a) in view.annotations.ending_at(at) {
                        if a.label == *label {
                            step_over(id, a.start, a.end, a.start);
                        }
                    }
                } else if at < sentence.end {
                    for (id, a) in view.annotations.starting_at(at) {
                        if a.label == *label {
                            step_over(id, a.start, a.end, a.end);
                        }
                    }
                }
            }
            taking => {
                if context.before && at > sentence.start && view.token_passes(code, taking, at - 1)
                {
                    open.push((step + 1, at - 1));
                } else if !context.before
                    && at < sentence.end
                    && view.token_passes(code, taking, at)
                {
                    open.push((step + 1, at + 1));
                }
            }
        }
    }
    false
}

/// True if a step that takes no token holds at a position.
pub(super) fn assertion_holds(step: &Step, view: View<'_>, at: u32) -> bool {
    match step {
        Step::SentenceStart => at == view.sentence.start,
        Step::SentenceEnd => at == view.sentence.end,
        Step::Hyphen => view.is_hyphenated(at),
        Step::NoHyphen => !view.is_hyphenated(at),
        _ => false,
    }
}
