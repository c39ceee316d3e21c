//! One rule of a program followed step by step from one place, to tell how far it comes and what is missing.
//!
//! This is the machine's reading of the steps, slow and with all its ways kept; nothing is extracted with it.

use rustc_hash::FxHashSet;

use super::context::{ContextScratch, assertion_holds, context_matches};
use super::machine::{Oracle, View};
use super::program::{Code, Program, Step};
use super::{AnnotationId, Capture, NONE};

/// What a rule does from one place.
#[derive(Debug, Default)]
pub(crate) struct Attempt {
    /// What was taken on a way to the furthest place.
    pub(crate) taken: Vec<Taken>,
    /// The furthest place, as a token.
    pub(crate) furthest: u32,
    /// The steps that would have had to go on there.
    pub(crate) wanted: Vec<u32>,
    /// The longest match, if there is one.
    pub(crate) matched: Option<Matched>,
}

/// Something that a step took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Taken {
    pub(crate) step: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// A match of the pattern, before what stands beside it is asked.
#[derive(Debug)]
pub(crate) struct Matched {
    pub(crate) end: u32,
    pub(crate) taken: Vec<Taken>,
    /// The number of the rule's context that forbids it.
    pub(crate) forbidden_by: Option<usize>,
    /// In order of the text.
    pub(crate) captures: Vec<Capture>,
    /// The rule's conditions hold.
    pub(crate) is_allowed: bool,
}

/// Where a way stands, and how it came there.
#[derive(Clone, Copy)]
struct Node {
    step: u32,
    at: u32,
    before: Option<usize>,
    /// The annotation that was taken to come there, or [`NONE`].
    annotation: AnnotationId,
}

/// Follows the rule with a number in a program from a token on.
pub(crate) fn attempt<O: Oracle>(
    program: &Program,
    rule: usize,
    (view, oracle): (View<'_>, &O),
    at: u32,
) -> Attempt {
    let code = &program.code;
    let mut nodes = vec![Node {
        step: program.rules[rule].start,
        at,
        before: None,
        annotation: NONE,
    }];
    let mut seen = FxHashSet::default();
    let mut stuck: Vec<usize> = Vec::new();
    let mut accepted: Option<usize> = None;
    let mut next = 0;
    while next < nodes.len() {
        let node = nodes[next];
        let here = next;
        next += 1;
        if !seen.insert((node.step, node.at)) {
            continue;
        }
        let mut go = |step: u32, at: u32, annotation: AnnotationId| {
            nodes.push(Node {
                step,
                at,
                before: Some(here),
                annotation,
            });
        };
        match &code.steps[node.step as usize] {
            Step::Accept(_) => {
                if accepted.is_none_or(|best| nodes[best].at < node.at) {
                    accepted = Some(here);
                }
            }
            Step::Split(a, b) => {
                go(*a, node.at, NONE);
                go(*b, node.at, NONE);
            }
            Step::Jump(to) => go(*to, node.at, NONE),
            Step::Open(_) | Step::Close(_) => go(node.step + 1, node.at, NONE),
            step if step.asserts() => match assertion_holds(step, view, node.at) {
                true => go(node.step + 1, node.at, NONE),
                false => stuck.push(here),
            },
            Step::Label {
                label, tests, not, ..
            } => {
                let tests = code.tests(*tests);
                let mut has_gone = false;
                let is_inside = node.at < view.sentence.end;
                let is_free = is_inside
                    && !code
                        .set(*not)
                        .meets(view.annotations.labels_covering(node.at));
                if is_free {
                    for (id, found) in view.annotations.starting_at(node.at) {
                        let fits = found.label == *label
                            && found.end <= view.sentence.end
                            && tests.iter().all(|test| oracle.holds(id, test));
                        if fits {
                            has_gone = true;
                            go(node.step + 1, found.end, id);
                        }
                    }
                }
                if !has_gone {
                    stuck.push(here);
                }
            }
            step => match node.at < view.sentence.end && view.token_passes(code, step, node.at) {
                true => go(node.step + 1, node.at + 1, NONE),
                false => stuck.push(here),
            },
        }
    }
    let furthest = nodes.iter().map(|node| node.at).max().unwrap_or(at);
    let way = Way {
        code,
        nodes: &nodes,
    };
    let mut wanted: Vec<u32> = Vec::new();
    for node in stuck.iter().map(|at| nodes[*at]) {
        if node.at == furthest && !wanted.contains(&node.step) {
            wanted.push(node.step);
        }
    }
    let last = nodes.iter().position(|node| node.at == furthest);
    Attempt {
        taken: last.map(|last| way.taken(last)).unwrap_or_default(),
        furthest,
        wanted,
        matched: accepted.map(|last| {
            let rule = &program.rules[rule];
            let captures = way.captures(last, view);
            let mut scratch = ContextScratch::default();
            let end = nodes[last].at;
            let forbids = rule.contexts.iter().position(|context| {
                let place = if context.before { at } else { end };
                context_matches(context, view, oracle, place, &mut scratch) == context.negated
            });
            Matched {
                end,
                taken: way.taken(last),
                forbidden_by: forbids,
                is_allowed: !oracle.has_conditions(rule.rule)
                    || oracle.allows(rule.rule, &captures),
                captures,
            }
        }),
    }
}

/// Ways, each told by the node that it has come to.
struct Way<'n> {
    code: &'n Code,
    nodes: &'n [Node],
}

impl Way<'_> {
    /// The nodes of a way, from its first.
    fn nodes(&self, last: usize) -> Vec<Node> {
        let mut way = vec![self.nodes[last]];
        while let Some(before) = way[way.len() - 1].before {
            way.push(self.nodes[before]);
        }
        way.reverse();
        way
    }

    fn taken(&self, last: usize) -> Vec<Taken> {
        let way = self.nodes(last);
        let moves = way.windows(2).filter(|pair| pair[1].at > pair[0].at);
        let taken = moves.map(|pair| Taken {
            step: pair[0].step,
            start: pair[0].at,
            end: pair[1].at,
        });
        taken.collect()
    }

    fn captures(&self, last: usize, view: View<'_>) -> Vec<Capture> {
        let mut captures = Vec::new();
        let mut open: Vec<(u16, u32)> = Vec::new();
        let mut capture = |name: u16, annotation, start: u32, end: u32| {
            captures.push(Capture {
                name,
                annotation,
                start: view.tokens[start as usize].start,
                end: view.tokens[end as usize - 1].end,
            });
        };
        for pair in self.nodes(last).windows(2) {
            match self.code.steps[pair[0].step as usize] {
                Step::Open(name) => open.push((name, pair[0].at)),
                Step::Close(_) => {
                    if let Some((name, start)) = open.pop()
                        && pair[0].at > start
                    {
                        capture(name, NONE, start, pair[0].at);
                    }
                }
                Step::Label {
                    capture: Some(name),
                    ..
                } => capture(name, pair[1].annotation, pair[0].at, pair[1].at),
                _ => {}
            }
        }
        captures.sort_by_key(|capture| capture.start);
        captures
    }
}
