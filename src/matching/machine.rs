//! Programs run over the tokens and annotations of one sentence.
//!
//! All threads of a program advance together, as in Pike's regular expression machine; an
//! annotation carries a thread to its end in one step. For each place and step only the thread that
//! began furthest left goes on, so the work in a sentence is bounded by its length times the
//! program's, for each match found; and the length of a sentence is bounded.

use super::context::{assertion_holds, context_matches};
use super::look::Look;
use super::program::{AttributeTest, Code, Program, ProgramRule, Step};
use super::reach::Reached;
use super::starts::StartKinds;
use super::threads::{Event, MachineScratch, Thread};
use super::{AnnotationId, Annotations, Capture, NONE, RuleId};
use crate::segment::{Glue, Sentence, Token};

/// What a program can see.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) annotations: &'a Annotations,
    pub(crate) sentence: Sentence,
}

impl View<'_> {
    /// True if a hyphen joins the word at a position to the one before.
    pub(super) fn is_hyphenated(&self, at: u32) -> bool {
        self.tokens
            .get(at as usize)
            .is_some_and(|token| token.glue == Glue::Hyphen)
    }

    /// True if a step can take what begins at a position. A thread whose step can't is not kept.
    fn can_take(&self, code: &Code, step: &Step, at: u32) -> bool {
        match step {
            Step::Accept(_) => true,
            _ if at >= self.sentence.end => false,
            Step::Label { label, not, .. } => {
                self.annotations.labels_starting(at).has(*label)
                    && !code.set(*not).meets(self.annotations.labels_covering(at))
            }
            _ => self.token_passes(code, step, at),
        }
    }

    /// True if what stands at a place lets steps go on that were looked ahead to.
    fn admits(&self, look: &Look, at: u32) -> bool {
        if at >= self.sentence.end {
            return look.admits_end();
        }
        let token = &self.tokens[at as usize];
        look.admits(
            token.code,
            token.class,
            self.annotations.labels_starting(at),
        )
    }

    /// True if a step that takes one token takes this one.
    pub(super) fn token_passes(&self, code: &Code, step: &Step, at: u32) -> bool {
        let token = &self.tokens[at as usize];
        match step {
            Step::Word(word) => token.code == *word,
            Step::AnyWord(list) => code.words(*list).binary_search(&token.code).is_ok(),
            Step::Token { test, not } => {
                test.admits(token.class)
                    && !code.set(*not).meets(self.annotations.labels_covering(at))
            }
            Step::Regex(index) => code.regexes[*index as usize].is_match(token.text(self.text)),
            _ => false,
        }
    }
}

/// Answers what only the pack knows.
pub(crate) trait Oracle {
    /// True if an annotation passes a test.
    fn holds(&self, annotation: AnnotationId, test: &AttributeTest) -> bool;
    /// True if a rule has conditions on its captures.
    fn has_conditions(&self, rule: RuleId) -> bool;
    /// True if the captures meet the rule's conditions.
    fn allows(&self, rule: RuleId, captures: &[Capture]) -> bool;
}

/// A match of one rule.
#[derive(Debug)]
pub(crate) struct Match<'s> {
    pub(crate) rule: RuleId,
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// In order of the text.
    pub(crate) captures: &'s [Capture],
}

#[derive(Clone, Copy)]
struct Best {
    rule: u32,
    start: u32,
    end: u32,
}

/// Runs programs over one sentence.
pub(crate) struct Machine<'a, O> {
    view: View<'a>,
    oracle: &'a O,
}

impl<'a, O: Oracle> Machine<'a, O> {
    pub(crate) fn new(view: View<'a>, oracle: &'a O) -> Self {
        Self { view, oracle }
    }

