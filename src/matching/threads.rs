//! The threads of a machine: where they wait, and what they have captured.

use super::context::ContextScratch;
use super::machine::View;
use super::{AnnotationId, Capture, NONE};

/// Buffers of a machine, reused from sentence to sentence.
#[derive(Debug, Default)]
pub(crate) struct MachineScratch {
    /// The threads waiting at each position of the sentence.
    pub(super) waiting: Vec<Vec<Thread>>,
    /// The last position that a thread may wait at.
    pub(super) furthest: usize,
    /// How many steps the program has.
    pub(super) steps: usize,
    /// For each position with many threads and each step: the search that last came by, and where its thread began.
    pub(super) marks: Vec<(u32, u32)>,
    /// For each position, the last search that had many threads there.
    pub(super) crowded: Vec<u32>,
    /// For each position, the last search in which threads came there from others, and how many.
    pub(super) arrivals: Vec<(u32, u32)>,
    pub(super) search: u32,
    pub(super) nodes: Vec<Node>,
    pub(super) captures: Vec<Capture>,
    pub(super) best_captures: Vec<Capture>,
    /// The steps that rules can start at.
    pub(super) found: Vec<u32>,
    pub(super) context: ContextScratch,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Thread {
    pub(super) step: u32,
    pub(super) start: u32,
    /// The last of its captures in `nodes`, or [`NONE`].
    pub(super) captured: u32,
}

/// A link in a thread's list of captures.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) before: u32,
    pub(super) event: Event,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    Open { name: u16, at: u32 },
    Close { name: u16, at: u32 },
    Whole { name: u16, annotation: AnnotationId },
}

/// So many threads wait at a position or come to it before they are kept apart by marks rather than by looking through
/// them.
const FEW: usize = 24;

impl MachineScratch {
    pub(super) fn prepare(&mut self, positions: usize, steps: usize) {
        for threads in self.waiting.iter_mut().take(self.furthest + 1) {
            threads.clear();
        }
        self.furthest = 0;
        if self.waiting.len() < positions {
            self.waiting.resize_with(positions, Vec::new);
            self.crowded.resize(positions, 0);
            self.arrivals.resize(positions, (0, 0));
        }
        self.steps = steps;
        if self.search == u32::MAX {
            self.marks.fill((0, 0));
            self.crowded.fill(0);
            self.arrivals.fill((0, 0));
            self.search = 0;
        }
        self.search += 1;
        self.nodes.clear();
    }

    /// Takes note of a thread that comes to a position: where many come, each step is walked once.
    pub(super) fn arrive(&mut self, row: usize) {
        let (search, count) = &mut self.arrivals[row];
        if *search != self.search {
            (*search, *count) = (self.search, 0);
        }
        *count += 1;
        if *count as usize == FEW {
            self.crowd(row);
        }
    }

    /// Marks a step; false if a thread that began no later has come by in this search.
    pub(super) fn mark(&mut self, index: usize, start: u32) -> bool {
        let mark = &mut self.marks[index];
        if mark.0 == self.search && mark.1 <= start {
            return false;
        }
        *mark = (self.search, start);
        true
    }

    /// True if threads at a position are kept apart by marks.
    pub(super) fn is_crowded(&self, row: usize) -> bool {
        self.crowded[row] == self.search
    }

    /// True unless a thread that began no later waits for the same, or has come to it where many threads wait.
    pub(super) fn is_new(&mut self, row: usize, step: u32, start: u32) -> bool {
        if self.is_crowded(row) {
            return self.mark(row * self.steps + step as usize, start);
        }
        let is_known = |other: &Thread| other.step == step && other.start <= start;
        !self.waiting[row].iter().any(is_known)
    }

    /// Lets a thread wait that is new.
    pub(super) fn wait(&mut self, row: usize, thread: Thread) {
        self.waiting[row].push(thread);
        if self.waiting[row].len() == FEW {
            self.crowd(row);
        }
    }

    /// Keeps the threads at a position apart by marks from now on.
    pub(super) fn crowd(&mut self, row: usize) {
        let steps = self.steps;
        if self.marks.len() < (row + 1) * steps {
            self.marks.resize((row + 1) * steps, (0, 0));
        }
        self.crowded[row] = self.search;
        for index in 0..self.waiting[row].len() {
            let Thread { step, start, .. } = self.waiting[row][index];
            self.mark(row * steps + step as usize, start);
        }
    }

    pub(super) fn node(&mut self, before: u32, event: Event) -> u32 {
        self.nodes.push(Node { before, event });
        self.nodes.len() as u32 - 1
    }

    pub(super) fn store_best(&mut self, captured: u32, view: View<'_>) {
        let mut captures = std::mem::take(&mut self.best_captures);
        self.collect(captured, view, &mut captures);
        self.best_captures = captures;
    }

    /// Follows a thread's captures back to the first, and writes them in order of the text.
    pub(super) fn collect(&self, mut captured: u32, view: View<'_>, captures: &mut Vec<Capture>) {
        captures.clear();
        let mut open: Vec<(u16, u32)> = Vec::new();
        while captured != NONE {
            let node = self.nodes[captured as usize];
            captured = node.before;
            let (name, annotation, start, end) = match node.event {
                Event::Whole { name, annotation } => {
                    let found = view.annotations.get(annotation);
                    (name, annotation, found.start, found.end)
                }
                Event::Close { name, at } => {
                    open.push((name, at));
                    continue;
                }
                Event::Open { name, at } => match open.pop() {
                    Some((_, end)) if end > at => (name, NONE, at, end),
                    _ => continue,
                },
            };
            captures.push(Capture {
                name,
                annotation,
                start: view.tokens[start as usize].start,
                end: view.tokens[end as usize - 1].end,
            });
        }
        captures.reverse();
        captures.sort_by_key(|capture| capture.start);
    }
}
