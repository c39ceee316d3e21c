//! Which steps a thread comes to without taking a token, found once for each program.

use super::program::{Code, Step};

/// A program's steps reach no more others than this, all in all.
const MAX_REACHED: usize = 2_000_000;

/// From each step that threads are put at, the steps that wait for a token or have matched.
#[derive(Debug, Default)]
pub(crate) struct Reach {
    /// By step, where what it reaches stands in `reached`; nothing for steps that threads are never put at.
    ranges: Vec<(u32, u32)>,
    reached: Vec<Reached>,
    passed: Vec<Step>,
    /// The steps reach so many others that they were not all followed.
    pub(crate) is_too_large: bool,
}

/// A step that is reached, the preferred ones first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reached {
    pub(super) step: u32,
    /// The captures that open and close on the way and the assertions that must hold, in `passed`.
    passed: (u32, u32),
}

impl Reach {
    /// Follows the steps of a program from where its rules start and from behind what takes a token.
    pub(crate) fn new(code: &Code, starts: impl Iterator<Item = u32>) -> Self {
        let mut reach = Self {
            ranges: vec![(0, 0); code.steps.len()],
            ..Self::default()
        };
        let behind = (1..).zip(&code.steps);
        let behind = behind
            .filter(|(_, step)| step.takes())
            .map(|(next, _)| next);
        let mut seen = vec![0_u16; code.steps.len()];
        for from in starts.chain(behind) {
            if reach.reached.len() > MAX_REACHED {
                reach.is_too_large = true;
                break;
            }
            let first = reach.reached.len() as u32;
            reach.follow(code, from, &mut Vec::new(), &mut seen);
            let last = reach.reached.len();
            reach.ranges[from as usize] = (first, last as u32);
        }
        reach
    }

    /// Walks in order of preference, with a stack of its own since patterns nest. A step is left out
    /// if a way to it has been found that asserts nothing more.
    fn follow(&mut self, code: &Code, from: u32, way: &mut Vec<Step>, seen: &mut [u16]) {
        // Each with the length of the way to it.
        let mut open = vec![(from, 0)];
        let mut touched = Vec::new();
        while let Some((at, length)) = open.pop() {
            way.truncate(length);
            let asserted = way.iter().fold(0, |set, step| set | assertion_bit(step));
            let known = &mut seen[at as usize];
            let is_known = (0..16_u16).any(|set| set & !asserted == 0 && *known & (1 << set) != 0);
            if is_known {
                continue;
            }
            *known |= 1 << asserted;
            touched.push(at);
            let step = code.steps[at as usize];
            match step {
                Step::Split(a, b) => open.extend([(b, length), (a, length)]),
                Step::Jump(to) => open.push((to, length)),
                Step::Open(_) | Step::Close(_) => {
                    way.push(step);
                    open.push((at + 1, length + 1));
                }
                _ if step.asserts() => {
                    way.push(step);
                    open.push((at + 1, length + 1));
                }
                _ => {
                    let first = self.passed.len() as u32;
                    self.passed.extend_from_slice(way);
                    let passed = (first, self.passed.len() as u32);
                    self.reached.push(Reached { step: at, passed });
                }
            }
        }
        touched.iter().for_each(|&step| seen[step as usize] = 0);
    }

    /// What is reached from a step, the preferred first.
    pub(super) fn from(&self, step: u32) -> &[Reached] {
        let (first, last) = self.ranges[step as usize];
        &self.reached[first as usize..last as usize]
    }

    /// The captures and assertions on the way.
    pub(super) fn passed(&self, reached: &Reached) -> &[Step] {
        &self.passed[reached.passed.0 as usize..reached.passed.1 as usize]
    }
}

fn assertion_bit(step: &Step) -> u16 {
    match step {
        Step::SentenceStart => 1,
        Step::SentenceEnd => 2,
        Step::Hyphen => 4,
        Step::NoHyphen => 8,
        _ => 0,
    }
}