    /// Hands on the matches of the rules that are marked active, which begin where
    /// `kinds` says that something can begin them: leftmost, then longest, then first in
    /// the program. They do not overlap, but where a rule says at which of its captures the next match
    /// may begin.
    pub(crate) fn run(
        &self,
        program: &Program,
        (active, kinds): (&[bool], &[StartKinds]),
        scratch: &mut MachineScratch,
        mut found: impl FnMut(Match<'_>),
    ) {
        let sentence = self.view.sentence;
        let mut from = sentence.start;
        while from < sentence.end {
            let Some(best) = self.search(program, (active, kinds), from, scratch) else {
                break;
            };
            found(Match {
                rule: program.rules[best.rule as usize].rule,
                start: best.start,
                end: best.end,
                captures: &scratch.best_captures,
            });
            from = self.resumption(&program.rules[best.rule as usize], best, scratch);
        }
    }

    /// Where the search goes on after a match: always further than the match began.
    fn resumption(&self, rule: &ProgramRule, best: Best, scratch: &MachineScratch) -> u32 {
        let mut captures = scratch.best_captures.iter();
        let resume = rule
            .resume
            .and_then(|name| captures.find(|capture| capture.name == name));
        let Some(capture) = resume else {
            return best.end;
        };
        let tokens = &self.view.tokens[..best.end as usize];
        let at = tokens.partition_point(|token| token.start < capture.start) as u32;
        if at > best.start { at } else { best.end }
    }

    /// The leftmost-longest match that begins at `from` or later.
    fn search(
        &self,
        program: &Program,
        (active, kinds): (&[bool], &[StartKinds]),
        from: u32,
        scratch: &mut MachineScratch,
    ) -> Option<Best> {
        let end = self.view.sentence.end;
        scratch.prepare((end - from + 1) as usize, program.code.steps.len());
        let mut best: Option<Best> = None;
        let mut furthest = from;
        let mut run = Run {
            view: self.view,
            program,
            from,
            scratch,
        };
        for at in from..=end {
            if best.is_none() && at < end {
                let kinds = kinds[(at - self.view.sentence.start) as usize];
                if !kinds.is_empty() {
                    self.start(&mut run, active, kinds, at);
                }
            }
            if run.scratch.waiting[(at - from) as usize].is_empty() {
                if best.is_some() && at >= furthest {
                    break;
                }
                continue;
            }
            let threads = std::mem::take(&mut run.scratch.waiting[(at - from) as usize]);
            for thread in &threads {
                if best.is_some_and(|best| thread.start > best.start) {
                    continue;
                }
                if let Step::Accept(index) = program.code.steps[thread.step as usize] {
                    let candidate = Best {
                        rule: index,
                        start: thread.start,
                        end: at,
                    };
                    if is_better(candidate, best)
                        && self.is_accepted(
                            &program.rules[index as usize],
                            candidate,
                            thread,
                            run.scratch,
                        )
                    {
                        run.scratch.store_best(thread.captured, self.view);
                        best = Some(candidate);
                    }
                } else {
                    self.advance(&mut run, at, *thread, &mut furthest);
                }
            }
            let mut threads = threads;
            threads.clear();
            run.scratch.waiting[(at - from) as usize] = threads;
            if best.is_some() && at >= furthest {
                break;
            }
        }
        best
    }

    /// Starts the rules that can begin at a place.
    fn start(&self, run: &mut Run<'_, '_>, active: &[bool], kinds: StartKinds, at: u32) {
        let Program { starts, .. } = run.program;
        let token = &self.view.tokens[at as usize];
        let with_word = match kinds.word() {
            true => starts.with_word(token.code),
            false => &[],
        };
        let with_class = match kinds.class() {
            true => starts.with_class(token.class),
            false => &[],
        };
        let mut found = std::mem::take(&mut run.scratch.found);
        found.clear();
        if kinds.label() {
            starts.with_labels(self.view.annotations.labels_starting(at), &mut found);
        }
        // In a rule the preferred step starts first.
        let numbers = match (&found[..], with_word, with_class) {
            ([], words, []) => words,
            ([], [], classes) => classes,
            _ => {
                found.extend(with_word.iter().chain(with_class));
                found.sort_unstable();
                &found
            }
        };
        let mut last = None;
        for number in numbers {
            let start = starts.get(*number);
            if !active[start.rule as usize] {
                continue;
            }
            let reached = run.program.reach.get(start.reached);
            if !run.is_open(at, reached) {
                continue;
            }
            let may_start = match last {
                Some((rule, may_start)) if rule == start.rule => may_start,
                _ => self.can_start(&run.program.rules[start.rule as usize], at, run.scratch),
            };
            last = Some((start.rule, may_start));
            if may_start {
                run.enter(at, reached, at, NONE);
            }
        }
        run.scratch.found = found;
    }

    /// Moves a thread over the token or the annotations at its place.
    fn advance(&self, run: &mut Run<'_, '_>, at: u32, thread: Thread, furthest: &mut u32) {
        let Thread {
            step,
            start,
            captured,
        } = thread;
        let mut go = |run: &mut Run<'_, '_>, to: u32, captured: u32| {
            *furthest = (*furthest).max(to);
            run.scratch.arrive((to - run.from) as usize);
            run.add(to, step + 1, start, captured);
        };
        let code = &run.program.code;
        let Step::Label {
            label,
            tests,
            capture,
            ..
        } = &code.steps[step as usize]
        else {
            go(run, at + 1, captured);
            return;
        };
        let tests = code.tests(*tests);
        for (id, annotation) in self.view.annotations.starting_at(at) {
            if annotation.label == *label
                && annotation.end <= self.view.sentence.end
                && tests.iter().all(|test| self.oracle.holds(id, test))
            {
                let captured = match capture {
                    Some(name) => run.scratch.node(
                        captured,
                        Event::Whole {
                            name: *name,
                            annotation: id,
                        },
                    ),
                    None => captured,
                };
                go(run, annotation.end, captured);
            }
        }
    }

    /// True unless what must stand before the rule's matches is asked at once, and is missing.
    fn can_start(&self, rule: &ProgramRule, at: u32, scratch: &mut MachineScratch) -> bool {
        let mut before = rule.contexts.iter().filter(|context| context.before);
        rule.has_one_width
            || before.all(|context| {
                context_matches(context, self.view, self.oracle, at, &mut scratch.context)
                    != context.negated
            })
    }

    fn is_accepted(
        &self,
        rule: &ProgramRule,
        candidate: Best,
        thread: &Thread,
        scratch: &mut MachineScratch,
    ) -> bool {
        let contexts_hold = rule.contexts.iter().all(|context| {
            let at = if context.before {
                candidate.start
            } else {
                candidate.end
            };
            context_matches(context, self.view, self.oracle, at, &mut scratch.context)
                != context.negated
        });
        if !contexts_hold || !self.oracle.has_conditions(rule.rule) {
            return contexts_hold;
        }
        let mut captures = std::mem::take(&mut scratch.captures);
        scratch.collect(thread.captured, self.view, &mut captures);
        let allowed = self.oracle.allows(rule.rule, &captures);
        scratch.captures = captures;
        allowed
    }
}

/// Leftmost, then longest, then the rule that stands first in the program.
fn is_better(candidate: Best, best: Option<Best>) -> bool {
    let rank = |b: Best| (b.start, u32::MAX - b.end, b.rule);
    best.is_none_or(|best| rank(candidate) < rank(best))
}

/// One search of one program.
struct Run<'a, 's> {
    view: View<'a>,
    program: &'a Program,
    from: u32,
    scratch: &'s mut MachineScratch,
}

impl Run<'_, '_> {
    /// Lets a thread wait at a position, in every step that it can reach without taking a token.
    fn add(&mut self, at: u32, step: u32, start: u32, captured: u32) {
        let row = (at - self.from) as usize;
        let scratch = &mut *self.scratch;
        let Program { code, reach, .. } = self.program;
        let step = code.landing(step);
        let is_passed = !code.steps[step as usize].waits();
        if is_passed && scratch.is_crowded(row) && !scratch.is_new(row, step, start) {
            return;
        }
        for reached in reach.from(step) {
            if self.is_open(at, reached) {
                self.enter(at, reached, start, captured);
            }
        }
    }

    /// True if a step that is reached at a position can take what stands there, and something can go on behind it.
    fn is_open(&self, at: u32, reached: &Reached) -> bool {
        let Program { code, reach, .. } = self.program;
        let holds = |step: &Step| !step.asserts() || assertion_holds(step, self.view, at);
        let behind = reach.behind(reached);
        self.view
            .can_take(code, &code.steps[reached.step as usize], at)
            && behind.is_none_or(|look| self.view.admits(look, at + 1))
            && reach.passed(reached).iter().all(holds)
    }

    /// Lets a thread wait at a step, if none waits there that began no later.
    fn enter(&mut self, at: u32, reached: &Reached, start: u32, captured: u32) {
        let row = (at - self.from) as usize;
        let scratch = &mut *self.scratch;
        if !scratch.is_new(row, reached.step, start) {
            return;
        }
        scratch.furthest = scratch.furthest.max(row);
        let passed = self.program.reach.passed(reached);
        let captured = passed.iter().fold(captured, |captured, step| match step {
            Step::Open(name) => scratch.node(captured, Event::Open { name: *name, at }),
            Step::Close(name) => scratch.node(captured, Event::Close { name: *name, at }),
            _ => captured,
        });
        let thread = Thread {
            step: reached.step,
            start,
            captured,
        };
        scratch.wait(row, thread);
    }
}
